"""Budgets, results, forecasts and backlogs: who is told of, and which figure is told of whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.extract.amounts.quantities import find_amounts
from tracker.records import Event

EventsOf = Callable[[str], list[Event]]
BILLION = 1e9


def told(events: list[Event], kind: str) -> list[tuple[str | None, list[object]]]:
    """Who and which values, of the events of a type."""
    found = [event for event in events if event.type == kind]
    return [(event.actor, [quantity.value for quantity in event.quantities]) for event in found]


def test_how_far_a_share_fell_is_no_figure_of_the_budget_that_moved_it(events_of: EventsOf) -> None:
    events = events_of("Shares sank 9% after Nebius lifted its capex forecast to $31 billion")
    assert told(events, "capex_guidance") == [("Nebius Group", [31 * BILLION])]


def test_a_sum_before_a_clause_of_results_belongs_to_the_budget(events_of: EventsOf) -> None:
    events = events_of("Oracle lifts investment plans to $61 billion after strong cloud sales")
    assert told(events, "capex_guidance") == [("Oracle", [61 * BILLION])]
    assert told(events, "earnings_result") == []  # Why the budget rises; what was earned is not told.


def test_by_how_much_and_to_what_are_two_amounts() -> None:
    amounts = find_amounts("raises its outlook by $6 billion to $58 billion")
    assert [amount.value for amount in amounts] == [6 * BILLION, 58 * BILLION]


def test_a_range_behind_the_new_one_is_what_was_before() -> None:
    new, old = find_amounts("lifts capex to $66 billion to $72 billion from $60 billion to $65 billion")
    assert (new.value, new.prior) == ((66 * BILLION, 72 * BILLION), False)
    assert (old.value, old.prior) == ((60 * BILLION, 65 * BILLION), True)


def test_of_two_estimates_the_second_is_one_as_well(events_of: EventsOf) -> None:
    events = events_of(
        "Nvidia's earnings of $2.22 a share and revenue of $96 billion beat estimates of $2.10 and $92 billion, and "
        "the company guided third-quarter revenue to $108 billion"
    )
    assert told(events, "guidance") == [("NVIDIA", [108 * BILLION])]
    assert told(events, "earnings_result") == [("NVIDIA", [2.22, 96 * BILLION])]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("CoreWeave's backlog jumped 38% to $71 billion, while shares trade at 31 times sales", [38.0, 71 * BILLION]),
        ("Micron's revenue forecast of $6.1 billion fell $3 million short of estimates", [6.1 * BILLION]),
        ("IREN posts record revenue of $240 million and a $9.7 billion Microsoft contract", [0.24 * BILLION]),
        ("Oracle will spend $60 billion on AI data centers, up from last year's $35 billion", [60 * BILLION]),
    ],
)
def test_what_only_compares_or_is_another_deal_is_no_figure_of_it(
    events_of: EventsOf, text: str, values: list[float]
) -> None:
    of_numbers = {"backlog_update", "guidance", "earnings_result", "capex_guidance"}
    found = [q.value for event in events_of(text) if event.type in of_numbers for q in event.quantities]
    assert found == values


def test_a_plus_sign_joins_companies_that_do_the_same(events_of: EventsOf) -> None:
    events = events_of("Google + Microsoft raise their 2027 capex budgets")
    assert [actor for actor, _ in told(events, "capex_guidance")] == ["Alphabet", "Microsoft"]


def test_results_of_two_companies_are_two_results(events_of: EventsOf) -> None:
    events = events_of("AMD and Micron beat second-quarter revenue estimates")
    assert [actor for actor, _ in told(events, "earnings_result")] == ["AMD", "Micron Technology"]


def test_whose_word_closes_the_sentence_has_the_budget(events_of: EventsOf) -> None:
    events = events_of("Capital expenditures for 2027 are expected to be $64 billion, Oracle said")
    assert told(events, "capex_guidance") == [("Oracle", [64 * BILLION])]


def test_a_rival_that_no_list_knows_has_its_own_budget(events_of: EventsOf) -> None:
    events = events_of("Oracle shares sank 9% after rival Brellin lifted its capex forecast for AI data centers")
    assert [actor for actor, _ in told(events, "capex_guidance")] == ["Brellin"]


def test_each_owner_before_one_noun_has_a_sum(events_of: EventsOf) -> None:
    events = events_of("Alphabet's $190bn and Meta's $140bn capex plans for 2027 startle bondholders")
    assert sorted(told(events, "capex_guidance")) == [
        ("Alphabet", [190 * BILLION]),
        ("Meta Platforms", [140 * BILLION]),
    ]


def test_whose_parts_follow_by_name_have_budgets_too(events_of: EventsOf) -> None:
    events = events_of(
        "Hyperscalers plan to spend $730 billion on AI infrastructure in 2027. Amazon: $210 billion (up from $140 "
        "billion). Google: $180-195 billion. Storms are expected."
    )
    assert told(events, "capex_guidance") == [
        ("Hyperscalers", [730 * BILLION]),
        ("Amazon", [210 * BILLION]),
        ("Alphabet", [(180 * BILLION, 195 * BILLION)]),
    ]


def test_a_forecast_that_signals_something_is_news_of_its_company(events_of: EventsOf) -> None:
    assert [(e.type, e.actor) for e in events_of("Nvidia's $81 billion forecast eases fears of an AI bubble")] == [
        ("guidance", "NVIDIA")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Micron guides to record third-quarter revenue of $35 billion",
        "Micron's forecast blows past estimates on AI memory demand",
    ],
)
def test_what_is_foreseen_is_no_result(events_of: EventsOf, text: str) -> None:
    assert [event.type for event in events_of(text)] == ["guidance"]


def test_a_record_that_spending_hit_reports_no_result(events_of: EventsOf) -> None:
    events = events_of("Microsoft's capital spending hit a record $39.5 billion in the December quarter")
    assert [event.type for event in events] == ["capex_spend"]


def test_what_analysts_expected_does_not_make_a_plan_of_what_was_spent(events_of: EventsOf) -> None:
    events = events_of(
        "Oracle's capital expenditures ballooned to $12 billion in the quarter, well above the $8 billion analysts "
        "expected"
    )
    assert told(events, "capex_spend") == [("Oracle", [12 * BILLION])]


def test_a_group_in_the_singular_owns_the_budget_behind_it(events_of: EventsOf) -> None:
    assert told(events_of("Hyperscaler capex to reach $840 billion in 2027"), "capex_guidance") == [
        ("Hyperscaler", [840 * BILLION])
    ]


def test_the_spending_of_four_has_one_sum(events_of: EventsOf) -> None:
    events = events_of("Capital spending at Alphabet, Amazon, Meta and Microsoft will reach $720 billion")
    assert told(events, "capex_guidance") == [("Alphabet, Amazon, Meta and Microsoft", [720 * BILLION])]


def test_who_warns_of_the_spending_of_all_has_a_view_of_it(events_of: EventsOf) -> None:
    event = events_of("Henrik Vossmeer told lenders that AI infrastructure spending could reach $1.3 trillion")[0]
    assert (event.type, event.actor) == ("capex_guidance", "Henrik Vossmeer")


@pytest.mark.parametrize(
    "text",
    [
        "Amazon steps up AI spending as rivals circle its cloud",
        "Amazon is pouring more money into AI infrastructure",
        "Amazon's capital expenditures increased 61% to $28 billion last quarter, driven by AI",
    ],
)
def test_what_is_done_is_spending_and_no_plan(events_of: EventsOf, text: str) -> None:
    assert [(event.type, event.actor, event.direction) for event in events_of(text)] == [
        ("capex_spend", "Amazon", "up")
    ]


def test_shares_that_are_sent_lower_are_not_what_is_bought(events_of: EventsOf) -> None:
    events = events_of("Amazon will spend $130 billion on AI infrastructure next year, sending shares lower")
    assert told(events, "capex_guidance") == [("Amazon", [130 * BILLION])]


def test_a_forecast_told_beside_a_budget_is_told_as_well(events_of: EventsOf) -> None:
    events = events_of("TSMC raises revenue growth forecast to 31%, capex to $44 billion")
    assert told(events, "guidance") == [("TSMC", [31.0])]
    assert told(events, "capex_guidance") == [("TSMC", [44 * BILLION])]


def test_what_a_company_says_its_revenue_will_be_is_its_forecast(events_of: EventsOf) -> None:
    events = events_of("AMD said revenue in the current quarter will be $9.3 billion")
    assert told(events, "guidance") == [("AMD", [9.3 * BILLION])]
    assert told(events_of("Wedbush says AMD revenue will be $9.3 billion"), "guidance") == []


def test_a_sum_in_won_is_a_figure_of_a_result(events_of: EventsOf) -> None:
    events = events_of("SK Hynix posts quarterly operating profit of 12.8 trillion won")
    assert [actor for actor, _ in told(events, "earnings_result")] == ["SK Hynix"]


def test_what_the_makers_of_chip_tools_forecast_needs_no_further_words(events_of: EventsOf) -> None:
    events = events_of("Applied Materials forecasts second-quarter revenue of $7.4 billion")
    assert told(events, "guidance") == [("Applied Materials", [7.4 * BILLION])]


@pytest.mark.parametrize(
    ("text", "kind", "actor"),
    [
        ("Alphabet's capex guidance beats expectations", "capex_guidance", "Alphabet"),
        ("Micron plans $150 billion US investment", "capex_guidance", "Micron Technology"),
        ("AMD climbs on upbeat forecasts", "guidance", "AMD"),
        ("Nvidia's outlook fails to dazzle investors", "guidance", "NVIDIA"),
    ],
)
def test_a_headline_needs_no_figure_to_say_whose_plan_or_forecast_it_is(
    events_of: EventsOf, text: str, kind: str, actor: str
) -> None:
    assert [(event.type, event.actor) for event in events_of(text)] == [(kind, actor)]


def test_orders_that_beat_estimates_are_no_result(events_of: EventsOf) -> None:
    assert [event.type for event in events_of("ASML orders beat estimates")] == ["backlog_update"]


def test_a_backlog_that_contracts_explain_is_no_contract(events_of: EventsOf) -> None:
    events = events_of("CoreWeave's backlog grew to $71 billion thanks to AI contracts")
    assert [(event.type, event.direction) for event in events] == [("backlog_update", "up")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nvidia guidance may disappoint, analyst warns", "guidance"),
        ("AMD downgraded to sell as outlook dims", "guidance"),
        ("Nvidia's data center revenue dropped 12% to $48 billion on weaker AI demand", "capex_spend"),
        ("Nvidia gains as Brellin's forecast soothes investors", "guidance"),
        ("Nvidia rises as Fed forecast signals rate cuts", "guidance"),
        ("AMD stock climbs on upbeat analyst forecasts", "guidance"),
        ("AMD launch beats expectations", "earnings_result"),
        ("AMD's net income increased to $710 million from $480 million a year earlier", "guidance"),
    ],
)
def test_what_others_ask_or_think_and_what_happened_is_no_such_news(events_of: EventsOf, text: str, kind: str) -> None:
    assert told(events_of(text), kind) == []


IN_TURN = {
    "budgets": (
        "Oracle, Meta and Amazon plan capex of $60 billion, $150 billion and $210 billion in 2027",
        "capex_guidance",
        [("Oracle", [60 * BILLION]), ("Meta Platforms", [150 * BILLION]), ("Amazon", [210 * BILLION])],
    ),
    "results": (
        "Micron and TSMC reported revenue of $14 billion and $31 billion",
        "earnings_result",
        [("Micron Technology", [14 * BILLION]), ("TSMC", [31 * BILLION])],
    ),
    "targets of two houses": (
        "Jefferies and Citi set price targets of $215 and $230 on Nvidia",
        "price_target",
        [("Jefferies", [215]), ("Citigroup", [230])],
    ),
    "stakes in two": (
        "Nvidia will invest $4 billion and $1 billion in Nscale and Cohere",
        "equity_investment",
        [("NVIDIA", [4 * BILLION]), ("NVIDIA", [1 * BILLION])],
    ),
    "two before and two now": (
        "Jefferies raised its price targets on Nvidia and AMD to $230 and $215 from $200 and $190",
        "price_target",
        [("Jefferies", [230, 200]), ("Jefferies", [215, 190])],
    ),
    "one sum of two": (
        "Oracle and Meta plan capex of $210 billion in 2027",
        "capex_guidance",
        [("Oracle", [210 * BILLION]), ("Meta Platforms", [210 * BILLION])],
    ),
    "one range of two": (
        "Oracle and Meta plan capex of $210 billion to $220 billion in 2027",
        "capex_guidance",
        [("Oracle", [(210 * BILLION, 220 * BILLION)]), ("Meta Platforms", [(210 * BILLION, 220 * BILLION)])],
    ),
    "a year each": (
        "Oracle and Meta plan to spend $60 billion in 2027 and $80 billion in 2028 on AI data centers",
        "capex_guidance",
        [("Oracle", [60 * BILLION, 80 * BILLION]), ("Meta Platforms", [60 * BILLION, 80 * BILLION])],
    ),
    "sites of a venture": (
        "Crusoe and Tallgrass will build data centers of 300 MW and 900 MW in Texas",
        "data_center_build",
        [("Crusoe", [300, 900]), ("Tallgrass", [300, 900])],
    ),
}


@pytest.mark.parametrize("case", IN_TURN.values(), ids=IN_TURN)
def test_of_a_list_of_amounts_each_of_a_list_of_parties_has_its_own(
    events_of: EventsOf, case: tuple[str, str, list[tuple[str, list[object]]]]
) -> None:
    text, kind, expected = case
    assert told(events_of(text), kind) == expected


def test_the_year_before_a_list_is_that_of_each(events_of: EventsOf) -> None:
    events = events_of("Oracle and Meta raised their 2027 capex guidance to $61 billion and $150 billion, respectively")
    assert [(e.actor, [(q.value, q.period) for q in e.quantities]) for e in events] == [
        ("Oracle", [(61 * BILLION, "2027")]),
        ("Meta Platforms", [(150 * BILLION, "2027")]),
    ]
