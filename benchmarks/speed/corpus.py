"""The pages that everybody reads: a folder of real ones or generated ones, in two mixes.

What is on the topic is decided by the number of a page alone. A page that shall be on the topic
gets two paragraphs about it behind its longest paragraph, where an extractor looks for text; the
others are as they came. Pages of a folder that name the topic by themselves are left out of the
stream's others, so that one page in twenty is on topic and no more.

There are as many addresses as wanted: page ``n`` is body ``n`` modulo the number of bodies, with
its number in a comment at its end, so that no two answers have the same bytes.
"""

import gzip
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.speed.generated import generated

Mix = Literal["relevant", "stream"]
MIXES: tuple[Mix, ...] = ("relevant", "stream")
#: one page in so many is on topic in the stream
ABOUT = 20
#: bodies made when no folder is given
GENERATED = 200
_PARAGRAPH = re.compile(rb"<p\b[^<>]*>(.*?)</p>", re.I | re.S)
_TAG = re.compile(rb"<[^<>]*>")
#: letters of ASCII, so that they can be put into a page of any charset
_TOPIC = (
    "<p>An envoy of the Taliban government held talks at the Russian foreign ministry in Moscow "
    "on {day}, the fair of {town} being the first point. Officials in Kabul said that wheat, fuel "
    "and timber would cross the border under contract {number}, and that Russia had been asked to "
    "send engineers for the road to {town}.</p>"
    "<p>The embassy of Afghanistan in Moscow has been run by Taliban diplomats since, and a trade "
    "office of the Russian side in Kabul keeps the list of contracts, now {number} of them.</p>"
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOWNS = ("Khost", "Faizabad", "Maimana", "Taloqan", "Herat", "Balkh", "Kunduz", "Jalalabad")


@dataclass(frozen=True)
class Corpus:
    """``plain`` bodies as they came, ``on_topic`` the same with the topic in them."""

    plain: Sequence[bytes]
    on_topic: Sequence[bytes]
    mix: Mix
    count: int

    def is_on_topic(self, number: int) -> bool:
        """Whether the page of this number is made to be about the topic."""
        return self.mix == "relevant" or number % ABOUT == 0

    def body(self, number: int) -> bytes:
        """The page of this number, as it is served."""
        # the stream's pages on topic take all bodies in turn, not every twentieth again and again
        place = number // ABOUT if self.mix == "stream" and number % ABOUT == 0 else number
        bodies = self.on_topic if self.is_on_topic(number) else self.plain
        return b"%s\n<!-- %d -->" % (bodies[place % len(bodies)], number)


def corpus(folder: Path | None, mix: Mix, count: int, passes: Callable[[bytes], bool]) -> Corpus:
    """The pages of a folder (`.html`, `.html.gz`), or generated ones where there is none.

    ``passes`` is the screen: a page it lets through names the topic by itself.

    Raises:
        FileNotFoundError: when the folder holds no pages.
    """
    bodies = read_folder(folder) if folder else generated(GENERATED)
    plain = [body for body in bodies if not passes(body)]
    return Corpus(plain, [about(body, place) for place, body in enumerate(bodies)], mix, count)


def read_folder(folder: Path) -> list[bytes]:
    """The pages of a folder, in order of their names."""
    bodies = []
    for path in sorted(folder.rglob("*.htm*")):
        body = path.read_bytes()
        bodies.append(gzip.decompress(body) if path.suffix == ".gz" else body)
    if not bodies:
        raise FileNotFoundError(f"{folder} holds no .html or .html.gz files")
    return bodies


def about(body: bytes, number: int) -> bytes:
    """A page with two paragraphs about the topic behind its longest paragraph."""
    day, town = _DAYS[number % len(_DAYS)], _TOWNS[number % len(_TOWNS)]
    topic = _TOPIC.format(day=day, town=town, number=number + 100).encode("ascii")
    longest = max(
        _PARAGRAPH.finditer(body), key=lambda found: len(_TAG.sub(b"", found[1])), default=None
    )
    if longest is None:
        at = body.lower().rfind(b"</body")
        at = len(body) if at < 0 else at
    else:
        at = longest.end()
    return body[:at] + topic + body[at:]
