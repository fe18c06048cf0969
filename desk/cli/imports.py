"""``salang import``: documents from files."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError
from desk.cli.flow_runs import Flow, run_flow

app = group(
    "import",
    summary_of("import"),
    "salang import documents/\nsalang import export.jsonl capture.warc.gz --json",
    "Taken are .txt, .html, .pdf, .docx, .jsonl, .warc, .warc.gz and .wacz. A line of a .jsonl "
    "file is an object with text or html, and if they are known url, title, published_at, "
    "language, source and authors. PDF and DOCX files need "
    "pip install 'salang[formats]'. Documents that are known already add nothing.",
)


@app.default
def import_documents(*paths: Path, json: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """Store documents from files, link copies and tag them; known documents add nothing.

    Parameters
    ----------
    paths
        Files, or folders of them.
    json
        Print the summary as JSON; everything else goes to standard error.
    """
    if not paths:
        raise DeskError("say which files or folders to import: salang import PATH ...", 2)
    if not any(path.exists() for path in paths):
        # one of several is told at the end, and the others are imported
        raise DeskError(f"{paths[0]}: there is no such file or folder", 2)
    from desk.before_run import check_before_run

    check_before_run()
    named = ", ".join(str(path) for path in paths[:3]) + (", ..." if len(paths) > 3 else "")
    return run_flow(
        _import,
        f"Importing {named}: documents stored and read, copies linked, texts tagged.",
        json,
        paths=list(paths),
    )


def _import() -> Flow:
    from flows.imports import import_documents as flow

    return flow
