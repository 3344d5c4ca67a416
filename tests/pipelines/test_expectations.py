"""What the rules of signs say of events, and how what they said is held against what came.

The signs are those of the taxonomy, written down here once more by hand: party by party, before any price.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.expectations import (
    ENOUGH_FOR_A_SHARE,
    counted_for,
    expect,
    hash_of,
    in_advance,
    parse_rules,
    scorecard,
    shipped_rules,
)
from pipelines.study.intervals import clopper_pearson
from tracker.records import (
    EVENT_TYPES,
    Basis,
    Bucket,
    Confidence,
    Event,
    Evidence,
    Expectation,
    Exposure,
    ExposureKind,
    Impact,
    Stamp,
    Story,
    StoryLink,
)

NOON = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
CLOSE = datetime(2026, 7, 1, 20, tzinfo=UTC)
SESSION = date(2026, 7, 1)
TICKERS = {
    "Meta Platforms": "META",
    "Microsoft": "MSFT",
    "Alphabet": "GOOGL",
    "CoreWeave": "CRWV",
    "Core Scientific": "CORZ",
    "Nebius": "NBIS",
    "NVIDIA": "NVDA",
    "IREN": "IREN",
}


def event(type_: str, subtype: str | None = None, *, roles: dict[str, str], **changes: Any) -> Event:
    known: dict[str, Any] = {
        "actor": next(iter(roles.values()), None),
        "counterparty": None,
        "direction": None,
        "polarity": "affirmed",
        "status": "announced",
        "source": "company",
        "time": "now",
        "trigger": Evidence(kind="trigger", start=0, end=4, text="sign", rule="test"),
        "confidence": Confidence(event=0.9, roles=0.9, status=0.9),
    }
    return Event(type=type_, subtype=subtype, roles=roles, **{**known, **changes})


def story(id_: str = "s1", type_: str = "compute_leasing") -> Story:
    stamp = Stamp(at=NOON, basis=Basis.PUBLISHED)
    link = StoryLink(article="a1", relation="first", reason="opens", score=1.0, at=NOON, feed="wire")
    return Story(
        id=id_,
        headline="H",
        type=type_,
        subtype=None,
        actor=None,
        counterparty=None,
        themes=(),
        participants=(),
        t0=stamp,
        t0_earliest=NOON,
        t0_latest=NOON,
        links=(link,),
        sources=1,
        independent=1,
        backfilled=False,
    )


def signs(told: Event, *symbols: str) -> list[tuple[str | None, int | None]]:
    return [(said.party, said.sign) for said in expect(story(type_=told.type), told, TICKERS, symbols, NOON)]


LEASE = event("compute_leasing", "raw_capacity", roles={"lessor": "Meta Platforms"}, status="planned")


# ── before ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("told", "symbol", "said"),
    [
        pytest.param(LEASE, "META", ("lessor", 1), id="who leases out capacity earns more"),
        pytest.param(LEASE, "CRWV", ("peer", -1), id="who lives from leasing has a new rival"),
        pytest.param(LEASE, "MSFT", (None, None), id="other hyperscalers are no rivals in bare capacity"),
        pytest.param(LEASE, "NVDA", ("supplier", None), id="chips: a glut, or more to build"),
        pytest.param(LEASE, "SMH", (None, None), id="a fund is no party"),
        pytest.param(
            event("compute_leasing", "managed_api", roles={"lessor": "Meta Platforms"}),
            "MSFT",
            ("peer", -1),
            id="hosted models compete with the clouds",
        ),
        pytest.param(
            event("compute_leasing", "termination", roles={"lessor": "CoreWeave", "lessee": "Microsoft"}),
            "CRWV",
            ("lessor", -1),
            id="a tenant leaves",
        ),
        pytest.param(
            event("capex_guidance", "raised", roles={"guider": "Alphabet"}, direction="up"),
            "NVDA",
            ("supplier", 1),
            id="more capex is the suppliers'",
        ),
        pytest.param(
            event("capex_guidance", "raised", roles={"guider": "Alphabet"}, direction="up"),
            "GOOGL",
            ("guider", None),
            id="who spends more: both can be argued",
        ),
        pytest.param(
            event("capex_guidance", "lowered", roles={"guider": "Microsoft"}, direction="down"),
            "NVDA",
            ("supplier", -1),
            id="less capex is the suppliers' too",
        ),
        pytest.param(
            event("contract", "award", roles={"seller": "CoreWeave", "buyer": "Microsoft"}),
            "NBIS",
            ("peer", -1),
            id="the order went to a rival",
        ),
        pytest.param(
            event("contract", "award", roles={"seller": "CoreWeave", "buyer": "Microsoft"}),
            "MSFT",
            ("buyer", 1),
            id="the buyer has secured capacity",
        ),
        pytest.param(
            event("analyst_rating", "downgrade", roles={"rating_issuer": "B", "rated": "CoreWeave"}, direction="down"),
            "CRWV",
            ("rated", -1),
            id="a downgrade",
        ),
        pytest.param(
            event(
                "analyst_rating", "reiterated", roles={"rating_issuer": "B", "rated": "CoreWeave"}, direction="neutral"
            ),
            "CRWV",
            ("rated", 0),
            id="a rating kept moves nobody",
        ),
        pytest.param(
            event("price_target", roles={"rating_issuer": "B", "rated": "CoreWeave"}),
            "CRWV",
            ("rated", None),
            id="no way",
        ),
        pytest.param(
            event("export_control", roles={"regulator": "Commerce"}, direction="down"),
            "NVDA",
            ("supplier", -1),
            id="a licence rule",
        ),
        pytest.param(
            event("export_control", roles={"regulator": "Commerce"}, direction="up"),
            "NVDA",
            ("supplier", 1),
            id="a rule that is eased",
        ),
        pytest.param(event("equity_financing", roles={"issuer": "IREN"}), "IREN", ("issuer", -1), id="dilution"),
        pytest.param(event("debt_financing", roles={"issuer": "IREN"}), "IREN", ("issuer", None), id="a loan: both"),
        pytest.param(
            event("mna", roles={"acquirer": "CoreWeave", "target": "Core Scientific"}),
            "CORZ",
            ("target", 1),
            id="bought",
        ),
        pytest.param(
            event("mna", roles={"acquirer": "CoreWeave", "target": "Core Scientific"}),
            "CRWV",
            ("acquirer", -1),
            id="buys",
        ),
        pytest.param(
            event("ipo", "lock_up", roles={"issuer": "CoreWeave"}), "CRWV", ("issuer", -1), id="shares unlock"
        ),
        pytest.param(
            event("price_change", roles={"seller": "CoreWeave"}, direction="down"),
            "NBIS",
            ("peer", -1),
            id="rents fall",
        ),
        pytest.param(
            event("data_center_build", roles={"builder": "CoreWeave"}, status="delayed"),
            "CRWV",
            ("builder", -1),
            id="late",
        ),
        pytest.param(
            event("earnings_result", roles={"reporter": "NVIDIA"}, direction="up"), "NVDA", ("reporter", 1), id="a beat"
        ),
        pytest.param(
            event("executive_change", roles={"employer": "NVIDIA"}), "NVDA", (None, None), id="nothing is said of it"
        ),
        pytest.param(replace(LEASE, polarity="denied"), "CRWV", ("peer", 1), id="a denial turns the sign around"),
        pytest.param(replace(LEASE, status="withdrawn"), "META", ("lessor", -1), id="and so does a withdrawal"),
        pytest.param(
            replace(LEASE, polarity="negated"), "CRWV", ("peer", None), id="what is not so moves nobody surely"
        ),
    ],
)
def test_the_sign_of_each_party_is_that_of_the_taxonomy(
    told: Event, symbol: str, said: tuple[str | None, int | None]
) -> None:
    assert signs(told, symbol) == [said]


def test_a_role_counts_before_a_basket() -> None:
    # CoreWeave is a neocloud, and here it is the lessor.
    told = event("compute_leasing", "raw_capacity", roles={"lessor": "CoreWeave", "lessee": "Meta Platforms"})
    assert signs(told, "CRWV", "META", "NBIS") == [("lessor", 1), ("lessee", 1), ("peer", -1)]


def test_a_story_whose_event_is_no_longer_read_expects_nothing() -> None:
    (said,) = expect(story(), None, TICKERS, ["CRWV"], NOON)
    assert (said.party, said.sign, said.type) == (None, None, "compute_leasing")
    assert said.rule.startswith("no rule")


def test_an_expectation_names_its_rule_and_the_table_it_stands_in() -> None:
    (said,) = expect(story(), LEASE, TICKERS, ["CRWV"], NOON)
    assert said.rule == f"compute_leasing.raw_capacity ({shipped_rules().mark})"


def test_the_hash_changes_with_any_field_and_with_nothing_else() -> None:
    (said,) = expect(story(), LEASE, TICKERS, ["CRWV"], NOON)
    changes: dict[str, Any] = {
        "story": "s2",
        "symbol": "NBIS",
        "type": "contract",
        "subtype": None,
        "party": None,
        "sign": 1,
        "rule": "another",
        "made_at": NOON + timedelta(seconds=1),
    }
    hashes = {hash_of(replace(said, **{name: value})) for name, value in changes.items()}
    assert said.hash == hash_of(said) and said.hash not in hashes and len(hashes) == len(changes)


def test_every_rule_is_of_an_event_type_and_a_company_stands_in_one_basket() -> None:
    rules = shipped_rules()
    assert {rule.type for rule in rules.rules} <= EVENT_TYPES
    members = [symbol for symbols in rules.baskets.values() for symbol in symbols]
    assert len(members) == len(set(members))


@pytest.mark.parametrize(
    "entry",
    [
        'type = "mna"\nroles = { target = "++" }',
        'type = "mna"\npeers = { baskets = ["nobody"], sign = "-" }',
        'type = "mna"\nrole = { target = "+" }',
    ],
    ids=["a sign", "a basket", "a key"],
)
def test_a_table_with_a_slip_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="expectations: rule mna: not known"):
        parse_rules(f'[baskets]\nmemory = ["MU"]\n[[rule]]\n{entry}\n'.encode())


# ── afterwards ──────────────────────────────────────────────────────────────────────────────────────


def said(
    story_: str = "s1", symbol: str = "CRWV", sign: int | None = -1, *, party: str = "peer", at: datetime = NOON
) -> Expectation:
    blank = Expectation(
        story=story_,
        symbol=symbol,
        type="compute_leasing",
        subtype=None,
        party=party,
        sign=sign,
        rule="r",
        made_at=at,
        hash="",
    )
    return replace(blank, hash=hash_of(blank))


def met(story_: str = "s1", symbol: str = "CRWV", session: date = SESSION, *, sure: bool = True) -> Exposure:
    return Exposure(
        story=story_,
        symbol=symbol,
        kind=ExposureKind.THEME,
        t0=Stamp(at=NOON, basis=Basis.PUBLISHED),
        bucket=Bucket.PRE,
        session=session,
        close=datetime.combine(session, CLOSE.timetz()),
        sure=sure,
    )


def came(story_: str = "s1", symbol: str = "CRWV", abnormal: float = -0.1, session: date = SESSION) -> Impact:
    return Impact(
        story=story_,
        symbol=symbol,
        session=session,
        window="d0",
        raw=abnormal,
        market_adjusted=abnormal,
        abnormal=abnormal,
        stderr=0.03,
        t=abnormal / 0.03,
        p=0.01,
        df=118,
        alpha=0.0,
        beta=1.0,
        estimation=120,
        estimation_first=date(2026, 1, 2),
        estimation_last=date(2026, 6, 15),
        anchor=date(2026, 6, 30),
        last=session,
        basis="close",
        benchmark="SPY",
        benchmark_basis="close",
        model="market",
        provider="files",
        inputs="i",
    )


def test_the_first_expectation_counts() -> None:
    first, second = said(), said(sign=1, at=NOON + timedelta(hours=1))
    assert counted_for([second, first]) == {("s1", "CRWV"): first}


def test_what_was_written_down_at_the_close_or_later_was_not_in_advance() -> None:
    assert in_advance(said(at=CLOSE - timedelta(seconds=1)), CLOSE)
    assert not in_advance(said(at=CLOSE), CLOSE)


def test_hits_are_counted_by_type_and_party_and_what_is_not_scored_by_reason() -> None:
    rows: list[tuple[Expectation, Exposure, Impact | None]] = [
        (said(), met(), came()),
        (said(symbol="NBIS"), met(symbol="NBIS"), came(symbol="NBIS", abnormal=0.02)),
        (said(symbol="META", sign=1, party="lessor"), met(symbol="META"), came(symbol="META", abnormal=0.09)),
        (said(symbol="NVDA", sign=None), met(symbol="NVDA"), came(symbol="NVDA")),
        (said(symbol="MU", sign=0), met(symbol="MU"), came(symbol="MU")),
        (said(symbol="AMD", at=CLOSE), met(symbol="AMD"), came(symbol="AMD")),
        (said(symbol="TSM"), met(symbol="TSM"), None),
        (said(symbol="ORCL"), met(symbol="ORCL", sure=False), came(symbol="ORCL")),
    ]
    card = scorecard([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows if row[2]])
    assert [(score.type, score.party, score.hits, score.n, score.stories) for score in card.scores] == [
        ("all", "all", 2, 3, 1),
        ("compute_leasing", "all", 2, 3, 1),
        ("compute_leasing", "lessor", 1, 1, 1),
        ("compute_leasing", "peer", 1, 2, 1),
    ]
    reasons = ("no_sign", "no_move_expected", "not_in_advance", "not_measured", "unsure_session", "same_session")
    assert {why: card.dropped.get(why, 0) for why in reasons} == {
        "no_sign": 1,
        "no_move_expected": 1,
        "not_in_advance": 1,
        "not_measured": 1,
        "unsure_session": 1,
        "same_session": 0,
    }
    assert card.taken == 8 == card.scores[0].n + sum(card.dropped.values())


def test_two_stories_of_one_session_are_one_trial_and_none_when_they_contradict_each_other() -> None:
    twice = [said("s1"), said("s2"), said("s1", "NBIS"), said("s2", "NBIS", 1)]
    exposures = [met(item.story, item.symbol) for item in twice]
    card = scorecard(twice, exposures, [came(item.story, item.symbol) for item in twice])
    assert (card.scores[0].n, card.scores[0].hits) == (1, 1)
    assert (card.dropped["same_session"], card.dropped["contradicting"], card.taken) == (1, 2, 4)


@pytest.mark.parametrize(("n", "share"), [(ENOUGH_FOR_A_SHARE - 1, None), (ENOUGH_FOR_A_SHARE, 1.0)])
def test_below_twenty_trials_there_is_no_share(n: int, share: float | None) -> None:
    days = [SESSION - timedelta(days=number) for number in range(n)]
    items = [said(f"s{number}", at=NOON - timedelta(days=number)) for number in range(n)]
    card = scorecard(
        items,
        [met(item.story, session=day) for item, day in zip(items, days, strict=True)],
        [came(item.story, session=day) for item, day in zip(items, days, strict=True)],
    )
    assert (card.scores[0].n, card.scores[0].share) == (n, share)
    # All right: the lower end solves p^n = 2.5 %.
    assert card.scores[0].low == pytest.approx(0.025 ** (1 / n))
    assert card.scores[0].high == 1.0


@given(st.integers(1, 60), st.data())
def test_the_interval_is_the_one_whose_ends_give_each_tail_two_and_a_half_per_cent(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = clopper_pearson(hits, n)

    def at_most(k: int, p: float) -> float:
        return math.fsum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k + 1))

    assert low == 0.0 if hits == 0 else 1 - at_most(hits - 1, low) == pytest.approx(0.025, abs=1e-9)
    assert high == 1.0 if hits == n else at_most(hits, high) == pytest.approx(0.025, abs=1e-9)


def test_with_nothing_counted_the_interval_is_everything() -> None:
    assert clopper_pearson(0, 0) == (0.0, 1.0)
