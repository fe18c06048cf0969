"""Pages in the shape of news pages of 2025, made from a number: most of a page is no text.

A page of a news site is 100 to 300 kB: styles and scripts, data for scripts, menus, lists of other
articles, and some kilobytes of text among them. The texts are about bridges, bread and bees.
"""

import json
from random import Random

_WHO = ("The council", "A carpenter", "The ferry company", "Two bakers", "The school board",
        "A beekeeper", "The museum", "The harbour master", "A choir", "The library")  # fmt: skip
_DID = ("opened", "repaired", "painted", "measured", "closed", "sold", "inherited", "counted",
        "photographed", "moved")  # fmt: skip
_WHAT = ("the old bridge", "a bread oven", "forty hives", "the night ferry", "a wooden organ",
         "the market hall", "three greenhouses", "a lighthouse lamp", "the reading room")  # fmt: skip
_WHEN = ("in spring", "after two wet summers", "on a Tuesday", "before the fair", "at short notice",
         "with help from neighbours", "for the first time since the flood")  # fmt: skip
_WHY = ("since the roof had begun to leak", "because nobody else wanted to", "to general surprise",
        "and the children wrote about it", "as the old contract had ended",
        "although the paint had not dried", "while the river was low")  # fmt: skip


def generated(count: int) -> list[bytes]:
    """So many different pages, the same ones each time; 60 to 300 kB each."""
    return [_page(number) for number in range(count)]


def _sentence(dice: Random) -> str:
    who, did, what = dice.choice(_WHO), dice.choice(_DID), dice.choice(_WHAT)
    return f"{who} {did} {what} {dice.choice(_WHEN)}, {dice.choice(_WHY)}."


def _page(number: int) -> bytes:
    dice = Random(number)
    title = f"{_sentence(dice)[:-1]} ({number})"
    day = f"2025-{1 + number % 12:02}-{1 + number % 28:02}T{number % 24:02}:15:00+00:00"
    paragraphs = "".join(
        f"<p class='text text--body'>{' '.join(_sentence(dice) for _ in range(dice.randint(2, 5)))}"
        "</p>"
        for _ in range(dice.randint(6, 22))
    )
    size = dice.randint(1, 5)
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title,
            "datePublished": day, "author": {"@type": "Person", "name": "Ada Bell"}}  # fmt: skip
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{day}">{_styles(dice, size)}'
        f'<script type="application/ld+json">{json.dumps(data)}</script>{_scripts(dice, size)}'
        f"</head><body>{_menu(dice, size)}<main><article><h1>{title}</h1>"
        f'<p class="byline">By Ada Bell, <time datetime="{day}">{day[:10]}</time></p>{paragraphs}'
        f"</article></main>{_teasers(dice, size)}{_menu(dice, size)}</body></html>"
    ).encode()


def _styles(dice: Random, size: int) -> str:
    rules = "".join(
        f".block-{dice.randint(0, 9999)}{{display:flex;margin:{dice.randint(0, 40)}px}}"
        for _ in range(200 * size)
    )
    return f"<style>{rules}</style>"


def _scripts(dice: Random, size: int) -> str:
    state = [
        {"id": dice.randint(0, 10**9), "title": _sentence(dice), "url": f"/n/{dice.random()}",
         "sizes": [dice.randint(100, 2000) for _ in range(6)], "premium": dice.random() < 0.1}
        for _ in range(80 * size)
    ]  # fmt: skip
    code = "".join(
        f"(function(w,d){{var a{dice.randint(0, 999)}=d.createElement('script');if(w.x<{size}&&w.y)"
        f"{{a.src='/s/{dice.random()}.js';}}}})(window,document);"
        for _ in range(100 * size)
    )
    return f"<script>window.__STATE__={json.dumps(state)};</script><script>{code}</script>"


def _menu(dice: Random, size: int) -> str:
    links = "".join(
        f'<li class="menu__item menu__item--{place}"><a class="menu__link" data-track="nav-{place}"'
        f' href="/section/{dice.randint(0, 999)}/">{dice.choice(_WHAT).title()}</a></li>'
        for place in range(30 * size)
    )
    return f'<nav class="menu" role="navigation"><ul>{links}</ul></nav>'


def _teasers(dice: Random, size: int) -> str:
    boxes = "".join(
        f'<div class="teaser teaser--{place}"><a href="/2025/{dice.randint(0, 9999)}"><img alt="" '
        f'src="/i/{dice.random()}.jpg" srcset="/i/{dice.random()}.jpg 2x"><h3 class="teaser__head">'
        f"{_sentence(dice)}</h3></a><span class='teaser__meta'>{dice.randint(1, 59)} min</span></div>"
        for place in range(25 * size)
    )
    return f'<aside class="more">{boxes}</aside>'
