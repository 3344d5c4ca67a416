"""Which amounts belong to an event, and what each of them measures.

What must never happen: an amount given to an event that did not state it (what was before, what a price move has
taken, the budget that a lease is compared with), or a text that is not the one at its offsets. Which units an event
type can take and what they measure there is data: quantities.toml.

Deliberately not here: reading the amounts (`quantities.py`) and finding the events (`frames.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from pipelines.extract.directions import is_compared
from pipelines.extract.drafts import CAPEX_TYPES, Case, Draft
from pipelines.extract.hourly import HOURLY_UNITS
from pipelines.extract.lexicon import Rules
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.measures import BESIDE, family_of, measures, periods_of, scope_near
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span
from pipelines.extract.quantities import PER_YEAR
from pipelines.extract.roles.market import TRADES
from pipelines.extract.roles.names import NO_MODIFIERS, OWN_DEEDS, only_backs, second_verbs
from tracker.records import Quantity

OBJECT_TYPES = CAPEX_TYPES | {"backlog_update"}
"""Types that take the amount they rest on whatever word stands beside it."""
PRICES = frozenset({"price_change", "price_target", "equity_investment", "position_change"})
"""Types that are told by their level before as well: "from $2 to $3 an hour"."""
GROWING = frozenset({"debt_financing", "equity_financing", "equity_investment"})
"""Types of which the next sentence tells parts and options in the same unit: "the offering may grow to $1 billion"."""
RAISED = frozenset({"debt_financing", "equity_financing"})
"""Types whose sum may be told with its parts."""
ROUNDING = 0.02
RESULTS = frozenset({"earnings_result", "guidance"})
STATED = RESULTS | CAPEX_TYPES | {"backlog_update"}
"""Types of what a company states of itself, whatever its share does."""
FUNDED = frozenset({"debt_financing", "equity_financing", "equity_investment", "mna", "contract"})
"""Types with percentages of their own that are often told beside how a share moved."""
FIGURES = frozenset(
    "eps adj adj. adjusted revenue revenues sales margin ebitda net operating non-gaap gaap income profit".split()
)
LACKING = frozenset("queue queues backlog shortage shortfall deficit gap".split())
"""Before the power that nobody has yet."""
APART = frozenset({",", "and", "as", "while", ";"})
OWN_BEHIND = 4
RESULT_REACH = 7
"""Most tokens between a backlog and its own sum: "backlog climbed to"."""
DEALS = frozenset(
    {"contract", "compute_leasing", "debt_financing", "equity_financing", "equity_investment", "power_deal", "mna"}
)
OWNED = frozenset({"debt_financing", "equity_financing", "capex_guidance", "capex_spend", "data_center_build"})
"""Types of one party, whose amounts nobody else owns."""
FIXED = frozenset({"price_move", "price_target", "price_change", "position_change"})
"""Types whose amounts measure one thing whatever stands beside them."""
SHARE_PRICED = frozenset(
    "price_target equity_investment equity_financing ipo price_move earnings_result guidance".split()
)
"""Types whose small sums are prices of one share."""
OWN_PERCENT = frozenset({"capex_guidance", "capex_spend", "debt_financing", "equity_investment", "ipo"})
"""Types that take percentages, but none of results: "despite 21% revenue growth"."""
RESULT_WORDS = frozenset("revenue sales profit earnings growth margin margins income".split())
OF_A_COMPANY = frozenset(
    {"money.capex", "money.revenue", "money.arr", "money.profit", "money.backlog_rpo", "money.valuation", "eps",
     "power.footprint_total", "power.it_operational", "power.energised", "share_of_backlog", "share_of_revenue"}
)  # fmt: skip
TOLD_ON = DEALS | {"data_center_build", "capex_guidance", "backlog_update", "mna", "ipo"}
"""Types whose terms may follow in the next sentence."""
DEAL_NOUNS = frozenset({"deal", "contract", "agreement", "lease", "loan", "offering", "round", "order", "transaction",
                        "facility", "purchase", "pact", "terms", "financing", "investment", "arrangement", "offer",
                        "package", "commitment", "partnership", "raise", "notes", "sale", "project", "ratio",
                        "consideration", "merger", "takeover"})  # fmt: skip
LOST = frozenset({"lost", "loses"})
TERMS = frozenset({"years", "months"})
SIZES = frozenset({"USD", "MW", "GPUs", "years"})
ANY_DEAL = frozenset({"a", "any", "such", "that", "this"})
"""Before "deal", of one that the sentence before spoke of: "a deal could be worth $4 billion"."""
EARLIER_VIEWS = frozenset("forecast forecasts estimate estimates projection projections expectation".split())
FORESEEN_BY = frozenset(
    {"estimate", "estimates", "est", "est.", "consensus", "expected", "forecast", "projected", "projection", "analysts"}
)
OF_OTHERS = FORESEEN_BY - {"expected", "forecast", "projected"}
"""Behind a budget, those of them that are no word of the company's own."""
MEASURED_BY = frozenset({"estimate", "estimates", "est", "est.", "consensus", "expectations", "expected"})
FORESEEING = frozenset("guides guided guiding guidance guide outlook sees expects forecasts forecast projects".split())
DEBTS = frozenset("notes note bond bonds loan loans debt facility credit tranche maturity maturities tenor".split())
DEBT_WITHIN = 6
LIMITS = frozenset({"under", "over", "above", "below", "exceeding", "than", "least", "beyond"})
EARLIER_DEAL = frozenset({"prior", "previous", "existing", "earlier", "previously"})
"""Before the sum of a deal of before."""
WORTHY = frozenset(
    "hyperscaler chipmaker company giant startup start-up firm behemoth neocloud titan conglomerate juggernaut".split()
)
"""Who is worth what stands before: "a $2 trillion chipmaker"."""
WORTH_REACH = 4
TAKING = frozenset("over across in within through during for".split())
"""Before the years that a budget is spent in."""
WHOSE = frozenset({"its", "their", "our"})
BESIDES = frozenset({"already", "carrying", "existing", "outstanding"})
"""Before what was there beside the deal."""
OWNED_REACH = 3
FORESEEING_FRAMES = frozenset({"guidance.foresee", "guidance.guides"})
"""Frames of a verb of foreseeing, which has its figures behind it."""
TOP_REACH = 4
"""Most tokens between a company of a list of holdings and what is held of it."""
SHARE_NOUNS = frozenset({"shares", "stock", "stocks", "share"})
SHARE_MOVE_ENDS = frozenset("after following on while revenue revenues sales profit capex spending , ;".split())
SHARE_REACH = 6
TARGETS = frozenset({"target", "targets", "pt", "objective"})
LEVEL_MARKS = frozenset(
    "to at near below above record around a about on in monday tuesday wednesday thursday friday today ytd premarket "
    "after-hours trading morning afternoon early late just under over high low all-time new close".split()
)
"""Words between a move and the price that it ended at: "rose 7.7% to $336.11"."""
MOST_MARKS = 5
FURTHER = 14
"""Tokens between a move and another figure of the same share."""
NO_MOVE = frozenset(
    "revenue revenues sales profit earnings margin margins growth stake estimate estimates forecast consensus capex "
    "probability upside target while but whereas index s&p nasdaq dow spending yield interest".split()
)
FURTHER_WORDS = frozenset(
    "additional another further up down off rose fell gained lost surged dropped climbed slid jumped soared tumbled "
    "higher lower ending ended closing closed settling settled ytd year-to-date".split()
)
VALUE_REACH = 16
VALUE_WORDS = frozenset("value cap capitalization valuation capitalisation".split())
CHANGED_BY = frozenset(
    "wiping wiped wipes erasing erased erases adding added adds shedding shed sheds losing lost gaining gained "
    "vaporizing vaporized slashing cutting knocking knocked sending bringing boosting lifting".split()
)
TOLERANCE = ("plus or minus", "give or take", "±", "+/-")
"""Before what only says how far off the sum may be."""
TOLERANCE_REACH = 16
RESTATED = 0.05
PLAIN_UNITS = {"sigma": "x", "percentile": "percent"}


def is_share_price(hit: AmountHit) -> bool:
    """Money small enough for one share, and no rate."""
    top = hit.amount.value[1] if isinstance(hit.amount.value, tuple) else hit.amount.value
    return hit.amount.unit == "USD/share" or (hit.amount.unit == "USD" and abs(top) < 10_000)


YARDSTICKS = frozenset("the its their a prior previous last what".split())
ESTIMATES = frozenset("estimate estimates consensus expectation expectations".split())
MEASURES = frozenset("est est. consensus vs vs. versus saw".split())
EARLIER = frozenset({"prior", "previous", "earlier"})
ABOUT = frozenset("about approximately around roughly nearly some".split())
OPENERS = frozenset("after following while as despite amid whereas".split())
"""They open a clause that tells of something else."""
AMOUNT_OBJECTS: dict[str, Callable[[AmountHit], bool]] = {
    "@money": lambda hit: hit.amount.unit == "USD" and not is_share_price(hit),
    "@paid": lambda hit: hit.amount.unit in {"USD", *PER_YEAR} and not is_share_price(hit),
    "@rate": lambda hit: hit.amount.unit in PER_YEAR,
    "@hourly": lambda hit: hit.amount.unit in HOURLY_UNITS,
    "@percent": lambda hit: hit.amount.unit == "percent",
    "@gpus": lambda hit: hit.amount.unit == "GPUs",
    "@power": lambda hit: hit.amount.unit == "MW",
    "@price": is_share_price,
}


def amounts_for(draft: Draft, units: Iterable[str], case: Case) -> list[AmountHit]:
    """The amounts of the event's part of the sentence that its type can take, and what the next sentence adds.

    Left out: what was before ("up from"), what a price move has taken, money too small to be a deal, what the words
    right beside it say is something else, and a round figure whose exact one follows in brackets.
    """
    allowed, found = set(units), list[AmountHit]()
    alone = case.frame.counterparty != "each"
    if draft.sentence.amounts:
        low, high = _reach(case)
        found = [hit for hit in draft.sentence.amounts if low <= hit.start < high and _fits(hit, allowed, draft, case)]
        if draft.type in SHARED and found:
            found += [hit for hit in _of_options(case) if hit not in found and _fits(hit, {"USD"}, draft, case)]
        if alone and not found:
            found = [hit for hit in _behind_colon(case) if _fits(hit, allowed, draft, case)]
    if alone and draft.type in TOLD_ON:
        found += _added_by_next(draft, allowed - {hit.amount.unit for hit in found}, case)
    if draft.type == "position_change":
        found = _of_position(found, draft, allowed)
    if not found:
        return found
    if draft.frame_id == "position.tops":
        found = [hit for hit in found if any(0 <= hit.start - n.end <= TOP_REACH for n in case.others)]
    if draft.frame_id in FORESEEING_FRAMES:
        # "Revenue jumped to $808 million, and it guided to $960 million": what stands before the verb has happened.
        found = [hit for hit in found if hit.start >= draft.trigger[1]] or found
    if draft.type == "backlog_update":
        found = [hit for hit in found if not _is_other_figure(hit, draft.sentence)] or found
    if draft.type == "guidance":
        found = [hit for hit in found if not _is_counted_out(hit, draft)] or found
    if draft.type in RAISED:
        parts = _parts_of_sum(found, draft.sentence)
        found += parts
        if parts and draft.type == "debt_financing":
            found += _rates_of_parts(parts, found, draft.sentence)
    if draft.type in DEALS:
        found = _of_deal(found, draft)
    if draft.type in CAPEX_TYPES or draft.type == "price_change":
        first = min(draft.trigger[0], case.object[0] if case.object else draft.trigger[0])
        if any(hit.start >= first for hit in found):
            found = [hit for hit in found if not _is_of_clause_before(hit, first, draft.sentence)]
    if draft.type in CAPEX_TYPES:
        # A term is one of a sum: "$70 billion over eight years", not "its five-year plan".
        summed = _has_sum(found, draft.sentence)
        found = [hit for hit in found if hit.amount.unit != "years" or (summed and _is_time_taken(hit, draft.sentence))]
    return [hit for hit in found if not _is_restated(hit, found, draft.sentence.passage.text)]


def _of_position(found: Sequence[AmountHit], draft: Draft, allowed: Collection[str]) -> list[AmountHit]:
    """What a trade in shares measures, and what the next sentence counts of it where the own one does not."""
    own = [
        hit for hit in found if not (_is_of_failed_deal(hit, draft.sentence) or _is_of_hidden_rise(hit, draft.sentence))
    ]
    counted = any(hit.amount.unit in {"shares", "USD"} for hit in own)
    return own if counted else own + _told_of_holding(draft, allowed)


def _of_deal(found: list[AmountHit], draft: Draft) -> list[AmountHit]:
    """What a deal measures: not what somebody is worth, an average, the whole of a part, or a deal of before."""
    said, sentence = draft.sentence.passage.vocabulary, draft.sentence
    if not WORTHY.isdisjoint(said):
        found = [hit for hit in found if not _is_worth(hit, sentence)]
    if "average" in said:
        found = [hit for hit in found if "average" not in _said_before(hit, 3, sentence)] or found
    if draft.type in SHARED:
        found = [hit for hit in found if not _is_whole_of_part(hit, found, sentence)]
    if not EARLIER_DEAL.isdisjoint(said):
        newer = {hit.amount.unit for hit in found if not _is_of_earlier_deal(hit, sentence)}
        found = [hit for hit in found if hit.amount.unit not in newer or not _is_of_earlier_deal(hit, sentence)]
    return found


def _parts_of_sum(found: Sequence[AmountHit], sentence: Sentence) -> list[AmountHit]:
    """ "Raises $5 billion: a $3 billion loan and $2 billion of notes": what follows and adds up to the sum."""
    sums = [hit for hit in found if hit.amount.unit == "USD"]
    if len(sums) != 1 or not isinstance(sums[0].amount.value, float):
        return []
    parts = [hit for hit in sentence.amounts if hit.start >= sums[0].end and hit.amount.unit == "USD"]
    whole, told = sum(hit.amount.value for hit in parts if isinstance(hit.amount.value, float)), sums[0].amount.value
    return parts if len(parts) > 1 and abs(whole - told) < ROUNDING * told else []


def _is_whole_of_part(hit: AmountHit, found: Sequence[AmountHit], sentence: Sentence) -> bool:
    """ "Lets 60 MW of its 210 MW campus": the whole that a part is let of."""
    before = sentence.passage.lower[max(sentence.start, hit.start - 2) : hit.start]
    is_whole = hit.amount.unit == "MW" and before[:1] == ["of"] and before[1:] in (["its"], ["the"], ["a"], ["their"])
    return is_whole and any(other.amount.unit == "MW" and other.start < hit.start for other in found)


MAY = frozenset("could may might can would options option".split())
GROWTH = frozenset("rise grow reach increase expand climb total lift worth".split())
"""What may come of a deal."""


def _is_other_figure(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Backlog reaches $7 billion, sales guidance raised to $12 billion": the part says whose figure it is."""
    part = set(_said_before(hit, PART_REACH, sentence))
    return not OTHER_FIGURES.isdisjoint(part) and BACKLOG_WORDS.isdisjoint(part)


def _is_counted_out(hit: AmountHit, draft: Draft) -> bool:
    """ "Guidance of $11 billion excludes $2 billion of sales"; a charge told before a semicolon."""
    sentence = draft.sentence
    if not EXCLUDED.isdisjoint(_said_before(hit, 3, sentence)):
        return True
    return hit.end <= draft.trigger[0] and ";" in sentence.passage.lower[hit.end : draft.trigger[0]]


OTHER_FIGURES = frozenset("guidance guides guided forecast outlook revenue sales eps capex income profit".split())
BACKLOG_WORDS = frozenset("backlog backlogs rpo orders bookings obligations book contracted".split())
EXCLUDED = frozenset("excludes exclude excluding excluded".split())
PART_REACH = 9


def _rates_of_parts(parts: Sequence[AmountHit], found: Sequence[AmountHit], sentence: Sentence) -> list[AmountHit]:
    """ "$500 million of 2.00% notes due 2029 and $500 million of 3.00% notes due 2031": what each of them bears."""
    rates = (hit for hit in sentence.amounts if hit.start >= parts[0].end and hit.amount.unit == "percent")
    return [hit for hit in rates if hit not in found and family_of(hit.amount, sentence)[0] == "interest_rate"]


def _has_sum(found: Sequence[AmountHit], sentence: Sentence) -> bool:
    return any(hit.amount.unit in {"USD", *PER_YEAR} for hit in found) or sentence.has(("foreign_sum",))


def _is_time_taken(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Over the next eight years"."""
    before = _said_before(hit, 4, sentence)
    return not TAKING.isdisjoint(before) and WHOSE.isdisjoint(before[-1:])


def _is_worth(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Let to a $2 trillion chipmaker": what a party is worth."""
    if hit.amount.unit != "USD":
        return False
    at = next((at for at in range(hit.end, hit.end + WORTH_REACH) if sentence.word(at) in WORTHY), None)
    if at is None or sentence.word(at + 1) in DEAL_NOUNS:
        return False
    return NO_MODIFIERS.isdisjoint(sentence.passage.lower[hit.end : at])


def _is_of_hidden_rise(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Buys AI stock up 2,000%": how far a share has risen that somebody trades."""
    before = sentence.passage.lower[max(hit.start - 2, sentence.start) : hit.start]
    return hit.amount.unit == "percent" and before in (["stock", "up"], ["stock", "down"], ["stocks", "up"])


TRYING = frozenset({"tried", "once", "attempted", "failed", "abandoned", "sought", "agreed", "aborted", "scrapped"})
FAILED_REACH = 9


def _is_of_failed_deal(hit: AmountHit, sentence: Sentence) -> bool:
    """ "That it had wanted to acquire for $9 billion": the price of a purchase that never was."""
    said = sentence.passage.lower[max(hit.start - FAILED_REACH, sentence.start) : hit.start]
    once = "once" in said and not {"wanted", "offered", "bid", "sought", "agreed", "planned"}.isdisjoint(said)
    return once or (not TRYING.isdisjoint(said) and not {"buy", "acquire", "purchase", "acquisition"}.isdisjoint(said))


def _is_of_earlier_deal(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Adding to an earlier $9 billion contract": a deal of before beside the new one."""
    return not EARLIER_DEAL.isdisjoint(sentence.passage.lower[max(hit.start - 2, sentence.start) : hit.start])


def _is_of_clause_before(hit: AmountHit, first: int, sentence: Sentence) -> bool:
    """ "Output grew 12% in March, and DRAM prices rose 30%": what grew before the comma is something else."""
    told = hit.amount.unit in {"percent", "x"} and hit.end <= first
    return told and "," in sentence.passage.lower[hit.end : first]


def price_levels(sentence: Sentence, end: int, mover: NameHit | None = None) -> list[AmountHit]:
    """The price of a share that a move ends at, a few marks behind the move ("fell 4.8% to $55.62"), and what it did
    to the value of the company: "adding $98 billion in market cap"."""
    for hit in sentence.amounts:
        words = sentence.passage.lower[end : hit.start]
        if hit.start >= end and words and LEVEL_MARKS.issuperset(words) and is_share_price(hit):
            return [] if hit.amount.prior or len(words) > MOST_MARKS else [hit]
    if mover is not None and mover.entity.kind == "index":
        return []
    return [hit for hit in sentence.amounts if _is_market_value(hit, end, sentence, mover)][:1]


def price_before(sentence: Sentence, mover: NameHit, trigger: Span) -> list[AmountHit]:
    """ "Is trading at $237 this morning, up 1.4%": the price of the share, told before its move; or the value lost,
    "Nvidia's $1 trillion slide"."""
    for hit in sentence.amounts:
        if hit.end == trigger[0] and hit.amount.unit == "USD" and not is_share_price(hit):
            return [hit]
        if mover.end <= hit.start and hit.end <= trigger[0] and is_share_price(hit) and not hit.amount.prior:
            before = sentence.passage.lower[max(hit.start - 3, mover.end) : hit.start]
            others = any(hit.end <= name.start < trigger[0] for name in sentence.names if name.party)
            return [hit] if "at" in before and not others else []
    return []


def further_moves(sentence: Sentence, end: int, mover: NameHit) -> list[AmountHit]:
    """What else the same share did in the sentence: "rose 8% on Wednesday and another 1% after hours"."""
    found: list[AmountHit] = []
    for hit in sentence.amounts:
        if hit.start < end or hit.amount.unit != "percent" or isinstance(hit.amount.value, tuple):
            continue
        between = sentence.passage.lower[end : hit.start]
        others = any(n.party and n.party != mover.party for n in sentence.names if end <= n.start < hit.start)
        others = others or any(
            end < start < hit.start and sentence.passage.words[start - 1][:1].isupper()
            for start, _ in sentence.spans(("fall", "rise", "move_down", "move_up"))
        )  # of a company that nobody knows: "Nvidia fell 2%, Elm Optics dropped 4%"
        if others or len(between) > FURTHER or not NO_MOVE.isdisjoint(between):
            break
        behind = sentence.passage.lower[hit.end : hit.end + 5]
        near = {*between[-3:], *behind[:2], "".join(behind)}
        if FURTHER_WORDS & near and sentence.word(hit.end) not in {"of", "stake", "revenue", "upside"}:
            found.append(hit)
            end = hit.end
    return found[:2]


def _is_market_value(hit: AmountHit, end: int, sentence: Sentence, mover: NameHit | None) -> bool:
    """Billions behind a move that words of value tell of, or in brackets right behind it, with nobody else between."""
    if hit.amount.unit != "USD" or is_share_price(hit) or not 0 <= hit.start - end <= VALUE_REACH:
        return False
    party = mover.party if mover is not None else None
    if any(end <= name.start < hit.start and name.party not in {None, party} for name in sentence.names):
        return False
    before, after = sentence.passage.lower[end : hit.start], sentence.passage.lower[hit.end : hit.end + 5]
    if not {";", "as", "after", "while", "amid", "following"}.isdisjoint(before):
        return False
    if before and before[0] == "(" and len(before) <= 3 and after[:1] == [")"]:
        return True
    said = VALUE_WORDS & {*before, *after} or "in value" in " ".join(after)
    return bool(said and (CHANGED_BY & set(before) or {"wiped", "erased", "gained", "lost"} & set(after)))


def _is_an_estimate(hit: AmountHit, draft: Draft) -> bool:
    """ "Beats $1.38 estimate", "est. $5.4 billion", "consensus of $2.6 billion": what others had expected."""
    sentence = draft.sentence
    before = _said_before(hit, 3, sentence)
    if draft.type == "guidance" and draft.trigger[0] <= hit.start - len(before) < draft.trigger[1]:
        # "Is expected to be $6.7 billion" foresees it itself.
        before = before[max(0, len(before) - max(0, hit.start - draft.trigger[1])) :]
    if sentence.word(hit.end) in FORESEEN_BY:
        return True
    first_word = hit.start - len(before)
    if any(word in MEASURED_BY and not is_compared(at, sentence) for at, word in enumerate(before, first_word)):
        return True
    first = _first_of_pair(hit, sentence)
    return first is not None and _is_an_estimate(first, draft)


def _first_of_pair(hit: AmountHit, sentence: Sentence) -> AmountHit | None:
    """ "Estimates of $2.10 and $92.17 billion": the first says of both what they are."""
    if sentence.word(hit.start - 1) != "and":
        return None
    return next((other for other in sentence.amounts if other.end == hit.start - 1), None)


def _said_before(hit: AmountHit, reach: int, sentence: Sentence) -> list[str]:
    """The words before an amount, from the last comma on: what stands before it belongs to another figure."""
    words = sentence.passage.lower[max(sentence.start, hit.start - reach) : hit.start]
    last = max((at for at, word in enumerate(words) if word in {",", ";"}), default=-1)
    return words[last + 1 :]


def _measures_spending(hit: AmountHit, draft: Draft, case: Case) -> bool:
    """What only measures a budget: "higher than the $35 billion", "above estimates of $119 billion", "54% of total",
    or what stands behind a clause of its own: "guided to $200 billion after revenue of $213 billion"."""
    sentence = draft.sentence
    before = _said_before(hit, 5, sentence)
    at = before.index("than") if "than" in before else None
    if at is not None and not YARDSTICKS.isdisjoint(before[at + 1 :]):
        return True
    if not (ESTIMATES | EARLIER).isdisjoint(before) and before[-1:] == ["of"]:
        return sentence.word(draft.trigger[0]) not in ESTIMATES  # "Estimates capex of $80 billion"
    if "previously" in before:
        return True
    if before[-1:] == ["by"] and not (ESTIMATES | MEASURED_BY).isdisjoint(before):
        return True  # "Exceeding analysts' expectations by $50 billion"
    if hit.amount.unit == "USD" and (before[-1:] == ["up"] or (before[-2:-1] == ["up"] and before[-1] in ABOUT)):
        return True  # "Up about $30 billion": by how much, beside how much.
    if sentence.word(hit.end) in ESTIMATES or not MEASURES.isdisjoint(before[-3:]):
        return True
    if hit.amount.unit == "percent" and sentence.word(hit.end) in {"of", "above", "below"}:
        return True
    if case.frame.order == "after" and hit.end <= draft.trigger[0]:
        # "Amazon spent $90 billion, while Alphabet invested $24 billion"
        return any(sentence.word(at) in OPENERS for at in range(hit.end, draft.trigger[0]))
    own = max(draft.trigger[1], case.object[1] if case.object else 0)
    behind = range(own, hit.start)
    told = any(other.start < hit.start for other in sentence.amounts)
    return told and (
        any(sentence.word(at) in OPENERS and {"much", "high"}.isdisjoint(_around(at, sentence)) for at in behind)
        or (sentence.word(hit.start - 2) in {"(", ","} and _in_brackets(hit, sentence))
    )


def _around(at: int, sentence: Sentence) -> tuple[str, str]:
    return sentence.word(at - 1), sentence.word(at + 1)


def _in_brackets(hit: AmountHit, sentence: Sentence) -> bool:
    """ "$725 billion (Alpha $200 billion, Beta $185 billion)": the parts of others."""
    words = sentence.passage.lower[sentence.start : hit.start]
    return "(" in words and ")" not in words[len(words) - 1 - words[::-1].index("(") :]


def _is_foreseen(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Posts $54 billion, guides $61 billion": the second is no result."""
    return not FORESEEING.isdisjoint(_said_before(hit, 4, sentence))


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


def _is_of_those(hit: AmountHit, draft: Draft) -> bool:
    """ "CoreWeave's sales rose 40%, while those of Nebius rose 300%": the figure of whom "those of" names."""
    sentence = draft.sentence
    return any(
        name.end <= hit.start
        and name.party not in draft.parties
        and sentence.passage.lower[name.start - 2 : name.start] == ["those", "of"]
        for name in sentence.names
    )


def _added_by_next(draft: Draft, missing: Collection[str], case: Case) -> list[AmountHit]:
    """Amounts of the next sentence when it goes on about the same thing and names nobody else."""
    passage, index = draft.sentence.passage, draft.sentence.index + 1
    if index >= len(passage.sentences):
        return []
    following = passage.sentence(index)
    if not following.amounts:
        # "The deal is its first abroad. The contract will take 0.8 GW."
        if not _is_of_the_deal(following) or index + 1 >= len(passage.sentences):
            return []
        following = passage.sentence(index + 1)
        if not following.amounts or not _is_of_the_deal(following):
            return []
    words = passage.lower[following.start : following.start + 6]
    of_the_deal = _is_of_the_deal(following)
    # "The contract could rise to $4 billion".
    grows = draft.type in GROWING or (
        draft.type in SHARED and not (MAY.isdisjoint(following.vocabulary) or GROWTH.isdisjoint(following.vocabulary))
    )
    told_on = of_the_deal or _goes_on(words, draft.sentence) or words[:2] in FIRST_PARTS
    if not (told_on or _takes_up(draft, following)):
        return []
    if draft.type == "equity_investment" and words[:2] == ["the", "company"] and PUTTING_IN.isdisjoint(words):
        return []  # "Elm invested in Acme. The company then raised $2 billion in debt": money of another deal
    if draft.type == "data_center_build" and are_elsewhere(draft.sentence, following):
        return []  # "Built a campus in Texas. It is building one of 1.8 GW in Wyoming": of another site
    parties = {draft.actor, draft.counterparty, *draft.roles.values()}
    if any(name.party and not name.bystander and name.party not in parties for name in following.names):
        return []
    return [
        hit
        for hit in following.amounts
        if (
            hit.amount.unit in missing
            or (of_the_deal and hit.amount.unit == "USD" and grows)
            or (draft.type == "power_deal" and hit.amount.unit == "MW" and _is_first_part(hit, following))
        )
        and not hit.amount.prior
        and BESIDES.isdisjoint(passage.lower[hit.start - 4 : hit.start])
        and not (hit.amount.unit == "USD" and is_share_price(hit))
        and (of_the_deal or _is_first_part(hit, following) or _is_own(hit, following, draft.type, is_deck=not told_on))
        and not (draft.type == "debt_financing" and _is_no_debt(hit, following))
        and not (hit.amount.unit in TERMS and _is_deadline(hit, following))
    ]


def are_elsewhere(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences name places, and not the same: "a campus in Texas", "a data center in Wyoming"."""
    here, there = (
        {tuple(sentence.lower[slice(*span)]) for span in sentence.spans(("site_place", "place.name"))}
        for sentence in (one, other)
    )
    return bool(here and there) and here.isdisjoint(there)


PUTTING_IN = frozenset("pay pays paid invest invests invested put puts spent spend".split())
"""What an investor does with the money."""
FIRST_PARTS = [["the", "first"], ["the", "initial"], ["an", "initial"], ["a", "first"], ["the", "remaining"]]
"""How a sentence begins that tells when power comes, part by part."""


def _is_first_part(hit: AmountHit, sentence: Sentence) -> bool:
    """ "The first 90 MW are due by spring": a part of the power of the sentence before."""
    return sentence.passage.lower[max(hit.start - 2, sentence.start) : hit.start] in FIRST_PARTS


def _is_of_the_deal(sentence: Sentence) -> bool:
    """ "The six-year contract will …"."""
    lower = sentence.passage.lower[sentence.start : min(sentence.start + 9, sentence.end)]
    return "the" in lower[:6] and not DEAL_NOUNS.isdisjoint(lower)


def _is_put_in(hit: AmountHit, sentence: Sentence) -> bool:
    """ "The owner put in $90 million in equity": what owners put in beside the loan."""
    return sentence.word(hit.end) in {"in", "of"} and sentence.word(hit.end + 1) == "equity"


def _told_of_holding(draft: Draft, allowed: Collection[str]) -> list[AmountHit]:
    """ "Discloses a stake in A. The fund bought 8,300 shares worth $2 million": the next sentence counts them."""
    passage, index = draft.sentence.passage, draft.sentence.index + 1
    if index >= len(passage.sentences) or draft.actor is None:
        return []
    following = passage.sentence(index)
    if not any(hit.amount.unit == "shares" for hit in following.amounts):
        return []
    words = passage.lower[following.start : min(following.start + 4, following.end)]
    of_holder = words[:1] == ["it"] or (words[:1] == ["the"] and not HOLDERS.isdisjoint(words))
    parties = {draft.actor, draft.counterparty}
    if not of_holder or any(n.party and not n.bystander and n.party not in parties for n in following.names):
        return []
    return [
        hit
        for hit in following.amounts
        if hit.amount.unit in {"shares", "USD"}.intersection(allowed)
        and not hit.amount.prior
        and not is_share_price(hit)
    ]


HOLDERS = frozenset(
    "fund firm investor institution manager adviser advisor company bank group hedge institutional insider".split()
)
"""Who holds shares, taken up in a further sentence."""


def _is_no_debt(hit: AmountHit, sentence: Sentence) -> bool:
    """ "The owner put in $90 million in equity, at a 65% loan-to-cost ratio": beside the loan."""
    family = family_of(hit.amount, sentence)[0]
    is_share = hit.amount.unit == "percent" and _is_part_of_costs(hit, sentence)
    return family in {"money.equity", "issue_price"} or is_share or _is_put_in(hit, sentence)


def _takes_up(draft: Draft, following: Sentence) -> bool:
    """Whether a sentence is the deck of a headline's deal, or speaks of one as yet open: "A deal could be worth …"."""
    if draft.type in CAPEX_TYPES:
        return False
    first, *words = following.passage.lower[following.start : following.start + 4]
    any_deal = first in ANY_DEAL and not DEAL_NOUNS.isdisjoint(words)
    return any_deal or (draft.sentence.in_headline and not following.in_headline)


def _is_own(hit: AmountHit, sentence: Sentence, event_type: str, *, is_deck: bool) -> bool:
    """Whether it measures what such events have: of a deck its only sum, power, number of chips or term."""
    family, unit = family_of(hit.amount, sentence)[0], hit.amount.unit
    if not is_deck:
        return family in own_families(event_type)
    is_sole = unit in SIZES and sum(other.amount.unit == unit for other in sentence.amounts) == 1
    return is_sole and family not in measures().rejects.get(event_type, frozenset())


def _goes_on(words: Sequence[str], before: Sentence) -> bool:
    """Whether a sentence that begins so takes up what the one before spoke of: "It …", "The plants …"."""
    if words and words[0] in {"it", "they"}:
        return True
    return words[:1] == ["the"] and any(len(word) > 3 and word in before.vocabulary for word in words[1:4])


def own_families(event_type: str) -> frozenset[str | None]:
    """Families that an event of this type states of itself; None is what no word decides."""
    own = measures().own.get(event_type, frozenset())
    return frozenset({None, *own})


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
    first = _first_of_pair(hit, sentence)
    return first is not None and (first.amount.prior or not EARLIER.isdisjoint(_said_before(first, 4, sentence)))


def _is_share_move(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Shares fell 8% after it raised its budget": how far the share moved."""
    if hit.amount.unit != "percent":
        return False
    words = sentence.passage.lower[max(sentence.start, hit.start - SHARE_REACH) : hit.start]
    last = max((at for at, word in enumerate(words) if word in SHARE_NOUNS), default=None)
    return last is not None and SHARE_MOVE_ENDS.isdisjoint(words[last + 1 :])


def _follows_move_of_shares(hit: AmountHit, sentence: Sentence) -> bool:
    """ "CoreWeave, whose stock has plunged 60%, will sell notes": the verb of a move between share and percentage."""
    verbs = (end for _, end in sentence.spans(("fall", "rise", "move_down", "move_up")) if 0 <= hit.start - end <= 4)
    end = max(verbs, default=None)
    if end is None or not _is_share_move(hit, sentence):
        return False
    low = max(sentence.start, end - SHARE_REACH)
    return not SHARE_NOUNS.isdisjoint(sentence.passage.lower[low:end])


def _is_restated(hit: AmountHit, found: Sequence[AmountHit], text: str) -> bool:
    """ "Almost $1 billion ($985 million)": the exact figure in the brackets counts."""
    if hit.amount.comparator is None or not isinstance(hit.amount.value, float):
        return False
    return any(
        other.amount.unit == hit.amount.unit
        and isinstance(other.amount.value, float)
        and hit.start < other.start
        and text[: other.amount.start].endswith("(")
        and abs(other.amount.value / hit.amount.value - 1) < RESTATED
        for other in found
    )


def _fits(hit: AmountHit, allowed: Collection[str], draft: Draft, case: Case) -> bool:
    kind, sentence = draft.type, draft.sentence
    unit = "USD/share" if "USD/share" in allowed and is_share_price(hit) else hit.amount.unit
    if unit not in allowed or any(start <= hit.start < end for start, end in case.claimed):
        return False
    if unit == "USD" and kind != "price_change" and is_share_price(hit):
        return False
    passage, at = sentence.passage, hit.amount.start
    if passage.text[max(0, at - TOLERANCE_REACH) : at].rstrip().lower().endswith(TOLERANCE):
        return False
    if kind in RESULTS and _is_an_estimate(hit, draft):
        return False
    if unit in {"percent", "x"} and kind in SHARE_OF and not SHARE_OF[kind](hit, draft):
        return False
    if kind == "regulation" and unit == "MW" and LIMITS.isdisjoint(_said_before(hit, 4, sentence)):
        return False  # "Exempts sites under 75 MW" has a limit, "rejects a 300 MW site" none
    if kind == "debt_financing" and unit == "years" and not _is_maturity(hit, sentence):
        return False
    if kind == "debt_financing" and unit == "percent" and _is_part_of_costs(hit, sentence):
        return False
    if kind in DEALS and unit in TERMS and _is_deadline(hit, sentence):
        return False
    if kind == "regulation" and unit == "USD" and _is_price_of_site(hit, sentence):
        return False  # "A $2 billion data center approved by the council": what the site costs
    if kind == "backlog_update" and _is_result_before_joint(hit, sentence):
        return False
    if kind in DEALS and unit == "MW" and not LACKING.isdisjoint(_said_before(hit, 2, sentence)):
        return False  # "Queues of 2,100 GW push it to sign": what is waited for
    if kind == "price_target" and unit == "x" and TARGETS.isdisjoint(passage.lower[hit.end : hit.end + 4]):
        return False  # "More than doubles its target", not "sees the market tripling"
    if kind in CAPEX_TYPES and sentence.word(hit.end) in OF_OTHERS:
        return False  # "Above the $27 billion consensus"
    if kind in CAPEX_TYPES and (_measures_spending(hit, draft, case) or _multiplies_another(hit, sentence)):
        return False
    if kind in SHARED and unit == "USD" and _is_of_backer(hit, sentence):
        return False
    if kind == "earnings_result" and _is_foreseen(hit, sentence):
        return False
    if kind in STATED and unit == "USD" and sentence.word(hit.start - 1) == "cash":
        return False  # "Debt of $6 billion against cash $4 billion": what it has
    if kind in STATED and (_is_share_move(hit, sentence) or _is_of_those(hit, draft)):
        return False
    if kind in FUNDED and _follows_move_of_shares(hit, sentence):
        return False
    if kind in RESULTS and _is_told_before(hit, draft, case):
        return False
    if kind in OWNED and _is_of_another(hit, draft):
        return False
    before = passage.lower[max(sentence.start, hit.start - 4) : hit.start]
    if kind == "price_change" and "of" in before[-2:] and not EARLIER_VIEWS.isdisjoint(before):
        return False  # "up from the initial forecast of 55%"
    held_against = kind == "backlog_update" and "against" in before and (hit.start, hit.end) == case.object
    if hit.amount.prior and not held_against and kind not in PRICES and not _opens_series(hit, sentence):
        return False
    if kind in STATED and _only_compares(hit, sentence):
        return False
    if (
        unit in {"percent", "x"}
        and kind in OWN_PERCENT
        and not RESULT_WORDS.isdisjoint(passage.lower[hit.end : hit.end + 2])
    ):
        return False
    # "its capital expenditure ($175 billion)" is no price of a lease that the sentence also mentions.
    own_noun = kind == "debt_financing" and sentence.has(("debt_noun",), (hit.end, hit.end + 4))
    if kind == "debt_financing" and _is_put_in(hit, sentence):
        return False
    if kind in RAISED and {"orders", "bids", "demand"} & {sentence.word(at) for at in (hit.end, hit.end + 1)}:
        return False  # "A bond sale that drew $129 billion of orders"
    if kind == "debt_financing" and not own_noun and sentence.has(("stock_sale",), (hit.end, hit.end + 3)):
        return False  # "Upsized its convertible and sold $1 billion of stock"
    if unit == "USD" and kind in DEALS and not own_noun and _budget_beside(hit, case):
        return False
    is_its_object = (hit.start, hit.end) == case.object and (
        kind in OBJECT_TYPES or (kind == "contract" and sentence.word(hit.start - 2) == "valued")
    )
    return is_its_object or not _is_something_else(hit, draft)


def _is_of_backer(hit: AmountHit, sentence: Sentence) -> bool:
    """ "A lease with Google backing $9 billion of it": the sum is of who answers for it."""
    return any(0 < hit.start - name.end <= BACKED_WITHIN and only_backs(name, sentence) for name in sentence.names)


def _multiplies_another(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Lifted its budget and more than doubled lease commitments": what doubled is no budget."""
    behind = sentence.passage.lower[hit.end : min(hit.end + 4, sentence.end)]
    return hit.amount.unit == "x" and not NO_BUDGETS.isdisjoint(behind) and BUDGETS.isdisjoint(behind)


BACKED_WITHIN = 5
NO_BUDGETS = frozenset(
    """lease leases revenue revenues sales profit profits income earnings backlog capacity headcount commitments rent
    debt""".split()
)
BUDGETS = frozenset("capex spending expenditure expenditures budget outlays investment investments".split())


def _is_paid_ahead(hit: AmountHit, draft: Draft) -> bool:
    """ "Including a 20% prepayment", "will prepay roughly 20%"."""
    sentence = draft.sentence
    beside = {*_said_before(hit, 3, sentence), *sentence.passage.lower[hit.end : min(hit.end + 3, sentence.end)]}
    return not AHEAD.isdisjoint(beside)


def _is_how_often(hit: AmountHit, draft: Draft) -> bool:
    """ "Doubles its stake": the verb of the trade itself; other shares of a whole are no multiples."""
    return hit.amount.unit == "percent" or draft.trigger[0] <= hit.start <= draft.trigger[1]


def _is_growth_of_capacity(hit: AmountHit, draft: Draft) -> bool:
    """ "Will increase our AI capacity by over 80%"."""
    if hit.amount.unit == "x":
        return True
    before = _said_before(hit, 8, draft.sentence)
    return "by" in before[-3:] and not CAPACITIES.isdisjoint(before)


AHEAD = frozenset("prepayment prepayments prepay prepays prepaid upfront deposit advance".split())
CAPACITIES = frozenset("capacity footprint".split())
SHARE_OF: dict[str, Callable[[AmountHit, Draft], bool]] = {
    "contract": _is_paid_ahead,
    "position_change": _is_how_often,
    "data_center_build": _is_growth_of_capacity,
}
"""Of the types that take shares of a whole, or multiples, only of one thing: which these are."""


def _is_part_of_costs(hit: AmountHit, sentence: Sentence) -> bool:
    """ "A loan that covers 80% of the cost": a share of what it pays for, and no interest."""
    behind = sentence.passage.lower[hit.end : min(hit.end + COSTS_WITHIN, sentence.end)]
    return behind[:1] == ["of"] and not COSTS.isdisjoint(behind)


COSTS = frozenset("cost costs budget price project expenses".split())
COSTS_WITHIN = 5


def _is_deadline(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Will deliver within three months", "live in the next six months": until when, not for how long."""
    before = _said_before(hit, 4, sentence)
    while before and before[-1] in {"the", "next", "coming", "about", "first"}:
        before.pop()
    return before[-1:] in (["within"], ["in"])


def _is_maturity(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Five-year senior notes", "a seven-year $3 billion loan": how long the debt runs."""
    behind = sentence.passage.lower[hit.end : min(hit.end + DEBT_WITHIN, sentence.end)]
    is_adjective = "-" in sentence.passage.text[hit.amount.start : hit.amount.end]
    return is_adjective and not DEBTS.isdisjoint(behind)


def _is_price_of_site(hit: AmountHit, sentence: Sentence) -> bool:
    places = ("ai_place", "place.project", "campus_word")
    return sentence.word(hit.end) != "of" and sentence.has(places, (hit.end, hit.end + OWNED_REACH * 2))


def _budget_beside(hit: AmountHit, case: Case) -> bool:
    """A budget is spoken of in the same part of the sentence; one behind "as" only tells why somebody raises money."""
    if "capex" not in case.sentence.terms:
        return False
    low, high = case.window
    lower = case.sentence.passage.lower
    setting = next((at for at in range(hit.end, high) if lower[at] in {"as", "amid", "after", "before"}), high)
    return case.sentence.has(("capex",), (low, setting))


def _is_something_else(hit: AmountHit, draft: Draft) -> bool:
    """Whether a word right beside the amount names a family that events of this type do not take."""
    rejected = measures().rejects.get(draft.type)
    if not rejected:
        return False
    if draft.type == "earnings_result" and _is_result_before_joint(hit, draft.sentence):
        return False  # "Revenue rose to $1.4 billion, backlog hit a record"
    family, gap = family_of(hit.amount, draft.sentence)
    return family in rejected and gap <= BESIDE


def _is_result_before_joint(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Revenue rose 134% to $1.4 billion, backlog …": the sum of a result, whatever comes behind the comma."""
    before = sentence.passage.lower[max(hit.start - RESULT_REACH, sentence.start) : hit.start]
    behind = sentence.passage.lower[hit.end : hit.end + 4]
    is_next = behind[:1] != [] and behind[0] in APART and "backlog" in behind
    return is_next and "backlog" not in before and not RESULT_WORDS.isdisjoint(before)


def _opens_series(hit: AmountHit, sentence: Sentence) -> bool:
    """ "From $145 billion in 2026 to $175 billion in 2027": years of their own, no value of before."""
    periods = periods_of(sentence)
    own = periods.get(hit.amount.start)
    later = [periods.get(other.amount.start) for other in sentence.amounts if other.start > hit.start]
    opens = sentence.word(hit.start - 1) == "from" and sentence.word(hit.start - 2) not in {"up", "down"}
    return bool(opens and own and later and later[0] and later[0] > own)


def _behind_colon(case: Case) -> list[AmountHit]:
    """ "… leaves its outlook where it was: about $150 billion": what follows a colon or dash says it in figures."""
    _, end = case.window
    sentence = case.sentence
    if sentence.word(end) not in {":", "—", "–", "--", ";"}:
        return []
    low, high = sentence.segment(end + 1) if end + 1 < sentence.end else (end, end)
    named = any(low <= name.start < high for name in sentence.names)
    return [] if named else [hit for hit in sentence.amounts if low <= hit.start < high]


def _of_options(case: Case) -> list[AmountHit]:
    """ "… for ten years; two five-year options could lift it to $7 billion": what a deal may come to."""
    end, sentence = case.window[1], case.sentence
    if sentence.word(end) != ";":
        return []
    low, high = sentence.segment(end + 1) if end + 1 < sentence.end else (end, end)
    words = sentence.passage.lower[low:high]
    if OPTIONS.isdisjoint(words) or any(low <= name.start < high and name.party for name in sentence.names):
        return []
    return [hit for hit in sentence.amounts if low <= hit.start < high]


OPTIONS = frozenset("option options extension extensions renewal renewals extended renewed".split())


def _reach(case: Case) -> Span:
    """Where an event's amounts may stand: its part of the sentence; only up to the next deed in a list of deeds, and
    only its clause when another clause tells of the same kind of thing with an amount of its own."""
    sentence, trigger = case.sentence, case.trigger
    if case.frame.type == "clarification":
        return sentence.start, sentence.end  # "Correction: the loan is $2.4 billion, not $2.6 billion".
    if case.frame.id == "position.tops":
        return sentence.start, sentence.end  # "Top holdings: Nvidia 8%, CoreWeave 6%".
    if case.frame.type == "price_change":
        clause = sentence.clause(trigger[0])
        # "Reached as high as $8 an hour": its own amount, whatever word stands before it.
        return clause if case.object is None or case.object[0] < clause[1] else case.window
    if case.frame.type == "backlog_update":
        before = case.object is not None and any((a.start, a.end) == case.object < trigger for a in sentence.amounts)
        if before and case.object is not None and not _has_own_behind(case.object, trigger, sentence):
            return case.object[0], trigger[1]  # "Took in $12 billion of orders and shipped servers for $2 billion".
        if any(trigger[0] <= a.start < case.window[1] for a in sentence.amounts):
            # Results stand before it in the sentence: "revenue reached $1.4 billion, and the backlog $55.6 billion".
            return trigger[0], case.window[1]
    deeds = (*case.frame.trigger, *TRADES) if case.frame.type == "position_change" else case.frame.trigger
    rivals = [start for start, _ in sentence.spans(deeds) if not trigger[0] <= start < trigger[1]]
    if case.frame.counterparty in {"each", "dealt"}:
        # Of a passive what was traded stands before the verb.
        turned = case.object is not None and case.object[0] < trigger[0]
        first = sentence.clause(trigger[0])[0] if turned else trigger[0]
        return first, min([case.window[1], *(start for start in rivals if start > trigger[0])])
    if case.frame.type in CAPEX_TYPES and (parts := second_verbs(sentence)):
        # "Reached $400 billion in 2025 and is projected at $650 billion": each verb has its own sum.
        low = max((at for at in parts if at < trigger[0]), default=case.window[0])
        return low, min((at for at in parts if at >= trigger[1]), default=case.window[1])
    if case.frame.type in DEALS and (joined := _joined_deeds(case)):
        return joined
    clause = sentence.clause(trigger[0])
    told = [sentence.clause(start) for start in rivals if not clause[0] <= start < clause[1]]
    if told and all(any(a <= hit.start < b for hit in sentence.amounts) for a, b in (clause, *told)):
        return max(clause[0], case.window[0]), min(clause[1], case.window[1])
    if case.frame.type in RESULTS:
        return case.window[0], _told_on(case.window[1], sentence)
    return case.window


def _has_own_behind(before: Span, trigger: Span, sentence: Sentence) -> bool:
    """ "Revenue rose to $1.4 billion, backlog hit $55.6 billion": the sum before it is that of something else."""
    apart = not APART.isdisjoint(sentence.passage.lower[before[1] : trigger[0]])
    return apart and any(0 <= hit.start - trigger[1] <= OWN_BEHIND for hit in sentence.amounts)


def _joined_deeds(case: Case) -> Span | None:
    """Only its own half of two deeds of one party: "got $3 billion from A and orders $8 billion of chips"."""
    sentence, trigger, (low, high) = case.sentence, case.trigger, case.window
    if sentence.word(trigger[0] - 1) == "and" and any(trigger[0] <= hit.start < high for hit in sentence.amounts):
        return trigger[0], high
    later = [
        start for start, _ in sentence.spans(OWN_DEEDS) if start >= trigger[1] and sentence.word(start - 1) == "and"
    ]
    if later and any(low <= hit.start < min(later) for hit in sentence.amounts):
        return low, min(later)
    return None


def _told_on(end: int, sentence: Sentence) -> int:
    """Where a list of results ends: "revenue $7.7 billion; adjusted EPS $1.33" goes on behind its semicolon."""
    while sentence.word(end) == ";" and not FIGURES.isdisjoint(sentence.passage.lower[end + 1 : end + 4]):
        low, high = sentence.segment(end + 1)
        if not low <= end + 1 < high or any(low <= name.start < high and name.party for name in sentence.names):
            break
        end = high
    return end


SHARED = frozenset({"contract", "compute_leasing", "power_deal", "equity_investment"})
"""Types of deals."""


def shared_out(amounts: list[AmountHit], other: NameHit | None, case: Case) -> list[AmountHit]:
    """Of several targets each takes its own amounts: "A (1,000 shares)" has them behind its name.

    Of a deal they lead where one stands before the first name and one before the second ("$5 billion from A and $2
    billion from B"); a term that no name parts from the others is of all.
    """
    if case.frame.type not in SHARED:
        return [a for a in amounts if _owner_of(a, case.others) is other]
    if any(_is_for_each(a, case.sentence) for a in amounts):
        return [a for a in amounts if _is_for_each(a, case.sentence) or _owner_of(a, case.others) is other]
    names = sorted(case.others, key=lambda n: n.start)
    first, last = names[0], names[-1]
    between = [a for a in amounts if first.end <= a.start < last.start]
    if between and any(a.end <= first.start for a in amounts):
        return [a for a in amounts if next((n for n in names if n.start >= a.end), last) is other]
    # "Deals with A and B for 3 GW", "3 GW from A and B over 20 years": what parts no name from another is of all.
    before = [a for a in amounts if a.start < last.end]
    whole = amounts if not before or (case.frame.type == "power_deal" and _is_one_deal(amounts, first)) else []
    terms = [] if between else [a for a in amounts if a.amount.unit == "years"]
    return [a for a in amounts if a in whole or a in terms or _owner_of(a, case.others) is other]


def _is_for_each(amount: AmountHit, sentence: Sentence) -> bool:
    """ "$2 billion each in A and B", "$2 billion to each of A and B"."""
    return "each" in sentence.passage.lower[amount.end : amount.end + 2]


def _is_one_deal(amounts: Sequence[AmountHit], first: NameHit) -> bool:
    """ "Secures 3 GW from A, B and C": one amount of each unit, and one of them before the first of all."""
    units = {a.amount.unit for a in amounts}
    return len(units) == len(amounts) and any(a.end <= first.start for a in amounts)


def _owner_of(amount: AmountHit, names: list[NameHit]) -> NameHit:
    gaps = [(amount.start - n.end, n.start, n) for n in names]
    right = [gap for gap in gaps if gap[0] >= 0] or [(abs(gap), start, n) for gap, start, n in gaps]
    return min(right, key=lambda gap: gap[:2])[2]


# ── what an amount is ───────────────────────────────────────────────────────────────────────────────


def quantity_of(draft: Draft, hit: AmountHit, rules: Rules) -> Quantity:
    """An amount of an event as a record."""
    passage = draft.sentence.passage
    amount, sentence = hit.amount, passage.sentence(passage.sentence_index(hit.start))
    unit = "USD/share" if draft.type in SHARE_PRICED and is_share_price(hit) else amount.unit
    if draft.type in CAPEX_TYPES and unit == "USD/year":
        unit = "USD"  # "Will spend $60 billion a year": a budget is of a year anyway
    text, (low, high) = passage.text, passage.char_span((sentence.start, sentence.end))
    family = None if draft.type in FIXED else family_of(amount, sentence)[0]
    if family == "share_move" and draft.type in STATED:
        family = "growth"  # "Backlog jumped 40%": the verbs of shares tell of figures as well
    if family is None and draft.type == "earnings_result" and not LOST.isdisjoint(_said_before(hit, 2, sentence)):
        family = "money.profit"  # "Lost $110 million in the third quarter"
    if family == IN_OPERATION and _is_yet_to_run(draft, hit):
        family = "power.planned"
    metric = family or rules.metrics.get(f"{draft.type}/{unit}") or rules.metrics.get(unit)
    return Quantity(
        text=text[amount.start : amount.end],
        start=amount.start,
        end=amount.end,
        value=amount.value,
        unit=PLAIN_UNITS.get(unit, unit),
        metric=metric,
        scope=scope_near(text, amount, low, high) or _usual_scope(draft, metric),
        period=periods_of(sentence).get(amount.start),
        comparator=amount.comparator,
        slot="prior" if amount.prior and not _opens_series(hit, sentence) else None,
    )


IN_OPERATION = "power.it_operational"


def _is_yet_to_run(draft: Draft, hit: AmountHit) -> bool:
    """ "Will bring 300 MW online by 2027": in operation by a plan alone. "Operates 300 MW and plans another 500 MW" and
    "plans 500 MW beside 300 MW in operation" have what runs already."""
    if draft.status != "planned":
        return False
    passage = draft.sentence.passage
    if hit.end <= draft.trigger[0]:
        words = measures().by_unit["MW"]
        told = words.pattern.fullmatch(passage.text, *passage.char_span(draft.trigger))
        return told is not None and words.name_of(told) == IN_OPERATION
    first = next((other for other in draft.amounts if other.amount.unit == "MW" and other.end > draft.trigger[0]), None)
    return hit is first or hit.amount.start in periods_of(draft.sentence)


def _usual_scope(draft: Draft, metric: str | None) -> str:
    """What such an amount is usually the amount of, when no word says so."""
    if metric in OF_A_COMPANY and draft.actor:
        return "company"
    return "this_deal" if draft.type in DEALS and metric not in OF_A_COMPANY else "unknown"
