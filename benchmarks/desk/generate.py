"""A large invented database for measurements: ``python -m benchmarks.desk.generate N``.

Into the empty database of SALANG_DATABASE_URL. All that the desk and the reports sort, filter,
count and search is full size; what is only read by key is small (one capture for all).
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import Engine, insert, select

from benchmarks.desk.repeat import multiply, without_indexes
from benchmarks.desk.rows import (
    BATCH,
    COLUMNS,
    DESIGNATIONS,
    ENTITIES,
    REVIEWERS,
    SOURCES,
    START,
    STEP,
    TOPICS,
    Maker,
)
from desk.web.passwords import hash_password
from flows.stages.maintain import refresh_summaries
from models.candidates import Candidate
from models.captures import Capture
from models.health import SourceHealth
from models.migrate import ensure_current
from models.posts import PostGap
from models.queries.accounts import add_reviewer, find_reviewer
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.tagging import register_codebook
from models.recall import DiscoveryRecall
from models.reporting.kept import SUMMARIES
from models.runs import Run
from models.session import make_engine, writing
from models.sources import Channel, Poll

PASSWORD = "benchmark only, never elsewhere"
#: articles made one by one; a larger PostgreSQL repeats them
BASE = 100_000


def prepare(engine: Engine, number: int) -> tuple[int, int, list[int]]:
    """Sources, runs, a codebook, eight people, a capture; keys of the codebook, the capture and
    the channels."""
    ensure_current(engine)
    now = datetime.now(UTC)
    with writing(engine) as session:
        sync_sources(
            session,
            [
                SourceEntry(
                    slug=f"s{place:03}", name=f"Source {place}", home=None,
                    country=("RU", "AF", "TJ", "UZ", "IR", "PK", "CN", "TR")[place % 8],
                    ownership=("state_agency", "private", "exile")[place % 3],
                    languages=("en",), timezone="UTC",
                    channels=[("feed", f"https://s{place}.example/feed")],
                )
                for place in range(1, SOURCES + 1)
            ],
            now,
        )  # fmt: skip
        codes = [("topic", f"topic_{n}", f"Topic {n}") for n in range(TOPICS)]
        codes += [("entity", f"entity_{n}", f"Entity {n}") for n in range(ENTITIES)]
        codes += [("designation", name, name.replace("_", " ")) for name in DESIGNATIONS]
        codebook = register_codebook(session, "benchmark", 1, "1-bench", "b" * 64, codes, now)
        hashed = hash_password(PASSWORD)
        for place in range(REVIEWERS):
            if find_reviewer(session, f"reviewer{place}") is None:
                add_reviewer(session, f"reviewer{place}", "reviewer", hashed, now)
        channels = list(session.scalars(select(Channel.id).order_by(Channel.source_id)))
        # behind the keys of all candidates that are made
        candidate = Candidate(
            id=4 * number, source_id=1, url="https://s1.example/", url_key="benchmark",
            fate="fetched", fate_at=now, first_seen_at=now, last_seen_at=now,
        )  # fmt: skip
        session.add(candidate)
        session.flush()
        capture = Capture(
            candidate_id=candidate.id, url="x", final_url="x", status=200, headers=[],
            sha256="0" * 64, size=0, fetched_at=now, outcome="fetched",
        )  # fmt: skip
        session.add(capture)
        session.flush()
        _work(session, number, channels, now)
        return codebook, capture.id, channels


def _work(session: Any, number: int, channels: Sequence[int], now: datetime) -> None:
    """A run each day with a poll of every channel each fourth hour, and what was made of them."""
    days = (STEP * number).days + 1
    session.execute(
        insert(Run),
        [
            {
                "flow": "ingest", "parameters": {}, "started_at": START + timedelta(days=day),
                "finished_at": START + timedelta(days=day, minutes=9), "state": "completed",
            }
            for day in range(days)
        ],
    )  # fmt: skip
    for day in range(days):
        session.execute(
            insert(Poll),
            [
                {
                    "channel_id": channel, "run_id": day + 1, "url": "feed",
                    "polled_at": START + timedelta(days=day, hours=hour),
                    "outcome": "http_error" if (channel + day + hour) % 29 == 0 else "changed",
                    "items": 40, "new_items": (channel + hour) % 5,
                }
                for channel in channels
                for hour in range(0, 24, 4)
            ],
        )  # fmt: skip
    session.execute(
        insert(DiscoveryRecall),
        [
            {
                "source_id": source, "week": f"{START + timedelta(days=7 * week):%Y-%m-%d}",
                "routes": "feed 40, sitemap 50", "found": 60, "by_several": 30,
                "method": "chapman", "model": "", "total": 70.0, "low": 61.0, "high": 90.0,
                "note": "invented", "computed_at": now,
            }
            for source in range(1, SOURCES + 1)
            for week in range(days // 7 + 1)
        ],
    )  # fmt: skip
    session.execute(
        insert(SourceHealth),
        [
            {
                "source_id": source, "state": ("healthy", "warning", "ill")[source % 3],
                "since": START, "checked_at": now, "reasons": [], "numbers": {},
            }
            for source in range(1, SOURCES + 1)
        ],
    )  # fmt: skip
    session.execute(
        insert(PostGap),
        [
            {
                "channel_id": channel, "first_id": 10 * gap, "last_id": 10 * gap + 3,
                "kind": "not_shown", "noticed_at": START,
            }
            for channel in channels
            for gap in range(5)
        ],
    )  # fmt: skip


def fill(engine: Engine, number: int, base: int) -> None:
    """Write the first ``base`` articles: COPY into PostgreSQL, executemany into SQLite."""
    maker = Maker(base, *prepare(engine, number))
    began = monotonic()
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        sqlite = engine.dialect.name == "sqlite"
        cursor.execute(
            "PRAGMA foreign_keys = OFF" if sqlite else "SET session_replication_role = replica"
        )
        for done, rows in enumerate(maker.batches(), 1):
            if sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            for table, columns in COLUMNS.items():
                _write(cursor, sqlite, table, columns, rows[table])
            if sqlite:
                cursor.execute("COMMIT")
            else:
                raw.commit()
            if done % 10 == 0:
                print(f"{done * BATCH:>9,} articles, {monotonic() - began:.0f} s", flush=True)
        cursor.execute("ANALYZE")
        if not sqlite:
            raw.commit()
    finally:
        raw.close()


def _text(value: Any) -> Any:
    return (
        value.isoformat(sep=" ", timespec="microseconds") if isinstance(value, datetime) else value
    )


def _write(
    cursor: Any, sqlite: bool, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]
) -> None:
    if table == "search_texts":
        statement = (
            "INSERT INTO search_texts (rowid, search_text) VALUES (?, ?)"
            if sqlite
            else "INSERT INTO search_texts VALUES (%s, to_tsvector('simple', %s))"
        )
        cursor.executemany(statement, rows)
        return
    names = ", ".join(columns)
    if sqlite:
        marks = ", ".join("?" * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",
            [tuple(map(_text, row)) for row in rows],
        )
        return
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _summaries(engine: Engine) -> None:
    """What the flow maintain keeps, as it would after its night."""
    began = monotonic()
    refresh_summaries(engine)
    care = "ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in SUMMARIES.values():
            connection.exec_driver_sql(f"{care} {table.name}")
    print(f"{len(SUMMARIES)} summaries counted, {monotonic() - began:.0f} s", flush=True)


def main() -> int:
    """Fill the database of the settings."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    engine = make_engine()
    try:
        if engine.dialect.name == "postgresql":
            with without_indexes(engine):
                fill(engine, number, min(number, BASE))
                multiply(engine, number)
        else:
            fill(engine, number, number)
        _summaries(engine)
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
