"""EventHub: the desk of a cluster promotion team, and the members' door to it."""

__version__ = "0.1.0"
