"""What a story should do is written down before a price of its window is asked for or read, whatever goes wrong."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files

import pytest
from sqlalchemy import event

from pipelines import expectations as expectations_module
from pipelines.expectations import hash_of, parse_rules
from storage import bars
from storage.expectations import load_expectations, register
from storage.rebuild import empty_derived
from tracker import jobs
from tracker.derive import measure_all
from tracker.jobs import extract, group, make_digest, measure_again
from tracker.questions import known, scorecard_of

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"

PEERS_UP = b'peers = { baskets = ["neocloud"], sign = "+" }'


@pytest.fixture
def desk(newsdesk):
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.moves("CRWV", "2026-07-01", -0.13).moves("NBIS", "2026-07-01", -0.15)
    newsdesk.moves("META", "2026-07-01", 0.09).moves("SPY", "2026-07-01", -0.005)
    return newsdesk


def expectations(desk):
    with desk.desk.store.read() as connection:
        return load_expectations(connection)


def statements(desk) -> list[str]:
    """Every statement that the database is given from now on."""
    said: list[str] = []

    @event.listens_for(desk.desk.store.engine, "before_cursor_execute")
    def note(connection, cursor, statement, *more) -> None:
        said.append(" ".join(statement.split()))

    @event.listens_for(desk.desk.store.engine, "commit")
    def note_commit(connection) -> None:
        said.append("COMMIT")

    return said


def test_before_the_opening_signs_are_there_and_prices_are_not(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    signs = {item.symbol: (item.party, item.sign) for item in expectations(desk)}
    assert signs["META"] == ("lessor", 1)
    assert signs["CRWV"] == signs["NBIS"] == ("peer", -1)
    assert all(item.made_at == desk.now and item.hash == hash_of(item) for item in expectations(desk))
    assert {row.expected_sign for row in desk.rows() if row.symbol == "CRWV"} == {-1}


def test_bars_are_read_for_a_measurement_only_after_its_expectation_is_committed(desk) -> None:
    desk.at("2026-07-01T21:00").reads(LEASE, at="2026-07-01T12:05")
    for job in (jobs.collect, extract, group):
        job(desk.desk, desk.now)
    said = statements(desk)
    jobs.measure(desk.desk, desk.now)
    written = next(n for n, line in enumerate(said) if line.startswith("INSERT INTO expectation"))
    read = next(n for n, line in enumerate(said) if " FROM bar " in line)
    assert "COMMIT" in said[written:read]


def test_in_a_cycle_they_are_committed_before_a_price_is_even_asked_for(desk, monkeypatch) -> None:
    desk.at("2026-07-01T21:00").reads(LEASE, at="2026-07-01T12:05")
    held: list[int] = []
    fetch = type(desk.prices).fetch

    def look(self, request, now):
        held.append(len(expectations(desk)))
        return fetch(self, request, now)

    monkeypatch.setattr(type(desk.prices), "fetch", look)
    desk.lives()
    assert held and min(held) == len(expectations(desk)) > 0


def test_who_tries_the_other_order_gets_no_price(desk, monkeypatch) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    read: list[str] = []
    monkeypatch.setattr(bars, "load_vintages", lambda _, symbol, **more: read.append(symbol))
    with pytest.raises(TypeError, match=r"expected what storage\.expectations gives, got list"):
        measure_all(desk.desk, desk.exposures(), desk.now, None)
    assert read == []


def test_when_they_cannot_be_written_down_nothing_is_measured(desk, monkeypatch) -> None:
    desk.at("2026-07-01T21:00").reads(LEASE, at="2026-07-01T12:05")
    for job in (jobs.collect, extract, group):
        job(desk.desk, desk.now)
    read: list[str] = []
    monkeypatch.setattr(bars, "load_vintages", lambda _, symbol, **more: read.append(symbol))

    def fails(*_):
        raise OSError("disk full")

    monkeypatch.setattr(jobs, "register", fails)
    with pytest.raises(OSError, match="disk full"):
        jobs.measure(desk.desk, desk.now)
    assert read == []


def test_an_exposure_without_a_stored_expectation_is_not_measured(desk, monkeypatch) -> None:
    desk.at("2026-07-01T21:00").reads(LEASE, at="2026-07-01T12:05")
    for job in (jobs.collect, extract, group):
        job(desk.desk, desk.now)
    monkeypatch.setattr(
        jobs,
        "register",
        lambda connection, exposures, said: register(connection, exposures, [i for i in said if i.symbol != "NBIS"]),
    )
    tally = jobs.measure(desk.desk, desk.now)
    assert {impact.symbol for impact in known(desk.desk).impacts} == {"CRWV", "META"}
    assert tally.taken == 4  # two symbols in two windows


def test_the_words_of_a_price_move_change_no_sign(desk) -> None:
    desk.at("2026-07-01T14:05").reads(LEASE, "Shares of CoreWeave rose 40% and Meta plunged 30% on the report.").lives()
    signs = {item.symbol: item.sign for item in expectations(desk) if item.party is not None}
    assert (signs["META"], signs["CRWV"]) == (1, -1)


def test_another_reading_gives_a_second_one_and_the_first_counts(desk, monkeypatch) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    table = files("pipelines").joinpath("expectations.toml").read_bytes()
    turned = parse_rules(table.replace(b'peers = { baskets = ["neocloud"], sign = "-" }', PEERS_UP))
    monkeypatch.setattr(expectations_module, "shipped_rules", lambda: turned)
    desk.at("2026-07-01T15:05").reads("Court hears another patent dispute").lives()
    jobs.expect(desk.desk, desk.now)
    mine = [item for item in expectations(desk) if item.symbol == "CRWV"]
    assert [(item.sign, item.made_at.hour) for item in mine] == [(-1, 12), (1, 15)]
    assert [(row.expected_sign, row.in_advance) for row in desk.rows() if row.symbol == "CRWV"] == [(-1, True)] * 2


def test_a_story_that_is_found_after_the_close_is_not_scored(desk) -> None:
    desk.at("2026-07-01T21:00").reads(LEASE, at="2026-07-01T12:05").lives()
    row = desk.row("CRWV")
    assert (row.expected_sign, row.in_advance, row.verdict) == (-1, False, "explained_by_event")
    card = scorecard_of(desk.desk)
    assert card.scores == () and card.dropped["not_in_advance"] > 0


def test_what_came_true_is_scored(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.at("2026-07-01T21:00").lives()
    whole, *_ = scorecard_of(desk.desk).scores
    assert (whole.hits, whole.n, whole.stories, whole.share) == (3, 3, 1, None)


def test_a_move_against_the_sign_is_called_opposite(desk) -> None:
    desk.moves("CRWV", "2026-07-01", 0.2)
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.at("2026-07-01T21:00").lives()
    assert desk.row("CRWV").verdict == "opposite_to_expectation"
    assert scorecard_of(desk.desk).scores[0].hits == 2


def test_a_rebuild_measures_again_and_expects_nothing_anew(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.at("2026-07-01T21:00").lives()
    before, rows = expectations(desk), desk.rows()
    with desk.desk.store.write() as connection:
        empty_derived(connection)
    for job in (extract, group, measure_again):
        job(desk.desk, desk.now + timedelta(hours=1))
    assert expectations(desk) == before
    assert desk.rows() == rows


def test_an_earlier_instant_is_answered_with_what_was_expected_by_then_and_adds_nothing(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.at("2026-07-01T21:00").lives()
    before = expectations(desk)
    assert desk.rows("2026-07-01T21:00") == desk.rows()
    assert {row.expected_sign for row in desk.rows("2026-07-01T12:05") if row.symbol == "CRWV"} == {-1}
    assert expectations(desk) == before


def test_a_watched_symbol_that_moves_without_a_story_is_named_in_the_mail_and_one_with_a_story_is_not(desk) -> None:
    desk.moves("MSFT", "2026-07-01", -0.11)
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.at("2026-07-01T21:00").lives()
    mail = make_digest(desk.desk, desk.row("CRWV").session, desk.now)
    (line,) = [line for line in mail.text.splitlines() if "Moved without us seeing news" in line]
    assert line.startswith("! Moved without us seeing news: MSFT -11.0%")
    assert "CRWV" not in line and "META" not in line
    assert "Moved without us seeing news: MSFT −11.0%" in mail.html
