"""GDELT DOC 2.0 article search."""

from crawlers.spiders.base import ChannelSpider


class GdeltSpider(ChannelSpider):
    """Polls the standing searches (GDELT DOC 2.0) of sources and fetches the pages that are due.

    In a source's YAML::

        channels:
          - kind: gdelt
            query: 'taliban (russia OR moscow)'   # GDELT's syntax; OR stands in brackets
            languages: [en, ru, fa]   # optional: finds in other languages are not asked for
            max_age_days: 30          # optional: how far a first run looks back; else a week
            reread_days: 2            # optional: how long a day is searched again
            attested: the interface as its makers document it

    A search runs over days (UTC), since an answer ends at 250 articles without saying so. A window
    that comes back full is halved, down to a quarter of an hour; one that is full even then says in
    the poll log that articles may be missing. ``since`` looks back further, 100 days a run
    (SALANG_SITEMAP_CHILDREN_PER_RUN).

    A find belongs to the active source of the catalogue whose host it is on, and is fetched when
    that source is crawled next; what no source claims belongs to the source with the search. The
    service allows one request every five seconds; six are kept whatever ``delay_seconds`` says.

    By hand, into the database of the environment::

        scrapy crawl gdelt -a source=gdelt-search [-a since=30d]
    """

    name = "gdelt"
    kinds = frozenset({"gdelt"})
