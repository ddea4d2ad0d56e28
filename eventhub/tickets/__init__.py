"""Tickets: what somebody with a place shows at the door."""
