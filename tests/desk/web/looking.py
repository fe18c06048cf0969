"""Looking at an answer as a browser would, and at what a request left in the database."""

from html.parser import HTMLParser

from sqlalchemy import Engine, func, select

from models.reviews import Review
from models.session import reading


def reviews(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Review))


class Page(HTMLParser):
    """What a browser would make of a page: tags and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes) -> None:
        self.tags.append((tag, dict(attributes)))
