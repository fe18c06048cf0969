"""When an article is asked for again."""

from datetime import UTC, datetime, timedelta

from analysis.revisions.schedule import AGES, DAY, HOUR, born, first_visit, next_visit

SEEN = datetime(2025, 8, 22, 9, tzinfo=UTC)


def visits(first: datetime, due: datetime, edits: int = 0) -> list[timedelta]:
    """Ages at which an article is asked for, when each visit comes on time."""
    ages = []
    at: datetime | None = due
    while at is not None and len(ages) < 50:
        ages.append(at - first)
        at = next_visit(first, at, edits=edits)
    return ages


def test_visits_become_rarer_and_end_after_a_month() -> None:
    assert visits(SEEN, first_visit(SEEN, None)) == list(AGES)


def test_age_counts_from_publication() -> None:
    published = SEEN - 5 * HOUR
    assert first_visit(SEEN, published) == published + 12 * HOUR


def test_a_date_in_the_future_is_not_believed() -> None:
    assert born(SEEN, SEEN + DAY) == SEEN


def test_what_was_found_late_is_asked_for_once() -> None:
    old = SEEN - timedelta(days=400)
    first = first_visit(SEEN, old)
    assert first == SEEN + 23 * DAY
    assert next_visit(born(SEEN, old), first) is None


def test_edits_bring_the_next_visit_closer_and_keep_it_coming() -> None:
    at = SEEN + 3 * DAY
    calm, once, twice = (next_visit(SEEN, at, edits=edits) for edits in (0, 1, 2))
    assert calm == SEEN + 7 * DAY
    assert once == at + 2 * DAY
    assert twice == at + DAY
    assert next_visit(SEEN, SEEN + 31 * DAY, edits=1) == SEEN + 38 * DAY


def test_two_visits_are_never_closer_than_three_hours() -> None:
    assert next_visit(SEEN, SEEN + 11 * HOUR, edits=3) == SEEN + 14 * HOUR


def test_late_visits_are_not_made_up_for() -> None:
    assert next_visit(SEEN, SEEN + 5 * DAY) == SEEN + 7 * DAY


def test_what_could_not_be_looked_at_is_tried_again_and_then_left_to_the_next_age() -> None:
    at = SEEN + 3 * HOUR
    assert next_visit(SEEN, at, failures=1) == at + 6 * HOUR
    assert next_visit(SEEN, at, failures=2) == at + 12 * HOUR
    assert next_visit(SEEN, at, failures=5) == SEEN + 12 * HOUR


def test_a_page_that_is_gone_is_looked_for_three_times_more() -> None:
    at = SEEN + 40 * DAY
    assert [next_visit(SEEN, at, gone=n) for n in (1, 2, 3, 4)] == [
        at + DAY,
        at + 7 * DAY,
        at + 30 * DAY,
        None,
    ]
