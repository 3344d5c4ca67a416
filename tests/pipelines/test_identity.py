"""Entries of a feed find the articles they are: over polls, edits, and ids that mean nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.articles import content_hash
from pipelines.identity import MAX_CHARS, MAX_NAMES, Identified, identify, wanted
from tracker.records import DateQuality, Entry, Held, KeyPolicy, NameKind, Precision

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
GUID, LINK = KeyPolicy.GUID, KeyPolicy.LINK


def entry(
    title: str = "Meta sells compute",
    *,
    guid: str = "",
    link: str = "",
    summary: str = "",
    date: str | None = "Wed, 01 Jul 2026 12:00:00 GMT",
    precision: Precision = Precision.SECOND,
) -> Entry:
    return Entry(
        key="not looked at",
        guid=guid,
        title=title,
        link=link,
        summary=summary,
        published=NOON if date else None,
        updated=None,
        raw_date=date,
        precision=precision,
        quality=DateQuality.OK if date else DateQuality.MISSING,
    )


@dataclass
class Archive:
    """A feed's articles as a database would hold them: names are added, a version is written when the text changes."""

    policy: KeyPolicy = GUID
    held: dict[str, Held] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    polls: int = 0

    def reads(self, *entries: Entry) -> list[str]:
        """Take a body in; gives the key of each entry."""
        found = self.looks(*entries)
        assert [replace(item, key="") for item in found.entries] == [replace(item, key="") for item in entries]
        self.polls += 1
        for item, known in zip(found.entries, found.known, strict=True):
            assert (known is None) == (item.key not in self.held), "a new key is a new article, and only that"
            self._keep(item)
        for name in found.names:
            article = self.held[name.key]
            names = {f"{name.kind}s": getattr(article, f"{name.kind}s") | {name.name}}
            self.held[name.key] = replace(article, **names)
        self.policy = found.policy
        self.told += [problem.reason for problem in found.problems]
        return [item.key for item in found.entries]

    def looks(self, *entries: Entry) -> Identified:
        """What a body would be; only articles that share a name with it are looked at, as in the database."""
        want = wanted(entries)
        candidates = [
            article
            for article in self.held.values()
            if {article.key, *article.texts} & want.keys or article.guids & want.guids or article.links & want.links
        ]
        return identify(entries, candidates, self.policy)

    def says(self) -> object:
        """Everything that a reader could see of it."""
        versions = {key: (held.title, held.raw_date, held.content_hash) for key, held in self.held.items()}
        return versions, tuple(self.told), self.policy

    def _keep(self, item: Entry) -> None:
        digest = content_hash(item.title, item.summary)
        newest = {"title": item.title or item.summary, "raw_date": item.raw_date, "content_hash": digest}
        held = self.held.get(item.key)
        if held is None:
            seen = NOON + timedelta(minutes=15 * self.polls)
            self.held[item.key] = Held(id=f"id of {item.key}", key=item.key, first_seen=seen, **newest)  # type: ignore[arg-type]
        elif held.content_hash != digest:
            self.held[item.key] = replace(held, **newest)  # type: ignore[arg-type]


@pytest.fixture
def archive() -> Archive:
    return Archive()


def numbered(*numbers: int, **more: str) -> list[Entry]:
    """Sound entries, each with an id and an address of its own."""
    return [
        entry(
            f"Report {n}", **{"guid": f"g{n}", "link": f"https://e.com/{n}", "date": f"2026-07-01T12:{n:02}Z", **more}
        )
        for n in numbers
    ]


# ── a. the same id ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param(entry("Meta rents out compute", guid="g", link="https://e.com/1"), id="another title"),
        pytest.param(entry(guid="g", link="https://e.com/meta-sells"), id="another link"),
        pytest.param(entry(guid="g", link="https://e.com/1", summary="More."), id="another text"),
        pytest.param(entry(guid="g", link="https://e.com/1", date="2026-07-02T09:00Z"), id="another date"),
        pytest.param(entry("Meta rents out", guid="g", link="https://e.com/2", summary="More."), id="all but the date"),
        pytest.param(entry("Meta rents out", guid="g", date="2026-07-02T09:00Z"), id="no link any more"),
        pytest.param(entry(guid="g", link="https://e.com/2", date="2026-07-02T09:00Z"), id="all but the title"),
    ],
)
def test_the_same_id_is_the_same_article_whatever_else_is_edited(archive: Archive, edited: Entry) -> None:
    before = archive.reads(entry(guid="g", link="https://e.com/1"))
    assert archive.reads(edited) == before == ["g"]
    assert (archive.policy, archive.told) == (GUID, [])


def test_white_space_in_an_id_does_not_matter(archive: Archive) -> None:
    assert archive.reads(entry(guid="a  b\n")) == archive.reads(entry("Edited", guid="a b"))


# ── b. an id that changes ───────────────────────────────────────────────────────────────────────────


def test_an_id_that_changes_while_the_address_stays_is_no_new_article(archive: Archive) -> None:
    archive.reads(*numbered(1, 2, 3), entry(guid="http://e.com/9", link="http://e.com/9"))
    (*_, key) = archive.reads(*numbered(1, 2, 3), entry(guid="https://e.com/9", link="https://e.com/9?utm_source=x"))
    assert key == "http://e.com/9"
    assert (archive.policy, archive.told) == (GUID, [])


def test_an_article_is_known_by_every_id_and_address_it_has_gone_by(archive: Archive) -> None:
    # The address moves under the first id, then the id changes at the new address, then the first id comes back.
    (key,) = archive.reads(entry(guid="one", link="https://e.com/1"))
    for later in (
        entry(guid="one", link="https://e.com/moved"),
        entry(guid="two", link="https://e.com/moved"),
        entry(guid="two", link="https://e.com/1"),
        entry(guid="one", link="https://e.com/1"),
    ):
        assert archive.reads(later) == [key]


def test_an_article_that_came_under_its_own_id_is_not_taken_for_another_entry_at_its_address(archive: Archive) -> None:
    archive.reads(entry("Morning", guid="one", link="https://e.com/live"))
    keys = archive.reads(
        entry("Evening", guid="two", link="https://e.com/live"), entry("Morning", guid="one", link="https://e.com/live")
    )
    assert keys == ["two", "one"]


@pytest.mark.parametrize("front", ["https://e.com", "https://e.com/", "http://e.com/?utm_source=rss#top", ""])
def test_a_front_page_identifies_nothing(archive: Archive, front: str) -> None:
    archive.reads(entry("Morning", guid="one", link=front))
    assert archive.reads(entry("Evening", guid="two", link=front)) == ["two"]
    (key,) = archive.reads(entry("Night", link=front))
    assert len(key) == 24, "a hash, and not the page"


@pytest.mark.parametrize("front", ["https://e.com/", ""], ids=["a front page", "no link"])
def test_headline_and_date_do_not_outweigh_two_ids_that_are_trusted(archive: Archive, front: str) -> None:
    archive.reads(entry(guid="one", link=front))
    assert archive.reads(entry(guid="two", link=front)) == ["two"]


def test_once_ids_are_not_trusted_they_still_contradict_where_nothing_else_agrees_but_the_headline() -> None:
    archive = Archive(LINK)
    (page,) = archive.reads(entry(guid="one", link="https://e.com/"))
    assert archive.reads(entry(guid="two")) != [page], "only headline and date agree"
    assert archive.reads(entry(guid="one")) == [page], "id, headline and date do"
    assert archive.reads(entry(guid="three", link="https://e.com/")) == [page], "link, headline and date do"


@pytest.mark.parametrize(
    "alike",
    [
        pytest.param([entry(guid=n, link="https://e.com/press") for n in "12"], id="ids"),
        pytest.param([entry(link=link) for link in ("", "https://e.com/", "https://f.com/")], id="links"),
    ],
)
def test_what_says_the_same_is_told_apart_by_what_names_there_are(alike: list[Entry]) -> None:
    archive = Archive(LINK)
    first = archive.reads(*alike)
    assert [archive.reads(item) for item in reversed(alike)] == [[key] for key in reversed(first)]


@pytest.mark.parametrize(
    ("alike", "edited"),
    [
        pytest.param(
            [entry(guid="g", link="https://e.com/1", summary=f"{n}", date=f"{n}") for n in (1, 2)],
            [entry(guid="g", link="https://e.com/1", summary=f"{n}", date="later") for n in (1, 2)],
            id="what they say",
        ),
        pytest.param(
            [entry(guid="g", link="https://e.com/1", summary=f"{n}", date=f"{n}") for n in (1, 2)],
            [entry(guid="g", link="https://e.com/1", summary="edited", date=f"{n}") for n in (1, 2)],
            id="their dates",
        ),
        pytest.param(
            [entry(guid=f"{n}", link="https://e.com/press") for n in (1, 2)],
            [entry(guid=f"{n}", link="https://e.com/press", summary="edited") for n in (1, 2)],
            id="their ids",
        ),
        pytest.param(
            [entry(link=f"https://{n}.com/") for n in "abc"],
            [entry(link=f"https://{n}.com/", summary="edited") for n in "abc"],
            id="their links",
        ),
        pytest.param(
            [entry(link=link) for link in ("https://a.com/", "")],
            [entry(link=link, summary="edited") for link in ("https://a.com/", "")],
            id="that one has no link",
        ),
    ],
)
@pytest.mark.parametrize("policy", KeyPolicy)
def test_of_entries_alike_an_edited_one_is_known_by_whatever_it_kept(
    policy: KeyPolicy, alike: list[Entry], edited: list[Entry]
) -> None:
    for number in range(len(alike)):
        archive = Archive(policy)
        first = archive.reads(*alike)
        assert archive.reads(edited[number]) == [first[number]] or (policy is LINK and edited[0].raw_date == "later")


def test_an_article_that_loses_its_address_is_known_by_the_id_it_came_with() -> None:
    archive = Archive(LINK)
    (key,) = archive.reads(entry(guid="one", link="https://e.com/1"))
    assert key == "https://e.com/1"
    assert archive.reads(entry(guid="one")) == [key]


@pytest.mark.parametrize("address", ["https://e.com/?p=7", "https://e.com/a", "https://e.com/#!/a"])
def test_a_path_a_query_or_a_place_in_a_script_s_site_identifies(archive: Archive, address: str) -> None:
    (key,) = archive.reads(entry("Morning", guid="one", link=address))
    assert archive.reads(entry("Morning", guid="two", link=address)) == [key]


def test_an_address_that_several_articles_had_identifies_nothing_even_when_one_is_left(archive: Archive) -> None:
    archive.reads(*(entry(f"Day {n}", guid=f"g{n}", link="https://e.com/press") for n in range(3)))
    (*_, key) = archive.reads(
        entry("Day 2", guid="g2", link="https://e.com/2"), entry("Day 3", guid="g3", link="https://e.com/press")
    )
    assert key == "g3"


# ── c. an id for two items ──────────────────────────────────────────────────────────────────────────


def test_two_items_of_one_id_in_a_body_are_told_apart_and_stay_so_when_the_window_moves(archive: Archive) -> None:
    items = [entry(f"Report {n}", guid="same", link=f"https://e.com/{n}") for n in range(4)]
    first = archive.reads(*items[:3])
    assert len(set(first)) == 3
    assert (archive.policy, archive.told) == (
        LINK,
        ["the id 'same' stood for several items; from now on its items are told apart by their links"],
    )
    assert archive.reads(*reversed(items[1:])) == [*reversed([*first[1:], "https://e.com/3"])]
    assert archive.reads(items[2]) == [first[2]]
    assert len(archive.told) == 1


def test_an_article_stored_under_its_id_is_found_again_when_the_id_is_repeated(archive: Archive) -> None:
    one, two = (entry(f"Report {n}", guid="same", link=f"https://e.com/{n}") for n in (1, 2))
    assert archive.reads(one, *numbered(5, 6)) == ["same", "g5", "g6"]
    assert archive.reads(two, one, *numbered(5, 6)) == ["https://e.com/2", "same", "g5", "g6"]
    assert archive.reads(two) == ["https://e.com/2"]
    assert archive.reads(replace(one, title="Report 1, corrected")) == ["same"]


def test_a_repeated_id_without_addresses_is_told_apart_by_headline_and_date(archive: Archive) -> None:
    items = [entry(f"Report {n}", guid="same") for n in range(3)]
    assert archive.reads(items[0]) == ["same"]
    first = archive.reads(*items[:2])
    assert first[0] == "same" and first[1].startswith("same#")
    assert archive.reads(items[2], items[1])[1] == first[1]
    assert len(archive.held) == 3


def test_an_id_that_comes_back_for_another_item_is_told_apart(archive: Archive) -> None:
    archive.reads(entry("Court hears Meta", guid="1", link="https://e.com/a", date="2026-07-01T09:00Z"))
    (key,) = archive.reads(entry("Nebius wins order", guid="1", link="https://e.com/b", date="2026-07-02T09:00Z"))
    assert key == "https://e.com/b"
    assert archive.told == [
        "the id '1' came back for another item; from now on its items are told apart by their links"
    ]
    assert archive.policy is LINK


def test_a_date_that_is_only_a_day_does_not_make_two_items_one(archive: Archive) -> None:
    def item(title: str, link: str) -> Entry:
        return entry(title, guid="1", link=link, date="2026-07-01", precision=Precision.DAY)

    archive.reads(item("Court hears Meta", "https://e.com/a"))
    assert archive.reads(item("Nebius wins order", "https://e.com/b")) == ["https://e.com/b"]


def test_ids_that_count_positions_lose_and_double_nothing(archive: Archive) -> None:
    # All of one moment, so that only the addresses tell that everything has moved down by one.
    def body(*names: str) -> list[Entry]:
        return [entry(name, guid=str(n), link=f"https://e.com/{name}") for n, name in enumerate(names)]

    first = archive.reads(*body("c", "b", "a"))
    second = archive.reads(*body("d", "c", "b"))
    assert second == ["https://e.com/d", *first[:2]]
    assert archive.told == [
        "the id '0' and 2 more came back for another item; from now on its items are told apart by their links"
    ]


def test_an_article_is_not_taken_for_one_of_two_others_that_have_its_id_now(archive: Archive) -> None:
    archive.reads(entry("Report 0", guid="same"))
    keys = archive.reads(entry("Report 1", guid="same"), entry("Report 2", guid="same"))
    assert len({"same", *keys}) == 3


def test_one_id_and_headline_at_two_addresses_are_two_items(archive: Archive) -> None:
    items = [entry(guid="same", link=f"https://e.com/{n}") for n in (1, 2)]
    assert archive.reads(*items) == ["https://e.com/1", "https://e.com/2"]
    assert archive.reads(items[1]) == ["https://e.com/2"]


def test_an_item_printed_twice_is_two_articles_and_no_fault_of_the_ids(archive: Archive) -> None:
    twice = [entry(guid="g", link="https://e.com/1", summary=text) for text in ("Short.", "Longer text.")]
    first = archive.reads(*twice)
    assert len(set(first)) == 2
    assert archive.reads(twice[1]) == [first[1]]
    assert archive.reads(*reversed(twice)) == [*reversed(first)]
    assert (archive.policy, archive.told) == (GUID, [])


def test_of_an_item_printed_twice_the_date_tells_which_is_which(archive: Archive) -> None:
    twice = [entry(guid="g", link="https://e.com/1", date=f"2026-07-0{n}T09:00Z") for n in (1, 2)]
    first = archive.reads(*twice)
    assert [archive.reads(item) for item in twice] == [[key] for key in first]


# ── d. ids that change all the time ─────────────────────────────────────────────────────────────────


def test_when_more_than_a_twentieth_come_back_under_other_ids_the_address_identifies(archive: Archive) -> None:
    first = archive.reads(*numbered(*range(20)))
    moved = numbered(*range(20))
    moved[:2] = [replace(item, guid=f"{item.guid}-again") for item in moved[:2]]
    assert archive.reads(*moved) == first
    assert archive.policy is LINK
    assert archive.told == [
        "2 of 20 items came back under other ids; from now on its items are told apart by their links"
    ]
    assert archive.reads(*numbered(30, guid="g3"), *numbered(3, guid="g30")) == ["https://e.com/30", first[3]]


@pytest.mark.parametrize(("moved", "items"), [(1, 3), (2, 40)], ids=["one alone", "a twentieth and no more"])
def test_a_few_ids_that_change_are_forgiven(archive: Archive, moved: int, items: int) -> None:
    first = archive.reads(*numbered(*range(items)))
    body = numbered(*range(items))
    body[:moved] = [replace(item, guid=f"{item.guid}-again") for item in body[:moved]]
    assert archive.reads(*body) == first
    assert (archive.policy, archive.told) == (GUID, [])


def test_an_address_that_becomes_an_id_is_still_known(archive: Archive) -> None:
    first = archive.reads(entry(link="https://e.com/1"))
    assert archive.reads(entry(guid="https://e.com/1", link="https://counted.example/x")) == first


def test_a_feed_that_begins_to_state_ids_is_no_feed_that_changes_them(archive: Archive) -> None:
    first = archive.reads(*numbered(*range(5), guid=""))
    assert archive.reads(*numbered(*range(5))) == first
    assert archive.policy is GUID


def test_changing_ids_do_not_fill_the_disk(archive: Archive) -> None:
    for poll in range(3 * MAX_NAMES):
        archive.reads(*(replace(item, guid=f"{item.guid}-{poll}") for item in numbered(1, 2, 3)))
    assert len(archive.held) == 3
    assert {len(article.guids) for article in archive.held.values()} == {MAX_NAMES}
    for poll in range(3 * MAX_NAMES):
        archive.reads(entry(guid="one", link=f"https://e.com/x?session={poll}"))
    assert len(archive.held["https://e.com/x?session=0"].links) == 1


def test_an_address_that_changes_with_every_poll_does_not_fill_the_disk_either(archive: Archive) -> None:
    for poll in range(3 * MAX_NAMES):
        assert archive.reads(entry(guid="g", link=f"https://e.com/?session={poll}")) == ["g"]
    edited = entry("Edited", guid="g", link="https://e.com/?session=x", date="2026-07-02T09:00Z")
    assert archive.reads(edited) == ["g"]
    assert len(archive.held["g"].links) == MAX_NAMES


# ── e. no id ────────────────────────────────────────────────────────────────────────────────────────


def test_without_id_the_address_identifies_whatever_leads_to_it(archive: Archive) -> None:
    assert archive.reads(entry(link="http://e.com/1?utm_source=rss")) == ["https://e.com/1"]
    later = entry("Meta rents out compute", link="https://e.com/1#top", date="2026-07-02T09:00Z")
    assert archive.reads(later) == ["https://e.com/1"]


def test_without_id_and_address_headline_and_date_identify(archive: Archive) -> None:
    (key,) = archive.reads(entry(summary="Short."))
    assert archive.reads(entry(summary="Longer text.")) == [key]
    assert archive.reads(entry("Meta rents out compute")) != [key]
    assert archive.reads(entry(date="2026-07-02T09:00Z")) != [key]


def test_without_a_headline_the_text_stands_for_it(archive: Archive) -> None:
    one, other = archive.reads(entry("", summary="Meta sells."), entry("", summary="Nebius buys."))
    assert one != other
    assert archive.reads(entry("", summary="Nebius buys.")) == [other]


def test_items_that_all_link_to_one_page_are_told_apart_by_headline_and_date(archive: Archive) -> None:
    items = [entry(f"Day {n}", link="https://e.com/press") for n in range(4)]
    first = archive.reads(*items[:3])
    assert archive.reads(*items[1:])[:2] == first[1:]
    assert len(archive.held) == 4


def test_an_article_stored_before_names_were_kept_is_found_by_its_key() -> None:
    def stored(key: str) -> Held:
        return Held(id="a1", key=key, first_seen=NOON, title="Old", raw_date=None, content_hash="")

    body = [entry("New", guid="g", link="https://e.com/1")]
    assert identify(body, [stored("g")], GUID).known == ("a1",)
    assert identify(body, [stored("https://e.com/1")], GUID).known == ("a1",)
    text = Archive().reads(entry())[0]
    assert identify([entry()], [stored(text)], GUID).known == ("a1",)


def test_what_is_looked_for_is_every_name_and_key_an_entry_could_have() -> None:
    want = wanted([entry(guid="g", link="http://e.com/1?utm_source=rss"), entry("B")])
    assert (want.guids, want.links) == ({"g"}, {"https://e.com/1"})
    assert want.keys == {"g", "https://e.com/1", Archive().reads(entry())[0], Archive().reads(entry("B"))[0]}


def test_names_longer_than_any_real_one_are_kept_as_their_hash(archive: Archive) -> None:
    long = [entry(guid="x" * MAX_CHARS + str(n), link="https://e.com/" + "y" * MAX_CHARS + str(n)) for n in range(2)]
    keys = archive.reads(*long)
    assert len(set(keys)) == 2 and all(len(key) < 50 for key in keys)
    assert archive.reads(*long) == keys


# ── f. whatever comes ───────────────────────────────────────────────────────────────────────────────


def _any_entry(title: str, guid: str, link: str, summary: str, date: tuple[str | None, Precision]) -> Entry:
    return entry(title, guid=guid, link=link, summary=summary, date=date[0], precision=date[1])


_ANY = st.builds(
    _any_entry,
    st.sampled_from(["A", "B", "a "]),
    guid=st.sampled_from(["", "1", "2", "https://e.com/1"]),
    link=st.sampled_from(["", "https://e.com/", "https://e.com/1", "http://e.com/1?rss", "https://e.com/2"]),
    summary=st.sampled_from(["", "s", "t"]),
    date=st.sampled_from([(None, Precision.SECOND), ("d1", Precision.SECOND), ("d2", Precision.DAY)]),
)
_BODIES = st.lists(st.lists(_ANY, max_size=6, unique=True), min_size=1, max_size=6)


_FRONT, _PAGE = "https://e.com/", "https://e.com/1"
_ONE_S_ADDRESS_IS_ANOTHER_S_ID = (
    [
        [entry("A"), entry("A", link=_PAGE)],
        [
            *(entry("A"), entry("A", link=_PAGE), entry("A", guid="1"), entry("A", guid="1", link=_FRONT)),
            entry("A", guid=_PAGE, link=_FRONT),
        ],
    ],
    GUID,
)
_ALIKE_AND_CHANGING = (
    [
        [
            *(entry("A", date=None), entry("A", guid="1", date=None)),
            *(entry("B", link=_FRONT, summary="t"), entry("B", guid="1", link=_FRONT)),
        ],
        [
            *(entry("A", date=None), entry("A", link=_PAGE, date=None)),
            *(entry("B", link=_PAGE, summary="t"), entry("B", guid="1", link=_FRONT, summary="t")),
        ],
    ],
    GUID,
)


_ALIKE_BUT_FOR_THE_SPELLING_OF_A_LINK = (
    [
        [
            entry("A", date=None),
            *(entry("B", guid=_PAGE, link=link, date=None) for link in (_PAGE, "http://e.com/1?rss")),
        ]
    ],
    LINK,
)


@settings(deadline=None)
@given(_BODIES, st.sampled_from(KeyPolicy))
def test_no_two_entries_of_a_body_are_one_article(bodies: list[list[Entry]], policy: KeyPolicy) -> None:
    archive = Archive(policy)
    for body in bodies:
        keys = archive.reads(*body)
        assert len(set(keys)) == len(body)


@settings(deadline=None)
@given(_BODIES, st.sampled_from(KeyPolicy))
@example(*_ONE_S_ADDRESS_IS_ANOTHER_S_ID)
@example(*_ALIKE_AND_CHANGING)
@example(*_ALIKE_BUT_FOR_THE_SPELLING_OF_A_LINK)
def test_the_same_body_twice_changes_nothing(bodies: list[list[Entry]], policy: KeyPolicy) -> None:
    archive = Archive(policy)
    for body in bodies:
        keys, said = archive.reads(*body), archive.says()
        assert archive.reads(*body) == keys
        assert archive.says() == said


@settings(deadline=None)
@given(_BODIES, st.sampled_from(KeyPolicy), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(
    bodies: list[list[Entry]], policy: KeyPolicy, shuffling: random.Random
) -> None:
    archive, other = Archive(policy), Archive(policy)
    for body in bodies:
        shuffled = shuffling.sample(body, len(body))
        keys = dict(zip(body, archive.reads(*body), strict=True))
        assert dict(zip(shuffled, other.reads(*shuffled), strict=True)) == keys
        assert (other.policy, other.told) == (archive.policy, archive.told)


@settings(deadline=None)
@given(_BODIES)
def test_the_trust_in_ids_is_lost_once_and_said_once(bodies: list[list[Entry]]) -> None:
    archive = Archive()
    policies = [(archive.reads(*body), archive.policy)[1] for body in bodies]
    assert policies == sorted(policies, key=[GUID, LINK].index)
    assert len(archive.told) == (archive.policy is LINK)


# ── worlds with a truth: items 0, 1, 2 … that a window shows while something about them moves ────────


@st.composite
def windows(draw: st.DrawFn) -> list[list[int]]:
    """Numbers of the items that each poll shows: a window that moves on, in any order, sometimes back a little."""
    polls, start = [], 0
    for _ in range(draw(st.integers(2, 6))):
        start = max(0, start + draw(st.integers(-1, 3)))
        polls.append(draw(st.permutations(range(start, start + draw(st.integers(1, 6))))))
    return polls


def check_one_article_per_item(archive: Archive, polls: Sequence[Sequence[tuple[int, Entry]]]) -> None:
    """Every item keeps the key it first got, and no other item ever gets it."""
    keys: dict[int, str] = {}
    for poll in polls:
        for (item, _), key in zip(poll, archive.reads(*(entry for _, entry in poll)), strict=True):
            assert keys.setdefault(item, key) == key
    assert len(set(keys.values())) == len(keys) == len(archive.held)


@settings(deadline=None)
@given(windows(), st.data())
def test_where_ids_are_sound_everything_else_may_move(polls: list[list[int]], data: st.DataObject) -> None:
    def shown(n: int) -> Entry:
        return entry(
            data.draw(st.sampled_from(["Live", "Markets", f"Report {n}"])),
            guid=f"g{n}",
            link=data.draw(st.sampled_from(["", "https://e.com/", f"https://e.com/{n}", f"https://e.com/{n}/moved"])),
            summary=data.draw(st.sampled_from(["", "Text."])),
            date=f"moment {n}",
        )

    archive = Archive()
    check_one_article_per_item(archive, [[(n, shown(n)) for n in poll] for poll in polls])
    assert archive.policy is GUID


@settings(deadline=None)
@given(windows(), st.data())
def test_where_addresses_are_sound_ids_may_change_repeat_and_be_missing(
    polls: list[list[int]], data: st.DataObject
) -> None:
    def shown(n: int) -> Entry:
        return entry(
            f"Report {n}" + data.draw(st.sampled_from(["", ", updated"])),
            guid=data.draw(st.sampled_from(["", "1", "2", f"g{n}", f"h{n}"])),
            link=data.draw(st.sampled_from([f"https://e.com/{n}", f"http://e.com/{n}?utm_medium=rss"])),
            summary=data.draw(st.sampled_from(["", "Text."])),
            date=data.draw(st.sampled_from([None, f"moment {n}"])),
        )

    check_one_article_per_item(Archive(), [[(n, shown(n)) for n in poll] for poll in polls])


@settings(deadline=None)
@given(windows(), st.data())
def test_once_addresses_identify_neither_ids_nor_headlines_matter(polls: list[list[int]], data: st.DataObject) -> None:
    def shown(n: int) -> Entry:
        return entry(
            data.draw(st.sampled_from(["Live", "Markets"])),
            guid=data.draw(st.sampled_from(["", "1", "2"])),
            link=f"https://e.com/{n}",
            date=data.draw(st.sampled_from([None, "d"])),
        )

    check_one_article_per_item(Archive(LINK), [[(n, shown(n)) for n in poll] for poll in polls])


@settings(deadline=None)
@given(windows(), st.sampled_from(["", "https://e.com/", "https://e.com/press"]), st.sampled_from(["", "same"]))
def test_headline_and_date_tell_apart_what_nothing_else_does(polls: list[list[int]], link: str, guid: str) -> None:
    def shown(n: int) -> Entry:
        return entry(f"Report {n % 3}", guid=guid, link=link, date=f"day {n // 3}", summary=f"{n}")

    # As such a feed comes to be: two of its items have been seen side by side.
    side_by_side = [[-1, -2], *polls]
    check_one_article_per_item(Archive(LINK), [[(n, shown(n)) for n in poll] for poll in side_by_side])


def test_names_say_of_which_kind_they_are(archive: Archive) -> None:
    found = archive.looks(entry(guid="g", link="https://e.com/1"))
    assert [(name.key, name.kind, name.name) for name in found.names[:2]] == [
        ("g", NameKind.GUID, "g"),
        ("g", NameKind.LINK, "https://e.com/1"),
    ]
    assert found.names[2].kind is NameKind.TEXT
