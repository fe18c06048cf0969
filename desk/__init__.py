"""People: the command line and, later, the review desk."""
