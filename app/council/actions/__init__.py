"""What touches more than one thing, or where the database must be the judge."""
