"""Links: copies are recognised, and two articles are never given one address."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.urls import canonical_url, registrable_host

SAME = {
    "as it is": ("https://example.com/a", "https://example.com/a"),
    "scheme and host in capitals": ("HTTPS://Example.COM/Path", "https://example.com/Path"),
    "http is the same page": ("http://example.com/a", "https://example.com/a"),
    "default port": ("http://example.com:80/a", "https://example.com/a"),
    "default port of https": ("https://example.com:443/a", "https://example.com/a"),
    "fragment": ("https://example.com/a#comments", "https://example.com/a"),
    "dot segments": ("https://example.com/a/./b/../c", "https://example.com/a/c"),
    "dots at the end": ("https://example.com/a/..", "https://example.com/"),
    "escaped dots": ("https://example.com/a/%2e%2e/c", "https://example.com/c"),
    "empty path": ("https://example.com", "https://example.com/"),
    "full stop of the root": ("https://example.com./a", "https://example.com/a"),
    "user name": ("https://me:secret@example.com/a", "https://example.com/a"),
    "escapes": ("https://example.com/%7ea%2fb%c3%a9", "https://example.com/~a%2Fb%C3%A9"),
    "a letter outside ASCII": ("https://example.com/é", "https://example.com/%C3%A9"),
    "blank inside": (" https://example.com/a b\n", "https://example.com/a%20b"),
    "line break inside": ("https://example.com/lo\nng", "https://example.com/long"),
    "international name": ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    "IPv6": ("http://[2001:DB8:0:0::1]/a", "https://[2001:db8::1]/a"),
    "analytics": ("https://example.com/a?utm_source=x&utm_Medium=y", "https://example.com/a"),
    "between others": ("https://example.com/a?id=7&fbclid=z&page=2", "https://example.com/a?id=7&page=2"),
    "site's own feed mark": ("https://example.com/a?mod=rss_x&siteid=rss", "https://example.com/a"),
    "dotted name": ("https://example.com/a.html?.tsrc=rss", "https://example.com/a.html"),
    "source is a feed": ("https://example.com/a?source=feedburner", "https://example.com/a"),
    "escaped name": ("https://example.com/a?utm%5Fsource=x", "https://example.com/a"),
}

KEPT = {
    "id": "https://example.com/?id=7",
    "order of parameters": "https://example.com/?b=1&a=2&b=3",
    "source that chooses": "https://example.com/?source=filing",
    "names that only begin alike": "https://example.com/?modern=1&rssid=2&partnership=3",
    "parameter without a value": "https://example.com/?7",
    "port of its own": "http://example.com:8080/a",
    "https on the port of http": "https://example.com:80/a",
    "page drawn by a script": "https://example.com/#!/article/7",
    "double slash": "https://example.com/a//b",
    "trailing slash": "https://example.com/a/",
    "mail": "mailto:a@example.com",
    "tag": "tag:example.com,2026:7",
    "relative": "/a/b",
    "nothing": "",
    "bracket left open": "https://[::1/a",
    "impossible port": "https://example.com:99999/",
    "port zero": "https://example.com:0/",
    "no host": "https:///a",
    "label too long for a name": "https://" + "é" * 80 + ".example/",
}


@pytest.mark.parametrize(("url", "expected"), SAME.values(), ids=SAME)
def test_spellings_of_one_address_become_one(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize("url", KEPT.values(), ids=KEPT)
def test_what_may_distinguish_two_pages_is_left_alone(url: str) -> None:
    assert canonical_url(url) == url


_ODD = st.text(alphabet="aB0%2eEfF/.?&=#;:@[]é \t~+-_", max_size=40)


@given(
    st.one_of(
        st.text(max_size=60), st.builds("http://example.com/{}".format, _ODD), st.builds("https://{}".format, _ODD)
    )
)
@example("http://example.com/%4%31")
@example("http://example.com/a/%2E%2E/../b")
def test_cleaning_twice_changes_nothing(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


_NAMES = st.sampled_from(["id", "page", "p", "article", "storyId", "a", "q"])
_PAIRS = st.lists(st.tuples(_NAMES, st.from_regex(r"[A-Za-z0-9~._-]{1,8}", fullmatch=True)), max_size=6)


@given(_PAIRS, _PAIRS)
def test_two_pages_never_get_one_address(left: list[tuple[str, str]], right: list[tuple[str, str]]) -> None:
    def url(pairs: list[tuple[str, str]]) -> str:
        return "https://example.com/story?" + "&".join(f"{name}={value}" for name, value in pairs)

    assert (canonical_url(url(left)) == canonical_url(url(right))) == (left == right)


HOSTS = {
    "two labels": ("https://example.com/rss", "example.com"),
    "a host of many": ("https://feeds.A.example.com/rss", "example.com"),
    "country": ("https://www.example.de/", "example.de"),
    "under co.uk": ("https://feeds.example.co.uk/", "example.co.uk"),
    "co.uk itself": ("https://co.uk/", "co.uk"),
    "address": ("http://192.0.2.7:8080/", "192.0.2.7"),
    "IPv6": ("http://[2001:db8::7]/", "2001:db8::7"),
    "single label": ("http://localhost:1/", "localhost"),
    "no web address": ("mailto:a@example.com", ""),
}


@pytest.mark.parametrize(("url", "expected"), HOSTS.values(), ids=HOSTS)
def test_hosts_of_one_operator_share_a_key(url: str, expected: str) -> None:
    assert registrable_host(url) == expected
