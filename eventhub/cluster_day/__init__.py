"""The Innovation Cluster Day: an edition a year with booths, a contest, and a call for sessions and booths."""
