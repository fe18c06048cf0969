"""Persons a codebook does not know, and one identity for the spellings of a name."""

from analysis.people.find import find_people
from analysis.people.identity import Merge, identities, same_person

__all__ = ["Merge", "find_people", "identities", "same_person"]
