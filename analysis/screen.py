"""A cheap look at a raw page: can it be about the topic at all?

Extraction costs 25 ms and more a page; most pages of a newspaper name nothing the
topic needs. The screen looks for the codebook's names in the page's bytes,
recall first: it decodes entities and JSON escapes, looks through markup inside
words and phrases and into attributes and scripts, tries every plausible
charset, and ignores conditions, capitals and `not` strings. What it lets
through is judged later; what it stops is gone, so a doubt lets through.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs

from analysis.codebook.compile import CompiledCodebook, Lexicon
from analysis.codebook.needs import Expansion
from analysis.normalize import fold

# Shorter patterns must stand as whole words ("isk" is in every "risk"); longer ones
# may be glued to anything.
_WHOLE_WORD_BELOW = 6

# Written out instead of ignoring case: a pattern that begins with a letter as it is, here "<", is
# searched for several times as fast.
_STYLE_BEGIN = re.compile(r"<[sS][tT][yY][lL][eE]\b")
_STYLE_END = re.compile(r"</[sS][tT][yY][lL][eE]\s*>")
# The groups are a tag's name, where it is a plain one, and the beginning of a comment.
_PLAIN_TAG = re.compile(r"<(?:/?([a-zA-Z]+)(?=[\s/>])[^<>]*|(?:[a-zA-Z/?]|!(?!--))[^<>]*)>()")
_TAG = re.compile(
    r"<(?:/?([a-zA-Z]+)(?=[\s/>])[^<>]*>|(?:[a-zA-Z/?]|!(?!--))[^<>]*>|(!--).*?-->)", re.DOTALL
)
# Markup that can stand inside a word or a phrase without ending it, besides comments.
_INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q"
        " s samp small span strike strong sub sup time tt u var wbr"
    ).split()
)
# Where attributes hold a page's words: descriptions in meta tags, and long values
# (titles, alternative texts, JSON for scripts) that are no addresses, styles or drawings.
_META = re.compile(r"<[mM][eE][tT][aA]\b[^<>]*>")
_LONG_VALUE = re.compile(
    r"""=(?:"((?!https?:|/|data:)[^"]{30,})"|'((?!https?:|/|data:)[^']{30,})')"""
)
_NO_WORDS = ("class", "srcset", "style", "href", "src", "content", " d", "points", "sizes",
             "media", "integrity", "action", "viewBox", "xmlns")  # fmt: skip
_ENTITY = re.compile(
    r"&(?:#(?:\d+|[xX][0-9a-fA-F]+);?|[a-zA-Z][a-zA-Z0-9]{1,31};|nbsp|shy|quot|amp|lt|gt)"
)
# A hyphen between two runs belongs to them: folding looks at both its sides.
_NON_ASCII = re.compile(r"[^\x00-\x7f]+(?:-[^\x00-\x7f]+)*")
_ESCAPE = re.compile(
    r"\\+(?:u([dD][89abAB][0-9a-fA-F]{2})\\+u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))"
)
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


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """``found``: operands of the screen's lists that the page holds, sorted.

    ``decoded``: the body as text when a charset fitted it, for whoever reads on.
    """

    passed: bool
    found: tuple[str, ...]
    decoded: str | None


class Screen:
    """Checks raw pages against the ``screen`` section of a compiled codebook.

    A page passes when for every inner list at least one member is found in it.
    A codebook without a screen section lets every page pass.
    """

    def __init__(self, compiled: CompiledCodebook) -> None:
        expansion = Expansion.of(compiled.codebook)
        self._lists = [
            frozenset().union(*(expansion.groups.get(o, frozenset({o})) for o in inner))
            for inner in compiled.codebook.screen.any
        ]
        wanted: frozenset[str] = frozenset().union(*self._lists)
        self._operands, self._patterns = _patterns(compiled.lexicon, wanted)
        # over bytes and with a state for each: three times as fast as over letters with fewer
        # states, for 12 MB that all workers share
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            [pattern.encode() for pattern in self._patterns],
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.DFA,
        )

    def check(self, body: bytes, encoding: str | None = None) -> ScreenResult:
        """Looks at one page; ``encoding`` is what the response declared, if anything."""
        texts = decodings(body, encoding)
        decoded = texts[0] if len(texts) == 1 else None
        found: set[str] = set()
        for text in texts:
            found |= self._names_in(readable(text))
            if self._passes(found):
                return ScreenResult(True, tuple(sorted(found)), decoded or text)
        return ScreenResult(self._passes(found), tuple(sorted(found)), decoded)

    def check_text(self, text: str) -> ScreenResult:
        """The same for text without markup (a title, a feed's summary)."""
        found = self._names_in(text)
        return ScreenResult(self._passes(found), tuple(sorted(found)), text)

    def _passes(self, found: set[str]) -> bool:
        return all(not members.isdisjoint(found) for members in self._lists)

    def _names_in(self, text: str) -> set[str]:
        haystack = _folded(text).encode("utf-8", "ignore")
        found: set[str] = set()
        seen: set[int] = set()
        hits = self._automaton.find_matches_as_indexes(haystack, overlapping=True)
        for index, low, high in hits:
            if index in seen:
                continue
            pattern = self._patterns[index]
            if len(pattern) < _WHOLE_WORD_BELOW and _glued(pattern, haystack, low, high):
                continue
            seen.add(index)
            found |= self._operands[index]
        return found


def _patterns(lexicon: Lexicon, wanted: frozenset[str]) -> tuple[list[frozenset[str]], list[str]]:
    operands: list[frozenset[str]] = []
    patterns: list[str] = []
    for pattern, hooks in zip(lexicon.patterns, lexicon.hooks, strict=True):
        named = frozenset(h.target.item.operand for h in hooks if not h.target.swallow) & wanted
        if named:
            operands.append(named)
            patterns.append(pattern)
    return operands, patterns


def _glued(pattern: str, haystack: bytes, low: int, high: int) -> bool:
    """Whether a letter or digit touches the match (Chinese characters never count)."""
    before = haystack[max(0, low - 4) : low].decode("utf-8", "ignore")[-1:]
    after = haystack[high : high + 4].decode("utf-8", "ignore")[:1]
    return (_wordy(before) and _wordy(pattern[0])) or (_wordy(after) and _wordy(pattern[-1]))


def _wordy(char: str) -> bool:
    return char.isalnum() and not "\u3040" <= char <= "\u9fff"


def decodings(body: bytes, encoding: str | None) -> list[str]:
    """The body as text: one reading when a charset fits, else every plausible one.

    Latin 1 fits everything and is what servers say when nobody told them: it decides nothing.

    A byte order mark decides; then valid UTF-8, since wrong headers are common and
    legacy text is hardly ever valid UTF-8; then the header's charset, then the
    page's own.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return [body.decode(name, errors="replace")]
    if b"\0" in body[:200]:
        return [body.decode(n, errors="replace") for n in ("utf-16-le", "utf-16-be", "utf-8")]
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return [decoder.decode(body)]  # a body cut inside a character is still UTF-8
    except UnicodeDecodeError:
        pass
    declared = [encoding, *(m.group(1).decode("ascii", "ignore") for m in _declarations(body))]
    readings: list[str] = []
    for name in dict.fromkeys(n.lower() for n in declared if n):
        try:
            reading = body.decode(name)
            if not name.replace("_", "-").startswith(_FITS_ALL):
                return [reading]
            # fits whatever bytes there are, so it proves nothing: the others are tried too
            readings.append(reading)
        except UnicodeDecodeError:
            readings.append(body.decode(name, errors="replace"))
        except LookupError:
            continue
    readings.append(body.decode("utf-8", errors="replace"))
    readings.extend(body.decode(name, errors="replace") for name in _LEGACY)
    return readings


def _declarations(body: bytes) -> Iterator[re.Match[bytes]]:
    for pattern in (_XML_ENCODING, _META_CHARSET):
        found = pattern.search(body[:4096])
        if found:
            yield found


def readable(page: str) -> str:
    """All a page's words, some of them twice: text, attribute values, script strings,
    with markup as blanks; text that inline markup cuts is there whole as well. Markup
    that comes out of decoded entities and escapes is treated the same way."""
    lean = _without_styles(page)
    attributes = _META.findall(lean)
    attributes += (
        m.group(1) or m.group(2)
        for m in _LONG_VALUE.finditer(lean)
        if not lean.endswith(_NO_WORDS, 0, m.start())
    )
    text = _unescaped("\n".join((_without_markup(lean), *attributes)))
    if "<" in text:
        inner = [line for line in text.splitlines() if "<" in line and _has_tag(line)]
        if inner:
            text = "\n".join((text, _unescaped(_without_markup("\n".join(inner)))))
    return text


def _without_markup(page: str) -> str:
    """The text nodes, one a line; then every run of text that inline markup glues."""
    # behind the last "-->" every "<!--" would be followed to the end of the page
    end = page.rfind("-->") + 3 if "-->" in page else 0
    parts = _TAG.split(page[:end])
    first, *others = _PLAIN_TAG.split(page[end:])
    parts = [*parts[:-1], parts[-1] + first, *others]
    nodes = parts[::3]
    runs: list[str] = []
    begin = place = 0  # the first node of the run of nodes that only inline markup divides
    glued = False
    for name, comment in zip(parts[1::3], parts[2::3], strict=True):
        place += 1
        if comment or (name and (name in _INLINE or name.lower() in _INLINE)):
            if not glued:
                glued = not (nodes[place - 1][-1:].isspace() or nodes[place][:1].isspace())
            continue
        if glued:
            runs.append("".join(nodes[begin:place]))
            glued = False
        begin = place
    if glued:
        runs.append("".join(nodes[begin:]))
    return "\n".join((*filter(None, map(str.strip, nodes)), *runs))


def _has_tag(line: str) -> bool:
    return "-->" in line or _PLAIN_TAG.search(line) is not None


def _folded(text: str) -> str:
    """``fold`` without quotation marks and with every run of blanks as one; plain ASCII,
    most of a page's source, takes the short way."""
    lowered = text.lower().replace("`", "'").replace('"', "")
    if not lowered.isascii():
        # no run of letters goes over a line's end, and most lines are plain
        lowered = "\n".join(
            line if line.isascii() else _NON_ASCII.sub(_fold_run, line)
            for line in lowered.split("\n")
        )
    return " ".join(lowered.split())


def _fold_run(match: re.Match[str]) -> str:
    run = match.group()
    # words come again and again; sentences without blanks, as in Chinese, do not
    return _fold_word(run) if len(run) < 40 else fold(run, quotes=False)


@lru_cache(50_000)
def _fold_word(run: str) -> str:
    return fold(run, quotes=False)


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
    if "\\" in text:
        text = _ESCAPE.sub(_unescape, text)
        for control in ("\\n", "\\r", "\\t"):
            text = text.replace(control, " ")
        text = _without_entities(text.replace("\\", ""))
    return text


def _without_entities(text: str) -> str:
    for _ in range(3):
        # The commonest by plain replacement: a call per entity is what costs here.
        text = text.replace("&nbsp;", " ").replace("&quot;", '"').replace("&amp;", "&")
        decoded = _ENTITY.sub(_entity, text) if "&" in text else text
        if decoded == text:
            break
        text = decoded
    return text


def _entity(match: re.Match[str]) -> str:
    return _character(match.group())


# a page writes the same few characters a thousand times
@lru_cache(10_000)
def _character(entity: str) -> str:
    return html.unescape(entity)


def _unescape(match: re.Match[str]) -> str:
    return _unescaped_one(*match.groups())


@lru_cache(10_000)
def _unescaped_one(high: str | None, low: str | None, unit: str | None, byte: str | None) -> str:
    if high and low:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
    code = int(unit or byte or "0", 16)
    return " " if 0xD800 <= code <= 0xDFFF else chr(code)
