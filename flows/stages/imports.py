"""Importing documents: files become candidates with captures, and are read like fetched pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from crawlers.imports import ImportedDocument, documents_of, files_of
from models.base import utc_now
from models.candidates import Candidate, Fate
from models.pages import PageStore
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.discovery import PolledDocument, SeenItem, record_sightings
from models.queries.fetching import PageAnswer, record_capture
from models.session import writing
from models.sources import Channel, Source

#: source of documents that name none
IMPORTS = "imports"
#: documents stored in one transaction
BATCH = 100


@dataclass
class ImportResult:
    """What importing did."""

    found: int = 0
    new: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)
    source_ids: set[int] = field(default_factory=set)


def import_files(
    engine: Engine, store: PageStore, paths: Sequence[Path], run_id: int | None = None
) -> ImportResult:
    """Store every document of the paths as a capture to be read. Known ones add nothing.

    What cannot be read is listed in ``problems`` and the rest goes on.
    """
    result = ImportResult()
    for path in paths:
        for file in files_of(path, result.problems):
            batch: list[ImportedDocument] = []
            for document in documents_of(file, result.problems):
                result.found += 1
                batch.append(document)
                if len(batch) >= BATCH:
                    _store(engine, store, batch, run_id, result)
                    batch = []
            _store(engine, store, batch, run_id, result)
    return result


def _store(
    engine: Engine,
    store: PageStore,
    documents: Sequence[ImportedDocument],
    run_id: int | None,
    result: ImportResult,
) -> None:
    if not documents:
        return
    hashes = [store.put(document.body) for document in documents]
    with writing(engine) as session:
        now = utc_now()
        channels = _channels(session, {document.source or IMPORTS for document in documents}, now)
        for document, sha256 in zip(documents, hashes, strict=True):
            source_id, channel_id = channels[document.source or IMPORTS]
            new = _sight(session, document, source_id, channel_id, run_id, now)
            if new is None:
                result.known += 1
                continue
            result.new += 1
            result.source_ids.add(source_id)
            record_capture(session, _answer(document, new, sha256, run_id, now))


def _answer(
    document: ImportedDocument, candidate_id: int, sha256: str, run_id: int | None, now: datetime
) -> PageAnswer:
    headers = list(document.headers)
    if document.language:
        headers.append(("Content-Language", document.language))
    return PageAnswer(
        candidate_id=candidate_id,
        url=document.url or f"import:{document.place}",
        final_url=document.url or f"import:{document.place}",
        status=document.status,
        sha256=sha256,
        size=len(document.body),
        fetched_at=document.fetched_at or now,
        content_type=document.content_type,
        headers=headers,
        run_id=run_id,
    )


def _sight(
    session: Session,
    document: ImportedDocument,
    source_id: int,
    channel_id: int,
    run_id: int | None,
    now: datetime,
) -> int | None:
    """The key of a new candidate; None for a document that is known already."""
    key = document.key
    known = session.scalar(select(Candidate).where(Candidate.url_key == key))
    if known is not None and known.fate != Fate.DISCOVERED.value:
        return None
    item = SeenItem(
        url=document.url or f"import:{document.place}",
        url_key=key,
        title=document.title,
        published=document.published,
        author=document.authors or None,
    )
    record_sightings(
        session,
        PolledDocument(
            channel_id=channel_id,
            source_id=source_id,
            url=document.place,
            outcome="changed",
            polled_at=now,
            hint_rule="import",
            run_id=run_id,
            items=(item,),
        ),
    )
    return session.scalars(select(Candidate.id).where(Candidate.url_key == key)).one()


def _channels(session: Session, slugs: set[str], now: datetime) -> Mapping[str, tuple[int, int]]:
    """(source key, import channel key) by slug; unknown sources are made, not polled."""
    known = set(session.scalars(select(Source.slug).where(Source.slug.in_(slugs))))
    sync_sources(
        session,
        [
            SourceEntry(
                slug=slug,
                name="Imported documents" if slug == IMPORTS else slug,
                home=None,
                country=None,
                ownership="unknown",
                languages=(),
                timezone=None,
                active=False,
            )
            for slug in sorted(slugs - known)
        ],
        now,
    )
    result: dict[str, tuple[int, int]] = {}
    for source in session.scalars(select(Source).where(Source.slug.in_(slugs))):
        channel = session.scalar(
            select(Channel).where(Channel.source_id == source.id, Channel.kind == "import")
        )
        if channel is None:
            channel = Channel(
                source_id=source.id, kind="import", url="import:", active=True, created_at=now
            )
            session.add(channel)
            session.flush()
        result[source.slug] = (source.id, channel.id)
    return result
