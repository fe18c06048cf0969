"""A large invented database for measuring the desk: ``python -m benchmarks.desk.generate N``.

Into the empty database of SALANG_DATABASE_URL. What the desk reads by key is small (one capture
for all); what it sorts, filters and searches is full size: articles, revisions, codes, texts.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from time import monotonic
from typing import Any

from sqlalchemy import Engine, text

from desk.web.passwords import hash_password
from flows.stages.search import search_text
from models.migrate import ensure_current
from models.queries.accounts import add_reviewer, find_reviewer
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.indexing import priority
from models.queries.tagging import register_codebook
from models.session import make_engine, writing

PASSWORD = "benchmark only, never elsewhere"
SOURCES, TOPICS, ENTITIES, WORDS = 140, 24, 200, 20_000
LANGUAGES = ("ru", "fa", "en", "ps", "zh", "tg", "ur", "tr", "ar", "uz")
START = datetime(2023, 1, 1, tzinfo=UTC)
#: minutes between two articles: a million in two and a half years
STEP = timedelta(minutes=1.3)
BATCH = 5000
#: articles made one by one; a larger PostgreSQL repeats them
BASE = 100_000

ARTICLES = (
    "id", "identity", "candidate_id", "source_id", "url", "kind", "first_seen_at",
    "current_revision_id", "copy_of_id", "relevance", "verdict", "review_status", "language",
    "moment", "priority", "tag_confidence", "indexed_revision_id",
)  # fmt: skip
REVISIONS = (
    "id", "article_id", "number", "capture_id", "created_at", "title", "text", "text_sha256",
    "word_count", "authors", "agencies", "language", "language_confidence", "published_at",
    "published_rule", "published_raw", "published_precision", "published_zone",
    "date_candidates", "flags", "fingerprinted_at", "tagged_with",
)  # fmt: skip
ANNOTATIONS = (
    "revision_id", "codebook_id", "kind", "code", "field", "start_offset", "end_offset",
    "matched_text", "rule", "confidence", "flags", "origin", "status", "created_at",
)  # fmt: skip
CODES = (
    "kind", "code", "article_id", "confidence", "review_status", "verdict", "priority", "moment",
)  # fmt: skip


def vocabulary() -> list[str]:
    """Invented words, Latin, Cyrillic and Arabic."""
    dice = random.Random(7)
    alphabets = ("abdeiklmnorstu", "абвгдеиклмнорст", "ابتدرسعفقکلمنوی")
    return ["".join(dice.choices(alphabets[n % 3], k=dice.randint(3, 9))) for n in range(WORDS)]


class Maker:
    """Makes the rows of articles, the same for the same number."""

    def __init__(self, number: int, codebook: int, capture: int, candidate: int) -> None:
        self.number, self.codebook = number, codebook
        self.capture, self.candidate = capture, candidate
        self.words = vocabulary()
        # some words stand in nearly every text, most in few, as in any language
        self.weights = [1 / (rank + 2) for rank in range(WORDS)]
        self.dice = random.Random(42)
        self.cumulative: list[float] = []
        total = 0.0
        for weight in self.weights:
            total += weight
            self.cumulative.append(total)

    def batches(self) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
        """Rows by table, a batch at a time."""
        numbers = iter(range(self.number))
        while part := list(islice(numbers, BATCH)):
            rows: dict[str, list[tuple[Any, ...]]] = {
                name: [] for name in ("revisions", "articles", "annotations", "codes", "search")
            }
            for number in part:
                self._article(number, rows)
            yield rows

    def _article(self, number: int, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        dice = self.dice
        identity = sha256(f"benchmark {number}".encode()).hexdigest()
        key, revision = int(identity[:16], 16) >> 1, number + 1
        moment = START + STEP * number
        source, language = dice.randint(1, SOURCES), dice.choice(LANGUAGES)
        words = dice.choices(self.words, cum_weights=self.cumulative, k=70)
        title, body = " ".join(words[:8]), " ".join(words[8:])
        relevance = round(dice.betavariate(0.7, 1.1), 4)
        verdict = (
            "relevant" if relevance > 0.6 else "borderline" if relevance > 0.35 else "not_relevant"
        )
        status = dice.choices(("unreviewed", "reviewed", "flagged", "skipped"), (70, 25, 2, 3))[0]
        earlier = dice.randint(max(0, number - 500), max(0, number - 1))
        copy_of = None
        if number > 10 and dice.random() < 0.3:
            copy_of = int(sha256(f"benchmark {earlier}".encode()).hexdigest()[:16], 16) >> 1
        rows["revisions"].append(
            (
                revision, key, 1, self.capture, moment, title, body, identity, 62, "[]", "[]",
                language, 0.99, moment, "jsonld", moment.isoformat(), "second", "explicit", "[]",
                "[]", moment, self.codebook,
            )
        )  # fmt: skip
        rows["articles"].append(
            (
                key, identity[:32], self.candidate, source, f"https://s{source}.example/{number}",
                "article", moment, revision, copy_of, relevance, verdict, status, language, moment,
                priority(relevance, moment, "daily", False), 0.8, revision,
            )
        )  # fmt: skip
        codes = {("topic", f"topic_{int(dice.paretovariate(0.6)) % TOPICS}") for _ in range(2)}
        codes |= {("entity", f"entity_{int(dice.paretovariate(0.4)) % ENTITIES}") for _ in range(2)}
        for kind, code in sorted(codes):
            start = dice.randint(0, 200)
            rows["annotations"].append(
                (
                    revision, self.codebook, kind, code, "text", start, start + 6,
                    body[start : start + 6], f"{code}.rule", 0.8, "[]", "machine", "confirmed",
                    moment,
                )
            )  # fmt: skip
            rows["codes"].append(
                (
                    kind, code, key, 0.8, status, verdict,
                    priority(relevance, moment, "daily", False), moment,
                )
            )  # fmt: skip
        rows["search"].append((revision, search_text(title, body)))


def prepare(engine: Engine) -> tuple[int, int, int]:
    """Sources, a codebook, eight people, one candidate and one capture; returns their keys."""
    ensure_current(engine)
    now = datetime.now(UTC)
    with writing(engine) as session:
        sync_sources(
            session,
            [
                SourceEntry(
                    slug=f"s{number:03}", name=f"Source {number}", home=None,
                    country=("RU", "AF", "TJ", "UZ", "IR", "PK", "CN", "TR")[number % 8],
                    ownership=("state_agency", "private", "exile")[number % 3],
                    languages=("en",), timezone="UTC",
                    channels=[("feed", f"https://s{number}.example/feed")],
                )
                for number in range(1, SOURCES + 1)
            ],
            now,
        )  # fmt: skip
        codes = [("topic", f"topic_{n}", f"Topic {n}") for n in range(TOPICS)]
        codes += [("entity", f"entity_{n}", f"Entity {n}") for n in range(ENTITIES)]
        codebook = register_codebook(session, "benchmark", 1, "1-bench", "b" * 64, codes, now)
        hashed = hash_password(PASSWORD)
        for number in range(8):
            if find_reviewer(session, f"reviewer{number}") is None:
                add_reviewer(session, f"reviewer{number}", "reviewer", hashed, now)
        session.execute(
            text(
                "INSERT INTO candidates (source_id, url, url_key, fate, fate_at, first_seen_at, "
                "last_seen_at) VALUES (1, 'https://s1.example/', 'benchmark', 'fetched', :now, "
                ":now, :now)"
            ),
            {"now": now if engine.dialect.name == "postgresql" else _text(now)},
        )
        candidate = session.execute(text("SELECT max(id) FROM candidates")).scalar_one()
        session.execute(
            text(
                "INSERT INTO captures (candidate_id, url, final_url, status, headers, sha256, "
                "size, fetched_at, outcome) VALUES (:candidate, 'x', 'x', 200, '[]', :sha, 0, "
                ":now, 'fetched')"
            ),
            {
                "candidate": candidate,
                "sha": "0" * 64,
                "now": now if engine.dialect.name == "postgresql" else _text(now),
            },
        )
        capture = session.execute(text("SELECT max(id) FROM captures")).scalar_one()
    return codebook, capture, candidate


def _text(value: Any) -> Any:
    return (
        value.isoformat(sep=" ", timespec="microseconds") if isinstance(value, datetime) else value
    )


def fill(engine: Engine, number: int) -> None:
    """Write the articles: COPY into PostgreSQL, executemany into SQLite."""
    maker = Maker(number, *prepare(engine))
    began = monotonic()
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            cursor.execute("PRAGMA foreign_keys = OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
        for done, rows in enumerate(maker.batches(), 1):
            if sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            for table, columns, name in (
                ("article_revisions", REVISIONS, "revisions"),
                ("articles", ARTICLES, "articles"),
                ("annotations", ANNOTATIONS, "annotations"),
                ("article_codes", CODES, "codes"),
            ):
                _write(cursor, sqlite, table, columns, rows[name])
            if sqlite:
                cursor.executemany(
                    "INSERT INTO search_texts (rowid, search_text) VALUES (?, ?)", rows["search"]
                )
                cursor.execute("COMMIT")
            else:
                cursor.executemany(
                    "INSERT INTO search_texts VALUES (%s, to_tsvector('simple', %s))",
                    rows["search"],
                )
                raw.commit()
            if done % 10 == 0:
                print(f"{done * BATCH:>9,} articles, {monotonic() - began:.0f} s", flush=True)
        cursor.execute("ANALYZE")
        if not sqlite:
            raw.commit()
            for table in ("article_revisions", "annotations"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                    f"(SELECT max(id) FROM {table}))"
                )
            raw.commit()
    finally:
        raw.close()


def multiply(engine: Engine, number: int) -> None:
    """Repeat what is there, shifted in time and under other keys, until there are ``number``.

    In SQL, on PostgreSQL: making a million texts one by one takes half an hour.
    """
    began = monotonic()
    with writing(engine) as session:
        run = session.execute
        run(text("SET session_replication_role = replica"))
        there, last, span = run(
            text(
                "SELECT count(*), max(current_revision_id), max(moment) - min(moment) FROM articles"
            )
        ).one()
        for copy in range(1, -(-number // there)):
            values = {
                "shift": last * copy,
                "span": span * copy,
                # any odd constant; keys stay positive and distinct
                "mask": (0x2545F4914F6CDD1D * copy) & (2**63 - 1),
                "last": last,
                "copy": copy,
                "days": (span * copy) / timedelta(days=180),
            }
            for statement in _COPIES:
                run(text(statement), values)
            print(f"{there * (copy + 1):>9,} articles, {monotonic() - began:.0f} s", flush=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


_COPIES = (
    f"INSERT INTO article_revisions ({', '.join(REVISIONS)}) SELECT id + :shift, "
    "article_id # :mask, number, capture_id, created_at + :span, title, text, text_sha256, "
    "word_count, authors, agencies, language, language_confidence, published_at + :span, "
    "published_rule, published_raw, published_precision, published_zone, date_candidates, flags, "
    "fingerprinted_at, tagged_with FROM article_revisions WHERE id <= :last",
    f"INSERT INTO articles ({', '.join(ARTICLES)}) SELECT id # :mask, "
    "left(identity, 28) || 'x' || lpad(cast(:copy AS text), 3, '0'), candidate_id, source_id, "
    "url || '?' || cast(:copy AS text), kind, first_seen_at + :span, current_revision_id + :shift, "
    "copy_of_id # :mask, relevance, verdict, review_status, language, moment + :span, "
    "priority + :days, tag_confidence, indexed_revision_id + :shift FROM articles "
    "WHERE current_revision_id <= :last",
    f"INSERT INTO article_codes ({', '.join(CODES)}) SELECT c.kind, c.code, c.article_id # :mask, "
    "c.confidence, c.review_status, c.verdict, c.priority + :days, c.moment + :span "
    "FROM article_codes c JOIN articles a ON a.id = c.article_id "
    "WHERE a.current_revision_id <= :last",
    f"INSERT INTO annotations ({', '.join(ANNOTATIONS)}) SELECT revision_id + :shift, "
    f"{', '.join(ANNOTATIONS[1:])} FROM annotations WHERE revision_id <= :last",
    "INSERT INTO search_texts SELECT revision_id + :shift, vector FROM search_texts "
    "WHERE revision_id <= :last",
)


def _write(
    cursor: Any, sqlite: bool, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]
) -> None:
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


def main() -> int:
    """Fill the database of the settings."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    engine = make_engine()
    try:
        if engine.dialect.name == "postgresql":
            fill(engine, min(number, BASE))
            multiply(engine, number)
        else:
            fill(engine, number)
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
