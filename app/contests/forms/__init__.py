"""What is typed about contests, and in entries."""
