"""Conditions of changes of people in charge: whose post it is, and whether somebody takes or leaves it."""

from __future__ import annotations

from pipelines.extract.conditions.clauses import CAUSES
from pipelines.extract.conditions.firms import OF_INTEREST, is_public
from pipelines.extract.conditions.general import Condition
from pipelines.extract.frames.drafts import Case
from pipelines.extract.roles.names import list_behind
from pipelines.extract.trade import SINGLE_MINDED

POSTS = ("compute", "infrastructure", "chip", "chip_thing", "data_center")
"""What a post at a firm of the trade is about."""
WERE = frozenset("was were been is are be being gets got".split())
"""Before a participle: the passive."""
SAID_WITHIN = 6
"""Tokens behind the verb in which stands what was said."""
SAID_THINGS = frozenset(
    """report reports claim claims concern concerns fear fears worry worries rumor rumors rumour rumours idea notion
    talk talks suggestion suggestions speculation criticism allegation allegations comparison comparisons question
    questions threat threats doubts skepticism scepticism warning warnings accusation accusations narrative
    possibility prospect theory bubble jitters anxiety complaints objections lawsuit suit charges bid offer merger
    takeover deal negotiations calls chatter story stories assertion assertions argument""".split()
)
"""What a chief dismisses, suspends or walks away from, without anybody's going."""


def _person_goes(case: Case) -> bool:
    """Who goes is a person: "dismissed reports", "walks away from merger talks" is of what is said or dealt in."""
    sentence, (start, end) = case.sentence, case.trigger
    if sentence.word(start - 1) in WERE:
        return True
    titles = {span[0] for span in sentence.spans(("exec_title",))}
    for at in range(end, min(end + SAID_WITHIN, sentence.end)):
        if sentence.word(at) in CAUSES or at in titles:
            return True
        if sentence.word(at) in SAID_THINGS:
            return False
    return True


def _post_of_trade(case: Case) -> bool:
    """A post at a neocloud, a host or a maker of AI chips; elsewhere the text must speak of computing for AI."""
    if _is_of_banks(case):
        return False
    if case.groups(case.actor) & SINGLE_MINDED:
        return True
    passage = case.sentence.passage
    about = any(passage.has(category) for category in ("ai_word", "strong_context", "ai_place"))
    if case.groups(case.actor) & OF_INTEREST:
        about = about or any(passage.has(category) for category in (*POSTS, "place.project"))
    return about and case.actor is not None and not is_public(case.actor, case.sentence)


def _is_of_banks(case: Case) -> bool:
    """ "Has hired Citi and UBS to lead the offering": banks with a task, and nobody with a post."""
    at = case.trigger[1]
    for name in case.sentence.names:
        if name.entity.kind == "broker" and 0 <= name.start - at <= 2:
            at = name.end
    return at > case.trigger[1] and case.sentence.word(at) in {"to", "for", "as"}


BEHIND_NOUN = frozenset("after as in on at with like such including rose fell and , . were are have had to".split())
"""What goes on behind a noun that ends its phrase."""
NOBODIES = frozenset(
    """auditor auditors conference meeting event position stake alliance summit room door rate rates forecast guidance
    dividend concerns concern fears fear worries talk talks claims notion idea speculation criticism suggestions doubts
    rumors partners partner partnership partnerships customers suppliers bubble allegations""".split()
)
"""What a chief dismisses or takes on that is nobody in charge."""


def _somebody(case: Case) -> bool:
    """Somebody comes or goes, no worry: not "Nvidia's CEO dismissed concerns", nor "its chief enlists new partners"."""
    if (
        case.object is not None
        and case.sentence.word(case.object[0]) == "team"
        and case.sentence.word(case.object[1]) in {"up", "with"}
    ):
        return False  # "Nebius and AMD team up with Telefonica to run a cluster"
    behind = case.sentence.passage.lower[case.trigger[1] : min(case.trigger[1] + 4, case.sentence.end)]
    if case.sentence.word(case.trigger[0] - 1) in {"on", "under"}:
        return False  # "Demand is on fire"
    if case.sentence.word(case.trigger[0]) == "names" and (not behind or behind[0] in BEHIND_NOUN):
        return False  # "Memory names rose after Nvidia's chief spoke"
    if _chief_acts(case) or _is_task(case) or _is_mandate(case):
        return False
    return NOBODIES.isdisjoint(behind)


CHOOSING = ("pick", "cho", "select", "add", "land", "step", "name", "tap", "enlist", "hire", "install", "bring", "sign",
            "introduc")  # fmt: skip
"""How verbs begin that need somebody's title behind them."""


def _chief_acts(case: Case) -> bool:
    """ "Nvidia's CEO picks AI winners", "joins Trump": who holds the post acts, and no post changes hands."""
    sentence, (at, end) = case.sentence, case.trigger
    titles = case.objects
    if case.frame.id != "executive.in" or any(found[1] > at for found in titles):
        return False
    verb = sentence.word(at)
    if verb.startswith("join"):
        return not any(n.party and n.entity.kind == "company" and end <= n.start <= end + 2 for n in sentence.names)
    return verb.startswith(CHOOSING)


HIRING = frozenset(
    """hire hires hired hiring poach poaches poached tap taps tapped recruit recruits recruited appoint appoints
    appointed promote promotes promoted lure lures lured snag snags snagged""".split()
)
"""Verbs of who takes somebody on for a task."""


def _is_task(case: Case) -> bool:
    """ "Hires Meta veteran to run its data centers": what for, and the act is told before it."""
    sentence, at = case.sentence, case.trigger[0]
    if case.frame.id != "executive.in" or sentence.word(at) != "to":
        return False
    return not HIRING.isdisjoint(sentence.passage.lower[sentence.clause(at)[0] : at])


def _is_mandate(case: Case) -> bool:
    """ "Selects two banks to lead a financing": a firm gets a task, and nobody a post."""
    sentence = case.sentence
    firm = next((n for n in sentence.names if n.start == case.trigger[1] and n.party), None)
    return firm is not None and sentence.word(list_behind(firm, sentence)[-1].end) == "to"


CONDITIONS: dict[str, Condition] = {
    "somebody": _somebody,
    "post_of_trade": _post_of_trade,
    "person_goes": _person_goes,
}
