"""Sample commune: a believable year, marked as sample."""
