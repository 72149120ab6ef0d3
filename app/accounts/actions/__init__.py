"""What touches several things of people and their accounts."""
