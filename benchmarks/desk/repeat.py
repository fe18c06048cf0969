"""Repeating the articles of a PostgreSQL database in SQL, shifted in time and under other keys.

Making a million texts one by one takes half an hour.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

from sqlalchemy import Engine, text

from benchmarks.desk.rows import COLUMNS
from models.migrate import ensure_current
from models.session import writing

#: how columns of a repeated row differ from those of the first, for every table that has them
SHIFTED = {
    **dict.fromkeys(
        ("article_id", "other_article_id", "copy_of_id", "story_id", "original_id"),
        "{} # :mask",
    ),
    **dict.fromkeys(("revision_id", "current_revision_id", "indexed_revision_id"), "{} + :last"),
    **dict.fromkeys(
        ("created_at", "updated_at", "classified_at", "first_seen_at", "last_seen_at", "fate_at",
         "seen_at", "at", "moment", "published_at", "fingerprinted_at"),
        "{} + :span",
    ),
    **dict.fromkeys(("day", "published_day"), "to_char({}::date + :span, 'YYYY-MM-DD')"),
    "identity": "left({}, 28) || 'x' || lpad(cast(:copy AS text), 3, '0')",
    "url_key": "left({}, 28) || 'x' || lpad(cast(:copy AS text), 3, '0')",
    "url": "{} || '?' || cast(:copy AS text)",
    "candidate_id": "{} + :candidates",
    "run_id": "{} + :days",
    "priority": "{} + :novelty",
}  # fmt: skip
#: how the keys of tables with keys of their own differ
KEYS = {
    "articles": "id # :mask",
    "stories": "id # :mask",
    "article_revisions": "id + :last",
    "candidates": "id + :candidates",
}
#: which rows are the first ones: only those are repeated
FIRST = {
    "candidates": "id <= :most_candidates",
    "sightings": "candidate_id <= :most_candidates",
    "articles": "current_revision_id <= :most",
    "article_revisions": "id <= :most",
    "stories": "created_at < :until",
    "relations": "created_at < :until",
    "reviews": "revision_id <= :most",
    "article_codes": "moment < :until",
}


@contextmanager
def without_indexes(engine: Engine) -> Iterator[None]:
    """Take the indexes away that are no keys, and make them again at the end: much faster."""
    ensure_current(engine)
    with writing(engine) as session:
        found = session.execute(
            text(
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
                "AND tablename = ANY (:tables) AND indexdef NOT LIKE 'CREATE UNIQUE%'"
            ),
            {"tables": list(COLUMNS)},
        ).all()
        for name, _ in found:
            session.execute(text(f'DROP INDEX "{name}"'))
    yield
    began = monotonic()
    with writing(engine) as session:
        session.execute(text("SET maintenance_work_mem = '512MB'"))
        for _, definition in found:
            session.execute(text(definition))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    print(f"{len(found)} indexes made, {monotonic() - began:.0f} s", flush=True)


def multiply(engine: Engine, number: int) -> None:
    """Repeat the articles that are there until there are ``number``."""
    began = monotonic()
    with writing(engine) as session:
        run = session.execute
        run(text("SET session_replication_role = replica"))
        there, most, first, until = run(
            text(
                "SELECT count(*), max(current_revision_id), min(moment), max(moment) FROM articles"
            )
        ).one()
        most_candidates = run(text("SELECT max(candidate_id) FROM articles")).scalar_one() + 1
        # whole days: a day of a repeated article is a day of its moment
        span = timedelta(days=(until - first).days + 1)
        for copy in range(1, -(-number // there)):
            values = {
                "last": (most + 1) * copy,
                "most": most,
                "candidates": most_candidates * copy,
                "most_candidates": most_candidates,
                "until": first + span,
                "span": span * copy,
                "days": span.days * copy,
                # any odd constant; keys stay positive and distinct
                "mask": (0x2545F4914F6CDD1D * copy) & (2**63 - 1),
                "copy": copy,
                "novelty": (span * copy) / timedelta(days=180),
            }
            for table in COLUMNS:
                run(text(_repeated(table)), values)
            print(f"{there * (copy + 1):>9,} articles, {monotonic() - began:.0f} s", flush=True)
        for table in ("article_revisions", "candidates"):
            run(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                    f"(SELECT max(id) FROM {table}))"
                )
            )


def _repeated(table: str) -> str:
    if table == "search_texts":
        return (
            "INSERT INTO search_texts (revision_id, vector) SELECT revision_id + :last, vector "
            "FROM search_texts WHERE revision_id <= :most"
        )
    columns = COLUMNS[table]
    values = [
        KEYS[table] if name == "id" else SHIFTED.get(name, "{}").format(name) for name in columns
    ]
    where = FIRST.get(table, "revision_id <= :most")
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM {table} WHERE {where}"
    )
