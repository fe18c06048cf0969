"""The language of a page's text: what a person stated at import, else what is detected."""

from __future__ import annotations

from analysis.language import Language, stated_or_detected
from crawlers.extraction.types import PageInput

STATED_LANGUAGE = "Salang-Stated-Language"
"""Header under which an import keeps the language that was given with a document. Pages from
the web are not asked for it."""
# Only the first characters of a text decide its language; more adds nothing but time.
_SAMPLE = 800


def language_of(page: PageInput, text: str) -> Language:
    """The language of a text of the page."""
    stated: str | None = None
    if page.hints.published_rule == "import":
        wanted = STATED_LANGUAGE.lower()
        values = (value for name, value in page.headers.items() if name.lower() == wanted)
        word = next(values, "").replace("_", "-").split("-")[0].strip().lower()
        stated = word or None
    return stated_or_detected(text[:_SAMPLE], stated)
