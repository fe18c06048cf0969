"""Questions and changes that more than one room needs, one file per step of an article's way."""
