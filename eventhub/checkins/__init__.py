"""Check-in: lanes, helpers, walk-ins, scans kept without a network, and who attended."""
