"""The config.toml that comes with the program works as it stands and keeps what its comments promise."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tracker.catalogue import load_catalogue
from tracker.config import BUILTIN_THEMES, EXCHANGES, FLOOR_MINUTES, Settings, default_config_text, load_settings

SHIPPED = Path(__file__).parents[2] / "config.toml"
THEME_FILES = Path(__file__).parents[2] / "pipelines" / "themes"


@pytest.fixture(scope="module")
def shipped() -> Settings:
    return load_settings(SHIPPED, {})


def test_it_is_what_init_writes() -> None:
    assert default_config_text() == SHIPPED.read_text("utf-8")


def test_init_prefers_the_copy_inside_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "default_config.toml").write_text("# packaged")
    monkeypatch.setattr("importlib.resources.files", lambda package: tmp_path)
    assert default_config_text() == "# packaged"


def test_its_sections_say_what_the_defaults_are(shipped: Settings) -> None:
    assert shipped.model_copy(update={"feed": (), "instrument": ()}) == Settings()


def test_its_commented_examples_are_right_too(tmp_path: Path) -> None:
    text = SHIPPED.read_text("utf-8").replace("enabled = false\n# host", "enabled = true\n# host", 1)
    keys = (
        "data|folder|host|port|security|user|password_file|sender|recipients|timeout_seconds|1d|5m|zone|stamp|columns"
    )
    examples = rf"^# (?=({keys}) = |\[prices\.)"
    path = tmp_path / "config.toml"
    path.write_text(re.sub(examples, "", text, flags=re.MULTILINE), "utf-8")
    settings = load_settings(path, {})
    assert settings.mail.enabled and settings.mail.recipients == ("you@example.org",)
    assert settings.paths.data is not None and settings.prices.folder == tmp_path / "prices"
    assert settings.prices.providers_of("5m") == ("yahoo", "files")
    assert settings.prices.files["5m"].folder == tmp_path / "prices/5m"


def test_its_feeds_are_those_that_the_catalogue_has_on_by_default_word_for_word(shipped: Settings) -> None:
    default = {feed.id: feed.to_settings() for feed in load_catalogue() if feed.default}
    assert {feed.id: feed for feed in shipped.feed} == default


def test_a_dozen_or_more_feeds_are_on_and_each_is_polite(shipped: Settings) -> None:
    assert 12 <= len(shipped.feeds_on()) <= 20
    assert shipped.feeds_on() == shipped.feed
    for feed in shipped.feed:
        assert not feed.why_off, feed.id
        assert feed.terms, feed.id
        assert feed.min_interval_minutes >= FLOOR_MINUTES, feed.id
        assert not feed.allow_private, feed.id
        assert feed.user_agent.startswith("newsimpact/"), f"{feed.id} pretends to be something else"


def test_it_says_how_to_get_other_feeds() -> None:
    text = SHIPPED.read_text("utf-8")
    head = text[text.index("# ── feeds ──") : text.index("[[feed]]")]
    assert all(f"`newsimpact feeds {words}" in head for words in ("catalogue`", "add ID`", "remove ID`"))


def test_no_feed_is_on_that_is_frozen_disputed_or_wants_a_contact(shipped: Settings) -> None:
    for host in ["sec.gov", "news.microsoft.com", "investors.coreweave.com", "investor.atmeta.com", "cnbc.com"]:
        known = [feed for feed in load_catalogue() if host in feed.url]
        assert known and not any(feed.default for feed in known), host
        assert not any(host in feed.url for feed in shipped.feed), host


def test_the_followed_instruments_are_those_of_the_trade(shipped: Settings) -> None:
    symbols = """CRWV NBIS META MSFT GOOGL AMZN ORCL NVDA AMD AVGO MU TSM SMH SOXX QQQ SPY IREN APLD CORZ WULF CIFR
    GLXY"""
    controls = {"IGV", "KWEB", "MTUM"}
    instruments = {item.symbol: item for item in shipped.instruments()}
    assert set(instruments) == set(symbols.split()) | controls
    assert {symbol for symbol, item in instruments.items() if item.exchange == "XNYS"} == {
        "ORCL",
        "TSM",
        "SPY",
        *controls,
    }
    assert {symbol for symbol, item in instruments.items() if item.kind == "fund"} == {
        "SMH",
        "SOXX",
        "QQQ",
        "SPY",
        *controls,
    }
    assert {item.exchange for item in instruments.values()} == {"XNYS", "XNAS"}
    assert {item.benchmark for item in instruments.values()} == {"SPY"}
    semiconductors = {symbol for symbol, item in instruments.items() if item.sector == "SMH"}
    assert semiconductors == {"NVDA", "AMD", "AVGO", "MU", "TSM"}
    assert {item.sector for item in instruments.values()} == {"SMH", None}
    assert {"CoreWeave"} <= set(instruments["CRWV"].names)
    assert {"Nebius", "Nebius Group"} <= set(instruments["NBIS"].names)
    assert {"Meta", "Meta Platforms", "Facebook"} <= set(instruments["META"].names)
    assert {"Alphabet", "Google"} <= set(instruments["GOOGL"].names)


def test_listings_begin_where_they_did(shipped: Settings) -> None:
    """CoreWeave's first day of trading, and Nebius' first after the months in which nobody could."""
    since = {item.symbol: item.since for item in shipped.instruments() if item.since}
    assert since == {"CRWV": date(2025, 3, 28), "NBIS": date(2024, 10, 21)}


def test_no_name_means_two_instruments(shipped: Settings) -> None:
    names = Counter(name for item in shipped.instruments() for name in {name.casefold() for name in item.names})
    assert [name for name, count in names.items() if count > 1] == []


def test_it_holds_no_secret_and_no_place_of_one_machine() -> None:
    text = SHIPPED.read_text("utf-8")
    assert not re.search(r"(?m)^\s*password\b", text)
    assert not re.search(r"(?<!\w)/(home|root|work|Users|tmp)/", text)


def test_every_known_exchange_is_in_exchange_calendars() -> None:
    calendars = pytest.importorskip("exchange_calendars")
    assert set(calendars.get_calendar_names(include_aliases=True)) >= EXCHANGES


def test_the_known_themes_are_the_theme_files() -> None:
    files = {file.stem for file in THEME_FILES.glob("*.toml")}
    if not files:
        pytest.skip("no theme files in this checkout")
    assert files == set(BUILTIN_THEMES)
