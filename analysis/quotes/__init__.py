"""Who said what: quotations and reported claims with their speakers."""

from analysis.quotes.find import as_annotations, find_quotes
from analysis.quotes.types import Quote

__all__ = ["Quote", "as_annotations", "find_quotes"]
