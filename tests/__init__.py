"""What is proved about EventHub; the folders mirror the source."""
