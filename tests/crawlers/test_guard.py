"""Which addresses are asked for: public ones over http(s), and nothing else."""

from typing import Any

import pytest
from scrapy.resolver import dnscache
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address

from crawlers.middlewares.addresses import is_public
from crawlers.middlewares.guard import refusal
from crawlers.middlewares.resolver import GuardedResolver


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2001:0:0:0:0:0:80ff:fffe",
        "not an address",
        "",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "https://user:word@outlet.example/",
        "ftp://outlet.example/",
        "file:///etc/passwd",
        "gopher://outlet.example/",
        "data:text/html,x",
        "javascript:alert(1)",
        "http:///x",
        "http://[broken/",
    ],
)
def test_refused_on_sight(url: str) -> None:
    assert refusal(url, allow_private=False)


def test_private_addresses_are_let_through_only_when_allowed_and_other_schemes_never() -> None:
    assert refusal("http://127.0.0.1:8000/", allow_private=True) is None
    assert refusal("file:///etc/passwd", allow_private=True)
    assert refusal("https://outlet.example/a", allow_private=False) is None


@pytest.fixture(autouse=True)
def _no_names_remembered() -> None:
    dnscache.clear()


def _address(host: str) -> IPv4Address | IPv6Address:
    return IPv6Address("TCP", host, 80) if ":" in host else IPv4Address("TCP", host, 80)


class _Names:
    """A name server that answers with what a test says."""

    def __init__(self, answers: dict[str, list[str]]) -> None:
        self.answers = answers

    def resolveHostName(self, receiver: Any, name: str, *_: Any) -> Any:
        receiver.resolutionBegan(None)
        for host in self.answers[name]:
            receiver.addressResolved(_address(host))
        receiver.resolutionComplete()
        return receiver


class _Receiver:
    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: Any) -> None:
        """Nothing to note."""

    def addressResolved(self, address: Any) -> None:
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


class _Reactor:
    def __init__(self, names: _Names) -> None:
        self.nameResolver = names


class _Crawler:
    def __init__(self, allow: bool) -> None:
        self.settings = Settings(
            {"SALANG_ALLOW_PRIVATE_ADDRESSES": allow, "DNSCACHE_ENABLED": False}
        )


def resolve(names: dict[str, list[str]], name: str, allow: bool = False) -> list[str]:
    resolver = GuardedResolver.from_crawler(_Crawler(allow), _Reactor(_Names(names)))
    receiver = _Receiver()
    resolver.resolveHostName(receiver, name, 80)
    assert receiver.complete
    return receiver.hosts


def test_names_that_lead_inside_resolve_to_nothing() -> None:
    assert resolve({"inside.example": ["10.0.0.5", "::1"]}, "inside.example") == []


def test_of_several_addresses_only_public_ones_are_connected_to() -> None:
    names = {"both.example": ["127.0.0.1", "1.1.1.1", "fd00::1"]}
    assert resolve(names, "both.example") == ["1.1.1.1"]
    assert resolve(names, "both.example", allow=True) == ["127.0.0.1", "1.1.1.1", "fd00::1"]


def test_the_second_answer_of_a_name_server_is_checked_as_the_first() -> None:
    names = _Names({"rebind.example": ["1.1.1.1"]})
    resolver = GuardedResolver.from_crawler(_Crawler(False), _Reactor(names))
    first, second = _Receiver(), _Receiver()
    resolver.resolveHostName(first, "rebind.example", 80)
    names.answers["rebind.example"] = ["127.0.0.1"]
    dnscache.clear()
    resolver.resolveHostName(second, "rebind.example", 80)
    assert (first.hosts, second.hosts) == (["1.1.1.1"], [])
    assert resolver.refused["rebind.example"] == "127.0.0.1"
