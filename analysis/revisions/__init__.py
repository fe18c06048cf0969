"""What an outlet changed in a text after publishing it, and when it is worth looking again."""

from analysis.revisions.compare import compare
from analysis.revisions.schedule import next_visit
from analysis.revisions.types import KINDS, Difference, Kind, Passage, Version

__all__ = ["KINDS", "Difference", "Kind", "Passage", "Version", "compare", "next_visit"]
