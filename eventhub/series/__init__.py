"""Events that come again: a rule, and the dates it makes, each of which can go its own way."""
