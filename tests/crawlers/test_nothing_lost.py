"""Of what a feed ever listed, everything has a fate: late, reordered, cut short, at equal times."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.candidates import Candidate, CandidateFate, Fate
from models.queries.fetching import due_candidates, record_failure
from models.session import make_engine, reading, writing
from tests.crawlers.test_polling import Watch, spec

#: the instants items carry: few, so that many share one
DATES = [f"Thu, 03 Jul 2025 {hour:02}:00:00 GMT" for hour in range(24)]


def document(numbers: list[int], dice: Random) -> bytes:
    items = "".join(
        f"<item><title>Item {n}</title><link>https://outlet.example/{n}</link>"
        f"<pubDate>{dice.choice(DATES)}</pubDate></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


def history(number: int, window: int, dice: Random) -> list[list[int]]:
    """What the feed lists at each poll: new items at the front, others slipped in late.

    Each of the items stands in at least three lists in a row.
    """
    waiting, late, lists = list(range(number)), [], []
    shown: list[int] = []
    ages: Counter[int] = Counter()
    while waiting or late or any(ages[n] < 3 for n in shown):
        fresh = [waiting.pop(0) for _ in range(min(len(waiting), dice.randint(0, window // 4)))]
        late += [n for n in fresh if dice.random() < 0.2]
        due = [n for n in late if n not in fresh and dice.random() < 0.5]
        if not waiting and not fresh:
            due = list(late)
        late = [n for n in late if n not in due]
        kept = [n for n in shown if ages[n] < 3]
        shown = [n for n in fresh if n not in late] + kept
        for n in due:  # an item that comes late stands where its date belongs, not in front
            shown.insert(dice.randint(0, len(shown)), n)
        if dice.random() < 0.3:
            dice.shuffle(shown)
        ages.update(shown)
        lists.append(list(shown))
    return lists


def watched(number: int, window: int, seed: int, template: Path) -> None:
    dice = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "salang.db")
        engine = make_engine(f"sqlite:///{folder}/salang.db")
        feed = Watch(engine, spec())
        version = 0
        for listed in history(number, window, dice):
            if not listed:
                continue
            version += 1
            body = document(listed, dice)
            chance = dice.random()
            if chance < 0.1:  # half an answer now, the whole of it at the next poll
                feed.poll(body=body[: dice.randint(len(body) // 3, len(body))], etag=f'"{version}"')
                feed.poll(body=body, etag=f'"{version}"')
            else:
                feed.poll(body=body, etag=f'"{version}"')
            if chance > 0.8 and feed.sends():
                feed.poll(304)
        with writing(engine) as session:
            source_id = session.scalar(select(Candidate.source_id))
            assert source_id is not None
            while due := due_candidates(session, source_id, feed.at, 500):
                for candidate in due:
                    fate = dice.choice((Fate.HTTP_ERROR, Fate.TIMEOUT, Fate.TOO_LARGE))
                    record_failure(session, candidate.id, fate, "as the dice fell", feed.at)
                session.flush()
        with reading(engine) as session:
            fates = Counter(session.scalars(select(Candidate.fate)))
            urls = set(session.scalars(select(Candidate.url)))
            told = session.scalar(select(func.count(CandidateFate.candidate_id.distinct())))
        engine.dispose()
    assert urls == {f"https://outlet.example/{n}" for n in range(number)}
    assert fates.total() == told == number
    assert set(fates) <= {"http_error", "timeout", "too_large"}


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), window=st.integers(4, 60), number=st.integers(1, 60))
def test_whatever_a_feed_does_every_item_has_one_fate(
    sqlite_template: Path, seed: int, window: int, number: int
) -> None:
    watched(number, window, seed, sqlite_template)


@pytest.mark.long
@settings(
    max_examples=3,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), window=st.integers(500, 2000))
def test_of_ten_thousand_items_ten_thousand_have_a_fate(
    sqlite_template: Path, seed: int, window: int
) -> None:
    watched(10_000, window, seed, sqlite_template)
