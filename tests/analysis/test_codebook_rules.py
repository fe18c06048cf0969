"""Topics fire on the right neighbours, with the words that made them fire."""

from pathlib import Path

import pytest

from analysis.codebook import MatchedDocument, compile_codebook, load
from tests.analysis.mini_codebook import document, mini

BASE = """
codebook: {id: x, number: 1, title: T, languages: [en]}
entities:
  - {code: a, kind: place, label: A, groups: [g], names: {en: [alpha]}}
  - {code: b, kind: place, label: B, groups: [g], names: {en: [beta]}}
  - {code: c, kind: place, label: C, names: {en: [gamma]}}
concepts:
  - {code: w, names: {en: [walk]}}
topics:
  - code: t
    label: T
    rules:
      - {id: r, RULE}
"""


def fires(tmp_path: Path, rule: str, text: str, title: str = "", language: str = "en") -> bool:
    (tmp_path / "c.yaml").write_text(BASE.replace("RULE", rule))
    coded = compile_codebook(load(tmp_path)).match(document(text, language, title=title))
    return "t" in coded.topics


def coded(text: str, **more: object) -> MatchedDocument:
    return mini().match(document(text, **more))


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("all: [entity:a, entity:b]", "alpha and beta.", True),
        ("all: [entity:a, entity:b]", "See alpha. Then beta.", False),
        ("all: [entity:a, entity:b], within: paragraph", "See alpha. Then beta.", True),
        ("all: [entity:a, entity:b], within: paragraph", "See alpha.\nThen beta.", False),
        ("all: [entity:a, entity:b], within: text", "See alpha.\nThen beta.", True),
        ("all: [entity:a, entity:b], within: {words: 3}", "alpha, one two beta", True),
        ("all: [entity:a, entity:b], within: {words: 2}", "alpha, one two beta", False),
        ("all: [entity:a, entity:b], within: {words: 9}", "alpha. Beta", True),
        ("all: [entity:a, entity:b], within: {words: 9}", "alpha\nbeta", False),
        ("any: [entity:a, entity:b]", "beta", True),
        ("any: [entity:a, entity:b]", "gamma", False),
        ("all: [entity:c], any: [entity:a, entity:b]", "gamma beta", True),
        ("all: [entity:c], any: [entity:a, entity:b]", "gamma", False),
        ("all: [entity:a, {any: [entity:b, entity:c]}]", "alpha gamma", True),
        ("any: [{all: [entity:a, entity:b]}, entity:c]", "alpha", False),
        ("any: [{all: [entity:a, entity:b]}, entity:c]", "alpha beta", True),
        ("all: [group:g], none: [concept:w]", "alpha may walk", False),
        ("all: [group:g], none: [concept:w]", "They walk. See alpha.", True),
        ("all: [group:g], none: [concept:w], none_within: text", "They walk. See alpha.", False),
        ("all: [entity:a], none: [concept:w], none_within: {words: 2}", "alpha x y walk", True),
        ("all: [entity:a], none: [concept:w], none_within: {words: 3}", "alpha x y walk", False),
        ("all: [entity:a], near: [concept:w]", "See alpha. They walk.", True),
        ("all: [entity:a], near: [concept:w]", "See alpha.\nThey walk.", False),
        ("all: [entity:a], near: [concept:w], near_within: text", "See alpha.\nThey walk.", True),
        ("all: [entity:a], skip: [hypothetical]", "Perhaps alpha.", False),
        ("all: [entity:a], source_languages: [ru]", "alpha", False),
    ],
)
def test_rule(tmp_path: Path, rule: str, text: str, expected: bool) -> None:
    assert fires(tmp_path, rule, text) is expected


def test_fields_restrict_a_rule(tmp_path: Path) -> None:
    rule = "all: [entity:a], fields: [title]"
    assert fires(tmp_path, rule, "x", title="alpha")
    assert not fires(tmp_path, rule, "alpha", title="x")


def test_weights_of_distinct_rules_must_reach_the_minimum() -> None:
    weak = coded("Somebody may recognise the Taliban.")
    assert {f.rule for f in weak.fired} == {"recognition.act"}
    assert "recognition" not in weak.topics
    strong = coded("Russia will recognise the Taliban. Russia must recognise the Taliban.")
    assert strong.topics["recognition"] == pytest.approx(1.3)


def test_evidence_is_the_named_operands_only() -> None:
    fired = {f.rule: f for f in coded("Russia will recognise the Taliban.").fired}
    assert [m.code for m in fired["recognition.close"].evidence[0]] == ["taliban"]
    assert [m.code for m in fired["recognition.act"].evidence[0]] == ["recognise", "taliban"]


def test_a_topic_may_build_on_topics() -> None:
    assert "both" in coded("Russia and security.\nRussia will recognise the Taliban.").topics
    assert "both" not in coded("Russia and security.").topics


def test_footnotes_boilerplate_and_comments_feed_no_rule() -> None:
    text = "We recognise the Taliban (banned in Russia)."
    assert "recognition" not in coded(text).topics
    text = "Russia will recognise the Taliban."
    assert "recognition" in coded(text).topics
    assert "recognition" not in coded(text, boilerplate=((0, len(text)),)).topics
    assert "recognition" not in coded("x", comments=(text,)).topics


def test_genres_are_rules_too() -> None:
    assert set(coded("x", title="The ambassador leaves").genres) == {"diplomatic"}


PROMINENT = BASE.replace("    rules:\n", "    prominence: 2\n    rules:\n")
LONG = "They came. They went. See {}. They sat. They ate."


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (LONG.format("alpha"), "", False),
        (LONG.format("alpha") + " Then beta.", "", True),
        ("Alpha came. They went. They sat. They ate.", "", True),
        (LONG.format("gamma"), "Alpha came", True),
        ("They came. See alpha.", "", True),
        ("Alpha.", "", True),
    ],
)
def test_a_prominent_topic_wants_two_sentences_or_the_lead(
    tmp_path: Path, text: str, title: str, expected: bool
) -> None:
    rule = "any: [entity:a, entity:b]"
    (tmp_path / "c.yaml").write_text(PROMINENT.replace("RULE", rule))
    made = compile_codebook(load(tmp_path)).match(document(text, "en", title=title))
    assert ("t" in made.topics) is expected


def test_words_of_evidence_make_prominent_where_no_rule_holds(tmp_path: Path) -> None:
    rule = "all: [entity:a, concept:w], evidence: [concept:w]"
    (tmp_path / "c.yaml").write_text(PROMINENT.replace("RULE", rule))
    made = compile_codebook(load(tmp_path))
    once = "They came. They went. Alpha and beta walk. They sat."
    assert "t" not in made.match(document(once)).topics
    assert "t" in made.match(document(f"{once} Others walk.")).topics


def test_a_phrase_counts_as_it_stands_and_in_no_other_form(tmp_path: Path) -> None:
    """A concept's phrases take no endings; its names do."""
    words = BASE.replace("languages: [en]", "languages: [en, uz]").replace(
        "{code: w, names: {en: [walk]}}",
        "{code: w, names: {uz: [bozor]}, phrases: {uz: [muzokara]}}",
    )
    (tmp_path / "c.yaml").write_text(words.replace("RULE", "all: [concept:w]"))
    made = compile_codebook(load(tmp_path))
    found = {m.matched_text for m in made.match(document("Muzokara, bozorda.", "uz")).matches}
    assert found == {"Muzokara", "bozorda"}
    assert not made.match(document("Muzokarada.", "uz")).matches
