"""prices status, update, import: real files, a real database, the commands as a user types them."""

from __future__ import annotations

import fcntl
import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.place import SessionCalendar
from storage.engine import open_store
from storage.schema import bar, bar_answer

NAMES = {"META": "Meta", "SPY": "SPDR fund", "ACME": "Acme"}


@pytest.fixture
def place(tmp_path: Path, prices: Path, write_settings):
    """Settings for three instruments, of which the folder of prices has two."""
    config = write_settings(tmp_path, prices, {}, NAMES)
    return "--config", config, "--data", tmp_path / "data"


@pytest.fixture
def ask(newsimpact, place):
    return lambda *arguments: newsimpact(*place, "prices", *arguments)


@pytest.fixture
def closed() -> list[date]:
    """Sessions of New York that have closed and settled, newest last."""
    now = datetime.now(UTC)
    calendar = SessionCalendar.load("XNYS", date(2025, 1, 1), now.date() + timedelta(days=10))
    return calendar.sessions(date(2025, 1, 2), calendar.last_closed(now, timedelta(minutes=30)))


def table(folder: Path, name: str, rows: list[tuple[object, ...]], header: str = "date,close") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def held(ask, symbol: str, provider: str = "files") -> dict:
    found = [json.loads(line) for line in ask("status", "--json").out.splitlines()]
    (row,) = [row for row in found if (row["symbol"], row["provider"]) == (symbol, provider)]
    return row


def count(tmp_path: Path) -> tuple[int, int]:
    """Rows of bars and of answers."""
    store = open_store(tmp_path / "data" / "newsimpact.db")
    with store.read() as connection:
        counts = len(connection.execute(bar.select()).all()), len(connection.execute(bar_answer.select()).all())
    store.close()
    return counts


# ── status ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_database_is_told_in_words(ask, tmp_path: Path) -> None:
    open_store(tmp_path / "data" / "newsimpact.db").close()
    result = ask("status")
    assert (result.code, result.out) == (0, "")
    assert "no prices are held and none were asked for; `newsimpact prices update SYMBOL` asks" in result.err
    rows = [json.loads(line) for line in ask("status", "--json").out.splitlines()]
    assert [(row["symbol"], row["first"], row["outcome"]) for row in rows] == [
        (symbol, None, "never_asked") for symbol in NAMES
    ]


def test_without_a_database_it_says_how_to_make_one(ask) -> None:
    result = ask("status")
    assert (result.code, result.out) == (1, "")
    assert "no database yet" in result.err


def test_status_keys_are_a_contract(ask, tmp_path: Path) -> None:
    open_store(tmp_path / "data" / "newsimpact.db").close()
    assert list(json.loads(ask("status", "--json").out.splitlines()[0])) == [
        "symbol", "interval", "provider", "in_use", "exchange", "first", "last", "bars", "provisional", "missing",
        "never_asked", "asked_none", "not_answered", "gaps", "last_closed", "sessions_behind",
        "last_bar_end", "missing_bars", "vintages", "restatements", "restated_at", "restated_factor", "left_out",
        "left_out_first", "left_out_last", "asked_at", "outcome", "reason",
    ]  # fmt: skip


def test_status_tells_span_gaps_and_age(ask, prices: Path, closed: list[date]) -> None:
    (prices / "SPY.csv").unlink()
    rows = [(day, 10) for day in closed[-40:-3] if day not in closed[-20:-17]]
    table(prices, "ACME.csv", rows)
    ask("update", "ACME", "META")
    row = held(ask, "ACME")
    assert (row["first"], row["last"]) == (closed[-40].isoformat(), closed[-4].isoformat())
    assert (row["bars"], row["missing"], row["asked_none"], row["never_asked"]) == (34, 3, 3, 0)
    assert row["gaps"] == [
        {
            "first": closed[-20].isoformat(),
            "last": closed[-18].isoformat(),
            "sessions": 3,
            "why": "asked_none",
        }
    ]
    assert (row["sessions_behind"], row["last_closed"], row["in_use"]) == (3, closed[-1].isoformat(), True)
    lines = ask("status").out.splitlines()
    (line,) = [line for line in lines if line.startswith("ACME")]
    assert line.split()[:8] == ["ACME", "1d", "files", closed[-40].isoformat(), closed[-4].isoformat(), "34", "3", "3"]
    assert f"    3 sessions asked for and not there: {closed[-20]} to {closed[-18]}" in lines


# ── update ──────────────────────────────────────────────────────────────────────────────────────────


def test_update_asks_for_all_of_a_named_symbol_and_says_what_came(ask, closed: list[date]) -> None:
    result = ask("update", "meta")
    assert result.code == 0
    header, *lines = [line.split() for line in result.out.splitlines()]
    assert header == ["symbol", "bars", "first", "last", "answer", "given", "written"]
    # 120 returns of an estimation, a gap of 10, and one session to begin with; the longest window looks 1 ahead.
    (meta,) = [line for line in lines if line[0] == "META"]
    assert (meta[1], meta[3:5]) == ("1d", [closed[-1].isoformat(), "ok"])
    assert int(meta[5]) == int(meta[6]) > 120
    # The others have what a measurement of today would want.
    assert [line[5] for line in lines if line[0] == "SPY"] == [meta[5]]
    assert (held(ask, "META")["missing"], held(ask, "META")["sessions_behind"]) == (0, 0)


def test_a_symbol_nobody_knows_costs_the_others_nothing(ask) -> None:
    result = ask("update", "ACME", "META", "ZZZ")
    assert result.code == 0
    assert "price: ZZZ: is no [[instrument]]; add it to the settings to follow it" in result.err
    assert "price: ACME: ACME: no file or row of that symbol" in result.err
    answers = {line.split()[0]: line.split()[4:] for line in result.out.splitlines()[1:]}
    assert answers["ACME"][:2] == ["bad", "symbol"]
    assert answers["META"][0] == "ok"


def test_only_strangers_is_nothing_done(ask) -> None:
    result = ask("update", "ZZZ")
    assert (result.code, result.out) == (1, "")


def test_a_provider_in_trouble_is_told_and_nothing_is_lost(ask, prices: Path, tmp_path: Path) -> None:
    ask("update", "META")
    before = count(tmp_path)[0]
    shutil.rmtree(prices)
    result = ask("update", "META", "SPY", "ACME")
    assert result.code == 1
    assert "files answered nothing; see the lines above" in result.err
    assert count(tmp_path)[0] == before
    assert held(ask, "SPY")["outcome"] == "unavailable"


def test_a_second_update_writes_nothing(ask, tmp_path: Path) -> None:
    ask("update", "META")
    bars = count(tmp_path)[0]
    ask("update", "META")
    assert count(tmp_path)[0] == bars


def test_update_leaves_a_database_alone_that_the_daemon_holds(ask, tmp_path: Path) -> None:
    ask("update", "META")
    with (tmp_path / "data" / "newsimpact.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        result = ask("update", "META")
    assert (result.code, result.out) == (1, "")
    assert "runs on this database already; stop it first, or leave it to it: it asks for prices by itself" in result.err


def test_update_and_import_leave_the_demos_database_alone(newsimpact, demo, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    shutil.copy(demo.folder / "newsimpact.db", folder / "newsimpact.db")
    path = table(tmp_path / "mine", "CRWV.csv", [("2026-07-01", 10)])
    for arguments in (["update", "CRWV"], ["import", path]):
        result = newsimpact("--data", folder, "prices", *arguments)
        assert result.code == 1
        assert "holds the demo's synthetic prices" in result.err


# ── import ──────────────────────────────────────────────────────────────────────────────────────────


def test_import_keeps_a_users_file_apart_and_says_how_to_use_it(ask, tmp_path: Path, closed: list[date]) -> None:
    path = table(tmp_path / "mine", "META.csv", [(day, 50 + n) for n, day in enumerate(closed[-5:])])
    ask("update", "META")
    before = held(ask, "META")
    result = ask("import", path)
    assert result.code == 0
    assert result.out.splitlines()[1].split() == [
        "META", closed[-5].isoformat(), closed[-1].isoformat(), "5", "5", "0", "0",
    ]  # fmt: skip
    assert 'reports use files. To make them use these, set provider = "import:own" under [prices]' in result.err
    assert held(ask, "META") == before
    assert (held(ask, "META", "import:own")["bars"], held(ask, "META", "import:own")["in_use"]) == (5, False)


def test_importing_again_writes_nothing(ask, tmp_path: Path, closed: list[date]) -> None:
    folder = tmp_path / "mine"
    table(folder, "META.csv", [(day, 50) for day in closed[-5:]])
    table(folder, "more.csv", [(closed[-1], "acme", 3), (closed[-2], "ACME", 4)], "date,symbol,close")
    ask("import", folder)
    before = count(tmp_path)
    result = ask("import", folder)
    assert (result.code, count(tmp_path)) == (0, before)
    assert [line.split()[-1] for line in result.out.splitlines()[1:]] == ["5", "2"]
    assert held(ask, "ACME", "import:own")["bars"] == 2  # one symbol, however it is spelled


def test_what_cannot_be_used_is_named_with_file_row_value_and_cure_and_costs_nothing_else(
    ask, tmp_path: Path, closed: list[date]
) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    rows = [
        (closed[-1], 10), (closed[-2], "ten"), (closed[-3], -3), ("03/04/2025", 10), ("2026-07-04", 10),
        (tomorrow, 10), ("2014-12-31", 10), (closed[-4], ""), (closed[-1], 11), (closed[-5], 12),
    ]  # fmt: skip
    table(tmp_path / "mine", "META.csv", rows)
    (tmp_path / "mine" / "broken.csv").write_text("<html>no table</html>")
    result = ask("import", tmp_path / "mine", tmp_path / "absent.csv")
    assert result.code == 0
    assert result.out.splitlines()[1].split()[3:] == ["2", "2", "0", "0"]
    cure = "(left out: mend it and import again)"
    for expected in (
        "import: META.csv:3: 'ten' is no number; write 1234.5",
        "import: META.csv:4: close must be above zero, got -3.0",
        "import: META.csv:5: '03/04/2025' is no date; write 2025-08-12",
        "import: META.csv:6: META: XNYS was closed on 2026-07-04",
        f"import: META.csv:7: META: {tomorrow} has not come yet",
        "import: META.csv:8: META: 2014-12-31 is before 2015-01-01, from when sessions are known",
        "import: META.csv:9: the close is missing",
        f"import: META.csv:10: {closed[-1]} is given twice; the first row is kept",
        f"import: {tmp_path / 'mine' / 'broken.csv'}: this is a web page or XML, not a table; download the CSV file "
        "itself",
        f"import: {tmp_path / 'absent.csv'}: cannot be read: No such file or directory",
    ):
        assert f"{expected} {cure}" in result.err.splitlines()
    assert result.err.count(cure) == 10


def test_nothing_usable_is_nothing_done(ask, tmp_path: Path) -> None:
    result = ask("import", table(tmp_path / "mine", "META.csv", [("soon", 1)]))
    assert (result.code, result.out) == (1, "")
    assert "no row of a price could be used" in result.err


def test_columns_of_other_names_and_parquet(ask, tmp_path: Path, closed: list[date]) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    (tmp_path / "mine").mkdir()
    frame = pandas.DataFrame({"date": [closed[-1]], "Last": [7.0], "symbol": ["SPY"]})
    frame.to_parquet(tmp_path / "mine" / "bars.parquet")
    refused = ask("import", tmp_path / "mine")
    assert refused.code == 1
    assert "no column close" in refused.err
    assert ask("import", tmp_path / "mine", "--column", "close=Last").code == 0
    assert held(ask, "SPY", "import:own")["bars"] == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(["--column", "close"], "expected OURS=THEIRS, for example close=Last", id="no pair"),
        pytest.param(["--name", "Über uns"], "use up to 40 small letters", id="a name that is no name"),
    ],
)
def test_wrong_usage(ask, tmp_path: Path, more: list[str], said: str) -> None:
    result = ask("import", tmp_path, *more)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_a_file_with_other_prices_is_another_vintage_and_cuts_off_what_it_does_not_restate(
    ask, tmp_path: Path, closed: list[date]
) -> None:
    days = closed[-10:]
    path = table(tmp_path / "mine", "META.csv", [(day, 100) for day in days])
    ask("import", path, "--name", "broker")
    table(tmp_path / "mine", "META.csv", [(day, 10) for day in days[4:]])
    result = ask("import", path, "--name", "broker")
    assert result.out.splitlines()[1].split()[3:] == ["6", "0", "6", "0"]
    said = f"META: bars from {days[0]} to {days[3]} are left out, since import:broker restated the others by 0.1"
    assert said in result.err
    row = held(ask, "META", "import:broker")
    assert (row["bars"], row["vintages"], row["restatements"], row["restated_factor"]) == (10, 16, 1, 0.1)
    assert (row["left_out"], row["left_out_first"], row["left_out_last"]) == (4, str(days[0]), str(days[3]))
    assert said in " ".join(ask("status").out.split())
    # The whole history on the new scale heals it.
    table(tmp_path / "mine", "META.csv", [(day, 10) for day in days])
    assert "left out" not in ask("import", path, "--name", "broker").err
    assert held(ask, "META", "import:broker")["left_out"] == 0


# ── intraday bars ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def full(closed: list[date]) -> list[date]:
    """Two weeks of whole sessions: none of them ends at one o'clock."""
    return [day for day in closed if date(2026, 6, 1) <= day <= date(2026, 6, 12)]


def five_minutes(day: date, count: int = 78, first: float = 100.0) -> list[tuple[object, ...]]:
    """Rows of a session's first bars, stamped with their start on New York's clocks, and their close."""
    begin = datetime.combine(day, datetime.min.time()) + timedelta(hours=9, minutes=30)
    return [((begin + n * timedelta(minutes=5)).isoformat(), first + n / 100) for n in range(count)]


IN_NEW_YORK = ("--interval", "5m", "--zone", "America/New_York", "--stamp", "start")


def of_interval(ask, symbol: str, interval: str, provider: str = "import:own") -> dict:
    found = [json.loads(line) for line in ask("status", "--json").out.splitlines()]
    (row,) = [r for r in found if (r["symbol"], r["interval"], r["provider"]) == (symbol, interval, provider)]
    return row


def test_intraday_files_are_imported_and_told_by_status(
    ask, tmp_path: Path, full: list[date], closed: list[date]
) -> None:
    days = full
    rows = [row for day in (days[0], days[1], days[4]) for row in five_minutes(day) if row[0][11:16] != "12:00"]
    path = table(tmp_path / "mine", "META.csv", rows, "time,close")
    result = ask("import", path, *IN_NEW_YORK)
    assert result.out.splitlines()[1].split() == ["META", str(days[0]), str(days[4]), "231", "231", "0", "0"]
    row = of_interval(ask, "META", "5m")
    assert (row["first"], row["last"], row["bars"], row["missing_bars"]) == (str(days[0]), str(days[4]), 231, 3)
    assert (row["missing"], row["asked_none"]) == (2, 2)
    assert row["sessions_behind"] == len([day for day in closed if day > days[4]])
    end = SessionCalendar.load("XNYS", days[0], days[-1]).close_of(days[4])
    assert row["last_bar_end"] == end.isoformat().replace("+00:00", "Z")
    shown = ask("status").out
    assert f"2 sessions asked for and not there: {days[2]} to {days[3]}" in shown
    assert "3 regular bars missing in it" in shown
    assert of_interval(ask, "META", "1d", "files")["bars"] == 0, "daily bars are another series"


def test_importing_intraday_bars_again_writes_nothing(ask, tmp_path: Path, full: list[date]) -> None:
    path = table(tmp_path / "mine", "META.csv", five_minutes(full[-3]), "time,close")
    ask("import", path, *IN_NEW_YORK)
    result = ask("import", path, *IN_NEW_YORK)
    assert result.out.splitlines()[1].split()[3:] == ["78", "0", "0", "78"]
    assert of_interval(ask, "META", "5m")["vintages"] == 78


def test_a_time_may_be_the_end_of_its_bar(ask, tmp_path: Path, full: list[date]) -> None:
    path = table(tmp_path / "mine", "META.csv", five_minutes(full[-3], 2), "time,close")
    ask("import", path, "--interval", "5m", "--zone", "America/New_York", "--stamp", "end")
    row = of_interval(ask, "META", "5m")
    opening = SessionCalendar.load("XNYS", full[-3], full[-1]).open_of(full[-3])
    assert row["last_bar_end"] == (opening + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")


def test_a_split_of_intraday_bars_cuts_off_what_the_file_does_not_give_again(
    ask, tmp_path: Path, full: list[date]
) -> None:
    first, second, third = full[-5:-2]
    table(tmp_path / "mine", "META.csv", five_minutes(first) + five_minutes(second), "time,close")
    ask("import", tmp_path / "mine", *IN_NEW_YORK)
    halves = [(at, close / 2) for at, close in five_minutes(second) + five_minutes(third)]
    table(tmp_path / "mine", "META.csv", halves, "time,close")
    result = ask("import", tmp_path / "mine", *IN_NEW_YORK)
    assert result.out.splitlines()[1].split()[3:] == ["156", "78", "78", "0"]
    assert f"bars from {first} to {first} are left out, since import:own restated the others by 0.5" in result.err
    row = of_interval(ask, "META", "5m")
    assert (row["bars"], row["vintages"], row["restatements"], row["restated_factor"]) == (234, 312, 1, 0.5)
    assert (row["left_out"], row["left_out_first"], row["left_out_last"]) == (78, str(first), str(first))
    rows = five_minutes(first)
    table(tmp_path / "mine", "META.csv", [(at, c / 2) for at, c in rows + five_minutes(second)], "time,close")
    assert "left out" not in ask("import", tmp_path / "mine", *IN_NEW_YORK).err
    assert of_interval(ask, "META", "5m")["left_out"] == 0


def test_closes_that_nobody_would_believe_are_kept_and_told(ask, tmp_path: Path, full: list[date]) -> None:
    rows = five_minutes(full[-3])
    rows[10] = (rows[10][0], 10_010.0)
    path = table(tmp_path / "mine", "META.csv", rows, "time,close")
    result = ask("import", path, *IN_NEW_YORK)
    assert "META: 1 close far from all around it; held as given, and used in no return" in result.err
    assert of_interval(ask, "META", "5m")["bars"] == 78


def test_a_bar_of_a_day_without_trading_or_of_the_future_is_refused(ask, tmp_path: Path) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    rows = [("2026-07-04T10:00:00", 1), (f"{tomorrow}T10:00:00", 1), ("2014-12-31T10:00:00", 1)]
    result = ask("import", table(tmp_path / "mine", "META.csv", rows, "time,close"), *IN_NEW_YORK)
    assert (result.code, result.out) == (1, "")
    for said in ("XNYS was closed on the day of 2026-07-04 14:00 UTC", "is not over yet", "2014-12-31 is before"):
        assert said in result.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(["--interval", "5m"], "say what the times in the files mean", id="neither zone nor stamp"),
        pytest.param(["--interval", "5m", "--zone", "UTC"], "--zone America/New_York --stamp start", id="no stamp"),
        pytest.param(["--interval", "5m", "--zone", "UTC", "--stamp", "mid"], "--stamp start", id="no such stamp"),
        pytest.param(["--interval", "2m"], "--interval '2m': use 1m, 5m, 1h, 1d", id="no such interval"),
        pytest.param(["--zone", "UTC"], "belong to intraday bars", id="a zone for days"),
    ],
)
def test_what_intraday_times_mean_must_be_said(ask, tmp_path: Path, more: list[str], said: str) -> None:
    result = ask("import", tmp_path, *more)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_a_zone_that_is_none_is_named(ask, tmp_path: Path, full: list[date]) -> None:
    path = table(tmp_path / "mine", "META.csv", five_minutes(full[-3]), "time,close")
    result = ask("import", path, "--interval", "5m", "--zone", "New York", "--stamp", "start")
    assert result.code != 0
    assert "'New York'" in result.err


def test_the_time_of_a_demo_stands_still_for_status_too(newsimpact, demo) -> None:
    found = [
        json.loads(line) for line in newsimpact("--data", demo.folder, "prices", "status", "--json").out.splitlines()
    ]
    held = [row for row in found if row["bars"]]
    assert held
    assert {row["last_closed"] for row in found if row["exchange"] == held[0]["exchange"]} == {held[0]["last"]}


def test_reports_use_what_was_imported_once_the_settings_say_so(
    ask, newsimpact, place, tmp_path: Path, closed: list[date], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "mine", "META.csv", [(day, 50) for day in closed[-5:]])
    monkeypatch.setenv("NEWSIMPACT__PRICES__PROVIDER", "import:own")
    result = ask("import", path)
    assert (result.code, result.err) == (0, "")
    assert held(ask, "META", "import:own")["in_use"] is True
    updated = ask("update", "META")
    assert updated.code == 0  # there is nobody to ask, and that is an answer
    assert "no data" in updated.out
    assert "`newsimpact prices import --name own FILE` adds it" in held(ask, "META", "import:own")["reason"]


def test_a_provider_that_is_none_is_a_mistake_of_the_settings(newsimpact, place, monkeypatch) -> None:
    monkeypatch.setenv("NEWSIMPACT__PRICES__PROVIDER", "import:My Broker")
    result = newsimpact(*place, "prices", "status")
    assert result.code == 2
    assert "prices.provider: expected 'yahoo', 'files' or 'import:name', got \"import:My Broker\"" in result.err
