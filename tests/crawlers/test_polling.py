"""Polls of one channel in a row, from answers to the database: lies found out, nothing lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from crawlers.catalog.schema import SourceSpec
from crawlers.polling import Answer, PollContext, judge_answer
from crawlers.validators import BELIEVED, validators_to_send
from crawlers.watched import DocumentState, WatchedSource, watch
from models.candidates import Candidate
from models.queries.discovery import record_poll
from models.session import make_engine, reading, writing
from models.sources import Poll

START = datetime(2025, 7, 3, 6, 0, tzinfo=UTC)
URL = "https://outlet.example/rss.xml"


def rss(numbers: list[int], extra: str = "") -> bytes:
    items = "".join(
        f"<item><title>Item {n}</title><link>https://outlet.example/{n}</link></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel>{extra}{items}</channel></rss>'.encode()


@dataclass
class Watch:
    """One feed, polled again and again; the clock moves an hour each time."""

    engine: Engine
    spec: SourceSpec
    at: datetime = START
    log: list[Poll] = field(default_factory=list)

    def source(self) -> WatchedSource:
        with writing(self.engine) as session:
            return watch(session, [self.spec], None, self.at)[0]

    @property
    def state(self) -> DocumentState:
        return self.source().channels[0].state(URL)

    def sends(self) -> bool:
        """Whether the next poll carries a validator."""
        return any(validators_to_send(self.state))

    def poll(self, status: int = 200, body: bytes = b"", **headers: str | None) -> Poll:
        self.at += timedelta(hours=1)
        source = self.source()
        conditional = any(validators_to_send(source.channels[0].state(URL)))
        answer = Answer(URL, status, body, self.at, conditional, **headers)
        judged = judge_answer(source, source.channels[0], URL, answer, PollContext())
        with writing(self.engine) as session:
            record_poll(session, judged.poll, judged.choose)
        with reading(self.engine) as session:
            return session.scalars(select(Poll).order_by(Poll.id.desc()).limit(1)).one()

    def found(self) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).select_from(Candidate)) or 0


def spec(**more: object) -> SourceSpec:
    return SourceSpec.model_validate(
        {
            "slug": "outlet",
            "name": "Outlet",
            "home": "https://outlet.example/",
            "country": "AF",
            "languages": ["en"],
            "ownership": "independent",
            "timezone": "UTC",
            "channels": [{"kind": "feed", "url": URL, "attested": "written for a test"}],
            "file": Path("outlet.yaml"),
            **more,
        }
    )


@pytest.fixture
def feed(sqlite_url: str) -> Iterator[Watch]:
    engine = make_engine(sqlite_url)
    yield Watch(engine, spec())
    engine.dispose()


def believe(feed: Watch) -> None:
    """As many answers 'not modified' as are believed."""
    for _ in range(BELIEVED):
        assert feed.sends()
        assert feed.poll(304).outcome == "unchanged"


def test_a_server_that_is_believed_is_asked_in_full_now_and_then(feed: Watch) -> None:
    feed.poll(body=rss([1]), etag='"a"')
    believe(feed)
    assert not feed.sends()
    assert feed.poll(body=rss([1]), etag='"a"').outcome == "unchanged"
    assert feed.sends()


def test_a_change_under_the_same_etag_is_found_and_the_etag_no_more_believed(feed: Watch) -> None:
    feed.poll(body=rss([1]), etag='"a"')
    believe(feed)
    found = feed.poll(body=rss([1, 2]), etag='"a"')
    assert (found.outcome, found.new_items) == ("changed", 1)
    assert "not believed" in found.reason
    assert not feed.sends()
    assert feed.poll(body=rss([1, 2, 3]), etag='"a"').new_items == 1
    assert not feed.sends()


def test_a_server_that_says_304_to_an_older_body_is_found_out(feed: Watch) -> None:
    feed.poll(body=rss([1]), etag='"a"')
    believe(feed)
    feed.poll(body=rss([1, 2]), etag='"b"')
    assert validators_to_send(feed.state) == ('"a"', None)
    caught = feed.poll(304)
    assert caught.outcome == "untrue"
    assert "older body" in caught.reason
    assert caught.next_poll_at is not None
    assert caught.next_poll_at < feed.at + timedelta(hours=1)
    assert not feed.sends()


def test_a_server_that_changed_just_then_is_believed_again(feed: Watch) -> None:
    feed.poll(body=rss([1]), etag='"a"')
    believe(feed)
    feed.poll(body=rss([1, 2]), etag='"b"')
    assert feed.poll(body=rss([1, 2]), etag='"b"').outcome == "unchanged"
    assert validators_to_send(feed.state) == ('"b"', None)


def test_a_feed_that_was_cut_short_gives_no_half_item_and_is_asked_for_in_full(feed: Watch) -> None:
    whole = rss([3, 2, 1])
    short = feed.poll(body=whole[: len(whole) // 2], etag='"a"')
    assert "cut short" in short.reason
    assert short.new_items == 1
    assert not feed.sends()
    feed.poll(body=whole, etag='"a"')
    assert feed.found() == 3


def test_the_log_says_which_interval_was_chosen_and_why(feed: Watch) -> None:
    first = feed.poll(body=rss([1, 2, 3, 4]), etag='"a"')
    quiet = feed.poll(304)
    busy = feed.poll(body=rss([5, 6, 7, 8]), etag='"b"')
    assert [row.interval_seconds for row in (first, quiet, busy)] == [3600, 4500, 1800]
    assert "first look" in first.interval_reason
    assert "nothing new: 60 min → 75 min" in quiet.interval_reason
    assert "all 4 items new" in busy.interval_reason
    assert quiet.next_poll_at is not None
    assert quiet.next_poll_at > quiet.polled_at


def test_a_failure_keeps_what_was_learned_and_waits_longer_each_time(feed: Watch) -> None:
    feed.poll(body=rss([1]), etag='"a"')
    feed.poll(304)
    waits = []
    for _ in range(3):
        row = feed.poll(503)
        assert row.next_poll_at is not None
        waits.append(row.next_poll_at - row.polled_at)
    assert waits == sorted(set(waits))
    assert feed.poll(503, retry_after="86400").next_poll_at == feed.at + timedelta(days=1)
    assert feed.state.interval == timedelta(minutes=75)


def test_a_feeds_own_ttl_is_kept_over_answers_without_a_body(feed: Watch) -> None:
    feed.poll(body=rss([1], "<ttl>180</ttl>"), etag='"a"')
    row = feed.poll(304)
    assert row.next_poll_at == feed.at + timedelta(hours=3)
    assert "ttl" in row.interval_reason


def test_bounds_of_the_sources_file_hold(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    bounds = {"shortest_minutes": 50, "longest_minutes": 70}
    feed = Watch(engine, spec(polling=bounds))
    assert feed.poll(body=rss([1, 2]), etag='"a"').interval_seconds == 3600
    assert feed.poll(304).interval_seconds == 70 * 60
    feed.poll(body=rss([3, 4]), etag='"b"')
    assert feed.poll(body=rss([5, 6]), etag='"c"').interval_seconds == 50 * 60
    engine.dispose()
