"""Reading the catalogue: a folder of source files in, checked sources and every mistake out.

Two doors. `read_catalog` is for runs: it returns the sources that are sound and the problems of
the others, so one bad file costs one source. `load_catalog` is for checks: the same, but any
problem is a `CatalogError` that carries all of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crawlers.catalog.explain import is_consequence, key_name, reason_of, written_place
from crawlers.catalog.schema import SourceFile, SourceSpec
from crawlers.catalog.yaml_lines import Place, YamlDocument, YamlMistake, parse_yaml

#: The catalogue that comes with Salang.
PACKAGED = Path(__file__).parent / "sources"
# about a hundred times the longest source file
_MAX_FILE_BYTES = 200_000
#: "host" or "channel", and the host or channel address that only one source may have.
Claim = tuple[str, str]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: `file`, `line` (from 1, None where it has none), dotted `key`, `reason`."""

    file: str
    line: int | None
    key: str
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.reason}" if self.key else f"{place}: {self.reason}"


class CatalogError(Exception):
    """The catalogue cannot be used as it stands; `problems` has every mistake found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class CatalogReading:
    """The sound `sources`, by slug, and the `problems` of the files left out."""

    sources: tuple[SourceSpec, ...]
    problems: tuple[Problem, ...]


def load_catalog(path: Path | None = None) -> list[SourceSpec]:
    """All sources under `path` (a folder or one file; default: the packaged catalogue).

    Raises `CatalogError` with every mistake of every file when there is any.
    """
    reading = read_catalog(path)
    if reading.problems:
        raise CatalogError(reading.problems)
    return list(reading.sources)


def read_catalog(path: Path | None = None) -> CatalogReading:
    """The sound sources under `path`, and the problems of the files that are not.

    Of two files that claim one channel or one host, the first by name keeps it and the second is
    the problem. Raises `CatalogError` only when there is nothing to read: no such folder, no
    permission, no source file in it.
    """
    sound: list[SourceSpec] = []
    problems: list[Problem] = []
    taken: dict[Claim, str] = {}  # -> name of the file that has it
    for file in _source_files(PACKAGED if path is None else path):
        outcome = _read_file(file, taken)
        if isinstance(outcome, SourceSpec):
            sound.append(outcome)
            taken.update(dict.fromkeys((claim for claim, _ in _claims(outcome)), file.name))
        else:
            problems.extend(outcome)
    return CatalogReading(tuple(sorted(sound, key=lambda spec: spec.slug)), tuple(problems))


def catalog_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a source file, for editors that check YAML while typing."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Salang source file",
        **{k: v for k, v in SourceFile.model_json_schema().items() if k != "title"},
    }


def _source_files(path: Path) -> list[Path]:
    def fail(reason: str) -> CatalogError:
        return CatalogError([Problem(str(path), None, "", reason)])

    try:
        if path.is_file():
            return [path]
        if not path.is_dir():
            raise fail("there is no such folder or file; SALANG_CATALOG names the catalogue")
        files = sorted(
            entry
            for entry in path.iterdir()
            if entry.suffix in (".yaml", ".yml") and not entry.name.startswith(".")
        )
    except OSError as error:
        raise fail(f"cannot be read: {error.strerror or error}") from None
    if not files:
        raise fail("holds no source file (*.yaml)")
    return files


def _read_file(file: Path, taken: Mapping[Claim, str]) -> SourceSpec | list[Problem]:
    """The source in `file`, or what is wrong with it."""
    try:
        document = parse_yaml(_text(file))
    except YamlMistake as mistake:
        return [Problem(str(file), mistake.line, "", f"is not readable YAML: {mistake.reason}")]
    except OSError as error:
        return [Problem(str(file), None, "", f"cannot be read: {error.strerror or error}")]

    def problem(place: Place, reason: str) -> Problem:
        return Problem(str(file), _line(document, place), key_name(place), reason)

    written = document.value
    if not isinstance(written, dict):
        return [problem((), "must hold keys and values, one source" if written else "is empty")]
    found = [replace(problem(at, "is written twice"), line=n) for at, n in document.repeated]
    slug = written.get("slug", file.stem)
    if slug != file.stem:
        reason = f"{slug!r} must equal the file's name; write {file.stem!r} or rename the file"
        found.append(problem(("slug",), reason))
    try:
        spec = _with_file(SourceFile.model_validate(written), file)
    except ValidationError as refused:
        found += [
            problem(written_place(finding["loc"]), reason_of(finding))
            for finding in refused.errors(include_url=False)
            if not is_consequence(finding)
        ]
        return sorted(found, key=lambda each: each.line or 0)
    own: set[Claim] = set()
    for claim, place in _claims(spec):
        other = file.name if claim in own else taken.get(claim)
        own.add(claim)
        if other is not None:
            found.append(problem(place, f"{claim[1]} is already a {claim[0]} of {other}"))
    return found or spec


def _with_file(source: SourceFile, file: Path) -> SourceSpec:
    return SourceSpec(file=file, **{key: getattr(source, key) for key in SourceFile.model_fields})


def _text(file: Path) -> str:
    if file.stat().st_size > _MAX_FILE_BYTES:
        raise YamlMistake(None, f"larger than {_MAX_FILE_BYTES:,} bytes; one file holds one source")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlMistake(None, f"not UTF-8 at byte {error.start}") from None


def _claims(spec: SourceSpec) -> Iterator[tuple[Claim, Place]]:
    """What only one source may have, with the key that claims it: hosts, channel addresses."""
    yield ("host", spec.own_hosts[0]), ("home",)
    for host in spec.own_hosts[1:]:
        yield ("host", host), ("hosts", spec.hosts.index(host))
    for number, channel in enumerate(spec.channels):
        yield ("channel", channel.address), ("channels", number, "url")


def _line(document: YamlDocument, place: Place) -> int | None:
    """Line of a place, or of the nearest thing around it (a missing key has no line)."""
    while place and place not in document.lines:
        place = place[:-1]
    return document.lines.get(place) if place else None
