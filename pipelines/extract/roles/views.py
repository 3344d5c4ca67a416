"""Whose view it is, and what it is on.

Who judges by a verb is in `judges`; here stand brokers that speak, authors and signs of headlines, and what is judged:
never a house that judges itself, and nothing of his own company by who has an office there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipelines.extract.little_words import JOINTS, POSSESSIVE
from pipelines.extract.names.lexicon import PARTY_KINDS
from pipelines.extract.passage import NameHit, Sentence, Span, places_of
from pipelines.extract.roles.capitals import is_capitalised
from pipelines.extract.roles.general import Actor, Others
from pipelines.extract.roles.judge_words import ROLES, SEEING
from pipelines.extract.roles.judges import MOST_HOUSE, is_house, judge_of
from pipelines.extract.roles.names import (
    as_party,
    first_of_list,
    in_brackets,
    is_investor,
    list_behind,
    listed_gap,
    outside_brackets,
    parties,
)
from pipelines.extract.roles.speakers import is_cited
from pipelines.extract.roles.topics import topic
from pipelines.extract.roles.unknown import as_written
from pipelines.extract.roles.unknown_subjects import unknown_subject
from pipelines.extract.text.sentences import DASHES
from pipelines.extract.trade import DOMAIN_GROUPS

SPEAKING_BEHIND = frozenset({"say", "says", "said", "according", "warns", "argues", "believes"})
"""Verbs that also stand before who speaks."""
MOST_SIGNED = 5
"""Most words of whoever signs a headline."""
COUNTERS = frozenset("research analytics insights intelligence consulting advisory ratings".split())
"""Last words of the names of houses that count markets."""
FORECASTING = frozenset(
    """says said sees expects forecasts predicts projects estimates reckons projecting forecasting warns predicted
    projected estimated expected""".split()
)
"""Behind a house that foresees something."""
SIDES = frozenset({"bulls", "bears", "investors", "shareholders", "holders"})
"""Last words of judges who take a side on the company before: "Nvidia bulls bet"."""
IN_OFFICE = ROLES | POSSESSIVE | {"-"}
"""Between a company and who has an office there."""
VERDICTS = frozenset(
    "positive negative good bad great bullish bearish neutral boost blow win headwind tailwind threat problem".split()
)
"""Before "for" or "to" and who has the good or the harm of it."""
PASSED_OVER = frozenset("forget ignore join joins joining joined beyond besides than unlike next skip".split())
"""Before a company that a verdict is not on: "Forget AMD: this stock is a better buy", "before it joins AMD"."""
BELOW = 6
"""Most tokens into the line below a headline."""
POINTING = frozenset({"for", "about", "on", "against", "favors", "of"})
"""Behind a verdict, they lead to what is judged."""
REPLACED = frozenset("replaces replacing replaced supplants dethrones topples unseats over overtakes surpasses".split())
"""Before a company that was it until now."""


def judge(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who judges, by name."""
    spoken = judge_of(trigger, sentence)
    return spoken.hit if spoken else None


def listed_houses(one: NameHit, sentence: Sentence) -> list[NameHit]:
    """The brokers of the list that one of them is in: "UBS, Citi and Mizuho see"."""
    houses = [n for n in sentence.names if n.entity.kind == "broker"]
    if one not in houses:
        return [one]
    first = last = houses.index(one)
    while first > 0 and _neighbours(houses[first - 1], houses[first], sentence):
        first -= 1
    while last + 1 < len(houses) and _neighbours(houses[last], houses[last + 1], sentence):
        last += 1
    return houses[first : last + 1]


def _neighbours(left: NameHit, right: NameHit, sentence: Sentence) -> bool:
    """Whether two brokers stand side by side in a list."""
    gap = sentence.passage.lower[left.end : right.start]
    return 0 < len(gap) <= 2 and set(gap) <= JOINTS


def speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The broker directly beside the verb of saying."""
    near = [n for n in sentence.names if n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 2]
    return near[-1] if near else None


def view_speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The broker beside the verb: "Barclays says", "says D.A. Davidson's Gil Luria", "according to Citi"."""
    before = speaker(trigger, sentence, found)
    if before is not None or sentence.word(trigger[0]) not in SPEAKING_BEHIND:
        return before
    at = trigger[1] + (sentence.word(trigger[1]) in {"analysts", "analyst"})
    at += sentence.word(at) in {"at", "from"}
    return next((n for n in sentence.names if n.entity.kind == "broker" and n.start == at), None)


def colon_speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Goldman Sachs: ...", "...: Bernstein": who speaks before or behind a colon at the edge of the sentence."""
    for name in sentence.names:
        opens = name.start == sentence.start and name.end == trigger[0]
        closes = name.start == trigger[1] and name.end >= sentence.end - 1
        if (opens or closes) and _judges(name):
            return name
    return None


def view_source(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose opinion a headline gives: a broker or judge of the sentence, else its author, who has no name."""
    named = next((n for n in sentence.names if _judges(n)), None)
    return named or _wall_streets(trigger, sentence) or _signed(trigger, sentence)


def _wall_streets(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Isn't changing Wall Street's bullish view"."""
    words = sentence.passage.lower[max(trigger[0] - 6, sentence.start) : trigger[0]]
    owned = [at for at, (a, b) in enumerate(pairwise(words)) if (a, b) in {("street", "'s"), ("street", "’s")}]
    if not owned:
        return None
    end = max(trigger[0] - 6, sentence.start) + owned[-1] + 1
    return as_written(end - 2, end, sentence) if sentence.word(end - 2) == "wall" else None


def _signed(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "... by 2030 - Synergy Research Group": the house of counters that signs a headline behind its last dash."""
    dash = next((at for at in range(sentence.end - 2, trigger[1], -1) if sentence.word(at) in DASHES), None)
    if dash is None or not 0 < sentence.end - dash - 1 <= MOST_SIGNED:
        return None
    words = sentence.passage.words[dash + 1 : sentence.end]
    if not all(is_capitalised(word) for word in words):
        return None
    known = next((n for n in sentence.names if n.start == dash + 1), None)
    counts = not COUNTERS.isdisjoint(word.lower() for word in words) or (
        known is not None and known.end == sentence.end
    )
    is_paper = known is not None and known.entity.kind == "publisher"
    return as_written(dash + 1, sentence.end, sentence) if counts and not is_paper else None


def forecaster(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The house whose word it is: "TrendForce sees prices rising", "..., Gartner says", "TrendForce: ..."."""
    for name in filter(is_house, sentence.names):
        behind = sentence.word(name.end)
        heads = behind == ":" and name.start == sentence.start
        if heads or behind in FORECASTING or is_cited(name, sentence):
            return replace(name, entity=replace(name.entity, party=name.entity.canonical))
    return None


def writer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Jane Doe on AMD: I think it is cheap": who speaks in the first person; a writer himself has no name."""
    first = next((n for n in sentence.names if n.start == sentence.start), None)
    if first is None or first.entity.kind not in {"person", "fund", "broker"}:
        return None
    return first if sentence.word(first.end) in {"on", ":"} and first.end < trigger[0] else None


def attacker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who attacks a company in words, right before the verb."""
    known = next((n for n in sentence.names if n.end == trigger[0]), None)
    return as_party(known) if known is not None else unknown_subject(trigger, sentence)


def corrected(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whom a correction is about: the first company named behind the word."""
    behind = (n for n in parties(sentence) if n.start >= trigger[1])
    return next((n for n in behind if n.entity.kind in {"company", "person"}), None)


def _judged(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom a judge's view is about: the first party of the sentence that does not judge itself."""
    spoken = judge_of(trigger, sentence)
    taken = _with_office(spoken.hit, sentence) if spoken and spoken.hit else (0, 0)
    named = [
        n
        for n in parties(sentence)
        if n.entity.kind in PARTY_KINDS
        and n.entity.kind != "person"
        and not (taken[0] <= n.start < taken[1])
        and not is_house(n)
        and not is_investor(n)
    ]
    if named:
        first = _judged_first(named, trigger, sentence)
        return [first, *(n for n in named if n.start > first.start and _joins(first, n, sentence))]
    if spoken and spoken.hit and sentence.word(spoken.hit.end - 1) in SIDES:
        taking = [n for n in sentence.names if taken[0] <= n.start < taken[1] and n.entity.kind == "company"]
        if taking:
            return taking[:1]  # "Nvidia bulls bet": on what they take a side
    before = topic(sentence)
    return [before] if before is not None and not is_house(before) and before.entity.kind != "fund" else []


def _judged_first(named: list[NameHit], trigger: Span, sentence: Sentence) -> NameHit:
    """Whom of the parties a view is on: whoever it is good or bad for, stands behind it, or is of the trade."""
    seen = sentence.word(trigger[0]) in SEEING or sentence.word(trigger[1] - 1) in {"on", "about"}
    behind = [n for n in named if 0 <= n.start - trigger[1] <= 1 and seen]
    if sentence.passage.lower[trigger[1] : trigger[1] + 2] in (["the", "chip"], ["the", "chipmaker"]):
        behind = behind or [n for n in named if "chip" in n.entity.groups]  # "bullish on the chip stock"
    own = [n for n in named if n.entity.groups & DOMAIN_GROUPS]
    return (_verdict_for(named, sentence) or behind or own or named)[0]


def _with_office(hit: NameHit, sentence: Sentence) -> Span:
    """A judge with his office before him: of his own company he says nothing in "Meta CEO Jane Doe"."""
    owner = next((n for n in reversed(sentence.names) if n.end <= hit.start), None)
    if owner is None or hit.start - owner.end > MOST_HOUSE:
        return hit.start, hit.end
    between = sentence.passage.lower[owner.end : hit.start]
    has_office = bool(between) and IN_OFFICE.issuperset(between)
    return owner.start if has_office else hit.start, hit.end


def _verdict_for(named: Sequence[NameHit], sentence: Sentence) -> list[NameHit]:
    """ "Said Meta's plan is negative for CoreWeave", "a threat to Nvidia": who has the good or the harm of it."""
    word = sentence.word
    return [n for n in named if word(n.start - 1) in {"for", "to"} and word(n.start - 2) in VERDICTS]


def _joins(first: NameHit, name: NameHit, sentence: Sentence) -> bool:
    """ "Nvidia, Micron and AMD", "Dell over Super Micro": a view of each."""
    gap = sentence.passage.lower[first.end : name.start]
    if outside_brackets(gap) == ["over"]:
        return True
    between = places_of(n for n in parties(sentence) if first.end <= n.start < name.start)
    rest = [w for at, w in enumerate(gap, first.end) if at not in between]
    return bool(rest) and set(rest) <= JOINTS


def _viewed(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What an author judges: the nearest company or group before the verdict in its stretch, each of its list; else the
    nearest behind it; else whom the text is about."""
    named = [n for n in parties(sentence) if n.entity.kind in {"company", "collective", "fund"}]
    named = [n for n in named if not (_is_blue(n, sentence) or is_investor(n) or is_house(n))]
    named = [n for n in named if sentence.word(n.start - 1) not in PASSED_OVER]
    named = named or [n for n in sentence.names if n.entity.kind == "company" and in_brackets(n, sentence)]
    announced = {"this", "these", "stock", "stocks"}.intersection(sentence.passage.lower[sentence.start : sentence.end])
    if not named and sentence.in_headline and announced:
        # "This stock will be the winner — Elm makes chips": the line below tells which.
        below = [n for n in sentence.passage.names if sentence.end <= n.start <= sentence.end + BELOW]
        return [n for n in below if n.entity.kind == "company" and n.party and not n.bystander][:1]
    if not named:
        about = topic(sentence)
        return [about] if about is not None and about.entity.kind == "company" else []
    low, high = sentence.segment(trigger[0])
    near = [n for n in named if low <= n.start < high] or named
    points = sentence.word(trigger[1] - 1) in POINTING or sentence.word(trigger[1]) in POINTING
    before = [n for n in near if n.end <= trigger[0]]
    after = [n for n in near if n.start >= trigger[1]]
    if before and not (points and after):
        first = first_of_list(before[-1], sentence)
    else:
        first = after[0] if after else near[0]
    chain = [first]
    for name in near:
        if name.start > chain[-1].start and listed_gap(chain[-1], name, sentence):
            chain.append(name)
    return chain


def _is_blue(name: NameHit, sentence: Sentence) -> bool:
    """ "Blue-chip stocks" are no chips."""
    return "blue" in sentence.passage.lower[max(name.start - 2, sentence.start) : name.end]


def _headed(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "Micron: ...", "Micron Technology (MU) Stock: ...": the company that opens the sentence before its colon."""
    first = next((n for n in sentence.names if n.start == sentence.start and n.entity.kind == "company"), None)
    if first is None:
        return []
    chain = list_behind(first, sentence) if first in parties(sentence) else [first]
    chain = [n for n in chain if n.end <= trigger[0]]
    between = outside_brackets(sentence.passage.lower[chain[-1].end : trigger[0]])
    return chain if set(between) <= {"stock", "shares", "inc", "corp", "corporation", "."} else []


def _picked(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "AMD replaces Dell as top pick at Elm": the companies of the sentence, without the one that was it before."""
    named = [n for n in parties(sentence) if n.entity.kind in {"company", "collective"} and not is_house(n)]
    named = [n for n in named if sentence.word(n.start - 1) not in REPLACED]
    low, high = sentence.segment(trigger[0])
    near = [n for n in named if low <= n.start < high] or named
    firms = [n for n in near if n.entity.kind == "company"] or near
    return firms[:1] + [n for n in firms[1:] if _joins(firms[0], n, sentence)]


def _topic_of_view(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom a view is about: the first party that does not judge itself, else whom the text speaks of."""
    named = [n for n in parties(sentence) if n.entity.kind in PARTY_KINDS and not _judges(n)]
    before = topic(sentence) if not named else None
    return named[:1] or ([before] if before is not None and not _judges(before) else [])


def _judges(name: NameHit) -> bool:
    """Brokers, and investors who are known by their own name."""
    return name.entity.kind == "broker" or is_investor(name)


def _first_behind(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom a view is on: the first party behind its words."""
    return [n for n in parties(sentence) if n.start >= trigger[1]][:1]


ACTORS: dict[str, Actor] = {
    "speaker": speaker,
    "colon_speaker": colon_speaker,
    "view_speaker": view_speaker,
    "view_source": view_source,
    "attacker": attacker,
    "corrected": corrected,
    "judge": judge,
    "forecaster": forecaster,
    "writer": writer,
}
COUNTERPARTIES: dict[str, Others] = {
    "topic": _topic_of_view,
    "first_behind": _first_behind,
    "viewed": _viewed,
    "headed": _headed,
    "judged": _judged,
    "named_pick": _picked,
}
