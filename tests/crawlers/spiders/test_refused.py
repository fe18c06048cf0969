"""No trick makes the crawl ask for an address that is not public: each becomes a fate."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.candidates import Candidate
from tests.support.crawling import Home
from tests.support.web import Web, rss, serving

#: spellings of loopback; the port is that of the server inside
SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "127.000.000.001",
    "0.0.0.0",
    "0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "user@127.0.0.1",
    "public.example@127.0.0.1",
    "0x7f.1",
    "0177.1",
    "127.0x0.0.01",
    "１２７.0.0.1",
    "127．0．0．1",
    "ⓛocalhost",
    "127.255.255.254",
    "[::]",
    "[::ffff:0:0]",
    "[2001:0:0:0:0:0:80ff:fffe]",
    "[::1%25lo]",
    "10.0.0.1",
    "3232235521",
    "169.254.169.254",
    "[::ffff:a9fe:a9fe]",
    "[fd00::1]",
)


@dataclass
class World:
    """A crawl of a web outside (127.0.0.2) that tries to lead to one inside (127.0.0.1)."""

    inside: Web
    outside: Web
    finished: dict[str, object]
    candidates: dict[str, Candidate]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    home = Home(tmp_path_factory.mktemp("refused") / "home", sqlite_template)
    with serving() as inside, serving("127.0.0.2") as outside:
        inside.article("/secret")
        outside.article("/fine")
        links = [outside.url("/fine")]
        for number, spelling in enumerate(SPELLINGS):
            target = f"http://{spelling}:{inside.port}/secret"
            links.append(f"{target}?direct={number}")
            location = f"{target}?redirected={number}"
            outside.put(
                f"/r{number}", status=302, headers={"Location": location.encode().decode("latin-1")}
            )
            links.append(outside.url(f"/r{number}"))
        outside.put("/rss.xml", rss(links))
        home.source(
            "outside",
            outside.url("/"),
            [
                {"kind": "feed", "url": outside.url("/rss.xml")},
                {"kind": "feed", "url": inside.url("/rss.xml")},
                {"kind": "feed", "url": f"http://localhost:{inside.port}/rss.xml"},
            ],
        )
        environment = {**home.environment, "SALANG_ALLOW_PRIVATE_ADDRESSES": "no"}
        with subprocess.Popen(
            [sys.executable, "-m", "tests.support.pretend_public"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
            cwd=Path(__file__).parents[3],
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(home.job().model_dump_json().encode() + b"\n")
            process.stdin.flush()
            # its standard input stays open until it is done: at its end it would stop
            events = [json.loads(line) for line in process.stdout]
        yield World(inside, outside, events[-1], home.candidates())


def test_what_is_outside_is_fetched(world: World) -> None:
    assert world.finished["finish_reason"] == "finished"
    assert world.candidates[world.outside.url("/fine")].fate == "captured"


def test_nothing_inside_was_ever_asked(world: World) -> None:
    assert world.inside.paths() == []


def test_every_redirect_inside_is_refused_and_said(world: World) -> None:
    for number, spelling in enumerate(SPELLINGS):
        candidate = world.candidates[world.outside.url(f"/r{number}")]
        assert candidate.fate in ("address_denied", "network_error", "malformed_url"), spelling
        assert candidate.reason, spelling
    assert f"/r{len(SPELLINGS) - 1}" in world.outside.paths()


@pytest.mark.parametrize(
    "spelling", ["127.0.0.1", "2130706433", "localhost", "[::1]", "0x7f.0.0.1"]
)
def test_fate_is_address_denied(world: World, spelling: str) -> None:
    number = SPELLINGS.index(spelling)
    assert world.candidates[world.outside.url(f"/r{number}")].fate == "address_denied"


def test_forty_tricks_each_end_as_a_fate_with_a_reason(world: World) -> None:
    direct = {
        int(url.rpartition("=")[2]): candidate
        for url, candidate in world.candidates.items()
        if "?direct=" in url
    }
    assert len(SPELLINGS) >= 40
    assert sorted(direct) == list(range(len(SPELLINGS)))
    for number, candidate in direct.items():
        refused = ("address_denied", "network_error", "malformed_url")
        assert candidate.fate in refused, SPELLINGS[number]
        assert candidate.reason, SPELLINGS[number]


def test_no_candidate_is_left_without_a_fate(world: World) -> None:
    assert "discovered" not in {candidate.fate for candidate in world.candidates.values()}


def test_channels_inside_are_refused(world: World) -> None:
    sources = world.finished["sources"]
    assert isinstance(sources, dict)
    assert sources["outside"]["polls"] == {"changed": 1, "address_denied": 2}
