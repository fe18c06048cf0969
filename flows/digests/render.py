"""A digest as HTML, Markdown and Atom. Crawled text is escaped everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree  # writes only

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, select_autoescape

from flows.artifacts import escape

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Issue:
    """A digest as it is shown: of which time, and what it says."""

    id: int
    period: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    content: dict[str, Any]
    #: first and last day in the digest's time zone
    first_day: str
    last_day: str

    @property
    def title(self) -> str:
        """One line that names it."""
        days = (
            self.first_day
            if self.first_day == self.last_day
            else (f"{self.first_day} to {self.last_day}")
        )
        return f"Salang: {'daily' if self.period == 'day' else 'weekly'} brief, {days}"


class Renderer:
    """Renders digests by the packaged templates, or by a user's of the same names.

    ``templates`` is a folder that may hold ``digest.html`` and ``digest.md``; ``desk`` the
    address of the review desk, for links to articles.
    """

    def __init__(self, templates: Path | None = None, desk: str | None = None) -> None:
        loaders: list[Any] = [FileSystemLoader(templates)] if templates else []
        loaders.append(PackageLoader("flows.digests"))
        self.environment = Environment(
            loader=ChoiceLoader(loaders),
            autoescape=select_autoescape(["html"]),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.environment.filters["md"] = lambda text: escape(str(text))
        self.environment.filters["web"] = web_address
        self.environment.globals["article"] = self._article
        self.desk = desk.rstrip("/") if desk else None

    def html(self, issue: Issue) -> str:
        """A page that stands by itself: style inside, no script, nothing loaded."""
        return self.environment.get_template("digest.html").render(issue=issue, **issue.content)

    def markdown(self, issue: Issue) -> str:
        """The same as Markdown."""
        return self.environment.get_template("digest.md").render(issue=issue, **issue.content)

    def _article(self, key: int) -> str | None:
        return f"{self.desk}/articles/{key}" if self.desk else None


def web_address(address: str | None) -> str | None:
    """An address that may stand in a link: http or https, or nothing."""
    if not address:
        return None
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return None
    return address if scheme in ("http", "https") else None


def atom(issues: Sequence[Issue], renderer: Renderer, address: str) -> str:
    """The digests as an Atom feed (RFC 4287), newest first; ``address`` is the feed's own id."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")

    def add(parent: ElementTree.Element, tag: str, text: str, **attributes: str) -> None:
        child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
        child.text = _xml(text)

    newest = max((issue.made_at for issue in issues), default=None)
    add(feed, "id", address)
    add(feed, "title", "Salang: briefs")
    add(feed, "updated", newest.isoformat() if newest else "1970-01-01T00:00:00+00:00")
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    add(author, "name", "Salang")
    for issue in issues:
        entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
        add(entry, "id", f"{address}/{issue.period}/{issue.first_day}")
        add(entry, "title", issue.title)
        add(entry, "updated", issue.made_at.isoformat())
        add(entry, "published", issue.ends_at.isoformat())
        add(entry, "content", renderer.html(issue), type="html")
    return ElementTree.tostring(feed, encoding="unicode", xml_declaration=True) + "\n"


def _xml(text: str) -> str:
    # characters that no XML may hold, escaped or not (XML 1.0, 2.2)
    return "".join(
        c for c in text if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd"
        or c >= "\U00010000"
    )  # fmt: skip
