"""Section pages: which links are taken for articles."""

import pytest

from crawlers.catalog.channels import LinkRules
from crawlers.readers import EmptyDocument, NotReadable, read_section

URL = "https://outlet.example/politics/"
HOSTS = ("outlet.example",)
PAGE = b"""<html><body><nav><a href="/">Home</a><a href="/video/9">Video</a></nav>
<main><a href="/2025/07/talks#c"><img alt=""></a><a href="/2025/07/talks"> Talks in
<b>Moscow</b></a><a href="https://www.outlet.example/2025/07/aid">Aid</a>
<a href="https://other.example/2025/07/x">Elsewhere</a><a href="mailto:a@b.example">Mail</a>
<a href="photo.jpg">Photo</a><a href="?page=2">Next</a><a href="http://[broken">Broken</a>
<a>None</a></main></body></html>"""


def urls(rules: LinkRules, body: bytes = PAGE) -> list[str]:
    return [item.url for item in read_section(body, URL, rules, HOSTS).items]


def test_without_rules_links_to_own_hosts_are_taken() -> None:
    assert urls(LinkRules()) == [
        "https://outlet.example/video/9",
        "https://outlet.example/2025/07/talks",
        "https://www.outlet.example/2025/07/aid",
        "https://outlet.example/politics/?page=2",
    ]


def test_selector_allow_and_deny() -> None:
    rules = LinkRules(selector="main", allow=(r"/20\d\d/",), deny=("/aid",))
    assert urls(rules) == [
        "https://outlet.example/2025/07/talks",
        "https://other.example/2025/07/x",
    ]


def test_longest_link_text_is_the_title() -> None:
    items = read_section(PAGE, URL, LinkRules(allow=("talks",)), HOSTS).items
    assert [item.title for item in items] == ["Talks in Moscow"]


def test_base_element_and_charset_header() -> None:
    body = '<base href="https://outlet.example/fa/"><a href="x1">Кабул</a>'.encode("cp1251")
    [item] = read_section(body, URL, LinkRules(), HOSTS, "windows-1251").items
    assert (item.url, item.title) == ("https://outlet.example/fa/x1", "Кабул")


def test_host_with_a_path_owns_that_path_only() -> None:
    body = b'<a href="/russian/1">a</a><a href="/pashto/1">b</a><a href="/russianx">c</a>'
    items = read_section(body, URL, LinkRules(), ("outlet.example/russian",)).items
    assert [item.url for item in items] == ["https://outlet.example/russian/1"]


def test_page_without_a_link_that_counts() -> None:
    with pytest.raises(EmptyDocument):
        urls(LinkRules(allow=("/never/",)))
    with pytest.raises(NotReadable, match=r"div\.list"):
        urls(LinkRules(selector="div.list"))
    with pytest.raises(NotReadable, match="empty"):
        urls(LinkRules(), b" ")
