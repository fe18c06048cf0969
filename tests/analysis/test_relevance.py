"""Relevance: explained, and about who does what with whom rather than about words."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from analysis.codebook import CompiledCodebook, Document, compile_codebook, load
from analysis.codebook.types import Relevance
from analysis.relevance import measure


@pytest.fixture(scope="module")
def compiled() -> CompiledCodebook:
    return compile_codebook(load())


def assess(compiled: CompiledCodebook, title: str, text: str, language: str = "en") -> Relevance:
    return compiled.code(Document(title=title, text=text, language=language)).relevance


TIED = "Russia recognised the Taliban and accepted their ambassador."
IDLE = "The bazaar was full of melons and the weather was mild."


def test_contributions_add_up_to_the_score(compiled: CompiledCodebook) -> None:
    relevance = assess(compiled, "Moscow hosts Taliban", TIED)
    odds = sum(c.weight for c in relevance.contributions)
    assert relevance.score == pytest.approx(1 / (1 + math.exp(-odds)))


def test_contributions_show_the_words_that_tied_both_sides(compiled: CompiledCodebook) -> None:
    relevance = assess(compiled, "", TIED)
    [lead] = [c for c in relevance.contributions if c.name == "lead_tie"]
    assert "Russia" in lead.detail
    assert "Taliban" in lead.detail


def test_every_contribution_but_the_base_has_a_weight_in_the_codebook(
    compiled: CompiledCodebook,
) -> None:
    weights = compiled.codebook.relevance.weights
    relevance = assess(compiled, "Moscow hosts Taliban", TIED)
    assert {c.name for c in relevance.contributions} <= set(weights)


def test_every_weight_of_the_codebook_names_a_measured_feature(compiled: CompiledCodebook) -> None:
    document = Document(title="Moscow", text=TIED, language="en")
    groups = compiled.codebook.relevance.groups
    names = {f.name for f in measure(document, compiled.match(document), groups)}
    assert set(compiled.codebook.relevance.weights) - {"base"} == names


def test_the_same_sentence_counts_more_in_the_lead_than_in_the_tail(
    compiled: CompiledCodebook,
) -> None:
    first = assess(compiled, "", f"{TIED} {IDLE} {IDLE} {IDLE}")
    last = assess(compiled, "", f"{IDLE} {IDLE} {IDLE} {TIED}")
    assert first.verdict == "relevant"
    assert last.score < first.score


def test_a_text_without_title_can_be_relevant(compiled: CompiledCodebook) -> None:
    assert assess(compiled, "", TIED).verdict == "relevant"


@pytest.mark.parametrize(("title", "text"), [("", ""), ("", "   \n "), ("Moscow", "")])
def test_nothing_to_read_is_not_relevant(compiled: CompiledCodebook, title: str, text: str) -> None:
    assert assess(compiled, title, text).verdict == "not_relevant"


def test_reader_comments_do_not_make_an_article_relevant(compiled: CompiledCodebook) -> None:
    document = Document(title="Melons", text=IDLE, language="en", comments=(TIED, TIED))
    assert compiled.code(document).relevance.verdict == "not_relevant"


def test_boilerplate_does_not_make_an_article_relevant(compiled: CompiledCodebook) -> None:
    text = f"{IDLE}\n{TIED}"
    document = Document(
        title="Melons", text=text, language="en", boilerplate=((len(IDLE) + 1, len(text)),)
    )
    assert compiled.code(document).relevance.verdict == "not_relevant"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Taliban (banned in Russia) closed a school and agreed to open a market."),
        ("ru", "Талибы (движение запрещено в РФ) договорились открыть рынок в Герате."),
        ("ru", "Талибы* открыли рынок.\n*Под санкциями ООН за террористическую деятельность"),
        ("ru", "«Талибан»* открыл рынок. *Верховный суд РФ приостановил запрет движения."),
        ("zh", "塔利班(因从事恐怖活动受到联合国制裁，在俄罗斯被禁)关闭学校。"),
        ("uz", "Tolibon* bozor ochdi.\n*Rossiyada taqiqlangan terrorchi tashkilot."),
        ("tg", "Толибон* бозор кушод.\n*Созмони террористӣ, дар Русия мамнуъ."),
        ("kk", "Талибан* базар ашты.\n*Ресейде тыйым салынған террористік ұйым."),
    ],
)  # fmt: skip
def test_legal_footnotes_count_for_nothing(
    compiled: CompiledCodebook, language: str, text: str
) -> None:
    assert assess(compiled, "", text, language).verdict == "not_relevant"


def test_a_legal_footnote_does_not_spoil_a_relevant_text(compiled: CompiledCodebook) -> None:
    text = "Делегация движения «Талибан» (запрещено в РФ) прибыла в Москву на переговоры."
    assert assess(compiled, "", text, "ru").verdict == "relevant"


def test_the_place_in_a_dateline_is_no_actor(compiled: CompiledCodebook) -> None:
    told = "The Taliban agreed to open a market in Herat, a spokesman said."
    assert assess(compiled, "", f"MOSCOW, May 5. /TASS/. {told}").verdict == "not_relevant"


def test_a_caption_above_the_text_is_not_its_lead(compiled: CompiledCodebook) -> None:
    text = "Талибы в Кабуле. © Свободное агентство / И. Орлов\n\nРоссия и талибы обсудили торговлю."
    assert assess(compiled, "", text, "ru").verdict == "relevant"


def test_a_place_before_a_comma_is_no_part_of_the_agency_credited(
    compiled: CompiledCodebook,
) -> None:
    text = "A Taliban delegation arrived in Moscow, TASS reported."
    assert assess(compiled, "", text).verdict == "relevant"


def test_a_list_of_condolences_is_no_relation(compiled: CompiledCodebook) -> None:
    text = f"The Taliban asked for help. Iran, China and Russia sent condolences. {IDLE}"
    assert assess(compiled, "Quake in Kunar", text).verdict == "not_relevant"


def test_another_movement_in_the_same_formula_is_another_topic(compiled: CompiledCodebook) -> None:
    text = "Russia's Supreme Court may take {} off its list of terrorist organisations."
    assert assess(compiled, "", text.format("the Taliban")).verdict == "relevant"
    assert assess(compiled, "", text.format("Hayat Tahrir al-Sham")).verdict == "not_relevant"


def test_predecessors_of_the_second_side_are_another_time(compiled: CompiledCodebook) -> None:
    text = "President Ashraf Ghani asked Russia for helicopters to fight the Taliban."
    assert assess(compiled, "", text).verdict == "not_relevant"


def test_a_denied_recognition_is_still_about_both(compiled: CompiledCodebook) -> None:
    text = "Russia has not recognised the Taliban and will not do so this year, the Kremlin said."
    assert assess(compiled, "", text).verdict == "relevant"


def test_items_of_a_digest_about_one_side_each_do_not_add_up(compiled: CompiledCodebook) -> None:
    text = (
        "Russia: the central bank held rates.\n\nAfghanistan: the Taliban cut the internet.\n\n"
        "Russia: Putin signed the budget.\n\nAfghanistan: Muttaqi flew to Doha.\n\n"
        "Russia: the Kremlin denied a report.\n\nAfghanistan: the Taliban closed a school."
    )
    assert assess(compiled, "World in brief", text).verdict != "relevant"


def test_one_item_of_a_long_bulletin_makes_it_relevant(compiled: CompiledCodebook) -> None:
    item = (
        "Russia and the Taliban signed an agreement on wheat. Russian companies will deliver "
        "flour to Kabul, and Taliban ministers promised Moscow safe transit."
    )
    other = "\n\n".join([IDLE] * 6)
    assert assess(compiled, "Bulletin", f"{other}\n\n{item}").verdict == "relevant"


def test_an_essay_may_keep_the_two_sides_in_sentences_of_their_own(
    compiled: CompiledCodebook,
) -> None:
    text = (
        "What does the Kremlin want? It gave its recognition and asks for little. "
        "The Taliban had waited four years. Their ministers need buyers. "
        "Moscow has diesel to sell and no friends to lose. "
        "The Taliban have time, and Russia has patience."
    )
    assert assess(compiled, "A cheap word", text).verdict == "relevant"


def test_authorities_before_the_change_of_rule_are_not_the_second_side(
    compiled: CompiledCodebook,
) -> None:
    title, text = "Russia and Afghan authorities sign deal", "The Afghan authorities met Lavrov."
    late = Document(title, text, "en", published_at=datetime(2025, 5, 1, tzinfo=UTC))
    early = Document(title, text, "en", published_at=datetime(2017, 5, 1, tzinfo=UTC))
    assert compiled.code(late).relevance.verdict == "relevant"
    assert compiled.code(early).relevance.verdict == "not_relevant"


def test_guests_named_by_name_are_the_second_side_at_any_time(compiled: CompiledCodebook) -> None:
    document = Document(
        "Taliban delegation in Moscow",
        "A Taliban delegation met Sergey Lavrov in Moscow. Hamid Karzai took part too.",
        "en",
        published_at=datetime(2019, 2, 6, tzinfo=UTC),
    )
    assert compiled.code(document).relevance.verdict == "relevant"


def test_whose_agency_reports_makes_no_actor(compiled: CompiledCodebook) -> None:
    text = "The Taliban police discussed the blast with elders, the Russian agency TASS reported."
    names = {c.name for c in assess(compiled, "Blast in Kunduz", text).contributions}
    assert "no_first_side" in names


def test_a_ministry_that_told_an_agency_is_an_actor(compiled: CompiledCodebook) -> None:
    text = "The Russian Foreign Ministry told TASS that talks with the Taliban went on."
    assert assess(compiled, "Talks with Kabul", text).verdict == "relevant"


def test_that_russia_alone_recognises_them_is_background_of_other_stories(
    compiled: CompiledCodebook,
) -> None:
    story = f"Japan widened its aid office in Kabul. {IDLE}"
    assert assess(compiled, "Tokyo and Kabul", f"{story} Only Russia has recognised the Taliban.") \
        .verdict == "not_relevant"  # fmt: skip
    headline = "Russia alone has recognised the Taliban"
    assert assess(compiled, headline, f"{headline}. {IDLE}").verdict == "relevant"


def test_a_relation_told_of_one_side_holds_for_the_other_named_next(
    compiled: CompiledCodebook,
) -> None:
    told = measured(compiled, "The Kremlin wants to lift the ban. It means the Taliban.")
    idle = measured(compiled, "The Kremlin went home early. It means the Taliban.")
    assert told["body_tie"] > idle["body_tie"]


def test_an_act_that_names_nobody_counts_where_both_are_named_elsewhere(
    compiled: CompiledCodebook,
) -> None:
    both = "Moscow had waited. The Taliban had waited too. Formal recognition followed in July."
    assert measured(compiled, both)["act_apart"] == 1
    assert measured(compiled, "Moscow had waited. Formal recognition followed.")["act_apart"] == 0


def test_an_undisturbed_text_is_about_nobody_else(compiled: CompiledCodebook) -> None:
    calm = "The Kremlin hesitated. The Taliban did not. Moscow then acted."
    crowded = "The Kremlin hesitated. The Taliban did not. Moscow, Beijing and Delhi then acted."
    assert measured(compiled, calm)["undisturbed"] == 1
    assert measured(compiled, crowded)["undisturbed"] < 1


def test_a_title_about_the_second_side_alone_is_news_from_the_country(
    compiled: CompiledCodebook,
) -> None:
    assert measured(compiled, TIED, "Taliban close a school")["second_side_alone"] == 1
    assert measured(compiled, TIED, "Taliban thank Russia")["second_side_alone"] == 0


def test_sport_ties_nobody(compiled: CompiledCodebook) -> None:
    guests = "A Taliban delegation arrived in Moscow."
    players = "A Taliban delegation of wrestlers arrived in Moscow."
    assert measured(compiled, players)["lead_tie"] < measured(compiled, guests)["lead_tie"] / 2


def test_an_act_between_states_ties_them_also_beside_sport(compiled: CompiledCodebook) -> None:
    told = "Russia recognised the Taliban"
    match = f"{told} on the day of the football match."
    assert measured(compiled, match)["lead_tie"] == measured(compiled, f"{told}.")["lead_tie"]


def test_what_a_common_enemy_did_is_no_business_of_both(compiled: CompiledCodebook) -> None:
    against = "Moscow and the Taliban cooperate against IS-K."
    harmed = "IS-K, an enemy of the Taliban, staged attacks in Moscow."
    assert measured(compiled, harmed)["lead_tie"] < measured(compiled, against)["lead_tie"] / 2


def test_whom_people_fled_from_is_tagged_and_ties_nobody(compiled: CompiledCodebook) -> None:
    text = "A cook who fled the Taliban asked Russia for bread."
    coding = compiled.code(Document(title="", text=text, language="en"))
    assert "taliban" in {a.code for a in coding.annotations}
    stayed = text.replace("fled", "served")
    assert measured(compiled, text)["lead_tie"] < measured(compiled, stayed)["lead_tie"] / 2


def test_a_dateline_of_before_tells_of_the_former_order(compiled: CompiledCodebook) -> None:
    told = "The Afghan government asked for grain. The war with the Taliban hurts trade."
    before = assess(compiled, "", f"MOSCOW, 14 November 2018 — {told}")
    after = assess(compiled, "", f"MOSCOW, 14 November 2025 — {told}")
    assert "former_order" in {c.name for c in before.contributions}
    assert after.verdict == "relevant"


def test_the_matter_of_a_column_is_no_passing_mention(compiled: CompiledCodebook) -> None:
    act = "By recognising the Taliban Moscow made one of them."
    column = f"Every power has gestures. {act} {IDLE} {IDLE} The men in Kandahar waited."
    tail = f"Every power has gestures. The men in Kandahar waited. {IDLE} Kabul is calm. {act}"
    assert measured(compiled, column)["passing_mention"] < 0.5
    assert measured(compiled, tail)["passing_mention"] > 0.5


def measured(compiled: CompiledCodebook, text: str, title: str = "") -> dict[str, float]:
    document = Document(title=title, text=text, language="en")
    found = measure(document, compiled.match(document), compiled.codebook.relevance.groups)
    return {feature.name: feature.value for feature in found}


LONG = (
    "Wells have run dry in the district. Families sell their sheep. The Taliban closed two "
    "clinics. A teacher counts the empty benches. The harvest failed again. Traders wait for the "
    "road to open."
)


def test_one_mention_and_a_sidebar_do_not_make_a_long_page_relevant(
    compiled: CompiledCodebook,
) -> None:
    page = "\n".join([LONG] * 9 + ["Only Russia has recognised the Taliban government so far."])
    footer = "Read also: Russia recognises the Taliban government\n© Example Media"
    assert assess(compiled, "A dry summer", f"{page}\n{footer}").verdict == "not_relevant"
