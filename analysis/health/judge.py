"""The state of a source from all that is known of it.

The order of the questions is that of trust: was it asked at all, could it be looked at, was there
anything, was it what it used to be. "Found nothing" is only said where there was an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from analysis.health.fields import field_numbers, field_reasons
from analysis.health.quiet_days import share_at
from analysis.health.rates import Share, prevailing, rise
from analysis.health.rhythm import HOUR, Rhythm, learn
from analysis.health.types import Facts, Health, PollFact, Reason, State

#: without a poll for so long nothing is said of the source: the rarest schedule is 12 hours
NOT_ASKED_AFTER: Final = timedelta(days=2)
#: failed polls of a channel in a row after which it is not a passing trouble
UNANSWERED: Final = 3
#: last pages in which challenges, walls and errors are counted
PAGE_WINDOWS: Final = (4, 10, 25, 60)
#: more than this share of pages, for sure, makes a source ill
TOO_MANY: Final = 0.4

CHALLENGES: Final = frozenset({"challenge_page"})
WALLS: Final = frozenset({"paywalled", "consent_wall"})
ERRORS: Final = frozenset(
    {"http_error", "network_error", "timeout", "redirect_loop", "too_large", "error_page"}
)
REFUSALS: Final = frozenset({"robots_denied", "address_denied"})


def judge(facts: Facts) -> Health:
    """What state a source is in at ``facts.now``, and why."""
    reasons: list[Reason] = []
    numbers: dict[str, Any] = {**_page_numbers(facts), **field_numbers(facts.reads)}
    last_poll = facts.polls[-1].at if facts.polls else None
    numbers["last_poll_at"] = last_poll
    if last_poll is None:
        return Health("unknown", (Reason("not_asked", "note", "it was never asked"),), numbers)
    if facts.now - last_poll > NOT_ASKED_AFTER:
        days = (facts.now - last_poll).days
        said = f"nobody asked since {last_poll:%Y-%m-%d}, {days} days ago"
        return Health("unknown", (Reason("not_asked", "note", said),), numbers)
    rhythm = learn(facts.looks, facts.zone, facts.country, facts.languages, facts.weekend)
    reasons += _answers(facts)
    reasons += _silence(facts, rhythm, numbers)
    reasons += _items(facts)
    reasons += _pages(facts)
    reasons += field_reasons(facts.reads, facts.expected.min_fill)
    order = {"blind": 0, "ill": 1, "warning": 2, "note": 3}
    reasons.sort(key=lambda reason: order[reason.level])
    return Health(_state(reasons, rhythm), tuple(reasons), numbers)


def _state(reasons: Sequence[Reason], rhythm: Rhythm | None) -> State:
    levels = {reason.level for reason in reasons}
    if "blind" in levels:
        return "blind"
    if "ill" in levels:
        return "ill"
    if "warning" in levels:
        return "warning"
    return "healthy" if rhythm else "learning"


def _answers(facts: Facts) -> Iterator[Reason]:
    """Whether the source could be looked at: which channels failed since their last answer."""
    channels: dict[str, list[PollFact]] = {}
    for poll in facts.polls:
        if poll.outcome == "postponed":
            continue
        failed = channels.setdefault(poll.channel, [])
        if poll.ok:
            failed.clear()
        else:
            failed.append(poll)
    failing = {channel: polls for channel, polls in channels.items() if polls}
    if not failing:
        return
    last = max((polls[-1] for polls in failing.values()), key=lambda poll: poll.at)
    why = f"{last.outcome}{f': {last.reason}' if last.reason else ''}"
    longest = max(map(len, failing.values()))
    if len(failing) == len(channels) and longest >= UNANSWERED:
        since = min(polls[0].at for polls in failing.values())
        yield Reason(
            "no_answer",
            "blind",
            f"could not be looked at since {since:%Y-%m-%d %H:%M} UTC: no usable answer to "
            f"{longest} polls in a row (the last: {why})",
        )
    elif longest >= UNANSWERED or len(failing) == len(channels):
        yield Reason(
            "channel_failed",
            "warning",
            f"no usable answer from {len(failing)} of {len(channels)} channels (the last: {why})",
        )


def _silence(facts: Facts, rhythm: Rhythm | None, numbers: dict[str, Any]) -> Iterator[Reason]:
    """Whether it was looked at and brought nothing for too long."""
    last = max((look.at for look in facts.looks if look.new), default=None)
    numbers["last_item_at"] = last
    numbers["last_look_at"] = facts.looks[-1].at if facts.looks else None
    if not facts.looks:
        return
    since = last or facts.began_at or facts.looks[0].at
    days = _working_days(facts, since, facts.looks[-1].at)
    numbers["working_days_silent"] = round(days, 2)
    hours = (facts.looks[-1].at - since) / HOUR
    if rhythm is not None and last is not None:
        expected = rhythm.silence(facts.looks, last)
        gap = rhythm.gap_after(last)
        numbers["chance_of_silence"] = rhythm.chance(expected)
        numbers["expected_gap_hours"] = gap / HOUR if gap else None
        if expected >= rhythm.limit:
            yield Reason(
                "silent",
                "ill",
                f"answers, but nothing new for {hours:.0f} hours; by its rhythm the chance of "
                f"that is {_small(rhythm.chance(expected))}",
            )
            return
    if days > facts.expected.max_days_silent:
        yield Reason(
            "late",
            "warning",
            f"answers, but nothing new for {days:.1f} working days; its file allows "
            f"{facts.expected.max_days_silent}",
        )


def _working_days(facts: Facts, since: datetime, until: datetime) -> float:
    """Days from one instant to another without weekends and feasts."""
    zone = ZoneInfo(facts.zone)
    days, hour = 0.0, since
    while hour < until:
        local = hour.astimezone(zone)
        if local.weekday() not in facts.weekend:
            days += share_at(local, facts.country, facts.languages) / 24
        hour += HOUR
    return days


def _items(facts: Facts) -> Iterator[Reason]:
    """The minimum of items that a full answer of a channel lists."""
    latest = {poll.channel: poll for poll in facts.polls if poll.ok and poll.items is not None}
    for channel, poll in latest.items():
        assert poll.items is not None
        if poll.items < facts.expected.min_items_per_poll:
            yield Reason(
                "few_items",
                "ill",
                f"{channel} listed {poll.items} items; its file expects "
                f"{facts.expected.min_items_per_poll} at least",
            )


def _pages(facts: Facts) -> Iterator[Reason]:
    """Challenges, errors and refusals among the last pages, and walls that are new."""
    for code, fates, what in (
        ("challenge", CHALLENGES, "a bot check instead of the page"),
        ("errors", ERRORS, "an error instead of the page"),
        ("refused", REFUSALS, "refused by robots.txt or the address guard"),
    ):
        flags = [page.fate in fates for page in facts.pages]
        if share := prevailing(flags, TOO_MANY, PAGE_WINDOWS):
            yield Reason(code, "ill", f"{what}: {share} of its last pages")
        elif change := rise(flags):
            yield Reason(
                code,
                "warning",
                f"{what}: {change.now} of its last pages, {change.before} of those before",
            )
    if change := rise([page.fate in WALLS for page in facts.pages]):
        yield Reason(
            "paywall",
            "warning",
            f"a wall instead of the text: {change.now} of its last pages, "
            f"{change.before} of those before",
        )


def _page_numbers(facts: Facts) -> dict[str, Any]:
    last = facts.pages[-PAGE_WINDOWS[-1] :]
    polls = [poll.ok for poll in facts.polls if poll.outcome != "postponed"]
    return {
        "pages": len(last),
        "error_share": Share.of([page.fate in ERRORS for page in last]).rate,
        "challenge_share": Share.of([page.fate in CHALLENGES for page in last]).rate,
        "paywall_share": Share.of([page.fate in WALLS for page in last]).rate,
        "polls": len(polls),
        "failed_poll_share": Share.of([not ok for ok in polls]).rate,
    }


def _small(chance: float) -> str:
    return "less than one in a million" if chance < 1e-6 else f"one in {1 / chance:,.0f}"
