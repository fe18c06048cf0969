"""Drills and the hostile web, as one table."""
