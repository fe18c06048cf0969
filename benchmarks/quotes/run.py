"""How right persons and quotations are on the labelled texts.

``python -m benchmarks.quotes.run`` prints precision and recall of persons (one identity
per person and text; a label that begins with a role or an honorific names the same
person without it) and of quotes (right speaker, and a span that shares at least 70 %
of its characters with the labelled claim), the share of right quotes whose span is the
labelled one but for a final full stop, per part, file and language, and the time per
3,000 characters. ``--errors`` lists what is wrong in the tuning half, never in the
held-out half.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.codebook.types import Annotation, Document
from analysis.people.annotate import people_and_quotes
from benchmarks.quotes.labelled import STRANGERS, Labelled, read

_OVERLAP = 0.7
_STOPS = ".۔"


@dataclass(slots=True)
class Counts:
    """Right, invented and missed persons and quotes."""

    people: list[int]
    quotes: list[int]
    exact: int = 0

    @classmethod
    def empty(cls) -> Counts:
        return cls([0, 0, 0], [0, 0, 0])

    def add(self, other: Counts) -> None:
        self.people = [a + b for a, b in zip(self.people, other.people, strict=True)]
        self.quotes = [a + b for a, b in zip(self.quotes, other.quotes, strict=True)]
        self.exact += other.exact

    def figures(self) -> dict[str, float]:
        right = self.quotes[0]
        return {
            "people_precision": _share(self.people[0], self.people[1]),
            "people_recall": _share(self.people[0], self.people[2]),
            "quotes_precision": _share(right, self.quotes[1]),
            "quotes_recall": _share(right, self.quotes[2]),
            "exact_spans": round(self.exact / right, 3) if right else 1.0,
        }


def _share(right: int, wrong: int) -> float:
    return round(right / (right + wrong), 3) if right + wrong else 1.0


def score(item: Labelled) -> tuple[Counts, list[str]]:
    """Counts of one text, and its errors in words."""
    codes = [k.code for k in item.known if k.person]
    found = people_and_quotes(item.document, item.matches(), codes)
    people = [a for a in found if a.kind == "person"]
    quotes = [a for a in found if a.kind == "quote"]
    code_of = {name: a.code for name in item.people for a in people if _names(item.text, name, a)}
    counts, errors = Counts.empty(), []

    wanted = {code_of[name] for name in item.people if name in code_of}
    missed = [name for name in item.people if name not in code_of]
    invented = sorted({a.code for a in people} - wanted)
    counts.people = [len(wanted), len(invented), len(missed)]
    errors += [f"missed person {n}" for n in missed] + [f"invented person {n}" for n in invented]

    left = list(quotes)
    for speaker, claim in item.quotes:
        start = item.text.index(claim)
        code = code_of.get(speaker, speaker)
        hit = next(
            (q for q in left if q.code == code and _overlap(q, start, start + len(claim))), None
        )
        if hit is None:
            counts.quotes[2] += 1
            errors.append(f"missed quote {speaker}: {claim}")
            continue
        left.remove(hit)
        counts.quotes[0] += 1
        if hit.matched_text.rstrip(_STOPS) == claim.rstrip(_STOPS):
            counts.exact += 1
        else:
            errors.append(f"other span {hit.matched_text!r} for {claim!r}")
    counts.quotes[1] = len(left)
    errors += [f"invented quote {q.code}: {q.matched_text} ({q.rule})" for q in left]
    return counts, errors


def _names(text: str, name: str, found: Annotation) -> bool:
    """Whether a person found stands where a label stands, one within the other.

    The label may begin with a role or an honorific and end in a case ending; what was
    found may begin earlier, but never lacks the last word.
    """
    for label in re.finditer(re.escape(name), text):
        if found.start <= label.start() and label.end() <= found.end:
            return True
        if label.start() <= found.start and found.end <= label.end():
            return text[found.end - 1 : label.end()].isalpha()
    return False


def _overlap(quote: Annotation, start: int, end: int) -> bool:
    shared = min(quote.end, end) - max(quote.start, start)
    joined = max(quote.end, end) - min(quote.start, start)
    return shared >= _OVERLAP * joined


def total(items: Iterable[Labelled]) -> Counts:
    """Counts over some texts."""
    counts = Counts.empty()
    for item in items:
        counts.add(score(item)[0])
    return counts


def milliseconds(items: Sequence[Labelled], repeats: int = 30) -> float:
    """Time per 3,000 characters, texts of one language put together.

    Every sentence of these speaks of somebody; ordinary articles take about half.
    """
    documents = []
    for language in sorted({i.language for i in items}):
        text = "\n".join(i.text for i in items if i.language == language)
        documents.append(Document(title="", text=text[:3000], language=language))
    for document in documents:
        people_and_quotes(document, (), ())
    spent = sum(_fastest(document, repeats) for document in documents)
    characters = sum(len(d.text) for d in documents)
    return round(spent / characters * 3000 * 1000, 3)


def _fastest(document: Document, repeats: int) -> float:
    """Seconds of the fastest of some runs: what else the machine does is not measured."""
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        people_and_quotes(document, (), ())
        times.append(time.perf_counter() - begun)
    return min(times)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; exit code 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quotes.run", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list errors of the tuning half")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(arguments)
    items = read()
    parts = {
        "tuning": [i for i in items if not i.held_out],
        "held out": [i for i in items if i.held_out],
        "all": items,
    }
    for language in sorted({i.language for i in items}):
        parts[language] = [i for i in items if i.language == language]
    for path in STRANGERS:
        strangers = parts[path.stem] = read(path)
        for language in sorted({i.language for i in strangers}):
            parts[f"{path.stem} {language}"] = [i for i in strangers if i.language == language]
    figures = {name: total(members).figures() for name, members in parts.items()}
    if options.json:
        print(json.dumps({"parts": figures, "ms_per_3000": milliseconds(items)}, indent=2))
        return 0
    print(f"{'part':<16}{'texts':>6}{'people P':>10}{'R':>7}{'quotes P':>10}{'R':>7}{'exact':>8}")
    for name, f in figures.items():
        print(
            f"{name:<16}{len(parts[name]):>6}{f['people_precision']:>10.3f}"
            f"{f['people_recall']:>7.3f}{f['quotes_precision']:>10.3f}"
            f"{f['quotes_recall']:>7.3f}{f['exact_spans']:>8.3f}"
        )
    print(f"{milliseconds(items)} ms per 3,000 characters of nothing but quotes")
    if options.errors:
        for item in parts["tuning"]:
            for error in score(item)[1]:
                print(f"{item.id}: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
