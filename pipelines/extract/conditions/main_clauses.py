"""Whether the trigger stands in the main clause of its sentence, and who acts right before it.

What must never happen: an event from a side remark ("the company, which is building ...").

`main_clause` and `clear_clause` ask the same of two kinds of verbs: what is done with money also stands as a noun
("that spending"), and what is done at a site as a purpose or a participle ("to build", "building").
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.firms import is_public
from pipelines.extract.conditions.general import NAME_REACH, Condition
from pipelines.extract.frames.drafts import AUTHORITIES, Case
from pipelines.extract.passage import Sentence
from pipelines.extract.roles.authorities import behind_comma
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.roles.names import list_from, outside_brackets
from pipelines.extract.roles.speakers import SPEECH
from pipelines.extract.roles.unknown import PRONOUNS

BACKGROUND = frozenset("after following since when which who despite before recent earlier".split())
"""Words that open what a text only retells."""
BETWEEN = frozenset(
    """has have had is are was were be been being will would could can may might also just now recently reportedly
    already agrees
    agreed plans plan planning to in talks advanced early close near nears nearing set looking
    looks seeks wants mulls mulling offers offered offering bids moves eyes considering considers weighs exploring
    explores signs signed a an the deal definitive agreement and , - quietly finally formally said says it he she
    they 's 'll not denies denied that no did does reports about over exclusive discussions announces announced intends
    intend expects preparing prepares
    ready poised completes completed closes parent owner group led consortium unit inc. corp.""".split()
)
"""What may stand between a buyer and its verb."""
TOLD_WHEN = frozenset(
    """on monday tuesday wednesday thursday friday saturday sunday this week month today yesterday earlier last late
    investors told""".split()
)
"""Between who buys and the verb, beside auxiliaries."""
BUYS_BY = frozenset(
    """deal agreement pact talks bid offer approval tried tries trying attempt plan plans move
    spent spends spend pays paid pay""".split()
)
"""Between a buyer and its "to buy"."""
TO_BUY_WITHIN = 9
"""Most tokens between a buyer and its "to buy"."""
CAUSES = frozenset({"after", "following", "amid", "amidst"})
"""Words that open the reason of a price move, which is news, or what is only retold of anything else."""
INCLUDING = frozenset({"includes", "include", "included", "gives", "grants", "comes"})
"""Verbs of a relative clause that states terms of the news."""
RETOLD_AUXILIARIES = frozenset({"was", "were", "had", "has", "have"})
"""Behind "that" or "which" they tell what was so before."""
SIDE = frozenset(
    "which who whose whom where when since because though although unless whether before if that capping".split()
)
"""Words that open a clause of background wherever it stands."""
ENDED_BY_COMMA = frozenset("since when before because although though if unless".split())
"""Those whose clause ends at a comma: "since our last call, we signed ..."."""
RETOLD = frozenset("after following amid despite as while".split())
"""Words that open the news itself in a headline ("jumps after ..."), background in a body."""
AGO = frozenset("day days week weeks month months year years quarter quarters".split())
"""Before "after": how long ago, so that what follows is no news."""
AUXILIARIES = frozenset("be is are was were been being 's 're begin begins began begun start starts started".split())
"""Before an "-ing" word they make it the verb of its clause."""
SAYING = frozenset(
    "says said say confirms confirmed expects expect sees adds warned warns announced announces believe believes "
    "told noted informed informs notified notifies "
    "acknowledged acknowledges admitted admits disclosed discloses revealed reveals emerged emerges emerge transpired "
    "means suggests show shows reported report reports conceded is was denied denies".split()
)
"""Before "that": what somebody says is news, and no relative clause."""
INTENT = frozenset(
    "chosen selected tapped picked approval permission company firm startup "
    "intent intention "
    "plan plans planned planning set aim aims aiming want wants agree agrees agreed move moves moved expect expects "
    "expected seek "
    "seeks seeking due going intend intends hope hopes continue continues begin begins began begun start starts "
    "started "
    "prepare prepares preparing look looks looking propose proposes proposed partner partners pledge pledges "
    "pledged commit commits committed "
    "vow vows vowed offer offers threaten threatens threatened ready poised likely track sues sue vote votes "
    "voted considers about try tries decide decides decided bill deal talks first ability not pact able free n't "
    "refuse refuses decline declines poised slated scheduled gears up ponders "
    "rule rules legislation law push pushes".split()
)
"""Before "to" they say that somebody will do it, or is about to."""
DECIDED = frozenset("decision decisions move order orders".split())
"""Before "to": what an authority has decided on."""
PARTNERS = frozenset("partner partners partnered team teams teamed join joins joined".split())
"""Words of doing together: "partners with firms to bring 2 GW online" says what they do."""
STATED = frozenset({"announcing", "unveiling", "smuggling", "bring", "focusing"})
"""Words in "-ing" that say what is done, or are no participles at all."""
GERUND = 3
"""Tokens before an "-ing" word in which its auxiliary stands."""
UNNAMED_PARTIES = frozenset("companies firms tenant tenants pair duo developer developers partners".split())
"""Right before a verb behind "after" or "as": it is theirs, and background."""
FORCING = frozenset(
    "force forces forced forcing push pushes pushed pushing prompt prompts prompted compel compels".split()
)
"""What makes somebody else do it: "outages compel Oracle to sign"."""


def _close_actor(case: Case) -> bool:
    """The actor stands right before the verb: nothing but auxiliaries, adverbs and words of intent between."""
    if case.actor is not None and case.actor.start < case.sentence.start:
        return True  # "It agreed to buy": whom it means has been settled.
    if case.actor is None or case.actor.end > case.trigger[0]:
        return case.actor is not None and case.sentence.word(case.trigger[1]) == "by"
    last = list_from(case.actor, case.trigger, case.sentence)[-1]  # of "A and B back"
    between = outside_brackets(case.sentence.passage.lower[last.end : case.trigger[0]])
    finite = case.sentence.word(case.trigger[0]) != "to"
    referred = finite and (between[-1:] in (["it"], ["they"]) or between[-2:] == ["the", "company"])
    if referred or BETWEEN.issuperset(_without_asides(between)):
        return True
    infinitive = case.sentence.word(case.trigger[0]) == "to" or case.sentence.word(case.trigger[0] - 1) == "to"
    if infinitive and len(between) <= TO_BUY_WITHIN and not BUYS_BY.isdisjoint(between) and _is_alone(case):
        return True  # "strikes a $4 billion deal to buy", "wins approval to buy"
    # "Equinix, GIC and CPP to buy": who buys along with it stands between.
    named = outside_brackets(case.sentence.passage.words[case.actor.end : case.trigger[0]])
    is_list = named[:1] in ([","], ["and"]) and len(named) < 9 and not is_title_case(case.sentence)
    low = max(case.sentence.start, case.actor.start - 4)
    if not {"to", "for"}.isdisjoint(case.sentence.passage.lower[low : case.actor.start]):
        return False  # "gives nod to Alibaba and Tencent to buy"
    return is_list and all(word.lower() in BETWEEN or is_capitalised(word) for word in named)


def _without_asides(words: list[str]) -> list[str]:
    """Without when it is told and what stands between two commas: ", according to Reuters, has bought"."""
    if words[:1] == [","] and "," in words[1:]:
        words = words[len(words) - words[::-1].index(",") :]
    return [word for word in words if word not in TOLD_WHEN]


def _is_alone(case: Case) -> bool:
    """Nobody else and no comma stands between the actor and the verb."""
    low, high = case.actor.end if case.actor else 0, case.trigger[0]
    alone = not any(low <= n.start < high for n in case.sentence.names if n.party)
    return alone and "," not in case.sentence.passage.lower[low:high]


def _states_terms(case: Case) -> bool:
    """ "A deal, which includes an option to invest": a relative clause of what belongs to the news."""
    low, _ = case.sentence.clause(case.trigger[0])
    words = case.sentence.passage.lower[max(low - 1, case.sentence.start) : low + 2]
    return "which" in words and not INCLUDING.isdisjoint(words)


def _is_only_described(first: int, sentence: Sentence) -> bool:
    """ "CoreWeave, which has raised $12 billion in debt this year, signed": what is known of it, and no news; the
    sentence goes on behind a comma."""
    at = first - 1
    while sentence.word(at) in RETOLD_AUXILIARIES | {"is", "already", "recently", "also", "been"}:
        at -= 1
    if sentence.word(at) != "which" or sentence.word(at - 1) != "," or at - 1 <= sentence.start:
        return False
    end = next(
        (i for i in range(first, sentence.end - 2) if sentence.word(i) == "," and sentence.word(i + 1)[:1]), None
    )
    return end is not None and sentence.word(end + 1) not in {"and", "or", "but", "which", "with"}


def _main_clause(case: Case) -> bool:
    """No background: not "amid …" or "that was …", and outside a headline not in a clause of "after" or "following".

    What moved a price is news: "shares dropped after it said it would sell notes".
    """
    if case.sentence.word(case.trigger[0]) == "spending" and case.sentence.word(case.trigger[0] - 1) in {
        "that",
        "the",
        "its",
    }:
        return False  # "Half of that spending went to": a noun
    if _is_no_deed(case):
        return False
    sentence, first = case.sentence, case.trigger[0]
    before, last = sentence.word(first - 2), sentence.word(first - 1)
    if _states_terms(case):
        return True
    if sentence.word(sentence.start) == "earlier" and sentence.word(sentence.start + 1) == "this":
        return False  # "Earlier this year, Meta invested ..."
    if before == "that" and last in RETOLD_AUXILIARIES and sentence.word(first - 3) not in SPEECH:
        return False
    if _is_only_described(first, sentence):
        return False
    low, _ = sentence.clause(first)
    opening = {sentence.word(low), last, before}
    if opening & CAUSES and any(sentence.start <= start < first for start, _ in case.claimed):
        return True
    if sentence.in_headline:
        return not {"amid", "amidst"} & ({sentence.word(low), last})
    if sentence.word(low + 1) == ",":
        opening = {last, before}  # "Shortly after, IREN issued a bond": when, and no clause
    return not opening & BACKGROUND or _goes_on_behind(low, first, sentence)


SPREADING = frozenset(
    """extend extends extended spread spreads spreading continue continues continued resume resumes resumed intensify
    intensifies intensified accelerate accelerates accelerated deepen deepens deepened persist persists persisted
    eases eased pressure picks gathers drags hits grips sweeps""".split()
)
"""What selling on a market does."""
WEIGHED_ON = frozenset("on heavily more most heavier upon down less".split())
"""Behind "weigh": a burden, and no thought."""


def _is_no_deed(case: Case) -> bool:
    """ "Falls as selling extends": a noun of the market; "rates weigh on borrowers": a burden, and no thought."""
    sentence, (first, end) = case.sentence, case.trigger
    word, behind = sentence.word(first), sentence.word(end)
    if any(name.start <= first and end <= name.end for name in sentence.names):
        return True  # "Big Tech's AI spending": no word of the name
    if word in {"sell", "sells", "sold", "selling"} and "off" in {behind, sentence.word(end + 1)}:
        return True  # "Oracle bonds sell off"
    if word == "selling" and end == first + 1:
        return behind in SPREADING
    if word == "floating":
        return behind == "-" and sentence.word(first - 1) in {"on", "its"}
    if word == "price":
        return sentence.word(first - 1) in {"stock", "share"}
    return word in {"weigh", "weighs", "weighed", "weighing"} and behind in WEIGHED_ON


def _goes_on_behind(low: int, first: int, sentence: Sentence) -> bool:
    """ "After strong results, it now expects": what the sentence opens with ends at the comma before a pronoun."""
    if low != sentence.start or sentence.word(low) not in BACKGROUND:
        return False
    lower = sentence.passage.lower
    return any(lower[at] == "," and sentence.word(at + 1) in PRONOUNS | {"the"} for at in range(low + 2, first))


def clear_clause(case: Case) -> bool:
    """The trigger is said as news, not in passing: no relative clause, purpose, bare participle or "weeks after"."""
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at) in {"open", "opens", "opened"} and sentence.word(case.trigger[1]) in {"-", "source"}:
        return False  # "The open-source AI hub"
    start = sentence.clause(at)[0]
    opener, between = sentence.word(start), sentence.passage.lower[start:at]
    if opener in SIDE and start < at and not (opener in ENDED_BY_COMMA and "," in between):
        return False
    if (
        opener in RETOLD
        and sentence.word(start + 1) != ","  # "Shortly after, IREN issued a bond"
        and (not sentence.in_headline or sentence.word(start - 1) in AGO)
        and behind_comma(start, at, sentence) is None
        and not _is_news_beside(start, case)
    ):
        return False
    if opener in RETOLD and not UNNAMED_PARTIES.isdisjoint(between[-2:]):
        return False  # "Takes over the site after the two companies walked away"
    reported = between[1:3] == ["reports", "that"] and _is_news_beside(start, case)
    if opener in RETOLD and "that" in between and "," not in between and not reported:
        # "Following reports that Samsung got licences, Washington ...".
        return False
    if not {"which", "whose", "who"}.isdisjoint(between) or _is_relative(between):
        return False
    if case.frame.type == "export_control" and ("even", "with") in pairwise(between):
        return False  # "Has 50,000 GPUs even with US restrictions"
    word = sentence.word(at)
    if case.frame.type in AUTHORITIES and word.endswith("ed") and sentence.word(at - 1) in {"a", "an", "the", "its"}:
        return False  # "Pushes back on a proposed data center"
    if case.frame.type in AUTHORITIES and word == "delays" and sentence.word(at - 1) in {"faces", "face", "facing"}:
        return False
    if word.endswith("ing") and word not in STATED:
        if case.frame.type == "executive_change" and sentence.in_headline and "," not in between:
            return True  # "Applied Digital chairman stepping down"
        if case.category == "site_halt" and sentence.in_headline and _opens_with_actor(case):
            return True  # "Meta backing out of a data center"
        # "By requiring licences", "joins others, expanding curbs": an authority's participle tells what it does.
        return _is_finite(at, sentence) or (case.frame.type == "export_control" and is_public(case.actor, sentence))
    if sentence.word(at - 1) == "to" and _site_is_due(case, between):
        return True
    if sentence.word(at - 1) == "to" and sentence.word(at - 2) in DECIDED and case.frame.type in AUTHORITIES:
        return is_public(case.actor, sentence)  # "The bureau's decision to add firms to the Entity List"
    return sentence.word(at - 1) != "to" or _is_predicate(at - 1, case)


def _opens_with_actor(case: Case) -> bool:
    """The name of who acts is all that stands before the verb."""
    return case.actor is not None and (case.actor.start, case.actor.end) == (case.sentence.start, case.trigger[0])


def _site_is_due(case: Case, between: list[str]) -> bool:
    """ "Expects its campus to be operational by 2027", "Microsoft's data center to open next year"."""
    at, found = case.trigger[0], case.object
    if case.frame.type != "data_center_build" or found is None or found[1] > at:
        return False
    if case.sentence.word(at) not in {"be", "open", "come", "go", "start", "begin", "enter"}:
        return False
    return case.sentence.in_headline or not {"expects", "expected", "expect"}.isdisjoint(between)


def _is_news_beside(start: int, case: Case) -> bool:
    """What a body tells as news beside its main clause: why a share moves, in the opening, or what another does
    meanwhile ("Meta signed ..., while Alphabet announced ...")."""
    sentence = case.sentence
    if sentence.word(start) == "while":
        return any(name.party and name.start == start + 1 for name in sentence.names)
    if case.frame.type in AUTHORITIES and sentence.has(("site_halt", "rule_tight"), (sentence.start, start - 1)):
        return True  # "Projects are on hold after the county voted for a moratorium": what it decided is the news.
    opening = sentence.index == 0 and sentence.word(start - 1) not in AGO
    return opening and any(end <= start for _, end in case.claimed)


def _is_relative(between: list[str]) -> bool:
    """Whether a "that" stands before the trigger and is not what somebody said."""
    return any(word == "that" and SAYING.isdisjoint(between[max(at - 9, 0) : at]) for at, word in enumerate(between))


def _is_finite(at: int, sentence: Sentence) -> bool:
    """Whether an "-ing" word is the verb of its clause ("is building") or a noun at its start ("Smuggling case")."""
    before = [sentence.word(index) for index in range(at - GERUND, at)]
    return sentence.word(at - 1) == "" or not AUXILIARIES.isdisjoint(before)


def _is_predicate(at: int, case: Case) -> bool:
    """Whether "to" begins what somebody will do ("Amazon to build"), not what for ("lends to build")."""
    start, lower = case.sentence.clause(at)[0], case.sentence.passage.lower
    before = case.sentence.word(at - 1)
    if "first" in lower[start:at]:
        # "Becomes the first county to pause ...".
        return True
    if before in INTENT or before.endswith("ly") or before in {"", ")", ","}:
        return True
    if case.actor is not None and not FORCING.isdisjoint(lower[start : case.actor.start]):
        return all(n.party for n in case.sentence.names if case.actor.start <= n.start < at) and _ends_a_name(at, case)
    if before[:1].isdigit() and any(word.startswith("vote") for word in lower[start:at]):
        return True  # "Voted 7-0 to reject"
    if case.object is not None and case.object[1] == at and case.frame.type == "executive_change":
        return True
    if not PARTNERS.isdisjoint(lower[start:at]):
        return True
    named = case.actor is not None and case.actor.end == at
    named = named or any(n.end == at and n.party for n in case.sentence.names)  # "Humain and xAI to build"
    return at - start <= NAME_REACH and (named or case.sentence.passage.words[at - 1][0].isupper())


def _ends_a_name(at: int, case: Case) -> bool:
    """ "Outages compel Oracle and Meta to sign": right before "to" stands who has to."""
    return any(n.end == at and n.party for n in case.sentence.names)


CONDITIONS: dict[str, Condition] = {
    "close_actor": _close_actor,
    "main_clause": _main_clause,
    "clear_clause": clear_clause,
}
