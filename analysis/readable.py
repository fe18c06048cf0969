"""All the words of a raw page, as fast as may be: markup, entities and escapes taken away.

Every page that is fetched goes through here, whole, before it is known whether it is worth a
parse. So entities and escapes are decoded in the pieces that ``str.split`` makes, and markup is
found in arrays of characters and cut out in slices: a fraction of what regular expressions with a
function for each match cost.
"""

from __future__ import annotations

import codecs
import html
import re
import string
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_Chars = npt.NDArray[np.unsignedinteger]
_Places = npt.NDArray[np.intp]
_Mask = npt.NDArray[np.bool_]

# Written out instead of ignoring case: a pattern that begins with a letter as it is, here "<", is
# searched for several times as fast.
_STYLE_BEGIN = re.compile(r"<[sS][tT][yY][lL][eE]\b")
_STYLE_END = re.compile(r"</[sS][tT][yY][lL][eE]\s*>")
_SCRIPT_BEGIN = re.compile(r"<[sS][cC][rR][iI][pP][tT]\b[^<>]*>")
_SCRIPT_END = re.compile(r"</[sS][cC][rR][iI][pP][tT]\b")
_LONG_SCRIPT = 1_000
# Markup that can stand inside a word or a phrase without ending it, besides comments.
_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q"
        " s samp small span strike strong sub sup time tt u var wbr",
    )
)


def _table(chars: str) -> _Mask:
    table = np.zeros(0x10000, bool)
    table[[ord(char) for char in chars]] = True
    return table


_BEGINS_TAG = _table(f"{string.ascii_letters}/?!")
_IS_BLANK = _table("".join(filter(str.isspace, map(chr, range(0x10000)))))
_OPEN, _CLOSE, _SLASH = map(ord, "<>/")
# A tag's name is read in eight bytes: small letters, 0 where a name may end, 1 for what is in none.
_PLACES = np.arange(8)
_NAME_LETTER = np.ones(0x10000, np.uint8)
for _char in string.ascii_letters:
    _NAME_LETTER[ord(_char)] = ord(_char.lower())
for _char in f"{string.whitespace}/>":
    _NAME_LETTER[ord(_char)] = 0
_INLINE_KEYS = np.sort(np.array([name.encode() for name in _INLINE], "S8").view(np.uint64))
# By its first two letters most names are known to be no inline markup.
_PAIR = np.zeros((256, 256), bool)
for _name in _INLINE:
    _PAIR[ord(_name[0]), ord(_name[1]) if len(_name) > 1 else 0] = True
_PAIRS = _PAIR.ravel()
# Where attributes hold a page's words: descriptions in meta tags, and long values
# (titles, alternative texts, JSON for scripts) that are no addresses, styles or drawings.
_META = re.compile(r"<[mM][eE][tT][aA]\b[^<>]*>")
_LONG_VALUE = re.compile(
    r"""=(?:"((?!https?:|/|data:)[^"]{30,})"|'((?!https?:|/|data:)[^']{30,})')"""
)
_NO_WORDS = ("class", "srcset", "style", "href", "src", "content", " d", "points", "sizes",
             "media", "integrity", "action", "viewBox", "xmlns")  # fmt: skip
# What html.unescape may know without a semicolon.
_BARE_ENTITY = re.compile(r"#\d+|#[xX][0-9a-fA-F]+|nbsp|shy|quot|amp|lt|gt")
_ENTITY_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9]{1,31}|#\d+|#[xX][0-9a-fA-F]+")
_LONGEST_ENTITY = 33
_MANY = 20
# Decoded once, these begin another entity.
_ESCAPED_ESCAPE = re.compile(r"&(?:amp|AMP|#0*38|#[xX]0*26)")
_HEX = re.compile(r"u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}")
_META_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Tried when nothing declared fits: the legacy charsets of the languages served.
_LEGACY = ("windows-1251", "windows-1256", "gb18030", "big5hkscs", "windows-1254", "koi8-r")
# Charsets in which any bytes at all are text.
_FITS_ALL = ("iso-8859-1", "iso8859-1", "latin", "us-ascii", "ascii")


class Charsets(NamedTuple):
    """What a body may be written in, the likeliest first; `text` where only one charset fits."""

    names: list[str]
    text: str | None = None


def charsets(body: bytes, encoding: str | None) -> Charsets:
    """The charset that fits the body, or every plausible one.

    Latin 1 fits everything and is what servers say when nobody told them: it decides nothing.

    A byte order mark decides; then valid UTF-8, since wrong headers are common and
    legacy text is hardly ever valid UTF-8; then the header's charset, then the
    page's own.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return Charsets([name], body.decode(name, errors="replace"))
    if b"\0" in body[:200]:
        return Charsets(["utf-16-le", "utf-16-be", "utf-8"])
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        # a body cut inside a character is still UTF-8
        return Charsets(["utf-8"], decoder.decode(body))
    except UnicodeDecodeError:
        pass
    declared = [encoding, *(m.group(1).decode("ascii", "ignore") for m in _declarations(body))]
    names: list[str] = []
    for name in dict.fromkeys(n.lower() for n in declared if n):
        try:
            text = body.decode(name)
            if not name.replace("_", "-").startswith(_FITS_ALL):
                return Charsets([name], text)
            # fits whatever bytes there are, so it proves nothing: the others are tried too
        except UnicodeDecodeError:
            pass
        except LookupError:
            continue
        names.append(name)
    return Charsets([*names, "utf-8", *_LEGACY])


def readings(body: bytes, names: Sequence[str]) -> Iterator[str]:
    """What `readable` makes of a page in each of these charsets.

    Markup is looked for once, since it is ASCII in all of them, and after the first reading only
    lines with other letters are told: the others say the same in each.
    """
    if not all(map(_holds_ascii, names)):
        yield from (readable(body.decode(name, errors="replace")) for name in names)
        return
    cut = _cut(body.decode("latin-1")).encode("latin-1")
    yield _decoded(cut.decode(names[0], errors="replace"))
    lines = b"\n".join(line for line in cut.split(b"\n") if not line.isascii())
    for name in names[1:]:
        yield _decoded(lines.decode(name, errors="replace"))


@lru_cache(100)
def _holds_ascii(name: str) -> bool:
    letters = bytes(range(128))
    return letters.decode(name, errors="replace") == letters.decode("ascii")


def _declarations(body: bytes) -> Iterator[re.Match[bytes]]:
    for pattern in (_XML_ENCODING, _META_CHARSET):
        found = pattern.search(body[:4096])
        if found:
            yield found


def without_long_scripts(page: str) -> tuple[str, list[str]]:
    """The page without the code of its long scripts, and that code.

    Data in JSON stays: it is the page's own, while code is the same on all pages of a site.
    """
    pieces: list[str] = []
    scripts: list[str] = []
    done = 0
    for begin in _SCRIPT_BEGIN.finditer(page):
        if begin.start() < done or "json" in begin[0]:
            continue
        end = _SCRIPT_END.search(page, begin.end())
        if end is None:
            break
        if end.start() - begin.end() >= _LONG_SCRIPT:
            pieces.append(page[done : begin.end()])
            scripts.append(page[begin.end() : end.start()])
            done = end.start()
    return "".join((*pieces, page[done:])), scripts


def readable(page: str) -> str:
    """All a page's words, some of them twice: text, attribute values, script strings,
    with markup as line breaks; text that inline markup cuts is there whole as well. Markup
    that comes out of decoded entities and escapes is treated the same way. Halves of
    characters (surrogates) that were escaped by themselves stay as they are."""
    return _decoded(_cut(page))


def _cut(page: str) -> str:
    """The page without markup; entities and escapes are as they were."""
    lean = _without_styles(page)
    attributes = _META.findall(lean)
    attributes += (
        m.group(1) or m.group(2)
        for m in _LONG_VALUE.finditer(lean)
        if not lean.endswith(_NO_WORDS, 0, m.start())
    )
    return "\n".join((_without_markup(lean), *attributes))


def _decoded(text: str) -> str:
    text = _unescaped(text)
    if "<" in text and ">" in text:
        inner = [line for line in text.split("\n") if "<" in line and ">" in line]
        if inner:
            text = "\n".join((text, _unescaped(_without_markup("\n".join(inner)))))
    return text


def _without_markup(page: str) -> str:
    """The text nodes, one a line; then every run of text that inline markup glues."""
    chars = _characters(page)
    starts, ends, inline = _tags(page, chars)
    if not len(starts):
        return page
    after = (ends + 1).tolist()
    nodes = [page[i:j] for i, j in zip([0, *after], [*starts.tolist(), len(page)], strict=True)]
    # a line goes from one tag that ends it to the next
    last = np.append(np.flatnonzero(~inline), len(starts)).tolist()
    lines = _glued_lines(chars, starts, ends, inline)
    nodes += ["".join(nodes[last[n - 1] + 1 if n else 0 : last[n] + 1]) for n in lines]
    return "\n".join(nodes)


def _characters(text: str) -> _Chars:
    """The text as an array of its characters, as narrow as they allow."""
    try:
        return np.frombuffer(text.encode("latin-1"), np.uint8)
    except UnicodeEncodeError:
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(units) == len(text):
        return units
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _tags(page: str, chars: _Chars) -> tuple[_Places, _Places, _Mask]:
    """Where tags and comments begin ("<") and end (">"), and which stand inside a line."""
    marks = np.flatnonzero((chars == _OPEN) | (chars == _CLOSE))
    opens = chars[marks] == _OPEN
    # no "<" stands inside of a tag
    tags = opens[:-1] & ~opens[1:]
    starts, ends = marks[:-1][tags], marks[1:][tags]
    known = _BEGINS_TAG.take(chars[starts + 1], mode="clip")
    starts, ends = starts[known], ends[known]
    inline = _are_inline(chars, starts)
    opened, closed = _comments(page)
    if not len(opened):
        return starts, ends, inline
    outside = np.searchsorted(opened, starts, "right") == np.searchsorted(closed, starts)
    starts = np.concatenate((starts[outside], opened))
    ends = np.concatenate((ends[outside], closed))
    inline = np.concatenate((inline[outside], np.ones(len(opened), bool)))
    order = np.argsort(starts)
    return starts[order], ends[order], inline[order]


def _comments(page: str) -> tuple[_Places, _Places]:
    """Where comments begin and end. One without an end is text: only its mark is markup."""
    opened: list[int] = []
    closed: list[int] = []
    begin = page.find("<!--")
    end = 0
    while begin >= 0:
        # "<!-->" is no whole comment; without an end it is not looked for again
        end = page.find("-->", begin + 4) if end >= 0 else end
        opened.append(begin)
        closed.append(end + 2 if end >= 0 else begin + 3)
        begin = page.find("<!--", closed[-1] + 1)
    return np.array(opened, np.intp), np.array(closed, np.intp)


def _are_inline(chars: _Chars, starts: _Places) -> _Mask:
    """Which tags stand inside a line: the name, opening or closing, is one of `_INLINE`."""
    names = starts + 1
    names += chars[names] == _SLASH
    one, two = (_NAME_LETTER.take(chars.take(names + i, mode="clip"), mode="clip") for i in (0, 1))
    inline: _Mask = _PAIRS[one.astype(np.uint16) << 8 | two]
    names = names[inline]
    letters = _NAME_LETTER.take(chars.take(names[:, None] + _PLACES, mode="clip"), mode="clip")
    length = (letters == 0).argmax(axis=1)
    letters[length[:, None] <= _PLACES] = 0
    keys = letters.view(np.uint64)[:, 0]
    # np.isin would sort all tags of the page to find them among a few dozen names
    inline[inline] = _INLINE_KEYS.take(_INLINE_KEYS.searchsorted(keys), mode="clip") == keys
    return inline


def _glued_lines(chars: _Chars, starts: _Places, ends: _Places, inline: _Mask) -> Iterable[int]:
    """The numbers of lines in which letters touch inline markup on both sides."""
    # tags that follow each other without anything between are one
    apart = starts[1:] != ends[:-1] + 1
    first, last = np.append(True, apart), np.append(apart, True)
    groups = np.logical_and.reduceat(inline, np.flatnonzero(first))
    before, after = starts[first][groups] - 1, ends[last][groups] + 1
    within = (before >= 0) & (after < len(chars))
    before, after = before[within], after[within]
    blank = (_IS_BLANK.take(chars[places], mode="clip") for places in (before, after))
    glue = before[~np.logical_or(*blank)]
    # in order, so that those alike stand together
    numbers = np.searchsorted(starts[~inline], glue)
    once: list[int] = numbers[np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]].tolist()
    return once


def _without_styles(page: str) -> str:
    """Style sheets hold no words; one without an end is left in."""
    pieces: list[str] = []
    done = 0
    for begin in _STYLE_BEGIN.finditer(page):
        if begin.start() < done:
            continue
        end = _STYLE_END.search(page, begin.end())
        if end is None:
            break
        pieces.append(page[done : begin.start()])
        done = end.end()
    return "\n".join((*pieces, page[done:])) if pieces else page


def _unescaped(text: str) -> str:
    """Entities (also doubly escaped ones) and JSON or JavaScript escapes decoded."""
    text = _without_entities(text)
    return _without_entities(_without_escapes(text)) if "\\" in text else text


def _without_escapes(text: str) -> str:
    """However many backslashes stand before it, an escape is what it stands for."""
    first, *pieces = text.split("\\")
    decoded = [first]
    for piece in pieces:
        match piece[:1]:
            case "u":
                decoded += _unit(piece[:5]), piece[5:]
            case "n" | "r" | "t":
                decoded += " ", piece[1:]
            case "x":
                decoded += _unit(piece[:3]), piece[3:]
            case _:
                decoded.append(piece)
    return "".join(decoded)


# a page writes the same few characters a thousand times
@lru_cache(20_000)
def _unit(escape: str) -> str:
    return chr(int(escape[1:], 16)) if _HEX.fullmatch(escape) else escape


def _without_entities(text: str) -> str:
    for _ in range(3):
        if "&" not in text:
            break
        again = _ESCAPED_ESCAPE.search(text)
        if text.count("&quot;") > _MANY:  # JSON in an attribute has thousands
            text = text.replace("&quot;", '"')
        first, *pieces = text.split("&")
        decoded = [first]
        for piece in pieces:
            end = piece.find(";", 1, _LONGEST_ENTITY) + 1
            if end:
                decoded += _entity(piece[:end]), piece[end:]
            else:
                decoded.append(_begun(piece))
        text = "".join(decoded)
        if not again:
            break
    return text


@lru_cache(20_000)
def _entity(written: str) -> str:
    """What is written between "&" and ";", decoded where it is an entity."""
    if _ENTITY_NAME.fullmatch(written, 0, len(written) - 1):
        return html.unescape(f"&{written}")
    return _begun(written)


def _begun(written: str) -> str:
    """What stands behind a "&" and has no semicolon where an entity would have it."""
    found = _BARE_ENTITY.match(written)
    if found is None:
        return "&" + written
    return html.unescape(f"&{found.group()}") + written[found.end() :]
