"""Persons that no codebook lists, found by what stands around their names.

A run of capitalised words (in Arabic script: a given name and what follows) becomes a
person when its surroundings and its own words together weigh enough. Surroundings: a
role before it ("analyst X") 2, a role or a relative clause after it ("X, an expert
on …") 3, a list of named experts ("experts such as X") 3, a title ("Dr X") 3, a phrase
of attribution ("according to X") 1, a speech verb beside it 1. Own words: a listed
given name 2, an ending of family names 2, an initial or a patronymic 1. Three suffice,
and at least one must come from the surroundings: a name by itself may be a street,
a cup or a ship. So a full name in running text counts only where it stands free, at
the beginning of a clause or behind a small word, with no such thing near. Later
mentions by family or given name follow the person found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.codebook.types import Annotation, Document, Match
from analysis.people.context import (
    begins_given,
    behind_mister,
    behind_noun,
    beyond_aside,
    inverted,
    looks_plain,
    stands_free,
)
from analysis.people.found import Found, Taken, is_free
from analysis.people.later import later_mentions
from analysis.people.names import Name, Run, adjacent, beside_organisation, read_name, runs
from analysis.people.reading import Reading, Sentence, read
from analysis.people.tables import Table, names

_ENOUGH = 3
# A role may stand this many words before the name ("директор центра … Имя Фамилия").
_COMPLEMENT = 9
_APPOSITION = 5
_TITLE_CASE = 0.6
# ", 54," behind a name
_AGE = re.compile(r",\s*\d\d,")
_CLAUSE_GAP = re.compile(r"[,.;:!?()—–]")
_CASE_OF_ATTRIBUTION = "gen"


def find_people(document: Document, known: Sequence[Match] = ()) -> list[Annotation]:
    """Persons outside the codebook, in reading order; nothing for languages without a table.

    ``known`` are the codebook's matches: a name that overlaps an entity or a
    designation is not new, and no name is read out of a place or an organisation.
    ``code`` is the name in Latin letters (``rahmatullo_abdullaev``).
    """
    reading = read(document)
    return people_of(reading, known) if reading else []


def people_of(reading: Reading, known: Sequence[Match] = ()) -> list[Annotation]:
    """``find_people`` for a document already read."""
    taken = _taken(known)
    found: list[Found] = []
    document = reading.document
    ages = any(map(_AGE.search, (document.title, document.text, *document.comments)))
    for sentence in reading.sentences:
        if not sentence.vouches() and not (ages and _ages(sentence)):
            continue
        if not sentence.may_name(reading.table):
            continue
        sentence_runs = list(runs(sentence, reading.table))
        if sentence_runs and not _title_case(sentence):
            found += _in_sentence(sentence, sentence_runs, reading.table, taken)
    if not found:
        return []
    found += later_mentions(reading, found, taken)
    full = _full_codes(found)
    annotations = [_annotation(f, full, document.boilerplate) for f in found]
    order = {"title": 0, "text": 1, "comments": 2}
    annotations.sort(key=lambda a: (order[a.field], a.comment_index or 0, a.start))
    return annotations


def _ages(sentence: Sentence) -> bool:
    """Whether a sentence tells somebody's age, which may vouch for a name."""
    return _AGE.search(sentence.text, sentence.start, sentence.end) is not None


def _taken(known: Sequence[Match]) -> Taken:
    taken: Taken = {}
    for match in known:
        if match.kind != "concept":
            taken.setdefault((match.field, match.comment_index), []).append(
                (match.start, match.end)
            )
    return taken


def _title_case(sentence: Sentence) -> bool:
    """An English headline with capitals throughout tells no names apart."""
    words = sentence.tokens
    if sentence.name != "title" or len(words) < 4:
        return False
    return sum(t.capital for t in words) > _TITLE_CASE * len(words)


def _in_sentence(
    sentence: Sentence, sentence_runs: list[Run], table: Table, taken: Taken
) -> Iterator[Found]:
    before: Found | None = None
    for run in sentence_runs:
        if not is_free(sentence, run, taken) or (len(run) == 1 and not _introduced(sentence, run)):
            before = None
            continue
        rule, weight, case = _surroundings(sentence, run, table)
        if before is not None and before.rule.startswith("plural") and _listed(sentence, run):
            rule, weight = before.rule, max(weight, 2)
        if not weight:
            before = None
            continue
        name = read_name(sentence, table, run, case)
        if name.code and _vouched(sentence, run, table, name, rule, weight):
            before = Found(sentence, run, name, rule, name.likeness + weight)
            yield before
        else:
            before = None


def _vouched(
    sentence: Sentence, run: Run, table: Table, name: Name, rule: str, weight: int
) -> bool:
    """Whether surroundings and the name itself together weigh enough."""
    if len(run) == 1:
        # One word is a family name only behind a role or a title; a given name alone also
        # where its bearer is told of and speaks ("recalls Zalmay, a former policeman").
        if beside_organisation(sentence, table, run):
            return False
        near = rule in {"role_complement", "role_apposed"} and weight >= 2
        if rule not in {"role", "title"} and not near:
            return name.likeness >= 2 and weight > _ENOUGH and rule == "apposition"
        return (name.likeness >= 2 and weight >= 2) or behind_mister(sentence, run, table)
    if rule == "bare":
        return name.likeness >= _ENOUGH or begins_given(sentence, run, table)
    if rule == "noun":
        return name.likeness > _ENOUGH and name.nominative
    if rule == "verb" and not name.nominative:
        return False  # "Университет имени Анны Велицкой сообщил": not the subject
    if rule == "apposition" and table.language != "en" and not name.likeness:
        return weight > _ENOUGH  # with a verb besides
    return name.likeness + weight >= _ENOUGH


def _introduced(sentence: Sentence, run: Run) -> bool:
    """Whether a role or a title stands right before a run, or it is a given name."""
    if names().is_given(sentence.tokens[run.first].key):
        return True
    return any(sentence.ending(k, run.first - 1) is not None for k in ("roles", "honorifics"))


def _listed(sentence: Sentence, run: Run) -> bool:
    """Whether the run follows a comma or an "and"."""
    return bool(sentence.at("and", run.first - 1)) or "," in sentence.gap(run.first)


def _surroundings(sentence: Sentence, run: Run, table: Table) -> tuple[str, int, str]:
    """(rule, weight, case demanded) of what stands around a run; weight 0 for nothing."""
    rule, weight, case = _before(sentence, run, table)
    after = _apposition(sentence, run.last + 1, table)
    if after > weight:
        rule = "apposition"
    weight = max(weight, after) if not (weight and after) else weight + after
    if _beside_verb(sentence, run, table):
        rule = rule or "verb"
        weight += 1
        if weight == 1 and inverted(sentence, run, table):
            weight = _ENOUGH
    if not weight and stands_free(sentence, run, table):
        return "bare", 1, ""
    if not weight and behind_noun(sentence, run, table):
        return "noun", 1, ""
    return rule, weight, case


def _before(sentence: Sentence, run: Run, table: Table) -> tuple[str, int, str]:
    i = run.first
    if i == 0:
        return "", 0, ""
    if sentence.ending("honorifics", i - 1) is not None and _near(sentence, i):
        return "title", 3, ""
    if sentence.ending("such_as", i - 1) is not None:
        begun = sentence.ending("such_as", i - 1) or 0
        if any(sentence.ending("plural_roles", begun - n) is not None for n in range(1, 8)):
            return "plural.such_as", 3, ""
    start = sentence.ending("roles", i - 1)
    if start is not None and _near(sentence, i):
        word = " ".join(t.key for t in sentence.tokens[start:i])
        case = table.oblique_roles.get(word, "")
        if case and start and table.is_org(sentence.tokens[start - 1].key):
            return "", 0, ""  # "на улице Генерала Панфилова"
        if not case and _attributed(sentence, start):
            case = _CASE_OF_ATTRIBUTION
        sure = len(run) > 1 and not table.has("weak_roles", word)
        return "role", 3 if sure and looks_plain(sentence, run, table) else 2, case
    if sentence.ending("plural_roles", i - 1) is not None and adjacent(sentence, i):
        return "plural.role", 2, ""
    if _attributed(sentence, i):
        return "attribution", 1, _CASE_OF_ATTRIBUTION
    if _stands_apart(sentence, run):
        return "role_apposed", 2, ""
    return _complement(sentence, i, table)


def _stands_apart(sentence: Sentence, run: Run) -> bool:
    """ "the head of the service, X, …": the name itself is the aside."""
    gap, after = sentence.gap(run.first).strip(), sentence.gap(run.last + 1).strip()
    if gap not in {",", "،"} or after[:1] not in {",", "،"}:
        return False
    for j in range(run.first - 1, max(run.first - 1 - _COMPLEMENT, -1), -1):
        if sentence.ending("roles", j) is not None:
            return True
        if _CLAUSE_GAP.search(sentence.gap(j)) or sentence.verb(j):
            return False
    return False


def _near(sentence: Sentence, i: int) -> bool:
    return adjacent(sentence, i) or sentence.gap(i) in {". ", ".\u00a0"}


def _attributed(sentence: Sentence, i: int) -> bool:
    return i > 0 and sentence.ending("according", i - 1) is not None


def _complement(sentence: Sentence, i: int, table: Table) -> tuple[str, int, str]:
    """A role with its complement before the name: "директор центра X Имя Фамилия"."""
    for j in range(i - 1, max(i - 1 - _COMPLEMENT, -1), -1):
        gap = sentence.gap(j + 1)
        if (gap != " " and _CLAUSE_GAP.search(gap)) or sentence.verb(j):
            break
        start = sentence.ending("roles", j)
        if start is not None:
            word = " ".join(t.key for t in sentence.tokens[start : j + 1])
            # "коршиноси рус Андрей Гречихин": one word says what kind
            near = table.language in {"tg", "fa"} and i - 1 - j == 1
            return "role_complement", 2 if near else 1, table.oblique_roles.get(word, "")
        if table.language == "en" and table.has("not_subject_after", sentence.tokens[j].key):
            break  # English names stand directly behind the role
    return "", 0, ""


def _apposition(sentence: Sentence, i: int, table: Table) -> int:
    """Weight of "…, an expert on" or "…, who heads" beginning at word ``i``."""
    if i >= len(sentence.tokens):
        return 0
    gap = sentence.gap(i).strip(" \u00a0")
    if _AGE.fullmatch(gap):
        return 2
    if gap not in {",", "،", "(", "—", "–", "-"} and not (not gap and not table.cased):
        return 0
    if sentence.at("relative", i):
        return 3
    for j in range(i, min(i + _APPOSITION, len(sentence.tokens))):
        if j > i and _CLAUSE_GAP.search(sentence.gap(j)):
            return 0
        size = sentence.at("roles", j)
        key = sentence.tokens[j].key
        if size:
            follows = j + size
            if follows < len(sentence.tokens) and sentence.tokens[follows].capital:
                # "X, analyst Y Z said": the role is the next person's
                run_ahead = sentence.gap(follows).strip()
                if not run_ahead and table.language != "en" and j > i:
                    return 0
            return 2 if table.has("weak_roles", key) else 3
        if not gap or sentence.verb(j) or sentence.at("that", j) or sentence.at("pronouns", j):
            return 0
        if j == i and table.language == "en" and not _opens_apposition(sentence, j, table):
            return 0
    return 0


def _opens_apposition(sentence: Sentence, i: int, table: Table) -> bool:
    token = sentence.tokens[i]
    if table.has("articles", token.key):
        return True
    if sentence.at("and", i):
        return False
    following = sentence.at("roles", i + 1) or sentence.at("roles", i + 2)
    return bool(following) and not table.has("openers", token.key)


def _beside_verb(sentence: Sentence, run: Run, table: Table) -> bool:
    i = run.last + 1
    for _ in range(3):
        if i >= len(sentence.tokens) or not _blank(sentence, i):
            break
        if sentence.verb(i):
            return True
        if not table.has("fillers", sentence.tokens[i].key):
            break
        i += 1
    apposed = sentence.gap(run.first).strip() in {",", "،"}
    if apposed and sentence.gap(run.last + 1).strip() in {",", "،"} and sentence.verb(run.last + 1):
        return True
    if sentence.at("according_after", run.last + 1) or beyond_aside(sentence, run.last + 1, table):
        return True
    if not table.cased and _behind_an_opener(sentence, run.last + 1, table):
        return True
    if table.verb_last and run.first <= 1 and len(run) > 1:
        count = len(sentence.tokens)
        if any(sentence.verb(n) == count - n for n in range(max(count - 4, run.last + 1), count)):
            return True
    if run.first == 0 or not _blank(sentence, run.first):
        return False
    return any(sentence.ending(kind, run.first - 1) is not None for kind in ("say", "strict"))


def _behind_an_opener(sentence: Sentence, i: int, table: Table) -> bool:
    """ "X, in an interview with Y, said" where no commas are written."""
    if i >= len(sentence.tokens) or not table.has("openers", sentence.tokens[i].key):
        return False
    for j in range(i, min(i + _COMPLEMENT, len(sentence.tokens))):
        if not _blank(sentence, j) or sentence.at("that", j):
            return False
        if sentence.verb(j):
            return True
    return False


def _blank(sentence: Sentence, i: int) -> bool:
    return not sentence.gap(i).strip() and not sentence.tokens[i - 1].cut


def _full_codes(found: list[Found]) -> dict[str, str]:
    """Codes of one word (a family name alone) and the one full code that ends in it."""
    full = {f.name.code for f in found if "_" in f.name.code}
    codes: dict[str, str] = {}
    for short in {f.name.code for f in found} - full:
        fitting = [code for code in full if code.endswith("_" + short)]
        if len(fitting) == 1:
            codes[short] = fitting[0]
    return codes


def _annotation(
    found: Found, full: dict[str, str], boilerplate: tuple[tuple[int, int], ...]
) -> Annotation:
    sentence, run = found.sentence, found.run
    start = sentence.tokens[run.first].start
    end = sentence.tokens[run.last].end - sentence.tokens[run.last].cut
    flags: tuple[str, ...] = ()
    if sentence.name == "text" and any(s <= start and end <= e for s, e in boilerplate):
        flags = ("boilerplate",)
    return Annotation(
        kind="person",
        code=full.get(found.name.code, found.name.code),
        field=sentence.name,
        start=start,
        end=end,
        matched_text=sentence.text[start:end],
        rule=f"person.{found.rule}",
        confidence=round(min(0.95, 0.5 + 0.08 * found.weight), 2),
        flags=flags,
        comment_index=sentence.comment_index,
    )
