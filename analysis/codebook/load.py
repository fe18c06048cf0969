"""Reading a codebook from YAML files, with errors that name file, line, key and reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from analysis.codebook.references import reference_problems
from analysis.codebook.schema import Codebook
from analysis.codebook_files import PACKAGED, files_of

# Top-level keys whose lists are joined across files; the others may stand once.
_LISTS = ("entities", "concepts", "topics", "designations", "genres")
_SINGLE = ("codebook", "relevance", "screen")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where, under which key, why."""

    file: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.reason}"


class CodebookError(ValueError):
    """A codebook that cannot be used; ``problems`` lists everything found wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


@dataclass(frozen=True, slots=True)
class Places:
    """Where each key of the joined codebook was written: key path → (file, line)."""

    lines: dict[Path_, tuple[str, int]]
    root: str

    def of(self, path: Path_) -> tuple[str, int]:
        """Place of the key, or of the nearest enclosing key that was written."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return self.root, 1

    def problem(self, path: Path_, reason: str, names: dict[Path_, str] | None = None) -> Problem:
        """A problem at the key; list places are shown by the code that stands there."""
        file, line = self.of(path)
        return Problem(file, line, _dotted(path, names or {}), reason)


def load(path: Path | None = None) -> Codebook:
    """The codebook in a folder of YAML files (or one file); the packaged one by default.

    Raises ``CodebookError`` listing every problem: unreadable or broken YAML,
    unknown keys, wrong shapes, doubled codes and rule ids, operands that name
    nothing, topics that refer to each other in a circle.
    """
    return load_with_places(path)[0]


def load_with_places(path: Path | None = None) -> tuple[Codebook, Places]:
    """``load`` that also says where each key stands, for tools that point at lines."""
    root = PACKAGED if path is None else Path(path)
    data, places, problems = _read(root)
    if problems:
        raise CodebookError(problems)
    names = _names(data)
    try:
        codebook = Codebook.model_validate(data)
    except ValidationError as error:
        raise CodebookError(
            places.problem(tuple(e["loc"]), _reason(e), names) for e in _innermost(error)
        ) from None
    found = [places.problem(p, reason, names) for p, reason in reference_problems(codebook)]
    if found:
        raise CodebookError(found)
    return codebook, places


def _files(root: Path) -> list[Path]:
    if not root.exists():
        raise CodebookError([Problem(str(root), 1, "codebook", "no such file or folder")])
    files = files_of(root)
    if not files:
        raise CodebookError([Problem(str(root), 1, "codebook", "the folder holds no .yaml file")])
    return files


def _read(root: Path) -> tuple[dict[str, Any], Places, list[Problem]]:
    joined: dict[str, Any] = {}
    places = Places({}, root.name)
    problems: list[Problem] = []
    for file in _files(root):
        name = file.name if root.is_file() else file.relative_to(root).as_posix()
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(name, 1, "file", f"cannot be read as UTF-8 text: {error}"))
            continue
        try:
            loader = _Loader(text, name)
            content = loader.build()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or str(error).splitlines()[0]
            problems.append(
                Problem(name, mark.line + 1 if mark else 1, "yaml", f"not valid YAML: {reason}")
            )
            continue
        problems.extend(loader.problems)
        if content is None:
            continue
        if not isinstance(content, dict):
            problems.append(Problem(name, 1, "file", "the top level must be a mapping of keys"))
            continue
        _join(joined, places, problems, content, loader.lines, name)
    if not problems and "codebook" not in joined:
        problems.append(Problem(root.name, 1, "codebook", "no file has the key `codebook`"))
    return joined, places, problems


def _join(
    joined: dict[str, Any],
    places: Places,
    problems: list[Problem],
    content: dict[Any, Any],
    lines: dict[Path_, int],
    name: str,
) -> None:
    offsets: dict[str, int] = {}
    for key, value in content.items():
        line = lines[(key,)]
        if key in _LISTS:
            if value is None:
                continue
            if not isinstance(value, list):
                problems.append(Problem(name, line, str(key), "must be a list"))
                continue
            offsets[key] = len(joined.setdefault(key, []))
            joined[key].extend(value)
        elif key in _SINGLE:
            if key in joined:
                first, at = places.of((key,))
                problems.append(
                    Problem(name, line, str(key), f"already given in {first}, line {at}")
                )
                continue
            joined[key] = value
        else:
            known = ", ".join((*_SINGLE, *_LISTS))
            problems.append(Problem(name, line, str(key), f"unknown key; known are {known}"))
    for path, line in lines.items():
        place = path
        if len(path) > 1 and path[0] in offsets and isinstance(path[1], int):
            place = (path[0], path[1] + offsets[str(path[0])], *path[2:])
        places.lines.setdefault(place, (name, line))


# A few lines of aliases of aliases stand for billions of values. The packaged codebook's
# largest file has some ten thousand, six deep.
_MOST_VALUES = 200_000
_DEEPEST = 40


class _Loader:
    """Builds plain values from one YAML text and remembers the line of every key.

    PyYAML's own constructor forgets lines and lets the last of two equal keys win.
    """

    def __init__(self, text: str, name: str) -> None:
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self._name = name
        self._built = 0
        self._loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)

    def build(self) -> Any:
        """The text's value; raises ``yaml.YAMLError``."""
        try:
            node = self._loader.get_single_node()
            return None if node is None else self._value(node, ())
        finally:
            self._loader.dispose()

    def _value(self, node: yaml.Node, path: Path_) -> Any:
        self._built += 1
        if self._built > _MOST_VALUES or len(path) > _DEEPEST:
            reason = "too many or too deeply nested values; does an alias repeat itself?"
            raise yaml.MarkedYAMLError(problem=reason, problem_mark=node.start_mark)
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(child, (*path, i)) for i, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            mapping: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = self._loader.construct_object(key_node, deep=True)
                line = key_node.start_mark.line + 1
                if isinstance(key, bool):
                    # YAML 1.1 reads `no:` and `on:` as booleans
                    key = key_node.value
                if not isinstance(key, str | int):
                    key = str(key)
                if key in mapping:
                    self.problems.append(
                        Problem(self._name, line, _dotted((*path, key), {}), "the key stands twice")
                    )
                    continue
                self.lines[(*path, key)] = line
                mapping[key] = self._value(value_node, (*path, key))
            return mapping
        return self._loader.construct_object(node, deep=True)


def _names(data: dict[str, Any]) -> dict[Path_, str]:
    """Codes and rule ids by list place, so that messages name them instead of numbers."""
    names: dict[Path_, str] = {}
    for key in _LISTS:
        for i, item in enumerate(data.get(key) or ()):
            if isinstance(item, dict):
                if isinstance(item.get("code"), str):
                    names[(key, i)] = item["code"]
                rules = item.get("rules")
                for j, rule in enumerate(rules if isinstance(rules, list) else ()):
                    if isinstance(rule, dict) and isinstance(rule.get("id"), str):
                        names[(key, i, "rules", j)] = rule["id"]
    return names


def _dotted(path: Path_, names: dict[Path_, str]) -> str:
    parts: list[str] = []
    for depth, part in enumerate(path, start=1):
        if isinstance(part, int):
            shown = names.get(path[:depth], str(part))
            parts[-1:] = [f"{parts[-1]}[{shown}]" if parts else f"[{shown}]"]
        else:
            parts.append(str(part))
    return ".".join(parts) or "file"


# Names pydantic puts into locations for the branches of a union; they are not keys.
_BRANCHES = ("function-after", "function-before", "Combination", "Words", "literal", "[key]")


def _innermost(error: ValidationError) -> list[dict[str, Any]]:
    """One error per written key: of a union's failed branches the most telling one."""
    best: dict[Path_, dict[str, Any]] = {}
    for detail in error.errors(include_url=False):
        loc = tuple(
            p for p in detail["loc"] if not (isinstance(p, str) and p.startswith(_BRANCHES))
        )
        entry = {"loc": loc, "type": detail["type"], "msg": detail["msg"], "input": detail["input"]}
        known = best.get(loc)
        if known is None or _telling(entry) > _telling(known):
            best[loc] = entry
    return [e for loc, e in best.items() if not _has_longer(loc, best)]


def _has_longer(loc: Path_, all_: Iterable[Path_]) -> bool:
    return any(len(other) > len(loc) and other[: len(loc)] == loc for other in all_)


def _telling(error: dict[str, Any]) -> int:
    return {"value_error": 3, "extra_forbidden": 2, "missing": 2}.get(error["type"], 1)


def _reason(error: dict[str, Any]) -> str:
    kind, message = error["type"], str(error["msg"])
    if kind == "extra_forbidden":
        return "unknown key"
    if kind == "missing":
        return "this key is missing"
    message = message.removeprefix("Value error, ")
    shown = repr(error["input"])
    return message if kind == "value_error" or len(shown) > 80 else f"{message}, not {shown}"
