"""XML that reaches for files and hosts, or swells: nothing is read, asked or eaten."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.readers import Listing, NotReadable, read_feed, read_sitemap
from tests.support.web import serving

URL = "https://courier.example/x.xml"
Reader = Callable[..., Listing]
DOCUMENTS: list[tuple[Reader, str]] = [
    (
        read_feed,
        "<rss><channel><item><title>{text}</title><link>https://courier.example/{text}</link>"
        "</item><item><link>https://courier.example/2</link></item></channel></rss>",
    ),
    (
        read_sitemap,
        "<urlset><url><loc>https://courier.example/{text}</loc></url>"
        "<url><loc>https://courier.example/2</loc></url></urlset>",
    ),
]
BOTH = pytest.mark.parametrize(("reader", "document"), DOCUMENTS, ids=["feed", "sitemap"])


def read(reader: Reader, prolog: str, document: str) -> str:
    """All that came out, as one text; nothing for a document that is refused."""
    try:
        return repr(reader(f'<?xml version="1.0"?>{prolog}{document}'.encode(), URL))
    except NotReadable:
        return ""


@BOTH
@pytest.mark.parametrize(
    ("prolog", "text"),
    [
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "{place}">]>', "&x;"),
        ('<!DOCTYPE r [<!ENTITY x PUBLIC "p" "{place}">]>', "&x;"),
        ('<!DOCTYPE r [<!ENTITY % p SYSTEM "{place}"> %p;]>', "x"),
        ('<!DOCTYPE r SYSTEM "{place}">', "x"),
        ('<?xml-stylesheet href="{place}" type="text/xsl"?>', "x"),
        (
            "",
            '<i:include xmlns:i="http://www.w3.org/2001/XInclude" parse="text" href="{place}"/>',
        ),
    ],
)
def test_no_file_is_read_and_no_host_asked(
    reader: Reader, document: str, prolog: str, text: str, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("the secret")
    with serving() as web:
        web.put("/dtd", "the secret")
        for place in (file.as_uri(), str(file), web.url("/dtd")):
            written = document.format(text=text.format(place=place))
            assert "the secret" not in read(reader, prolog.format(place=place), written)
        assert web.paths() == []


@BOTH
def test_entities_that_multiply_are_not_expanded(reader: Reader, document: str) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    prolog = f'<!DOCTYPE r [<!ENTITY e0 "ha">{levels}]>'
    found = read(reader, prolog, document.format(text="&e9;"))
    assert "haha" not in found
    assert len(found) < 1_000


@BOTH
def test_nesting_without_end_is_cut_or_refused(reader: Reader, document: str) -> None:
    assert len(read(reader, "", document.format(text="<b>" * 100_000))) < 1_000_000


LEVELS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("reader", "root", "item"),
    [
        (read_feed, "rss", "<item><link>{link}</link></item>"),
        (read_sitemap, "urlset", "<url><loc>{link}</loc></url>"),
        (read_sitemap, "sitemapindex", "<sitemap><loc>{link}</loc></sitemap>"),
    ],
)
class TestAnUnreadRest:
    """What the parser gave up is no empty document, and one that goes on behind it no whole one."""

    BOMB = f'<!DOCTYPE r [<!ENTITY e0 "ha">{LEVELS}]>'

    def test_before_any_item_is_not_readable(self, reader: Reader, root: str, item: str) -> None:
        bomb = item.format(link="https://courier.example/&e11;")
        with pytest.raises(NotReadable, match="more than is allowed") as refused:
            reader(f"{self.BOMB}<{root}>{bomb}</{root}>".encode(), URL)
        assert refused.value.outcome == "not_readable"

    def test_behind_items_leaves_them_and_is_told(
        self, reader: Reader, root: str, item: str
    ) -> None:
        first, last = (item.format(link=f"https://courier.example/{n}") for n in (1, 2))
        bomb = item.format(link="https://courier.example/&e11;")
        listing = reader(f"{self.BOMB}<{root}>{first}{bomb}{last}</{root}>".encode(), URL)
        listed = listing.items or listing.documents
        assert [one.url for one in listed] == ["https://courier.example/1"]
        assert not listing.complete

    def test_cut_before_any_item_is_not_readable(
        self, reader: Reader, root: str, item: str
    ) -> None:
        with pytest.raises(NotReadable, match="cut short") as refused:
            reader(f"<{root}>{item[:5]}".encode(), URL)
        assert refused.value.outcome == "not_readable"

    def test_a_root_that_closes_itself_is_empty(self, reader: Reader, root: str, item: str) -> None:
        del item
        with pytest.raises(NotReadable) as refused:
            reader(f'<{root} xmlns="http://name.example/"/>'.encode(), URL)
        assert refused.value.outcome == "empty"
