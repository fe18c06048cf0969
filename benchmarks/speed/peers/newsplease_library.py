"""news-please's own library: it downloads in threads and reads in processes, JSON lines.

Its command adds a second Scrapy, heuristics and files of its own to this; this is its faster way.
"""

import json
import sys
from pathlib import Path

from newsplease import NewsPlease

URLS, OUT = Path(sys.argv[1]), Path(sys.argv[2])

if __name__ == "__main__":
    # pictures of the pages are not on this machine
    found = NewsPlease.from_urls(URLS.read_text().split(), {"timeout": 60}, fetch_images=False)
    with (OUT / "pages.jsonl").open("w") as out:
        for article in found.values():
            if article:
                out.write(json.dumps(article.get_serializable_dict()) + "\n")
