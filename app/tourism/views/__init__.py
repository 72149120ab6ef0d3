"""/dao-co/: what visitors open, and what editors do behind it."""
