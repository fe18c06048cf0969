"""What is cut from the shared tree before any engine looks for the text.

Cutting here serves every engine at once and makes each of them faster. Only what is plainly
not the author's text goes: code, forms, captions, embedded posts, share bars, newsletter
boxes, "read also" lines. A cut is refused when it would take a large part of the page with
it, because templates name their outermost wrapper after anything.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extraction.clusters import Block
from crawlers.extraction.names import BOILERPLATE, Index

# Nothing reads these once metadata is out of them; they are most of a modern page's bytes.
CODE = ("script", "style", "svg", "iframe", "template", "canvas", "object", "embed")
_GONE = (
    "noscript", "form", "button", "input", "select", "textarea", "option", "audio", "video",
    "picture", "source", "map", "dialog", "menu", "nav", "figcaption", "figure",
)  # fmt: skip
# <form> and <figure> may wrap a page's whole text (ASP.NET; figures holding tables)
_GUARDED = frozenset(("form", "figure", "noscript", "menu", "dialog"))

# Lines that send the reader elsewhere. A colon, a link or nothing after the phrase is asked
# for, because "Read more books" and «Читайте также Толстого» are sentences.
_READ_ALSO = re.compile(
    r"""^\W*(?:
    (?:also\s+)?read\s*(?:more|also|next|on|too|this)?|see\s+(?:also|more)|also\s+(?:read|see|on)
    |related(?:\s+\w+)?
    |more\s+(?:on|from|about)\b.{0,40}|(?:don['’]?t|do\s+not)\s+miss|you\s+may\s+also\s+like
    |recommended|watch(?:\s+(?:also|more|now))?
    |further\s+reading|keep\s+reading|continue\s+reading|listen(?:\s+now)?|learn\s+more
    |чита(?:й|йте)\s+(?:также|еще|ещё|далее|на\s+тему)|по\s+теме|материалы?\s+по\s+теме
    |см(?:отрите)?\.?\s+также|подробнее|смотрите\s+(?:также|еще|ещё)
    |ещё?\s+по\s+теме|другие\s+новости|чита(?:й|йте)\s+так(?:ож|і)|дивіться\s+також|детальніше
    |також\s+читайте
    |mehr\s+(?:zum\s+thema|dazu)|lesen\s+sie\s+(?:auch|mehr|hier)(?:\s+\w+)?|lies\s+auch
    |auch\s+interessant|siehe\s+auch|weiterlesen|mehr\s+über
    |lire\s+(?:aussi|également|la\s+suite)|à\s+lire\s+(?:aussi|également)|voir\s+aussi
    |sur\s+le\s+même\s+sujet
    |leer\s+(?:también|más)|lea\s+también|te\s+puede\s+interesar|más\s+información|ver\s+también
    |leggi\s+anche|leia\s+(?:também|mais)|czytaj\s+(?:też|także|więcej)|zobacz\s+(?:też|także)
    |les\s+også|læs\s+også|läs\s+(?:också|även)|baca\s+juga
    |ayrıca\s+(?:oku|bak)\w*|ilgili\s+haber\w*|bunu\s+da\s+oku\w*|oʻqing|shuningdek
    |yana\s+o\W?qing|ҳамчунин\s+бихонед|инчунин\s+бихонед|боз\s+хонед|тағы\s+(?:да\s+)?оқыңыз
    |оқи\s+отыр\w*
    |بیشتر\s+بخوانید|همچنین\s+بخوانید|مطالب\s+مرتبط|بخوانید|خبر(?:های)?\s+مرتبط|نور\s+ولولئ
    |دا\s+هم\s+ولولئ|اقرأ\s+(?:أيضا|أيضاً|ايضا|المزيد)|مواضيع\s+ذات\s+صلة|مزید\s+پڑھیں
    |یہ\s+بھی\s+پڑھیں
    |यह\s+भी\s+पढ़ें|ये\s+भी\s+पढ़ें|相关(?:新闻|阅读|报道|文章)|延伸阅读|推荐阅读|更多(?:阅读|新闻|内容)|另见|参见|阅读(?:更多|全文)
    )\s*(?P<mark>[:：>»→|\-–—․]|$|[«"“„])?""",
    re.I | re.X,
)
_CREDIT = re.compile(
    r"^\W*(?:\(\s*)?(?:image|photo|picture|photograph|video|illustration|graphic|credit"
    r"|source\s+photo|file\s+photo|фото|видео|фотография|світлина|foto|bild|symbolbild"
    r"|crédit(?:s)?(?:\s+photo)?|crédito|imagen|fotoğraf|surat|сурат|акс|عکس|تصویر|الصورة"
    r"|图片来源|图|图源|摄影|写真)"
    r"(?:\s+(?:credit|source|by|courtesy|from|via|копирайт|de|von|par|por|di)\b[\s:]*"
    r"|\s*[:：©/]\s*)\S.{0,140}$",
    re.I,
)


def drop_code(root: HtmlElement) -> None:
    """Cut scripts, styles and drawings, keeping the text that follows them."""
    etree.strip_elements(root, *CODE, with_tail=False)


def prune(root: HtmlElement, index: Index) -> None:
    """Cut from the tree, in place, what no engine should take for text."""
    total = _prose(root)
    doomed = [
        e
        for tag in _GONE
        for e in index.by_tag.get(tag, ())
        if tag not in _GUARDED or not _large(e, total)
    ]
    doomed += [
        e
        for e, bits in index.named.items()
        if bits & BOILERPLATE
        and e.tag not in ("html", "body", "main")
        and e not in index.above
        and not _large(e, total)
    ]
    for element in doomed:
        index.drop(element)


def drop_pointers(found: list[Block], index: Index) -> list[Block]:
    """Cut "read also" lines and photo credits; gives back the other blocks."""
    alone: dict[HtmlElement, int] = {}
    for block in found:
        alone[block.element] = alone.get(block.element, 0) + 1
    kept: list[Block] = []
    for block in found:
        if len(block.text) <= 260 and is_pointer(block.text, block.linked):
            if alone[block.element] == 1:
                index.drop(block.element)
        else:
            kept.append(block)
    return kept


def is_pointer(text: str, linked: float = 0.0) -> bool:
    """Whether a short block only sends the reader elsewhere or credits a picture."""
    match = _READ_ALSO.match(text)
    if match and (match["mark"] is not None or linked > 0.5):
        return True
    return _CREDIT.match(text) is not None


def _prose(element: HtmlElement) -> int:
    """Characters in runs of text long enough to be sentences."""
    return sum(n for t in element.itertext() if (n := len(t)) > 60)


def _large(element: HtmlElement, total: int) -> bool:
    """Whether an element holds so much of the page's prose that its name must mislead."""
    return (own := _prose(element)) > 400 and own * 4 > total
