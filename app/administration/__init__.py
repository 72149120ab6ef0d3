"""Quản trị: people and their grants, places and units, fields and settings. It has no say in content."""
