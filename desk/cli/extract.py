"""``salang extract``: what the extractor makes of pages, storing nothing."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError
from desk.cli.output import clean, isolate, to_json

app = group(
    "extract",
    summary_of("extract"),
    "salang extract https://www.example.org/news/1 --explain\n"
    "salang extract saved-pages/ --jsonl > pages.jsonl",
    "Per page: input, url, kind, title, authors, published_at, published_rule, published_raw, "
    "language, text, comments, flags. Needs no database. Addresses are fetched with the guard of "
    "the crawl: http and https, public unless SALANG_ALLOW_PRIVATE_ADDRESSES is set, at most "
    "10 MB and a minute; robots.txt is not asked for the one page that a person names.",
)


@app.default
def extract(
    *inputs: str,
    jsonl: bool = False,
    explain: bool = False,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Show title, authors, date, language, text and comments of pages.

    Parameters
    ----------
    inputs
        Addresses, .html, .html.gz, .txt, .pdf or .docx files, and folders of these.
    jsonl
        Print one JSON object a line.
    explain
        Say as well why each part is what it is, and which dates lost.
    json
        Print one JSON list of these objects.
    """
    if not inputs:
        raise DeskError("say what to extract: salang extract PATH_OR_URL ...", 2)
    if json and jsonl:
        raise DeskError("--json and --jsonl do not go together", 2)
    from crawlers.extraction.engine import extract as read
    from desk.pages import PageProblem, expand, explanation, read_page, row

    problems: list[str] = []
    rows: list[dict[str, Any]] = []
    for given in expand(inputs, problems):
        try:
            page_input = read_page(given)
        except PageProblem as problem:
            problems.append(str(problem))
            continue
        page = read(page_input)
        found = row(given, page_input, page)
        if explain:
            found["explain"] = explanation(page)
        if jsonl:
            print(to_json(found, indent=None))
        elif json:
            rows.append(found)
        else:
            _show(found)
    if json:
        print(to_json(rows))
    for sentence in problems:
        print(f"salang: {clean(sentence)}", file=sys.stderr)
    return 1 if problems else 0


def _show(found: Mapping[str, Any]) -> None:
    for name, value in found.items():
        if name == "text":
            print("text:")
            for paragraph in value.splitlines():
                print(f"    {isolate(paragraph)}" if paragraph.strip() else "")
        elif name == "comments":
            print(f"comments: {len(value)}")
            for comment in value:
                print(f"    {isolate(comment['author'] or 'unsigned')}: {isolate(comment['text'])}")
        elif name == "explain":
            print("explain:")
            for key, part in value.items():
                if key != "dates_refused":
                    print(f"    {key}: {_value(part)}")
            for date in value["dates_refused"]:
                print(
                    f"    not the date: {date['value']} by {date['rule']} from "
                    f"{isolate(date['raw'])}: {isolate(date['reason'])}"
                )
        else:
            print(f"{name}: {_value(value)}")
    print()


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(isolate(str(part)) for part in value)
    return "" if value is None else isolate(str(value))
