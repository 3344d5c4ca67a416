"""What stands beside the sentence changes nothing of what it says: every case is read like its plain twin."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DEAL = "Nebius signed a $3 billion AI computing contract with Meta."
FALL = "CoreWeave shares fell 13% on Wednesday."

# id: plain text, the same dressed
DRESSED = {
    "ticker with its exchange": (DEAL, DEAL.replace("Nebius", "Nebius Group (NASDAQ: NBIS)")),
    "bare tickers": (DEAL, DEAL.replace("Nebius", "Nebius (NBIS)").replace("Meta", "Meta (META)")),
    "ticker of one we do not know": (
        "Corvane signed a $3 billion AI computing contract with Meta.",
        "Corvane (NYSE: CVNE) signed a $3 billion AI computing contract with Meta.",
    ),
    "cashtag": (DEAL, DEAL.replace("Nebius", "Nebius $NBIS")),
    "sum in another currency": (DEAL, DEAL.replace("$3 billion", "$3 billion (about €2.6 billion)")),
    "abbreviation": (
        "Meta signed a 20-year power purchase agreement with Vistra for its data centers.",
        "Meta signed a 20-year power purchase agreement (PPA) with Vistra for its data centers.",
    ),
    "agency": (DEAL, f"AMSTERDAM (Reuters) - {DEAL}"),
    "press release": (DEAL, f"AMSTERDAM, July 1, 2026 /PRNewswire/ -- {DEAL}"),
    "place with its state": (DEAL, f"AUSTIN, Texas - {DEAL}"),
    "tag of an agency": (DEAL, f"UPDATE 2-{DEAL}"),
    "tag before a word that is a name": (
        "Meta to lease GPU capacity to Anthropic",
        "EXCLUSIVE-Meta to lease GPU capacity to Anthropic",
    ),
    "bullet": (DEAL, f"- {DEAL}"),
    "heading": (DEAL, f"## {DEAL}"),
    "number": (DEAL, f"3. {DEAL}"),
    "number in brackets": (DEAL, f"12) {DEAL}"),
    "adverb": (FALL, f"Meanwhile, {FALL}"),
    "phrase": (FALL, f"In other news, {FALL}"),
    "doubled blanks": (DEAL, DEAL.replace(" ", "  ")),
    "line breaks": (FALL, f"\n\n  {FALL}\n"),
    "description": (DEAL, DEAL.replace("Nebius", "Nebius, an operator of AI data centers,")),
    "relative clause": (FALL, FALL.replace("shares", "shares, which have tripled since their debut,")),
    "relative clause of the name": (DEAL, DEAL.replace("Nebius", "Nebius, which has grown quickly,")),
    "seat": (DEAL, DEAL.replace("Nebius", "Nebius, based in Austin, Texas,")),
    "dashes": (DEAL, DEAL.replace("Nebius", "Nebius - the AI cloud operator -")),
    "long dashes": (DEAL, DEAL.replace("Nebius", "Nebius—the AI cloud operator—")),
    "description first": (
        "TSMC fell 3% as AI chip demand cooled.",
        "The world's largest chip maker, TSMC, fell 3% as AI chip demand cooled.",
    ),
}


def said(extractor, text):
    return [
        (e.type, e.actor, e.counterparty, e.direction, e.status, [(q.value, q.unit) for q in e.quantities])
        for e in extractor.extract(text).events
    ]


@pytest.mark.parametrize(("plain", "dressed"), DRESSED.values(), ids=DRESSED)
def test_what_stands_beside_changes_no_event(extractor, plain, dressed):
    assert said(extractor, plain), "the plain text has no event"
    assert said(extractor, dressed) == said(extractor, plain)


def test_a_ticker_beside_its_name_is_mentioned(extractor):
    text = "Nebius Group (NASDAQ: NBIS) signed a $3 billion AI computing contract with Meta $META."
    found = extractor.extract(text).mentions
    assert [(m.text, m.ticker) for m in found] == [
        ("Nebius Group", "NBIS"),
        ("NBIS", "NBIS"),
        ("Meta", "META"),
        ("META", "META"),
    ]
    assert all(text[m.start : m.end] == m.text for m in found)


def test_evidence_is_quoted_from_the_text_as_it_was_given(extractor):
    text = "AMSTERDAM (Reuters) -  Nebius, an operator  of AI data centers, signed a $3 billion AI contract with Meta."
    for event in extractor.extract(text).events:
        for item in (event.trigger, *event.evidence, *event.quantities):
            assert text[item.start : item.end] == item.text


def test_a_description_still_tells_what_a_text_is_about(extractor):
    plain, described = "Corvane rose 4%.", "Corvane, an AI cloud company that rents out GPUs, rose 4%."
    assert not extractor.extract(plain).themes
    assert "neocloud" in extractor.extract(described).themes


def test_a_clause_that_names_another_party_is_read(extractor):
    text = "Nebius, which rents out GPUs to Meta for $90 million a month, fell 5%."
    assert {e.type for e in extractor.extract(text).events} == {"contract", "price_move"}


def test_the_ticker_of_another_firm_is_read(extractor):
    assert [m.ticker for m in extractor.extract("CoreWeave (NBIS) shares fell 13%.").mentions] == ["CRWV", "NBIS"]


def test_a_date_that_opens_a_sentence_is_read(extractor):
    (event,) = extractor.extract(f"On May 27, 2025, {DEAL}").events
    assert event.date == "2025-05-27"


PIECES = """Nebius Meta CoreWeave NVDA $META ( ) (NASDAQ: NBIS) (NVDA) , - – — : . which the a based in Austin Texas HPC
computing signs $3 billion (€2 billion) 3. 12) ## • Meanwhile, (Reuters) NEW YORK /PRNewswire/ -- \n \n\n""".split(" ")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_mixture_of_such_signs_is_read_with_its_offsets(extractor, words):
    text = " ".join(words)
    extraction = extractor.extract(text)
    quoted = [*extraction.mentions, *(q for event in extraction.events for q in (event.trigger, *event.quantities))]
    assert all(text[item.start : item.end] == item.text for item in quoted)


def test_thousands_of_brackets_cost_one_pass(extractor):
    text = "Nvidia (NVDA), which leads, and Meta (META) - a rival - rise. " * 600
    began = time.process_time()
    extractor.extract(text)
    assert time.process_time() - began < 5
