"""The invented articles of articles.yaml and what newsrooms do to them."""

import random
import re
from functools import cache
from pathlib import Path

import yaml

from analysis.echo.decide import Verdict, decide
from analysis.echo.fingerprint import fingerprint

WORDS = [
    first + second
    for first in (
        "bar",
        "del",
        "fon",
        "gru",
        "hal",
        "kim",
        "lor",
        "mav",
        "nis",
        "pel",
        "ruk",
        "sto",
    )
    for second in (
        "ane",
        "bit",
        "col",
        "dur",
        "eth",
        "fin",
        "gol",
        "hum",
        "ist",
        "jor",
        "kel",
        "lam",
    )
]


@cache
def articles() -> dict[str, list[str]]:
    """Texts by language."""
    path = Path(__file__).with_name("articles.yaml")
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {language: [one["text"] for one in given] for language, given in loaded.items()}


def invented(seed: int, sentences: int = 20) -> str:
    """A text of made-up words that shares no phrase with that of another seed."""
    pick = random.Random(seed)
    lines = (
        " ".join(pick.choice(WORDS) for _ in range(pick.randint(9, 16))).capitalize() + "."
        for _ in range(sentences)
    )
    return " ".join(lines)


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?。۔])\s*", text) if part]


def compare(a: str, b: str, frequencies: dict[int, int] | None = None) -> Verdict:
    return decide(fingerprint(a), fingerprint(b), frequencies or {})
