"""Filling full-text search: one normaliser for texts and for questions, on both databases."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analysis.normalize import fold
from models.queries import indexing
from models.session import reading, writing

#: texts indexed in one transaction
BATCH = 200
#: characters of one text that are searchable: PostgreSQL's tsvector ends at 1 MB
LIMIT = 150_000
#: characters of one word: PostgreSQL refuses lexemes from 2 kB on
WORD = 200

#: a Chinese character (with the extensions that news uses), or a run of other letters and digits
_TOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_]+?(?=[\u3400-\u9fff\W_]|$)")
#: vowel signs of Devanagari are no letters to either database, which would cut words at them;
#: each becomes its own code in hexadecimal, in texts and in questions alike
_SIGNS = {
    code: f"{code:x}"
    for code in range(0x0900, 0x0980)
    if unicodedata.category(chr(code)).startswith("M")
}


def tokens(text: str) -> list[str]:
    """The words of a text as search knows them: folded, each Chinese character by itself.

    Both databases then see only letters, digits and blanks, on which their own tokenizers agree.
    """
    return [token[:WORD] for token in _TOKEN.findall(fold(text).translate(_SIGNS))]


def search_text(title: str, text: str, corrected_title: str | None = None) -> str:
    """What full-text search holds of an article: a corrected title beside the printed one."""
    titles = f"{corrected_title}\n\n{title}" if corrected_title else title
    return " ".join(tokens(f"{titles}\n\n{text}"[:LIMIT]))


def index_article(session: Session, article_id: int) -> None:
    """Put an article's current revision into full-text search, in the caller's transaction."""
    index_articles(session, [article_id])


def index_articles(session: Session, article_ids: Sequence[int]) -> None:
    """The same for several, with as many statements as for one."""
    session.flush()
    indexing.store_search_texts(
        session,
        {
            item.article_id: (item, search_text(item.title, item.text, item.corrected_title))
            for item in indexing.texts_of(session, article_ids)
        },
    )


def index_pending(engine: Engine, tell: Callable[[int], None] = lambda _: None) -> int:
    """Index everything that is not: rows of an older version, or of a killed process.

    Returns how many articles were brought up to date; ``tell`` hears the sum as it grows.
    """
    done = 0
    while True:
        with reading(engine) as session:
            found = indexing.pending_texts(session, BATCH)
        work = {
            item.article_id: (item, search_text(item.title, item.text, item.corrected_title))
            for item in found
        }
        if not work:
            break
        with writing(engine) as session:
            indexing.store_search_texts(session, work)
        done += len(work)
        tell(done)
    while True:
        with writing(engine) as session:
            keys = indexing.unplaced_articles(session, BATCH)
            indexing.refresh(session, keys)
        if not keys:
            return done
        done += len(keys)
        tell(done)
