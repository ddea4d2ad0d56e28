"""Firms, universities, labs and agencies, who speaks for them and what they can do."""
