"""Who wrote it: names as the page credits them, agencies and desks told apart.

`authors` keeps every credited name, because a byline "dpa" or "Staff reporter" is what the
outlet says about authorship; `Credit.kind` says what each name is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawlers.extraction.clusters import folded
from crawlers.extraction.metadata import agencies
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


_PREFIX = re.compile(
    r"""^\W*(?:
    (?:(?:written|words|story|text|report(?:ed|ing)?|article|posted|published|submitted|opinion
    |analysis)\s+)?by\b
    |(?:author|autor(?:in|es|a)?|auteurs?|autore|verfasser(?:in)?|text|texte|texto|testo|yazar
    |yazan|haber|muallif|muxbir|redaktor|redakteur(?:in)?|penulis|reporter|editor)\s*[:：]
    |(?:(?:kommentar|interview|bericht|analyse|kolumne|gastbeitrag|reportage|essay|porträt
    |eine?\s+\w+)\s+)?(?:von|vom|par|por|di|av|af|door|przez|oleh)\s+(?=[A-ZÀ-ÞŁŚŻŹĆĘÓĄČŠŽ])
    |(?:автор(?:ы|ка)?|текст|подготовил[аи]?|корреспондент|журналист|записал[аи]?|беседовал[аи]?
    |муаллиф|хабарнигор|муаллифи|авторы|автори)\s*[:：]?\s+(?=[A-ZА-ЯЁІЇЄҒҚӘӨҮҰҢҲӢӮҶЎ])
    |(?:نویسنده|نویسندگان|گزارشگر|خبرنگار|نگارنده|گردآورنده|گزارش|به\s+قلم|از|لیکوال|لیکونکی
    |خبریال|کاتب|الكاتب|بقلم|كتب|كتبت|إعداد|تحریر|تحرير|از\s+قلم|رپورٹ|رپورٹر)\s*[:：]\s*
    |(?:به\s+قلم|بقلم)\s+
    |(?:作者|记者|记\s*者|文|撰文|编辑|责任编辑|责编|来源|通讯员)\s*[:：/／]\s*
    |(?:लेखक|रिपोर्ट(?:र)?|द्वारा|संवाददाता)\s*[:：]?\s+
    )\s*""",
    re.I | re.X,
)
_SPLIT = re.compile(
    r"\s*(?:[,;|•·、，；]|\s/\s|\s[–—-]\s)\s*|\s+(?:and|und|et|og|och|y|ja|oraz|ve|та|va|ва"
    r"|және|with|mit|avec|con|sowie)\s+|\s+(?:и|і|и́|و|اور|او|और)\s+|\s*&\s*"
    r"|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|\s*\band\b\s*",
    re.I,
)
_SOFT_SPLIT = re.compile(r"\s+(?:e|i|en|dan)\s+", re.I)
_BRACKETS = re.compile(r"\s*[(（\[][^()（）\[\]]{0,60}[)）\]]\s*")
_BARE_LABEL = re.compile(
    r"^(?:by|von|par|por|di|av|af|door|von:|text|author|autor|автор|текст|نویسنده|作者|记者"
    r"|written\s+by|posted\s+by)\W*$",
    re.I,
)
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_HANDLE = re.compile(r"(?:^|\s)@\w+")
_ROLE = re.compile(
    r"""\b\w*(?:correspondent|reporter|editor|journalist|writer|columnist|professor|lecturer
    |analyst|researcher|director|fellow|expert|minister|contributor|producer|chief|photographer
    |staff|
    redakteur(?:in)?|korrespondent(?:in)?|journaliste?|journalistin|rédacteur|correspondant
    |periodista|corresponsal|redactor|giornalista|muhabir|editör|корреспондент|редактор|журналист
    |обозреватель|эксперт|аналитик|политолог|профессор|доцент|кандидат|доктор|директор|университет
    |university|universität|universität[a-z]*|university|institut[eo]?|center|centre)\b""",
    re.I | re.X,
)
_NOT_NAME = re.compile(
    r"\d{2,}|https?:|www\.|[<>{}=\\]|\b(?:updated|published|posted|min\s+read|read\s+more"
    r"|follow|share|comments?|subscribe|view\s+all|photo|foto|фото|image|copyright|cookies?"
    r"|advertis\w*|gmt|utc|am|pm|ago|uhr|stand)\b",
    re.I,
)
_DATE_TAIL = re.compile(
    r"\s*[|•·,–—-]?\s*(?:\d{1,2}[./:\s-]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?\s*\d|updated\b|published\b|posted\b"
    r"|last\s+modified\b|обновлено|опубликовано).*$",
    re.I,
)
_PARTICLES = words(
    "de da di du del della der den des dos das van von vom zu zur zum af av al el la le los "
    "las bin ibn bint abu ben e y d' l' ter ten te of the san st. ag ap mac mc ul ur"
)
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
_CHINESE_GAP = re.compile(r"[ 、\u3000]+")


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
    tags = credits_of(
        (
            value
            for name in ("author", "article:author", "cxenseparse:author", "parsely-author",
                "sailthru.author",
                         "dc.creator", "dc.creator.personalname", "byl", "og:article:author",
                         "lp:author", "authors", "dcterms.creator")
            for value in (meta.all(name) if name == "article:author" else meta.all(name)[:1])
        ),
        outlet,
    )  # fmt: skip
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
    if not structured and not tags:
        sources += [(credits_of(texts, outlet), "byline") for texts in (_labelled(index), after)]
    for credits, rule in sources:
        if _persons(credits):
            return Byline(_without_outlet(credits), rule)
    return next((Byline(credits, rule) for credits, rule in sources if credits), Byline())


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
    return byline


def is_byline(line: str) -> bool:
    """Whether a line of text is introduced as a byline: "By …", "Автор: …", "نویسنده: …"."""
    return len(line) <= 120 and bool(_PREFIX.match(line))


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
    if agencies.is_desk(name) or re.search(r"\.[a-z]{2,4}$", name, re.I):
        return "desk"
    return "person"


def names_in(value: str) -> list[str]:
    """The names in one byline string, in order; [] when it holds no name.

    "Von Jana Beispiel und Tom Muster, dpa" gives three names; a role or a place after a
    name is dropped, an affiliation in brackets too.
    """
    text = html.unescape(html.unescape(value)) if "&" in value else value
    text = re.sub(r"<[^<>]{0,200}>", " ", text)
    text = " ".join(text.split())
    if not text or len(text) > 600 or text.startswith(("http://", "https://", "@")):
        return []
    text = _HANDLE.sub("", _EMAIL.sub("", text)).strip()
    text = _PREFIX.sub("", text, count=1)
    text = _BRACKETS.sub(" ", text).strip()
    parts = [p for p in _SPLIT.split(text) if p and p.strip()]
    names: list[str] = []
    for part in parts:
        soft = _SOFT_SPLIT.split(part)
        pieces = soft if len(soft) > 1 and all(len(s.split()) >= 2 for s in soft) else [part]
        for piece in pieces:
            name = _clean(piece)
            if name and (not names or name not in names):
                names.append(name)
    return _without_roles(names)


def _clean(piece: str) -> str | None:
    if _BARE_LABEL.match(piece.strip()):
        return None
    name = _DATE_TAIL.sub("", _PREFIX.sub("", piece, count=1)).strip(
        ' \t.,;:|/–—-*•·\u200b\u200e\u200f"“”'
    )
    if re.search(r"\b(?:Dr|Prof|jr|sr|[A-Z])$", name) and piece.strip().endswith("."):
        name += "."
    name = " ".join(name.split())
    if not 2 <= len(name) <= 60 or _NOT_NAME.search(name):
        return None
    return name if any(c.isalpha() for c in name) else None


def _without_roles(names: list[str]) -> list[str]:
    """Keep what can be a name; the first one is believed most."""
    kept: list[str] = []
    for index, name in enumerate(names):
        parts = name.split()
        if agencies.agency(name) or (index == 0 and agencies.is_desk(name)):
            kept.append(name)
            continue
        lower = [w for w in parts if w[0].islower() and w.lower().strip(".") not in _PARTICLES]
        if len(parts) > 7 or (len(parts) > 2 and len(lower) * 2 >= len(parts)):
            continue
        role = _ROLE.search(name)
        if role and (index > 0 or len(parts) > 3 or role.start() == 0 or len(parts) <= 2):
            continue
        if index > 0 and (agencies.is_desk(name) or re.search(r"\.[a-z]{2,4}$", name, re.I)):
            continue
        kept.append(name)
    return kept


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
