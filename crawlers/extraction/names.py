"""What class and id attributes say about their element, judged once per distinct name.

A page repeats its few hundred names thousands of times and a site its pages' names for years,
so the judgement is cached and everything that reads the tree asks here. Names are compared
word by word ("articleBody--lead" is article, body, lead): substrings find "ad" in "shadow".
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extraction.nesting import settable
from crawlers.extraction.tree import words

# What a name can say, as bits of one number.
BOILERPLATE = 1  # not the article's text: share bars, captions, newsletters, related boxes
BYLINE = 2  # names an author
DATE = 4  # holds a date
ELSEWHERE = 8  # belongs to another story, a comment, a picture: its byline or date is theirs
COMMENTS = 16  # an area of readers' comments
COMMENT = 32  # one reader's comment
LIVE = 64  # an entry of a live blog
WALL = 128  # a paywall's element
LEAD = 256  # the standfirst
BREADCRUMB = 512
WIDGET = 1024  # a box beside the article: what is dated there is other news

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z0-9]+")

_WORDS: dict[int, frozenset[str]] = {
    BOILERPLATE: words(
    "newsletter newsletters taboola outbrain mgid revcontent adfox caption captions "
    "figcaption wpcaption photocredit imagecredit sharing sharebar sharebuttons addtoany "
    "addthis sociallinks breadcrumb breadcrumbs pagination toolbar tweet instagram promo "
    "promobox advert advertisement adslot adsbygoogle recirc recirculation readmore readalso "
    "seealso alsoread cookie cookies consent gdpr screenreader sronly"
),
    BYLINE: words(
    "byline bylines author authors autor autoren auteur auteurs authorname articleauthor "
    "postauthor entryauthor metaauthor writer writers reporter journalist muallif avtor "
    "yazar penulis auther firma signature contributor creditline"
),
    DATE: words(
    "date dates datetime dateline pubdate publish published publishdate publishtime "
    "publisheddate posted postedon postdate time timestamp entrydate articledate newsdate "
    "createdate created datum fecha tarih sana vaqt vremya datahora zeit tiempo tid lineinfo "
    "paperdate"
),
    ELSEWHERE: words(
    "comment comments commentlist related recommend recommended recommendation "
    "recommendations sidebar widget widgets teaser teasers promo popular latest card cards "
    "caption captions image images photo photos figure quote bio avatar newsletter most "
    "collection collections collection share sharing social articlebox authorbox"
),
    WIDGET: words(
    "comment comments commentlist related recommend recommended sidebar widget widgets "
    "teaser teasers promo popular mostread latest card cards newsfeed newslist ticker footer "
    "archive archives calendar copyright birth event events"
),
    COMMENTS: words(
    "comments commentlist commentslist kommentare kommentarer comentarios commentaires "
    "commenti yorumlar izohlar disqus fbcomments respond livere hypercomments vuukle spotim "
    "commentarea commentsection commentblock commentsblock"
),
    COMMENT: words("comment kommentar yorum singlecomment commentitem reply"),
    LIVE: words("liveblog liveticker newsblog livepost liveentry"),
    WALL: words("paywall regwall premiumwall subscribewall contentwall meteredcontent"),
    LEAD: words(
    "lead lede leadtext standfirst deck dek summary subtitle subtitulo subhead subheadline "
    "subheading intro introduction ingress teaser excerpt chapo entradilla bajada sumario "
    "sommario occhiello perex vorspann anriss abstract description podzag anons anonce lid "
    "annotation announce synopsis underrubrik manchet"
),
    BREADCRUMB: words("breadcrumb breadcrumbs"),
}  # fmt: skip


def _pairs(*groups: tuple[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (a, b) for firsts, seconds in groups for a in firsts.split() for b in seconds.split()
    )


_PAIRS: dict[int, frozenset[tuple[str, str]]] = {
    BOILERPLATE: _pairs(
        ("related", "articles article posts post news links content stories story topics box items "
                    "material materials list block section widget"),
        ("read", "also more next too"), ("see", "also"), ("also", "read"), ("more",
        "on news stories"),
        ("wp photo image media", "caption"), ("image photo media img", "credit"),
        ("social", "share sharing links buttons media icons bar"),
        ("share", "buttons bar links tools block icons box list"),
        ("twitter", "tweet"), ("telegram", "post"), ("instagram", "media"), ("fb", "post"),
        ("sign", "up"), ("author", "bio box"), ("about", "author"),
        ("article post entry", "tags"), ("tags", "links"), ("tag", "list"),
        ("most", "read popular viewed"), ("top", "stories"),
        ("recommended", "articles posts stories news content"),
        ("sr", "only"), ("visually", "hidden"), ("screen", "reader"), ("print", "only"),
        ("ad", "container slot wrapper unit banner box label block"),
        ("key", "points"), ("ai", "summary"),
    ),
    BYLINE: _pairs(("by", "line"), ("author", "name"), ("submitted posted written", "by")),
    DATE: _pairs(("pub", "date"), ("meta entry post article news", "date"), ("posted published",
        "on")),
    COMMENTS: _pairs(
        ("comment", "list area section wrap wrapper container block box thread form feed holder"),
        ("disqus", "thread"), ("coral", "stream"),
    ),
    LIVE: _pairs(("live", "blog post entry update event posts entries updates events ticker")),
    WALL: _pairs(
        ("pay content premium", "wall"), ("premium", "content teaser overlay"), ("locked",
        "content"),
        ("content", "locked"), ("piano", "offer container inline"), ("tp", "container"),
        ("subscription subscribe", "required wall overlay"), ("abo", "wall teaser"), ("plus",
        "teaser"),
        ("paid", "content"), ("metered", "content"),
    ),
    LEAD: _pairs(("alternative", "headline"), ("sub", "title headline heading head")),
}  # fmt: skip

_BY_WORD: dict[str, int] = {}
for _bit, _words in _WORDS.items():
    for _word in _words:
        _BY_WORD[_word] = _BY_WORD.get(_word, 0) | _bit
_BY_PAIR: dict[tuple[str, str], int] = {}
for _bit, _set in _PAIRS.items():
    for _pair in _set:
        _BY_PAIR[_pair] = _BY_PAIR.get(_pair, 0) | _bit


def words_of(names: str) -> list[str]:
    """The words of a class or id attribute, lower case."""
    if not names.islower():
        names = _HUMP.sub("-", names).lower()
    return [w for w in _SPLIT.split(names) if w]


@lru_cache(maxsize=50_000)
def traits(names: str) -> int:
    """What the names of a class or id attribute say: the bits above, or'ed."""
    found = 0
    own = words_of(names)
    for word in own:
        found |= _BY_WORD.get(word, 0)
    for pair in pairwise(own):
        found |= _BY_PAIR.get(pair, 0)
    return found


def of(element: HtmlElement) -> int:
    """What an element's class and id say together."""
    names, identity = element.get("class"), element.get("id")
    return (traits(names) if names else 0) | (traits(identity) if identity else 0)


class Index:
    """A page's elements in order, by tag, those whose names say something, and `props`:
    the itemprop (microdata) or rel of those that have one, and the elements `above` the
    headline once it is known (`center`).

    Holding the elements also keeps lxml from building a Python object for each of them
    again in every pass, which cost more than the passes.
    """

    __slots__ = ("_taken", "above", "by_tag", "elements", "named", "props")

    def __init__(self, root: HtmlElement) -> None:
        self.elements: list[HtmlElement] = list(root.iter("*"))
        self.by_tag: dict[str, list[HtmlElement]] = {}
        self.named: dict[HtmlElement, int] = {}
        self.props: dict[HtmlElement, str] = {}
        self.above: frozenset[HtmlElement] = frozenset()
        self._taken = etree.Element("taken")
        by_tag, named = self.by_tag, self.named
        for element in self.elements:
            tag = element.tag
            if tag in by_tag:
                by_tag[tag].append(element)
            else:
                by_tag[str(tag)] = [element]
            names, identity = element.get("class"), element.get("id")
            bits = traits(names) if names else 0
            if identity:
                bits |= traits(identity)
            if bits:
                named[element] = bits
            prop = element.get("itemprop") or element.get("rel")
            if prop:
                self.props[element] = prop

    def tagged(self, *tags: str) -> list[HtmlElement]:
        """The elements of some tags; in page order for one tag, tag by tag for several."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
        return [e for tag in tags for e in self.by_tag.get(tag, [])]

    def center(self, headline: HtmlElement | None) -> None:
        """Say which element is the headline: what it stands in is no box beside the article."""
        self.above = frozenset(headline.iterancestors()) if headline is not None else frozenset()

    def drop(self, element: HtmlElement) -> None:
        """Take an element out of the page and keep the text that follows it.

        It goes into a document of its own: were it left without one, lxml would search its
        whole subtree each time a Python object of it is let go, which took minutes for an
        area of 30,000 comments.
        """
        parent = element.getparent()
        if parent is None:
            return
        tail, element.tail = element.tail, None
        if tail and not tail.isspace():
            previous = element.getprevious()
            if previous is not None:
                previous.tail = settable(f"{previous.tail or ''} {tail}")
            else:
                parent.text = settable(f"{parent.text or ''} {tail}")
        self._taken.append(element)

    def is_in(self, element: HtmlElement, bits: int, levels: int = 5) -> bool:
        """Whether the element or one of its `levels` nearest ancestors has one of the bits.

        Ancestors of the headline say nothing: a layout names its columns after the sidebar
        beside them, and Blogger calls the whole article a widget.
        """
        node: HtmlElement | None = element
        for _ in range(levels + 1):
            if node is None or node.tag in ("body", "main", "article") or node in self.above:
                return False
            if self.named.get(node, 0) & bits or node.tag in _OUTSIDE:
                return True
            node = node.getparent()
        return False


_OUTSIDE = frozenset(("aside", "footer", "nav", "figure", "figcaption"))
