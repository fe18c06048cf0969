"""Keeping: SQLAlchemy models, sessions, queries and the reporting views.

Importing this package registers every table on ``Base.metadata``.
"""

from models.accounts import LoginEvent, LoginSession, Presence, SavedFilter
from models.alerts import Alert, AlertArticle, AlertAttempt, AlertNotice
from models.article_codes import ArticleCode
from models.articles import Article, ArticleRevision, Comment
from models.base import Base
from models.boilerplate import BoilerplateParagraph, SourceParagraph
from models.candidates import Candidate, CandidateFate, Fate, Sighting
from models.captures import Capture
from models.coding import Annotation, Code, Codebook, Coding
from models.digests import Digest, DigestDelivery
from models.echo import (
    ArticlePlace,
    Fingerprint,
    Relation,
    Shingle,
    Story,
    StoryChange,
    StoryKey,
    StoryPin,
    StorySketch,
)
from models.health import SourceHealth, SourceHealthEvent
from models.hosts import CrawlPart, HostLease
from models.posts import PostGap, PostSpan
from models.recall import DiscoveryRecall
from models.removals import Removal
from models.reviews import Review, Reviewer, SecondReview
from models.runs import Run, StageCount
from models.sources import Channel, ChannelDocument, Poll, Source
from models.summaries import (
    CoverageSummary,
    DesignationSummary,
    RunFateSummary,
    TopicSummary,
)
from models.visits import ArticleVisit, ArticleWatch, RevisionChange

__all__ = [
    "Alert",
    "AlertArticle",
    "AlertAttempt",
    "AlertNotice",
    "Annotation",
    "Article",
    "ArticleCode",
    "ArticlePlace",
    "ArticleRevision",
    "ArticleVisit",
    "ArticleWatch",
    "Base",
    "BoilerplateParagraph",
    "Candidate",
    "CandidateFate",
    "Capture",
    "Channel",
    "ChannelDocument",
    "Code",
    "Codebook",
    "Coding",
    "Comment",
    "CoverageSummary",
    "CrawlPart",
    "DesignationSummary",
    "Digest",
    "DigestDelivery",
    "DiscoveryRecall",
    "Fate",
    "Fingerprint",
    "HostLease",
    "LoginEvent",
    "LoginSession",
    "Poll",
    "PostGap",
    "PostSpan",
    "Presence",
    "Relation",
    "Removal",
    "Review",
    "Reviewer",
    "RevisionChange",
    "Run",
    "RunFateSummary",
    "SavedFilter",
    "SecondReview",
    "Shingle",
    "Sighting",
    "Source",
    "SourceHealth",
    "SourceHealthEvent",
    "SourceParagraph",
    "StageCount",
    "Story",
    "StoryChange",
    "StoryKey",
    "StoryPin",
    "StorySketch",
    "TopicSummary",
]
