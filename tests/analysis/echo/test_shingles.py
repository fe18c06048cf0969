"""Two spellings of one text have the same shingles; two texts do not."""

import pytest

from analysis.echo.shingles import shingle_hashes, tokenize
from tests.analysis.echo.texts import articles


def same(a: str, b: str) -> bool:
    return bool(shingle_hashes(tokenize(a)).tolist() == shingle_hashes(tokenize(b)).tolist())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The work cost 6,800 crowns in all", "The work cost 6 800 crowns in all"),
        ("The work cost 6,800 crowns in all", "The work cost 6.800 crowns in all"),
        ("The work cost 6,800 crowns in all", "The work cost 6800 crowns in all"),
        ("they found 1 234 567 stones there", "they found 1,234,567 stones there"),
        ("it rose by 3.97 percent today again", "it rose by 3,97 percent today again"),
        ("all six boats came home at dusk", "all 6 boats came home at dusk"),
        ("в порт вернулись пять старых лодок", "в порт вернулись 5 старых лодок"),
        ("پنج قایق کهنه به بندر برگشت", "۵ قایق کهنه به بندر برگشت"),
        ("七个村子的稻田靠牛车运水保苗", "7个村子的稻田靠牛车运水保苗"),
        ("در ۲۷۴ خانه چراغ روشن شد دیشب", "در 274 خانه چراغ روشن شد دیشب"),
        ("قيمت يک کيسه آرد در بازار", "قیمت یک کیسه آرد در بازار"),
        ("“It’s late,” said the keeper of lamps", '"It\'s late," said the keeper of lamps'),
        (
            "the mill-house — empty since spring — burned",
            "the mill-house, empty since spring, burned",
        ),
        ("Ёлка стоит у тёмной реки", "Елка стоит у темной реки"),
        ("THE MILL ROAD OPENED AGAIN TODAY", "The mill road opened again today"),
        ("the mill\u200b road\u00a0opened again to\u00adday", "the mill road opened again today"),
    ],
)
def test_spellings_of_one_text_are_one(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The work cost 6,800 crowns in all", "The work cost 6,900 crowns in all"),
        ("two boats left in 2024 100 men came", "two boats left in 2024100 men came"),
        ("七个村子的稻田靠牛车运水保苗", "七个村子的稻田靠马车运水保苗"),
    ],
)
def test_different_content_is_different(one: str, other: str) -> None:
    assert not same(one, other)


def test_hashes_never_change() -> None:
    """Stored fingerprints must stay comparable: these are fixed for version 1."""
    words = shingle_hashes(tokenize("old boats lie under the bridge"))
    characters = shingle_hashes(tokenize("青砚镇的百年水渠重新通水"))
    assert words.tolist() == [9677303109495369179, 4229091590693200534]
    assert characters[0] == 7293531397928823681


def test_a_short_text_still_has_a_shingle() -> None:
    assert len(shingle_hashes(tokenize("Bridge closed"))) == 1
    assert len(shingle_hashes(tokenize(""))) == 0
    assert len(shingle_hashes(tokenize("— … !"))) == 0


def test_hindi_words_stay_whole() -> None:
    assert len(tokenize("गाँव की पुरानी चक्की").hashes) == 4


def test_names_are_capitalised_words_never_printed_small() -> None:
    tokens = tokenize("The baker Quell left. The road to Brennick was shut, the end.")
    small = tokenize("quell brennick")
    assert tokens.names == {int(value) for value in small.hashes}


@pytest.mark.parametrize("language", sorted(articles()))
def test_numbers_are_found_in_every_script(language: str) -> None:
    found = {digits for _, digits in tokenize(articles()[language][0]).numbers}
    expected = {
        "en": "4200", "ru": "1840", "fa": "274", "ar": "18400", "ur": "2350", "zh": "257",
        "tg": "310", "uz": "185", "ps": "240",
    }  # fmt: skip
    assert expected[language] in found
