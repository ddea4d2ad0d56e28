"""Places, waiting lists and who has them."""
