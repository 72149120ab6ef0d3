"""What touches several things of a book."""
