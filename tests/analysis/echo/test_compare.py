"""Pairs decided together come to what each comes to alone."""

import random
from itertools import combinations

from analysis.echo.batch import Texts
from analysis.echo.compare import compare
from analysis.echo.decide import decide
from analysis.echo.fingerprint import fingerprint
from analysis.echo.index import read, search
from analysis.echo.thresholds import COPY
from benchmarks.echo.memory import MemoryIndex
from tests.analysis.echo.texts import articles, invented, sentences

WINDOW = 45
HOUSE = " Write to our newsroom when you see smoke, snow or a stranger on the upper road."


def texts() -> list[str]:
    """Copies cut, led in and filled in anew, quotations, short ones under one footer."""
    pick = random.Random(3)
    made = [text for given in articles().values() for text in given]
    for story in range(8):
        parts = sentences(invented(story, 20))
        made += [" ".join(parts[: pick.randint(4, 20)]) + HOUSE * (place % 3) for place in range(3)]
        made.append(" ".join([invented(50 + story, 6), *parts[5:]]))
        made.append(" ".join([*sentences(invented(70 + story, 20)), *parts[3:6]]))
    made += [invented(100 + at, 2) + HOUSE * 3 for at in range(30)]
    made += [f"{invented(200, 4)} {pick.randint(100, 999)} crowns" * 3 for _ in range(10)]
    return made


def test_pairs_are_decided_as_they_are_one_by_one() -> None:
    prints = {at: fingerprint(text) for at, text in enumerate(texts())}
    days = {at: at % 3 for at in prints}
    index = MemoryIndex()
    for at, print_ in prints.items():
        index.add(at, at % 9, print_.shingles, days[at])
    everybody = Texts.of(prints, days)
    pairs = list(combinations(prints, 2))
    verdicts = compare(index, everybody, (), pairs, WINDOW)
    assert len({verdict.kind for verdict in verdicts.values()}) >= 4
    found = search(index, everybody, read(index, everybody, WINDOW), WINDOW)
    heard = dict(zip(everybody.hashes.tolist(), found.counts.tolist(), strict=True))
    for one, other in pairs:
        earlier, later = sorted((one, other), key=lambda key: (days[key], key))
        own = {value: heard[value] for value in prints[later].shingles}
        alone = decide(prints[later], prints[earlier], own)
        if not alone.final:
            everything = heard | own
            alone = decide(prints[later], prints[earlier], everything)
        assert verdicts[one, other].kind == alone.kind
        if alone.kind:
            assert verdicts[one, other] == alone


def test_a_pair_is_asked_about_in_the_window_of_the_later_one() -> None:
    """Whichever of the two is looked at: the phrase is common in the later one's window only."""
    text = invented(1, 12)
    prints = {0: fingerprint(text), 1: fingerprint(f"{text} {invented(2, 3)}")}
    days = {0: 0, 1: 40}
    index = MemoryIndex()
    for key, print_ in prints.items():
        index.add(key, key, print_.shingles, days[key])
    for other in range(2, 2 + COPY.rare_documents):
        index.add(other, 7, prints[0].shingles, 80)
    both = Texts.of(prints, days)
    first = Texts.of({0: prints[0]}, days)
    told = search(index, first, read(index, first, WINDOW), WINDOW)
    for asked in ((), ((first, told.counts),)):
        verdict = compare(index, both, asked, [(0, 1)], WINDOW)[0, 1]
        assert not verdict.joins
