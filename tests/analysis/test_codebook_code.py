"""What comes out: annotations with exact evidence, and relevance beside them."""

from analysis.codebook import Annotation
from analysis.codebook.code import annotate
from tests.analysis.mini_codebook import document, mini


def annotations(text: str, language: str = "en", **more: object) -> tuple[Annotation, ...]:
    return annotate(mini().match(document(text, language, **more)))


def test_a_topic_is_annotated_once_per_sentence_over_its_evidence() -> None:
    text = "Russia will recognise the Taliban. Weather. Now recognise Kabul and the Taliban."
    topics = [a for a in annotations(text) if a.kind == "topic" and a.rule == "recognition.act"]
    assert [a.matched_text for a in topics] == [
        "recognise the Taliban",
        "recognise Kabul and the Taliban",
    ]


def test_every_annotation_cuts_its_text_and_names_its_rule() -> None:
    text = "Росси\u0301я признала «Талибан» (запрещено в РФ)."
    listed = annotations(text, "ru", title="Россия и талибы", comments=("Талибан!",))
    assert {a.kind for a in listed} >= {"entity", "designation"}
    for a in listed:
        field = {"title": "Россия и талибы", "text": text, "comments": "Талибан!"}[a.field]
        assert field[a.start : a.end] == a.matched_text
        assert a.rule
        assert 0 < a.confidence <= 1
    assert [a.comment_index for a in listed if a.field == "comments"] == [0]
    assert [a.field for a in listed] == sorted(
        (a.field for a in listed), key=["title", "text", "comments"].index
    )


def test_concepts_are_no_annotations() -> None:
    assert not [a for a in annotations("They recognise oil.") if a.code in {"recognise", "oil"}]


def test_a_denied_concept_denies_the_topic() -> None:
    listed = annotations("Russia has not recognised the Taliban.")
    (topic,) = (a for a in listed if a.rule == "recognition.act")
    assert "negated" in topic.flags


def test_a_conditional_and_an_ambiguous_name_are_less_sure() -> None:
    sure = {a.code: a.confidence for a in annotations("Kabulov met the Taliban in Springfield.")}
    assert sure["taliban"] == 1.0
    assert sure["two_faces"] < sure["zamir_kabulov"] < 1.0


def test_coding_is_repeatable_and_carries_an_explained_relevance() -> None:
    page = document("Russia will recognise the Taliban.", title="Moscow and Kabul")
    first, second = mini().code(page), mini().code(page)
    assert first == second
    assert 0 <= first.relevance.score <= 1
    assert first.relevance.verdict in {"relevant", "borderline", "not_relevant"}
