"""Which work runs when, and did it; knows no job."""
