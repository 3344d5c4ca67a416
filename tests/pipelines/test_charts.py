"""Charts: what is drawn, where, and what a gap looks like."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.charts import BandPoint, abnormal_chart, around, price_chart, sparkline, ticks

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2026, 3, 2)


def closes(*values: float | None) -> list[tuple[date, float | None]]:
    return [(FIRST + timedelta(days=number), value) for number, value in enumerate(values)]


def drawn(chart: str | None) -> ElementTree.Element:
    assert chart is not None
    return ElementTree.fromstring(chart)


def marks(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [mark for mark in root.iter() if kind in mark.get("class", "").split()]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        pytest.param([1, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█", id="rising"),
        pytest.param([8.0, None, 1.0], "█ ▁", id="a gap stays a gap"),
        pytest.param([5, 5], "▅▅", id="flat"),
        pytest.param([None, None], "  ", id="nothing known"),
        pytest.param([], "", id="empty"),
    ],
)
def test_a_sparkline_has_one_mark_per_value(values: list[float | None], line: str) -> None:
    assert sparkline(values) == line


def test_a_missing_close_breaks_the_line() -> None:
    root = drawn(price_chart(closes(10, 11, None, 12, 13, None, 14), session=FIRST + timedelta(days=3), symbol="ACME"))
    assert len(marks(root, "ni-line")) == 2
    assert len(marks(root, "ni-dot")) == 1


def test_the_event_line_passes_through_the_marked_close() -> None:
    root = drawn(price_chart(closes(10, 11, 9), session=FIRST + timedelta(days=2), symbol="ACME"))
    (line,), (mark,) = marks(root, "ni-event"), marks(root, "ni-mark")
    assert line.get("x1") == line.get("x2") == mark.get("cx")


def test_the_picture_says_in_words_what_it_shows() -> None:
    root = drawn(price_chart(closes(10, 11, 9), session=FIRST + timedelta(days=2), symbol="A<CME"))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "A<CME: daily closes around Wed 4 Mar 2026"
    assert root.findtext(f"{SVG}desc") == (
        "3 closes from Mon 2 Mar 2026 to Wed 4 Mar 2026; the news could first act on Wed 4 Mar 2026, "
        "-18.2% in that session."
    )


def test_a_session_without_a_close_has_its_line_but_no_point() -> None:
    root = drawn(price_chart(closes(10, 11), session=FIRST + timedelta(days=5), symbol="ACME"))
    assert marks(root, "ni-event") and not marks(root, "ni-mark")
    assert "in that session" not in (root.findtext(f"{SVG}desc") or "")


@pytest.mark.parametrize("values", [[], [10.0], [None, 10.0, None]])
def test_one_close_is_no_chart(values: list[float | None]) -> None:
    assert price_chart(closes(*values), session=FIRST, symbol="ACME") is None


@pytest.mark.parametrize(
    ("place", "anchor"),
    [pytest.param(0, "start", id="left"), pytest.param(25, "middle", id="middle"), pytest.param(49, "end", id="right")],
)
def test_the_label_of_the_event_stays_inside(place: int, anchor: str) -> None:
    shown = closes(*(10.0 + number for number in range(50)))
    root = drawn(price_chart(shown[max(0, place - 40) : place + 11], session=shown[place][0], symbol="ACME"))
    label = next(mark for mark in marks(root, "ni-text") if mark.get("font-weight") and mark.text != "ACME")
    assert label.get("text-anchor") == anchor
    assert (label.text or "").startswith(f"{shown[place][0]:%a}")


def test_a_chart_spans_forty_sessions_before_and_ten_after() -> None:
    shown = around(closes(*range(1, 101)), FIRST + timedelta(days=60))
    assert (shown[0][1], shown[-1][1], len(shown)) == (21, 71, 51)


def test_a_flat_price_can_be_drawn() -> None:
    assert marks(drawn(price_chart(closes(10, 10, 10), session=FIRST, symbol="ACME")), "ni-line")


PRICES = st.floats(0.01, 1e6)


@given(st.lists(st.one_of(st.none(), PRICES), min_size=2, max_size=60), st.integers(0, 70))
def test_nothing_is_drawn_outside_the_picture(values: list[float | None], place: int) -> None:
    chart = price_chart(closes(*values), session=FIRST + timedelta(days=place), symbol="ACME")
    if chart is None:
        return
    root = ElementTree.fromstring(chart)
    _, _, width, height = (float(number) for number in root.get("viewBox", "").split())
    for mark in root.iter():
        for name, limit in (("cx", width), ("x1", width), ("x2", width), ("cy", height), ("y1", height), ("x", width)):
            assert 0 <= float(mark.get(name, "0")) <= limit
    for path in marks(root, "ni-line"):
        pairs = re.findall(r"([\d.]+) ([\d.]+)", path.get("d", ""))
        assert all(float(x) <= width and float(y) <= height for x, y in pairs)


@given(PRICES, st.floats(0.001, 2.0))
def test_ticks_are_few_round_and_inside(low: float, share: float) -> None:
    high = low * (1 + share)
    values = ticks(low, high)
    room = (high - low) * 1e-6
    assert 1 <= len(values) <= 6
    assert all(low - room <= value <= high + room for value in values)


# ── abnormal returns ────────────────────────────────────────────────────────────────────────────────


def point(label: str, value: float, *, unusual: bool = False) -> BandPoint:
    return BandPoint(label=label, value=value, low=value - 0.05, high=value + 0.05, unusual=unusual)


def test_filled_is_unusual_and_hollow_is_not() -> None:
    root = drawn(abnormal_chart([point("CRWV", -0.12, unusual=True), point("NVDA", 0.01)], title="T"))
    full, hollow = marks(root, "ni-full"), marks(root, "ni-hollow")
    assert ["ni-down" in mark.get("class", "") for mark in full] == [True]
    assert ["ni-up" in mark.get("class", "") for mark in hollow] == [True]
    assert root.findtext(f"{SVG}desc") == "Abnormal return with 95 % band: CRWV -12.0% (unusual); NVDA +1.0%."


def test_the_dot_is_in_the_middle_of_its_band() -> None:
    root = drawn(abnormal_chart([point("CRWV", -0.12)], title="T"))
    band = next(mark for mark in marks(root, "ni-down") if mark.tag == f"{SVG}line")
    dot = next(mark for mark in marks(root, "ni-down") if mark.tag == f"{SVG}circle")
    middle = (float(band.get("x1", "")) + float(band.get("x2", ""))) / 2
    assert middle == pytest.approx(float(dot.get("cx", "")), abs=0.11)


def test_zero_is_marked_and_never_negative() -> None:
    chart = abnormal_chart([point("CRWV", -0.12), point("NVDA", -0.0001)], title="T")
    assert len(marks(drawn(chart), "ni-zero")) == 1
    assert chart is not None
    assert not re.search("[-−]0(\\.0)?%", chart)


def test_small_returns_get_decimals() -> None:
    small = BandPoint(label="A", value=0.001, low=0.0, high=0.002, unusual=False)
    chart = abnormal_chart([small], title="T")
    assert chart is not None and "+0.1%" in chart


def test_without_points_there_is_no_chart() -> None:
    assert abnormal_chart([], title="T") is None
