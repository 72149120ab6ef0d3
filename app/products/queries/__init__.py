"""What one may ask about products."""
