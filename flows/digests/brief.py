"""What a digest says: gathered from the database, as plain data that is kept as it was."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.queries import digest
from models.queries.digest import NewArticle

#: stories told in full; the rest is counted
STORIES = 12
#: lines of each of the other parts
LINES = 20
#: texts of a source before a designation is called new to it: a new source names everything anew
KNOWN_TEXTS = 20

Brief = dict[str, Any]


def gather(session: Session, since: datetime, until: datetime) -> Brief:
    """Everything that the digest of this time says; {} when there is nothing to say."""
    articles = digest.new_articles(session, since, until)
    keys = [article.article_id for article in articles]
    told = stories(articles)
    quotes = digest.quotes_of(session, [story["article_id"] for story in told[:STORIES]])
    for story in told[:STORIES]:
        quoted = quotes.get(story["article_id"])
        story["quote"] = quoted and {
            "speaker": _name(quoted.speaker).title(),
            "words": quoted.words,
        }
    known = digest.has_history(session, since)
    actors = digest.new_actors(session, keys, since) if known else []
    named = digest.new_designations(session, keys, since, KNOWN_TEXTS) if known else []
    edited = digest.edits(session, since, until)
    turned = digest.turns(session, since, until)
    if not (articles or edited or turned):
        return {}
    return {
        "items": len(articles),
        "independent_items": sum(article.copy_of is None for article in articles),
        "sources": len({article.source for article in articles}),
        "languages": dict(Counter(article.language for article in articles).most_common()),
        "stories": told[:STORIES],
        "more_stories": max(0, len(told) - STORIES),
        "actors": [
            {"kind": a.kind, "label": a.label, "articles": a.articles, "article_id": a.example}
            for a in actors[:LINES]
        ],
        "more_actors": max(0, len(actors) - LINES),
        "designations": [
            {"source": n.source_name, "designation": _name(n.designation), "article_id": n.example}
            for n in named[:LINES]
        ],
        "edits": [
            {
                "article_id": e.article_id,
                "title": e.title,
                "url": e.url,
                "source": e.source,
                "changes": e.changes.split(),
                "silent": e.silent,
            }
            for e in edited[:LINES]
        ],
        "more_edits": max(0, len(edited) - LINES),
        "health": [{"source": t.source_name, "state": t.state, "reason": t.reason} for t in turned],
    }


def stories(articles: Sequence[NewArticle]) -> list[dict[str, Any]]:
    """The articles by story, the widest spread first: pure.

    A story stands for itself by its earliest independent article.
    """
    groups: dict[int, list[NewArticle]] = {}
    for article in articles:
        groups.setdefault(article.story, []).append(article)
    told = []
    for key, places in groups.items():
        first = min(
            places,
            key=lambda a: (a.copy_of is not None, a.published_at or a.first_seen_at, a.article_id),
        )
        told.append(
            {
                "story_id": key,
                "article_id": first.article_id,
                "title": first.title,
                "url": first.url,
                "source": first.source_name,
                "language": first.language,
                "items": len(places),
                "independent_items": sum(place.copy_of is None for place in places),
                "sources": sorted({place.source_name for place in places}),
                "languages": sorted({place.language for place in places}),
                "relevance": round(max(place.relevance for place in places), 2),
            }
        )
    return sorted(
        told,
        key=lambda s: (
            -len(s["sources"]),
            -s["independent_items"],
            -s["relevance"],
            s["article_id"],
        ),
    )


def _name(code: str) -> str:
    return code.replace("_", " ")
