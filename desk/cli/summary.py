"""The end of a run in words: what came in, what did not and why, what to look at, what to type."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desk.cli.changes import show_changes
from desk.cli.output import clean, isolate, print_table
from models.candidates import ARTICLE

#: reasons shown for one fate; the others are counted
REASONS_SHOWN = 3
#: failed polls shown; the others are counted
POLLS_SHOWN = 15
#: letters of a reason: long ones name an address
REASON_LENGTH = 110
#: outcomes of polls that looked, whatever they found
LOOKED = frozenset({"changed", "unchanged", "empty"})
LINKS = ("exact", "near", "excerpt", "quotes_from", "template", "translation", "same_story")
VERDICTS = ("relevant", "borderline", "not_relevant")
NEXT = (
    ("salang report articles", "what is stored, one row per article"),
    ("salang report tags --limit 20", "which words made it relevant"),
    ("salang report candidates", "every address and what became of it"),
    ("salang report --help", "all reports, and CSV or JSON of them"),
)
_STORED = frozenset(fate.value for fate in ARTICLE)

Counts = Mapping[str, Mapping[str, int]]


def details_of(run_id: int) -> dict[str, list[dict[str, Any]]]:
    """What a summary counts, with the reasons.

    ``reasons`` holds fate, reason and number of candidates, most first; ``failed_polls`` holds
    source, address, outcome and reason of every poll that could not look.
    """
    from sqlalchemy import select

    from models.queries.summary import account
    from models.session import make_engine, reading
    from models.sources import Channel, Poll, Source

    failed = (
        select(Source.slug.label("source"), Poll.url, Poll.outcome, Poll.reason)
        .join(Channel, Channel.id == Poll.channel_id)
        .join(Source, Source.id == Channel.source_id)
        .where(Poll.run_id == run_id, Poll.outcome.not_in(LOOKED))
        .order_by(Source.slug, Poll.id)
    )
    engine = make_engine()
    try:
        with reading(engine) as session:
            counted = account(session, run_id).reasons
            polls = [dict(row) for row in session.execute(failed).mappings()]
    finally:
        engine.dispose()
    reasons: list[dict[str, Any]] = [
        {"fate": fate, "reason": reason, "candidates": count}
        for (fate, reason), count in counted.items()
    ]
    reasons.sort(key=lambda row: (-row["candidates"], row["fate"], row["reason"]))
    return {"reasons": reasons, "failed_polls": polls}


def all_failed(polls: Counts) -> bool:
    """Whether nothing could be looked at: there were polls, and every one failed."""
    outcomes = {outcome for asked in polls.values() for outcome in asked}
    return bool(outcomes) and not outcomes & LOOKED


def show(summary: Mapping[str, Any], details: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Print the summary of a run. ``details`` are those of `details_of`."""
    print()
    for line in headline(summary):
        print(line)
    _show_sources(per_source(summary["polls"], summary["fates"]))
    _show_failed(details["failed_polls"])
    dropped = dropped_rows(details["reasons"])
    if dropped:
        print("\nDropped, and why")
        print_table(("fate", "pages", "reason"), dropped, right=("pages",), wrap=("reason",))
    if again := summary.get("reread"):
        print("\nRead again")
        rows = [(row["before"], row["after"], row["pages"]) for row in again]
        print_table(("before", "after", "pages"), rows, right=("pages",))
    if retag := summary.get("retag"):
        _show_retag(retag)
    _show_queue(summary["queue"], summary["queue_sizes"])
    if summary["problems"]:
        print("\nTo look at")
        for problem in summary["problems"]:
            print(f"  - {clean(problem)}")
    print("\nNext")
    for command, meaning in NEXT:
        print(f"  {command:<31} {meaning}")


def headline(summary: Mapping[str, Any]) -> list[str]:
    """What came in, in one to four sentences."""
    stages: Mapping[str, int] = summary["stages"]
    stored = summary["articles"]
    if "reread" in stages:
        lines = [f"{summary['message']}; {stored} articles stored"]
    elif summary["new_candidates"] or summary["pages_fetched"] or summary["fates"]:
        came = summary["message"]
        if "found" in stages:
            came = f"{stages['found']} documents found, {stages['new']} of them new"
        lines = [f"Came in: {came}; {stored} articles stored in all"]
    elif "retagged" in stages:
        lines = [f"{summary['message']}; {stored} articles stored"]
    else:
        lines = [f"{_nothing_new(summary['polls'], stages)}; {stored} articles stored before"]
    links = [f"{stages[kind]} {kind.replace('_', ' ')}" for kind in LINKS if stages.get(kind)]
    if links:
        lines.append(f"Echo linked: {', '.join(links)}")
    verdicts = [f"{stages[name]} {name.replace('_', ' ')}" for name in VERDICTS if stages.get(name)]
    if verdicts:
        lines.append(f"Tagged: {', '.join(verdicts)}")
    if summary["pending"]:
        lines.append(f"Still to fetch or read: {summary['pending']} pages, by a later run")
    return lines


def _nothing_new(polls: Counts, stages: Mapping[str, int]) -> str:
    """Why there is nothing: nothing found is one thing, not able to look another."""
    if "found" in stages:
        return f"nothing new: of {stages['found']} documents found all were known"
    rows = per_source(polls, {})
    asked, failed = sum(row[1] for row in rows), sum(row[2] for row in rows)
    if asked and failed == asked:
        return f"could not look: all {asked} polls failed (is this machine online?)"
    if failed:
        looked = f"{failed} of {asked} polls failed, the others brought nothing unknown"
    elif asked:
        looked = f"{asked} polls brought nothing unknown"
    else:
        looked = "nothing was due or pending"
    return f"nothing new: {looked}, no article page fetched"


def per_source(polls: Counts, fates: Counts) -> list[tuple[str, int, int, int, int]]:
    """(source, polls, failed polls, articles, dropped) of every source that was looked at."""
    rows = []
    for source in sorted(polls.keys() | fates.keys()):
        asked, became = polls.get(source, {}), fates.get(source, {})
        stored = sum(count for fate, count in became.items() if fate in _STORED)
        rows.append(
            (
                source,
                sum(asked.values()),
                sum(count for outcome, count in asked.items() if outcome not in LOOKED),
                stored,
                sum(became.values()) - stored,
            )
        )
    return rows


def dropped_rows(reasons: Iterable[Mapping[str, Any]]) -> list[tuple[str, int, str]]:
    """(fate, candidates, reason) of what became no article, the most frequent fate first."""
    grouped: dict[str, list[tuple[int, str]]] = {}
    for row in reasons:
        if row["fate"] not in _STORED:
            grouped.setdefault(row["fate"], []).append((row["candidates"], row["reason"]))
    rows = []
    for fate, group in sorted(grouped.items(), key=lambda item: (-_total(item[1]), item[0])):
        shown, rest = group[:REASONS_SHOWN], group[REASONS_SHOWN:]
        rows += [(fate, count, _short(reason)) for count, reason in shown]
        if rest:
            rows.append((fate, _total(rest), f"{len(rest)} other reasons"))
    return rows


def _total(group: Iterable[tuple[int, str]]) -> int:
    return sum(count for count, _ in group)


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= REASON_LENGTH else text[: REASON_LENGTH - 1] + "…"


def _show_sources(rows: Sequence[tuple[str, int, int, int, int]]) -> None:
    told = [row for row in rows if any(row[2:])]
    if not told:
        return
    print("\nPer source")
    columns = ("source", "polls", "failed polls", "articles", "dropped")
    print_table(columns, told, right=columns[1:])
    if len(rows) > len(told):
        print(f"{len(rows) - len(told)} other sources were asked and had nothing new")


def _show_failed(polls: Sequence[Mapping[str, Any]]) -> None:
    if not polls:
        return
    print("\nCould not be looked at")
    print_table(
        ("source", "outcome", "reason"),
        [(row["source"], row["outcome"], _short(row["reason"])) for row in polls[:POLLS_SHOWN]],
        wrap=("reason",),
    )
    if len(polls) > POLLS_SHOWN:
        print(f"and {len(polls) - POLLS_SHOWN} more; salang report sources counts them")


def _show_retag(retag: Mapping[str, Any]) -> None:
    if not retag["articles"]:
        return
    print()
    show_changes(retag)
    if kept := [
        f"{retag[name]} {what} of people"
        for name, what in (("kept_tags", "tags"), ("kept_verdicts", "verdicts"))
        if retag[name]
    ]:
        print(f"Kept: {' and '.join(kept)}")


def _show_queue(queue: Sequence[Mapping[str, Any]], sizes: Mapping[str, int]) -> None:
    if not queue:
        print("\nThe review queue is empty: nothing relevant is stored and unreviewed.")
        return
    waiting = sizes.get("relevant", 0) + sizes.get("borderline", 0)
    print(f"\nTop of the review queue ({len(queue)} of {waiting})")
    for place, item in enumerate(queue, 1):
        title = item["title"] or f"{item['opening']}…"
        print(f"  {place}. {item['relevance']:.2f}  {isolate(title)}")
        facts = [item["source"], item["language"], item["published_day"] or "undated"]
        if item["copies"]:
            facts.append(f"{item['copies']} {'copies' if item['copies'] > 1 else 'copy'}")
        if item["url"]:
            facts.append(item["url"])
        print(f"           {' · '.join(clean(str(fact)) for fact in facts)}")
