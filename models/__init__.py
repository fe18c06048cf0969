"""Keeping: SQLAlchemy models, sessions, queries and the reporting views.

Importing this package registers every table on ``Base.metadata``.
"""

from models.articles import Article, ArticleRevision, Comment
from models.base import Base
from models.candidates import Candidate, CandidateFate, Fate, Sighting
from models.captures import Capture
from models.coding import Annotation, Code, Codebook, Coding
from models.echo import Fingerprint, Relation, Shingle, Story
from models.reviews import Review, Reviewer
from models.runs import Run, StageCount
from models.sources import Channel, ChannelDocument, Poll, Source

__all__ = [
    "Annotation",
    "Article",
    "ArticleRevision",
    "Base",
    "Candidate",
    "CandidateFate",
    "Capture",
    "Channel",
    "ChannelDocument",
    "Code",
    "Codebook",
    "Coding",
    "Comment",
    "Fate",
    "Fingerprint",
    "Poll",
    "Relation",
    "Review",
    "Reviewer",
    "Run",
    "Shingle",
    "Sighting",
    "Source",
    "StageCount",
    "Story",
]
