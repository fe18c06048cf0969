"""The shingle index: rows for each of many hashes in one statement, written and taken out in bulk.

The one place where the two databases are asked differently: a limit for each hash is a LATERAL
join on PostgreSQL, and on SQLite, which has none, a UNION ALL whose text is made once for each
size, so that the driver keeps it prepared. Built from SQLAlchemy's expressions the same
statements took longer to compile than to run (50 ms against 1 ms for 64 hashes).

Rows are written in the order of their key: neighbours in the tree are then neighbours in the
statement, which halves what writing a batch costs.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from models.echo import Fingerprint, Shingle
from models.session import chunks

#: hashes in one statement: SQLite allows 500 SELECTs in a UNION ALL
MOST = 128
#: sizes are rounded up to these steps, so that few statements are ever prepared
STEP = 16
#: rows in one statement of PostgreSQL
ROWS = 5000


class Row(NamedTuple):
    """One row of the index besides its hash: an article that holds it, its day and source."""

    day: int
    document: int
    source: int


_FIND = text(
    """
    SELECT wanted.hash, found.day, found.article_id, found.source_id
    FROM unnest(CAST(:hashes AS bigint[])) AS wanted (hash)
    CROSS JOIN LATERAL (
        SELECT day, article_id, source_id FROM shingles
        WHERE hash = wanted.hash AND day BETWEEN :first AND :last
        ORDER BY day, article_id LIMIT :most
    ) AS found
    """
)
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


def postings(
    session: Session, hashes: Iterable[int], limit: int, days: tuple[int, int]
) -> dict[int, list[Row]]:
    """Articles that hold each hash, at most ``limit`` for each, earliest day first.

    ``days`` is the window, both ends included. Hashes that nothing holds are missing; what a
    common phrase costs is bounded by the limit.
    """
    found: dict[int, list[Row]] = {}
    connection = session.connection()
    # neighbours in the tree are read one after the other
    wanted = sorted(set(hashes))
    if connection.dialect.name == "postgresql":
        for part in chunks(wanted, ROWS):
            rows = connection.execute(
                _FIND, {"hashes": part, "first": days[0], "last": days[1], "most": limit}
            )
            for hash_, *row in rows:
                found.setdefault(hash_, []).append(Row(*row))
        return found
    driver: Any = connection.connection.driver_connection
    for part in chunks(wanted, MOST):
        padding = [part[0]] * (-len(part) % STEP)
        # past SQLAlchemy's rows, which cost more than finding them
        rows = driver.execute(
            _sqlite(len(part) + len(padding)), (*days, limit, *part, *padding)
        ).fetchall()
        for hash_, group in groupby(rows, itemgetter(0)):
            # where the padding repeats the first hash, its rows come again
            found.setdefault(hash_, [Row._make(row[1:]) for row in group])
    return found


@cache
def _sqlite(size: int) -> str:
    one = (
        "SELECT * FROM (SELECT hash, day, article_id, source_id FROM shingles "
        "WHERE hash = ?{} AND day BETWEEN ?1 AND ?2 ORDER BY day, article_id LIMIT ?3)"
    )
    return " UNION ALL ".join(one.format(place) for place in range(4, size + 4))


def put_postings(session: Session, rows: Iterable[tuple[int, int, int, int]]) -> None:
    """Add rows (hash, day, article, source); those that are there already stay."""
    ordered = sorted(rows)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        names = ("hash", "day", "article_id", "source_id")
        for part in chunks(ordered, ROWS):
            columns = map(list, zip(*part, strict=True))
            connection.execute(_PUT, dict(zip(names, columns, strict=True)))
    elif ordered:
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO shingles (hash, day, article_id, source_id) VALUES (?, ?, ?, ?)",
            ordered,
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
