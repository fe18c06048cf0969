"""What hostile outlets cost the sound ones that are crawled beside them."""

from dataclasses import dataclass
from pathlib import Path

from tests.hostile.case import Case
from tests.hostile.cases import CASES
from tests.hostile.crawl import Found, crawl_of, enter
from tests.hostile.server import serving, sound_case
from tests.support.crawling import Home

SOUND = 4
#: the issue's bound: a tenth
ALLOWED = 1.1


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Seconds until all pages of the sound outlets had their fates, alone and beside the others.

    Counted from the poll of their feed on: the start of the processes is in neither. ``lost``
    are pages that did not come to what they must; ``found`` is all of the second crawl.
    """

    alone: float
    beside: float
    lost: list[str]
    found: Found

    @property
    def ratio(self) -> float:
        """How much longer it took beside the others: 1.0 is not at all."""
        return self.beside / self.alone


def measured(folder: Path, template: Path) -> Neighbours:
    """Crawl the sound outlets alone, then beside all hostile ones."""
    sound = [(place, sound_case(place)) for place in range(SOUND)]
    with serving(SOUND) as port:
        home = Home(folder / "alone", template)
        enter(home, sound, port, sound=True)
        alone = crawl_of(home)
        home = Home(folder / "beside", template)
        enter(home, sound, port, sound=True)
        with serving() as hostile:
            enter(home, list(enumerate(CASES)), hostile)
            beside = crawl_of(home)
    lost = [wrong for found in (alone, beside) for _, case in sound for wrong in _lost(case, found)]
    return Neighbours(_seconds(alone, sound), _seconds(beside, sound), lost, beside)


def _lost(case: Case, found: Found) -> list[str]:
    fates = found.fates.get(case.slug, {})
    return [
        f"{case.name}{path}: {fates.get(path)}"
        for path, fate in case.fates.items()
        if fates.get(path, ("",))[0] != fate
    ]


def _seconds(found: Found, sound: list[tuple[int, Case]]) -> float:
    return max(found.last[case.slug] - found.first[case.slug] for _, case in sound)
