"""Pages that only a script fills with text, drawn by a browser that has no way to the network.

The browser gets the page as it was fetched. What the page's scripts ask for is asked by the crawl
in its place: so the address guard, robots.txt, delays and size limits hold for it as for any other
request, and a name is resolved where the guard resolves it. What goes round that interception
(web sockets, prefetching, WebRTC) meets a proxy that is not there. (scrapy-playwright hands the
whole request to the browser, which then resolves names and connects by itself, beside the guard.)
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy.http import Response

#: requests of one page that are answered; the rest is refused
MOST_REQUESTS = 30
#: pages drawn at once: each takes a processor and some 100 MB
AT_ONCE = 2
#: scripts are kept for the other pages of a site, up to this many bytes in a crawl
KEPT_BYTES = 30_000_000
#: text comes with these; pictures, fonts, frames and media are not asked for
_TAKEN = frozenset(("script", "xhr", "fetch"))
_PASSED_HEADERS = ("content-type", "access-control-allow-origin", "access-control-allow-headers")
_ARGUMENTS = (
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
)

#: an answer to a request of the browser; None when it was refused or failed
Ask = Callable[[str], Awaitable[Response | None]]


class RenderingUnavailable(Exception):
    """No browser can be had; the message says what to do."""


@dataclass(slots=True)
class Drawn:
    """A page as the browser shows it, and how many requests of its scripts were answered."""

    markup: str
    answered: int = 0
    refused: int = 0


@dataclass
class Renderer:
    """One browser for a crawl, started with the first page.

    ``browser`` is a Chromium; ``sandbox`` off only where the system allows none.
    """

    browser: Path
    sandbox: bool
    agent: str
    _playwright: Any = None
    _running: Any = None
    _kept: dict[str, Response] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def draw(self, response: Response, ask: Ask, seconds: float) -> Drawn:
        """The page after its scripts have run and what they asked for has come.

        ``seconds`` bounds the whole.

        Raises:
            RenderingUnavailable: when there is no browser.
            TimeoutError: when the page is not done in time.
        """
        async with self._room:
            browser = await self._started()
            context = await browser.new_context(
                user_agent=self.agent, service_workers="block", accept_downloads=False
            )
            try:
                return await asyncio.wait_for(self._drawn(context, response, ask), seconds)
            finally:
                with suppress(Exception):  # a browser that is gone has no contexts
                    await context.close()

    async def close(self) -> None:
        """End the browser."""
        if self._running is not None:
            await self._running.close()
        if self._playwright is not None:
            await self._playwright.stop()
        self._running = self._playwright = None

    async def _started(self) -> Any:
        async with self._lock:
            if self._running is None or not self._running.is_connected():
                self._running = await self._start()
        return self._running

    async def _start(self) -> Any:
        try:
            from playwright.async_api import Error, async_playwright
        except ImportError:
            raise RenderingUnavailable("playwright is missing: install salang[render]") from None
        if not self.browser.is_file():
            raise RenderingUnavailable(f"no browser at {self.browser}; set SALANG_BROWSER")
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        try:
            return await self._playwright.chromium.launch(
                executable_path=str(self.browser),
                chromium_sandbox=self.sandbox,
                args=list(_ARGUMENTS),
            )
        except Error as error:
            said = str(error).strip().splitlines()[0]
            raise RenderingUnavailable(
                f"the browser does not start ({said}); SALANG_BROWSER_SANDBOX=no where the system "
                "allows no sandbox"
            ) from None

    async def _drawn(self, context: Any, response: Response, ask: Ask) -> Drawn:
        drawn = Drawn("")
        page = await context.new_page()
        given = False

        async def answer(route: Any) -> None:
            nonlocal given
            request = route.request
            if request.is_navigation_request():
                first = not given and request.frame == page.main_frame
                given = given or first
                await (_give(route, response) if first else route.abort())
                return
            asked = drawn.answered + drawn.refused
            wanted = request.method == "GET" and request.resource_type in _TAKEN
            got = await self._asked(request, ask) if wanted and asked < MOST_REQUESTS else None
            if got is None:
                drawn.refused += wanted
                await route.abort()
            else:
                drawn.answered += 1
                await _give(route, got)

        await context.route("**/*", answer)
        await page.goto(response.url, wait_until="load")
        # half a second without a request: what the scripts asked for has come
        await page.wait_for_load_state("networkidle")
        drawn.markup = await page.content()
        return drawn

    async def _asked(self, request: Any, ask: Ask) -> Response | None:
        kept = self._kept.get(request.url)
        if kept is not None:
            return kept
        got = await ask(request.url)
        if got is not None and got.status == 200 and request.resource_type == "script":
            held = sum(len(one.body) for one in self._kept.values())
            if held + len(got.body) <= KEPT_BYTES:
                self._kept[request.url] = got
        return got


async def _give(route: Any, response: Response) -> None:
    headers = {}
    for name in _PASSED_HEADERS:
        value = response.headers.get(name)
        if value is not None:
            headers[name] = value.decode("latin-1")
    # the page may be gone by now: its time was over
    with suppress(Exception):
        await route.fulfill(status=response.status, headers=headers, body=response.body)
