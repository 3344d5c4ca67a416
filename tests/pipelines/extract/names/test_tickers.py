"""Tickers: which capitals are one, whose they were on the day of the text, and where names come from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.extract import load
from pipelines.extract.data_files import read_data
from pipelines.extract.names.lexicon import alias_sources, load_lexicon
from pipelines.extract.themes.lint import lexicon_faults

WRITTEN = {
    "cashtag": ("$NBIS is up", ["NBIS"]),
    "lower-case cashtag": ("long $nbis", ["NBIS"]),
    "in brackets with its exchange": ("Nebius (NASDAQ: NBIS) said", ["NBIS", "NBIS"]),
    "exchange without a blank": ("NASDAQ:NBIS", ["NBIS"]),
    "newswire code": ("NBIS.O rose 3%", ["NBIS"]),
    "Taipei": ("2330.TW rose", ["TSM"]),
    "Seoul": ("005930.KS fell", ["005930.KS"]),
    "second class of shares": ("GOOG fell", ["GOOGL"]),
    "class in the ticker": ("BRK.B fell", ["BRK.B"]),
    "a word with a sign": ("$ON jumped, (NYSE: BE) too", ["ON", "BE"]),
    "a word behind its name": ("ServiceNow (NOW) gained", ["NOW", "NOW"]),
    "a list": ("AMD, MU and NVDA jumped", ["AMD", "MU", "NVDA"]),
    "two, one of them a name": ("MU and AMD", ["MU", "AMD"]),
    "a slash": ("watch MU/NVDA", ["MU", "NVDA"]),
    "capitals throughout": ("BUY CRWV NOW AND NBIS", ["CRWV", "NBIS"]),
}


@pytest.mark.parametrize(("text", "tickers"), WRITTEN.values(), ids=WRITTEN)
def test_a_written_ticker_is_linked(read, text, tickers):
    assert [m.ticker for m in read(text).mentions] == tickers


NO_TICKER = {
    "words in brackets": "spending on software (IT), a system (CRM), 9:30 (ET)",
    "word after a colon": "Sources: NOW is on",
    "short capitals": "turn it ON, use MU and ALL of IT",
    "lower-case word with a dollar sign": "put your $on it",
    "part of a longer word": "XNBISX and NBISX.",
    "a bank's letters": "MS shares a view with GS",
}


@pytest.mark.parametrize("text", NO_TICKER.values(), ids=NO_TICKER)
def test_capitals_that_are_no_ticker_are_left_alone(read, text):
    assert read(text).mentions == ()


DATED = {
    "FB before the change": ("FB shares fell", "2021-05-03", ["META"]),
    "FB after it": ("FB shares fell", "2023-05-03", []),
    "FB on the last day": ("FB shares fell", "2022-06-08", ["META"]),
    "META on the first": ("$META fell", "2022-06-09", ["META"]),
    "META when it was a fund's": ("$META fell", "2021-05-03", []),
    "YNDX": ("YNDX is halted", "2022-03-01", ["NBIS"]),
    "NBIS before it was one": ("NBIS fell", "2022-03-01", []),
    "CRWV listed": ("CRWV fell", "2025-03-28", ["CRWV"]),
    "CRWV unlisted": ("CRWV fell", "2025-03-27", []),
    "SQ": ("$SQ fell", "2024-02-02", ["XYZ"]),
    "SQ gone": ("$SQ fell", "2025-02-02", []),
    "XYZ": ("$XYZ fell", "2025-02-02", ["XYZ"]),
    "SNDK of old": ("SNDK fell", "2015-01-05", ["SNDK"]),
    "SNDK while there was none": ("SNDK fell", "2020-01-06", []),
    "SNDK again": ("SNDK fell", "2025-02-24", ["SNDK"]),
}


@pytest.mark.parametrize(("text", "day", "tickers"), DATED.values(), ids=DATED)
def test_a_ticker_means_who_had_it_on_the_day_of_the_text(extractor, text, day, tickers):
    published = datetime.fromisoformat(day).replace(tzinfo=UTC)
    assert [m.ticker for m in extractor.extract(text, published=published).mentions] == tickers


def test_without_a_date_a_former_ticker_needs_a_sign(read):
    assert read("FB fell").mentions == ()
    assert [m.ticker for m in read("$FB fell").mentions] == ["META"]


def test_a_name_does_not_depend_on_the_day(extractor):
    early = extractor.extract("CoreWeave raised money", published=datetime(2023, 1, 2, tzinfo=UTC))
    assert [m.ticker for m in early.mentions] == ["CRWV"]


def test_every_quoted_ticker_is_a_stretch_of_its_text(read):
    text = "“NBIS.O” – $mu, (NASDAQ: CRWV) 2330.TW\nGOOG"
    assert [text[m.start : m.end] for m in read(text).mentions] == [m.text for m in read(text).mentions] != []


# ── where names come from ───────────────────────────────────────────────────────────────────────────


def test_every_name_has_a_source_and_one_owner():
    assert list(lexicon_faults()) == []
    assert sum(1 for _ in alias_sources(read_data("lexicon.toml"))) > 1000


def test_a_name_without_source_is_refused():
    data = {**read_data("lexicon.toml"), "companies": [{"name": "Acme", "names": ["Acme Corp"]}]}
    data["sources"] = {**data["sources"], "companies": ""}
    faults = [fault for fault in lexicon_faults(data) if fault.startswith("Acme")]
    assert len(faults) == 2
    assert "'Acme Corp' has no source" in faults[1]


def test_a_single_alias_can_say_its_source():
    entry = {"name": "Acme", "names": ["Acme Corp", {"text": "ACMI", "source": "transcript spelling"}]}
    data = {**read_data("lexicon.toml"), "companies": [entry]}
    sources = {alias: source for owner, alias, source in alias_sources(data) if owner == "Acme"}
    assert sources == {
        "Acme": "listing, company pages, press",
        "Acme Corp": "listing, company pages, press",
        "ACMI": "transcript spelling",
    }


def test_a_name_of_two_owners_is_refused():
    entry = {"name": "Acme", "names": ["Nebius"]}
    data = {**read_data("lexicon.toml"), "companies": [*read_data("lexicon.toml")["companies"], entry]}
    assert "Acme: 'Nebius' is a name of Nebius Group already, which keeps it; remove one" in list(lexicon_faults(data))


def test_sources_tell_kinds_of_names_apart():
    names = load_lexicon().names
    found = {text: names[text].source for text in ("corewave", "iris energy", "台積電", "nebius.ai")}
    assert list(found.values()) == ["transcript spelling", "former name", "press in its language", "filing"]


def test_what_nobody_would_list_stays_with_an_instrument_of_the_same_name(make_instrument):
    kept = load([make_instrument("CRWV", "CoreWeave", ["CRWV Inc"])], ())
    assert [m.ticker for m in kept.extract("CoreWave and CRWV Inc").mentions] == ["CRWV", "CRWV"]
    renamed = load([make_instrument("CRWV", "Weavecore", [])], ())
    assert renamed.extract("CoreWave said").mentions == ()


def test_the_trade_is_known_by_name():
    entities = load_lexicon().entities
    trade = [e for e in entities.values() if e.kind in {"company", "fund", "product"} and e.groups]
    assert len(trade) >= 150
    funds = {e.ticker for e in entities.values() if e.kind == "fund"}
    assert {"IGV", "KWEB", "MTUM", "SMH", "SOXX"} <= funds
