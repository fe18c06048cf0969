"""Between the page reader and the database: hints before, columns after. Pure functions."""

import hashlib
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from cssselect import HTMLTranslator, SelectorError

from analysis.dates.types import DateCandidate
from analysis.urls import canonicalize, url_key
from analysis.words import count_words
from crawlers.extraction.types import ExtractedPage, LiveEntry, PageHints, Selectors
from models.candidates import Candidate
from models.queries.reading import ArticleText
from models.sources import Source

#: longest raw date string that is kept as evidence
RAW_LIMIT = 300


def hints_for(candidate: Candidate, source: Source) -> PageHints:
    """What the channel and the catalogue know of a page before it is read."""
    return PageHints(
        title=candidate.title,
        published_raw=candidate.published_hint,
        published_rule=candidate.hint_rule or "feed",
        modified_raw=candidate.modified_hint,
        authors=(candidate.author_hint,) if candidate.author_hint else (),
        languages=tuple(source.languages or ()),
        zone=source.timezone,
        site_name=source.name,
        selectors=_selectors(source.specification.get("extraction") or {}),
    )


def _selectors(extraction: dict[str, Any]) -> Selectors:
    def xpath(*css: str | None) -> tuple[str, ...]:
        found = []
        for selector in css:
            try:
                if selector:
                    found.append(HTMLTranslator().css_to_xpath(selector))
            except SelectorError:
                # the catalogue's schema refuses these; a file of an older version may hold one
                continue
        return tuple(found)

    return Selectors(
        text=xpath(extraction.get("text_selector")),
        remove=xpath(*(extraction.get("remove_selectors") or ())),
        title=xpath(extraction.get("title_selector")),
        date=xpath(extraction.get("date_selector")),
    )


def canonical_address(page: ExtractedPage, final_url: str) -> str:
    """The address an article stands for: the page's own word, when it can be believed.

    A canonical link that names a home page, as templates gone wrong do, would fold a whole
    site into one article; then the address that was fetched counts.
    """
    if page.canonical_url:
        try:
            stated = canonicalize(page.canonical_url)
        except ValueError:
            stated = ""
        parts = urlsplit(stated)
        if stated and (parts.path.strip("/") or parts.query):
            return stated
    return canonicalize(final_url)


def article_text(page: ExtractedPage, final_url: str | None) -> tuple[ArticleText, str]:
    """What is stored of a page, and the hash its article's key is derived from.

    ``final_url`` is None for documents without an address: their text is their identity.
    """
    title = page.title or ""
    digest = hashlib.sha256(f"{title}\n\n{page.text}".encode()).hexdigest()
    if final_url is None and not page.canonical_url:
        url, identity_hash, identity = None, digest, f"text:{digest[:32]}"
    else:
        url = canonical_address(page, final_url or page.canonical_url or "")
        identity_hash = identity = url_key(url)
    people = [credit.name for credit in page.credits if credit.kind == "person"]
    chosen = page.dates.chosen
    revision: dict[str, Any] = {
        "title": title,
        "title_rule": (page.title_rule or "")[:60],
        "text": page.text,
        "text_sha256": digest,
        "word_count": count_words(page.text),
        # agencies, desks and the outlet itself are no people; the byline's agencies are below
        "authors": people,
        "byline": "; ".join(people),
        "agencies": list(page.agencies),
        "site_name": page.site_name,
        "section": page.section,
        "language": page.language.code,
        "language_confidence": page.language.confidence,
        "published_at": chosen.value if chosen else None,
        "published_rule": chosen.rule[:60] if chosen else None,
        "published_raw": chosen.raw[:RAW_LIMIT] if chosen else None,
        "published_precision": chosen.precision if chosen else None,
        "published_day": day_of(chosen) if chosen else None,
        "published_zone": chosen.zone if chosen else None,
        "date_candidates": [_loser(date, reason) for date, reason in page.dates.losers],
        "extractor": page.extractor[:60],
        "flags": list(page.flags),
        "entries": [_entry(entry) for entry in page.entries] or None,
    }
    comments = [
        *({**asdict(comment), "status": "found"} for comment in page.comments),
        # still in the text: a person decides whether they are comments
        *(
            {"author": None, "text": part.text, "published_raw": None, "status": "suggested"}
            for part in page.suggested
        ),
    ]
    return ArticleText(identity, url, page.kind, revision, comments), identity_hash


def day_of(date: DateCandidate) -> str:
    """The day a date counts on: in UTC for an instant, as printed for a date without a time.

    Midnight in Kabul is still the day before in UTC; a page that says "3 July" and no more
    must not be counted on the second.
    """
    if date.precision in ("second", "minute"):
        return date.value.date().isoformat()
    return date.local.date().isoformat()


def _entry(entry: LiveEntry) -> dict[str, Any]:
    return {
        "start": entry.start,
        "end": entry.end,
        "title": entry.title,
        "published_raw": entry.published_raw and entry.published_raw[:RAW_LIMIT],
        "published_at": entry.published_at and entry.published_at.isoformat(),
    }


def _loser(date: DateCandidate, reason: str) -> dict[str, Any]:
    return {
        "value": date.value.isoformat(),
        "precision": date.precision,
        "rule": date.rule,
        "raw": date.raw[:RAW_LIMIT],
        "reason": reason,
    }
