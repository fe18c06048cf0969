"""The forms a name takes in running text, generated once, when a codebook is compiled.

One module per family of languages. Suffixes that stand apart by themselves
(English Taliban's, Turkish Taliban'ı, French l'Afghanistan) need no form: an
apostrophe ends a word. Hindi and Chinese names do not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from analysis.codebook.inflect import arabic, european, iranian, slavic, turkic
from analysis.codebook.inflect.forms import Form, NameKind

__all__ = ["Form", "NameKind", "forms"]

_Generator = Callable[[str, NameKind], Iterable[Form]]


def _slavic(language: Literal["ru", "uk"]) -> _Generator:
    return lambda name, kind: slavic.forms(name, kind, language)


_GENERATORS: dict[str, _Generator] = {
    "ru": _slavic("ru"),
    "uk": _slavic("uk"),
    "en": european.english,
    "de": european.german,
    "fr": european.french,
    "uz": turkic.uzbek,
    "tr": turkic.turkish,
    "kk": turkic.kazakh,
    "fa": iranian.persian,
    "ps": iranian.pashto,
    "tg": iranian.tajik,
    "ur": arabic.urdu,
    "ar": arabic.arabic,
}


def forms(name: str, language: str, kind: NameKind) -> list[Form]:
    """Every form of ``name`` (itself first), without doubles, in a fixed order."""
    generator = _GENERATORS.get(language)
    generated = [Form(name), *(generator(name, kind) if generator else ())]
    return list(dict.fromkeys(generated))
