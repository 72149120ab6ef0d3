"""Writing, receiving visitors, counting them and the birds."""
