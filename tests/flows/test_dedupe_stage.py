"""Removing the echo in a database: links, originals, stories, and what people said of them."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import Engine, func, select, text, update

from flows.stages.dedupe import Deduper
from models import Article, Relation, Reviewer, Shingle, Story
from models.session import make_engine, reading, writing
from tests.support.articles import NOON, put_article

WIRE = """The trade delegation of the valley province reached the river port on Thursday morning
with samples of dried apricots, saffron and hand-woven carpets for the spring fair.
Its head, the merchant Gulbuddin Rasikh, told reporters at the quay that contracts for four
thousand tonnes of fruit had been signed with buyers from three northern districts.
The customs chief of the port, Marina Lopatkina, said that the new weighing bridge would shorten
the waiting time of lorries from nine hours to two, and that a cold store was being built.
Drivers complained that the road over the pass was still closed at night because of rockfall.
A second delegation with textile machinery is expected before the end of the month, and the
chambers of commerce of both sides agreed to open a joint office with a permanent arbitrator."""
CUT = "\n".join(WIRE.splitlines()[:6])
OTHER = """The mountain rescue service of the upper district trained forty volunteers this week in
avalanche search with dogs, radio beacons and long probes. The course leader Hamida Zarif said
the volunteers would spend the winter in six stone huts above the tree line, each with a stove,
a stretcher and a month of food. Herdsmen who know the paths were paid to carry the loads."""


def run(engine: Engine) -> int:
    deduper = Deduper(engine, window_days=45)
    total = 0
    while done := deduper.batch():
        total += done
    return total


def copies(engine: Engine) -> dict[int, int | None]:
    with reading(engine) as session:
        return dict(session.execute(select(Article.id, Article.copy_of_id)).all())


def put_wire(engine: Engine) -> tuple[int, int, int]:
    """An original, a copy with another headline a day later, and a stranger."""
    original = put_article(engine, "https://a.example/1", WIRE, "Delegation reaches port")
    copy = put_article(
        engine,
        "https://b.example/2",
        "RIVER PORT, 4 July\n" + WIRE + "\nSubscribe to our evening letter.",
        "Carpets for the fair",
        source="river-herald",
        published=NOON + timedelta(days=1),
    )
    other = put_article(engine, "https://c.example/3", OTHER, source="peak-radio")
    return original, copy, other


def test_a_copy_points_at_the_earlier_text_and_a_stranger_at_nothing(engine: Engine) -> None:
    original, copy, other = put_wire(engine)
    run(engine)
    assert copies(engine) == {original: None, copy: original, other: None}


def test_the_link_says_what_it_is_and_why(engine: Engine) -> None:
    original, copy, _ = put_wire(engine)
    run(engine)
    with reading(engine) as session:
        (link,) = session.scalars(select(Relation))
    assert (link.article_id, link.other_article_id) == (copy, original)
    assert (link.kind, link.status, link.origin) == ("near", "confirmed", "machine")
    assert link.containment > 0.9
    assert link.reasons


def test_a_cut_text_is_found(engine: Engine) -> None:
    original = put_article(engine, "https://a.example/1", WIRE)
    cut = put_article(
        engine,
        "https://b.example/2",
        CUT,
        source="river-herald",
        published=NOON + timedelta(hours=3),
    )
    run(engine)
    assert copies(engine) == {original: None, cut: original}


def test_running_again_compares_nothing_and_changes_nothing(engine: Engine) -> None:
    put_wire(engine)
    assert run(engine) == 3
    before = copies(engine)
    assert run(engine) == 0
    assert copies(engine) == before


def test_a_group_is_one_story_with_its_original(engine: Engine) -> None:
    original, copy, other = put_wire(engine)
    run(engine)
    with reading(engine) as session:
        (story,) = session.scalars(select(Story))
        told = dict(session.execute(select(Article.id, Article.story_id)).all())
    assert (story.original_id, story.title) == (original, "Delegation reaches port")
    assert told == {original: story.id, copy: story.id, other: None}


def test_a_late_arrival_that_was_published_first_becomes_the_original(engine: Engine) -> None:
    original, copy, _ = put_wire(engine)
    run(engine)
    first = put_article(
        engine,
        "https://d.example/4",
        WIRE,
        source="harbour-wire",
        published=NOON - timedelta(hours=5),
        seen=NOON - timedelta(hours=4),
    )
    run(engine)
    found = copies(engine)
    assert (found[first], found[original], found[copy]) == (None, first, first)


def test_a_revision_that_is_no_copy_any_more_leaves_its_group(engine: Engine) -> None:
    original, copy, _ = put_wire(engine)
    run(engine)
    put_article(engine, "https://b.example/2", OTHER[:200] + " Corrected.", source="river-herald")
    with writing(engine) as session:
        session.execute(text("UPDATE candidates SET fate = 'fetched'"))
    run(engine)
    found = copies(engine)
    assert found[copy] != original
    assert found[original] is None


def test_a_pair_that_a_person_separated_stays_apart(engine: Engine) -> None:
    original, copy, _ = put_wire(engine)
    run(engine)
    with writing(engine) as session:
        person = Reviewer(name="lead", role="lead", created_at=NOON)
        session.add(person)
        session.flush()
        session.execute(
            update(Relation).values(status="rejected", origin="human", decided_by=person.id)
        )
        session.execute(text("UPDATE article_revisions SET fingerprinted_at = NULL"))
    run(engine)
    assert copies(engine)[copy] is None
    with reading(engine) as session:
        (link,) = session.scalars(select(Relation))
    assert (link.status, link.origin) == ("rejected", "human")
    assert original


def test_texts_outside_the_window_are_not_linked(engine: Engine) -> None:
    old = put_article(engine, "https://a.example/1", WIRE, published=NOON - timedelta(days=400))
    new = put_article(engine, "https://b.example/2", WIRE, source="river-herald")
    run(engine)
    assert copies(engine) == {old: None, new: None}


def test_fingerprints_of_an_older_method_are_made_anew(engine: Engine) -> None:
    put_wire(engine)
    run(engine)
    with writing(engine) as session:
        session.execute(text("UPDATE fingerprints SET version = 0, sketch = ''"))
    assert run(engine) == 3


def test_a_new_revision_leaves_no_shingles_of_the_old_text(engine: Engine) -> None:
    put_article(engine, "https://a.example/1", WIRE)
    run(engine)
    put_article(engine, "https://a.example/1", OTHER)
    run(engine)
    put_article(engine, "https://x.example/9", OTHER, source="peak-radio")
    run(engine)
    with reading(engine) as session:
        counts = set(
            session.scalars(select(func.count()).select_from(Shingle).group_by(Shingle.article_id))
        )
    assert len(counts) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_does_not_change_the_groups(
    order: tuple[int, ...], sqlite_url: str
) -> None:
    engine = make_engine(sqlite_url)
    texts = [
        ("https://a.example/1", WIRE, "a", 0),
        ("https://b.example/2", "LEAD. " + WIRE, "b", 1),
        ("https://c.example/3", CUT, "c", 2),
    ]
    keys = {}
    for place in order:
        url, body, source, hours = texts[place]
        keys[place] = put_article(
            engine, url, body, source=source, published=NOON + timedelta(hours=hours)
        )
        run(engine)
    assert copies(engine) == {keys[0]: None, keys[1]: keys[0], keys[2]: keys[0]}
