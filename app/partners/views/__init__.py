"""The pages of partners and needs."""
