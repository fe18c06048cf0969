"""What an answer to a visit says of its article, for the crawl and for the reading beside it."""

from urllib.parse import urlsplit

KEPT = "the article is kept"


def led_away(asked: str, final: str) -> bool:
    """Whether an address now leads to another page: a home page, a section, another article."""
    one, other = urlsplit(asked), urlsplit(final)
    return (one.path.rstrip("/"), one.query) != (other.path.rstrip("/"), other.query)
