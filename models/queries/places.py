"""The history of what articles repeat and which story they tell."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from models.articles import Article
from models.echo import ArticlePlace
from models.session import chunks


def remember_places(session: Session, article_ids: Sequence[int], now: datetime) -> None:
    """Append what the articles repeat and tell now, where that is not what was written last."""
    for part in chunks(article_ids):
        last = (
            select(func.max(ArticlePlace.id).label("id"))
            .where(ArticlePlace.article_id.in_(part))
            .group_by(ArticlePlace.article_id)
            .subquery()
        )
        written = {
            key: (copy_of, story)
            for key, copy_of, story in session.execute(
                select(
                    ArticlePlace.article_id, ArticlePlace.copy_of_id, ArticlePlace.story_id
                ).join(last, last.c.id == ArticlePlace.id)
            )
        }
        rows = [
            {"article_id": key, "copy_of_id": copy_of, "story_id": story, "at": now}
            for key, copy_of, story in session.execute(
                select(Article.id, Article.copy_of_id, Article.story_id)
                .where(Article.id.in_(part))
                .order_by(Article.id)
            )
            if written.get(key, (None, None)) != (copy_of, story)
        ]
        if rows:
            session.execute(insert(ArticlePlace), rows)
