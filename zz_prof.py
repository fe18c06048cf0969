import time, resource, threading
from crawlers.readers import read_feed, read_section, read_json_feed, read_sitemap
from crawlers.catalog.channels import LinkRules
from tests.hostile import listings
from tests.hostile.answers import Asked

a = Asked("/x", {}, 0, "http://127.2.0.9:5555")


def t(name, f):
    c = time.process_time()
    try:
        r = f()
        n = len(r.items)
    except Exception as e:
        n = repr(e)[:80]
    print(
        name,
        f"{time.process_time() - c:.1f}s cpu",
        n,
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f}MB",
        flush=True,
    )


t("start", lambda: 1 / 0)
b = b"".join(listings._items(a, 600_000))
print(len(b))
t("items", lambda: read_feed(b, "http://x/"))
b = b"".join(b"<a href=/far/%d>A word</a>" % n for n in range(400_000))
print(len(b))
t(
    "section",
    lambda: read_section(
        b, "http://127.2.0.9:5555/", LinkRules(), frozenset({"127.2.0.9:5555"}), None, 50_000_000
    ),
)
b = b'{"items":' + b"[" * 5_000_000
t("json", lambda: read_json_feed(b, "http://x/", None, 50_000_000))
b = b'{"version":"1","items":[{"id":' + b"9" * 5_000_000 + b"}]}"
t("jsonnum", lambda: read_json_feed(b, "http://x/", None, 50_000_000))
b = b"<rss><channel>" + b"<item><a>" * 500_000
t("nested", lambda: read_feed(b, "http://x/"))
b = b"<rss><channel>" + b"".join(
    b"<item><link>http://x/%d</link></item>" % n for n in range(1_100_000)
)
print(len(b))
t("50MB", lambda: read_feed(b, "http://x/"))
b = b"<rss><channel>" + b"<a/>" * 12_000_000
print(len(b))
t("50MB of empty elements", lambda: read_feed(b, "http://x/"))
