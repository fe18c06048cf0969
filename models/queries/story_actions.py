"""What a reviewer does with whole stories: pin to one, take the pin away, merge, split off.

A pin says that an article belongs with a story, whatever links say later. The story itself is
held by a pin of its original, so that "this story" goes on meaning the same articles. Pins stand
on texts: of a copy, the text it repeats is pinned, and all its places come along.
"""

import re
from collections.abc import Callable, Mapping

from sqlalchemy import func, select

from models.articles import Article
from models.base import utc_now
from models.echo import Story, StoryPin
from models.queries.actions import Refused, Work
from models.queries.pins import pinned_to, pins_of

#: articles that can be split off at once
MOST = 500


def _pin(work: Work) -> None:
    """Pin the article to a story: that of ``story``, or the one it is in."""
    wanted = work.number("story") if "story" in work.decision.value else work.article.story_id
    story = _story(work, wanted)
    _hold(work, story)
    _put(work, _text(work.article), story.id)


def _unpin(work: Work) -> None:
    """Let links alone say again which story the article belongs to."""
    key = _text(work.article)
    if key not in pins_of(work.session, [key]):
        raise Refused("the article is not pinned")
    _put(work, key, None)


def _merge(work: Work) -> None:
    """Make the story of the article part of the story ``story``, which keeps its key."""
    target = _story(work, work.number("story"))
    source = _story(work, work.article.story_id)
    if source.id == target.id:
        raise Refused("the article is in this story already")
    _hold(work, target)
    moved = set(pinned_to(work.session, [source.id]))
    moved.add(_text(work.session.get_one(Article, source.original_id)))
    moved.add(_text(work.article))
    for key in sorted(moved):
        _put(work, key, target.id)


def _split_off(work: Work) -> None:
    """Make a story of its own of the article and of ``articles`` of the same story."""
    story = _story(work, work.article.story_id)
    listed = work.decision.value.get("articles", ())
    given = re.findall(r"[0-9]{1,19}", listed) if isinstance(listed, str) else list(listed)
    if len(given) > MOST or not all(re.fullmatch(r"[0-9]{1,19}", str(key)) for key in given):
        raise Refused(f"articles are at most {MOST} keys")
    members = {
        article.id: article
        for article in work.session.scalars(select(Article).where(Article.story_id == story.id))
    }
    chosen = {work.article.id, *map(int, given)}
    if not chosen <= members.keys():
        raise Refused("only articles of one story can be split off together")
    texts = {_text(members[key]) for key in chosen}
    rest = {_text(article) for article in members.values()} - texts
    if not rest:
        raise Refused("nothing would be left of the story")
    held = set(pinned_to(work.session, [story.id])) - texts
    if not held:
        _put(work, story.original_id if story.original_id in rest else min(rest), story.id)
    fresh = _free_key(work, _text(work.article))
    for key in sorted(texts):
        _put(work, key, fresh)


def _text(article: Article) -> int:
    """The article whose text it is: its original, for a copy."""
    return article.copy_of_id or article.id


def _story(work: Work, key: int | None) -> Story:
    story = work.session.get(Story, key) if key is not None else None
    if story is None:
        raise Refused("there is no such story; it may have been merged meanwhile")
    return story


def _hold(work: Work, story: Story) -> None:
    """Pin the story's original to it, unless something is pinned to it already."""
    if not pinned_to(work.session, [story.id]):
        _put(work, _text(work.session.get_one(Article, story.original_id)), story.id)


def _free_key(work: Work, wanted: int) -> int:
    """``wanted`` as the key of a new story, or the next above all that were ever used."""
    session = work.session
    used = select(StoryPin.id).where(StoryPin.story_id == wanted).limit(1)
    if session.get(Story, wanted) is None and session.scalar(used) is None:
        return wanted
    greatest = (func.max(Story.id), func.max(StoryPin.story_id), func.max(Article.id))
    return max(session.scalar(select(one)) or 0 for one in greatest) + 1


def _put(work: Work, article_id: int, story_id: int | None) -> None:
    person = work.decision.reviewer_id
    work.add(StoryPin(article_id=article_id, story_id=story_id, reviewer_id=person, at=utc_now()))
    work.regroup.add(article_id)


STORY_ACTIONS: Mapping[str, Callable[[Work], None]] = {
    "pin": _pin,
    "unpin": _unpin,
    "merge": _merge,
    "split_off": _split_off,
}
