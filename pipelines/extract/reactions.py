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
    '' alongside below above past under near toward towards today tonight over overnight post pre until till if
    alongside higher lower even heavily sharp big""".split()
)
WEAK = frozenset(
    """gain gains gained gaining lose loses lost add adds added shed sheds drop drops dropped advance advances
    advanced up down off lower higher pop pops popped dive dives recover recovers recovered ease eases losses
    lift lifts boost boosts slip take close give weaken hit hits tank pressure pressures knock knocks""".split()
)
SELLING = frozenset({"selloff", "sell-off", "rout", "sell off", "slump", "losses"})
SURE = frozenset(
    """tumble tumbles tumbled tumbling plunge plunges plunged plunging plummet plummets plummeted plummeting crater craters
    cratered nosedive nosedives soar soars soared soaring surge surges surged surging skyrocket skyrockets skyrocketed
    skyrocketing slump slumps slumped slumping rallies rallied rallying rebound rebounds rebounded rebounding crash
    crashes crashed crashing tank tanks tanked tanking slide slides slid sliding sank sinking slump sell-off
    retreats retreated tumbling swoons""".split()
)
"""Verbs that move a price whatever follows, unless they take an object."""
OBJECT_NEXT = frozenset({"the", "a", "an", "its", "their", "into", "that", "this", "his", "course", "test"})
SINCE = frozenset({"after", "since", "despite", "while", "on", "from", "even"})
HELD = frozenset("eyes eye suffers suffer suffered posts post posted heads head heading on track set sees see saw "
                 "having has have its their in for logs log notches notch notched books mark marks marked enjoys "
                 "hits hit reaches touches falls fall to a an the touch at near nears toward is are up down as new "
                 "fresh weekly monthly daily record since".split())  # fmt: skip
"""What stands between a mover and its record: "SOXX heads for its worst month"."""
MODAL = frozenset({"could", "would", "may", "might", "can", "should", "if", "will", "n't", "not", "never"})
DIRECTIONS = {
    "fall": "down", "rise": "up", "hit_down": "down", "lift_up": "up", "record_low": "down", "record_high": "up",
    "value_lost": "down", "value_won": "up",
}  # fmt: skip
"""Term categories of price moves."""
STRIKING = frozenset({"hit_down", "lift_up"})
"""They take the mover as their object."""
RECORDS = frozenset({"record_low", "record_high"})
VALUES = frozenset({"value_lost", "value_won"})
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
            movers = _of_category(category, span, sentence)
            if movers and not _is_modal(movers[-1], span, sentence):
                amounts = _percents(span, sentence, len(movers), before=category not in STRIKING)
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


def _of_category(category: str, trigger: Span, sentence: Sentence) -> list[NameHit]:
    if category in STRIKING:
        return _struck(trigger, sentence)
    if category in RECORDS:
        return _recording(trigger, sentence)
    if category in VALUES:
        subject = roles.subject(trigger, sentence)
        return [subject] if subject is not None and _is_listed(subject) else []
    return _movers(trigger, sentence)


def _recording(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who sets a record: the listed name before it with nothing but a verb of reaching between."""
    before = [n for n in sentence.names if n.end <= trigger[0] and not roles.in_brackets(n, sentence)]
    if not before or not _is_listed(before[-1]):
        return []
    gap = sentence.passage.lower[before[-1].end : trigger[0]]
    return _list_ending(before[-1], sentence) if all(word in HELD or word in FILLER for word in gap) else []


def _movers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who moves with an intransitive verb: behind "sends", beside it, or through "shares" of the subject."""
    sent = _sent(trigger, sentence)
    if sent:
        return sent
    if sentence.word(trigger[0] - 1) in SINCE and sentence.word(trigger[0]).endswith("ing"):
        # "CoreWeave is $71 after falling 43%": the subject of the main clause.
        subject = roles.subject(trigger, sentence)
        clear = subject is not None and _is_listed(subject) and _is_clear(trigger, sentence, has_shares=False)
        return [subject] if subject is not None and clear else []
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
    subject = roles.subject(shares[-1], sentence) or _before_the_stock(shares[-1], sentence)
    return [subject] if subject is not None and _is_listed(subject) else []


def _before_the_stock(shares: Span, sentence: Sentence) -> NameHit | None:
    """Whose stock a sentence means that opens with it: "the stock" is the last company named, "stock" the subject."""
    words = sentence.passage.lower[sentence.start : shares[0]]
    if len(words) > 2 or sentence.index == 0 or not set(words) <= {"the", "its", "why", '"', "'"}:
        return None
    earlier = sentence.passage.sentence(sentence.index - 1)
    named = [n for n in roles.parties(earlier) if _is_listed(n)]
    if not named:
        return None
    return named[-1] if words == ["the"] else roles.topic(sentence)


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
        if gap and len(gap) <= 3 and set(gap) <= {",", "and", "&", "/", "shares", "stock", "the"}:
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
    takes_name = any(n.start == trigger[1] for n in sentence.names)
    if words in SURE and following not in OBJECT_NEXT and not takes_name:
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
