"""A stream of invented news, as long as wanted, for measuring what the index costs.

Document `n` is the same at each run and in each process. Words are invented and drawn by Zipf's
law from vocabularies of four scripts, with stock phrases that every newsroom uses; of the
documents 60 % are texts of their own (median 260 words), 25 % reprint a text of the last day
under another headline, cut, or with a lead; 10 % are columns filled in anew each day; 5 % quote.
Half of the outlets print a footer under everything.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

OUTLETS = 140
#: documents a day: a million in 500 days
A_DAY = 2000
WORDS = 40_000
_SCRIPTS = ("latin", "cyrillic", "arabic", "han")
_SHARES = (40, 25, 25, 10)
_LETTERS = {
    "latin": ("abcdefghiklmnoprstuvwyz", 3, 10),
    "cyrillic": ("абвгдежзиклмнопрстуфхцчшыьюя", 3, 11),
    "arabic": ("ابپتجچحخدرزسشصطعفقکگلمنوهی", 2, 8),
}


@dataclass(frozen=True, slots=True)
class Made:
    """One document. `minute`: of arrival, from the first. `base`: the number of the document
    whose text it prints, its own when the text is new; None for a column."""

    number: int
    outlet: int
    minute: float
    title: str
    body: str
    base: int | None


@dataclass(frozen=True, slots=True)
class _Script:
    words: Sequence[str]
    cumulative: np.ndarray
    phrases: Sequence[str]
    gap: str
    stop: str


@cache
def _script(name: str) -> _Script:
    dice = random.Random(f"words of {name}")
    if name == "han":
        words = [chr(0x4E00 + dice.randrange(6000)) for _ in range(4000)]
        gap, stop = "", "。"
    else:
        letters, least, most = _LETTERS[name]
        words = ["".join(dice.choices(letters, k=dice.randint(least, most))) for _ in range(WORDS)]
        gap, stop = " ", ". "
    weights = 1.0 / (np.arange(len(words)) + 2.7) ** 1.05
    phrases = [gap.join(dice.choices(words[:3000], k=dice.randint(6, 9))) for _ in range(400)]
    return _Script(words, np.cumsum(weights) / weights.sum(), phrases, gap, stop)


@lru_cache(maxsize=5000)
def own(number: int) -> tuple[str, tuple[str, ...]]:
    """The text that document `number` would print first: its script and sentences."""
    dice = random.Random(number)
    name = dice.choices(_SCRIPTS, _SHARES)[0]
    script = _script(name)
    length = min(1500, max(70, int(dice.lognormvariate(5.56, 0.55))))
    length = int(length * 1.6) if name == "han" else length
    draws = np.random.Generator(np.random.SFC64(number)).random(length)
    words = [script.words[at] for at in np.searchsorted(script.cumulative, draws).tolist()]
    sentences = []
    at = 0
    while at < length:
        part = words[at : at + dice.randint(8, 22)]
        at += len(part)
        if dice.random() < 0.5:
            part[dice.randrange(len(part))] = str(dice.randint(2, 9000))
        if dice.random() < 0.4:
            place = dice.randrange(len(part))
            part[place] = part[place].title()
        if dice.random() < 0.25:
            part.append(dice.choice(script.phrases))
        text = script.gap.join(part)
        sentences.append(text[0].upper() + text[1:] + script.stop)
    return name, tuple(sentences)


@lru_cache(maxsize=100_000)
def _plan(number: int) -> tuple[str, int]:
    """What a document is, and the document whose text it prints or quotes."""
    dice = random.Random(-number - 1)
    kind = dice.choices(("own", "copy", "column", "quotes"), (60, 25, 10, 5))[0]
    earlier = number - dice.randint(1, A_DAY)
    if kind in ("own", "column") or earlier < 0:
        return ("column" if kind == "column" else "own"), number
    told, base = _plan(earlier)
    return ("own", number) if told == "column" else (kind, base)


def made(number: int) -> Made:
    """Document `number`."""
    dice = random.Random(number * 7 + 3)
    kind, base = _plan(number)
    outlet = dice.randrange(OUTLETS)
    minute = number * 1440 / A_DAY
    if kind == "column":
        body = _column(outlet, dice)
        return Made(number, outlet, minute, "Figures of the day", body, None)
    name, sentences = own(base)
    script = _script(name)
    title = script.gap.join(dice.choices(script.words[:2000], k=7))
    parts = list(sentences)
    if kind == "copy":
        way = dice.random()
        if way < 0.35:
            parts = parts[: max(3, int(len(parts) * dice.uniform(0.5, 0.95)))]
        elif way < 0.6:
            parts.insert(0, script.gap.join(dice.choices(script.words, k=14)) + script.stop)
    elif kind == "quotes":
        start = dice.randrange(max(1, len(parts) - 3))
        parts = [*own(number)[1][:12], *parts[start : start + 3], *own(number)[1][12:]]
    if outlet % 2:
        parts.append("\n" + _footer(outlet, name))
    text = "".join(parts)
    return Made(number, outlet, minute, title, text, base if kind == "copy" else number)


@cache
def _footer(outlet: int, script: str) -> str:
    dice = random.Random(f"footer {outlet} {script}")
    words = _script(script)
    return words.gap.join(dice.choices(words.words[:5000], k=25)) + words.stop


@cache
def _frame(outlet: int) -> tuple[str, ...]:
    dice = random.Random(f"column {outlet}")
    return tuple(" ".join(dice.choices(_script("latin").words, k=9)) for _ in range(12))


def _column(outlet: int, dice: random.Random) -> str:
    return "\n".join(f"{line} {dice.randint(10, 9999)} crowns." for line in _frame(outlet))
