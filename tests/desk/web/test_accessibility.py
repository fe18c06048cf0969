"""axe-core finds no serious issue on any page, light or dark, wide or narrow."""

from importlib.resources import files
from typing import Any

import pytest

from tests.desk.web.test_browser import MIXED, chromium, open_as
from tests.support.desk import Text, fill, many, suggest

pytestmark = pytest.mark.long
__all__ = ["chromium", "open_as"]

axe = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")


def issues(page: Any) -> list[str]:
    """Serious and critical issues of the page as it stands."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url} {found['id']}: {node['html'][:160]}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(database, open_as, scheme: str) -> None:
    keys = fill(database, [MIXED, *many(3), Text("Low", "x y", score=0.4, comments=(("A", "B"),))])
    suggest(database, keys)
    page = open_as("adam")
    page.emulate_media(color_scheme=scheme)
    found: list[str] = []
    for path in (
        "/",
        f"/articles/{keys[0]}",
        f"/articles/{keys[4]}",
        "/search?q=envoy",
        "/charts",
        "/agreement",
        "/team",
        "/second",
        "/stories/suggested",
        "/runs",
        "/people",
        "/account",
    ):
        page.goto(path)
        for details in page.locator("details > summary").all():
            details.click()
        found += issues(page)
    page.keyboard.press("Shift+Slash")
    found += issues(page)
    assert found == []
