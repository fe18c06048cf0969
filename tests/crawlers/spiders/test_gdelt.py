"""GDELT's article search over real HTTP: nothing is cut silently, and errors are no findings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response
from sqlalchemy import select

from crawlers.middlewares.throttled import ThrottleNotices
from crawlers.windows import window_of
from models.candidates import Candidate
from models.session import reading
from models.sources import Poll, Source
from tests.support.crawling import Home
from tests.support.gdelt import PATH, THROTTLED, TOO_SHORT, Found, Service
from tests.support.web import Page, Web, serving

NOW = datetime.now(UTC)
#: a whole hour half a day ago: within the searches' one day, whatever the hour of the test
SEEN = NOW.replace(minute=0, second=0, microsecond=0) - timedelta(hours=12)
ERRORS = {
    "short": (Page(TOO_SHORT.encode()), "not_readable", "Your query was too short or too long."),
    "page": (Page(b"<html><title>Server Error</title>"), "not_readable", "titled “Server Error”"),
    "cut": (Page(b'{"articles": [{"url": "https://x.exam'), "not_readable", "no JSON"),
    "other": (Page(b'{"error": "?"}'), "not_readable", "no article list"),
    "blank": (Page(b""), "not_readable", "is empty"),
    "none": (Page(b"{}"), "changed", "nothing found in this window"),
}
ESCAPED = rb'{"articles": [{"url": "https://x.example/1", "title": "Taliban\'s \envoy"}]}'


@dataclass
class World:
    """One crawl of several searches."""

    home: Home
    web: Web
    outlet: Web

    def polls(self, query: str) -> list[Poll]:
        """Polls of a search."""
        with reading(self.home.engine) as session:
            every = session.scalars(select(Poll).order_by(Poll.id)).all()
        return [poll for poll in every if f"query={query}&" in poll.url]

    def owner(self, url: str) -> str:
        """The source that an address belongs to."""
        with reading(self.home.engine) as session:
            return session.scalars(
                select(Source.slug)
                .join(Candidate, Candidate.source_id == Source.id)
                .where(Candidate.url == url)
            ).one()

    def found(self, part: str) -> list[Candidate]:
        """Candidates whose address has this part."""
        return [row for url, row in self.home.candidates().items() if part in url]


def search(web: Web, query: str, **options: object) -> dict[str, object]:
    return {"kind": "gdelt", "url": web.url(PATH), "query": query, "max_age_days": 1, **options}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    home = Home(tmp_path_factory.mktemp("gdelt") / "home", sqlite_template)
    service = Service()
    with serving() as web, serving("127.0.0.3") as outlet:
        web.answering = service.answer
        web.article("/b/1")
        outlet.article("/a/1")
        service.articles["many"] = [
            Found(f"https://many{number % 7}.example/{number}", SEEN + timedelta(minutes=number))
            for number in range(600)
        ]
        service.articles["crowd"] = [Found(f"https://crowd.example/{n}", SEEN) for n in range(300)]
        service.articles["owned"] = [Found(outlet.url("/a/1"), SEEN), Found(web.url("/b/1"), SEEN)]
        service.articles["tongues"] = [
            Found("https://vi.example/1", SEEN, language="Vietnamese"),
            Found("https://fa.example/1", SEEN, language="Klingon"),
        ]
        service.instead = {name: page for name, (page, _, _) in ERRORS.items()}
        service.instead["escaped"] = Page(ESCAPED, content_type="application/json")
        watched = ["many", "crowd", "escaped", *ERRORS]
        home.source(
            "finds",
            "https://finds.example/",
            [
                *(search(web, query, fetch=False) for query in watched),
                search(web, "owned"),
                search(web, "tongues", fetch=False) | {"fetch": True},
            ],
            timeout_seconds=20,
        )
        home.source("outlet", outlet.url("/"), [{"kind": "feed", "url": outlet.url("/rss.xml")}])
        home.crawl("finds")
        yield World(home, web, outlet)


def test_a_full_window_is_halved_until_nothing_is_cut(world: World) -> None:
    assert len(world.found("://many")) == 600
    full = [poll for poll in world.polls("many") if "came back full (250" in poll.reason]
    assert full
    assert not any("may be missing" in poll.reason for poll in full)


def test_full_at_a_quarter_of_an_hour_it_says_that_articles_may_be_missing(world: World) -> None:
    assert len(world.found("crowd.example")) == 250
    [lost] = [poll for poll in world.polls("crowd") if "may be missing" in poll.reason]
    window = window_of(lost.url)
    assert window is not None
    assert window.end - window.start == timedelta(minutes=15)
    assert window.start <= SEEN < window.end


def test_a_find_belongs_to_the_source_of_its_host_else_to_the_search(world: World) -> None:
    assert world.owner(world.outlet.url("/a/1")) == "outlet"
    assert world.owner(world.web.url("/b/1")) == "finds"


def test_another_sources_page_waits_for_that_sources_own_crawl(world: World) -> None:
    fates = world.home.fates()
    assert fates[world.outlet.url("/a/1")] == "discovered"
    assert fates[world.web.url("/b/1")] == "captured"


def test_the_time_of_seeing_is_kept_as_what_it_is(world: World) -> None:
    found = world.found("crowd.example")[0]
    assert found.hint_rule == "gdelt"
    assert found.published_hint == f"{SEEN:%Y%m%dT%H%M%SZ}"


def test_a_find_in_a_language_the_channel_is_not_in_is_not_asked_for(world: World) -> None:
    [found] = world.found("vi.example")
    assert found.fate == "not_requested"
    assert "'vi'" in found.reason
    # a language that nobody has a code for is no reason
    assert world.found("fa.example")[0].fate != "not_requested"


@pytest.mark.parametrize(
    ("body", "marked", "status"),
    [(THROTTLED, True, 429), (THROTTLED, False, 200), (THROTTLED + "x" * 2_000, True, 200)],
)
def test_a_request_for_patience_with_status_200_is_what_it_means(
    body: str, marked: bool, status: int
) -> None:
    request = Request("https://api.example/", meta={"gdelt": marked})
    response = Response(request.url, body=body.encode())
    assert ThrottleNotices().process_response(request, response).status == status


@pytest.mark.parametrize("query", ERRORS)
def test_answers_that_are_no_list(world: World, query: str) -> None:
    _, outcome, said = ERRORS[query]
    for poll in world.polls(query):
        assert (poll.outcome, said in poll.reason) == (outcome, True), poll.reason
    assert world.polls(query)


def test_a_title_with_an_escape_that_json_does_not_know_costs_nothing(world: World) -> None:
    [found] = world.found("x.example/1")
    assert found.title == r"Taliban\'s \envoy"


@pytest.mark.long
def test_late_finds_are_seen_and_known_ones_are_not_new(
    tmp_path: Path, sqlite_template: Path
) -> None:
    home, service = Home(tmp_path / "home", sqlite_template), Service()
    with serving() as web:
        web.answering = service.answer
        service.articles["late"] = [Found("https://outlet.example/1", NOW)]
        home.source("finds", "https://finds.example/", [search(web, "late", fetch=False)])
        home.crawl()
        # listed later, but seen at the very same time
        service.articles["late"].append(Found("https://outlet.example/2", NOW))
        assert home.crawl().result.sources["finds"]["new"] == 1
        assert len(home.candidates()) == 2
