"""The sample newsroom over real HTTP: it answers what its expected data say."""

import threading
from collections import Counter
from urllib.robotparser import RobotFileParser

import pytest

from crawlers.newsroom.content import OUTLETS, NewsroomError, load_outlet
from crawlers.newsroom.expected import Expectation, load_expected
from crawlers.newsroom.server import Newsroom

from .conftest import Get


def expected_with(newsroom: Newsroom, *fates: str) -> list[Expectation]:
    entries = load_expected(newsroom.base_port, newsroom.edition).values()
    return [entry for entry in entries if entry.fate in fates]


def test_pages_answer_with_the_status_their_fate_needs(newsroom: Newsroom, get: Get) -> None:
    strange = {}
    for url, entry in load_expected(newsroom.base_port).items():
        if entry.fate == "too_large":
            continue
        status = get(url, "HEAD").status
        wanted = {"http_error": (404, 410), "redirect_loop": (302,)}.get(entry.fate, (200,))
        if status not in wanted:
            strange[url] = status
    assert strange == {}


def test_redirect_loop_never_ends(newsroom: Newsroom, get: Get) -> None:
    (loop,) = expected_with(newsroom, "redirect_loop")
    seen = [loop.url]
    for _ in range(4):
        seen.append(get(seen[-1]).headers["Location"])
    assert seen[0] == seen[2] == seen[4]
    assert seen[1] == seen[3] != seen[0]


def test_large_page_streams_thirty_megabytes_without_saying_so(
    newsroom: Newsroom, get: Get
) -> None:
    (large,) = expected_with(newsroom, "too_large")
    reply = get(large.url)
    assert "Content-Length" not in reply.headers
    assert len(reply.body) >= 30 * 1024 * 1024


def test_robots_txt_closes_the_denied_page_and_no_other(newsroom: Newsroom, get: Get) -> None:
    robots = {}
    for slug in OUTLETS:
        reply = get(newsroom.url(slug, "/robots.txt"))
        parser = RobotFileParser()
        parser.parse(reply.body.decode().splitlines() if reply.status == 200 else [])
        robots[newsroom.base_url(slug)] = parser
    for url, entry in load_expected(newsroom.base_port).items():
        base = "/".join(url.split("/")[:3])
        assert robots[base].can_fetch("Salang", url) == (entry.fate != "robots_denied"), url


def test_one_outlet_asks_for_a_crawl_delay_of_a_fraction(newsroom: Newsroom, get: Get) -> None:
    assert b"Crawl-delay: 0.1" in get(newsroom.url("dwasind", "/robots.txt")).body


def test_conditional_requests_are_answered_304(newsroom: Newsroom, get: Get) -> None:
    ways_in = [newsroom.url(s, c.path) for s in OUTLETS for c in load_outlet(s).channels]
    articles = [entry.url for entry in expected_with(newsroom, "fetched")]
    for url in [*ways_in, *articles]:
        full = get(url)
        by_tag = get(url, If_None_Match=full.headers["ETag"])
        assert (by_tag.status, by_tag.body) == (304, b""), url
        if "Last-Modified" in full.headers:
            by_date = get(url, If_Modified_Since=full.headers["Last-Modified"])
            assert by_date.status == 304, url
        assert get(url, If_None_Match='"another"').status == 200


def test_head_says_the_same_as_get_without_the_body(newsroom: Newsroom, get: Get) -> None:
    url = newsroom.url("vestnik", "/rss.xml")
    full, head = get(url), get(url, "HEAD")
    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(full.body))
    assert head.headers["ETag"] == full.headers["ETag"]


def test_pages_are_packed_only_for_those_who_accept_it(newsroom: Newsroom, get: Get) -> None:
    url = newsroom.url("ledger", "/2025/08/22/four-flatbreads/")
    assert get(url, Accept_Encoding="gzip, br").headers["Content-Encoding"] == "gzip"
    assert get(url).headers["Content-Encoding"] is None


def test_tracking_parameters_lead_to_the_same_page(newsroom: Newsroom, get: Get) -> None:
    tagged = [e for e in load_expected(newsroom.base_port).values() if "utm_" in e.url]
    assert tagged
    for entry in tagged:
        assert entry.same_as
        assert get(entry.url).body == get(entry.same_as).body


def test_every_request_is_counted_once_from_many_threads(newsroom: Newsroom, get: Get) -> None:
    newsroom.forget()
    urls = [newsroom.url("zarnigor", f"/nothing/{n}") for n in range(4)]

    def read_all() -> None:
        for url in urls:
            get(url)

    threads = [threading.Thread(target=read_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert newsroom.counts() == Counter(dict.fromkeys(urls, 8))
    assert {request.status for request in newsroom.requests} == {404}


def test_a_taken_port_is_named_and_leaves_no_other_open(newsroom: Newsroom, get: Get) -> None:
    # its last port is the running newsroom's first
    second = Newsroom(newsroom.base_port - len(OUTLETS) + 1)
    with pytest.raises(NewsroomError, match=rf"port {newsroom.base_port} .*another base port"):
        second.start()
    with pytest.raises(ConnectionRefusedError):
        get(second.url(OUTLETS[0], "/"))


def test_same_edition_on_the_same_ports_says_the_same_again(newsroom: Newsroom, get: Get) -> None:
    addresses = [newsroom.url(s, c.path) for s in OUTLETS for c in load_outlet(s).channels]
    first = [get(url).headers["ETag"] for url in addresses]
    newsroom.stop()
    newsroom.start()
    assert [get(url).headers["ETag"] for url in addresses] == first


def test_edition_two_changes_the_revised_pages_and_their_channels(
    newsroom: Newsroom, later: Newsroom, get: Get
) -> None:
    before, after = load_expected(newsroom.base_port), load_expected(later.base_port, edition=2)
    revised = [url for url, entry in before.items() if entry.revised]
    assert len(revised) >= 2
    for url in revised:
        slug = next(s for s in OUTLETS if url.startswith(newsroom.base_url(s) + "/"))
        path = url.removeprefix(newsroom.base_url(slug))
        old, new = get(url), get(later.url(slug, path))
        assert old.body != new.body
        assert old.headers["Last-Modified"] != new.headers["Last-Modified"]
        assert after[later.url(slug, path)].title == before[url].title
    for slug, path in (("ledger", "/atom.xml"), ("zuid-ost", "/sitemap-news.xml")):
        old_xml, new_xml = get(newsroom.url(slug, path)).body, get(later.url(slug, path)).body
        assert old_xml.replace(newsroom.base_url(slug).encode(), b"") != new_xml.replace(
            later.base_url(slug).encode(), b""
        )


def test_a_page_of_edition_two_is_not_there_before(
    newsroom: Newsroom, later: Newsroom, get: Get
) -> None:
    new = [e for e in load_expected(later.base_port, edition=2).values() if e.edition == 2]
    assert new
    for entry in new:
        path = entry.url.removeprefix(later.base_url("zuid-ost"))
        assert get(entry.url).status == 200
        assert get(newsroom.url("zuid-ost", path)).status == 404
