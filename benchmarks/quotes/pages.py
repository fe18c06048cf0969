"""Persons and quotations of real pages, to look at: ``python -m benchmarks.quotes.pages FOLDER``.

FOLDER holds ``.html`` or ``.html.gz``. Each page is extracted and, where its language has a table
of names and verbs, read; a random sample of what was found is printed with what stands around it,
for a person to say what is right. The same seed samples the same.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from analysis.codebook import Document, compile_codebook, load
from analysis.people.annotate import people_and_quotes
from analysis.people.tables import LANGUAGES
from benchmarks.speed.corpus import read_folder
from crawlers.extraction.engine import extract
from crawlers.extraction.types import PageInput

#: characters shown before and behind what was found
_AROUND = 40


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the counts and the sample; exit code 0."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quotes.pages", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--persons", type=int, default=70, help="persons shown")
    parser.add_argument("--quotes", type=int, default=30, help="quotations shown")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args(arguments)
    compiled = compile_codebook(load())
    found: dict[str, list[str]] = {"person": [], "quote": []}
    pages = 0
    for body in read_folder(options.folder):
        page = extract(
            PageInput("https://pages.example/a", body, "text/html", {}, datetime.now(UTC))
        )
        language = page.language.code
        if language not in LANGUAGES or not page.text:
            continue
        pages += 1
        document = Document(page.title or "", page.text, language)
        for a in people_and_quotes(document, compiled.match(document), compiled.persons):
            text = document.field_text(a.field, a.comment_index)
            around = text[max(0, a.start - _AROUND) : a.start], text[a.end : a.end + _AROUND]
            shown = f"{around[0]}[{a.matched_text}]{around[1]}".replace("\n", " / ")
            found[a.kind].append(f"{language} {a.code} ({a.rule}): {shown}")
    print(
        f"{pages} pages: {len(found['person'])} mentions of persons, "
        f"{len(found['quote'])} quotations"
    )
    dice = random.Random(options.seed)
    for kind, wanted in (("person", options.persons), ("quote", options.quotes)):
        for line in dice.sample(found[kind], min(wanted, len(found[kind]))):
            print(f"{kind:<7}{line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
