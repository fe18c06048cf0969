"""Pictures of the desk for the documentation: ``python -m desk.web.screenshots``.

Works on a copy of the SQLite database of SALANG_DATABASE_URL, as filled by ``salang run
--sample``: in the copy two invented people judge the queue, so that there is agreement to show.
Opens it in Debian's Chromium. Needs the development requirements (playwright) and the packages
chromium, fonts-noto-core and fonts-noto-cjk.
"""

import argparse
import secrets
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from desk.web.app import create_app
from desk.web.passwords import hash_password
from desk.web.settings import ReviewSettings
from flows.stages.search import index_pending
from models.articles import Article
from models.base import utc_now
from models.coding import Annotation
from models.migrate import ensure_current
from models.queries import second_reviews
from models.queries.accounts import add_reviewer
from models.queries.actions import Decision
from models.queries.decisions import decide
from models.queries.queue_filter import QueueFilter
from models.queries.review_queue import page_keys
from models.session import make_engine, reading, writing

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-gpu",
)  # fmt: skip
SIZE = {"width": 1180, "height": 760}


def main() -> int:
    """Write the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(description="pictures of the review desk for docs/")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--width", type=int, default=SIZE["width"], help="of the window")
    parser.add_argument("--dark", action="store_true", help="as people see it who want it dark")
    given = parser.parse_args()
    folder: Path = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    with _copied() as engine:
        index_pending(engine)
        password = secrets.token_urlsafe(20)
        name = _judge(engine, password)
        with _serving(engine) as address:
            look: dict[str, Any] = {"viewport": {**SIZE, "width": given.width}}
            look["color_scheme"] = "dark" if given.dark else "light"
            for written in _shoot(engine, address, name, password, folder, look):
                print(f"{written} written")
    return 0


def pages(engine: Engine) -> dict[str, str]:
    """Names of the pictures and the addresses they show."""
    found = {"queue": "/", "agreement": "/agreement", "suggested": "/stories/suggested"}
    with reading(engine) as session:
        # undated articles stand at the day they were found
        latest = session.scalar(
            select(func.max(Article.moment)).where(Article.moment != Article.first_seen_at)
        )
        if latest is not None:
            since = latest - timedelta(days=120)
            found["charts"] = f"/charts?since={since:%Y-%m-%d}&until={latest:%Y-%m-%d}"
        for language, name in (("en", "article-english"), ("fa", "article-persian")):
            key = session.scalar(
                select(Article.id)
                .where(Article.language == language, Article.verdict == "relevant")
                .order_by(Article.priority.desc())
                .limit(1)
            )
            if key is not None:
                found[name] = f"/articles/{key}"
    return found


def _shoot(
    engine: Engine, address: str, name: str, password: str, folder: Path, look: dict[str, Any]
) -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page: Any = browser.new_page(base_url=address, **look)
        page.goto("/login")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_selector("nav")
        for picture, path in pages(engine).items():
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{picture}.png")
            yield f"{picture}.png"
        browser.close()


@contextmanager
def _copied() -> Iterator[Engine]:
    """An engine on a copy of the database, which goes away afterwards."""
    original = make_engine()
    ensure_current(original)
    if original.dialect.name != "sqlite":
        raise SystemExit("pictures are made from a copy of a SQLite database; point there")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.db"
        with original.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
            connection.exec_driver_sql("BEGIN")
        original.dispose()
        engine = make_engine(f"sqlite:///{path}")
        try:
            yield engine
        finally:
            engine.dispose()


def _judge(engine: Engine, password: str) -> str:
    """Have two invented people judge a part of the queue; returns the name of the lead."""
    with writing(engine) as session:
        now = utc_now()
        people = [
            add_reviewer(session, name, role, hash_password(password), now).id
            for name, role in (("Zarina", "lead"), ("Karim", "reviewer"))
        ]
        keys = list(page_keys(session, QueueFilter(verdicts=(), sort="newest"), limit=60))
        for place, key in enumerate(keys[20:]):
            article = session.get_one(Article, key)
            tag = session.scalar(
                select(Annotation)
                .where(
                    Annotation.revision_id == article.current_revision_id,
                    Annotation.kind == "topic",
                )
                .limit(1)
            )
            if tag is not None:
                action = "reject_tag" if place % 5 == 0 else "confirm_tag"
                value = {"annotation": str(tag.id)}
                decide(session, Decision(key, people[0], action, value, article.version), now)
            value = {"verdict": str(article.verdict)}
            decide(session, Decision(key, people[0], "verdict", value, article.version), now, 1.0)
            asked = second_reviews.open_for(session, key, people[1])
            if asked is not None and place % 8:
                verdict = "borderline" if place % 9 == 0 else value["verdict"]
                listed = [tag.code] if tag is not None else []
                present = [] if place % 4 == 0 else listed
                topics = {"listed": listed, "present": present}
                second_reviews.answer(session, asked, people[1], verdict, topics, "", now)
    return "Zarina"


@contextmanager
def _serving(engine: Engine) -> Iterator[str]:
    import uvicorn

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = create_app(engine, ReviewSettings(review_prefix=""))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


if __name__ == "__main__":
    sys.exit(main())
