"""In what light a match stands."""

import pytest

from tests.analysis.mini_codebook import flags_of, matches


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Moscow has not yet formally recognised the Taliban."),
        ("en", "No country would recognise them."),
        ("en", "They refused to recognise it."),
        ("ru", "Москва не признала талибов."),
        ("ru", "Россия отказалась признать талибов."),
        ("uk", "Росія не визнала талібів."),
        ("fa", "روسیه طالبان را به رسمیت نشناخت."),
        ("fa", "روسیه طالبان را به رسمیت نشناخته است."),
        ("tr", "Rusya Taliban'ı tanımadı."),
        ("zh", "俄罗斯尚未承认塔利班。"),
        ("ar", "روسيا لم تعلن الاعتراف بطالبان"),
        ("de", "Es gab keine Anerkennung."),
        ("kk", "Ресей мойындаған жоқ, мойындау жоқ."),
        ("kk", "Ресей мойындаудан бас тартты."),
        ("fa", "روسیه از به رسمیت شناختن طالبان خودداری کرد."),
        ("tr", "Rusya Taliban'ı tanımayı reddetti."),
        ("de", "Moskau weigert sich, die Anerkennung zu erklären."),
        ("ru", "Не признала Россия талибов."),
        ("en", "No recognition followed."),
        ("ar", "لا اعتراف بطالبان."),
    ],
)
def test_denied(language: str, text: str) -> None:
    assert "negated" in flags_of("recognise", text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Moscow recognised the Taliban."),
        ("en", "It is not late, but Moscow recognised the Taliban."),
        ("en", "He did not come. Moscow recognised them."),
        ("ru", "Он не приехал, Москва признала талибов."),
        ("zh", "俄罗斯承认塔利班。"),
        ("en", "Moscow not only recognised the Taliban, it sent an envoy."),
        ("ru", "Москва не только признала талибов, но и прислала посла."),
        ("zh", "俄罗斯不仅承认塔利班，还派了大使。"),
        ("zh", "未来承认塔利班的国家会更多。"),
        ("en", "No country other than Russia has recognised the Taliban."),
        ("ru", "Ни одна страна, кроме России, не признала талибов."),
        ("fa", "هیچ کشوری به جز روسیه طالبان را به رسمیت نشناخت."),
        ("tr", "Rusya dışında hiçbir ülke Taliban'ı tanımadı."),
    ],
)
def test_not_denied(language: str, text: str) -> None:
    assert "negated" not in flags_of("recognise", text, language)


def test_reported_and_quoted_words_are_attributed() -> None:
    assert "attributed" in flags_of("taliban", "The Taliban, he said, came.")
    assert "attributed" in flags_of("taliban", "По словам гостя, талибы ушли.", "ru")
    quoted = 'Then: "We believe in peace with the Taliban and nobody else."'
    assert "attributed" in flags_of("taliban", quoted)
    assert "attributed" not in flags_of("taliban", "The Taliban came.")


def test_supposed_things_are_hypothetical() -> None:
    assert "hypothetical" in flags_of("taliban", "The Taliban could come.")
    assert "hypothetical" in flags_of("taliban", "Если талибы придут, будет шум.", "ru")
    assert "hypothetical" not in flags_of("taliban", "The Taliban came.")


def test_what_is_not_ruled_out_is_supposed_and_not_denied() -> None:
    flags = flags_of("recognise", "Не исключено, что Россия признает талибов.", "ru")
    assert flags == {"hypothetical"}


def test_a_short_word_at_the_beginning_of_a_paragraph_is_heard() -> None:
    assert "hypothetical" in flags_of("taliban", "قد تعود طالبان.", "ar")
    assert "hypothetical" in flags_of("taliban", "It rained.\nIf the Taliban come, run.")


def test_arabic_words_of_saying_are_heard_behind_and() -> None:
    assert "attributed" in flags_of("taliban", "وأكد الوزير أن طالبان عادت.", "ar")


def test_a_name_in_a_reader_comment_says_so() -> None:
    found = matches("Ferries ran.", comments=("The Taliban again!",))
    assert [(m.code, m.flags) for m in found] == [("taliban", {"reader_comment"})]


def test_past_by_years_and_by_words() -> None:
    text = "In 1998 the Taliban came. In 2025 the emirate and the Taliban left."
    marked = ["historical" in m.flags for m in matches(text, published_at="2025-07-04T00:00:00Z")]
    assert marked == [True, False]
    assert "historical" in flags_of("kabul", "Soviet troops left Kabul.")
    assert "historical" not in flags_of("taliban", "In 1998 the Taliban came.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Taliban, in power since 2021, came."),
        ("ru", "Талибы, правящие с 2021 года, приехали."),
        ("zh", "塔利班自2021年以来执政。"),
        ("fa", "طالبان از سال ۱۴۰۰ در قدرت است."),
        ("tr", "Taliban 2021'den beri iktidarda."),
        ("en", "The Talibans 1998 Club met."),
    ],
)
def test_a_year_that_reaches_to_the_present_is_not_past(language: str, text: str) -> None:
    found = matches(text, language, published_at="2025-07-04T00:00:00Z")
    assert all("historical" not in m.flags for m in found)


def test_solar_years_are_read_as_such() -> None:
    text = "در سال ۱۳۹۸ طالبان آمدند."
    assert "historical" in flags_of("taliban", text, "fa", published_at="2025-07-04T00:00:00Z")
    text = "در سال ۱۴۰۴ طالبان آمدند."
    assert "historical" not in flags_of("taliban", text, "fa", published_at="2025-07-04T00:00:00Z")


def test_a_legal_footnote_takes_its_bracket_but_not_the_name_before_it() -> None:
    text = "Талибы (движение названо опасным и запрещено в РФ) играли в крикет в Кабуле."
    marked = {m.matched_text: "legal_footnote" in m.flags for m in matches(text, "ru")}
    assert marked == {
        "Талибы": False,
        "запрещено в РФ": False,
        "РФ": True,
        "Кабуле": False,
    }


def test_a_starred_paragraph_with_a_designation_is_a_footnote() -> None:
    text = "Талибы* приехали.\n* Талибан — организация, запрещённая в России"
    marked = [(m.matched_text, "legal_footnote" in m.flags) for m in matches(text, "ru")]
    assert marked == [
        ("Талибы", False),
        ("Талибан", True),
        ("запрещённая в России", False),
        ("России", True),
    ]


def test_a_starred_sentence_inside_a_paragraph_is_a_footnote() -> None:
    text = "Талибы* приехали. *Талибан — организация, запрещённая в России. Россия ждёт."
    marked = [(m.matched_text, "legal_footnote" in m.flags) for m in matches(text, "ru")]
    assert marked == [
        ("Талибы", False),
        ("Талибан", True),
        ("запрещённая в России", False),
        ("России", True),
        ("Россия", False),
    ]


def test_without_a_bracket_the_footnote_is_its_own_words() -> None:
    text = "The Wilayat, banned in the Russian Federation, left Kabul for Russia."
    marked = {m.matched_text: "legal_footnote" in m.flags for m in matches(text)}
    assert marked["Russian Federation"]
    assert not marked["Kabul"]
    assert not marked["Russia"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Taliban in a harbour / AFP"),
        ("ru", "Талибы у причала. © Свободное агентство / И. Орлов"),
        ("kk", "Сурет: Талибан айлақта"),
        ("zh", "图为塔利班代表在港口。"),
    ],
)
def test_captions_are_known_by_their_credit(language: str, text: str) -> None:
    assert "caption" in flags_of("taliban", text, language)


def test_captions_and_boilerplate() -> None:
    text = "Photo: the Taliban in Kabul.\nThe Taliban came.\nRead also: Russia"
    low = text.index("Read")
    flags = [(m.code, m.flags) for m in matches(text, boilerplate=((low, len(text)),))]
    assert flags == [
        ("taliban", {"caption"}),
        ("kabul", {"caption"}),
        ("taliban", set()),
        ("russia", {"boilerplate"}),
    ]
