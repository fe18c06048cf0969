"""Filling the index fast with what the dedupe stage would have written.

Fingerprints of the last documents are made from the texts of `benchmarks.echo.texts` by the same
function and stored in the same rows; only the search for copies is left out, and the texts
themselves are not kept (nothing reads them again). Older documents are `strangers`: as many rows
of the same form, with hashes by lot, since making a million texts takes hours. `scale` lets the
last documents before each measurement go through the stage itself, so that what the measured ones
repeat is linked as it would be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
from sqlalchemy import Engine, text

from analysis.echo.fingerprint import fingerprint, pack
from analysis.echo.thresholds import VERSION
from benchmarks.echo.texts import A_DAY, OUTLETS, Made, made
from models.queries.catalogue import SourceEntry, sync_sources
from models.session import writing

START = datetime(2024, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: documents in one piece of work of a process that makes fingerprints
BLOCK = 2500

ARTICLES = (
    "id", "identity", "candidate_id", "source_id", "url", "kind", "first_seen_at",
    "current_revision_id", "moment",
)  # fmt: skip
REVISIONS = (
    "id", "article_id", "number", "capture_id", "created_at", "title", "text", "text_sha256",
    "word_count", "authors", "agencies", "language", "language_confidence", "published_at",
    "date_candidates", "flags", "fingerprinted_at",
)  # fmt: skip
FINGERPRINTS = (
    "article_id", "revision_id", "version", "normalized_sha256", "shingle_count", "sketch", "day",
)  # fmt: skip
SHINGLES = ("hash", "day", "article_id", "source_id")


def key_of(number: int) -> int:
    """The article's key, spread over 63 bits as those of addresses are."""
    return int.from_bytes(blake2b(b"%d" % number, digest_size=8).digest(), "little") >> 1


def moment_of(document: Made) -> datetime:
    return START + timedelta(minutes=document.minute)


def prepare(engine: Engine) -> tuple[int, int]:
    """Put the outlets in, and one candidate with one capture that stand for all."""
    entries = [
        SourceEntry(
            slug=f"outlet-{at}",
            name=f"Outlet {at}",
            home=f"https://outlet-{at}.example/",
            country="AF",
            ownership="private",
            languages=("en",),
            timezone="UTC",
            channels=[("feed", f"https://outlet-{at}.example/feed")],
        )
        for at in range(OUTLETS)
    ]
    with writing(engine) as session:
        sync_sources(session, entries, START)
        run = session.execute
        source = run(text("SELECT min(id) FROM sources")).scalar_one()
        now = START if engine.dialect.name == "postgresql" else _plain(START)
        run(
            text(
                "INSERT INTO candidates (source_id, url, url_key, fate, reason, first_seen_at, "
                "last_seen_at, fate_at) VALUES (:source, 'x', 'x', 'fetched', '', :now, :now, :now)"
            ),
            {"source": source, "now": now},
        )
        candidate = run(text("SELECT max(id) FROM candidates")).scalar_one()
        run(
            text(
                "INSERT INTO captures (candidate_id, url, final_url, status, headers, sha256, "
                "size, fetched_at, outcome) VALUES (:candidate, 'x', 'x', 200, '[]', :sha, 0, "
                ":now, 'fetched')"
            ),
            {"candidate": candidate, "sha": "0" * 64, "now": now},
        )
        return candidate, run(text("SELECT max(id) FROM captures")).scalar_one()


@dataclass(frozen=True)
class Block:
    """Rows of some documents; `shingles` is an array of shape (rows, 4), signed 64-bit."""

    articles: list[tuple[Any, ...]]
    revisions: list[tuple[Any, ...]]
    fingerprints: list[tuple[Any, ...]]
    shingles: np.ndarray


def block(numbers: range, owner: tuple[int, int], pending: bool = False) -> Block:
    """The rows of documents; those that are `pending` have a text and no fingerprint."""
    candidate, capture = owner
    articles, revisions, prints = [], [], []
    parts: list[np.ndarray] = []
    for number in numbers:
        document = made(number)
        key, moment = key_of(number), moment_of(document)
        source, revision = document.outlet + 1, number + 1
        identity = f"{key:016x}{number:016x}"
        articles.append(
            (key, identity, candidate, source, None, "article", moment, revision, moment)
        )
        body = document.body if pending else ""
        revisions.append(
            (
                revision, key, 1, capture, moment, document.title, body, identity * 2,
                len(document.body.split()), "[]", "[]", "und", 1.0, moment, "[]", "[]",
                None if pending else moment,
            )
        )  # fmt: skip
        if pending:
            continue
        print_ = fingerprint(document.body, title=document.title)
        day = (moment - EPOCH) // timedelta(days=1)
        prints.append(
            (
                key, revision, VERSION, print_.text_sha256, print_.shingle_count, pack(print_),
                day,
            )
        )  # fmt: skip
        rows = np.empty((len(print_.shingles), 4), np.int64)
        rows[:, 0] = print_.shingles
        rows[:, 1:] = (day, key, source)
        parts.append(rows)
    return Block(articles, revisions, prints, np.concatenate(parts or [np.empty((0, 4), np.int64)]))


def strangers(numbers: range, owner: tuple[int, int]) -> Block:
    """The same for documents of which nothing is ever found: 46 hashes each, a fifth of them
    held by two or three."""
    candidate, capture = owner
    draw = np.random.default_rng(numbers.start)
    size = len(numbers)
    hashes = draw.integers(-(2**60), 2**60, (size, 46), np.int64) * 8
    hashes[:, :9] = hashes[draw.integers(0, size, (size, 9)), np.arange(9, 18)]
    digests = draw.bytes(32 * size)
    articles, revisions, prints = [], [], []
    rows = np.empty((size, 46, 4), np.int64)
    rows[:, :, 0] = hashes
    for at, number in enumerate(numbers):
        key, moment = key_of(number), START + timedelta(minutes=number * 1440 / A_DAY)
        source, revision, day = number % OUTLETS + 1, number + 1, (moment - EPOCH).days
        identity = f"{key:016x}{number:016x}"
        articles.append(
            (key, identity, candidate, source, None, "article", moment, revision, moment)
        )
        revisions.append(
            (
                revision, key, 1, capture, moment, "Title", "", identity * 2, 300, "[]", "[]",
                "und", 1.0, moment, "[]", "[]", moment,
            )
        )  # fmt: skip
        digest = digests[32 * at : 32 * at + 32].hex()
        prints.append((key, revision, VERSION, digest, 300, bytes(600), day))
        rows[at, :, 1:] = (day, key, source)
    flat = rows.reshape(-1, 4)
    _, first = np.unique(flat[:, [0, 2]], axis=0, return_index=True)
    return Block(articles, revisions, prints, flat[first])


def store(engine: Engine, blocks: Sequence[Block], journal: bool = True) -> None:
    """Write blocks: COPY into PostgreSQL, executemany into SQLite, there without a journal when
    nobody else has the database open."""
    rows = np.concatenate([one.shingles for one in blocks])
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
    tables = (
        ("articles", ARTICLES, [row for one in blocks for row in one.articles]),
        ("article_revisions", REVISIONS, [row for one in blocks for row in one.revisions]),
        ("fingerprints", FINGERPRINTS, [row for one in blocks for row in one.fingerprints]),
    )
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        if engine.dialect.name == "sqlite":
            if not journal:
                for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000"):
                    cursor.execute(f"PRAGMA {pragma}")
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("BEGIN IMMEDIATE")
            for table, columns, lines in tables:
                _put(cursor, table, columns, (tuple(map(_plain, line)) for line in lines))
            for part in np.array_split(rows, max(1, len(rows) // 500_000)):
                _put(cursor, "shingles", SHINGLES, part.tolist())
            cursor.execute("COMMIT")
            if not journal:
                cursor.execute("PRAGMA journal_mode = WAL")
        else:
            cursor.execute("SET session_replication_role = replica")
            for table, columns, lines in tables:
                with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                    for line in lines:
                        copy.write_row(line)
            names = ", ".join(SHINGLES)
            with cursor.copy(f"COPY shingles ({names}) FROM STDIN (FORMAT binary)") as copy:
                copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
                for part in np.array_split(rows, max(1, len(rows) // 200_000)):
                    copy.write(_binary(part))
                copy.write(b"\xff\xff")
            raw.commit()
    finally:
        # its settings are for this work only
        raw.invalidate()
        raw.close()


def _put(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
    marks = ", ".join("?" * len(columns))
    cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _plain(value: Any) -> Any:
    """A value as SQLite keeps it."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="microseconds")
    return value


def _binary(rows: np.ndarray) -> bytes:
    """Rows of four integers in PostgreSQL's binary format for COPY."""
    fields = [
        (f"{kind}{at}", size) for at in range(4) for kind, size in (("n", ">i4"), ("v", ">i8"))
    ]
    packed = np.empty(len(rows), np.dtype([("count", ">i2"), *fields]))
    packed["count"] = 4
    for at in range(4):
        packed[f"n{at}"] = 8
        packed[f"v{at}"] = rows[:, at]
    return packed.tobytes()
