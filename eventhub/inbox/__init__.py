"""What comes back by mail: letters nobody could deliver, and answers of calendar programs."""
