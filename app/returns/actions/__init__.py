"""What is done with periods and reports of places."""
