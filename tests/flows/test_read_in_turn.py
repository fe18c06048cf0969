"""Pages are read in turn of their sources, so that one with slow pages holds up no other."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine

from crawlers.extraction.types import Job, PageOutcome
from flows.stages.read import Reader
from models.pages import PageStore
from tests.support.articles import put_page


class Recorder:
    """The pool's door; notes what it is given, in order."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, PageOutcome]]:
        for job in jobs:
            self.given.append(job.url)
            yield job, PageOutcome("screened_out", "the page names nothing of the topic")


def test_a_source_with_many_pages_waits_for_the_others_after_each_of_them(
    engine: Engine, tmp_path: Path
) -> None:
    store = PageStore(tmp_path)
    for source, count in (("slow", 3), ("valley", 2), ("hill", 1)):
        for number in range(count):
            url = f"https://{source}.example/{number}"
            put_page(engine, store, url, f"<p>{url}</p>", source=source)
    pool = Recorder()
    read = Reader(engine, store, pool).read_all()  # type: ignore[arg-type]  # the same door
    assert read == 6
    assert [url.removeprefix("https://") for url in pool.given] == [
        *("slow.example/0", "valley.example/0", "hill.example/0"),
        *("slow.example/1", "valley.example/1"),
        "slow.example/2",
    ]
