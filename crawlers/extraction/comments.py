"""Readers' comments: read apart, then taken out of the tree so that no engine sees them."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawlers.extraction.clusters import blocks
from crawlers.extraction.names import COMMENT, COMMENTS, Index, words_of
from crawlers.extraction.tree import text_of
from crawlers.extraction.types import Comment

MAX_COMMENTS = 500
MAX_COMMENT_CHARACTERS = 20_000

_AREA_TAGS = frozenset(("div", "section", "ol", "ul", "aside", "table", "details"))
_AUTHOR = re.compile(r"\b(?:author|fn|user|username|name|nick|nickname|avtor)\b")
_DATE = re.compile(r"\b(?:date|time|datetime|meta|metadata|posted|ago)\b")
_TEXT = re.compile(r"\b(?:content|text|body|message|copy|txt)\b")
_CONTROLS = re.compile(
    r"^(?:reply|report|share|like|edit|delete|log in to reply|show more|\+?\d+|ответить"
    r"|пожаловаться|нравится|цитировать|відповісти|antworten|melden|répondre|responder"
    r"|yanıtla|cevapla|javob berish|پاسخ|رد|جواب دیں|回复|回覆|举报|赞|permalink|up|down|\W+)$",
    re.I,
)


def take(index: Index) -> tuple[Comment, ...]:
    """Read the comments of a page and cut their containers out of the tree."""
    found: list[Comment] = []
    for area in _areas(index):
        found += _comments(area, index)
        index.drop(area)
    for element in index.elements:
        kind = element.get("itemtype")
        if kind and kind.endswith(("/Comment", "/UserComments")):
            comment = _comment(element, index)
            if comment:
                found.append(comment)
            index.drop(element)
    return tuple(dict.fromkeys(found))[:MAX_COMMENTS]


def _areas(index: Index) -> list[HtmlElement]:
    """Outermost elements that hold comments and nothing of the article."""
    areas: list[HtmlElement] = []
    chosen: set[HtmlElement] = set()
    for element, bits in index.named.items():
        if not bits & COMMENTS or element.tag not in _AREA_TAGS:
            continue
        if any(a in chosen for a in element.iterancestors()) or _holds_article(element, index):
            continue
        areas.append(element)
        chosen.add(element)
    return areas


def _holds_article(element: HtmlElement, index: Index) -> bool:
    if next(element.iter("h1"), None) is not None:
        return True
    if any(not index.named.get(a, 0) & COMMENT for a in element.iter("article")):
        return True
    return any("articleBody" in (e.get("itemprop") or "") for e in element.iter("div", "section"))


def _comments(area: HtmlElement, index: Index) -> list[Comment]:
    """The comments of an area: of nested items each is one, of nested wrappers the outer."""
    items = [
        e
        for e in area.iter("li", "div", "article", "section", "tr")
        if e is not area and index.named.get(e, 0) & COMMENT
    ]
    # WordPress puts an <article class="comment-body"> into each <li class="comment">
    chosen = [e for e in items if e.tag == "li"] or [e for e in items if e.tag == "article"]
    if not chosen:
        inner = set(items)
        chosen = [e for e in items if not any(a in inner for a in e.iterancestors())] or items
    return [c for e in chosen if (c := _comment(e, index)) is not None]


def _comment(element: HtmlElement, index: Index) -> Comment | None:
    author = date = None
    inner: HtmlElement | None = None
    for part in element.iterdescendants("*"):
        if _in_reply(part, element, index):
            continue
        names = " ".join(words_of(f"{part.get('class') or ''} {part.get('itemprop') or ''}"))
        if part.tag == "time" and date is None:
            date = text_of(part) or part.get("datetime")
        elif author is None and (part.tag == "cite" or _AUTHOR.search(names)):
            text = text_of(part)
            if 1 < len(text) <= 60:
                author = text
        elif date is None and names and _DATE.search(names):
            text = text_of(part)
            if 3 < len(text) <= 60 and any(c.isdigit() for c in text):
                date = text
        elif _TEXT.search(names) and (inner is None or inner in part.iterancestors()):
            inner = part  # the innermost: "comment-body" often wraps "comment-content"
    texts = _lines(inner) if inner is not None else []
    if not texts:
        paragraphs = [
            p for p in element.iter("p", "blockquote") if not _in_reply(p, element, index)
        ]
        texts = [line for p in paragraphs for line in _lines(p)]
    own = (t for t in texts if not _CONTROLS.match(t) and t not in (author, date))
    body = "\n".join(dict.fromkeys(own))
    if len(body) < 2:
        return None
    return Comment(author, body[:MAX_COMMENT_CHARACTERS], date)


def _in_reply(part: HtmlElement, element: HtmlElement, index: Index) -> bool:
    """Whether a part belongs to a reply nested in this comment."""
    for ancestor in part.iterancestors():
        if ancestor is element:
            return False
        if ancestor.tag == element.tag and index.named.get(ancestor, 0) & COMMENT:
            return True
    return False


def _lines(element: HtmlElement) -> list[str]:
    runs = [b.text for b in blocks(element)]
    own = text_of(element)
    return runs or ([own] if own else [])
