"""The page of a digest in Debian's Chromium."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.digests.render import Issue, Renderer

pytestmark = pytest.mark.long

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
DAY = datetime(2025, 7, 3, tzinfo=UTC)


def story(title: str, quote: str, language: str) -> dict[str, object]:
    return {
        "article_id": 1,
        "title": title,
        "url": "https://courier.example/1",
        "source": "Courier",
        "language": language,
        "items": 1,
        "independent_items": 1,
        "sources": ["Courier"],
        "languages": [language],
        "quote": {"speaker": "Homayun Zharf", "words": quote},
    }


def test_quotations_run_in_their_own_direction_and_nothing_is_loaded(tmp_path: Path) -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    content = {
        "items": 2,
        "independent_items": 2,
        "sources": 1,
        "languages": {"fa": 1, "ru": 1},
        "stories": [
            story("سفیر تازه به کابل آمد", "«ما با هر دو سو سخن می‌گوییم.»", "fa"),
            story("Посол прибыл в Кабул", "«Мы говорим с обеими сторонами».", "ru"),
        ],
    }
    issue = Issue(1, "day", DAY, DAY, DAY, content, "2025-07-03", "2025-07-03")
    page_file = tmp_path / "digest.html"
    page_file.write_text(Renderer().html(issue), "utf-8")
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        direction = "element => getComputedStyle(element).direction"
        quotes = page.locator("blockquote")
        found = [quotes.nth(number).evaluate(direction) for number in range(2)]
        titles = page.locator("li > bdi")
        said = [titles.nth(number).evaluate(direction) for number in range(2)]
        browser.close()
    assert found == said == ["rtl", "ltr"]
    assert asked == [page_file.as_uri()]
