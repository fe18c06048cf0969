"""Whom "he", "the expert" and "in her view" mean: what a document has told so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analysis.people.names import gender
from analysis.people.reading import Sentence
from analysis.people.tables import Table, role_root
from analysis.quotes.speakers import Speaker

# A pronoun reaches back this many sentences.
_REACH = 2
_APPOSITION = 6
_STOP = re.compile("[.;:!?؛؟…]")
_INTERRUPTING = re.compile(r"[,،!?؟…]\s*[—–-]\s+$")
# "آگاه نظامی": the noun stands before what describes it.
_HEAD_FIRST = frozenset({"fa", "tg"})
_WOMAN = ("ова", "ева", "єва", "ская", "цкая", "ська", "цька", "ova", "eva")
_CERTAIN, _BY_ROLE, _ACROSS = 0.8, 0.7, 0.6


class References:
    """What the sentences read so far say about who can be meant.

    Names, speakers and who spoke last are those of the paragraph; what somebody is
    ("the general") holds for the document.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self.paragraph = -1
        self._roles: dict[str, set[str]] = {}
        self._genders: dict[str, str] = {}
        self._begin()

    def _begin(self) -> None:
        self.sentences = 0
        self.last_speaker: str | None = None
        self.spoke_in = -9
        self.direct_in = -9
        self._last_named: tuple[str, ...] = ()
        self._named_in = self._met_in = -9
        self._ever: dict[str, None] = {}
        self._subjects: set[str] = set()
        self._carried: str | None = None

    def enter(self, paragraph: int) -> None:
        """Comes to a new paragraph.

        Who was the only subject in a paragraph and spoke in its last sentence may go on
        in the next one.
        """
        follows = paragraph == self.paragraph + 1
        last = self.last_speaker
        goes_on = follows and self.spoke_in == self.sentences - 1 and self._subjects == {last}
        self.paragraph = paragraph
        self._begin()
        self._carried = last if goes_on else None

    def may_be_meant(self, sentence: Sentence) -> bool:
        """Whether a sentence that names nobody may speak of somebody."""
        if self._ever:
            if self.sentences - max(self.spoke_in, self._met_in) <= _REACH:
                return True
        elif self._carried is not None and self.sentences < _REACH:
            return True
        if not self._roles:
            return False
        if sentence.quotes:
            return True
        language, roles = self._table.language, self._roles
        return any(role_root(word, language) in roles for word in sentence.words[:2])

    def refers_to(self, she: bool | None = None) -> str | None:
        """The one person a pronoun or a bare role can mean, or ``None``.

        Either only one person of that gender was named in the paragraph, or the last
        sentence with names named nobody else, or the last speaker.
        """
        if not self._ever:
            return self._fitting((self._carried,), she) if self.sentences < _REACH else None
        if self.sentences - max(self.spoke_in, self._met_in) > _REACH:
            return None
        if (only := self._fitting(self._ever, she)) is not None:
            return only
        if self.last_speaker is not None and self.spoke_in > self._named_in:
            return self._fitting((self.last_speaker,), she)
        return self._fitting(self._last_named, she)

    def _fitting(self, codes: Iterable[str | None], she: bool | None) -> str | None:
        unfit = {True: "m", False: "f", None: "-"}[she]
        fitting = [c for c in codes if c is not None and self._genders.get(c) != unfit]
        return fitting[0] if len(fitting) == 1 else None

    def subject_before(self) -> str | None:
        """Whom alone the sentence right before named or meant."""
        before = self._named_in == self.sentences - 1 and len(self._last_named) == 1
        return self._last_named[0] if before else None

    def certainty(self) -> float:
        """How certain a pronoun is here."""
        return _CERTAIN if self._ever else _ACROSS

    def meet(self, sentence: Sentence, named: list[Speaker]) -> None:
        """Learns what a sentence says about the persons it names."""
        for speaker in named:
            if speaker.code not in self._genders:
                family = sentence.tokens[speaker.last].key
                woman = speaker.subject and len(family) > 4 and family.endswith(_WOMAN)
                given = sentence.tokens[speaker.first].key
                self._genders[speaker.code] = "f" if woman else gender(given)
            for root in _described(sentence, speaker, self._table):
                self._roles.setdefault(root, set()).add(speaker.code)

    def heard(self, named: list[Speaker], speakers: list[str], direct: bool) -> None:
        """Takes in one sentence: who was named or meant, who spoke."""
        codes = tuple(dict.fromkeys(s.code for s in named))
        if codes:
            self._met_in = self.sentences
        self._ever.update(dict.fromkeys(codes))
        self._subjects.update(s.code for s in named if s.subject)
        if any(s.subject for s in named):
            self._last_named, self._named_in = codes, self.sentences
        if speakers:
            self.last_speaker, self.spoke_in = speakers[-1], self.sentences
            if direct:
                self.direct_in = self.sentences
        self.sentences += 1

    def resolve(self, sentence: Sentence, named: list[Speaker]) -> list[Speaker]:
        """Pronouns and bare roles of a sentence that stand for somebody."""
        outside = {s.code for s in named if s.first not in sentence.inside}
        found = []
        for i, size in sentence.marks.get("pronouns", {}).items():
            she = self._she(sentence.tokens[i].key)
            code = self.refers_to(she)
            if len(outside) == 1 and _beside_verb(sentence, i, i + size, self._table):
                # "X is wary: the road, she says, …"
                ahead = [s.code for s in named if s.last < i and s.first not in sentence.inside]
                code = self._fitting(ahead[:1], she) or code
            if code is None or not outside <= {code}:
                continue
            if _heard_here(sentence, i) and _may_refer(sentence, i, self._table):
                found.append(Speaker(code, i, i + size - 1, i, True, self.certainty()))
        for i, size in sentence.marks.get("roles", {}).items():
            if any(s.phrase <= i <= s.last or s.first == i + size for s in named):
                continue
            if sentence.tokens[i + size - 1].cut:
                continue
            begun = self._bare_role(sentence, i, size)
            head = i if self._table.language in _HEAD_FIRST else i + size - 1
            meant = self._of_role(sentence.tokens[head].key) if begun is not None else None
            if begun is not None and meant is not None and outside <= {meant}:
                last = i + size - 1
                while self._table.language == "fa" and _goes_on(sentence, last + 1):
                    last += 1
                found.append(Speaker(meant, begun, last, begun, True, _BY_ROLE))
        return found

    def _she(self, pronoun: str) -> bool | None:
        if self._table.has("feminine", pronoun):
            return True
        return False if self._table.words["feminine"] else None

    def own(self, sentence: Sentence, at: int, size: int) -> str | None:
        """Whom "in his view" at word ``at`` means, where the sentence names nobody."""
        words = [t.key for t in sentence.tokens[at : at + size]]
        she = any(self._table.has("feminine", w) for w in words)
        return self.refers_to(she if self._table.words["feminine"] else None)

    def _of_role(self, word: str) -> str | None:
        """Whom a role without a name means."""
        root = role_root(word, self._table.language)
        codes = self._roles.get(root, set())
        if len(codes) == 1:
            return next(iter(codes))
        if codes or self._table.has("generic", root):
            meant = self.refers_to()
            described = set().union(*self._roles.values()) & self._ever.keys()
            if not codes and meant not in described and len(described) == 1:
                return next(iter(described))
            return meant if not codes or meant in codes else None
        return None

    def _bare_role(self, sentence: Sentence, i: int, size: int) -> int | None:
        """Where a role begins that may stand for a person as a subject, or ``None``."""
        table, tokens = self._table, sentence.tokens
        after = i + size
        words = " ".join(t.key for t in tokens[i:after])
        if not _heard_here(sentence, i):
            return None
        attributed = sentence.ending("according", i - 1) is not None
        begun = sentence.ending("definite", i - 1)
        if begun is not None:
            attributed = attributed or sentence.ending("according", begun - 1) is not None
        if attributed:
            return i if begun is None else begun
        if words in table.oblique_roles or (begun is None and table.has("definite_roles", "yes")):
            return None
        ours = after < len(tokens) and tokens[after].key in {"мо", "ман"}
        if table.language == "tg" and begun is None and words.endswith("и") and not ours:
            return None  # the next word says whose
        begun = i if begun is None else begun
        named = after < len(tokens) and tokens[after].capital and not sentence.gap(after).strip()
        if named and not table.is_stop(tokens[after].key):
            return None
        if begun == 0 or _beside_verb(sentence, begun, after + ours, table):
            return begun
        return None


def _described(sentence: Sentence, speaker: Speaker, table: Table) -> Iterator[str]:
    """Roots of the roles that stand before and behind a name."""
    tokens, ahead = sentence.tokens, min(speaker.last + 1 + _APPOSITION, len(sentence.tokens))
    for i in (*range(speaker.phrase, speaker.first), *range(speaker.last + 1, ahead)):
        if i > speaker.last and (_STOP.search(sentence.gap(i)) or sentence.verb(i)):
            return
        if i == speaker.last + 1 and table.cased and not sentence.gap(i).strip(" \u00a0"):
            return
        size = sentence.at("roles", i)
        if size:
            word = tokens[i + size - 1].key
            yield role_root(word, table.language)
            if size > 1 and table.language in _HEAD_FIRST:
                yield role_root(tokens[i].key, table.language)
            yield from (role_root(w, table.language) for w in word.split("-") if w != word)


def _goes_on(sentence: Sentence, i: int) -> bool:
    """Whether word ``i`` still says what a Persian role is: a verb follows soon."""
    tokens = sentence.tokens
    if (
        i + 1 >= len(tokens)
        or sentence.gap(i).strip()
        or sentence.verb(i)
        or sentence.at("that", i)
    ):
        return False
    return any(sentence.verb(j) and sentence.clear(i, j) for j in (i + 1, i + 2))


def _heard_here(sentence: Sentence, i: int) -> bool:
    """Whether word ``i`` is the reporter's: outside of quotation marks, or in "— says he —"."""
    if i not in sentence.inside:
        return True
    for kind in ("say", "strict", "object"):
        for end in (i - 1, i - 2):
            begun = sentence.ending(kind, end)
            if begun and (that := sentence.ending("that", begun - 1)) is not None:
                begun = that
            if begun is not None and _INTERRUPTING.search(sentence.gap(begun)):
                return True
    return False


def _may_refer(sentence: Sentence, i: int, table: Table) -> bool:
    """A pronoun that may be a subject of speech: first in its clause or beside a verb."""
    if i == 0 or sentence.gap(i).strip() or (i - 1) in sentence.inside:
        return True
    if sentence.at("and", i - 1) or sentence.at("that", i - 1) or sentence.at("but", i - 1):
        return True
    return _beside_verb(sentence, i, i + 1, table) or all(
        table.has("fillers", sentence.tokens[n].key) for n in range(i)
    )


def _beside_verb(sentence: Sentence, first: int, after: int, table: Table) -> bool:
    for i in range(after, min(after + 3, len(sentence.tokens))):
        if sentence.verb(i):
            return True
        if sentence.gap(i).strip() or not table.has("fillers", sentence.tokens[i].key):
            break
    if first > 1 and not sentence.gap(first).strip():
        first -= table.has("fillers", sentence.tokens[first - 1].key)
    return first > 0 and any(
        sentence.ending(kind, first - 1) is not None for kind in ("say", "strict", "object")
    )
