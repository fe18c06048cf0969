"""Rows of invented articles, the same for the same number, with all that reports are about.

Of ten articles three repeat another, two tell the same event, two begin an event and three stand
alone. Every second names the Taliban in some way, every third quotes somebody, one in twenty-five
was edited, every fourth reviewed.
"""

import json
import random
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from flows.stages.search import search_text
from models.queries.indexing import priority

SOURCES, TOPICS, ENTITIES, WORDS = 140, 24, 200, 20_000
LANGUAGES = ("ru", "fa", "en", "ps", "zh", "tg", "ur", "tr", "ar", "uz")
DESIGNATIONS = ("movement", "emirate", "de_facto", "terrorist", "banned_footnote", "regime")
REVIEWERS = 8
START = datetime(2023, 1, 1, tzinfo=UTC)
#: minutes between two articles: a million in two and a half years
STEP = timedelta(minutes=1.3)
BATCH = 5000

Rows = dict[str, list[tuple[Any, ...]]]

#: columns that are written, by table
COLUMNS: dict[str, tuple[str, ...]] = {
    "candidates": (
        "id", "source_id", "url", "url_key", "fate", "reason", "fate_at", "first_seen_at",
        "last_seen_at", "title", "attempts",
    ),
    "sightings": ("candidate_id", "channel_id", "run_id", "url", "seen_at"),
    "article_revisions": (
        "id", "article_id", "number", "capture_id", "created_at", "title", "text", "text_sha256",
        "word_count", "authors", "byline", "agencies", "language", "language_confidence",
        "published_at", "published_rule", "published_raw", "published_precision",
        "published_day", "published_zone", "date_candidates", "flags", "fingerprinted_at",
        "tagged_with",
    ),
    "revision_changes": (
        "revision_id", "kinds", "silent", "sentences_added", "sentences_removed",
        "sentences_reworded", "numbers_changed", "quotes_changed", "designations_changed",
        "detail", "classified_at",
    ),
    "stories": ("id", "title", "original_id", "reasons", "created_at", "updated_at"),
    "articles": (
        "id", "identity", "candidate_id", "source_id", "url", "kind", "first_seen_at",
        "current_revision_id", "tagged_with", "copy_of_id", "story_id", "relevance", "verdict",
        "review_status", "language", "moment", "published_at", "day", "priority", "tag_confidence",
        "indexed_revision_id",
    ),
    "relations": (
        "article_id", "other_article_id", "kind", "similarity", "containment", "status", "origin",
        "reasons", "created_at", "updated_at",
    ),
    "codings": (
        "revision_id", "codebook_id", "score", "verdict", "contributions", "created_at",
    ),
    "annotations": (
        "revision_id", "codebook_id", "kind", "code", "field", "start_offset", "end_offset",
        "matched_text", "rule", "confidence", "flags", "origin", "status", "reviewer_id",
        "created_at",
    ),
    "article_codes": (
        "kind", "code", "article_id", "confidence", "mentions", "review_status", "verdict",
        "priority", "moment", "day", "source_id", "language", "copy_of_id",
    ),
    "reviews": ("article_id", "revision_id", "reviewer_id", "action", "value", "at"),
    "search_texts": ("revision_id", "search_text"),
}  # fmt: skip


def vocabulary() -> list[str]:
    """Invented words, Latin, Cyrillic and Arabic."""
    dice = random.Random(7)
    alphabets = ("abdeiklmnorstu", "абвгдеиклмнорст", "ابتدرسعفقکلمنوی")
    return ["".join(dice.choices(alphabets[n % 3], k=dice.randint(3, 9))) for n in range(WORDS)]


class Maker:
    """Makes rows; ``channels`` are keys by source, ``runs`` one for each day."""

    def __init__(self, number: int, codebook: int, capture: int, channels: list[int]) -> None:
        self.number, self.codebook = number, codebook
        self.capture, self.channels = capture, channels
        self.words = vocabulary()
        self.dice = random.Random(42)
        # some words stand in nearly every text, most in few, as in any language
        self.cumulative: list[float] = []
        total = 0.0
        for rank in range(WORDS):
            total += 1 / (rank + 2)
            self.cumulative.append(total)
        #: articles that began an event, with the moment of each
        self.events: deque[int] = deque(maxlen=200)

    def batches(self) -> Iterator[Rows]:
        """Rows by table, a batch at a time."""
        numbers = iter(range(self.number))
        while part := list(islice(numbers, BATCH)):
            rows: Rows = {name: [] for name in COLUMNS}
            for number in part:
                self._article(number, rows)
            yield rows

    def _article(self, number: int, rows: Rows) -> None:
        dice = self.dice
        identity = sha256(f"benchmark {number}".encode()).hexdigest()
        key, moment = int(identity[:16], 16) >> 1, START + STEP * number
        source, language = dice.randint(1, SOURCES), dice.choice(LANGUAGES)
        words = dice.choices(self.words, cum_weights=self.cumulative, k=70)
        title, body = " ".join(words[:8]), " ".join(words[8:])
        relevance = round(dice.betavariate(0.7, 1.1), 4)
        verdict = (
            "relevant" if relevance > 0.6 else "borderline" if relevance > 0.35 else "not_relevant"
        )
        status = dice.choices(("unreviewed", "reviewed", "flagged", "skipped"), (70, 25, 2, 3))[0]
        url, day = f"https://s{source}.example/{number}", f"{moment:%Y-%m-%d}"
        rank = priority(relevance, moment, "daily", False)
        # most topics are sure; one article in fifty has one that is below a half
        sure = round(dice.betavariate(8, 2), 3)
        copy_of, story = self._echo(key, title, moment, rows)
        self._found(number, source, url, identity, title, moment, rows)
        revision = self._revisions(number, key, language, title, body, identity, moment, rows)
        rows["articles"].append(
            (
                key, identity[:32], 2 * number + 1, source, url, "article", moment, revision,
                self.codebook, copy_of, story, relevance, verdict, status, language, moment, moment,
                day, rank, sure, revision,
            )
        )  # fmt: skip
        contributions = [{"name": "actors", "weight": relevance, "detail": "both are named"}]
        rows["codings"].append(
            (revision, self.codebook, relevance, verdict, json.dumps(contributions), moment)
        )
        for (kind, code), mentions in self._tags(revision, body, moment, rows).items():
            rows["article_codes"].append(
                (
                    kind, code, key, sure, mentions, status, verdict, rank, moment, day, source,
                    language, copy_of,
                )
            )  # fmt: skip
        if status != "unreviewed":
            action = {"reviewed": "verdict", "flagged": "flag", "skipped": "skip"}[status]
            value = json.dumps({"verdict": verdict} if action == "verdict" else {})
            when = moment + timedelta(hours=dice.randint(1, 72))
            rows["reviews"].append((key, revision, dice.randint(1, REVIEWERS), action, value, when))
        rows["search_texts"].append((revision, search_text(title, body)))

    def _echo(
        self, key: int, title: str, moment: datetime, rows: Rows
    ) -> tuple[int | None, int | None]:
        """What it repeats and which story it tells, with the link and the story."""
        dice = self.dice
        part = dice.random()
        if part < 0.5 and self.events:
            other = dice.choice(self.events)
            repeats = part < 0.3
            kind = dice.choice(("exact", "near", "near", "near")) if repeats else "same_story"
            likeness = round(dice.uniform(0.5, 1), 3)
            rows["relations"].append(
                (key, other, kind, likeness, likeness, "confirmed", "machine", "[]", moment, moment)
            )
            return (other if repeats else None), other
        if part < 0.7:
            self.events.append(key)
            rows["stories"].append((key, title, key, "[]", moment, moment))
            return None, key
        if part < 0.73 and self.events:
            kind = dice.choice(("excerpt", "same_story"))
            other, likeness = dice.choice(self.events), round(dice.uniform(0.3, 0.6), 3)
            rows["relations"].append(
                (key, other, kind, likeness, likeness, "suggested", "machine", "[]", moment, moment)
            )
        return None, None

    def _found(
        self, number: int, source: int, url: str, identity: str, title: str, moment: datetime,
        rows: Rows,
    ) -> None:  # fmt: skip
        """Its address, every fourth time one more that came to nothing, and who listed them."""
        dice = self.dice
        found = [(2 * number + 1, url, identity[:32], "fetched", "an article")]
        if dice.random() < 0.25:
            fate = dice.choice(("screened_out", "screened_out", "http_error", "not_an_article"))
            found.append((2 * number + 2, f"{url}/more", f"m{identity[:31]}", fate, "invented"))
        run, channel = (moment - START).days + 1, self.channels[source - 1]
        for candidate, address, same, fate, reason in found:
            last = moment
            for _ in range(1 + (dice.random() < 0.3)):
                rows["sightings"].append((candidate, channel, run, address, last))
                last += timedelta(minutes=30)
            rows["candidates"].append(
                (candidate, source, address, same, fate, reason, moment, moment, last, title, 1)
            )

    def _revisions(
        self, number: int, key: int, language: str, title: str, body: str, identity: str,
        moment: datetime, rows: Rows,
    ) -> int:  # fmt: skip
        """What it said, and for one in twenty-five what it says since; returns the last's key."""
        dice = self.dice
        revision, tagged = 2 * number + 1, self.codebook
        edited = dice.random() < 0.04
        for step in range(2 if edited else 1):
            rows["article_revisions"].append(
                (
                    revision + step, key, 1 + step, self.capture, moment + timedelta(hours=step),
                    title, body, f"{step}{identity[1:]}", 62 + step, "[]", "", "[]", language, 0.99,
                    moment, "jsonld", moment.isoformat(), "second", f"{moment:%Y-%m-%d}",
                    "explicit", "[]", "[]", moment, tagged,
                )
            )  # fmt: skip
        if edited:
            kinds = dice.choice(("headline wording", "addition", "removal number", "trivial"))
            silent = kinds != "trivial" and dice.random() < 0.4
            rows["revision_changes"].append(
                (
                    revision + 1, kinds, silent, dice.randint(0, 2), dice.randint(0, 2),
                    dice.randint(0, 2), 0, 0, 0, "{}", moment + timedelta(hours=1),
                )
            )  # fmt: skip
        return revision + edited

    def _tags(
        self, revision: int, body: str, moment: datetime, rows: Rows
    ) -> dict[tuple[str, str], int]:
        """Its tags, some judged by people; returns how often each code counts."""
        dice = self.dice
        codes = {("topic", f"topic_{int(dice.paretovariate(0.6)) % TOPICS}") for _ in range(2)}
        codes |= {("entity", f"entity_{int(dice.paretovariate(0.4)) % ENTITIES}") for _ in range(2)}
        tags = sorted(codes)
        if dice.random() < 0.5:
            named = dice.choices(DESIGNATIONS, (40, 25, 12, 6, 12, 5))[0]
            tags += [("designation", named)] * dice.randint(1, 3)
        if dice.random() < 0.35:
            speaker = f"entity_{int(dice.paretovariate(0.4)) % ENTITIES}"
            tags += [("quote", speaker)] * dice.randint(1, 2)
        counted: dict[tuple[str, str], int] = {}
        for kind, code in tags:
            start, length = dice.randint(0, 200), 60 if kind == "quote" else 6
            status = "suggested" if kind == "quote" else "confirmed"
            judge, origin = None, "machine"
            if dice.random() < 0.04:
                judge, origin = dice.randint(1, REVIEWERS), "human"
                status = "rejected" if dice.random() < 0.2 else "confirmed"
            rows["annotations"].append(
                (
                    revision, self.codebook, kind, code, "text", start, start + length,
                    body[start : start + length], f"{code}.rule", 0.8, "[]", origin, status, judge,
                    moment,
                )
            )  # fmt: skip
            if status != "rejected" and kind != "quote":
                counted[kind, code] = counted.get((kind, code), 0) + 1
        return counted
