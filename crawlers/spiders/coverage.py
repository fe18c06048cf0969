"""All kinds of channels of a batch of sources: the spider that runs use."""

from crawlers.spiders.base import ChannelSpider


class CoverageSpider(ChannelSpider):
    """Polls every channel of its sources, whatever the kind, and fetches the pages that are due.

    One spider for all kinds keeps a host's delay across its feed, its sitemap and its pages. Runs
    start it through `crawlers.launch.CrawlProcess`; by hand::

        scrapy crawl coverage -a source=tass,tolonews [-a since=7d] [-a catalog=FOLDER]

    Database, home folder, contact and limits come from the environment (``SALANG_...``); what is
    polled, and how politely, stands in the sources' YAML.
    """

    name = "coverage"
