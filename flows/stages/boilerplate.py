"""Learning what a site prints under its articles, as their texts are stored.

What is boilerplate is stored with each revision (``article_revisions.boilerplate``) instead of
being worked out when it is read: tags and fingerprints that were made without a paragraph must
be explainable later, when more is known. A paragraph learned late is marked in the earlier
articles of the window too, and they are compared and tagged again: the order in which articles
arrive delays marks, it does not decide them. Articles that left the window keep theirs.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from analysis.boilerplate import WINDOW, paragraphs, ranges, repeats
from models.articles import ArticleRevision
from models.queries import boilerplate


def learn_boilerplate(
    session: Session, source_id: int, revision: ArticleRevision, now: datetime
) -> int:
    """Count a new revision's paragraphs and mark what is boilerplate.

    Call it in the transaction that stores the revision, which its article then shows. Returns how
    many revisions' marks changed.
    """
    article_id, text = revision.article_id, revision.text
    found = paragraphs(text)
    boilerplate.put_paragraphs(
        session,
        article_id,
        source_id,
        revision.id,
        [{"start_offset": p.start, "end_offset": p.end, "hash": p.hash} for p in found],
        revised=revision.number > 1,
    )
    window = boilerplate.shrink_window(session, source_id, WINDOW)
    standings = boilerplate.standings(session, source_id, (p.hash for p in found))
    new = {
        key: standing.articles
        for key, standing in standings.items()
        if not standing.known and repeats(standing.articles, window)
    }
    changed = 0
    if new:
        texts = {p.hash: text[p.start : p.end] for p in found}
        boilerplate.learn(session, boilerplate.learned_rows(source_id, new, texts, window, now))
        for key in boilerplate.articles_with(session, source_id, new):
            if key != article_id and (other := boilerplate.current_revision(session, key)):
                changed += _mark(session, other)
    if new or any(standing.known for standing in standings.values()):
        changed += _mark(session, revision)
    return changed


def _mark(session: Session, revision: ArticleRevision) -> bool:
    places = ranges(boilerplate.marked_places(session, revision.article_id), len(revision.text))
    return boilerplate.mark(session, revision, places)
