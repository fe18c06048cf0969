"""Folded text to tokens: numeric dates, clock times, offsets, numbers, words, marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analysis.dates.lexicon import DAY_NUMBERS, find_month

# Every quantifier is bounded or runs over one class of characters, so a scan is
# linear in the text whatever stands in it.
_CHINESE_NUMERAL = "[0〇○零一二三四五六七八九十廿]"
_SCANNER = re.compile(
    rf"""
    (?P<chinese>(?:(?P<roc>民国|民國)?(?<!\d)(?P<cy>\d{{2,4}}|{_CHINESE_NUMERAL}{{2,4}})\s?年\s?)?
        (?<!\d)(?P<cm>\d{{1,2}}|{_CHINESE_NUMERAL}{{1,3}})\s?月\s?
        (?P<cd>\d{{1,2}}|{_CHINESE_NUMERAL}{{1,3}})\s?[日号號])
  | (?P<chinesemonth>(?<!\d)(?P<cmy>\d{{4}})\s?年\s?(?P<cmm>\d{{1,2}})\s?月)
  | (?P<chinesetime>(?P<chalf>上午|下午|凌晨|清晨|早上|中午|傍晚|晚上|晚间|晚間)?\s?
        (?<![\d:])(?P<ch>\d{{1,2}})\s?[时時点點]\s?(?:(?P<cmin>\d{{1,2}})\s?分?|(?P<chalfpast>半)?))
  | (?P<ymd>(?<![\d.])(?P<yy>\d{{4}})\s?(?P<ysep>[-/.])\s?(?P<ym>\d{{1,2}})\s?(?P=ysep)\s?
        (?P<yd>\d{{1,2}})(?!\d|[-/.]\d))
  | (?P<dmy>(?<![\d.,/])(?<!\d-)
        (?P<da>\d{{1,2}})\s?(?P<dsep>[-/.])\s?(?P<db>\d{{1,2}})\s?(?P=dsep)
        \s?(?P<dy>\d{{4}}(?!\d|[-/]\d|\.\d)|\d{{2}}(?!\d|[-/:]\d|\.\d)))
  | (?P<time>(?<![\d:])(?P<th>\d{{1,2}}):(?P<tm>\d{{2}})
        (?::(?P<ts>\d{{2}})(?:[.,](?P<tf>\d{{1,9}}))?)?
        (?![\d:]))
  | (?P<frenchtime>(?<![\d:])(?P<fh>\d{{1,2}})\s?h\s?(?P<fm>\d{{2}})(?!\d))
  | (?P<dottime>(?<![\d:.])(?P<oh>\d{{1,2}})\.(?P<om>\d{{2}})(?![\d.:]))
  | (?P<offset>(?:(?:utc|gmt)\s?[+-]\s?|[+-])\d{{1,2}}(?::?\d{{2}})?(?![\d:]))
  | (?P<halfday>(?<![^\W\d_])(?:[ap]\.?\s?m|[قب]\.?\s?ظ)(?![^\W\d_])\.?)
  | (?P<num>\d+)
  | (?P<zonename>(?:asia|europe|america|africa|australia|pacific|etc)
        /[a-z_]{{2,30}}(?:/[a-z_]{{2,30}})?)
  | (?P<han>[\u3400-\u9fff]+)
  | (?P<word>(?:[^\W\d_\u3400-\u9fff]|[\u0900-\u0965\u0970-\u097f])+(?:'[^\W\d_]+)*)
  | (?P<mark>\S)
    """,
    re.VERBOSE,
)

_CHINESE_DIGITS = {
    ch: value for value, chars in enumerate(["〇○零0", *"一二三四五六七八九"]) for ch in chars
}


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` and `end` are offsets in the folded text.

    Kinds and what `numbers` holds: `ymd`, `dmy` (three numbers as written),
    `chinese` (year or 0, month, day), `time` and `dottime` (hour, minute,
    second or -1), `num` (its value when it has at most four digits, else -1),
    `offset`, `halfday`, `zonename`, `word`, `mark`.
    """

    kind: str
    text: str
    start: int
    end: int
    numbers: tuple[int, ...] = field(default=())


def chinese_number(text: str) -> int:
    """The value of an Arabic or Chinese numeral: 25, 二十五, 廿五, 二〇二五."""
    if text.isdigit() and text.isascii():
        return int(text)
    text = text.replace("廿", "二十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _CHINESE_DIGITS.get(tens, 1) * 10 + _CHINESE_DIGITS.get(ones, 0)
    value = 0
    for ch in text:
        value = value * 10 + _CHINESE_DIGITS.get(ch, int(ch) if ch.isdecimal() else 0)
    return value


def scan(folded: str) -> list[Token]:
    """All tokens of a folded text, in order.

    A signed number is an offset only right after a clock time ("14:05 +0430");
    elsewhere the sign is a dash ("2025 - 14:05", "03-Aug-25", "14:05-3 August"). A day of
    the month written as a word is a number where a month's name follows.
    """
    tokens: list[Token] = []
    position = 0
    while match := _SCANNER.search(folded, position):
        token = _token(match)
        position = match.end()
        if (
            token.kind == "offset"
            and token.text[0] in "+-"
            and not (_follows_time(tokens) and not _month_follows(folded, position))
        ):
            position = token.start + 1
            token = Token("mark", token.text[0], token.start, position)
        if token.kind == "word" and tokens and tokens[-1].text in _DAY_WORDS:
            _count_day(tokens, token.text)
        tokens.append(token)
    return tokens


_DAY_WORDS = frozenset(name.split()[-1] for name in DAY_NUMBERS)
_NEXT_WORD = re.compile(r"\s?([^\W\d_]{3,12})")


def _month_follows(folded: str, position: int) -> bool:
    match = _NEXT_WORD.match(folded, position)
    return match is not None and find_month(match[1]) is not None


def _count_day(tokens: list[Token], word: str) -> None:
    """Make the ordinal that the tokens end in a number, when the next word is a month."""
    if find_month(word) is None:
        return
    for length in (3, 2, 1):  # بیست و یکم
        words = tokens[-length:]
        day = DAY_NUMBERS.get(" ".join(t.text for t in words))
        if day is not None:
            tokens[-length:] = [Token("num", str(day), words[0].start, words[-1].end, (day,))]
            return


def _follows_time(tokens: list[Token]) -> bool:
    previous = tokens[-2:]
    return any(
        t.kind in ("time", "dottime") or (t.kind == "word" and t.text in ("utc", "gmt"))
        for t in previous
    )


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or "mark"
    text = match.group()
    numbers: tuple[int, ...] = ()
    if kind == "num":
        numbers = (int(text) if len(text) <= 4 else -1,)
    elif kind == "ymd":
        numbers = (int(match["yy"]), int(match["ym"]), int(match["yd"]))
    elif kind == "dmy":
        numbers = (int(match["da"]), int(match["db"]), int(match["dy"]))
    elif kind == "time":
        numbers = (int(match["th"]), int(match["tm"]), int(match["ts"] or -1))
    elif kind == "frenchtime":
        kind, numbers = "time", (int(match["fh"]), int(match["fm"]), -1)
    elif kind == "dottime":
        numbers = (int(match["oh"]), int(match["om"]), -1)
    elif kind == "han":
        kind = "word"
    elif kind.startswith("chinese"):
        kind, numbers = _chinese(match, kind)
    return Token(kind, text, match.start(), match.end(), numbers)


def _chinese(match: re.Match[str], kind: str) -> tuple[str, tuple[int, ...]]:
    if kind == "chinesemonth":
        return "chinese", (int(match["cmy"]), int(match["cmm"]), 0)
    if kind == "chinese":
        year = chinese_number(match["cy"]) if match["cy"] else 0
        if match["roc"]:
            year += 1911  # the Republic's year 1 was 1912
        elif match["cy"] and len(match["cy"]) == 2:
            year += 2000
        return "chinese", (year, chinese_number(match["cm"]), chinese_number(match["cd"]))
    hour = int(match["ch"])
    minute = 30 if match["chalfpast"] else int(match["cmin"] or 0)
    afternoon = match["chalf"] in ("下午", "傍晚", "晚上", "晚间", "晚間")
    if (afternoon and hour < 12) or (match["chalf"] == "中午" and hour < 3):
        hour += 12
    elif match["chalf"] in ("上午", "凌晨", "清晨", "早上") and hour == 12:
        hour = 0
    return "time", (hour, minute, -1)
