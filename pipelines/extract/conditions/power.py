"""Conditions of power for sites: what it is bought for, by whom, and what is only used or let through the grid."""

from __future__ import annotations

from pipelines.extract.conditions.general import AIM_REACH, Condition, has_size
from pipelines.extract.frames.drafts import Case
from pipelines.extract.trade import BOUGHT_OF_CLOUDS, COMPUTING, POWER_SELLERS

REFUSING = frozenset(
    """rejects rejected reject blocks blocked block denies denied approves approved upholds upheld reviews halts halted
    delays vetoes""".split()
)
"""What a regulator does with the deal of others."""
COMPUTED = frozenset({"computing", "compute", "processing", "buying", "pricing", "purchasing"})
"""Before "power" they say that it is no electricity."""
SPEAKERS = frozenset("we our us company it they".split())
"""Who acts without a name in a text of its own."""
OTHER_PLACES = frozenset(
    "offices stores warehouses factories factory headquarters shops restaurants buses ships".split()
)
"""What is supplied with power and computes nothing."""
MEANS = frozenset("used turbines turbine generators needed required enough".split())
"""Before "to power": what it is done with, or needed for."""
POWER_NAMES = frozenset(
    "power energy electric nuclear utilities utility turbines vernova renewables gas grid solar geothermal".split()
)
"""Words in the names of who sells power or makes what makes it."""
POWER_REACH = 10
"""Tokens between money or a party and the power it is about."""
SOFTWARE_REACH = 5
"""Tokens behind "to power" in which stands what runs."""
SOFTWARE = frozenset(
    """model models workloads workload claude chatgpt gemini copilot grok llama assistant assistants agents chatbot
    chatbots applications apps products services features search inference training""".split()
)
"""What runs on computers: "to power its models" is said of chips and clouds."""
PRICE_OF_POWER = frozenset("cost costs bill bills price prices pricing rate rates tariff tariffs recovery".split())
"""Behind power: what it costs, and no supply."""
BESIDE_PLANT = frozenset("near beside alongside adjacent".split())
"""Before a plant that only says where something stands."""
NEAR_BODY = 4
"""Tokens before or behind a noun that belong to it."""
BUYING_FIRMS = frozenset("buy buys buying bought acquire acquires acquiring acquired snaps takes".split())
"""Verbs by which a whole firm changes hands as well."""
SORT_OF_FIRM = frozenset("developer company firm producer supplier startup provider specialist maker operator".split())
"""Behind power: a firm of that trade is meant."""


def _power_for_compute(case: Case) -> bool:
    """Power for data centers: they are named, or a party runs them."""
    passage = case.sentence.passage
    if case.actor is None and case.sentence.word(case.trigger[0] - 1) == "-":
        return False  # "Tech-funded plants" only says which.
    if case.category == "power_feed" and case.sentence.word(case.trigger[0] - 1) in MEANS:
        return False  # "Turbines used to power its data center": what for.
    if _drives_software(case) or _is_its_price(case) or _stands_beside(case):
        return False
    if any(case.sentence.word(at - 1) in COMPUTED for at, _ in (case.trigger, *case.objects[:1])):
        return False  # "A computing power partnership"
    if case.frame.id == "power.noun" and _is_refused(case):
        return False
    if passage.has("ai_place") or passage.has("strong_context"):
        return True
    if case.frame.id != "power.cause" and case.sentence.has(("ai_power_deal",)):
        return True  # "Ink $5 billion AI power deal"
    if not OTHER_PLACES.isdisjoint(passage.lower):
        return False  # "Google buys wind power for its Dutch offices".
    return any(name.entity.groups & COMPUTING for name in passage.names)


def _is_refused(case: Case) -> bool:
    """ "FERC rejects Elm's power deal": an authority acts, and nobody buys."""
    sentence, at = case.sentence, case.trigger[0]
    bodies = [n.end for n in sentence.names if n.entity.kind == "government" and sentence.start <= n.start < at]
    return any(sentence.word(end) in REFUSING for end in bodies)


def _sold_by_utility(case: Case) -> bool:
    """A utility stands beside the noun of the deal, within its own phrase or as its partner."""
    at = case.trigger
    return any(min(abs(hit.start - at[1]), abs(at[0] - hit.end)) <= POWER_REACH // 2 for hit in case.others)


def _drives_software(case: Case) -> bool:
    """ "Capacity to power upcoming models": what computers run on them, no electricity."""
    if case.category not in {"power_feed", "power_fed"}:
        return False
    behind = case.sentence.passage.lower[case.trigger[1] : min(case.trigger[1] + SOFTWARE_REACH, case.sentence.end)]
    operates = case.sentence.word(case.trigger[1] - 1) in {"run", "serve"}  # "To run OpenAI's data center".
    return (operates or not SOFTWARE.isdisjoint(behind)) and not case.sentence.has(("power_source",))


def _stands_beside(case: Case) -> bool:
    """ "Sold its campus, located near a nuclear power station": the plant only says where."""
    if case.object is None or case.object[0] < case.trigger[1]:
        return False
    first = max(case.object[0] - NEAR_BODY, case.trigger[1] - 1)
    return not BESIDE_PLANT.isdisjoint(case.sentence.passage.lower[first : case.object[0]])


def _is_its_price(case: Case) -> bool:
    """ "Commits to full electricity cost recovery": of power only its price."""
    return case.object is not None and case.sentence.word(case.object[1]) in PRICE_OF_POWER


def _said_by_us(case: Case) -> bool:
    """A deal without a named party is one of whoever speaks: "we have signed"."""
    before = case.sentence.passage.lower[case.sentence.start : case.trigger[0]]
    return case.actor is not None or not SPEAKERS.isdisjoint(before) or before[-2:] == ["the", "utility"]


def _power_or_compute(case: Case) -> bool:
    """A utility, or a company that runs computers."""
    return _power_party(case) or bool(case.groups(case.actor) & COMPUTING)


def _power_or_goods(case: Case) -> bool:
    """A utility, or whoever supplies turbines and generators."""
    return _power_party(case) or case.sentence.has(("power_goods",), (case.trigger[1], case.trigger[1] + AIM_REACH))


def _no_site_power(case: Case) -> bool:
    """ "A gigawatt of power capacity" is what a site can take, no supply; "to lease 300 megawatts from" is a site."""
    if case.object is None:
        return True
    sentence, (start, end) = case.sentence, case.object
    words = sentence.passage.lower[case.trigger[0] : start]
    let = sentence.word(end - 1) == "from" and any(word.startswith(("leas", "rent")) for word in words)
    return not let and sentence.word(end) != "capacity"


def _power_party(case: Case) -> bool:
    """A utility or a maker of power, by its trade or by a word of its name."""
    for hit in (case.actor, *case.others):
        if hit is None:
            continue
        if "power" in case.groups(hit) or not POWER_NAMES.isdisjoint(hit.entity.canonical.lower().split()):
            return True
    return False


def _power_for_named(case: Case) -> bool:
    """Two firms, one of which sells power; or so many megawatts of it."""
    return has_size(case) or (case.actor is not None and bool(case.others) and _power_party(case))


def _power_chosen(case: Case) -> bool:
    """ "Picks Vistra to power its campus": who is chosen sells power, and for power."""
    other = case.others[0] if case.others else None
    if other is None or other.party not in POWER_SELLERS or case.actor is None:
        return False
    return case.sentence.has(("power_plain", "power_source", "power_feed", "power_goods"), (other.end, case.window[1]))


def _power_bought(case: Case) -> bool:
    """A deal of a firm with who sells nothing but power, in a sentence that says so; or a deal for power itself of
    who computes: "Google in agreement for small modular reactors"."""
    if not case.sentence.has(("power_plain", "power_source")):
        return False
    if any(hit.party in POWER_SELLERS for hit in case.others):
        return case.actor is not None
    end = case.trigger[1]
    sought = case.sentence.word(end) == "for" and case.sentence.has(("power_source",), (end + 1, end + 1 + NEAR_BODY))
    return sought and bool(case.groups(case.actor) & COMPUTING)


def _power_or_us(case: Case) -> bool:
    """A utility, or whoever speaks where nobody is named."""
    if case.actor is not None:
        return _power_party(case)
    return not SPEAKERS.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.trigger[0]])


def _in_megawatts(case: Case) -> bool:
    """So many megawatts, or who sells nothing but power to who computes: "Vistra signs 20-year deal with Meta".

    Some amount is always there: "Google and Xcel back a proposal for large loads" is no deal of the two.
    """
    low, high = case.window
    if not (case.sentence.amounts or "foreign_sum" in case.sentence.terms):
        return False
    if any(low <= a.start < high and a.amount.unit == "MW" for a in case.sentence.amounts):
        return True
    hits = [hit for hit in (case.actor, *case.others) if hit is not None]
    sells = any(hit.party in POWER_SELLERS for hit in hits)
    computes = any(hit.party not in POWER_SELLERS and case.groups(hit) & COMPUTING for hit in hits)
    named = sells and computes and not case.sentence.has(("shares_word",), case.sentence.clause(case.trigger[0]))
    return named and BOUGHT_OF_CLOUDS.isdisjoint(case.sentence.passage.lower)


def no_power_goods(case: Case) -> bool:
    """The money is not for turbines or reactors: that is a deal for power."""
    return not case.sentence.has(("power_goods", "power_source"), (case.trigger[1], case.trigger[1] + POWER_REACH))


def _power_subject(case: Case) -> bool:
    """A utility speaks of its load, by its trade or its name."""
    actor = case.actor
    if actor is None:
        return False
    return "power" in case.groups(actor) or not POWER_NAMES.isdisjoint(actor.entity.canonical.lower().split())


def _powers_the_place(case: Case) -> bool:
    """Not "is powering connectivity for AI data centers": what is powered is something else, for them."""
    sentence, (start, end) = case.sentence, case.trigger
    powers = any(sentence.word(at).startswith("power") for at in range(start, end))
    return not powers or case.object is None or "for" not in sentence.passage.lower[end : case.object[0]]


CONDITIONS: dict[str, Condition] = {
    "powers_the_place": _powers_the_place,
    "no_site_power": _no_site_power,
    "power_or_goods": _power_or_goods,
    "power_or_compute": _power_or_compute,
    "power_party": _power_party,
    "power_for_named": _power_for_named,
    "power_chosen": _power_chosen,
    "power_bought": _power_bought,
    "power_or_us": _power_or_us,
    "in_megawatts": _in_megawatts,
    "no_power_goods": no_power_goods,
    "power_for_compute": _power_for_compute,
    "sold_by_utility": _sold_by_utility,
    # "Signs Anthropic for another 800 MW": a customer.
    "no_customer_signed": lambda case: (
        not any(n.party and n.entity.kind == "company" and n.start == case.trigger[1] for n in case.sentence.names)
    ),
    # "To buy clean energy developer Intersect": a firm, no power.
    "no_power_firm_bought": lambda case: (
        case.object is None
        or not {case.sentence.word(case.trigger[1] - 1), case.sentence.word(case.trigger[0])} & BUYING_FIRMS
        or case.sentence.word(case.object[1]) not in SORT_OF_FIRM
    ),
    "power_subject": _power_subject,
    "said_by_us": _said_by_us,
}
