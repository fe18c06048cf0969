"""Stories that keep their identity while documents come, go and are moved.

Grouping is made anew from links; this gives each group the id of the story it
continues, so that what people bookmarked stays, and says what happened to the
others. A person's word stands before the links: documents pinned to one story
stay together, documents pinned to two stories apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from analysis.echo.cluster import Link, LinkKind, cluster


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a story's history. `other`: the story merged with or split from."""

    story: int
    what: Literal["began", "grew", "shrank", "merged", "split", "ended"]
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Storyline:
    """`stories`: id -> documents, ascending; `changes`: what to write down."""

    stories: Mapping[int, tuple[int, ...]]
    changes: tuple[Change, ...]


def storyline(
    links: Iterable[Link],
    before: Mapping[int, Sequence[int]],
    *,
    rejected: Iterable[tuple[int, int]] = (),
    pinned: Mapping[int, int] | None = None,
    places: Mapping[int, Sequence[int]] | None = None,
    taken: Iterable[int] = (),
    yielding: bool = False,
) -> Storyline:
    """Group documents and name the groups.

    `links`: translations and reports of one event (`cluster.Link`), between
    texts: one document stands for all places of a text, otherwise forty copies
    would outvote the one link that a report from elsewhere has.
    `before`: the stories as they were, id -> documents, for all documents
    concerned. `pinned`: document -> story that a person put it into. `places`: for a
    document that stands for several places of one text all of them, itself included;
    such a text is a story even without a link. `taken`: ids that other stories have.
    `yielding`: where pins contradict a rejection, the rejection holds; otherwise
    `cluster.Conflict` is raised.
    A new story takes the id of its least document, or if that is taken the next one's.
    """
    pins = dict(pinned or {})
    apart = set(rejected)
    said = list(links)
    for (one, story), (two, other) in combinations(sorted(pins.items()), 2):
        if story == other:
            kind: LinkKind = "exact" if yielding else "same_story"
            said.append(Link(one, two, kind, 1.0, by_person=not yielding))
        else:
            apart.add((one, two))
    groups = [*cluster(said, apart)]
    grouped = {document for group in groups for document in group}
    printed = {document: tuple(all_) for document, all_ in (places or {}).items() if len(all_) > 1}
    alone = (pins.keys() | printed.keys()) - grouped
    groups += [(document,) for document in sorted(alone)]
    groups = [
        tuple(sorted({place for document in group for place in printed.get(document, (document,))}))
        for group in groups
    ]
    named = _names(groups, before, pins, taken)
    return Storyline(named, _changes(named, before))


def _names(
    groups: Sequence[tuple[int, ...]],
    before: Mapping[int, Sequence[int]],
    pins: Mapping[int, int],
    others: Iterable[int],
) -> dict[int, tuple[int, ...]]:
    """Each group's story: the pinned one, else the one most of it comes from."""
    story_of = {document: story for story, members in before.items() for document in members}
    claims = []
    for group in groups:
        counts: dict[int, int] = defaultdict(int)
        for document in group:
            if document in story_of:
                counts[story_of[document]] += 1
        for story in {pins[document] for document in group if document in pins}:
            counts[story] = len(group) + len(story_of) + 1
        claims += [(-count, story, group) for story, count in counts.items()]
    named: dict[int, tuple[int, ...]] = {}
    settled: set[tuple[int, ...]] = set()
    for _, story, group in sorted(claims):
        if story not in named and group not in settled:
            named[story] = group
            settled.add(group)
    # An id is never used twice, not even after its story ended.
    taken = set(before) | set(named) | set(others)
    for group in groups:
        if group not in settled:
            fresh = next((document for document in group if document not in taken), None)
            if fresh is None:
                fresh = max(taken) + 1
            named[fresh] = group
            taken.add(fresh)
    return {story: named[story] for story in sorted(named)}


def _changes(
    after: Mapping[int, tuple[int, ...]], before: Mapping[int, Sequence[int]]
) -> tuple[Change, ...]:
    story_of = {document: story for story, members in before.items() for document in members}
    changes: list[Change] = []
    for story, group in after.items():
        origins = {story_of[document] for document in group if document in story_of}
        if story not in before:
            source = min(origins, default=None)
            changes.append(Change(story, "began" if source is None else "split", source))
            continue
        changes += [Change(story, "merged", other) for other in sorted(origins - {story})]
        old = set(before[story])
        if set(group) - old and not origins - {story}:
            changes.append(Change(story, "grew"))
        if old - set(group):
            changes.append(Change(story, "shrank"))
    changes += [Change(story, "ended") for story in sorted(set(before) - set(after))]
    return tuple(changes)
