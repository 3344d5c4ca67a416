"""Strategies of the frames of events/compute.toml: deals, backlogs, what is short, what has a price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipelines.extract import collectives
from pipelines.extract.lexicon import PARTY_KINDS
from pipelines.extract.little_words import JOINTS, RIVALS
from pipelines.extract.passage import NameHit, Sentence, Span, once, places_of
from pipelines.extract.roles.general import (
    Actor,
    Others,
    behind_with,
    clause_subject,
    headed,
    possessor,
    referred,
    subject,
    topic,
    trailing_speaker,
)
from pipelines.extract.roles.lists import FIRMS, whole_list
from pipelines.extract.roles.names import (
    OWN_DEEDS,
    after_marker,
    describes_goods,
    distance,
    first_of_list,
    is_blocked,
    is_genitive,
    listed_gap,
    marker_before,
    parties,
    parties_behind,
    start_of,
)
from pipelines.extract.roles.unknown import as_written, unknown_subject
from pipelines.extract.roles.views import RESEARCH
from pipelines.extract.trade import CHIP_MAKERS, CLOUDS, GRIDS, HOSTS, MAKERS

PEERS = RIVALS | {"peers", "suppliers"}
OF_RIVALS = frozenset("biggest largest main chief top closest two three korean memory chip key nearest".split())
BEFORE_PRICING = frozenset(
    "are is have has will would also both now all reportedly may might could already planning to".split()
)
GIVING_UP = frozenset("commits committed dedicates dedicated contracted leased earmarks earmarked".split())
"""Verbs of which "to" says who gets it."""
DEAL_FILLERS = frozenset(
    """ai chip chips gpu gpus cloud compute computing infrastructure data center centre hosting colocation capacity
    server servers memory foundry supply hyperscale - massive big huge major new power inference tpu optical fiber
    networking lease mega blockbuster hpc rack racks gw mw gigawatt chipmaking hbm dram nand storage cooling fiber
    custom asic multiyear multibillion supply optical components equipment accelerators tpus servers lasers cables
    systems processors""".split()
)
"""Words between a customer's name and the noun of the deal: "the OpenAI data center contract"."""
CAUSING = frozenset(
    """fuel fuels fueling trigger triggers cause causes causing drive drives driving spark sparks create creates
    creating worsen worsens deepen deepens spur spurs threaten threatens ease eases easing expose exposes into amid on
    as from despite solve solves ride rides benefit benefits exploit exploits end ends profit tops reflecting reflects
    citing cites blaming blames""".split()
)
VERBS_OF_CHANGE = frozenset(
    """persist persists worsen worsening lift lifts lifting boost boosts boosting rally rallies jump jumps surge
    surges""".split()
)
TOLD = frozenset({"told", "tells", "warned", "warns", "informed", "informs", "notified", "notifies"})
"""Whom somebody speaks to stands behind."""
SPEECH = frozenset(
    """say says said warn warns warned sees predicts expects forecasts estimates signaling signalling shows showing
    suggests suggesting flag flags flagged reported reporting disclosed disclosing cautions cautioned confirms
    confirmed told tells notes noted reports acknowledges acknowledged admits admitted insists explains underscores
    underscoring indicates indicated confirming signalled signaled concedes conceded reveals revealed complains
    complained confides stresses stressed cited cites blames highlights highlighting thinks believes argues
    pointed points adds added""".split()
)
OF_ONESELF = frozenset("its it our we of is are was were remain remains all".split())
OWNED_WITHIN = 9
"""Most tokens from an owner to its deal."""
ARTICLES = frozenset({"the", "its", "a", "an"})
MAKING = frozenset("makes make made making names naming named crowns".split())
BECOMING = frozenset({"as", "named", "becomes", "became", "become"})
BECOMES = frozenset({"becomes", "became", "become", "is", "as"})
LIFTING = frozenset(
    """sends sent send lifts lifted lift boosts boosted boost drives drove pushes pushed propels propelled fuels fueled
    sparks sparked sinks sank""".split()
)
LIFTED = frozenset({"shares", "stock", "higher", "up", "soaring", "surging", "'s", "’s"})
"""Behind the name of a firm whose shares a deal moves."""
CAUSES_OF_RISE = frozenset("as after report reports news that".split())
TELLING = frozenset("said says announced disclosed reported confirmed".split())
AS_WITHIN = 6
"""Most tokens from "as" to its noun."""
TAKER_WITHIN = 3
LINKING = frozenset({"is", "was", ":", "be", "to", "revealed", "named", "as", "-", "—", "–", "the", "ai", "lab"})
IS = frozenset({"is", "was", "be", "as", "revealed", "identified", "confirmed", "named"})
FACES = frozenset("face faces facing faced confront confronts grapple grapples grappling suffer suffers".split())
FACED_WITHIN = 7
GROUP_HEADS = frozenset("makers vendors fabs suppliers assemblers manufacturers brands builders oems buyers".split())
GROUP_WORDS = collectives.TRADE | frozenset(
    "module pc phone smartphone device contract handset automotive gaming console laptop us u.s. chinese".split()
)
"""Before the head of a group of firms that lack something."""
MAKES = frozenset("makes make made produces sells offers ships builds".split())
SPEAKER_AT_END = 7
OURS = frozenset({"we", "our"})
CHIEFS = frozenset("ceo cfo coo chief management executives executive president".split())
MEMORY_WORDS = frozenset("memory dram nand hbm hbm3e hbm4 ddr4 ddr5 ssd ssds".split())
MEMORY_MAKERS = frozenset(
    {
        "Samsung Electronics",
        "SK Hynix",
        "Micron Technology",
        "SanDisk",
        "Sandisk",
        "Kioxia",
        "Western Digital",
        "Nanya Technology",
        "Winbond",
        "Phison",
    }
)
OF_OTHERS = frozenset(
    """power electricity grid energy turbines turbine transformers land worker workers labor
    glass t-glass material materials helium""".split()
)
"""What no maker of chips and no cloud makes."""
CAPACITY_WORDS = frozenset("capacity compute computing gpu gpus supply data center centers cloud".split())
NEXT_PARTNER = 10
"""Most tokens from one partner to the "with" of the next."""
PAYEE_WITHIN = 6
RECIPIENT_WITHIN = 16
OWN = frozenset("it its we our they their itself he she".split())
LACKS = frozenset("bottleneck bottlenecks shortage shortages constraint constraints crunch scarcity chokepoint".split())
"""Nouns of what a market lacks; who says so need not lack it."""
PRICE_REACH = 6
GRID_WITHIN = 2
TOPIC_WORDS = 10


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


CHIP_GOODS = frozenset("chips gpus accelerators processors superchips tpus".split())


def _with_each(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Every partner: "with A and B", "with A ($5 billion) and B"; else whose name the deal bears ("a Google order")."""
    named = _each(behind_with(trigger, found, sentence), trigger, sentence)
    # "Signs deal to supply Microsoft with Nvidia chips": what it is supplied with.
    named = [n for n in named if sentence.word(n.end) not in CHIP_GOODS or sentence.word(n.start - 1) != "with"]
    return (
        named
        or [n for n in modifiers(found, sentence) if n.start >= trigger[1]]
        or [n for n in _customers(found, sentence) if n.start >= trigger[1]]
    )


def _customers(noun: Span, sentence: Sentence) -> list[NameHit]:
    """Whose orders they are: "win all of OpenAI's chip orders"."""
    named = [n for n in parties(sentence) if is_genitive(n, sentence) and n.end < noun[0]]
    return named[-1:] if named and DEAL_FILLERS.issuperset(sentence.passage.lower[named[-1].end + 1 : noun[0]]) else []


def _each(named: list[NameHit], trigger: Span, sentence: Sentence) -> list[NameHit]:
    """A partner with the others of its list, and of the next "with": "a lease with A and another lease with B"."""
    if len(named) != 1 or named[0].start < trigger[1]:
        return named
    chain = list(whole_list(named[0], sentence))
    end = max(sentence.segment(trigger[0])[1], sentence.segment(named[0].start)[1])
    while behind := parties_behind(chain[-1], sentence)[:1]:
        name = behind[0]
        between = sentence.passage.lower[chain[-1].end : name.start]
        if not 0 < len(between) <= NEXT_PARTNER or name.start >= end or between[-1] != "with" or "and" not in between:
            break
        if sentence.has(OWN_DEEDS, (chain[-1].end, name.start)):
            break  # "with A and B signed a deal with C"
        chain += whole_list(name, sentence)
    first: dict[str, NameHit] = {}
    for name in chain:
        if name.entity.kind in FIRMS and not describes_goods(name, sentence):
            if is_genitive(name, sentence) and name is not named[0]:
                break  # "from SpaceX, Broadcom's outlook": another headline
            first.setdefault(name.party or "", name)
    return list(first.values()) or named


def lease_signers(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who takes leases: the agent of "signed by", else the subject."""
    agents = after_marker(("by",), trigger, sentence, 8)
    return agents[0] if agents else subject(trigger, sentence)


def owner_or_its(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal it is by a genitive, or whom "its" before the noun means ("Meta said its agreement with")."""
    owner = near_owner(trigger, sentence, found)
    low = max(sentence.start, trigger[0] - 4)
    its = "its" in sentence.passage.lower[low : trigger[0]]
    return owner or (subject(trigger, sentence) if its else None) or _in_a_deal(trigger, sentence)


def _in_a_deal(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Google in agreement for geothermal power": who opens a headline that has no verb."""
    start = max(sentence.clause(trigger[0])[0], sentence.segment(trigger[0])[0])
    first = next((n for n in parties(sentence) if n.start == start and trigger[0] - n.end <= OWNED_WITHIN), None)
    return first if first is not None and sentence.in_headline and sentence.word(first.end) == "in" else None


def _summed(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Every one of "$14 billion with A, another $6 billion with B": right behind its sum and a preposition."""
    sums = {a.end for a in sentence.amounts if a.amount.unit == "USD" and a.start >= trigger[1]}
    named = [n for n in parties(sentence) if n.start - 1 in sums and sentence.word(n.start - 1) in {"with", "from"}]
    return [n for n in named if n.entity.kind == "company"]


def near_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal it is, with a few words about the deal between: "Micron's (MU) new automotive AI deals"."""
    owners = [n for n in parties(sentence) if is_genitive(n, sentence) and 0 < trigger[0] - n.end <= OWNED_WITHIN]
    return owners[-1] if owners else None


def _named_tenant(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "Names Anthropic as tenant": who stands right before; for "is the tenant" the site's owner behind it."""
    before = [n for n in parties(sentence) if n.end == trigger[0]]
    return before[:1]


def _as_before(trigger: Span, sentence: Sentence) -> int:
    """Where the "as" of "as third HBM4 supplier" stands; -1 where there is none."""
    low = max(sentence.clause(trigger[0])[0], trigger[0] - AS_WITHIN)
    for at in range(trigger[0], low - 1, -1):
        if sentence.word(at) in BECOMING or (sentence.word(at) in ARTICLES and _is_made(at, sentence)):
            return at
    return -1


def _is_made(at: int, sentence: Sentence) -> bool:
    """ "Makes CoreWeave the provider": a name that is made it stands before the article."""
    return any(n.end == at and sentence.word(n.start - 1) in MAKING for n in parties(sentence))


def _taker(noun: Span, sentence: Sentence) -> NameHit | None:
    """Who becomes supplier or customer: the name before "as", or before the participle there ("X chosen as")."""
    at = _as_before(noun, sentence)
    if at < 0:
        return None
    before = [n for n in parties(sentence) if n.end <= at]
    return before[-1] if before and at - before[-1].end <= TAKER_WITHIN else None


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
    giver = side_giver(trigger, sentence, found) or subject(trigger, sentence)
    if giver is not None and giver.end == trigger[0] and sentence.word(giver.start - 1) in WELCOMING:
        return None  # "They named Cohere a new customer": whose customer it is goes unnamed
    return giver


WELCOMING = frozenset(
    """announced announce announces named names name added adds add signed signs sign landed lands unveiled unveils
    disclosed discloses revealed reveals won wins secured secures confirmed confirms brought welcomed welcomes
    with have has had""".split()
)
"""Before a customer that somebody has won."""


def chosen(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who is chosen, in the passive: the free name before it, else whom "it" means."""
    before = [n for n in parties(sentence) if n.end <= trigger[0] and not is_blocked(n, sentence)]
    return before[-1] if before else referred(trigger, sentence)


def _side_taker(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    taker = _taker(found if found[0] > trigger[0] else trigger, sentence)
    if taker is not None and found[0] > trigger[0] and sentence.word(taker.start - 1) == "with":
        # "Replaced AMD with Nvidia as its supplier": who is lost stands by the verb.
        return [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 1]
    chain = [taker] if taker is not None else []
    for name in reversed(parties(sentence)):
        if chain and name.end < chain[0].start and listed_gap(name, chain[0], sentence):
            chain.insert(0, name)  # "adds A and B as customers"
    return chain


def side_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose customer it is: the owner before the noun, else behind "behind", "of", "at", "for"."""
    owners = [n for n in parties(sentence) if is_genitive(n, sentence) and 0 < trigger[0] - n.end <= OWNED_WITHIN]
    if owners:
        return owners[-1]
    behind = after_marker(("behind", "of", "at", "for", "on", "in"), trigger, sentence, 6)
    return behind[0] if behind else None


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


def landlord(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who lets what is "leased to X": the owner of it, or a subject that has it."""
    named = [n for n in parties(sentence) if n.end <= found[0] and n.start >= sentence.clause(found[0])[0]]
    return named[-1] if named and not is_blocked(named[-1], sentence) else None


def _won(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The customers right behind the verb."""
    first = next((n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 1), None)
    return list(whole_list(first, sentence)) if first is not None and not describes_goods(first, sentence) else []


def _lessee(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    return after_marker(("to",), trigger, sentence, 9)


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


def backlog_holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose backlog: its owner, the subject, or whom the text speaks of ("the revenue backlog soared")."""
    hit = possessor(trigger, sentence, found)
    if hit is None:
        # "Vertiv orders jumped": the name stands right before what it booked.
        first = min(trigger[0], found[0])
        before = [n for n in parties(sentence) if n.end <= first and not is_blocked(n, sentence)]
        hit = before[-1] if before and before[-1].start >= sentence.clause(first)[0] else None
    if hit is None:
        # "Obligations climbed to $455 billion, Oracle reported."
        behind = [n for n in parties(sentence) if n.start >= max(trigger[1], found[1])]
        hit = next((n for n in behind if SPEECH.intersection(sentence.passage.lower[n.end : n.end + 2])), None)
    if hit is None:
        hit = next(iter(after_marker(("at", "of"), trigger, sentence, 2)), None)  # "Cloud backlog at Alphabet"
    if hit is None and not {"we", "our"}.intersection(sentence.passage.lower[sentence.start : trigger[0]]):
        return topic(sentence)
    return hit


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
        if (not is_blocked(n, sentence) or _shares_open(n, sentence)) and sentence.word(n.start - 1) not in LEFT_BEHIND
    ]
    if not before and named and (len(named) > 1 or after_marker(("with", "from"), trigger, sentence, 8)):
        return named[0]  # "Kioxia supply pact with Nvidia", "Meta and Google deal"
    return _first_mover(before, sentence) if before else _lifted(trigger, sentence)


LEFT_BEHIND = frozenset({"beyond", "past"})
"""Before whom a deal with somebody else makes less needed: "moves beyond Nvidia with Google deal"."""


def _first_mover(before: list[NameHit], sentence: Sentence) -> NameHit:
    """The last name; of those whose shares move together the first: "Coherent, Lumentum soar on Nvidia pact"."""
    at = len(before) - 1
    if sentence.has(("fall", "rise"), (before[at].end, before[at].end + 2)):
        while at and listed_gap(before[at - 1], before[at], sentence):
            at -= 1
    return before[at]


def _lifted(noun: Span, sentence: Sentence) -> NameHit | None:
    """ "A deal with Meta sends Nebius shares higher": whose shares the deal lifts."""
    for name in parties(sentence):
        if noun[1] < name.start and sentence.word(name.start - 1) in LIFTING and sentence.word(name.end) in LIFTED:
            return name
    return None


def _hyphened(named: Sequence[NameHit], sentence: Sentence) -> Sequence[NameHit]:
    """The parties of "the Samsung-Broadcom pact"."""
    pair = named[-2:]
    is_pair = len(pair) == 2 and sentence.passage.lower[pair[0].end : pair[1].start] == ["-"]
    return pair if is_pair and listed_gap(pair[0], pair[1], sentence) else ()


def deal_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who has the deal: where a name stands inside of the noun phrase ("$9.7B Microsoft deal"), the one before it."""
    named = modifiers(trigger, sentence)
    owner = dealer(trigger, sentence, found) if named else None
    owner = owner or subject(trigger, sentence)
    if owner is not None and sentence.word(owner.end) in CHIP_GOODS and sentence.word(owner.end + 1) == "from":
        # "Rents Nvidia chips from Nebius in $19 billion deal": whose chips they are has no part in it.
        owner = next((n for n in parties(sentence) if n.end < owner.start), owner)
    return (
        owner or near_owner(trigger, sentence, found) or trailing_speaker(found, sentence) or _lifted(trigger, sentence)
    )


def failed_dealer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal came to nothing: of the names beside the noun the first, else whoever the clause is about."""
    return dealer(found, sentence, found) or subject(found, sentence) or near_owner(found, sentence, found)


def _failed_with(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    return _deal_with(found, found, sentence)


def _deal_named(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    owner = dealer(trigger, sentence, found)
    others = [n for n in modifiers(trigger, sentence) if n is not owner] if owner is not None else []
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company" and n is not owner]
    if any("seller_lab" in n.entity.groups for n in before):
        # "SpaceX signs Cohere to $3 billion Colossus pact": what it sells, and no other party.
        others = [n for n in others if n.entity.kind != "product"]
    return others or _with_each(trigger, found, sentence)


def mover(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose shares moved, where the trigger is the cause: the last free name before the preposition."""
    marks = [at for at in range(sentence.start, trigger[0]) if sentence.word(at) in {"on", "after", "following"}]
    before = [
        n
        for n in parties(sentence)
        if marks and n.end <= marks[-1] and n.entity.kind == "company"
        if not is_blocked(n, sentence) or _shares_open(n, sentence)
    ]
    return _first_mover(before, sentence) if before else None


def _shares_open(name: NameHit, sentence: Sentence) -> bool:
    """ "Shares of AMD rose after": the sentence is about the company."""
    at = name.start - 2
    opens = at <= sentence.start or not sentence.word(at - 1).isalpha()
    return opens and sentence.word(at) == "shares" and sentence.word(at + 1) in {"of", "in"}


def _deal_with(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    owner = dealer(trigger, sentence, found)
    others = [n for n in modifiers(trigger, sentence) if n is not owner]
    return others or after_marker(("with", "from", "to"), trigger, sentence, 8) or _partner_beside(owner, sentence)


def _partner_beside(owner: NameHit | None, sentence: Sentence) -> list[NameHit]:
    """ "Nebius and OpenAI in an AI cloud tie-up": the two that stand before "in"."""
    if owner is None or sentence.word(owner.end) not in {"in", "near", "strike", "ink"}:
        return []
    return [n for n in parties(sentence) if n.end < owner.start and listed_gap(n, owner, sentence)][-1:]


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
    return beside or after_marker(("to",), trigger, sentence)


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


def _joint_maker(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Broadcom and OpenAI to deploy accelerators": of two that do it, who makes them."""
    ahead = [n for n in parties(sentence) if n.end <= trigger[0]]
    if len(ahead) != 2 or not listed_gap(ahead[0], ahead[1], sentence) or trigger[0] - ahead[1].end > 1:
        return []
    makers = [n for n in ahead if n.entity.groups & CHIP_MAKERS]
    return ahead if len(makers) == 1 else []


def given(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whom the deal gives something: right behind the verb."""
    return next((n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 1), None)


def _giver(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who gives it: the one that lets sites or computing, else the first name behind whom it is given."""
    names = [n for n in parties(sentence) if n.start > trigger[1] + 1 and n.entity.kind == "company"]
    letting = [n for n in names if n.entity.groups & CLOUDS]
    return letting[:1] or names[:1]


def _makers(sentence: Sentence) -> list[NameHit]:
    """Names of firms and of their chips, which stand for them."""
    return [n for n in sentence.names if n.party and not n.bystander and n.entity.kind in {"company", "product"}]


def owner_or_subject(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose goods are on the market: their owner, "at X", or the subject."""
    named = [n for n in parties(sentence) if is_genitive(n, sentence) and n.end <= trigger[0]]
    placed = [
        n
        for n in parties(sentence)
        if sentence.word(n.start - 1) in {"at", "from"} and abs(n.start - trigger[0]) <= TOPIC_WORDS
    ]
    return named[-1] if named else placed[-1] if placed else subject(trigger, sentence)


OF_ALL = frozenset({"industry", "sector", "world", "customers", "rivals", "others"})


def _teller_of_list(hit: NameHit, trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Micron tells Dell and HP it cannot fill orders": who tells several what it lacks."""
    told = max((at for at in range(sentence.start, hit.start) if sentence.word(at) in TOLD), default=None)
    if told is None:
        return None
    said = next((at for at in range(hit.end, trigger[0] + 1) if sentence.word(at) in {"it", "they"}), None)
    if said is None:
        return None
    named = places_of(sentence.names)
    if any(at not in named and sentence.word(at) not in {",", "and"} for at in range(told + 1, said)):
        return None
    return next((n for n in sentence.names if n.end == told), None)


def sufferer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who lacks it or has too much; one that only causes, sells into or speaks of a shortage does not.

    Who makes what is short speaks of itself, and so does who sells the capacity.
    """
    hit = clause_subject(trigger, sentence, found)
    if hit is None:
        return (
            _grid_operator(trigger, sentence)
            or _own_service(trigger, sentence)
            or _confirming(trigger, sentence, found)
            or _facing(trigger, sentence)
            or _placed(trigger, sentence, found)
            or teller(trigger, sentence, found)
        )
    if sentence.word(hit.start - 1) in TOLD and sentence.word(hit.end) in {"it", "they", "that"}:
        hit = next((n for n in sentence.names if n.end == hit.start - 1), hit)  # "Told Meta it cannot meet demand"
    else:
        hit = _teller_of_list(hit, trigger, sentence) or hit
    between = [
        word
        for at, word in enumerate(sentence.passage.lower[hit.end : trigger[0]], hit.end)
        if sentence.word(at - 1) not in {"hard", "flash", "disk"}  # "hard drives" cause nothing
    ]
    said = [at for at, word in enumerate(between) if word in SPEECH]
    others = [at for at, word in enumerate(between) if word in OF_ALL and said and at > said[-1]]
    if others and OF_ONESELF.isdisjoint(between[others[-1] :]):
        return None  # "Warned the industry could face a shortage": the trade's, not its own.
    if said and _is_its_own(hit, trigger, sentence, found):
        return hit
    if said and hit.party in RESEARCH:
        return None  # "TrendForce says DDR5 remains in short supply": who only watches a market lacks nothing
    if said and not OF_ONESELF.intersection(between):
        # "Microsoft warns memory shortage will worsen": the market's, not its own.
        return None
    if said and sentence.word(trigger[1] - 1) in LACKS and OWN.isdisjoint(between[said[-1] + 1 : said[-1] + 3]):
        # "Says memory is now the biggest bottleneck": neither.
        return None
    return None if CAUSING.intersection(between) or VERBS_OF_CHANGE.intersection(between) else hit


def _own_service(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Azure in short supply", "Azure remains capacity constrained": what a cloud sells is short."""
    for name in reversed(sentence.names):
        if name.end <= trigger[0] <= name.end + SERVICE_WITHIN and name.party:
            return name if name.entity.kind == "product" and name.entity.canonical in SERVICES else None
    return None


def _grid_operator(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "PJM warns of a power shortfall": who runs the grid, though no company, is who lacks it."""
    for name in sentence.names:
        said = SPEECH.intersection(sentence.passage.lower[name.end : trigger[0]])
        if said and name.entity.canonical in GRID_OPERATORS and name.end <= trigger[0]:
            return replace(name, entity=replace(name.entity, party=name.entity.canonical))
    return None


def sold_out_maker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose output is sold out: who lacks it, else the only maker of the text ("Capacity sold out through 2027")."""
    hit = sufferer(trigger, sentence, found)
    if hit is not None and hit.entity.kind == "company":
        return hit
    named = {n.party: n for n in reversed(sentence.passage.names) if n.party and not n.bystander}
    makers = [n for n in named.values() if n.entity.kind == "company" and n.entity.groups & (CHIP_MAKERS | {"gear"})]
    return makers[0] if len(makers) == 1 else hit


def _confirming(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "With A and B confirming that their output is sold out": who says so of what is its own."""
    low = sentence.start
    for name in parties(sentence):
        behind = sentence.passage.lower[name.end : trigger[0]]
        if low <= name.start and behind[:1] and behind[0].endswith("ing") and behind[0] in SPEECH:
            own = not OWN.isdisjoint(behind) and _is_its_own(name, trigger, sentence, found)
            return first_of_list(name, sentence) if own else None
    return None


def teller(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who tells that it is short of what it makes or sells itself."""
    hit = clause_subject(trigger, sentence, found)
    if hit is not None:
        said = SPEECH.intersection(sentence.passage.lower[hit.end : trigger[0]])
        return hit if said and _is_its_own(hit, trigger, sentence, found) else None
    return _headed(trigger, sentence) or _speaker(trigger, sentence, found) or _spoken_for(trigger, sentence)


def _spoken_for(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The only firm of the text, where "we", "the company" or its chief tells it."""
    words = sentence.passage.lower[sentence.start : trigger[0]]
    own = not OURS.isdisjoint(words) or any(pair == ("the", "company") for pair in pairwise(words))
    told = not CHIEFS.isdisjoint(words) and not SPEECH.isdisjoint(words)
    if not (own or told):
        return None
    named = {n.party: n for n in reversed(sentence.passage.names) if n.party and not n.bystander}
    firms = [n for n in named.values() if n.entity.kind == "company"]
    return firms[0] if len(named) == len(firms) == 1 else None


GRID_GOODS = frozenset("turbine turbines transformer transformers switchgear generators engines".split())
GRID_WORDS = frozenset("power electricity grid".split())
SERVICES = frozenset({"Azure", "Microsoft Azure", "Amazon EC2", "Oracle Cloud Infrastructure", "OCI"})
"""What clouds call the computing they sell."""
SERVICE_WITHIN = 4
GRID_OPERATORS = frozenset({"PJM", "ERCOT", "MISO", "EirGrid"})


def _is_its_own(speaker: NameHit, trigger: Span, sentence: Sentence, found: Span) -> bool:
    """Whether a speaker makes or sells what it says is short."""
    groups = speaker.entity.groups
    low, high = min(trigger[0], found[0]) - 3, max(trigger[1], found[1]) + 2
    start = max(low, speaker.end) if speaker.start < trigger[0] else max(low, sentence.start)
    near = set(sentence.passage.lower[start:high])
    if "power" in groups or speaker.party in GRID_OPERATORS:
        return bool(near & (GRID_GOODS | GRID_WORDS))  # "Hitachi Energy says transformers sold out"
    if near & OF_OTHERS:
        return False
    if near & MEMORY_WORDS:
        return speaker.party in MEMORY_MAKERS
    if groups & (CHIP_MAKERS | {"gear"}):
        return True
    return bool(groups & CLOUDS) and bool(near & CAPACITY_WORDS)


def _placed(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "CoWoS lines at TSMC booked solid", "every module Micron makes is spoken for": whose goods they are."""
    low, last = sentence.clause(trigger[0])[0], max(trigger[0], found[0])
    for name in parties(sentence):
        placed = sentence.word(name.start - 1) in {"at", "from"} or sentence.word(name.end) in MAKES
        if placed and low <= name.start < last and name.entity.kind == "company":
            return name if _is_its_own(name, trigger, sentence, found) else None
    return None


def _facing(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "US chip fabs face a worker shortfall": who faces it, named or not."""
    low = sentence.clause(trigger[0])[0]
    at = next(
        (i for i in range(trigger[0] - 1, max(low, trigger[0] - FACED_WITHIN) - 1, -1) if sentence.word(i) in FACES), -1
    )
    if at <= low or sentence.word(at - 1) == "broadly" or "," in sentence.passage.lower[low:at]:
        return _group_before(at, sentence) if at > low else None  # of a list none stands for all
    return unknown_subject((at, at + 1), sentence) or _group_before(at, sentence)


def _group_before(end: int, sentence: Sentence) -> NameHit | None:
    """ "Notes that module makers are facing ...": a group of makers or users of chips right before its verb."""
    while sentence.word(end - 1) in {"are", "have", "now", "also", "still", "been", "will", "already"}:
        end -= 1
    start = end - 1
    if sentence.word(start) not in GROUP_HEADS:
        return None
    while start > sentence.start and (sentence.word(start - 1) in GROUP_WORDS):
        start -= 1
    return as_written(start, end, sentence) if start < end - 1 else None


def _headed(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Micron: HBM sold out": whose headline it is."""
    first = next(iter(parties(sentence)), None)
    if first is None or first.start != sentence.start or sentence.word(first.end) != ":":
        return None
    return first if first.entity.kind == "company" else None


def _speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "... sold out, Micron says", and whoever is quoted with "our": makers and sellers of what is short."""
    behind = [n for n in parties(sentence) if n.start >= trigger[1] and n.entity.kind in PARTY_KINDS]
    lower = sentence.passage.lower
    tail = [n for n in behind if SPEECH.intersection([*lower[n.end : n.end + 5], sentence.word(n.start - 1)])]
    hit = tail[-1] if tail and tail[-1].end >= sentence.end - SPEAKER_AT_END else None
    if (
        hit is None
        and sentence.quote is not None
        and OURS.intersection(sentence.passage.lower[sentence.start : trigger[0]])
    ):
        hit = sentence.passage.speaker(sentence.quote)
        return hit if hit is not None and hit.party else None
    return hit if hit is not None and _is_its_own(hit, trigger, sentence, found) else None


CUSTOMERS = frozenset("customers clients partners contractors buyers distributors".split())


def priced(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """What has the price: the chip named beside it, a kind of memory, the firm whose price it is, else the price itself
    as it is written ("GPU rental prices")."""
    told = _tells_customers(found, sentence) or grid_of(found, sentence) or _pricer(trigger, sentence)
    if told is not None:
        return told
    products = [n for n in sentence.names if n.entity.kind == "product" and n.entity.groups]
    near = [n for n in products if min(distance(n, trigger), distance(n, found)) <= PRICE_REACH]
    if near:
        nearest = min(near, key=lambda n: min(distance(n, trigger), distance(n, found)))
        return next((n for n in products if nearest in priced_list(n, sentence)), nearest)
    goods = [
        span
        for span in sentence.spans(("named_good",))
        if abs(span[0] - found[0]) <= PRICE_REACH or 0 <= span[0] - found[1] < PRICE_REACH
    ]
    if goods:
        start, end = min(goods, key=lambda span: abs(span[0] - found[0]))
        for first, last in sorted(goods, reverse=True):
            # "DRAM and NAND prices": the first of the list stands for it.
            if last == start - 1 and sentence.word(last) in {"and", "/", ","}:
                start, end = first, last
        return as_written(start, end, sentence)
    behind = found[1] + 1
    if sentence.word(behind - 1) in {"of", "for"}:
        # "The price of advanced packaging": what it is the price of stands behind.
        ends = [span[1] for span in sentence.spans(("priced_good",)) if behind <= span[0] <= behind + 2]
        if ends:
            start = behind + (sentence.word(behind) in ARTICLES)
            return as_written(start, max(ends), sentence)
    first = min(trigger[0], found[0])
    owners = [
        n
        for n in parties(sentence)
        if n.entity.kind == "company" and n.entity.groups and 0 <= first - n.end <= PRICE_REACH
    ]
    if owners:
        return owners[-1]
    noun = min(trigger, found)
    if sentence.word(trigger[0]).endswith("ing") and 0 < found[0] - trigger[0] <= PRICE_REACH - 2:
        noun = found  # "rising memory prices"
    if sentence.word(noun[0]) in {"cost", "costs"} and sentence.word(noun[0] - 1) in HOW_OFTEN:
        return None  # "Hiring an H100 costs"
    beside = [span for span in sentence.spans(("priced_good",)) if span[0] < noun[1] and noun[0] - span[1] <= 1]
    return as_written(min(beside[0][0], noun[0]), noun[1], sentence) if beside else None


HOW_OFTEN = frozenset("now currently typically usually still only already generally often today hour".split())


PRICERS = frozenset(
    "providers clouds neoclouds vendors makers suppliers operators hyperscalers firms companies".split()
)
"""Last words of those who set a price."""
MOST_PRICERS = 5
SET_NOW = frozenset({"is", "are", "were", "was", "now"})


def _pricer(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Smaller clouds are pricing the H100 at": who prices is told before the verb."""
    if sentence.word(trigger[0]) != "pricing" or sentence.word(trigger[0] - 1) not in SET_NOW:
        return None
    low = sentence.clause(trigger[0])[0]
    if sentence.word(trigger[0] - 2) in PRICERS and trigger[0] - 1 - low <= MOST_PRICERS:
        return as_written(low, trigger[0] - 1, sentence)
    return unknown_subject(trigger, sentence) or subject(trigger, sentence)


def _tells_customers(found: Span, sentence: Sentence) -> NameHit | None:
    """ "Nvidia notified its largest customers that prices for its servers will rise": who tells them sells."""
    lower = sentence.passage.lower
    that = next((at for at in range(found[0] - 1, sentence.start, -1) if lower[at] == "that"), None)
    if that is None:
        return None
    before = lower[sentence.start : that]
    if TOLD.isdisjoint(before) or CUSTOMERS.isdisjoint(before):
        return None
    verb = next(at for at, word in enumerate(before, sentence.start) if word in TOLD)
    sellers = [n for n in parties(sentence) if n.end <= verb and n.entity.kind == "company"]
    return sellers[-1] if sellers else None


def good_itself(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The goods right before the verb, as they are written or by the name of the product."""
    named = next((n for n in sentence.names if n.start <= found[0] < n.end and n.entity.kind == "product"), None)
    return named or as_written(*found, sentence)


def grid_of(noun: Span, sentence: Sentence) -> NameHit | None:
    """ "PJM capacity prices", "capacity prices in PJM": whose auctions set them."""
    near = (n for n in sentence.names if 0 <= noun[0] - n.end <= GRID_WITHIN or n.start - noun[1] == 1)
    return next((n for n in near if n.entity.canonical in GRIDS), None)


def priced_list(first: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "DRAM and NAND prices", "H100 and H200 rentals": every one of a list of goods that begins with this one."""
    longest: dict[int, Span] = {}
    for span in sentence.spans(("named_good",)):
        if span[1] > longest.get(span[0], span)[1] - 1:
            longest[span[0]] = span
    goods = [as_written(*span, sentence) for span in longest.values()]
    goods += [n for n in sentence.names if n.entity.kind == "product" and n.entity.groups]
    chain = [first]
    for good in sorted(goods, key=lambda n: n.start):
        gap = sentence.passage.lower[chain[-1].end : good.start]
        if good.start > chain[-1].start and 0 < len(gap) <= 2 and {",", "and", "/", "&"}.issuperset(gap):
            chain.append(good)
    return chain


def only_firm(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The only company of the sentence."""
    firms = {n.party: n for n in reversed(parties(sentence)) if n.entity.kind == "company"}
    return next(iter(firms.values())) if len(firms) == 1 else None


def depending(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose backlog or revenue it is: the owner of the noun, else the subject that "its" refers to."""
    last = max(trigger, found)
    owners = [n for n in parties(sentence) if is_genitive(n, sentence) and n.end <= last[1] and last[0] - n.end <= 5]
    if owners:
        return owners[-1]
    words = sentence.passage.lower[sentence.start : last[1]]
    if {"its", "our", "their"}.intersection(words) or found[0] < trigger[0]:
        return subject(trigger, sentence)
    return None


def _depended_on(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    owner = depending(trigger, sentence, found)
    names = [n for n in parties(sentence) if not is_genitive(n, sentence) and (owner is None or n.party != owner.party)]
    return [n for n in names if n.end <= trigger[0]][-1:] or [n for n in names if n.start >= trigger[1]][:1]


KEEPS = frozenset("controls owns runs operates built has leases manages own run operate".split())
"""Behind the name of whoever has a site."""


def _source(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom it is bought from: behind "from", or before the goods ("buys CoreWeave capacity")."""
    keeper = [n for n in parties(sentence) if trigger[1] <= n.start and sentence.word(n.end) in KEEPS]
    if keeper and sentence.word(keeper[0].start - 1) in {"that", "which"}:
        return keeper[:1]  # "at a data center that SpaceX controls"
    between = [n for n in parties(sentence) if trigger[1] <= n.start and n.end <= found[0]]
    markers = ("from", "at", "with", "through", "via", "inside", "within")
    return _each(after_marker(markers, trigger, sentence), trigger, sentence) or between[-1:]


def _payee(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is paid: right behind the verb, or whom "it" means there ("SpaceX disclosed that Anthropic pays it")."""
    behind = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + PAYEE_WITHIN]
    if sentence.word(trigger[1]) not in {"it", "them"}:
        return behind[:1]
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company"]
    return before[:1] if len({n.party for n in before}) > 1 else []


def _from_us(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Asking to get computing power from us": whoever speaks these quoted words."""
    words = sentence.passage.lower[trigger[1] : min(trigger[1] + 14, sentence.end)]
    if ("from", "us") not in pairwise(words) or sentence.quote is None:
        return []
    hit = sentence.passage.speaker(sentence.quote)
    return [hit] if hit is not None and hit.party else []


def _owner(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose use is limited: a genitive or the next name after the trigger."""
    after = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 10]
    return after[:1]


def seller(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who prices its goods: the subject, and "its biggest rivals" as they are written, not whose rivals they are."""
    end = trigger[0]
    while sentence.word(end - 1) in BEFORE_PRICING:
        end -= 1
    start = end - 1
    if sentence.word(start) in PEERS:
        while sentence.word(start - 1) in OF_RIVALS:
            start -= 1
        if sentence.word(start - 1) in {"its", "their"}:
            return as_written(start - 1, end, sentence)
        owner = next((n for n in parties(sentence) if n.end == start - 1 and is_genitive(n, sentence)), None)
        if owner is not None:
            return as_written(owner.start, end, sentence)  # "AMD's rivals"
    hit = subject(trigger, sentence, found)
    if hit is not None and hit.entity.kind == "collective":
        at = hit.end + 1 + (sentence.word(hit.end + 1) == "as")
        named = sentence.word(at - 1) in {"including", "like", "as"}
        # "DRAM suppliers including Samsung and Micron": those that are named.
        return next((n for n in parties(sentence) if named and n.start == at), hit)
    return hit


ACTORS: dict[str, Actor] = {
    "seller": seller,
    "good_itself": good_itself,
    "dealer": dealer,
    "given": given,
    "failed_dealer": failed_dealer,
    "signer": signer,
    "lease_signers": lease_signers,
    "near_owner": near_owner,
    "owner_or_its": owner_or_its,
    "side_giver": side_giver,
    "tenant_giver": tenant_giver,
    "chosen": chosen,
    "side_owner": side_owner,
    "landlord": landlord,
    "backlog_holder": backlog_holder,
    "deal_owner": deal_owner,
    "mover": mover,
    "owner_or_subject": owner_or_subject,
    "sufferer": sufferer,
    "sold_out_maker": sold_out_maker,
    "teller": teller,
    "priced": priced,
    "depending": depending,
    "only_firm": only_firm,
}
COUNTERPARTIES: dict[str, Others] = {
    "customer_behind": lambda trigger, found, sentence: [n for n in parties(sentence) if n.start == found[1]],
    "with_each": _with_each,
    "summed": _summed,
    "with_or_helped": lambda trigger, found, sentence: (
        [n for n in parties(sentence) if n.start == trigger[1]] or behind_with(trigger, found, sentence)
    ),
    "named_tenant": _named_tenant,
    "side_taker": _side_taker,
    "side_named": _side_named,
    "won": _won,
    "lessee": _lessee,
    "source": _source,
    "payee": _payee,
    "from_us": lambda trigger, found, sentence: _from_us(trigger, sentence),
    "owner": _owner,
    "deal_with": _deal_with,
    "failed_with": _failed_with,
    "deal_named": _deal_named,
    "recipient": _recipient,
    "provided": _provided,
    "supplier": _supplier,
    "giver": _giver,
    "depended_on": _depended_on,
}
