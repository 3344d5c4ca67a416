"""Event studies, many at once: CPU per event and symbol, exact variance of the sum and sample-quantile p included.

    python -m benchmarks.study_events [--rounds N]

1,500 sessions of 50 symbols with fat tails, events on random dates, 250 estimation sessions, window (-5, 5). Printed:
milliseconds of CPU per event as medians of several rounds for each model, the seconds that 100,000 events take and the
memory they need at most, and what one story with ten symbols takes. A machine that does other things as well makes wall
time useless here.

The peers in the same run: the `eventstudy` package, when it is installed (it is no dependency), and one `lstsq` after
the other with the covariance matrix written out, which is what its users would write themselves. `eventstudy` computes
neither the exact variance nor a sample quantile.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from pipelines.study.events import EventWindows, study_windows
from pipelines.study.panel import Ints, Panel
from tracker.options import StudyOptions

SESSIONS, SYMBOLS = 1500, 50
ESTIMATION, GAP, WINDOW = 250, 10, (-5, 5)
MARKET, SECTOR, SIZE, FIRST = 0, 1, 2, 3
"""Rows of the panel; the stocks begin with FIRST."""
LEAD = ESTIMATION + GAP - WINDOW[0] + 1


def panel() -> Panel:
    draw = np.random.default_rng(1)
    market = draw.standard_t(4, SESSIONS) * 0.008
    sector = 0.9 * market + draw.standard_t(4, SESSIONS) * 0.006
    size = draw.standard_t(4, SESSIONS) * 0.004
    betas = draw.uniform(0.5, 2.0, (SYMBOLS, 1))
    stocks = betas * market + draw.standard_t(4, (SYMBOLS, SESSIONS)) * 0.015
    names = ["MKT", "SEC", "SIZE", *(f"S{number}" for number in range(SYMBOLS))]
    days = np.busday_offset("2019-01-01", np.arange(SESSIONS), roll="forward").astype("M8[D]")
    return Panel.from_returns(days, names, np.vstack([market, sector, size, stocks]))


def events(count: int, seed: int) -> tuple[Ints, Ints]:
    draw = np.random.default_rng(seed)
    return draw.integers(FIRST, FIRST + SYMBOLS, count), draw.integers(LEAD, SESSIONS - WINDOW[1], count)


def study(table: Panel, rows: Ints, columns: Ints, model: str = "market", **more: Any) -> EventWindows:
    options = StudyOptions(model=model, estimation=ESTIMATION, gap=GAP)
    factors = (MARKET, SECTOR, SIZE) if model == "factors" else ()
    choices = {"market": MARKET, "sector": SECTOR, "factors": factors, "window": WINDOW, "options": options}
    return study_windows(table, rows, columns, **{**choices, "residuals": False, **more})


def by_lstsq(table: Panel, rows: Ints, columns: Ints) -> None:
    """The market model with V as a matrix, one event after the other; no sample quantile."""
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        now = slice(column + WINDOW[0], column + WINDOW[1] + 1)
        past = slice(now.start - GAP - ESTIMATION, now.start - GAP)
        market, asset = table.returns[MARKET], table.returns[row]
        x = np.column_stack([np.ones(ESTIMATION), market[past]])
        x_now = np.column_stack([np.ones(now.stop - now.start), market[now]])
        b = np.linalg.lstsq(x, asset[past], rcond=None)[0]
        residuals = asset[past] - x @ b
        s2 = float(residuals @ residuals) / (ESTIMATION - 2)
        v = s2 * (np.eye(len(x_now)) + x_now @ np.linalg.inv(x.T @ x) @ x_now.T)
        _ = (asset[now] - x_now @ b).sum() / np.sqrt(v.sum())


def by_eventstudy(single: Any, table: Panel, rows: Ints, columns: Ints) -> None:
    """The package as its documentation has it."""
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        single.market_model(
            security_ticker=table.symbols[row],
            market_ticker=table.symbols[MARKET],
            event_date=table.sessions[column],
            event_window=WINDOW,
            estimation_size=ESTIMATION,
            buffer_size=GAP,
        )


def eventstudy(table: Panel) -> Any | None:
    """Its `Single` with the returns loaded as it loads them from a file; None when it is not installed."""
    with contextlib.suppress(ImportError):
        single = importlib.import_module("eventstudy").Single
        columns = dict(zip(table.symbols, table.returns, strict=True))
        single._save_parameter("returns", {"date": table.sessions, **columns})
        return single
    return None


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Median CPU seconds; the first round warms up and does not count."""
    work()
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    table = panel()

    some = events(10_000, 2)
    for model in ("mean_adjusted", "market_adjusted", "market", "market_sector", "factors"):
        each = seconds(lambda model=model: study(table, *some, model), rounds) / 10_000  # type: ignore[misc]
        print(f"{model:16} {each * 1e3:.4f} ms CPU per event, of 10,000")
    masks = np.zeros(table.returns.shape, dtype=bool)
    masks[:, ::25] = True
    each = seconds(lambda: study(table, *some, masks=masks), rounds) / 10_000
    print(f"{'market, masked':16} {each * 1e3:.4f} ms CPU per event: no two firms of a date share their sessions")

    many = events(100_000, 3)
    whole = seconds(lambda: study(table, *many), max(1, rounds // 2))
    tracemalloc.start()
    study(table, *many)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    print(f"100,000 events   {whole:.2f} s CPU, {peak:.0f} MB at most")

    ten = np.arange(FIRST, FIRST + 10), np.full(10, SESSIONS - 20)
    story = seconds(lambda: study(table, *ten, "market_sector", residuals=True), 20 * rounds)
    print(f"one story        {story * 1e3:.2f} ms CPU for ten symbols, market and sector")

    few = events(300, 4)
    ours = whole / 100_000
    slow = seconds(lambda: by_lstsq(table, *few), rounds) / 300
    print(f"lstsq, one by one  {slow * 1e3:.3f} ms CPU per event, {slow / ours:.0f} times ours")
    single = eventstudy(table)
    if single is None:
        print("eventstudy         not installed, so not measured (pip install eventstudy)")
        return
    theirs = seconds(lambda: by_eventstudy(single, table, *few), rounds) / 300
    print(f"eventstudy         {theirs * 1e3:.3f} ms CPU per event, {theirs / ours:.0f} times ours")


if __name__ == "__main__":
    main()
