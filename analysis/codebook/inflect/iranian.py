"""Persian, Pashto and Tajik forms by suffix rules.

The zero-width non-joiner is dropped by folding, so a suffix after it is simply
glued on. Suffixes whose letters would also end another word (ی, ای, اش) are
marked as joined: they count only where the text has the non-joiner.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.codebook.inflect.forms import Form, NameKind, suffixed

_ZWNJ = "\u200c"


def persian(name: str, kind: NameKind) -> Iterator[Form]:
    """Plural ها with its endings, object marker را, and joined ی, ای, اش, ام, ان."""
    for stem in spellings(name):
        yield Form(stem)
        if kind == "place":
            yield Form(stem + "را")
            yield from (Form(stem + suffix, joiner=True) for suffix in ("ی", "ای", "ها", "های"))
            continue
        yield from suffixed(stem, ("ها", "های", "هایی", "هایش", "هایشان", "هارا", "را"))
        for suffix in ("ی", "ای", "اش", "شان", "ان", "اند", "ست"):
            yield Form(stem + suffix, joiner=True)
    if kind == "word" and name.endswith("ه"):
        # plural of persons after silent ه: نماینده, نمایندگان
        yield Form(name[:-1] + "گان")


def pashto(name: str, kind: NameKind) -> Iterator[Form]:
    """Oblique and plural: طالبان → طالبانو, روسیه → روسیې, -ونه, -ونو."""
    for stem in spellings(name):
        yield Form(stem)
        if stem.endswith(("ه", "ہ")):
            yield from suffixed(stem[:-1], ("ې", "و", "ی"))
        elif stem.endswith(("ي", "ی")):
            yield from suffixed(stem, ("و",))
            yield from suffixed(stem[:-1], ("یان", "یانو"))
        else:
            yield Form(stem + "و")
            if kind == "place":
                yield Form(stem + "ه")  # له کابله, from Kabul
            elif kind == "word":
                yield from suffixed(stem, ("ونه", "ونو", "ان", "انو", "ه"))


def spellings(name: str) -> Iterator[str]:
    """The name with its inner joiners as blanks, and الله, الدین and the like glued on:
    ذبیح الله, ذبیح‌الله and ذبیحالله are one name."""
    yield name
    if _ZWNJ in name:
        yield name.replace(_ZWNJ, " ")
    glued = name
    for part in ("الله", "اللہ", "الدین", "الدين", "الحق", "الرحمن", "الرحمان"):
        glued = glued.replace(f" {part}", part)
    if glued != name:
        yield glued


_TAJIK = (
    "и", "ро", "у", "ву", "ю", "е", "ҳо", "ҳои", "ҳоро", "ҳову", "ҳое", "ҳояш", "аш", "ашро",
    "он", "они", "онро", "ону", "иву", "ию", "ист", "анд",
)  # fmt: skip
_TAJIK_NAME = ("и", "ро", "у", "ву", "ю", "е", "ҳо", "ҳои", "ҳоро", "аш", "ист")


def tajik(name: str, kind: NameKind) -> Iterator[Form]:
    """Izofat -и, object -ро, "and" -у/-ву, plurals -ҳо and -он with their endings."""
    yield from suffixed(name, _TAJIK if kind == "word" else _TAJIK_NAME)
    if name.endswith("ь"):
        # the soft sign of a Russian name falls before an ending: Казань, Казанро
        yield Form(name[:-1])
        yield from suffixed(name[:-1], _TAJIK_NAME)
    if name.endswith(("ӣ", "и")):
        # a final stressed ӣ is written и before another ending: Муттақӣ, Муттақиро
        yield from suffixed(name[:-1] + "и", ("и", "ро", "ву", "ю", "ён", "ёни", "ёнро"))
