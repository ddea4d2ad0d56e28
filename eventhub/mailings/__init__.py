"""Letters a promotion team writes to many of those who registered."""
