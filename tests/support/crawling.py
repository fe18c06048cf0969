"""A home of its own for crawls in tests: database, catalogue, and the crawl as a real process."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine, select

from crawlers.job import CrawlJob
from crawlers.launch import CrawlProcess, CrawlResult
from models.candidates import Candidate
from models.session import make_engine, reading
from models.sources import Poll


@dataclass(frozen=True, slots=True)
class Crawl:
    """A crawl that ended."""

    result: CrawlResult
    events: list[dict[str, Any]]

    def outcomes(self, source: str) -> dict[str, str]:
        """Outcome of each poll of a source, by address."""
        return {
            event["url"]: event["outcome"]
            for event in self.events
            if event["event"] == "poll" and event["source"] == source
        }


class Home:
    """Database, page store and catalogue in one folder; ``url``: of another database."""

    def __init__(self, folder: Path, template: Path, url: str | None = None) -> None:
        self.folder = folder
        self.catalog = folder / "catalog"
        self.catalog.mkdir(parents=True)
        shutil.copy(template, folder / "salang.db")
        self.environment = {
            "SALANG_HOME": str(folder),
            "SALANG_DATABASE_URL": url or f"sqlite:///{folder / 'salang.db'}",
            "SALANG_ALLOW_PRIVATE_ADDRESSES": "yes",
        }
        self.engine: Engine = make_engine(self.environment["SALANG_DATABASE_URL"])

    def source(
        self,
        slug: str,
        home: str,
        channels: Sequence[Mapping[str, Any]],
        **politeness: float,
    ) -> None:
        """Write a source file; no delay unless one is given."""
        entry = {
            "slug": slug,
            "name": slug.title(),
            "home": home,
            "country": "AF",
            "languages": ["en"],
            "ownership": "independent",
            "timezone": "Asia/Kabul",
            "channels": [{"attested": "written for a test", **channel} for channel in channels],
            "politeness": {"delay_seconds": 0.0, "concurrency": 4, **politeness},
        }
        (self.catalog / f"{slug}.yaml").write_text(yaml.safe_dump(entry), encoding="utf-8")

    def job(self, *sources: str, **options: Any) -> CrawlJob:
        """A job over these sources; all of the catalogue when none is named."""
        slugs = sources or tuple(sorted(path.stem for path in self.catalog.glob("*.yaml")))
        return CrawlJob(sources=slugs, catalog=self.catalog, **options)

    def process(self, *sources: str, env: Mapping[str, str] | None = None, **options: Any) -> Any:
        """A crawl that is not started yet."""
        return CrawlProcess(self.job(*sources, **options), {**self.environment, **(env or {})})

    def crawl(self, *sources: str, env: Mapping[str, str] | None = None, **options: Any) -> Crawl:
        """Crawl to the end."""
        process = self.process(*sources, env=env, **options)
        process.start()
        events = list(process.events())
        return Crawl(process.result(), events)

    def candidates(self) -> dict[str, Candidate]:
        """All candidates by address."""
        with reading(self.engine) as session:
            return {row.url: row for row in session.scalars(select(Candidate))}

    def fates(self) -> dict[str, str]:
        """Fate of every candidate by the path of its address."""
        return {url: row.fate for url, row in self.candidates().items()}

    def polls(self, url: str) -> list[Poll]:
        """All polls of an address, oldest first."""
        with reading(self.engine) as session:
            return list(session.scalars(select(Poll).where(Poll.url == url).order_by(Poll.id)))
