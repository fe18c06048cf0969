"""Words in quotation marks and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.people.reading import Sentence
from analysis.people.tables import Table
from analysis.quotes.grammar import Verb, trimmed, verb_at, verbs_after, word_count
from analysis.quotes.speakers import Speaker

# Fewer words in quotation marks are a name or a word held at arm's length.
_FEWEST = 3
_REACH = 12
# Words between a quotation and its verb: "with a smile".
_MANNER = 4
_NAMING_REACH = 8
_FARTHEST = 6
_TIGHT = re.compile(r"[\s\u00a0,.!?…»”“’'\"—–،؛-]*")
_PAUSE = re.compile("[,!?…—–]")
_COLON = re.compile(r":\s*[«“„‘'\"]?$")
_JOIN = re.compile(r"[\s\u00a0,:،]*[«“„‘'\"]?$")
_INTERRUPTED = re.compile(r"[,!?…]\s*[—–-]\s+$")
_RESUMED = re.compile(r"[.,]\s*[—–]\s+")
_DASH = re.compile(r"[—–-]\s+$")

# (speaker, verb or None, start, end, rule)
Attribution = tuple[Speaker, Verb | None, int, int, str]


def direct_quotes(
    sentence: Sentence, speakers: list[Speaker], table: Table
) -> Iterator[Attribution]:
    """Quotations of a sentence whose speaker the same sentence names."""
    heard: Attribution | None = None
    given: set[int] = set()
    for start, end in sentence.quotes:
        words = word_count(sentence, start, end)
        split = list(_interrupted(sentence, start, end, speakers))
        if split:
            yield from split
            heard = split[-1]
            continue
        found = _behind(sentence, start, end, speakers, table) or _before(
            sentence, start, end, speakers, table
        )
        if found is None and heard is not None and words >= _FEWEST:
            # “A,” X said. “B.” joined to one sentence: the second is X's as well
            found = (heard[0], heard[1], start, end, "direct.continued")
        if found is not None:
            speaker, verb, _, _, rule = found
            yield (speaker, verb, *_words(sentence, start, end), rule)
            heard = found
            given.add(start)
            yield from _dialogue_rest(sentence, start, speaker, verb)
    for start, end in (*sentence.quotes, *sentence.terms):
        if start in given:
            continue
        yield from _called(sentence, start, end, speakers, table)


def _called(
    sentence: Sentence, start: int, end: int, speakers: list[Speaker], table: Table
) -> Iterator[Attribution]:
    """X called the plan “a mistake”: a judgement in quotation marks, no title."""
    tokens = sentence.tokens
    k = next((i for i, t in enumerate(tokens) if t.start >= start), len(tokens))
    if k == len(tokens) or tokens[k].capital:
        return
    after = next((i for i, t in enumerate(tokens) if t.start >= end), len(tokens))
    for speaker in reversed([s for s in speakers if s.subject and s.last < k]):
        if table.verb_last and after < len(tokens):
            verb = verb_at(sentence, after)
            ahead = verb is not None and _naming(sentence, verb, table)
            if verb and ahead and not re.search("[.;:!?]", sentence.gap(after)):
                yield speaker, verb, *_words(sentence, start, end), "direct.called"
                return
        for verb in verbs_after(sentence, speaker.last, table, speaker.phrase):
            near = 0 <= k - verb.after <= _NAMING_REACH and _open(sentence, verb.after, k)
            if near and _naming(sentence, verb, table):
                yield speaker, verb, *_words(sentence, start, end), "direct.called"
                return


def _naming(sentence: Sentence, verb: Verb, table: Table) -> bool:
    """Whether a verb gives something a name."""
    words = (sentence.tokens[i].key for i in range(verb.at, verb.after))
    return any(table.has("naming", word) for word in words)


def _dialogue_rest(
    sentence: Sentence, start: int, speaker: Speaker, verb: Verb | None
) -> Iterator[Attribution]:
    """— A, — said X, — B: the words after the attribution in a line of dialogue."""
    if not _DASH.search(sentence.text, max(0, start - 3), start):
        return
    resumed = _RESUMED.match(sentence.text, sentence.tokens[speaker.last].end, sentence.end)
    if resumed and word_count(sentence, resumed.end(), sentence.end) >= _FEWEST:
        rest = trimmed(sentence, resumed.end(), sentence.end)
        yield speaker, verb, *rest, "direct.interrupted"


def _words(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The words inside the marks, without blanks and a comma that is not theirs."""
    text = sentence.text
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",،"):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _interrupted(
    sentence: Sentence, start: int, end: int, speakers: list[Speaker]
) -> Iterator[Attribution]:
    """«A, — said X. — B»: attribution between dashes inside one pair of marks."""
    for i in sorted(sentence.inside):
        token = sentence.tokens[i]
        if not start <= token.start < end:
            continue
        verb = verb_at(sentence, i)
        that = sentence.ending("that", i - 1) if sentence.gap(i) == " " else None
        begun = i if that is None else that
        if verb is None or not begun or not _INTERRUPTED.search(sentence.gap(begun)):
            continue
        speaker = next((s for s in speakers if verb.after <= s.first <= verb.after + _REACH), None)
        if speaker is None or sentence.tokens[speaker.last].end > end:
            continue
        if _RESUMED.search(
            sentence.text, sentence.tokens[i].end, sentence.tokens[speaker.first].start
        ):
            continue
        before = trimmed(sentence, start, sentence.tokens[begun - 1].end)
        yield speaker, verb, *before, "direct.interrupted"
        resumed = _RESUMED.search(sentence.text, sentence.tokens[speaker.last].end, end)
        if resumed and word_count(sentence, resumed.end(), end) >= _FEWEST:
            yield speaker, verb, *_words(sentence, resumed.end(), end), "direct.interrupted"
        return


def _behind(
    sentence: Sentence, start: int, end: int, speakers: list[Speaker], table: Table
) -> Attribution | None:
    """“…,” said X; “…,” X said; «…», — сказал эксперт X; “…”, deb aytdi X."""
    tokens = sentence.tokens
    k = next((i for i, t in enumerate(tokens) if t.start >= end), len(tokens))
    if k >= len(tokens) or k in sentence.inside:
        return None
    if not _TIGHT.fullmatch(sentence.text[end : tokens[k].start]):
        return None
    if "." in sentence.text[end : tokens[k].start]:
        return None  # the quotation's own sentence is over
    between = sentence.text[end - 1 : tokens[k].start]
    if table.language in {"en", "ru", "uk"} and not _PAUSE.search(between):
        return None  # a title: the book «…» X wrote
    k += sentence.at("this_tells", k)
    that = sentence.at("that", k) if table.language == "uz" else 0
    verb = verb_at(sentence, k + that) or _after_manner(sentence, k, table)
    if verb is not None:
        return _verb_first(sentence, verb, (start, end), speakers, table)
    if sentence.at("but", k) or sentence.at("and", k):
        return None
    speaker = next((s for s in speakers if s.subject and k <= s.first <= k + _REACH), None)
    if speaker is None or speaker.phrase > k + (not tokens[k].capital):
        return None
    verbs = verbs_after(sentence, speaker.last, table, speaker.phrase)
    return (speaker, verbs[0], start, end, "direct.speaker_verb") if verbs else None


def _after_manner(sentence: Sentence, k: int, table: Table) -> Verb | None:
    """«…», — с улыбкой говорит X: the verb behind words that say how."""
    how = sentence.at("manner", k) or table.has("fillers", sentence.tokens[k].key)
    for i in range(k + 1, min(k + _MANNER + 1, len(sentence.tokens)) if how else 0):
        if sentence.gap(i).strip():
            return None
        if (verb := verb_at(sentence, i)) is not None:
            return verb
    return None


def _verb_first(
    sentence: Sentence, verb: Verb, quote: tuple[int, int], speakers: list[Speaker], table: Table
) -> Attribution | None:
    """A verb right behind a quotation: its speaker follows, or (Uzbek) went before."""
    start, end = quote
    speaker = next((s for s in speakers if verb.after <= s.first <= verb.after + _REACH), None)
    if speaker is not None:
        if speaker.subject and _open(sentence, verb.after, speaker.phrase):
            return speaker, verb, start, end, "direct.verb_speaker"
        return None
    if table.verb_last:
        ahead = [s for s in speakers if s.subject and sentence.tokens[s.last].end <= start]
        if ahead:
            return ahead[-1], verb, start, end, "direct.speaker_words_verb"
    return None


def _open(sentence: Sentence, first: int, last: int) -> bool:
    """Whether no other clause begins between a verb and its speaker."""
    return not any(
        sentence.verb(i) or re.search("[.;:!?]", sentence.gap(i)) for i in range(first, last)
    )


def _before(
    sentence: Sentence, start: int, end: int, speakers: list[Speaker], table: Table
) -> Attribution | None:
    """X said: “…”; X was blunt: “…”; X گفت: «…»."""
    tokens = sentence.tokens
    last = next((i - 1 for i, t in enumerate(tokens) if t.start >= start), len(tokens) - 1)
    if last < 0 or last in sentence.inside:
        return None
    lead = sentence.text[tokens[last].end : start]
    if not _JOIN.fullmatch(lead):
        return None
    colon = _COLON.search(lead) is not None
    ahead = [s for s in speakers if s.subject and s.last < last + 1]
    if not ahead:
        return None
    stop = last
    that = sentence.ending("that", last)
    if that is not None and table.language != "uz":
        stop = that - 1
    for speaker in reversed(ahead):
        for verb in verbs_after(sentence, speaker.last, table, speaker.phrase):
            reach = stop + 1 - verb.after
            long = word_count(sentence, start, end) >= _FEWEST  # shorter: a title
            told_where = long and 0 < reach <= _REACH and table.has("times", tokens[verb.after].key)
            if not colon and _naming(sentence, verb, table):
                continue  # a title, or what ``_called`` takes
            if reach == 0 or told_where or (colon and 0 <= reach <= _REACH):
                return speaker, verb, start, end, "direct.introduced"
    speaker = ahead[-1]
    if sentence.ending("according", speaker.phrase - 1) is not None and last == speaker.last:
        return speaker, None, start, end, "direct.introduced"
    first = speaker.phrase <= 1 or (len(ahead) == 1 and speaker.phrase <= _FARTHEST)
    if colon and first and last - speaker.last <= 8 and that is None:
        return speaker, None, start, end, "direct.colon"
    return None
