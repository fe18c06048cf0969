"""The sample newsroom on free ports, and a client that follows nothing by itself."""

import http.client
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

import pytest

from crawlers.newsroom.content import NewsroomError
from crawlers.newsroom.server import Newsroom, free_base_port


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    body: bytes


Get = Callable[..., Reply]


def fetch(url: str, method: str = "GET", **headers: str) -> Reply:
    """One request; header names are written with underscores."""
    parts = urlsplit(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=named)
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read())
    finally:
        connection.close()


def start(edition: int = 1) -> Newsroom:
    """A running newsroom; another process may take a port between the look and the bind."""
    for _ in range(5):
        newsroom = Newsroom(free_base_port(), edition=edition)
        try:
            newsroom.start()
        except NewsroomError:
            continue
        return newsroom
    raise AssertionError("no free ports for the newsroom")


@pytest.fixture(scope="package")
def newsroom() -> Iterator[Newsroom]:
    """Edition 1, shared; tests that count requests call `forget()` first."""
    running = start()
    yield running
    running.stop()


@pytest.fixture(scope="package")
def later() -> Iterator[Newsroom]:
    """Edition 2."""
    running = start(edition=2)
    yield running
    running.stop()


@pytest.fixture
def get() -> Get:
    return fetch
