"""Brings web addresses of articles to one spelling, so that copies of a link are recognised.

What must never happen: two articles get one address. So only parameters that are known to say where a reader
came from are dropped, by name; everything else stays, in its order (general cleaners drop `id=` and `page=`).

The result is a key to compare with, not an address to fetch: it always says https, because publishers move
between http and https and repost everything when they do, and nobody serves two different articles under the
two. Addresses that only the publisher can resolve (news aggregators' opaque links) are not followed.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit

_TRACKING = frozenset(
    # Click identifiers of advertisers and mail senders.
    """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igsh igshid epik scid
    mc_cid mc_eid mc_tc mkt_tok vero_id vero_conv oly_anon_id oly_enc_id wickedid rb_clickid _openstat s_cid
    s_kwcid srsltid _hsenc _hsmi __hssc __hstc __hsfp hsctatracking _branch_match_id _ke _kx ck_subscriber_id
    action_object_map action_type_map action_ref_map fb_action_ids fb_action_types fb_source
    ml_subscriber ml_subscriber_hash sc_campaign sc_channel sc_content sc_medium sc_outcome sc_geo sc_country
    at_recipient_id at_recipient_list at_medium at_campaign trk_contact trk_msg trk_module trk_sid itm_source
    itm_medium itm_campaign itm_content soc_src soc_trk"""
    # What news sites append to the links of their own feeds and alerts.
    """ mod siteid rss .tsrc tsrc guccounter guce_referrer guce_referrer_sig partner emc smid rpc taid srnd sref
    ftcamp cmpid cmp ncid __source oc xtor ito feature_from""".split()
)
_TRACKING_PREFIXES = ("utm_", "mtm_", "matomo_", "pk_", "hsa_")
_FEED_SOURCES = re.compile(r"(feed|rss)", re.I)
"""`source=feedburner` says where the reader came from; `source=filing` may choose the article."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SECOND_LEVEL = frozenset("ac co com edu gov go gob net ne or org".split())
"""Labels under which countries hand out names (`co.uk`, `com.au`)."""


@lru_cache(maxsize=4096)  # an entry's link is asked about by each step that it passes through
def canonical_url(url: str) -> str:
    """One spelling for all links to the same page. Idempotent; anything but http(s) comes back as it is.

    Scheme and host in lower case, always https, no default port, no user name, no fragment, dot segments
    resolved, known tracking parameters gone, the others kept in order.

    >>> canonical_url("HTTP://News.Example.com:80/a/../b?id=7&utm_source=x#top")
    'https://news.example.com/b?id=7'
    """
    stripped = url.strip()
    parts = _split(stripped)
    if parts is None:
        return stripped
    query = _kept_parameters(parts.query)
    # "#!/7" and "#/7" are the address of a page in sites drawn by a script, not a place within one.
    fragment = _same_escapes(parts.fragment) if parts.fragment.startswith(("!", "/")) else ""
    path = _without_dots(_same_escapes(parts.path))
    return _origin(parts) + path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def registrable_host(url: str) -> str:
    """The part of the host that one operator answers for, as a key for politeness; "" when there is none.

    A rule of thumb, not the public suffix list: two labels, or three under `co.uk` and its like. To be too
    coarse costs a little waiting, which is all this key is used for.

    >>> registrable_host("https://feeds.news.example.co.uk/rss"), registrable_host("http://[::1]:8080/")
    ('example.co.uk', '::1')
    """
    parts = _split(url.strip())
    if parts is None:
        return ""
    host = _ascii_host(parts.hostname or "")
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return host
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-size:])


def politeness_key(url: str, *, private: bool = False) -> str:
    """What one operator answers for, so that it is asked by one request at a time; "" for no web address.

    private: an address in the user's own network, where every port of a host is a server of its own.

    >>> politeness_key("https://a.news.example.com/rss"), politeness_key("http://127.0.0.1:8080/rss", private=True)
    ('example.com', '127.0.0.1:8080')
    """
    parts = _split(url.strip())
    if parts is None:
        return ""
    if not private:
        return registrable_host(url)
    host = _ascii_host(parts.hostname or "")
    return f"{f'[{host}]' if ':' in host else host}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"


def _split(url: str) -> SplitResult | None:
    """The parts of an http(s) address; None for everything else, including what cannot be an address."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and bool(_ascii_host(parts.hostname or "")) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _origin(parts: SplitResult) -> str:
    host = _ascii_host(parts.hostname or "")
    shown = f"[{host}]" if ":" in host else host
    if parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme]:
        # On a port of its own the scheme decides which server answers.
        return f"{parts.scheme}://{shown}:{parts.port}"
    return f"https://{shown}"


def _ascii_host(host: str) -> str:
    """Lower case, international names in their ASCII form, IPv6 in its short form. Raises ValueError."""
    if ":" in host:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    host = host.rstrip(".").lower()
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _same_escapes(text: str) -> str:
    """Percent escapes in capitals, and only where they are needed."""

    def one(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%25"
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else f"%{match[1].upper()}"

    return quote(_PERCENT.sub(one, text), safe="%/:?#[]@!$&'()*+,;=~", errors="replace")


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _kept_parameters(query: str) -> str:
    pieces = (piece for piece in query.split("&") if piece)
    return "&".join(_same_escapes(piece) for piece in pieces if not _is_tracking(piece))


def without_tracking(url: str) -> str:
    """The same address without the parameters that only say where a reader came from.

    >>> without_tracking("http://news.example/b?utm_source=rss&id=7#top")
    'http://news.example/b?id=7#top'
    """
    before, mark, behind = url.partition("?")
    query, hash_mark, fragment = behind.partition("#")
    kept = "&".join(piece for piece in query.split("&") if not _is_tracking(piece))
    if not mark or "#" in before or kept == query:
        return url
    return before + (f"?{kept}" if kept else "") + hash_mark + fragment


def _is_tracking(piece: str) -> bool:
    name, _, value = unquote(piece).partition("=")
    name = name.lower()
    if name == "source":
        return _FEED_SOURCES.match(value) is not None
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
