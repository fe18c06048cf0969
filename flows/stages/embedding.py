"""The function that ``SALANG_STORY_EMBEDDER`` names, and the vectors it gave."""

from collections import OrderedDict
from collections.abc import Sequence
from importlib import import_module

from sqlalchemy.orm import Session

from analysis.echo.embedding import Embedder, cosine
from models.queries import echo
from models.session import StorageError

#: vectors remembered: more than the articles of one window that are close to each other
MOST = 2000


def load_embedder(name: str) -> Embedder | None:
    """The function named ``module:function``; None for an empty name.

    Raises:
        StorageError: when there is none of that name; the message says what to do.
    """
    if not name:
        return None
    module, _, function = name.partition(":")
    try:
        found = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise StorageError(
            f"SALANG_STORY_EMBEDDER names {name!r}, which cannot be loaded ({error}); write "
            "module:function of a module that is installed here, or leave it empty"
        ) from None
    if not callable(found):
        raise StorageError(f"SALANG_STORY_EMBEDDER names {name!r}, which is no function")
    embedder: Embedder = found
    return embedder


class Vectors:
    """How alike articles are by the vectors of their current title and text."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[int, Sequence[float]] = OrderedDict()

    def alike(self, session: Session, one: tuple[int, int], two: tuple[int, int]) -> float:
        """Cosine of two articles, each given as (article, revision)."""
        missing = [key for key, revision in (one, two) if revision not in self._known]
        if missing:
            items = echo.members(session, missing)
            texts = [f"{item.revision.title}\n\n{item.revision.text}" for item in items]
            for item, vector in zip(items, self._embedder(texts), strict=True):
                self._known[item.revision.id] = vector
        answer = cosine(self._known[one[1]], self._known[two[1]])
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return answer
