"""How right the shipped codebook is on the labelled texts.

``python -m benchmarks.codebook.run`` prints, for each set of ``labelled.py``, relevance
(precision, recall, F1, hard negatives let through) for the texts used for tuning and for
those held out, beside what a plain keyword filter makes of them, which tells how hard the
set is; then, for the set named by ``--set`` (each and all together when none is),
the tables per language, per trap and per topic.
Topics are scored on relevant texts, since analysts code only those. ``--errors`` lists
the wrong ones of the tuning texts (never of the held-out ones), ``--json`` prints the
headline figures as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analysis.codebook import Document, compile_codebook, load
from benchmarks.codebook.labelled import SETS, Labelled, SetName, read

#: what a plain keyword filter asks for: a word of each side, in any of its forms
RUSSIA_WORDS = frozenset(
    {"russia", "russian_adj", "moscow", "kremlin", "vladimir_putin", "sergey_lavrov"}
)
TALIBAN_WORDS = frozenset({"taliban", "taliban_government"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """A labelled text and what the codebook made of it; ``keywords``: a filter that asks
    for a word of each side, anywhere, would take it."""

    item: Labelled
    relevant: bool
    score: float
    topics: frozenset[str]
    reasons: str
    keywords: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a yes/no decision and what follows from them."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int

    @property
    def precision(self) -> float:
        return _ratio(self.true_positive, self.true_positive + self.false_positive)

    @property
    def recall(self) -> float:
        return _ratio(self.true_positive, self.true_positive + self.false_negative)

    @property
    def f1(self) -> float:
        wrong = self.false_positive + self.false_negative
        return _ratio(2 * self.true_positive, 2 * self.true_positive + wrong)

    @property
    def let_through(self) -> float:
        """The share of irrelevant texts called relevant."""
        return _ratio(self.false_positive, self.false_positive + self.true_negative)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def outcomes(set_name: SetName = "labelled") -> list[Outcome]:
    """Codes every text of a labelled set with the packaged codebook."""
    compiled = compile_codebook(load())
    found: list[Outcome] = []
    for item in read(set_name):
        document = Document(
            title=item.title,
            text=item.text,
            language=item.language,
            published_at=item.published_at,
        )
        coding = compiled.code(document)
        relevance = coding.relevance
        topics = frozenset(a.code for a in coding.annotations if a.kind == "topic")
        reasons = "; ".join(f"{c.name} {c.weight:+.2f} {c.detail}" for c in relevance.contributions)
        words = {match.code for match in compiled.match(document).matches}
        found.append(
            Outcome(
                item=item,
                relevant=relevance.verdict == "relevant",
                score=relevance.score,
                topics=topics,
                reasons=reasons,
                keywords=bool(words & RUSSIA_WORDS and words & TALIBAN_WORDS),
            )
        )
    return found


def relevance_figures(results: Iterable[Outcome]) -> Figures:
    """Relevance decided against relevance labelled."""
    return figures((r.relevant, r.item.relevant) for r in results)


def figures(decisions: Iterable[tuple[bool, bool]]) -> Figures:
    """Counts of (decided, labelled) pairs."""
    pairs = list(decisions)
    return Figures(
        true_positive=sum(d and t for d, t in pairs),
        false_positive=sum(d and not t for d, t in pairs),
        false_negative=sum(t and not d for d, t in pairs),
        true_negative=sum(not d and not t for d, t in pairs),
    )


def topic_figures(results: Sequence[Outcome]) -> dict[str, Figures]:
    """Figures per topic over the relevant texts; topics no text carries are left out."""
    relevant = [r for r in results if r.item.relevant]
    codes = sorted({topic for r in relevant for topic in r.item.topics})
    return {
        code: figures((code in r.topics, code in r.item.topics) for r in relevant) for code in codes
    }


def macro_f1(topics: dict[str, Figures]) -> float:
    """The plain mean of the topics' F1."""
    return _ratio(sum(f.f1 for f in topics.values()), len(topics))


def summary(results: Sequence[Outcome]) -> dict[str, float]:
    """The headline figures of some outcomes."""
    relevance = relevance_figures(results)
    keywords = figures((r.keywords, r.item.relevant) for r in results)
    return {
        "texts": len(results),
        "relevance_precision": round(relevance.precision, 4),
        "relevance_recall": round(relevance.recall, 4),
        "relevance_f1": round(relevance.f1, 4),
        "hard_negatives_let_through": round(relevance.let_through, 4),
        "topics_macro_f1": round(macro_f1(topic_figures(results)), 4),
        "keywords_f1": round(keywords.f1, 4),
        "keywords_let_through": round(keywords.let_through, 4),
    }


def by(
    results: Sequence[Outcome], key: Callable[[Outcome], str]
) -> dict[str, tuple[int, int, float]]:
    """Per value of ``key``: texts, wrong decisions, share right."""
    groups: dict[str, list[Outcome]] = {}
    for result in results:
        groups.setdefault(key(result), []).append(result)
    table: dict[str, tuple[int, int, float]] = {}
    for name, members in sorted(groups.items()):
        wrong = sum(r.relevant != r.item.relevant for r in members)
        table[name] = (len(members), wrong, round(1 - wrong / len(members), 3))
    return table


def _print_table(title: str, rows: dict[str, tuple[int, int, float]]) -> None:
    print(f"\n{title:<32}{'texts':>6}{'wrong':>7}{'right':>8}")
    for name, (count, wrong, right) in rows.items():
        print(f"{name:<32}{count:>6}{wrong:>7}{right:>8.1%}")


def _parts(results: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    return {
        "tuning": [r for r in results if not r.item.held_out],
        "held_out": [r for r in results if r.item.held_out],
        "all": list(results),
    }


def _print_headlines(sets: dict[SetName, list[Outcome]]) -> None:
    print(
        f"{'set':<13}{'part':<10}{'texts':>6}{'P':>8}{'R':>8}{'F1':>8}"
        f"{'let through':>13}{'topics F1':>11}{'keywords F1':>13}{'let through':>13}"
    )
    for set_name, results in sets.items():
        for part, members in _parts(results).items():
            s = summary(members)
            print(
                f"{set_name:<13}{part:<10}{s['texts']:>6}{s['relevance_precision']:>8.3f}"
                f"{s['relevance_recall']:>8.3f}{s['relevance_f1']:>8.3f}"
                f"{s['hard_negatives_let_through']:>13.1%}{s['topics_macro_f1']:>11.3f}"
                f"{s['keywords_f1']:>13.3f}{s['keywords_let_through']:>13.1%}"
            )


def _print_tables(set_name: str, results: Sequence[Outcome]) -> None:
    print(f"\n--- {set_name}")
    _print_table("language", by(results, lambda r: r.item.language))
    _print_table("trap", by(results, lambda r: r.item.trap or "plain"))
    print(f"\n{'topic':<32}{'labelled':>9}{'P':>8}{'R':>8}{'F1':>8}")
    for code, f in topic_figures(results).items():
        labelled = f.true_positive + f.false_negative
        print(f"{code:<32}{labelled:>9}{f.precision:>8.3f}{f.recall:>8.3f}{f.f1:>8.3f}")


def _print_errors(results: Iterable[Outcome]) -> None:
    for r in results:
        if r.item.held_out:
            continue
        if r.relevant != r.item.relevant:
            print(f"{r.item.id} labelled {r.item.relevant}: {r.score:.2f} {r.reasons}")
        if r.item.relevant and r.topics != set(r.item.topics):
            missing = sorted(set(r.item.topics) - r.topics)
            extra = sorted(r.topics - set(r.item.topics))
            print(f"{r.item.id} topics missing {missing} extra {extra}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; exit code 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.codebook.run", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list wrong tuning texts")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--set", choices=SETS, help="one set only")
    options = parser.parse_args(arguments)
    chosen: tuple[SetName, ...] = (options.set,) if options.set else SETS
    sets = {name: outcomes(name) for name in chosen}
    if options.json:
        data = {
            name: {part: summary(members) for part, members in _parts(results).items()}
            for name, results in sets.items()
        }
        print(json.dumps(data, indent=2))
    else:
        _print_headlines(sets)
        for name, results in sets.items():
            _print_tables(name, results)
        if len(sets) > 1:
            _print_tables("all sets", [r for results in sets.values() for r in results])
    if options.errors:
        for results in sets.values():
            _print_errors(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
