"""Scrapy extensions: politeness per host, progress, and how a crawl ends."""
