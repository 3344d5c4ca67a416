"""What strangers' text may not do to a terminal, a spreadsheet, a link or a mail header."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.escape import clean_text, csv_cell, header_text, one_line, safe_url, strip_controls

HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("\x00\x1b\x07\x7f\x85\x9b\u200b\u202e\u2066\ufeff\u2028\r\n\t=+-@＝"),
        st.sampled_from(["\ud800", "\udfff"]),
    ),
    max_size=60,
)


def steers(character: str) -> bool:
    """The slow obvious version: may this character act on what shows it?"""
    code = ord(character)
    control = (code < 0x20 and character not in "\t\n") or 0x7F <= code <= 0x9F
    hidden = character in "\u00ad\u061c\u180e\ufeff\ufff9\ufffa\ufffb\u2028\u2029"
    ranges = [(0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xD800, 0xDFFF), (0xE0000, 0xE007F)]
    return control or hidden or any(low <= code <= high for low, high in ranges)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[31mred\x1b[0m", "[31mred[0m", id="colour sequence"),
        pytest.param("\x1b]8;;http://evil\x07click", "]8;;http://evilclick", id="terminal link"),
        pytest.param("\x9b31m", "31m", id="eight-bit sequence"),
        pytest.param("evil\u202egpj.exe", "evilgpj.exe", id="right-to-left override"),
        pytest.param("Core\u200bWeave", "CoreWeave", id="zero width"),
        pytest.param("a\x85b\u2028c", "a\nb\nc", id="unicode line ends part words"),
        pytest.param("broken \ud83d half", "broken \ufffd half", id="half a surrogate pair"),
        pytest.param("Ünïcode 日本 🚀 stays", "Ünïcode 日本 🚀 stays", id="plain text stays"),
    ],
)
def test_characters_that_steer_are_taken_out(text: str, shown: str) -> None:
    assert strip_controls(text) == shown


@given(HOSTILE)
def test_no_steering_character_is_left_anywhere(text: str) -> None:
    for cleaned in (strip_controls(text), clean_text(text), one_line(text), header_text(text)):
        assert not any(steers(character) for character in cleaned)
        cleaned.encode("utf-8")


@given(HOSTILE)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (strip_controls, clean_text, one_line, header_text):
        assert clean(clean(text)) == clean(text)


@given(HOSTILE, st.integers(min_value=2, max_value=40))
def test_a_line_is_one_line_and_keeps_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        pytest.param(19, "Meta sells compute", id="fits"),
        pytest.param(18, "Meta sells compute", id="fits exactly"),
        pytest.param(15, "Meta sells…", id="cut at a word"),
        pytest.param(4, "Met…", id="cut inside the first word"),
    ],
)
def test_long_lines_are_cut_at_a_word(limit: int, shown: str) -> None:
    assert one_line("Meta sells\ncompute", limit) == shown


def test_paragraphs_survive_cleaning_but_holes_do_not() -> None:
    assert clean_text(" one  two\r\nthree\n\n\n\n\tfour ") == "one two\nthree\n\nfour"


def test_a_mail_header_cannot_get_a_second_line() -> None:
    assert header_text("Hello\r\nBcc: all@example.org") == "Hello Bcc: all@example.org"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\u200b="])
def test_no_cell_starts_a_formula(start: str) -> None:
    cell = csv_cell(f"{start}cmd|' /C calc'!A0")
    assert isinstance(cell, str) and cell.startswith("'")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param(-0.13, -0.13, id="negative numbers stay numbers"),
        pytest.param(3, 3, id="counts stay numbers"),
        pytest.param(None, "", id="missing is empty"),
        pytest.param(True, "true", id="yes"),
        pytest.param(False, "false", id="no"),
        pytest.param(("s1", "s2"), "s1;s2", id="several in one cell"),
        pytest.param(("=s1", "s2"), "'=s1;s2", id="several that start a formula"),
        pytest.param((), "", id="none of several"),
        pytest.param("Meta - compute", "Meta - compute", id="a dash inside is harmless"),
    ],
)
def test_cells_keep_their_values(value: object, cell: object) -> None:
    assert csv_cell(value) == cell  # type: ignore[arg-type]


@given(HOSTILE)
def test_cells_survive_the_file(text: str) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC).writerow([csv_cell(text), 1.5])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert row == [csv_cell(text), "1.5"]


@pytest.mark.parametrize(
    "url",
    ["https://news.example/a?x=1&y=2", "http://news.example", " https://news.example/é ", "HTTPS://news.example/"],
)
def test_web_addresses_are_linked(url: str) -> None:
    assert safe_url(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        " data:text/html,x",
        "file:///etc/passwd",
        "//news.example/a",
        "/a",
        "",
        "https://",
        "https:\\\\news.example",
        "https://bank.example@evil.example/",
        "https://[::1",
        "https://news.example/\u202ea",
        "https://news.example/a b",
        'https://news.example/"onmouseover=x',
        "https://news.example/\ud800",
        "mailto:a@b.example",
    ],
)
def test_anything_else_is_not(url: str) -> None:
    assert safe_url(url) is None
