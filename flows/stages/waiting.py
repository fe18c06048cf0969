"""Whether a stage has anything to do, asked before what does it is imported.

A run that finds nothing new needs no codebook, no numbers and no reader of pages, whose imports
cost it some three seconds of processor. The answers are those of the stages' own questions.
"""

from pathlib import Path

from sqlalchemy import Engine

from analysis.echo.thresholds import STORY_METHOD, VERSION
from crawlers.known_codebook import known_codebook
from flows.settings import FlowSettings
from models.queries import fingerprints, stories, tagging
from models.queries.revision_changes import unclassified_revisions
from models.session import reading
from models.settings import StorageSettings


def to_fingerprint(engine: Engine) -> bool:
    """Whether `flows.stages.dedupe` has a text to compare."""
    with reading(engine) as session:
        return fingerprints.any_pending(session, VERSION)


def to_tag(engine: Engine, codebook: Path | None) -> bool:
    """Whether `flows.stages.tag` has a text to tag with the codebook.

    Raises:
        analysis.codebook.CodebookError: when the codebook has a mistake.
    """
    known = known_codebook(codebook or FlowSettings().codebook, StorageSettings().home / "kept")
    with reading(engine) as session:
        key = tagging.codebook_key(session, known.name, known.sha256)
        return key is None or tagging.any_untagged(session, key)


def to_tell(engine: Engine) -> bool:
    """Whether `flows.stages.stories` has an article to compare, or one to take out."""
    with reading(engine) as session:
        return stories.any_pending(session, STORY_METHOD)


def to_classify(engine: Engine) -> bool:
    """Whether `flows.stages.revisions` has a change to classify."""
    with reading(engine) as session:
        return bool(unclassified_revisions(session, 1))
