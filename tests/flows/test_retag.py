"""Tagging anew: what changes is stored and told, what people decided stays."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Engine, Table, func, insert, select, update

from analysis.codebook import ENGINE, Codebook, load
from flows.stages.preview import preview
from flows.stages.retag import retag_texts
from flows.stages.tag import Tagger
from models.articles import Article, ArticleRevision
from models.coding import Annotation, Coding
from models.queries.comparing import stored_codebooks
from models.queries.indexing import refresh
from models.session import make_engine, reading, writing
from tests.support.corpus import reviewer, say, store_texts

FIRST = """\
codebook: {id: tea, number: 1, title: Tea trade, languages: [en]}
entities:
  - {code: ceylon, kind: place, label: Ceylon, names: {en: [Ceylon]}}
  - {code: assam, kind: place, label: Assam, names: {en: [Assam]}}
concepts:
  - {code: sell, names: {en: [sell, sells, sold]}}
topics:
  - code: sales
    label: Sales
    rules:
      - {id: sales.sold, all: ["concept:sell", "entity:ceylon"]}
relevance:
  thresholds: {relevant: 0.6, borderline: 0.35}
  weights: {base: 3.0}
"""
#: Assam is forgotten, Kenya is new, Ceylon is looked for under a longer name, all is irrelevant
SECOND = (
    FIRST.replace("number: 1", "number: 2")
    .replace("names: {en: [Assam]}", "names: {en: [Cachar]}")
    .replace("names: {en: [Ceylon]}", "names: {en: [Ceylon, Old Ceylon]}")
    .replace(
        "concepts:", "  - {code: kenya, kind: place, label: K, names: {en: [Kenya]}}\nconcepts:"
    )
    .replace("base: 3.0", "base: -3.0")
)
TEXTS = [
    ("", "Old Ceylon sells tea.", "en"),
    ("", "Assam buys a ship.", "en"),
    ("", "Kenya grows tea.", "en"),
    ("", "Nobody drinks.", "en"),
]


def codebook(text: str, folder: Path) -> Codebook:
    path = folder / f"{abs(hash(text))}.yaml"
    path.write_text(text)
    return load(path)


@pytest.fixture
def first(tmp_path: Path) -> Codebook:
    return codebook(FIRST, tmp_path)


@pytest.fixture
def second(tmp_path: Path) -> Codebook:
    return codebook(SECOND, tmp_path)


@pytest.fixture
def articles(engine: Engine, first: Codebook) -> list[int]:
    """Keys of the texts, tagged with the first codebook."""
    keys = store_texts(engine, TEXTS)
    retag_texts(engine, first)
    return keys


def by_code(changes: Any) -> dict[str, tuple[int, int, int]]:
    return {c.code: (c.added, c.removed, c.moved) for c in changes.codes()}


def current_tags(engine: Engine, article: int) -> list[tuple[str, str, str, str]]:
    query = (
        select(Annotation.code, Annotation.matched_text, Annotation.status, Annotation.origin)
        .join(ArticleRevision, ArticleRevision.id == Annotation.revision_id)
        .where(
            ArticleRevision.article_id == article,
            (Annotation.origin == "human")
            | (Annotation.codebook_id == ArticleRevision.tagged_with),
        )
        .order_by(Annotation.code, Annotation.start_offset)
    )
    with reading(engine) as session:
        return [tuple(row) for row in session.execute(query)]


def article_of(engine: Engine, key: int) -> Article:
    with reading(engine) as session:
        return session.get_one(Article, key)


def annotations(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Annotation)) or 0


def test_changes_are_told_by_code_with_the_articles_they_happened_to(
    engine: Engine, articles: list[int], second: Codebook
) -> None:
    done = retag_texts(engine, second)
    assert by_code(done.changes) == {
        "ceylon": (0, 0, 1),
        "sales": (0, 0, 1),
        "assam": (0, 1, 0),
        "kenya": (1, 0, 0),
    }
    examples = {c.code: c for c in done.changes.codes()}
    assert examples["kenya"].added_examples == [articles[2]]
    assert examples["assam"].removed_examples == [articles[1]]
    assert examples["ceylon"].moved_examples == [articles[0]]
    (turn,) = done.changes.verdicts()
    assert (turn.before, turn.after, turn.articles) == ("relevant", "not_relevant", 4)


def test_the_new_tags_and_verdicts_are_those_that_count_afterwards(
    engine: Engine, articles: list[int], second: Codebook
) -> None:
    retag_texts(engine, second)
    assert ("ceylon", "Old Ceylon", "confirmed", "machine") in current_tags(engine, articles[0])
    assert current_tags(engine, articles[1]) == []
    assert article_of(engine, articles[1]).verdict == "not_relevant"


def test_a_second_time_changes_nothing(
    engine: Engine, articles: list[int], second: Codebook
) -> None:
    retag_texts(engine, second)
    before = annotations(engine)
    again = retag_texts(engine, second)
    assert again.changes.articles == 0
    assert "nothing to do" in again.sentence
    everything = retag_texts(engine, second, everything=True)
    assert (everything.changes.articles, everything.changes.changed) == (4, 0)
    assert annotations(engine) == before


def test_what_another_run_tagged_anew_is_listed_once(
    engine: Engine, articles: list[int], second: Codebook
) -> None:
    tagger = Tagger(engine, second)
    while tagger.batch():
        pass
    done = retag_texts(engine, second)
    assert done.listed == 4
    assert by_code(done.changes)["kenya"] == (1, 0, 0)
    assert by_code(done.changes)["assam"] == (0, 1, 0)
    (turn,) = done.changes.verdicts()
    assert (turn.before, turn.after, turn.articles) == ("relevant", "not_relevant", 4)
    assert "nothing to do" in retag_texts(engine, second).sentence


def test_what_an_earlier_engine_tagged_is_tagged_anew(
    engine: Engine, articles: list[int], first: Codebook
) -> None:
    with writing(engine) as session:
        session.execute(
            update(Coding)
            .where(
                Coding.revision_id.in_(
                    select(Article.current_revision_id).where(Article.id == articles[0])
                )
            )
            .values(engine=ENGINE - 1)
        )
    assert retag_texts(engine, first).changes.articles == 1
    assert retag_texts(engine, first).changes.articles == 0


def test_it_goes_on_where_a_killed_run_ended(
    engine: Engine, articles: list[int], second: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.stages.retag as stage

    store = stage.store_coded

    def killed(session: Any, coded: Any, *rest: Any) -> Any:
        if coded[0].work.article.id == sorted(articles)[2]:
            raise KeyboardInterrupt
        return store(session, coded, *rest)

    monkeypatch.setattr(stage, "store_coded", killed)
    with pytest.raises(KeyboardInterrupt):
        retag_texts(engine, second, batch=1)
    monkeypatch.undo()
    assert retag_texts(engine, second, batch=1).changes.articles == 2
    assert {article_of(engine, key).verdict for key in articles} == {"not_relevant"}


def test_what_people_decided_stays(engine: Engine, articles: list[int], second: Codebook) -> None:
    person = reviewer(engine)
    with reading(engine) as session:
        assam = session.scalars(select(Annotation).where(Annotation.code == "assam")).one()
    say(engine, person, articles[0], "verdict", verdict="relevant")
    say(engine, person, articles[1], "confirm_tag", annotation=assam.id)
    added = {"kind": "entity", "code": "ceylon", "field": "text", "start": 0, "end": 5}
    say(engine, person, articles[2], "add_tag", **added, selected="Kenya")
    done = retag_texts(engine, second)
    assert article_of(engine, articles[0]).verdict == "relevant"
    assert article_of(engine, articles[0]).relevance == pytest.approx(0.047, abs=0.01)
    assert current_tags(engine, articles[1]) == [("assam", "Assam", "confirmed", "human")]
    assert ("ceylon", "Kenya", "confirmed", "human") in current_tags(engine, articles[2])
    assert (done.kept_tags, done.kept_verdicts) == (2, 1)
    assert "assam" not in by_code(done.changes)
    (turn,) = done.changes.verdicts()
    assert turn.articles == 3


def test_a_rejected_tag_does_not_come_back(
    engine: Engine, articles: list[int], second: Codebook, tmp_path: Path
) -> None:
    with reading(engine) as session:
        assam = session.scalars(select(Annotation).where(Annotation.code == "assam")).one()
    say(engine, reviewer(engine), articles[1], "reject_tag", annotation=assam.id)
    third = codebook(FIRST.replace("number: 1", "number: 3"), tmp_path)
    done = retag_texts(engine, third)
    assert current_tags(engine, articles[1]) == [("assam", "Assam", "rejected", "human")]
    assert by_code(done.changes) == {}


def test_an_article_in_hand_is_brought_up_to_date_with_its_row(
    engine: Engine, articles: list[int]
) -> None:
    with writing(engine) as session:
        article = session.get_one(Article, articles[0])
        before, article.corrected_language = article.language, "ru"
        refresh(session, articles)
        assert (before, article.language) == ("en", "ru")
    assert article_of(engine, articles[0]).language == "ru"


def test_an_article_in_hand_learns_what_was_written_past_it(
    engine: Engine, articles: list[int]
) -> None:
    with writing(engine) as session:
        article = session.get_one(Article, articles[0])
        session.connection().execute(
            update(cast(Table, Article.__table__)).values(corrected_language="ru", language="ru")
        )
        refresh(session, articles)
        assert article.language == "ru"


def test_articles_are_brought_up_to_date_without_reading_the_tags_of_others(
    engine: Engine, articles: list[int]
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the work that SQLite does is counted")
    batch = [articles[0], *range(1, 100)]  # it plans otherwise for many than for one
    before = work_of_refresh(engine, batch)
    with writing(engine) as session:
        revision = session.get_one(Article, articles[1]).current_revision_id
        columns = [c for c in Annotation.__table__.c if c.key not in {"id", "revision_id"}]
        tag = dict(session.execute(select(*columns).limit(1)).one()._mapping)
        tags = [{**tag, "revision_id": revision, "start_offset": n} for n in range(3000)]
        session.execute(insert(Annotation), tags)
    assert work_of_refresh(engine, batch) < before + len(tags)


def work_of_refresh(engine: Engine, articles: list[int]) -> int:
    """Steps of SQLite's machine: several for each row that is read."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 10
        return 0

    with writing(engine) as session:
        connection = session.connection().connection.driver_connection
        connection.set_progress_handler(step, 10)
        refresh(session, articles)
        connection.set_progress_handler(None, 0)
    return steps


def test_processes_find_what_one_process_finds(
    engine: Engine,
    articles: list[int],
    second: Codebook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import flows.stages.retag as stage

    monkeypatch.setattr(stage, "FEW", 0)
    done = retag_texts(engine, second, workers=2, batch=1)
    assert done.changes.articles == 4
    assert by_code(done.changes)["kenya"] == (1, 0, 0)
    assert {article_of(engine, key).verdict for key in articles} == {"not_relevant"}


def test_a_preview_says_what_tagging_anew_then_does_and_stores_nothing(
    engine: Engine, articles: list[int], first: Codebook, second: Codebook
) -> None:
    person = reviewer(engine)
    say(engine, person, articles[0], "verdict", verdict="relevant")
    before = annotations(engine)
    with reading(engine) as session:
        (stored,) = stored_codebooks(session)
    from_files = preview(engine, first, second).as_dict()
    from_database = preview(engine, stored, second).as_dict()
    assert annotations(engine) == before
    assert article_of(engine, articles[1]).verdict == "relevant"
    assert from_files == from_database == retag_texts(engine, second).changes.as_dict()


def test_a_preview_looks_at_no_more_texts_than_asked(
    engine: Engine, articles: list[int], first: Codebook, second: Codebook
) -> None:
    assert preview(engine, first, second, limit=3, batch=2).articles == 3


@pytest.mark.long
def test_the_flow_leaves_a_table_of_changes_and_a_summary(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.artifacts import Artifact
    from prefect.testing.utilities import prefect_test_harness

    from flows.retag import retag

    monkeypatch.setenv("SALANG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SALANG_DATABASE_URL", sqlite_url)
    own = make_engine(sqlite_url)
    store_texts(own, TEXTS)
    retag_texts(own, codebook(FIRST, tmp_path))
    own.dispose()
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "tea.yaml").write_text(SECOND)
    with prefect_test_harness(server_startup_timeout=120):
        said = retag(codebook=tmp_path / "second")
        table = Artifact.get("changes")
    assert said["message"].startswith("4 texts tagged anew with tea 2-")
    assert said["retag"]["verdicts"][0]["after"] == "not_relevant"
    assert table is not None
    rows = json.loads(str(table.data))
    assert {"kenya", "assam", "relevant -> not_relevant"} <= {row["code"] for row in rows}
