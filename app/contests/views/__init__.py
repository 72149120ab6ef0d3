"""Pages of contests, one file for each thing a person comes to do."""
