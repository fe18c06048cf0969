"""What a page costs, and what a day of many pages needs."""
