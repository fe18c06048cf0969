"""Answers of a server that keeps to no rule: bytes as they go over the wire."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import repeat

#: bytes handed to the network at once
BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: path with query, headers in small letters, and how many came before to the path.

    ``base`` is the outlet's own address without a path.
    """

    path: str
    headers: Mapping[str, str]
    before: int
    base: str


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]
Body = bytes | Callable[[], bytes] | Callable[[Asked], bytes]


def head(status: int | str = 200, headers: Mapping[str, object] | None = None) -> bytes:
    """A status line with headers; ``Connection: close`` is always there."""
    lines = [f"HTTP/1.1 {status} -", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode("utf-8")


def reply(
    body: bytes | Callable[[Asked], bytes] = b"",
    status: int = 200,
    kind: str = "text/html; charset=utf-8",
    headers: Mapping[str, object] | None = None,
) -> Answer:
    """A sound answer. A body that is a function is made when it is asked for."""

    async def send(asked: Asked, out: asyncio.StreamWriter) -> None:
        content = body(asked) if callable(body) else body
        said = {"Content-Type": kind, "Content-Length": len(content), **(headers or {})}
        out.write(head(status, said))
        for start in range(0, len(content), BLOCK):
            out.write(content[start : start + BLOCK])
            await out.drain()

    return send


def raw(*parts: bytes, dies: bool = False) -> Answer:
    """These bytes and the end; ``dies``: the connection breaks instead of ending."""

    async def send(_: Asked, out: asyncio.StreamWriter) -> None:
        for part in parts:
            out.write(part)
            await out.drain()
        if dies:
            out.transport.abort()

    return send


def stream(first: bytes, blocks: Callable[[], Iterable[bytes]], pause: float = 0.0) -> Answer:
    """Blocks for as long as somebody listens, ``pause`` seconds apart."""

    async def send(_: Asked, out: asyncio.StreamWriter) -> None:
        out.write(first)
        for block in blocks():
            out.write(block)
            await out.drain()
            if pause:
                await asyncio.sleep(pause)

    return send


def endless(first: bytes, block: bytes, pause: float = 0.0) -> Answer:
    """The same block again and again."""
    return stream(first, lambda: repeat(block), pause)


def silent() -> Answer:
    """Takes the request and says nothing."""

    async def send(_: Asked, out: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    return send


def redirect(location: Callable[[Asked], str]) -> Answer:
    """A 302 to wherever ``location`` says."""

    async def send(asked: Asked, out: asyncio.StreamWriter) -> None:
        out.write(head(302, {"Location": location(asked), "Content-Length": 0}))

    return send


def packed(make: Callable[[], bytes], encoding: str, kind: str = "text/html") -> Answer:
    """A body that is packed already, made once, with its ``Content-Encoding``."""
    made = cache(make)
    return reply(lambda _: made(), kind=kind, headers={"Content-Encoding": encoding})
