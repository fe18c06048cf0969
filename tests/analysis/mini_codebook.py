"""The small codebook of tests/analysis/data, compiled once, and short ways to ask it."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.codebook import CompiledCodebook, Document, Match, compile_codebook, load

PATH = Path(__file__).parent / "data" / "mini_codebook"


@lru_cache(maxsize=1)
def mini() -> CompiledCodebook:
    return compile_codebook(load(PATH))


def document(text: str, language: str = "en", **more: Any) -> Document:
    published = more.pop("published_at", None)
    if isinstance(published, str):
        published = datetime.fromisoformat(published)
    return Document(more.pop("title", ""), text, language, published_at=published, **more)


def matches(text: str, language: str = "en", **more: Any) -> list[Match]:
    return list(mini().match(document(text, language, **more)).matches)


def found(text: str, language: str = "en", **more: Any) -> list[tuple[str, str]]:
    """(code, matched text) of entities, concepts and designations, in reading order."""
    return [(m.code, m.matched_text) for m in matches(text, language, **more)]


def flags_of(code: str, text: str, language: str = "en", **more: Any) -> set[str]:
    """Flags of the first match of a code."""
    return set(next(m.flags for m in matches(text, language, **more) if m.code == code))
