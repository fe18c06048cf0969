"""Public Telegram channels, through their web preview."""

from crawlers.spiders.base import ChannelSpider


class TelegramSpider(ChannelSpider):
    """Reads public Telegram channels of the catalogue through their web preview.

    In a source's YAML::

        channels:
          - kind: telegram
            url: https://t.me/outlet          # polled as https://t.me/s/outlet
            attested: linked from the foot of the home page
            max_age_days: 30                  # optional: how far back posts are wanted

    No account is needed, and none is used. A page shows about 20 posts, newest last; older ones
    are read with ``?before=`` until the known ones are reached, at most
    ``SALANG_TELEGRAM_PAGES_PER_RUN`` pages a run. What is left between is noted and read in the
    next run. At the first visit a limit (``max_age_days``, or the run's ``since``) is followed to
    its end over as many runs as it takes; without one the pages of one run are read, no more.

    A post is a candidate under ``https://t.me/outlet/123`` and needs no request of its own: the
    page is its evidence. A changed text is a further revision. Numbers that a page passes over are
    in ``report_post_gaps``. Links to the outlet's own pages are candidates like those of a feed.

    A channel that shows no preview (closed by its owner, a group, or nobody's name) is polled with
    the outcome ``no_preview``, an open one without posts with ``empty``. A loopback address in
    place of ``https://t.me`` is for tests. By hand::

        scrapy crawl telegram -a source=tolonews -a since=7d
    """

    name = "telegram"
    kinds = frozenset({"telegram"})
