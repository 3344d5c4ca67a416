"""Who supplies whom: parties of contracts, customers and suppliers that are named.

A deal is told by a verb ("signs", "supplies") or by a noun that bears the names of its parties ("$9.7B Microsoft
deal", "the Samsung-Broadcom pact"): who stands inside of the noun phrase is the other party, who stands before it the
dealer. Where one becomes supplier, customer or tenant of another ("names Anthropic as tenant"), both have a side.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extract.little_words import JOINTS
from pipelines.extract.names.lexicon import PARTY_KINDS
from pipelines.extract.passage import NameHit, Sentence, Span, once
from pipelines.extract.roles.deals import first_mover, shares_open
from pipelines.extract.roles.general import Actor, Others, referred, subject
from pipelines.extract.roles.lists import each_partner, whole_list
from pipelines.extract.roles.names import (
    DETERMINERS,
    after_marker,
    describes_goods,
    is_blocked,
    is_genitive,
    listed_gap,
    marker_before,
    parties,
    start_of,
)
from pipelines.extract.roles.partners import behind_with, headed
from pipelines.extract.roles.speakers import trailing_speaker
from pipelines.extract.roles.topics import topic
from pipelines.extract.trade import CHIP_MAKERS, CLOUDS, HOSTS, MAKERS

CHIP_GOODS = frozenset("chips gpus accelerators processors superchips tpus".split())
"""Behind a maker: its goods, and no party."""
DEAL_FILLERS = frozenset(
    """ai chip chips gpu gpus cloud compute computing infrastructure data center centre hosting colocation capacity
    server servers memory foundry supply hyperscale - massive big huge major new power inference tpu optical fiber
    networking lease mega blockbuster hpc rack racks gw mw gigawatt chipmaking hbm dram nand storage cooling fiber
    custom asic multiyear multibillion supply optical components equipment accelerators tpus servers lasers cables
    systems processors""".split()
)
"""Words between a customer's name and the noun of the deal: "the OpenAI data center contract"."""
LEFT_BEHIND = frozenset({"beyond", "past"})
"""Before whom a deal with somebody else makes less needed: "moves beyond Nvidia with Google deal"."""
LIFTING = frozenset(
    """sends sent send lifts lifted lift boosts boosted boost drives drove pushes pushed propels propelled fuels fueled
    sparks sparked sinks sank""".split()
)
"""What a deal does to shares, before whose they are."""
LIFTED = frozenset({"shares", "stock", "higher", "up", "soaring", "surging", "'s", "’s"})
"""Behind the name of a firm whose shares a deal moves."""
OWNED_WITHIN = 9
"""Most tokens from an owner to its deal."""
TAKER_WITHIN = 3
"""Most tokens from who becomes a supplier or customer to the "as"."""
AS_WITHIN = 6
"""Most tokens from "as" to its noun."""
BECOMING = frozenset({"as", "named", "becomes", "became", "become"})
"""Before the noun of what somebody becomes."""
MAKING = frozenset("makes make made making names naming named crowns".split())
"""Before a name that is made something: "makes CoreWeave the provider"."""
BECOMES = frozenset({"becomes", "became", "become", "is", "as"})
"""Behind who becomes it, where the other one stands right before the noun."""
WELCOMING = frozenset(
    """announced announce announces named names name added adds add signed signs sign landed lands unveiled unveils
    disclosed discloses revealed reveals won wins secured secures confirmed confirms brought welcomed welcomes
    with have has had""".split()
)
"""Before a customer that somebody has won."""
LINKING = frozenset({"is", "was", ":", "be", "to", "revealed", "named", "as", "-", "—", "–", "the", "ai", "lab"})
"""Between the noun and who it is: "its customer is revealed to be Anthropic"."""
IS = frozenset({"is", "was", "be", "as", "revealed", "identified", "confirmed", "named"})
"""Between who it is and the noun."""
GIVING_UP = frozenset("commits committed dedicates dedicated contracted leased earmarks earmarked".split())
"""Verbs of which "to" says who gets it."""
TELLING = frozenset("said says announced disclosed reported confirmed".split())
"""Behind a supplier that tells of its customer."""
CAUSES_OF_RISE = frozenset("as after report reports news that".split())
"""Behind a supplier whose shares rise, before its customer."""
SERVED = frozenset({"customer", "tenant", "client", "user", "buyer"})
"""Before the name of who pays somebody."""
RECIPIENT_WITHIN = 16
"""Most tokens from the verb to who is supplied."""


def signer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who signs: a free name of the clause before one that only owns something ("proves Nvidia's GPUs last, signs")."""
    hit = subject(trigger, sentence)
    authority = _authority_before(trigger, sentence)
    if hit is not None and authority is not None and hit.end < authority.start - 1:
        return authority  # "Meta faces a probe as FTC, DOJ reach a deal"
    start = sentence.clause(trigger[0])[0]
    pair = _hyphened(modifiers(found, sentence), sentence) if found[0] > trigger[0] else ()
    if pair and hit is not None and all(hit.party != one.party for one in pair):
        return pair[0]  # "Elm sees it winning from Dell-AMD deal": it is the deal of those two
    if hit is None or not is_genitive(hit, sentence):
        return hit
    free = [
        n
        for n in parties(sentence)
        if start <= n.start < hit.start and not is_blocked(n, sentence) and not is_genitive(n, sentence)
    ]
    return free[-1] if free and free[-1].entity.kind in PARTY_KINDS else hit


def _authority_before(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The first of the authorities that stand right before a verb."""
    found: NameHit | None = None
    at = trigger[0]
    for name in reversed(sentence.names):
        if name.entity.kind == "government" and name.end == at:
            found, at = name, name.start - (sentence.word(name.start - 1) in JOINTS)
    return found


def lease_signers(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who takes leases: the agent of "signed by", else the subject."""
    agents = after_marker(("by",), trigger, sentence, 8)
    return agents[0] if agents else subject(trigger, sentence)


def landlord(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who lets what is "leased to X": the owner of it, or a subject that has it."""
    named = [n for n in parties(sentence) if n.end <= found[0] and n.start >= sentence.clause(found[0])[0]]
    return named[-1] if named and not is_blocked(named[-1], sentence) else None


def chosen(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who is chosen, in the passive: the free name before it, else whom "it" means."""
    before = [n for n in parties(sentence) if n.end <= trigger[0] and not is_blocked(n, sentence)]
    return before[-1] if before else referred(trigger, sentence)


def _with_each(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Every partner: "with A and B", "with A ($5 billion) and B"; else whose name the deal bears ("a Google order")."""
    named = each_partner(behind_with(trigger, found, sentence), trigger, sentence)
    # "Signs deal to supply Microsoft with Nvidia chips": what it is supplied with.
    named = [n for n in named if sentence.word(n.end) not in CHIP_GOODS or sentence.word(n.start - 1) != "with"]
    return (
        named
        or [n for n in modifiers(found, sentence) if n.start >= trigger[1]]
        or [n for n in _customers(found, sentence) if n.start >= trigger[1]]
    )


def _with_or_served(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The partner behind "with"; else whose customer the subject is: "Elm's largest customer, Microsoft, let"."""
    named = behind_with(trigger, found, sentence)
    actor = subject(trigger, sentence)
    if named or actor is None:
        return named
    noun = actor.start - 1 - (sentence.word(actor.start - 1) == ",")
    if sentence.word(noun) not in SERVED:
        return []
    before = [n for n in sentence.names if n.party and n.entity.kind == "company" and n.end <= noun]
    served = before[-1] if before else topic(sentence)
    return [served] if served is not None and served.party != actor.party else []


def _customers(noun: Span, sentence: Sentence) -> list[NameHit]:
    """Whose orders they are: "win all of OpenAI's chip orders"."""
    named = [n for n in parties(sentence) if is_genitive(n, sentence) and n.end < noun[0]]
    return named[-1:] if named and DEAL_FILLERS.issuperset(sentence.passage.lower[named[-1].end + 1 : noun[0]]) else []


def _summed(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Every one of "$14 billion with A, another $6 billion with B": right behind its sum and a preposition."""
    sums = {a.end for a in sentence.amounts if a.amount.unit == "USD" and a.start >= trigger[1]}
    named = [n for n in parties(sentence) if n.start - 1 in sums and sentence.word(n.start - 1) in {"with", "from"}]
    return [n for n in named if n.entity.kind == "company"]


@once
def modifiers(noun: Span, sentence: Sentence) -> tuple[NameHit, ...]:
    """The names that say whose deal it is: "Meta and Anthropic AI deals", "$27B Meta deal"."""
    chain: list[NameHit] = []
    start = noun[0]
    free = parties(sentence)
    # "An Azure deal" is one with its owner.
    lent = [
        n
        for n in sentence.names
        if n.entity.kind == "product" and n.party and not n.bystander and not n.entity.groups & CHIP_MAKERS
    ]
    for name in sorted([*free, *lent], key=start_of, reverse=True):
        if name.end > noun[0] or is_genitive(name, sentence):
            continue
        if chain and not listed_gap(name, chain[-1], sentence):
            break
        gap = sentence.passage.lower[name.end : start]
        if not chain and not DEAL_FILLERS.issuperset(gap):
            break
        chain.append(name)
        start = name.start
    return tuple(reversed(chain))


def dealer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who has the deal that a noun names: the name before the whole noun phrase, wherever the sentence has it."""
    named = modifiers(trigger, sentence)
    pair = _hyphened(named, sentence)
    if pair:
        return pair[0]
    start = named[0].start if named else trigger[0]
    before = [
        n
        for n in parties(sentence)
        if n.end <= start and n not in named and n.entity.kind in {"company", "person"}
        if (not is_blocked(n, sentence) or shares_open(n, sentence)) and sentence.word(n.start - 1) not in LEFT_BEHIND
    ]
    if not before and named and (len(named) > 1 or after_marker(("with", "from"), trigger, sentence, 8)):
        return named[0]  # "Kioxia supply pact with Nvidia", "Meta and Google deal"
    return first_mover(before, sentence) if before else _lifted(trigger, sentence)


def _hyphened(named: Sequence[NameHit], sentence: Sentence) -> Sequence[NameHit]:
    """The parties of "the Samsung-Broadcom pact"."""
    pair = named[-2:]
    is_pair = len(pair) == 2 and sentence.passage.lower[pair[0].end : pair[1].start] == ["-"]
    return pair if is_pair and listed_gap(pair[0], pair[1], sentence) else ()


def _lifted(noun: Span, sentence: Sentence) -> NameHit | None:
    """ "A deal with Meta sends Nebius shares higher": whose shares the deal lifts."""
    for name in parties(sentence):
        if noun[1] < name.start and sentence.word(name.start - 1) in LIFTING and sentence.word(name.end) in LIFTED:
            return name
    return None


def near_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal it is, with a few words about the deal between: "Micron's (MU) new automotive AI deals"."""
    owners = [n for n in parties(sentence) if is_genitive(n, sentence) and 0 < trigger[0] - n.end <= OWNED_WITHIN]
    return owners[-1] if owners else None


def deal_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who has the deal: where a name stands inside of the noun phrase ("$9.7B Microsoft deal"), the one before it."""
    named = modifiers(trigger, sentence)
    owner = dealer(trigger, sentence, found) if named else None
    owner = owner or subject(trigger, sentence)
    if owner is not None and sentence.word(owner.end) in CHIP_GOODS and sentence.word(owner.end + 1) in {"from", "to"}:
        # "Rents Nvidia chips from Nebius in $19 billion deal": whose chips they are has no part in it.
        owner = next((n for n in parties(sentence) if n.end < owner.start), owner)
    return (
        owner or near_owner(trigger, sentence, found) or trailing_speaker(found, sentence) or _lifted(trigger, sentence)
    )


def _deal_with(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The other party of a deal that a noun names: inside of the noun phrase, behind it, else beside the dealer."""
    owner = dealer(trigger, sentence, found)
    others = [n for n in modifiers(trigger, sentence) if n is not owner]
    return others or after_marker(("with", "from", "to"), trigger, sentence, 8) or _partner_beside(owner, sentence)


def _partner_beside(owner: NameHit | None, sentence: Sentence) -> list[NameHit]:
    """ "Nebius and OpenAI in an AI cloud tie-up": the two that stand before "in"."""
    if owner is None or sentence.word(owner.end) not in {"in", "near", "strike", "ink"}:
        return []
    return [n for n in parties(sentence) if n.end < owner.start and listed_gap(n, owner, sentence)][-1:]


def _deal_named(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The other party inside of the noun phrase, else every partner: "signs Meta to $3 billion pact"."""
    owner = dealer(trigger, sentence, found)
    others = [n for n in modifiers(trigger, sentence) if n is not owner] if owner is not None else []
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company" and n is not owner]
    if any("seller_lab" in n.entity.groups for n in before):
        # "SpaceX signs Cohere to $3 billion Colossus pact": what it sells, and no other party.
        others = [n for n in others if n.entity.kind != "product"]
    return others or _with_each(trigger, found, sentence)


def failed_dealer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal came to nothing: of the names beside the noun the first, else whoever the clause is about."""
    return dealer(found, sentence, found) or subject(found, sentence) or near_owner(found, sentence, found)


def _failed_with(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The other party of a deal that came to nothing, as of any."""
    return _deal_with(found, found, sentence)


def _side_taker(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Everybody who becomes supplier or customer."""
    taker = _taker(found if found[0] > trigger[0] else trigger, sentence)
    if taker is not None and found[0] > trigger[0] and sentence.word(taker.start - 1) == "with":
        # "Replaced AMD with Nvidia as its supplier": who is lost stands by the verb.
        return [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 1]
    chain = [taker] if taker is not None else []
    for name in reversed(parties(sentence)):
        if chain and name.end < chain[0].start and listed_gap(name, chain[0], sentence):
            chain.insert(0, name)  # "adds A and B as customers"
    return chain


def _taker(noun: Span, sentence: Sentence) -> NameHit | None:
    """Who becomes supplier or customer: the name before "as", or before the participle there ("X chosen as")."""
    at = _as_before(noun, sentence)
    if at < 0:
        return None
    before = [n for n in parties(sentence) if n.end <= at]
    return before[-1] if before and at - before[-1].end <= TAKER_WITHIN else None


def _as_before(trigger: Span, sentence: Sentence) -> int:
    """Where the "as" of "as third HBM4 supplier" stands; -1 where there is none."""
    low = max(sentence.clause(trigger[0])[0], trigger[0] - AS_WITHIN)
    for at in range(trigger[0], low - 1, -1):
        if sentence.word(at) in BECOMING or (sentence.word(at) in DETERMINERS and _is_made(at, sentence)):
            return at
    return -1


def _is_made(at: int, sentence: Sentence) -> bool:
    """ "Makes CoreWeave the provider": a name that is made it stands before the article."""
    return any(n.end == at and sentence.word(n.start - 1) in MAKING for n in parties(sentence))


def side_giver(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who makes another its supplier: the name before the taker's verb, else behind "by", "for", "of" or "to"."""
    takers = _side_taker(trigger, trigger, sentence)
    if not takers:
        return None
    taker = takers[0]
    beside = [n for n in parties(sentence) if taker.end < n.start and trigger[0] - n.end in {0, 1}]
    if beside and sentence.word(taker.end) in BECOMES:
        return beside[-1]  # "Anthropic becomes CoreWeave customer"
    free = [n for n in parties(sentence) if n.end < taker.start and not is_blocked(n, sentence)]
    start = sentence.clause(taker.start)[0]
    if free and free[-1].start >= start and not listed_gap(free[-1], taker, sentence):
        return free[-1]
    behind = after_marker(("by", "for", "of", "to", "at", "behind", "in"), trigger, sentence, 8)
    return next(iter([*behind, *headed(sentence, taker)]), None)


def tenant_giver(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose tenant or customer somebody becomes: as `side_giver`, else the subject."""
    giver = side_giver(trigger, sentence, found) or subject(trigger, sentence)
    if giver is not None and giver.end == trigger[0] and sentence.word(giver.start - 1) in WELCOMING:
        return None  # "They named Cohere a new customer": whose customer it is goes unnamed
    return giver


def _named_tenant(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "Names Anthropic as tenant": who stands right before."""
    return [n for n in parties(sentence) if n.end == trigger[0]]


def side_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose customer it is: the owner before the noun, else behind "behind", "of", "at", "for"."""
    owner = near_owner(trigger, sentence, found)
    if owner is not None:
        return owner
    return next(iter(after_marker(("behind", "of", "at", "for", "on", "in"), trigger, sentence, 6)), None)


def _side_named(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who the customer is: "is X", ": X" behind the noun, else "X is the" before it."""
    at = trigger[1]
    while at < sentence.end and sentence.word(at) in LINKING:
        at += 1
    behind = [n for n in parties(sentence) if n.start == at and at > trigger[1]]
    if behind:
        return behind
    before = [n for n in parties(sentence) if n.end <= trigger[0] and not is_genitive(n, sentence)]
    linked = before and not IS.isdisjoint(sentence.passage.lower[before[-1].end : trigger[0]])
    return before[-1:] if linked and trigger[0] - before[-1].end <= OWNED_WITHIN else []


def _won(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The customers right behind the verb."""
    first = next((n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 1), None)
    return list(whole_list(first, sentence)) if first is not None and not describes_goods(first, sentence) else []


def _supplier(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom goods come from: behind "from", else whose they are ("AMD Instinct GPUs"), else behind "to" or "with"."""
    marked = after_marker(("from",), trigger, sentence)
    if not marked and sentence.word(trigger[1] - 1) in GIVING_UP:
        marked = after_marker(("to",), trigger, sentence)  # "Committed all of Helios to CoreWeave".
    if marked:
        return marked
    end = sentence.clause(trigger[0])[1]
    between = [n for n in _makers(sentence) if trigger[1] <= n.start < end and n.start <= found[1] + 6]
    if sentence.word(trigger[1] - 1).startswith(("leas", "rent")):
        # "To lease capacity to Apple": who gets it.
        between = [n for n in between if sentence.word(n.start - 1) != "to"]
        return between[:1] or after_marker(("with", "at", "on"), trigger, sentence)
    return between[:1] or after_marker(("to", "with", "at", "on"), trigger, sentence) or _joint_maker(trigger, sentence)


def _makers(sentence: Sentence) -> list[NameHit]:
    """Names of firms and of their chips, which stand for them."""
    return [n for n in sentence.names if n.party and not n.bystander and n.entity.kind in {"company", "product"}]


def _joint_maker(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Broadcom and OpenAI to deploy accelerators": of two that do it, who makes them."""
    ahead = [n for n in parties(sentence) if n.end <= trigger[0]]
    if len(ahead) != 2 or not listed_gap(ahead[0], ahead[1], sentence) or trigger[0] - ahead[1].end > 1:
        return []
    makers = [n for n in ahead if n.entity.groups & CHIP_MAKERS]
    return ahead if len(makers) == 1 else []


def beside_supplier(actor: NameHit, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Whose share a deal lifts, or who tells of its customer: "Nebius jumps as Meta signs", "Nebius said that Meta"."""
    before = [n for n in parties(sentence) if n.end < actor.start and n.entity.kind == "company"]
    # "Jumps on report OpenAI will buy its chips": whose goods they are.
    its = "its" in sentence.passage.lower[trigger[1] : trigger[1] + 2]
    selling = HOSTS | MAKERS if its else HOSTS
    if len({n.party for n in before}) != 1 or not before[0].entity.groups & selling or is_genitive(before[0], sentence):
        return []
    between = sentence.passage.lower[before[-1].end : actor.start]
    told = bool(between) and between[0] in TELLING
    risen = (
        sentence.in_headline
        and between[-1] in CAUSES_OF_RISE
        and sentence.has(("rise",), (before[-1].end, actor.start))
    )
    return before[-1:] if told or risen else []


def _recipient(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is supplied: directly behind the verb, or behind "to", "for" or "with"; not whose chips they are."""
    far = max(trigger[1] + RECIPIENT_WITHIN, found[1])
    behind = [n for n in parties(sentence) if trigger[1] <= n.start and (n.start <= far or is_genitive(n, sentence))]
    names = [n for n in behind if not describes_goods(n, sentence)]
    if names and names[0].start - trigger[1] <= 1:
        return names[:1]
    wanted = frozenset({"to", "for", "with"})
    near = (n for n in names if n.start <= trigger[1] + RECIPIENT_WITHIN)
    return [n for n in near if marker_before(n, sentence, wanted)][:1] or [
        n for n in names if found[1] >= n.start or is_genitive(n, sentence)
    ][:1]


def _provided(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who gets it: "will supply Microsoft with GPU capacity", else behind "to"."""
    beside = [n for n in parties(sentence) if n.start == trigger[1] and sentence.word(n.end) == "with"]
    behind = beside or after_marker(("to",), trigger, sentence)
    # "A contract with Meta to provide Nvidia chips": whose make they are.
    named = [n for n in behind if n.start > trigger[1] or n in beside or not describes_goods(n, sentence)]
    to = trigger[0] if sentence.word(trigger[0]) == "to" else trigger[0] - 1
    # "Agreed with Meta to provide": whom it is agreed with gets it.
    return named or [n for n in parties(sentence) if n.end == to and sentence.word(n.start - 1) == "with"]


def given(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whom the deal gives something: right behind the verb."""
    return next((n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 1), None)


def _giver(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who gives it: the one that lets sites or computing, else the first name behind whom it is given."""
    names = [n for n in parties(sentence) if n.start > trigger[1] + 1 and n.entity.kind == "company"]
    letting = [n for n in names if n.entity.groups & CLOUDS]
    return letting[:1] or names[:1]


ACTORS: dict[str, Actor] = {
    "dealer": dealer,
    "given": given,
    "failed_dealer": failed_dealer,
    "signer": signer,
    "lease_signers": lease_signers,
    "near_owner": near_owner,
    "side_giver": side_giver,
    "tenant_giver": tenant_giver,
    "chosen": chosen,
    "side_owner": side_owner,
    "landlord": landlord,
    "deal_owner": deal_owner,
}
COUNTERPARTIES: dict[str, Others] = {
    "customer_behind": lambda trigger, found, sentence: [n for n in parties(sentence) if n.start == found[1]],
    "with_each": _with_each,
    "summed": _summed,
    "with_or_served": _with_or_served,
    "with_or_helped": lambda trigger, found, sentence: (
        [n for n in parties(sentence) if n.start == trigger[1]] or behind_with(trigger, found, sentence)
    ),
    "named_tenant": _named_tenant,
    "side_taker": _side_taker,
    "side_named": _side_named,
    "won": _won,
    "deal_with": _deal_with,
    "failed_with": _failed_with,
    "deal_named": _deal_named,
    "recipient": _recipient,
    "provided": _provided,
    "supplier": _supplier,
    "giver": _giver,
}
