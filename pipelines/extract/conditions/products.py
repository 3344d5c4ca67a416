"""Conditions of products: whose they are, whether they are new, and what is announced that is none."""

from __future__ import annotations

from pipelines.extract.conditions.general import Condition, house_before
from pipelines.extract.conditions.main_clauses import PARTNERS
from pipelines.extract.frames.drafts import Case
from pipelines.extract.trade import CHIP_MAKERS, COMPUTING, OWN_CHIPS

BUYERS = frozenset("customers clients buyers users hyperscalers tenants".split())
"""Whose act a delay may be, and not the maker's."""
LINEUPS = frozenset("lineup line-up portfolio roster family range line".split())
"""Behind goods: all that a maker has of them."""
NO_GOODS = frozenset(
    """lawsuit suit complaint hiring spree policy search probe investigation buyback campaign ipo offering bond bonds
    stake strategy ceo cfo chief director number tender fund results dividend conference rates""".split()
)
"""What is launched or announced and is no product."""
ASIDE_OF_GOODS = frozenset("as amid while after over at in because".split())
"""Between a verb and goods: the goods are only the setting."""


def _own_chip_named(case: Case) -> bool:
    """The product is a chip that a big spender made for itself."""
    start = case.object[0] if case.object else -1
    return any(n.start == start and n.entity.canonical in OWN_CHIPS for n in case.sentence.names)


def _owned_here(case: Case) -> bool:
    """The owner stands right before what is new, and nothing before the owner."""
    owner = case.actor
    return owner is not None and 0 < case.trigger[0] - owner.end <= 3 and owner.start == case.sentence.start


def _puts_out(case: Case) -> bool:
    """Its maker brings it out; not "deploys chips" nor "as customers delay GPU racks"."""
    sentence, (start, end) = case.sentence, case.trigger
    return not sentence.word(end - 1).startswith("deploy") and sentence.word(start - 1) not in BUYERS


def _no_border(case: Case) -> bool:
    """No country in the clause: "ships H20 to China" is trade, no launch; nor is joining others "to develop" one."""
    sentence, trigger = case.sentence, case.trigger
    if "to" in {sentence.word(trigger[0] - 1), sentence.word(trigger[0])} and not PARTNERS.isdisjoint(
        sentence.passage.lower[sentence.clause(trigger[0])[0] : trigger[0]]
    ):
        return False
    sold = any(word.startswith(("ship", "sell")) for word in sentence.passage.lower[trigger[0] : trigger[1]])
    return not (sold and sentence.has(("place.abroad",), (trigger[1], sentence.clause(trigger[0])[1])))


def _own_make(case: Case) -> bool:
    """What Oracle deploys of AMD's is no product of Oracle, nor are the Nvidia chips that Microsoft may ship abroad."""
    uses = case.sentence.word(case.trigger[0]).startswith(("deploy", "becom"))
    if case.sentence.word(case.trigger[1] - 1).startswith("ship"):
        uses = any(n.start == case.trigger[1] and n.entity.groups & CHIP_MAKERS for n in case.sentence.names)
    return not uses or not any(
        name.entity.groups & CHIP_MAKERS and name.entity.kind == "company" for name in case.sentence.names
    )


SHIPPED = frozenset({"shipped", "ships", "shipping", "delivered", "ship"})
"""Verbs of what leaves the maker."""
GRADED = frozenset({"rating", "credit", "analyst", "stock", "debt"})
"""Before "upgrade": what an opinion is of."""


def _what_it_launches(case: Case) -> bool:
    """Goods are what the verb is about: not "a new CEO as AI chips boom", "a hiring spree for chips"."""
    lower, end = case.sentence.passage.lower, case.trigger[1]
    if lower[end - 1].startswith("upgrad") and lower[end : end + 1] in (["to"], ["at"], ["by"]):
        return False  # "Upgraded to buy on AI chip demand"
    graded = lower[case.trigger[0] - 1] in GRADED or house_before(case)
    if lower[end - 1].startswith("upgrade") and graded:
        return False  # "Rating upgrade", "JPMorgan upgrade flags compute pricing"
    reach = case.object[0] if case.object and case.object[0] >= end else min(end + 4, case.sentence.end)
    between = lower[end:reach]
    if case.object is not None and lower[case.object[1] : case.object[1] + 1] in (["selloff"], ["sell"], ["rout"]):
        return False  # "To sell capacity, sparking a chip rout"
    if case.object is not None and _is_of_a_plant(case.object[1], lower):
        return False  # "Says it will expand its chip-making capacity", "new chip packaging plant"
    if not NO_GOODS.isdisjoint(between):
        return False
    if lower[end - 1].startswith("enter") and not {"year", "quarter", "fiscal", "half"}.isdisjoint(between):
        return False  # "Enters the year with $18 billion of server orders"
    if lower[end - 1] in SHIPPED and any(word[0].isdigit() and word.strip("0123456789.,") == "" for word in between):
        counts = [a for a in case.sentence.amounts if a.start >= end and a.amount.unit == "GPUs"]
        millions = not {"million", "thousand", "billion"}.isdisjoint(between)
        if millions or any(a.start < reach + 2 for a in counts) or any("," in word for word in between):
            return False  # "Has shipped 2 million Rubin chips": how many so far
    if lower[end - 1].startswith("eye") and any(word[0].isdigit() for word in between):
        return False  # "Eyes 90 EUV machines": how many are to be sold
    return case.object is None or not any(
        word in ASIDE_OF_GOODS and case.sentence.word(at + 1) != "-" for at, word in enumerate(between, end)
    )


MADE_IN = frozenset(
    """plant plants factory factories fab fabs facility facilities jobs packaging fabrication campus complex
    site sites""".split()
)
"""Behind goods they say where or by whom those are made."""


def _is_of_a_plant(end: int, lower: list[str]) -> bool:
    if lower[end : end + 2] in (["-", "making"], ["-", "maker"], ["-", "manufacturing"]):
        return True
    return any(word in MADE_IN for word in lower[end : end + 1]) or lower[end + 1 : end + 2] in (["plant"], ["factory"])


def _makes_it(case: Case) -> bool:
    """A maker of chips or a firm that nobody knows; of the others only what they call their own."""
    actor = case.actor
    if actor is None or actor.entity.kind == "collective":
        return False
    groups = case.groups(actor)
    if actor.entity.kind == "unknown" or groups & (CHIP_MAKERS | {"gear", "lab", "neocloud", "host"}):
        return True
    return bool(groups & COMPUTING) and "own" in case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 6]


def _makes_chips_of_name(case: Case) -> bool:
    """Which goods are made, the clause says: "to begin HBM4 mass production", "starts shipments of MI450"."""
    high = case.sentence.clause(case.trigger[0])[1]
    named = any(case.trigger[1] <= n.start < high and n.entity.kind == "product" for n in case.sentence.names)
    return named or case.sentence.has(("launch_thing", "product_thing"), (case.trigger[1], high))


def _no_chips_placed(case: Case) -> bool:
    """Not "plans to deploy 40,000 GPUs": so many chips are a site, and no product."""
    counted = any(a.amount.unit == "GPUs" for a in case.sentence.amounts)
    return not (counted and case.sentence.has(("chips_deploy", "chips_deploy_plan"), case.trigger))


CONDITIONS: dict[str, Condition] = {
    "own_chip_named": _own_chip_named,
    "owned_here": _owned_here,
    # "Shipping it to our cloud customers": those who get it.
    "no_customers_won": lambda case: all(
        {"to", "for"} & set(case.sentence.passage.lower[max(case.sentence.start, start - 3) : start])
        for start, _ in case.sentence.spans(("customers_noun",))
    ),
    # "Says its roadmap is intact after a report of delay": it does not slip.
    "not_on_track": lambda case: not case.sentence.has(("as_planned",), (case.sentence.start, case.trigger[0])),
    "no_chips_placed": _no_chips_placed,
    "no_border": _no_border,
    "own_make": _own_make,
    "makes_it": _makes_it,
    "adds_product": lambda case: (
        case.object is None or "as" not in case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    ),
    "to_lineup": lambda case: (
        not LINEUPS.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.sentence.clause(case.trigger[0])[1]])
    ),
    "what_it_launches": _what_it_launches,
    "no_deploying": _puts_out,
    "makes_chips_of_name": _makes_chips_of_name,
    "not_ended": lambda case: not case.sentence.word(case.trigger[0] - 1).startswith(("end", "stop", "halt", "ceas")),
}
