"""Forums, seminars and the Innovation Cluster Day as dated things with a capacity."""
