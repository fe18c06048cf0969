"""The same event in other words or another language; precision first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from analysis.echo.stories import (
    Mention,
    StoryFeatures,
    candidate_keys,
    order_agreement,
    rarity,
    same_event,
    story_features,
    weighed,
)
from benchmarks.echo.stories import HARDER, Told, pairs, poorer, read

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def told() -> list[Told]:
    return read()


def test_the_labelled_set_is_large_enough(told: list[Told]) -> None:
    truths = [truth for *_, truth in pairs(told)]
    assert sum(truths) >= 150
    assert len(truths) - sum(truths) >= 300
    assert len({one.features.language for one in told}) == 8


@pytest.mark.parametrize("lossy", [False, True])
def test_confirmed_events_are_right(told: list[Told], lossy: bool) -> None:
    if lossy:
        told = [replace(one, features=poorer(one.features)) for one in told]
    found = [
        truth
        for one, two, truth in pairs(told)
        if same_event(one.features, two.features).status == "confirmed"
    ]
    assert sum(found) >= 0.95 * len(found)
    assert sum(found) >= (45 if lossy else 150)


def test_confirmed_events_are_right_on_the_harder_set() -> None:
    found = [
        truth
        for one, two, truth in pairs(read(HARDER))
        if same_event(one.features, two.features).status == "confirmed"
    ]
    assert sum(found) >= 0.95 * len(found)
    assert sum(found) >= 55


def test_every_same_event_pair_meets_through_a_key(told: list[Told]) -> None:
    for one, two, truth in pairs(told):
        if truth:
            assert set(candidate_keys(one.features)) & set(candidate_keys(two.features))


def test_keys_are_bounded(told: list[Told]) -> None:
    many = replace(
        told[0].features,
        entities={f"person{at}": 1.0 for at in range(100)},
        numbers=frozenset(str(1001 + at) for at in range(100)),
    )
    assert len(candidate_keys(many)) <= 27


def features(document: int = 1, hours: float = 0, **changed: object) -> StoryFeatures:
    base = StoryFeatures(
        document,
        "en",
        NOON + timedelta(hours=hours),
        {"vesk": 1.0, "daruni": 1.0, "tarn": 0.6, "sorania": 0.2},
        frozenset({"tarn"}),
        frozenset({"1340", "27"}),
        topics=frozenset({"trade"}),
        order=("vesk", "daruni", "tarn", "27", "1340", "sorania"),
    )
    return replace(base, **changed)  # type: ignore[arg-type]  # a mapping of mixed fields


def test_order_of_the_two_does_not_matter() -> None:
    one, two = features(), features(2, 5, numbers=frozenset({"1340"}))
    assert same_event(one, two) == same_event(two, one)


def test_persons_and_places_alone_confirm_nothing() -> None:
    one, two = features(numbers=frozenset()), features(2, 1, numbers=frozenset())
    assert same_event(one, two).status != "confirmed"


def test_a_shared_figure_confirms_what_persons_suggest() -> None:
    verdict = same_event(features(), features(2, 1))
    assert verdict.status == "confirmed"
    assert any("1340" in reason for reason in verdict.reasons)


def test_other_figures_speak_against_it() -> None:
    other = features(2, 1, numbers=frozenset({"5800", "64"}))
    assert same_event(features(), other).score < same_event(features(), features(2, 1)).score
    assert same_event(features(), other).status != "confirmed"


def test_tables_of_one_kind_are_not_one_event_for_a_figure_that_recurs() -> None:
    one = features(numbers=frozenset({"412", "96", "58", "731", "186"}))
    other = features(2, 1, numbers=frozenset({"388", "102", "61", "690", "186"}))
    assert same_event(one, other).status != "confirmed"


def test_four_persons_together_name_an_event() -> None:
    four = frozenset({"vesk", "daruni", "halim", "stanek"})
    named = {"entities": dict.fromkeys(four, 1.0), "numbers": frozenset(), "persons": four}
    assert same_event(features(**named), features(2, 1, **named)).status == "confirmed"
    three = {**named, "persons": four - {"vesk"}}
    assert same_event(features(**three), features(2, 1, **three)).status == "suggested"


def test_what_everybody_names_only_loses_weight() -> None:
    told = weighed(features(), {"vesk": 0.25, "sorania": 1.5})
    assert told.entities == {"vesk": 0.25, "daruni": 1.0, "tarn": 0.6, "sorania": 0.2}


def test_another_place_speaks_against_it() -> None:
    other = features(2, 1, places=frozenset({"kesh"}), entities={"vesk": 1.0, "kesh": 0.6})
    assert same_event(features(), other).kind is None


def test_what_was_out_before_the_day_that_the_other_names_is_another_event() -> None:
    day = (NOON + timedelta(days=2)).date()
    none: frozenset[str] = frozenset()
    later = features(2, 50, numbers=none, dates=frozenset({day}))
    assert same_event(features(1, 0, numbers=none), later).kind is None
    assert same_event(later, features(1, 0, numbers=none)).kind is None
    assert same_event(features(1, 0, numbers=none), replace(later, dates=frozenset())).kind
    # where the newsroom's day has begun already it may be that day's event
    assert same_event(features(1, 40, numbers=none), later).kind


def test_outside_the_window_nothing_is_one_event() -> None:
    assert same_event(features(), features(2, 73)).kind is None


def test_a_translation_keeps_the_order() -> None:
    assert same_event(features(), features(2, 1, language="ru")).kind == "translation"


def test_a_report_with_its_own_order_is_no_translation() -> None:
    order = tuple(reversed(features().order))
    verdict = same_event(features(), features(2, 1, language="ru", order=order))
    assert verdict.kind == "same_story"


def test_one_language_is_no_translation() -> None:
    assert same_event(features(), features(2, 1)).kind == "same_story"


def test_order_agreement_counts_what_follows_in_both() -> None:
    assert order_agreement("abcd", "abcd") == 1
    assert order_agreement("abcd", "dcba") == 0.25
    assert order_agreement("abcd", "abcdefgh") == 0.5
    assert order_agreement("", "ab") == 0


def test_what_all_documents_hold_says_nothing() -> None:
    assert rarity(1000, 1000) == 0
    assert rarity(100, 1000) == pytest.approx(1, abs=0.26)
    assert rarity(1, 100_000) == 1.5
    given = story_features(
        1, "Vesk in Tarn", "en", NOON, [Mention("vesk", "person", 0)], weights={"vesk": 0.0}
    )
    assert given.entities == {"vesk": 0.0}


def test_features_follow_the_text() -> None:
    text = "On 3 May Vesk met Daruni; 27 drivers were held for 1.5 million crowns."
    mentions = [Mention("daruni", "person", 18), Mention("vesk", "person", 9)]
    given = story_features(7, text, "en", NOON, mentions)
    assert given.order == ("vesk", "daruni", "27", "1500000")
    assert given.dates == {NOON.date()}
    assert given.numbers == {"27", "1500000"}


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        story_features(1, "", "en", datetime(2026, 5, 3), [])  # the point
