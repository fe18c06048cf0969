"""Which charset a page is in, whatever it says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extraction.tree import decode

RUSSIAN = "<p>Ярмарка открылась на севере, торговцы привезли ковры и сушёные фрукты.</p>" * 4


def test_windows_1251_declared_as_utf_8_is_read_by_its_bytes() -> None:
    decoded = decode(RUSSIAN.encode("cp1251"), "utf-8")
    assert decoded.text == RUSSIAN
    assert "charset_conflict" in decoded.flags


def test_utf_8_declared_as_windows_1251_is_read_by_its_bytes() -> None:
    markup = '<meta charset="windows-1251">' + RUSSIAN
    decoded = decode(markup.encode(), "windows-1251")
    assert decoded.text == markup
    assert decoded.encoding == "utf-8"
    assert "charset_conflict" in decoded.flags


def test_a_western_default_in_the_header_yields_to_the_pages_own_word() -> None:
    markup = '<meta charset="windows-1251">' + RUSSIAN
    decoded = decode(markup.encode("cp1251"), "iso-8859-1")
    assert decoded.text == markup
    assert "charset_conflict" in decoded.flags


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        ("<p>Prezzi più alti, però è già così: qualità garantita.</p>" * 3, "iso-8859-1"),
        ("<p>北部城市的贸易展览会于星期四开幕。</p>" * 4, "gb2312"),
        ("<p>افتتح المعرض التجاري في شمال البلاد</p>" * 4, "windows-1256"),
    ],
)
def test_the_declared_charset_is_used_where_the_bytes_fit_it(text: str, charset: str) -> None:
    decoded = decode(text.encode(charset), charset)
    assert decoded.text == text
    assert decoded.flags == ()


def test_the_pages_own_meta_tag_counts_without_a_header() -> None:
    markup = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">' + RUSSIAN
    assert decode(markup.encode("cp1251"), None).text == markup


def test_nothing_declared_at_all() -> None:
    assert decode(RUSSIAN.encode("cp1251"), None).text == RUSSIAN


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_believed_and_taken_off(encoding: str) -> None:
    assert decode(RUSSIAN.encode(encoding), "windows-1251").text == RUSSIAN


def test_one_broken_byte_does_not_change_the_charset() -> None:
    decoded = decode(RUSSIAN.encode() + b"\xd0" + RUSSIAN.encode(), "utf-8")
    assert decoded.encoding == "utf-8"
    assert "Ярмарка" in decoded.text


def test_text_decoded_wrongly_before_it_was_sent_is_repaired() -> None:
    broken = RUSSIAN.encode().decode("cp1251", "ignore")
    whole = "<p>Хорошо, что всё это видно</p>" * 10
    twice = whole.encode().decode("latin-1")
    decoded = decode(twice.encode(), "utf-8")
    assert decoded.text == whole
    assert "mojibake_repaired" in decoded.flags
    assert "mojibake" in decode(broken.encode() + "Ї".encode(), "utf-8").flags


@given(st.binary(max_size=2000), st.sampled_from([None, "utf-8", "gb2312", "x-unknown", "utf-16"]))
def test_any_bytes_can_be_decoded(body: bytes, declared: str | None) -> None:
    assert isinstance(decode(body, declared).text, str)


def test_a_long_run_of_ascii_does_not_slow_the_detection_down() -> None:
    body = RUSSIAN.encode("cp1251") + b"<p>" + b"a" * 400_000
    start = time.process_time()
    assert decode(body, None).text.startswith(RUSSIAN)
    assert time.process_time() - start < 5
