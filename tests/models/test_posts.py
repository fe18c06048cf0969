"""Numbered posts: what was read, what is missing, and what is read next."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from models.posts import PostGap
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.posts import PageOfPosts, next_before, open_beyond, record_span
from models.session import reading, writing
from models.sources import Channel

NOON = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def channel(engine: Engine) -> int:
    entry = SourceEntry(
        slug="valley-post",
        name="Valley Post",
        home=None,
        country=None,
        ownership="private",
        languages=("en",),
        timezone=None,
        channels=[("telegram", "https://t.me/s/valley_post")],
    )
    with writing(engine) as session:
        sync_sources(session, [entry], NOON)
        return session.scalars(select(Channel.id)).one()


def page(low: int, high: int, *missing: tuple[int, int], **more: object) -> PageOfPosts:
    gone = {number for first, last in missing for number in range(first, last + 1)}
    numbers = tuple(number for number in range(low, high + 1) if number not in gone)
    return PageOfPosts(numbers, missing, **more)  # type: ignore[arg-type]


def read(engine: Engine, channel: int, *pages: PageOfPosts) -> None:
    for one in pages:
        with writing(engine) as session:
            record_span(session, channel, one, NOON)


def gaps(engine: Engine, kind: str) -> list[tuple[int, int]]:
    with reading(engine) as session:
        return [
            (gap.first_id, gap.last_id)
            for gap in session.scalars(
                select(PostGap)
                .where(PostGap.kind == kind, PostGap.closed_at.is_(None))
                .order_by(PostGap.first_id)
            )
        ]


def upcoming(engine: Engine, channel: int) -> int | None:
    with reading(engine) as session:
        return next_before(session, channel)


def test_pages_that_meet_leave_nothing_to_read(engine: Engine, channel: int) -> None:
    read(engine, channel, page(1, 20), page(11, 30), page(31, 50))
    assert gaps(engine, "not_read") == []
    assert upcoming(engine, channel) is None


def test_posts_between_two_visits_are_read_back_until_the_known_ones(
    engine: Engine, channel: int
) -> None:
    read(engine, channel, page(1, 20), page(81, 100))
    assert gaps(engine, "not_read") == [(21, 80)]
    assert upcoming(engine, channel) == 81
    read(engine, channel, page(61, 80, before=81))
    # a crawl killed here finds its place again
    assert (gaps(engine, "not_read"), upcoming(engine, channel)) == ([(21, 60)], 61)
    read(engine, channel, page(41, 60, before=61), page(15, 40, before=41))
    assert (gaps(engine, "not_read"), upcoming(engine, channel)) == ([], None)


def test_numbers_not_shown_are_noted_once(engine: Engine, channel: int) -> None:
    first = page(1, 20, (5, 6))
    again = page(4, 25, (5, 6), (22, 22))
    read(engine, channel, first, again, again)
    assert gaps(engine, "not_shown") == [(5, 6), (22, 22)]


def test_numbers_not_shown_on_pages_read_later_are_noted(engine: Engine, channel: int) -> None:
    read(engine, channel, page(1, 20), page(41, 60), page(19, 40, (30, 31), before=41))
    assert gaps(engine, "not_read") == []
    assert gaps(engine, "not_shown") == [(30, 31)]


def test_what_lies_beyond_the_limit_is_no_longer_wanted(engine: Engine, channel: int) -> None:
    read(engine, channel, page(81, 100))
    with writing(engine) as session:
        open_beyond(session, channel, NOON)
    assert (gaps(engine, "not_read"), upcoming(engine, channel)) == ([(1, 80)], 81)
    read(engine, channel, page(61, 80, before=81, enough=True))
    assert (gaps(engine, "not_read"), upcoming(engine, channel)) == ([], None)


def test_the_beginning_of_the_channel_closes_what_is_before_it(
    engine: Engine, channel: int
) -> None:
    read(engine, channel, page(3, 20))
    with writing(engine) as session:
        open_beyond(session, channel, NOON)
    read(engine, channel, PageOfPosts((), (), before=3, enough=True))
    assert gaps(engine, "not_read") == []
