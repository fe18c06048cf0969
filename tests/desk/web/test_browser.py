"""The desk in Debian's Chromium: keys, highlights, directions, two people, charts."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from desk.web.app import create_app
from models.coding import Annotation
from models.echo import Relation
from models.queries.actions import Decision
from models.queries.decisions import decide
from models.reviews import Review, Reviewer, SecondReview
from models.session import reading, writing
from tests.support.desk import NOON, PASSWORD, Browser, Text, article, fill, many, settings, suggest
from tests.support.served import served

pytestmark = pytest.mark.long

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-gpu",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_as(chromium: Any, database: Engine) -> Iterator[Callable[[str], Any]]:
    """Pages of logged-in people on one desk; a page that broke a policy or a script fails."""
    troubles: list[str] = []
    contexts: list[Any] = []
    with served(create_app(database, settings(review_second_share=0.0))) as address:

        def opened(name: str, path: str = "/") -> Any:
            context = chromium.new_context(base_url=address)
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.on(
                "console",
                lambda said: (
                    troubles.append(said.text) if "Content Security" in said.text else None
                ),
            )
            page.goto(f"/login?next={path}")
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            at_work(page, "nav")
            return page

        yield opened
        for context in contexts:
            context.close()
    assert not troubles


def at_work(page: Any, selector: str) -> None:
    """Wait for a page that holds this and takes keys: scripts run when all of it is there."""
    page.wait_for_selector(f"body[data-ready=yes] {selector}")


def settled(page: Any) -> None:
    """Wait until every decision is stored."""
    page.wait_for_selector("body[data-pending='0']")


def decisions(engine: Engine) -> list[Review]:
    with reading(engine) as session:
        return list(session.scalars(select(Review).order_by(Review.id)))


def test_thirty_articles_by_keyboard_at_ten_keys_a_second_and_none_is_lost(
    database, open_as
) -> None:
    keys = fill(database, many(32))
    page = open_as("vera")
    page.keyboard.press("KeyJ")
    page.keyboard.press("Enter")
    at_work(page, "#article")
    pressed = [("KeyR", "KeyN", "KeyB")[n % 3] for n in range(30)]
    for code in pressed:
        page.keyboard.press(code, delay=20)
        # how fast a person types; what is waited for is waited for below
        page.wait_for_timeout(80)
    settled(page)
    wanted = {"KeyR": "relevant", "KeyN": "not_relevant", "KeyB": "borderline"}
    made = [(review.article_id, review.value["verdict"]) for review in decisions(database)]
    assert made == [(key, wanted[code]) for key, code in zip(keys, pressed, strict=False)]
    page.wait_for_selector(f"#article[data-article='{keys[30]}']")


def test_keys_are_kept_while_the_server_does_not_answer(database, open_as) -> None:
    fill(database, many(8))
    page = open_as("vera")
    page.keyboard.press("KeyJ")
    failing = {"left": 3}

    def unreliable(route: Any) -> None:
        if failing["left"]:
            failing["left"] -= 1
            route.abort()
        else:
            route.continue_()

    page.route("**/decide", unreliable)
    for _ in range(5):
        page.keyboard.press("KeyN")
    settled(page)
    assert len(decisions(database)) == 5
    assert len({review.article_id for review in decisions(database)}) == 5


def test_keys_work_on_a_russian_and_a_persian_layout(database, open_as) -> None:
    keys = fill(database, many(3))
    page = open_as("vera", f"/articles/{keys[0]}")
    for number, (code, letter) in enumerate((("KeyN", "т"), ("KeyB", "ذ"))):
        page.evaluate(
            "([code, key]) => document.body.dispatchEvent("
            "new KeyboardEvent('keydown', {code, key, bubbles: true}))",
            [code, letter],
        )
        if number == 0:
            page.wait_for_selector(f"#article[data-article='{keys[1]}']")
    settled(page)
    assert [article(database, key).verdict for key in keys[:2]] == ["not_relevant", "borderline"]


def test_persian_is_set_from_right_to_left_and_russian_beside_it_is_not(database, open_as) -> None:
    text = "سفیر تازه آمد و گفت.\n\nПосол приехал в Кабул."
    (key,) = fill(database, [Text("سفیر آمد: Kabul 2025", text, "fa")])
    page = open_as("rita", f"/articles/{key}")
    direction = "element => getComputedStyle(element).direction"
    assert page.locator("h1").evaluate(direction) == "rtl"
    assert page.locator("#text p").nth(0).evaluate(direction) == "rtl"
    assert page.locator("#text p").nth(1).evaluate(direction) == "ltr"


MIXED = Text(
    "🕊️ سفیر با وزیر دیدار کرد",
    "👨‍👩‍👧 خبر: «سفیر» ذبیح‌الله آمد.\nКабул 🇦🇫: посол встретил министра.\n𠀀 外交部长会见了特使。",
    "fa",
    tags=(
        ("topic", "envoys", "ذبیح‌الله"),
        ("topic", "trade", "министра"),
        ("entity", "ministry", "特使"),
        ("designation", "movement", "وزیر"),
    ),
)


def test_highlights_stand_on_the_right_letters_and_tell_why_on_focus(database, open_as) -> None:
    (key,) = fill(database, [MIXED])
    page = open_as("rita", f"/articles/{key}")
    marks = page.locator("#article mark").all_text_contents()
    assert marks == ["وزیر", "ذبیح‌الله", "министра", "特使"]
    page.keyboard.press("Period")
    assert "movement.rule" in page.locator("#why").text_content()
    assert "codebook 1-abc" in page.locator("#why").text_content()


def test_words_selected_behind_emoji_become_a_tag_at_the_right_characters(
    database, open_as
) -> None:
    (key,) = fill(database, [MIXED])
    page = open_as("vera", f"/articles/{key}")
    page.evaluate(
        """() => {
          const paragraph = document.querySelectorAll('#text p')[2];
          const node = paragraph.firstChild;
          const at = node.data.indexOf('外交部长');
          getSelection().setBaseAndExtent(node, at, node, at + 4);
        }"""
    )
    page.keyboard.press("KeyT")
    page.keyboard.type("topic:trade")
    page.keyboard.press("Enter")
    settled(page)
    with reading(database) as session:
        tag = session.scalars(select(Annotation).where(Annotation.rule == "person")).one()
    assert MIXED.text[tag.start_offset : tag.end_offset] == "外交部长" == tag.matched_text


def test_undo_goes_back_to_the_article_and_a_new_verdict_counts(database, open_as) -> None:
    keys = fill(database, many(3))
    page = open_as("vera", f"/articles/{keys[0]}")
    page.keyboard.press("KeyN")
    page.wait_for_selector(f"#article[data-article='{keys[1]}']")
    page.keyboard.press("KeyU")
    page.wait_for_selector(f"#article[data-article='{keys[0]}']")
    page.keyboard.press("KeyB")
    settled(page)
    assert article(database, keys[0]).verdict == "borderline"
    assert [review.action for review in decisions(database)] == ["verdict", "undo", "verdict"]


def test_two_people_on_one_article_see_each_other_and_neither_overwrites(database, open_as) -> None:
    keys = fill(database, many(2))
    vera, karim = open_as("vera", f"/articles/{keys[0]}"), open_as("karim", f"/articles/{keys[0]}")
    karim.wait_for_selector("#others >> text=vera")
    vera.keyboard.press("KeyR")
    settled(vera)
    karim.keyboard.press("KeyN")
    settled(karim)
    karim.wait_for_selector("#notices >> text=vera decided meanwhile")
    assert article(database, keys[0]).verdict == "relevant"


def test_the_second_reader_is_blind_and_a_lead_settles_the_disagreement(database, open_as) -> None:
    keys = fill(database, many(1))
    vera = open_as("vera", f"/articles/{keys[0]}")
    with vera.expect_navigation():
        vera.get_by_role("button", name="not relevant").click()
    with reading(database) as session:
        first = session.scalars(select(Reviewer).where(Reviewer.name == "vera")).one()
        review = session.scalars(select(Review)).one()
    with writing(database) as session:
        session.add(
            SecondReview(
                article_id=keys[0],
                revision_id=review.revision_id,
                reason="share",
                first_reviewer_id=first.id,
                first_verdict="not_relevant",
                state="open",
                created_at=review.at,
            )
        )
    karim = open_as("karim", "/second")
    karim.get_by_role("link", name="Report 0").click()
    at_work(karim, "#article")
    said = karim.locator("#article").text_content()
    assert "vera" not in said and "History" not in said
    karim.keyboard.press("KeyR")
    karim.wait_for_url("**/second")
    assert article(database, keys[0]).review_status == "flagged"
    lena = open_as("lena", "/team")
    assert "vera" in lena.locator("main").text_content()
    lena.get_by_role("button", name="borderline").click()
    lena.wait_for_selector("text=Done: resolved")
    assert article(database, keys[0]).verdict == "borderline"


def test_second_opinions_typed_faster_than_the_server_answers_go_to_their_articles(
    database, open_as
) -> None:
    keys = fill(database, many(3))
    with writing(database) as session:
        for key in keys:
            decide(session, Decision(key, 2, "flag", version=0), NOON)
    page = open_as("karim", f"/articles/{keys[0]}")
    for code in ("KeyR", "KeyN", "KeyB"):
        page.keyboard.press(code)
    page.wait_for_url("**/second")
    verdicts = [article(database, key).verdict for key in keys]
    assert verdicts == ["relevant", "not_relevant", "borderline"]


def test_marks_are_gone_through_and_judged_one_after_the_other(database, open_as) -> None:
    (key,) = fill(database, [MIXED])
    page = open_as("vera", f"/articles/{key}")
    for number, code in enumerate(("KeyC", "KeyX", "KeyC"), 1):
        page.keyboard.press("Period")
        page.keyboard.press(code)
        settled(page)
        # the panel came again with the decision, and the mark has the focus as before
        page.wait_for_selector(f"#article[data-version='{number}'] mark:focus")
    with reading(database) as session:
        judged = session.scalars(select(Annotation).where(Annotation.origin == "human"))
        found = {tag.matched_text: tag.status for tag in judged}
    assert found == {"وزیر": "confirmed", "ذبیح‌الله": "rejected", "министра": "confirmed"}


def test_suggested_links_are_settled_by_keyboard(database, open_as) -> None:
    keys = fill(database, many(4))
    suggest(database, keys)
    page = open_as("vera", "/stories/suggested")
    for code in ("KeyJ", "KeyC", "KeyX", "KeyX", "KeyU"):
        page.keyboard.press(code)
    settled(page)
    with reading(database) as session:
        found = session.scalars(select(Relation).order_by(Relation.similarity.desc()))
        assert [link.status for link in found] == ["confirmed", "rejected", "suggested"]
    assert page.locator("#queue [data-decided]").count() == 2


def test_a_bar_of_a_chart_leads_to_the_articles_behind_it(database, open_as) -> None:
    fill(database, [*many(5), Text("Other", "x y", tags=(("topic", "trade", "x"),))])
    page = open_as("rita", "/charts")
    page.locator("#topics .wide a[aria-label^='trade: 1 items']").click()
    at_work(page, "#queue")
    assert page.locator("#queue a.title").all_text_contents() == ["Other"]


def test_the_help_and_the_list_work_by_keyboard_alone(database, open_as) -> None:
    keys = fill(database, many(3))
    page = open_as("vera")
    page.keyboard.press("Shift+Slash")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyR")
    page.keyboard.press("KeyU")
    page.keyboard.press("KeyN")
    settled(page)
    assert article(database, keys[0]).verdict == "not_relevant"


def test_narrow_screens_scroll_only_downwards(database, open_as) -> None:
    long = "A very long title of a story that many outlets have told " * 3
    key, copy = fill(database, [MIXED, Text(long, "x y")])
    suggest(database, [key, copy])
    desk = Browser(database)
    desk.log_in("vera")
    link = {"other": str(key), "kind": "near", "status": "confirmed"}
    assert desk.decide(copy, "link", **link).status_code == 200
    page = open_as("vera", f"/articles/{key}")
    page.set_viewport_size({"width": 360, "height": 700})
    for path in (f"/articles/{key}", "/", "/agreement", "/charts", "/stories/suggested", "/runs"):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, path


def test_charts_on_a_narrow_screen_are_drawn_for_it(database, open_as) -> None:
    fill(database, many(5))
    page = open_as("rita", "/charts")
    page.set_viewport_size({"width": 420, "height": 800})
    drawn = page.locator("#coverage svg:visible")
    assert drawn.count() == 1
    shown, meant = drawn.bounding_box()["width"], int(drawn.get_attribute("width"))
    # letters of 12 pixels stay readable
    assert 12 * shown / meant >= 11
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator("#coverage svg:visible").bounding_box()["width"] > 700
