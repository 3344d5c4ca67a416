"""How new a story is, and which earlier one it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lineage import novelty_words, trace_lineage
from tracker.records import Basis, Claim, Novelty, Precision, PriorTelling, Stamp, Story, StoryLink

CHAIN = (100, 75, 56, 42, 32, 24, 18, 13, 10, 8, 6, 4, 3, 2, 2, 1, 1, 1, 1, 0)
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

Amount = tuple[str, float, float]


def mw(value: float) -> Amount:
    return "MW", value, value


def usd(billions: float) -> Amount:
    return "USD", billions * 1e9, billions * 1e9


def claim(
    type_: str = "compute_leasing", actor: str | None = "Meta", other: str | None = None, **more: object
) -> Claim:
    fields = {"type": type_, "actor": actor, "counterparty": other, "status": "planned", "source": "unnamed_people"}
    return Claim(**{**fields, **more})  # type: ignore[arg-type]


def at(text: str) -> datetime:
    """2026-07-01, noon, or with a time of its own."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T12:00").replace(tzinfo=UTC)


def link(name: str, when: datetime, says: Claim | None, *retold: Claim, relation: str = "same_event") -> StoryLink:
    return StoryLink(
        article=name, relation=relation, reason="event", score=1.0, at=when, feed="wire", claim=says, retold=retold
    )


def story(
    name: str, when: str | datetime, first: Claim, *others: StoryLink, retold: Sequence[Claim] = (), day: bool = False
) -> Story:
    """A story of its first report, article a-NAME, and others; with `day`, of that day and no time."""
    moment = at(when) if isinstance(when, str) else when
    precision = Precision.DAY if day else Precision.SECOND
    return Story(
        id=name,
        headline=name,
        type=first.type,
        subtype=first.subtype,
        actor=first.actor,
        counterparty=first.counterparty,
        themes=(),
        participants=(),
        t0=Stamp(at=moment, basis=Basis.PUBLISHED, precision=precision),
        t0_earliest=moment,
        t0_latest=moment + timedelta(days=1) if day else moment,
        links=(link(f"a-{name}", moment, first, *retold, relation="first"), *others),
        sources=1,
        independent=1,
        backfilled=False,
    )


def last(*stories: Story) -> Novelty:
    """The novelty of the last of these."""
    return trace_lineage(stories)[stories[-1].id]


def follows(*stories: Story) -> tuple[str | None, str | None]:
    novelty = last(*stories)
    return novelty.relation, novelty.follows


# ── tellings ────────────────────────────────────────────────────────────────────────────────────────

MUSED = claim(status="hypothetical", source="company", subtype="raw_capacity")
CONSIDERED = claim(status="considered", source="company", subtype="raw_capacity")
PLANNED = claim(subtype="raw_capacity")
MODELS = claim(subtype="managed_api")

OCTOBER = story("october", "2025-10-29T22:25", MUSED)
MAY = story("may", "2026-05-27T20:50", CONSIDERED)
JULY = story("july", "2026-07-01T12:05", PLANNED, link("a-models", at("2026-07-01T13:00"), MODELS))


def test_the_plan_of_july_is_the_third_telling_35_days_after_the_second() -> None:
    novelty = last(OCTOBER, MAY, JULY)
    assert (novelty.telling, round(novelty.days_since_last or 0)) == (3, 35)
    assert novelty.earlier == (
        PriorTelling(day=date(2025, 10, 29), story="october", article="a-october"),
        PriorTelling(day=date(2026, 5, 27), story="may", article="a-may"),
    )
    assert novelty.new == (
        "two kinds of service: raw capacity and managed models",
        "wording moved from option to plan",
    )
    assert (novelty.relation, novelty.follows, novelty.decay) == ("retelling", "may", 100)
    assert novelty_words(novelty) == (
        "third telling, 35 days since the last; new: two kinds of service; wording moved from option to plan"
    )


def test_what_was_an_if_in_october_is_an_option_in_may() -> None:
    novelty = last(OCTOBER, MAY)
    # 29 October 22:25 to 27 May 20:50: 2 days of October, 30, 31, 31, 28, 31, 30 and 27 days, less 95 minutes.
    assert novelty_words(novelty) == (
        "second telling, 210 days since the last; new: wording moved from possibility to option"
    )


def test_an_archive_that_begins_in_july_counts_the_same_tellings_by_the_days_that_the_report_gives() -> None:
    retold = (replace(CONSIDERED, date="2026-05-27"), replace(MUSED, date="2025-10-29"))
    novelty = last(story("july", "2026-07-01T12:05", PLANNED, retold=retold))
    assert (novelty.telling, novelty.days_since_last) == (3, 35.0)
    assert novelty.earlier == (
        PriorTelling(day=date(2025, 10, 29), story=None, article="a-july"),
        PriorTelling(day=date(2026, 5, 27), story=None, article="a-july"),
    )
    assert novelty.new == ("wording moved from option to plan",)
    assert (novelty.relation, novelty.follows) == (None, None)
    assert novelty_words(novelty) == "third telling, 35 days since the last; new: wording moved from option to plan"


def test_a_first_telling_has_nothing_before_it_and_nothing_new() -> None:
    novelty = last(OCTOBER)
    assert (novelty.telling, novelty.days_since_last, novelty.new, novelty.earlier) == (1, None, (), ())
    assert novelty_words(novelty) == "first telling"


def test_a_retold_day_that_an_earlier_story_reported_is_counted_once() -> None:
    retold = [replace(CONSIDERED, date=day) for day in ("2026-05-25", "2026-05-29")]
    assert last(MAY, story("july", "2026-07-01", PLANNED, retold=retold)).telling == 2


def test_a_retold_day_three_days_from_every_story_is_a_telling_of_its_own() -> None:
    retold = [replace(CONSIDERED, date="2026-05-24")]
    assert last(MAY, story("july", "2026-07-01", PLANNED, retold=retold)).telling == 3


def test_retold_days_within_two_days_of_each_other_are_one_telling() -> None:
    retold = [replace(CONSIDERED, date=day) for day in ("2026-05-26", "2026-05-27", "2026-05-28")]
    assert last(story("july", "2026-07-01", PLANNED, retold=retold)).telling == 2


@pytest.mark.parametrize(("day", "telling"), [("2026-06-29", 2), ("2026-06-30", 1)])
def test_a_day_is_retold_from_two_days_before_the_report(day: str, telling: int) -> None:
    assert last(story("july", "2026-07-01", PLANNED, retold=[replace(CONSIDERED, date=day)])).telling == telling


def test_a_day_that_only_an_earlier_story_retold_counts_for_the_next_telling() -> None:
    may = story("may", "2026-05-27", CONSIDERED, retold=[replace(MUSED, date="2025-10-29")])
    novelty = last(may, JULY)
    assert novelty.telling == 3
    assert novelty.earlier[0] == PriorTelling(day=date(2025, 10, 29), story=None, article="a-may")


def test_what_an_earlier_story_retells_only_after_this_one_began_was_not_known() -> None:
    late = link("late", at("2026-07-02"), CONSIDERED, replace(MUSED, date="2025-10-29"))
    assert last(story("may", "2026-05-27", CONSIDERED, late), JULY).telling == 2


def test_a_retold_matter_of_another_party_is_no_earlier_telling() -> None:
    retold = [claim(other="OpenAI", date="2026-05-27")]
    assert last(story("july", "2026-07-01", claim(other="Anthropic"), retold=retold)).telling == 1
    assert last(story("july", "2026-07-01", claim(), retold=retold)).telling == 2


def test_a_retold_claim_without_a_day_counts_for_nothing() -> None:
    assert last(story("july", "2026-07-01", PLANNED, retold=[CONSIDERED])).telling == 1


def test_a_retold_day_after_the_last_story_is_the_last_telling() -> None:
    novelty = last(OCTOBER, story("july", "2026-07-01", PLANNED, retold=[replace(CONSIDERED, date="2026-05-27")]))
    assert (novelty.telling, novelty.days_since_last, novelty.follows) == (3, 35.0, "october")


def test_the_days_have_no_cap() -> None:
    assert last(story("old", "2019-07-01", PLANNED), story("new", "2026-07-01", PLANNED)).days_since_last == 2557.0


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(claim(actor="Google"), id="another actor"),
        pytest.param(claim("contract"), id="another type"),
        pytest.param(claim(other="OpenAI"), id="another party"),
        pytest.param(claim(actor=None), id="nobody"),
    ],
)
def test_other_matters_are_no_earlier_tellings(other: Claim) -> None:
    novelty = last(story("other", "2026-05-27", other), story("july", "2026-07-01", claim(other="Anthropic")))
    assert (novelty.telling, novelty.relation, novelty.follows) == (1, None, None)


def test_without_an_actor_nothing_is_known_to_be_the_same() -> None:
    stories = [story(name, "2026-07-01", claim(actor=None)) for name in ("one", "two")]
    assert [(n.telling, n.decay, n.similar["7d"]) for n in trace_lineage(stories).values()] == [(1, 100, 0)] * 2


def test_two_loans_of_other_dollars_are_two_matters_and_of_nearly_the_same_are_one() -> None:
    loans = [
        story("small", "2026-01-01", claim("debt_financing", amounts=(usd(2.6),))),
        story("large", "2026-03-01", claim("debt_financing", amounts=(usd(6),))),
        story("again", "2026-05-01", claim("debt_financing", amounts=(usd(6.2),))),
    ]
    novelties = trace_lineage(loans)
    assert [novelties[loan.id].telling for loan in loans] == [1, 1, 2]
    assert novelties["again"].follows == "large"


def test_a_party_named_only_by_a_later_report_tells_matters_apart() -> None:
    named = replace(story("one", "2026-01-01", claim()), counterparty="OpenAI")
    assert last(named, story("two", "2026-05-01", claim(other="Anthropic"))).telling == 1


def test_a_story_that_names_nobody_is_an_earlier_telling_of_both_deals() -> None:
    stories = [
        story("vague", "2026-01-01", claim()),
        story("openai", "2026-03-01", claim(other="OpenAI")),
        story("anthropic", "2026-05-01", claim(other="Anthropic")),
        story("vague again", "2026-07-01", claim()),
    ]
    novelties = trace_lineage(stories)
    assert [novelties[each.id].telling for each in stories] == [1, 2, 2, 4]
    assert novelties["anthropic"].follows == "vague"


def test_a_day_of_two_dates_is_counted_in_whole_days() -> None:
    novelty = last(story("may", "2026-05-27T00:00", CONSIDERED, day=True), story("july", "2026-07-01T23:00", PLANNED))
    assert novelty.days_since_last == 35.0


def test_a_report_of_a_day_stands_behind_the_precise_reports_of_that_day() -> None:
    plan = story("plan", "2026-07-01T09:00", claim())
    denial = story("denial", "2026-07-01T00:00", claim(polarity="denied"), day=True)
    novelties = trace_lineage([denial, plan])
    assert (novelties["plan"].follows, novelties["denial"].follows) == (None, "plan")
    assert novelties["denial"].days_since_last == 0.0


# ── what recurs ─────────────────────────────────────────────────────────────────────────────────────


def target(dollars: float, **more: object) -> Claim:
    amounts = (("USD/share", dollars, dollars),)
    fields: dict[str, object] = {"status": "announced", "source": "analyst", "amounts": amounts, **more}
    return claim("price_target", "Bernstein", "CoreWeave", **fields)


@pytest.mark.parametrize(
    ("next_", "telling"),
    [
        pytest.param(target(67), 2, id="the same figure"),
        pytest.param(target(60), 1, id="another figure"),
        pytest.param(target(60, status="reiterated"), 2, id="said to be kept"),
        pytest.param(target(67, amounts=()), 1, id="no figure"),
    ],
)
def test_what_recurs_is_retold_only_where_it_says_so_or_repeats_a_figure(next_: Claim, telling: int) -> None:
    novelty = last(story("may", "2026-05-12", target(67)), story("july", "2026-07-01", next_))
    assert (novelty.telling, novelty.relation) == (telling, "retelling" if telling == 2 else None)


def spending(billions: float | None, **more: object) -> Claim:
    amounts = (usd(billions),) if billions is not None else ()
    return claim("capex_guidance", source="company", amounts=amounts, **{"status": "announced", **more})


JANUARY = story("january", "2026-01-29T21:00", spending(135))
APRIL = story("april", "2026-04-29T21:00", spending(145))


@pytest.mark.parametrize(
    ("kept", "before"),
    [
        pytest.param(spending(145, status="reiterated"), ["april"], id="the figure of April"),
        pytest.param(spending(135, status="reiterated"), ["january"], id="the figure of January"),
        pytest.param(spending(None, status="reiterated"), ["april"], id="no figure: what stood last"),
        pytest.param(spending(160, status="reiterated"), ["april"], id="a figure that we missed: what stood last"),
    ],
)
def test_who_reiterates_tells_again_what_had_that_figure_and_nothing_before_it(kept: Claim, before: list[str]) -> None:
    novelty = last(JANUARY, APRIL, story("july", "2026-07-10", kept))
    assert [told.story for told in novelty.earlier] == before
    assert (novelty.telling, novelty.relation, novelty.follows) == (2, "retelling", before[0])


def test_who_reiterates_twice_has_told_it_three_times() -> None:
    june = story("june", "2026-06-10", spending(None, status="reiterated"))
    july = story("july", "2026-07-10", spending(145, status="reiterated"))
    assert [told.story for told in last(JANUARY, APRIL, june, july).earlier] == ["april", "june"]
    dated = replace(spending(135), date="2026-02-10")
    july = story("july", "2026-07-10", spending(145, status="reiterated"), retold=[dated])
    assert [told.day for told in last(JANUARY, APRIL, july).earlier] == [date(2026, 4, 29)]


def test_the_results_of_the_next_quarter_are_no_second_telling() -> None:
    spring = claim("earnings_result", amounts=(usd(40),), source="company", status="occurred")
    summer = replace(spring, amounts=(usd(44),))
    novelty = last(story("spring", "2026-04-29", spring), story("summer", "2026-07-29", summer))
    assert (novelty.telling, novelty.days_since_last, novelty.new) == (1, None, ())


def test_an_executive_named_again_is_told_again_and_another_is_not() -> None:
    leaves = claim("executive_change", parties=("Ada Example",))
    after = story("after", "2026-07-01", replace(leaves, parties=("Bo Example",)))
    assert last(story("before", "2026-03-01", leaves), after).telling == 1
    assert last(story("before", "2026-03-01", leaves), story("after", "2026-07-01", leaves)).telling == 2


# ── the fast chain ──────────────────────────────────────────────────────────────────────────────────


def test_the_chain_falls_as_listed_and_stays_at_nothing() -> None:
    stories = [story(f"s{n:02}", NOON + timedelta(hours=n), claim()) for n in range(23)]
    novelties = trace_lineage(stories)
    assert [novelties[each.id].decay for each in stories] == [*CHAIN, 0, 0, 0]


@pytest.mark.parametrize(("seconds", "decay"), [(24 * 3600, 75), (24 * 3600 + 1, 100)])
def test_more_than_24_hours_of_silence_begin_the_chain_anew(seconds: int, decay: int) -> None:
    assert last(story("one", NOON, claim()), story("two", NOON + timedelta(seconds=seconds), claim())).decay == decay


def test_every_report_of_the_kind_is_in_the_chain_whatever_story_it_is_of() -> None:
    copies = [link(f"copy{n}", NOON + timedelta(hours=n), None, relation="duplicate") for n in (1, 2)]
    denial = story("denial", NOON + timedelta(hours=20), claim(polarity="denied"))
    assert last(story("plan", NOON, claim(), *copies), denial).decay == 42


def test_an_old_item_that_is_shown_again_is_no_report() -> None:
    shown = link("old", NOON + timedelta(hours=1), claim(), relation="prior_mention")
    novelty = last(story("plan", NOON, claim(), shown), story("denial", NOON + timedelta(hours=20), claim()))
    assert (novelty.decay, novelty.similar["24h"]) == (75, 1)


def test_a_chain_that_reports_hold_open_outlasts_a_day() -> None:
    copies = [link(f"copy{n}", NOON + timedelta(hours=n), None, relation="duplicate") for n in (20, 40)]
    assert last(story("plan", NOON, claim(), *copies), story("more", NOON + timedelta(hours=60), claim())).decay == 42


def test_similar_reports_are_counted_in_five_windows_with_their_beginnings() -> None:
    hours = [12, 24, 72, 120, 168, 168.01]
    before = [story(f"s{hour}", NOON - timedelta(hours=hour), claim()) for hour in hours]
    other = story("google", NOON - timedelta(hours=1), claim(actor="Google"))
    novelty = last(*before, other, story("now", NOON, claim()))
    assert novelty.similar == {"12h": 1, "24h": 2, "3d": 3, "5d": 4, "7d": 5}


def test_a_clock_that_is_put_back_makes_no_chain_longer() -> None:
    """Summer time ends in New York: 23 h 59 min by the clocks there, and 24 h 59 min in truth."""
    before = datetime.fromisoformat("2026-11-01T01:30:00-04:00")
    after = datetime.fromisoformat("2026-11-02T01:29:00-05:00")
    assert last(story("before", before, claim()), story("after", after, claim())).decay == 100


# ── what is new ─────────────────────────────────────────────────────────────────────────────────────


def new(before: Claim, *now: Claim) -> tuple[str, ...]:
    others = [link(f"other{n}", NOON + timedelta(minutes=n), each) for n, each in enumerate(now[1:], 1)]
    return last(story("before", NOON - timedelta(days=35), before), story("now", NOON, now[0], *others)).new


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        pytest.param(claim(), claim(amounts=(mw(250),)), ("250 MW",), id="power"),
        pytest.param(claim(amounts=(mw(240),)), claim(amounts=(mw(250),)), (), id="the same, rounded"),
        pytest.param(claim(amounts=(mw(100),)), claim(amounts=(mw(250),)), ("250 MW",), id="more power"),
        pytest.param(claim(), claim(amounts=(mw(1200),)), ("1.2 GW",), id="gigawatts"),
        pytest.param(claim(), claim(amounts=(("years", 1, 1),)), ("one year",), id="a year"),
        pytest.param(claim(), claim(amounts=(("months", 18, 18),)), ("18 months",), id="months"),
        pytest.param(claim(), claim(amounts=(("years", 2, 3),)), ("two to three years",), id="a range of years"),
        pytest.param(claim(), claim(amounts=(("years", 1.5, 1.5),)), ("1.5 years",), id="a year and a half"),
        pytest.param(claim(), claim(amounts=(usd(1.25),)), ("$1.25 billion",), id="dollars"),
        pytest.param(
            claim(), claim(amounts=(("USD/month", 1.25e9, 1.25e9),)), ("$1.25 billion a month",), id="monthly"
        ),
        pytest.param(
            claim(), claim(amounts=(("USD/quarter", 2e9, 2e9),)), ("$2 billion a quarter",), id="by the quarter"
        ),
        pytest.param(claim(), claim(amounts=(("GPUs", 100000, 100000),)), ("100,000 GPUs",), id="processors"),
        pytest.param(claim(), claim(amounts=(("x", 137, 137),)), ("137x",), id="a multiple"),
        pytest.param(claim(), claim(amounts=(("percent", 8, 8),)), (), id="a share of what?"),
        pytest.param(claim(), claim(other="Anthropic"), ("customer Anthropic",), id="a customer"),
        pytest.param(claim(), claim(parties=("Nvidia",)), ("party Nvidia",), id="a further party"),
        pytest.param(claim(parties=("Anthropic",)), claim(other="Anthropic"), (), id="a party known in another role"),
        pytest.param(claim("mna"), claim("mna", other="Core"), ("counterparty Core",), id="an other party"),
        pytest.param(
            claim(status="considered"), claim(), ("wording moved from option to plan",), id="from option to plan"
        ),
        pytest.param(
            claim(), claim(status="agreed"), ("wording moved from plan to agreement",), id="from plan to agreement"
        ),
        pytest.param(
            claim(status="hypothetical"),
            claim(status="considered"),
            ("wording moved from possibility to option",),
            id="from an if to an option",
        ),
        pytest.param(
            claim(status="hypothetical"), claim(), ("wording moved from option to plan",), id="from an if to a plan"
        ),
        pytest.param(claim(status="considered"), claim(status="hypothetical"), (), id="back to an if"),
        pytest.param(claim(), claim(status="considered"), (), id="back to an option"),
        pytest.param(claim(status="announced"), claim(), (), id="announced or planned is one step"),
        pytest.param(
            claim(), claim(source="company"), ("first time by the company itself",), id="the company itself speaks"
        ),
        pytest.param(claim(source="company"), claim(), (), id="people after the company"),
        pytest.param(claim(source="company"), claim(source="filing"), ("first time in a filing",), id="a filing"),
        pytest.param(claim(), claim(subtype="managed_api"), ("managed models as the service",), id="a kind of service"),
        pytest.param(
            claim("contract", subtype="award"),
            claim("contract", subtype="expansion"),
            ("expansion",),
            id="another kind",
        ),
    ],
)
def test_what_is_new_is_said_in_words(before: Claim, now: Claim, words: tuple[str, ...]) -> None:
    assert new(before, now) == words


def test_an_analyst_moves_nothing_along_and_adds_no_figures_to_a_report() -> None:
    note = claim(source="analyst", status="agreed", amounts=(mw(250),), other=None)
    assert new(claim(), claim(), note) == ()
    assert new(replace(note, amounts=()), claim(status="planned")) == ()


def test_the_figures_of_an_opinion_that_is_the_story_are_new() -> None:
    assert new(target(67), target(60, status="reiterated")) == ()
    assert new(target(67), target(40, status="reiterated")) == ("$40 a share",)


def test_two_outlets_that_round_one_figure_say_one_new_thing() -> None:
    assert new(claim(), claim(amounts=(mw(250),)), claim(amounts=(mw(240),))) == ("250 MW",)


def test_a_figure_is_new_until_an_earlier_telling_has_said_it() -> None:
    late = link("late", NOON + timedelta(hours=1), claim(amounts=(mw(250),)))
    early = link("early", NOON - timedelta(hours=1), claim(amounts=(mw(250),)))
    now = story("now", NOON, claim(amounts=(mw(250),)))
    assert last(story("before", NOON - timedelta(days=2), claim(), late), now).new == ("250 MW",)
    assert last(story("before", NOON - timedelta(days=2), claim(), early), now).new == ()


# ── what is followed ────────────────────────────────────────────────────────────────────────────────


def test_new_facts_of_the_next_day_follow_up_and_are_no_next_telling() -> None:
    more = story("more", "2026-07-02T10:05", claim(amounts=(mw(250), ("years", 1, 1))))
    novelty = last(OCTOBER, MAY, JULY, more)
    assert (novelty.relation, novelty.follows, novelty.telling) == ("follow_up", "july", 3)
    assert [prior.story for prior in novelty.earlier] == ["october", "may"]
    assert novelty_words(novelty) == "follow-up of july (22 hours later); new: 250 MW; one year"


@pytest.mark.parametrize(("seconds", "relation"), [(0, "follow_up"), (1, "retelling")])
def test_a_telling_ends_after_14_days_of_silence(seconds: int, relation: str) -> None:
    later = story("later", NOON + timedelta(days=14, seconds=seconds), claim())
    novelty = last(story("first", NOON, claim()), later)
    assert (novelty.relation, novelty.follows, novelty.telling) == (relation, "first", 1 + (relation == "retelling"))


def test_a_telling_goes_on_while_it_is_carried_on() -> None:
    stories = [story(f"s{n}", NOON + timedelta(days=10 * n), claim()) for n in range(5)]
    assert [novelty.telling for novelty in trace_lineage(stories).values()] == [1] * 5
    novelty = last(*stories, story("late", NOON + timedelta(days=60), claim()))
    assert (novelty.telling, novelty.follows, novelty.days_since_last) == (2, "s4", 20.0)


def test_a_telling_is_dated_by_its_first_story_and_its_silence_by_the_last() -> None:
    begun, more, july = (story(name, name, claim()) for name in ("2026-01-01", "2026-01-05", "2026-07-01"))
    novelty = last(begun, more, july)
    assert novelty.earlier == (PriorTelling(day=date(2026, 1, 1), story="2026-01-01", article="a-2026-01-01"),)
    assert (novelty.follows, novelty.days_since_last) == ("2026-01-05", 177.0)


def test_a_denial_is_attached_to_the_latest_report_of_what_it_denies() -> None:
    denial = story("denial", "2026-07-03", claim(polarity="denied", source="company"))
    novelty = last(OCTOBER, MAY, JULY, denial)
    assert (novelty.relation, novelty.follows, novelty.telling) == ("denial", "july", 3)
    assert novelty_words(novelty) == "denies a report of 1 July (july)"


def test_who_denies_twice_denies_the_same_report_twice() -> None:
    denials = [story(f"denial{n}", f"2026-07-0{n}", claim(polarity="denied")) for n in (3, 5)]
    assert follows(JULY, *denials) == ("denial", "july")


def test_a_denial_of_nothing_we_know_is_a_first_telling() -> None:
    denial = story("denial", "2026-07-03", claim(polarity="denied"))
    assert follows(denial) == (None, None)
    assert follows(denial, story("again", "2026-07-05", claim(polarity="denied"))) == ("follow_up", "denial")


def test_a_denial_that_is_taken_back_says_so() -> None:
    denial = story("denial", "2026-07-03", claim(polarity="denied", source="company"))
    novelty = last(JULY, denial, story("after all", "2026-07-05", claim(source="company")))
    assert (novelty.relation, novelty.follows, novelty.telling) == ("follow_up", "july", 1)
    assert novelty.new == ("affirmed after a denial",)
    novelty = last(denial, story("after all", "2026-07-05", claim(source="company")))
    assert (novelty.relation, novelty.follows, novelty.new) == ("follow_up", "denial", ("affirmed after a denial",))


def test_what_is_told_on_after_it_was_affirmed_again_is_back_no_second_time() -> None:
    stories = [
        JULY,
        story("denial", "2026-07-03", claim(polarity="denied")),
        story("after all", "2026-07-05", claim()),
        story("more", "2026-07-06", claim()),
    ]
    assert last(*stories).new == ()


CLARIFIES = claim("clarification", "Meta", subtype="denial", status="announced", source="company")


def test_a_clarification_speaks_of_the_report_on_its_speaker() -> None:
    rumour = story("rumour", "2026-07-01", claim())
    note = story("note", "2026-07-02", claim("analyst_view", "Bernstein", "Meta", source="analyst"))
    results = story("results", "2026-07-02", claim("earnings_result", source="company", status="occurred"))
    novelty = last(rumour, note, results, story("denial", "2026-07-03", CLARIFIES))
    assert (novelty.relation, novelty.follows, novelty.telling) == ("denial", "rumour", 1)
    assert novelty.new == ("first time by the company itself",)


def test_a_clarification_prefers_the_report_with_the_same_party_or_amount() -> None:
    lease = story("lease", "2026-07-01", claim(other="Anthropic", amounts=(mw(250),)))
    loan = story("loan", "2026-07-02", claim("debt_financing", amounts=(usd(6),)))
    for words in (replace(CLARIFIES, counterparty="Anthropic"), replace(CLARIFIES, amounts=(mw(250),))):
        assert follows(lease, loan, story("denial", "2026-07-03", words)) == ("denial", "lease")
    assert follows(lease, loan, story("denial", "2026-07-03", CLARIFIES)) == ("denial", "loan")


def test_the_other_party_can_clarify_and_deny_a_denial() -> None:
    lease = story("lease", "2026-07-01", claim(other="Anthropic"))
    meta = story("meta", "2026-07-02", replace(CLARIFIES, counterparty="Anthropic"))
    other = story("other", "2026-07-03", claim("clarification", "Anthropic", subtype="denial", source="company"))
    assert follows(lease, other) == ("denial", "lease")
    assert follows(story("claim", "2026-07-02", replace(CLARIFIES, counterparty="Anthropic")), other) == (
        "denial",
        "claim",
    )
    assert follows(lease, meta, story("again", "2026-07-04", CLARIFIES)) == ("denial", "lease")


def test_nobody_denies_a_target_price() -> None:
    denial = replace(CLARIFIES, actor="CoreWeave")
    assert follows(story("target", "2026-07-01", target(67)), story("denial", "2026-07-03", denial)) == (None, None)


@pytest.mark.parametrize(("seconds", "found"), [(0, "rumour"), (1, None)])
def test_a_clarification_looks_back_14_days(seconds: int, found: str | None) -> None:
    late = story("denial", NOON + timedelta(days=14, seconds=seconds), CLARIFIES)
    assert last(story("rumour", NOON, claim()), late).follows == found


def test_two_clarifications_of_nothing_known_have_nothing_to_do_with_each_other() -> None:
    words = replace(CLARIFIES, amounts=(mw(250),))
    novelty = last(story("one", "2026-07-01", words), story("two", "2026-07-02", words))
    assert (novelty.relation, novelty.follows, novelty.telling) == (None, None, 1)


def test_a_correction_is_attached_to_what_it_corrects() -> None:
    loan = story("loan", "2026-07-01", claim("debt_financing", "CoreWeave", amounts=(usd(3.6),)))
    note = claim("clarification", "CoreWeave", subtype="correction", amounts=(usd(2.6),), source="company")
    novelty = last(loan, story("note", "2026-07-02", note))
    assert (novelty.relation, novelty.follows) == ("correction", "loan")
    assert (
        novelty_words(novelty)
        == "corrects a report of 1 July (loan); new: first time by the company itself; $2.6 billion"
    )
    marked = claim("debt_financing", "CoreWeave", subtype="correction", amounts=(usd(2.6),))
    assert follows(loan, story("marked", "2026-07-02", marked)) == ("correction", "loan")


DEAL = claim("contract", "Nebius", "Microsoft", status="agreed", source="company", amounts=(usd(17),))


def test_the_end_of_a_deal_is_attached_to_the_deal_of_any_age() -> None:
    other = story("vague", "2026-06-01", claim("contract", "Nebius", status="agreed", source="company"))
    end = story("end", "2026-07-01", replace(DEAL, status="terminated"))
    novelty = last(story("deal", "2025-02-01", DEAL), other, end)
    assert (novelty.relation, novelty.follows, novelty.telling) == ("termination", "deal", 1)
    assert novelty_words(novelty) == "ends what was reported on 1 February 2025 (deal)"


def test_the_end_of_another_deal_ends_nothing() -> None:
    end = replace(DEAL, status="terminated", counterparty="Meta")
    assert follows(story("deal", "2026-02-01", DEAL), story("end", "2026-07-01", end)) == (None, None)


def test_a_deal_after_an_end_came_back() -> None:
    stories = [
        story("deal", "2026-02-01", DEAL),
        story("end", "2026-03-01", replace(DEAL, status="terminated")),
        story("again", "2026-07-01", DEAL),
    ]
    novelty = last(*stories)
    assert (novelty.relation, novelty.follows, novelty.telling, novelty.new) == (
        "retelling",
        "deal",
        2,
        ("back after its end",),
    )


SITE = claim("data_center_build", "Applied Digital", "CoreWeave", source="company", amounts=(mw(100),))


def test_a_completion_is_attached_to_what_was_planned() -> None:
    other = story("other site", "2026-03-01", replace(SITE, amounts=(mw(400),)))
    done = story("done", "2026-06-09", replace(SITE, status="occurred"))
    novelty = last(story("plan", "2026-01-09", SITE), other, done)
    assert (novelty.relation, novelty.follows, novelty.telling) == ("completion", "plan", 1)
    assert novelty_words(novelty) == (
        "completes what was reported on 9 January (plan); new: wording moved from plan to fact"
    )


def test_what_was_only_considered_is_not_completed() -> None:
    stories = [story("idea", "2026-01-09", replace(SITE, status="considered"))]
    novelty = last(*stories, story("done", "2026-06-09", replace(SITE, status="occurred")))
    assert (novelty.relation, novelty.new) == ("retelling", ("wording moved from option to fact",))


def test_what_was_done_already_is_not_completed_again() -> None:
    done = replace(SITE, status="occurred")
    stories = [story("plan", "2026-01-09", SITE), story("done", "2026-03-09", done), story("again", "2026-06-09", done)]
    assert follows(*stories) == ("retelling", "done")


@pytest.mark.parametrize(
    ("done", "relation"),
    [
        pytest.param(replace(SITE, status="ongoing"), "completion", id="runs"),
        pytest.param(replace(SITE, status="agreed"), "retelling", id="only agreed"),
        pytest.param(replace(SITE, status="occurred", source="analyst"), "retelling", id="an opinion"),
        pytest.param(replace(SITE, status="occurred", counterparty="Meta"), None, id="for another"),
    ],
)
def test_only_what_happened_by_somebody_who_knows_completes(done: Claim, relation: str | None) -> None:
    assert follows(story("plan", "2026-01-09", SITE), story("done", "2026-06-09", done))[0] == relation


@pytest.mark.parametrize(("seconds", "relation"), [(0, "completion"), (1, "retelling")])
def test_a_completion_is_at_most_400_days_late(seconds: int, relation: str) -> None:
    done = story("done", NOON + timedelta(days=400, seconds=seconds), replace(SITE, status="occurred"))
    assert last(story("plan", NOON, SITE), done).relation == relation


def test_results_complete_no_earlier_announcement() -> None:
    spring = claim("earnings_result", status="announced")
    assert follows(
        story("date", "2026-04-01", spring), story("out", "2026-04-29", replace(spring, status="occurred"))
    ) == (
        None,
        None,
    )


# ── in words ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("telling", "days", "words"),
    [
        (3, 2.0, "third telling, 2 days since the last"),
        (10, 245.0, "tenth telling, 245 days since the last"),
        (11, 15.2, "11th telling, 15 days since the last"),
        (22, 15.2, "22nd telling, 15 days since the last"),
        (112, 15.2, "112th telling, 15 days since the last"),
    ],
)
def test_tellings_are_counted_in_words(telling: int, days: float, words: str) -> None:
    assert novelty_words(Novelty(telling=telling, days_since_last=days, decay=100, similar={}, new=())) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.0, "follow-up of s1 (the same day)"),
        (0.02, "follow-up of s1 (29 minutes later)"),
        (1.5, "follow-up of s1 (36 hours later)"),
        (2.0, "follow-up of s1 (2 days later)"),
    ],
)
def test_follow_ups_say_how_much_later(days: float, words: str) -> None:
    novelty = Novelty(telling=1, days_since_last=days, decay=75, similar={}, new=(), follows="s1", relation="follow_up")
    assert novelty_words(novelty) == words


# ── properties ──────────────────────────────────────────────────────────────────────────────────────

claims = st.builds(
    claim,
    st.sampled_from(["compute_leasing", "contract", "price_target", "clarification"]),
    st.sampled_from(["Meta", "CoreWeave", None]),
    st.sampled_from([None, "Meta", "OpenAI"]),
    status=st.sampled_from(["hypothetical", "considered", "planned", "agreed", "occurred", "terminated", "reiterated"]),
    source=st.sampled_from(["company", "unnamed_people", "analyst", "filing"]),
    polarity=st.sampled_from(["affirmed", "affirmed", "denied"]),
    subtype=st.sampled_from([None, "raw_capacity", "managed_api", "denial", "correction"]),
    amounts=st.lists(st.sampled_from([mw(100), mw(250), usd(2.6), usd(6)]), max_size=2, unique=True).map(tuple),
)
retellings = st.builds(
    lambda says, days: replace(says, date=(NOON - timedelta(days=days)).date().isoformat()), claims, st.integers(0, 60)
)
moments = st.integers(-60 * 24, 0).map(lambda hours: NOON + timedelta(hours=hours))


@st.composite
def archives(draw: st.DrawFn) -> list[Story]:
    """Up to ten stories of few actors within sixty days, some of a day only, with further reports and retold days."""
    stories = []
    for number in range(draw(st.integers(1, 10))):
        when = draw(moments)
        day = draw(st.booleans()) and draw(st.booleans())
        when = when.replace(hour=0) if day else when
        others = [
            link(
                f"a-{number}-{n}",
                when + timedelta(hours=draw(st.integers(0, 40))),
                draw(st.none() | claims),
                *draw(st.lists(retellings, max_size=1)),
                relation=draw(st.sampled_from(["duplicate", "same_event", "prior_mention"])),
            )
            for n in range(draw(st.integers(0, 3)))
        ]
        retold = draw(st.lists(retellings, max_size=2))
        stories.append(story(f"s{number}", when, draw(claims), *others, retold=retold, day=day))
    return stories


@given(archives(), st.randoms(use_true_random=False))
def test_the_order_in_which_stories_are_given_does_not_matter(stories: list[Story], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(stories, len(stories))
    assert trace_lineage(shuffled) == trace_lineage(stories)


def place(each: Story) -> tuple[datetime, str]:
    return each.t0_latest, each.id


@given(archives())
def test_a_later_story_never_changes_what_an_earlier_one_was(stories: list[Story]) -> None:
    everything = trace_lineage(stories)
    ordered = sorted(stories, key=place)
    for count in range(1, len(ordered)):
        known = trace_lineage(ordered[:count])
        assert known == {each.id: everything[each.id] for each in ordered[:count]}


@given(archives())
def test_tellings_and_relations_hold_together(stories: list[Story]) -> None:
    novelties = trace_lineage(stories)
    places = {each.id: place(each) for each in stories}
    assert novelties.keys() == places.keys()
    for each in stories:
        novelty = novelties[each.id]
        assert novelty.telling == len(novelty.earlier) + 1
        assert (novelty.follows is None) == (novelty.relation is None) == (novelty.follows_day is None)
        assert novelty.follows is None or places[novelty.follows] < places[each.id]
        assert all(prior.day <= each.t0.at.date() for prior in novelty.earlier)
        assert list(novelty.earlier) == sorted(novelty.earlier, key=lambda prior: (prior.day, prior.story or ""))
        assert novelty.days_since_last is None or novelty.days_since_last >= 0
        assert (novelty.days_since_last is None) == (novelty.follows is None and not novelty.earlier)
        assert novelty.new == () or novelty.days_since_last is not None
        assert novelty.relation != "retelling" or novelty.telling > 1
        assert novelty_words(novelty)
        if novelty.relation not in {None, "retelling"}:
            followed = novelties[novelty.follows or ""]
            assert (novelty.telling, novelty.earlier) == (followed.telling, followed.earlier)


def known_by(story: Story) -> set[str | None]:
    """A contract is known by both of its parties, whatever else by its actor."""
    return {story.actor, story.counterparty} if story.type == "contract" and story.actor else {story.actor}


@given(archives())
def test_decay_and_counts_agree_with_counting_every_report_for_every_story(stories: list[Story]) -> None:
    reports = [
        (max(each.at, place(told)[0]) if number else place(told)[0], place(told), number, told)
        for told in stories
        for number, each in enumerate(one for one in told.links if one.relation != "prior_mention")
    ]
    windows = {"12h": 12, "24h": 24, "3d": 72, "5d": 120, "7d": 168}
    for told in stories:
        mine = (place(told)[0], place(told), 0)
        before = sorted(
            report[:3]
            for report in reports
            if told.actor is not None
            and report[3].type == told.type
            and told.actor in known_by(report[3])
            and report[:3] < mine
        )
        novelty = trace_lineage(stories)[told.id]
        gaps = {
            name: sum((mine[0] - moment).total_seconds() <= hours * 3600 for moment, *_ in before)
            for name, hours in windows.items()
        }
        assert novelty.similar == gaps
        position, moment = 0, mine[0]
        for earlier, *_ in reversed(before):
            if (moment - earlier).total_seconds() > 24 * 3600:
                break
            position, moment = position + 1, earlier
        assert novelty.decay == (CHAIN[position] if position < len(CHAIN) else 0)


@settings(max_examples=20)
@given(st.integers(2, 30), st.integers(1, 30))
def test_stories_that_come_after_silence_are_tellings_of_their_own(count: int, hours: int) -> None:
    stories = [story(f"s{n:02}", NOON + n * timedelta(days=14, hours=hours), claim()) for n in range(count)]
    novelties = trace_lineage(stories)
    assert [novelties[each.id].telling for each in stories] == list(range(1, count + 1))


# ── a deal between two, from either side ────────────────────────────────────────────────────────────


def deal(seller: str | None, buyer: str | None, *, by_buyer: bool = False, **more: object) -> Claim:
    """A contract, told by its seller or its buyer."""
    told, other = (buyer, seller) if by_buyer else (seller, buyer)
    return claim("contract", told, other, side="buyer" if by_buyer else "seller", status="agreed", **more)


@pytest.mark.parametrize("seller", ["CoreWeave", None], ids=["both named", "the seller not named yet"])
def test_a_deal_told_from_the_other_side_is_the_same_matter(seller: str | None) -> None:
    first = story("first", "2026-07-01", deal(seller, "Meta", by_buyer=True))
    later = story("later", "2026-07-05", deal("CoreWeave", "Meta"))
    assert follows(first, later) == ("follow_up", "first")
    assert follows(first, story("year", "2027-07-01", deal("CoreWeave", "Meta"))) == ("retelling", "first")
    assert follows(first, story("no", "2026-07-02", deal("CoreWeave", "Meta", polarity="denied"))) == (
        "denial",
        "first",
    )
    assert follows(first, story("other", "2026-07-05", deal("CoreWeave", "Microsoft"))) == (None, None)


def test_who_tells_a_deal_from_the_other_side_is_its_new_party() -> None:
    first = story("first", "2026-07-01", deal("CoreWeave", None))
    assert last(first, story("later", "2026-07-05", deal("CoreWeave", "Meta", by_buyer=True))).new == (
        "counterparty Meta",
    )


def test_the_chain_of_a_day_goes_on_whoever_tells() -> None:
    told = [
        story("seller", "2026-07-01T12:00", deal("CoreWeave", "Meta", amounts=(usd(14),))),
        story("buyer", "2026-07-01T13:00", deal("CoreWeave", "Meta", by_buyer=True, amounts=(usd(3),))),
    ]
    # Two deals, by their dollars; of either party the second is the second report within a day.
    assert (last(*told).decay, last(*told).similar["12h"]) == (75, 1)


def test_a_day_that_a_report_gives_counts_from_either_side() -> None:
    in_may = replace(deal("CoreWeave", "Meta", by_buyer=True), date="2026-05-27")
    told = story("july", "2026-07-01", deal("CoreWeave", "Meta"), retold=[in_may])
    assert last(told).earlier == (PriorTelling(day=date(2026, 5, 27), story=None, article="a-july"),)
