"""What an alert's message says: as JSON for webhooks, as text and HTML for mail. Pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from typing import Any

from models.queries.alerts import Told

#: letters of a headline in a message
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Message:
    """A message of an alert. ``desk`` is the address of the review desk, for links."""

    alert: str
    key: str
    found_at: datetime
    articles: Sequence[Told]
    desk: str | None = None
    test: bool = False

    @property
    def subject(self) -> str:
        """One line."""
        if self.test:
            return f"[{self.alert}] a test: this alert can reach you"
        first = " ".join(self.articles[0].title.split())[:120] if self.articles else ""
        more = len(self.articles) - 1
        return f"[{self.alert}] {first}" + (f" and {more} more" if more > 0 else "")

    def body(self) -> bytes:
        """JSON in UTF-8. Keys of articles are texts: a script's numbers end at 53 bits."""
        content: dict[str, Any] = {
            "alert": self.alert,
            "key": self.key,
            "found_at": self.found_at.isoformat(),
            "test": self.test,
            "articles": [
                {
                    **asdict(each),
                    "article_id": str(each.article_id),
                    "title": each.title[:LONGEST],
                    "moment": each.moment.isoformat() if each.moment else None,
                    "desk_url": self._link(each),
                }
                for each in self.articles
            ],
        }
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")

    def text(self) -> str:
        """For mail programs without HTML."""
        lines = [f"Newly found by the alert {self.alert}:", ""]
        if self.test:
            lines = [f"A test of the alert {self.alert}: it can reach you."]
        for each in self.articles:
            lines.append(" ".join(each.title.split())[:LONGEST])
            lines.append(f"  {_facts(each)}")
            lines += [f"  {link}" for link in (self._link(each), each.url) if link]
            lines.append("")
        return "\n".join(lines).rstrip() + "\n"

    def html(self) -> str:
        """For mail. Headlines keep their own direction; only web addresses become links."""
        if self.test:
            inside = f"<p>A test of the alert {escape(self.alert)}: it can reach you.</p>"
        else:
            inside = f"<p>Newly found by the alert <b>{escape(self.alert)}</b>:</p><ul>"
            for each in self.articles:
                title = f'<bdi dir="auto">{escape(" ".join(each.title.split())[:LONGEST])}</bdi>'
                link = self._link(each) or each.url
                if link and link.startswith(("https://", "http://")):
                    title = f'<a href="{escape(link)}">{title}</a>'
                inside += f"<li>{title}<br><small>{escape(_facts(each))}</small></li>"
            inside += "</ul>"
        return (
            f'<!doctype html><html><head><meta charset="utf-8"></head><body>{inside}</body></html>'
        )

    def _link(self, each: Told) -> str | None:
        return f"{self.desk.rstrip('/')}/articles/{each.article_id}" if self.desk else None


def _facts(each: Told) -> str:
    day = f"{each.moment:%Y-%m-%d}" if each.moment else "undated"
    return f"{each.source_name}, {day}, {each.language or 'und'}, {each.verdict or 'not judged'}"
