"""Pages of the main road, one file for each thing a person comes to do."""
