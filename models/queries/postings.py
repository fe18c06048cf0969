"""Reading the shingle index: some rows for each of many hashes, in one statement.

The one place where the two databases are asked differently: a limit for each hash is a LATERAL
join on PostgreSQL, and on SQLite, which has none, a UNION ALL whose text is made once for each
size, so that the driver keeps it prepared. Built from SQLAlchemy's expressions the same
statement took longer to compile than to run (50 ms against 1 ms for 64 hashes).
"""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import text
from sqlalchemy.orm import Session

#: hashes in one statement: SQLite allows 500 SELECTs in a UNION ALL
MOST = 128
#: sizes are rounded up to these steps, so that few statements are ever prepared
STEP = 16

_POSTGRESQL = text(
    """
    SELECT wanted.hash, found.article_id, found.source_id
    FROM unnest(CAST(:hashes AS bigint[])) AS wanted (hash)
    CROSS JOIN LATERAL (
        SELECT article_id, source_id FROM shingles
        WHERE hash = wanted.hash AND day BETWEEN :first AND :last AND article_id <> :besides
        ORDER BY day, article_id LIMIT :most
    ) AS found
    """
)


def postings(
    session: Session,
    hashes: Sequence[int],
    limit: int,
    days: tuple[int, int],
    besides: int,
) -> dict[int, list[tuple[int, int]]]:
    """Articles that hold each hash, at most ``limit`` for each, earliest day first.

    ``days`` is the window, both ends included; ``besides`` is the article that asks. Returns
    (article, source) pairs by hash; what a common phrase costs is bounded by the limit.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    connection = session.connection()
    wanted = list(dict.fromkeys(hashes))
    for start in range(0, len(wanted), MOST):
        part = wanted[start : start + MOST]
        if connection.dialect.name == "postgresql":
            rows = connection.execute(
                _POSTGRESQL,
                {
                    "hashes": part,
                    "first": days[0],
                    "last": days[1],
                    "besides": besides,
                    "most": limit,
                },
            )
        else:
            padding = [part[0]] * (-len(part) % STEP)
            rows = connection.exec_driver_sql(
                _sqlite(len(part) + len(padding)), (*days, besides, limit, *part, *padding)
            )
        seen: set[tuple[int, int]] = set()
        for hash_, article_id, source_id in rows:
            if (hash_, article_id) not in seen:
                seen.add((hash_, article_id))
                found.setdefault(hash_, []).append((article_id, source_id))
    return found


@cache
def _sqlite(size: int) -> str:
    one = (
        "SELECT * FROM (SELECT hash, article_id, source_id FROM shingles WHERE hash = ?{} "
        "AND day BETWEEN ?1 AND ?2 AND article_id <> ?3 ORDER BY day, article_id LIMIT ?4)"
    )
    return " UNION ALL ".join(one.format(number) for number in range(5, 5 + size))
