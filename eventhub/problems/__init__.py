"""What firms want solved."""
