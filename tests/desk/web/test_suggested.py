"""Suggested links between stories: what waits for a person."""

from sqlalchemy import select

from models.echo import Relation
from models.session import reading
from tests.support.desk import fill, many, suggest


def links(engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        found = session.scalars(select(Relation).order_by(Relation.similarity.desc()))
        return [(link.status, link.origin) for link in found]


def test_pairs_stand_side_by_side_strongest_first_and_page_by_page(database, browser) -> None:
    keys = fill(database, many(34))
    suggest(database, keys)
    first = browser("rita").get("/stories/suggested").text
    assert first.count("data-other") == 30
    assert first.index(f'data-article="{keys[0]}"') < first.index(f'data-article="{keys[1]}"')
    assert "two names in common" in first
    address = first.split('<a rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert browser("rita").client.get(address).text.count("data-other") == 3


def test_a_confirmed_pair_shares_a_story_and_waits_no_more(database, browser) -> None:
    keys = fill(database, many(3))
    suggest(database, keys)
    vera = browser("vera")
    link = {"other": str(keys[1]), "kind": "same_story", "status": "confirmed"}
    assert vera.decide(keys[0], "link", **link).status_code == 200
    assert links(database)[0] == ("confirmed", "human")
    assert vera.get("/stories/suggested").text.count("data-other") == 1
    assert vera.send("/undo").status_code == 200
    assert links(database)[0] == ("suggested", "machine")


def test_pairs_with_an_article_to_be_judged_blind_are_left_out(database, browser) -> None:
    keys = fill(database, many(2))
    suggest(database, keys)
    browser("vera", review_second_share=1.0).decide(keys[1], "verdict", verdict="relevant")
    assert "data-other" not in browser("karim").get("/stories/suggested").text
    assert "data-other" in browser("vera").get("/stories/suggested").text


def test_a_place_that_is_none_is_refused(browser) -> None:
    for place in ("x", "1~", "nan~1", "0.5~-1", "1e5~1", "0.5~1 OR 1"):
        assert browser("rita").get("/stories/suggested", after=place).status_code == 400
