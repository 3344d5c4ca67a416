"""Conditions that frames of every type use: a text of the trade, an amount, a party, a headline."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipelines.extract.frames.drafts import Case
from pipelines.extract.passage import NameHit
from pipelines.extract.roles.speakers import is_cited
from pipelines.extract.trade import CHIP_MAKERS, DOMAIN_GROUPS, SINGLE_MINDED

Condition = Callable[[Case], bool]

PHRASE_ENDS = frozenset("for in as to at with and after on from by through amid while despite but following".split())
"""What goes on behind a noun or a name that ends its phrase."""
PURPOSES = frozenset("power run train use build meet support help serve expand scale feed keep".split())
"""Verbs behind a "to" that says what for."""
SPEAKS = frozenset("says said estimates predicts forecasts projects reckons".split())
"""Words beside a house that ends the sentence with whose word it is."""
OF_THE_TRADE = frozenset({"ai_context", "strong_context", "compute"})
"""Categories of words that only a text about computing for AI has."""
AI_CHIPS = frozenset(
    """blackwell hopper h20 h100 h200 b200 b300 gb200 gb300 mi300 mi300x mi325x mi350 mi355x mi400 mi450 trainium
    trainium2 trainium3 tpus hbm hbm3e hbm4 xpu xpus cowos nvlink""".split()
)
"""Goods that go into data centers and nowhere else."""
INCOMES = frozenset("revenue revenues income noi ebitda sales profit profits cash earnings".split())
"""What a firm takes in, or what of it is left."""
HUGE, LARGE = 1e9, 1e8
"""Dollars."""
NAME_REACH = 6
"""Tokens from the start of a clause in which its subject ends."""
TREND_REACH = 3
"""Tokens between a figure and the verb of how it moves."""
AIM_REACH = 7
"""Tokens behind a verb or a sum in which stands what for or from whom."""
AMOUNT_REACH = 2
"""Tokens between what is counted and its "more" or its sum."""


def chip_products(names: Iterable[NameHit]) -> list[NameHit]:
    """The chips among the names, each by the name of a product."""
    return [n for n in names if n.entity.kind == "product" and n.entity.groups & CHIP_MAKERS]


def about_the_trade(case: Case) -> bool:
    """The text is about computing for AI: a word of it, or a company of the trade."""
    passage = case.sentence.passage
    if not OF_THE_TRADE.isdisjoint(passage.categories):
        return True
    if passage.groups & SINGLE_MINDED:
        return True
    # Two of the trade's companies contract about the trade.
    return len([hit for hit in (case.actor, *case.others) if case.groups(hit) & DOMAIN_GROUPS]) > 1


def wide_context(case: Case) -> bool:
    """As `context`, or a company that spends most on computing: enough where the words themselves are narrow."""
    return about_the_trade(case) or bool(case.sentence.passage.groups & DOMAIN_GROUPS)


def has_foreign_sum(case: Case) -> bool:
    """A sum in euros, won or yuan, which is read as words: it is a figure for whatever asks for one."""
    return case.sentence.has(("foreign_sum",), case.window)


def has_amount(case: Case) -> bool:
    low, high = case.window
    return any(a.amount.unit.startswith("USD") and low <= a.start < high for a in case.sentence.amounts)


def has_size(case: Case) -> bool:
    low, high = case.window
    units = ("USD", "MW", "GPUs")
    return any(a.amount.unit.startswith(units) and low <= a.start < high for a in case.sentence.amounts)


def has_number(case: Case) -> bool:
    low, high = case.window
    return has_foreign_sum(case) or any(
        low <= a.start < high and a.amount.unit in {"USD", "USD/share", "percent"} for a in case.sentence.amounts
    )


def house_before(case: Case) -> bool:
    """A house of analysts stands right before the trigger."""
    return any(n.entity.kind == "broker" and n.end == case.trigger[0] for n in case.sentence.names)


def marker_to(case: Case) -> bool:
    """A "to" that leads to a receiver, not to a verb: "leases capacity to AI labs"."""
    sentence, after = case.sentence, max(case.trigger[1], case.object[1] if case.object else 0)
    return any(
        sentence.word(at) == "to"
        and sentence.word(at - 1) not in {"enough", "according"}
        and sentence.word(at + 1) not in PURPOSES
        for at in range(case.trigger[1], min(after + 6, sentence.end))
    )


def house_speaks(case: Case, *, genitive: bool = True) -> bool:
    """A broker speaks: it stands before the trigger; a "broker's model" speaks only where `genitive` says so.

    Of a budget it may close the sentence as well: "AI capex to hit $1 trillion: Goldman".
    """
    houses = [n for n in case.sentence.names if n.entity.kind == "broker"]
    if any(n.end <= case.trigger[0] and (genitive or case.sentence.word(n.end) != "'s") for n in houses):
        return True
    return case.frame.type == "capex_guidance" and any(_closes(n, case) for n in houses if n.start >= case.trigger[1])


def _closes(name: NameHit, case: Case) -> bool:
    """ "..., says Goldman", "...: Goldman", "..., Goldman estimates"."""
    return is_cited(name, case.sentence) or case.sentence.word(name.end) in SPEAKS


def sum_of_object(case: Case) -> bool:
    """The amount is the object's own: "prices $2.6 billion facility"."""
    at = case.object[0] if case.object else case.trigger[0]
    return any(a.amount.unit == "USD" and 0 <= at - a.end <= 3 for a in case.sentence.amounts)


def has_sum(case: Case, least: float) -> bool:
    low, high = case.window
    sums = [a.amount.value for a in case.sentence.amounts if low <= a.start < high and a.amount.unit == "USD"]
    return any((max(value) if isinstance(value, tuple) else value) >= least for value in sums)


CONDITIONS: dict[str, Condition] = {
    "context": about_the_trade,
    "wide_context": wide_context,
    "amount": has_amount,
    "size": has_size,
    "number": has_number,
    "marker_to": marker_to,
    "house": house_speaks,
    "no_house": lambda case: not house_speaks(case),
    "no_house_subject": lambda case: not house_speaks(case, genitive=False),
    "headline": lambda case: case.sentence.in_headline,
    "counterparty": lambda case: bool(case.others),
    "party": lambda case: any(case.groups(hit) & DOMAIN_GROUPS for hit in (case.actor, *case.others)),
    "domain_actor": lambda case: bool(case.groups(case.actor) & DOMAIN_GROUPS),
    "domain_counterparty": lambda case: any(case.groups(hit) & DOMAIN_GROUPS for hit in case.others),
    "broker": lambda case: any(n.entity.kind == "broker" for n in case.sentence.names),
    "holder": lambda case: case.actor is not None,
    "partner": lambda case: case.actor is not None and bool(case.others),
    "sum_of_object": sum_of_object,
    "any_sum": lambda case: has_amount(case) or case.sentence.has(("foreign_sum",), case.window),
    # "We made $6 billion with Rubin racks"
    "context_or_own_chip": lambda case: (
        about_the_trade(case)
        or not AI_CHIPS.isdisjoint(case.sentence.passage.vocabulary)
        or bool(chip_products(case.sentence.passage.names))
    ),
    "ours": lambda case: "our" in case.sentence.passage.lower[case.sentence.start : case.window[1]],
}
