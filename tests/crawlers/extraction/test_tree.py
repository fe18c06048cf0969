"""One parse, bounded in depth and size."""

import pytest

from crawlers.extraction.nesting import MAX_DEPTH, flatten
from crawlers.extraction.tree import MAX_TAGS, parse, text_of


def _depth(markup: str) -> int:
    page = parse(markup)
    assert page is not None
    return max(sum(1 for _ in e.iterancestors()) for e in page.root.iter("*"))


@pytest.mark.parametrize("tag", ["div", "b", "font", "table"])
def test_text_behind_two_hundred_thousand_open_tags_is_kept(tag: str) -> None:
    page = parse(f"<html><body><p>start</p>{f'<{tag}>' * 200_000}the end of it</body></html>")
    assert page is not None
    assert "start" in text_of(page.root)
    assert "the end of it" in text_of(page.root)


def test_nesting_is_flattened_to_the_limit() -> None:
    markup = "<html><body>" + "<div>" * 1000 + "x" + "</div>" * 1000 + "</body></html>"
    assert _depth(markup) <= MAX_DEPTH + 3
    page = parse(markup)
    assert page is not None
    assert "deep_tree_flattened" in page.flags


def test_ordinary_depth_is_left_alone() -> None:
    markup = "<div>" * 50 + "x" + "</div>" * 50
    assert flatten(markup) == markup


def test_a_page_of_too_many_elements_is_cut_and_says_so() -> None:
    page = parse("<html><body>" + "<p>one</p>" * MAX_TAGS + "</body></html>")
    assert page is not None
    assert "truncated_input" in page.flags
    assert sum(1 for _ in page.root.iter("p")) <= MAX_TAGS


def test_characters_that_xml_cannot_hold_are_dropped() -> None:
    page = parse("<p>a\x00b\x0bc\ufffed</p>")
    assert page is not None
    assert text_of(page.root) == "abcd"


def test_references_to_control_characters_in_nested_links_cost_no_page() -> None:
    nested = "<div><a href='/2'> two&#1;</a>&#2; three</div>"
    page = parse(f"<div><a href='/1'>one&#3;{nested}</a> four</div>")
    assert page is not None
    assert text_of(page.root).split() == ["one", "two", "three", "four"]


def test_nothing_to_read_is_none() -> None:
    assert parse(" \n ") is None
