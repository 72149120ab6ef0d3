"""Pages of the indicator set and of the tally."""
