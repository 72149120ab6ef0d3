"""What may be typed about initiatives."""
