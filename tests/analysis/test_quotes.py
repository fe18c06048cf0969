"""Who said what: claims, quotations, and who "he" is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook.types import Document, Match
from analysis.people import find_people
from analysis.people.annotate import people_and_quotes
from analysis.quotes import as_annotations, find_quotes


def quotes(text, language="en"):
    document = Document("", text, language)
    return find_quotes(document, find_people(document))


def said(text, language="en"):
    return [(q.speaker_code, q.matched_text) for q in quotes(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "speaker", "claim"),
    [
        ("en", "The port will grow, Chinese Ambassador to Pakistan Liu Wei announced on Monday.",
         "liu_wei", "The port will grow"),
        ("en", "Judge Lola Davoyan rejected the charge, insisting that nobody had paid.",
         "lola_davoyan", "nobody had paid"),
        ("uk", "Влада чекає, запевнив заступник міністра праці Ігор Бондаренко.",
         "ihor_bondarenko", "Влада чекає"),
        ("ru", "Здесь живёт врач Саодат Каримова. Она говорит, что воды нет с весны.",
         "saodat_karimova", "воды нет с весны"),
        ("ru", "Посол Юрий Громов напомнил собравшимся, что срок истёк.",
         "yury_gromov", "срок истёк"),
        ("fa", "استاد احمد رحیمی در همین کوچه است. آهسته می‌گوید: «نان و آب کم شده است.»",
         "ahmad_rahimi", "نان و آب کم شده است."),
        ("uz", "Vakil Anvar Karimov keldi. Uning aytishicha, uch shaharda o‘qituvchilar ishsiz.",
         "anvar_karimov", "uch shaharda o‘qituvchilar ishsiz"),
        ("uz", "Hokim Anvar Karimov ochilish marosimida yangi yo‘l qurilishini aytdi.",
         "anvar_karimov", "yangi yo‘l qurilishini"),
        ("en", "Analyst Rustam Haydarov argues that the road is safe.",
         "rustam_haydarov", "the road is safe"),
        ("en", "Rustam Haydarov, a political scientist, told Asia Wire the visit was symbolic.",
         "rustam_haydarov", "the visit was symbolic"),
        ("en", "In an interview with Radio Amu, Omid Marzban noted that the border is closed.",
         "omid_marzban", "the border is closed"),
        ("en", "“We wait,” Ulan Abdrakhmanov, a wholesaler at the market, said.",
         "ulan_abdrakhmanov", "We wait"),
        ("en", "‘Nobody asked us,’ quips economist Gleb Arsenyev.",
         "gleb_arsenyev", "Nobody asked us"),
        ("en", "Historian Owen Trebilcock calls the treaty “a polite surrender”.",
         "owen_trebilcock", "a polite surrender"),
        ("en", "Elena Vasquez of the Caspian Policy Forum says the deal is thin.",
         "elena_vasquez", "the deal is thin"),
        ("en", "Analyst Omar Sadiqi was calm: the queues, he predicted, would be gone soon.",
         "omar_sadiqi", "the queues, he predicted, would be gone soon"),
        ("ru", "«Поля пусты», — с горечью говорит Махбуба Шодиева, хозяйка чайханы.",
         "makhbuba_shodieva", "Поля пусты"),
        ("ru", "«Дорога закрыта до весны», — разводит руками водитель Павел Громов.",
         "pavel_gromov", "Дорога закрыта до весны"),
        ("ru", "Сапёр Павел Громов с ним не согласен: дорога опасна.",
         "pavel_gromov", "дорога опасна"),
        ("ru", "Ему возразил коллега Павел Громов, напомнивший, что дорога закрыта.",
         "pavel_gromov", "дорога закрыта"),
        ("fa", "فرهاد نیک‌خواه، کارشناس، این طرح را «خواب خوش» خواند.",
         "farhad_nikakhah", "خواب خوش"),
        ("fa", "«راه باز است»؛ این را فرهاد رحیمی می‌گوید.", "farhad_rahimi", "راه باز است"),
        ("uz", "Ekspert Alisher Ilhomovga ko‘ra, yo‘l xavfsiz.",
         "alisher_ilhomov", "yo‘l xavfsiz"),
        ("en", "“Trade matters more than slogans,” wrote Farida Nazarova, a regional expert.",
         "farida_nazarova", "Trade matters more than slogans"),
        ("en", "Senior analyst Maria Levkova disagreed, saying the visit mattered.",
         "maria_levkova", "the visit mattered"),
        ("en", "As analyst Omar Sadiqi put it, the road leads nowhere.",
         "omar_sadiqi", "the road leads nowhere"),
        ("en", "The road, according to engineer Karim Yusufzai, is safe.",
         "karim_yusufzai", "The road, according to engineer Karim Yusufzai, is safe"),
        ("ru", "Экономист Борис Каримов подчеркивает: инфляция замедлится.",
         "boris_karimov", "инфляция замедлится"),
        ("ru", "Эксперт Темур Хайдаров в беседе с «Вестником» заявил: «Визит был пустым».",
         "temur_khaydarov", "Визит был пустым"),
        ("ru", "«Дорога безопасна уже год», — отметил инженер Павел Громов.",
         "pavel_gromov", "Дорога безопасна уже год"),
        ("ru", "По мнению политолога Андрея Лапшина, торговля растёт.",
         "andrey_lapshin", "торговля растёт"),
        ("ru", "Торговля вырастет вдвое, уверен экономист Андрей Лапшин.",
         "andrey_lapshin", "Торговля вырастет вдвое"),
        ("ru", "«Граница спокойна», — уверяет руководитель Речной группы Фаррух Одинаев.",
         "farrukh_odinaev", "Граница спокойна"),
        ("ru", "Тахир Расули сомневается, что обещание сдержат.",
         "takhir_rasuli", "обещание сдержат"),
        ("fa", "انور میرزاد در گفت‌وگو با روزنامه هشدار داد که این روند پایان خوبی ندارد.",
         "anwar_mirazad", "این روند پایان خوبی ندارد"),
        ("uz", "«Chegara tinch», deydi daryo guruhi rahbari Farrux Odinayev.",
         "farrux_odinayev", "Chegara tinch"),
        ("uk", "Експерт Остап Лимаренко заявив, що торгівля зростає.",
         "ostap_lymarenko", "торгівля зростає"),
        ("uk", "На переконання Остапа Лимаренка, торгівля зростає.",
         "ostap_lymarenko", "торгівля зростає"),
        ("fa", "فرهاد نیک‌خواه، کارشناس، گفت که راه باز است.", "farhad_nikakhah", "راه باز است"),
        ("fa", "به گفته فرهاد نیک‌خواه، راه باز است.", "farhad_nikakhah", "راه باز است"),
        ("fa", "تحلیلگر سیاسی نجیب‌الله آزاد نوشت: «راه دیگر باز نیست.»",
         "najibullah_azad", "راه دیگر باز نیست."),
        ("tg", "Парвиз Раҷабов, сиёсатшинос, мегӯяд, ки роҳ боз аст.",
         "parviz_rajabov", "роҳ боз аст"),
        ("tg", "Ба гуфтаи Парвиз Раҷабов, роҳ боз аст.", "parviz_rajabov", "роҳ боз аст"),
        ("uz", "Ekspert Alisher Ilhomov yo‘l xavfsiz, deb aytdi.",
         "alisher_ilhomov", "yo‘l xavfsiz"),
        ("uz", "“Yo‘l bir yildan beri xavfsiz”, – dedi muhandis Alisher Ilhomov.",
         "alisher_ilhomov", "Yo‘l bir yildan beri xavfsiz"),
        ("uz", "Алишер Илҳомовнинг фикрича, йўл хавфсиз.", "alisher_ilhomov", "йўл хавфсиз"),
    ],
)  # fmt: skip
def test_speaker_and_claim(language, text, speaker, claim):
    assert said(text, language) == [(speaker, claim)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A spokesman for Bahrom Yusupov said that the trip was private."),
        ("en", "Historian Rebecca Thornbury was asked whether the treaty holds."),
        ("en", "“Nobody came to the talks,” the ministry said. Analyst Omar Sadiqi left."),
        ("en", "Analyst Omar Sadiqi's office said that he is ill."),
        ("en", "Analyst Omar Sadiqi read “Roads of Amu” twice."),
        ("en", "Historian Owen Trebilcock called his book “Roads to Nowhere”."),
        ("en", "Asked about the slogan, analyst Omar Sadiqi declined to comment."),
        ("ru", "На презентации книги «Долгая дорога в Герат» писатель Павел Громов молчал."),
        ("ru", "Пресс-секретарь Бахрома Юсупова сообщил, что поездка была частной."),
        ("ru", "Эксперт Павел Громов приехал. Министерство сообщило, что дорога закрыта."),
        ("fa", "سخنگوی احمد سعیدی گفت که راه باز است."),
        ("uz", "Ekspert Alisher Ilhomovning yordamchisi yo‘l xavfsiz, deb aytdi."),
    ],
)
def test_what_others_say_is_not_the_named_persons(language, text):
    assert said(text, language) == []


def test_the_quote_names_its_verb_and_its_speaker():
    text = "Analyst Rustam Haydarov argues that the road is safe."
    (quote,) = quotes(text)
    assert (quote.verb, quote.direct) == ("argues", False)
    assert text[quote.speaker_start : quote.speaker_end] == "Rustam Haydarov"


def test_words_in_quotation_marks_are_direct():
    (quote,) = quotes("“The road is safe now,” engineer Omar Sadiqi said.")
    assert quote.direct


def test_a_quotation_cut_by_its_attribution_gives_both_parts():
    text = "«Дорога безопасна, — сказал инженер Павел Громов. — Мы проверили каждый мост»."
    assert [c for _, c in said(text, "ru")] == ["Дорога безопасна", "Мы проверили каждый мост"]


def test_a_quotation_that_goes_on_is_the_same_speakers():
    text = "“The road is safe,” engineer Omar Sadiqi said. “We checked every bridge.”"
    assert said(text)[1] == ("omar_sadiqi", "We checked every bridge.")


def test_a_pronoun_means_the_paragraphs_only_person():
    text = "Analyst Omar Sadiqi came. He predicts a long winter."
    assert said(text) == [("omar_sadiqi", "a long winter")]


def test_a_pronoun_weighs_less_than_a_name():
    named, pronoun = quotes("Analyst Omar Sadiqi says the road is safe. He warns of rain.")
    assert pronoun.confidence < named.confidence


def test_a_pronoun_after_two_persons_means_nobody():
    assert said("Analyst Omar Sadiqi met envoy Daniel Whitcombe. He said that it rained.") == []


def test_a_pronoun_does_not_cross_a_paragraph():
    assert said("Analyst Omar Sadiqi came.\nHe said that it rained.") == []


def test_the_expert_means_the_last_speaker():
    text = "Аналитик Тимур Алиев уверен, что суд не спешит. Эксперт добавил, что срок не назван."
    assert said(text, "ru")[1] == ("timur_aliev", "срок не назван")


def test_the_general_means_the_only_one_in_another_paragraph():
    text = "General Wali Stanekzai left.\nEnvoy Daniel Whitcombe came.\nThe general said it rained."
    assert said(text) == [("wali_stanekzai", "it rained")]


def test_a_role_in_an_attribution_means_its_bearer():
    text = "Генерал Павел Громов молчал. Это решение, по мнению генерала, запоздало."
    assert [s for s, _ in said(text, "ru")] == ["pavel_gromov"]


def test_she_means_the_woman_and_he_the_man():
    text = "Эксперт Анна Лапшина и посол Павел Громов пришли. Она сообщила, что дорога закрыта."
    assert said(text, "ru") == [("anna_lapshina", "дорога закрыта")]


def test_whoever_alone_spoke_at_the_end_of_a_paragraph_goes_on_in_the_next():
    text = "“The road is safe,” engineer Omar Sadiqi said.\n“We checked every bridge,” he added."
    assert said(text)[1] == ("omar_sadiqi", "We checked every bridge")


def test_a_quotation_alone_is_of_whom_the_sentence_before_was_about():
    text = "Engineer Omar Sadiqi laughs. “We checked every bridge twice.”"
    assert said(text) == [("omar_sadiqi", "We checked every bridge twice.")]


def test_a_line_of_dialogue_goes_on_behind_its_speaker():
    text = "— Мы ждали, — говорит инженер Павел Громов, отец троих детей. — И не дождались."
    assert [c for _, c in said(text, "ru")] == ["Мы ждали", "И не дождались"]


def test_what_and_that_adds_is_a_claim_of_its_own():
    text = "Engineer Omar Sadiqi said roads were the problem and that help had been requested."
    assert [c for _, c in said(text)] == ["roads were the problem", "help had been requested"]


def test_own_words_mean_the_last_speaker():
    text = "Речниця фонду Наталія Кобзар пішла. За її словами, взимку потреба зросте."
    assert said(text, "uk") == [("nataliya_kobzar", "взимку потреба зросте")]


def test_two_speakers_of_one_sentence_keep_their_own_claims():
    text = (
        "Analyst Omar Sadiqi says the road is safe, while engineer Karim Yusufzai warns of floods."
    )
    assert said(text) == [("omar_sadiqi", "the road is safe"), ("karim_yusufzai", "floods")]


def test_persons_joined_by_and_say_it_together():
    text = "Analysts Omar Sadiqi and Daniel Whitcombe agree that the road is safe."
    assert [s for s, _ in said(text)] == ["omar_sadiqi", "daniel_whitcombe"]


def test_a_person_of_the_codebook_speaks_under_their_code():
    text = "Viktor Lomov said the lists are under review. Lomov added that talks go on."
    match = Match(
        "entity", "lomov_envoy", frozenset(), "text", None, 0, 12, "Viktor Lomov",
        0, 0, frozenset(), "Viktor Lomov", "en", False, False,
    )  # fmt: skip
    found = people_and_quotes(Document("", text, "en"), [match], {"lomov_envoy"})
    assert [(a.kind, a.code, a.matched_text) for a in found] == [
        ("quote", "lomov_envoy", "the lists are under review"),
        ("quote", "lomov_envoy", "talks go on"),
    ]


def test_an_organisation_of_the_codebook_never_speaks():
    text = "Crisis Atlas said the lists are under review."
    match = Match(
        "entity", "crisis_atlas", frozenset(), "text", None, 0, 12, "Crisis Atlas",
        0, 0, frozenset(), "Crisis Atlas", "en", False, False,
    )  # fmt: skip
    assert people_and_quotes(Document("", text, "en"), [match], {"lomov_envoy"}) == []


def test_the_page_template_quotes_nobody():
    text = "Read also: analyst Omar Sadiqi says that the road is safe."
    document = Document("", text, "en", boilerplate=((0, len(text)),))
    assert find_quotes(document, find_people(document)) == []


def test_figures_belong_to_the_claim():
    text = (
        "Economist Bobur Karimov believes prices rose by 12.5 per cent, and 3 banks closed in 2024."
    )
    assert said(text)[0][1] == "prices rose by 12.5 per cent, and 3 banks closed in 2024"


def test_annotations_carry_speaker_and_claim():
    text = "Analyst Rustam Haydarov argues that the road is safe."
    (annotation,) = as_annotations(quotes(text))
    assert (annotation.kind, annotation.code) == ("quote", "rustam_haydarov")
    assert text[annotation.start : annotation.end] == annotation.matched_text == "the road is safe"


def test_people_and_quotes_come_together():
    text = "Analyst Rustam Haydarov argues that the road is safe."
    kinds = [a.kind for a in people_and_quotes(Document("", text, "en"), (), ())]
    assert kinds == ["person", "quote"]


PIECES = st.sampled_from(
    [
        "Analyst Rustam Haydarov", " said ", "that ", "“", "”", "«", "»", ", ", ". ", "\n", "— ",
        "he ", "according to ", "é\u0301", "🙂 ", "2,5 ", "(", ")", '"', ": ", "сказал, ", "что ",
        "Эксперт Павел Громов ", "گفت ", "کارشناس ", "احمد رحیمی ", "، ", "an expert", "Mr. ", "A.",
    ]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=40), st.sampled_from(["en", "ru", "uk", "fa", "tg", "uz"]))
def test_every_offset_cuts_its_text_out_of_the_field(pieces, language):
    text = "".join(pieces)
    document = Document(text[:60], text, language, comments=(text,))
    people = find_people(document)
    for found in [*people, *find_quotes(document, people)]:
        field = document.field_text(found.field, found.comment_index)
        assert field[found.start : found.end] == found.matched_text
        assert found.start < found.end


@pytest.mark.parametrize(
    "text",
    ["« " * 20_000, "Rustam Azimov, " * 5_000, "a-" * 30_000, "expert " * 20_000, "«a«b»" * 10_000],
)
def test_hostile_text_costs_no_more_than_its_length(text):
    document = Document("", text, "ru")
    assert find_quotes(document, find_people(document)) == []
