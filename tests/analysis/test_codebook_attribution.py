"""Whose words a tag stands in."""

from functools import lru_cache

import pytest

from analysis.codebook import CompiledCodebook, compile_codebook, load
from analysis.codebook.types import Document


@lru_cache(maxsize=1)
def packaged() -> CompiledCodebook:
    return compile_codebook(load())


def whose(text: str, language: str) -> dict[str, str | None]:
    """Code to speaker, of the entities of a text that are attributed."""
    coding = packaged().code(Document("", text, language))
    return {
        a.code: a.attributed_to
        for a in coding.annotations
        if a.kind == "entity" and "attributed" in a.flags
    }


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "The Taliban will come, said foreign minister Sergey Lavrov.", "sergey_lavrov"),
        ("en", "According to the Kremlin, the Taliban control the country.", "kremlin"),
        ("en", "The Kremlin said on Monday that the Taliban had come.", "kremlin"),
        ("ru", "Президент Владимир Путин заявил, что талибы стали союзниками.", "vladimir_putin"),
        ("ru", "Как сообщили в МИД России, талибы прибыли.", "russian_foreign_ministry"),
        ("ru", "Талибы закрыли рынок, сообщает ТАСС.", "tass"),
        ("fa", "ضمیر کابلوف گفت که طالبان آمدند.", "zamir_kabulov"),
        ("ps", "د لاوروف په وینا طالبان راغلل.", "sergey_lavrov"),
        ("ur", "روسی وزارت خارجہ کے مطابق طالبان پہنچ گئے۔", "russian_foreign_ministry"),
        ("ar", "وأكدت وزارة الخارجية الروسية أن طالبان شريك.", "russian_foreign_ministry"),
        ("zh", "普京说，塔利班是盟友。", "vladimir_putin"),
        ("tr", "Zamir Kabulov, Taliban'ın geldiğini söyledi.", "zamir_kabulov"),
        ("tr", "Taliban geldi, Kabulov'a göre.", "zamir_kabulov"),
        ("uk", "Таліби прибули, повідомив Замір Кабулов.", "zamir_kabulov"),
        ("tg", "Замир Кабулов гуфт, ки Толибон омаданд.", "zamir_kabulov"),
        ("uz", "Zamir Kabulov Tolibon kelganini aytdi.", "zamir_kabulov"),
        ("de", "Die Taliban kommen, sagte Samir Kabulow.", "zamir_kabulov"),
        ("fr", "Selon le Kremlin, les talibans contrôlent le pays.", "kremlin"),
        ("kk", "Владимир Путин тәліптер одақтас деді.", "vladimir_putin"),
        ("hi", "क्रेमलिन ने कहा कि तालिबान सहयोगी है।", "kremlin"),
    ],
)
def test_the_speaker_is_named(language: str, text: str, speaker: str) -> None:
    assert whose(text, language)["taliban"] == speaker


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Analysts say Russia may leave the Taliban alone."),
        ("en", "Lavrov met Muttaqi; the ministry said the Taliban were glad."),
        ("tr", "Rusya Taliban'ı tanıdı, dedi."),
        ("en", "The Taliban will stay, said a Russian scholar."),
    ],
)
def test_whoever_cannot_be_told_stays_unnamed(language: str, text: str) -> None:
    assert whose(text, language)["taliban"] is None


def test_a_speaker_does_not_speak_of_his_own_name() -> None:
    assert whose("Zamir Kabulov said the Taliban came.", "en")["zamir_kabulov"] is None


def test_a_quotation_is_its_speakers_and_so_is_what_stands_in_it() -> None:
    text = "Рустам Азизи, эксперт из Душанбе, считает: «Талибы не удержат границу»."
    coding = packaged().code(Document("", text, "ru"))
    quote = next(a for a in coding.annotations if a.kind == "quote")
    taliban = next(a for a in coding.annotations if a.code == "taliban")
    assert quote.attributed_to == quote.code == taliban.attributed_to
