"""Where a page shows dates to its readers: <time>, microdata, elements named for dates, lines.

Each place is (rule, raw string, whether it is running text); the likeliest come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from analysis.dates.folding import fold
from analysis.dates.lexicon import is_published_label
from crawlers.extraction.clusters import folded
from crawlers.extraction.names import DATE, WIDGET, Index
from crawlers.extraction.tree import text_of, words

# How many places of one kind are read: the first ones are the article's own.
MAX_TIMES = 6
MAX_BYLINES = 8
# Elements after the headline among which an unmarked date is the article's own.
NEAR = 120

_DATE_TAGS = words(
    "h1 h2 time span div p li td abbr em small font i b strong a h3 h4 h5 h6 address center dd ul"
)
_TITLE_TAGS = words("h1 h2 h3 h4 td b font div strong p center")
_MACHINE_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TEXT_TAGS = (
    "p", "div", "span", "td", "th", "li", "b", "strong", "i", "em", "font", "center", "a", "h2",
    "h3", "h4", "h5", "small", "br", "img", "dd", "dt", "u", "section", "article",
)  # fmt: skip
_FULL_DATE = re.compile(
    r"(?:19|20|13|14)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d\b)"
    r"|\d{1,2}[.\s]+[^\W\d]{3,12}\.?,?\s+(?:19|20|13|14)\d\d"
    r"|[^\W\d]{3,12}\.?\s+\d{1,2},?\s+(?:19|20)\d\d"
    r"|[۰-۹٠-٩]{1,2}\s+\S{2,10}\s+[۰-۹٠-٩]{4}|[۰-۹٠-٩]{4}[/-][۰-۹٠-٩]{1,2}[/-][۰-۹٠-٩]{1,2}"
    r"|[०-९]{1,2}\s+\S{2,10}\s+[०-९]{4}"
)
# what makes a short line worth reading as a date: a year, or a clock time, in any digits
_DATED = re.compile(
    r"(?:19|20|13|14)\d\d|\d{1,2}:\d\d|[۰-۹٠-٩]{2,4}|[०-९]{2,4}|ago\b|назад|پیش|قبل|önce|前$"
)


# Where a place stands, most trusted first: just below the headline, above it, far from it.
# A bar on top often shows today's date, a list below those of other stories.
_OWN, _ABOVE, _FAR = 0, 1, 2
Place = tuple[str, str, bool]


class _Marks:
    """Collects the dated places of a page while its elements go by in order."""

    def __init__(self, index: Index, title: str | None) -> None:
        self.index = index
        self.headline = folded(title or "")
        self.times: tuple[list[Place], ...] = ([], [], [])
        self.bylines: tuple[list[str], ...] = ([], [], [])
        self.near: list[str] = []
        self.after = -1  # elements since the headline, -1 before it

    def see(self, element: HtmlElement) -> None:
        tag = str(element.tag)
        if self.after >= 0:
            self.after += 1
        elif tag in _TITLE_TAGS and _is_headline(element, tag, self.headline):
            self.after = 0
            return
        where = _ABOVE if self.after < 0 else _OWN if self.after < NEAR else _FAR
        index = self.index
        if tag == "time" or "datePublished" in index.props.get(element, ""):
            if len(self.times[where]) < MAX_TIMES and self._is_own(element):
                self.times[where].extend(_time(element))
            return
        if index.named.get(element, 0) & DATE and len(self.bylines[where]) < MAX_BYLINES:
            if _MACHINE_DATE.match(element.get("title") or "") and self._is_own(element):
                self.times[where].append(("time", element.get("title"), False))
            text = text_of(element)
            if 4 <= len(text) <= 160 and self._is_own(element):
                self.bylines[where].append(text)
                return
        if where == _OWN and self.after >= 0 and len(self.near) < MAX_BYLINES:
            self._look_near(element)

    def _is_own(self, element: HtmlElement) -> bool:
        """Whether an element's date can be the article's: not a box's, nor an embedded post's."""
        if self.index.is_in(element, WIDGET):
            return False
        above = self.index.above
        return not any(a.tag == "blockquote" and a not in above for a in element.iterancestors())

    def _look_near(self, element: HtmlElement) -> None:
        for text in (element.text, *(c.tail for c in element if c.tail)):
            if text and 4 < len(text) < 400 and _DATED.search(text):
                line = " ".join(text.split())
                if len(line) <= 120 and self._is_own(element):
                    self.near.append(line)


def dated_places(index: Index, title: str | None) -> Iterator[Place]:
    """<time>, microdata and elements named for dates, then dated lines near the headline."""
    marks = _Marks(index, title)
    for element in index.elements:
        if element.tag in _DATE_TAGS:
            marks.see(element)
    own, above, far = marks.bylines
    near = marks.near
    closest = [*marks.times[_OWN], *(("byline", text, True) for text in (*own, *near))]
    if any(_MACHINE_DATE.match(raw) or _FULL_DATE.search(raw) for _, raw, _ in closest):
        marks.times[_FAR].clear()
        far.clear()
    yield from (place for places in marks.times for place in places)
    if not any(marks.times) and not any(marks.bylines) and not near and index.elements:
        near = _before_prose(index.elements[0])
    for text in dict.fromkeys([*own, *near, *above, *far]):
        yield "byline", text, True


def _is_headline(element: HtmlElement, tag: str, headline: str) -> bool:
    if tag == "h1":
        return not headline or folded(text_of(element)) == headline
    own = element.text
    return bool(headline and own and len(own) < 400 and folded(own) == headline)


def _before_prose(root: HtmlElement) -> list[str]:
    """Short dated lines of a page without any useful markup, those nearest above its text first.

    Old and small sites write headline, date and text into table cells and <font> tags.
    """
    above: list[str] = []
    below: list[str] = []
    prose = False
    for text in root.itertext(*_TEXT_TAGS):
        if len(text) > 150 and len(text.strip()) > 120:
            prose = True
        elif 7 < len(text) < 400 and _FULL_DATE.search(text):
            line = " ".join(text.split())
            if len(line) <= 120:
                (below if prose else above).append(line)
    return [*reversed(above[-3:]), *below[:2]] if len(below) < 12 else above[-1:]


def _time(element: HtmlElement) -> list[tuple[str, str, bool]]:
    prop = (element.get("itemprop") or "").lower()
    names = f"{prop} {element.get('class') or ''} {element.get('pubdate') or ''}".lower()
    rule = "microdata" if "datepublished" in prop else "time"
    if "modif" in names or "updat" in names:
        rule += ":modified"
    elif element.get("pubdate") is not None:
        rule += ":pubdate"
    found = []
    attribute = element.get("datetime") or element.get("content")
    if attribute:
        found.append((rule, attribute, False))
    text = text_of(element)
    if 4 <= len(text) <= 120:
        if attribute and _labelled(text):
            # what readers are told is the publication; the attribute may be of an update
            found.insert(0, (rule, text, True))
        elif not (attribute and re.match(r"\d{4}-\d\d-\d\dT", attribute)):
            found.append((rule, text, True))
    return found


def _labelled(text: str) -> bool:
    """Whether a text is a whole date that a word before it calls the publication's."""
    return is_published_label(fold(text.split(maxsplit=1)[0].strip(":"))) and bool(
        _FULL_DATE.search(text)
    )
