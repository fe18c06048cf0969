"""The forms a name takes, language by language."""

import pytest

from analysis.codebook.inflect import NameKind, forms


def made(name: str, language: str, kind: NameKind = "word") -> set[str]:
    return {f.text for f in forms(name, language, kind) if not f.joiner}


@pytest.mark.parametrize(
    ("language", "kind", "name", "expected"),
    [
        ("ru", "person", "Дмитрий Жирнов", "Дмитрием Жирновым"),
        ("ru", "person", "Сергей Шойгу", "Сергею Шойгу"),
        ("ru", "person", "Касым-Жомарт Токаев", "Касым-Жомартом Токаевым"),
        ("ru", "person", "Хайбатулла Ахундзада", "Хайбатуллы Ахундзады"),
        ("ru", "person", "Павел Грушко", "Павла Грушко"),
        ("ru", "proper", "Верховный суд России", "Верховным судом России"),
        ("ru", "proper", "Вооружённые силы", "Вооружённым силам"),
        ("ru", "proper", "Фронт национального сопротивления",
         "Фронтом национального сопротивления"),
        ("ru", "proper", "сеть Хаккани", "сетью Хаккани"),
        ("ru", "proper", "МИД", "МИДом"),
        ("ru", "proper", "ИГ-Хорасан", "ИГ-Хорасан"),
        ("ru", "word", "посол", "послами"),
        ("ru", "word", "торговое соглашение", "торговых соглашений"),
        ("ru", "word", "признать", "признавшего"),
        ("ru", "word", "официально признать", "официально признала"),
        ("ru", "word", "запрещено в РФ", "запрещённой в РФ"),
        ("ru", "word", "находится под санкциями", "находятся под санкциями"),
        ("ru", "word", "кабульский", "кабульскими"),
        ("uk", "person", "Сергій Лавров", "Сергія Лаврова"),
        ("uk", "proper", "Ісламський Емірат Афганістан", "Ісламським Еміратом Афганістаном"),
        ("uk", "word", "визнати", "визнала"),
        ("uz", "proper", "Afg‘oniston", "Afg‘onistonning"),
        ("uz", "word", "terrorchilik", "terrorchiligi"),
        ("uz", "proper", "Россия", "Россиянинг"),
        ("tg", "proper", "Русия", "Русияро"),
        ("tg", "word", "сафир", "сафирон"),
        ("tr", "proper", "Kabil", "Kabilde"),
        ("tr", "word", "heyet", "heyetinin"),
        ("tr", "word", "görüşme", "görüşmelerde"),
        ("kk", "proper", "Ресей", "Ресейдің"),
        ("kk", "proper", "Ауғанстан", "Ауғанстаннан"),
        ("uz", "proper", "Кремль", "Кремлнинг"),
        ("tg", "place", "Казань", "Казанро"),
        ("kk", "proper", "Кремль", "Кремлдің"),
        ("kk", "place", "Мәскеу", "Мәскеуге"),
        ("kk", "place", "Кабул", "Кабулға"),
        ("kk", "place", "Мәскеу", "Мәскеуліктер"),
        ("kk", "proper", "Ресей билігі", "Ресей билігіне"),
        ("kk", "proper", "Ресей билігі", "Ресей билігінде"),
        ("tr", "proper", "Savunma Bakanlığı", "Savunma Bakanlığına"),
        ("tr", "proper", "Kabil yönetimi", "Kabil yönetiminden"),
        ("tr", "place", "Kazan", "Kazanlı"),
        ("uz", "place", "Moskva", "Moskvalik"),
        ("uz", "place", "Москва", "Москваликлар"),
        ("de", "place", "Moskau", "Moskauer"),
        ("ps", "place", "کابل", "کابله"),
        ("fa", "word", "نماینده", "نمایندگان"),
        ("fa", "word", "تحریم", "تحریمهای"),
        ("ps", "word", "سفیر", "سفیران"),
        ("ur", "word", "پابندی", "پابندیوں"),
        ("ar", "word", "حكومة", "والحكومة"),
        ("ar", "word", "حكومة", "حكومتها"),
        ("de", "word", "Anerkennung", "Anerkennungen"),
        ("de", "proper", "Islamisches Emirat", "Islamischen Emirats"),
        ("fr", "word", "sanction", "sanctions"),
        ("en", "word", "recognise", "recognising"),
        ("en", "word", "envoy", "envoys"),
        ("en", "word", "treaty", "treaties"),
        ("en", "word", "legitimise the regime", "legitimised the regime"),
    ],
)  # fmt: skip
def test_form_is_made(language: str, kind: NameKind, name: str, expected: str) -> None:
    assert expected in made(name, language, kind)


@pytest.mark.parametrize(
    ("language", "kind", "name", "never"),
    [
        ("ru", "word", "посол", "после"),
        ("ru", "person", "Дмитрий Жирнов", "Дмитрия Жирновой"),
        ("ru", "person", "Ангела Меркель", "Ангелы Меркеля"),
        ("ru", "person", "Амир Хан Муттаки", "Амира Хана Муттаков"),
        ("ru", "proper", "Верховный суд России", "Верховных судов России"),
        ("ru", "word", "власти Афганистана", "властей Афганистаны"),
        ("en", "proper", "Kabul", "Kabuls"),
        ("en", "word", "train", "training"),
        ("zh", "word", "承认", "承认s"),
        ("hi", "word", "दूत", "दूतs"),
    ],
)
def test_form_is_not_made(language: str, kind: NameKind, name: str, never: str) -> None:
    assert never not in made(name, language, kind)


def test_the_name_itself_comes_first_and_nothing_twice() -> None:
    for language, name in (("ru", "Талибан"), ("fa", "طالبان"), ("zh", "塔利班"), ("tr", "Kabil")):
        listed = forms(name, language, "proper")
        assert listed[0].text == name
        assert len(listed) == len(set(listed))


def test_persian_suffix_letters_that_end_other_words_need_the_joiner() -> None:
    assert {f.text for f in forms("طالبان", "fa", "proper") if f.joiner} >= {"طالبانی"}
