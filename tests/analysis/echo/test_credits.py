"""Credits in the languages of the newsroom, and mentions that are none."""

import pytest

from analysis.echo.credits import Credits, agencies, agency_of_host

CREDITS = [
    ("MOSCOW, 20 November (Interfax) — The council met.", "interfax", "dateline"),
    ("KABUL, 3 May /TASS/. The council met.", "tass", "dateline"),
    ("МОСКВА, 12 июля. /ТАСС/. Совет собрался.", "tass", "dateline"),
    ("КАБУЛ, 3 июл - РИА Новости. Делегация прибыла.", "ria", "dateline"),
    ("新华社莫斯科7月3日电 外交部发言人表示", "xinhua", "dateline"),
    ("TASS: the council has met", "tass", "dateline"),
    ("The road is open, Reuters reported on Monday.", "reuters", "attribution"),
    ("According to the Russian news agency TASS, it is open.", "tass", "attribution"),
    ("Об этом сообщает ТАСС со ссылкой на министерство.", "tass", "attribution"),
    ("Дорога открыта, передаёт агентство «Интерфакс».", "interfax", "attribution"),
    ("Дорога открыта, всё готово, по данным РИА Новости.", "ria", "attribution"),
    ("به نقل از خبرگزاری تاس، راه باز است.", "tass", "attribution"),
    ("به گزارش ایرنا، راه باز است.", "irna", "attribution"),
    ("د تاس په حواله لاره پرانیستل شوه.", "tass", "attribution"),
    ("Роҳ кушода шуд, ба иқтибос аз ТАСС.", "tass", "attribution"),
    ("Yo‘l ochildi, deb xabar berdi TASS.", "tass", "attribution"),
    ("TASSga ko‘ra, yo‘l ochildi.", "tass", "attribution"),
    ("ТАСС хабарига кўра, йўл очилди.", "tass", "attribution"),
    ("روئٹرز کے مطابق سڑک کھل گئی۔", "reuters", "attribution"),
    ("فتح الطريق نقلا عن وكالة تاس.", "tass", "attribution"),
    ("وفقا لوكالة رويترز فتح الطريق.", "reuters", "attribution"),
    ("据塔斯社报道，道路已开放。", "tass", "attribution"),
    ("TASS’ın haberine göre yol açıldı.", "tass", "attribution"),
    ("Дорогу відкрито, повідомляє Укрінформ.", "ukrinform", "attribution"),
    ("Die Straße ist offen, meldet die Nachrichtenagentur dpa.", "dpa", "attribution"),
    ("La route est ouverte, selon l’agence Reuters.", "reuters", "attribution"),
    ("Жол ашылды деп хабарлайды Қазақпарат. Қазақпарат хабарлайды.", "kazinform", "attribution"),
    ("रॉयटर्स के अनुसार सड़क खुल गई।", "reuters", "attribution"),
    ("The road is open again. (AP)", "ap", "signature"),
    ("Дорога снова открыта. Источник: Интерфакс", "interfax", "signature"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "form"), CREDITS)
def test_a_credit_is_found(text: str, source: str, form: str) -> None:
    assert (source, form) in {(credit.source, credit.form) for credit in agencies().find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "A correspondent of Reuters asked the minister about the road.",
        "Корреспондент ТАСС спросил министра о дороге.",
        "The TASS building in the old street was painted green.",
        "He said that the app was late and the map was wrong.",
        "تاسیسات آب در دره ساخته شد.",
        "塔斯社大楼昨天关闭。",
        "The council met without the press.",
    ],
)
def test_a_mention_is_no_credit(text: str) -> None:
    assert agencies().find(text) == ()


def test_an_outlet_can_be_credited_like_an_agency() -> None:
    finder = Credits({"valley_herald": ("Valley Herald", "Долинный вестник")})
    (one,) = finder.find("The road is open, Valley Herald reported on Monday.")
    (two,) = finder.find("Дорога открыта, пишет «Долинный вестник».")
    assert one.source == two.source == "valley_herald"
    assert "Valley Herald reported" in one.matched


@pytest.mark.parametrize(
    ("host", "agency"),
    [
        ("tass.ru", "tass"),
        ("www.tass.com", "tass"),
        ("nottass.ru", None),
        ("tass.ru.example", None),
    ],
)
def test_an_agency_is_known_by_its_host(host: str, agency: str | None) -> None:
    assert agency_of_host(host) == agency
