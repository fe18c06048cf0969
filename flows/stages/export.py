"""Evidence out: the captures behind a selection of articles as one WARC file."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from crawlers.warc.notes import CaptureNotes
from crawlers.warc.writing import WarcFile
from models.captures import bytes_gone
from models.pages import PageStore
from models.queries.exporting import CaptureBehind, Selection, captures_behind
from models.session import reading


@dataclass
class Exported:
    """What was written; ``problems`` are captures whose bytes could not be had."""

    articles: int = 0
    captures: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)


def export_warc(engine: Engine, store: PageStore, chosen: Selection, output: Path) -> Exported:
    """Write the captures of the articles chosen; the file is whole or not there.

    Raises:
        OSError: when the file cannot be written.
    """
    result = Exported()
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=output.parent, suffix=".part", delete=False) as stream:
        part = Path(stream.name)
        try:
            writer = WarcFile(stream, output.name)
            last = None
            with reading(engine) as session:
                for behind in captures_behind(session, chosen):
                    body = _body(store, behind, result)
                    if body is None:
                        continue
                    writer.add(behind.capture, body, _notes(behind))
                    result.captures += 1
                    result.articles += behind.article_id != last
                    last = behind.article_id
            stream.flush()
            result.bytes = stream.tell()
            part.chmod(0o644)
            part.replace(output)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return result


def _body(store: PageStore, behind: CaptureBehind, result: Exported) -> bytes | None:
    try:
        return store.get(behind.capture.sha256)
    except FileNotFoundError:
        problem = bytes_gone(behind.capture) or "its page is not in this machine's page store"
    except ValueError as error:
        problem = str(error)
    result.problems.append(f"article {behind.article_id} ({behind.capture.url}): {problem}")
    return None


def _notes(behind: CaptureBehind) -> CaptureNotes:
    """What the page's reader was told; a title found in the text itself was not told."""
    capture, candidate, source = behind.capture, behind.candidate, behind.source
    return CaptureNotes(
        url=capture.url,
        rule=candidate.hint_rule or "feed",
        title=None if behind.title_rule == "text" else candidate.title,
        published=candidate.published_hint,
        modified=candidate.modified_hint,
        author=candidate.author_hint,
        origin_url=capture.origin_url,
        part_sha256=capture.part_sha256,
        source={
            "slug": source.slug,
            "name": source.name,
            "home": source.home,
            "country": source.country,
            "ownership": source.ownership,
            "languages": list(source.languages or ()),
            "timezone": source.timezone,
            "extraction": source.specification.get("extraction"),
        },
    )
