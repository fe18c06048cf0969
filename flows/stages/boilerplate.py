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
from models.queries import boilerplate


def learn_boilerplate(
    session: Session, source_id: int, article_id: int, revision_id: int, text: str, now: datetime
) -> int:
    """Count a new revision's paragraphs and mark what is boilerplate.

    Call it in the transaction that stores the revision. Returns how many revisions' marks
    changed.
    """
    found = paragraphs(text)
    boilerplate.put_paragraphs(
        session,
        article_id,
        source_id,
        revision_id,
        [{"start_offset": p.start, "end_offset": p.end, "hash": p.hash} for p in found],
    )
    window = boilerplate.shrink_window(session, source_id, WINDOW)
    counts = boilerplate.article_counts(session, source_id, (p.hash for p in found))
    known = boilerplate.learned(session, source_id, counts)
    new = {
        key: count for key, count in counts.items() if key not in known and repeats(count, window)
    }
    touched = {article_id} if known or new else set()
    if new:
        texts = {p.hash: text[p.start : p.end] for p in found}
        boilerplate.learn(session, boilerplate.learned_rows(source_id, new, texts, window, now))
        touched |= set(boilerplate.articles_with(session, source_id, new))
    changed = 0
    for key in sorted(touched):
        revision = boilerplate.current_revision(session, key)
        if revision is not None:
            places = ranges(boilerplate.marked_places(session, key), len(revision.text))
            changed += boilerplate.mark(session, revision, places)
    return changed
