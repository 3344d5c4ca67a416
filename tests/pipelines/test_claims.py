"""Whether two reports claim the same, and what one adds to others: claims written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.claims import adds, agree, claim_of, near, parties, said, same_matter, stance
from tracker.records import Claim, Confidence, Event, Evidence, Quantity

MW_250 = ("MW", 250.0, 250.0)
LEASE = Claim(type="compute_leasing", actor="Meta", status="planned", source="company")
LOAN = Claim(type="debt_financing", actor="CoreWeave", status="agreed", source="company")


def dollars(low: float, high: float | None = None) -> tuple[tuple[str, float, float], ...]:
    return (("USD", low, low if high is None else high),)


# ── from an event ───────────────────────────────────────────────────────────────────────────────────


def event(**changes: Any) -> Event:
    known: dict[str, Any] = {
        "type": "contract",
        "subtype": "award",
        "actor": "Nebius",
        "counterparty": "Microsoft",
        "direction": "up",
        "polarity": "affirmed",
        "status": "agreed",
        "source": "filing",
        "time": "past",
        "date": "2026-06-30",
        "trigger": Evidence(kind="trigger", start=0, end=4, text="sign", rule="test"),
        "confidence": Confidence(event=0.9, roles=0.9, status=0.9),
    }
    return Event(**{**known, **changes})


def quantity(value: float | tuple[float, float], unit: str = "USD", slot: str | None = None) -> Quantity:
    return Quantity(text="q", start=0, end=1, value=value, unit=unit, slot=slot)


def test_a_claim_keeps_what_reports_are_compared_by() -> None:
    roles = {"lessor": "Nebius", "lessee": "Microsoft", "site": "Vineland", "builder": "DataOne", "owner": "DataOne"}
    made = claim_of(event(roles=roles, quantities=(quantity((17e9, 19e9)), quantity(300.0, "MW"))))
    assert made == Claim(
        type="contract",
        subtype="award",
        actor="Nebius",
        counterparty="Microsoft",
        status="agreed",
        source="filing",
        amounts=(("USD", 17e9, 19e9), ("MW", 300.0, 300.0)),
        parties=("Vineland", "DataOne"),  # who is named already is no further party, and nobody is named twice
        date="2026-06-30",
    )


def test_an_amount_counts_once_and_one_that_belongs_to_something_else_not_at_all() -> None:
    twice = (quantity(5e9), quantity(5e9), quantity(1e9, slot="prior"))
    assert claim_of(event(quantities=twice)).amounts == dollars(5e9)


# ── the same ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        pytest.param(LEASE, LEASE, True, id="itself"),
        pytest.param(LEASE, replace(LEASE, subtype="raw_capacity", source="unnamed_people"), True, id="other words"),
        pytest.param(LEASE, replace(LEASE, status="occurred"), True, id="another step"),
        pytest.param(LEASE, replace(LEASE, actor="Microsoft"), False, id="another actor"),
        pytest.param(LEASE, replace(LEASE, type="contract"), False, id="another type"),
        pytest.param(replace(LEASE, actor=None), replace(LEASE, actor=None), False, id="nobody acts"),
        pytest.param(LEASE, replace(LEASE, counterparty="Google"), True, id="one names the other party"),
        pytest.param(
            replace(LEASE, counterparty="Oracle"), replace(LEASE, counterparty="Google"), False, id="two parties"
        ),
        pytest.param(LEASE, replace(LEASE, polarity="denied"), False, id="a denial"),
        pytest.param(LEASE, replace(LEASE, polarity="negated"), False, id="a no"),
        pytest.param(replace(LEASE, polarity="negated"), replace(LEASE, polarity="denied"), True, id="two noes"),
        pytest.param(LEASE, replace(LEASE, status="terminated"), False, id="its end"),
        pytest.param(replace(LEASE, status="withdrawn"), replace(LEASE, status="terminated"), True, id="two ends"),
        pytest.param(replace(LOAN, amounts=dollars(6e9)), replace(LOAN, amounts=dollars(4e9)), False, id="two loans"),
        pytest.param(replace(LOAN, amounts=dollars(14e9)), replace(LOAN, amounts=dollars(14.2e9)), True, id="rounded"),
        pytest.param(replace(LOAN, amounts=dollars(4e9)), LOAN, True, id="one is silent on the amount"),
        pytest.param(
            replace(LOAN, amounts=dollars(3e9, 6e9)), replace(LOAN, amounts=dollars(6e9)), True, id="an end of a range"
        ),
        pytest.param(
            replace(LOAN, amounts=(MW_250,)), replace(LOAN, amounts=(("MW", 900.0, 900.0),)), True, id="no dollars"
        ),
        pytest.param(
            replace(LEASE, amounts=dollars(6e9)), replace(LEASE, amounts=dollars(4e9)), True, id="no deal of one sum"
        ),
        pytest.param(
            replace(LOAN, amounts=(*dollars(6e9), *dollars(1e9))),
            replace(LOAN, amounts=(*dollars(1.1e9), *dollars(30e9))),
            True,
            id="one sum of several",
        ),
    ],
)
def test_reports_agree_unless_they_contradict_each_other(mine: Claim, theirs: Claim, same: bool) -> None:
    assert (agree(mine, theirs), agree(theirs, mine)) == (same, same)


DEAL = Claim(type="contract", actor="CoreWeave", counterparty="Meta", side="seller", status="agreed", source="company")
TURNED = replace(DEAL, actor="Meta", counterparty="CoreWeave", side="buyer")
SELLER, BUYER = replace(DEAL, counterparty=None), replace(TURNED, counterparty=None)


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        pytest.param(DEAL, TURNED, True, id="told from either side"),
        pytest.param(DEAL, replace(TURNED, side="seller"), True, id="between equals the sides are a guess"),
        pytest.param(DEAL, replace(TURNED, type="guidance"), False, id="another type"),
        pytest.param(DEAL, replace(TURNED, polarity="denied"), False, id="denied from the other side"),
        pytest.param(DEAL, replace(TURNED, actor="Microsoft"), False, id="one seller, two buyers"),
        pytest.param(DEAL, replace(TURNED, counterparty="Nebius"), False, id="one buyer, two sellers"),
        pytest.param(DEAL, SELLER, True, id="the seller alone"),
        pytest.param(DEAL, BUYER, True, id="the buyer alone"),
        pytest.param(SELLER, BUYER, False, id="nothing in common"),
        pytest.param(SELLER, replace(SELLER, side="buyer"), False, id="one sells, then buys"),
        pytest.param(DEAL, replace(BUYER, side="seller"), False, id="the buyer alone, selling something"),
        pytest.param(DEAL, replace(BUYER, side=None), False, id="the buyer alone, who may be selling"),
        pytest.param(DEAL, replace(SELLER, side=None), True, id="the subject of both alone"),
        pytest.param(
            replace(DEAL, amounts=dollars(14.2e9)),
            replace(BUYER, side=None, amounts=dollars(14e9)),
            True,
            id="the buyer alone, and the sum",
        ),
        pytest.param(
            replace(DEAL, amounts=dollars(14.2e9)), replace(TURNED, amounts=dollars(3e9)), False, id="another sum"
        ),
        pytest.param(replace(DEAL, actor=None), replace(DEAL, actor=None), False, id="nobody acts"),
    ],
)
def test_a_deal_between_two_is_one_from_whichever_side_it_is_told(mine: Claim, theirs: Claim, same: bool) -> None:
    assert (agree(mine, theirs), agree(theirs, mine)) == (same, same)


@pytest.mark.parametrize(
    ("claim", "known_by"),
    [
        pytest.param(DEAL, ("CoreWeave", "Meta"), id="a deal by both"),
        pytest.param(BUYER, ("Meta",), id="a deal of which one is named"),
        pytest.param(replace(LEASE, counterparty="Google"), ("Meta",), id="what one does by the one"),
        pytest.param(replace(DEAL, actor=None), (), id="what nobody does by nobody"),
    ],
)
def test_a_matter_is_known_by_who_can_be_the_subject_of_its_reports(claim: Claim, known_by: tuple[str, ...]) -> None:
    assert parties(claim) == known_by


def test_the_side_of_the_actor_is_its_role_in_a_deal_between_two() -> None:
    roles = {"seller": "Nebius", "buyer": "Microsoft"}
    assert claim_of(event(roles=roles)).side == "seller"
    assert claim_of(event(actor="Microsoft", counterparty="Nebius", roles=roles)).side == "buyer"
    assert claim_of(event(roles={})).side is None
    assert claim_of(event(actor=None, roles={"buyer": "Microsoft"})).side is None


def test_a_matter_is_the_same_whatever_is_said_of_it() -> None:
    assert same_matter(LEASE, replace(LEASE, polarity="denied", counterparty="Google"))
    assert not same_matter(LEASE, replace(LEASE, actor=None))
    assert not same_matter(replace(LEASE, actor=None), replace(LEASE, actor=None))


@pytest.mark.parametrize(
    ("polarity", "status", "expected"),
    [
        pytest.param("affirmed", "planned", "affirmed", id="so"),
        pytest.param("affirmed", "delayed", "affirmed", id="late, but so"),
        pytest.param("affirmed", "terminated", "ended", id="over"),
        pytest.param("affirmed", "withdrawn", "ended", id="withdrawn"),
        pytest.param("denied", "terminated", "denied", id="a denied end is a denial"),
        pytest.param("negated", "planned", "denied", id="not so"),
    ],
)
def test_a_claim_says_that_something_is_so_is_not_so_or_is_over(polarity: str, status: str, expected: str) -> None:
    assert stance(replace(LEASE, polarity=polarity, status=status)) == expected


# ── what is new ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mine", "known", "new"),
    [
        pytest.param(LEASE, [LEASE], False, id="the same again"),
        pytest.param(replace(LEASE, amounts=(MW_250,)), [LEASE], True, id="an amount"),
        pytest.param(
            replace(LEASE, amounts=(MW_250,)),
            [LEASE, replace(LEASE, amounts=(("MW", 260.0, 260.0),))],
            False,
            id="an amount somebody gave, rounded",
        ),
        pytest.param(
            replace(LEASE, amounts=(MW_250,)), [replace(LEASE, amounts=dollars(250.0))], True, id="in another unit"
        ),
        pytest.param(replace(LEASE, amounts=(("percent", 13.0, 13.0),)), [LEASE], False, id="a percentage"),
        pytest.param(replace(LEASE, counterparty="Google"), [LEASE], True, id="the other party"),
        pytest.param(
            replace(LEASE, counterparty="Google"),
            [LEASE, replace(LEASE, counterparty="Oracle")],
            False,
            id="another name for a party that was named",
        ),
        pytest.param(LEASE, [replace(LEASE, counterparty="Google")], False, id="less than was known"),
        pytest.param(replace(LEASE, status="agreed"), [LEASE], True, id="the next step"),
        pytest.param(
            replace(LEASE, status="agreed"), [LEASE, replace(LEASE, status="occurred")], False, id="a step gone before"
        ),
        pytest.param(LEASE, [replace(LEASE, status="considered")], False, id="a plan is no step beyond a thought"),
        pytest.param(replace(LEASE, status="occurred"), [replace(LEASE, status="agreed")], True, id="it is done"),
        pytest.param(replace(LEASE, status="delayed"), [LEASE], False, id="a status that is no step"),
        pytest.param(replace(LEASE, status="agreed"), [], True, id="nothing was known of its step"),
        pytest.param(LEASE, [], False, id="nothing was known and nothing is said"),
        *(
            pytest.param(
                replace(LEASE, source=source, amounts=(MW_250,), counterparty="Google", status="occurred"),
                [LEASE],
                False,
                id=f"the opinion of an {source}",
            )
            for source in ("analyst", "trading_desk", "author")
        ),
    ],
)
def test_a_claim_adds_an_amount_the_other_party_or_the_next_step(mine: Claim, known: list[Claim], new: bool) -> None:
    assert adds(mine, known) is new


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param(14.0, 14.2, True, id="rounded"),
        pytest.param(5.0, 6.25, True, id="a fifth of the greater"),
        pytest.param(5.0, 6.26, False, id="more than that"),
        pytest.param(0.0, 0.0, True, id="nothing twice"),
        pytest.param(-5.0, 5.0, False, id="up and down"),
    ],
)
def test_amounts_are_near_within_a_fifth(one: float, other: float, alike: bool) -> None:
    assert (near(one, other), near(other, one)) == (alike, alike)


def test_both_ends_of_a_range_must_have_been_said() -> None:
    assert said(("USD", 10.0, 20.0), [("USD", 1.0, 2.0), ("USD", 11.0, 19.0)])
    assert not said(("USD", 10.0, 20.0), [("USD", 10.0, 10.0)])
    assert not said(("USD", 10.0, 20.0), [("MW", 10.0, 20.0)])
    assert not said(("USD", 10.0, 20.0), [])


# ── whatever is claimed ─────────────────────────────────────────────────────────────────────────────

amounts = st.lists(
    st.tuples(st.sampled_from(["USD", "MW", "percent"]), st.floats(1, 100), st.floats(1, 100)).map(
        lambda drawn: (drawn[0], min(drawn[1:]), max(drawn[1:]))
    ),
    max_size=3,
).map(tuple)
claims = st.builds(
    Claim,
    type=st.sampled_from(["contract", "debt_financing", "compute_leasing"]),
    actor=st.sampled_from(["Meta", "Nebius", None]),
    counterparty=st.sampled_from(["Google", "Oracle", None]),
    polarity=st.sampled_from(["affirmed", "negated", "denied"]),
    status=st.sampled_from(["considered", "planned", "agreed", "occurred", "terminated", "question"]),
    source=st.sampled_from(["company", "analyst", "named_outlet"]),
    amounts=amounts,
)


@given(claims, claims)
def test_who_agrees_is_agreed_with(one: Claim, other: Claim) -> None:
    assert agree(one, other) == agree(other, one)
    assert agree(one, one) == (one.actor is not None)
    if agree(one, other):
        assert same_matter(one, other) and stance(one) == stance(other)


@given(claims, st.lists(claims, max_size=4), claims)
def test_what_was_said_is_not_new_and_knowing_more_makes_nothing_new(
    mine: Claim, known: list[Claim], more: Claim
) -> None:
    assert not adds(mine, [*known, mine])
    assert adds(mine, known) or not adds(mine, [*known, more])
