"""Public and private calendar feeds."""
