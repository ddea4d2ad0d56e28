"""Ground every package stands on; knows no feature."""
