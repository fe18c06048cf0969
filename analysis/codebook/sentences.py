"""Where paragraphs and sentences begin and end, in any of the served scripts.

A paragraph is a line that is not blank (the extractor puts one paragraph on a
line). A sentence ends at . ! ? … when a blank and no lower-case letter follow
and the full stop belongs to no abbreviation or initial; at the Urdu ۔, the
Arabic ؟, the Hindi danda । and the Chinese 。！？ always. Offsets are in
characters of the text given, half-open, without surrounding blanks.
"""

from __future__ import annotations

import re

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
_CLOSING = "\"'»”’›)\\]」』》）】"
_OPENING = "\"'«“„‘‹([「『《（【"
# Begins with one set of characters, so that the search runs at the speed of a scan.
_END = re.compile(
    "[.!?…۔؟。！？｡।॥](?:(?<=[.!?…])[.!?…]*|[۔؟。！？｡।॥]*[.!?…]*)" + f"[{_CLOSING}]*"
)
_ALWAYS = frozenset("۔؟。！？｡।॥")
_NEXT = re.compile(rf"(\s+|$)[{_OPENING}\-–—•*\s]*(\w?)")
_TOKEN_BEFORE = re.compile(r"[^\W_]+(?:\.[^\W_]+)*$")
# A word of more letters than any abbreviation has ends a sentence without further questions.
_LONG = 8

# Abbreviations after which a capital letter usually does not begin a sentence.
# Not here: those that as often end one (т.д., etc., млн, руб.).
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "mr mrs ms mx dr prof sen gov gen col lt sgt capt maj cmdr adm amb rep rev hon st jr sr vs"
        " u.s u.k u.n e.g i.e"
        " г гор им ул пл просп обл р-н т.е т.н т.к проф акад ген полк подп майор адм мл см напр"
        " св тов гр тел м вул наприкл див"
        " z.b u.a d.h str hr fr ca bzw dipl m mm mme mlle me av doç yrd sn örn ш",
    )
)
# And those that only stand before a number: No. 5, Jan. 5, ст. 12
_BEFORE_NUMBER = frozenset(
    re.findall(
        r"\S+",
        "no nos vol fig p pp jan feb mar apr jun jul aug sep sept oct nov dec nr abs art"
        " ст стр рис п пп с тел",
    )
)
_DAY_NUMBER = re.compile(r"(?<!\d)\d{1,2}$")
_GERMAN_MONTH = re.compile(
    r"\s(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the paragraphs that are not blank."""
    return [
        span
        for match in _PARAGRAPH.finditer(text)
        if (span := _trimmed(text, match.start(), match.end()))[0] < span[1]
    ]


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of one paragraph ``text[start:end]``."""
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin, end = _trimmed(text, start, end)
    for match in _END.finditer(text, start, end):
        at, stop = match.span()
        if stop == end:
            break
        if text[at] in _ALWAYS or _ends_sentence(text, at, stop, start, end):
            spans.append((begin, stop))
            begin = stop
            while text[begin].isspace():
                begin += 1
    if begin < end:
        spans.append((begin, end))
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends_sentence(text: str, at: int, behind: int, start: int, end: int) -> bool:
    """Whether the mark at ``at`` ends one; what follows it and its closing marks is ``behind``."""
    if behind + 1 < end and text[behind] == " " and text[behind + 1].isalnum():
        first = text[behind + 1]  # the common case, without a search
        if first.islower():
            return False
    else:
        following = _NEXT.match(text, behind, end)
        if following is None or following.group(2).islower():
            return False
        first = following.group(2)
    if text[at] != "." or text[at + 1] == ".":
        return True
    if at - start >= _LONG and text[at - _LONG : at].isalpha():
        return True
    before = text[max(start, at - 24) : at]
    # behind the last blank: in the whole of it, the search would be tried at every letter
    ahead, _, piece = before.rpartition(" ")
    if piece.isalpha():
        word, begun = piece, 0
    else:
        token = _TOKEN_BEFORE.search(piece)
        if token is None:
            return True
        word, begun = token.group(), token.start()
    last = word.rpartition(".")[2]
    if len(last) == 1 and last.isalpha() and last.isupper():
        return False  # an initial, or the last letter of U.S.
    folded = word.casefold()
    if folded in _BEFORE_NUMBER and first.isdigit():
        return False
    if folded in _ABBREVIATIONS:
        # "2021 г." ends a date and often a sentence, "г. Москва" does not
        number = piece[:begun].rstrip() or ahead.rstrip()
        return number[-1:].isdigit() and folded in {"г", "гг"}
    return not (_DAY_NUMBER.search(word) and _GERMAN_MONTH.match(text, behind, end))
