"""Arabic clitics (و ف ب ل ك and ال) and Urdu oblique forms."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.codebook.inflect.forms import Form, NameKind, suffixed
from analysis.codebook.inflect.iranian import spellings

_PREFIXES = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك")
_BEFORE_ARTICLE = ("و", "ف", "ب", "ك", "وب", "وك")


def arabic(name: str, kind: NameKind) -> Iterator[Form]:
    """Prefixed conjunctions and prepositions (و, ف, ب, ل, ك); ل and ال melt into لل.

    Words also take the article, and pronouns behind (ة becomes ت before them).
    """
    for stem in spellings(name):
        yield Form(stem)
        if stem.startswith("ال"):
            yield from _with_article(stem[2:])
            continue
        for prefix in _PREFIXES:
            yield Form(prefix + stem)
        if kind == "word" and " " not in stem:
            yield Form("ال" + stem)
            yield from _with_article(stem)
            yield from _with_pronouns(stem)


def _with_article(bare: str) -> Iterator[Form]:
    for prefix in _BEFORE_ARTICLE:
        yield Form(prefix + "ال" + bare)
    for prefix in ("لل", "ولل", "فلل"):
        yield Form(prefix + bare)


def _with_pronouns(stem: str) -> Iterator[Form]:
    base = stem[:-1] + "ت" if stem.endswith("ة") else stem
    for prefix in ("", "و", "ب", "ل"):
        yield from suffixed(prefix + base, ("ه", "ها", "هم"))


def urdu(name: str, kind: NameKind) -> Iterator[Form]:
    """Oblique and plural of words (-وں, -یں; ہ and ا become ے); names do not change."""
    for stem in spellings(name):
        yield Form(stem)
        if kind != "word":
            continue
        if stem.endswith(("ہ", "ا")):
            yield from suffixed(stem[:-1], ("ے", "وں"))
        elif stem.endswith("ی"):
            yield from suffixed(stem, ("اں", "وں"))
        else:
            yield from suffixed(stem, ("وں", "یں"))
