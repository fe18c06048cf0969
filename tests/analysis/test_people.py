"""Persons no codebook lists: who is found, and what never is."""

import pytest

from analysis.codebook.types import Document, Match
from analysis.people import find_people


def codes(text, language, **fields):
    document = Document(title=fields.get("title", ""), text=text, language=language)
    return [a.code for a in find_people(document, fields.get("known", ()))]


def match(text, name, code, kind="entity"):
    start = text.index(name)
    return Match(
        kind, code, frozenset(), "text", None, start, start + len(name), name,
        0, 0, frozenset(), name, "en", False, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "Rustam Haydarov, a Dushanbe-based researcher, left.", "rustam_haydarov"),
        ("en", "Energy Minister Saeed Karimi was absent.", "saeed_karimi"),
        ("uk", "Біля театру, Степан Гордієвич Ткач чекав на всіх.", "stepan_tkach"),
        ("fa", "برادرش، فریدون، به هرات رفت.", "faridun"),
        ("uz", "Tahlilchi Nodira Karimova Orol dengizida edi.", "nodira_karimova"),
        ("uz", "Elchi Abdulg‘ani Rahimov keldi.", "abdulgani_rahimov"),
        ("en", "Experts such as Jamila Rakhimova see it otherwise.", "jamila_rakhimova"),
        ("en", "It was economist Bobur Karimov who opened the meeting.", "bobur_karimov"),
        ("en", "Dr. Lutfiya Qodirova opened the clinic.", "lutfiya_qodirova"),
        ("en", "The head of the depot, Karim Yusufzai, was absent.", "karim_yusufzai"),
        ("en", "The plan is old, according to Daniel Whitcombe.", "daniel_whitcombe"),
        ("en", "Zarina Popal, 34, a baker, closed her shop.", "zarina_popal"),
        ("en", "Samira Haidari walked out of the hall.", "samira_haidari"),
        ("en", "The prize went to Leonid Murashko and nobody clapped.", "leonid_murashko"),
        ("en", "Marie-Claire Dufresne, 41, has lived here for years.", "marie_claire_dufresne"),
        ("en", "One of the drivers, Nurlan Abenov, said nothing new.", "nurlan_abenov"),
        (
            "en",
            "The rest is easy, argues Leonie Harcastle of the Halford Centre.",
            "leonie_harcastle",
        ),
        ("en", "Mr O'Donnell left early.", "odonnell"),
        ("en", "Colonel Jorah Mwangale left early.", "jorah_mwangale"),
        ("en", "Her brother Rahimullah Stanekzai waited outside.", "rahimullah_stanekzai"),
        ("ru", "Кадровик холдинга Тимур Засеев уехал.", "timur_zaseev"),
        ("ru", "С Акылбеком Жуманалиевым мы встретились в кафе.", "akylbek_zhumanaliev"),
        ("ru", "Наш водитель по имени Мирвайс молчит.", "mirvays"),
        ("ru", "Генерал-майор Виктор Подлесный вышел в отставку.", "viktor_podlesny"),
        ("ru", "Политолог Сергей Марченко уехал.", "sergey_marchenko"),
        ("ru", "По словам эксперта Анны Лапшиной, ничего нового.", "anna_lapshina"),
        ("ru", "Директор центра Андрей Казанцевский открыл встречу.", "andrey_kazantsevsky"),
        ("ru", "Темур Хайдаров, востоковед, не согласен.", "temur_khaydarov"),
        ("uk", "За словами експерта Остапа Лимаренка, усе спокійно.", "ostap_lymarenko"),
        ("uk", "Речниця фонду Наталія Кобзар пішла.", "nataliya_kobzar"),
        ("fa", "فرهاد نیک‌خواه، کارشناس روابط بین‌الملل، آمد.", "farhad_nikakhah"),
        ("fa", "به گفتهٔ نجیب‌الله آزاد، راه باز است.", "najibullah_azad"),
        ("fa", "مولوی عبدالحی ستانکزی آمد.", "abdalahi_satanakazi"),
        ("fa", "آنان گفتند که محمدیونس رحیمی آمد.", "mahamadyunas_rahimi"),
        ("tg", "Бародараш Илҳом Қаюмов омад.", "ilhom_qayumov"),
        ("tg", "Сиёсатшинос Парвиз Раҷабов омад.", "parviz_rajabov"),
        ("tg", "Ба гуфтаи Нигора Сафарзода, роҳ боз аст.", "nigora_safarzoda"),
        ("uz", "Siyosatshunos Alisher Ilhomov keldi.", "alisher_ilhomov"),
        ("uz", "Alisher Ilhomovning aytishicha, yo‘l ochiq.", "alisher_ilhomov"),
        ("uz", "Сиёсатшунос Алишер Илҳомов келди.", "alisher_ilhomov"),
    ],
)
def test_a_role_or_an_attribution_makes_a_name_a_person(language, text, code):
    assert codes(text, language) == [code]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Supreme Court said that the ban stays."),
        ("en", "The Kremlin said it would wait. Moscow argues that nothing changed."),
        ("en", "Southern Herald reported rain. Radio Amu wrote about it."),
        ("en", "Karim Nazarov Street was closed, police said."),
        ("en", "The road to Rustam Karimov Village was closed."),
        ("en", "They read the works of the Leonid Murashko Institute."),
        ("en", "The Sohrab Rahimi Prize was not awarded."),
        ("ru", "На улице Маршала Рокоссовского тихо."),
        ("ru", "На улице Генерала Панфилова тихо."),
        ("uz", "Toshkentdagi Usmon Karimov ko‘chasida uy bor."),
        ("en", "Line-up: Karimov, Nazarov, Sharipov (Olimov, 70). Goals: Karimov 12."),
        ("en", "An expert said that talks go on. Analysts warn of delays."),
        ("en", "The Anvar Toshev Institute said the survey was over."),
        ("en", "Deutsche Bank analyst notes are public."),
        ("en", "The tanker Ivan Petrov left port, the agency said."),
        ("ru", "Верховный суд заявил, что запрет снят."),
        ("ru", "На улице Рустама Азимова тихо, сообщила полиция."),
        ("ru", "Университет имени Анны Лапшиной сообщил о наборе."),
        ("ru", "Фонд Андрея Платова заявил о конкурсе."),
        ("ru", "Суд осудил выходца из Средней Азии, который приехал год назад."),
        ("ru", "Эксперты считают, что всё спокойно."),
        ("uk", "Верховний суд повідомив про рішення."),
        ("uk", "На вулиці Остапа Лимаренка тихо, повідомила поліція."),
        ("fa", "دادگاه عالی گفت که حکم تأیید شد."),
        ("fa", "جاده احمد رحیمی بسته است."),
        ("fa", "ترکیب تیم: احمد رحیمی، ناصر کریمی، یوسف نوری."),
        ("tg", "Вазорати тандурустӣ гуфт, ки вазъ ором аст."),
        ("tg", "Хиёбони Парвиз Раҷабов баста шуд."),
        ("uz", "Alisher Ilhomov ko‘chasi yopildi."),
        ("uz", "Марказий банк курс барқарор эканини билдирди."),
    ],
)
def test_organisations_places_and_lists_are_no_persons(language, text):
    assert codes(text, language) == []


def test_a_later_family_name_is_the_same_person():
    text = "Analyst Rustam Haydarov came early. The hall was empty. Haydarov waited."
    found = find_people(Document("", text, "en"))
    assert [(a.matched_text, a.code) for a in found] == [
        ("Rustam Haydarov", "rustam_haydarov"),
        ("Haydarov", "rustam_haydarov"),
    ]


def test_a_given_name_alone_is_the_same_person_later():
    text = "Ҳуқуқшинос Илҳом Қаюмов омад. Илҳом ёдовар шуд, ки роҳ баста аст."
    assert codes(text, "tg") == ["ilhom_qayumov", "ilhom_qayumov"]


def test_a_family_name_two_persons_share_stays_open():
    text = "Analyst Rustam Karimov and economist Zarina Karimov came. Karimov left early."
    assert codes(text, "en") == ["rustam_karimov", "zarina_karimov"]


def test_a_possessive_is_no_part_of_the_name():
    text = "Analyst Rustam Haydarov's office is closed."
    assert [a.matched_text for a in find_people(Document("", text, "en"))] == ["Rustam Haydarov"]


def test_what_the_codebook_found_is_not_found_again():
    text = "Analyst Rustam Haydarov said that Radio Amu is closed."
    assert codes(text, "en", known=[match(text, "Rustam Haydarov", "rustam_haydarov")]) == []


def test_no_person_is_read_out_of_a_known_place():
    text = "The expert Shah Karim Hills said nothing."
    assert codes(text, "en", known=[match(text, "Shah Karim Hills", "shah_karim")]) == []


def test_a_concept_does_not_hide_a_person():
    text = "Analyst Rustam Haydarov left."
    known = [match(text, "Analyst Rustam", "c", kind="concept")]
    assert codes(text, "en", known=known) == ["rustam_haydarov"]


def test_an_english_article_makes_a_thing_of_a_name():
    assert codes("Economist Boris Harrow left. The Harrow sank.", "en") == ["boris_harrow"]
    assert codes("In The Dorian Waiting, a woman leaves.", "en") == []


def test_case_forms_of_one_name_share_a_code():
    text = "Эксперт Андрей Лапшин приехал. По мнению Андрея Лапшина, всё спокойно."
    assert codes(text, "ru") == ["andrey_lapshin", "andrey_lapshin"]


def test_a_headline_in_capitals_throughout_names_nobody_by_itself():
    assert codes("", "en", title="Expert Says Rustam Haydarov Road Plan Failed") == []


def test_a_name_in_the_title_counts_when_the_text_introduces_it():
    text = "Analyst Rustam Haydarov came early."
    document = Document("Why Rustam Haydarov waits", text, "en")
    assert [a.field for a in find_people(document)] == ["title", "text"]


def test_comments_are_read_one_by_one():
    document = Document("", "Nothing.", "en", comments=("Ok.", "Dr Rustam Haydarov was right."))
    found = find_people(document)
    assert [(a.field, a.comment_index, a.start) for a in found] == [("comments", 1, 3)]


def test_a_person_in_the_page_template_is_marked():
    text = "Author: analyst Rustam Haydarov"
    document = Document("", text, "en", boilerplate=((0, len(text)),))
    assert [a.flags for a in find_people(document)] == [("boilerplate",)]


def test_an_unknown_language_is_read_by_its_script():
    assert codes("Политолог Сергей Марченко уехал.", "und") == ["sergey_marchenko"]


def test_a_language_without_rules_gives_nothing():
    assert codes("专家张伟说，谈判仍在继续。", "zh") == []
