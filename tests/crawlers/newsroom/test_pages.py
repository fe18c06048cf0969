"""The pages as a reader meets them: titles, dates, encodings, copies, and the words on them."""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import jdatetime
import pytest
from lxml import html

from analysis import codebook
from crawlers.newsroom import content
from crawlers.newsroom.content import OUTLETS, NewsroomError, Page, body_of, load_outlet
from crawlers.newsroom.expected import Expectation, load_expected
from crawlers.newsroom.render import escaped
from crawlers.newsroom.server import Newsroom

from .conftest import Get, Reply

AFGHAN_SIDE = re.compile(
    r"taliban|talib|afg[h‘]|kabul|tolibon|[тТ]ал[иі]б|[аА]фган|афғон|[кК]абул|кобул|толибон"
    r"|طالبان|طا-لبان|افغان|کابل|塔利班|阿富汗|神學士|喀布[尔爾]",
    re.IGNORECASE,
)
RUSSIA_SIDE = re.compile(
    r"russia|moscow|rossiya|moskva|rusya|росси|росій|рос[иіі][яї]\b|\bрф\b|москв|маскав|русия"
    r"|(?<!ع)روس[یيۍ]|روسیه|مسکو|ماسکو|(?<!\w)روس(?!\w)|روسيا|俄罗斯|俄羅斯|莫斯科",
    re.IGNORECASE,
)
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
MONTHS = {
    name: number
    for names in (
        "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
        "وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب",
        "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    )
    for number, name in enumerate(names.split(), start=1)
}


def raw_text(reply: Reply, encoding: str) -> str:
    """The raw page as a screen sees it: entities and JSON escapes decoded."""
    text = unescape(reply.body.decode(encoding))
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def slug_of(newsroom: Newsroom, url: str) -> str:
    return next(slug for slug in OUTLETS if url.startswith(newsroom.base_url(slug) + "/"))


def encoding_of(newsroom: Newsroom, url: str) -> str:
    return load_outlet(slug_of(newsroom, url)).encoding


def all_pages() -> list[tuple[str, Page]]:
    return [(slug, page) for slug in OUTLETS for page in load_outlet(slug).pages]


def expectation_of(slug: str, page: Page) -> Expectation:
    url = Newsroom().url(slug, escaped(page.path))
    return load_expected(edition=2)[url]


def test_the_sample_is_as_large_and_as_mixed_as_promised() -> None:
    entries = list(load_expected(edition=2).values())
    articles = [entry for entry in entries if entry.is_article]
    assert len(entries) >= 80
    assert len({entry.language for entry in articles}) >= 11
    verdicts = Counter(entry.verdict for entry in articles)
    assert verdicts["relevant"] >= 35
    assert verdicts["not_relevant"] >= 18
    assert verdicts["borderline"] >= 1
    relations = Counter(entry.relation for entry in articles)
    assert relations["exact"] >= 3
    assert relations["near"] >= 4
    stories = Counter(entry.story for entry in articles if entry.copy_of is None and entry.story)
    assert max(stories.values()) >= 3
    assert {"jsonld", "meta", "microdata", "time", "byline", "url", "feed", "sitemap"} == {
        entry.published_rule for entry in articles if entry.fate == "fetched"
    }
    assert sum(entry.comments for entry in articles) >= 6


def test_articles_show_the_expected_title_as_their_headline(newsroom: Newsroom, get: Get) -> None:
    for url, entry in load_expected(newsroom.base_port).items():
        if entry.fate not in ("fetched", "undated", "screened_out") or entry.same_as:
            continue
        tree = html.fromstring(get(url).body.decode(encoding_of(newsroom, url)))
        assert [node.text_content() for node in tree.iter("h1")] == [entry.title], url


def test_articles_show_their_authors_and_comments(newsroom: Newsroom, get: Get) -> None:
    for url, entry in load_expected(newsroom.base_port).items():
        if entry.is_article:
            text = raw_text(get(url), encoding_of(newsroom, url))
            assert all(author in text for author in entry.authors), url
            assert text.count('class="comment"') == entry.comments, url


def test_articles_are_of_a_news_piece_s_length() -> None:
    for slug, page in all_pages():
        entry = expectation_of(slug, page)
        if entry.is_article and page.language != "zh":
            words = sum(len(paragraph.split()) for paragraph in body_of(page))
            assert 100 <= words <= 450, (slug, page.id, words)


def test_articles_name_both_sides_somewhere_and_screened_pages_do_not(
    newsroom: Newsroom, get: Get
) -> None:
    for url, entry in load_expected(newsroom.base_port).items():
        if entry.fate not in ("fetched", "undated", "paywalled", "screened_out"):
            continue
        text = raw_text(get(url), encoding_of(newsroom, url))
        both = bool(AFGHAN_SIDE.search(text)) and bool(RUSSIA_SIDE.search(text))
        assert both == (entry.fate != "screened_out"), (url, entry.why)


def test_solar_hijri_bylines_name_the_day_of_publication() -> None:
    checked = 0
    for slug, page in all_pages():
        words = page.shown.translate(DIGITS).replace("،", " ").split()
        named = [(number, MONTHS[word]) for number, word in enumerate(words) if word in MONTHS]
        if not named or page.published is None:
            continue
        place, month = named[0]
        day, year = int(words[place - 1]), int(words[place + 1])
        shown = jdatetime.date(year, month, day).togregorian()
        assert shown == page.published.date(), (slug, page.id)
        checked += 1
    assert checked >= 15


def test_expected_dates_are_those_the_pages_state() -> None:
    for slug, page in all_pages():
        entry = expectation_of(slug, page)
        if entry.published_at is None or page.published is None:
            continue
        if entry.published_precision == "day":
            hours = (page.published - entry.published_at).total_seconds() / 3600
            assert 0 <= hours < 24, (slug, page.id)
        else:
            assert entry.published_at == page.published, (slug, page.id)


def test_exact_copies_share_their_text_and_near_copies_most_of_it() -> None:
    pages = {expectation_of(slug, page).url: page for slug, page in all_pages()}
    entries = load_expected(edition=2)
    for entry in entries.values():
        if entry.relation is None:
            continue
        assert entry.copy_of
        copy, source = body_of(pages[entry.url]), body_of(pages[entry.copy_of])
        if entry.relation == "exact":
            assert copy == source
        else:
            assert copy != source
            assert len(set(copy) & set(source)) >= 0.6 * len(source)
            assert entry.title != entries[entry.copy_of].title


def test_windows_1251_pages_leave_their_charset_to_the_meta_tag(
    newsroom: Newsroom, get: Get
) -> None:
    reply = get(newsroom.url("vestnik", "/world/2025-08-19/77741/"))
    assert reply.headers["Content-Type"] == "text/html"
    assert b"charset=windows-1251" in reply.body
    assert "Четыре года без школы".encode("cp1251") in reply.body


def test_one_page_is_declared_in_a_charset_that_is_not_its_own(
    newsroom: Newsroom, get: Get
) -> None:
    reply = get(newsroom.url("vestnik", "/world/77402/"))
    assert reply.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert "Трансафганская".encode("cp1251") in reply.body


def test_one_page_is_written_in_character_references(newsroom: Newsroom, get: Get) -> None:
    reply = get(newsroom.url("ledger", "/ar/2025/08/27/russia-kabul-trade/"))
    assert reply.body.isascii()
    assert "طالبان" in unescape(reply.body.decode("ascii"))


def test_undated_page_gives_no_date_anywhere(newsroom: Newsroom, get: Get) -> None:
    reply = get(newsroom.url("chinaristan", "/fa/note/31"))
    assert reply.headers["Last-Modified"] is None
    assert not re.search(r"<time|published|datePublished", reply.body.decode())


def test_a_mistake_in_a_content_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    (tmp_path / "mistaken.yaml").write_text("slug: mistaken\nname: [1]\n", encoding="utf-8")
    with pytest.raises(NewsroomError, match=r"mistaken\.yaml, name: "):
        load_outlet("mistaken")


def test_expected_topics_are_codes_of_the_packaged_codebook() -> None:
    known = {topic.code for topic in codebook.load().topics}
    wanted = {code for entry in load_expected(edition=2).values() for code in entry.topics}
    assert wanted <= known
    assert len(wanted) >= 10
