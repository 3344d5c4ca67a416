"""The article the product was conceived from, as a whole text with navigation, lists and quotes."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def text(shared):
    return (shared / "seed" / "article.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def extraction(text, extractor):
    return extractor.extract(text)


def test_its_companies_are_found(extraction):
    assert {"META", "CRWV", "NBIS"} <= {m.ticker for m in extraction.mentions}


def test_its_event_is_that_meta_rents_out_computing(extraction):
    lease = next(e for e in extraction.events if e.type == "compute_leasing")
    assert (lease.actor, lease.polarity) == ("Meta Platforms", "affirmed")
    assert lease.status in {"considered", "planned"}


def test_its_price_moves_are_reactions_with_their_size(extraction):
    moves = {e.actor: (e.direction, *(q.value for q in e.quantities)) for e in extraction.events if e.is_reaction}
    assert moves["CoreWeave"] == ("down", 13)
    assert moves["Nebius Group"] == ("down", 15)


def test_its_capex_cut_is_denied_not_reported(extraction):
    lowered = [e for e in extraction.events if (e.type, e.subtype) == ("capex_guidance", "lowered")]
    assert lowered
    assert {e.polarity for e in lowered} == {"denied"}


def test_its_ratings_are_bernsteins(extraction):
    ratings = [(e.actor, e.counterparty) for e in extraction.events if e.type == "analyst_rating"]
    assert ("Bernstein", "CoreWeave") in ratings


def test_navigation_lines_give_no_event(extraction, text):
    first_sentence = text.index('Meta\'s "Selling Compute"')
    assert all(e.trigger.start >= first_sentence for e in extraction.events)


def found(extraction, text, kind):
    """The one finding of a kind, with the places it quotes."""
    (finding,) = [f for f in extraction.findings if f.kind == kind]
    return finding.message, [text[start:end] for start, end in finding.spans]


def test_its_factor_of_ten_is_noticed(extraction, text):
    message, quoted = found(extraction, text, "rate")
    assert "ratio 10" in message
    assert "亿" in message
    assert quoted == ["500MW", "$1.25 billion per month", "$300 billion/GW/year"]


def test_its_estimate_with_two_authors_is_noticed(extraction, text):
    message, quoted = found(extraction, text, "speaker")
    assert "UBS" in message and "Morgan Stanley" in message
    assert quoted == ["250MW", "250MW", "8%", "8%"]


def test_its_two_measures_of_power_may_not_be_added(extraction, text):
    message, quoted = found(extraction, text, "not_additive")
    assert "may not be added" in message
    assert quoted == ["3GW", "20GW"]


def test_nothing_else_is_found_wrong(extraction):
    assert sorted(f.kind for f in extraction.findings) == ["not_additive", "rate", "speaker"]


def test_its_capex_stands_in_the_years_it_is_for(extraction):
    (model,) = [e for e in extraction.events if (e.type, e.subtype) == ("capex_guidance", "analyst_model")]
    assert sorted([(q.value, q.period, q.metric) for q in model.quantities]) == [
        (145e9, "2026", "money.capex"),
        (175e9, "2027", "money.capex"),
        (205e9, "2028", "money.capex"),
    ]
