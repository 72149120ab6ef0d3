"""Pages of products: for everybody, for those who keep a book, for the economic office."""
