"""Same event or another one, on the labelled pairs of the tests.

    python -m benchmarks.echo.stories [PAIRS.yaml]

Without a file both sets are measured, the one the rules were written with and a harder one that was
written after them. Prints precision and recall of confirmed and of suggested pairs with every wrong
or missed one, as the features are and when a part of them is lost.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from analysis.echo.stories import (
    Mention,
    StoryFeatures,
    candidate_keys,
    same_event,
    story_features,
)

PAIRS = Path(__file__).parents[2] / "tests" / "analysis" / "echo" / "story_pairs.yaml"
HARDER = PAIRS.with_name("story_pairs_hard.yaml")
_MARK = re.compile(r"\[([^|\]]+)\|([a-z_]+)\]")


@dataclass(frozen=True)
class Told:
    """One document with its truth."""

    family: str
    event: str
    features: StoryFeatures


def read(path: Path = PAIRS) -> list[Told]:
    """The documents of a file of labelled events."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    told: list[Told] = []
    for family, events in loaded["families"].items():
        for event in events:
            for one in event["documents"]:
                told.append(Told(family, event["event"], _features(len(told), event, one, loaded)))
    return told


def _features(
    document: int, event: dict[str, Any], one: dict[str, Any], loaded: dict[str, Any]
) -> StoryFeatures:
    text, mentions = unmark(one["text"], loaded["kinds"])
    time = event["time"]
    when = time if isinstance(time, datetime) else datetime.fromisoformat(time)
    return story_features(
        document,
        text,
        one["lang"],
        when + timedelta(minutes=one["after"]),
        mentions,
        topics=event["topics"],
    )


def unmark(marked: str, kinds: dict[str, str]) -> tuple[str, list[Mention]]:
    """The plain text of one with [surface|code] marks, and what they marked."""
    parts: list[str] = []
    mentions: list[Mention] = []
    at = length = 0
    for match in _MARK.finditer(marked):
        before = marked[at : match.start()]
        mentions.append(Mention(match[2], kinds[match[2]], length + len(before)))
        parts += [before, match[1]]
        length += len(before) + len(match[1])
        at = match.end()
    return "".join([*parts, marked[at:]]), mentions


def pairs(told: list[Told]) -> Iterator[tuple[Told, Told, bool]]:
    """Pairs within a family, with whether they are the same event."""
    for one, two in combinations(told, 2):
        if one.family == two.family:
            yield one, two, one.event == two.event


def poorer(features: StoryFeatures) -> StoryFeatures:
    """What an extractor or a codebook might miss: every topic, one entity, and one
    figure of every other document (chosen by number, the same at each run)."""
    lost = features.document % 3
    entities = {
        code: weight for at, (code, weight) in enumerate(features.entities.items()) if at != lost
    }
    numbers = frozenset(sorted(features.numbers)[features.document % 2 :])
    return replace(features, topics=frozenset(), entities=entities, numbers=numbers)


def measure(told: list[Told], same: int, show: bool) -> None:
    verdicts = [
        (one, two, truth, same_event(one.features, two.features)) for one, two, truth in pairs(told)
    ]
    for name, statuses in (
        ("  confirmed", {"confirmed"}),
        ("  and suggested", {"confirmed", "suggested"}),
    ):
        found = [truth for *_, truth, verdict in verdicts if verdict.status in statuses]
        precision = sum(found) / len(found) if found else 1.0
        print(f"{name:<16} precision {precision:.4f} recall {sum(found) / same:.4f}", end=" ")
        print(f"wrong {len(found) - sum(found)}")
    for one, two, truth, verdict in verdicts:
        if show and truth != (verdict.status == "confirmed"):
            told_as = "missed" if truth else "WRONG"
            print(f"  {told_as} ({verdict.status}, {verdict.score}):", end=" ")
            print(f"{one.event} {one.features.language} / {two.event} {two.features.language}")


def main() -> int:
    for path in [Path(given) for given in sys.argv[1:]] or [PAIRS, HARDER]:
        tell(path)
    return 0


def tell(path: Path) -> None:
    """Measure one file."""
    told = read(path)
    languages = sorted({one.features.language for one in told})
    truths = [truth for *_, truth in pairs(told)]
    same = sum(truths)
    print(f"{path.name}: {len(told)} documents in {len(languages)} languages", end=" ")
    print(f"({' '.join(languages)}):", end=" ")
    print(f"{same} same-event pairs, {len(truths) - same} different-event pairs")
    print("as extracted")
    measure(told, same, show=True)
    print("without topics, one entity and half of the time one figure lost")
    measure([replace(one, features=poorer(one.features)) for one in told], same, show=False)
    missed = sum(
        truth and not set(candidate_keys(one.features)) & set(candidate_keys(two.features))
        for one, two, truth in pairs(told)
    )
    print(f"same-event pairs without a common candidate key: {missed}")


if __name__ == "__main__":
    sys.exit(main())
