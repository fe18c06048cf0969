"""The search for candidates: bounded, and able to tell a footer from a reprint."""

from collections.abc import Sequence

from analysis.echo.fingerprint import fingerprint
from analysis.echo.index import RULE, Posting, find, frequencies_of, queried, unsettled
from analysis.echo.thresholds import COPY
from benchmarks.echo.memory import Desk, MemoryIndex
from tests.analysis.echo.texts import invented

FOOTER = " Our letter comes at seven each morning to all who asked for it by post or wire." * 3


def index_of(texts: list[tuple[str, int]]) -> MemoryIndex:
    index = MemoryIndex()
    for document, (text, source) in enumerate(texts):
        index.add(document, source, fingerprint(text).shingles)
    return index


def test_copies_are_found_best_first() -> None:
    text = invented(1, 20)
    index = index_of(
        [(invented(2, 20), 1), (text[: len(text) // 2], 2), (text + " One more line.", 3)]
    )
    assert find(fingerprint(text), index).documents == (2, 1)


def test_a_common_phrase_brings_no_candidates() -> None:
    index = index_of([(invented(seed, 12) + FOOTER, 1) for seed in range(60)])
    found = find(fingerprint(invented(99, 12) + FOOTER), index)
    assert found.documents == ()
    assert max(found.frequencies.values()) == COPY.rare_documents + 1


def test_forty_reprints_by_forty_outlets_are_found() -> None:
    wire = invented(3, 15)
    index = index_of([(f"{wire} {invented(100 + place, 1)}", place) for place in range(40)])
    assert len(find(fingerprint(wire), index).documents) > 10


def test_forty_filled_in_columns_of_one_outlet_are_not() -> None:
    column = invented(4, 15)
    index = index_of([(f"{column} {invented(100 + day, 1)}", 1) for day in range(40)])
    assert find(fingerprint(column), index).documents == ()


def test_what_one_document_costs_is_bounded() -> None:
    column = invented(5, 15)
    index = index_of([(column, place % 7) for place in range(3000)])

    class Counting:
        rows = 0

        def postings(self, hashes: Sequence[int], limit: int) -> dict[int, Sequence[Posting]]:
            answers = index.postings(hashes, limit)
            self.rows += sum(len(rows) for rows in answers.values())
            return {value: list(rows) for value, rows in answers.items()}

    counting = Counting()
    print_ = fingerprint(column)
    found = find(print_, counting)
    bound = RULE.hashes * COPY.rare_documents + RULE.crowded_hashes * RULE.crowded_postings
    assert counting.rows <= bound
    assert len(found.documents) <= RULE.compared


def test_a_sketch_with_too_many_shingles_is_queried_more_coarsely() -> None:
    print_ = fingerprint(invented(6, 300))
    few = RULE.__class__(hashes=20)
    assert len(queried(print_, few)) <= 20
    assert set(queried(print_, few)) <= set(print_.shingles)


def test_frequencies_of_a_candidate_complete_what_is_known() -> None:
    texts = [(invented(seed, 6) + FOOTER, 1) for seed in range(30)]
    index = index_of(texts)
    candidate = fingerprint(texts[0][0])
    known = {candidate.shingles[0]: 7}
    completed = frequencies_of(candidate.shingles, index, known)
    assert completed[candidate.shingles[0]] == 7
    assert set(completed) == set(candidate.shingles)
    assert {1, COPY.rare_documents + 1} <= set(completed.values())


def test_only_a_change_of_weight_reopens_earlier_decisions() -> None:
    full, rare = COPY.full_weight_documents, COPY.rare_documents
    before = {1: 0, 2: full, 3: full + 1, 4: rare, 5: rare + 1, 6: 1}
    after = {1: 40, 2: full + 1, 3: rare, 4: rare + 1, 5: 90, 6: 2}
    assert unsettled(before, after) == {2, 4}


def test_a_cut_copy_in_a_crowd_of_footers_is_linked() -> None:
    text = invented(8, 25)
    desk = Desk()
    desk.add(
        {at: (fingerprint(invented(200 + at, 5) + FOOTER), 1) for at in range(50)}
        | {90: (fingerprint(text), 2), 91: (fingerprint(text[: len(text) // 4] + FOOTER), 1)}
    )
    assert {pair for pair, verdict in desk.verdicts.items() if verdict.joins} == {(90, 91)}
