"""``salang codebook``: check it, test it, compare it, calibrate it."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk.cli import codebook_calibrate, codebook_diff
from desk.cli.app import group, summary_of
from desk.cli.output import clean, isolate, to_json

app = group(
    "codebook",
    summary_of("codebook"),
    "salang codebook check\nsalang codebook test my-codebook/\n"
    "salang codebook diff packaged my-codebook --on-corpus",
)
_check = group(
    "check",
    "Every mistake in the codebook's files, and likely ones as warnings.",
    "salang codebook check\nsalang codebook check my-codebook/ --json",
    "Warnings are likely mistakes in a codebook that can be used; the exit code is 0 then.",
)
_test = group(
    "test",
    "Does every example that stands beside a rule get, or not get, its code?",
    "salang codebook test\nsalang codebook test my-codebook/ --json",
)
_schema = group(
    "schema",
    "The JSON Schema of a codebook's files, for editors.",
    "salang codebook schema > codebook.schema.json",
    "docs/codebook.md explains every key.",
)
for _command in (_check, _test, _schema, codebook_diff.app, codebook_calibrate.app):
    app.command(_command)

Json = Annotated[bool, Parameter(name="--json")]


def _folder(given: Path | None) -> Path | None:
    from flows.settings import FlowSettings

    return given or FlowSettings().codebook


@_schema.default
def schema() -> int:
    """Print the JSON Schema (draft 2020-12) of a codebook."""
    from analysis.codebook import json_schema

    print(to_json(json_schema()))
    return 0


@_check.default
def check(path: Path | None = None, /, *, json: Json = False) -> int:
    """Check a codebook: each mistake is one line with file, line, key and reason.

    Parameters
    ----------
    path
        Folder of the codebook; else SALANG_CODEBOOK, else the packaged one.
    json
        Print JSON.
    """
    from dataclasses import asdict

    from analysis.codebook import load
    from analysis.codebook.check import check as examine

    found = examine(_folder(path))
    codebook = None if found.errors else load(_folder(path))
    if json:
        print(
            to_json(
                {
                    "version": codebook.version if codebook else None,
                    "errors": [asdict(problem) for problem in found.errors],
                    "warnings": [asdict(problem) for problem in found.warnings],
                }
            )
        )
        return 1 if found.errors else 0
    for problem in found.errors:
        print(clean(str(problem)))
    for problem in found.warnings:
        print(f"warning: {clean(str(problem))}")
    if codebook is None:
        print(f"\n{len(found.errors)} mistakes; docs/codebook.md explains every key.")
        return 1
    head = codebook.codebook
    print(
        f"{head.title} ({head.id}, version {codebook.version}): no mistakes, "
        f"{len(found.warnings)} warnings; {len(codebook.entities)} entities, "
        f"{len(codebook.topics)} topics, {len(codebook.designations)} designations, "
        f"{len(codebook.genres)} genres in {len(head.languages)} languages"
    )
    return 0


@_test.default
def test(path: Path | None = None, /, *, json: Json = False) -> int:
    """Code every example of the topics, the genres and relevance, and list those that fail.

    Parameters
    ----------
    path
        Folder of the codebook; else SALANG_CODEBOOK, else the packaged one.
    json
        Print JSON.
    """
    from dataclasses import asdict

    from analysis.codebook import load
    from analysis.codebook.check import run_examples
    from flows.stages.compiled import ready

    codebook = load(_folder(path))
    examples = [
        *(topic.examples for topic in (*codebook.topics, *codebook.genres)),
        codebook.relevance.examples,
    ]
    total = sum(len(each.positive) + len(each.negative) for each in examples)
    failures = run_examples(ready(codebook))
    if json:
        print(to_json({"examples": total, "failures": [asdict(each) for each in failures]}))
    else:
        for failure in failures:
            print(isolate(str(failure)))
        print(f"{total - len(failures)} of {total} examples are coded as they should be")
    return 1 if failures else 0
