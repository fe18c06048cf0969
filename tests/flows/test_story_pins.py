"""People's word on stories: pinned, merged, split off, and what comes later changes none of it."""

from itertools import permutations

import pytest
from sqlalchemy import Engine, select, text

from flows.stages.dedupe import regroup
from models import Relation, Reviewer, Story
from models.queries.decisions import Conflict, Decision, decide, undo
from models.queries.pins import story_history
from models.queries.suggested import suggested_links, suggestions_waiting
from models.session import make_engine, reading, writing
from tests.flows.test_stories_stage import LATER, judge, put, put_event, run, stories
from tests.support.articles import NOON

SECOND = (
    "The fees, again",
    "Envoy Dana Orsolan of Varnia and Temir Merubai met on 10 July at the Low Pass and argued "
    "over fees of 275 crowns a lorry, while the Toll Union wants less. Drivers wait for word.",
)


def two_stories(engine: Engine) -> tuple[dict[str, int], dict[str, int]]:
    """Three reports of one event, and two of another a week later."""
    first = put_event(engine)
    second = {
        "one": put(engine, "late-post", LATER, hours=7 * 24),
        "two": put(engine, "late-herald", SECOND, hours=7 * 24 + 1),
    }
    run(engine)
    return first, second


def compare_all_anew(engine: Engine) -> None:
    with writing(engine) as session:
        session.execute(text("UPDATE story_sketches SET method = 0"))
        session.execute(text("UPDATE article_revisions SET fingerprinted_at = NULL"))
    run(engine)


def test_the_two_events_are_two_stories(engine: Engine) -> None:
    first, second = two_stories(engine)
    told = stories(engine)
    assert len({told[key] for key in first.values()}) == 1
    assert told[second["one"]] == told[second["two"]] is not None
    assert len(set(told.values())) == 2


def test_a_pinned_article_stays_in_its_story_whatever_links_say(engine: Engine) -> None:
    first, _ = two_stories(engine)
    alone = put(engine, "pass-radio", ("Songs", "A choir sang in the valley."), hours=30)
    run(engine)
    target = stories(engine)[first["en"]]
    judge(engine, alone, "pin", story=str(target))
    compare_all_anew(engine)
    assert stories(engine)[alone] == target == stories(engine)[first["ru"]]


def test_without_its_pin_an_article_goes_where_links_say(engine: Engine) -> None:
    first, second = two_stories(engine)
    before = stories(engine)
    judge(engine, second["two"], "pin", story=str(before[first["en"]]))
    judge(engine, second["two"], "unpin")
    told = stories(engine)
    assert told[second["two"]] == told[second["one"]] is not None
    assert told[first["en"]] == before[first["en"]]


def test_merged_stories_stay_one_under_the_key_of_the_target(engine: Engine) -> None:
    first, second = two_stories(engine)
    target = stories(engine)[first["en"]]
    judge(engine, second["two"], "merge", story=str(target))
    assert set(stories(engine).values()) == {target}
    compare_all_anew(engine)
    assert set(stories(engine).values()) == {target}


def test_taking_a_merger_back_gives_two_stories_again(engine: Engine) -> None:
    first, second = two_stories(engine)
    before = stories(engine)
    judge(engine, second["two"], "merge", story=str(before[first["en"]]))
    with writing(engine) as session:
        person = session.scalars(select(Reviewer.id)).one()
        regroup(session, undo(session, person, NOON).regroup, NOON)
    told = stories(engine)
    assert told[first["en"]] == before[first["en"]]
    assert told[second["one"]] == told[second["two"]] != told[first["en"]]


def test_what_is_split_off_is_a_story_of_its_own_from_then_on(engine: Engine) -> None:
    first, second = two_stories(engine)
    before = stories(engine)
    judge(engine, first["fa"], "split_off", articles=[str(first["ru"])])
    split = stories(engine)
    assert split[first["fa"]] == split[first["ru"]] != before[first["en"]]
    assert split[first["en"]] == before[first["en"]]
    assert split[second["one"]] == before[second["one"]]
    compare_all_anew(engine)
    assert stories(engine) == split


def test_the_history_says_who_merged(engine: Engine) -> None:
    first, second = two_stories(engine)
    target = stories(engine)[first["en"]]
    judge(engine, second["two"], "merge", story=str(target))
    with reading(engine) as session:
        told = story_history(session, target)
    assert ("merged", "lead") in {(event.what, event.by) for event in told}
    assert ("began", None) in {(event.what, event.by) for event in told}
    assert {event.article_id for event in told if event.what == "pinned"} >= {second["two"]}


def test_who_decides_on_an_old_state_is_told(engine: Engine) -> None:
    first, second = two_stories(engine)
    target = stories(engine)[first["en"]]
    judge(engine, second["two"], "merge", story=str(target))
    with writing(engine) as session, pytest.raises(Conflict):
        person = session.scalars(select(Reviewer.id)).one()
        decide(session, Decision(second["two"], person, "unpin", version=0), NOON)


def suggest(engine: Engine, later: int, earlier: int, similarity: float) -> None:
    with writing(engine) as session:
        session.add(
            Relation(
                article_id=later,
                other_article_id=earlier,
                kind="same_story",
                similarity=similarity,
                containment=0.0,
                status="suggested",
                origin="machine",
                reasons=["some entities in common"],
                created_at=NOON,
                updated_at=NOON,
            )
        )


def test_suggestions_come_in_pages_the_strongest_first(engine: Engine) -> None:
    first, second = two_stories(engine)
    for at, key in enumerate(first.values()):
        suggest(engine, second["one"], key, 0.3 + 0.05 * at)
    with reading(engine) as session:
        page = suggested_links(session, limit=2)
        rest = suggested_links(session, after=(page[-1].similarity, page[-1].id))
        assert suggestions_waiting(session) == 3
    assert [one.similarity for one in page] == pytest.approx([0.4, 0.35])
    assert [one.earlier.article_id for one in rest] == [first["en"]]
    assert (page[0].later.title, page[0].later.source) == (LATER[0], "Late Post")


def test_a_suggestion_that_a_person_confirms_joins_the_stories(engine: Engine) -> None:
    first, second = two_stories(engine)
    suggest(engine, second["one"], first["en"], 0.4)
    with reading(engine) as session:
        (one,) = suggested_links(session)
    judge(
        engine,
        one.later.article_id,
        "link",
        other=str(one.earlier.article_id),
        kind=one.kind,
        status="confirmed",
    )
    assert len(set(stories(engine).values())) == 1
    with reading(engine) as session:
        assert suggested_links(session) == []


@pytest.mark.parametrize("order", list(permutations(("ru", "fa", "late"))))
def test_the_order_of_arrival_around_a_pin_does_not_change_the_stories(
    order: tuple[str, ...], sqlite_url: str
) -> None:
    """The English report is first and pinned at once; then the others come in any order."""
    engine = make_engine(sqlite_url)
    keys = put_event(engine, ("en",))
    other = put(engine, "late-post", LATER, hours=7 * 24)
    run(engine)
    judge(engine, other, "link", other=str(keys["en"]), kind="same_story", status="confirmed")
    pinned = stories(engine)[other]
    judge(engine, other, "pin", story=str(pinned))
    for name in order:
        if name == "late":
            put(engine, "late-herald", SECOND, hours=7 * 24 + 1)
        else:
            keys |= put_event(engine, (name,))
        run(engine)
    assert set(stories(engine).values()) == {pinned}
    with reading(engine) as session:
        assert session.scalars(select(Story.original_id)).all() == [keys["en"]]
