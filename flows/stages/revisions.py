"""What each new revision changed in the one before it, with the codebook's designations."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from analysis.codebook import Codebook
from analysis.codebook.code import annotate
from analysis.codebook.compile import CompiledCodebook
from analysis.codebook.types import Document
from analysis.dates import is_modified
from analysis.dates.types import DateCandidate
from analysis.revisions.compare import compare
from analysis.revisions.types import Difference, Version
from flows.stages.compiled import ready
from flows.stages.rows import boilerplate_of
from models.articles import ArticleRevision
from models.base import utc_now
from models.queries.revision_changes import RevisionPair, store_changes, unclassified_revisions
from models.session import reading, writing
from models.sources import Source

#: revisions classified and written in one transaction
BATCH = 50


class Classifier:
    """Classifies pending revisions; counts by (source key, kind of change), and silent ones."""

    def __init__(self, engine: Engine, codebook: Codebook) -> None:
        self.engine = engine
        self.codebook = codebook
        self.counts: Counter[tuple[int, str]] = Counter()

    def batch(self, limit: int = BATCH) -> int:
        """Classify up to ``limit`` revisions and return how many there were."""
        with reading(self.engine) as session:
            pairs = unclassified_revisions(session, limit)
        if not pairs:
            return 0
        # compiling costs seconds: only when there is something to compare
        compiled = ready(self.codebook)
        found = [(pair, *_compared(compiled, pair)) for pair in pairs]
        with writing(self.engine) as session:
            stored = store_changes(session, [row for _, _, row in found])
        for pair, difference, _ in found:
            if pair.after.id not in stored:
                continue  # another worker was there first
            self.counts.update((pair.source.id, kind) for kind in difference.kinds)
            if difference.silent:
                self.counts[pair.source.id, "silent"] += 1
        return len(pairs)


def _compared(compiled: CompiledCodebook, pair: RevisionPair) -> tuple[Difference, dict[str, Any]]:
    before = version_of(compiled, pair.before, pair.source)
    after = version_of(compiled, pair.after, pair.source)
    difference = compare(before, after)
    return difference, {
        "revision_id": pair.after.id,
        "kinds": " ".join(difference.kinds),
        "silent": difference.silent,
        "modified_before": before.modified_at,
        "modified_after": after.modified_at,
        "sentences_added": difference.sentences_added,
        "sentences_removed": difference.sentences_removed,
        "sentences_reworded": difference.sentences_reworded,
        "numbers_changed": difference.numbers_changed,
        "quotes_changed": difference.quotes_changed,
        "designations_changed": difference.designations_changed,
        "detail": {"passages": [asdict(passage) for passage in difference.passages]},
        "classified_at": utc_now(),
    }


def version_of(compiled: CompiledCodebook, revision: ArticleRevision, source: Source) -> Version:
    """A stored revision as it is compared. Its site's boilerplate names nobody."""
    document = Document(
        title=revision.title,
        text=revision.text,
        language=revision.language,
        source_country=source.country,
        published_at=revision.published_at,
        comments=(),
        boilerplate=boilerplate_of(revision),
    )
    designations = tuple(
        (found.field, found.start, found.end, found.code)
        for found in annotate(compiled.match(document))
        if found.kind == "designation" and found.field in ("title", "text")
    )
    return Version(revision.title, revision.text, designations, stated_time(revision))


def stated_time(revision: ArticleRevision) -> datetime | None:
    """The latest time that the page or its channel states for publication or change.

    The HTTP header is left out: servers renew it for reasons of their own.
    """
    times = [revision.published_at] if revision.published_at else []
    for said in revision.date_candidates:
        value = datetime.fromisoformat(said["value"])
        candidate = DateCandidate(value, said["precision"], said["rule"], said["raw"])
        refused = said["reason"].startswith("refused")
        if is_modified(candidate) and not refused and not said["rule"].startswith("http:"):
            times.append(value)
    return max(times, default=None)
