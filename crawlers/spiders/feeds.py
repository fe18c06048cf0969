"""Feeds: RSS, Atom, RDF."""

from crawlers.spiders.base import ChannelSpider


class FeedSpider(ChannelSpider):
    """Polls the feeds of sources of the catalogue and fetches the pages that are due.

    In a source's YAML::

        channels:
          - kind: feed
            url: https://outlet.example/rss.xml
            attested: linked from the home page
            max_age_days: 30      # optional: older items are recorded and not asked for
            fetch: false          # optional: record what it lists, fetch nothing

    By hand, into the database of the environment::

        scrapy crawl feeds -a source=tass,tolonews -a since=7d
    """

    name = "feeds"
    kinds = frozenset({"feed"})
