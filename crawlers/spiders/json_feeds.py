"""JSON Feed."""

from crawlers.spiders.base import ChannelSpider


class JsonFeedSpider(ChannelSpider):
    """Polls the JSON Feeds (1.0, 1.1) of sources and fetches the pages that are due.

    In a source's YAML::

        channels:
          - kind: json_feed
            url: https://outlet.example/feed.json
            attested: linked from the home page
            max_age_days: 30      # optional: older items are recorded and not asked for
            fetch: false          # optional: record what it lists, fetch nothing

    A feed of several pages (``next_url``) is followed on its own host, at most ten pages a run: to
    pages never read, and as long as a page brings something new. An item's address is its ``url``,
    else its ``external_url``, else its ``id``, else an attached PDF or DOCX file. ``hubs`` are not
    used: they push to an address that a crawl does not have.

    By hand, into the database of the environment::

        scrapy crawl json_feeds -a source=SLUG [-a since=7d]
    """

    name = "json_feeds"
    kinds = frozenset({"json_feed"})
