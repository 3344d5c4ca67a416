"""Who takes part: a firm of the trade, a maker of chips, a public body, a listed company, or whoever speaks.

Known exceptions: a body whose name has none of the words of the rule files ("Project X Coalition" has, "Xylem" has not)
counts as a company.
"""

from __future__ import annotations

from pipelines.extract.conditions.general import Condition, about_the_trade, has_foreign_sum
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import NameHit, Sentence
from pipelines.extract.roles.authorities import KINDS_OF_PLACES
from pipelines.extract.roles.holders import INSTITUTIONS
from pipelines.extract.roles.names import list_from, parties
from pipelines.extract.trade import CHAINED_GROUPS, CHIP_MAKERS, COMPUTING, DOMAIN_GROUPS, SINGLE_MINDED, WATCHED

MAKERS = CHIP_MAKERS | {"gear", "neocloud", "host"}
"""Groups whose goods or capacity can be sold out."""
MAKERS_AND_USERS = DOMAIN_GROUPS | CHIP_MAKERS | {"gear"}
"""Groups between whom the goods of the trade change hands."""
SELLERS = frozenset(
    """makers maker chipmakers suppliers supplier providers provider vendors producers manufacturers companies firms
    foundries foundry designers giants distributors oems clouds hyperscalers neoclouds startups fabs chipmaker builders
    trio rivals""".split()
)
"""Last words of a group of firms that sells."""
CHIP_SELLERS = frozenset("chip chipmakers chipmaker memory dram nand gpu foundry foundries neoclouds cloud".split())
"""Beside such a last word they say that it sells chips, memory or computing."""
MONEY_MANAGERS = INSTITUTIONS | frozenset(
    """group inc inc. ltd co corp advisor investment investor assets services financial fund funds holdings insurance
    associates company counsel ag plc office offices strategies""".split()
)
"""Words of a money manager's name."""
FOR_AI = frozenset({"SMCI", "SNDK"})
"""Makers of servers and memory that are followed for their AI trade alone."""
TOOL_MAKERS = frozenset({"AMAT", "LRCX", "KLAC", "ASML", "8035.T"})
"""They sell the tools of the makers of chips, and nothing else."""
AGENCY_WORDS = frozenset({"fitch", "s&p", "moody", "moody's", "kbra"})
"""First words of the agencies that rate debt."""
SELVES = frozenset("company we our firm miner chipmaker giant neocloud startup operator developer".split())
"""Words that stand for whoever a passage is about."""
VEHICLES = frozenset("entity vehicle affiliate subsidiary unit partnership trust spv consortium venture".split())
"""Nouns of what is set up to borrow and has no name."""
OPPOSING = frozenset(
    "oppose opposes opposed opposing object objects objected objecting protest protests protested".split()
)
"""Between somebody and what is planned: he is against it."""
BUILDERS_WORDS = frozenset("site_sure site_sure_plan site_sure_done site_build site_plan site_will".split())
"""Categories of what somebody builds or plans."""
OF_INTEREST = SINGLE_MINDED | COMPUTING | CHIP_MAKERS
"""Groups that do nothing but compute, or make what computes."""
PRIVATE = frozenset(
    "developer developers company firm startup operator builder utility landowner investor zoo museum university "
    "college school hospital church club chamber foundation coalition association".split()
)
"""Last words of whoever is no authority, though a place may stand in the name."""
SAID_OR_ASKED = ("urge", "face", "flag", "warn", "report", "lobb", "press")
"""How words begin that no name of an authority has."""
PUBLIC = ("place.body", "place.name")
"""Term categories of bodies and of the places they are of."""
FASHIONS = frozenset("drive boom push race demand network frenzy craze wave rush".split())
"""What builds nothing, though it stands before a verb of building."""
STATE_BUILDS = frozenset({"site.sure", "site.build", "power.give"})
"""Frames of what a country may do itself: "Italy plans to build a data center"."""
BUILDING = frozenset(
    """build builds built building construct constructing develop developing establish establishing set erect
    restart restarts reboot reboots revive revives reopen reopens""".split()
)
"""Verbs of what a country does itself; it also approves, plans and welcomes what others do."""


def sells_chips(case: Case) -> bool:
    """ "China AI chipmakers": whose goods need not be named again."""
    words = case.sentence.passage.lower[case.actor.start : case.actor.end] if case.actor else []
    return bool(words) and words[-1] in SELLERS and not CHIP_SELLERS.isdisjoint(words)


def about_chips(case: Case) -> bool:
    """A text of the trade, or of chips and memory."""
    return about_the_trade(case) or case.sentence.passage.has("chip") or case.sentence.passage.has("named_good")


def _maker(case: Case) -> bool:
    """A firm whose goods the trade waits for."""
    return case.actor is not None and bool(case.groups(case.actor) & (CHIP_MAKERS | {"gear"}))


def is_of_trade(hit: NameHit | None, case: Case) -> bool:
    """Whether a company is of the trade; makers of chips and power are where the text speaks of AI."""
    if hit is None:
        return False
    groups, passage = hit.entity.groups, case.sentence.passage
    if (groups & DOMAIN_GROUPS and "wide" not in groups) or hit.entity.ticker in FOR_AI:
        return True
    if (groups & DOMAIN_GROUPS or hit.entity.kind == "product") and passage.has("capex_strict"):
        return True
    named_chip = any(name.entity.kind == "product" and "core_chip" in name.entity.groups for name in passage.names)
    if named_chip or passage.has("strong_context") or passage.has("view_goods"):
        return bool(groups & (CHAINED_GROUPS | {"gear"}))
    return passage.has("ai_word") and bool(groups & (DOMAIN_GROUPS | {"chip", "gear", "power"}))


def trade_target(case: Case) -> bool:
    return any(is_of_trade(hit, case) and not _lives_from_else(hit, case) for hit in case.others)


GRADES = frozenset({"analyst_rating", "price_target"})
"""Types of events that grade a share."""


def _lives_from_else(hit: NameHit, case: Case) -> bool:
    """A cloud giant does: what is said of its share is of the trade only where the text speaks of AI, but for the
    grades of those whose debt pays for AI."""
    passage = case.sentence.passage
    is_giant = "cloud" in hit.entity.groups and hit.entity.kind == "company"
    if hit.entity.ticker in WATCHED and case.frame.type in GRADES:
        return False
    return is_giant and not (
        any(passage.has(category) for category in ("ai_word", "strong_context", "compute"))
        or any(n.entity.groups & (SINGLE_MINDED | {"lab"}) for n in passage.names)
    )


def _nobody_named(case: Case) -> bool:
    """The speaker tells of his own: no company is named in the clause before the verb."""
    low = case.sentence.clause(case.trigger[0])[0]
    if case.object is not None and case.sentence.word(case.object[0]).endswith("ing"):
        low = case.sentence.start  # "results showing revenue rising": whose, the sentence has said before
    return not any(low <= n.start < case.trigger[1] and n.party for n in case.sentence.names)


def has_trade_party(case: Case) -> bool:
    """A party of the trade; or a text about computing with a chip maker or somebody unknown as party."""
    if any(case.groups(hit) & DOMAIN_GROUPS for hit in (case.actor, *case.others)):
        return True
    passage = case.sentence.passage
    is_new = case.frame.type == "ipo" or is_unlisted(case)
    if case.frame.type in {"ipo", "equity_financing"} and is_new and case.groups(case.actor) & CHIP_MAKERS:
        return True  # A maker of chips that goes public or is funded is one of chips for AI or memory.
    if any(case.groups(hit) & CHAINED_GROUPS for hit in (case.actor, *case.others)):
        if case.groups(case.actor) & CHAINED_GROUPS and passage.groups & SINGLE_MINDED:
            return True
        return passage.has("ai_context") or passage.has("ai_aim")
    if case.actor is not None and any(n.entity.groups & (SINGLE_MINDED | {"lab"}) for n in case.sentence.names):
        return True
    return passage.has("strong_context") or passage.has("money_trade")


def is_unlisted(case: Case) -> bool:
    """What a listed company is worth is its price, no round."""
    return case.actor is None or case.actor.entity.ticker is None


def _named_or_self(case: Case) -> bool:
    """Who does it is named, or a sentence that names no company speaks of "the company" or "we"."""
    if case.actor is not None:
        return True
    sentence, first = case.sentence, case.trigger[0]
    before = sentence.passage.lower[sentence.start : first]
    named = any(n.entity.kind in {"company", "fund", "broker"} for n in sentence.names if n.end <= first)
    return (not named and not SELVES.isdisjoint(before)) or _is_vehicle(before)


def _is_vehicle(words: list[str]) -> bool:
    """Only what borrows is said: "an entity backed by Tract has sold notes"."""
    return words[:1] in (["a"], ["an"], ["another"]) and not VEHICLES.isdisjoint(words[1:4])


def is_public(hit: NameHit | None, sentence: Sentence) -> bool:
    """A government, court or council, by its name or by the words of its description."""
    if hit is None:
        return False
    if hit.entity.kind == "government":
        return True
    if hit.entity.kind != "unknown" or sentence.has(("ai_place", "chip_thing"), (hit.start, hit.end)):
        return False
    if sentence.word(hit.start - 1) == "of" and sentence.word(hit.start - 2) in KINDS_OF_PLACES:
        return True  # "The city of Ravenna"
    if sentence.word(hit.end) == "," and sentence.has(("place.name",), (hit.end + 1, hit.end + 2)):
        return True  # "St. Charles, Missouri"
    if any(n.entity.kind == "company" and hit.start <= n.start < hit.end for n in sentence.names):
        return False  # "Amazon board"
    words = [sentence.word(at) for at in range(hit.start, hit.end)]
    if words[-1] in PRIVATE:
        return False
    owner = next((at for at in range(hit.end - 1, hit.start, -1) if sentence.word(at) in POSSESSIVE), None)
    if owner is not None and words[-1] == "group" and not sentence.has(PUBLIC, (owner, hit.end)):
        return False  # "India's Adani Group" is a firm.
    return not any(word.startswith(SAID_OR_ASKED) for word in words) and sentence.has(PUBLIC, (hit.start, hit.end))


def _private_actor(case: Case) -> bool:
    """Nobody, or somebody who is neither an authority nor the people who object."""
    actor, sentence = case.actor, case.sentence
    objects = (
        actor is not None
        and actor.entity.kind == "unknown"
        and sentence.word(actor.end - 1) not in PRIVATE | {"group"}
        and sentence.has(("litigant",), (actor.start, actor.end))
    )
    if case.frame.type == "data_center_build" and actor is not None and _is_no_builder(actor, sentence):
        return False
    if (
        actor is not None
        and case.category in BUILDERS_WORDS
        and (not OPPOSING.isdisjoint(sentence.passage.lower[actor.end : case.trigger[0]]))
    ):
        return False  # "A water company opposes plans for a data centre"
    if case.frame.id in STATE_BUILDS and _is_a_state(actor, sentence):
        return not BUILDING.isdisjoint(sentence.passage.lower[slice(*case.trigger)])
    return not objects and not is_public(actor, sentence) and not _is_a_country(actor, sentence)


def _is_no_builder(actor: NameHit, sentence: Sentence) -> bool:
    """ "AI data centre", "AI drive": the site itself or a fashion, as it is written, builds nothing."""
    last = sentence.passage.words[actor.end - 1]
    if actor.entity.kind != "unknown" or not last.islower():
        return False
    site = any(end == actor.end for _, end in sentence.spans(("ai_place",)))
    return site or last in FASHIONS


def _is_a_state(actor: NameHit | None, sentence: Sentence) -> bool:
    """A country by its name, also where it is taken as it is written."""
    if actor is None:
        return False
    named = (actor.start, actor.end) in sentence.terms.get("place.name", ())
    return named or actor.entity.kind == "government" or _is_a_country(actor, sentence)


def _is_a_country(actor: NameHit | None, sentence: Sentence) -> bool:
    """ "U.S. weighs requiring": taken as it is written it is a government all the same."""
    if actor is None or actor.entity.kind != "unknown":
        return False
    return any(n.entity.kind == "government" and (n.start, n.end) == (actor.start, actor.end) for n in sentence.names)


def actor_of_trade(case: Case) -> bool:
    """One firm of the trade; results and guidance are of one firm, never of "AI stocks"."""
    actor = case.actor
    if actor is None or actor.entity.kind == "collective":
        return False
    # "Dell and Super Micro raised": one of a list may be of the trade alone.
    if actor.entity.ticker in TOOL_MAKERS and _tells_figures(case):
        return True
    return any(is_of_trade(hit, case) for hit in list_from(actor, case.trigger, case.sentence))


def _tells_figures(case: Case) -> bool:
    """A figure of a company, or China: what it sells there is what controls are about."""
    figures = any(a.amount.unit in {"USD", "percent"} for a in case.sentence.amounts)
    return figures or has_foreign_sum(case) or "china" in case.sentence.passage.vocabulary


CONDITIONS: dict[str, Condition] = {
    "maker": _maker,
    "trade_actor": lambda case: bool(case.groups(case.actor) & MAKERS_AND_USERS) or sells_chips(case),
    "chip_actor": lambda case: (
        case.actor is not None and bool((case.groups(case.actor) | case.actor.entity.groups) & CHIP_MAKERS)
    ),
    "rated": trade_target,
    "trade_target": trade_target,
    "nobody_named": _nobody_named,
    "trade": has_trade_party,
    "named_or_self": _named_or_self,
    "company_buyer": lambda case: case.actor is not None and case.actor.entity.kind == "company",
    "nobody_else": lambda case: len({hit.party for hit in parties(case.sentence) if hit.entity.kind == "company"}) == 1,
    "wide_trade": lambda case: has_trade_party(case) or case.sentence.passage.has("ai_word"),
    "firm_actor": _private_actor,
    "market_actor": actor_of_trade,
}
