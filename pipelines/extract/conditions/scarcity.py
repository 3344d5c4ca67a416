"""Conditions of scarcity: what is short or sold out, whether it still is, and who suffers it."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.clauses import no_reason
from pipelines.extract.conditions.contracts import dealing
from pipelines.extract.conditions.firms import MAKERS, SELLERS, about_chips, is_of_trade
from pipelines.extract.conditions.general import Condition, about_the_trade, house_speaks
from pipelines.extract.frames.drafts import Case
from pipelines.extract.passage import NameHit
from pipelines.extract.trade import CHIP_MAKERS, CLOUDS, DOMAIN_GROUPS, MEMORY_GOODS, PROCESSORS

EASED = frozenset(
    """ease eases eased easing soothe soothes soothed calm calms calmed relieve relieves relieving alleviate alleviates
    alleviating solve solves solving fix fixes end ends ending resolve resolves avoid avoids averts avert without
    no""".split()
)
"""Before a shortage: it is over, or will be."""
MET = frozenset("tackle overcome meet address combat fight counter beat sidestep bypass dodge escape get work".split())
"""Behind "to" and before a shortage: what something is done for."""
MET_WITHIN = 5
"""Tokens before a shortage in which "to tackle" stands."""
EASING = frozenset("ease eases eased easing fade fades faded fading abate abates abated ends ended".split())
"""Behind a shortage: it ends."""
MEASURES = frozenset("margin margins guidance forecast outlook bookings growth capex".split())
"""What falls short of money, and lacks no goods."""
STOPPING = frozenset("stop stops stopped stopping".split())
"""Before "short of": an act is left undone."""
FALLING = frozenset({"fall", "falls", "falling", "fell"})
SIGNALS = frozenset("signal signals sign signs evidence proof indication hint if".split())
"""Of what a thing is, or is not, a sign has not come yet."""
BACKDROP = 4
"""Most tokens between "amid" and what it introduces."""
BACKDROPS = frozenset({"amid", "despite", "given"})
"""Before a shortage that the news only stands against."""
RULES = frozenset(
    """limits curbs rules controls restrictions export exports standards security scrutiny regulation regulations grip
    oversight rule limit control ban bans checks licensing monetary policy credit financial""".split()
)
"""What is tight there is no supply."""
LASTING = frozenset(
    """last lasts lasting persist persists persisting persisted continue continues continuing run runs worsen worsens
    worsening deepen deepens deepening extend extends extending stretch stretches stretching drag drags remain remains
    linger lingers lingering intensify intensifies ease eases easing spread spreads spreading hit hits hitting bite
    bites biting slow slows slowing delay delays delaying grow grows growing end ends structural through until beyond
    widen widens widening""".split()
)
"""Words of how long a shortage lasts and what it does."""
OF_OUTPUT = frozenset(
    "capacity output supply production inventory lines wafers we they drives hbm dram nand chips modules".split()
)
"""What of a maker is sold out."""
SOLD_WITHIN = 16
"""Most tokens between a maker and what it has sold."""
EVENTS = frozenset(
    """conference keynote tickets ticket show shares stock stake event tour holders funds position galaxy phone phones
    iphone laptop laptops console consoles headset glasses museum summit""".split()
)
"""What else sells out."""
HOUSE_SEES = frozenset({"sees", "expects", "forecasts", "predicts", "seeing"})
"""Verbs of a house whose view it is."""


HOLDING_BACK = frozenset("if unless were had without unconstrained shortages shortage constraints".split())
"""Words of what would be, and of what stands against it."""


def _held_back(case: Case) -> bool:
    """ "If not for the constraints on capacity", "if we had more chips": what is lacking stands behind a condition."""
    sentence = case.sentence
    if HOLDING_BACK.isdisjoint(sentence.vocabulary):
        return False
    return about_the_trade(case) or _scarce_context(case) or "capacity" in sentence.vocabulary


TIGHT_ELSE = frozenset(
    """- race spread spreads ship deadline deadlines schedule schedules contest range ranges margins labor band bands
    trading channel integration grip control focus knit formation rein reins lid leash timeline timelines turnaround
    circle group""".split()
)
"""Behind "tight" where no supply is."""
TAKES_ALL = frozenset(
    "rented leased rents leases rent lease took takes taking booked reserved bought sold let the".split()
)
"""Before "full capacity": somebody takes it."""


def _is_all_there_is(case: Case) -> bool:
    """ "The full capacity of the campus", "expands the hall to its full capacity": a size, and no lack."""
    sentence, (start, end) = case.sentence, case.trigger
    if sentence.word(start) not in {"full", "total", "entire"}:
        return False
    before = start - 1 - (sentence.word(start - 1) in {"its", "their", "the"})
    return sentence.word(before) == "to" or (before < start - 1 and sentence.word(end) == "of")


def _scarce_still(case: Case) -> bool:
    """Not where the news is that it ends ("eases bottleneck fears") or what is done ("to tackle the shortage")."""
    low = case.sentence.clause(case.trigger[0])[0]
    lower = case.sentence.passage.lower
    behind = lower[case.trigger[1] : min(case.trigger[1] + 3, case.sentence.end)]
    if lower[case.trigger[1] - 1] == "zero" and "share" in lower[low : case.trigger[0]]:
        return False  # "Its market share has fallen to zero"
    if behind[:2] == ["over", "?"]:
        return False  # "Is the memory shortage over?"
    if lower[case.trigger[1] - 1] in {"tight", "tighter"} and not TIGHT_ELSE.isdisjoint(behind[:1]):
        return False  # "Cards held a tight band"
    if lower[case.trigger[0] : case.trigger[1]] == ["full", "capacity"] and lower[case.trigger[0] - 1] in TAKES_ALL:
        return False  # "Took the full capacity"
    if lower[case.trigger[1] - 1] == "capacity" and _is_all_there_is(case):
        return False
    if not {"n't", "not"}.isdisjoint(behind):
        behind = []
    before = lower[max(low, case.trigger[0] - 7) : case.trigger[0]]
    meant = any(a == "to" and b in MET for a, b in pairwise(before[-MET_WITHIN:]))
    if not HOUSE_SEES.isdisjoint(before) and house_speaks(case):
        return False  # "HSBC sees DRAM tightness into 2028": its view
    return EASED.isdisjoint(before) and not meant and EASING.isdisjoint(behind)


LACKED_WITHIN = 3
"""Most tokens between "running out of" and what runs out."""


def _not_results(case: Case) -> bool:
    """ "Revenue falls short" lacks nothing but money, a share that is "running out of steam" nothing at all."""
    words = case.sentence.passage.lower[case.trigger[0] : case.trigger[1]]
    if words[-2:] == ["out", "of"] and not any(0 <= at - case.trigger[1] <= LACKED_WITHIN for at, _ in case.objects):
        return False
    if words[0].startswith("tight") and case.sentence.word(case.trigger[1]) in RULES:
        return False  # "tighter curbs on chips"
    if words[0] == "tight" and case.sentence.word(case.trigger[1]) in TIGHT_ELSE:
        return False  # "Tight-lipped on AI chips", "a tight race"
    if words == ["short", "of"] and case.sentence.word(case.trigger[0] - 1) in STOPPING:
        return False  # "Stopped short of denying that it will sell compute": an act is left undone
    if words[-1] in {"out", "out through"}:
        # "Museum tickets sold out", "the Galaxy sold out within hours"
        before = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 4) : case.trigger[0]]
        return EVENTS.isdisjoint(before)
    if "short" not in words or FALLING.isdisjoint(words):
        return True
    low, high = case.sentence.clause(case.trigger[0])
    if not MEASURES.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]]):
        return False
    return not case.sentence.has(("results", "estimates"), (low, high))


AMID = frozenset({"amid", "amidst", "during"})
"""Before a shortage that is the setting."""


def _no_shortage_amid(case: Case) -> bool:
    """ "Exits its consumer business amid a supply shortage": the shortage is the constraint, and not the maker's."""
    spans = case.sentence.spans(("shortage_strong", "bare_shortage"))
    words = case.sentence.passage.lower
    return not any(
        case.trigger[1] < start and not AMID.isdisjoint(words[max(case.trigger[1], start - 4) : start])
        for start, _ in spans
    )


OF_THE_GRID = frozenset({"grid", "grids", "electrical", "transmission"})
"""Whose spare capacity is none of computing."""
TAKING_UP = frozenset(
    """buy buys bought buying purchase purchases cover covers covering take takes backstop backstops backstopping absorb
    absorbs guarantee guarantees""".split()
)
"""Verbs of whoever takes what is left."""


def _not_taken(case: Case) -> bool:
    """ "To buy any unsold capacity", "covers CoreWeave's unsold capacity": somebody takes what may be left."""
    words, low, high = case.sentence.passage.lower, case.sentence.start, case.sentence.end
    if not OF_THE_GRID.isdisjoint(words[max(low, case.trigger[0] - 2) : min(case.trigger[1] + 6, high)]):
        return False  # "Spare capacity in the grid"
    return TAKING_UP.isdisjoint(words[max(low, case.trigger[0] - 6) : case.trigger[0]])


def _strain_told(case: Case) -> bool:
    """Outside a headline no setting: "lifts its outlook as AI orders strain foundries" tells both there."""
    if no_reason(case):
        return True
    of_grid = case.object is not None and case.sentence.word(case.object[1] - 1).startswith("grid")
    return case.sentence.in_headline and case.sentence.word(case.sentence.end - 1) != "." and not of_grid


OTHER_LACKS = frozenset(
    """egg eggs housing home homes nurse nurses teacher teachers doctor doctors driver drivers pilot pilots food drug
    drugs medicine blood fuel diesel petrol gasoline formula cash dollar liquidity affordable""".split()
)
"""What the trade does not lack."""


def _no_backdrop(case: Case) -> bool:
    """Behind "amid" a body text only says against what its news stands; nor is it a shortage of eggs."""
    if case.sentence.word(case.trigger[0] - 1) in OTHER_LACKS or case.sentence.word(case.trigger[0]) in OTHER_LACKS:
        return False
    if case.sentence.in_headline and case.sentence.word(case.sentence.end - 1) != ".":
        return True
    low = max(case.sentence.start, case.trigger[0] - BACKDROP)
    if case.sentence.passage.lower[low : case.trigger[0]][-3:-1] == ["center", "of"]:
        return False  # "the segment at the center of the supply crunch"
    return BACKDROPS.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]])


def _not_away(case: Case) -> bool:
    """ "Shifts capacity to HBM"; not "shifting from chips to capital"."""
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]] if case.object else []
    if case.object is not None and case.sentence.word(case.object[0] - 1).replace(",", "").isdigit():
        return False  # "The ring moved some 900 GPUs": how many it carried, and none from a use to another.
    return "from" not in between and "away" not in between


OF_CAPACITY = frozenset({"capacity", "constrained", "compute"})
"""Words of a shortage of computing, beside the name of a cloud."""


def _scarce_context(case: Case) -> bool:
    """A text of the trade, or one that names a maker of its goods and no other trade."""
    if dealing(case):
        return True
    passage = case.sentence.passage
    goods = passage.has("chip") or passage.has("named_good") or _is_of_processors(case)
    if goods and not passage.has("other_trade") and not passage.has("chatter"):
        return True
    if not MEMORY_GOODS.isdisjoint(passage.vocabulary):
        return True
    if not OF_CAPACITY.isdisjoint(passage.lower[case.trigger[0] : case.trigger[1]]) and any(
        n.party and case.lexicon.groups(n.party) & CLOUDS for n in case.sentence.names
    ):
        return True  # "Google Cloud is supply constrained"
    named = [case.lexicon.groups(n.party) for n in passage.names if n.party and not n.bystander]
    computes = case.sentence.has(("infrastructure",)) and any(groups & DOMAIN_GROUPS for groups in named)
    return (
        (computes or any(groups & MAKERS for groups in named))
        and not passage.has("other_trade")
        and not passage.has("chatter")
    )


def _is_of_processors(case: Case) -> bool:
    """ "CPU shortages": processors are chips, whatever else is named."""
    low, high = case.trigger[0] - 2, case.trigger[1] + 3
    return not PROCESSORS.isdisjoint(case.sentence.passage.lower[max(low, case.sentence.start) : high])


def _chips_spoken_of(case: Case) -> bool:
    """The text is of chips or of the power for computing, so that a shortage without a name is theirs."""
    passage = case.sentence.passage
    spoken = any(passage.has(category) for category in ("chip", "named_good", "strong_context"))
    return spoken or bool(case.groups(case.actor) & (CHIP_MAKERS | {"gear"}))


def _lasts(case: Case) -> bool:
    """A verb of what a shortage does or how long it lasts: "sees the shortage persisting", "will run through 2028"."""
    low, high = case.sentence.clause(case.trigger[0])
    return not LASTING.isdisjoint(
        case.sentence.passage.lower[max(low, case.trigger[0] - 4) : min(high, case.trigger[1] + 7)]
    )


def _of_supply(case: Case) -> bool:
    """What tightens is the supply itself: "supply of HBM is tightening", not "supply rules were tightened"."""
    sentence, at = case.sentence, case.object[1] if case.object else -1
    beside = at == case.trigger[0] or sentence.word(at) in {"of", "for", "is", "are", "has", "have", "will", "to"}
    return beside and RULES.isdisjoint(sentence.passage.lower[case.trigger[1] : case.trigger[1] + 4])


def _lacks_goods(case: Case) -> bool:
    """A firm of the trade, or any group of firms in a text that names the chips it lacks."""
    if case.actor is None:
        before = case.sentence.passage.lower[case.sentence.start : case.trigger[0]]
        return not {"we", "utility"}.isdisjoint(before) and about_chips(case)
    if "power" in case.groups(case.actor) or case.actor.entity.canonical.lower() == "utility":
        return True
    group = case.actor.entity.kind in {"collective", "unknown"} and case.sentence.word(case.actor.end - 1) in SELLERS
    return is_of_trade(case.actor, case) if not group else about_chips(case)


def _is_far_owner(case: Case, actor: NameHit) -> bool:
    """Another clause named the maker."""
    return actor.start < case.sentence.clause(case.trigger[0])[0]


OF_AN_OWNER = frozenset("stake stakes position positions holding holdings shares stock investment interest".split())
"""What an owner sells all of."""


def _sells_shares(case: Case) -> bool:
    """ "Sold all of its shares", "sold out of Intel and Elm Optics": an owner leaves."""
    sentence, end = case.sentence, case.trigger[1]
    if not OF_AN_OWNER.isdisjoint(sentence.passage.lower[end : min(end + 4, sentence.end)]):
        return True
    named = any(n.start == end + 1 and n.party and n.entity.kind == "company" for n in sentence.names)
    return named and sentence.word(end) == "of"


def _sells_supply(case: Case) -> bool:
    """A maker of goods or a cloud, whose own output or capacity is what is sold out."""
    actor = case.actor
    if actor is None or not case.groups(actor) & (MAKERS | CLOUDS | {"power"}) or _sells_shares(case):
        return False
    if actor.start < case.sentence.start or actor.end > case.trigger[0] or _is_far_owner(case, actor):
        # "Capacity is sold out through 2027": of the only maker that the text names.
        low = case.sentence.clause(case.trigger[0])[0]
        near = case.sentence.passage.lower[max(low, case.trigger[0] - 6) : case.trigger[1]]
        return not OF_OUTPUT.isdisjoint(near) and EVENTS.isdisjoint(near)
    words = case.sentence.passage.lower[actor.end : case.trigger[0]]
    return actor.end <= case.trigger[0] and len(words) <= SOLD_WITHIN and EVENTS.isdisjoint(words)


CONDITIONS: dict[str, Condition] = {
    "no_shortage_amid": _no_shortage_amid,
    "stocks_of_memory": lambda case: (
        case.sentence.has(("named_good",)) or case.sentence.word(case.trigger[0] - 1) in {"memory", "chip"}
    ),
    "not_taken": _not_taken,
    # "Strains memory prices": a price of what is drained, not one that follows from it.
    "no_price_beside": lambda case: (
        not case.sentence.has(
            ("price_noun",), (case.trigger[0] - 4, (case.object[1] if case.object else case.trigger[1]) + 2)
        )
    ),
    "scarce_still": _scarce_still,
    "strain_told": _strain_told,
    "not_results": _not_results,
    "scarce_context": _scarce_context,
    "held_back_by_supply": _held_back,
    "no_backdrop": _no_backdrop,
    "chips_spoken_of": _chips_spoken_of,
    "lasts": _lasts,
    "sells_supply": _sells_supply,
    "of_supply": _of_supply,
    "lacks_goods": _lacks_goods,
    "no_denial": lambda case: SIGNALS.isdisjoint(
        case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 7) : case.trigger[0]]
    ),
    "not_away": _not_away,
}
