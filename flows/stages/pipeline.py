"""The stages put together, without Prefect: what each task of the flows calls.

What only some runs have to do is imported by them alone: see `flows.stages.waiting`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.extraction.pool import ExtractionPool
from crawlers.extraction.screening import CodebookScreen
from crawlers.job import Backfill
from crawlers.launch import CrawlJob
from crawlers.settings import CrawlSettings
from flows.progress import Step, tell
from flows.settings import FlowSettings
from flows.stages import waiting
from flows.stages.crawl import crawl
from flows.stages.read import Reader
from flows.stages.recall import estimate
from models.base import utc_now
from models.candidates import Fate
from models.pages import PageStore
from models.queries.runs import add_counts
from models.session import make_engine, writing
from models.settings import StorageSettings

if TYPE_CHECKING:
    from flows.stages.imports import ImportResult
    from flows.stages.reread import Reread
    from flows.stages.retag import Retagged

#: seconds that a crawl waits for a host which another crawl asks
SHORT = 60.0


@contextmanager
def open_reader(run_id: int | None) -> Iterator[Reader]:
    """A reader of captures with its pool of processes; what it counted is written at the end."""
    settings = FlowSettings()
    engine = make_engine()
    store = PageStore(StorageSettings().pages)
    screen = CodebookScreen(settings.codebook, StorageSettings().home / "kept")
    with ExtractionPool(settings.extraction_workers, screen=screen) as pool:
        reader = Reader(engine, store, pool, run_id)
        try:
            yield reader
        finally:
            if run_id is not None and reader.counts:
                with writing(engine) as session:
                    add_counts(session, run_id, "read", reader.counts)
            engine.dispose()


def crawl_and_read(
    run_id: int,
    sources: dict[str, int],
    kinds: Sequence[str] = (),
    since: datetime | None = None,
    catalog: Path | None = None,
    backfill: Backfill | None = None,
    due_only: bool = False,
) -> list[str]:
    """Crawl sources (key by slug) and read what came. Returns problems as sentences.

    With ``backfill`` the pages are taken from a web archive instead.
    """
    job = CrawlJob(
        run_id=run_id,
        sources=tuple(sources),
        kinds=tuple(kinds) or None,
        since=since,
        catalog=catalog,
        backfill=backfill,
        respect_schedule=due_only,
        # all pieces of a back-fill ask the one archive, in turn
        patience=CrawlSettings().crawl_max_seconds if backfill else SHORT,
    )
    with open_reader(run_id) as reader:
        result = crawl(job, reader, list(sources.values()))
    problems = [] if result.complete and not result.message else [result.message]
    if backfill is not None:
        # an archive that does not answer is no silent outlet: a person must run it again
        problems += [
            f"{slug}: {note}"
            for slug, did in result.sources.items()
            for note in dict.fromkeys(did["notes"])
        ]
    return problems


def estimate_recall(run_id: int) -> int:
    """Estimate how much was found of the weeks that a run saw. Returns how many estimates."""
    engine = make_engine()
    try:
        return estimate(engine, run_id, utc_now())
    finally:
        engine.dispose()


def revisit_and_read(
    run_id: int,
    sources: dict[str, int],
    per_source: int,
    everything: bool = False,
    catalog: Path | None = None,
    topics: Sequence[str] = (),
) -> list[str]:
    """Ask again for stored articles of sources (key by slug) and read what looks different.

    Returns problems as sentences.
    """
    job = CrawlJob(
        run_id=run_id,
        sources=tuple(sources),
        catalog=catalog,
        revisit=True,
        visits_per_source=per_source,
        visit_all=everything,
        topics=tuple(topics),
    )
    with open_reader(run_id) as reader:
        result = crawl(job, reader, list(sources.values()))
    return [] if result.complete and not result.message else [result.message]


def classify_revisions(run_id: int, codebook: Path | None = None) -> Counter[str]:
    """Say what each new revision changed. Returns counts by kind of change."""
    engine = make_engine()
    try:
        if not waiting.to_classify(engine):
            return Counter()
        from analysis.codebook import load
        from flows.stages.revisions import Classifier

        classifier = Classifier(engine, load(codebook or FlowSettings().codebook))
        done = 0
        while batch := classifier.batch():
            done += batch
            tell(Step("revisions", done))
        with writing(engine) as session:
            add_counts(session, run_id, "revisions", classifier.counts)
        return Counter(_by_outcome(classifier.counts))
    finally:
        engine.dispose()


def read_leftovers(run_id: int) -> int:
    """Read captures that a killed run left behind. Returns how many there were."""
    with open_reader(run_id) as reader:
        return reader.read_all()


def reread_pages(
    run_id: int,
    fates: Sequence[Fate],
    sources: Sequence[str] = (),
    since: datetime | None = None,
) -> "Reread":
    """Read stored pages of these fates again. Returns their fates before and after."""
    from flows.stages.reread import reread

    with open_reader(run_id) as reader:
        done = reread(reader, fates, sources, since)
        # a page that turned out to be another form of one that came to nothing
        reader.read_all()
    return done


def import_documents(run_id: int, paths: Sequence[Path]) -> "ImportResult":
    """Store the documents of files and read them."""
    from flows.stages.imports import import_files

    with open_reader(run_id) as reader:
        result = import_files(reader.engine, reader.store, paths, run_id)
        reader.read_all()
    return result


def remove_echo(run_id: int) -> Counter[str]:
    """Look for copies of every text not looked at yet. Returns counts by kind of link."""
    engine = make_engine()
    try:
        if not waiting.to_fingerprint(engine):
            return Counter()
        from flows.stages.dedupe import Deduper

        deduper = Deduper(engine, FlowSettings().duplicate_window_days)
        done = 0
        while batch := deduper.batch():
            done += batch
            tell(Step("dedupe", done))
        with writing(engine) as session:
            add_counts(session, run_id, "dedupe", deduper.counts)
        return Counter(_by_outcome(deduper.counts))
    finally:
        engine.dispose()


def tag_articles(run_id: int, codebook: Path | None = None) -> Counter[str]:
    """Tag every revision this codebook version has not tagged. Returns counts by verdict."""
    engine = make_engine()
    try:
        if not waiting.to_tag(engine, codebook):
            return Counter()
        from analysis.codebook import load
        from flows.stages.tag import Tagger

        tagger = Tagger(engine, load(codebook or FlowSettings().codebook))
        done = 0
        while batch := tagger.batch():
            done += batch
            tell(Step("tag", done))
        with writing(engine) as session:
            add_counts(session, run_id, "tag", tagger.counts)
        return Counter(_by_outcome(tagger.counts))
    finally:
        engine.dispose()


def retag_articles(
    run_id: int, codebook: Path | None = None, everything: bool = False
) -> "Retagged":
    """Tag every revision anew that this codebook version has not tagged; returns what changed."""
    from analysis.codebook import load
    from flows.stages.retag import retag_texts

    settings = FlowSettings()
    engine = make_engine()
    try:
        done = retag_texts(
            engine,
            load(codebook or settings.codebook),
            everything=everything,
            workers=settings.extraction_workers,
        )
        with writing(engine) as session:
            add_counts(session, run_id, "retag", done.counts)
        return done
    finally:
        engine.dispose()


def group_stories(run_id: int, codebook: Path | None = None) -> Counter[str]:
    """Join what tells one event, of all that was not compared yet. Returns counts by outcome."""
    engine = make_engine()
    try:
        settings = FlowSettings()
        # one that cannot be loaded is told, whatever there is to do
        if not (settings.story_embedder or waiting.to_tell(engine)):
            return Counter()
        from analysis.codebook import load
        from flows.stages.embedding import load_embedder
        from flows.stages.stories import Storyteller

        entities = load(codebook or settings.codebook).entities
        teller = Storyteller(
            engine,
            {entity.code: entity.kind for entity in entities},
            window_hours=settings.story_window_hours,
            embedder=load_embedder(settings.story_embedder),
            alike=settings.story_embedding_confirmed,
        )
        done = 0
        while batch := teller.batch():
            done += batch
            tell(Step("stories", done))
        with writing(engine) as session:
            add_counts(session, run_id, "stories", teller.counts)
        return Counter(_by_outcome(teller.counts))
    finally:
        engine.dispose()


def _by_outcome(counts: Counter[tuple[int, str]]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for (_, outcome), count in counts.items():
        totals[outcome] += count
    return dict(totals)
