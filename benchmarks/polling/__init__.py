"""A world of channels on loopback, and what polling makes of it."""
