"""How fast the house is, beside bare yardsticks on the same server."""
