"""Settings of the crawl: ours from the environment (prefix ``SALANG_``), and Scrapy's."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ADDRESS = "https://github.com/salang-monitor/salang"
#: what robots.txt files may address us by, whatever else the user agent says
ROBOTS_TOKEN = "Salang"  # noqa: S105 - a product token in the sense of RFC 9309, no secret

#: Scrapy 2.19 counts a request as on its way only when its coroutine has begun; without any delay
#: a host's whole queue is sent at once, whatever its concurrency
SMALLEST_DELAY = 0.001


class CrawlSettings(BaseSettings):
    """Who we say we are, how much is asked for at once, and what is never asked for."""

    model_config = SettingsConfigDict(env_prefix="SALANG_", env_file=".env", extra="ignore")

    catalog: Path | None = Field(
        default=None, description="Folder of source files; empty means the packaged catalogue."
    )
    allow_private_addresses: bool = Field(
        default=False,
        description="Whether loopback and private addresses may be asked (tests, the sample).",
    )
    contact: str = Field(
        default="",
        description="Web or mail address in the user agent, for outlets that want to reach you.",
    )
    user_agent: str = Field(
        default="", description="The whole user agent; empty means Salang/<version> (+<contact>)."
    )
    concurrent_requests: int = Field(
        default=64, ge=1, le=512, description="Requests on their way at once, over all hosts."
    )
    host_delay_seconds: float = Field(
        default=2.0,
        ge=0.0,
        le=300.0,
        description="Delay between requests to a host that no source file speaks for.",
    )
    document_max_bytes: int = Field(
        default=50_000_000,
        ge=10_000,
        le=500_000_000,
        description="Largest feed or sitemap that is read; sitemaps may have 50 MB.",
    )
    sitemap_children_per_run: int = Field(
        default=100,
        ge=1,
        le=50_000,
        description="Child sitemaps of one sitemap index that are opened in one run.",
    )
    telegram_pages_per_run: int = Field(
        default=5,
        ge=1,
        le=1_000,
        description="Pages of about 20 posts read of one Telegram channel in one run.",
    )
    wayback_url: str = Field(
        default="https://web.archive.org",
        pattern=r"^https?://[^\s]+[^\s/]$",
        description="The Wayback Machine, for back-fill; another address is for tests.",
    )
    commoncrawl_index_url: str = Field(
        default="https://index.commoncrawl.org",
        pattern=r"^https?://[^\s]+[^\s/]$",
        description="Common Crawl's index, for back-fill.",
    )
    commoncrawl_data_url: str = Field(
        default="https://data.commoncrawl.org",
        pattern=r"^https?://[^\s]+[^\s/]$",
        description="Where Common Crawl's WARC files are, for back-fill.",
    )
    archive_delay_seconds: float = Field(
        default=1.5,
        ge=0.0,
        le=300.0,
        description="Pause between two requests to a web archive.",
    )
    archive_rows: int = Field(
        default=1_000,
        ge=1,
        le=100_000,
        description="Rows of the Wayback Machine's index asked for at once.",
    )
    crawl_max_seconds: int = Field(
        default=7200,
        ge=1,
        le=604_800,
        description="A crawl ends after this time; what is not done stays pending.",
    )
    retry_times: int = Field(
        default=1,
        ge=0,
        le=2,
        description="Times a request that failed in passing is repeated within the run.",
    )
    verify_certificates: bool = Field(
        default=False,
        description=(
            "Whether TLS certificates must be trusted by this machine. Off, since a good part of "
            "the state sites watched have incomplete chains or a national authority."
        ),
    )

    browser: Path = Field(
        default=Path("/usr/bin/chromium"),
        description="Chromium that draws the pages of sources with `render: true`.",
    )
    browser_sandbox: bool = Field(
        default=True,
        description=(
            "Whether that browser runs in its sandbox. Off only where the system allows none, as "
            "for root in a container."
        ),
    )

    @property
    def agent(self) -> str:
        """The user agent as it is sent."""
        if self.user_agent:
            return self.user_agent
        return f"Salang/{_version()} (+{self.contact or PROJECT_ADDRESS})"


#: parts of Scrapy that are on by default and not wanted, or off and imported all the same: the one
#: for cookies comes with requests, the remote control with aiohttp. Named with None among ours,
#: they would be imported too. Their switches below stay off, should Scrapy move one of them.
_LEFT_OUT = frozenset(
    {
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
        "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware",
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware",
        "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware",
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware",
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware",
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
        "scrapy.downloadermiddlewares.stats.DownloaderStats",
        "scrapy.extensions.corestats.CoreStats",
        "scrapy.extensions.feedexport.FeedExporter",
        "scrapy.extensions.logstats.LogStats",
        "scrapy.extensions.memdebug.MemoryDebugger",
        "scrapy.extensions.memusage.MemoryUsage",
        "scrapy.extensions.remote_control.RemoteControl",
        "scrapy.extensions.spiderstate.SpiderState",
        "scrapy.extensions.telnet.TelnetConsole",
        "scrapy.extensions.throttle.AutoThrottle",
        "scrapy.spidermiddlewares.depth.DepthMiddleware",
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
        "scrapy.spidermiddlewares.referer.RefererMiddleware",
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
    }
)


def _scrapy_parts() -> dict[str, dict[str, int]]:
    """What is on by Scrapy's own settings, without what is left out here."""
    from scrapy.settings import default_settings

    return {
        name: {
            part: place
            for part, place in getattr(default_settings, name).items()
            if part not in _LEFT_OUT
        }
        for name in ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "EXTENSIONS_BASE")
    }


def _version() -> str:
    try:
        return version("salang")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0"


def scrapy_settings(settings: CrawlSettings) -> dict[str, Any]:
    """Scrapy's settings for one crawl.

    What is switched off is off for a reason: the remote control and the telnet console run code
    sent to a local port; Scrapy's HTTP cache answers an unchanged page as if it had come new;
    redirects by meta tag are part of a page that must be stored before anything reads it; the
    length limit and the off-site filter drop requests without a trace; a proxy from the
    environment would resolve names where the address guard cannot see it.
    """
    return {
        **_scrapy_parts(),
        "BOT_NAME": "salang",
        "SPIDER_MODULES": ["crawlers.spiders"],
        "NEWSPIDER_MODULE": "crawlers.spiders",
        "USER_AGENT": settings.agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": ROBOTS_TOKEN,
        "CONCURRENT_REQUESTS": settings.concurrent_requests,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # Scrapy makes so many tasks for each page that is being stored, used or not: the default of
        # 100 costs 150 kB a page, and 500 MB when the database is busy. One also means that a page
        # is committed before the next ones are asked for
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": max(settings.host_delay_seconds, SMALLEST_DELAY),
        # a delay that is sometimes half of what was promised is not kept
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_TIMEOUT": 60,
        "DOWNLOAD_MAXSIZE": 10_000_000,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": settings.verify_certificates,
        "RETRY_TIMES": settings.retry_times,
        # 429 and 503 ask for patience: they wait for the next run
        "RETRY_HTTP_CODES": [408, 500, 502, 504, 520, 522, 524],
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "REDIRECT_MAX_TIMES": 10,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "REFERRER_POLICY": "no-referrer",
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "crawlers.middlewares.resolver.GuardedResolver",
        # names are looked up in threads; one that hangs must not hold up the others
        "REACTOR_THREADPOOL_MAXSIZE": 20,
        # first found, first fetched
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "LOG_LEVEL": "INFO",
        "LOG_FORMATTER": "crawlers.quiet.QuietLog",
        "LOG_VERSIONS": [],
        "LOGSTATS_INTERVAL": 0,
        "DOWNLOAD_HANDLERS": {
            "http": "crawlers.heads.BoundedHeads",
            "https": "crawlers.heads.BoundedHeads",
        },
        "DOWNLOADER_MIDDLEWARES": {
            # the guard comes first, so that robots.txt of a private host is not asked for either
            "crawlers.middlewares.guard.AddressGuard": 60,
            # ... but for these, which see pages and documents as the spider gets them
            "crawlers.middlewares.documents.LargeDocuments": 40,
            "crawlers.middlewares.rendering.Rendering": 50,
            "crawlers.middlewares.pauses.HostPauses": 70,
            "crawlers.middlewares.throttled.ThrottleNotices": 80,
            "crawlers.middlewares.robots.RobotsRules": 100,
            "crawlers.middlewares.conditional.ConditionalRequests": 200,
            "crawlers.middlewares.unpacking.Unpacking": 590,
            "crawlers.middlewares.redirects.Redirects": 600,
            "crawlers.middlewares.slots.HostSlots": 800,
            # ... and last on the way in, so that a refused address is not tried again
            "crawlers.middlewares.guard.RefusedAddresses": 890,
            "crawlers.middlewares.leases.HostLeases": 895,
        },
        "ITEM_PIPELINES": {
            "crawlers.pipelines.visits.VisitPipeline": 200,
            "crawlers.pipelines.capture.CapturePipeline": 300,
            "crawlers.pipelines.failures.FailurePipeline": 400,
        },
        "EXTENSIONS": {
            "crawlers.extensions.politeness.Politeness": 100,
            "crawlers.extensions.progress.Progress": 200,
            "crawlers.extensions.finish.Finish": 300,
        },
        "SALANG_CRAWL_MAX_SECONDS": settings.crawl_max_seconds,
        "SALANG_ALLOW_PRIVATE_ADDRESSES": settings.allow_private_addresses,
    }
