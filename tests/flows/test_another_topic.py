"""A second topic is another codebook, never another program: docs/another-topic.md, run."""

import json
import re
from pathlib import Path

import pytest

from analysis.codebook import compile_codebook, load
from analysis.codebook.check import check, run_examples
from flows.stages import pipeline
from flows.stages.run import recorded_run
from models.session import make_engine
from tests.support.sample import stored_rows

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "analysis" / "codebooks" / "qosh_tepa"
PAGE = ROOT / "docs" / "another-topic.md"


def test_its_files_have_no_mistake_and_its_examples_hold() -> None:
    found = check(FOLDER)
    assert (found.errors, found.warnings) == ((), ())
    assert run_examples(compile_codebook(load(FOLDER))) == []


def test_documents_are_screened_stored_and_tagged_with_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the documents of the walk-through, so that the page cannot tell what is not so
    block = re.search(r"```jsonl\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert block
    documents = tmp_path / "water.jsonl"
    documents.write_text(block[1], "utf-8")
    titles = [json.loads(line)["title"] for line in block[1].splitlines()]
    monkeypatch.setenv("SALANG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SALANG_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SALANG_CODEBOOK", str(FOLDER))
    with recorded_run("import", {}) as run:
        assert pipeline.import_documents(run.run_id, [documents]).problems == []
        pipeline.tag_articles(run.run_id)
    engine = make_engine(sqlite_url)
    articles = {row["title"]: row for row in stored_rows(engine, "report_articles")}
    tags: dict[str, set[str]] = {}
    for row in stored_rows(engine, "report_tags"):
        title = next(t for t, a in articles.items() if a["article_id"] == row["article_id"])
        tags.setdefault(title, set()).add(row["code"])
    engine.dispose()
    english, russian, uzbek, persian, railway = titles
    assert {t: a["verdict"] for t, a in articles.items()} == {
        english: "relevant",
        russian: "relevant",
        uzbek: "relevant",
        persian: "relevant",
        railway: "not_relevant",
    }
    assert {"construction", "downstream_harm", "qosh_tepa"} <= tags[english]
    assert {"water_sharing", "taliban_government"} <= tags[russian]
    assert {"downstream_harm", "amu_darya", "uzbekistan"} <= tags[uzbek]
    assert {"water_sharing", "qosh_tepa"} <= tags[persian]
    assert not {"construction", "water_sharing", "downstream_harm"} & tags.get(railway, set())
