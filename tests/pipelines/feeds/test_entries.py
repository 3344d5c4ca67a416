"""Every item becomes an entry under a key of its own that does not change when the feed moves on."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.feeds import entries as entries_module
from pipelines.feeds.entries import entries_of
from pipelines.feeds.raw import RawFeed, RawItem
from tracker.records import Batch, DateQuality, Entry


def read(*items: RawItem, base_url: str = "") -> Batch[Entry]:
    return entries_of(RawFeed(root="rss", items=items, count=len(items)), base_url)


def only(batch: Batch[Entry]) -> Entry:
    (entry,) = batch.items
    return entry


def hashed(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()


# ── keys ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_is_the_guid_else_the_link_else_the_words() -> None:
    batch = read(
        RawItem(id=" guid\n1 ", link="https://e.com/1"),
        RawItem(title="B", link="http://E.com/2?utm_source=rss&id=2#top"),
        RawItem(title="C", published="2026-01-07"),
        RawItem(id="x" * 501, title="D"),
        RawItem(rest="all there is"),
    )
    assert [entry.key for entry in batch.items] == [
        *("guid 1", "https://e.com/2?id=2", hashed("C", "2026-01-07"), hashed("x" * 501), hashed("all there is", "")),
    ]
    assert [entry.guid for entry in batch.items] == ["guid 1", "", "", hashed("x" * 501), ""]
    assert batch.problems == ()


def test_a_script_for_an_id_is_no_key() -> None:
    batch = read(
        RawItem(id="javascript:alert(1)", title="A"), RawItem(id="x<script>y", title="B", link="https://e.com/b")
    )
    assert [entry.key for entry in batch.items] == [hashed("A", ""), "https://e.com/b"]


def test_items_that_say_nothing_have_keys_that_depend_on_what_stands_in_them() -> None:
    batch = read(RawItem(title="<img>"), RawItem(title="<hr>"), RawItem(rest="a"), RawItem(), RawItem())
    assert all(entry.is_empty for entry in batch.items)
    assert len({entry.key for entry in batch.items}) == 5
    assert [entry.key for entry in read(RawItem(rest="a"), RawItem(title="<hr>")).items] == [
        batch.items[2].key,
        batch.items[1].key,
    ]


def test_items_that_share_an_id_are_told_apart_by_their_links_in_any_order() -> None:
    items = [RawItem(id="same", title=f"T{n}", link=f"https://e.com/{n}") for n in range(3)]
    batch = read(*items)
    keys = {entry.title: entry.key for entry in batch.items}
    assert len(set(keys.values())) == 3 and all(key.startswith("same#") for key in keys.values())
    assert batch.problems == ()  # what a feed does with its ids is told where it is followed, once
    # When the window moves on, those that stay keep their keys; so they do when a headline is rewritten.
    later = read(RawItem(id="same", title="T9", link="https://e.com/9"), *reversed(items[1:]))
    assert {entry.title: entry.key for entry in later.items if entry.title in keys} == {
        t: keys[t] for t in ("T1", "T2")
    }
    rewritten = read(RawItem(id="same", title="New", link="https://e.com/0"), *items[1:])
    assert rewritten.items[0].key == keys["T0"]


def test_items_that_share_id_and_link_are_told_apart_by_their_words() -> None:
    batch = read(*(RawItem(id="same", title=title, link="https://e.com/?utm_source=" + title) for title in "ab"))
    assert len({entry.key for entry in batch.items}) == 2


def test_an_item_that_comes_twice_keeps_its_key_and_its_repeats_are_numbered() -> None:
    a, b = RawItem(id="1", title="A"), RawItem(id="2", title="B")
    batch = read(a, b, a, a)
    assert [entry.key for entry in batch.items] == ["1", "2", "1#2", "1#3"]
    assert batch.problems == ()  # whoever keeps them says which he leaves out
    assert [entry.key for entry in read(a, b).items] == ["1", "2"]


def test_the_number_of_a_repeat_is_no_other_item_s_key() -> None:
    batch = read(RawItem(id="1#2"), RawItem(id="1"), RawItem(id="1"), RawItem(id="1"))
    assert [entry.key for entry in batch.items] == ["1#2", "1", "1#3", "1#4"]


def test_repeats_among_items_that_share_an_id_are_kept_too() -> None:
    items = [RawItem(id="same", title=f"T{n}") for n in range(2)]
    batch = read(*items, items[0])
    apart = {entry.title: entry.key for entry in read(*items).items}
    assert [entry.key for entry in batch.items] == [apart["T0"], apart["T1"], f"{apart['T0']}#2"]


_ITEMS = st.lists(
    st.builds(
        RawItem,
        id=st.sampled_from(["", "a", "b", "a#2"]),
        title=st.sampled_from(["", "T", "U"]),
        link=st.sampled_from(["", "https://e.com/1", "http://e.com/1", "/2", "javascript:alert(1)"]),
        published=st.sampled_from(["", "2026-01-07T00:00:00Z", "soon"]),
        updated=st.sampled_from(["", "2026-01-07T00:00:00Z"]),
    ),
    max_size=12,
)


@given(_ITEMS)
def test_every_item_is_an_entry_and_keys_are_unique(items: list[RawItem]) -> None:
    batch = read(*items, base_url="https://e.com/rss")
    assert len(batch.items) == len(items)
    assert len({entry.key for entry in batch.items}) == len(items)


@given(_ITEMS)
def test_the_same_items_have_the_same_keys_in_any_order(items: list[RawItem]) -> None:
    assert {entry.key for entry in read(*items).items} == {entry.key for entry in read(*reversed(items)).items}


def test_items_beyond_the_limit_are_counted() -> None:
    batch = entries_of(RawFeed(root="rss", items=(RawItem(title="0"), RawItem(title="1")), count=5))
    assert [problem.reason for problem in batch.problems] == ["5 items; those after the first 2 were left out"]


def test_text_beyond_the_limit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries_module, "MAX_MARKUP", 5)
    monkeypatch.setattr("pipelines.feeds.plain.MAX_MARKUP", 5)
    batch = read(RawItem(title="123456789"))
    assert only(batch).title == "12345"
    assert [problem.reason for problem in batch.problems] == ["only the first 5 characters were read"]


# ── links and dates ─────────────────────────────────────────────────────────────────────────────────

LINKS = {
    "relative to the feed": ("news/1", "https://e.com/feeds/news/1"),
    "from the root": ("/1", "https://e.com/1"),
    "other host": ("//cdn.e.com/1", "https://cdn.e.com/1"),
    "broken over lines": ("https://e.com/a\n   /b", "https://e.com/a/b"),
    "with a blank": (" https://e.com/a b ", "https://e.com/a%20b"),
    "script": ("javascript:alert(1)", ""),
    "script in disguise": ("java\nscript:alert(1)", ""),
    "script behind what is not seen": ("\u200bjavascript:alert(1)", ""),
    "data": ("data:text/html,<script>alert(1)</script>", ""),
    "mail": ("mailto:a@e.com", ""),
    "bracket left open": ("https://[::1/a", ""),
    "longer than any server takes": ("https://e.com/" + "a" * 8_000, ""),
    "host longer than any": ("https://" + "é" * 300 + ".com/1", ""),
    "half a letter": ("https://e.com/\ud800a", "https://e.com/a"),
    "none": ("", ""),
}


@pytest.mark.parametrize(("link", "expected"), LINKS.values(), ids=LINKS)
def test_links_are_absolute_web_addresses(link: str, expected: str) -> None:
    assert only(read(RawItem(title="A", link=link), base_url="https://e.com/feeds/rss")).link == expected


def test_a_relative_link_of_a_feed_from_nowhere_stays_as_it_is() -> None:
    assert only(read(RawItem(title="A", link="/1"))).link == "/1"


def test_the_date_that_can_be_read_decides_precision_and_quality() -> None:
    batch = read(
        RawItem(title="both", published="2026-01-07T10:00Z", updated="2026-01-07T11:00:00Z"),
        RawItem(title="updated only", updated="2026-01-07T11:00:00Z"),
        RawItem(title="published is broken", published="soon", updated="2026-01-07T11:00:00Z"),
        RawItem(title="both are broken", published="soon", updated="later"),
        RawItem(title="none"),
        RawItem(title="endless", published="soon " * 1_000),
    )
    assert [(e.raw_date, e.precision.value, e.quality) for e in batch.items] == [
        ("2026-01-07T10:00Z", "minute", DateQuality.OK),
        ("2026-01-07T11:00:00Z", "second", DateQuality.OK),
        ("2026-01-07T11:00:00Z", "second", DateQuality.OK),
        ("soon", "second", DateQuality.UNREADABLE),
        (None, "second", DateQuality.MISSING),
        (("soon " * 40).strip(), "second", DateQuality.UNREADABLE),
    ]
