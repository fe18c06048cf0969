"""The shape of a codebook: pydantic models and the published JSON schema.

A codebook is a folder of YAML files. The top-level keys below may be spread
over any files; lists of the same key are joined. See ``load.py`` for reading
and ``docs/`` for how to write one.

Operands of rules and conditions are strings ``entity:CODE``, ``group:NAME``,
``concept:CODE``, ``designation:CODE``, ``topic:CODE``, ``genre:CODE``, or a
mapping ``{any: [...]}`` / ``{all: [...]}``. In a condition's ``near`` a string
without such a prefix is a literal word of the name's own language, inflected
like a name.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from analysis.codebook.types import Flag

Language = Literal[
    "en", "ru", "fa", "ps", "tg", "uz", "ur", "ar", "zh", "tr", "uk", "de", "fr", "kk", "hi"
]  # fmt: skip
EntityKind = Literal[
    "person", "organisation", "state", "place", "forum", "event", "project", "agreement",
    "agency", "company", "document", "office",
]  # fmt: skip
FieldName = Literal["title", "text", "comments"]

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.\-]*$")]
OPERAND = re.compile(r"^(entity|group|concept|designation|topic|genre):[a-z0-9][a-z0-9_.\-]*$")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _operand(value: str) -> str:
    if not OPERAND.match(value):
        raise ValueError(
            f"{value!r} is no operand: write entity:CODE, group:NAME, concept:CODE, "
            "designation:CODE, topic:CODE or genre:CODE"
        )
    return value


def _operand_or_word(value: str) -> str:
    # A mistyped prefix must not silently become a literal word.
    if not OPERAND.match(value) and re.match(r"^[A-Za-z_]+:\S", value):
        return _operand(value)
    if not value.strip():
        raise ValueError("an empty string")
    return value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


OperandName = Annotated[str, AfterValidator(_operand)]


class Combination(_Model):
    """``{any: [...]}`` or ``{all: [...]}``, nested as deep as wanted."""

    any: list[OperandName | Combination] = []
    all: list[OperandName | Combination] = []

    @model_validator(mode="after")
    def _exactly_one(self) -> Combination:
        if bool(self.any) == bool(self.all):
            raise ValueError(
                "a mapping operand has either `any` or `all`, with at least one member"
            )
        return self


Operand = OperandName | Combination
Operands = Annotated[list[Operand], BeforeValidator(_as_list)]
NearOperand = Annotated[str, AfterValidator(_operand_or_word)]


class Words(_Model):
    """A window: all operands within this many words of each other (Chinese: two
    characters count as one word), never across a paragraph."""

    words: int = Field(ge=1, le=500)


Scope = Literal["sentence", "paragraph", "text"] | Words


class Condition(_Model):
    """When a name counts. Every part that is given must hold.

    ``near``: at least one of these stands within the scope of the name (the
    name itself excepted). ``all``: each of them does. ``none``: none of them
    does. ``languages``, ``countries``: the document's language and its source's
    country are among these. ``after``, ``before``: the publication date is on or
    after / before this day; an undated document fails neither. Conditions see names
    without conditions, and, in a second and last round, the conditional names
    accepted in the first. A name in a reader comment sees title, text and that comment.
    """

    near: Annotated[list[NearOperand | Combination], BeforeValidator(_as_list)] = []
    all: Operands = []
    none: Annotated[list[NearOperand | Combination], BeforeValidator(_as_list)] = []
    within: Scope = "sentence"
    languages: list[Language] = []
    countries: list[str] = []
    after: date | None = None
    before: date | None = None


class Name(_Model):
    """One name. ``case: exact`` compares upper and lower case with the spelling given
    (a page or headline all in capitals still matches a name that is not).
    ``inflect: false`` takes the spelling alone (clitics and apostrophe suffixes
    still stand apart by themselves: Taliban's, l'Afghanistan). ``negated: true``: the
    spelling itself denies the idea (не признан, نشناخته, tanımadı), so its matches
    carry the flag ``negated``. ``gloss: true``: counts in legal notes alone, the bracket
    right behind a name or the paragraph or sentence of its star (``glosses.py``)."""

    text: str = Field(min_length=1)
    inflect: bool = True
    case: Literal["fold", "exact"] = "fold"
    negated: bool = False
    gloss: bool = False
    when: Condition | None = None
    unless: Condition | None = None


def _as_names(value: Any) -> Any:
    if isinstance(value, str | dict):
        value = [value]
    if isinstance(value, list):
        return [{"text": v} if isinstance(v, str) else v for v in value]
    return value


NameList = Annotated[list[Name], BeforeValidator(_as_names)]
Names = dict[Language, NameList]


class Entity(_Model):
    """Somebody or something with names. ``not``: longer strings, in any language, that
    swallow a name inside them and count for nothing."""

    code: Code
    kind: EntityKind
    label: str
    groups: list[Code] = []
    names: Names
    not_: list[str] = Field(default=[], alias="not")
    wikidata: str | None = Field(default=None, pattern=r"^Q\d+$")
    note: str | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Concept(_Model):
    """Words for one idea, used by rules and conditions; never an annotation itself.

    ``phrases``: names that stand in texts as they are written here, in no other form: finite
    verbs, set phrases. What is inflected costs dozens of forms a name in some languages.
    """

    code: Code
    label: str | None = None
    groups: list[Code] = []
    names: Names
    phrases: dict[Language, list[str]] = {}
    not_: list[str] = Field(default=[], alias="not")
    note: str | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Designation(_Model):
    """How an outlet names an entity, or the legal tag it hangs on it.

    ``footnote: true``: the tag, the bracket it stands in and a starred paragraph
    it stands in are legal footnote: matches inside get the flag
    ``legal_footnote`` and feed no rule. The same words hang on several names: ``of``
    says on whose the tag must hang to be this designation, ``not_of`` on whose it
    must not; where nobody can be made out, ``not_of`` forbids nothing.
    """

    code: Code
    about: Code
    of: Operands = []
    not_of: Operands = []
    label: str | None = None
    footnote: bool = False
    groups: list[Code] = []
    names: Names
    not_: list[str] = Field(default=[], alias="not")
    note: str | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Rule(_Model):
    """One readable reason for a topic or genre.

    Holds at a place (``within``: the sentence, paragraph, window of words or the
    whole of title and text) where every operand of ``all`` and at least one of
    ``any`` stands and none of ``none`` does. ``near``: at least one of these
    must stand in the wider ``near_within`` around it. ``none_within`` widens
    ``none``. ``skip``: matches with these flags do not count for this rule.
    ``evidence``: the operands whose spans become the annotation (default: those
    of ``all`` and ``any``). A rule counts once however often it holds.
    ``source_languages`` restricts it to documents in these languages.
    """

    id: Code
    weight: float = Field(default=1.0, gt=0)
    all: Operands = []
    any: Operands = []
    none: Operands = []
    near: Operands = []
    within: Scope = "sentence"
    near_within: Scope = "paragraph"
    none_within: Scope | None = None
    fields: list[FieldName] = ["title", "text"]
    skip: list[Flag] = []
    evidence: Operands = []
    source_languages: list[Language] = []
    note: str | None = None

    @model_validator(mode="after")
    def _something(self) -> Rule:
        if not self.all and not self.any:
            raise ValueError("a rule needs at least one operand in `all` or `any`")
        return self


class Example(_Model):
    """A text that must (positive) or must not (negative) get the code."""

    lang: Language
    text: str
    title: str = ""
    why: str | None = None
    country: str | None = None


class Examples(_Model):
    positive: list[Example] = []
    negative: list[Example] = []


class Topic(_Model):
    """What a piece is about: the distinct firing rules' weights must reach ``minimum``.

    ``prominence``: so many sentences must hold words that any of its rules takes for
    evidence, whether or not a rule holds there; the title and the first sentence of the text
    count twice. Of a text with fewer than twice as many sentences, half of them are enough.
    """

    code: Code
    label: str
    minimum: float = Field(default=1.0, gt=0)
    prominence: int = Field(default=1, ge=1, le=9)
    rules: list[Rule] = Field(min_length=1)
    examples: Examples = Examples()
    note: str | None = None


class Genre(Topic):
    """What kind of piece it is; same shape as a topic."""


class Thresholds(_Model):
    relevant: float = Field(default=0.6, gt=0, lt=1)
    borderline: float = Field(default=0.35, gt=0, lt=1)

    @model_validator(mode="after")
    def _ordered(self) -> Thresholds:
        if self.borderline > self.relevant:
            raise ValueError("borderline must not lie above relevant")
        return self


class RelevanceSettings(_Model):
    """Thresholds of the verdict and weights by feature name (see analysis/relevance.py).

    ``groups`` tells relevance which of this codebook's groups plays which part in
    its features (e.g. ``{first_side: [russian_side], ...}``); ``second_side_since`` is the
    day the second side came to rule its country, before which unnamed authorities there
    were others; ``examples`` are run by ``salang codebook test``: positive must be
    relevant, negative not_relevant.
    """

    thresholds: Thresholds = Thresholds()
    weights: dict[str, float] = {}
    groups: dict[str, Annotated[list[str], BeforeValidator(_as_list)]] = {}
    second_side_since: date | None = None
    examples: Examples = Examples()


class ScreenSettings(_Model):
    """A raw page passes when, for each inner list, at least one member is found in it.

    Members are ``entity:``, ``group:``, ``concept:`` or ``designation:`` operands;
    conditions, case and `not` strings are ignored there (recall first). An empty
    list lets every page pass.
    """

    any: list[Annotated[list[OperandName], BeforeValidator(_as_list)]] = []

    @model_validator(mode="after")
    def _names_only(self) -> ScreenSettings:
        for member in (m for inner in self.any for m in inner):
            if member.startswith(("topic:", "genre:")):
                raise ValueError(f"{member}: the screen sees names only, no topics or genres")
        return self


class Head(_Model):
    """Identity of the codebook. ``number`` grows by one with every published change."""

    id: Code
    number: int = Field(ge=1)
    title: str
    languages: list[Language] = Field(min_length=1)
    note: str | None = None


class Codebook(_Model):
    """A whole codebook. ``version`` is ``<number>-<first 12 of sha256>``."""

    codebook: Head
    entities: list[Entity] = []
    concepts: list[Concept] = []
    topics: list[Topic] = []
    designations: list[Designation] = []
    genres: list[Genre] = []
    relevance: RelevanceSettings = RelevanceSettings()
    screen: ScreenSettings = ScreenSettings()

    @cached_property
    def sha256(self) -> str:
        """Hash of the meaning (canonical JSON), so layout and comments do not change it."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def version(self) -> str:
        return f"{self.codebook.number}-{self.sha256[:12]}"

    def items(self) -> Iterator[tuple[Literal["entity", "concept", "designation"], NamedItem]]:
        """Everything that has names, in a fixed order."""
        for entity in self.entities:
            yield "entity", entity
        for concept in self.concepts:
            yield "concept", concept
        for designation in self.designations:
            yield "designation", designation


NamedItem = Entity | Concept | Designation


def operand_names(operands: list[Any]) -> Iterator[str]:
    """Every string inside operands, however nested."""
    for operand in operands:
        if isinstance(operand, Combination):
            yield from operand_names(operand.any)
            yield from operand_names(operand.all)
        else:
            yield operand


def json_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a codebook as one document, for editors.

    A single file may hold any part of it, so no top-level key is required.
    """
    schema = Codebook.model_json_schema(by_alias=True)
    schema.pop("required", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Salang codebook"
    return schema
