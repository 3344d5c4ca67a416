"""Who rates, and which company: shares and their targets by brokers, debt by agencies.

A house that no lexicon knows stands behind "at", "by" or "from"; who is rated is never the rater.
"""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import capitals_behind
from pipelines.extract.roles.general import Actor, Others, broker
from pipelines.extract.roles.names import as_party, first_of_list, in_brackets, list_behind, listed_gap, parties
from pipelines.extract.roles.topics import stock_topic
from pipelines.extract.roles.unknown import as_written
from pipelines.extract.roles.unknown_subjects import unknown_subject

GRADING = frozenset({"SemiAnalysis", "Motley Fool", "Seeking Alpha", "Zacks", "Morningstar", "Citron Research"})
"""Houses beside the brokers that grade shares."""
RATERS = frozenset({"firm", "bank", "broker", "brokerage", "they", "analysts", "its", "their", "analyst", "it"})
"""They mean a house that the text has named."""
RATER_REACH = 2
"""Sentences back in which "the bank" looks for its name."""
NAMELESS = frozenset(
    "ai neutral overweight underweight outperform underperform buy hold sell equal equal-weight market sector reduce "
    "analyst analysts street wall stock stocks shares rating top one this these buy banks brokers firms "
    "brokerages houses".split()
)
"""First words of what is no broker's name."""
WRITERS = frozenset("i my our me raising lowering cutting boosting maintaining reiterating upgrading lifting".split())
"""In what looks like a name they show who writes: "Raising My Price Target"."""
NO_HOUSES = NAMELESS | WRITERS
"""Words of a subject that is no house."""
UNNAMED = frozenset("analyst analysts strategist strategists economist economists investor manager managers "
                    "pro pros expert experts seller street".split())  # fmt: skip
OF_WALL_STREET = NAMELESS | UNNAMED | {"zen"}
"""Behind "Wall Street": somebody or something of it, which has no name."""
CAUSED = frozenset("driven led fueled fuelled powered supported helped backed spurred sparked hurt".split())
"""Before "by": what follows drives something."""
MOST_HOUSE = 4
"""Most words of a house that no lexicon knows."""
BEHIND_HOUSE = frozenset(", . ( - — on after as amid ; and".split())
"""What may follow it."""
AGENCIES = frozenset({"Moody's", "S&P Global Ratings", "S&P Global", "Fitch Ratings", "S&P"})
"""Companies that rate debt."""
SHORT_AGENCIES = frozenset({"fitch", "s&p", "kbra", "moody's"})
"""The same as they are called for short."""
WHEN_RATED = frozenset({"after", "following", "amid", "despite", "before", "follows"})
"""Between a grade and what came before it."""
NEXT_PRICED = frozenset({"and", ",", "on", "for", "its"})
"""Between a price target and the next company of a list."""
RATING_GAP = frozenset(", it it's is 's ’s the rating at an a remains stays - – — :".split())
"""Between a company and its rating: "for Meta, it's Outperform"."""
NEXT_GRADED = frozenset({",", "and", ";", "&", "while", ":"})
"""Between two grades of a list."""


def rater(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Whose rating it is: the broker of the sentence, else the one that "the bank" means, else an unknown subject."""
    named = broker(trigger, sentence, found)
    if named is not None:
        return named
    researcher = next((n for n in sentence.names if n.end <= trigger[0]), None)
    if researcher is not None and researcher.start == sentence.start and researcher.entity.canonical in GRADING:
        return as_party(researcher)
    opening = sentence.passage.lower[sentence.start : trigger[0]]
    if not RATERS.isdisjoint(opening) or not any(n.party for n in sentence.names if n.end <= trigger[0]):
        for index in range(sentence.index - 1, max(sentence.index - 1 - RATER_REACH, -1), -1):
            earlier = [n for n in sentence.passage.sentence(index).names if n.entity.kind == "broker"]
            if earlier:
                return earlier[-1]
    street = _wall_street(trigger, sentence) or _rater_behind(trigger, sentence)
    if street is not None:
        return street
    unknown = unknown_subject(trigger, sentence)
    if unknown is not None and any(n.start < unknown.end and unknown.start < n.end for n in sentence.names):
        return None  # "Nebius downgraded to Neutral": the rated company is no rater.
    if unknown is None or not NO_HOUSES.isdisjoint(sentence.passage.lower[unknown.start : unknown.end]):
        return None
    return unknown


def _wall_street(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Wall Street hikes price targets": a subject by itself, not "a Wall Street analyst"."""
    lower = sentence.passage.lower
    for at in range(max(trigger[0] - 6, sentence.start), trigger[0]):
        if (
            lower[at : at + 2] == ["wall", "street"]
            and sentence.word(at + 2) not in OF_WALL_STREET
            and sentence.word(at - 1) != "a"
        ):
            return as_written(at, at + 2, sentence)
    return None


def _rater_behind(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Downgraded at Elm Securities", "a buy rating from Elm": a house that no lexicon knows ends the phrase."""
    for at in range(trigger[1], sentence.end - 1):
        if sentence.word(at) not in {"at", "by", "from"} or sentence.word(at - 1) in CAUSED:
            continue  # "growth driven by AI and Advertising": no house, but what drives something
        end = capitals_behind(at + 1, sentence, MOST_HOUSE, joined_by="&")
        named = any(n.start < end and at < n.start for n in sentence.names if not _opens_house(n, end, sentence))
        named = named or sentence.has(("rating_word", "rating_plain"), (at + 1, end))  # "Initiating at Strong Buy"
        ends = end == sentence.end or sentence.word(end) in BEHIND_HOUSE
        if end > at + 1 and ends and not named and sentence.word(at + 1) not in NAMELESS:
            return as_written(at + 1, end, sentence)
    return None


def _opens_house(name: NameHit, end: int, sentence: Sentence) -> bool:
    """ "S&P Equity Research", "Dow Securities": an index or agency whose name begins that of a house."""
    return name.entity.kind != "broker" and name.end < end and sentence.word(end - 1) in {"research", "securities"}


def first_rater(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Whose the grades of a headline are: of the first verb that gives one."""
    verbs = sentence.spans(("rating_opened", "rating_kept", "upgrade", "downgrade"))
    return rater(min(verbs), sentence) if verbs else broker(trigger, sentence)


def agency(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who rates debt, right before the verb or behind "rating from"."""
    behind = trigger[1] if sentence.word(trigger[1] - 1) in {"from", "by"} else trigger[0]
    beside = [n for n in sentence.names if n.end == trigger[0] or n.start == behind]
    known = next((n for n in beside if n.entity.canonical in AGENCIES), None)
    if known is None and sentence.word(trigger[0] - 1) in {",", "and", "but", ";"}:
        # "Moody's affirms the rating, changes the outlook"
        known = next((n for n in sentence.names if n.start < trigger[0] and n.entity.canonical in AGENCIES), None)
    if known is not None:
        return known
    end = trigger[0] - (sentence.word(trigger[0] - 1) == "ratings")
    return as_written(end - 1, trigger[0], sentence) if sentence.word(end - 1) in SHORT_AGENCIES else None


def _rated(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The rated company: the nearest one that is no broker, after the trigger first."""
    names = [n for n in parties(sentence) if n.entity.kind == "company" and n.entity.canonical not in AGENCIES]
    # "Iren (IREN) stock": a spelling that nobody knows has its ticker behind it.
    names = names or [n for n in sentence.names if n.entity.kind == "company" and in_brackets(n, sentence)]
    if not names:
        return _rated_before(sentence)
    low, high = sentence.segment(trigger[0])
    near = [n for n in names if low <= n.start < high] or names
    near = [n for n in near if not _tells_when(n, trigger, sentence)] or near
    nearest = min(near, key=lambda n: (min(abs(n.start - trigger[1]), abs(trigger[0] - n.end)), n.start))
    # "upgrades Nebius and IREN": each of a list is rated.
    chain = [first_of_list(nearest, sentence)]
    for name in names:
        if name.start > chain[-1].start and (
            listed_gap(chain[-1], name, sentence) or _graded_next(chain[-1], name, sentence)
        ):
            chain.append(name)
    return chain if nearest in chain else [nearest]


def _rated_before(sentence: Sentence) -> list[NameHit]:
    """Whom the text is about; before anybody is named the first: "raised its price target to $515. Microsoft ..."."""
    first = stock_topic(sentence)
    if first is None:
        first = next((n for n in sentence.passage.names if n.party and n.entity.kind == "company"), None)
    return [first] if first is not None and first.entity.kind == "company" else []


def _tells_when(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Reiterating a Buy on it after the AMD deal": what came before the grade, and no rated company."""
    return name.start > trigger[1] and not WHEN_RATED.isdisjoint(sentence.passage.lower[trigger[1] : name.start])


def _graded_next(one: NameHit, other: NameHit, sentence: Sentence) -> bool:
    """ "Raised its target on Nvidia to $200 and on AMD to $180": the next of a list in which each has its price."""
    between = sentence.passage.lower[one.end : other.start]
    if len(between) > 6 or between[:1] != ["to"] or not {"and", ","}.intersection(between):
        return False
    price = next((a for a in sentence.amounts if a.start == one.end + 1), None)
    return price is not None and NEXT_PRICED.issuperset(sentence.passage.lower[price.end : other.start])


def _rated_for(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "...; for Meta, it is Outperform": the company behind "for" or "on" that opens the clause of a rating."""
    near = [n for n in parties(sentence) if n.entity.kind == "company" and 0 <= trigger[0] - n.end <= 6]
    if not near or sentence.word(near[-1].start - 1) not in {"for", "on"}:
        return []
    gap = sentence.passage.lower[near[-1].end : trigger[0]]
    return near[-1:] if RATING_GAP.issuperset(gap) and gap else []


def next_rated(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Whom the next of several grades is for: "..., hold ratings for AMD and Dell", "..., AMD at hold"."""
    firms = [n for n in parties(sentence) if n.entity.kind == "company"]
    at = trigger[1] + (sentence.word(trigger[1]) in {"rating", "ratings"})  # "Hold", "hold ratings"
    if sentence.word(trigger[0] - 1) in NEXT_GRADED and sentence.word(at) in {"for", "on", "to"}:
        first = next((n for n in firms if n.start == at + 1), None)
    elif sentence.word(trigger[0] - 1) == "at":
        first = next((n for n in firms if n.end == trigger[0] - 1), None)
        first = first_of_list(first, sentence) if first is not None else None
        if first is not None and sentence.word(first.start - 1) not in NEXT_GRADED:
            return []
    else:
        return []
    return list_behind(first, sentence) if first is not None else []


ACTORS: dict[str, Actor] = {
    "rater": rater,
    "first_rater": first_rater,
    "agency": agency,
}
COUNTERPARTIES: dict[str, Others] = {
    "rated": _rated,
    "next_rated": lambda trigger, found, sentence: next_rated(trigger, sentence),
    "rated_for": _rated_for,
}
