"""Who wrote it: names as the page credits them, agencies and desks told apart.

`authors` keeps every credited name, because a byline "dpa" or "Staff reporter" is what the
outlet says about authorship; `Credit.kind` says what each name is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawlers.extraction.clusters import folded
from crawlers.extraction.metadata import agencies
from crawlers.extraction.metadata.bylines import ADDRESS, is_byline, names_in
from crawlers.extraction.metadata.jsonld import JsonLd
from crawlers.extraction.metadata.meta import Meta
from crawlers.extraction.names import BYLINE, ELSEWHERE, Index
from crawlers.extraction.tree import text_of, words
from crawlers.extraction.types import Credit, CreditKind

MAX_AUTHORS = 40


@dataclass(frozen=True, slots=True)
class Byline:
    """All credits of a page in the page's order, and the rule that found them."""

    credits: tuple[Credit, ...] = ()
    rule: str | None = None

    @property
    def authors(self) -> tuple[str, ...]:
        """Every credited name."""
        return tuple(c.name for c in self.credits)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Canonical names of the wire agencies among the credits."""
        found = (agencies.agency(c.name) for c in self.credits if c.kind == "agency")
        return tuple(dict.fromkeys(a for a in found if a))


_BYLINE_TAGS = words("a span div p address li ul section strong em b author h2 h3 h4 h5 cite td")
_LABEL_TAGS = (*sorted(_BYLINE_TAGS), "font", "center", "br")
_LABEL = re.compile(
    r"(?:^|[\s(（【\[])(?:作者|撰文|文|本报记者|记者|Автор|Авторы|Текст|Муаллиф|نویسنده|خبرنگار|گزارشگر"
    r"|لیکوال|خبریال|الكاتب|بقلم|Muallif|Yazar|Author|लेखक)"
    r"\s*(?:[:：/／]|(?<=记者)\s)\s*(?:\[\S{1,3}\])?([^:：()（）\d]{2,60})"
)
_CHINESE_NAMES = r"([\u4e00-\u9fff]{2,4}(?:[ 、\u3000]+[\u4e00-\u9fff]{2,4}){0,5})"
_SIGNATURES = (
    re.compile(
        r"[（(](?:[\u4e00-\u9fff]{0,6})(?:记者|通讯员)[ :：\u3000]*"
        + _CHINESE_NAMES
        + r"[ \u3000]*[)）]"
    ),
    re.compile(r"^[\u4e00-\u9fff·、 ]{0,16}记者[ :：\u3000]+" + _CHINESE_NAMES + r"\s*$"),
    re.compile(
        r"(?:作者|执笔人?|撰文|文)[ \u3000]*[:：/／][ \u3000]*" + _CHINESE_NAMES + r"(?:\s|$|[)）])"
    ),
    re.compile(
        r"[（(]" + _CHINESE_NAMES + r"[ \u3000]*(?:[\u4e00-\u9fff]{2}报道)?[ \u3000]*[)）]\s*$"
    ),
)
# the commonest surnames that do not also begin names of places and sections
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑谢宋唐许邓冯韩曹曾彭萧蔡潘袁董余苏叶吕魏蒋田杜丁沈姜范傅钟卢汪戴崔"
    "任陆廖姚谭邹熊孟秦阎薛侯雷段郝孔邵史毛贺顾赖康邱钱严尹"
)
_ALONE = re.compile(r"[\u4e00-\u9fff]{2,3}(?:[、 \u3000]+[\u4e00-\u9fff]{2,3}){0,3}")
_CHINESE_GAP = re.compile(r"[ 、\u3000]+")


_AUTHOR_META = (
    "author", "article:author", "cxenseparse:author", "parsely-author", "sailthru.author",
    "dc.creator", "dc.creator.personalname", "byl", "og:article:author", "lp:author", "authors",
    "dcterms.creator", "og:author", "citation_author",
)  # fmt: skip
_REPEATED_META = ("author", "article:author", "citation_author")
_WRITTEN_BY = re.compile(
    r"^\W*(?:written by|author|by|posted by|verfasst von|geschrieben von|autor|écrit par|auteur"
    r"|escrito por|scritto da|автор|написано|yazar|نویسنده|الكاتب|作者)\W*$",
    re.I,
)
# addresses of people's pages; "/by/" and "/people/" alone also list other things
_PROFILE = re.compile(
    r"/(?:authors?|profiles?|autor(?:en|es)?|auteurs?|journalists?|reporters?|contributors?|writers?"
    r"|columnists?|correspondents?|yazar(?:lar)?|avtor|muallif)/[^/?#]{2,}",
    re.I,
)
# Elements after the headline among which a link or a "By ..." introduces the author.
NEAR = 60


def read(
    index: Index,
    meta: Meta,
    ld: JsonLd,
    sites: Sequence[str],
    hint: Sequence[str] = (),
    selected: Sequence[str] = (),
) -> Byline:
    """The page's byline. `sites` are the outlet's names, `hint` the feed's authors."""
    outlet = {folded(s) for s in sites if s}
    if selected and (credits := credits_of(selected, outlet)):
        return Byline(credits, "selector")
    structured = credits_of((a.name for a in ld.article.authors), outlet)
    near, after = _visible(index)
    visible = credits_of(near, outlet)
    tags = credits_of(_tagged(meta), outlet)
    if _persons(structured):
        # a page may name a second author only where readers see it
        named = {folded(c.name) for c in structured if c.kind == "person"}
        seen = {folded(c.name) for c in visible if c.kind == "person"}
        if named < seen and len(seen) <= len(named) + 3:
            return Byline(_without_outlet(visible), "byline")
        return Byline(_without_outlet(structured), "jsonld")
    sources = [(visible, "byline"), (tags, "meta")]
    for credits, rule in sources:
        if _persons(credits):
            return Byline(_without_outlet(credits), rule)
    sources.insert(0, (structured, "jsonld"))
    for credits, rule in sources:
        if any(c.kind == "agency" for c in credits):
            return Byline(credits, rule)
    sources.append((credits_of(hint, outlet), "feed"))
    sources.append((_named(credits_of(_introduced(index), outlet)), "byline"))
    if not structured and not tags:
        sources += [(credits_of(texts, outlet), "byline") for texts in (_labelled(index), after)]
    for credits, rule in sources:
        if _persons(credits):
            return Byline(_without_outlet(credits), rule)
    return next((Byline(credits, rule) for credits, rule in sources if credits), Byline())


def _tagged(meta: Meta) -> list[str]:
    """The author tags of the head; Twitter's second pair of them may hold the author, too."""
    found = [
        value
        for name in _AUTHOR_META
        for value in (meta.all(name) if name in _REPEATED_META else meta.all(name)[:1])
    ]
    for number in "12":
        if _WRITTEN_BY.match(meta.first(f"twitter:label{number}") or ""):
            found += meta.all(f"twitter:data{number}")[:1]
    return found


def with_signature(byline: Byline, text: str) -> Byline:
    """Add the persons who signed in the text itself, where no byline names any.

    Chinese and Russian reports are signed in brackets at their end or before their first
    sentence: （记者 …）, «… , специально для …».
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for line in (*lines[:3], *reversed(lines[-3:])):
        for pattern in _SIGNATURES:
            match = pattern.search(line[:80]) or pattern.search(line[-80:])
            if match:
                names = [n for n in _CHINESE_GAP.split(match[1]) if 2 <= len(n) <= 4]
                if names:
                    signed = tuple(Credit(n, "person") for n in names[:6])
                    return Byline(
                        (*signed, *(c for c in byline.credits if c.kind == "agency")), "text"
                    )
    for line in lines[:3]:  # a column is signed by a name alone on a line above it
        if _ALONE.fullmatch(line):
            names = _CHINESE_GAP.split(line)
            if all(name[0] in _SURNAMES for name in names):
                return Byline(tuple(Credit(n, "person") for n in names), "text")
    return byline


def credits_of(values: Iterable[str], outlet: set[str]) -> tuple[Credit, ...]:
    """Names out of byline strings, each with its kind, duplicates dropped."""
    found: dict[str, Credit] = {}
    for value in values:
        for name in names_in(value):
            key = folded(name)
            if key and key not in found and len(found) < MAX_AUTHORS:
                found[key] = Credit(name, kind_of(name, outlet))
    return tuple(found.values())


def kind_of(name: str, outlet: set[str]) -> CreditKind:
    """What a credited name is; a name that is nothing else is a person."""
    if agencies.agency(name):
        return "agency"
    key = folded(name)
    if key in outlet or any(
        len(o) > 3 and (key.startswith(o) or o.startswith(key)) for o in outlet if len(key) > 3
    ):
        return "outlet"
    if agencies.is_desk(name) or ADDRESS.search(name):
        return "desk"
    return "person"


def _persons(credits: Sequence[Credit]) -> int:
    return sum(c.kind == "person" for c in credits)


def _without_outlet(credits: tuple[Credit, ...]) -> tuple[Credit, ...]:
    """The outlet's own name beside persons credits nobody."""
    return tuple(c for c in credits if c.kind != "outlet") or credits


def _visible(index: Index) -> tuple[list[str], list[str]]:
    """Byline texts between the headline and the text (or just above it), and those after.

    Further down the same class names also introduce the authors of other stories, so those
    are used only when nothing else names anybody.
    """
    headline = bool(index.by_tag.get("h1")) is False
    prose = False
    above: list[str] = []
    below: list[str] = []
    after: list[str] = []
    for element in index.elements:
        tag = element.tag
        if tag == "h1":
            headline = True
            continue
        if tag == "p" and headline and not prose:
            prose = len(text_of(element)) > 150
        if tag not in _BYLINE_TAGS or not _names_author(element, index):
            continue
        if index.is_in(element, ELSEWHERE):
            continue
        text = text_of(element)
        if not 2 <= len(text) <= 160:
            continue
        links = [
            t
            for a in element.iter("a")
            if a.get("rel") == "author" or "author" in (a.get("href") or "").lower()
            if (t := text_of(a))
        ]
        place = after if prose else below if headline else above
        place.extend(links if len(links) > 1 else [text])
        if len(below) >= 12 or len(after) >= 3:
            break
    return _one_place(below) or _one_place(above[-3:]), _one_place(after)


def _introduced(index: Index) -> list[str]:
    """Unmarked bylines between headline and text: links to people's pages, "By ..." lines."""
    headline = bool(index.by_tag.get("h1")) is False
    linked: list[str] = []
    lines: list[str] = []
    since = 0
    for element in index.elements:
        tag = element.tag
        if tag == "h1":
            headline = True
            continue
        if not headline or tag not in _BYLINE_TAGS:
            continue
        since += 1
        if since > NEAR or (tag == "p" and len(text_of(element)) > 150):
            break
        if tag == "a" and _PROFILE.search(element.get("href") or ""):
            if not index.is_in(element, ELSEWHERE):
                linked.append(text_of(element))
        elif is_byline(" ".join((element.text or "").split())[:100] + " X"):
            text = text_of(element)
            if len(text) <= 100 and not index.is_in(element, ELSEWHERE):
                lines.append(text)
    return linked or lines[:1]


def _named(credits: Sequence[Credit]) -> tuple[Credit, ...]:
    """Those credits of an unmarked byline that look like persons: few, of two to four words."""
    persons = [c for c in credits if c.kind == "person" and 2 <= len(c.name.split()) <= 4]
    upper = [c for c in persons if not any(w[0].islower() and len(w) > 3 for w in c.name.split())]
    return tuple(upper) if 1 <= len(upper) <= 4 else ()


def _names_author(element: HtmlElement, index: Index) -> bool:
    if index.named.get(element, 0) & BYLINE:
        return True
    return "author" in index.props.get(element, "").split()


def _labelled(index: Index) -> list[str]:
    """Names after a plain label ("Автор: …", 作者：…) in a short line of the page."""
    found: list[str] = []
    for text in index.elements[0].itertext(*_LABEL_TAGS) if index.elements else ():
        line = text.strip()
        if 4 <= len(line) <= 120 and (match := _LABEL.search(line)):
            found.append(match[1])
            if len(found) >= 2:
                break
    return found[:1]


def _one_place(texts: list[str]) -> list[str]:
    """Nested elements repeat each other: of each such group the shortest text is kept."""
    kept: list[str] = []
    for text in texts:
        key = folded(text)
        if not key or any(folded(k) in key and folded(k) for k in kept):
            continue
        kept = [k for k in kept if key not in folded(k)]
        kept.append(text)
    return kept
