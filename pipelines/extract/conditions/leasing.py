"""Conditions of leases: who lets computing out, to whom, and what is rented that is no computing."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.general import PHRASE_ENDS, Condition, about_the_trade
from pipelines.extract.frames.drafts import Case
from pipelines.extract.passage import Span
from pipelines.extract.roles.names import parties
from pipelines.extract.trade import CHIP_MAKERS, CLOUDS, OUTSIDE_GROUPS, SELLER_TO_BE, SUPPLIERS, is_outsider

PROVIDING = frozenset("provide supply deliver host sell offer".split())
"""Verbs of whoever sells, behind an agreement that he secures."""
DEALS = frozenset(
    """deal deals contract contracts agreement agreements pact pacts talks chain chains arrangement arrangements accord
    accords lease leases order orders partnership partnerships tie-up tie-ups commitment
    commitments region regions""".split()
)
"""Nouns that make the words before them say of what kind a deal is."""
NEW_CLOUD = frozenset({"neocloud", "gpu", "compute", "gpu-as-a-service", "compute-as-a-service"})
"""Words of a cloud that rents out computing and nothing else."""
VENTURES = frozenset("venture business company unit arm firm called named that which of".split())
"""What may end or explain the noun of a cloud that is founded."""
RENTS = frozenset("price prices pricing rate rates cost costs fee fees market markets index indices inflation".split())
"""Behind "GPU rental": what it costs, and no deal."""
PROSPECTS = frozenset("upside hopes hope optimism potential prospects opportunity buzz bets story thesis fears".split())
"""Behind "compute rental": why an opinion or a share changed, and no deal."""
SINCE_WITHIN = 4
"""Tokens before a verb in which "since" says that it is not new."""


def _one_actor(case: Case) -> bool:
    """One firm takes computing, or one that is not named; never "neocloud stocks"."""
    return case.actor is None or case.actor.entity.kind != "collective"


def _lets_computing(case: Case) -> bool:
    """Whom the computing comes from is no maker of chips: a purchase of GPUs is a contract."""
    pool = [case.groups(hit) for hit in case.others] or [case.groups(case.actor)]
    if case.groups(case.actor) & CHIP_MAKERS and not any(groups & CLOUDS for groups in pool):
        return False  # A lab that a chip maker supplies.
    return any(groups & (OUTSIDE_GROUPS | CLOUDS) and not groups & CHIP_MAKERS for groups in pool)


def _no_rent_of_it(case: Case) -> bool:
    """A deal, not what all such deals cost or promise ("the GPU rental market", "raised on GPU rental hopes"), nor what
    a column is about: "wrong about compute leasing"."""
    if case.sentence.word(case.trigger[0] - 1) == "about":
        return False
    return case.sentence.word(case.trigger[1]) not in RENTS | PROSPECTS


def _takes_itself(case: Case) -> bool:
    """Not "will lease Anthropic a 401 MW campus": whom the verb is followed by takes it, and the deal is a contract."""
    sentence = case.sentence
    taker = next((n for n in sentence.names if n.start == case.trigger[1] and n.party), None)
    return taker is None or sentence.word(taker.end) not in {"a", "an", "its", "two", "three", "another"}


PURCHASED = frozenset({"power", "energy", "electricity"})
"""Before "purchase agreement": what is bought is no computing."""


def _is_lease_noun(case: Case) -> bool:
    """ "A lease with", "15-year lease", "lease agreement"."""
    if case.sentence.word(case.trigger[0] - 1) in PURCHASED and case.sentence.word(case.trigger[0]) == "purchase":
        return True  # "A power purchase agreement"
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at) not in {"lease", "leases"} or case.trigger[1] - at > 1:
        return False
    before, behind = sentence.word(at - 1), sentence.word(at + 1)
    return behind in DEALS | {"with"} or before in {"a", "an", "the", "new", "its"} or before.endswith("year")


def _computing_sold(case: Case) -> bool:
    """What is sold is computing: no words of the seller's own shares between verb and object."""
    if case.object is None:
        return True
    low, high = min(case.trigger[1], case.object[1]), max(case.trigger[0], case.object[0]) + 1
    lower, at = case.sentence.passage.lower, case.trigger[0]
    if lower[at - 1] == "that" and not {"no", "nothing"}.isdisjoint(lower[max(at - 5, case.sentence.start) : at]):
        return False  # "Apple has no cloud that lets servers"
    if "since" in lower[max(at - SINCE_WITHIN, case.sentence.start + 1) : at]:
        return False  # "Demand has held up since Oracle began renting out GPUs"
    return not any(low <= span[0] < high for span in case.sentence.spans(("own_shares",)))


LEFT_OVER = frozenset({"capacity", "compute", "computing"})
"""Last words of what is left over and is computing itself."""
OTHER_LEFTOVERS = frozenset("phones phone shares stock stake cars headsets inventory glasses goggles bonds".split())
"""Whatever else there may be too much of."""


def _excess_computing(case: Case) -> bool:
    """What is left over is computing: words of it stand before, in the sentence or the one before."""
    lower, low = case.sentence.passage.lower, max(case.trigger[0] - 30, 0)
    if case.sentence.word(case.trigger[1] - 1) not in LEFT_OVER and case.sentence.word(case.trigger[1]) in {"of", "-"}:
        return False  # "sell the rest of its stake"
    passage = case.sentence.passage
    said = any(
        low <= span[0] < case.trigger[0]
        for category in ("compute", "compute_more", "data_center", "ai_word", "lease_noun")
        for span in passage.places(category)
    )
    return said and not OTHER_LEFTOVERS.intersection(lower[low : case.trigger[0]])


INTO_MONEY = frozenset("cash revenue revenues income profit profits money dollars sales business".split())
"""What spare computing is turned into."""
SPARE = frozenset("excess spare surplus idle unused extra leftover underused stranded".split())
"""Before what is turned into money."""


def _into_money(case: Case) -> bool:
    """ "Turn spare GPUs into profit": what is left over, and "into" money right behind it."""
    sentence, (start, end) = case.sentence, case.object or case.trigger
    lower = sentence.passage.lower
    into = next((at for at in range(end, min(end + 3, sentence.end)) if lower[at] == "into"), None)
    if into is None or SPARE.isdisjoint(lower[max(start - 3, case.trigger[1]) : end]):
        return False
    return not INTO_MONEY.isdisjoint(lower[into + 1 : min(into + 5, sentence.end)])


PEOPLE = frozenset(
    """executives executive engineers engineer researchers researcher staff staffers employees leaders veterans veteran
    alum alumni hires scientists managers defectors talent recruits""".split()
)
"""Who works for a unit."""
MOVING = frozenset(
    """defect defects defected defecting join joins joined joining leave leaves left leaving jump jumps jumped move
    moves moved poach poaches poached poaching recruit recruits recruited hire hired head heads depart departs
    lured lures decamp decamps""".split()
)
"""Verbs of whoever changes his employer."""


def _nobody_moves(case: Case) -> bool:
    """Not "engineers leave for Meta's compute unit": who works there, and nothing that is new."""
    return PEOPLE.isdisjoint(case.sentence.vocabulary) or MOVING.isdisjoint(case.sentence.vocabulary)


def _lab_lets(case: Case) -> bool:
    """One of the two lets computing beside another trade, and the other is none that sells it."""
    sides = [case.groups(hit) for hit in (case.actor, *case.others[:1]) if hit is not None]
    lets = [groups for groups in sides if "seller_lab" in groups]
    return len(lets) == 1 and not any(groups & (SUPPLIERS | CLOUDS) for groups in sides)


def _venture_lets(case: Case) -> bool:
    """ "Joint ventures to lease TPUs": what they are for is to let chips or computing."""
    if case.object is None:
        return False
    ahead = (case.object[1], min(case.object[1] + 7, case.window[1]))
    lets = [span for span in case.sentence.spans(("to_let",)) if ahead[0] <= span[0] < ahead[1]]
    return any(
        case.sentence.has(("compute", "compute_more", "goods"), (span[1], min(span[1] + 6, case.window[1])))
        or any(span[1] <= n.start <= span[1] + 3 and n.entity.kind == "product" for n in case.sentence.names)
        for span in lets
    )


def _from_clouds(case: Case) -> bool:
    """ "From cloud providers": firms that let computing, without a name."""
    behind = case.object[1] if case.object else case.trigger[1]
    return any(
        "from" in case.sentence.passage.lower[max(span[0] - 2, behind - 1) : span[0]]
        for span in case.sentence.spans(("cloud_sellers",))
        if behind <= span[0] <= behind + 6
    )


USED_FOR = ("for access", "for use", "to use", "to access", "to rent", "to lease", "for renting", "to run", "for time")
"""Behind a price they say that what is paid for is used, not bought."""
USED_WITHIN = 16
"""Tokens behind "pays" in which that stands."""


def _pays_for_use(case: Case) -> bool:
    """ "Pays SpaceX $90 million a month for access to GB300 chips"."""
    words = case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + USED_WITHIN]
    return any(" ".join(pair) in USED_FOR for pair in pairwise(words))


def _lets_out(case: Case) -> bool:
    """ "Leases capacity to others"; who only leases a site "with backing" takes it."""
    if case.category != "market_out" or not case.sentence.word(case.trigger[0]).startswith(("lease", "leas", "rent")):
        return True
    low, high = case.trigger[1], case.window[1]
    return case.sentence.has(("outside_buyer",), (low, high)) or any(
        case.sentence.word(hit.start - 1) in {"to", "for"} for hit in case.others
    )


LIKENESS = frozenset({"like", "resemble", "resembling", "resembles", "as"})
"""Between a verb and a trade: what something only looks like."""
DREADED = frozenset({"threat", "threats", "fears", "worries", "concern", "concerns", "jitters"})
"""Beside a cloud: what the market dreads, and nothing that is done."""


def _entrant(case: Case) -> bool:
    """A firm to which selling computing is new; one of another trade only where the words leave no doubt."""
    if case.actor is None or (case.object is not None and case.sentence.word(case.object[1]) in DEALS):
        return False  # "Entered into a cloud service agreement": a customer.
    if case.sentence.word(case.trigger[1] - 1) in DREADED or case.sentence.word(case.trigger[1]) in DREADED:
        return False  # "Falls on Meta cloud fears": what the market dreads
    if case.object is not None:
        between = case.sentence.passage.lower[case.trigger[0] : case.object[0]]
        if not LIKENESS.isdisjoint(between):
            return False  # "Resembles a neocloud"
    groups = case.groups(case.actor)
    if is_outsider(groups):
        return True
    if case.actor.entity.kind != "company" or groups & (CLOUDS | SUPPLIERS):
        return False
    said = [case.trigger, *([case.object] if case.object else [])]
    return any(not NEW_CLOUD.isdisjoint(case.sentence.passage.lower[low:high]) for low, high in said)


def _swaps_computing(case: Case) -> bool:
    """Computing is given for something else: "for" stands between or behind."""
    low, high = case.trigger[1], case.window[1]
    return case.actor is not None and "for" in case.sentence.passage.lower[low:high]


def _is_site_leased(case: Case) -> bool:
    """A site behind the verb, and no place where what is leased stands: "renting chips at a data center"."""
    spans = [span for span in case.sentence.spans(("data_center",)) if case.trigger[1] <= span[0] < case.window[1]]
    return any(not is_where(span, case) for span in spans)


WHERE = frozenset("at in inside within through".split())
"""Before the place at which goods stand."""


def is_where(site: Span, case: Case) -> bool:
    """ "GPUs in a Tulsa hall": goods, and where they stand."""
    lower, end = case.sentence.passage.lower, case.trigger[1]
    at = next((at for at in range(end, site[0]) if lower[at] in WHERE), None)
    return at is not None and case.sentence.has(("goods", "compute", "compute_more"), (end, at))


def _own_verb(case: Case) -> bool:
    """ "Announces Anthropic Lease": the noun behind another verb and a name is nothing that the name does."""
    if case.sentence.word(case.trigger[1]) in DEALS or case.sentence.word(case.trigger[0] - 1) in {
        "debt",
        "bond",
        "loan",
    }:
        return False  # "chip supply deals", "taps the debt market"
    if case.actor is None or case.actor.end != case.trigger[0]:
        return True
    return not any(span[1] == case.actor.start for span in case.sentence.spans(("sign", "sign_deal")))


def _venture_alone(case: Case) -> bool:
    """The noun of a cloud ends its phrase: not "a GPU cloud services contract", "resembles a neocloud"."""
    if case.object and not LIKENESS.isdisjoint(case.sentence.passage.lower[case.trigger[0] : case.object[0]]):
        return False
    after = case.sentence.word(case.object[1]) if case.object else ""
    return not after or not after[0].isalpha() or after in PHRASE_ENDS | VENTURES


def _context_or_paid_api(case: Case) -> bool:
    """A text of the trade; or the seller-to-be opens a paid way to its models, which others have long sold."""
    if about_the_trade(case):
        return True
    paid = case.object is not None and "paid" in case.sentence.passage.lower[case.object[0] : case.object[1]]
    is_seller = case.actor is not None and case.actor.entity.ticker == SELLER_TO_BE
    return paid and is_seller


def _takes_named_site(case: Case) -> bool:
    """ "Leases all of Colossus 2": of somebody else, and lets it to nobody."""
    sentence, site = case.sentence, case.object
    if site is None or case.actor is None:
        return False
    named = next((n for n in sentence.names if n.start == site[0]), None)
    is_own = named is None or named.party == case.actor.party
    lets = any(n.start >= case.trigger[1] and sentence.word(n.start - 1) == "to" for n in parties(sentence))
    return not (is_own or lets or sentence.word(case.trigger[1]) == "out")


CONDITIONS: dict[str, Condition] = {
    "takes_named_site": _takes_named_site,
    "venture_alone": _venture_alone,
    "unknown_actor": lambda case: case.actor is not None and case.actor.entity.kind == "unknown",
    "context_or_paid_api": _context_or_paid_api,
    "no_site_leased": lambda case: not _is_site_leased(case),
    "one_actor": _one_actor,
    "big_user": lambda case: bool(case.groups(case.actor) & OUTSIDE_GROUPS),
    "nobody_moves": _nobody_moves,
    "excess_computing": _excess_computing,
    "into_money": _into_money,
    "lab_lets": _lab_lets,
    "venture_lets": _venture_lets,
    "from_clouds": _from_clouds,
    "pays_for_use": _pays_for_use,
    "outsider": lambda case: case.actor is not None and is_outsider(case.groups(case.actor)),
    "outside_buyer": lambda case: bool(case.others) or case.sentence.has(("outside_buyer",), case.window),
    "lets_computing": _lets_computing,
    "no_rent_of_it": _no_rent_of_it,
    "takes_itself": _takes_itself,
    "computing_sold": _computing_sold,
    "lets_out": _lets_out,
    "entrant": _entrant,
    "swaps_computing": _swaps_computing,
    "let_to_named": lambda case: any(
        case.sentence.word(hit.start - 1) == "to" and case.object is not None and hit.start >= case.object[1]
        for hit in case.others
    ),
    "own_verb": _own_verb,
    # "Signs a 15-year lease with OpenAI": a noun, whoever takes it.
    "lets_as_verb": lambda case: not _is_lease_noun(case),
    # "Secured an agreement with OpenAI to provide GPU capacity": who secures it sells.
    "no_deal_to_provide": lambda case: (
        case.object is None
        or DEALS.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]])
        or PROVIDING.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]])
    ),
}
