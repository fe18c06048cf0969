"""The shingle index as one batch of texts sees it: read once, then answered from memory.

A batch asks for each of its shingles several times: to search, to count before and after it was
added, to weigh. Each hash is read once, up to the number of rows at which it is known to be
common; only for a common phrase, in a window that the rows read do not settle, is the database
asked again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.echo.decide import Verdict, decide
from analysis.echo.fingerprint import Fingerprint, unpack
from analysis.echo.index import Posting, find, frequencies_of, unsettled
from analysis.echo.thresholds import COPY
from models.queries.echo import same_text, sketches
from models.queries.postings import Row, postings

#: exact copies of one text that are linked directly; the rest meet through these
EXACT_LIMIT = 20

#: rows of a hash that are read: one more than makes it common to somebody who is among them
DEPTH = COPY.rare_documents + 2

Days = tuple[int, int]
_Answer = dict[int, list[Row]]


class WindowIndex:
    """The rows of many hashes within ``days``, those of the batch included once it was added."""

    def __init__(self, session: Session, days: Days) -> None:
        self.session = session
        self.days = days
        self._rows: dict[int, list[Row]] = {}
        self._cut: set[int] = set()

    def load(self, hashes: Iterable[int]) -> None:
        """Read the hashes that were not read yet."""
        missing = set(hashes) - self._rows.keys()
        if not missing:
            return
        found = postings(self.session, missing, DEPTH, self.days)
        for value in missing:
            rows = self._rows[value] = found.get(value, [])
            if len(rows) >= DEPTH:
                self._cut.add(value)

    def forget(self, hashes: Iterable[int]) -> None:
        """Read these anew when they are asked for."""
        for value in hashes:
            self._rows.pop(value, None)
            self._cut.discard(value)

    def add(self, row: Row, hashes: Iterable[int]) -> None:
        """Take in what the batch added to the index."""
        for value in hashes:
            self._rows[value].append(row)

    def earlier(self, hashes: Iterable[int]) -> dict[int, list[Row]]:
        """A copy of what was read of each hash, for `reopened`."""
        return {value: list(rows) for value in hashes if (rows := self._rows[value])}

    def rows(self, hashes: Sequence[int], limit: int, days: Days, besides: int = 0) -> _Answer:
        """Up to ``limit`` rows of each hash within ``days``, besides the article that asks."""
        answer: _Answer = {}
        unknown = []
        whole = days[0] <= self.days[0] and self.days[1] <= days[1]
        inside = self.days[0] <= days[0] and days[1] <= self.days[1]
        for value in hashes:
            rows = self._rows.get(value)
            if rows is None or not inside:
                unknown.append(value)
                continue
            if not rows:
                continue
            if not whole:
                rows = [row for row in rows if days[0] <= row.day <= days[1]]
            if besides:
                rows = [row for row in rows if row.document != besides]
            if len(rows) < limit and value in self._cut:
                unknown.append(value)
            elif rows:
                answer[value] = rows[:limit]
        if unknown:
            found = postings(self.session, unknown, limit + (1 if besides else 0), days)
            for value, rows in found.items():
                others = [row for row in rows if row.document != besides]
                if others:
                    answer[value] = others[:limit]
        return answer


@dataclass(frozen=True, slots=True)
class Asking:
    """The index as ``analysis.echo.index`` asks it, for one article in its window.

    ``article_id`` is left out of the answers; 0 asks for all that hold a shingle.
    """

    index: WindowIndex
    days: Days
    article_id: int

    def postings(self, hashes: Sequence[int], limit: int) -> Mapping[int, Sequence[Posting]]:
        """At most ``limit`` rows for each hash."""
        return self.index.rows(hashes, limit, self.days, self.article_id)


def reopened(
    before: Mapping[int, Sequence[Row]], after: Mapping[int, Sequence[Row]], window: int
) -> set[int]:
    """Articles for whom a shingle of theirs says less or more than before the batch.

    Each counts in its own window, so the outcome is the same in whatever batches texts arrive.
    """
    counts_before: dict[tuple[int, int], int] = {}
    counts_after: dict[tuple[int, int], int] = {}
    for value, old in before.items():
        new = after.get(value, ())
        if max(len(old), len(new)) <= COPY.full_weight_documents:
            continue
        for holder in old:
            first, last = holder.day - window, holder.day + window
            key = (value, holder.document)
            counts_before[key] = sum(first <= row.day <= last for row in old)
            counts_after[key] = sum(first <= row.day <= last for row in new)
    return {article_id for _, article_id in unsettled(counts_before, counts_after)}


def compare(
    index: WindowIndex,
    window: int,
    prints: Mapping[int, Fingerprint],
    days: Mapping[int, int],
    linked: Mapping[int, Collection[int]],
    repeated: Collection[str],
) -> dict[tuple[int, int], Verdict]:
    """What each text and each possible copy of it are to each other, by pair, least key first.

    ``prints`` and ``days``: the texts that ask, all of them in the index. ``linked``: what each
    is asked about in any case. ``repeated``: digests that several texts have.
    """
    index.load(value for print_ in prints.values() for value in print_.shingles)
    windows = {key: (day - window, day + window) for key, day in days.items()}
    wanted: dict[int, list[int]] = {}
    frequencies: dict[int, dict[int, int]] = {}
    for key, print_ in prints.items():
        found = find(print_, Asking(index, windows[key], key))
        exact: Sequence[int] = ()
        if print_.text_sha256 in repeated:
            exact = same_text(index.session, print_.text_sha256, key, windows[key], EXACT_LIMIT)
        wanted[key] = list(dict.fromkeys([*found.documents, *exact, *linked.get(key, ())]))
        frequencies[key] = found.frequencies
    others = {other for found in wanted.values() for other in found} - prints.keys()
    stored = sketches(index.session, others)
    # a text that is linked by hand and still waits for its fingerprint has none yet
    known = {**prints, **{key: unpack(row.sketch) for key, row in stored.items()}}
    verdicts: dict[tuple[int, int], Verdict] = {}
    unsure: list[tuple[int, int]] = []
    # the later of two texts of one batch has the last word, in whatever order they were read
    for key in sorted(wanted, key=lambda key: (days[key], key)):
        for other in wanted[key]:
            pair = (min(key, other), max(key, other))
            if other not in known or (pair in verdicts and verdicts[pair].final):
                continue
            verdict = decide(prints[key], known[other], frequencies[key])
            if verdict.final:
                verdicts[pair] = verdict
            else:
                unsure.append((key, other))
    hashes = {pair: _compared(prints[pair[0]], known[pair[1]]) for pair in unsure}
    index.load(value for theirs in hashes.values() for value in theirs)
    for key, other in unsure:
        pair = (min(key, other), max(key, other))
        if pair in verdicts and verdicts[pair].final:
            continue
        asking = Asking(index, windows[key], 0)
        frequencies[key] = frequencies_of(hashes[key, other], asking, frequencies[key])
        verdicts[pair] = decide(prints[key], known[other], frequencies[key])
    return verdicts


def _compared(one: Fingerprint, other: Fingerprint) -> tuple[int, ...]:
    return other.sampled(max(one.level, other.level))
