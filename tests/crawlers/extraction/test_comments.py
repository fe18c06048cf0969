"""Readers' comments stand apart from the text."""

from collections.abc import Callable

from crawlers.extraction.types import Comment, ExtractedPage

Build = Callable[..., str]
Read = Callable[..., ExtractedPage]

WORDPRESS = """
<div id="comments" class="comments-area"><h2>Two thoughts</h2><ol class="comment-list">
<li class="comment"><article class="comment-body"><footer><b class="fn">Mo Lind</b>
<time datetime="2025-07-04">4 July 2025</time></footer>
<div class="comment-content"><p>I was there, what a crowd!</p><p>Never again.</p></div>
<a class="comment-reply-link" href="#">Reply</a></article>
<ol class="children"><li class="comment"><article class="comment-body"><b class="fn">Ira Test</b>
<div class="comment-content"><p>Same here.</p></div></article></li></ol></li></ol>
<div id="respond" class="comment-respond"><form><textarea></textarea></form></div></div>
"""


def test_comments_are_read_with_author_and_date(page: Build, read: Read) -> None:
    found = read(page(below=WORDPRESS))
    assert found.comments == (
        Comment("Mo Lind", "I was there, what a crowd!\nNever again.", "4 July 2025"),
        Comment("Ira Test", "Same here.", None),
    )


def test_comments_are_never_in_the_text(
    page: Build, read: Read, paragraphs: tuple[str, ...]
) -> None:
    assert read(page(below=WORDPRESS)).text.split("\n") == list(paragraphs)


def test_many_long_comments_do_not_become_the_article(
    page: Build, read: Read, paragraphs: tuple[str, ...]
) -> None:
    items = "".join(
        f"<li class='comment'><p>Comment {n} is long: I have been following this story "
        f"for years and I "
        "think that the organisers could have chosen a better month for it, honestly.</p></li>"
        for n in range(60)
    )
    found = read(
        page(below=f"<section class='comments'><ul class='comment-list'>{items}</ul></section>")
    )
    assert found.text.split("\n") == list(paragraphs)
    assert len(found.comments) == 60


def test_microdata_comments_need_no_container(page: Build, read: Read) -> None:
    below = (
        "<div itemscope itemtype='https://schema.org/Comment'><span itemprop='author'>Mo "
        "Lind</span>"
        "<div itemprop='text'>I was there.</div></div>"
    )
    assert read(page(below=below)).comments == (Comment("Mo Lind", "I was there.", None),)


def test_an_opinion_section_named_comment_is_an_article(page: Build, read: Read) -> None:
    markup = (
        page()
        .replace("<article>", "<article class='comment'>")
        .replace("<main>", "<main id='comment'>")
    )
    found = read(markup)
    assert found.kind == "article"
    assert found.comments == ()
    assert len(found.text.split("\n")) == 4
