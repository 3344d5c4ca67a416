"""Feeds of the settings become records: who asks, how often, and whether pages are read."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tracker.adapters.price_chain import PriceChain
from tracker.adapters.prices_files import FilesProvider
from tracker.adapters.prices_yahoo import YahooProvider
from tracker.app import SettingsFollower, build_desk, exchange_zone, feed_of, price_provider
from tracker.config import Edgar, Schedule, Settings, feed_from, load_settings
from tracker.options import PageOptions
from tracker.ports import PriceProvider
from tracker.records import BarRequest


def made(**values: object) -> dict[str, object]:
    return {"id": "a", "title": "A", "url": "https://a.example/", "kind": "wire", **values}


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        *((kind, True) for kind in ("company", "wire", "regulator")),
        *((kind, False) for kind in ("market", "trade_press", "community", "aggregator")),
    ],
)
def test_pages_are_read_for_those_who_publish_to_be_read_unless_the_settings_say_otherwise(
    kind: str, read: bool
) -> None:
    feed = feed_of(Settings(), feed_from(made(kind=kind)))
    assert (feed.kind, feed.full_text) == (kind, read)
    for said in (True, False):
        assert feed_of(Settings(), feed_from(made(kind=kind, full_text=said))).full_text is said


def test_a_feed_of_the_sec_is_asked_in_the_name_of_the_contact() -> None:
    settings = Settings(edgar=Edgar(contact="jo@mail.org"), schedule=Schedule(poll_minutes=5))
    filings = feed_from(made(url="https://data.sec.gov/submissions/CIK0001769628.json", min_interval_minutes=10))
    feed = feed_of(settings, filings)
    assert (feed.user_agent, feed.interval) == ("newsimpact/0.1 jo@mail.org", timedelta(minutes=10))
    assert feed_of(settings, feed_from(made())).user_agent == "newsimpact/0.1 (personal feed reader)"


def test_a_feed_is_never_asked_more_often_than_either_it_or_the_schedule_says() -> None:
    settings = Settings(schedule=Schedule(poll_minutes=20))
    assert feed_of(settings, feed_from(made(min_interval_minutes=10))).interval == timedelta(minutes=20)
    assert feed_of(settings, feed_from(made(min_interval_minutes=60))).interval == timedelta(minutes=60)


def test_the_settings_say_when_pages_are_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[pages]\nenabled = false\nper_cycle = 3\nmax_age_hours = 12\n")
    desk = build_desk(load_settings(path, {}), tmp_path)
    assert desk.pages == PageOptions(enabled=False, per_cycle=3, max_age=timedelta(hours=12))
    assert build_desk(Settings(), tmp_path).pages == PageOptions()


def test_a_desk_goes_on_without_a_theme_whose_file_is_broken_and_the_log_tells(tmp_path: Path, caplog) -> None:
    (tmp_path / "mine").mkdir()
    sound = 'id = "tulips"\ntitle = "Tulips"\nsymbols = ["CRWV"]\nphrases = ["tulip"]\n'
    (tmp_path / "mine" / "tulips.toml").write_text(sound)
    (tmp_path / "mine" / "roses.toml").write_text("id = ")
    path = tmp_path / "config.toml"
    path.write_text('[themes]\nfolders = ["mine"]\nenabled = ["capex", "roses", "tulips"]\n')
    desk = build_desk(load_settings(path, {}), tmp_path)
    assert desk.theme_symbols.keys() == {"capex", "tulips"}
    assert ["roses.toml: cannot be read as TOML" in line for line in caplog.messages] == [True]


def test_yahoo_is_asked_for_dates_where_it_is_asked_for_prices_and_nobody_else_is(tmp_path: Path) -> None:
    (tmp_path / "prices").mkdir()

    def asked(text: str, **more: Any) -> str | None:
        path = tmp_path / "config.toml"
        path.write_text(text)
        provider = build_desk(load_settings(path, {}), tmp_path, **more).event_dates
        return provider.name if provider is not None else None

    assert asked("") == "yahoo"
    assert asked("[calendar]\nask_provider = false\n") is None
    assert asked('[prices]\nprovider = "files"\nfolder = "prices"\n') is None
    assert asked('[prices]\nprovider = "import:mine"\n') is None
    assert asked("", provider=FilesProvider(tmp_path / "prices")) is None, "as in the demo"


# ── settings that change while the daemon runs ──────────────────────────────────────────────────────


def written(path: Path, *feeds: str, more: str = "") -> Path:
    tables = "".join(
        f'[[feed]]\nid = "{feed}"\ntitle = "T"\nurl = "http://{feed}.example/rss"\nkind = "wire"\n' for feed in feeds
    )
    path.write_text(more + tables)
    os.utime(path, ns=(0, time.monotonic_ns()))  # two writes within one tick of the file system are still two
    return path


def test_feeds_of_changed_settings_are_taken_over_and_mistakes_change_nothing(tmp_path: Path) -> None:
    said: list[tuple[str, dict[str, object]]] = []
    path = written(tmp_path / "config.toml", "a", "b")
    settings = load_settings(path, {})
    follower = SettingsFollower(path, {}, settings, say=lambda event, **more: said.append((event, more)))
    desk = build_desk(settings, tmp_path)
    assert follower.refreshed(desk) is desk
    assert said == []
    written(path, "b", "c")
    changed = follower.refreshed(desk)
    assert [feed.id for feed in changed.feeds] == ["b", "c"]
    assert said.pop() == ("feeds taken over", {"added": ["c"], "removed": ["a"], "in_use": 2})
    written(path, "c", more="nonsense = 1\n")
    assert follower.refreshed(changed) is changed
    event, more = said.pop()
    assert event == "settings not taken over"
    assert "nonsense" in str(more["mistakes"])
    assert follower.refreshed(changed) is changed
    assert said == []  # told once
    path.unlink()  # as some editors do for a moment
    assert follower.refreshed(changed) is changed
    written(path, "c", more="[http]\nconcurrency = 3\n")
    assert [feed.id for feed in follower.refreshed(changed).feeds] == ["c"]
    assert [event for event, _ in said] == [
        "feeds taken over",
        "other settings changed too; they count from the next start",
    ]


# ── who gives prices ────────────────────────────────────────────────────────────────────────────────


def provider_for(folder: Path, text: str) -> PriceProvider:
    path = folder / "config.toml"
    path.write_text(text + '\n[[instrument]]\nsymbol = "SPY"\nname = "Market"\nexchange = "XNYS"\nbenchmark = "SPY"\n')
    return price_provider(load_settings(path, {}), folder)


def test_by_default_one_provider_gives_prices_of_every_interval(tmp_path: Path) -> None:
    provider = provider_for(tmp_path, "")
    assert isinstance(provider, YahooProvider)
    assert set(provider.capabilities().intervals) == {"1d", "1h", "5m", "1m"}
    assert provider_for(tmp_path, "[prices]\nprovider = 'import:own'\n").name == "import:own"


def test_files_alone_give_the_intervals_that_have_files(tmp_path: Path) -> None:
    text = "[prices]\nprovider = 'files'\nfolder = 'daily'\n"
    assert set(provider_for(tmp_path, text).capabilities().intervals) == {"1d"}
    more = "[prices.files.5m]\nfolder = 'bars'\nzone = 'UTC'\nstamp = 'end'\ncolumns = { close = 'Last' }\n"
    provider = provider_for(tmp_path, text + more)
    assert set(provider.capabilities().intervals) == {"1d", "5m"}
    (tmp_path / "bars").mkdir()
    # 19:55 in New York on 15 January is the 16th in UTC, and the date of a request is New York's.
    (tmp_path / "bars" / "SPY.csv").write_text("time,Last\n2025-01-16 01:00,12\n")
    request = BarRequest(symbol="SPY", interval="5m", first=date(2025, 1, 15), last=date(2025, 1, 15))
    (bar,) = provider.fetch(request, datetime(2025, 2, 1, tzinfo=UTC)).items
    assert (bar.start, bar.close) == (datetime(2025, 1, 16, 0, 55, tzinfo=UTC), 12)


def test_an_order_makes_a_chain_in_which_each_provider_stands_once(tmp_path: Path) -> None:
    order = "[prices]\nfolder = 'daily'\n[prices.order]\n1d = ['files', 'yahoo']\n5m = ['yahoo']\n"
    provider = provider_for(tmp_path, order)
    assert isinstance(provider, PriceChain)
    assert {interval: [one.name for one in those] for interval, those in provider.order.items()} == {
        "1d": ["files", "yahoo"],
        "5m": ["yahoo"],
        "1h": ["yahoo"],
        "1m": ["yahoo"],
    }
    # One Yahoo for all intervals: its patience is shared.
    assert len({id(one) for those in provider.order.values() for one in those}) == 2
    assert (provider.name, provider.reads("5m")) == ("files", "yahoo")


@pytest.mark.parametrize(("exchange", "zone"), [("XNAS", "America/New_York"), ("XTKS", "Asia/Tokyo")])
def test_the_dates_of_an_exchange_are_of_its_zone(exchange: str, zone: str) -> None:
    assert str(exchange_zone(exchange)) == zone
