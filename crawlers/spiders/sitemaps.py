"""XML sitemaps, sitemap indexes, news sitemaps."""

from crawlers.spiders.base import ChannelSpider


class SitemapSpider(ChannelSpider):
    """Polls the sitemaps of sources of the catalogue and fetches the pages that are due.

    In a source's YAML::

        channels:
          - kind: sitemap
            url: https://outlet.example/sitemap.xml
            attested: named in robots.txt
            follow: ["/news-"]        # optional: which documents of an index to open
            match: ["/afghanistan/"]  # optional: which page addresses to take
            max_age_days: 30          # optional: pages that changed last before are not asked for

    Of an index the documents never opened come first, then the latest changed; what the index says
    has not changed is opened once a week. ``SALANG_SITEMAP_CHILDREN_PER_RUN`` bounds one run; the
    rest is left for the next. By hand::

        scrapy crawl sitemaps -a source=gazeta-uz -a since=2w
    """

    name = "sitemaps"
    kinds = frozenset({"sitemap"})
