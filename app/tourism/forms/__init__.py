"""What editors, visitors and observers type."""
