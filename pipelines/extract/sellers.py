"""Who sells, and hence whether a deal for computing is a lease or a contract.

A seller whose trade is renting out computing (a cloud, a neocloud, a data-centre host) makes a lease an ordinary
customer contract; one whose trade it is not (Meta, a lab) makes a customer contract for computing a compute lease.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.extract.conditions.general import has_amount
from pipelines.extract.drafts import Case, Draft
from pipelines.extract.lexicon import Lexicon
from pipelines.extract.trade import CLOUDS, MAKERS, SUPPLIERS, is_outsider

SYMMETRIC = frozenset(
    f"contract.{name}"
    for name in ("sign", "amount", "expand", "cancel", "noun", "option", "amend", "choose", "team", "terms")
) | {"compute.noun", "compute.agree", "compute.talks", "contract.have"}
"""Frames whose wording does not say who sells."""
UNNAMED_LESSOR = frozenset({"compute.rent_back", "compute.take_from_clouds"})
"""Frames of whoever takes computing of firms that have no name."""
SURE_SELLER, SURE_BUYER, SURE_SUPPLIER = 5, 1, 4
"""Supply ranks at which one company alone shows its side of a contract."""
NO_PARTIES = frozenset(
    """shortage shortages crunch demand boom negotiators senate house congress lawmakers court investors traders
    analysts shareholders stocks shares voters residents prices pressure""".split()
)
AWARDING = frozenset("award awards awarded awarding".split())
ORDERING = frozenset("orders ordered buys bought purchases purchased".split())
"""Of two parties whoever does this is the customer, whatever the other's trade: Amazon orders chips from AMD."""
TO_ORDER = frozenset("order buy purchase".split())
BEFORE_DEED = frozenset("to will would could may might can should must not n't did does".split())
ASKING = frozenset("will would could may might can should did does is are".split())


def settle_sellers(draft: Draft, case: Case) -> bool:
    """Who sells, and hence whether this is a lease or a contract. False when it is neither."""
    groups = case.lexicon.groups
    if case.actor is not None and case.actor.entity.kind == "broker" and not groups(draft.actor):
        return False  # A house that judges a deal has none.
    if _is_no_party(case) or _is_funding(draft, case):
        return False
    if draft.frame_id in SYMMETRIC:
        _order_by_rank(draft, case.lexicon)
    seller = draft.roles.get("lessor") or draft.roles.get("seller")
    if draft.type == "compute_leasing":
        sides = (seller, draft.roles.get("lessee"))
        if draft.frame_id in {"compute.venture", "compute.venture_lets"}:
            draft.actor, draft.counterparty = seller, sides[1]
            return True
        if draft.frame_id in UNNAMED_LESSOR and seller is None:
            return True  # Who takes computing or its own goods back, from somebody without a name.
        if groups(seller) & CLOUDS:
            return _as_contract(draft, case)
        maker = next((name for name in sides if groups(name) & MAKERS and not groups(name) & CLOUDS), None)
        if maker is not None and draft.frame_id != "compute.swap" and (maker == seller or draft.frame_id in SYMMETRIC):
            # Goods are sold, not let, and whoever makes them is the seller.
            return None not in sides and _as_contract(draft, case)
        draft.actor, draft.counterparty = seller, draft.roles.get("lessee")
        if groups(draft.counterparty) & SUPPLIERS:
            # "A threat to CoreWeave": a rival is no tenant.
            draft.counterparty = None
            draft.roles = {role: name for role, name in draft.roles.items() if role != "lessee"}
        return draft.actor is not None or draft.joins
    if draft.counterparty is None and groups(draft.actor) & MAKERS and case.sentence.has(("foreseen_orders",)):
        return False  # "Sees $1 trillion in orders": of all its customers.
    lessor = _outside_lessor(draft, case) if draft.subtype == "award" else None
    if lessor is not None:
        tenant = next((name for name in (draft.actor, draft.counterparty) if name and name != lessor), None)
        draft.roles = {"seller": lessor, **({"buyer": tenant} if tenant else {})}
        _as_lease(draft)
    return True


def _is_no_party(case: Case) -> bool:
    """An unknown subject that no firm can be: "memory shortage forces", "House negotiators"."""
    if case.actor is None or case.actor.entity.kind != "unknown":
        return False
    return not NO_PARTIES.isdisjoint(case.sentence.passage.lower[case.actor.start : case.actor.end])


def _is_funding(draft: Draft, case: Case) -> bool:
    """A chip maker that commits money to a cloud, its own customer, buys nothing of it."""
    groups, verb = case.lexicon.groups, case.sentence.word(case.trigger[0])
    funds = verb.startswith(("commit", "pledge")) and "core_chip" in groups(draft.actor)
    return funds and bool(groups(draft.counterparty) & CLOUDS) and has_amount(case)


def _outside_lessor(draft: Draft, case: Case) -> str | None:
    """The party that rents out computing though that is not its trade: a lab with its own sites, Meta to a lab."""
    groups = case.lexicon.groups
    pair = [name for name in (draft.actor, draft.counterparty) if name]
    if any(groups(name) & SUPPLIERS for name in pair):
        return None
    computing = case.sentence.has(("compute", "compute_more", "cloud_customer"), case.window)
    computing = computing or "hosting" in case.sentence.vocabulary
    labs = [name for name in pair if "seller_lab" in groups(name)]
    if case.actor is not None and case.actor.end <= case.sentence.start and case.sentence.passage.has("lease_out"):
        computing = True  # "Rents out GPU capacity. This includes deals with ..."
    if len(labs) == 1 and (computing or (len(pair) == 2 and case.sentence.has(("ai_word",), case.window))):
        return labs[0]
    others = [name for name in pair if is_outsider(groups(name)) and "hyperscaler" in groups(name)]
    return others[0] if computing and len(pair) == 2 and others and "lab" in groups(_other(pair, others[0])) else None


def _order_by_rank(draft: Draft, lexicon: Lexicon) -> None:
    """Symmetric wording ("sign a deal with"): the company that normally supplies is the seller."""
    pair = [name for name in (draft.actor, draft.counterparty) if name]
    if len(pair) == 2 and draft.type == "contract" and _orders(draft):
        draft.roles = {"seller": pair[1], "buyer": pair[0]}
        return
    if draft.sentence.word(draft.trigger[0]) in AWARDING:
        pair.reverse()  # Of two of equal rank whoever awards is the customer.
    ranked = sorted(pair, key=lambda name: -lexicon.supply_rank(name))
    sides: tuple[str, ...] = ("lessor", "lessee") if draft.type == "compute_leasing" else ("seller", "buyer")
    if len(ranked) == 1 and draft.type == "contract":
        rank = lexicon.supply_rank(ranked[0])
        # A lone cloud or hyperscaler may be on either side: its role stays open.
        sides = ("seller",) if rank >= SURE_SELLER else ("buyer",) if rank == SURE_BUYER else ()
    draft.roles = dict(zip(sides, ranked, strict=False))


def _orders(draft: Draft) -> bool:
    """Whether somebody orders: a form that only a verb has, "order" behind "to", "Will Amazon order chips?"."""
    sentence, at = draft.sentence, draft.trigger[0]
    if sentence.word(at) in ORDERING:
        return True
    asked = sentence.word(sentence.start) in ASKING and any(name.end == at for name in sentence.names)
    return sentence.word(at) in TO_ORDER and (asked or sentence.word(at - 1) in BEFORE_DEED)


def _other(pair: Iterable[str], one: str) -> str | None:
    return next((name for name in pair if name != one), None)


def _as_contract(draft: Draft, case: Case) -> bool:
    """A cloud that rents out computing fulfils a contract; without a customer or a price it only does its trade."""
    if draft.counterparty is None and not has_amount(case):
        return False
    draft.type, draft.subtype = "contract", "award"
    sides = {"lessor": "seller", "lessee": "buyer"}
    draft.roles = {sides[role]: name for role, name in draft.roles.items() if role in sides}
    return True


def _as_lease(draft: Draft) -> None:
    sides = {"seller": "lessor", "buyer": "lessee"}
    draft.type, draft.subtype = "compute_leasing", "raw_capacity"
    draft.roles = {sides[role]: name for role, name in draft.roles.items() if role in sides}
    draft.actor, draft.counterparty = draft.roles.get("lessor"), draft.roles.get("lessee")
