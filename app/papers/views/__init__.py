"""Pages of papers: how their texts read, and whether a certificate is one of ours."""
