"""newspaper4k's own library: its threads download and parse, JSON lines."""

import json
import sys
from pathlib import Path

from newspaper import Article, Config
from newspaper.mthreading import fetch_news

URLS, OUT = Path(sys.argv[1]), Path(sys.argv[2])

if __name__ == "__main__":
    config = Config()
    config.fetch_images = False  # pictures of the pages are not on this machine
    articles = [Article(url, config=config) for url in URLS.read_text().split()]
    with (OUT / "pages.jsonl").open("w") as out:
        for article in fetch_news(articles, threads=5):
            kept = {
                "title": article.title,
                "author": article.authors,
                "date": str(article.publish_date),
                "text": article.text,
                "url": article.url,
            }
            out.write(json.dumps(kept) + "\n")
