"""Titles and summaries are what a person reads of them, in time that grows with their length and nothing else."""

from __future__ import annotations

import re
import time
import unicodedata
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.feeds.plain import MAX_MARKUP, one_line, plain_text

CLEAN = {
    "plain": ("Meta rents capacity", "Meta rents capacity"),
    "white space": ("  Meta\n\trents&nbsp; it ", "Meta rents it"),
    "markup": ("<p>Meta <b>rents</b></p><p>it</p>", "Meta rents it"),
    "inline markup parts no word": ("Core<b>Weave</b>", "CoreWeave"),
    "escaped twice": ("AT&amp;amp;T isn&amp;#8217;t", "AT&T isn’t"),
    "markup escaped twice": ("&lt;p&gt;Meta&lt;/p&gt; rents", "Meta rents"),
    "script and style": ("A<script>b()</script><style>c{}</style>D", "AD"),
    "comment": ("A<!-- b -->C", "AC"),
    "section in escaped text": ("<![CDATA[Meta]]> <b>rents</b>", "Meta rents"),
    "declaration": ("<?xml version='1.0'?><p>A</p>", "A"),
    "less-than that is no tag": ("margin < 5% & growing", "margin < 5% & growing"),
    "colon by its name": ("Breaking&colon; Meta", "Breaking: Meta"),
    "Windows characters as numbers": ("Meta&#146;s", "Meta’s"),
    "Windows characters as Latin-1": ("Meta\x92s", "Meta’s"),
    "direction turned round": ("abc\u202edef\u2069", "abcdef"),
    "soft hyphens and marks": ("Core\u00adWeave\u200b\ufeff", "CoreWeave"),
    "deep": ("<div>" * 300 + "A" + "</div>" * 300, "A"),
    "never closed": ("<b><i>A", "A"),
    "nothing": ("", ""),
    "only markup": ("<img src='x'/>", ""),
    "number of a thousand digits": ("A&#" + "9" * 5_000 + ";B", "AB"),
    "mark-up that is never closed": ("Meta <b rents", "Meta"),
    "less-than before a word": ("if x <y and more", "if x <y and more"),
    "greater-than in quotation marks": ("<a title='1 > 0' href=\"x\">A</a> B", "A B"),
    "less-than in quotation marks": ('A <img alt="<b>x</b>" src=y> B', "A B"),
    "quotation mark left open": ('<a href="x>A</a> B', "A B"),
    "quotation mark out of place": ('<source src="a.mp3="audio/mpeg" /> B', "B"),
    "every end in quotation marks": ("<a title='x>A' B", "A' B"),
    "script left open": ("A<script>b()", "A"),
    "style in capitals": ("A<STYLE type='x'>c{}</Style >B", "AB"),
    "template": ("A<template><p>x</p></template>B", "AB"),
    "title left open": ("A<title>B", "AB"),
    "two titles left open": ("A<title>B<title>C", "ABC"),
    "script in a tag": ("<<b>script>alert(1)</<b>script>", ""),
    "script escaped five times": ("&" + "amp;" * 5 + "lt;script&" + "amp;" * 5 + "gt;x", "&amp;lt;script&amp;gt;x"),
    "script escaped and left open": ("A &amp;lt;script src=x", "A ‹script src=x"),
    "declaration left open": ("A <! B", "A <! B"),
    "comment left open": ("A <!-- B", "A"),
    "odd closing tag": ("A</ b>C", "AC"),
    "handler in a tag without blanks": ("<svg/onload=alert(1)>A", "A"),
}


@pytest.mark.parametrize(("markup", "text"), CLEAN.values(), ids=CLEAN)
def test_text_is_what_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


_MARKUP = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="<>&;#/ab x1'\"=-![]", max_size=80),
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "<script",
                "</script>",
                "<!--",
                "-->",
                "&lt;",
                "&amp;",
                "&#",
                "9" * 20,
                '"',
                "'",
                " a=",
                "<b>",
                "x",
            ]
        ),
        max_size=20,
    ).map("".join),
)


@given(_MARKUP)
def test_any_markup_becomes_one_clean_line(markup: str) -> None:
    text = plain_text(markup)
    assert text == " ".join(text.split())
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in text)
    assert not re.search(r"<(?:script|iframe|svg|object)\b", text, re.I)


@given(st.lists(st.from_regex(r"[A-Za-z0-9$%.,]{1,8}", fullmatch=True), max_size=8))
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert plain_text(" ".join(words)) == " ".join(words)


@given(st.text())
def test_a_line_is_made_once(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert one_line(text).isascii() or one_line(text.encode("utf-8", "ignore").decode())


class _Slowly(HTMLParser):
    """The text of well-formed markup, by the standard library."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.parts.append(" " if tag in ("p", "div", "br") else "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(" " if tag in ("p", "div", "br") else "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


_WORDS = st.text(alphabet="abz &<>'\"=é,.!-", max_size=12).map(escape)
_ATTRIBUTES = st.lists(st.text(alphabet="ab &>='/", max_size=6).map(lambda v: f' t="{escape(v)}"'), max_size=2).map(
    "".join
)
_TREES = st.recursive(
    _WORDS,
    lambda inner: st.builds(
        lambda tag, attributes, body: f"<{tag}{attributes}>{''.join(body)}</{tag}>",
        st.sampled_from(["p", "div", "b", "i", "span"]),
        _ATTRIBUTES,
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@given(_TREES)
def test_well_formed_markup_reads_as_the_standard_library_reads_it(markup: str) -> None:
    slow = _Slowly()
    slow.feed(markup)
    slow.close()
    text = " ".join("".join(slow.parts).split())
    # What looks like markup once more is undone once more; that is tested above.
    if not re.search(r"<|&\w", text):
        assert plain_text(markup) == text


SLOW = {
    "tags never closed": "<a ",
    "less-thans": "<",
    "ampersands": "&",
    "references never closed": "&#1",
    "quotation marks never closed": '<a "',
    "values never closed": '<a b="',
    "values closed by another": "<a b=\"'><a b='\"",
    "comments never closed": "<!-- ",
    "sections never closed": "<![CDATA[",
    "titles never closed": "<title>",
    "tags closed in the wrong order": "<b><i></b>",
    "deep": "<div>",
    "closing tags": "</b>",
    "scripts in tags": "<<b>script>",
    "escaped over and over": "&amp;",
    "escaped tags": "&lt;b ",
    "white space": " \n",
    "blanks": " ",
    "equals": "<a = ",
    "wide spaces": "\u3000\u200b",
    "names": "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
}


@pytest.mark.parametrize("piece", SLOW.values(), ids=SLOW)
def test_markup_built_to_be_slow_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    markup = piece * (MAX_MARKUP // len(piece))
    started = time.process_time()
    plain_text(markup)
    assert time.process_time() - started < 4
