"""Readers: a channel's document in, its items out. Pure functions, one module per kind."""

from crawlers.readers.feed import read_feed
from crawlers.readers.gdelt import read_gdelt
from crawlers.readers.json_feed import read_json_feed
from crawlers.readers.listing import (
    EmptyDocument,
    ListedDocument,
    ListedItem,
    Listing,
    NotReadable,
)
from crawlers.readers.section import read_section
from crawlers.readers.sitemap import read_sitemap
from crawlers.readers.telegram import read_channel

__all__ = [
    "EmptyDocument",
    "ListedDocument",
    "ListedItem",
    "Listing",
    "NotReadable",
    "read_channel",
    "read_feed",
    "read_gdelt",
    "read_json_feed",
    "read_section",
    "read_sitemap",
]
