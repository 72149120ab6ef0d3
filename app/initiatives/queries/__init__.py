"""What one may ask about initiatives."""
