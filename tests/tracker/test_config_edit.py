"""Feeds go into a settings file and out of it again, and nothing else in it changes."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.catalogue import load_catalogue
from tracker.config import load_settings
from tracker.config_edit import SettingsFile, add_feeds, feed_ids, remove_feeds
from tracker.errors import ConfigError, InputError

SHIPPED = Path(__file__).parents[2] / "config.toml"
NEW = {"id": "new", "title": "New", "url": "https://new.example/feed", "kind": "wire"}
NEW_TEXT = '[[feed]]\nid = "new"\ntitle = "New"\nurl = "https://new.example/feed"\nkind = "wire"'


def feed(name: str) -> str:
    return f'[[feed]]\nid = "{name}"\n'


# ── where a table goes ──────────────────────────────────────────────────────────────────────────────

PLACES = {
    "into an empty file": ("", f"{NEW_TEXT}\n"),
    "behind the last feed, before the comment of what follows": (
        f"{feed('a')}\n# ── instruments ──\n\n[[instrument]]\nsymbol = 1\n",
        f"{feed('a')}\n{NEW_TEXT}\n\n# ── instruments ──\n\n[[instrument]]\nsymbol = 1\n",
    ),
    "behind the last feed, wherever others stand": (
        f"{feed('a')}\n[mail]\n\n{feed('b')}\n[study]\n",
        f"{feed('a')}\n[mail]\n\n{feed('b')}\n{NEW_TEXT}\n\n[study]\n",
    ),
    "behind what is commented out at the end of the last feed": (
        f"{feed('a')}# full_text = true\n\n[mail]\n",
        f"{feed('a')}# full_text = true\n\n{NEW_TEXT}\n\n[mail]\n",
    ),
    "before a comment that stands right above another table": (
        f"{feed('a')}# about mail\n[mail]\n",
        f"{feed('a')}\n{NEW_TEXT}\n# about mail\n[mail]\n",
    ),
    "at the end where there is no feed": ("[mail]\nport = 25\n\n", f"[mail]\nport = 25\n\n{NEW_TEXT}\n\n"),
    "at the end of a line that does not end": ("[mail]\nport = 25", f"[mail]\nport = 25\n\n{NEW_TEXT}"),
    "with the line ends of Windows": (
        "[mail]\r\nport = 25\r\n",
        "[mail]\r\nport = 25\r\n\r\n" + NEW_TEXT.replace("\n", "\r\n") + "\r\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), PLACES.values(), ids=PLACES)
def test_a_table_goes_where_a_person_would_write_it(before: str, after: str) -> None:
    assert add_feeds(before, [NEW]) == after
    assert remove_feeds(after, ["new"]) == before


def test_nothing_to_add_changes_nothing() -> None:
    assert add_feeds("a = 1", []) == "a = 1"


def test_values_are_written_so_that_they_come_back() -> None:
    hostile = 'a "quoted" \\ back\tslash\n\x07\x7f é \U0001f600 # no comment'
    table = {**NEW, "title": hostile, "enabled": False, "min_interval_minutes": 60}
    assert tomllib.loads(add_feeds("", [table]))["feed"] == [table]


@pytest.mark.parametrize("text", ["feed = []\n", 'feed = [{ id = "a" }]\n', "[feed]\nid = 1\n"])
def test_feeds_that_are_written_another_way_are_left_to_their_writer(text: str) -> None:
    with pytest.raises(ConfigError, match=r"feed: is not written as \[\[feed\]\] tables"):
        add_feeds(text, [NEW])
    with pytest.raises(ConfigError, match=r"feed: is not written as \[\[feed\]\] tables"):
        remove_feeds(text, ["a"])


# ── what goes with a table ──────────────────────────────────────────────────────────────────────────

GONE = {
    "the comments right above it": (
        f"{feed('a')}\n# why\n  # we follow it\n{feed('b')}\n{feed('c')}",
        f"{feed('a')}\n{feed('c')}",
    ),
    "not a comment that a blank line sets apart": (
        f"{feed('a')}\n# section\n\n{feed('b')}\n{feed('c')}",
        f"{feed('a')}\n# section\n\n{feed('c')}",
    ),
    "not a comment above that ends a text of many lines": (
        f'[mail]\nhost = """\n# no comment"""\n{feed("b")}x = 1\n',
        '[mail]\nhost = """\n# no comment"""\n',
    ),
    "what is commented out in it": (f"{feed('b')}# enabled = false\n\n{feed('c')}", feed("c")),
    "the first of all": (f"{feed('b')}\n{feed('c')}", feed("c")),
    "the only one": (feed("b"), ""),
    "without a blank line before it": (f"{feed('a')}{feed('b')}{feed('c')}", f"{feed('a')}{feed('c')}"),
    "an id in other quotes, a header with blanks": ("x = 1\n[[ 'feed' ]]  # c\nid = 'b' # d\n", "x = 1\n"),
}


@pytest.mark.parametrize(("before", "after"), GONE.values(), ids=GONE)
def test_a_table_goes_with_what_belongs_to_it(before: str, after: str) -> None:
    tomllib.loads(before)
    assert remove_feeds(before, ["b"]) == after


def test_several_go_at_once_and_others_stay() -> None:
    text = f"# head\n\n{feed('a')}\n{feed('b')}\n{feed('c')}\n[mail]\n"
    assert remove_feeds(text, ["a", "c"]) == f"# head\n\n{feed('b')}\n[mail]\n"


def test_ids_are_read_from_settings_that_do_not_load() -> None:
    assert feed_ids(f"{feed('a')}colour = 1\n[[feed]]\n[[feed]]\nid = 3\n") == ("a",)
    assert feed_ids("feed = 3") == feed_ids("") == ()


# ── adding and removing undo each other ─────────────────────────────────────────────────────────────

LINES = st.sampled_from(
    ["", "", "# note", "  # note", "[mail]", "[[instrument]]", "# [[feed]]", "[study]  # c", "[[feed]]", "[[feed]]"]
)
KEYS = st.sampled_from(['k{} = "# no comment"', "k{} = [\n  1, # c\n]", 'k{} = """\n[[feed]]\n# x\n"""', "k{} = 1 # c"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """TOML with feeds, other tables, comments and blank lines in any order, and all kinds of line ends."""
    lines, seen = [], set()
    for number, line in enumerate(draw(st.lists(st.one_of(LINES, KEYS), max_size=25))):
        name = line.split("]")[0]
        if line.startswith("[") and not line.startswith("[[") and name in seen:
            continue
        seen.add(name)
        lines.append(line.format(number) if line.startswith("k") else line)
        if line == "[[feed]]":
            lines.append(f'id = "f{number}"')
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n", "\n \n", "  "]))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


TABLES = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from("abcdefgh"), "title": st.text(st.characters(codec="utf-8"), max_size=30)},
        optional={"enabled": st.booleans(), "min_interval_minutes": st.integers(10, 99)},
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda table: table["id"],
)


@settings(max_examples=3 * settings.default.max_examples)
@given(text=files(), tables=TABLES, data=st.data())
def test_what_was_added_and_removed_again_leaves_the_file_as_it_was(
    text: str, tables: list[dict[str, Any]], data: st.DataObject
) -> None:
    before = tomllib.loads(text)
    added = add_feeds(text, tables)
    assert tomllib.loads(added) == {**before, "feed": [*before.get("feed", []), *tables]}
    at_once = data.draw(st.booleans())
    order = data.draw(st.permutations([table["id"] for table in tables]))
    back = remove_feeds(added, order) if at_once else added
    for name in () if at_once else order:
        back = remove_feeds(back, [name])
    assert back == text


@settings(max_examples=2 * settings.default.max_examples)
@given(text=files(), data=st.data())
def test_removing_takes_the_feed_and_no_value_of_any_other_table(text: str, data: st.DataObject) -> None:
    before = tomllib.loads(text)
    ids = [feed["id"] for feed in before.get("feed", [])]
    gone = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    after = tomllib.loads(remove_feeds(text, gone))
    kept = [feed for feed in before.get("feed", []) if feed["id"] not in gone]
    assert after.get("feed", []) == kept
    assert {**after, "feed": 0} == {**before, "feed": 0}


@pytest.mark.thorough
def test_the_shipped_settings_can_be_taken_apart_and_put_together_from_the_catalogue() -> None:
    text = SHIPPED.read_text("utf-8")
    default = [item for item in load_catalogue() if item.default]
    bare = remove_feeds(text, feed_ids(text))
    assert feed_ids(bare) == () and "# ── feeds ──" in bare and "# ── instruments ──" in bare
    full = add_feeds(text, [item.to_table() for item in load_catalogue() if not item.default])
    assert len(feed_ids(full)) == len(load_catalogue()) and set(feed_ids(text)) == {item.id for item in default}
    assert remove_feeds(full, [item.id for item in load_catalogue() if not item.default]) == text


# ── the file ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "config.toml"
    place.write_text("# mine\n", "utf-8")
    return place


def test_a_file_is_saved_with_its_rights_and_its_mark(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf# mine\r\n")
    path.chmod(0o640)
    file = SettingsFile.read(path)
    settings = file.save(add_feeds(file.text, [NEW]), {})
    assert [feed.id for feed in settings.feed] == ["new"] and settings == load_settings(path, {})
    assert path.read_bytes() == b"\xef\xbb\xbf# mine\r\n\r\n" + NEW_TEXT.replace("\n", "\r\n").encode() + b"\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_a_link_to_the_settings_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to("config.toml")
    file = SettingsFile.read(link)
    file.save(add_feeds(file.text, [NEW]), {})
    assert link.is_symlink() and link.resolve() == path
    assert feed_ids(path.read_text("utf-8")) == ("new",)


def test_settings_with_mistakes_are_not_saved(path: Path) -> None:
    file = SettingsFile.read(path)
    with pytest.raises(ConfigError, match=r'config\.toml:6: feed "new"\.url: expected an address'):
        file.save(add_feeds(file.text, [{**NEW, "url": "gopher://x/"}]), {})
    assert path.read_text("utf-8") == "# mine\n"


def test_variables_count_when_the_new_settings_are_checked(path: Path) -> None:
    file = SettingsFile.read(path)
    filings = {**NEW, "url": "https://data.sec.gov/submissions/CIK0001769628.json"}
    with pytest.raises(ConfigError, match="the SEC wants to know who asks"):
        file.save(add_feeds(file.text, [filings]), {})
    file.save(add_feeds(file.text, [filings]), {"NEWSIMPACT__EDGAR__CONTACT": "jo@mail.org"})


def test_what_somebody_else_wrote_meanwhile_is_not_lost(path: Path) -> None:
    file = SettingsFile.read(path)
    path.write_text("# theirs\n", "utf-8")
    with pytest.raises(InputError, match="was changed by somebody else meanwhile; nothing was written, try again"):
        file.save("# ours\n", {})
    assert path.read_text("utf-8") == "# theirs\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_disk_that_fails_leaves_the_old_file_and_nothing_beside_it(path: Path, monkeypatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    file = SettingsFile.read(path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match=r"cannot be written: No space left on device; nothing was changed"):
        file.save("# ours\n", {})
    assert path.read_text("utf-8") == "# mine\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_cannot_be_given_back_to_its_group_is_closed_to_ours(path: Path, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    path.chmod(0o664)
    file = SettingsFile.read(path)
    monkeypatch.setattr("os.chown", refuse)
    file.save("# ours\n", {})
    assert (path.read_text("utf-8"), path.stat().st_mode & 0o777) == ("# ours\n", 0o604)


def test_a_system_without_owners_keeps_the_rights(path: Path, monkeypatch) -> None:
    file = SettingsFile.read(path)
    monkeypatch.delattr("os.chown")
    path.chmod(0o600)
    file.save("# ours\n", {})
    assert path.stat().st_mode & 0o777 == 0o600 and hasattr(os, "chmod")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"a 1", "is not TOML", id="not TOML"),
        pytest.param(b"# caf\xe9", "is not TOML", id="not UTF-8"),
        pytest.param(b"a = " + b"[" * 5000, "is not TOML", id="nested without end"),
        pytest.param(None, "cannot be read: No such file", id="missing"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(path: Path, content: bytes | None, message: str) -> None:
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        SettingsFile.read(path)
