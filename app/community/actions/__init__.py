"""What happens in the villages."""
