"""The four axes: polarity, status, source and time, each on its own."""

# ruff: noqa: E501 - a table of cases reads better with one case to a line

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LEASE = "compute_leasing"

# text: (polarity, status, source, modality)
AXES = {
    "plain": ("Meta rents out GPU clusters.", "affirmed", "announced", "company", "announced"),
    "planned": ("Meta plans to rent out GPU clusters.", "affirmed", "planned", "company", "planned"),
    "a headline's to": ("Meta to rent out GPU clusters", "affirmed", "planned", "company", "planned"),
    "the terms of an agreement": ("Anthropic to pay xAI $1.4 billion a month for GPU clusters", "affirmed", "announced", "company", "announced"),
    "done already": ("Meta has already signed a lease of its GPU clusters to Anthropic.", "affirmed", "occurred", "company", "completed"),
    "considered by the principal": ("Meta is considering selling computing power, Zuckerberg says.", "affirmed", "considered", "company", "planned"),
    "a delay as a cause": ("Meta rents out GPU clusters after data center delays.", "affirmed", "announced", "company", "announced"),
    "considered, says nobody": ("Meta weighs selling computing power", "affirmed", "considered", "unnamed_people", "rumoured"),
    "unnamed people": ("Meta plans to sell computing power, people familiar say.", "affirmed", "planned", "unnamed_people", "rumoured"),
    "a named outlet": ("Meta plans to sell computing power, Bloomberg reported.", "affirmed", "planned", "named_outlet", "rumoured"),
    "signed by an outlet": ("Meta plans to sell computing power - Bloomberg", "affirmed", "planned", "named_outlet", "rumoured"),
    "some report": ("Meta plans to sell computing power, report says", "affirmed", "planned", "named_outlet", "rumoured"),
    "a filing": ("Meta leases GPU clusters to Anthropic, a regulatory filing shows.", "affirmed", "announced", "filing", "completed"),
    "an analyst": ("UBS believes Meta will sell computing power.", "affirmed", "planned", "analyst", "opinion"),
    "a trading desk": ("Meta may sell computing power, the trading desk noted.", "affirmed", "hypothetical", "trading_desk", "opinion"),
    "denied": ("Meta denies that it plans to sell computing power.", "denied", "planned", "company", "denied"),
    "no plans": ("Meta has no plans to sell computing power.", "denied", "planned", "company", "denied"),
    "not yet": ("Meta has not sold computing power yet.", "negated", "considered", "company", "planned"),
    "never": ("Meta never sold computing power.", "negated", "announced", "company", "announced"),
    "not only": ("Meta not only sells computing power but builds sites.", "affirmed", "announced", "company", "announced"),
    "not the first time": ("This isn't the first time Meta has considered selling computing power.", "affirmed", "considered", "company", "planned"),
    "a question": ("Will Meta sell computing power?", "affirmed", "question", "company", "announced"),
    "if": ("If Meta sells computing power, rents may fall.", "affirmed", "hypothetical", "company", "rumoured"),
    "could": ("Meta could sell computing power.", "affirmed", "hypothetical", "company", "rumoured"),
    "delayed": ("Meta delays its plan to sell computing power.", "affirmed", "delayed", "company", "announced"),
    "said of others": ("Nvidia was told by three people that Meta rents out GPU clusters, sources said.", "affirmed", "announced", "unnamed_people", "rumoured"),
    "an outlet tells of it": ("Reuters said Meta plans to sell computing power.", "affirmed", "planned", "named_outlet", "rumoured"),
    "people tell of it": ("Two people briefed on the matter said Meta had agreed to rent out GPU clusters.", "affirmed", "agreed", "unnamed_people", "rumoured"),
    "signed behind a double dash": ("Meta plans to sell computing power -- Reuters", "affirmed", "planned", "named_outlet", "rumoured"),
    "neither said nor denied": ("Meta would neither confirm nor deny that it plans to rent out GPU clusters.", "affirmed", "planned", "unnamed_people", "rumoured"),
    "not verified": ("Reuters could not verify that Meta plans to rent out GPU clusters.", "affirmed", "planned", "unnamed_people", "rumoured"),
    "a wrong report": ("A report that Meta rents out GPU clusters is incorrect, it said.", "denied", "announced", "named_outlet", "denied"),
    "a rejected report": ("Meta rejected a report that it rents out GPU clusters.", "denied", "announced", "company", "denied"),
    "on a condition": ("Meta would rent out GPU clusters if it built too many.", "affirmed", "hypothetical", "company", "rumoured"),
    "ended talks": ("Meta ended talks about renting out GPU clusters to Anthropic.", "affirmed", "terminated", "company", "completed"),
    "backed away": ("Meta backed away from a plan to rent out GPU clusters.", "affirmed", "terminated", "company", "completed"),
    "scrapped": ("Meta scraps its plan to sell computing power.", "affirmed", "terminated", "company", "completed"),
}  # fmt: skip


@pytest.mark.parametrize("case", AXES.values(), ids=AXES)
def test_an_event_is_placed_on_its_axes(events_of, case):
    text, *expected = case
    event = next(e for e in events_of(text) if e.type == LEASE)
    assert [event.polarity, event.status, event.source, event.modality] == expected


def test_a_question_behind_a_colon_leaves_the_statement_a_statement(events_of):
    (event,) = events_of("Oracle raises capex to $40-$45B: a brave step or a gamble?")
    assert (event.type, event.status, event.direction) == ("capex_guidance", "announced", "up")


def test_does_not_mean_negates_what_follows(events_of):
    event = next(e for e in events_of("Renting out servers does not mean overcapacity in AI computing."))
    assert (event.type, event.polarity) == ("supply_constraint", "negated")


def test_a_cut_that_will_not_come_is_denied(events_of):
    (event,) = events_of("Meta's 2027 capital expenditure will not be reduced")
    assert (event.type, event.direction, event.polarity) == ("capex_guidance", "down", "denied")


def test_a_signed_contract_is_no_mere_plan(events_of):
    (event,) = events_of("Nebius will provide $2 billion of reserved GPU capacity to Microsoft.")
    assert (event.type, event.modality) == ("contract", "announced")


def test_a_closed_loan_is_completed_even_when_the_headline_only_says_raises(events_of):
    (event,) = events_of("CoreWeave raises $2.6 billion in debt\nCoreWeave closed a $2.6 billion term loan on Tuesday.")
    assert event.modality == "completed"


TIMES = {
    "a date": ("On May 27, 2026, Meta said it may sell computing power.", None, "2026-05-27"),
    "an old date is retold": ("On May 27, 2026, Meta said it may sell computing power.", datetime(2026, 7, 2, tzinfo=UTC), "retold"),
    "a fresh date stays": ("On June 30, 2026, Meta said it may sell computing power.", datetime(2026, 7, 2, tzinfo=UTC), "2026-06-30"),
    "no such day": ("On June 31, 2026, Meta said it plans to sell computing power.", None, "future"),
    "last year": ("Last year Meta weighed selling computing power.", None, "retold"),
    "last month of a name": ("Meta first weighed selling computing power last October.", None, "retold"),
    "said in a month": ("In May, Meta said it was considering selling computing power.", None, "retold"),
    "told in a month": ("On a call in October, Mark Zuckerberg said Meta might sell computing power.", None, "retold"),
    "done in a month": ("Meta agreed in June to sell computing power to Anthropic.", None, "retold"),
    "done in a month of a year": ("In June 2025 Meta signed a contract to sell computing power.", None, "retold"),
    "planned for a month": ("Meta plans to sell computing power in October.", None, "future"),
    "in the month of the article": ("In July, Meta said it was considering selling computing power.", datetime(2026, 7, 20, tzinfo=UTC), "future"),
    "had signed, it said": ("Meta said it had signed a contract to rent out GPU clusters.", None, "now"),
    "the end of a quarter": ("Meta rented out GPU clusters in the quarter ended September 30, 2025.", datetime(2025, 11, 5, tzinfo=UTC), "now"),
    "a contract that runs": ("Meta's contract with CoreWeave runs until 2032.", None, "retold"),
    "signed in a month": ("The contract to rent out Meta's GPU clusters was signed in March.", None, "retold"),
    "what begins in a month": ("Meta agreed to rent out GPU clusters starting in May.", None, "now"),
    "a yardstick": ("Meta sells more computing power than last year.", None, "now"),
    "a plan": ("Meta plans to sell computing power.", None, "future"),
    "a fact": ("Meta scraps its plan to sell computing power.", None, "past"),
    "now": ("Meta sells computing power.", None, "now"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "published", "expected"), TIMES.values(), ids=TIMES)
def test_the_time_of_an_event_is_said_or_implied(read, text, published, expected):
    (event,) = read(text, published=published).events
    assert event.time == expected


def test_what_describes_a_thing_is_no_news_of_the_day(events_of):
    built, leased = events_of("Crusoe built the campus in Abilene leased by Oracle.")
    assert [(e.type, e.time) for e in (built, leased)] == [("data_center_build", "past"), ("contract", "retold")]


# ── days without a year ─────────────────────────────────────────────────────────────────────────────

LATER = datetime(2026, 7, 2, 14, tzinfo=UTC)

# text, published: (time, date)
DAYS = {
    "what he said on a day": (
        "On May 27, Mark Zuckerberg told shareholders that Meta considers selling computing power.",
        LATER,
        ("retold", "2026-05-27"),
    ),
    "without a comma": (
        "On May 27 Mark Zuckerberg said Meta considers selling computing power.",
        LATER,
        ("retold", "2026-05-27"),
    ),
    "told an audience on a day": (
        "Mark Zuckerberg told investors at the annual meeting on May 27 that Meta considers selling computing power.",
        LATER,
        ("retold", "2026-05-27"),
    ),
    "a month that is still to come is last year's": (
        "On October 29, Mark Zuckerberg said Meta considers selling computing power.",
        LATER,
        ("retold", "2025-10-29"),
    ),
    "a leap day": (
        "On February 29, Mark Zuckerberg said Meta considers selling computing power.",
        datetime(2025, 3, 20, tzinfo=UTC),
        ("retold", "2024-02-29"),
    ),
    "no such day in two years": (
        "On February 29, Mark Zuckerberg said Meta considers selling computing power.",
        LATER,
        ("future", None),
    ),
    "news of the week": (
        "On July 1, Mark Zuckerberg said Meta considers selling computing power.",
        LATER,
        ("future", None),
    ),
    "a week to the day is no old day": (
        "On June 25, Mark Zuckerberg said Meta considers selling computing power.",
        LATER,
        ("future", None),
    ),
    "a day more is": (
        "On June 24, Mark Zuckerberg said Meta considers selling computing power.",
        LATER,
        ("retold", "2026-06-24"),
    ),
    "done on a day": (
        "Meta agreed on May 27 to sell computing power to Anthropic.",
        LATER,
        ("retold", "2026-05-27"),
    ),
    "a short name of a month": (
        "On Oct. 29, Mark Zuckerberg said Meta considers selling computing power.",
        LATER,
        ("retold", "2025-10-29"),
    ),
    "a day to come": (
        "On August 15, Meta will start selling computing power to other companies, it said.",
        LATER,
        ("future", None),
    ),
    "a start that is announced": (
        "Meta said it will start selling computing power on September 1.",
        LATER,
        ("future", None),
    ),
    "of a quarter": (
        "Meta said in the quarter that ended on March 31 it considered selling computing power.",
        LATER,
        ("future", None),
    ),
    "an article without a date": (
        "On May 27, Mark Zuckerberg said Meta considers selling computing power.",
        None,
        ("future", None),
    ),
}


@pytest.mark.parametrize(("text", "published", "expected"), DAYS.values(), ids=DAYS)
def test_a_day_without_a_year_is_the_last_one_on_which_it_was_said(read, text, published, expected):
    (event,) = read(text, published=published).events
    assert (event.time, event.date) == expected


@given(published=st.dates(date(2000, 3, 1), date(2100, 1, 1)), days=st.integers(8, 364))
@settings(deadline=None)
def test_a_day_of_the_past_year_is_found_whenever_the_article_was_published(read, published, days):
    """Slow and obvious: the day is the one we began with."""
    said = published - timedelta(days=days)
    text = f"On {said:%B} {said.day}, Mark Zuckerberg said Meta considers selling computing power."
    (event,) = read(text, published=datetime.combine(published, time(12), UTC)).events
    assert (event.time, event.date) == ("retold", said.isoformat())
