"""schema.org JSON-LD as pages really carry it: several blocks, graphs, references, mistakes.

Only what describes the page's own article is used; pages embed articles about other pages
(teasers, follow-ups), so a node whose address is another page's never speaks for this one.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawlers.extraction.metadata.blocks import load
from crawlers.extraction.tree import words

# Bounds: a page with more structured data than text is not trying to tell us something.
MAX_BLOCK = 2_000_000
MAX_TOTAL = 4_000_000
MAX_BLOCKS = 60
MAX_NODES = 5_000
MAX_DEPTH = 60
# Values that one property may have: authors, dates. Nobody prints more of them.
MAX_VALUES = 60

ARTICLE_TYPES = words(
    "article newsarticle reportagenewsarticle backgroundnewsarticle opinionnewsarticle "
    "analysisnewsarticle reviewnewsarticle askpublicnewsarticle satiricalarticle blogposting "
    "liveblogposting socialmediaposting scholarlyarticle techarticle report review "
    "advertisercontentarticle interview"
)
PAGE_TYPES = words("webpage itempage")
_ORGANISATIONS = words(
    "organization newsmediaorganization corporation brand website governmentorganization ngo"
)


@dataclass(frozen=True, slots=True)
class LdAuthor:
    """An author of a node; `organisation` when it is typed as one."""

    name: str
    organisation: bool = False
    job: str | None = None


@dataclass(frozen=True, slots=True)
class LdUpdate:
    """An entry of a live blog."""

    headline: str | None
    body: str
    posted: str | None


@dataclass(frozen=True, slots=True)
class LdArticle:
    """What the page's own article node says, strings as written apart from entities."""

    types: tuple[str, ...] = ()
    headline: str | None = None
    authors: tuple[LdAuthor, ...] = ()
    published: tuple[str, ...] = ()
    modified: str | None = None
    section: str | None = None
    publisher: str | None = None
    body: str | None = None
    url: str | None = None
    free: bool | None = None
    live_updates: int = 0
    updates: tuple[LdUpdate, ...] = ()


@dataclass(frozen=True, slots=True)
class JsonLd:
    """All of a page's structured data that the extractor reads."""

    article: LdArticle = field(default_factory=LdArticle)
    types: frozenset[str] = frozenset()
    site_names: tuple[str, ...] = ()
    breadcrumbs: tuple[str, ...] = ()
    broken_blocks: int = 0


def read(root: HtmlElement, page_url: str = "") -> JsonLd:
    """Read every JSON-LD block of a page. Never raises; broken blocks are counted."""
    blocks: list[Any] = []
    broken = total = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script.text or ""
        total += len(text)
        if len(text) > MAX_BLOCK or total > MAX_TOTAL or len(blocks) >= MAX_BLOCKS:
            broken += 1
            continue
        value = load(text)
        if value is None:
            broken += bool(text.strip())
        else:
            blocks.append(value)
    nodes = list(_nodes(blocks))
    by_id = {
        n["@id"]: n
        for n in nodes
        if isinstance(n.get("@id"), str) and ("name" in n or "@type" in n)
    }
    types = frozenset(t for n in nodes for t in node_types(n))
    return JsonLd(
        article=_article(nodes, by_id, page_url),
        types=types,
        site_names=_site_names(nodes),
        breadcrumbs=_breadcrumbs(nodes),
        broken_blocks=broken,
    )


def _nodes(blocks: list[Any]) -> Iterator[dict[str, Any]]:
    """Every object of the blocks, outer before inner, in page order, bounded."""
    stack: list[tuple[Any, int]] = [(b, 0) for b in reversed(blocks)]
    count = 0
    while stack and count < MAX_NODES:
        value, depth = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, dict):
            count += 1
            yield value
            children: list[Any] = list(value.values())
        elif isinstance(value, list):
            children = value
        else:
            continue
        stack.extend((c, depth + 1) for c in reversed(children) if isinstance(c, dict | list))


def node_types(node: Mapping[str, Any]) -> tuple[str, ...]:
    """A node's types, lower case, without any schema.org prefix."""
    return tuple(
        t.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()
        for t in _as_list(node.get("@type"))
        if isinstance(t, str)
    )


def _article(
    nodes: list[dict[str, Any]], by_id: Mapping[str, dict[str, Any]], page_url: str
) -> LdArticle:
    ranked: list[tuple[float, int, dict[str, Any]]] = []
    inner = {id(c) for n in nodes for c in _parts(n)}
    for index, node in enumerate(nodes):
        types = node_types(node)
        is_article = any(t in ARTICLE_TYPES for t in types)
        if not is_article and not any(t in PAGE_TYPES for t in types):
            continue
        if "review" in types and "headline" not in node:
            continue
        score = 2.0 if is_article else 0.0
        score += 1.0 * ("headline" in node) + 1.0 * ("datePublished" in node)
        score += 0.5 * ("author" in node) + 0.5 * ("articleBody" in node)
        same = _same_page(_url_of(node), page_url)
        score += 3.0 if same else -2.0 if same is False else 0.0
        if id(node) in inner:
            score -= 3.0
        if score > 0:
            ranked.append((-score, index, node))
    if not ranked:
        return LdArticle()
    ranked.sort(key=lambda r: (r[0], r[1]))
    best = ranked[0][2]
    # A second node about the same article may know what the first leaves out.
    others = [n for s, _, n in ranked[1:] if s <= -3.0 and _agrees(n, best)]
    chain = [best, *others]
    return LdArticle(
        types=node_types(best),
        headline=_first(_text(n.get("headline")) or _article_name(n) for n in chain),
        authors=_first_authors(chain, by_id),
        published=tuple(
            dict.fromkeys(
                p
                for n in chain[:MAX_VALUES]
                for p in map(_text, _as_list(n.get("datePublished"))[:MAX_VALUES])
                if p
            )
        ),
        modified=_first(_text(n.get("dateModified")) for n in chain),
        section=_first(_section(n) for n in chain),
        publisher=_first(_publisher(n, by_id) for n in chain),
        body=_first(n["articleBody"] for n in chain if isinstance(n.get("articleBody"), str)),
        url=_url_of(best),
        free=_free(chain),
        live_updates=max(len(_as_list(n.get("liveBlogUpdate"))) for n in chain),
        updates=next((u for n in chain if (u := _updates(n))), ()),
    )


def _updates(node: Mapping[str, Any]) -> tuple[LdUpdate, ...]:
    entries = (e for e in _as_list(node.get("liveBlogUpdate"))[:MAX_NODES] if isinstance(e, dict))
    return tuple(
        LdUpdate(
            _text(entry.get("headline")),
            body if isinstance(body := entry.get("articleBody"), str) else "",
            _text(entry.get("datePublished")),
        )
        for entry in entries
    )


def _parts(node: Mapping[str, Any]) -> Iterator[Any]:
    """Nodes that stand inside another article: its updates, parts and listed items."""
    for key in ("liveBlogUpdate", "itemListElement", "hasPart", "isPartOf", "item", "relatedLink",
                "mentions", "comment", "review", "citation", "isBasedOn", "subjectOf"):  # fmt: skip
        stack = _as_list(node.get(key))
        while stack:
            part = stack.pop()
            if isinstance(part, dict):
                yield part
                stack.extend(_as_list(part.get("item")))


def _agrees(node: Mapping[str, Any], best: Mapping[str, Any]) -> bool:
    mine, theirs = _url_of(node), _url_of(best)
    if mine and theirs:
        return _same_page(mine, theirs) is not False
    heads = _text(node.get("headline")), _text(best.get("headline"))
    return not all(heads) or heads[0] == heads[1]


def _url_of(node: Mapping[str, Any]) -> str | None:
    main = node.get("mainEntityOfPage")
    if isinstance(main, dict):
        main = main.get("@id") or main.get("url")
    for value in (main, node.get("url"), node.get("@id")):
        if isinstance(value, str) and value.startswith("http"):
            return value
    return None


def _same_page(first: str | None, second: str) -> bool | None:
    """Whether two addresses are one page by path; None when one of them says nothing."""
    if not first or not second:
        return None
    try:
        a, b = urlsplit(first), urlsplit(second)
    except ValueError:
        return None
    left, right = a.path.strip("/").lower(), b.path.strip("/").lower()
    if not left or not right:
        return None
    return left == right or left.endswith(right) or right.endswith(left)


def _first_authors(
    chain: list[dict[str, Any]], by_id: Mapping[str, dict[str, Any]]
) -> tuple[LdAuthor, ...]:
    for node in chain:
        for key in ("author", "creator"):
            found = tuple(_authors(node.get(key), by_id, 0))
            if found:
                return found
    return ()


def _authors(value: Any, by_id: Mapping[str, dict[str, Any]], depth: int) -> Iterator[LdAuthor]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:MAX_VALUES]:
            yield from _authors(item, by_id, depth + 1)
    elif isinstance(value, str):
        if value.strip() and not value.strip().startswith(("http://", "https://")):
            yield LdAuthor(clean(value))
    elif isinstance(value, dict):
        node: Mapping[str, Any] = value
        if "name" not in value and isinstance(value.get("@id"), str):
            node = by_id.get(value["@id"], value)
        types = node_types(node)
        name = node.get("name")
        if isinstance(name, dict):
            name = name.get("name") or name.get("@value")
        names = [n for n in _as_list(name)[:MAX_VALUES] if isinstance(n, str)]
        if not names:
            given = " ".join(
                p
                for k in ("givenName", "additionalName", "familyName")
                if (p := _text(node.get(k)))
            )
            names = [given] if given else []
        organisation = any(t in _ORGANISATIONS for t in types) and "person" not in types
        for one in names:
            if one.strip() and not one.strip().startswith(("http://", "https://")):
                yield LdAuthor(clean(one), organisation, _text(node.get("jobTitle")))


def _article_name(node: Mapping[str, Any]) -> str | None:
    return _text(node.get("name")) if any(t in ARTICLE_TYPES for t in node_types(node)) else None


def _section(node: Mapping[str, Any]) -> str | None:
    return _first(_text(s) for s in _as_list(node.get("articleSection")))


def _publisher(node: Mapping[str, Any], by_id: Mapping[str, dict[str, Any]]) -> str | None:
    value = node.get("publisher")
    for item in _as_list(value):
        if isinstance(item, str):
            return clean(item)
        if isinstance(item, dict):
            named = item if "name" in item else by_id.get(str(item.get("@id")), item)
            if name := _text(named.get("name")):
                return name
    return None


def _free(chain: list[dict[str, Any]]) -> bool | None:
    for node in chain:
        value = node.get("isAccessibleForFree")
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip():
            return value.strip().rsplit("/", 1)[-1].lower() not in ("false", "no", "0")
    return None


def _site_names(nodes: list[dict[str, Any]]) -> tuple[str, ...]:
    names: list[str] = []
    for node in nodes:
        types = node_types(node)
        if "website" in types or "newsmediaorganization" in types:
            names += [
                n for k in ("name", "alternateName") for n in map(_text, _as_list(node.get(k))) if n
            ]
    return tuple(dict.fromkeys(names))


def _breadcrumbs(nodes: list[dict[str, Any]]) -> tuple[str, ...]:
    for node in nodes:
        if "breadcrumblist" not in node_types(node):
            continue
        names = []
        for entry in _as_list(node.get("itemListElement")):
            if isinstance(entry, dict):
                item = entry.get("item")
                name = _text(entry.get("name")) or (
                    _text(item.get("name")) if isinstance(item, dict) else None
                )
                if name:
                    names.append(name)
        if names:
            return tuple(names)
    return ()


def clean(value: str) -> str:
    """Unescape entities (also double) and fold white space."""
    if "&" in value:
        value = html.unescape(html.unescape(value))
    return " ".join(value.split())


def _text(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, str):
        return clean(value) or None
    return None


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _first(values: Iterator[str | None]) -> str | None:
    return next((v for v in values if v), None)
