"""What is done with the figures of a year."""
