"""The one place where stories are decided: from copies and links to articles in their story."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from analysis.echo import lineage
from analysis.echo.cluster import Conflict, Link
from analysis.echo.credits import agency_of_host
from analysis.echo.storyline import Storyline, storyline
from models.echo import Story, StoryChange
from models.queries import echo, stories
from models.queries.echo import PendingText
from models.queries.places import remember_places
from models.queries.stories import Neighbourhood
from models.sources import Source


def place(
    session: Session,
    article_ids: Iterable[int],
    now: datetime,
    *,
    final: bool = False,
    review_id: int | None = None,
) -> None:
    """Give articles, and all that is connected with them, the story that they tell.

    One original stands for all copies of its text, which get its story. A text with copies is a
    story, and so are texts that tell one event. ``final``: nobody can be asked, so where people's
    decisions contradict each other the one that separates holds. ``review_id``: the decision of
    a person that this comes from, for the history.

    Raises:
        analysis.echo.cluster.Conflict: when they do, unless ``final``.
    """
    around = stories.neighbourhood(session, article_ids)
    told = _decide(session, around, final)
    story_of = {member: key for key, members in told.stories.items() for member in members}
    texts = {item.article.id: item for item in echo.members(session, around.articles)}
    outlets = echo.sources_of(session, texts.values())
    rows = echo.stories_by_key(session, told.stories)
    for key, members in told.stories.items():
        story = rows.get(key) or Story(id=key, created_at=now)
        if _rewritten(story, [texts[member] for member in members], outlets, now):
            session.add(story)
    # articles point at stories, so these have to be there first
    session.flush()
    for article_id, item in texts.items():
        if item.article.story_id != story_of.get(article_id):
            item.article.story_id = story_of.get(article_id)
            session.add(item.article)
    for change in told.changes:
        session.add(
            StoryChange(
                story_id=change.story,
                what=change.what,
                other_story_id=change.other,
                at=now,
                review_id=review_id,
            )
        )
    session.flush()
    echo.drop_empty_stories(session, _stories(around))
    remember_places(session, list(texts), now)


def _decide(session: Session, around: Neighbourhood, final: bool) -> Storyline:
    root = {key: placed.copy_of_id or key for key, placed in around.articles.items()}
    places: dict[int, list[int]] = {}
    for key in sorted(root):
        places.setdefault(root[key], []).append(key)
    links: list[Link] = []
    rejected: set[tuple[int, int]] = set()
    for link in around.links:
        if link.article_id not in root or link.other_article_id not in root:
            continue  # rejected, and the other is not connected in any other way
        one, other = sorted((root[link.article_id], root[link.other_article_id]))
        if one == other:
            continue
        if link.status == "rejected":
            rejected.add((one, other))
            continue
        links.append(
            Link(
                one,
                other,
                link.kind,  # type: ignore[arg-type]  # the query asks for these kinds only
                link.similarity,
                by_person=link.origin == "human",
            )
        )
    # on one text only one pin can hold
    pins = {root[pin.article_id]: pin.story_id for pin in around.pins if pin.article_id in root}
    before = _stories(around)
    taken = stories.names_taken(session, root) - before.keys()
    try:
        return storyline(links, before, rejected=rejected, pinned=pins, places=places, taken=taken)
    except Conflict:
        if not final:
            raise
    softened = [Link(link.a, link.b, link.kind, 1.0) for link in links]
    return storyline(
        softened, before, rejected=rejected, pinned=pins, places=places, taken=taken, yielding=True
    )


def _stories(around: Neighbourhood) -> dict[int, list[int]]:
    """The stories as they were, with their articles."""
    told: dict[int, list[int]] = {}
    for key, placed in sorted(around.articles.items()):
        if placed.story_id is not None:
            told.setdefault(placed.story_id, []).append(key)
    return told


def _rewritten(
    story: Story, items: Sequence[PendingText], outlets: Mapping[int, Source], now: datetime
) -> bool:
    """Bring the row of a story up to date: its original is the earliest text, or the one others
    credit. Returns whether that changed it."""
    texts = [item for item in items if item.article.copy_of_id is None]
    # of one text all places are evidence of where it comes from
    asked = texts if len(texts) > 1 else items
    told = lineage.original([lineage_item(outlets, item) for item in asked])
    title = next(i.revision.title for i in items if i.article.id == told.original)
    values = (title, told.original, list(told.reasons))
    if (story.title, story.original_id, story.reasons) == values:
        return False
    story.title, story.original_id, story.reasons = values
    story.updated_at = now
    return True


def lineage_item(outlets: Mapping[int, Source], item: PendingText) -> lineage.Item:
    """An article as ``analysis.echo.lineage`` sees it; ``outlets``: its source, by key."""
    source = outlets[item.article.source_id]
    names = [source.name, *source.specification.get("aliases", ())]
    host = urlsplit(item.article.url or "").hostname
    return lineage.Item(
        id=item.article.id,
        text=item.revision.text,
        title=item.revision.title,
        source=source.slug,
        source_names=tuple(names),
        agency=agency_of_host(host) if host else None,
        published_at=item.revision.published_at,
        precision=item.revision.published_precision,
        first_seen_at=item.article.first_seen_at,
    )
