"""Scrapy's settings as the module that `scrapy.cfg` names, for `scrapy list/crawl/shell`."""

from crawlers.settings import CrawlSettings, scrapy_settings

globals().update(scrapy_settings(CrawlSettings()))
