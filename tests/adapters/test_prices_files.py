"""Bars from a folder: one file per symbol, tables of many, and everything such a folder can have wrong."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.adapters import prices_files
from tracker.adapters.prices_files import FilesProvider, IntradayFiles, Stamp
from tracker.errors import BadSymbol, InputError, NoData, Unavailable, Unreadable
from tracker.options import INTERVALS
from tracker.records import Bar, BarBatch, BarRequest, Batch

NOW = datetime(2025, 2, 1, 12, tzinfo=UTC)
ACME = """Date,Open,High,Low,Close,Adj Close,Volume
2025-01-03,10,12,9.5,11,10.8,1000
2025-01-02,9,10,8,10,9.8,
2025-01-06,11,13,11,12,11.8,3000
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def fetch(
    folder: Path | FilesProvider,
    symbol: str = "ACME",
    first: str = "2025-01-01",
    last: str = "2025-01-31",
    now: datetime = NOW,
) -> Batch[Bar]:
    provider = folder if isinstance(folder, FilesProvider) else FilesProvider(folder)
    request = BarRequest(symbol=symbol, interval="1d", first=date.fromisoformat(first), last=date.fromisoformat(last))
    return provider.fetch(request, now)


def closes(batch: Batch[Bar]) -> list[tuple[str, float]]:
    return [(bar.session.isoformat(), bar.close) for bar in batch.items]


def test_a_bar_holds_what_its_row_says(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", ACME)
    batch = fetch(tmp_path)
    assert closes(batch) == [("2025-01-02", 10), ("2025-01-03", 11), ("2025-01-06", 12)]
    assert batch.problems == ()
    assert batch.items[1] == Bar(
        symbol="ACME",
        interval="1d",
        start=datetime(2025, 1, 3, tzinfo=UTC),
        open=10,
        high=12,
        low=9.5,
        close=11,
        adj_close=10.8,
        volume=1000,
        provider="files",
        fetched_at=NOW,
        is_final=False,
    )
    assert batch.items[0].volume is None


def test_a_span_is_answered_with_both_its_ends(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", ACME)
    assert [day for day, _ in closes(fetch(tmp_path, first="2025-01-03", last="2025-01-06"))] == [
        "2025-01-03",
        "2025-01-06",
    ]


@pytest.mark.parametrize("one_file", [True, False], ids=["a file", "a folder"])
def test_a_table_of_many_symbols_will_do(tmp_path: Path, one_file: bool) -> None:
    path = write(tmp_path, "all.csv", "ticker,date,close\nACME,2025-01-02,10\nBETA,2025-01-02,20\n")
    assert closes(fetch(path if one_file else tmp_path, "BETA")) == [("2025-01-02", 20)]


def test_a_symbol_spread_over_files_is_one_series(tmp_path: Path) -> None:
    write(tmp_path, "2025.csv", "symbol,date,close\nACME,2025-01-02,10\nBETA,2025-01-02,1\nACME,2025-01-03,11\n")
    write(tmp_path, "2024.csv", "symbol,date,close\nACME,2024-12-31,9\nacme,2024-12-30,8\n")
    write(tmp_path, "ACME.csv", "date,close\n2025-01-06,12\n")
    write(tmp_path, "BETA.csv", "date,close\n2025-01-03,2\n")
    batch = fetch(tmp_path, first="2024-12-01")
    assert closes(batch) == [
        ("2024-12-30", 8),
        ("2024-12-31", 9),
        ("2025-01-02", 10),
        ("2025-01-03", 11),
        ("2025-01-06", 12),
    ]
    assert batch.problems == ()


def test_of_two_closes_the_first_files_is_kept_and_both_files_are_named(tmp_path: Path) -> None:
    write(tmp_path, "2025.csv", "symbol,date,close,volume\nACME,2025-01-02,10,5\nACME,2025-01-03,11,5\n")
    write(tmp_path, "2026.csv", "symbol,date,close,volume\nACME,2025-01-02,10,6\nACME,2025-01-03,12,5\n")
    batch = fetch(tmp_path)
    assert closes(batch) == [("2025-01-02", 10), ("2025-01-03", 11)]
    assert [str(problem) for problem in batch.problems] == [
        "price: 2026.csv:3: the close of 2025-01-03 is 12.0, but 11.0 in 2025.csv:3, which is kept"
    ]
    assert fetch(tmp_path, last="2025-01-02").problems == ()


def test_a_file_that_bears_the_symbols_name_goes_before_a_table(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", ACME)
    write(tmp_path, "AAA.csv", "symbol,date,close\nACME,2025-01-02,99\n")
    batch = fetch(tmp_path)
    assert closes(batch)[0] == ("2025-01-02", 10)
    assert [problem.subject for problem in batch.problems] == ["AAA.csv:2"]


def test_a_bad_row_of_one_file_is_made_good_by_another(tmp_path: Path) -> None:
    write(tmp_path, "2025.csv", "symbol,date,close\nACME,2025-01-02,ten\n")
    write(tmp_path, "2026.csv", "symbol,date,close\nACME,2025-01-02,10\n")
    batch = fetch(tmp_path)
    assert closes(batch) == [("2025-01-02", 10)]
    assert [problem.subject for problem in batch.problems] == ["2025.csv:2"]


def test_case_does_not_matter_and_the_bar_bears_the_name_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "acme.CSV", ACME)
    assert fetch(tmp_path, "Acme").items[0].symbol == "Acme"


def test_columns_may_have_names_of_the_users_own(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", "Tag,Schluss\n2025-01-02,10\n")
    assert closes(fetch(FilesProvider(tmp_path, {"date": "Tag", "close": "schluss"}))) == [("2025-01-02", 10)]
    with pytest.raises(Unreadable, match="no column Ende; found Tag, Schluss"):
        fetch(FilesProvider(tmp_path, {"date": "Tag", "close": "Ende"}))
    with pytest.raises(InputError, match="column 'clos' is not known; use date, symbol"):
        FilesProvider(tmp_path, {"clos": "Schluss"})


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    pd.DataFrame(
        {"date": pd.to_datetime(["2025-01-02", "2025-01-02"]), "symbol": ["ACME", None], "close": [10.0, 1.0]}
    ).to_parquet(tmp_path / "bars.parquet")
    batch = fetch(tmp_path)
    assert closes(batch) == [("2025-01-02", 10)]
    assert [problem.subject for problem in batch.problems] == ["bars.parquet:3"]


def test_a_row_of_tomorrow_does_not_exist_today(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", ACME)
    assert closes(fetch(tmp_path, now=datetime(2025, 1, 3, 12, tzinfo=UTC)))[-1] == ("2025-01-03", 11)
    with pytest.raises(NoData):
        fetch(tmp_path, now=datetime(2025, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("2025-01-07,,,,ten,,", "'ten' is no number", id="a word for a close"),
        pytest.param("2025-01-07,x,,,10,,", "'x' is no number", id="a word for an open"),
        pytest.param("2025-01-07,,,,,,5", "the close is missing", id="no close"),
        pytest.param("2025-01-07,,,,null,null,0", "the close is missing", id="a close of null"),
        pytest.param("2025-01-07,,,,0,,", "close must be above zero, got 0", id="a close of zero"),
        pytest.param("2025-01-07,,,,10,-1,", "adj_close must be above zero", id="an adjusted close below zero"),
        pytest.param("2025-01-07,,,,10,,-5", "volume cannot be negative", id="a volume below zero"),
        pytest.param("2025-01-07,,9,11,10,,", "high 9.0 is below low 11.0", id="high below low"),
        pytest.param("7 January,,,,10,,", "'7 January' is no date", id="a date in words"),
        pytest.param("2025-01-07T15:30,,,,10,,", "not at midnight", id="an intraday row"),
        pytest.param("2025-01-06,,,,99,,", "2025-01-06 is given twice; the first row is kept", id="a date twice"),
        pytest.param("2025-01-07,10", "expected 7 cells, got 2", id="a row cut off"),
    ],
)
def test_a_bad_row_costs_only_itself_and_is_named_by_file_and_line(tmp_path: Path, row: str, reason: str) -> None:
    write(tmp_path, "ACME.csv", f"{ACME}{row}\n")
    batch = fetch(tmp_path)
    assert closes(batch) == [("2025-01-02", 10), ("2025-01-03", 11), ("2025-01-06", 12)]
    (problem,) = batch.problems
    assert (problem.stage, problem.subject) == ("price", "ACME.csv:5")
    assert reason in problem.reason


def test_a_bad_row_outside_the_span_is_not_told(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", f"{ACME}2025-01-07,,,,ten,,\n")
    assert fetch(tmp_path, last="2025-01-06").problems == ()


def test_a_span_without_bars_says_what_the_folder_has(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", ACME)
    with pytest.raises(NoData, match="no bar from 2025-03-01 to 2025-03-31; it has 2025-01-02 to 2025-01-06"):
        fetch(tmp_path, first="2025-03-01", last="2025-03-31", now=datetime(2025, 4, 1, tzinfo=UTC))


def test_a_symbol_with_bad_rows_only_is_known_and_has_no_data(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", "date,close\n2025-01-02,ten\n")
    with pytest.raises(NoData, match=r"it has no usable row; ACME\.csv:2: 'ten' is no number"):
        fetch(tmp_path)
    write(tmp_path, "BETA.csv", "date,close\n")
    with pytest.raises(NoData, match=r"BETA: .* it has no usable row$"):
        fetch(tmp_path, "BETA")


def test_an_unknown_symbol_is_answered_with_near_ones(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", ACME)
    with pytest.raises(BadSymbol, match="did you mean ACME"):
        fetch(tmp_path, "ACNE")
    with pytest.raises(BadSymbol, match=r"add ZZZZ\.csv"):
        fetch(tmp_path, "ZZZZ")


def test_a_symbol_that_looks_like_a_path_stays_inside_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "secret.csv", ACME)
    inner = tmp_path / "inner"
    inner.mkdir()
    write(inner, "ACME.csv", ACME)
    with pytest.raises(BadSymbol):
        fetch(inner, "../secret")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("<html>not today</html>", "a web page", id="a web page"),
        pytest.param("", "the file is empty", id="an empty file"),
        pytest.param("date,open\n2025-01-02,9\n", "no column close; found date, open", id="no close column"),
        pytest.param("close,open\n10,9\n", "no column date", id="no date column"),
    ],
)
def test_a_file_that_is_no_table_costs_the_symbol_whose_name_it_bears_and_no_other(
    tmp_path: Path, text: str, reason: str
) -> None:
    write(tmp_path, "acme.csv", text)
    write(tmp_path, "BETA.csv", ACME)
    with pytest.raises(Unreadable, match=f"^ACME: .*{reason}"):
        fetch(tmp_path)
    beta = fetch(tmp_path, "BETA")
    assert len(beta.items) == 3
    assert beta.problems == ()
    with pytest.raises(BadSymbol, match=rf"add GAMMA\.csv; could not be read: .*acme\.csv: .*{reason}"):
        fetch(tmp_path, "GAMMA")


def test_a_symbol_whose_own_file_cannot_be_read_is_taken_from_another_and_that_is_told(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", "")
    write(tmp_path, "all.csv", "symbol,date,close\nACME,2025-01-02,10\n")
    batch = fetch(tmp_path)
    assert closes(batch) == [("2025-01-02", 10)]
    assert [(problem.subject, "ACME.csv: the file is empty" in problem.reason) for problem in batch.problems] == [
        ("ACME", True)
    ]


def test_a_table_that_cannot_be_read_is_told_to_the_symbols_of_other_tables(tmp_path: Path) -> None:
    write(tmp_path, "2024.csv", "")
    write(tmp_path, "2025.csv", "symbol,date,close\nACME,2025-01-02,10\n")
    assert ["2024.csv" in problem.reason for problem in fetch(tmp_path).problems] == [True]
    with pytest.raises(NoData, match=r"it has 2025-01-02 to 2025-01-02; ACME: .*2024\.csv: the file is empty"):
        fetch(tmp_path, first="2024-01-01", last="2024-12-31")


def test_an_unknown_symbol_hears_of_the_first_file_that_cannot_be_read_and_how_many_more(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        write(tmp_path, name, "")
    write(tmp_path, "ACME.csv", ACME)
    with pytest.raises(BadSymbol, match=r"did you mean ACME\?; could not be read: .*a\.csv: .* \(and 2 more\)$"):
        fetch(tmp_path, "ACNE")


def test_a_folder_that_is_not_there_or_empty_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"nowhere: cannot be read: No such file"):
        fetch(tmp_path / "nowhere")
    with pytest.raises(Unavailable, match=r"no \.csv or \.parquet file"):
        fetch(tmp_path)


def test_a_single_file_that_cannot_be_read_is_unavailable_whatever_is_asked(tmp_path: Path) -> None:
    path = write(tmp_path, "ACME.csv", "")
    for symbol in ("ACME", "BETA"):
        with pytest.raises(Unavailable, match=rf"^{symbol}: .*ACME\.csv: the file is empty"):
            fetch(path, symbol)


def test_a_file_that_vanishes_while_we_look_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices_files, "table_files", lambda folder: [folder / "ACME.csv"])
    with pytest.raises(Unreadable, match=r"ACME\.csv: cannot be read"):
        fetch(tmp_path)


def test_without_a_table_of_their_own_there_are_no_intraday_bars(tmp_path: Path) -> None:
    request = BarRequest(symbol="ACME", interval="5m", first=date(2025, 1, 1), last=date(2025, 1, 2))
    provider = FilesProvider(tmp_path)
    assert set(provider.capabilities().intervals) == {"1d"} and not provider.capabilities().extended_hours
    with pytest.raises(NoData, match=r"holds daily bars, not 5m; \[prices\.files\.5m\] in the settings"):
        provider.fetch(request, NOW)


# ── intraday ────────────────────────────────────────────────────────────────────────────────────────


NEW_YORK = "America/New_York"
FIVE = """Datetime,Open,High,Low,Close,Volume
2025-01-15T04:00:00-05:00,10,12,9.5,11,
2025-01-15 09:30:00,11,13,11,12,3000
2025-01-15 19:55,12,12,12,12.5,0
"""


def intraday(
    folder: Path, *, zone: str = NEW_YORK, stamp: Stamp = "start", interval: str = "5m", **columns: str
) -> FilesProvider:
    files = IntradayFiles(folder=folder, zone=zone, stamp=stamp, columns=columns)
    return FilesProvider(None, intraday={interval: files})


def bars(
    provider: FilesProvider, first: str = "2025-01-01", last: str = "2025-01-31", now: datetime = NOW, *, of: str = "5m"
) -> BarBatch:
    request = BarRequest(symbol="ACME", interval=of, first=date.fromisoformat(first), last=date.fromisoformat(last))
    return provider.fetch(request, now)


def starts(batch: BarBatch) -> list[str]:
    return [f"{bar.start:%Y-%m-%d %H:%M}" for bar in batch.items]


def test_an_intraday_bar_holds_what_its_row_says_in_utc_with_the_hours_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", FIVE)
    provider = intraday(tmp_path)
    batch = bars(provider)
    assert starts(batch) == ["2025-01-15 09:00", "2025-01-15 14:30", "2025-01-16 00:55"]
    assert batch.items[1] == Bar(
        symbol="ACME",
        interval="5m",
        start=datetime(2025, 1, 15, 14, 30, tzinfo=UTC),
        open=11,
        high=13,
        low=11,
        close=12,
        adj_close=None,
        volume=3000,
        provider="files",
        fetched_at=NOW,
        is_final=False,
    )
    assert batch.items[0].volume is None and batch.problems == ()
    assert set(provider.capabilities().intervals) == {"5m"} and provider.capabilities().extended_hours
    with pytest.raises(NoData, match="holds 5m bars, not daily"):
        fetch(provider)


def test_a_time_that_marks_the_end_of_its_bar_is_one_bar_later_than_one_that_marks_its_start(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", "time,close\n2025-01-15 09:35,12\n")
    assert starts(bars(intraday(tmp_path, stamp="end"))) == ["2025-01-15 14:30"]
    assert starts(bars(intraday(tmp_path, stamp="start"))) == ["2025-01-15 14:35"]


def test_a_time_without_an_offset_is_of_the_zone_that_was_stated(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", "time,close\n2025-01-15 09:30,12\n2025-07-15 09:30,12\n")
    late = datetime(2025, 8, 1, tzinfo=UTC)
    for zone, utc in ((NEW_YORK, ["14:30", "13:30"]), ("UTC", ["09:30", "09:30"]), ("Asia/Tokyo", ["00:30", "00:30"])):
        batch = bars(intraday(tmp_path, zone=zone), last="2025-07-31", now=late)
        assert [start[-5:] for start in starts(batch)] == utc


@pytest.mark.parametrize(
    ("zone", "stamp", "cure"),
    [
        pytest.param(None, "start", 'say in which time zone its times are, as zone = "America/New_York"', id="no zone"),
        pytest.param("New York", "start", "say in which time zone", id="no such zone"),
        pytest.param("../etc", "start", "say in which time zone", id="a path for a zone"),
        pytest.param("UTC", None, 'stamp = "start" of its bar or stamp = "end"', id="no stamp"),
        pytest.param("UTC", "middle", "stamp", id="no such stamp"),
    ],
)
def test_intraday_files_whose_times_are_not_explained_are_refused_with_the_cure(
    tmp_path: Path, zone: str | None, stamp: Any, cure: str
) -> None:
    with pytest.raises(InputError) as caught:
        IntradayFiles(folder=tmp_path, zone=zone, stamp=stamp)
    assert str(caught.value).startswith(f"{tmp_path}: ") and cure in str(caught.value)


def test_columns_and_intervals_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="column 'date' is not known; use time, symbol"):
        intraday(tmp_path, date="Tag")
    with pytest.raises(InputError, match="no intraday interval '15m'; use 1m, 5m, 1h"):
        intraday(tmp_path, interval="15m")


def test_intraday_columns_may_have_names_of_the_users_own(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", "Zeit,Schluss\n2025-01-15 09:30,12\n")
    assert starts(bars(intraday(tmp_path, time="Zeit", close="schluss"))) == ["2025-01-15 14:30"]


def test_a_file_of_several_intervals_is_read_for_each(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "all.csv",
        "ts,ticker,interval,close\n2025-01-15T14:30:00Z,ACME,5m,12\n2025-01-15T14:31:00Z,ACME,1m,13\n",
    )
    assert [bar.close for bar in bars(intraday(path, zone="UTC")).items] == [12]
    assert [bar.close for bar in bars(intraday(path, zone="UTC", interval="1m"), of="1m").items] == [13]


def test_a_bar_that_is_not_over_does_not_exist_yet(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", FIVE)
    over = datetime(2025, 1, 15, 14, 35, tzinfo=UTC)
    assert starts(bars(intraday(tmp_path), now=over))[-1] == "2025-01-15 14:30"
    assert starts(bars(intraday(tmp_path), now=over - timedelta(seconds=1)))[-1] == "2025-01-15 09:00"


def test_the_dates_of_a_request_are_those_of_the_exchange(tmp_path: Path) -> None:
    # In New York the 15th ends at five in the morning of the 16th, UTC.
    write(tmp_path, "ACME.csv", FIVE)
    files = IntradayFiles(folder=tmp_path, zone="UTC", stamp="start")
    write(tmp_path, "ACME.csv", "time,close\n2025-01-15 04:55,1\n2025-01-16 04:55,2\n2025-01-16 05:00,3\n")
    new_york = FilesProvider(None, intraday={"5m": files}, exchange_zone=lambda symbol: ZoneInfo(NEW_YORK))
    assert [bar.close for bar in bars(new_york, "2025-01-15", "2025-01-15").items] == [2]
    by_file = FilesProvider(None, intraday={"5m": files})
    assert [bar.close for bar in bars(by_file, "2025-01-15", "2025-01-15").items] == [1]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("2025-01-15 09:32,12", "2025-01-15 09:32 is not where a 5m bar starts", id="off the grid"),
        pytest.param("2025-01-15 09:30:42,12", "is not where a 5m bar starts", id="a live row"),
        pytest.param("9:30,12", "time '9:30' is no ISO 8601 time", id="no date"),
        pytest.param("2025-01-15 09:30,ten", "'ten' is no number", id="a word for a close"),
        pytest.param("2025-01-15 09:35,0", "close must be above zero", id="a close of zero"),
        pytest.param("2025-03-09 02:30,12", "is shown twice, or never", id="an hour that summer time skips"),
        pytest.param("2025-11-02 01:30,12", "is shown twice, or never", id="an hour that winter time repeats"),
        pytest.param("2025-01-15T14:30:00Z,12\n2025-01-15 09:30,13", "2025-01-15T14:30:00Z is given twice", id="twice"),
    ],
)
def test_a_bad_intraday_row_costs_only_itself(tmp_path: Path, row: str, reason: str) -> None:
    write(tmp_path, "ACME.csv", f"time,close\n2025-01-15 09:40,11\n{row}\n")
    batch = bars(intraday(tmp_path), last="2025-12-31", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert "2025-01-15 14:40" in starts(batch)
    (problem,) = batch.problems
    assert problem.subject.startswith("ACME.csv:") and reason in problem.reason


def test_a_folder_of_another_interval_is_told_in_a_few_lines(tmp_path: Path) -> None:
    rows = [f"2025-01-15 {9 + n // 60:02}:{n % 60:02},12" for n in range(120)]
    write(tmp_path, "ACME.csv", "\n".join(["time,close", *rows]))
    batch = bars(intraday(tmp_path))
    assert len(batch.items) == 24
    assert [len(batch.problems), batch.problems[-1].reason] == [21, "76 more rows cannot be used"]


def test_two_closes_of_one_intraday_bar_are_told_by_its_start(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "time,symbol,close\n2025-01-15 09:30,ACME,12\n")
    write(tmp_path, "b.csv", "time,symbol,close\n2025-01-15 09:30,ACME,13\n")
    (problem,) = bars(intraday(tmp_path)).problems
    assert problem.reason == "the close of 2025-01-15T14:30:00Z is 13.0, but 12.0 in a.csv:2, which is kept"


def test_an_empty_intraday_span_says_what_the_folder_has(tmp_path: Path) -> None:
    write(tmp_path, "ACME.csv", FIVE)
    with pytest.raises(NoData, match="it has 2025-01-15T09:00:00Z to 2025-01-16T00:55:00Z"):
        bars(intraday(tmp_path), "2025-01-20", "2025-01-21")


def test_intraday_parquet_is_read_like_csv(tmp_path: Path) -> None:
    times = pd.to_datetime(["2025-01-15 09:30", "2025-01-15 09:35"])
    frame = pd.DataFrame({"time": times, "symbol": "ACME", "close": [12.0, 13.0]})
    frame.to_parquet(tmp_path / "naive.parquet")
    frame.assign(time=times.tz_localize("Asia/Tokyo")).to_parquet(tmp_path / "aware.parquet")
    assert starts(bars(intraday(tmp_path / "naive.parquet"))) == ["2025-01-15 14:30", "2025-01-15 14:35"]
    assert starts(bars(intraday(tmp_path / "aware.parquet"))) == ["2025-01-15 00:30", "2025-01-15 00:35"]


@settings(deadline=None)
@given(
    quarter=st.integers(0, 13 * 365 * 96),
    zone=st.sampled_from([NEW_YORK, "Europe/London", "Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney", "UTC"]),
    interval=st.sampled_from(["1m", "5m", "1h"]),
    stamp=st.sampled_from(["start", "end"]),
)
def test_a_bar_stamped_in_any_zone_comes_back_at_its_instant(
    quarter: int, zone: str, interval: str, stamp: Stamp, tmp_path_factory: pytest.TempPathFactory
) -> None:
    start = datetime(2015, 1, 1, tzinfo=UTC) + quarter * timedelta(minutes=15)
    written = start + (INTERVALS[interval] if stamp == "end" else timedelta())
    local = written.astimezone(ZoneInfo(zone))
    clear = local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset()
    folder = tmp_path_factory.mktemp("bars")
    write(folder, "ACME.csv", f"time,close\n{local.replace(tzinfo=None).isoformat(' ')},12\n")
    provider = intraday(folder, zone=zone, stamp=stamp, interval=interval)
    if clear:
        batch = bars(provider, "2014-12-01", "2028-02-01", now=datetime(2028, 3, 1, tzinfo=UTC), of=interval)
        assert [bar.start for bar in batch.items] == [start]
    else:
        with pytest.raises(NoData, match="is shown twice, or never, by the clocks"):
            bars(provider, "2014-12-01", "2028-02-01", now=datetime(2028, 3, 1, tzinfo=UTC), of=interval)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_read_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "ACME.csv", ACME)
    reads: list[Path] = []
    read_grid = prices_files.read_grid
    monkeypatch.setattr(prices_files, "read_grid", lambda path: reads.append(path) or read_grid(path))
    provider = FilesProvider(tmp_path)
    assert provider.name == "files"
    assert fetch(provider) == fetch(provider)
    assert len(reads) == 1
    write(tmp_path, "ACME.csv", ACME.replace(",12,11.8", ",13,12.8"))
    os.utime(path, ns=(1, 1))
    assert closes(fetch(provider))[-1] == ("2025-01-06", 13)
    assert len(reads) == 2


@settings(deadline=None)
@given(
    rows=st.dictionaries(
        st.dates(min_value=date(2024, 1, 1), max_value=date(2024, 12, 31)),
        st.tuples(st.floats(0.01, 1e7), st.sampled_from(["ACME", "AAA", "bbb"])),
        min_size=1,
        max_size=9,
    )
)
def test_how_a_series_is_cut_into_files_does_not_matter(
    rows: dict[date, tuple[float, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("prices")
    for name in {name for _, name in rows.values()}:
        lines = [f"acme,{day},{close!r}\n" for day, (close, where) in rows.items() if where == name]
        write(folder, f"{name}.csv", "symbol,date,close\n" + "".join(lines))
    batch = fetch(folder, first="2024-01-01", last="2024-12-31")
    assert [(bar.session, bar.close) for bar in batch.items] == sorted((day, close) for day, (close, _) in rows.items())
    assert batch.problems == ()


@settings(deadline=None)
@given(
    rows=st.dictionaries(
        st.dates(min_value=date(2024, 1, 1), max_value=date(2024, 12, 31)), st.floats(0.01, 1e7), min_size=1, max_size=9
    ),
    data=st.data(),
)
def test_bars_come_back_in_order_whatever_the_order_of_the_rows(
    rows: dict[date, float], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("prices")
    order = data.draw(st.permutations(sorted(rows)))
    write(folder, "ACME.csv", "date,close\n" + "".join(f"{day},{rows[day]!r}\n" for day in order))
    batch = fetch(folder, first="2024-01-01", last="2024-12-31")
    assert [(bar.session, bar.close) for bar in batch.items] == sorted(rows.items())
