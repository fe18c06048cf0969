"""The screen never loses a page that names what is needed, however it is written."""

import html
import json
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.screen import Screen
from tests.analysis.mini_codebook import mini


@lru_cache(maxsize=1)
def screen() -> Screen:
    return Screen(mini())


def page(body: str, head: str = "") -> str:
    return (
        f"<!doctype html><html><head><style>a > b {{}}</style>{head}</head><body>"
        f"<nav><a href='/'>Home</a><a href='/x'>News</a></nav>{body}</body></html>"
    )


def passes(text: str, encoding: str | None = "utf-8", charset: str = "utf-8") -> bool:
    return screen().check(text.encode(charset), encoding).passed


@pytest.mark.parametrize(
    "body",
    [
        "<p>Taliban guests in Moscow</p>",
        "<p>Tali<b>ban</b> guests in Mos&shy;cow</p>",
        "<p>Tali<!-- x > y -->ban and Mos<wbr>cow</p>",
        "<p>the Islamic\n   <em>Emirate</em> of\nAfghanistan; Russian\nFederation</p>",
        "<p>Islamic</p> <p>Kabul<br>Moscow</p>",
        "<p>&#1058;&#x430;&#1083;ибан и &#1056;&#1060;</p>",
        "<p>&amp;#1058;алибан и Москва</p>",
        "<p>طالبان\u200cها و &zwnj;مسکو</p>",
        "<p>طا-لبان و روسیه</p>",
        "<p>塔利班代表團抵達莫斯科</p>",
        "<p>𝐓𝐚𝐥𝐢𝐛𝐚𝐧 in 𝐌𝐨𝐬𝐜𝐨𝐰</p>",
        "<p>Delegation from Kabul: «Россия»</p>",
        "<P>TALİBAN MOSKOVA'DA</P>",
        "<p>5 &lt; 7 Taliban and 9 &gt; 3 in Moscow</p>",
        "<p>&lt;Taliban&gt; in Moscow</p>",
        "<p>if a<b Taliban Moscow</p>",
    ],
)
def test_a_page_with_both_sides_passes(body: str) -> None:
    assert passes(page(body))


def test_title_meta_attributes_and_scripts_are_looked_into() -> None:
    assert passes(page("", "<title>Taliban</title><meta property='og:title' content='Moscow'>"))
    data = json.dumps({"articleBody": "<p>Тали<b>бан</b></p>\nМосква"})
    assert "\\u0422" in data
    assert passes(page("", f"<script type='application/ld+json'>{data}</script>"))
    twice = html.escape(json.dumps({"text": 'the guests of the Taliban came to "Moscow"'}))
    assert passes(page(f'<div data-page="{twice}"></div>'))
    assert passes(page('<script>var s = "Taliban\\nMoscow\\/x";</script>'))
    assert passes(
        page("<script>s='\\u003cp\\u003eTali\\u003cb\\u003eban\\u003c/b\\u003e Moscow'</script>")
    )


@pytest.mark.parametrize(
    "body",
    [
        "<p>Cricket in Kabul</p>",
        "<p>Moscow weather</p>",
        "<p>Kabu lov and Mosc owie</p>",
        "<p>a diary of Rússell, no names</p>",
    ],
)
def test_a_page_with_one_side_or_none_is_stopped(body: str) -> None:
    assert not passes(page(body))


def test_short_names_need_borders() -> None:
    assert not passes(page("<p>Kabul Express: верфь, тариф РФпродукт</p>".replace("РФ", "рф")))
    assert passes(page("<p>Kabul, РФ</p>"))


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-16", "utf-8-sig"])
def test_charsets_declared_in_the_header(charset: str) -> None:
    assert passes(page("<p>Талибан и Москва</p>"), charset, charset)


def test_charset_declared_in_the_page_wrongly_or_nowhere() -> None:
    russian = page("<p>Талибан и Москва</p>", "<meta charset='windows-1251'>")
    assert passes(russian, None, "windows-1251")
    assert passes(russian, "utf-8", "windows-1251")
    assert passes(page("<p>Талибан и Москва</p>"), None, "windows-1251")
    assert passes(page("<p>Талибан и Москва</p>"), "iso-8859-1", "utf-8")
    assert passes(page("<p>طالبان و موسكو</p>"), None, "windows-1256")
    assert passes(page("<p>塔利班在莫斯科</p>"), None, "gb18030")
    assert passes(page("<p>Талибан и Москва</p>"), "no-such-charset", "utf-8")


@pytest.mark.parametrize("charset", ["koi8-r", "windows-1251", "gb18030"])
def test_a_page_without_a_charset_is_read_in_all_of_them_together(charset: str) -> None:
    """One name is in ASCII, which every charset shares, the other in letters of one of them."""
    other = "塔利班" if charset == "gb18030" else "Талибан"
    assert passes(page(f"<p>Moscow</p><p>{other}</p>"), None, charset)
    assert passes(page(f"<script>f('{other}', 'x')</script><p>Moscow</p>"), None, charset)
    assert not passes(page(f"<p>London</p><p>{other}</p>"), None, charset)


def test_an_inflected_name_is_found_by_the_form_that_it_contains() -> None:
    """Forms that contain another are not looked for by themselves."""
    for form in ("Талибаном", "протиталибанский", "Taliban-led"):
        assert screen().check_text(form).found == ("entity:taliban",), form


def test_a_body_cut_inside_a_character_and_broken_bytes() -> None:
    body = page("<p>Талибан и Москва</p>").encode() + "ж".encode()[:1]
    result = screen().check(body, "utf-8")
    assert result.passed
    assert result.decoded is not None
    assert screen().check(b"\xff\xfe\x00" + body, None) is not None
    assert (
        screen()
        .check("<p>Талибан и Москва \udcff".encode("utf-8", "surrogateescape"), "utf-8")
        .passed
    )


def test_what_was_found_is_told() -> None:
    result = screen().check("Талибан и Москва".encode(), None)
    assert result.found == ("entity:russia", "entity:taliban")
    assert screen().check_text("Kabul").found == ("entity:kabul",)


def test_empty_body() -> None:
    assert not screen().check(b"", None).passed


NAMES_B = [
    "Taliban",
    "талибами",
    "طالبان\u200cها",
    "塔利班",
    "Исламского Эмирата Афганистан",
    "IEA",
]
NAMES_A = ["Moscow", "России", "روسیه", "俄羅斯", "Марию Захарову", "Rossiyaning"]
INLINE = ["", "<b>", "</b>", "<a href='x'>", "<!-- c -->", "&shy;", "&#8203;", "<wbr>"]


def _written(name: str, cut: int, inside: str, style: str) -> str:
    cut %= len(name) + 1
    if style == "entities":
        return "".join(f"&#{ord(c)};" for c in name)
    if style == "json":
        return "<script>" + json.dumps({"a": f"<i>x</i> {name}"}) + "</script>"
    return name[:cut] + inside + name[cut:]


@given(
    st.sampled_from(NAMES_A),
    st.sampled_from(NAMES_B),
    st.integers(0, 40),
    st.sampled_from(INLINE),
    st.sampled_from(["plain", "entities", "json"]),
)
@settings(max_examples=150, deadline=None)
def test_no_page_with_the_names_is_lost(
    one: str, other: str, cut: int, inside: str, style: str
) -> None:
    first, second = (_written(name, cut, inside, style) for name in (one, other))
    body = f"<p>x {first} y</p><p>{second}</p>"
    assert passes(page(body))


def test_a_page_that_only_says_latin_1_is_read_in_its_real_charset() -> None:
    page = "<p>Талибан и Россия</p>".encode("windows-1251")
    right = screen().check(page, "windows-1251").found
    assert screen().check(page, "iso-8859-1").found == right != ()


def test_a_long_script_is_looked_into_on_every_page_that_has_it() -> None:
    code = "function f() { return 1; }\n" * 100
    script = f"<script>{code} var s = 'Taliban in Mos\\u0063ow';</script>"
    assert passes(page("<p>one</p>", script))
    assert passes(page("<p>another</p>", script))
    assert not passes(page("<p>a third</p>", f"<script>{code}</script>"))


def test_names_on_both_sides_of_long_scripts_are_found_together() -> None:
    code = "function f() { return 1; }\n" * 100
    assert passes(page(f"<p>Taliban</p><script>{code}</script><p>Moscow</p>"))
    assert passes(page(f"<p>Taliban</p><script>{code} 'Moscow'</script><p>x</p>"))
