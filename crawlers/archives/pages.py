"""From an archive's copies to candidates: whose pages they are, and each address once. Pure."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from analysis.urls import url_key
from crawlers.archives.index import Copy
from crawlers.catalog import SourceSpec
from crawlers.policy import NOT_ASKED
from crawlers.readers.section import belongs
from models.candidates import Fate
from models.queries.discovery import SeenItem


def copy_items(
    copies: Sequence[Copy], spec: SourceSpec, archive: str
) -> tuple[tuple[SeenItem, ...], dict[str, Copy]]:
    """Candidates for the copies that are pages of the source, and the copy of each by its key.

    New ones are not for the live crawl: whether their address still answers is not the question.
    """
    items: dict[str, SeenItem] = {}
    found: dict[str, Copy] = {}
    for copy in copies:
        try:
            key = url_key(copy.url)
            if not belongs(copy.url, spec.own_hosts) or not urlsplit(copy.url).path.strip("/"):
                continue
        except ValueError:
            continue
        if key in items:
            continue
        reason = f"{NOT_ASKED}{archive} keeps a copy of {copy.taken_at:%Y-%m-%d}, taken from there"
        items[key] = SeenItem(copy.url, key, fate=Fate.NOT_REQUESTED, reason=reason)
        found[key] = copy
    return tuple(items.values()), found
