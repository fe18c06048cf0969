"""One address for one page: the canonical form of a URL, and its key.

Two addresses that differ only in tracking parameters, scheme, "www.", AMP or
mobile form, letter case of the host, percent-encoding, parameter order,
fragment, trailing slash or index file lead to the same article; two that
differ in `?id=`, `?p=` or `?page=` do not. The canonical form is for comparing;
what is fetched is the address as it was found.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

LONGEST = 8000
"""Characters; servers refuse longer request lines, and so do we."""

# Never a story's own number on any site we know; `sid`, `si`, `feature`, `source` are
# absent because somewhere they are (PHP-Nuke's ?sid= is the article).
_TRACKING_NAMES = """
    fbclid gclid gclsrc dclid gbraid wbraid yclid ymclid ysclid msclkid twclid ttclid igshid igsh
    mc_cid mc_eid _ga _gl _hsenc _hsmi __hstc __hssc __hsfp hsctatracking mkt_tok vero_id vero_conv
    oly_anon_id oly_enc_id wickedid s_cid cmpid ncid icid ocid ref ref_src ref_url referer referrer
    refsrc ref_source source_ref from_source fromsource share shared sharetype share_from sharer
    smid smtyp sref spm scm xtor at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4
    at_format at_link_id at_link_origin at_link_type at_ptr_name at_bbc_team amp amp_js_v amp_gsa
    usqp outputtype guccounter guce_referrer guce_referrer_sig tblci dicbo rss_source rss from_rss
    traffic_source nr_email_referer __twitter_impression action_object_map action_type_map
    action_ref_map mibextid ftag ito ns_mchannel ns_source ns_campaign ns_linkname ns_fee
    __cf_chl_tk __cf_chl_rt_tk cf_chl_jschl_tk m mobile noredirect nomobile phpsessid
    jsessionid
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
# Parameters that mean tracking only with these values; `?m=5` may be a section.
_ONLY_WHEN = {
    "m": frozenset(("", "1", "true", "yes")),
    "mobile": frozenset(("", "1", "true", "yes")),
    "amp": frozenset(("", "1", "true", "yes", "amp")),
    "outputtype": frozenset(("amp",)),
    "share": frozenset(
        ("", "1", "true", "facebook", "twitter", "x", "telegram", "jetpack-whatsapp", "whatsapp",
         "email", "print", "linkedin", "pinterest", "reddit", "tumblr", "vk", "pocket")
    ),
    "rss": frozenset(("", "1", "true", "yes")),
    "noredirect": frozenset(("", "1", "true", "yes", "mobile")),
    "nomobile": frozenset(("", "1", "true", "yes")),
}  # fmt: skip
_TRACKING_PREFIXES = (
    "utm_",
    "hsa_",
    "wt.",
    "wt_",
    "ga_",
    "fb_action",
    "pk_",
    "mtm_",
    "stm_",
    "asc_",
)

_AMP_PATH = re.compile(
    r"(?<=[^/])/amp(?=\.html?$)|/amp(?=/?$)|\.amp(?=\.html?$|/?$)", re.IGNORECASE
)
_AMP_LEADING = re.compile(r"^/amp(?=/.)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php\d?|aspx?|jsp|shtml)$", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;?]*", re.IGNORECASE)
_SLASHES = re.compile(r"//+")
# A prefix is cut only from a name that stays a site: not from m.co.uk
_PREFIXES = re.compile(
    r"^(?:(?:www\d?|m|mobile|amp|wap)\.)+(?=[^.]+\.[^.])(?!(?:co|com|org|net|gov|edu|ac)\.[a-z]{2}$)"
)
_HOST = re.compile(r"^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$")
_AMP_CACHES = (".cdn.ampproject.org", ".bing-amp.com")

_UNRESERVED_PATH = "/!$&'()*+,;=:@~-._"
_UNRESERVED_QUERY = "/?!$'()*,;:@~-._+"
# Escaped or not, these mean the same to every newsroom server met
_HARMLESS = "~-._!$'()*,:@"


def canonicalize(url: str) -> str:
    """The canonical form of an http(s) address, "http://" + the rest.

    Always "http" except for loopback hosts, which keep scheme and port (the
    sample newsroom runs there). Idempotent. Raises ValueError, with a sentence
    that says why, for everything that is no http(s) address.
    """
    return _canonical(url, depth=0)


def url_key(url: str) -> str:
    """32 hexadecimal digits that are equal for equal canonical addresses.

    The first half of the SHA-256 of the canonical form without its scheme.
    Raises ValueError as `canonicalize`.
    """
    rest = canonicalize(url).partition("://")[2]
    return hashlib.sha256(rest.encode()).hexdigest()[:32]


def _canonical(url: str, depth: int) -> str:
    shown = url[:80].strip()
    if len(url) > LONGEST:
        raise ValueError(f"address longer than {LONGEST} characters: {shown}…")
    text = "".join(ch for ch in url.strip() if ch not in "\t\r\n")
    if text.startswith("//"):
        text = "http:" + text
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise ValueError(f"not a readable address ({error}): {shown}") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise ValueError(f"not an http(s) address: {shown}")
    host = _host(host, shown)
    inner = _inside_amp_cache(host, parts.path, parts.query)
    if inner is not None and depth < 3:
        return _canonical(inner, depth + 1)
    if is_loopback(host):
        scheme = parts.scheme.lower()
        default = 443 if scheme == "https" else 80
        netloc = _bracketed(host) + (f":{port}" if port not in (None, default) else "")
    else:
        scheme = "http"
        netloc = _bracketed(_PREFIXES.sub("", host))
        if port not in (None, 80, 443):
            netloc += f":{port}"
    path = _path(parts.path)
    query = _query(parts.query)
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    result = f"{scheme}://{netloc}{path}"
    if query:
        result += f"?{query}"
    if fragment:
        result += f"#{_recode(fragment, _UNRESERVED_PATH + '?')}"
    return result


# ---- host


def is_loopback(host: str) -> bool:
    """Whether a host (name or address, lower case) is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(host: str, shown: str) -> str:
    if not host:
        raise ValueError(f"no host in the address: {shown}")
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host).compressed
        except ValueError as error:
            raise ValueError(f"not an IPv6 address: {shown}") from error
    if "%" in host:
        host = unquote_to_bytes(host).decode("utf-8", "replace")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError(f"not a host name that can be looked up: {shown}") from error
    host = host.lower().rstrip(".")
    if len(host) > 253 or not _HOST.match(host):
        raise ValueError(f"not a host name: {shown}")
    return host


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _inside_amp_cache(host: str, path: str, query: str) -> str | None:
    """The article an AMP cache shows: …cdn.ampproject.org/c/s/example.org/news/1."""
    if host.endswith(_AMP_CACHES):
        match = re.match(r"^/(?:[a-z]/)+(?:s/)?([^/]+\..*)$", path)
    elif re.match(r"^(?:www\.)?google\.[a-z.]{2,6}$", host) and path.startswith("/amp/"):
        match = re.match(r"^/amp/(?:s/)?([^/]+\..*)$", path)
    else:
        return None
    if match is None:
        return None
    return f"http://{match[1]}" + (f"?{query}" if query else "")


# ---- path and query


def _path(raw: str) -> str:
    raw = _SESSION.sub("", raw)
    path = _remove_dots(_SLASHES.sub("/", _recode(raw or "/", _UNRESERVED_PATH)))
    while True:  # /news/1/amp/index.html: one ending may uncover another
        shorter = _INDEX.sub("/", _AMP_PATH.sub("", _AMP_LEADING.sub("", path)))
        shorter = shorter.rstrip("/") or "/"
        if shorter == path:
            return path
        path = shorter


def _remove_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    joined = "/".join(kept)
    return joined if joined.startswith("/") else f"/{joined}"


def _query(raw: str) -> str:
    kept: list[tuple[str, str, bool]] = []
    for pair in raw.replace("&amp;", "&").split("&"):
        name, equals, value = pair.partition("=")
        name = _recode(name, _UNRESERVED_QUERY)
        value = _recode(value, _UNRESERVED_QUERY).replace("%20", "+")
        if name and not _is_tracking(name.lower(), value.lower()):
            kept.append((name, value, bool(equals)))
    unique = sorted(dict.fromkeys(kept))
    return "&".join(f"{name}={value}" if equals else name for name, value, equals in unique)


def _is_tracking(name: str, value: str) -> bool:
    if name.startswith("amp;"):
        name = name[4:]
    if name.startswith(_TRACKING_PREFIXES):
        return True
    if name not in _TRACKING:
        return False
    values = _ONLY_WHEN.get(name)
    return values is None or value in values


def _recode(text: str, safe: str) -> str:
    """Percent-encoding written one way: decoded where it may be, UTF-8, capital digits.

    What decodes to a reserved character keeps its escape, so "%2F" stays apart
    from "/"; bytes that are no UTF-8 (old windows-1251 paths) keep theirs too.
    """
    out: list[str] = []
    position = 0
    for match in _ESCAPES.finditer(text):
        out.append(_quote(text[position : match.start()], safe))
        out.append(_escapes(match.group()))
        position = match.end()
    out.append(_quote(text[position:], safe))
    return "".join(out)


_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def _quote(text: str, safe: str) -> str:
    return quote(text, safe=safe, errors="replace")


def _escapes(run: str) -> str:
    return quote(unquote_to_bytes(run), safe=_HARMLESS)
