"""Several workers over the same pending texts come to what one comes to."""

import shutil
import threading
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from flows.stages.dedupe import Deduper
from models import Article, Fingerprint, Relation
from models.session import make_engine, reading
from tests.analysis.echo.texts import invented, sentences
from tests.support.articles import NOON, put_article

FOOTER = " Write to our newsroom when you see smoke, snow or a stranger on the upper road."


def fill(engine: Engine) -> None:
    """Six texts with reprints and cut copies, under a footer that becomes common meanwhile."""
    for story in range(6):
        parts = sentences(invented(story, 14))
        for place in range(4):
            put_article(
                engine,
                f"https://paper-{place}.example/{story}",
                " ".join(parts[: 14 - 2 * place]) + FOOTER,
                source=f"paper-{place}",
                published=NOON + timedelta(hours=story + place),
            )


def work(url: str, ready: threading.Barrier, failures: list[Exception]) -> None:
    engine = make_engine(url)
    try:
        deduper = Deduper(engine, window_days=45)
        ready.wait()
        while deduper.batch(3):
            pass
    except Exception as error:  # the test tells of it
        failures.append(error)
    finally:
        engine.dispose()


def outcome(engine: Engine) -> tuple[object, ...]:
    with reading(engine) as session:
        copies = session.execute(select(Article.id, Article.copy_of_id).order_by(Article.id)).all()
        links = session.execute(
            select(
                Relation.article_id,
                Relation.other_article_id,
                Relation.kind,
                Relation.status,
                Relation.containment,
            ).order_by(Relation.article_id, Relation.other_article_id)
        ).all()
        prints = session.scalars(select(Fingerprint.article_id).order_by(Fingerprint.article_id))
        return copies, links, prints.all()


def test_several_workers_come_to_what_one_comes_to(
    engine: Engine, sqlite_template: Path, tmp_path: Path
) -> None:
    fill(engine)
    workers = 3
    url = engine.url.render_as_string(hide_password=False)
    ready = threading.Barrier(workers)
    failures: list[Exception] = []
    threads = [threading.Thread(target=work, args=(url, ready, failures)) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    together = outcome(engine)
    with_one = make_engine(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'alone.db')}")
    fill(with_one)
    deduper = Deduper(with_one, window_days=45)
    while deduper.batch():
        pass
    assert together == outcome(with_one)
    with_one.dispose()
