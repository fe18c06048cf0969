"""PDF and DOCX files as pages: text in paragraphs, titles, authors, dates, and what stops them."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawlers.extraction.documents import pdf as pdf_reader
from crawlers.extraction.documents import word
from crawlers.extraction.documents.reflow import Line, reflow
from crawlers.extraction.tree import MAX_BYTES
from crawlers.extraction.types import ExtractedPage, PageHints
from tests.crawlers.extraction.conftest import PARAGRAPHS
from tests.support.documents import docx_file, pdf, printed

Read = Callable[..., ExtractedPage]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ADDRESS = "https://ministry.example/press/statement"
ENGLISH = (
    "Statement on the road across the high pass",
    ("3 July 2025", "By Ada Quill", *PARAGRAPHS),
)
RUSSIAN = (
    "Сообщение для печати о переговорах по перевалу",
    (
        "Москва, 7 октября 2025 года",
        "Стороны обсудили восстановление дороги через перевал, закрытой с весны этого года после "
        "обвала, и договорились о встрече экспертов в ноябре.",
        "Следующий раунд намечен на осень. Участники поблагодарили хозяев за гостеприимство.",
    ),
)
PERSIAN = (
    "اعلامیه وزارت تجارت در باره راه کوتل",
    (
        "۱۲ سرطان ۱۴۰۴",
        "وزارت تجارت روز پنجشنبه هیئت اتاق بازرگانی شمال را پذیرفت و در باره راه کوتل که از بهار "
        "بسته است گفتگو کرد و قرار شد کارشناسان دیدار کنند.",
        "دور بعدی گفتگوها در خزان برگزار خواهد شد و از خبرنگاران دعوت می شود.",
    ),
)


def day_of(page: ExtractedPage) -> tuple[str | None, str | None]:
    chosen = page.dates.chosen
    return (f"{chosen.value:%Y-%m-%d}", chosen.rule) if chosen else (None, None)


@pytest.mark.parametrize(
    ("written", "rtl", "language", "day"),
    [
        (ENGLISH, False, "en", "2025-07-03"),
        (RUSSIAN, False, "ru", "2025-10-07"),
        (PERSIAN, True, "fa", "2025-07-03"),
    ],
)
@pytest.mark.parametrize("format_", ["pdf", "docx"])
def test_a_statement_gives_its_title_paragraphs_date_and_language(
    written: tuple[str, tuple[str, ...]],
    rtl: bool,
    language: str,
    day: str,
    format_: str,
    read: Read,
) -> None:
    heading, paragraphs = written
    body = (
        pdf([printed(paragraphs, heading)], rtl=rtl)
        if format_ == "pdf"
        else docx_file(paragraphs, heading)
    )
    page = read(body, ADDRESS, "application/octet-stream")
    assert (page.kind, page.title, page.title_rule) == ("article", heading, "heading")
    assert page.text.split("\n") == list(paragraphs)
    assert page.language.code == language
    found, rule = day_of(page)
    assert (found, str(rule).partition(":")[0]) == (day, "byline")


def test_a_byline_in_the_text_is_believed_before_the_metadata(read: Read) -> None:
    heading, paragraphs = ENGLISH
    body = pdf([printed(paragraphs, heading)], {"/Author": "Bo Clerk"})
    assert read(body, ADDRESS).authors == ("Ada Quill",)
    assert read(docx_file(PARAGRAPHS, heading, author="Bo Clerk"), ADDRESS).authors == ("Bo Clerk",)


def test_the_account_of_a_computer_is_no_author(read: Read) -> None:
    assert read(docx_file(PARAGRAPHS, author="admin"), ADDRESS).authors == ()


def test_a_title_in_the_metadata_counts_when_the_page_shows_it(read: Read) -> None:
    heading, paragraphs = ENGLISH
    shown = pdf([printed((heading, *paragraphs))], {"/Title": heading})
    page = read(shown, ADDRESS)
    assert (page.title, page.title_rule) == (heading, "meta:pdf:title")
    assert heading not in page.text
    other = pdf([printed(paragraphs, heading)], {"/Title": "Template of the press office"})
    assert read(other, ADDRESS).title == heading


@pytest.mark.parametrize("name", ["Microsoft Word - final_2.docx", "untitled", "Layout 1"])
def test_a_name_of_a_file_or_form_is_no_title(name: str, read: Read) -> None:
    title = read(pdf([printed(PARAGRAPHS)], {"/Title": name}), ADDRESS).title
    assert title is None


def test_the_day_of_export_counts_less_than_a_dateline_and_more_than_nothing(read: Read) -> None:
    export = {"/CreationDate": "D:20250811101500+03'00'", "/ModDate": "D:20251001000000Z"}
    silent = read(pdf([printed(PARAGRAPHS)], export), ADDRESS)
    assert day_of(silent) == ("2025-08-11", "meta:pdf:CreationDate")
    assert silent.dates.chosen is not None
    assert silent.dates.chosen.raw == "D:20250811101500+03'00'"
    assert silent.dates.chosen.value == datetime(2025, 8, 11, 7, 15, tzinfo=UTC)
    heading, paragraphs = ENGLISH
    next_morning = {"/CreationDate": "D:20250704071500Z"}
    dated = read(pdf([printed(paragraphs, heading)], next_morning), ADDRESS)
    assert day_of(dated) == ("2025-07-03", "byline")
    listed = PageHints(published_raw="2025-07-05T10:00:00Z", published_rule="feed")
    assert day_of(read(pdf([printed(PARAGRAPHS)], export), ADDRESS, hints=listed))[1] == "feed"


def test_the_template_that_files_are_made_from_gives_no_date(read: Read) -> None:
    assert day_of(read(docx_file(PARAGRAPHS), ADDRESS)) == (None, None)
    dated = docx_file(PARAGRAPHS, created=datetime(2025, 7, 4, 9, tzinfo=UTC))
    assert day_of(read(dated, ADDRESS)) == ("2025-07-04", "meta:docx:created")


def test_a_sentence_runs_on_over_a_page_break_and_running_heads_go(read: Read) -> None:
    long = " ".join(PARAGRAPHS)
    lines = printed([long, long], top=700)
    cut = len(lines) // 3
    pages = []
    for number in range(3):
        part = lines[number * cut : (number + 1) * cut] if number < 2 else lines[2 * cut :]
        head = ("Ministry of Trade, press office", 770.0, 9.0)
        pages.append([head, *part, (f"Page {number + 1} of 3", 20.0, 9.0)])
    page = read(pdf(pages), ADDRESS)
    assert "press office" not in page.text
    assert "of 3" not in page.text
    assert page.text.split("\n") == [long, long]


def test_a_word_hyphenated_at_a_lines_end_is_made_whole() -> None:
    lines = [Line("The delegation dis-", 100, 11), Line("cussed the road for", 86, 11)]
    assert reflow([[*lines, Line("hours.", 72, 11)]]) == [
        "The delegation discussed the road for hours."
    ]


def test_tables_and_insertions_of_a_docx_are_text(read: Read) -> None:
    page = read(docx_file(PARAGRAPHS, table=("Apricots", "4,000 tonnes")), ADDRESS, DOCX)
    assert page.text.split("\n")[-2:] == ["Apricots", "4,000 tonnes"]


def test_letters_drawn_as_shapes_become_letters(read: Read) -> None:
    shapes = "ﻃﺎﻟﺒﺎﻥ ﻭ ﻣﺴﮑﻮ ﺩﺭ ﺑﺎﺭﻩ ﺭﺍﻩ ﮐﻮﺗﻞ ﮔﻔﺘﮕﻮ ﮐﺮﺩﻧﺪ"
    page = read(pdf([printed([shapes])], rtl=True), ADDRESS)
    assert page.text == "طالبان و مسکو در باره راه کوتل گفتگو کردند"


def test_an_encrypted_file_says_so(read: Read) -> None:
    page = read(pdf([printed(PARAGRAPHS)], password="secret"), ADDRESS)
    assert (page.kind, page.flags) == ("unsupported", ())
    assert "password" in page.kind_reasons[0]


def test_a_file_that_only_forbids_printing_is_read(read: Read) -> None:
    page = read(pdf([printed(PARAGRAPHS)], password=""), ADDRESS)
    assert page.text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize("body", [pdf([printed(PARAGRAPHS)])[:700], docx_file(PARAGRAPHS)[:4000]])
def test_a_damaged_file_says_so(body: bytes, read: Read) -> None:
    page = read(body, ADDRESS, None)
    assert (page.kind, page.flags) == ("unsupported", ("damaged_document",))
    assert "damaged" in page.kind_reasons[0]


def test_pictures_of_pages_are_empty_with_their_number(read: Read) -> None:
    page = read(pdf([[], []]), ADDRESS)
    assert (page.kind, page.kind_reasons[0]) == ("empty", "PDF of 2 pages")


def test_more_pages_than_are_read_are_told(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "MAX_PAGES", 2)
    page = read(pdf([printed([text]) for text in PARAGRAPHS]), ADDRESS)
    assert page.text.split("\n") == list(PARAGRAPHS[:2])
    assert page.flags == ("truncated_input",)
    assert "4 pages, of which 2 were read" in page.kind_reasons


def test_a_slow_file_ends_with_what_was_read(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "MAX_SECONDS", -1.0)
    page = read(pdf([printed(PARAGRAPHS)]), ADDRESS)
    assert page.flags == ("truncated_input",)
    assert "took too long" in page.kind_reasons[-1]


def test_files_too_large_are_refused_with_their_size(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = read(b"%PDF-1.7\n" + b"0" * MAX_BYTES, ADDRESS)
    assert "larger than 10 MB" in page.kind_reasons[0]
    monkeypatch.setattr(word, "MAX_UNPACKED", 1_000)
    assert "unpacks to" in read(docx_file(PARAGRAPHS), ADDRESS).kind_reasons[0]


@pytest.mark.parametrize(("module", "format_"), [("pypdf", "PDF"), ("docx", "DOCX")])
def test_without_the_library_the_reason_names_the_extra(
    module: str, format_: str, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = pdf([printed(PARAGRAPHS)]) if format_ == "PDF" else docx_file(PARAGRAPHS)
    monkeypatch.setitem(sys.modules, module, None)
    page = read(body, ADDRESS)
    assert page.kind == "unsupported"
    assert page.kind_reasons == (
        f"a {format_} file; to read these install the extra: pip install 'salang[formats]'",
    )


def test_other_office_files_are_not_taken_for_documents(read: Read) -> None:
    sheet = docx_file(PARAGRAPHS).replace(b"word/", b"xl__/")
    assert read(sheet, ADDRESS, None).kind_reasons == ("ZIP or Office file",)
