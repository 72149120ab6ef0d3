"""Questions about teams, activities, models and staff."""
