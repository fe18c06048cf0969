"""Tagging anew: the codebook in use over every stored text, with a list of what it changed.

Batches are bounded, and each is committed together with the mark that it is done: a killed
run goes on where it ended, and a run with nothing pending changes nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from analysis.codebook import ENGINE, Codebook
from analysis.codebook.changes import Changes, Tag
from analysis.codebook.types import Document
from flows.progress import Step, tell
from flows.stages.coders import Coders, Rows
from flows.stages.rows import document_of
from flows.stages.tag import register
from models.base import utc_now
from models.queries.comparing import (
    mark_listed,
    standing_tags,
    tags_under,
    unlisted_codings,
)
from models.queries.stories import compare_again
from models.queries.tagging import (
    Coded,
    PendingTagging,
    count_taggings,
    decided_by_persons,
    pending_taggings,
    store_coded,
)
from models.session import reading, writing

#: texts below which starting processes, which compile the codebook each, would take longer
FEW = 500
#: texts stored in one transaction; with a hundred, storing one takes a fifth longer
BATCH = 250


@dataclass
class Retagged:
    """What tagging anew did: by code, and the decisions of people that stood against it.

    ``counts`` are texts by (source key, verdict of the machine), ``listed`` those of the
    texts that other runs had tagged before and only told of here.
    """

    codebook: str
    version: str
    changes: Changes = field(default_factory=Changes)
    kept_tags: int = 0
    kept_verdicts: int = 0
    listed: int = 0
    counts: Counter[tuple[int, str]] = field(default_factory=Counter)

    @property
    def sentence(self) -> str:
        """What was done, in one sentence."""
        if not self.changes.articles:
            return f"nothing to do: every text is tagged with {self.codebook} {self.version}"
        if self.listed == self.changes.articles:
            done = f"no text had to be tagged anew with {self.codebook} {self.version}"
        else:
            count = self.changes.articles - self.listed
            done = f"{count} texts tagged anew with {self.codebook} {self.version}"
        if self.listed:
            done += f", {self.listed} had been by other runs since the last list"
        total = self.changes.totals()
        return (
            f"{done}, {self.changes.changed} of them changed: {total['added']} codes added, "
            f"{total['removed']} removed, {total['moved']} moved"
        )

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return {
            "codebook": self.codebook,
            "version": self.version,
            "kept_tags": self.kept_tags,
            "kept_verdicts": self.kept_verdicts,
            "listed": self.listed,
            **self.changes.as_dict(),
        }


def retag_texts(
    engine: Engine,
    codebook: Codebook,
    *,
    everything: bool = False,
    workers: int = 0,
    batch: int = BATCH,
) -> Retagged:
    """Apply a codebook version to the current revisions that it has not tagged.

    What an earlier engine tagged with it is tagged anew as well, and what other runs tagged
    with it without a list of changes is listed. ``everything`` applies it to all texts.
    ``workers`` is the number of processes that code; with few texts none is started. Tags
    that people added, confirmed or rejected stay, and so do their verdicts.
    """
    done = Retagged(codebook.codebook.id, codebook.version)
    codebook_id = register(engine, codebook)
    with reading(engine) as session:
        total = count_taggings(session, codebook_id, everything, ENGINE)
    _list_earlier(engine, codebook_id, done, batch)

    def batches() -> Iterator[tuple[list[PendingTagging], list[Document]]]:
        after: int | None = None
        while True:
            with reading(engine) as session:
                work = pending_taggings(session, codebook_id, batch, after, everything, ENGINE)
            if not work:
                return
            after = work[-1].article.id
            yield work, [document_of(item) for item in work]

    with Coders(codebook, workers if total > FEW else 0) as coders:
        for work, rows in coders.code(batches()):
            _store(engine, codebook_id, work, rows, done)
            told = done.changes.articles - done.listed
            tell(Step("retag", told, max(total, told)))
    return done


def _list_earlier(engine: Engine, codebook_id: int, done: Retagged, batch: int) -> None:
    """Tell what other runs changed when they tagged with this version, once."""
    while True:
        with writing(engine) as session:
            found = unlisted_codings(session, codebook_id, batch)
            if not found:
                return
            revisions = [each.revision_id for each in found]
            after = standing_tags(session, revisions)
            before: dict[int, set[Tag]] = {}
            for old in {each.before_id for each in found}:
                part = [each.revision_id for each in found if each.before_id == old]
                before |= tags_under(session, part, old)
            decided = decided_by_persons(session, [each.article_id for each in found])
            mark_listed(session, codebook_id, revisions)
        for each in found:
            same = each.article_id in decided
            verdicts = (each.verdict if same else each.verdict_before, each.verdict)
            key = each.revision_id
            done.changes.add(each.article_id, before[key], after[key], verdicts)
        done.listed += len(found)


def _store(
    engine: Engine,
    codebook_id: int,
    work: Sequence[PendingTagging],
    rows: Sequence[Rows],
    done: Retagged,
) -> None:
    coded = [Coded(item, *row) for item, row in zip(work, rows, strict=True)]
    revisions = [item.revision.id for item in work]
    with writing(engine) as session:
        before = standing_tags(session, revisions)
        decided = decided_by_persons(session, [item.article.id for item in work])
        kept = store_coded(session, coded, codebook_id, utc_now())
        after = kept.standing
        changed = [w.article.id for w in work if before[w.revision.id] != after[w.revision.id]]
        if changed:
            compare_again(session, changed)
    # counted when it is committed, so that the list says what is stored
    done.kept_tags += kept.tags
    done.kept_verdicts += kept.verdicts
    for item in coded:
        article = item.work.article
        verdict = article.verdict if article.id in decided else item.coding["verdict"]
        key = item.work.revision.id
        done.changes.add(article.id, before[key], after[key], (article.verdict, verdict))
        done.counts[item.work.source.id, item.coding["verdict"]] += 1
