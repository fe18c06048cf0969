"""Search: words, phrases in quotation marks, exclusion with a minus, or an address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from analysis.normalize import fold, normalize
from analysis.urls import url_key
from desk.web.highlight import Piece, Span, cut
from desk.web.http import BadRequest, Visit
from flows.stages.search import tokens
from models.queries.search import Hit, by_address, search
from models.session import looking

PAGE = 25
#: characters shown around what was found, and looked at for it
AROUND, LOOKED_AT = 140, 40_000
MOST_TERMS = 20
_TERM = re.compile(r'(-?)(?:["“”«»„]([^"“”«»„]+)["“”«»„]|(\S+))')


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks, in folded words: phrases wanted and not, and as they were typed."""

    wanted: tuple[tuple[str, ...], ...]
    unwanted: tuple[tuple[str, ...], ...]
    typed: tuple[str, ...]


def read_question(asked: str) -> Question:
    """Read a search: ``word "a phrase" -without -"this phrase"``.

    Raises:
        BadRequest: when it holds no word that is wanted.
    """
    wanted: list[tuple[str, ...]] = []
    unwanted: list[tuple[str, ...]] = []
    typed: list[str] = []
    for minus, phrase, word in _TERM.findall(asked):
        words = tuple(tokens(phrase or word))
        if not words:
            continue
        if minus:
            unwanted.append(words)
        else:
            wanted.append(words)
            typed.append(phrase or word)
    if not wanted:
        raise BadRequest("a search needs at least one word that is wanted")
    if len(wanted) + len(unwanted) > MOST_TERMS:
        raise BadRequest(f"a search has at most {MOST_TERMS} words and phrases")
    return Question(tuple(wanted), tuple(unwanted), tuple(typed))


def search_view(visit: Visit) -> Response:
    """The page of search."""
    asked = " ".join(visit.query("q", 500).split())
    before = visit.query("before", 20)
    if before and not (before.isdigit() and int(before) < 2**62):
        raise BadRequest("before is a number")
    hits: list[Hit] = []
    problem = ""
    typed: tuple[str, ...] = ()
    if asked:
        me = visit.who.id if visit.who.may("reviewer") else None
        with looking(visit.engine) as session:
            if re.match(r"https?://", asked):
                try:
                    hits = by_address(session, url_key(asked), me)
                except ValueError as error:
                    problem = str(error)
            else:
                try:
                    question = read_question(asked)
                    typed = question.typed
                    hits = search(
                        session,
                        question.wanted,
                        question.unwanted,
                        int(before) if before else None,
                        PAGE + 1,
                        me,
                    )
                except BadRequest as error:
                    problem = str(error)
    return visit.render(
        "search.html",
        400 if problem else 200,
        asked=asked,
        problem=problem,
        found=[(hit, *shown(hit, typed)) for hit in hits[:PAGE]],
        more=hits[PAGE - 1].revision_id if len(hits) > PAGE else None,
    )


def shown(hit: Hit, typed: Sequence[str]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Title and a passage of the text with what was found marked; blind: the title as printed."""
    words = hit.printed_title if hit.blind else hit.title
    title = cut(words, _places(words, typed))
    body = hit.text[:LOOKED_AT]
    places = _places(body, typed)
    first = places[0].start if places else 0
    start, end = _passage(body, first)
    near = [place for place in places if place.end > start and place.start < end]
    pieces = cut(body[start:end], near, start)
    before = (Piece("… ", ()),) if start else ()
    after = (Piece(" …", ()),) if end < len(hit.text) else ()
    return title, (*before, *pieces, *after)


def _passage(body: str, place: int) -> tuple[int, int]:
    """What is shown around a place: whole words, where a script has blanks between them."""
    start, end = max(0, place - AROUND), min(len(body), place + 2 * AROUND)
    if start:
        blank = re.compile(r"\s").search(body, start, place)
        start = blank.end() if blank else start
    if end < len(body):
        blanks = list(re.compile(r"\s").finditer(body, place + AROUND, end))
        end = blanks[-1].start() if blanks else end
    return start, end


def _places(text: str, typed: Sequence[str]) -> list[Span]:
    """Where the words stand in the text as it was written, found in its folded form."""
    if not typed:
        return []
    patterns = [
        r"[\W_]*".join(map(re.escape, words))
        if any("\u3400" <= letter <= "\u9fff" for letter in "".join(words))
        else r"(?<!\w)" + r"[\W_]+".join(map(re.escape, words)) + r"(?!\w)"
        for words in (re.findall(r"[^\W_]+", fold(term)) for term in typed)
        if words
    ]
    if not patterns:
        return []
    folded = normalize(text)
    spans = [
        Span(*folded.span(match.start(), match.end()), 1)
        for match in re.finditer("|".join(patterns), folded.text)
        if match.end() > match.start()
    ]
    return sorted(spans, key=lambda span: span.start)[:50]
