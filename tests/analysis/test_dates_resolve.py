"""Which date is believed, and what is said of the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dates import DateCandidate, parse, resolve

CAPTURE = datetime(2025, 8, 5, 9, 30, tzinfo=UTC)


def read(raw: str, rule: str, zone: str | None = "Asia/Kabul") -> DateCandidate:
    found = parse(raw, rule=rule, language="ru", zone=zone, reference=CAPTURE)
    assert found is not None
    return found


def chosen_rule(*candidates: DateCandidate) -> str | None:
    decision = resolve(candidates, captured_at=CAPTURE)
    return decision.chosen.rule if decision.chosen else None


JSONLD = read("2025-08-03T14:05:00+04:30", "jsonld:datePublished")
META = read("2025-08-03T14:05:00+04:30", "meta:article:published_time")
URL_DAY = read("2025-08-03", "url")
BYLINE_DAY = read("3 августа 2025", "byline")


def test_no_candidate_gives_no_date() -> None:
    decision = resolve([], captured_at=CAPTURE)
    assert (decision.chosen, decision.losers, decision.agreement) == (None, (), 0)


def test_rules_are_trusted_in_the_documented_order() -> None:
    rules = ["jsonld:datePublished", "meta:article:published_time", "microdata:datePublished",
             "meta:dc.date", "time", "byline", "url", "feed", "sitemap", "text",
             "http"]  # fmt: skip
    candidates = [read("2025-08-03 14:05:00", rule) for rule in rules]
    for best in range(len(rules)):
        assert chosen_rule(*reversed(candidates[best:])) == rules[best]


def test_agreement_counts_independent_places_once() -> None:
    decision = resolve([JSONLD, META, URL_DAY, BYLINE_DAY], captured_at=CAPTURE)
    assert decision.chosen == JSONLD
    assert decision.agreement == 3  # metadata, address, visible text


def test_every_loser_comes_back_with_a_reason() -> None:
    others = [META, URL_DAY, BYLINE_DAY, read("2031-01-05", "feed"), read("0", "meta:date")]
    decision = resolve([JSONLD, *others], captured_at=CAPTURE)
    assert [candidate for candidate, _ in decision.losers] == others
    assert all(len(reason.split()) >= 3 for _, reason in decision.losers)


def test_a_day_gives_way_to_the_moment_that_agrees_with_it() -> None:
    day = read("2025-08-03", "jsonld:datePublished")
    moment = read("3 августа 2025, 14:05", "byline")
    decision = resolve([day, moment], captured_at=CAPTURE)
    assert decision.chosen == moment
    assert "less precise" in decision.losers[0][1]


def test_midnight_in_metadata_gives_way_to_the_clock_in_the_byline() -> None:
    midnight = read("2025-08-03T00:00:00Z", "jsonld:datePublished")
    assert chosen_rule(midnight, read("3 августа 2025, 14:05", "byline")) == "byline"


def test_a_day_keeps_its_day_when_the_feed_is_later() -> None:
    day = read("2025-08-03", "jsonld:datePublished")
    feed = read("Mon, 04 Aug 2025 18:00:00 +0430", "feed")
    assert chosen_rule(day, feed) == "jsonld:datePublished"


def test_a_month_in_the_address_does_not_hide_the_day_in_the_byline() -> None:
    month = DateCandidate(
        datetime(2025, 8, 1, tzinfo=UTC), "month", "url", "/2025/08", "assumed-utc"
    )
    assert chosen_rule(month, BYLINE_DAY) == "byline"


@pytest.mark.parametrize(
    "rule",
    ["jsonld:dateModified", "meta:article:modified_time", "meta:og:updated_time", "byline:modified",
     "http:last-modified", "sitemap:lastmod"],
)  # fmt: skip
def test_a_modified_time_never_wins_over_a_published_one(rule: str) -> None:
    modified = read("2025-08-04T10:00:00Z", rule)
    feed = read("Sun, 03 Aug 2025 14:05:00 GMT", "feed")
    decision = resolve([modified, feed], captured_at=CAPTURE)
    assert decision.chosen == feed
    assert "modified" in decision.losers[0][1]


def test_a_modified_time_alone_is_taken_and_its_rule_says_so() -> None:
    assert chosen_rule(read("2025-08-04", "jsonld:dateModified")) == "jsonld:dateModified"


def test_two_places_overrule_metadata_that_is_days_away() -> None:
    redesign = read("2025-07-01T09:00:00Z", "jsonld:datePublished")
    repeated = read("2025-07-01T09:00:00Z", "meta:article:published_time")
    url, feed = read("2019-11-18", "url"), read("Mon, 18 Nov 2019 10:00:00 GMT", "feed")
    decision = resolve([redesign, repeated, url, feed], captured_at=CAPTURE)
    assert decision.chosen is not None
    assert decision.chosen.value.date().isoformat() == "2019-11-18"
    assert decision.agreement == 2
    assert "overruled" in dict(decision.losers)[redesign]


def test_one_place_alone_does_not_overrule_metadata() -> None:
    assert chosen_rule(JSONLD, read("2019-11-18", "url")) == JSONLD.rule


def test_equal_support_leaves_metadata_in_its_right() -> None:
    url, feed = read("2025-07-01", "url"), read("Sun, 03 Aug 2025 14:05:00 GMT", "feed")
    byline = read("1 июля 2025", "byline")
    assert chosen_rule(JSONLD, feed, url, byline) == JSONLD.rule


@pytest.mark.parametrize(
    ("raw", "rule"),
    [("2019-01-01T00:00:00Z", "jsonld:datePublished"), ("2025-08-05T09:30:10Z", "meta:date")],
)
def test_what_a_template_writes_yields_to_any_other_day(raw: str, rule: str) -> None:
    assert chosen_rule(read(raw, rule), read("2024-03-02", "url")) == "url"


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("0001-01-01T00:00:00Z", "empty"),
        ("1970-01-01T00:00:00Z", "empty"),
        ("0", "empty"),
        ("1969-12-31T19:00:00-05:00", "empty"),
        ("2025-08-07T00:00:00Z", "future"),
        ("2568-08-03T00:00:00Z", "Buddhist"),
        ("1989-02-15", "1995"),
        ("2001-05-05", "site's first day"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(raw: str, word: str) -> None:
    candidate = read(raw, "jsonld:datePublished", zone=None)
    decision = resolve([candidate], captured_at=CAPTURE, earliest=datetime(2002, 1, 1, tzinfo=UTC))
    assert decision.chosen is None
    assert word in decision.losers[0][1]


def test_tomorrow_by_the_clock_of_the_site_is_not_the_future() -> None:
    assert chosen_rule(read("2025-08-06T09:00:00Z", "feed")) == "feed"


def test_a_bare_year_is_believed_in_metadata_only() -> None:
    year = DateCandidate(datetime(2019, 1, 1, tzinfo=UTC), "year", "time", "2019", "assumed-utc")
    assert chosen_rule(year) is None


def test_a_relative_time_yields_to_a_written_date() -> None:
    assert chosen_rule(read("2 часа назад", "time"), read("2025-08-03", "url")) == "url"
    assert chosen_rule(read("2 часа назад", "time")) == "time:relative"


def test_hijri_metadata_and_a_gregorian_byline_agree() -> None:
    hijri = read("1404-05-12T14:05:00+04:30", "jsonld:datePublished")
    decision = resolve([hijri, BYLINE_DAY], captured_at=CAPTURE)
    assert decision.chosen == hijri
    assert decision.agreement == 2


def test_the_time_a_search_saw_a_page_is_believed_only_where_nothing_else_is() -> None:
    seen = read("20250804T093000Z", "gdelt")
    assert chosen_rule(seen) == "gdelt"
    assert chosen_rule(seen, read("2025-08-04", "url")) == "url"
    assert chosen_rule(seen, read("3 августа 2025", "text")) == "text"


def test_the_time_of_seeing_and_of_answering_do_not_outvote_an_old_pages_date() -> None:
    old = read("2019-08-03T14:05:00Z", "jsonld:datePublished")
    seen, answered = read("20250804T093000Z", "gdelt"), read("2025-08-04T09:31:00Z", "http")
    assert chosen_rule(old, seen, answered) == "jsonld:datePublished"


RULES = ["jsonld:datePublished", "jsonld:dateModified", "meta:date", "time", "byline",
         "byline:relative", "url", "feed", "http"]  # fmt: skip
CANDIDATES = st.builds(
    DateCandidate,
    value=st.datetimes(datetime(1960, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    precision=st.sampled_from(["second", "minute", "day", "month", "year"]),
    rule=st.sampled_from(RULES),
    raw=st.sampled_from(["x", "2019-01-01T00:00:00"]),
    zone=st.sampled_from(["explicit", "assumed-utc", "Asia/Kabul"]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(CANDIDATES, max_size=8))
def test_every_candidate_is_chosen_or_explained(candidates: list[DateCandidate]) -> None:
    decision = resolve(candidates, captured_at=CAPTURE)
    assert len(decision.losers) + (decision.chosen is not None) == len(candidates)
    assert all(reason for _, reason in decision.losers)
    if decision.chosen is not None:
        assert decision.chosen in candidates
        assert decision.agreement >= 1
        assert decision.chosen.value <= CAPTURE + timedelta(hours=26)
