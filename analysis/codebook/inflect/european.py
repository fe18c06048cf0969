"""English, German and French forms by suffix rules.

Names of persons and other proper names keep their form but for the German
genitive and adjective (Moskauer); words take plurals, German words and adjectives their endings.
English verbs are inflected when their ending says that they are verbs
(-ise, -ize, -yse, -ify): "train" and "training" are not the same idea.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.codebook.inflect.forms import Form, NameKind

_VERB = re.compile(r"(?:ise|ize|yse|yze|ify)$")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")


def english(name: str, kind: NameKind) -> Iterator[Form]:
    """Plural of the last word; the four forms of a plain verb at either end."""
    if kind != "word" or not name.isascii():
        return
    first, _, rest = name.partition(" ")
    if _VERB.search(first):
        for verb in _english_verb(first):
            yield Form(f"{verb} {rest}" if rest else verb)
    head, _, last = name.rpartition(" ")
    lead = f"{head} " if head else ""
    if _VERB.search(last):
        for verb in _english_verb(last):
            yield Form(lead + verb)
    elif len(last) > 2 and last.isalpha() and not last.isupper():
        yield Form(lead + _english_plural(last))


def _english_plural(word: str) -> str:
    if _SIBILANT.search(word):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _english_verb(verb: str) -> tuple[str, ...]:
    if verb.endswith("ify"):
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    return verb + "s", verb + "d", verb[:-1] + "ing"


_GERMAN_ADJECTIVE = re.compile(r"(?<=\w)(isch|lich|ig|al|iv)(?:e|er|es|en|em)?$")
_GERMAN_ENDINGS = ("e", "er", "es", "en", "em")


def german(name: str, kind: NameKind) -> Iterator[Form]:
    """Genitive -s; for words also -es, -e, -en, -n, -er, -ern; adjectives before the
    head take every ending (Islamisches Emirat, des Islamischen Emirats)."""
    words = name.split(" ")
    leads = {name.rpartition(" ")[0]}
    if len(words) > 1 and kind != "person" and (found := _GERMAN_ADJECTIVE.search(words[0])):
        stem = words[0][: found.end(1)]
        leads |= {" ".join((stem + ending, *words[1:-1])) for ending in _GERMAN_ENDINGS}
    last = words[-1]
    endings = ["", *_german_noun_endings(last, kind)]
    for lead in sorted(leads):
        for ending in endings:
            yield Form(f"{lead} {last}{ending}".strip())
    if len(words) > 2 and kind == "proper":
        # the head may stand before the last word: des Obersten Gerichts Russlands
        for lead in sorted(leads):
            if not lead.endswith(("s", "z", "x", "ß")):
                yield Form(f"{lead}s {last}")


def _german_noun_endings(word: str, kind: NameKind) -> tuple[str, ...]:
    if not word.isalpha() or word.isupper():
        return ()
    if kind == "place" and not word.endswith(("a", "e", "i", "o", "s", "z", "ien")):
        return ("s", "er", "ern")  # Moskauer, den Kabulern
    genitive = () if word.endswith(("s", "z", "x", "ß")) else ("s",)
    if kind != "word":
        return genitive
    if _GERMAN_ADJECTIVE.search(word):
        return (*genitive, *_GERMAN_ENDINGS, "n")
    return (*genitive, "es", "e", "en", "n", "er", "ern")


def french(name: str, kind: NameKind) -> Iterator[Form]:
    """Plural and feminine of words; names only change by elision, which stands apart."""
    if kind != "word":
        return
    lead, _, last = name.rpartition(" ")
    if len(last) < 3 or not last.isalpha() or last.isupper():
        return
    prefix = f"{lead} " if lead else ""
    if last.endswith(("s", "x", "z")):
        return
    endings = ["s"]
    if last.endswith(("eau", "eu")):
        endings = ["x"]
    elif last.endswith("al"):
        yield Form(prefix + last[:-1] + "ux")
    if not last.endswith("e"):
        endings += ["e", "es"]
    for ending in endings:
        yield Form(prefix + last + ending)
    if lead and lead.rpartition(" ")[2].isalpha() and " " not in lead:
        # accord commercial, accords commerciaux; visite officielle, visites officielles
        yield Form(f"{lead}s {last}s")
