"""Which documents of a channel a run begins with. Pure."""

from datetime import datetime

from crawlers.catalog.channels import GdeltChannel, JsonFeedChannel
from crawlers.watched import WatchedChannel
from crawlers.windows import windows_to_read


def openings(
    channel: WatchedChannel, now: datetime, since: datetime | None, most: int
) -> list[str]:
    """Addresses to ask for first, in this order.

    A feed, sitemap or section has one. A search of GDELT has a window for each day. Of a JSON Feed
    of several pages the page read last comes before the first one: where a run was killed between
    two pages, the pages that were still to come are found behind it.
    """
    spec = channel.spec
    if isinstance(spec, GdeltChannel):
        return windows_to_read(spec, channel.documents, now, since, most)
    if isinstance(spec, JsonFeedChannel):
        read = [(state.polled_at, url) for url, state in channel.documents.items()]
        last = max(((at, url) for at, url in read if at is not None), default=(None, spec.url))[1]
        return [last, spec.url] if last != spec.url else [spec.url]
    return [spec.poll_url]
