"""/api/v1: read-only open data, the same figures as the pages."""
