"""Digests: what one tells of, how it looks, how it is sent."""
