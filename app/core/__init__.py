"""The ground floor: database, history, permissions, forms, files and words. It knows no feature."""
