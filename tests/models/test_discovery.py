"""Polls and candidates: one row an address, one fate, every sighting, nothing half-written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from models import Candidate, CandidateFate, ChannelDocument, Fate, Poll, Sighting
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.discovery import PolledDocument, SeenItem, record_poll, set_fate
from models.queries.fetching import PageAnswer, due_candidates, record_capture, record_failure
from models.session import reading, writing
from models.sources import Channel

NOON = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def channels(engine: Engine) -> list[tuple[int, int]]:
    """(channel, source) of a source with two feeds."""
    entry = SourceEntry(
        slug="valley-post",
        name="Valley Post",
        home="https://valley.example/",
        country="AF",
        ownership="private",
        languages=("en",),
        timezone="Asia/Kabul",
        channels=[("feed", "https://valley.example/a"), ("feed", "https://valley.example/b")],
    )
    with writing(engine) as session:
        sync_sources(session, [entry], NOON)
        return [
            tuple(row)
            for row in session.execute(select(Channel.id, Channel.source_id).order_by(Channel.id))
        ]


def item(name: str, **more: str) -> SeenItem:
    return SeenItem(url=f"https://valley.example/{name}", url_key=name * 4, **more)


def poll(channel: tuple[int, int], *items: SeenItem, at: datetime = NOON) -> PolledDocument:
    return PolledDocument(
        channel_id=channel[0],
        source_id=channel[1],
        url="https://valley.example/feed",
        outcome="changed",
        polled_at=at,
        etag='"1"',
        body_sha256="0" * 64,
        items=items,
    )


def count(engine: Engine, model: type) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def candidate(engine: Engine) -> Candidate:
    with reading(engine) as session:
        return session.scalars(select(Candidate)).one()


def test_an_address_seen_by_two_channels_is_one_candidate_with_two_sightings(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    with writing(engine) as session:
        assert record_poll(session, poll(channels[0], item("one"))) == 1
        assert record_poll(session, poll(channels[1], item("one"))) == 0
    assert (count(engine, Candidate), count(engine, Sighting)) == (1, 2)


def test_an_item_may_belong_to_another_source_than_its_channel(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    other = SourceEntry("other", "Other", None, None, "private", ("en",), None)
    with writing(engine) as session:
        key = sync_sources(session, [other], NOON)["other"]
        record_poll(session, poll(channels[0], replace(item("one"), source_id=key)))
    assert candidate(engine).source_id == key != channels[0][1]


def test_a_date_of_a_feed_replaces_the_time_a_search_saw_the_page_and_not_the_reverse(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    seen = poll(channels[0], item("one", published="20250703T120000Z"))
    listed = poll(channels[1], item("one", published="2025-07-02"))
    with writing(engine) as session:
        record_poll(session, replace(seen, hint_rule="gdelt"))
        record_poll(session, listed)
        record_poll(session, replace(seen, hint_rule="gdelt"))
    found = candidate(engine)
    assert (found.published_hint, found.hint_rule) == ("2025-07-02", "feed")


def test_what_is_remembered_of_a_document_can_be_forgotten(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    full = poll(channels[0], item("one"))
    with writing(engine) as session:
        record_poll(session, full)
        record_poll(session, replace(full, etag=None, body_sha256=None, forget=True))
    with reading(engine) as session:
        [document] = session.scalars(select(ChannelDocument))
    assert (document.etag, document.body_sha256) == (None, None)


def test_the_same_address_twice_in_one_document_is_one_candidate(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    with writing(engine) as session:
        record_poll(session, poll(channels[0], item("one"), item("one")))
    assert (count(engine, Candidate), count(engine, Sighting)) == (1, 2)


def test_items_that_share_a_time_are_all_kept(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    same = "Thu, 03 Jul 2025 12:00:00 GMT"
    with writing(engine) as session:
        record_poll(session, poll(channels[0], *(item(f"n{n}", published=same) for n in range(40))))
    assert count(engine, Candidate) == 40


def test_a_poll_that_breaks_off_leaves_neither_etag_nor_candidates(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    with pytest.raises(RuntimeError), writing(engine) as session:
        record_poll(session, poll(channels[0], item("one")))
        raise RuntimeError
    assert [count(engine, model) for model in (ChannelDocument, Poll, Candidate)] == [0, 0, 0]


def test_a_poll_without_an_answer_keeps_the_etag_of_the_last_good_one(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    failed = PolledDocument(
        channel_id=channels[0][0],
        source_id=channels[0][1],
        url="https://valley.example/feed",
        outcome="network_error",
        polled_at=NOON + timedelta(hours=1),
        failures=1.0,
    )
    with writing(engine) as session:
        record_poll(session, poll(channels[0], item("one")))
        record_poll(session, failed)
    with reading(engine) as session:
        state = session.scalars(select(ChannelDocument)).one()
    assert (state.etag, state.failures, state.changed_at) == ('"1"', 1.0, NOON)


def test_every_change_of_fate_stands_in_the_history(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    with writing(engine) as session:
        record_poll(session, poll(channels[0], item("one")))
        found = session.scalars(select(Candidate)).one()
        record_failure(session, found.id, Fate.HTTP_ERROR, "the server answered 503", NOON)
        set_fate(session, found, Fate.FETCHED, "", NOON)
    with reading(engine) as session:
        fates = list(session.scalars(select(CandidateFate.fate).order_by(CandidateFate.id)))
    assert fates == ["discovered", "http_error", "fetched"]


def test_a_channel_that_says_a_stored_article_changed_has_it_fetched_again(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    with writing(engine) as session:
        record_poll(session, poll(channels[0], item("one", modified="2025-07-03T10:00Z")))
        set_fate(session, session.scalars(select(Candidate)).one(), Fate.FETCHED, "", NOON)
        record_poll(session, poll(channels[0], item("one", modified="2025-07-03T11:00Z")))
    assert candidate(engine).fate == "discovered"


def test_a_channel_that_repeats_an_unchanged_article_has_it_left_alone(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    with writing(engine) as session:
        for _ in range(2):
            record_poll(session, poll(channels[0], item("one", modified="2025-07-03T10:00Z")))
            set_fate(session, session.scalars(select(Candidate)).one(), Fate.FETCHED, "", NOON)
        record_poll(session, poll(channels[0], item("one", modified="2025-07-03T10:00Z")))
    assert candidate(engine).fate == "fetched"


def test_a_failed_fetch_is_due_again_at_its_time_and_not_before(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    later = NOON + timedelta(hours=1)
    with writing(engine) as session:
        record_poll(session, poll(channels[0], item("one")))
        found = session.scalars(select(Candidate)).one()
        record_failure(session, found.id, Fate.HTTP_ERROR, "503", NOON, next_attempt_at=later)
    with reading(engine) as session:
        source_id = channels[0][1]
        assert due_candidates(session, source_id, NOON, 10) == []
        assert len(due_candidates(session, source_id, later, 10)) == 1


def test_a_removed_candidate_never_comes_back(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    with writing(engine) as session:
        record_poll(session, poll(channels[0], item("one", modified="1")))
        set_fate(session, session.scalars(select(Candidate)).one(), Fate.REMOVED, "", NOON)
        record_poll(session, poll(channels[0], item("one", modified="2")))
    with reading(engine) as session:
        assert due_candidates(session, channels[0][1], NOON, 10) == []
    assert candidate(engine).fate == "removed"


def test_a_capture_makes_its_candidate_pending_for_the_reader(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    with writing(engine) as session:
        record_poll(session, poll(channels[0], item("one")))
        found = session.scalars(select(Candidate)).one()
        record_capture(
            session,
            PageAnswer(
                candidate_id=found.id,
                url=found.url,
                final_url=found.url,
                status=200,
                sha256="0" * 64,
                size=1,
                fetched_at=NOON,
            ),
        )
    assert (candidate(engine).fate, candidate(engine).attempts) == ("captured", 1)


def test_a_channel_that_leaves_the_catalogue_is_kept_and_no_longer_polled(
    engine: Engine, channels: list[tuple[int, int]]
) -> None:
    entry = SourceEntry(
        slug="valley-post",
        name="Valley Post",
        home=None,
        country="AF",
        ownership="private",
        languages=("en",),
        timezone=None,
        channels=[("feed", "https://valley.example/b")],
    )
    with writing(engine) as session:
        sync_sources(session, [entry], NOON)
    with reading(engine) as session:
        active = dict(session.execute(select(Channel.url, Channel.active)).all())
    assert active == {"https://valley.example/a": False, "https://valley.example/b": True}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_forms_of_an_address_the_plain_one_is_shown_whichever_came_first(
    engine: Engine, channels: list[tuple[int, int]], order: tuple[int, int]
) -> None:
    forms = ("https://valley.example/1", "https://valley.example/1?utm_source=feed")
    with writing(engine) as session:
        for place in order:
            item_ = SeenItem(url=forms[place], url_key="same")
            record_poll(session, poll(channels[0], item_))
    assert candidate(engine).url == forms[0]
