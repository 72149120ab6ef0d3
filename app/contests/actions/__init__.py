"""What touches more than one thing: setting up, entering, screening, judging, voting, concluding."""
