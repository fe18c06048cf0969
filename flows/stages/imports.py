"""Importing documents: files become candidates with captures, and are read like fetched pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, exists, func, select
from sqlalchemy.orm import Session

from crawlers.extraction.stated import STATED_LANGUAGE
from crawlers.imported import ImportedDocument, LostDocument
from crawlers.imports import documents_of, files_of
from models.base import utc_now
from models.candidates import UNREAD, Candidate, Fate
from models.captures import Capture
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
    """What importing did: documents ``found``, of these ``new`` or ``known``.

    ``lost`` are records of archives that give no document; each has its fate.
    """

    found: int = 0
    new: int = 0
    known: int = 0
    lost: int = 0
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
            batch: list[ImportedDocument | LostDocument] = []
            for document in documents_of(file, result.problems):
                batch.append(document)
                if len(batch) >= BATCH:
                    _store(engine, store, batch, run_id, result)
                    batch = []
            _store(engine, store, batch, run_id, result)
    return result


def _store(
    engine: Engine,
    store: PageStore,
    documents: Sequence[ImportedDocument | LostDocument],
    run_id: int | None,
    result: ImportResult,
) -> None:
    if not documents:
        return
    hashes = [store.put(document.body) for document in documents]
    with writing(engine) as session:
        now = utc_now()
        channels = _channels(session, documents, now)
        for document, sha256 in zip(documents, hashes, strict=True):
            if isinstance(document, LostDocument):
                result.lost += 1
                _lose(session, document, channels[IMPORTS], sha256, run_id, now)
                continue
            result.found += 1
            source_id, channel_id = channels[document.source or IMPORTS]
            new = _sight(session, document, sha256, source_id, channel_id, run_id, now)
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
        headers.append((STATED_LANGUAGE, document.language))
    return PageAnswer(
        candidate_id=candidate_id,
        url=document.url or f"import:{document.place}",
        final_url=document.final_url or document.url or f"import:{document.place}",
        status=document.status,
        sha256=sha256,
        size=len(document.body),
        fetched_at=document.fetched_at or now,
        content_type=document.content_type,
        headers=headers,
        run_id=run_id,
        origin_url=document.origin_url,
        part_sha256=document.part_sha256,
    )


def _lose(
    session: Session,
    document: LostDocument,
    channel: tuple[int, int],
    sha256: str,
    run_id: int | None,
    now: datetime,
) -> None:
    """Give a record without a document its fate, and keep its bytes; what is known stays so."""
    source_id, channel_id = channel
    known = session.scalar(select(Candidate.id).where(Candidate.url_key == document.key))
    if known is not None:
        return
    address = document.url or f"import:{document.place}"
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
            items=(
                SeenItem(
                    url=address,
                    url_key=document.key,
                    fate=document.fate,
                    reason=document.reason,
                ),
            ),
        ),
    )
    if not document.body:
        return
    key = session.scalars(select(Candidate.id).where(Candidate.url_key == document.key)).one()
    session.add(
        Capture(
            candidate_id=key,
            run_id=run_id,
            url=address,
            final_url=address,
            status=document.status,
            headers=[[name, value] for name, value in document.headers],
            content_type=document.content_type,
            sha256=sha256,
            size=len(document.body),
            fetched_at=document.fetched_at or now,
            outcome=document.fate.value,
            read_at=now,
        )
    )


def _sight(
    session: Session,
    document: ImportedDocument,
    sha256: str,
    source_id: int,
    channel_id: int,
    run_id: int | None,
    now: datetime,
) -> int | None:
    """The key of the candidate a document is to be stored for; None when it is known already."""
    key = document.key
    known = session.scalar(select(Candidate).where(Candidate.url_key == key))
    if known is not None and not _wanted(session, known, document, sha256):
        return None
    item = SeenItem(
        url=document.url or f"import:{document.place}",
        url_key=key,
        title=document.title,
        published=document.published,
        modified=document.modified,
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
            hint_rule=document.rule,
            run_id=run_id,
            items=(item,),
        ),
    )
    return session.scalars(select(Candidate.id).where(Candidate.url_key == key)).one()


def _wanted(session: Session, known: Candidate, document: ImportedDocument, sha256: str) -> bool:
    """Whether a document of a known address is taken: nothing was read yet, or it is a later state.

    An earlier state than the one we hold would overwrite it as if it were news.
    """
    same = exists().where(Capture.candidate_id == known.id, Capture.sha256 == sha256)
    if known.fate == Fate.REMOVED.value or session.scalar(select(same)):
        return False
    if known.fate in {fate.value for fate in UNREAD}:
        return True
    if document.fetched_at is None or not document.url:
        return False
    latest = session.scalar(
        select(func.max(Capture.fetched_at)).where(Capture.candidate_id == known.id)
    )
    return latest is None or document.fetched_at > latest


def _channels(
    session: Session, documents: Sequence[ImportedDocument | LostDocument], now: datetime
) -> Mapping[str, tuple[int, int]]:
    """(source key, import channel key) by slug; unknown sources are made, not polled."""
    entries: dict[str, SourceEntry] = {}
    for document in documents:
        if isinstance(document, LostDocument):
            entries.setdefault(IMPORTS, _unknown(IMPORTS))
        else:
            slug = document.source or IMPORTS
            entries.setdefault(slug, document.outlet or _unknown(slug))
    slugs = set(entries)
    known = set(session.scalars(select(Source.slug).where(Source.slug.in_(slugs))))
    sync_sources(session, [entries[slug] for slug in sorted(slugs - known)], now)
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


def _unknown(slug: str) -> SourceEntry:
    return SourceEntry(
        slug=slug,
        name="Imported documents" if slug == IMPORTS else slug,
        home=None,
        country=None,
        ownership="unknown",
        languages=(),
        timezone=None,
        active=False,
    )
