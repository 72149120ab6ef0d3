"""Pages of the council, one file for each thing a person comes to do."""
