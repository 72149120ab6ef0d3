"""The pages of teams, activities, models and staff."""
