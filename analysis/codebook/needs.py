"""Operands compiled to sets: what must stand somewhere for a rule or condition to hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from analysis.codebook.schema import Codebook, Combination, Scope


@dataclass(frozen=True, slots=True)
class Reach:
    """A scope as rules and conditions ask for it: ``words`` only matters for "words"."""

    kind: Literal["sentence", "paragraph", "text", "words"]
    words: int = 0

    @classmethod
    def of(cls, scope: Scope) -> Reach:
        return cls(scope) if isinstance(scope, str) else cls("words", scope.words)


@dataclass(frozen=True, slots=True)
class Expansion:
    """The members of every group, as operands: ``group:x`` → {``entity:a``, …}."""

    groups: dict[str, frozenset[str]]

    @classmethod
    def of(cls, codebook: Codebook) -> Expansion:
        members: dict[str, set[str]] = {}
        for kind, item in codebook.items():
            for group in item.groups:
                members.setdefault(f"group:{group}", set()).add(f"{kind}:{item.code}")
        return cls({group: frozenset(operands) for group, operands in members.items()})


@dataclass(frozen=True, slots=True)
class Need:
    """Holds when any of its names, any of its topics, or all parts of any group is there."""

    names: frozenset[str]
    references: frozenset[str] = frozenset()
    groups: tuple[tuple[Need, ...], ...] = ()

    def holds(self, present: Collection[str], fired: Collection[str] = ()) -> bool:
        """Whether it holds given the operands present and the topics and genres fired."""
        if not self.names.isdisjoint(present):
            return True
        if self.references and not self.references.isdisjoint(fired):
            return True
        # plain loops: it is asked hundreds of times of a text, mostly in vain
        for group in self.groups:
            for part in group:
                if not part.holds(present, fired):
                    break
            else:
                return True
        return False

    def all_names(self) -> frozenset[str]:
        """Every name anywhere inside."""
        return self.names.union(*(part.all_names() for group in self.groups for part in group))


def need_of(operands: Iterable[str | Combination], expansion: Expansion) -> Need:
    """One need that holds when any of the operands does."""
    names: set[str] = set()
    references: set[str] = set()
    groups: list[tuple[Need, ...]] = []
    for operand in operands:
        if isinstance(operand, Combination):
            if operand.any:
                inner = need_of(operand.any, expansion)
                names |= inner.names
                references |= inner.references
                groups.extend(inner.groups)
            else:
                groups.append(tuple(need_of([part], expansion) for part in operand.all))
        elif operand.startswith("group:"):
            names |= expansion.groups.get(operand, frozenset())
        elif operand.startswith(("topic:", "genre:")):
            references.add(operand)
        else:
            names.add(operand)
    return Need(frozenset(names), frozenset(references), tuple(groups))
