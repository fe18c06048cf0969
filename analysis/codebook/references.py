"""Whether everything a codebook refers to exists: operands, codes, rule ids, circles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.codebook.schema import OPERAND, Codebook, Condition, Rule, operand_names

Path = tuple[str | int, ...]


def reference_problems(codebook: Codebook) -> Iterator[tuple[Path, str]]:
    """(key path, reason) for every doubled code or id and every dangling operand."""
    yield from _doubled(codebook)
    known = known_operands(codebook)
    for path, operand in operands_with_paths(codebook):
        if OPERAND.match(operand) and operand not in known:
            yield path, f"{operand} names nothing in this codebook"
    for i, designation in enumerate(codebook.designations):
        if f"entity:{designation.about}" not in known:
            yield ("designations", i, "about"), f"no entity has the code {designation.about}"
    yield from _circles(codebook)


def known_operands(codebook: Codebook) -> set[str]:
    """Every operand string that names something."""
    known = {f"{kind}:{item.code}" for kind, item in codebook.items()}
    known |= {f"group:{group}" for _, item in codebook.items() for group in item.groups}
    known |= {f"topic:{topic.code}" for topic in codebook.topics}
    known |= {f"genre:{genre.code}" for genre in codebook.genres}
    return known


def operands_with_paths(codebook: Codebook) -> Iterator[tuple[Path, str]]:
    """Every operand string (and literal word) of rules, conditions and screen."""
    for path, condition in _conditions(codebook):
        yield from _in_condition(condition, path)
    for i, designation in enumerate(codebook.designations):
        for part in ("of", "not_of"):
            yield from _listed(getattr(designation, part), ("designations", i, part))
    for key in ("topics", "genres"):
        for i, topic in enumerate(getattr(codebook, key)):
            for j, rule in enumerate(topic.rules):
                yield from _in_rule(rule, (key, i, "rules", j))
    for i, inner in enumerate(codebook.screen.any):
        for j, operand in enumerate(inner):
            yield ("screen", "any", i, j), operand
    for part, groups in codebook.relevance.groups.items():
        for j, group in enumerate(groups):
            yield ("relevance", "groups", part, j), f"group:{group}"


def _conditions(codebook: Codebook) -> Iterator[tuple[Path, Condition]]:
    for key in ("entities", "concepts", "designations"):
        for i, item in enumerate(getattr(codebook, key)):
            for language, names in item.names.items():
                for j, name in enumerate(names):
                    for part in ("when", "unless"):
                        condition = getattr(name, part)
                        if condition is not None:
                            yield (key, i, "names", language, j, part), condition


def _in_condition(condition: Condition, path: Path) -> Iterator[tuple[Path, str]]:
    for part in ("near", "all", "none"):
        yield from _listed(getattr(condition, part), (*path, part))


def _in_rule(rule: Rule, path: Path) -> Iterator[tuple[Path, str]]:
    for part in ("all", "any", "none", "near", "evidence"):
        yield from _listed(getattr(rule, part), (*path, part))


def _listed(operands: list[Any], path: Path) -> Iterator[tuple[Path, str]]:
    for i, operand in enumerate(operands):
        for name in operand_names([operand]):
            yield (*path, i), name


def _doubled(codebook: Codebook) -> Iterator[tuple[Path, str]]:
    for key in ("entities", "concepts", "designations", "topics", "genres"):
        seen: set[str] = set()
        for i, item in enumerate(getattr(codebook, key)):
            if item.code in seen:
                yield (key, i, "code"), f"the code {item.code} stands twice"
            seen.add(item.code)
    ids: set[str] = set()
    for key in ("topics", "genres"):
        for i, topic in enumerate(getattr(codebook, key)):
            for j, rule in enumerate(topic.rules):
                if rule.id in ids:
                    yield (key, i, "rules", j, "id"), f"the rule id {rule.id} stands twice"
                ids.add(rule.id)


def rule_dependencies(codebook: Codebook) -> dict[str, set[str]]:
    """For each topic and genre operand, the topics and genres its rules refer to."""
    needs: dict[str, set[str]] = {}
    for kind, topics in (("topic", codebook.topics), ("genre", codebook.genres)):
        for topic in topics:
            used = {
                name
                for rule in topic.rules
                for part in (rule.all, rule.any, rule.none, rule.near)
                for name in operand_names(part)
                if name.startswith(("topic:", "genre:"))
            }
            needs[f"{kind}:{topic.code}"] = used
    return needs


def evaluation_order(codebook: Codebook) -> tuple[list[str], list[str]]:
    """Topics and genres so that each comes after what it refers to, and those that
    cannot be ordered because they refer to each other in a circle."""
    needs = rule_dependencies(codebook)
    order: list[str] = []
    while True:
        ready = [n for n in needs if n not in order and needs[n] <= set(order)]
        if not ready:
            return order, [n for n in needs if n not in order]
        order.extend(ready)


def _circles(codebook: Codebook) -> Iterator[tuple[Path, str]]:
    known = known_operands(codebook)
    needs = rule_dependencies(codebook)
    _, circular = evaluation_order(codebook)
    for name in circular:
        if not needs[name] <= known:
            continue  # a dangling operand is reported as such
        kind, _, code = name.partition(":")
        key = f"{kind}s"
        index = next(i for i, t in enumerate(getattr(codebook, key)) if t.code == code)
        others = ", ".join(sorted(needs[name] & set(circular)))
        if others:
            yield (key, index, "rules"), f"refers in a circle to {others}"
