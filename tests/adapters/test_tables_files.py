"""A user's tables: the shapes that are understood, and what is said about each that is not."""

from __future__ import annotations

import csv
import io
import math
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.adapters.tables_files import (
    parse_date,
    parse_number,
    read_events,
    read_grid,
    read_prices,
    read_returns,
)
from tracker.errors import InputError


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def told(problems: Any) -> list[str]:
    return [f"{problem.subject}: {problem.reason}" for problem in problems]


# ── events ──────────────────────────────────────────────────────────────────────────────────────────


def test_events_have_a_date_or_a_time_and_may_have_a_group(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "events.csv",
        "Event, Ticker,DATE,time,group\nq2,CRWV,2025-08-13,,earnings\ndeal, NBIS ,,2025-09-08T17:30:00-04:00,\n",
    )
    table = read_events(path)
    assert table.problems == ()
    assert table.frame.to_dict("records") == [
        {"event": "q2", "symbol": "CRWV", "date": date(2025, 8, 13), "time": None, "group": "earnings"},
        {
            "event": "deal",
            "symbol": "NBIS",
            "date": None,
            "time": datetime(2025, 9, 8, 21, 30, tzinfo=UTC),
            "group": None,
        },
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("e2,ACME,,2025-09-08T17:30:00", "has no zone; add one", id="a time without zone"),
        pytest.param("e2,ACME,,yesterday", "'yesterday' is no ISO 8601 time", id="a time in words"),
        pytest.param("e2,ACME,03/04/2025,", "'03/04/2025' is no date; write 2025-08-12", id="a date read two ways"),
        pytest.param("e2,ACME,2025-02-30,", "'2025-02-30' is no date", id="a date that never was"),
        pytest.param("e2,ACME,2025-08-12T20:05:00Z,", "not at midnight; put a time of day into", id="a time as date"),
        pytest.param("e2,ACME,0025-08-12,", "outside the years 1800 to 2200", id="a year too short"),
        pytest.param("e2,ACME,,", "neither date nor time", id="no date at all"),
        pytest.param(",ACME,2025-08-12,", "event or symbol is empty", id="no event"),
        pytest.param("e2, ,2025-08-12,", "event or symbol is empty", id="no symbol"),
        pytest.param("e1,ACME,2025-08-12,", "'e1' of ACME is given twice", id="the same event again"),
        pytest.param("e2,ACME,2025-08-12", "expected 4 cells, got 3", id="a cell too few"),
    ],
)
def test_a_bad_event_costs_only_itself_and_is_named_by_its_row(tmp_path: Path, row: str, reason: str) -> None:
    path = write(tmp_path, "events.csv", f"event,symbol,date,time\ne1,ACME,2025-08-12,\n{row}\ne3,BETA,2025-08-13,\n")
    table = read_events(path)
    assert table.frame["event"].tolist() == ["e1", "e3"]
    (problem,) = table.problems
    assert problem.subject == "events.csv:3"
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        pytest.param("id,symbol,date", "no column event; found id, symbol, date", id="no event column"),
        pytest.param("event,name,date", "no column symbol", id="no symbol column"),
        pytest.param("event,symbol,when", r"no column date \(or time\)", id="neither date nor time"),
    ],
)
def test_an_event_table_without_its_columns_is_refused_with_what_it_needs(
    tmp_path: Path, header: str, missing: str
) -> None:
    with pytest.raises(InputError, match=missing):
        read_events(write(tmp_path, "events.csv", f"{header}\na,b,2025-01-02\n"))


def test_an_event_table_with_a_header_only_is_an_empty_table(tmp_path: Path) -> None:
    table = read_events(write(tmp_path, "events.csv", "event,symbol,date\n"))
    assert len(table.frame) == 0 and table.problems == ()


def test_events_come_from_parquet_with_types_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    pd.DataFrame(
        {
            "event": ["e1", "e2", "e3"],
            "symbol": ["ACME", None, "BETA"],
            "date": pd.to_datetime(["2025-08-12", "2025-08-12", None]),
            "time": pd.to_datetime([None, None, "2025-08-12T20:05:00Z"], utc=True).astype("datetime64[ns, UTC]"),
        }
    ).to_parquet(path)
    table = read_events(path)
    assert table.frame["date"].tolist() == [date(2025, 8, 12), None]
    assert table.frame["time"].tolist() == [None, datetime(2025, 8, 12, 20, 5, tzinfo=UTC)]
    assert told(table.problems) == ["events.parquet:3: event or symbol is empty"]


def test_a_parquet_time_without_a_zone_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    pd.DataFrame({"event": ["e1"], "symbol": ["ACME"], "time": pd.to_datetime(["2025-08-12T20:05"])}).to_parquet(path)
    assert "has no zone" in told(read_events(path).problems)[0]
    pd.DataFrame({"event": ["e1"], "symbol": ["ACME"], "time": [5]}).to_parquet(path)
    assert "time 5 is no time" in told(read_events(path).problems)[0]


# ── prices and returns ──────────────────────────────────────────────────────────────────────────────

SHAPES = {
    "tidy": ("date,symbol,close\n2025-01-02,ACME,10\n2025-01-03,ACME,11\n2025-01-03,BETA,20.5\n", "prices.csv"),
    "tidy with ticker and capitals": (
        "Ticker;Date;Close\nACME;20250102;10\nBETA;20250103;20.5\nACME;20250103;11\n",
        "x.csv",
    ),
    "wide": ("Date,ACME,BETA\n2025-01-03,11,20.5\n2025-01-02,10,\n", "wide.csv"),
    "wide without a name over the dates": ("\ufeff,ACME,BETA\r\n2025/1/2,10,NA\r\n2025/1/3,11,20.5\r\n", "w.csv"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_prices_are_understood_in_every_shape(tmp_path: Path, shape: str) -> None:
    text, name = SHAPES[shape]
    table = read_prices([write(tmp_path, name, text)])
    assert table.problems == ()
    assert table.frame.index.tolist() == [pd.Timestamp("2025-01-02"), pd.Timestamp("2025-01-03")]
    assert table.frame["ACME"].tolist() == [10.0, 11.0]
    assert math.isnan(table.frame["BETA"].iloc[0]) and table.frame["BETA"].iloc[1] == 20.5


def test_a_folder_of_one_file_per_symbol_is_a_table(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", "Date,Open,Close\n2025-01-02 00:00:00-05:00,9,10\n")
    write(tmp_path, "BETA.CSV", "date,close\n2025-01-02,20\n")
    write(tmp_path, "notes.txt", "not a table")
    assert read_prices([tmp_path]).frame.iloc[0].to_dict() == {"ACME": 10.0, "BETA": 20.0}


def test_several_files_are_one_table_and_a_value_given_twice_is_told(tmp_path: Path) -> None:
    one = write(tmp_path, "a.csv", "date,symbol,close\n2025-01-02,ACME,10\n2025-01-03,ACME,11\n")
    two = write(tmp_path, "b.csv", "date,ACME,BETA\n2025-01-03,12,20\n")
    table = read_prices([one, two])
    assert table.frame["ACME"].tolist() == [10.0, 11.0]
    assert told(table.problems) == ["b.csv:2: ACME on 2025-01-03 is given twice; 11.0 is kept, 12.0 is not"]


def test_the_adjusted_close_is_taken_where_a_symbol_has_it_throughout(tmp_path: Path) -> None:
    rows = ["2025-01-02,ACME,10,9", "2025-01-03,ACME,11,9.9", "2025-01-02,BETA,20,", "2025-01-03,BETA,21,20"]
    text = "\n".join(["date,symbol,close,Adj Close", *rows])
    frame = read_prices([write(tmp_path, "p.csv", text)]).frame
    assert frame["ACME"].tolist() == [9.0, 9.9]
    assert frame["BETA"].tolist() == [20.0, 21.0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("2025-01-03,ACME,ten", "p.csv:3: ACME: 'ten' is no number; write 1234.5", id="a word"),
        pytest.param("2025-01-03,ACME,1_0", "'1_0' is no number", id="an underscore"),
        pytest.param('2025-01-03,ACME,"1,000"', "'1,000' is no number", id="a thousands separator"),
        pytest.param("2025-01-03,ACME,inf", "'inf' is no finite number", id="infinity"),
        pytest.param("2025-01-03,ACME,0", "a price must be above zero, got 0", id="zero"),
        pytest.param("2025-01-03,ACME,-3", "a price must be above zero, got -3", id="below zero"),
        pytest.param("3.1.2025,ACME,11", "'3.1.2025' is no date", id="a date of another country"),
        pytest.param(",ACME,11", "the date is empty", id="no date"),
        pytest.param("2025-01-03,,11", "the symbol is empty", id="no symbol"),
    ],
)
def test_a_bad_price_costs_only_itself(tmp_path: Path, row: str, reason: str) -> None:
    text = f"date,symbol,close\n2025-01-02,ACME,10\n{row}\n2025-01-06,ACME,12\n"
    table = read_prices([write(tmp_path, "p.csv", text)])
    assert table.frame["ACME"].tolist() == [10.0, 12.0]
    assert len(table.problems) == 1
    assert reason in told(table.problems)[0]


def test_a_bad_cell_of_a_wide_table_costs_only_itself(tmp_path: Path) -> None:
    table = read_prices([write(tmp_path, "w.csv", "date,ACME,BETA\n2025-01-02,x,20\nsoon,1,2\n2025-01-03,11,21\n")])
    assert table.frame["BETA"].tolist() == [20.0, 21.0]
    assert told(table.problems) == [
        "w.csv:2: ACME: 'x' is no number; write 1234.5",
        "w.csv:3: 'soon' is no date; write 2025-08-12",
    ]


def test_returns_are_fractions_and_never_below_minus_one(tmp_path: Path) -> None:
    table = read_returns([write(tmp_path, "r.csv", "date,ACME,BETA\n2025-01-02,-0.02,-2\n2025-01-03,0,0.1\n")])
    assert table.frame["ACME"].tolist() == [-0.02, 0.0]
    assert told(table.problems) == [
        "r.csv:2: BETA: a simple return cannot be below -1, got -2; write fractions, not percent"
    ]
    tidy = read_returns([write(tmp_path, "t.csv", "date,ticker,ret\n2025-01-02,ACME,0.5\n")])
    assert tidy.frame["ACME"].tolist() == [0.5]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "the file is empty", id="empty"),
        pytest.param("  <!DOCTYPE html>\n<html></html>", "a web page or XML, not a table", id="a web page"),
        pytest.param("date,symbol,open\n2025-01-02,ACME,3\n", "needs a close column", id="tidy without close"),
        pytest.param("symbol,close\nACME,3\n", "no column date; found symbol, close", id="tidy without date"),
        pytest.param("a,b\nc,d\n", "neither tidy .* nor wide", id="no dates anywhere"),
        pytest.param("date\n2025-01-02\n", "neither tidy .* nor wide", id="dates and nothing else"),
        pytest.param("date,ACME,ACME\n2025-01-02,1,2\n", "column ACME stands twice", id="a column twice"),
        pytest.param('date,ACME\n2025-01-02,"1\n', "not readable as CSV", id="an open quote"),
        pytest.param("date,ACME\n2025-01-02,\n", "no usable close is there$", id="nothing but gaps"),
        pytest.param("date,ACME\n2025-01-02,x\n", "the first of 1 problems", id="nothing but mistakes"),
    ],
)
def test_a_file_that_is_no_price_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_prices([write(tmp_path, "p.csv", text)])


def test_prices_given_as_returns_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "p.csv", "date,open,close\n2025-01-02,10,11\n")
    with pytest.raises(InputError, match="give it as prices"):
        read_returns([path])


def test_missing_files_and_empty_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv: no such file"):
        read_prices([tmp_path / "nowhere.csv"])
    with pytest.raises(InputError, match=r"the folder has no \.csv or \.parquet file"):
        read_prices([tmp_path])
    with pytest.raises(InputError, match="no table was named"):
        read_prices([])


def test_text_in_another_encoding_is_refused_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes("date,ACME\n2025-01-02,1\n".encode("utf-16"))
    with pytest.raises(InputError, match=r"not UTF-8 text \(byte 0\)"):
        read_prices([path])


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "p.csv", "date,ACME\n")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match=r"p\.csv: cannot be read: Permission denied"):
        read_prices([path])


@pytest.mark.parametrize("named", [True, False], ids=["dates with a name", "dates without a name"])
def test_a_frame_written_to_parquet_keeps_its_dates_last_and_is_understood(tmp_path: Path, named: bool) -> None:
    path = tmp_path / "wide.parquet"
    index = pd.DatetimeIndex(["2025-01-02", "2025-01-03"], name="date" if named else None)
    pd.DataFrame({"ACME": [10.0, 11.0], "DAY": [60.0, math.nan]}, index=index).to_parquet(path)
    frame = read_prices([path]).frame
    assert frame["ACME"].tolist() == [10.0, 11.0]
    assert frame["DAY"].iloc[0] == 60.0


def test_a_broken_parquet_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not readable as Parquet"):
        read_prices([write(tmp_path, "p.parquet", "date,ACME\n")])


def test_a_parquet_file_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "p.parquet", "")

    def refuse(self: Path, *_: object) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"p\.parquet: cannot be read"):
        read_prices([path])


def test_parquet_without_pyarrow_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match=r"pip install 'news-impact-tracker\[parquet\]'"):
        read_prices([write(tmp_path, "p.parquet", "")])


def test_rows_are_numbered_as_an_editor_shows_them(tmp_path: Path) -> None:
    grid = read_grid(write(tmp_path, "p.csv", "date,ACME\n\n2025-01-02,1\n"))
    assert [number for number, _ in grid.rows] == [3]


# ── cells ───────────────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None)
@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 12, 31)))
def test_a_date_is_read_back_however_it_is_written(day: date) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    slashed = f"{day.year:04}/{day.month}/{day.day}"
    for written in (day.isoformat(), day.strftime("%Y%m%d"), slashed, at.isoformat(), f" {day} ", day, at):
        assert parse_date(written) == day


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_exactly(value: float) -> None:
    assert parse_number(repr(value)) == value == parse_number(value)


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(st.text(max_size=12) | st.none() | st.booleans() | st.integers() | st.lists(st.integers(), max_size=2))
def test_any_cell_is_a_value_or_a_mistake_with_a_reason(cell: Any) -> None:
    for parse in (parse_date, parse_number):
        try:
            parse(cell)
        except ValueError as error:
            reason = str(error)
            assert reason, "most cells are no mistake"


@settings(deadline=None)
@given(
    table=st.dictionaries(
        st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 1, 1)),
        st.lists(st.none() | st.floats(0.01, 1e6), min_size=2, max_size=2),
        min_size=1,
        max_size=8,
    )
)
def test_tidy_and_wide_tables_of_the_same_prices_are_the_same(
    table: dict[date, list[float | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("shapes")
    tidy, wide = io.StringIO(), io.StringIO()
    rows = [[day, symbol, value] for day, pair in table.items() for symbol, value in zip("AB", pair, strict=True)]
    csv.writer(tidy).writerows([["date", "symbol", "close"], *rows])
    csv.writer(wide).writerows([["date", "A", "B"], *([day, *pair] for day, pair in table.items())])
    paths = [write(folder, "tidy.csv", tidy.getvalue()), write(folder, "wide.csv", wide.getvalue())]
    if all(value is None for row in table.values() for value in row):
        for path in paths:
            with pytest.raises(InputError, match="no usable close"):
                read_prices([path])
    else:
        one, other = (read_prices([path]).frame for path in paths)
        pd.testing.assert_frame_equal(one, other[one.columns])
