"""Whether an amount in an event's part of the sentence is the event's: of a unit its type takes, and nothing that the
words around it call something else.

What must never happen: what others had expected, what was before or how a share moved, given to an event as its own.

Each type has its refusals, in two tables: by the words beside the amount, and by what is known of the event besides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from pipelines.extract.amounts.measures import BESIDE, family_of, measures
from pipelines.extract.event_amounts.kinds import (
    APART,
    DEALS,
    FUNDED,
    OWNED,
    PRICES,
    RAISED,
    RESULTS,
    SHARED,
    STATED,
    TERMS,
    first_of_pair,
    is_share_price,
    opens_series,
    said_before,
)
from pipelines.extract.frames.directions import is_compared
from pipelines.extract.frames.drafts import CAPEX_TYPES, Case, Draft
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.moves.amounts import MOVES
from pipelines.extract.passage import AmountHit, Sentence
from pipelines.extract.roles.names import only_backs

OBJECT_TYPES = CAPEX_TYPES | {"backlog_update"}
"""Types that take the amount they rest on whatever word stands beside it."""
TOLERANCE = ("plus or minus", "give or take", "±", "+/-")
"""Before what only says how far off the sum may be."""
TOLERANCE_REACH = 16
"""Characters."""


def fits(hit: AmountHit, allowed: Collection[str], draft: Draft, case: Case) -> bool:
    """Whether an event of these units takes an amount that stands in its part of the sentence."""
    kind, sentence = draft.type, draft.sentence
    unit = "USD/share" if "USD/share" in allowed and is_share_price(hit) else hit.amount.unit
    if unit not in allowed or any(start <= hit.start < end for start, end in case.claimed):
        return False
    if unit == "USD" and kind != "price_change" and is_share_price(hit):
        return False
    if hit.amount.prior and _is_of_before(hit, draft, case):
        return False
    if _is_tolerance(hit, sentence):
        return False
    for units, is_refused in BY_WORDS.get(kind, ()):
        if (not units or unit in units) and is_refused(hit, sentence):
            return False
    for units, is_not_its_own in BY_EVENT.get(kind, ()):
        if (not units or unit in units) and is_not_its_own(hit, draft, case):
            return False
    return _is_its_object(hit, draft, case) or not _is_something_else(hit, draft)


def _is_its_object(hit: AmountHit, draft: Draft, case: Case) -> bool:
    """Whether the event rests on the amount itself, so that no word beside it makes it another's."""
    if draft.type == "contract":
        return _is_its_value(hit, draft.sentence)
    return draft.type in OBJECT_TYPES and (hit.start, hit.end) == case.object


def _is_its_value(hit: AmountHit, sentence: Sentence) -> bool:
    """ "A contract with Meta valued at about $3 billion": a deal's; not ", valued at $8 billion", which is said of a
    firm."""
    at = hit.start - 1
    while at > sentence.start and sentence.word(at) in ABOUT:
        at -= 1
    return (sentence.word(at - 1), sentence.word(at)) == ("valued", "at") and sentence.word(at - 2) not in FIRMS


def _is_of_before(hit: AmountHit, draft: Draft, case: Case) -> bool:
    """Whether an amount that is stated as what was before has no place beside what is now."""
    if draft.type in PRICES or opens_series(hit, draft.sentence):
        return False
    is_own = draft.type == "backlog_update" and (hit.start, hit.end) == case.object
    return not (is_own and "against" in _right_before(hit, draft.sentence))


def _is_tolerance(hit: AmountHit, sentence: Sentence) -> bool:
    at = hit.amount.start
    return sentence.passage.text[max(0, at - TOLERANCE_REACH) : at].rstrip().lower().endswith(TOLERANCE)


def _right_before(hit: AmountHit, sentence: Sentence) -> list[str]:
    return sentence.passage.lower[max(sentence.start, hit.start - 4) : hit.start]


# ── what others foresee, and what is yet to come ────────────────────────────────────────────────────


FORESEEN_BY = frozenset(
    {"estimate", "estimates", "est", "est.", "consensus", "expected", "forecast", "projected", "projection", "analysts"}
)
OF_OTHERS = FORESEEN_BY - {"expected", "forecast", "projected"}
"""Behind a budget, those of them that are no word of the company's own."""
MEASURED_BY = frozenset({"estimate", "estimates", "est", "est.", "consensus", "expectations", "expected"})
ESTIMATES = frozenset("estimate estimates consensus expectation expectations".split())
EARLIER = frozenset({"prior", "previous", "earlier"})
EARLIER_VIEWS = frozenset("forecast forecasts estimate estimates projection projections expectation".split())
FORESEEING = frozenset("guides guided guiding guidance guide outlook sees expects forecasts forecast projects".split())
OPENERS = frozenset("after following while as despite amid whereas".split())
"""They open a clause that tells of something else."""


def _is_an_estimate(hit: AmountHit, draft: Draft) -> bool:
    """ "Beats $1.38 estimate", "est. $5.4 billion", "consensus of $2.6 billion": what others had expected."""
    sentence = draft.sentence
    before = said_before(hit, 3, sentence)
    if draft.type == "guidance" and draft.trigger[0] <= hit.start - len(before) < draft.trigger[1]:
        # "Is expected to be $6.7 billion" foresees it itself.
        before = before[max(0, len(before) - max(0, hit.start - draft.trigger[1])) :]
    if sentence.word(hit.end) in FORESEEN_BY:
        return True
    first_word = hit.start - len(before)
    if any(word in MEASURED_BY and not is_compared(at, sentence) for at, word in enumerate(before, first_word)):
        return True
    first = first_of_pair(hit, sentence)
    return first is not None and _is_an_estimate(first, draft)


def _is_foreseen(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Posts $54 billion, guides $61 billion": the second is no result."""
    return not FORESEEING.isdisjoint(said_before(hit, 4, sentence))


def _is_earlier_view(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Up from the initial forecast of 55%"."""
    before = _right_before(hit, sentence)
    return "of" in before[-2:] and not EARLIER_VIEWS.isdisjoint(before)


def _is_of_analysts(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Above the $27 billion consensus"."""
    return sentence.word(hit.end) in OF_OTHERS


def _is_told_before(hit: AmountHit, draft: Draft, case: Case) -> bool:
    """ "Lifts its budget to $80 billion after strong sales": the sum stands before the clause of the results."""
    first = min(draft.trigger[0], case.object[0] if case.object else draft.trigger[0])
    return any(draft.sentence.word(at) in OPENERS for at in range(hit.end, first))


def _only_compares(hit: AmountHit, sentence: Sentence) -> bool:
    """ "31 times earnings", "$3 million short", "earlier projections of $603 billion and $702 billion"."""
    after = sentence.word(hit.end)
    if sentence.word(hit.end - 1) == "times" and after in {"earnings", "sales", "revenue", "forward", "the"}:
        return True
    if hit.amount.unit == "USD" and after == "short":
        return True
    first = first_of_pair(hit, sentence)
    return first is not None and (first.amount.prior or not EARLIER.isdisjoint(said_before(first, 4, sentence)))


# ── budgets ─────────────────────────────────────────────────────────────────────────────────────────


YARDSTICKS = frozenset("the its their a prior previous last what".split())
MEASURES = frozenset("est est. consensus vs vs. versus saw".split())
FIRMS = frozenset({",", "startup", "start-up", "company", "firm", "group", "lab"})
"""Before "valued at" they say that a firm is."""
ABOUT = frozenset("about approximately around roughly nearly some".split())
NO_BUDGETS = frozenset(
    """lease leases revenue revenues sales profit profits income earnings backlog capacity headcount commitments rent
    debt""".split()
)
BUDGETS = frozenset("capex spending expenditure expenditures budget outlays investment investments".split())


def _measures_spending(hit: AmountHit, draft: Draft, case: Case) -> bool:
    """What only measures a budget: "higher than the $35 billion", "above estimates of $119 billion", "54% of total",
    or what stands behind a clause of its own: "guided to $200 billion after revenue of $213 billion"."""
    sentence = draft.sentence
    before = said_before(hit, 5, sentence)
    if "than" in before and not YARDSTICKS.isdisjoint(before[before.index("than") + 1 :]):
        return True
    if before[-1:] == ["of"] and not (ESTIMATES.isdisjoint(before) and EARLIER.isdisjoint(before)):
        return sentence.word(draft.trigger[0]) not in ESTIMATES  # "Estimates capex of $80 billion"
    return _is_difference(hit, before) or _is_yardstick(hit, before, sentence) or _is_of_clause(hit, draft, case)


def _is_difference(hit: AmountHit, before: list[str]) -> bool:
    """ "Up about $30 billion", "exceeding analysts' expectations by $50 billion": by how much, beside how much."""
    if before[-1:] == ["by"]:
        return not (ESTIMATES.isdisjoint(before) and MEASURED_BY.isdisjoint(before))
    is_rise = before[-1:] == ["up"] or (before[-2:-1] == ["up"] and before[-1] in ABOUT)
    return is_rise and hit.amount.unit == "USD"


def _is_yardstick(hit: AmountHit, before: list[str], sentence: Sentence) -> bool:
    """ "Previously $60 billion", "the $119 billion consensus", "54% of total capex"."""
    behind = sentence.word(hit.end)
    if "previously" in before or behind in ESTIMATES or not MEASURES.isdisjoint(before[-3:]):
        return True
    return hit.amount.unit == "percent" and behind in {"of", "above", "below"}


def _is_of_clause(hit: AmountHit, draft: Draft, case: Case) -> bool:
    """Whether a clause with a subject of its own stands between an amount and its budget, or the amount in brackets."""
    sentence = draft.sentence
    if case.frame.order == "after" and hit.end <= draft.trigger[0]:
        # "Amazon spent $90 billion, while Alphabet invested $24 billion"
        return any(sentence.word(at) in OPENERS for at in range(hit.end, draft.trigger[0]))
    if not any(other.start < hit.start for other in sentence.amounts):
        return False
    own = max(draft.trigger[1], case.object[1] if case.object else 0)
    if any(_opens_clause(at, sentence) for at in range(own, hit.start)):
        return True
    return sentence.word(hit.start - 2) in {"(", ","} and _in_brackets(hit, sentence)


def _opens_clause(at: int, sentence: Sentence) -> bool:
    """ "After revenue of …", but not "as much as" or "as high as"."""
    around = sentence.word(at - 1), sentence.word(at + 1)
    return sentence.word(at) in OPENERS and {"much", "high"}.isdisjoint(around)


def _in_brackets(hit: AmountHit, sentence: Sentence) -> bool:
    """ "$725 billion (Alpha $200 billion, Beta $185 billion)": the parts of others."""
    words = sentence.passage.lower[sentence.start : hit.start]
    return "(" in words and ")" not in words[len(words) - 1 - words[::-1].index("(") :]


def _multiplies_another(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Lifted its budget and more than doubled lease commitments": what doubled is no budget."""
    behind = sentence.passage.lower[hit.end : min(hit.end + 4, sentence.end)]
    return not NO_BUDGETS.isdisjoint(behind) and BUDGETS.isdisjoint(behind)


def _budget_beside(hit: AmountHit, case: Case) -> bool:
    """A budget is spoken of in the same part of the sentence; one behind "as" only tells why somebody raises money."""
    if "capex" not in case.sentence.terms:
        return False
    low, high = case.window
    lower = case.sentence.passage.lower
    setting = next((at for at in range(hit.end, high) if lower[at] in {"as", "amid", "after", "before"}), high)
    return case.sentence.has(("capex",), (low, setting))


# ── money of deals, and debts ───────────────────────────────────────────────────────────────────────


LACKING = frozenset("queue queues backlog shortage shortfall deficit gap".split())
"""Before the power that nobody has yet."""
BACKED_WITHIN = 5
DEBTS = frozenset("notes note bond bonds loan loans debt facility credit tranche maturity maturities tenor".split())
DEBT_WITHIN = 6
COSTS = frozenset("cost costs budget price project expenses".split())
COSTS_WITHIN = 5
OWNED_REACH = 3
AHEAD = frozenset("prepayment prepayments prepay prepays prepaid upfront deposit advance".split())


def _is_of_budget(hit: AmountHit, draft: Draft, case: Case) -> bool:
    """ "Its capital expenditure ($175 billion)" is no price of a lease that the sentence also mentions."""
    if draft.type == "debt_financing" and _names_debt(hit, draft.sentence):
        return False
    return _budget_beside(hit, case)


def _names_debt(hit: AmountHit, sentence: Sentence) -> bool:
    return sentence.has(("debt_noun",), (hit.end, hit.end + 4))


def _is_of_stock(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Upsized its convertible and sold $1 billion of stock"."""
    return sentence.has(("stock_sale",), (hit.end, hit.end + 3)) and not _names_debt(hit, sentence)


def _is_of_orders(hit: AmountHit, sentence: Sentence) -> bool:
    """ "A bond sale that drew $129 billion of orders"."""
    return not {"orders", "bids", "demand"}.isdisjoint((sentence.word(hit.end), sentence.word(hit.end + 1)))


def _is_waited_for(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Queues of 2,100 GW push it to sign": power that nobody has yet."""
    return not LACKING.isdisjoint(said_before(hit, 2, sentence))


def is_put_in(hit: AmountHit, sentence: Sentence) -> bool:
    """ "The owner put in $90 million in equity": what owners put in beside the loan."""
    return sentence.word(hit.end) in {"in", "of"} and sentence.word(hit.end + 1) == "equity"


def is_part_of_costs(hit: AmountHit, sentence: Sentence) -> bool:
    """ "A loan that covers 80% of the cost": a share of what it pays for, and no interest."""
    behind = sentence.passage.lower[hit.end : min(hit.end + COSTS_WITHIN, sentence.end)]
    return behind[:1] == ["of"] and not COSTS.isdisjoint(behind)


def is_deadline(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Will deliver within three months", "live in the next six months": until when, not for how long."""
    before = said_before(hit, 4, sentence)
    while before and before[-1] in {"the", "next", "coming", "about", "first"}:
        before.pop()
    return before[-1:] in (["within"], ["in"])


def _is_maturity(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Five-year senior notes", "a seven-year $3 billion loan": how long the debt runs."""
    behind = sentence.passage.lower[hit.end : min(hit.end + DEBT_WITHIN, sentence.end)]
    is_adjective = "-" in sentence.passage.text[hit.amount.start : hit.amount.end]
    return is_adjective and not DEBTS.isdisjoint(behind)


def _is_of_backer(hit: AmountHit, sentence: Sentence) -> bool:
    """ "A lease with Google backing $9 billion of it": the sum is of who answers for it."""
    return any(0 < hit.start - name.end <= BACKED_WITHIN and only_backs(name, sentence) for name in sentence.names)


def _is_of_another(hit: AmountHit, draft: Draft) -> bool:
    """ "IREN's $1 billion notes, TeraWulf's planned $3 billion": what stands behind another owner's genitive is his."""
    sentence = draft.sentence
    return any(
        name.party
        and name.party not in draft.parties
        and (
            sentence.word(name.end) in POSSESSIVE
            or (sentence.word(name.end) == "with" and sentence.word(name.end + 1) == "its")
        )
        for name in sentence.names
        if 0 < hit.start - name.end <= OWNED_REACH and name.entity.kind == "company"
    )


def _is_paid_ahead(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Including a 20% prepayment", "will prepay roughly 20%"."""
    beside = {*said_before(hit, 3, sentence), *sentence.passage.lower[hit.end : min(hit.end + 3, sentence.end)]}
    return not AHEAD.isdisjoint(beside)


# ── results, and what a company states of itself ────────────────────────────────────────────────────


RESULT_REACH = 7
"""Most tokens between a backlog and its own sum: "backlog climbed to"."""
RESULT_WORDS = frozenset("revenue sales profit earnings growth margin margins income".split())
SHARE_NOUNS = frozenset({"shares", "stock", "stocks", "share"})
SHARE_MOVE_ENDS = frozenset("after following on while revenue revenues sales profit capex spending , ;".split())
SHARE_REACH = 6


def _is_result_before_joint(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Revenue rose 134% to $1.4 billion, backlog …": the sum of a result, whatever comes behind the comma."""
    before = sentence.passage.lower[max(hit.start - RESULT_REACH, sentence.start) : hit.start]
    behind = sentence.passage.lower[hit.end : hit.end + 4]
    is_next = behind[:1] != [] and behind[0] in APART and "backlog" in behind
    return is_next and "backlog" not in before and not RESULT_WORDS.isdisjoint(before)


def _is_of_those(hit: AmountHit, draft: Draft) -> bool:
    """ "CoreWeave's sales rose 40%, while those of Nebius rose 300%": the figure of whom "those of" names."""
    sentence = draft.sentence
    return any(
        name.end <= hit.start
        and name.party not in draft.parties
        and sentence.passage.lower[name.start - 2 : name.start] == ["those", "of"]
        for name in sentence.names
    )


def _is_share_move(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Shares fell 8% after it raised its budget": how far the share moved."""
    words = sentence.passage.lower[max(sentence.start, hit.start - SHARE_REACH) : hit.start]
    last = max((at for at, word in enumerate(words) if word in SHARE_NOUNS), default=None)
    return last is not None and SHARE_MOVE_ENDS.isdisjoint(words[last + 1 :])


def _follows_move_of_shares(hit: AmountHit, sentence: Sentence) -> bool:
    """ "CoreWeave, whose stock has plunged 60%, will sell notes": the verb of a move between share and percentage."""
    verbs = (end for _, end in sentence.spans(MOVES) if 0 <= hit.start - end <= 4)
    end = max(verbs, default=None)
    if end is None or not _is_share_move(hit, sentence):
        return False
    low = max(sentence.start, end - SHARE_REACH)
    return not SHARE_NOUNS.isdisjoint(sentence.passage.lower[low:end])


def _is_in_cash(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Debt of $6 billion against cash $4 billion": what it has."""
    return sentence.word(hit.start - 1) == "cash"


def _is_of_results(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Despite 21% revenue growth"."""
    return not RESULT_WORDS.isdisjoint(sentence.passage.lower[hit.end : hit.end + 2])


# ── sites, rules, stakes and targets ────────────────────────────────────────────────────────────────


LIMITS = frozenset({"under", "over", "above", "below", "exceeding", "than", "least", "beyond"})
TARGETS = frozenset({"target", "targets", "pt", "objective"})
CAPACITIES = frozenset("capacity footprint".split())


def _is_no_limit(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Rejects a 300 MW site" has none, "exempts sites under 75 MW" has one."""
    return LIMITS.isdisjoint(said_before(hit, 4, sentence))


def _is_of_no_target(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Sees the market tripling", not "more than doubles its target"."""
    return TARGETS.isdisjoint(sentence.passage.lower[hit.end : hit.end + 4])


def _is_price_of_site(hit: AmountHit, sentence: Sentence) -> bool:
    places = ("ai_place", "place.project", "campus_word")
    return sentence.word(hit.end) != "of" and sentence.has(places, (hit.end, hit.end + OWNED_REACH * 2))


def _is_how_often(hit: AmountHit, draft: Draft) -> bool:
    """ "Doubles its stake": the verb of the trade itself; other shares of a whole are no multiples."""
    return hit.amount.unit == "percent" or draft.trigger[0] <= hit.start <= draft.trigger[1]


def _is_growth_of_capacity(hit: AmountHit, draft: Draft) -> bool:
    """ "Will increase our AI capacity by over 80%"."""
    if hit.amount.unit == "x":
        return True
    before = said_before(hit, 8, draft.sentence)
    return "by" in before[-3:] and not CAPACITIES.isdisjoint(before)


def _is_something_else(hit: AmountHit, draft: Draft) -> bool:
    """Whether a word right beside the amount names a family that events of this type do not take."""
    rejected = measures().rejects.get(draft.type)
    if not rejected:
        return False
    if draft.type == "earnings_result" and _is_result_before_joint(hit, draft.sentence):
        return False  # "Revenue rose to $1.4 billion, backlog hit a record"
    family, gap = family_of(hit.amount, draft.sentence)
    return family in rejected and gap <= BESIDE


def _is_of_next_house(hit: AmountHit, draft: Draft) -> bool:
    """ "Wedbush lifts its target to $250, Melius to $300": of a house that only its price is told of."""
    sentence = draft.sentence
    house = next((n for n in sentence.names if n.entity.kind == "broker" and n.end == hit.start - 1), None)
    if house is None or house.start < draft.trigger[0] or sentence.word(hit.start - 1) not in {"to", "at"}:
        return False
    return sentence.word(house.start - 1) in {",", "and", "while", ";"}


# ── the refusals of each type ───────────────────────────────────────────────────────────────────────

Refusal = TypeVar("Refusal")
Rows = Iterable[tuple[Collection[str], Collection[str], Refusal]]
"""Types of events, units (none: of every unit), and the question whose yes refuses the amount."""

Refusals = Mapping[str, Sequence[tuple[Collection[str], Refusal]]]
"""The units and questions of each type."""


def _by_type(rows: Rows[Refusal]) -> Refusals[Refusal]:
    found: dict[str, list[tuple[Collection[str], Refusal]]] = {}
    for types, units, refusal in rows:
        for kind in types:
            found.setdefault(kind, []).append((units, refusal))
    return found


CONTRACT, DEBT, BACKLOG = ("contract",), ("debt_financing",), ("backlog_update",)
OWN_PERCENT = (*CAPEX_TYPES, *DEBT, "equity_investment", "ipo")
"""Types that take percentages, but none of results."""
USD, MW, PERCENT, MULTIPLE, SHARE = ("USD",), ("MW",), ("percent",), ("x",), ("percent", "x")
EVERY: tuple[str, ...] = ()

BY_WORDS: Refusals[Callable[[AmountHit, Sentence], bool]] = _by_type(
    (
        (STATED, USD, _is_in_cash),
        (STATED, PERCENT, _is_share_move),
        (STATED, EVERY, _only_compares),
        (OWN_PERCENT, SHARE, _is_of_results),
        (("earnings_result",), EVERY, _is_foreseen),
        (BACKLOG, EVERY, _is_result_before_joint),
        (CAPEX_TYPES, EVERY, _is_of_analysts),
        (CAPEX_TYPES, MULTIPLE, _multiplies_another),
        (("price_change",), EVERY, _is_earlier_view),
        (("price_target",), MULTIPLE, _is_of_no_target),
        (("regulation",), MW, _is_no_limit),
        (("regulation",), USD, _is_price_of_site),
        (DEALS, TERMS, is_deadline),
        (DEALS, MW, _is_waited_for),
        (SHARED, USD, _is_of_backer),
        (CONTRACT, SHARE, lambda hit, sentence: not _is_paid_ahead(hit, sentence)),
        (FUNDED, PERCENT, _follows_move_of_shares),
        (RAISED, EVERY, _is_of_orders),
        (DEBT, ("years",), lambda hit, sentence: not _is_maturity(hit, sentence)),
        (DEBT, PERCENT, is_part_of_costs),
        (DEBT, EVERY, is_put_in),
        (DEBT, EVERY, _is_of_stock),
    )
)
BY_EVENT: Refusals[Callable[[AmountHit, Draft, Case], bool]] = _by_type(
    (
        (RESULTS, EVERY, lambda hit, draft, _: _is_an_estimate(hit, draft)),
        (RESULTS, EVERY, _is_told_before),
        (STATED, EVERY, lambda hit, draft, _: _is_of_those(hit, draft)),
        (OWNED, EVERY, lambda hit, draft, _: _is_of_another(hit, draft)),
        (CAPEX_TYPES, EVERY, _measures_spending),
        (DEALS, USD, _is_of_budget),
        (("position_change",), SHARE, lambda hit, draft, _: not _is_how_often(hit, draft)),
        (("price_target",), EVERY, lambda hit, draft, _: _is_of_next_house(hit, draft)),
        (("data_center_build",), SHARE, lambda hit, draft, _: not _is_growth_of_capacity(hit, draft)),
    )
)
