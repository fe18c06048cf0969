"""What differs between two codebooks, read without any text: codes, names, rules, weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from analysis.codebook.schema import Codebook

Change = Literal["added", "removed", "changed"]
#: the lists of a codebook, in the order they are told
PARTS = {
    "entities": "entity",
    "concepts": "concept",
    "designations": "designation",
    "topics": "topic",
    "genres": "genre",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A code (or a part that stands once) that is new, gone or different; ``details`` say how.

    ``part`` is entity, concept, designation, topic, genre, codebook, relevance or screen;
    ``code`` is empty for the last three.
    """

    part: str
    code: str
    change: Change
    details: tuple[str, ...] = ()


def compare(before: Codebook, after: Codebook) -> list[Difference]:
    """What ``after`` changes, by part and code. Order, layout and comments do not count."""
    old, new = _plain(before), _plain(after)
    found: list[Difference] = []
    for part in ("codebook", "relevance", "screen"):
        details = tuple(_fields(old.get(part, {}), new.get(part, {})))
        if details:
            found.append(Difference(part, "", "changed", details))
    for key, part in PARTS.items():
        olds = {item["code"]: item for item in old.get(key, ())}
        news = {item["code"]: item for item in new.get(key, ())}
        for code in sorted(olds.keys() | news.keys()):
            if code not in olds:
                found.append(Difference(part, code, "added", (_what(news[code]),)))
            elif code not in news:
                found.append(Difference(part, code, "removed", (_what(olds[code]),)))
            elif details := tuple(_item(olds[code], news[code])):
                found.append(Difference(part, code, "changed", details))
    return found


def _plain(codebook: Codebook) -> dict[str, Any]:
    return codebook.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _what(item: Mapping[str, Any]) -> str:
    """A code in a few words."""
    label = str(item.get("label") or item["code"])
    if "rules" in item:
        return f"{label}: {len(item['rules'])} rules"
    names = _spelled(item)
    return f"{label}: {sum(map(len, names.values()))} names in {len(names)} languages"


def _item(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from _names(_spelled(old), _spelled(new))
    yield from _rules(old.get("rules", ()), new.get("rules", ()))
    rest = ("names", "phrases", "rules", "examples", "code")
    yield from _fields(
        {key: value for key, value in old.items() if key not in rest},
        {key: value for key, value in new.items() if key not in rest},
    )


def _spelled(item: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Names and phrases by language."""
    found = {language: list(names) for language, names in item.get("names", {}).items()}
    for language, phrases in item.get("phrases", {}).items():
        found.setdefault(language, []).extend({"text": text} for text in phrases)
    return found


def _names(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for language in sorted(old.keys() | new.keys()):
        olds = {_shown(name): name for name in old.get(language, ())}
        news = {_shown(name): name for name in new.get(language, ())}
        parts = [f"+ {name}" for name in news if name not in olds]
        parts += [f"- {name}" for name in olds if name not in news]
        if parts:
            yield f"names in {language}: {', '.join(parts)}"


def _shown(name: Mapping[str, Any]) -> str:
    """A name with what is said about it: the same text under another condition is another."""
    rest = {key: value for key, value in name.items() if key != "text"}
    return f"{name['text']} {_short(rest)}" if rest else str(name["text"])


def _rules(old: Any, new: Any) -> Iterator[str]:
    olds, news = ({rule["id"]: rule for rule in rules} for rules in (old, new))
    for key in sorted(olds.keys() | news.keys()):
        if key not in olds:
            yield f"rule {key}: added ({_short(_without_id(news[key]))})"
        elif key not in news:
            yield f"rule {key}: removed"
        else:
            for detail in _fields(olds[key], news[key]):
                yield f"rule {key}: {detail}"


def _without_id(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if key != "id"}


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """One line per field that differs; mappings are entered, examples and notes left out."""
    for key in sorted(old.keys() | new.keys()):
        if key in ("examples", "note"):
            continue
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if isinstance(before or {}, dict) and isinstance(after or {}, dict):
            for detail in _fields(before or {}, after or {}):
                yield f"{key}.{detail}"
        else:
            yield f"{key}: {_short(before)} -> {_short(after)}"


def _short(value: Any) -> str:
    """A value in readable letters, on one line."""
    if value is None:
        return "default"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_short(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_short(part) for part in value) + "]"
    return str(value)
