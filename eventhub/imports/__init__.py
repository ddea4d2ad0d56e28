"""Speakers and sessions from a spreadsheet: looked at row by row, then taken over whole or not at all."""
