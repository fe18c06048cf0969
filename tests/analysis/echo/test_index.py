"""The search for candidates: bounded, and able to tell a footer from a reprint."""

from dataclasses import dataclass

from analysis.echo.batch import Ints, Rows, Texts
from analysis.echo.fingerprint import Fingerprint, fingerprint
from analysis.echo.index import RULE, Found, arrive, queried, read, search
from analysis.echo.thresholds import COPY
from benchmarks.echo.memory import Desk, MemoryIndex
from tests.analysis.echo.texts import invented

FOOTER = " Our letter comes at seven each morning to all who asked for it by post or wire." * 3
WINDOW = 45
ASKING = 100_000


def index_of(texts: list[tuple[str, int]], day: int = 0) -> MemoryIndex:
    index = MemoryIndex()
    for document, (text, source) in enumerate(texts):
        index.add(document, source, fingerprint(text).shingles, day)
    return index


def find(print_: Fingerprint, index: MemoryIndex, day: int = 0) -> Found:
    """What is found for a text that was put into the index."""
    index.add(ASKING, 99, print_.shingles, day)
    texts = Texts.of({ASKING: print_}, {ASKING: day})
    return search(index, texts, read(index, texts, WINDOW), WINDOW)


def test_copies_are_found_best_first() -> None:
    text = invented(1, 20)
    index = index_of(
        [(invented(2, 20), 1), (text[: len(text) // 2], 2), (text + " One more line.", 3)]
    )
    assert find(fingerprint(text), index).candidates == [[2, 1]]


def test_copies_out_of_the_window_are_not_found() -> None:
    text = invented(1, 20)
    print_ = fingerprint(text)
    assert find(print_, index_of([(text, 1)], day=9), day=9 + WINDOW).candidates == [[0]]
    assert find(print_, index_of([(text, 1)], day=9), day=10 + WINDOW).candidates == [[]]


def test_a_common_phrase_brings_no_candidates() -> None:
    index = index_of([(invented(seed, 12) + FOOTER, 1) for seed in range(60)])
    found = find(fingerprint(invented(99, 12) + FOOTER), index)
    assert found.candidates == [[]]
    assert max(found.counts) == COPY.rare_documents + 1


def test_forty_reprints_by_forty_outlets_are_found() -> None:
    wire = invented(3, 15)
    index = index_of([(f"{wire} {invented(100 + place, 1)}", place) for place in range(40)])
    assert len(find(fingerprint(wire), index).candidates[0]) > 10


def test_forty_filled_in_columns_of_one_outlet_are_not() -> None:
    column = invented(4, 15)
    index = index_of([(f"{column} {invented(100 + day, 1)}", 1) for day in range(40)])
    assert find(fingerprint(column), index).candidates == [[]]


@dataclass
class Counting(MemoryIndex):
    """An index that counts what it reads."""

    read: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def counts(self, hashes: Ints, first: Ints, last: Ints, limit: Ints | int) -> Ints:
        counts = super().counts(hashes, first, last, limit)
        self.read += int(counts.sum())
        return counts

    def rows(self, hashes: Ints, first: Ints, last: Ints, limit: int | None = None) -> Rows:
        rows = super().rows(hashes, first, last, limit)
        self.read += len(rows.day)
        return rows


def test_what_one_document_costs_is_bounded() -> None:
    column = fingerprint(invented(5, 15))
    index = Counting()
    for place in range(3000):
        index.add(place, place % 7, column.shingles)
    found = find(column, index)
    bound = 2 * RULE.hashes * (COPY.rare_documents + 1)
    bound += RULE.crowded_hashes * (RULE.crowded_postings + 1)
    assert index.read <= bound
    assert len(found.candidates[0]) <= RULE.compared


def test_a_sketch_with_too_many_shingles_is_queried_more_coarsely() -> None:
    print_ = fingerprint(invented(6, 300))
    few = RULE.__class__(hashes=20)
    assert len(queried(print_, few)) <= 20
    assert set(queried(print_, few)) <= set(print_.shingles)


def reopened(before: list[int], now: list[int], day: int = 0) -> set[int]:
    """Which of documents on these days are decided again when others arrive on those."""
    print_ = fingerprint(invented(7, 3))
    index = MemoryIndex()
    for document, its_day in enumerate([*before, *now]):
        index.add(document, document, print_.shingles, its_day)
    keys = range(len(before), len(before) + len(now))
    texts = Texts.of(dict.fromkeys(keys, print_), dict(zip(keys, now, strict=True)))
    return arrive(index, texts, WINDOW)[1]


def test_only_a_change_of_weight_reopens_earlier_decisions() -> None:
    full, rare = COPY.full_weight_documents, COPY.rare_documents
    assert reopened([0] * (full - 1), [0]) == set()
    assert reopened([0] * full, [0]) == set(range(full))
    assert reopened([0] * (full + 1), [0]) == set()
    assert reopened([0] * rare, [0]) == set(range(rare))
    assert reopened([0] * (rare + 1), [0]) == set()
    assert reopened([0] * 3, [0] * 40) == {0, 1, 2}


def test_each_document_is_reopened_by_its_own_window() -> None:
    """Also when there are so many others before the window that not all of them are read."""
    rare = COPY.rare_documents
    # the twenty-first in the window of the last one only
    assert reopened([0] * (rare - 1) + [30], [60]) == {rare - 1}
    assert reopened([20] * (rare - 1) + [45], [60]) == set(range(rare))
    assert reopened([0] * 40 + [50] * (rare - 1) + [60], [62]) == set(range(40, 40 + rare))


def test_a_text_taken_out_reopens_what_it_made_common() -> None:
    print_ = fingerprint(invented(7, 3))
    other = fingerprint(invented(8, 3))
    index = MemoryIndex()
    for document in range(COPY.rare_documents):
        index.add(document, document, print_.shingles)
    index.add(99, 99, other.shingles)
    gone = {value: [0] for value in print_.shingles}
    _, again = arrive(index, Texts.of({99: other}, {99: 0}), WINDOW, gone)
    assert again == set(range(COPY.rare_documents))


def test_a_text_that_became_empty_reopens_what_it_made_common() -> None:
    for others in (COPY.rare_documents, 3 * COPY.rare_documents):
        print_ = fingerprint(invented(7, 3))
        index = MemoryIndex()
        for document in range(others):
            index.add(document, document, print_.shingles)
        gone = {value: [0] for value in print_.shingles}
        _, again = arrive(index, Texts.of({99: fingerprint("")}, {99: 0}), WINDOW, gone)
        assert again == (set(range(others)) if others == COPY.rare_documents else set())


def test_a_cut_copy_in_a_crowd_of_footers_is_linked() -> None:
    text = invented(8, 25)
    desk = Desk()
    desk.add(
        {at: (fingerprint(invented(200 + at, 5) + FOOTER), 1) for at in range(50)}
        | {90: (fingerprint(text), 2), 91: (fingerprint(text[: len(text) // 4] + FOOTER), 1)}
    )
    assert {pair for pair, verdict in desk.verdicts.items() if verdict.joins} == {(90, 91)}
