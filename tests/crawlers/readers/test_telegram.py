"""Reading pages of Telegram's web preview: posts whole, with nothing of what stands around them."""

import pytest

from crawlers.extraction.engine import extract
from crawlers.extraction.types import PageInput
from crawlers.readers import EmptyDocument, NotReadable, read_channel
from crawlers.readers.telegram import NoPreview, PostPage, told
from crawlers.telegram import Post, read_post
from models.base import utc_now
from tests.support.telegram import card, post, preview

CHANNEL = "valley_post"
URL = "https://t.me/s/valley_post"
TALKS = "<b>Envoys meet in Kabul</b><br/><br/>The delegation spoke of transit.<br/>No date was set."


def page(*posts: str, url: str = URL, older: int | None = None) -> PostPage:
    found = read_channel(preview(CHANNEL, "".join(posts), older).encode(), url, CHANNEL, ())
    assert found.posts is not None
    return found.posts


def only(*posts: str) -> Post:
    (found,) = page(*posts).posts
    return found


def test_a_post_has_its_number_its_time_with_zone_and_its_lines() -> None:
    found = only(post(CHANNEL, 123, TALKS, when="2025-07-03T14:00:00+04:30"))
    assert (found.channel, found.number) == (CHANNEL, 123)
    assert found.published == "2025-07-03T14:00:00+04:30"
    lines = ["Envoys meet in Kabul", "The delegation spoke of transit.", "No date was set."]
    assert found.text.split("\n") == lines


def test_what_stands_around_the_words_is_not_in_them() -> None:
    quoted = (
        '<a class="tgme_widget_message_reply" href="https://t.me/valley_post/5">'
        '<div class="tgme_widget_message_text js-message_reply_text">An older post.</div>'
        '<div class="tgme_widget_message_text js-message_text">Quoted.</div></a>'
    )
    linked = (
        '<a class="tgme_widget_message_link_preview" href="https://valley.example/1">'
        '<div class="link_preview_title">A title elsewhere</div></a>'
    )
    assert only(post(CHANNEL, 7, "Own words.", before=quoted, after=linked)).text == "Own words."


def test_views_and_reactions_do_not_make_it_another_post_but_words_do() -> None:
    first = only(post(CHANNEL, 7, "Talks at noon.", views="10"))
    later = only(post(CHANNEL, 7, "Talks at noon.", views="1.2M"))
    edited = only(post(CHANNEL, 7, "Talks at one.", edited=True))
    assert first.digest == later.digest != edited.digest
    assert (later.edited, edited.edited) == (False, True)


def test_an_album_is_one_post_with_all_its_numbers() -> None:
    pictures = "".join(
        f'<a class="tgme_widget_message_photo_wrap" href="https://t.me/{CHANNEL}/{n}?single"></a>'
        for n in (10, 11, 12)
    )
    nested = '<div class="tgme_widget_message_text js-message_text">One caption.</div>'
    found = page(post(CHANNEL, 10, nested, before=pictures), post(CHANNEL, 13, "Next."))
    assert [one.number for one in found.posts] == [10, 13]
    assert found.posts[0].text == "One caption."
    assert "photo" in found.posts[0].media
    assert found.missing == ()


def test_numbers_that_a_page_passes_over_are_told() -> None:
    found = page(*(post(CHANNEL, n, "Words.") for n in (20, 21, 24, 26)))
    assert found.missing == ((22, 23), (25, 25))
    assert "not shown: 22–23, 25" in told(found)


def test_a_forwarded_post_says_from_whom() -> None:
    source = (
        '<div class="tgme_widget_message_forwarded_from">Forwarded from '
        '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/hill/5">'
        "<span>Hill Post</span></a></div>"
    )
    assert only(post(CHANNEL, 7, "Words.", before=source)).forwarded_from == "Hill Post"


def test_a_poll_is_read_with_its_options() -> None:
    asked = (
        '<div class="tgme_widget_message_poll">'
        '<div class="tgme_widget_message_poll_question">Will the road open?</div>'
        '<div class="tgme_widget_message_poll_option">'
        '<div class="tgme_widget_message_poll_option_text">Yes</div></div></div>'
    )
    assert only(post(CHANNEL, 7, "", after=asked)).text == "Will the road open?\n– Yes"


def test_service_messages_are_no_items_and_no_gaps() -> None:
    content = post(CHANNEL, 1, "Channel created", service=True) + post(CHANNEL, 2, "Words.")
    listing = read_channel(preview(CHANNEL, content).encode(), URL, CHANNEL, ())
    assert [item.url for item in listing.items] == ["https://t.me/valley_post/2"]
    assert listing.posts is not None
    assert listing.posts.missing == ()


def test_links_to_the_outlets_own_pages_are_items_too() -> None:
    words = (
        'Read <a href="https://valley.example/news/7">here</a>, '
        '<a href="https://elsewhere.example/1">there</a>'
    )
    content = preview(CHANNEL, post(CHANNEL, 7, words)).encode()
    listing = read_channel(content, URL, CHANNEL, ("valley.example",))
    assert [item.url for item in listing.items] == [
        "https://t.me/valley_post/7",
        "https://valley.example/news/7",
    ]


def test_the_page_before_the_first_post_is_the_beginning() -> None:
    found = page(url=f"{URL}?before=1")
    assert (found.numbers, found.before, found.older) == ((), 1, False)


def test_an_open_channel_without_posts_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        read_channel(preview(CHANNEL, "").encode(), URL, CHANNEL, ())


@pytest.mark.parametrize(("known", "words"), [(True, "closed it"), (False, "no such channel")])
def test_a_card_in_the_previews_place_is_no_preview(known: bool, words: str) -> None:
    with pytest.raises(NoPreview, match=words) as error:
        read_channel(card(CHANNEL, known).encode(), URL, CHANNEL, ())
    assert error.value.outcome == "no_preview"


@pytest.mark.parametrize("body", [b"", b"<html><body>Just a moment</body></html>", b"\x00\xff"])
def test_another_page_is_not_readable(body: bytes) -> None:
    with pytest.raises(NotReadable) as error:
        read_channel(body, URL, CHANNEL, ())
    assert error.value.outcome == "not_readable"


def test_the_preview_of_another_channel_is_refused() -> None:
    content = preview("someone_else", post("someone_else", 7, "Words.")).encode()
    with pytest.raises(NotReadable, match="another channel"):
        read_channel(content, URL, CHANNEL, ())


@pytest.mark.parametrize(
    "url", ["https://t.me/valley_post/8", "https://t.me/Valley_Post/8?embed=1"]
)
def test_the_post_that_the_address_names_is_read_out_of_the_page(url: str) -> None:
    body = preview(CHANNEL, post(CHANNEL, 7, "Cricket.") + post(CHANNEL, 8, TALKS)).encode()
    found = extract(PageInput(url, body, "text/html; charset=utf-8", {}, utc_now()))
    assert found.text.startswith("Envoys meet in Kabul")
    assert "Cricket" not in found.text
    assert (found.title, found.title_rule) == ("Envoys meet in Kabul", "first_line")
    assert "derived_title" in found.flags
    assert found.canonical_url == "https://t.me/valley_post/8"
    assert found.dates.chosen is not None
    assert found.dates.chosen.value.isoformat() == "2025-07-03T09:30:00+00:00"


def test_a_post_without_words_is_empty_and_says_what_it_holds() -> None:
    video = '<a class="tgme_widget_message_video_player" href="#"></a>'
    body = preview(CHANNEL, post(CHANNEL, 8, "", before=video)).encode()
    found = extract(PageInput("https://t.me/valley_post/8", body, "text/html", {}, utc_now()))
    assert (found.kind, found.kind_reasons) == ("empty", ("a post without words (video)",))


def test_a_long_first_line_gives_its_first_sentence_as_the_title() -> None:
    words = "The road is open again. " + "Lorries waited for a week at the border post. " * 5
    found = only(post(CHANNEL, 7, words))
    assert found.title == "The road is open again."


def test_a_page_that_only_mentions_the_markup_is_an_ordinary_page() -> None:
    body = b"<html><body><p>Our class is tgme_widget_message.</p></body></html>"
    assert read_post(body, "https://valley.example/news/7") is None
