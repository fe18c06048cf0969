"""Measuring what counts as an echo; see `run`."""
