"""Questions about partners, needs and matches."""
