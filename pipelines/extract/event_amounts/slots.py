"""Which amounts belong to an event: those of its part of the sentence that fit it, and what the next sentence adds.

What must never happen: an amount given to an event that did not state it (what was before, what a price move has
taken, the budget that a lease is compared with), or a text that is not the one at its offsets. Which units an event
type can take is data: quantities.toml.

Deliberately not here: reading the amounts (`amounts/`), what the words beside one make of it (`fitting.py`), what it
measures (`records/quantities.py`) and finding the events (`frames/`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from pipelines.extract.amounts.measures import family_of
from pipelines.extract.event_amounts.fitting import fits
from pipelines.extract.event_amounts.kinds import (
    APART,
    DEAL_NOUNS,
    DEALS,
    PAID,
    RAISED,
    RESULTS,
    SHARED,
    said_before,
)
from pipelines.extract.event_amounts.told_on import TOLD_ON, added_by_next, told_of_holding
from pipelines.extract.frames.drafts import CAPEX_TYPES, Case, Draft
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span
from pipelines.extract.roles.holders import TRADES
from pipelines.extract.roles.names import NO_MODIFIERS, OWN_DEEDS, second_verbs

FORESEEING_FRAMES = frozenset({"guidance.foresee", "guidance.guides"})
"""Frames of a verb of foreseeing, which has its figures behind it."""
TOP_REACH = 4
"""Most tokens between a company of a list of holdings and what is held of it."""
ROUNDING = 0.02
"""How far the parts of a sum may be from it, as a share of it."""
RESTATED = 0.05
"""How far an exact figure in brackets may be from the round one before it, as a share of that."""
OPTIONS = frozenset("option options extension extensions renewal renewals extended renewed".split())
FIGURES = frozenset(
    "eps adj adj. adjusted revenue revenues sales margin ebitda net operating non-gaap gaap income profit".split()
)
OWN_BEHIND = 4
"""Most tokens between a word for a backlog and its own sum behind it."""


def amounts_for(draft: Draft, units: Collection[str], case: Case) -> list[AmountHit]:
    """The amounts of the event's part of the sentence that its type can take, and what the next sentence adds.

    Left out: what was before ("up from"), what a price move has taken, money too small to be a deal, what the words
    right beside it say is something else, and a round figure whose exact one follows in brackets.
    """
    found = _stated(draft, units, case)
    choose = OF_TYPE.get(draft.type)
    if found and choose is not None:
        found = choose(found, draft, case)
    return [hit for hit in found if not _is_restated(hit, found, draft.sentence.passage.text)]


def _stated(draft: Draft, units: Collection[str], case: Case) -> list[AmountHit]:
    """All that fit, in its part of the sentence, behind that, or in the next sentence."""
    found: list[AmountHit] = []
    alone = case.frame.counterparty != "each"
    if draft.sentence.amounts:
        found = _in_reach(draft, units, case)
        if alone and not found:
            found = [hit for hit in _behind_colon(case) if fits(hit, units, draft, case)]
    if alone and draft.type in TOLD_ON:
        told = {hit.amount.unit for hit in found}
        found += added_by_next(draft, [unit for unit in units if unit not in told])
    if draft.type == "position_change":
        found = _of_position(found, draft)
        if not any(hit.amount.unit in {"shares", "USD"} for hit in found):
            found += told_of_holding(draft, units)
    return found


def _in_reach(draft: Draft, units: Collection[str], case: Case) -> list[AmountHit]:
    low, high = _reach(case)
    found = [hit for hit in draft.sentence.amounts if low <= hit.start < high and fits(hit, units, draft, case)]
    if draft.type in SHARED and found:
        found += [hit for hit in _of_options(case) if hit not in found and fits(hit, {"USD"}, draft, case)]
    return found


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


# ── where an event's amounts may stand ──────────────────────────────────────────────────────────────


def _reach(case: Case) -> Span:
    """Where an event's amounts may stand: its part of the sentence; only up to the next deed in a list of deeds, and
    only its clause when another clause tells of the same kind of thing with an amount of its own."""
    sentence, trigger, window, kind = case.sentence, case.trigger, case.window, case.frame.type
    if kind == "clarification" or case.frame.id == "position.tops":
        # "Correction: the loan is $2.4 billion, not $2.6 billion"; "Top holdings: Nvidia 8%, CoreWeave 6%".
        return sentence.start, sentence.end
    if kind == "price_change":
        clause = sentence.clause(trigger[0])
        # "Reached as high as $8 an hour": its own amount, whatever word stands before it.
        return clause if case.object is None or case.object[0] < clause[1] else window
    if kind == "backlog_update" and (level := _level_of_backlog(case)):
        return level
    if case.frame.counterparty in {"each", "dealt"}:
        return _deed_of_list(case)
    if kind in CAPEX_TYPES and (parts := second_verbs(sentence)):
        # "Reached $400 billion in 2025 and is projected at $650 billion": each verb has its own sum.
        low = max((at for at in parts if at < trigger[0]), default=window[0])
        return low, min((at for at in parts if at >= trigger[1]), default=window[1])
    if kind in DEALS and (half := _joined_deeds(case)):
        return half
    if told_apart := _told_apart(case):
        return told_apart
    return (window[0], _told_on(window[1], sentence)) if kind in RESULTS else window


def _level_of_backlog(case: Case) -> Span | None:
    """Where a backlog has its own sum, before its trigger or behind; None where its part of the sentence has none."""
    sentence, trigger = case.sentence, case.trigger
    before = case.object is not None and any((a.start, a.end) == case.object < trigger for a in sentence.amounts)
    if before and case.object is not None and not _has_own_behind(case.object, trigger, sentence):
        return case.object[0], trigger[1]  # "Took in $12 billion of orders and shipped servers for $2 billion".
    if any(trigger[0] <= a.start < case.window[1] for a in sentence.amounts):
        # Results stand before it in the sentence: "revenue reached $1.4 billion, and the backlog $55.6 billion".
        return trigger[0], case.window[1]
    return None


def _deed_of_list(case: Case) -> Span:
    """Up to the next deed: "bought 1,000 shares of A and sold 2,000 of B"."""
    sentence, trigger = case.sentence, case.trigger
    # Of a passive what was traded stands before the verb.
    turned = case.object is not None and case.object[0] < trigger[0]
    first = sentence.clause(trigger[0])[0] if turned else _with_sum_before(trigger[0], sentence)
    return first, min([case.window[1], *(start for start in _rivals(case) if start > trigger[0])])


def _with_sum_before(start: int, sentence: Sentence) -> int:
    """ "$1.1 billion in puts on", "$200 million worth of calls on": a noun's deed begins with its sum."""
    at = start
    while sentence.word(at - 1) in OF_SUM:
        at -= 1
    return next((a.start for a in sentence.amounts if at < start and a.end == at), start)


def _told_apart(case: Case) -> Span | None:
    """Its clause, where other clauses tell of the same kind of thing and each has an amount of its own."""
    sentence = case.sentence
    low, high = clause = sentence.clause(case.trigger[0])
    others = [sentence.clause(start) for start in _rivals(case) if not low <= start < high]
    if others and all(any(a <= hit.start < b for hit in sentence.amounts) for a, b in (clause, *others)):
        return max(low, case.window[0]), min(high, case.window[1])
    return None


def _rivals(case: Case) -> list[int]:
    """Where other words stand that tell of the same kind of deed."""
    deeds = (*case.frame.trigger, *TRADES) if case.frame.type == "position_change" else case.frame.trigger
    first, last = case.trigger
    return [start for start, _ in case.sentence.spans(deeds) if not first <= start < last]


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


# ── which of them a type leaves out or adds ─────────────────────────────────────────────────────────


OTHER_FIGURES = frozenset("guidance guides guided forecast outlook revenue sales eps capex income profit".split())
BACKLOG_WORDS = frozenset("backlog backlogs rpo orders bookings obligations book contracted".split())
OF_SUM = frozenset("in of worth".split())
"""Between a sum and what is held for it: "$200 million worth of calls"."""
EXCLUDED = frozenset("excludes exclude excluding excluded".split())
PART_REACH = 9
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
TRYING = frozenset({"tried", "once", "attempted", "failed", "abandoned", "sought", "agreed", "aborted", "scrapped"})
FAILED_REACH = 9


def _of_backlog(found: list[AmountHit], draft: Draft, _: Case) -> list[AmountHit]:
    return [hit for hit in found if not _is_other_figure(hit, draft.sentence)] or found


def _of_guidance(found: list[AmountHit], draft: Draft, _: Case) -> list[AmountHit]:
    if draft.frame_id in FORESEEING_FRAMES:
        # "Revenue jumped to $808 million, and it guided to $960 million": what stands before the verb has happened.
        found = [hit for hit in found if hit.start >= draft.trigger[1]] or found
    return [hit for hit in found if not _is_counted_out(hit, draft)] or found


def _of_holdings(found: list[AmountHit], draft: Draft, case: Case) -> list[AmountHit]:
    """Of a list of holdings each has its own behind its name."""
    if draft.frame_id != "position.tops":
        return found
    return [hit for hit in found if any(0 <= hit.start - name.end <= TOP_REACH for name in case.others)]


def _of_price(found: list[AmountHit], draft: Draft, case: Case) -> list[AmountHit]:
    """Without what grew in the clause before, where there is anything else."""
    first = min(draft.trigger[0], case.object[0] if case.object else draft.trigger[0])
    if all(hit.start < first for hit in found):
        return found
    return [hit for hit in found if not _is_of_clause_before(hit, first, draft.sentence)]


def _of_budget(found: list[AmountHit], draft: Draft, case: Case) -> list[AmountHit]:
    """A term is one of a sum: "$70 billion over eight years", not "its five-year plan"."""
    found = _of_price(found, draft, case)
    summed = _has_sum(found, draft.sentence)
    return [hit for hit in found if hit.amount.unit != "years" or (summed and _is_time_taken(hit, draft.sentence))]


def _of_raise(found: list[AmountHit], draft: Draft, case: Case) -> list[AmountHit]:
    """The sum with its parts, and what each part of a debt bears."""
    parts = _parts_of_sum(found, draft.sentence)
    found = found + parts
    if parts and draft.type == "debt_financing":
        found += _rates_of_parts(parts, found, draft.sentence)
    return _of_deal(found, draft, case)


def _of_deal(found: list[AmountHit], draft: Draft, _: Case) -> list[AmountHit]:
    """What a deal measures: not what somebody is worth, an average, the whole of a part, or a deal of before."""
    said, sentence = draft.sentence.passage.vocabulary, draft.sentence
    if not WORTHY.isdisjoint(said):
        found = [hit for hit in found if not _is_worth(hit, sentence)]
    if "average" in said:
        found = [hit for hit in found if "average" not in said_before(hit, 3, sentence)] or found
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


def _rates_of_parts(parts: Sequence[AmountHit], found: Sequence[AmountHit], sentence: Sentence) -> list[AmountHit]:
    """ "$500 million of 2.00% notes due 2029 and $500 million of 3.00% notes due 2031": what each of them bears."""
    rates = (hit for hit in sentence.amounts if hit.start >= parts[0].end and hit.amount.unit == "percent")
    return [hit for hit in rates if hit not in found and family_of(hit.amount, sentence)[0] == "interest_rate"]


def _is_whole_of_part(hit: AmountHit, found: Sequence[AmountHit], sentence: Sentence) -> bool:
    """ "Lets 60 MW of its 210 MW campus": the whole that a part is let of."""
    before = sentence.passage.lower[max(sentence.start, hit.start - 2) : hit.start]
    is_whole = hit.amount.unit == "MW" and before[:1] == ["of"] and before[1:] in (["its"], ["the"], ["a"], ["their"])
    return is_whole and any(other.amount.unit == "MW" and other.start < hit.start for other in found)


def _is_other_figure(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Backlog reaches $7 billion, sales guidance raised to $12 billion": the part says whose figure it is."""
    part = set(said_before(hit, PART_REACH, sentence))
    return not OTHER_FIGURES.isdisjoint(part) and BACKLOG_WORDS.isdisjoint(part)


def _is_counted_out(hit: AmountHit, draft: Draft) -> bool:
    """ "Guidance of $11 billion excludes $2 billion of sales"; a charge told before a semicolon."""
    sentence = draft.sentence
    if not EXCLUDED.isdisjoint(said_before(hit, 3, sentence)):
        return True
    return hit.end <= draft.trigger[0] and ";" in sentence.passage.lower[hit.end : draft.trigger[0]]


def _has_sum(found: Sequence[AmountHit], sentence: Sentence) -> bool:
    return any(hit.amount.unit in PAID for hit in found) or sentence.has(("foreign_sum",))


def _is_time_taken(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Over the next eight years"."""
    before = said_before(hit, 4, sentence)
    return not TAKING.isdisjoint(before) and WHOSE.isdisjoint(before[-1:])


def _is_worth(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Let to a $2 trillion chipmaker": what a party is worth."""
    if hit.amount.unit != "USD":
        return False
    at = next((at for at in range(hit.end, hit.end + WORTH_REACH) if sentence.word(at) in WORTHY), None)
    if at is None or sentence.word(at + 1) in DEAL_NOUNS:
        return False
    return NO_MODIFIERS.isdisjoint(sentence.passage.lower[hit.end : at])


def _is_of_earlier_deal(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Adding to an earlier $9 billion contract": a deal of before beside the new one."""
    return not EARLIER_DEAL.isdisjoint(sentence.passage.lower[max(hit.start - 2, sentence.start) : hit.start])


def _is_of_clause_before(hit: AmountHit, first: int, sentence: Sentence) -> bool:
    """ "Output grew 12% in March, and DRAM prices rose 30%": what grew before the comma is something else."""
    told = hit.amount.unit in {"percent", "x"} and hit.end <= first
    return told and "," in sentence.passage.lower[hit.end : first]


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


def _of_position(found: Iterable[AmountHit], draft: Draft) -> list[AmountHit]:
    """What a trade in shares measures: no purchase that failed, and not how far the share has risen."""
    sentence = draft.sentence
    return [hit for hit in found if not (_is_of_failed_deal(hit, sentence) or _is_of_hidden_rise(hit, sentence))]


def _is_of_hidden_rise(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Buys AI stock up 2,000%": how far a share has risen that somebody trades."""
    before = sentence.passage.lower[max(hit.start - 2, sentence.start) : hit.start]
    return hit.amount.unit == "percent" and before in (["stock", "up"], ["stock", "down"], ["stocks", "up"])


def _is_of_failed_deal(hit: AmountHit, sentence: Sentence) -> bool:
    """ "That it had wanted to acquire for $9 billion": the price of a purchase that never was."""
    said = sentence.passage.lower[max(hit.start - FAILED_REACH, sentence.start) : hit.start]
    once = "once" in said and not {"wanted", "offered", "bid", "sought", "agreed", "planned"}.isdisjoint(said)
    return once or (not TRYING.isdisjoint(said) and not {"buy", "acquire", "purchase", "acquisition"}.isdisjoint(said))


OF_TYPE: Mapping[str, Callable[[list[AmountHit], Draft, Case], list[AmountHit]]] = {
    **dict.fromkeys(DEALS, _of_deal),
    **dict.fromkeys(RAISED, _of_raise),
    **dict.fromkeys(CAPEX_TYPES, _of_budget),
    "price_change": _of_price,
    "backlog_update": _of_backlog,
    "guidance": _of_guidance,
    "position_change": _of_holdings,
}
"""What the events of a type make of all that fit them."""


# ── several targets ─────────────────────────────────────────────────────────────────────────────────


def shared_out(amounts: list[AmountHit], other: NameHit | None, case: Case) -> list[AmountHit]:
    """Of several targets each takes its own amounts: "A (1,000 shares)" has them behind its name.

    Of a deal they lead where one stands before the first name and one before the second ("$5 billion from A and $2
    billion from B"); a term that no name parts from the others is of all.
    """
    if case.frame.type not in SHARED:
        ahead = all(name.start >= case.trigger[1] for name in case.others)
        # "$1.1 billion in puts on A and B": what stands before the deed is of all.
        return [a for a in amounts if (ahead and a.end <= case.trigger[0]) or _owner_of(a, case.others) is other]
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
