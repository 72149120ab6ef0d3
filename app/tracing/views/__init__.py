"""What answers at the addresses of codes."""
