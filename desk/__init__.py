"""People: the command line and the review desk on the web."""
