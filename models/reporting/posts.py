"""View of posts that are missing: what a channel did not show, or we did not read."""

from sqlalchemy import select

from models.posts import PostGap
from models.reporting.view import View
from models.sources import Channel, Source

REPORT_POST_GAPS = View(
    "report_post_gaps",
    "Numbers of posts that a channel's numbering has and we do not: possible loss",
    select(
        Source.slug.label("source"),
        Channel.url.label("channel"),
        PostGap.first_id,
        PostGap.last_id,
        (PostGap.last_id - PostGap.first_id + 1).label("numbers"),
        PostGap.kind,
        PostGap.noticed_at,
        PostGap.closed_at,
    )
    .join(Channel, Channel.id == PostGap.channel_id)
    .join(Source, Source.id == Channel.source_id),
    {
        "source": "Short name of the source",
        "channel": "Address of the channel",
        "first_id": "First missing number",
        "last_id": "Last missing number",
        "numbers": "How many numbers; not each need have been a post",
        "kind": "not_read (pages between were not read yet), not_shown (deleted before we looked, "
        "or never shown)",
        "noticed_at": "When it was noticed",
        "closed_at": "When it was read, in whole or in part (what is left is a row of its own), or "
        "no longer wanted; null while it is open",
    },
)

VIEWS = (REPORT_POST_GAPS,)
