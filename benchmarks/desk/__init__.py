"""How fast the review desk answers on a large database."""
