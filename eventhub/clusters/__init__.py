"""Industrial complexes, their promotion teams and their mini-clusters."""
