"""What requests say of what they would like to be answered with."""

from collections.abc import Sequence

#: feeds and their like before pages
LISTING_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "application/json;q=0.9, text/html;q=0.8, */*;q=0.5"
)


def accepted_languages(codes: Sequence[str]) -> str:
    """What a site that chooses by language is asked for: the source's own, in their order."""
    return ", ".join([*codes, "*;q=0.5"])
