"""Whether EventHub stands well where it is installed."""
