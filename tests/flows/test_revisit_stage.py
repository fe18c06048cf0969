"""Articles asked for again over real HTTP: changed, gone, there again, or not to be seen."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from analysis.codebook import load
from flows.stages.pipeline import open_reader, revisit_and_read
from flows.stages.revisions import Classifier
from flows.stages.revisits import due_batches, visits_of_run, watch_new
from models import Article, ArticleRevision, ArticleVisit, ArticleWatch, Capture
from models.base import utc_now
from models.queries.runs import start_run
from models.session import reading, writing
from tests.support.crawling import Home
from tests.support.sample import stored_rows
from tests.support.web import Web, rss, serving

PARAGRAPHS = (
    "A delegation of the Taliban arrived in Moscow on Tuesday for talks on trade and transit, "
    "the ministry of foreign affairs of Russia said in a statement.",
    "The two sides prepared 14 agreements on fuel, grain and the railway across the mountains, "
    "an official of the trade chamber told the Ledger after the first round.",
    "“We expect the first trains before the winter,” the analyst Zalmai Wardak said. Others in "
    "Kabul were more careful and spoke of years rather than months.",
    "The next round of the talks is to be held in Kabul in autumn, with the ministers of transport "
    "of both countries at the table and neighbours as observers.",
)
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before "
    "accessing the site</h1><p>Please enable JavaScript and cookies to continue. "
    'Verify you are human.</p><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1">'
    "</script></body></html>"
)
pytestmark = pytest.mark.long

NAMES = ("calm", "changed", "deleted", "guarded", "moved", "overloaded", "stamped")


def page(name: str, edit: dict[str, str] | None = None, modified: str | None = None) -> str:
    """An article, with an edit in its text, and a time of change where it states one."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    for before, after in (edit or {}).items():
        assert before in text
        text = text.replace(before, after)
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": f"Taliban delegation in Moscow: {name} report",
        "datePublished": "2025-07-03T12:00:00+04:30",
    } | ({"dateModified": modified} if modified else {})
    return (
        f"<html lang='en'><head><title>Taliban delegation in Moscow: {name} report</title>"
        f'<script type="application/ld+json">{json.dumps(said)}</script></head><body><article>'
        f"<h1>Taliban delegation in Moscow: {name} report</h1>{text}</article></body></html>"
    )


class Visited:
    """A web with seven articles, a home that holds them, and visits to them."""

    def __init__(self, web: Web, home: Home) -> None:
        self.web, self.home = web, home
        self.key = 0

    def publish(self) -> None:
        """Put the articles, crawl them, and have them judged relevant."""
        for name in NAMES:
            self.web.put(f"/{name}", page(name), etag=f'"{name}-1"')
        self.web.put("/", "<html><title>Home</title><body><a href='/calm'>a</a></body></html>")
        feed = rss([self.web.url(f"/{name}") for name in NAMES])
        self.web.put("/feed", feed, content_type="application/rss+xml")
        self.home.source(
            "ledger", self.web.url("/"), [{"kind": "feed", "url": self.web.url("/feed")}]
        )
        self.home.crawl()
        with open_reader(None) as reader:
            assert reader.read_all() == len(NAMES)
        with writing(self.home.engine) as session:
            session.execute(update(Article).values(verdict="relevant"))
        with reading(self.home.engine) as session:
            self.key = session.scalars(select(Article.source_id)).first() or 0

    def visit(self) -> dict[str, str]:
        """Ask for all again; outcome of each by name."""
        with writing(self.home.engine) as session:
            run_id = start_run(session, "revisit", {}, utc_now())
        watch_new(self.home.engine)
        problems = revisit_and_read(
            run_id, {"ledger": self.key}, 100, everything=True, catalog=self.home.catalog
        )
        assert problems == []
        self.run_id = run_id
        with reading(self.home.engine) as session:
            rows = session.execute(
                select(Article.url, ArticleVisit.outcome)
                .join(ArticleVisit, ArticleVisit.article_id == Article.id)
                .where(ArticleVisit.run_id == run_id)
            )
            return {url.rsplit("/", 1)[-1]: outcome for url, outcome in rows}

    def rows(self, view: str) -> dict[str, dict]:
        """Rows of a view by the name of the page; of revisions the latest."""
        rows = sorted(stored_rows(self.home.engine, view), key=lambda row: row.get("revision") or 0)
        return {row["url"].rsplit("/", 1)[-1]: row for row in rows}


def text_of(world: Visited, name: str) -> str:
    with reading(world.home.engine) as session:
        return session.scalars(
            select(ArticleRevision.text)
            .join(Article, Article.current_revision_id == ArticleRevision.id)
            .where(Article.url == world.web.url(f"/{name}"))
        ).one()


@pytest.fixture(scope="module")
def visited(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[Visited, dict[str, str], dict[str, str]]]:
    """Two rounds of visits: after the web changed, and after it changed back."""
    home = Home(tmp_path_factory.mktemp("revisit") / "home", sqlite_template)
    with pytest.MonkeyPatch.context() as patch, serving() as web:
        for name, value in home.environment.items():
            patch.setenv(name, value)
        world = Visited(web, home)
        world.publish()
        web.put("/changed", page("changed", {"14 agreements": "11 agreements"}), etag='"c-2"')
        web.put(
            "/stamped",
            page("stamped", {"before the winter": "next year"}, "2025-07-04T08:00:00+04:30"),
            etag='"s-2"',
        )
        del web.pages["/deleted"]
        web.put("/guarded", CHALLENGE)
        web.put("/moved", status=302, headers={"Location": "/"})
        web.put("/overloaded", status=503)
        web.forget()
        first = world.visit()
        classifier = Classifier(home.engine, load(None))
        assert classifier.batch() == 2
        world.first_requests = {one.path: one.headers for one in web.seen}
        world.first_news = visits_of_run(home.engine, world.run_id)
        world.first_rows = {
            view: world.rows(view)
            for view in ("report_articles", "report_revisions", "report_candidates")
        }
        web.put("/deleted", page("deleted"), etag='"deleted-1"')
        web.put("/moved", page("moved", {"autumn": "spring"}))
        web.forget()
        yield world, first, world.visit()


def test_each_visit_has_its_outcome(visited) -> None:
    _, first, _ = visited
    assert first == {
        "calm": "unchanged",
        "changed": "changed",
        "deleted": "gone",
        "guarded": "not_seen",
        "moved": "gone",
        "overloaded": "not_seen",
        "stamped": "changed",
    }


def test_requests_carry_what_the_last_answer_said(visited) -> None:
    world, _, _ = visited
    assert world.first_requests["/calm"]["if-none-match"] == '"calm-1"'
    assert "/feed" not in world.first_requests
    assert "/robots.txt" in world.first_requests


def test_an_edit_is_a_classified_revision_and_a_silent_one_is_flagged(visited) -> None:
    world, _, _ = visited
    revisions = world.first_rows["report_revisions"]
    changed, stamped = revisions["changed"], revisions["stamped"]
    assert (changed["revision"], changed["changes"], changed["silent"]) == (2, "number", 1)
    assert changed["numbers_changed"] == 1
    assert (stamped["changes"], stamped["silent"]) == ("quote", 0)
    assert stamped["modified_after"] > stamped["modified_before"]
    assert revisions["calm"]["changes"] is None


def test_what_is_gone_is_marked_with_its_time_and_kept(visited) -> None:
    world, _, _ = visited
    articles, candidates = (
        world.first_rows[view] for view in ("report_articles", "report_candidates")
    )
    assert {name for name, row in articles.items() if row["gone_at"]} == {"deleted", "moved"}
    assert "14 agreements" in text_of(world, "deleted")
    assert candidates["deleted"]["fate"] == "http_error"
    assert "gone after it was stored, the article is kept" in candidates["deleted"]["reason"]
    assert candidates["moved"]["fate"] in ("not_an_article", "empty")


def test_a_bot_check_or_an_overload_says_nothing_about_the_article(visited) -> None:
    world, _, _ = visited
    for name in ("guarded", "overloaded"):
        assert world.first_rows["report_candidates"][name]["fate"] == "fetched"
        assert world.first_rows["report_articles"][name]["gone_at"] is None


def test_the_run_tells_its_news(visited) -> None:
    world, _, _ = visited
    assert world.first_news.sentence == (
        "7 articles asked for again: 2 changed, 2 gone, 2 not seen, 1 unchanged"
    )
    assert {row["outcome"] for row in world.first_news.rows} == {"changed", "gone"}


def test_what_comes_back_is_an_article_again(visited) -> None:
    world, _, second = visited
    assert (second["deleted"], second["moved"]) == ("returned", "changed")
    articles, candidates = world.rows("report_articles"), world.rows("report_candidates")
    assert not [name for name, row in articles.items() if row["gone_at"]]
    assert candidates["deleted"]["fate"] == candidates["moved"]["fate"] == "fetched"


def test_an_unchanged_edit_is_not_told_twice(visited) -> None:
    world, _, second = visited
    assert (second["changed"], second["stamped"]) == ("unchanged", "unchanged")
    with reading(world.home.engine) as session:
        watches = {row.article_id: row for row in session.scalars(select(ArticleWatch))}
        assert all(watch.visits == 2 for watch in watches.values())
        assert not session.scalars(select(Capture.id).where(Capture.outcome == "pending")).all()


def test_nothing_is_due_right_after_and_no_crawl_is_started(visited) -> None:
    world, _, _ = visited
    batches = [{"ledger": world.key}]
    assert due_batches(world.home.engine, batches, None) == batches
    assert due_batches(world.home.engine, batches, utc_now()) == []
