"""Who sells, and hence whether a deal for computing is a lease or a contract.

A seller whose trade is renting out computing (a cloud, a neocloud, a data-centre host) makes a lease an ordinary
customer contract; one whose trade it is not (Meta, a lab) makes a customer contract for computing a compute lease.

Where the wording is the same for both ("sign a deal with") the words around it come first: what the deal is for ("to
rent GPUs from"), whose goods it is about, who chooses and who wins an order. Only then does the trade decide: who
usually supplies the other. A company alone is given a side only where its trade leaves no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.extract.conditions.general import has_amount
from pipelines.extract.frames.drafts import Case, Draft
from pipelines.extract.names.lexicon import Lexicon
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.names import GOODS_WORDS, TAKING, describes_goods, marker_before
from pipelines.extract.trade import CLOUDS, MAKERS, SUPPLIERS, is_outsider

SYMMETRIC = frozenset(
    f"contract.{name}"
    for name in ("sign", "amount", "expand", "cancel", "noun", "option", "amend", "choose", "team", "terms")
) | {"compute.noun", "compute.agree", "compute.talks", "contract.have"}
"""Frames whose wording does not say who sells."""
UNNAMED_LESSOR = frozenset({"compute.rent_back", "compute.take_from_clouds"})
"""Frames of whoever takes computing of firms that have no name."""
TOLD_SIDES = frozenset({"compute.venture", "compute.venture_lets", "compute.take_site"})
"""Frames whose words say which side each party is on, also where one of them has no name."""
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
SIDE_NOUNS = frozenset({"side_noun"})
"""Categories of nouns that say on which side of a deal somebody is."""
CUSTOMERS = frozenset("customer customers tenant tenants client clients buyer offtaker lessee anchor".split())
PREFERRING = frozenset(
    """select selects selected selecting pick picks picked picking choose chooses chose chosen choosing tap taps tapped
    tapping turn turns turned turning opts opted switch switches switched switching migrate migrates migrated
    migrating lean leans leaned leaning rely relies relied relying adopt adopts adopted adopting enlist enlists
    enlisted enlisting""".split()
)
"""Verbs of who needs something and says from whom it takes it."""
AS_SIDE = 8
"""Tokens behind a name in which "as its first customer" says that it is no supplier."""
MADE = GOODS_WORDS | {"servers", "racks", "switches", "memory"}
"""What makers sell, beside anything of the next list an owner lets it."""
LET_OR_FED = frozenset("capacity compute computing rent renting lease leases leasing cloud power data hosting".split())
WINNING = TAKING | frozenset("take takes took taking receive receives received winning clinch clinched".split())
"""Verbs of who gets an order."""
WON = frozenset({"order", "orders", "contract", "contracts", "business"})
LEASES = frozenset({"lease", "leases", "leasing"})
SITES = frozenset(
    "site sites campus center centers centre centres building buildings facility facilities space".split()
)
SITE_WITHIN = 8
NOUN_WITHIN = 10
"""Most tokens from "lease" to its site, and from a verb to its noun."""
OTHER_SIDE = {"seller": "buyer", "buyer": "seller"}
TAKES = TO_ORDER | frozenset("rent lease hire procure tap obtain".split())
LETS = frozenset("rent lease let sublease sell supply provide deliver".split())
"""Verbs behind "to" that say what a deal is for: those with "from", and those with "to"."""
BEFORE_DEED = frozenset("to will would could may might can should must not n't did does".split())
ASKING = frozenset("will would could may might can should did does is are".split())


def settle_sellers(draft: Draft, case: Case) -> bool:
    """Who sells, and hence whether this is a lease or a contract. False when it is neither."""
    groups = case.lexicon.groups
    if case.actor is not None and case.actor.entity.kind == "broker" and not groups(draft.actor):
        return False  # A house that judges a deal has none.
    if _is_no_party(case) or _is_funding(draft, case):
        return False
    is_told = True
    if draft.frame_id in SYMMETRIC or case.category in {"choose", ""}:
        is_told = _order_by_words(draft, case)
        if not is_told:
            _order_by_rank(draft, case.lexicon)
    elif _tells_customer(case):
        draft.roles = {OTHER_SIDE[role]: name for role, name in draft.roles.items()}
    if draft.type == "compute_leasing":
        return _settle_lease(draft, case)
    if draft.counterparty is None and groups(draft.actor) & MAKERS and case.sentence.has(("foreseen_orders",)):
        return False  # "Sees $1 trillion in orders": of all its customers.
    _settle_contract(draft, case, is_told=is_told)
    return True


def _settle_lease(draft: Draft, case: Case) -> bool:
    """A lease of computing stays one unless a cloud lets it or a maker sells its goods. False when it is neither."""
    groups = case.lexicon.groups
    seller = draft.roles.get("lessor") or draft.roles.get("seller")
    sides = (seller, draft.roles.get("lessee"))
    if draft.frame_id in TOLD_SIDES:
        draft.actor, draft.counterparty = sides
        return True
    if draft.frame_id in UNNAMED_LESSOR and seller is None:
        return True  # Who takes computing or its own goods back, from somebody without a name.
    if groups(seller) & CLOUDS:
        return _as_contract(draft, case)
    maker = next((name for name in sides if groups(name) & MAKERS and not groups(name) & CLOUDS), None)
    if maker is not None and draft.frame_id != "compute.swap" and (maker == seller or draft.frame_id in SYMMETRIC):
        # Goods are sold, not let, and whoever makes them is the seller.
        return None not in sides and _as_contract(draft, case)
    draft.actor, draft.counterparty = sides
    if groups(draft.counterparty) & SUPPLIERS:
        # "A threat to CoreWeave": a rival is no tenant.
        draft.counterparty = None
        draft.roles = {role: name for role, name in draft.roles.items() if role != "lessee"}
    return draft.actor is not None or draft.joins


def _settle_contract(draft: Draft, case: Case, *, is_told: bool) -> None:
    """A contract of whoever rents out computing though that is not its trade is a lease.

    is_told: the words say who sells, and not the trade alone.
    """
    lessor = _outside_lessor(draft, case) if draft.subtype == "award" else None
    seller = draft.roles.get("lessor") or draft.roles.get("seller")
    if lessor is None or (is_told and seller not in {lessor, None}):
        return
    tenant = next((name for name in (draft.actor, draft.counterparty) if name and name != lessor), None)
    draft.roles = {"seller": lessor, **({"buyer": tenant} if tenant else {})}
    _as_lease(draft)


def _is_no_party(case: Case) -> bool:
    """An unknown subject that no firm can be: "memory shortage forces", "House negotiators"."""
    if case.actor is None or case.actor.entity.kind != "unknown":
        return False
    return not NO_PARTIES.isdisjoint(case.sentence.lower[case.actor.start : case.actor.end])


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


def _tells_customer(case: Case) -> bool:
    """ "Becomes an anchor tenant of", "lost Apple as a customer": of the nouns for a side those of who pays."""
    frame, noun = case.frame, case.object or case.trigger
    is_side = not SIDE_NOUNS.isdisjoint((*frame.trigger, *frame.object)) and "buyer" in frame.roles[:1]
    return is_side and case.sentence.word(noun[1] - 1) in CUSTOMERS


def _order_by_words(draft: Draft, case: Case) -> bool:
    """ "A deal to rent GPUs from Lambda", "to let capacity to Apple": what the deal is for says who sells.

    Of two of one trade who signs "a deal with Lambda to buy capacity" buys.
    """
    sentence, actor = draft.sentence, draft.actor
    other = next((hit for hit in case.others if hit.party == draft.counterparty), None)
    if actor is None or other is None or other.start < case.trigger[1] or other.party is None:
        return False
    if case.category == "choose" and sentence.word(case.trigger[0]) in PREFERRING:
        is_chosen = sentence.word(other.start - 1) == "by" or _is_as_customer(other, case)
        return _set_sides(draft, *((actor, other.party) if is_chosen else (other.party, actor)))
    if describes_goods(other, sentence) and other.entity.groups & MAKERS and not case.groups(case.actor) & MAKERS:
        return _set_sides(draft, other.party, actor)  # "Signs a deal for AMD chips"
    if _is_won_from(other, case):
        return _set_sides(draft, actor, other.party)
    end = case.window[1]
    takes = min(_aims(TAKES, (case.trigger[1], end), sentence), default=end)
    lets = min(_aims(LETS, (case.trigger[1], end), sentence), default=end)
    from_it = other.end <= takes and any(
        sentence.word(at) == "from" and sentence.word(at + 1) in {"it", "them"} for at in range(takes, end)
    )
    if from_it or (takes < other.start and marker_before(other, sentence, frozenset({"from"}), takes)):
        return _set_sides(draft, other.party, actor)
    if lets < other.start and marker_before(other, sentence, frozenset({"to"}), lets + 1):
        return _set_sides(draft, actor, other.party)
    rank = case.lexicon.supply_rank
    is_aim = other.end <= takes < end and sentence.word(takes) != "lease" and sentence.word(takes + 1) != "out"
    if is_aim and rank(actor) == rank(other.party):
        return _set_sides(draft, other.party, actor)
    if is_aim and not rank(other.party):
        draft.roles = {}  # "A contract with Corvane to rent GPUs": nothing tells which of the two has them.
        return True
    return _is_of_goods(case) and _set_sides_by_trade(draft, case, other)


def _is_of_goods(case: Case) -> bool:
    """ "Signs a deal with Dell for servers": of what is made, and not of what it is let for."""
    words = case.sentence.lower[case.trigger[1] : case.window[1]]
    return not MADE.isdisjoint(words) and LET_OR_FED.isdisjoint(words)


def _set_sides_by_trade(draft: Draft, case: Case, other: NameHit) -> bool:
    """Of goods the maker is the seller, beside a firm that only lets computing or sites."""
    actor, groups = case.actor, (case.groups(case.actor), case.groups(other))
    makes, lets = [bool(one & MAKERS) for one in groups], [bool(one & CLOUDS and not one & MAKERS) for one in groups]
    if actor is None or draft.actor is None or other.party is None or sum(makes) != 1 or lets != makes[::-1]:
        return False
    return _set_sides(draft, *((draft.actor, other.party) if makes[0] else (other.party, draft.actor)))


def _is_won_from(other: NameHit, case: Case) -> bool:
    """ "Won an order from Nvidia", "takes orders from": who gets orders and contracts sells; a lease is taken."""
    sentence = case.sentence
    if case.actor is None or sentence.word(other.start - 1) != "from":
        return False
    between = sentence.lower[case.actor.end : other.start]
    return not WINNING.isdisjoint(between) and not WON.isdisjoint(between)


def _is_as_customer(name: NameHit, case: Case) -> bool:
    """ "Picked Apple as the first customer for its chips"."""
    behind = case.sentence.lower[name.end : min(name.end + AS_SIDE, case.window[1])]
    return behind[:1] == ["as"] and not CUSTOMERS.isdisjoint(behind)


def _set_sides(draft: Draft, seller: str, buyer: str) -> bool:
    sides = ("lessor", "lessee") if draft.type == "compute_leasing" else ("seller", "buyer")
    draft.roles = dict(zip(sides, (seller, buyer), strict=True))
    return True


def _aims(verbs: frozenset[str], inside: Span, sentence: Sentence) -> Iterator[int]:
    """Where "to" leads to one of the verbs."""
    return (at for at in range(*inside) if sentence.word(at) in verbs and sentence.word(at - 1) == "to")


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
        sides = sides_alone(lexicon, ranked[0], is_lease=_is_lease(draft))
        if sides == () and _is_for_a_site(draft):
            sides = ("buyer",)
    draft.roles = dict(zip(sides, ranked, strict=False))


def sides_alone(lexicon: Lexicon, name: str, *, is_lease: bool) -> tuple[str, ...]:
    """On which side of a contract one company alone is.

    That of a cloud or hyperscaler stays open, and a neocloud's in a lease: it takes sites and lets computing.
    """
    rank, groups = lexicon.supply_rank(name), lexicon.groups(name)
    if is_lease and "neocloud" in groups and "host" not in groups:
        return ()
    return ("seller",) if rank >= SURE_SELLER else ("buyer",) if rank == SURE_BUYER else ()


def _is_lease(draft: Draft) -> bool:
    return any(draft.sentence.word(at) in LEASES for at in _behind(draft))


def _is_for_a_site(draft: Draft) -> bool:
    """ "A lease for the site", "for 200 megawatts in Ohio": who signs it is the tenant."""
    sentence = draft.sentence
    at = next((at for at in _behind(draft) if sentence.word(at) in LEASES), None)
    if at is None or sentence.word(at + 1) not in {"for", "on", "of"} or sentence.word(at + 2) in {"its", "their"}:
        return False
    sized = any(hit.amount.unit == "MW" and 0 < hit.start - at <= SITE_WITHIN for hit in sentence.amounts)
    return sized or not SITES.isdisjoint(sentence.lower[at + 2 : min(at + SITE_WITHIN, sentence.end)])


def _behind(draft: Draft) -> range:
    """The places from a deal's trigger to its noun and a little on."""
    start, (_, end) = draft.trigger[0], draft.sentence.segment(draft.trigger[0])
    return range(start, min(start + NOUN_WITHIN, end))


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
