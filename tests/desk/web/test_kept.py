"""What people decided stays through re-runs, and what is exported is what is stored."""

import csv
import io

import pytest
from sqlalchemy import select, update

from desk.web import pictures
from models.articles import ArticleRevision
from models.captures import Capture
from models.coding import Annotation
from models.pages import PageStore
from models.queries.tagging import pending_taggings, register_codebook, store_tags
from models.reporting.views import view_table
from models.session import reading, writing
from tests.desk.web.looking import Page
from tests.support.desk import CODES, NOON, Browser, Text, _tag, article, fill, many

TEXT = Text("Envoy", "The envoy met a trader.", tags=(("topic", "envoys", "envoy"),))


def tag_again(engine, number: int, score: float = 0.9) -> None:
    """A re-run with another version of the codebook, which finds the same."""
    with writing(engine) as session:
        version = f"{number}-new"
        codebook = register_codebook(session, "test", number, version, f"{number:064}", CODES, NOON)
        for work in pending_taggings(session, codebook, 10):
            verdict = "relevant" if score > 0.6 else "not_relevant"
            coding = {"score": score, "verdict": verdict, "contributions": []}
            store_tags(session, work, codebook, [_tag(TEXT, *TEXT.tags[0])], coding, NOON)


def test_a_verdict_and_tags_of_people_stay_through_another_codebook(database, browser) -> None:
    (key,) = fill(database, [TEXT])
    vera = browser("vera")
    with reading(database) as session:
        tag = session.scalars(select(Annotation)).one().id
    vera.decide(key, "reject_tag", annotation=str(tag))
    start = TEXT.text.index("trader")
    place = {"start": start, "end": start + 6, "selected": "trader", "field": "text"}
    vera.decide(key, "add_tag", version=1, kind="topic", code="trade", **place)
    vera.decide(key, "verdict", version=2, verdict="borderline")
    tag_again(database, 2)
    assert article(database, key).verdict == "borderline"
    with reading(database) as session:
        found = {(t.matched_text, t.status) for t in session.scalars(select(Annotation))}
    assert found == {("envoy", "rejected"), ("trader", "confirmed")}
    assert "data-article" not in vera.get("/", topic="envoys", status="any").text
    assert "data-article" in vera.get("/", topic="trade", status="any").text


def test_after_an_undo_the_machine_has_its_word_again(database, browser) -> None:
    (key,) = fill(database, [TEXT])
    vera = browser("vera")
    vera.decide(key, "verdict", verdict="borderline")
    vera.send("/undo")
    tag_again(database, 2, score=0.1)
    assert article(database, key).verdict == "not_relevant"


def test_a_corrected_date_and_language_stay_through_a_re_run(database, browser) -> None:
    (key,) = fill(database, [TEXT])
    vera = browser("vera")
    vera.decide(key, "fix_date", date="2024-01-02")
    vera.decide(key, "fix_language", version=1, language="tg")
    tag_again(database, 2)
    stored = article(database, key)
    assert (stored.moment.year, stored.language) == (2024, "tg")
    with reading(database) as session:
        row = session.execute(select(view_table("report_articles"))).mappings().one()
    assert (row["published_at"].year, row["published_rule"]) == (2024, "person")
    assert row["language"] == "tg"


def test_a_changed_article_shows_what_changed(database, browser) -> None:
    (key,) = fill(database, [TEXT])
    with writing(database) as session:
        old = session.scalars(select(ArticleRevision)).one()
        values = {c.key: getattr(old, c.key) for c in ArticleRevision.__table__.columns}
        values |= {
            "id": None,
            "number": 2,
            "text": "The envoy met a minister.",
            "tagged_with": None,
        }
        new = ArticleRevision(**values)
        session.add(new)
        session.flush()
        from models.articles import Article

        session.execute(update(Article).values(current_revision_id=new.id))
    page = browser("rita").get(f"/articles/{key}", revision="2", diff="1").text
    assert "<del>trader.</del>" in page and "<ins>minister.</ins>" in page


def test_the_stored_page_comes_as_a_warc_record_with_its_headers(database, tmp_path) -> None:
    warcio = pytest.importorskip("warcio.archiveiterator")
    (key,) = fill(
        database, [Text("T", "x y", headers=(("Server", "s"), ("Content-Encoding", "gzip")))]
    )
    store = PageStore(tmp_path)
    sha256 = store.put(b"<html>page</html>")
    with writing(database) as session:
        session.execute(update(Capture).values(sha256=sha256))
    rita = Browser(database, store)
    rita.log_in("rita")
    answer = rita.get(f"/articles/{key}/warc")
    (record,) = [
        (r.rec_type, r.content_stream().read(), r.http_headers.get_header("Server"),
         r.http_headers.get_header("Content-Encoding"))
        for r in warcio.ArchiveIterator(io.BytesIO(answer.content))
        if r.rec_type == "response"
    ]  # fmt: skip
    assert record == ("response", b"<html>page</html>", "s", None)


def test_charts_come_as_csv_svg_and_png_with_the_same_numbers(database, browser) -> None:
    fill(database, [*many(3), Text("Other", "x y", tags=(("topic", "trade", "x"),))])
    rita = browser("rita")
    span = {"since": "2025-07-01", "until": "2025-07-03"}
    rows = list(csv.reader(io.StringIO(rita.get("/charts/topics.csv", **span).text)))
    assert rows == [
        ["topics", "items", "independent_items"], ["envoys", "3", "3"], ["trade", "1", "1"],
    ]  # fmt: skip
    svg = rita.get("/charts/topics.svg", **span)
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "envoys: 3 items, 3 independent" in svg.text
    png = rita.get("/charts/topics.png", **span)
    assert png.status_code == 501 or png.content.startswith(b"\x89PNG")


def test_runs_show_what_happened_and_starting_one_needs_a_server(
    database, browser, monkeypatch
) -> None:
    from models.queries.runs import finish_run, start_run

    with writing(database) as session:
        run = start_run(session, "ingest", {"since": "7d"}, NOON, "1234")
        finish_run(session, run, "completed", "3 <new> articles", NOON)
    lena = browser("lena", prefect_ui_url="http://prefect.example")
    assert "3 &lt;new&gt; articles" in lena.get("/runs").text
    assert "http://prefect.example/runs/flow-run/1234" in lena.get(f"/runs/{run}").text
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert lena.post("/runs/start", deployment="tag").status_code == 409
    assert lena.post("/runs/start", deployment="rm -rf").status_code == 400


def test_who_was_first_has_a_bar_too_that_says_so_and_leads_to_the_story() -> None:
    first = pictures.Bar("radio (fa)", 0, 0, "/?story=1", "radio: 0 hours after the first")
    later = pictures.Bar("paper (en)", 9, 9, "/?story=1", "paper: 9 hours after the first")
    drawn = pictures.rows("Who had it when", [first, later])
    links = [tag for name, tag in Page(drawn).tags if name == "a"]
    assert links[0]["aria-label"] == "radio: 0 hours after the first"
    bars = [tag for name, tag in Page(drawn).tags if name == "rect" and tag.get("class") == "pale"]
    assert float(bars[0]["width"] or 0) > 0
