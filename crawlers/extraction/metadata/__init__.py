"""Title, authors, site name, section and canonical URL, read from the parsed tree."""
