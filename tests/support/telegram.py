"""Pages in the markup of Telegram's web preview, for tests: made of posts, and a whole channel."""

from collections.abc import Mapping
from html import escape

from tests.support.web import Web

PAGE_SIZE = 20


def post(
    channel: str,
    number: int,
    words: str,
    *,
    when: str = "2025-07-03T09:30:00+00:00",
    edited: bool = False,
    service: bool = False,
    views: str = "4.85K",
    before: str = "",
    after: str = "",
) -> str:
    """One post; ``words`` is HTML, ``before`` and ``after`` further parts of its bubble."""
    kind = "service_message " if service else ""
    text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>'
    return f"""
<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message text_not_supported_wrap {kind}js-widget_message"
 data-post="{channel}/{number}" data-view="x">
 <div class="tgme_widget_message_user"><a href="https://t.me/{channel}"><i></i></a></div>
 <div class="tgme_widget_message_bubble">
  <div class="tgme_widget_message_author accent_color">
   <a class="tgme_widget_message_owner_name" href="#"><span dir="auto">Valley Post</span></a></div>
  {before}{text if words else ""}{after}
  <div class="tgme_widget_message_reactions js-message_reactions"><span>34</span></div>
  <div class="tgme_widget_message_footer compact js-message_footer">
   <div class="tgme_widget_message_info short js-message_info">
    <span class="tgme_widget_message_views">{views}</span><span class="copyonly"> views</span>
    <span class="tgme_widget_message_meta">{"edited &nbsp;" if edited else ""}
    <a class="tgme_widget_message_date" href="https://t.me/{channel}/{number}">
    <time datetime="{when}" class="time">09:30</time></a></span>
   </div></div></div></div></div>"""


def preview(channel: str, posts: str, older: int | None = None) -> str:
    """A page of a channel; ``older`` is the number that its link to older posts ends before."""
    more = (
        f'<a href="/s/{channel}?before={older}" class="tme_messages_more js-messages_more" '
        f'data-before="{older}"></a>'
        if older is not None
        else ""
    )
    nothing = '<div class="tme_no_messages_found">No posts found</div>' if not posts else ""
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Valley Post – Telegram</title>"
        f"</head><body class='widget_frame_base tgme_webpreview'><main>"
        f'<section class="tgme_channel_history js-message_history">{more}{posts}{nothing}'
        f"</section></main></body></html>"
    )


def card(name: str, known: bool) -> str:
    """The page that stands where there is no preview: a name's card, or a stranger's."""
    verb = "View" if known else "Contact"
    return (
        f"<html><head><title>Telegram: {verb} @{escape(name)}</title></head>"
        f'<body><div class="tgme_page_wrap"><div class="tgme_page"></div></div></body></html>'
    )


def put_channel(web: Web, channel: str, posts: Mapping[int, str], size: int = PAGE_SIZE) -> None:
    """Serve a channel as the preview does: its newest posts, and every page before a number.

    ``posts`` are the posts' HTML by number.
    """

    def page(before: int | None) -> str:
        numbers = [one for one in sorted(posts) if before is None or one < before]
        shown = numbers[-size:]
        older = shown[0] if len(numbers) > size else None
        return preview(channel, "".join(posts[one] for one in shown), older)

    web.put(f"/s/{channel}", page(None))
    for number in range(1, max(posts, default=0) + 2):
        web.put(f"/s/{channel}?before={number}", page(number))
