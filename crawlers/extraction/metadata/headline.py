"""The headline: which of the page's own versions, and cleaned of what is not headline.

Pages carry up to five versions: structured data, the share headline (og:title), the
Twitter card, <h1>, <title>. On most pages they agree once the outlet's name is off. Where
structured data and share headline differ, neither is always the better one; the table in
`_settle` was drawn up on pages of 120 publishers with known headlines.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from lxml.html import HtmlElement

from crawlers.extraction.clusters import folded
from crawlers.extraction.metadata.jsonld import JsonLd
from crawlers.extraction.metadata.meta import Meta
from crawlers.extraction.names import Index
from crawlers.extraction.tree import text_of, words

MAX_TITLE = 500
MAX_HEADINGS = 40
# Separators between a headline and the outlet's or section's name. A hyphen counts only
# with spaces around it; the full-width bar and colon are used without.
_SEPARATOR = re.compile(
    r"\s+[|\-–—―•·»›«‹:/~]{1,3}\s+|\s*[|｜]\s*|\s*(?:--|::|－－)\s*|：(?=[^：]{2,20}$)|\s+[_]\s+"
    r"|_(?=[^_]{2,20}$)|-(?=[\u4e00-\u9fff·]{2,12}$)"
)
_BAR = re.compile(r"\s+[|»›«]\s+|\s+::\s+|\s*｜\s*")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){2,}")
_LABEL = re.compile(
    r"^(?:breaking(?:\s+news)?|just\s+in|update[sd]?|exclusive|live(?:\s+updates?)?|urgent"
    r"|alert|developing|watch|video|photos?|in\s+pictures|opinion"
    r"|срочно|молния|обновлено|обновляется|эксклюзив|видео|фото|онлайн|терміново|оновлено|відео"
    r"|son\s+dakika|flaş|özel\s+haber|eilmeldung|exklusiv|urgente|última\s+hora|en\s+directo"
    r"|alerte\s+info|en\s+direct"
    r"|عاجل|خبر\s+عاجل|فوری|خبر\s+فوری|بریکنگ(?:\s+نیوز)?|ब्रेकिंग(?:\s+न्यूज़?)?|快讯|快訊|突发"
    r"|突發|最新消息|独家|獨家"
    r"|tezkor|шошилинч|фаврӣ|شدید|بیړنی)$",
    re.I,
)
_LABEL_SPLIT = re.compile(r"^\s*[\[【(]?\s*([^:：|!\]】)]{2,20}?)\s*(?:[:：|!]|[\]】)])\s*(?=\S)")
_GENERIC = words(
    "home homepage index news главная новости untitled document login log in page menu "
    "search error oops"
)


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline and the rule it came by, e.g. `jsonld`, `meta:og:title`, `h1`."""

    text: str
    rule: str


def choose(
    root: HtmlElement,
    meta: Meta,
    ld: JsonLd,
    sites: Sequence[str],
    hint: str | None = None,
    selected: str | None = None,
) -> Headline | None:
    """The page's headline, None when it has nothing that could be one.

    `sites` are the names the outlet goes by; `hint` is the feed's title for the page and
    `selected` what the source's own selector found.
    """
    if selected and (text := tidy(selected)):
        return Headline(text, "selector")
    h1 = [t for e in _headings(root) if (t := tidy(text_of(e)))]
    below = [t for e in islice(root.iter("h2", "h3"), MAX_HEADINGS) if (t := tidy(text_of(e)))]
    raw = {
        "jsonld": tidy(ld.article.headline),
        "meta:og:title": tidy(meta.first("og:title")),
        "meta:twitter:title": tidy(meta.first("twitter:title")),
        "title": tidy(meta.title),
        "feed": tidy(hint),
        "meta:title": tidy(
            meta.first("headline", "dc.title", "parsely-title", "sailthru.title", "title")
        ),
    }
    whole = [t for t in (raw["jsonld"], *h1) if t]
    cleaned = {
        rule: unsuffixed(text, sites, [w for w in whole if w != text])
        for rule, text in raw.items()
        if text and not _is_generic(text, sites)
    }
    if shown := _shown_part(raw["title"], h1, below):
        cleaned["h1"] = shown
    elif main_h1 := _main_h1(h1, cleaned.values(), sites):
        cleaned["h1"] = unsuffixed(main_h1, sites, [])
    rule = _settle(cleaned)
    if rule == "title":
        cleaned[rule] = _without_unknown_names(cleaned[rule])
    if rule is None:
        return None
    if "h1" in cleaned and _is_cut_short(cleaned[rule], cleaned["h1"]):
        rule = "h1"
    return Headline(unlabelled(cleaned[rule]), rule)


def _shown_part(title: str, h1: Sequence[str], below: Sequence[str]) -> str | None:
    """The heading that is one part of <title>: the other part is the outlet's name.

    Old templates print the outlet's name as <h1> on every page and the headline as <h2>;
    where <title> ends in the one and begins with the other, it begins with the headline.
    """
    marks = list(_SEPARATOR.finditer(title))
    first = {k for m in marks if len(k := folded(title[: m.start()])) >= 4}
    last = {k for m in marks if len(k := folded(title[m.end() :])) >= 4}
    keys = [folded(t) for t in h1]
    if any(k in first for k in keys) or (keys and not last.intersection(keys) and not below):
        return None
    for text in below:
        if folded(text) in first:
            return text
    if not h1:
        return next((t for t in below if folded(t) in last), None)
    return None


def _without_unknown_names(title: str) -> str:
    """A bare <title> cut at a bar, which newsrooms put before names and never in headlines."""
    parts = [p for p in _BAR.split(title) if p.strip()]
    if len(parts) < 2:
        return title
    longest = max(parts, key=len)
    return (parts[0] if len(folded(parts[0])) >= 12 else longest).strip()


def element_of(index: Index, title: str | None) -> HtmlElement | None:
    """The heading that shows the title, else the page's first <h1>."""
    key = folded(title or "")
    if key:
        for tag in ("h1", "h2", "h3", "h4"):
            for element in index.by_tag.get(tag, ())[:MAX_HEADINGS]:
                shown = folded(text_of(element)[: MAX_TITLE * 2])
                if shown == key or (len(key) >= 15 and len(shown) <= 3 * len(key) and key in shown):
                    return element
    return next(iter(index.by_tag.get("h1", ())), None)


def _settle(texts: dict[str, str]) -> str | None:
    ld, og = texts.get("jsonld"), texts.get("meta:og:title")
    if ld and og:
        key = {rule: folded(text) for rule, text in texts.items()}
        a, b = key["jsonld"], key["meta:og:title"]
        h1, title, card = key.get("h1"), key.get("title"), key.get("meta:twitter:title")
        if a == b:
            return _typeset(texts, ("meta:og:title", "jsonld"))
        if a and b and (b.endswith(a) or a.endswith(b)):
            # one of them has a kicker before the headline: the share headline's editor
            # decided on purpose, with or without
            return "meta:og:title"
        for_ld = {n for n, k in (("h1", h1), ("title", title), ("card", card)) if k == a}
        for_og = {n for n, k in (("h1", h1), ("title", title), ("card", card)) if k == b}
        if not for_ld and for_og >= {"h1", "title"}:
            return "jsonld"
        if "h1" in for_ld and "title" in for_og:
            return "jsonld"
        if "title" in for_ld and "card" in for_og and "h1" not in for_ld:
            return "jsonld"
        if not for_og and "card" not in for_ld and not for_ld:
            return "jsonld"
        return "meta:og:title"
    for rule in ("jsonld", "meta:og:title"):
        if texts.get(rule):
            return rule
    for rule in ("h1", "meta:title", "meta:twitter:title", "title", "feed"):
        if texts.get(rule):
            return rule
    return None


def _is_cut_short(text: str, longer: str) -> bool:
    """Whether a version ends where a quotation mark broke its attribute, or in an ellipsis."""
    begun = text.rstrip(".… ")
    if begun != text and text.endswith(("…", "...")):
        return len(begun) >= 8 and len(longer) > len(text) and longer.startswith(begun)
    return longer.startswith(text) and longer[len(text) :].lstrip().startswith('"')


def _typeset(texts: dict[str, str], rules: tuple[str, ...]) -> str:
    """Among rules with the same words, the first whose characters are not cut or escaped."""
    return next((r for r in rules if "&" not in texts[r] or ";" not in texts[r]), rules[0])


def tidy(text: str | None) -> str:
    """White space folded, entities unescaped (twice: feeds double them), markup dropped."""
    if not text:
        return ""
    text = text[: MAX_TITLE * 4]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text)
    return " ".join(text.split())[:MAX_TITLE]


def unsuffixed(text: str, sites: Sequence[str], others: Iterable[str]) -> str:
    """Take the outlet's and section's names off a headline's ends.

    What is cut is either a name the outlet is known by, or everything beyond another
    version of the same headline (`others`).
    """
    own = folded(text)
    for other in others:
        key = folded(other)
        # a Chinese headline says in eight characters what others say in twenty
        if len(key) < (6 if key[:1] >= "\u3400" else 15) or key == own:
            continue
        if own.startswith(key) and (cut := _cut_after(text, key)):
            return cut
        if own.endswith(key) and (cut := _cut_before(text, key)):
            return cut
    names = {n for n in map(folded, sites) if n}
    changed = True
    while changed:
        changed = False
        marks = list(_SEPARATOR.finditer(text))
        if not marks:
            break
        last, first = marks[-1], marks[0]
        tail = text[last.end() :]
        if (_is_site(tail, names) or _begins_with_site(tail, names)) and len(
            text[: last.start()].strip()
        ) >= 8:
            text, changed = text[: last.start()].strip(), True
        elif _is_site(text[: first.start()], names) and len(text[first.end() :].strip()) >= 8:
            text, changed = text[first.end() :].strip(), True
        elif cut := _before_site_and_motto(text, marks, names):
            text, changed = cut, True
    return text


def unlabelled(text: str) -> str:
    """Take a label such as "BREAKING:" or «Срочно!» off, never a real word.

    A label is a whole known phrase before a colon, bar, bracket or exclamation mark;
    "Live aid reaches Kabul" and «Срочно созвано заседание» stay as they are.
    """
    for _ in range(2):
        match = _LABEL_SPLIT.match(text)
        if not match or not _LABEL.match(match[1].strip()):
            break
        rest = text[match.end() :].strip()
        if len(folded(rest)) < 12:
            break
        text = rest
    return text


def _cut_after(text: str, key: str) -> str | None:
    for mark in _SEPARATOR.finditer(text):
        if folded(text[: mark.start()]) == key:
            return text[: mark.start()].strip()
    return None


def _cut_before(text: str, key: str) -> str | None:
    # "/" and ":" join a kicker to its headline, "|" separates a name from it
    for mark in _SEPARATOR.finditer(text):
        if (
            mark[0].strip() in ("|", "｜", "-", "–", "—", "::")
            and folded(text[mark.end() :]) == key
        ):
            return text[mark.end() :].strip()
    return None


def _begins_with_site(part: str, names: set[str]) -> bool:
    """Whether a headline's tail is "CBC News" of an outlet called CBC: short names by word."""
    words = [folded(word) for word in part.split()]
    return 1 < len(words) <= 3 and (words[0] in names or words[-1] in names)


def _before_site_and_motto(
    text: str, marks: Sequence[re.Match[str]], names: set[str]
) -> str | None:
    """The headline in "Headline » Outlet - what the outlet is": the name need not be last."""
    for mark, following in pairwise(marks):
        name = folded(text[mark.end() : following.start()])
        if name in names and len(text[: mark.start()].strip()) >= 8:
            return text[: mark.start()].strip()
    return None


def _is_site(part: str, names: set[str]) -> bool:
    key = folded(part)
    if not key:
        return True
    if key in names:
        return True
    return any(
        len(n) >= 4
        and (key.startswith(n) or key.endswith(n) or (len(n) >= 6 and n in key))
        and len(key) <= len(n) + 12
        for n in names
    )


def _is_generic(text: str, sites: Sequence[str]) -> bool:
    key = folded(text)
    return (
        not key
        or text.lower() in _GENERIC
        or key in {folded(s) for s in sites}
        or _SLUG.fullmatch(text) is not None
    )


def _headings(root: HtmlElement) -> list[HtmlElement]:
    marked = [e for e in root.iter("h1", "h2") if "headline" in (e.get("itemprop") or "").lower()]
    plain = [e for e in root.iter("h1") if e not in marked]
    return (marked[:1] if len(marked) == 1 else []) + plain[:12]


def _main_h1(found: Sequence[str], others: Iterable[str], sites: Sequence[str]) -> str | None:
    """The <h1> that another version of the headline confirms, else the first usable one."""
    usable = [t for t in found if len(folded(t)) >= 4 and not _is_generic(t, sites)]
    keys = [folded(o) for o in others]
    for text in usable:
        key = folded(text)
        if any(key == k or (len(key) >= 15 and key in k) for k in keys):
            return text
    return max(usable[:3], key=len) if usable else None
