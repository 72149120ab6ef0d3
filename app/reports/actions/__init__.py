"""What is done with the commune's report."""
