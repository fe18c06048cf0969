"""Back-fill from the stage to articles, against an archive on loopback, and the flow's form."""

from datetime import date
from pathlib import Path

import pytest

from crawlers.job import Backfill
from flows.stages import pipeline
from flows.stages.catalogue import select_sources
from flows.stages.run import recorded_run
from tests.support.archives import Kept, wayback
from tests.support.crawling import Home
from tests.support.sample import stored_rows
from tests.support.web import serving

TEXT = (
    "Moscow received a delegation of the Taliban, and both sides spoke of trade and transit.",
    "The ministry in Kabul said three days ago that the talks would go on in the autumn.",
    "Traders at the border said they had waited for clearer rules since the spring of the year.",
)


def page(dated: str) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in TEXT)
    return (
        f"<html lang='en'><head><title>Delegation in Moscow</title></head><body><article>"
        f"<h1>Delegation in Moscow</h1><time>{dated}</time>{lines}</article></body></html>"
    ).encode()


@pytest.mark.long
def test_pages_of_past_days_become_articles_dated_from_the_day_of_their_capture(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home", sqlite_template)
    home.source(
        "valley",
        "https://valley.example/",
        [{"kind": "feed", "url": "https://valley.example/rss.xml"}],
    )
    for name, value in home.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SALANG_ARCHIVE_DELAY_SECONDS", "0")
    asked = Backfill(start=date(2019, 7, 1), end=date(2019, 7, 31))
    with serving() as web:
        wayback(
            web,
            [
                Kept("20190704120000", "https://valley.example/1", page("2 days ago")),
                Kept("20190705120000", "https://valley.example/2", b"<p>Cricket at noon.</p>"),
            ],
        )
        monkeypatch.setenv("SALANG_WAYBACK_URL", web.url("").rstrip("/"))
        with recorded_run("backfill", {}) as run:
            chosen = select_sources(run.engine, home.catalog, ["valley"])
            run.problems += pipeline.crawl_and_read(
                run.run_id, chosen.sources, catalog=home.catalog, backfill=asked
            )
    assert run.problems == []
    assert (run.summary.account.pages_fetched, run.summary.account.new_articles) == (2, 1)
    (article,) = stored_rows(home.engine, "report_articles")
    assert article["url"] == "http://valley.example/1"
    assert article["published_day"] == "2019-07-02"
    fates = {row["url"]: row["fate"] for row in stored_rows(home.engine, "report_candidates")}
    assert fates["https://valley.example/2"] == "empty"


def test_the_flow_is_a_form_with_words_for_each_parameter() -> None:
    from flows.backfill import backfill

    form = backfill.parameters.properties
    assert set(form) == {
        "sources", "from_day", "to_day", "archive", "max_pages", "match", "catalog",
    }  # fmt: skip
    assert all(part.get("description") for part in form.values())
    assert backfill.parameters.required == ["sources", "from_day", "to_day"]


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="before they begin"):
        Backfill(start=date(2025, 7, 2), end=date(2025, 7, 1))
