"""Where the keys of a TOML text stand: checked by hand, against tomllib, and on text that is no TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.toml_lines import KeyPath, key_lines, table_spans

SHIPPED = Path(__file__).parents[2] / "config.toml"

BY_HAND = [
    pytest.param("a = 1\n\n# a = 2\nb = 3\n", {("a",): 1, ("b",): 4}, id="plain keys between comments"),
    pytest.param("[http]\n\nidle = 1", {("http",): 1, ("http", "idle"): 3}, id="table"),
    pytest.param("[ a . 'b c' ]\nx=1", {("a",): 1, ("a", "b c"): 1, ("a", "b c", "x"): 2}, id="dotted quoted header"),
    pytest.param("a.b.c = 1\na.d = 2", {("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 1, ("a", "d"): 2}, id="dotted keys"),
    pytest.param('"a.b" = 1\n"caf\\u00e9" = 2', {("a.b",): 1, ("café",): 2}, id="quoted keys with dots and escapes"),
    pytest.param("[a.b]\n[a]\nx=1", {("a",): 2, ("a", "b"): 1, ("a", "x"): 3}, id="own header beats an implied one"),
    pytest.param(
        "[[f]]\nid=1\n[[f]]\nid=2\n[f.sub]\nk=3\n[[f.g]]\n[[f.g]]",
        {
            ("f",): 1, ("f", 0): 1, ("f", 0, "id"): 2, ("f", 1): 3, ("f", 1, "id"): 4, ("f", 1, "sub"): 5,
            ("f", 1, "sub", "k"): 6, ("f", 1, "g"): 7, ("f", 1, "g", 0): 7, ("f", 1, "g", 1): 8,
        },
        id="arrays of tables, nested in the newest element",
    ),
    pytest.param('t = """\nx = 1\n# "\\"""" # c\ny = 2', {("t",): 1, ("y",): 4}, id="multi-line string hides keys"),
    pytest.param('t = """a""""\ny = 2', {("t",): 1, ("y",): 2}, id="quote before the closing quotes"),
    pytest.param("t = '''\n\\'''\ny = 2", {("t",): 1, ("y",): 3}, id="literal string knows no escapes"),
    pytest.param(
        "l = [ # one\n  1,\n\n  'a]',\n  [2, 3],\n]\nz = 0",
        {("l",): 1, ("l", 0): 2, ("l", 1): 4, ("l", 2): 5, ("l", 2, 0): 5, ("l", 2, 1): 5, ("z",): 7},
        id="array over several lines, trailing comma",
    ),
    pytest.param(
        "p = { x = 1, y.z = '}' }\nq = {}",
        {("p",): 1, ("p", "x"): 1, ("p", "y"): 1, ("p", "y", "z"): 1, ("q",): 2},
        id="inline tables",
    ),
    pytest.param("a = 1\r\nb = 2\r\n", {("a",): 1, ("b",): 2}, id="windows line ends"),
    pytest.param("a = 2020-01-01 10:00:00 # c\nb = 1", {("a",): 1, ("b",): 2}, id="date with a space"),
    pytest.param("", {}, id="empty"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BY_HAND)
def test_every_key_stands_where_a_reader_sees_it(text: str, expected: dict[KeyPath, int]) -> None:
    tomllib.loads(text)  # the example itself is TOML
    assert key_lines(text) == expected


NOT_TOML = [
    "a = 1\nb 2",
    "a = 1\n[x",
    "a = 1\nb = 'x",
    "a = 1\nb = [1, 2",
    'a = 1\n"x\\q" = 1',
    "a = 1\nb = {c",
    "a = 1\nb =",
]


@pytest.mark.parametrize("text", NOT_TOML)
def test_text_that_is_no_toml_still_gives_the_lines_before_the_fault(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    assert key_lines(text)[("a",)] == 1


@given(st.text(alphabet="ab.=[]{}\"'#,\\ \t\r\n1", max_size=60))
@settings(max_examples=3 * settings.default.max_examples, deadline=None)
def test_no_text_whatever_makes_it_fail(text: str) -> None:
    last = text.count("\n") + 1
    assert all(1 <= line <= last for line in key_lines(text).values())


# ── against tomllib ─────────────────────────────────────────────────────────────────────────────────


def paths_of(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Every path of a parsed document, containers included."""
    if path:
        yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from paths_of(child, (*path, key))


bare = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
keys = st.one_of(bare, text)


def quoted(value: str) -> str:
    """A TOML basic string, every unusual character escaped."""
    return (
        '"'
        + "".join(c if (c.isalnum() and c.isascii()) or c in " #[]{}=.,'" else f"\\U{ord(c):08X}" for c in value)
        + '"'
    )


def spell_key(key: str) -> str:
    return key if key and key.isascii() and all(c.isalnum() or c in "_-" for c in key) else quoted(key)


scalars = st.one_of(
    st.integers(-9, 999).map(str),
    st.booleans().map(lambda b: str(b).lower()),
    text.map(quoted),
    st.sampled_from(['"""\nx = 1\n[y]\n"""', "'''\n# z\n''''", "'#]}'", "1979-05-27T07:32:00Z", "inf", '"a\\"b"']),
)
gaps = st.sampled_from(["", " ", "\n", " # note ]\n", "\n\n"])


@st.composite
def arrays(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    items = draw(st.lists(values, max_size=4))
    body = ",".join(f"{draw(gaps)}{item}{draw(gaps)}" for item in items)
    return f"[{body}{draw(st.sampled_from(['', ',' if items else '']))}{draw(gaps)}]"


@st.composite
def inline_tables(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    names = draw(st.lists(keys, max_size=3, unique=True))
    return "{" + ", ".join(f"{spell_key(name)} = {draw(values)}" for name in names) + "}"


values = st.recursive(scalars, lambda inner: st.one_of(arrays(inner), inline_tables(inner)), max_leaves=6)


@st.composite
def pairs(draw: st.DrawFn) -> str:
    """Key lines; some dotted. Names differ in their first part, so that nothing is defined twice."""
    out = []
    for name in draw(st.lists(keys, max_size=4, unique=True)):
        dotted = [spell_key(name), *draw(st.lists(keys.map(spell_key), max_size=2))]
        out.append(f"{draw(st.sampled_from([' . ', '.']))}".join(dotted) + f" = {draw(values)}{draw(gaps).rstrip(' ')}")
    return "".join(f"{line}\n" for line in out)


@st.composite
def documents(draw: st.DrawFn) -> str:
    text = draw(pairs())
    for number in range(draw(st.integers(0, 4))):
        header = draw(st.sampled_from([f"[t{number}]", f"[t{number}.deep.er]", "[[many]]", f"[[t{number}.many]]"]))
        text += f"{draw(gaps).strip(' ')}\n{header} # head\n{draw(pairs())}"
    return text


@given(documents())
@settings(deadline=None)
def test_every_path_that_tomllib_sees_has_a_line(document: str) -> None:
    try:
        parsed = tomllib.loads(document)
    except tomllib.TOMLDecodeError:
        return  # a drawn key met a drawn table of the same name
    lines = key_lines(document)
    assert set(paths_of(parsed)) <= set(lines)
    assert max(lines.values(), default=1) <= document.count("\n") + 1


@given(documents(), st.integers(1, 5))
@settings(deadline=None)
def test_lines_added_above_move_every_key_down_by_as_many(document: str, count: int) -> None:
    below = key_lines("# note = 1\n" * count + document)
    assert below == {path: line + count for path, line in key_lines(document).items()}


def test_each_line_of_the_shipped_config_contains_its_key() -> None:
    text = SHIPPED.read_text("utf-8")
    rows = text.splitlines()
    lines = key_lines(text)
    for path in paths_of(tomllib.loads(text)):
        name = next(part for part in reversed(path) if isinstance(part, str))
        if isinstance(path[-1], str) or (path[0] in {"feed", "instrument"} and len(path) == 2):
            assert name in rows[lines[path] - 1], path


# ── where tables stand ──────────────────────────────────────────────────────────────────────────────

TABLES = """# head
a = 1 # one
b = '''
[[feed]]
''' # two

# about the first
[[feed]] # three
id = "x # y"
list = [
  1, # four
]
# below

[other]
[[ "feed" ]]
id = { a = 1 } # five
"""


def test_a_table_reaches_from_its_header_to_its_last_value() -> None:
    tomllib.loads(TABLES)
    found = [(span.path, TABLES[span.start : span.end]) for span in table_spans(TABLES)]
    assert found == [
        ((), "a = 1 # one\nb = '''\n[[feed]]\n'''"),
        (("feed", 0), '[[feed]] # three\nid = "x # y"\nlist = [\n  1, # four\n]'),
        (("other",), "[other]"),
        (("feed", 1), '[[ "feed" ]]\nid = { a = 1 }'),
    ]


def test_between_two_tables_of_the_shipped_settings_stand_only_blanks_and_comments() -> None:
    text = SHIPPED.read_text("utf-8")
    spans = table_spans(text)
    assert sum(span.path[:1] == ("feed",) for span in spans) == len(tomllib.loads(text)["feed"])
    for before, after in pairwise(spans):
        between = text[before.end : after.start].splitlines()
        assert [line for line in between if line.strip() and not line.strip().startswith("#")] == []


def test_a_text_that_is_no_toml_has_the_tables_found_until_then() -> None:
    assert [span.path for span in table_spans("[a]\nb = 1\n[c\n")] == [("a",)]
