"""Plain text as it comes by mail, from archives or out of other tools.

Such texts have no markup to tell a headline, a paragraph or a reader's comment by. What looks
like a comment is *suggested* to the reviewer and stays in the text: cutting it would be a
decision that nobody could see.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from crawlers.extraction.types import SuggestedComment

_FIRST_PERSON = re.compile(
    r"\b(?:i|i['’]m|i['’]ve|i['’]d|i['’]ll|my|me|we|our|you|your)\b|\b(?:я|мне|меня|мой|моё"
    r"|вы|вам|ваш|ты|мы)\b"
    r"|\b(?:ich|mir|mein|ihr|sie|du|wir)\b|\b(?:je|j['’]ai|mon|ma|vous|votre|tu)\b|\b(?:ben"
    r"|bence|benim|siz|sen|biz)\b"
    r"|\b(?:من|ما|شما|تو|خودم|زه|زما|تاسو|میں|میرا|آپ|ہم|أنا|نحن|أنت|أنتم)\b|\b(?:ман|шумо"
    r"|мо|мен|сиз|менің|мені)\b|(?:我|我们|你|您|你们)|\b(?:मैं|मेरा|हम|आप|तुम)\b",
    re.I,
)
_OPINION = re.compile(
    r"\b(?:i\s+(?:think|wonder|hope|agree|disagree|believe|feel|doubt|guess|love|hate)"
    r"|i['’]m\s+(?:curious|glad|sorry|surprised|afraid|not\s+sure)|imho|in\s+my\s+opinion"
    r"|what\s+do\s+you\s+think|(?:great|good|nice|interesting|excellent)\s+(?:article|piece"
    r"|post|read|analysis)"
    r"|it['’]?s\s+(?:fascinating|interesting|sad|amazing|scary|crazy|hard)\s+to|this\s+(?:is"
    r"|was)\s+(?:a\s+|an\s+)?(?:bold|great|terrible|brilliant|smart|stupid|crazy|dangerous"
    r"|huge|big|historic)|thanks?\s+for|well\s+said|so\s+true"
    r"|по-моему|я\s+думаю|мне\s+кажется|спасибо\s+за|интересно,\s|ну\s+и\b|молодцы|согласен"
    r"|согласна|finde\s+ich|meiner\s+meinung|bence\b|teşekkür|به\s+نظر\s+من|به\s+نظرم"
    r"|فکر\s+می\s?کنم|тесакал|زما\s+په\s+نظر|میرے\s+خیال|في\s+رأيي|أعتقد|ба\s+фикри\s+ман"
    r"|менимча|меніңше|我觉得|我认为|मुझे\s+लगता)",
    re.I,
)
_EXCLAIMED = re.compile(r"[!！؟?？]\s*(?:$|[\"»”'’)])|[!！]")
_URL = re.compile(r"https?://\S+|www\.\S+")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।۔][»”\"'’)\]]*\s*$")
# At most this share of a text's paragraphs can be comments glued to its end.
MAX_SHARE = 0.5
MAX_PARAGRAPH = 700


@dataclass(frozen=True, slots=True)
class PlainText:
    """An imported text: a title where the first line is one, paragraphs, suggestions."""

    title: str | None
    text: str
    suggested: tuple[SuggestedComment, ...] = ()
    flags: tuple[str, ...] = ()


def read_plain(raw: str, *, find_title: bool = True) -> PlainText:
    """Read plain text: NFC, one paragraph a line, nothing dropped but surplus white space.

    Hard-wrapped text (every line near one width, blank lines between paragraphs) is unwrapped.
    The first line is a title when it is short, unended and followed by a blank line or a
    much longer paragraph; it then leaves the text.
    """
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).lstrip(
        "\ufeff"
    )
    paragraphs, gap = _paragraphs(text)
    title = None
    if find_title and len(paragraphs) > 1 and _is_title(paragraphs[0], paragraphs[1], gap):
        title, paragraphs = paragraphs[0], paragraphs[1:]
    body = "\n".join(paragraphs)
    suggested = trailing_comments(body)
    return PlainText(title, body, suggested, ("suggested_comments",) if suggested else ())


def trailing_comments(text: str) -> tuple[SuggestedComment, ...]:
    """Paragraphs at a text's end that change to a reader's voice.

    From the end backwards a paragraph is suggested while it has signs of a comment that the
    article above does not show: first or second person, a judgement on the article or its
    news, exclamations, a missing full stop, an address. A paragraph of one sign between two
    with more is taken along. Stops at the first paragraph without a sign.
    """
    lines = text.split("\n")
    offsets: list[int] = []
    position = 0
    for line in lines:
        offsets.append(position)
        position += len(line) + 1
    if len(lines) < 3:
        return ()
    head = [line for line in lines[: max(1, len(lines) // 2)] if len(line) > 40]
    usual = sum(bool(_FIRST_PERSON.search(_unquoted(p))) for p in head) / max(1, len(head))
    exclaiming = sum(bool(_EXCLAIMED.search(_unquoted(p))) for p in head) / max(1, len(head))
    limit = int(len(lines) * MAX_SHARE)
    found: list[SuggestedComment] = []
    for index in range(len(lines) - 1, len(lines) - 1 - limit, -1):
        line = lines[index].strip()
        reasons = _signs(line, usual, exclaiming) if line else ()
        if not line:
            continue
        if not reasons or len(line) > MAX_PARAGRAPH:
            break
        start = offsets[index] + (len(lines[index]) - len(lines[index].lstrip()))
        found.append(SuggestedComment(start, start + len(line), line, reasons))
    # one weak sign alone is an article's own last sentence
    if not found or (len(found) == 1 and len(found[0].reasons) < 2):
        return ()
    return tuple(reversed(found))


def _signs(line: str, usual: float, exclaiming: float) -> tuple[str, ...]:
    own = _unquoted(line)
    reasons: list[str] = []
    if usual < 0.25 and _FIRST_PERSON.search(own):
        reasons.append("first or second person")
    if _OPINION.search(own):
        reasons.append("judges the article or its news")
    if exclaiming < 0.2 and _EXCLAIMED.search(own):
        reasons.append("exclamation or question")
    if _URL.search(own) and len(own) < 200:
        reasons.append("an address")
    if reasons and not _SENTENCE_END.search(line):
        reasons.append("no full stop")
    return tuple(reasons)


_QUOTED = re.compile(r"[\"“„«][^\"”“»]{0,600}[\"”“»]")


def _unquoted(line: str) -> str:
    """Without quotations, whose first person belongs to somebody in the article."""
    return _QUOTED.sub(" ", line)


def _paragraphs(text: str) -> tuple[list[str], bool]:
    """Paragraphs, and whether a blank line follows the first of them."""
    groups = [g for g in re.split(r"\n[ \t\u00a0]*\n+", text) if g.strip()]
    lines = [line for line in text.split("\n") if line.strip()]
    if len(groups) > 1 and _is_wrapped(groups):
        return [" ".join(g.split()) for g in groups], True
    first = next((i for i, line in enumerate(text.split("\n")) if line.strip()), 0)
    after = text.split("\n")[first + 1 : first + 2]
    return [" ".join(line.split()) for line in lines], bool(after and not after[0].strip())


def _is_wrapped(groups: list[str]) -> bool:
    """Whether lines break at a width: long, alike, and mostly not at a sentence's end."""
    inner = [line for g in groups for line in g.split("\n")[:-1]]
    if len(inner) < 3:
        return False
    lengths = [len(line.rstrip()) for line in inner]
    widest = max(lengths)
    unended = sum(not _SENTENCE_END.search(line) for line in inner)
    return (
        widest <= 120
        and sum(n > 0.6 * widest for n in lengths) >= 0.8 * len(inner)
        and unended > 0.6 * len(inner)
    )


def _is_title(first: str, second: str, gap: bool) -> bool:
    if len(first) > 160 or (
        _SENTENCE_END.search(first) and not first.endswith(("?", "!", "؟", "”", "»"))
    ):
        return False
    return gap or len(second) > 2 * len(first)
