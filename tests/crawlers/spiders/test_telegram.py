"""Telegram channels over real HTTP: posts kept out of the page, read back, edits, closed ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.extraction.pool import ExtractionPool
from flows.stages.read import Reader
from models import ArticleRevision, Capture, PostGap
from models.pages import PageStore
from models.session import reading
from tests.support.crawling import Home
from tests.support.telegram import card, post, preview, put_channel
from tests.support.web import Web, serving

NAME = "valley_post"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, web: Web) -> Home:
    made = Home(tmp_path / "home", sqlite_template)
    made.source("valley", web.url("/"), [{"kind": "telegram", "url": web.url(f"/{NAME}")}])
    return made


def posts(*numbers: int, **more: object) -> dict[int, str]:
    return {
        n: post(NAME, n, f"Talks in Kabul, day {n}.", **more)  # type: ignore[arg-type]
        for n in numbers
    }


def outcome(home: Home, web: Web) -> tuple[str, str]:
    last = home.polls(web.url(f"/s/{NAME}"))[-1]
    return last.outcome, last.reason


def gaps(home: Home) -> list[tuple[str, int, int]]:
    with reading(home.engine) as session:
        return [
            (gap.kind, gap.first_id, gap.last_id)
            for gap in session.scalars(
                select(PostGap).where(PostGap.closed_at.is_(None)).order_by(PostGap.first_id)
            )
        ]


def test_posts_are_captured_out_of_the_page_without_a_request_each(home: Home, web: Web) -> None:
    put_channel(web, NAME, posts(1, 2, 4))
    home.crawl()
    assert home.fates() == {web.url(f"/{NAME}/{n}"): "captured" for n in (1, 2, 4)}
    assert [path for path in web.paths() if path != "/robots.txt"] == [f"/s/{NAME}"]
    with reading(home.engine) as session:
        captures = session.scalars(select(Capture)).all()
    # the page is the evidence of each: kept once, pointed at by all
    assert len({capture.sha256 for capture in captures}) == 1
    assert {capture.origin_url for capture in captures} == {web.url(f"/s/{NAME}")}
    store = PageStore(home.folder / "pages")
    assert store.get(captures[0].sha256) == web.pages[f"/s/{NAME}"].body
    assert outcome(home, web)[1].endswith("not shown: 3 (deleted before we looked, or never shown)")
    assert gaps(home) == [("not_shown", 3, 3)]


@pytest.mark.long
def test_older_posts_are_read_back_to_the_known_ones_over_two_runs(home: Home, web: Web) -> None:
    put_channel(web, NAME, posts(*range(1, 6)), size=5)
    home.crawl()
    put_channel(web, NAME, posts(*range(1, 36)), size=5)
    few = {"SALANG_TELEGRAM_PAGES_PER_RUN": "3"}
    home.crawl(env=few)
    assert gaps(home) == [("not_read", 6, 20)]
    web.forget()
    home.crawl(env=few)
    assert gaps(home) == [("not_read", 6, 10)]
    home.crawl(env=few)
    assert gaps(home) == []
    assert len(home.fates()) == 35


def test_the_first_visit_goes_back_as_far_as_the_limit(home: Home, web: Web) -> None:
    dated = {
        n: post(NAME, n, f"Day {n}.", when=f"2025-07-{n:02}T09:30:00+00:00") for n in range(1, 31)
    }
    put_channel(web, NAME, dated, size=5)
    home.crawl(since="2025-07-18T00:00:00Z")
    fates = home.fates()
    assert sorted(int(url.rsplit("/", 1)[1]) for url in fates) == list(range(16, 31))
    assert [url for url, fate in fates.items() if fate == "not_requested"] == [
        web.url(f"/{NAME}/{n}") for n in (16, 17)
    ]
    assert gaps(home) == []


@pytest.mark.long
def test_an_edited_post_is_a_further_revision_of_the_same_article(home: Home, web: Web) -> None:
    put_channel(web, NAME, posts(1, 2))
    home.crawl()
    read(home)
    put_channel(web, NAME, {**posts(1, 2, views="9M"), 2: post(NAME, 2, "Corrected.", edited=True)})
    home.crawl()
    read(home)
    with reading(home.engine) as session:
        texts = session.execute(
            select(ArticleRevision.number, ArticleRevision.text, ArticleRevision.flags).order_by(
                ArticleRevision.id
            )
        ).all()
    assert [(number, text) for number, text, _ in texts] == [
        (1, "Talks in Kabul, day 1."),
        (1, "Talks in Kabul, day 2."),
        (2, "Corrected."),
    ]
    assert "edited" in texts[2].flags


def read(home: Home) -> None:
    with ExtractionPool(1) as pool:
        Reader(home.engine, PageStore(home.folder / "pages"), pool).read_all()


@pytest.mark.long
def test_a_closed_preview_an_empty_channel_and_a_stranger_are_told_apart(
    home: Home, web: Web
) -> None:
    web.put(f"/s/{NAME}", status=302, headers={"Location": web.url(f"/{NAME}")})
    web.put(f"/{NAME}", card(NAME, known=True))
    home.crawl()
    assert outcome(home, web)[0] == "no_preview"
    web.put(f"/s/{NAME}", preview(NAME, ""))
    home.crawl()
    assert outcome(home, web)[0] == "empty"
    web.put(f"/s/{NAME}", "<html><title>Just a moment</title></html>")
    home.crawl()
    assert outcome(home, web)[0] == "not_readable"
    web.put(f"/s/{NAME}", "slow down", status=429)
    home.crawl()
    assert outcome(home, web)[0] == "http_error"


def test_a_post_that_another_channel_links_to_is_asked_for_in_its_frame(
    home: Home, web: Web
) -> None:
    put_channel(web, NAME, {7: post(NAME, 7, "Words.")})
    home.source(
        "valley",
        web.url("/"),
        [
            {"kind": "section", "url": web.url("/links/"), "links": {"allow": [NAME]}},
            {"kind": "telegram", "url": web.url(f"/{NAME}"), "active": False},
        ],
    )
    web.put("/links/", f'<a href="/{NAME}/7">A post</a>')
    web.put(f"/{NAME}/7?embed=1&mode=tme", post(NAME, 7, "Words."))
    home.crawl()
    assert home.fates() == {web.url(f"/{NAME}/7"): "captured"}
