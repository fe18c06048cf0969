"""Invented outlets on loopback, with pages as large as news pages are."""

import gzip
from dataclasses import dataclass
from functools import lru_cache

import yaml

from benchmarks.echo.texts import made
from benchmarks.loopback import Asked, Reply

#: sizes of a news page of today: what surrounds a text is twenty times the text
LINKS, SCRIPT = 220, 70_000
#: the words that an article of the topic has, with something that tells events apart
_ABOUT = (
    "The envoy met the ministry of the Taliban in Moscow on {day} July 2025 and spoke of {count} "
    "million tonnes of wheat. The Russian foreign ministry said that talks with Kabul would go on."
)


@dataclass(frozen=True)
class Outlets:
    """Answers of the hosts: a sitemap each, and its pages. Picklable, for a process of its own.

    One page in ``about`` names the topic.
    """

    each: int
    about: int

    def __call__(self, asked: Asked) -> Reply:
        base = f"http://{asked.headers['host']}"
        if asked.path == "/sitemap.xml":
            rows = "".join(
                f"<url><loc>{base}/news/{number}.html</loc></url>" for number in range(self.each)
            )
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
            return Reply(200, body.encode(), {"Content-Type": "application/xml"})
        if not asked.path.startswith("/news/"):
            return Reply(404)
        host = int(asked.host.rpartition(".")[2])
        number = host * self.each + int(asked.path.removeprefix("/news/").removesuffix(".html"))
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
        return Reply(200, packed(number, number % self.about == 0), headers)


def packed(number: int, about: bool) -> bytes:
    """Page ``number`` as it travels."""
    return gzip.compress(page(number, about).encode(), 6, mtime=0)


def page(number: int, about: bool) -> str:
    """Page ``number``; the same at each run."""
    document = made(number)
    lead = _ABOUT.format(day=1 + number % 28, count=2 + number % 97) if about else ""
    text = "".join(f"<p>{part}</p>" for part in (lead, *document.body.split("\n")) if part)
    links = "".join(f'<li><a href="/news/{at}.html">{_word(at)}</a></li>' for at in range(LINKS))
    day = f"2025-07-{1 + number % 28:02}"
    return (
        f"<html lang='en'><head><title>{document.title}</title><meta property="
        f"'article:published_time' content='{day}T0{number % 10}:30:00Z'><script>{_script()}"
        f"</script></head><body><nav><ul>{links}</ul></nav><article><h1>{document.title}</h1>"
        f"<time datetime='{day}'>{day}</time>{text}</article><footer><ul>{links}</ul></footer>"
        "</body></html>"
    )


@lru_cache(4096)
def _word(number: int) -> str:
    return made(7_000_000 + number).title


@lru_cache(1)
def _script() -> str:
    lines = (f"window.set('{_word(at)[:20]}',{at * 7919 % 10007});" for at in range(LINKS * 20))
    return "".join(lines)[:SCRIPT]


def source_file(slug: str, host: str, port: int) -> str:
    """The catalogue's file of an outlet."""
    site = f"http://{host}:{port}/"
    channel = {"kind": "sitemap", "url": f"{site}sitemap.xml", "attested": "made for a benchmark"}
    return yaml.safe_dump(
        {
            "slug": slug,
            "name": slug.title(),
            "home": site,
            "country": None,
            "languages": ["en"],
            "ownership": "independent",
            "timezone": "UTC",
            "channels": [channel],
            "politeness": {"delay_seconds": 0, "concurrency": 4, "max_pages_per_run": 100_000},
        }
    )
