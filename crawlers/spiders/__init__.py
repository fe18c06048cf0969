"""Spiders: one for all kinds of channels, and one for each kind."""
