"""Strategies of the frames of events/market.toml: who judges, who reports, who holds, and whose share it is."""

from __future__ import annotations

from dataclasses import replace

from pipelines.extract import collectives
from pipelines.extract.lexicon import PARTY_KINDS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.general import Actor, Others, broker, possessor, subject, topic
from pipelines.extract.roles.names import (
    after_marker,
    distance,
    first_of_list,
    in_brackets,
    is_blocked,
    is_genitive,
    listed_gap,
    parties,
    parties_acted_on,
)
from pipelines.extract.roles.unknown import (
    ASKING,
    BEFORE_VERB,
    MAX_SUBJECT,
    as_written,
    is_capitalised,
    unknown_subject,
)

LIST_WORDS = frozenset({",", "and", "&", "(", ")", "shares", "$", "%", "billion", "million", "up", "to", "in"})
TARGET_REACH = 8
"""Tokens between a trade and its target, room for the worth of the stake: "sells its $1.2 billion stake in $NBIS"."""
INVESTING = frozenset(
    """hedge fund funds insiders insider executives executive directors director officers officer billionaire
    billionaires investors investor sellers traders top senior whales institutions ceo cfo coo cto founder chairman
    president chief co-founder cofounder vp""".split()
)
"""Words of an unnamed holder: "CoreWeave insiders", "Dell top executives", "a hedge fund"."""
TRADES = ("hold_more", "hold_less", "trade_buy", "trade_sell", "bet_on", "bet_against")
"""Term categories of buying and selling shares."""
RATERS = frozenset({"firm", "bank", "broker", "brokerage", "they", "analysts", "its", "their", "analyst", "it"})
NAMELESS = frozenset(
    "analyst analysts street wall stock stocks shares rating top one this these buy banks brokers firms "
    "brokerages houses".split()
)
"""First words of what is no broker's name."""
UNNAMED = frozenset("analyst analysts strategist strategists economist economists investor manager managers "
                    "pro pros expert experts seller street".split())  # fmt: skip
RATING_GAP = frozenset(", it it's is 's ’s the rating at an a remains stays - – — :".split())
"""Between a company and its rating: "for Meta, it's Outperform"."""
AGENT_WORDS = 7
"""Most words of a holder's name behind "sold by"."""
JOINING = frozenset({"&", "and", "of", "to", "."})
LEGAL_FORMS = frozenset("llc ltd ltd. inc inc. lp l.p. corp corp. co co. plc llp n.a. s.a. ag . ca portfolio".split())
TITLES = frozenset(
    "rep rep. representative sen sen. senator congressman congresswoman ceo cfo director dr mr ms".split()
)
INVERTED = frozenset({"say", "says", "said", "according", "warns", "argues", "believes"})
"""Verbs that also stand before who speaks."""
RATER_REACH = 2
"""Sentences back in which "the bank" looks for its name."""
MOST_HOUSE = 4
AGENCIES = frozenset({"Moody's", "S&P Global Ratings", "S&P Global", "Fitch Ratings", "S&P"})
"""Companies that rate debt."""


def speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The broker directly beside the verb of saying."""
    near = [n for n in sentence.names if n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 2]
    return near[-1] if near else None


def _each(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Every target of a list that begins near the trigger and ends with the clause."""
    end = sentence.clause(trigger[0])[1]
    acted_on = parties_acted_on(trigger, sentence, frozenset({"in"}))
    if acted_on:
        return acted_on
    after = [n for n in parties(sentence) if trigger[1] <= n.start < end]
    if not after or after[0].start > trigger[1] + TARGET_REACH:
        return []
    chain = [after[0]]
    for name in after[1:]:
        gap = sentence.passage.lower[chain[-1].end : name.start]
        # "A (1,000 shares), B (2,000 shares)": amounts in brackets belong to the list.
        plain = [w for w in gap if w not in LIST_WORDS and not w[0].isdigit()]
        if plain or len(gap) > 12:
            break
        chain.append(name)
    return chain


def _rated(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The rated company: the nearest one that is no broker, after the trigger first."""
    names = [n for n in parties(sentence) if n.entity.kind == "company" and n.entity.canonical not in AGENCIES]
    # "Iren (IREN) stock": a spelling that nobody knows has its ticker behind it.
    names = names or [n for n in sentence.names if n.entity.kind == "company" and in_brackets(n, sentence)]
    low, high = sentence.segment(trigger[0])
    near = [n for n in names if low <= n.start < high] or names
    if not near:
        first = topic(sentence)
        if first is None:
            # Nobody is named yet: "raised its price target to $515. Microsoft ..."
            first = next((n for n in sentence.passage.names if n.party and n.entity.kind == "company"), None)
        return [first] if first and first.entity.kind == "company" else []
    nearest = min(near, key=lambda n: (min(abs(n.start - trigger[1]), abs(trigger[0] - n.end)), n.start))
    # "upgrades Nebius and IREN": each of a list is rated.
    first = first_of_list(nearest, sentence)
    chain = [first]
    for name in names:
        if name.start > chain[-1].start and listed_gap(chain[-1], name, sentence):
            chain.append(name)
    return chain if nearest in chain else [nearest]


def _rated_for(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "...; for Meta, it is Outperform": the company behind "for" or "on" that opens the clause of a rating."""
    near = [n for n in parties(sentence) if n.entity.kind == "company" and 0 <= trigger[0] - n.end <= 6]
    if not near or sentence.word(near[-1].start - 1) not in {"for", "on"}:
        return []
    gap = sentence.passage.lower[near[-1].end : trigger[0]]
    return near[-1:] if RATING_GAP.issuperset(gap) and gap else []


def _stake_in(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """In whom a stake is held: behind the "in" of the noun."""
    return after_marker(("in",), (found[1], found[1]), sentence, 8)


def _positioned(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What is held so much of: the group or company before "positioning" or behind its "in"."""
    low, high = sentence.segment(trigger[0])
    named = [n for n in sentence.names if n.entity.kind in {"company", "collective", "index", "fund"}]
    near = [n for n in named if low <= n.start < high and distance(n, found) <= 3]
    group = collectives.sector_ending(sentence.passage, found[0], low)
    return [group] if group is not None else near[:1]


def investing(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """A group of unnamed holders right before the verb, with the company whose people they are."""
    end = trigger[0]
    while sentence.word(end - 1) in BEFORE_VERB:
        end -= 1
    start = end
    while start > sentence.start and sentence.word(start - 1) in INVESTING:
        start -= 1
    if start == end or sentence.word(start - 1) in {"'s", "’s", "should", "could", "would", "can"}:
        return None  # "Jane Doe's hedge fund" has a name, and "should investors ..." asks.
    name = next((n for n in parties(sentence) if n.end == start), None)
    return as_written(name.start if name else start, end, sentence)


def _of_insiders(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares its insiders trade: the company whose people they are, else the one the verb is about."""
    holder_words = investing(trigger, sentence, found)
    own = [n for n in parties(sentence) if holder_words is not None and n.start == holder_words.start]
    after = [n for n in parties(sentence) if n.start >= trigger[1] and n.entity.kind == "company"]
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company"]
    return own or after[:1] or before[-1:]


def stake_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose stake it is: its genitive."""
    owners = [n for n in sentence.names if n.party and is_genitive(n, sentence) and 0 <= found[0] - n.end <= 5]
    return owners[-1] if owners else None


def _topic_of_view(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom a view is about: the first party that does not judge itself, else whom the text speaks of."""
    named = [n for n in parties(sentence) if n.entity.kind in PARTY_KINDS and not _judges(n)]
    before = topic(sentence) if not named else None
    return named[:1] or ([before] if before is not None and not _judges(before) else [])


def rater(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Whose rating it is: the broker of the sentence, else the one that "the bank" means, else an unknown subject."""
    named = broker(trigger, sentence, found)
    if named is not None:
        return named
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
    if unknown is None or not NAMELESS.isdisjoint(sentence.passage.lower[unknown.start : unknown.end]):
        return None
    return unknown


def _wall_street(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Wall Street hikes price targets": a subject by itself, not "a Wall Street analyst"."""
    lower = sentence.passage.lower
    for at in range(max(trigger[0] - 6, sentence.start), trigger[0]):
        if (
            lower[at : at + 2] == ["wall", "street"]
            and lower[at + 2] not in NAMELESS | UNNAMED
            and lower[at - 1] != "a"
        ):
            return as_written(at, at + 2, sentence)
    return None


def _rater_behind(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Downgraded at Elm Securities", "a buy rating from Elm": a house that no lexicon knows ends the phrase."""
    for at in range(trigger[1], sentence.end - 1):
        if sentence.word(at) not in {"at", "by", "from"}:
            continue
        end = at + 1
        while (
            end < sentence.end
            and end - at <= MOST_HOUSE
            and (is_capitalised(sentence.passage.words[end]) or sentence.word(end) == "&")
        ):
            end += 1
        named = any(n.start < end and at < n.start for n in sentence.names)
        ends = end == sentence.end or sentence.word(end) in {",", ".", "(", "-", "—", "on", "after", "as", "amid", ";"}
        if end > at + 1 and ends and not named and sentence.word(at + 1) not in NAMELESS:
            return as_written(at + 1, end, sentence)
    return None


def agency(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who rates debt, right before the verb."""
    known = next((n for n in sentence.names if n.end == trigger[0] and n.entity.canonical in AGENCIES), None)
    if known is not None:
        return known
    end = trigger[0] - (sentence.word(trigger[0] - 1) == "ratings")
    return (
        as_written(end - 1, trigger[0], sentence)
        if sentence.word(end - 1) in {"fitch", "s&p", "kbra", "moody's"}
        else None
    )


def _judges(name: NameHit) -> bool:
    """Brokers, and investors who are known by their own name."""
    kind = name.entity.kind
    return kind == "broker" or (kind == "fund" and name.entity.ticker is None)


def colon_speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Goldman Sachs: ...", "...: Bernstein": who speaks before or behind a colon at the edge of the sentence."""
    for name in sentence.names:
        opens = name.start == sentence.start and name.end == trigger[0]
        closes = name.start == trigger[1] and name.end >= sentence.end - 1
        if (opens or closes) and _judges(name):
            return name
    return None


def reporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose result it is: as a possessor, else whom the text speaks of ("The third-quarter revenue reached ...")."""
    hit = possessor(trigger, sentence, found)
    opening = sentence.passage.lower[sentence.start : trigger[0]]
    if hit is not None or {"our", "we"} & set(opening) or any(n.party for n in sentence.names if n.end <= trigger[0]):
        return hit
    return (topic(sentence) or _only_company(sentence)) if len(opening) <= MAX_SUBJECT else None


def _only_company(sentence: Sentence) -> NameHit | None:
    """The one company of the text, for a sentence that comes before its name."""
    named = [n for n in sentence.passage.names if n.party and n.entity.kind == "company" and not n.bystander]
    return named[0] if len({n.party for n in named}) == 1 else None


def metric_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Lifts Microsoft profit", "boosts Oracle's cloud revenue": whose figure is driven."""
    owners = [n for n in parties(sentence) if trigger[1] <= n.start and n.end <= found[0] <= n.end + 2]
    return owners[-1] if owners else None


def own_reporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whom a sentence without a name speaks of; nobody where "we" speak."""
    return (
        None if {"our", "we"}.intersection(sentence.passage.lower[sentence.start : sentence.end]) else topic(sentence)
    )


def holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who trades a share: as the subject, but a person stands for himself and not for his company."""
    hit = _before_deeds(trigger, sentence) or subject(trigger, sentence)
    if hit is not None and hit.entity.kind == "person":
        entity = replace(hit.entity, party=hit.entity.canonical, groups=frozenset())
        return replace(hit, entity=entity)
    if hit is None or not _is_clause_subject(hit, trigger, sentence):
        unknown = unknown_subject(trigger, sentence)
        asks = unknown is not None and sentence.word(unknown.start) in ASKING
        # "AI doubts grow as investors ditch chip stocks": the words before "as" are no part of the holder.
        runs_on = unknown is not None and ASKING.intersection(sentence.passage.lower[unknown.start : unknown.end])
        if hit is None and (unknown is None or runs_on):
            return investing(trigger, sentence, found)
        return hit if unknown is None or asks else unknown
    return hit


def _before_deeds(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The last free-standing name before the first deed of the clause: what comes later is bought or sold."""
    low, high = sentence.clause(trigger[0])
    deeds = [start for start, _ in sentence.spans(TRADES) if low <= start < high]
    if not deeds or min(deeds) >= trigger[0]:
        return None
    before = [n for n in parties(sentence) if low <= n.start and n.end <= min(deeds) and not is_blocked(n, sentence)]
    return before[-1] if before else None


def _is_clause_subject(hit: NameHit, trigger: Span, sentence: Sentence) -> bool:
    return hit.start >= sentence.clause(trigger[0])[0]


def agent_behind(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who is named behind "sold by" or "added to": a name, or its capitals without the words of its legal form."""
    start = trigger[1]
    known = next((n for n in sentence.names if n.start == start and n.party), None)
    if known is not None:
        return known
    end = start
    while end < min(start + AGENT_WORDS, sentence.end) and (
        is_capitalised(sentence.passage.words[end]) or (sentence.word(end) in JOINING and end > start)
    ):
        end += 1
    while end > start and (sentence.word(end - 1) in LEGAL_FORMS or sentence.word(end - 1) in JOINING):
        end -= 1
    return as_written(start, end, sentence) if end > start else None


def _held(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares these are: the last company before the verb."""
    return [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company"][-1:]


def recent_trader(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Jane Doe's Recent Buy: Acquires ...": who owns the trade that stands before the colon."""
    deals = [span for span in sentence.terms.get("recent_trade", ()) if span[1] <= trigger[0]]
    if not deals or sentence.word(deals[-1][1]) != ":" or trigger[0] - deals[-1][1] > 2:
        return None
    end = deals[-1][0]
    if sentence.word(end - 1) not in {"'s", "’s"}:
        return None
    known = next((n for n in sentence.names if n.end == end - 1), None)
    start = end - 1
    while start > sentence.start and is_capitalised(sentence.passage.words[start - 1]) and end - start < AGENT_WORDS:
        start -= 1
    while sentence.word(start) in TITLES or sentence.word(start) == ".":
        start += 1
    return known or (as_written(start, end - 1, sentence) if start < end - 1 else None)


def view_speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The broker beside the verb: "Barclays says", "says D.A. Davidson's Gil Luria", "according to Citi"."""
    before = speaker(trigger, sentence, found)
    if before is not None or sentence.word(trigger[0]) not in INVERTED:
        return before
    at = trigger[1] + (sentence.word(trigger[1]) in {"analysts", "analyst"})
    at += sentence.word(at) in {"at", "from"}
    return next((n for n in sentence.names if n.entity.kind == "broker" and n.start == at), None)


def view_source(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose opinion a headline gives: a broker or judge of the sentence, else its author, who has no name."""
    return next((n for n in sentence.names if _judges(n)), None)


def _first_behind(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    return [n for n in parties(sentence) if n.start >= trigger[1]][:1]


ACTORS: dict[str, Actor] = {
    "speaker": speaker,
    "rater": rater,
    "colon_speaker": colon_speaker,
    "reporter": reporter,
    "own_reporter": own_reporter,
    "metric_owner": metric_owner,
    "agency": agency,
    "holder": holder,
    "stake_owner": stake_owner,
    "investing": investing,
    "agent_behind": agent_behind,
    "recent_trader": recent_trader,
    "view_speaker": view_speaker,
    "view_source": view_source,
}
COUNTERPARTIES: dict[str, Others] = {
    "each": _each,
    "rated": _rated,
    "topic": _topic_of_view,
    "rated_for": _rated_for,
    "stake_in": _stake_in,
    "positioned": _positioned,
    "of_insiders": _of_insiders,
    "held": _held,
    "first_behind": _first_behind,
}
