"""Section pages: pages of the outlet that link to its articles."""

from crawlers.spiders.base import ChannelSpider


class SectionSpider(ChannelSpider):
    """Polls the section pages of sources of the catalogue and fetches the pages that are due.

    In a source's YAML::

        channels:
          - kind: section
            url: https://outlet.example/politics/
            attested: menu of the home page
            links:
              selector: main            # optional: only links inside
              allow: ["/20\\\\d\\\\d/"]     # optional: searched for in the address; none: own hosts
              deny: ["/video/"]         # optional: these never

    By hand::

        scrapy crawl sections -a source=bakhtar
    """

    name = "sections"
    kinds = frozenset({"section"})
