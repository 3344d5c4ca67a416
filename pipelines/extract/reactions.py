"""Price moves: "CoreWeave sinks 13%, Nebius 15%". They report the market's answer and never open a story.

A move needs a mover *next to* its verb: a listed company, a fund, an index or a stated collective, with nothing
between but "shares", auxiliaries and adverbs. "Nebius sales jump" has "sales" between and is no move. Verbs that also
take objects ("gains customers", "loses a lawsuit") count only with a percentage, with "shares", or when the clause
ends. One event per mover, as everybody counts them; lists are expanded, "respectively" pairs them by order.

The stretch from mover to percentage is handed back so that no frame reads the same words again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.extract import roles
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span

FILLER = frozenset(
    """shares share stock stocks price prices 's ’s ( ) is are was were has have had be been being also each both
    further sharply nearly about almost as much to just up over more than roughly around some again fell
    closed ended ending close trading traded finished opened quickly already now then an a the early late in
    premarket after-hours trade itself suddenly briefly nasdaq nyse : $ corp inc class by initially still
    another""".split()
)
STRONG_NEXT = frozenset(
    """as on after amid in by to following with from for despite but and while , . ; : ! ? — – - about nearly almost
    more over sharply again further since when before at during ahead monday tuesday wednesday thursday friday
    roughly around because this late early modestly slightly hard premarket after-hours -- ( together "'" ” ’
    '' alongside higher lower even heavily sharp big""".split()
)
WEAK = frozenset(
    """gain gains gained gaining lose loses lost add adds added shed sheds drop drops dropped advance advances
    advanced up down off lower higher pop pops popped dive dives recover recovers recovered ease eases losses
    lift lifts boost boosts slip take close give weaken hit hits tank pressure pressures knock knocks""".split()
)
SELLING = frozenset({"selloff", "sell-off", "rout", "sell off", "slump", "losses"})
MODAL = frozenset({"could", "would", "may", "might", "can", "should", "if", "will", "n't", "not", "never"})
DIRECTIONS = {"fall": "down", "rise": "up", "hit_down": "down", "lift_up": "up"}
"""Term categories of price moves; the last two take the mover as their object."""
LISTED = frozenset({"company", "fund", "index", "collective"})


@dataclass(slots=True)
class Move:
    """One mover's price move, with the words it rests on."""

    sentence: Sentence
    mover: NameHit
    trigger: Span
    direction: str
    amount: AmountHit | None
    taken: Span


def triggers(categories: Iterable[str]) -> bool:
    return not DIRECTIONS.keys().isdisjoint(categories)


def find_moves(sentence: Sentence) -> list[Move]:
    """Every price move of the sentence, one per mover."""
    found: list[Move] = []
    for category, direction in DIRECTIONS.items():
        for span in sentence.terms.get(category, ()):
            transitive = category in {"hit_down", "lift_up"}
            movers = _struck(span, sentence) if transitive else _movers(span, sentence)
            if movers and not _is_modal(movers[-1], span, sentence):
                amounts = _percents(span, sentence, len(movers), before=not transitive)
                found += _moves_of(movers, span, direction, amounts, sentence)
    return _without_repeats(found)


def _moves_of(
    movers: list[NameHit], trigger: Span, direction: str, amounts: list[AmountHit], sentence: Sentence
) -> list[Move]:
    moves = []
    for at, mover in enumerate(movers):
        amount = amounts[at] if at < len(amounts) else amounts[-1] if len(amounts) == 1 else None
        ends = [trigger[1]] + ([amount.end] if amount else [])
        # From the mover on only when nothing but filler lies between; else it may be another event.
        beside = all(sentence.word(word) in FILLER for word in range(mover.end, trigger[0]))
        begins = mover.end if beside and mover.end <= trigger[0] else trigger[0]
        taken = (begins, max(ends))
        moves.append(Move(sentence, mover, trigger, direction, amount, taken))
    return moves + list(_ellipses(moves, sentence))


def _ellipses(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "CoreWeave sinks 13%, Nebius 15%": a name and a percentage right behind a move share its verb."""
    if not moves or moves[-1].amount is None:
        return
    last, at = moves[-1], moves[-1].amount.end
    while True:
        at += 1 if sentence.word(at) == "," else 0
        at += 1 if sentence.word(at) in {"and", "while"} else 0
        name = next((n for n in sentence.names if n.start == at and _is_listed(n)), None)
        amount = next(
            (a for a in sentence.amounts if name and a.start == name.end and a.amount.unit == "percent"), None
        )
        if name is None or amount is None:
            return
        yield Move(sentence, name, last.trigger, last.direction, amount, (name.end, amount.end))
        at = amount.end


# ── movers ──────────────────────────────────────────────────────────────────────────────────────────


def _movers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who moves with an intransitive verb: behind "sends", beside it, or through "shares" of the subject."""
    sent = _sent(trigger, sentence)
    if sent:
        return sent
    nearby = _adjacent(trigger, sentence)
    if nearby is not None:
        if not _is_clear(trigger, sentence, has_shares=_has_shares(nearby.end, trigger[0], sentence)):
            return []
        return _list_ending(nearby, sentence)
    return _through_shares(trigger, sentence)


def _adjacent(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The listed name before the verb with nothing but filler between."""
    at = trigger[0] - 1
    ends = {n.end: n for n in sentence.names if n.end <= trigger[0]}
    percents = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent"}
    while at >= sentence.start:
        name = ends.get(at + 1)
        if name is not None and not roles.in_brackets(name, sentence):
            usable = _is_listed(name) and not _belongs_to_other(name, sentence, trigger)
            return name if usable else None
        if name is not None:
            at = name.start - 1
        elif at + 1 in percents:
            at = percents[at + 1] - 1
        elif sentence.word(at) in FILLER or sentence.word(at) in MODAL:
            at -= 1
        elif sentence.word(at) in {"and", "but"} and _percents(trigger, sentence, 1, before=True):
            # "... beat estimates but fell 5%": the same subject goes on.
            subject = roles.subject((at, at + 1), sentence)
            return subject if subject is not None and _is_listed(subject) else None
        else:
            return None
    return None


def _belongs_to_other(name: NameHit, sentence: Sentence, trigger: Span) -> bool:
    """Behind a preposition the name moves only as "shares of X"."""
    before = sentence.word(name.start - 1)
    if before in {"of", "in"}:
        return not {"shares", "stock", "share", "shrs"}.intersection(
            {sentence.word(name.start - 2), sentence.word(name.start - 3)}
        )
    return (
        before in {"by", "with", "from", "to", "than", "against", "for"}
        and not _has_shares(name.end, trigger[0], sentence)
        and sentence.word(name.start - 2) not in {"due"}
        and before != "to"
    )


def _through_shares(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "..., sending shares down 4%", "saw its stock plummet": the subject of the sentence moves."""
    shares = [span for span in sentence.terms.get("shares_word", ()) if span[1] <= trigger[0]]
    if shares and sentence.word(trigger[0] - 1) == "," and sentence.word(shares[0][1]) == "of":
        # "Shares of X and Y, two renters of chips, dropped": the apposition is over at the comma.
        first = next((n for n in sentence.names if n.start == shares[0][1] + 1 and _is_listed(n)), None)
        return roles.list_from(first, trigger, sentence) if first else []
    if not shares or not all(sentence.word(at) in FILLER for at in range(shares[-1][1], trigger[0])):
        return []
    if any(n.end == shares[-1][0] for n in sentence.names):
        return []
    subject = roles.subject(shares[-1], sentence)
    return [subject] if subject is not None and _is_listed(subject) else []


def _sent(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "sends A, B and C stocks sinking": the names between the verb of sending and the direction."""
    before = [
        span
        for span in sentence.terms.get("send", ())
        if sentence.clause(trigger[0])[0] <= span[0] and span[1] <= trigger[0]
    ]
    if not before:
        return []
    names = [
        n
        for n in sentence.names
        if before[-1][1] <= n.start and n.end <= trigger[0] and _is_listed(n) and n.entity.kind != "index"
    ]
    if not names or trigger[0] - names[-1].end > 3:
        return []
    return names


def _struck(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who is hit or lifted: a name with "shares" behind it, or a collective, or the subject's own "shares"."""
    at = trigger[1]
    while sentence.word(at) in {"the", "entire", "of", "whole", "all", "its", "their", "other"}:
        at += 1
    if sentence.word(at) in {"shares", "stock", "stocks"} and sentence.word(at + 1) != "of":
        subject = roles.subject(trigger, sentence)
        return [subject] if subject is not None and _is_listed(subject) else []
    if sentence.word(at) in {"shares", "stocks"}:
        at += 2
    name = next((n for n in sentence.names if n.start == at and _is_listed(n)), None)
    if name is None:
        return []
    is_shares = sentence.word(name.end) in {"shares", "stock", "stocks", "stock's"}
    return [name] if name.entity.kind == "collective" or is_shares else []


def _list_ending(name: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "A, B and C" of which `name` is the last; a percentage between them ends the list."""
    hits = [n for n in sentence.names if n.end <= name.end and _is_listed(n)]
    chain = [name]
    for other in reversed(hits[:-1]):
        gap = sentence.passage.lower[other.end : chain[0].start]
        if gap and len(gap) <= 3 and set(gap) <= {",", "and", "&", "/", "shares", "stock"}:
            chain.insert(0, other)
        else:
            break
    return chain


# ── amounts and checks ──────────────────────────────────────────────────────────────────────────────


def _percents(trigger: Span, sentence: Sentence, wanted: int, *, before: bool) -> list[AmountHit]:
    """The percentages of a move: behind the verb up to the next name, else directly before it ("13% lower")."""
    percents = [a for a in sentence.amounts if a.amount.unit == "percent"]
    clause_end = sentence.clause(trigger[0])[1]
    limit = min([n.start for n in sentence.names if n.start >= trigger[1]] + [clause_end, trigger[1] + 12])
    after = [a for a in percents if trigger[1] <= a.start < limit and (a.start - trigger[1] <= 5 or wanted > 1)]
    if after:
        return after[:wanted]
    return [a for a in percents if 0 <= trigger[0] - a.end <= 1][-1:] if before else []


def _is_clear(trigger: Span, sentence: Sentence, *, has_shares: bool) -> bool:
    """Whether the verb moves a price here, rather than taking an object."""
    following = sentence.word(trigger[1])
    percent_follows = any(a.start - trigger[1] in {0, 1, 2, 3} and a.amount.unit == "percent" for a in sentence.amounts)
    percent_before = any(a.end == trigger[0] and a.amount.unit == "percent" for a in sentence.amounts)
    if percent_follows or percent_before:
        return True
    words = " ".join(sentence.passage.lower[trigger[0] : trigger[1]])
    ends = following == "" or following in STRONG_NEXT or following.isspace()
    if has_shares or words in SELLING:
        return True
    if words in WEAK:
        return following in {"", ".", "as", "after", "on", "amid", ",", ";", "following"} and words not in {
            "up",
            "off",
            "down",
        }
    return ends or any(n.start == trigger[1] and n.entity.kind == "index" for n in sentence.names)


def _has_shares(start: int, end: int, sentence: Sentence) -> bool:
    return any(sentence.word(at) in {"shares", "stock", "stocks", "share"} for at in range(start, end))


def _is_listed(name: NameHit) -> bool:
    kind = name.entity.kind
    if kind in {"collective", "index"}:
        return not name.bystander
    return kind in LISTED and name.entity.ticker is not None and not name.bystander


def _is_modal(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    low, high = sorted((mover.end, trigger[0]))
    low = max(low, sentence.clause(trigger[0])[0], trigger[0] - 4)
    return any(sentence.word(at) in MODAL for at in range(low, high))


def _without_repeats(moves: list[Move]) -> list[Move]:
    """One move per mover and direction: the one with a percentage, else the first."""
    best: dict[tuple[str, str], Move] = {}
    for move in moves:
        key = (move.mover.entity.canonical, move.direction)
        if key not in best or (best[key].amount is None and move.amount is not None):
            best[key] = move
    return list(best.values())
