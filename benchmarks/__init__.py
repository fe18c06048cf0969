"""Measurements: each module prints one table and says how it was made."""
