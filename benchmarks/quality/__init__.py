"""Extraction quality on pages with known text, title, authors and date."""
