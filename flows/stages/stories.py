"""Stories: articles that tell one event in other words or another language are linked.

Runs after tagging, since an event is recognised by the codebook's entities. The decision on a
pair depends on nothing but the two articles and how common their entities were in the month
before, so the outcome does not depend on the order of arrival (as long as no more than `MOST`
articles of a window share a key with one).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analysis.echo import lineage
from analysis.echo.embedding import Embedder, with_cosine
from analysis.echo.stories import (
    KIND_WEIGHTS,
    Mention,
    StoryFeatures,
    StoryVerdict,
    candidate_keys,
    rarity,
    same_event,
    story_features,
    weighed,
)
from analysis.echo.thresholds import STORY
from analysis.echo.thresholds import STORY_METHOD as METHOD
from flows.stages.embedding import Vectors
from flows.stages.storylines import place
from models.articles import Article
from models.base import utc_now
from models.claims import Claims
from models.echo import Relation, StorySketch
from models.queries import echo, stories
from models.queries.echo import PendingText
from models.queries.stories import Tag
from models.session import attempt, chunks, reading

#: articles compared and linked in one transaction
BATCH = 50
#: articles that one is compared with at most
MOST = 400
#: days in which it is counted how common an entity is, and articles needed for that
MONTH, ENOUGH = 30, 50
#: points from which a link counts as sure as can be
FULL = 2 * STORY.confirmed
#: flags of mentions that say nothing about what a text tells
IDLE = frozenset({"legal_footnote", "boilerplate"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: what entities say, by month and code
Rarities = dict[int, dict[str, float]]


class Storyteller:
    """Compares pending articles; counts by (source key, what came of it).

    ``kinds``: the kind of each entity of the codebook, by code. ``window_hours``: between two
    articles of one event at most. ``embedder``: asked about suggested pairs, which are confirmed
    when their vectors are ``alike`` by that cosine.
    """

    def __init__(
        self,
        engine: Engine,
        kinds: Mapping[str, str],
        *,
        window_hours: float = STORY.window_hours,
        embedder: Embedder | None = None,
        alike: float = 1.0,
    ) -> None:
        self.engine = engine
        self.limits = replace(STORY, window_hours=window_hours)
        self.reach = ceil(window_hours / 24)
        self.vectors = Vectors(embedder) if embedder is not None else None
        self.alike = alike
        self.kinds = kinds
        self.counts: Counter[tuple[int, str]] = Counter()
        with reading(engine) as session:
            gone = stories.outdated_stories(session)
            self.waiting = stories.pending_stories(session, METHOD)
        for part in chunks(gone, BATCH):
            self._attempt([], {}, part)

    def batch(self, limit: int = BATCH) -> int:
        """Compare up to ``limit`` of the articles that were pending when this was made.

        Returns how many were compared; 0 when all are done.
        """
        while self.waiting:
            with Claims(self.engine, "stories") as claims:
                part, self.waiting = claims.part_of(self.waiting, limit)
                if not part:
                    return 0  # all that is left is in other hands
                done = self._batch(part)
            if done:
                return done
        return 0

    def _batch(self, part: Sequence[int]) -> int:
        with reading(self.engine) as session:
            # another process may have taken some of them since
            work = stories.texts_to_compare(session, part, METHOD)
            tagged = {
                item.revision.id: item.revision.tagged_with
                for item in work
                if item.revision.tagged_with is not None
            }
            tags = stories.tags_of(session, tagged)
        features = {
            item.article.id: self._features(item, tags.get(item.revision.id, ())) for item in work
        }
        if work:
            self._attempt(work, features, [])
            self.counts.update((item.article.source_id, "told") for item in work)
        return len(work)

    def _attempt(
        self,
        work: Sequence[PendingText],
        features: Mapping[int, StoryFeatures],
        gone: Sequence[int],
    ) -> None:
        counts = self.counts

        def take_in(session: Session) -> None:
            self.counts = counts.copy()
            self._take_in(session, work, features, gone)

        attempt(self.engine, take_in)

    def _features(self, item: PendingText, tags: Sequence[Tag]) -> StoryFeatures:
        revision = item.revision
        body = len(revision.title) + 2
        return story_features(
            item.article.id,
            f"{revision.title}\n\n{revision.text}",
            item.article.corrected_language or revision.language,
            told_at(item),
            [
                Mention(
                    tag.code,
                    self.kinds.get(tag.code, ""),
                    tag.start + (body if tag.field == "text" else 0),
                )
                for tag in tags
                if tag.kind == "entity" and IDLE.isdisjoint(tag.flags)
            ],
            topics=[tag.code for tag in tags if tag.kind == "topic"],
        )

    def _take_in(
        self,
        session: Session,
        work: Sequence[PendingText],
        features: Mapping[int, StoryFeatures],
        gone: Sequence[int],
    ) -> None:
        """Store and index sketches, link what tells one event, and place it in stories."""
        now = utc_now()
        echo.take_turn(session)
        old = stories.sketches_of(session, [*features, *gone])
        days = {row.day for row in old.values()}
        days |= {day_of(one.published_at) for one in features.values()}
        # a month's counts weigh the entities of the month after it
        months = {day // MONTH + 1 for day in days}
        before = {month: self._rarities(session, month) for month in months}
        touched = stories.forget_sketches(session, gone)
        if work:
            rows = [sketch_row(item, features[item.article.id]) for item in work]
            keys = {key: index_keys(one) for key, one in features.items()}
            stories.put_sketches(session, rows, keys)
        after = {month: self._rarities(session, month) for month in months}
        again = set(features) | self._reopened(session, before, after)
        rows_of = stories.sketches_of(session, again)
        for article_id in sorted(rows_of):
            touched |= {article_id} | self._settle(session, rows_of[article_id], after, now)
        place(session, touched, now, final=True)

    def _rarities(self, session: Session, month: int) -> dict[str, float]:
        """What the entities say in a month: how rare they were in the one before."""
        days = ((month - 1) * MONTH, month * MONTH - 1)
        codes = sorted(self.kinds)
        total, held = stories.counted(session, [f"={code}" for code in codes], days)
        if total < ENOUGH:
            return {}
        return {
            code: min(_weight(kind), rarity(held.get(f"={code}", 0), total))
            for code, kind in self.kinds.items()
        }

    def _reopened(self, session: Session, before: Rarities, after: Rarities) -> set[int]:
        """Articles to be decided again, because an entity of theirs came to say more or less."""
        found: set[int] = set()
        for month in before:
            changed = [
                f"={code}"
                for code, kind in self.kinds.items()
                if before[month].get(code, _weight(kind)) != after[month].get(code, _weight(kind))
            ]
            if changed:
                days = (month * MONTH, (month + 1) * MONTH - 1)
                found |= stories.holding(session, changed, days)
        return found

    def _settle(
        self, session: Session, sketch: StorySketch, rarities: Rarities, now: datetime
    ) -> set[int]:
        """Compare one article with those it may tell the same as. Returns whose links changed.

        Links that a person decided on stay.
        """
        mine = features_of(sketch)
        linked = stories.story_links(session, sketch.article_id)
        keys = candidate_keys(mine)
        days = (sketch.day - self.reach, sketch.day + self.reach)
        found = stories.holders(session, keys, days, sketch.article_id, MOST)
        others = stories.sketches_of(session, {*found, *linked})
        for row in (sketch, *others.values()):
            if row.day // MONTH not in rarities:
                rarities[row.day // MONTH] = self._rarities(session, row.day // MONTH)
        mine = weighed(mine, rarities[sketch.day // MONTH])
        touched: set[int] = set()
        for other in sorted({*found, *linked}):
            link = linked.get(other)
            if link is not None and link.origin == "human":
                continue
            told: dict[str, Any] | None = None
            if other in others:
                theirs = weighed(features_of(others[other]), rarities[others[other].day // MONTH])
                verdict = same_event(mine, theirs, self.limits)
                if self.vectors is not None and verdict.status == "suggested":
                    pair = [(row.article_id, row.revision_id) for row in (sketch, others[other])]
                    alike = self.vectors.alike(session, *pair)
                    verdict = with_cosine(verdict, alike, self.alike, self.limits)
                told = relation_row(mine, theirs, verdict)
            if told == (link_row(link) if link is not None else None):
                continue
            touched.add(other)
            if link is not None:
                session.delete(link)
                session.flush()
            if told is not None:
                session.add(Relation(**told, origin="machine", created_at=now, updated_at=now))
                outcome = told["kind"] if told["status"] == "confirmed" else "story_suggested"
                source = session.get_one(Article, sketch.article_id).source_id
                self.counts[source, outcome] += 1
        session.flush()
        return touched


def told_at(item: PendingText) -> datetime:
    """When an article was out: at the latest where only the day of its publication is known.

    The order of reports of one evening is not known to the minute, and the end of the day is
    nearer to what other outlets make of it than the midnight before.
    """
    if item.article.corrected_published_at is not None:
        return item.article.corrected_published_at
    told = lineage.moment(
        lineage.Item(
            id=item.article.id,
            text="",
            published_at=item.revision.published_at,
            precision=item.revision.published_precision,
            first_seen_at=item.article.first_seen_at,
        )
    )
    return told or item.article.first_seen_at


def day_of(moment: datetime) -> int:
    """Days since 1970-01-01."""
    return (moment - EPOCH) // timedelta(days=1)


def index_keys(features: StoryFeatures) -> set[str]:
    """What an article is found by, and counted by."""
    return {*candidate_keys(features), *(f"={code}" for code in features.entities)}


def sketch_row(item: PendingText, features: StoryFeatures) -> dict[str, Any]:
    """The columns of a sketch."""
    return {
        "article_id": item.article.id,
        "revision_id": item.revision.id,
        "codebook_id": item.revision.tagged_with,
        "method": METHOD,
        "decisions": item.article.version,
        "told_at": features.published_at,
        "day": day_of(features.published_at),
        "features": {
            "language": features.language,
            "entities": dict(features.entities),
            "places": sorted(features.places),
            "persons": sorted(features.persons),
            "numbers": sorted(features.numbers),
            "dates": sorted(day.isoformat() for day in features.dates),
            "topics": sorted(features.topics),
            "order": list(features.order),
        },
    }


def features_of(sketch: StorySketch) -> StoryFeatures:
    """The features that `sketch_row` stored."""
    kept = sketch.features
    return StoryFeatures(
        document=sketch.article_id,
        language=kept["language"],
        published_at=sketch.told_at,
        entities=kept["entities"],
        places=frozenset(kept["places"]),
        persons=frozenset(kept["persons"]),
        numbers=frozenset(kept["numbers"]),
        dates=frozenset(map(date.fromisoformat, kept["dates"])),
        topics=frozenset(kept["topics"]),
        order=tuple(kept["order"]),
    )


def relation_row(
    one: StoryFeatures, two: StoryFeatures, verdict: StoryVerdict
) -> dict[str, Any] | None:
    """The columns of a link; the later article tells what the earlier told."""
    if verdict.status is None:
        return None
    earlier, later = sorted((one, two), key=lambda side: (side.published_at, side.document))
    return {
        "article_id": later.document,
        "other_article_id": earlier.document,
        "kind": verdict.kind,
        "similarity": round(min(1.0, verdict.score / FULL), 4),
        "containment": round(verdict.order, 4),
        "status": verdict.status,
        "reasons": list(verdict.reasons),
    }


def link_row(link: Relation) -> dict[str, Any]:
    """What a stored link says, as `relation_row` would."""
    return {
        "article_id": link.article_id,
        "other_article_id": link.other_article_id,
        "kind": link.kind,
        "similarity": link.similarity,
        "containment": link.containment,
        "status": link.status,
        "reasons": link.reasons,
    }


def _weight(kind: str) -> float:
    return KIND_WEIGHTS.get(kind, 0.5)
