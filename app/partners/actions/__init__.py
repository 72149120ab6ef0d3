"""What happens between partners and those who need help."""
