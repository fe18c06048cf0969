"""What another codebook version changes on texts, counted by code: added, removed, moved.

The unit is the article. A code is *added* to an article that did not carry it, *removed*
from one that does no longer, and *moved* where the article keeps it on other evidence.
Persons and quotations have codes that come from the texts, not from the codebook: they are
counted together, one line a kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

#: kind, code, field, place of the comment, start, end
Tag = tuple[str, str, str, int | None, int, int]

#: kinds whose codes are no codes of the codebook
OPEN_KINDS = frozenset({"person", "quote"})
#: the code that stands for all codes of such a kind
ALL = "(all)"
#: articles named for each kind of change
EXAMPLES = 3


@dataclass(slots=True)
class CodeChange:
    """How many articles gained a code, lost it, or keep it elsewhere; examples of each."""

    kind: str
    code: str
    added: int = 0
    removed: int = 0
    moved: int = 0
    added_examples: list[int] = field(default_factory=list)
    removed_examples: list[int] = field(default_factory=list)
    moved_examples: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Articles touched by this code's change."""
        return self.added + self.removed + self.moved

    def count(self, how: str, article_id: int) -> None:
        """One more article ``added``, ``removed`` or ``moved``."""
        setattr(self, how, getattr(self, how) + 1)
        examples: list[int] = getattr(self, f"{how}_examples")
        if len(examples) < EXAMPLES:
            examples.append(article_id)


@dataclass(slots=True)
class VerdictChange:
    """How many articles went from one verdict to another."""

    before: str
    after: str
    articles: int = 0
    examples: list[int] = field(default_factory=list)


class Changes:
    """Adds up, article by article, what a codebook version changes. Memory grows with codes."""

    def __init__(self) -> None:
        self.articles = 0
        self.changed = 0
        self._codes: dict[tuple[str, str], CodeChange] = {}
        self._verdicts: dict[tuple[str, str], VerdictChange] = {}

    def add(
        self,
        article_id: int,
        before: Collection[Tag],
        after: Collection[Tag],
        verdicts: tuple[str | None, str | None],
    ) -> None:
        """Count one article by its tags and (verdict before, verdict after)."""
        self.articles += 1
        found = changed_codes(before, after)
        for (kind, code), how in found:
            key = (kind, code)
            change = self._codes.get(key)
            if change is None:
                change = self._codes[key] = CodeChange(kind, code)
            change.count(how, article_id)
        old, new = (verdict or "none" for verdict in verdicts)
        if old != new:
            turn = self._verdicts.setdefault((old, new), VerdictChange(old, new))
            turn.articles += 1
            if len(turn.examples) < EXAMPLES:
                turn.examples.append(article_id)
        if found or old != new:
            self.changed += 1

    def codes(self) -> list[CodeChange]:
        """Changed codes, those that touch most articles first."""
        return sorted(self._codes.values(), key=lambda c: (-c.total, c.kind, c.code))

    def verdicts(self) -> list[VerdictChange]:
        """Changed verdicts, most articles first."""
        return sorted(self._verdicts.values(), key=lambda v: (-v.articles, v.before, v.after))

    def totals(self) -> dict[str, int]:
        """Added, removed and moved over all codes."""
        total: Counter[str] = Counter(added=0, removed=0, moved=0)
        for change in self._codes.values():
            total.update(added=change.added, removed=change.removed, moved=change.moved)
        return dict(total)

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return {
            "articles": self.articles,
            "changed": self.changed,
            **self.totals(),
            "codes": [asdict(change) for change in self.codes()],
            "verdicts": [asdict(change) for change in self.verdicts()],
        }


def changed_codes(
    before: Collection[Tag], after: Collection[Tag]
) -> list[tuple[tuple[str, str], str]]:
    """((kind, code), "added" | "removed" | "moved") of one article, each once. Pure."""
    old, new = _places(before), _places(after)
    found: dict[tuple[tuple[str, str], str], None] = {}
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) == new.get(key):
            continue
        how = "added" if key not in old else "removed" if key not in new else "moved"
        kind, code = key
        found[(kind, ALL if kind in OPEN_KINDS else code), how] = None
    return list(found)


def _places(tags: Collection[Tag]) -> dict[tuple[str, str], set[tuple[str, int | None, int, int]]]:
    places: dict[tuple[str, str], set[tuple[str, int | None, int, int]]] = {}
    for kind, code, place, comment, start, end in tags:
        places.setdefault((kind, code), set()).add((place, comment, start, end))
    return places
