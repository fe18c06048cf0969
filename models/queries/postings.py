"""The shingle index: many hashes asked about in one statement, written and taken out in bulk.

The one place where the two databases are asked differently: arrays of PostgreSQL are a JSON
array on SQLite. Every answer is bounded by what the caller says, and every statement has one
text, which the driver keeps prepared. Built from SQLAlchemy's expressions the same statements
took longer to compile than to run (50 ms against 1 ms for 64 hashes), and its rows cost more
than finding them.

Rows are read and written in the order of their key: neighbours in the tree are then neighbours
in the statement, which halves what a batch costs.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, select, text
from sqlalchemy.orm import Session

from models.echo import Fingerprint, Shingle

Ints = NDArray[np.int64]

#: hashes in one statement
HASHES = 10_000
#: kilobytes of SQLite's cache while texts are compared: the index of 100,000 of them
CACHE = 160_000
#: rows in one statement of PostgreSQL
ROWS = 5000

_COUNT_SQLITE = """
    SELECT (
        SELECT count(*) FROM (
            SELECT 1 FROM shingles
            WHERE hash = wanted.value AND day BETWEEN ?2 AND ?3 LIMIT ?4
        )
    ) FROM json_each(?1) AS wanted
"""
_FIND_SQLITE = """
    SELECT wanted.key + ?4, found.day, found.article_id, found.source_id
    FROM json_each(?1) AS wanted
    CROSS JOIN shingles AS found ON found.hash = wanted.value AND found.day BETWEEN ?2 AND ?3
"""
_FIRST_SQLITE = """
    SELECT ?, day, article_id, source_id FROM shingles
    WHERE hash = ? AND day BETWEEN ? AND ? ORDER BY day, article_id LIMIT ?
"""
_WANTED = """
    unnest(
        CAST(%(hashes)s AS bigint[]), CAST(%(first)s AS bigint[]), CAST(%(last)s AS bigint[]),
        CAST(%(most)s AS bigint[])
    ) WITH ORDINALITY AS wanted (hash, first, last, most, at)
"""
_COUNT_POSTGRESQL = f"""
    SELECT found.held FROM {_WANTED}
    CROSS JOIN LATERAL (
        SELECT count(*) AS held FROM (
            SELECT 1 FROM shingles
            WHERE hash = wanted.hash AND day BETWEEN wanted.first AND wanted.last
            LIMIT wanted.most
        ) AS few
    ) AS found
    ORDER BY wanted.at
"""  # noqa: S608  # fixed text
_FIND_POSTGRESQL = f"""
    SELECT wanted.at - 1, found.day, found.article_id, found.source_id FROM {_WANTED}
    CROSS JOIN LATERAL (
        SELECT day, article_id, source_id FROM shingles
        WHERE hash = wanted.hash AND day BETWEEN wanted.first AND wanted.last
        ORDER BY day, article_id LIMIT wanted.most
    ) AS found
    ORDER BY wanted.at, found.day, found.article_id
"""  # noqa: S608  # fixed text
_PUT = text(
    """
    INSERT INTO shingles (hash, day, article_id, source_id)
    SELECT * FROM unnest(
        CAST(:hash AS bigint[]), CAST(:day AS bigint[]),
        CAST(:article_id AS bigint[]), CAST(:source_id AS bigint[])
    )
    ON CONFLICT DO NOTHING
    """
)
_TAKE_OUT = text(
    """
    DELETE FROM shingles USING unnest(CAST(:hashes AS bigint[])) AS gone (hash)
    WHERE shingles.hash = gone.hash AND day = :day AND article_id = :article_id
    """
)
_HELD = (
    "SELECT given.value FROM {} AS given "
    "WHERE EXISTS (SELECT 1 FROM fingerprints WHERE normalized_sha256 = given.value)"
)
_HELD_SQLITE = text(_HELD.format("json_each(:digests)"))
_HELD_POSTGRESQL = text(_HELD.format("(SELECT unnest(CAST(:digests AS text[])) AS value)"))


def count_holders(
    session: Session, hashes: Ints, first: Ints, last: Ints, limit: Ints | int
) -> Ints:
    """How many articles hold each hash from the ``first`` to the ``last`` day, both included,
    counted up to ``limit``: a number for all or one for each. Arrays are of one length."""
    connection = session.connection()
    counts = np.zeros(len(hashes), np.int64)
    limits = np.broadcast_to(np.asarray(limit, np.int64), hashes.shape)
    if connection.dialect.name == "postgresql":
        for part in _parts(len(hashes)):
            asked = _asked(hashes[part], first[part], last[part], limits[part])
            counts[part] = _all(connection, _COUNT_POSTGRESQL, asked)[:, 0]
        return counts
    for places, (start, end, most) in _alike(first, last, limits):
        for part in _parts(len(places)):
            chosen = places[part]
            given = (json.dumps(hashes[chosen].tolist()), start, end, most)
            counts[chosen] = _all(connection, _COUNT_SQLITE, given)[:, 0]
    return counts


def holders(
    session: Session, hashes: Ints, first: Ints, last: Ints, limit: int | None = None
) -> Ints:
    """Rows (place of the hash, day, article, source) of the articles that hold each hash in its
    days, ascending; the first ``limit`` of each. Without a limit only for hashes that were
    counted: a common phrase has as many rows as there are articles."""
    connection = session.connection()
    found = [np.empty((0, 4), np.int64)]
    if connection.dialect.name == "postgresql":
        limits = np.full(len(hashes), limit or np.iinfo(np.int64).max)
        for part in _parts(len(hashes)):
            asked = _asked(hashes[part], first[part], last[part], limits[part])
            rows = _all(connection, _FIND_POSTGRESQL, asked, 4)
            rows[:, 0] += part.start
            found.append(rows)
        return np.concatenate(found)
    if limit is not None:
        each = zip(hashes.tolist(), first.tolist(), last.tolist(), strict=True)
        for at, days in enumerate(each):
            found.append(_all(connection, _FIRST_SQLITE, (at, *days, limit), 4))
        return np.concatenate(found)
    for places, (start, end) in _alike(first, last):
        for part in _parts(len(places)):
            given = (json.dumps(hashes[places[part]].tolist()), start, end, part.start)
            rows = _all(connection, _FIND_SQLITE, given, 4)
            rows[:, 0] = places[rows[:, 0]]
            found.append(rows)
    rows = np.concatenate(found)
    return rows[np.argsort(rows[:, 0], kind="stable")]


def _parts(size: int) -> Iterator[slice]:
    for start in range(0, size, HASHES):
        yield slice(start, min(start + HASHES, size))


def _alike(*columns: Ints) -> Iterator[tuple[Ints, list[int]]]:
    """The places at which the columns have the same values, with the values."""
    if not len(columns[0]):
        return
    order = np.lexsort(columns)
    sorted_ = [column[order] for column in columns]
    starts = np.flatnonzero(np.any([np.diff(column) != 0 for column in sorted_], 0)) + 1
    for places in np.split(order, starts):
        yield places, [int(column[places[0]]) for column in columns]


def _asked(hashes: Ints, first: Ints, last: Ints, most: Ints) -> dict[str, list[int]]:
    return {
        "hashes": hashes.tolist(),
        "first": first.tolist(),
        "last": last.tolist(),
        "most": most.tolist(),
    }


def _all(connection: Connection, statement: str, asked: Any, columns: int = 1) -> Ints:
    """All rows of a statement, past SQLAlchemy."""
    driver: Any = connection.connection.driver_connection
    rows = driver.execute(statement, asked).fetchall()
    return np.array(rows, np.int64).reshape(-1, columns)


def make_room(session: Session) -> None:
    """Let the connection keep more of the index in memory: a batch goes through it three times."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE}")


def put_postings(session: Session, rows: Ints) -> None:
    """Add rows (hash, day, article, source); those that are there already stay."""
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        names = ("hash", "day", "article_id", "source_id")
        for start in range(0, len(rows), ROWS):
            columns = rows[start : start + ROWS].T.tolist()
            connection.execute(_PUT, dict(zip(names, columns, strict=True)))
    elif len(rows):
        driver: Any = connection.connection.driver_connection
        driver.executemany(
            "INSERT OR IGNORE INTO shingles (hash, day, article_id, source_id) VALUES (?, ?, ?, ?)",
            rows.tolist(),
        )


def take_out(session: Session, article_id: int, day: int, hashes: Sequence[int]) -> None:
    """Remove an article's rows: the day and hashes are those of its stored fingerprint."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        given = {"hashes": list(hashes), "day": day, "article_id": article_id}
        connection.execute(_TAKE_OUT, given)
    elif hashes:
        connection.exec_driver_sql(
            "DELETE FROM shingles WHERE hash = ? AND day = ? AND article_id = ?",
            [(hash_, day, article_id) for hash_ in hashes],
        )


def known_texts(session: Session, digests: Iterable[str]) -> set[str]:
    """Which of the digests of folded texts some stored fingerprint has."""
    wanted = sorted(set(digests))
    if session.get_bind().dialect.name == "postgresql":
        return set(session.scalars(_HELD_POSTGRESQL, {"digests": wanted}))
    return set(session.scalars(_HELD_SQLITE, {"digests": json.dumps(wanted)}))


def forget_version(session: Session, version: int) -> None:
    """Remove the rows of articles whose fingerprints are of another version of the method.

    Reads the whole index, which has no order by article: that is for once in a release.
    """
    others = select(Fingerprint.article_id).where(Fingerprint.version != version)
    session.execute(delete(Shingle).where(Shingle.article_id.in_(others)))
