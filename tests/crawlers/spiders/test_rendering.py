"""Pages that only a script fills: drawn by a real browser that reaches nothing by itself."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from models.captures import Capture
from models.pages import PageStore
from models.session import reading
from tests.support.crawling import Home
from tests.support.web import Web, rss, serving

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="no Chromium on this machine"),
]


@dataclass
class World:
    """A crawl of a script-only site (127.0.0.2) whose scripts reach for a host inside."""

    inside: Web
    outside: Web
    page: str
    headers: dict[str, str]
    plain: str


def shell(script: str) -> str:
    return f"<html><head><title>App</title></head><body><main></main>{script}</body></html>"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    home = Home(tmp_path_factory.mktemp("rendering") / "home", sqlite_template)
    with serving() as inside, serving("127.0.0.2") as outside:
        inside.put(
            "/secret.json", '{"text": "secret"}', headers={"Access-Control-Allow-Origin": "*"}
        )
        outside.put("/robots.txt", "User-agent: *\nDisallow: /forbidden")
        outside.put("/text.json", json.dumps({"text": "Переговоры прошли в Москве."}))
        outside.put("/forbidden.json", '{"text": "forbidden"}')
        outside.put(
            "/app.js",
            f"""
            const show = (text) => {{
              const p = document.createElement("p"); p.textContent = text;
              document.querySelector("main").append(p);
            }};
            new WebSocket("ws://127.0.0.1:{inside.port}/socket");
            new Image().src = "{inside.url("/picture.png")}";
            for (const url of ["/text.json", "/forbidden.json", "{inside.url("/secret.json")}",
                               "http://localhost:{inside.port}/secret.json"])
              fetch(url).then((r) => r.json()).then((d) => show(d.text))
                .catch(() => show("refused"));
            """,
            content_type="text/javascript",
        )
        outside.put("/a/1", shell("<script src='/app.js'></script>"))
        outside.put("/rss.xml", rss([outside.url("/a/1")]))
        channel = {"kind": "feed", "url": outside.url("/rss.xml")}
        home.source("app", outside.url("/"), [channel])
        file = home.catalog / "app.yaml"
        file.write_text(file.read_text() + "render: true\n")
        environment = {
            **home.environment,
            "SALANG_ALLOW_PRIVATE_ADDRESSES": "no",
            "SALANG_BROWSER_SANDBOX": "no",
        }
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
            lines = [json.loads(line) for line in process.stdout]
        assert lines[-1]["finish_reason"] == "finished", lines
        with reading(home.engine) as session:
            capture = session.scalars(select(Capture)).one()
        body = PageStore(home.folder / "pages").get(capture.sha256).decode()
        yield World(
            inside, outside, body, dict(capture.headers), outside.pages["/a/1"].body.decode()
        )


def test_text_that_only_a_script_brings_is_stored(world: World) -> None:
    assert "Переговоры" not in world.plain
    assert "<p>Переговоры прошли в Москве.</p>" in world.page


def test_the_browser_reaches_no_address_that_the_guard_refuses(world: World) -> None:
    assert world.inside.paths() == []
    assert "secret" not in world.page


def test_robots_txt_holds_for_what_scripts_ask_for(world: World) -> None:
    assert "/forbidden.json" not in world.outside.paths()
    assert world.page.count("<p>refused</p>") == 3


def test_the_stored_page_says_that_it_was_drawn(world: World) -> None:
    assert world.headers["X-Salang-Rendered"] == "2 requests answered, 3 refused"
    assert world.headers["Content-Type"] == "text/html; charset=utf-8"
