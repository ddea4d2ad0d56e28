"""Which partner fits which problem."""
