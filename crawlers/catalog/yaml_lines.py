"""YAML with line numbers, and without YAML's surprises.

Plain values follow the YAML 1.2 core rules: `no` and `on` are text (under YAML 1.1 Norway's code
is False), 06:30 is not a base-60 number, a date stays text. Refused rather than obeyed: a key
written twice (the last one would win silently), anchors and aliases, tags, a second document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

Place = tuple[str | int, ...]
# longer digit strings stay text: no key needs them, and int() refuses them beyond 4,300 digits
_INT = re.compile(r"[-+]?[0-9](?:_?[0-9]){0,17}")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
# deeper than any source file needs, far below the interpreter's recursion limit
_MAX_DEPTH = 20
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlMistake(Exception):
    """The text is not YAML, or uses what source files may not: `line` (from 1) and `reason`."""

    def __init__(self, line: int | None, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass
class YamlDocument:
    """A document's `value`, where each place stands (`lines`, from 1), and keys written twice."""

    value: object = None
    lines: dict[Place, int] = field(default_factory=dict)
    repeated: list[tuple[Place, int]] = field(default_factory=list)


def parse_yaml(text: str) -> YamlDocument:
    """Parse one YAML document. Raises `YamlMistake`."""
    try:
        events = iter(list(yaml.parse(text, Loader=_Loader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = [part for part in (error.context, error.problem) if part]
        raise YamlMistake(mark.line + 1 if mark else None, ", ".join(where)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlMistake(line, f"a character YAML does not allow ({error.reason})") from None
    document = YamlDocument()
    started = False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if started:
                raise YamlMistake(_line(event), "a second document begins here")
            started = True
            document.value = _build(next(events), events, (), document)
    return document


def _build(
    event: yaml.Event, events: Iterator[yaml.Event], place: Place, document: YamlDocument
) -> object:
    line = _line(event)
    document.lines.setdefault(place, line)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise YamlMistake(line, "anchors and aliases (& and *) are not used in source files")
    tag = getattr(event, "tag", None)
    if tag not in (None, "!"):
        raise YamlMistake(line, f"tags ({tag}) are not used in source files")
    if len(place) > _MAX_DEPTH:
        raise YamlMistake(line, f"nested more than {_MAX_DEPTH} levels deep")
    if isinstance(event, yaml.ScalarEvent):
        return _plain(event.value) if event.implicit[0] else event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[object] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_build(item, events, (*place, len(items)), document))
        return items
    mapping: dict[str, object] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        key_line = _line(key)
        if not isinstance(key, yaml.ScalarEvent):
            raise YamlMistake(key_line, "a key must be a word, not a list or mapping")
        inner = (*place, key.value)
        if key.value in mapping:
            document.repeated.append((inner, key_line))
        document.lines[inner] = key_line
        mapping[key.value] = _build(next(events), events, inner, document)
    return mapping


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None  # every parsed event has one
    return event.start_mark.line + 1


def _plain(value: str) -> object:
    if value in _WORDS:
        return _WORDS[value]
    if _INT.fullmatch(value):
        return int(value)
    if _FLOAT.fullmatch(value):
        return float(value)
    return value
