"""What no database takes is replaced, character for character, wherever it stands."""

from datetime import UTC, datetime

from crawlers.extraction.engine import extract
from crawlers.extraction.storable import storable
from crawlers.extraction.types import LiveEntry, PageInput, PageOutcome

PAGE = """<html><head><script type="application/ld+json">
{"@type":"NewsArticle","headline":"En\\u0000voys \\ud83d meet in the capital"}</script></head>
<body><p>The envoys met in the capital and spoke of trade and of the roads.</p></body></html>"""


def test_offsets_hold_and_nothing_is_left_that_cannot_be_stored() -> None:
    entry = LiveEntry(3, 9, "a\x00b", None, datetime(2025, 7, 3, tzinfo=UTC))
    assert storable((entry, {"k\udc00": ["\ud83d"]})) == (
        LiveEntry(3, 9, "a\ufffdb", None, datetime(2025, 7, 3, tzinfo=UTC)),
        {"k\ufffd": ["\ufffd"]},
    )


def test_a_page_with_half_a_character_in_its_headline_can_be_stored() -> None:
    page = extract(PageInput("", PAGE.encode(), "text/html", {}, datetime.now(UTC)))
    outcome = storable(PageOutcome("undated", "", page, page.title))
    assert outcome.page is not None
    assert outcome.page.title == "En\ufffdvoys \ufffd meet in the capital"
    outcome.page.title.encode()
