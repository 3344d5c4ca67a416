"""Who says that an event is so: a filing, the company, an outlet, people without a name, a broker, the other side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.extract.axes import FIGURES, SPOKEN, TO_COME
from pipelines.extract.axes.cues import phrases
from pipelines.extract.axes.speakers import SAYING, TRADE_PRESS, speakers
from pipelines.extract.axes.status import is_of_ended_talks
from pipelines.extract.frames.drafts import AUTHORITIES, JUDGEMENTS, Draft, Sign
from pipelines.extract.frames.rules import Cue
from pipelines.extract.passage import NameHit, Sentence

UNCONFIRMED = frozenset({"polarity.unconfirmed", "polarity.unconfirmed_behind"})
"""Cues of what somebody neither says nor denies."""
JUDGES = frozenset({"broker", "fund"})
"""Who speaks for others."""
PRINCIPALS = frozenset({"company", "person", "fund", "government"})
"""Who can speak for itself."""
WEIGHING = frozenset(
    "considering considers consider weighing weighs mulling mulls mull exploring explores contemplating contemplates "
    "discussing".split()
)
"""Verbs of what companies do behind closed doors."""
KNOWING = frozenset("with to briefed involved".split())
"""Behind people, what they know: "with knowledge of the matter"."""
CLOSES_WITHIN = 7
"""Most words behind people who close a sentence: "with direct knowledge of the matter said."."""
CONFIRMING = frozenset("announced announces announcing confirmed confirms unveiled unveils".split())
"""Verbs of those whose own news an outlet retells."""
USUAL_SOURCES = {
    **dict.fromkeys(
        ("rating.author", "rating.heading", "rating.own", "rating.own_grade", "target.author", "view.author"), "author"
    ),
    "position.crowded": "trading_desk",
    "price.forecast": "analyst",
    "price.goods_forecast": "analyst",
}
"""Frames whose wording says who speaks: a columnist, or whoever sees the positions of others."""
RETELLING = frozenset("following after amid despite".split())
"""Words that lead in a report to which the news only answers."""
BEFORE_HEARSAY = frozenset("a an the 's ’s is was are were be been its their his of".split())
"""Before a "reported" that is hearsay: "its reported deal"; otherwise somebody reports something."""
OWN_FIGURES = frozenset(
    "capex capital eps revenue revenues earnings results net income sales profit loss quarter quarterly gaap non-gaap "
    "adjusted operating figures numbers backlog spending".split()
)
"""Behind such a "reported", they are of a company's books."""
NEARING = frozenset("revenue revenues sales growth backlog margin margins demand orders capex spending profit".split())
"""A figure that "nears" another."""
HEARD = frozenset(
    "reportedly sources source people person rumor rumors rumour rumoured rumored anonymous chatter".split()
)
"""Of a figure, only these make hearsay."""
WIRES = TRADE_PRESS - {"Data Center Dynamics"}
"""Carry what firms say in their own words."""
MODELLED = frozenset({"analyst_model", "foreseen"})
"""Budgets that somebody else foresees: a broker in its model, or nobody that is named."""


def source(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    """Who says so: a filing, the company beside a verb of saying, a publisher there, a cue, a broker, the customer."""
    if draft.type in SPOKEN or draft.subtype in MODELLED or draft.frame_id in USUAL_SOURCES:
        return
    yield from _unconfirmed(draft)
    cues, speaking = list(cues), speakers(draft.sentence)
    if not (cues or speaking):
        return
    if not _lies_ahead(draft):
        yield from phrases(draft, [cue for cue in cues if cue.value == "filing"])
    said = list(phrases(draft, [cue for cue in cues if cue.value != "filing"]))
    yield from (sign for sign in said if sign.value == "unnamed_people" and _ends_with(sign, draft))
    principals = (n for n in speaking if n.entity.kind in PRINCIPALS)
    yield from _spoken_by((n for n in principals if draft.actor in {n.party, n.entity.canonical}), "company")
    outlets = (n for n in speaking if n.entity.kind == "publisher" and n.entity.canonical not in WIRES)
    if draft.type not in FIGURES:
        yield from _spoken_by((n for n in outlets if not _signs_what_happened(n, draft)), "named_outlet")
    yield from (sign for sign in said if not _reports_something_else(sign, draft))
    if draft.actor is not None:
        judges = (n for n in speaking if n.entity.kind in JUDGES and draft.actor not in {n.party, n.entity.canonical})
        yield from _spoken_by(judges, "analyst")
    if draft.counterparty is not None:
        customers = (n for n in speaking if n.entity.kind == "company" and n.party == draft.counterparty)
        yield from _spoken_by(customers, "counterparty")


def _spoken_by(names: Iterable[NameHit], value: str) -> Iterator[Sign]:
    for name in names:
        yield Sign(value, "source.speaker", (name.start, name.end), is_phrase=False)


def _unconfirmed(draft: Draft) -> Iterator[Sign]:
    """ "Would neither confirm nor deny that it plans to": what nobody vouches for is hearsay."""
    polarity = draft.settled.get("polarity")
    if polarity is not None:
        yield from (sign._replace(value="unnamed_people") for sign in polarity.signs if sign.rule in UNCONFIRMED)


def usual_source(draft: Draft) -> str:
    if draft.frame_id in USUAL_SOURCES:
        return USUAL_SOURCES[draft.frame_id]
    if draft.frame_id == "price.trend" and draft.status == "planned":
        return "analyst"  # "DRAM prices are expected to double": nobody plans the prices of a market.
    return "analyst" if draft.type in JUDGEMENTS or draft.subtype in MODELLED else "company"


def told_below(draft: Draft, hearsay: Iterable[Cue]) -> Iterator[Sign]:
    """Whose word a headline is, where the sentence below it names the same parties and ends with that.

    hearsay: the cues of sources without a name.
    """
    if draft.type in FIGURES | SPOKEN:
        return
    sentence, passage = draft.sentence, draft.sentence.passage
    if not sentence.in_headline or sentence.index + 1 >= len(passage.sentences):
        return
    below = passage.sentence(sentence.index + 1)
    if below.in_headline or not {draft.actor, draft.counterparty} - {None} <= {name.party for name in below.names}:
        return
    for cue in hearsay:
        for span in below.terms.get(cue.key, ()):
            sign = Sign(cue.value, cue.id, span)
            if _closes(sign, below):
                yield sign


def _closes(sign: Sign, sentence: Sentence) -> bool:
    """ "Tells firms to halt orders, sources say", "..., people familiar with the matter said": with whose word it is
    the sentence ends, whoever tells in it."""
    start, end = sign.span
    rest = sentence.passage.lower[end : sentence.end]
    ends = len(rest) <= 2 or (rest[0] in KNOWING and len(rest) <= CLOSES_WITHIN and not SAYING.isdisjoint(rest))
    return ends and "," in {sentence.word(start - 1), sentence.word(start)}


def _ends_with(sign: Sign, draft: Draft) -> bool:
    return sign.span[0] > draft.trigger[1] and _closes(sign, draft.sentence)


def _signs_what_happened(outlet: NameHit, draft: Draft) -> bool:
    """ "Order backlog grows 20% - Bloomberg": the page's own name behind what has happened."""
    sentence = draft.sentence
    ahead = draft.status in TO_COME | {"question"} or _lies_ahead(draft)
    signs = outlet.start >= sentence.end or sentence.word(outlet.start - 1) == "-"
    return not ahead and outlet.end >= sentence.end and signs


def _lies_ahead(draft: Draft) -> bool:
    """ "Will supply 1,200 MW, it said in a filing": what was filed has yet to happen."""
    first = draft.trigger[0]
    return not {"will", "to"}.isdisjoint((draft.sentence.word(first - 1), draft.sentence.word(first)))


def _reports_something_else(sign: Sign, draft: Draft) -> bool:
    """ "Following reports that Samsung got licences, Washington approved TSMC's": the report ends at the comma."""
    sentence, (start, end) = draft.sentence, sign.span
    lower = sentence.passage.lower
    if lower[start] in {"nears", "nearing"} and lower[start - 1] in NEARING:
        return True  # "Lifts outlook as revenue nears $9 billion": a figure comes near, no deal
    if draft.type in FIGURES and HEARD.isdisjoint(lower[start:end]):
        return True
    if draft.type in AUTHORITIES and not WEIGHING.isdisjoint(lower[start:end]):
        return True  # "The county is considering a moratorium": authorities weigh their rules in public
    if is_of_ended_talks(sign, sentence):
        return True  # "Broke off talks to buy Lambda": talks are hearsay, their end is told
    if lower[start:end] == ["reported"]:
        # "The company further reported that ..." is its own word; "its reported deal" is hearsay.
        return sentence.word(start - 1) not in BEFORE_HEARSAY or sentence.word(end) in OWN_FIGURES
    if sign.value == "named_outlet" and not CONFIRMING.isdisjoint(lower[end : draft.trigger[0]]):
        return True  # "CNBC reports that the company announced two deals"
    led_in = RETELLING.intersection(lower[max(start - 2, sentence.start) : start])
    elsewhere = "," in lower[end : draft.trigger[0]] or draft.trigger[1] <= start
    return sign.value == "named_outlet" and bool(led_in) and elsewhere
