"""What the database knows, asked without writing; nothing where there is no database."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from models.candidates import Candidate
from models.queries.discovery import channels_of, document_states
from models.session import StorageError, chunks, make_engine, reading
from models.settings import StorageSettings


@dataclass(frozen=True, slots=True)
class Known:
    """Current fates by key of the address, and the hash of each document's last body."""

    there: bool = False
    fates: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str | None] = field(default_factory=dict)


def known_of(slug: str, url_keys: Sequence[str]) -> Known:
    """What is known of a source's documents and of these addresses."""
    with suppress(SQLAlchemyError, StorageError):
        if not _there():
            return Known()
        engine = make_engine()
        try:
            with reading(engine) as session:
                ids = [row.id for row in channels_of(session, [slug])]
                bodies = {row.url: row.body_sha256 for row in document_states(session, ids)}
                fates: dict[str, str] = {}
                for part in chunks(list(url_keys)):
                    rows = session.execute(
                        select(Candidate.url_key, Candidate.fate).where(Candidate.url_key.in_(part))
                    )
                    fates.update((row.url_key, row.fate) for row in rows)
            return Known(True, fates, bodies)
        finally:
            engine.dispose()
    return Known()


def _there() -> bool:
    # to open a SQLite file that is not there would make one
    url = make_url(StorageSettings().url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()
