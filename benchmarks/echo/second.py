"""A second labelled set for copies, of invented texts in eight languages.

    python -m benchmarks.echo.second OUT.jsonl.gz [--seed 1] [--stories 30]
    python -m benchmarks.echo.run OUT.jsonl.gz

Same form and kinds as the development data (`benchmarks.echo.run`): copies with changed dateline
and headline, cut end, dropped and reordered sentences, house footer, typography, numerals, letter
variants, an added lead; columns filled in anew, quotations, short texts under a long footer.
Words are made up from each language's letters, so the set says nothing about words; it says how
shingles, scripts and the checks behave on texts that nobody tuned them on. `script` holds the
language.
"""

import argparse
import gzip
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LETTERS = {
    "en": "abcdefghiklmnoprstuvwy",
    "ru": "абвгдежзийклмнопрстуфхцчшыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшью",
    "tg": "абвгғдежзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "fa": "ابپتثجچحخدذرزژسشصطظعغفقکگلمنوهی",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "ur": "ابپتٹجچحخدڈرڑزسشصطعغفقکگلمنںوہھیے",
}
LANGUAGES = (*_LETTERS, "zh")
_DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩", "ur": "۰۱۲۳۴۵۶۷۸۹"}
_VARIANTS = {"fa": ("ی", "ي", "ک", "ك"), "ar": ("ا", "أ", "ه", "ة"), "ur": ("ی", "ي", "ک", "ك")}
OUTLETS = 40


@dataclass(frozen=True)
class Tongue:
    """What texts of a language are made of."""

    language: str
    words: list[str]
    phrases: list[str]

    @property
    def gap(self) -> str:
        return "" if self.language == "zh" else " "

    def sentence(self, dice: random.Random) -> str:
        """One sentence with its full stop; now and then a figure, a name, a stock phrase."""
        length = dice.randint(18, 40) if self.language == "zh" else dice.randint(8, 22)
        words = [self.words[min(int(dice.expovariate(4) * 2500), 4999)] for _ in range(length)]
        if dice.random() < 0.5:
            words[dice.randrange(length)] = str(dice.randint(13, 9000))
        if dice.random() < 0.4:
            place = dice.randrange(length)
            words[place] = words[place].title()
        if dice.random() < 0.2:
            words.append(dice.choice(self.phrases))
        text = self.gap.join(words)
        return text[0].upper() + text[1:] + ("。" if self.language == "zh" else ".")


def tongue(language: str, seed: int) -> Tongue:
    """The vocabulary of a language, another one for each seed."""
    dice = random.Random(f"{language} {seed}")
    if language == "zh":
        words = [chr(0x4E00 + dice.randrange(5000)) for _ in range(5000)]
    else:
        words = [
            "".join(dice.choices(_LETTERS[language], k=dice.randint(2, 9))) for _ in range(5000)
        ]
    gap = "" if language == "zh" else " "
    return Tongue(language, words, [gap.join(dice.choices(words, k=7)) for _ in range(40)])


def changed(sentences: list[str], speech: Tongue, dice: random.Random) -> tuple[str, list[str]]:
    """The text of a copy, and what was done to it."""
    parts, done = list(sentences), []
    for name, chance in (
        ("truncate", 0.35), ("drop", 0.3), ("reorder", 0.18), ("lead", 0.2), ("dateline", 0.5),
        ("footer", 0.5), ("typography", 0.45), ("numerals", 0.25), ("orthography", 0.2),
    ):  # fmt: skip
        if dice.random() >= chance:
            continue
        done.append(name)
        if name == "truncate":
            parts = parts[: max(4, int(len(parts) * dice.uniform(0.4, 0.9)))]
        elif name == "drop":
            del parts[dice.randrange(1, len(parts))]
        elif name == "reorder":
            at = dice.randrange(1, len(parts))
            parts = [*parts[at:], *parts[:at]] if len(parts) < 6 else _swapped(parts, dice)
        elif name == "lead":
            parts.insert(0, speech.sentence(dice))
        elif name == "dateline":
            parts[0] = f"{dice.choice(speech.words).upper()}, {dice.randint(1, 28)} — {parts[0]}"
        elif name == "footer":
            parts.append(footer(speech, dice.randrange(OUTLETS)))
        elif name == "typography":
            parts = [part.replace(".", " ." if dice.random() < 0.1 else ".") for part in parts]
        elif name == "numerals" and speech.language in _DIGITS:
            table = str.maketrans("0123456789", _DIGITS[speech.language])
            parts = [part.translate(table) for part in parts]
        elif name == "orthography" and speech.language in _VARIANTS:
            one, two, three, four = _VARIANTS[speech.language]
            parts = [part.replace(one, two).replace(three, four) for part in parts]
    return speech.gap.join(parts), done


def _swapped(parts: list[str], dice: random.Random) -> list[str]:
    at = dice.randrange(1, len(parts) - 2)
    return [*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :]]


def footer(speech: Tongue, outlet: int) -> str:
    """What an outlet prints under everything: three sentences."""
    dice = random.Random(f"footer {outlet} {speech.words[0]}")
    return speech.gap.join(speech.sentence(dice) for _ in range(3))


def documents(seed: int, stories: int) -> list[dict[str, Any]]:
    """The labelled documents, as they arrive."""
    dice = random.Random(seed)
    made: list[dict[str, Any]] = []

    def add(cluster: str, kind: str, body: str, speech: Tongue, ops: list[str]) -> None:
        made.append(
            {
                "id": len(made),
                "cluster": cluster,
                "kind": kind,
                "ops": ops,
                "outlet": f"outlet {dice.randrange(OUTLETS)}",
                "minute": dice.randrange(6000),
                "title": speech.sentence(dice)[:60],
                "body": body,
                "script": speech.language,
            }
        )

    for language in LANGUAGES:
        speech = tongue(language, seed)
        told = [[speech.sentence(dice) for _ in range(dice.randint(8, 30))] for _ in range(stories)]
        for at, sentences in enumerate(told):
            name = f"{language}/{at}"
            add(name, "base", speech.gap.join(sentences), speech, [])
            for _ in range(dice.choice((0, 1, 1, 2, 3, 6))):
                body, done = changed(sentences, speech, dice)
                add(name, "copy", body, speech, done)
        for at in range(stories // 3):
            own = [speech.sentence(dice) for _ in range(dice.randint(10, 16))]
            quoted = dice.choice(told)[:3]
            body = speech.gap.join([*own[:6], *quoted, *own[6:]])
            add(f"{language}/quotes {at}", "quotes", body, speech, [])
        for at in range(stories):
            short = [speech.sentence(dice) for _ in range(dice.randint(2, 4))]
            body = speech.gap.join([*short, footer(speech, at % 3)])
            add(f"{language}/footer {at}", "footer", body, speech, [])
        frame = [speech.sentence(dice) for _ in range(8)]
        for at in range(stories):
            body = speech.gap.join(f"{line} {dice.randint(100, 9999)}" for line in frame)
            add(f"{language}/column {at}", "template", body, speech, [])
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stories", type=int, default=30, help="texts of each language")
    chosen = parser.parse_args()
    made = documents(chosen.seed, chosen.stories)
    with gzip.open(chosen.path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in made)
    print(f"{len(made)} documents in {len(LANGUAGES)} languages: {chosen.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
