"""What codebook and screen make of real pages: ``python -m benchmarks.codebook.pages FOLDER``.

FOLDER holds ``.html`` or ``.html.gz``. Each page is shown to the screen, and extracted and coded
whatever that says; those called relevant or borderline are listed. Then two paragraphs about the
topic are put into each: the screen must let it pass.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from analysis.codebook import Document, compile_codebook, load
from analysis.screen import Screen
from benchmarks.speed.corpus import about, read_folder
from crawlers.extraction.engine import extract
from crawlers.extraction.types import PageInput


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.codebook.pages", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("folder", type=Path)
    bodies = read_folder(parser.parse_args().folder)
    compiled = compile_codebook(load())
    screen = Screen(compiled)
    verdicts: Counter[tuple[str, str]] = Counter()
    stopped_on_topic = 0
    for place, body in enumerate(bodies):
        passed = "let through" if screen.check(body).passed else "stopped"
        page = extract(
            PageInput("https://pages.example/a", body, "text/html", {}, datetime.now(UTC))
        )
        document = Document(page.title or "", page.text, page.language.code)
        relevance = compiled.code(document).relevance
        verdicts[passed, relevance.verdict] += 1
        if relevance.verdict != "not_relevant":
            print(f"{relevance.verdict} {relevance.score:.2f}, {passed}: {page.title}")
        stopped_on_topic += not screen.check(about(body, place)).passed
    for (passed, verdict), count in sorted(verdicts.items()):
        print(f"{count:>6} {passed}, {verdict}")
    print(f"{stopped_on_topic:>6} of {len(bodies)} stopped with two paragraphs about the topic in")


if __name__ == "__main__":
    main()
