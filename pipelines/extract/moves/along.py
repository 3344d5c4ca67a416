"""Who moves along with others: "CoreWeave sinks 13%, Nebius 15%", "so are Lam and KLA", "dragged down by Nvidia"."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.moves.beside import left_of
from pipelines.extract.moves.lists import is_listed, is_ticker, list_beginning, list_ending, mover_at, mover_ending
from pipelines.extract.moves.move import DIRECTIONS, MOVE_VERBS, Move
from pipelines.extract.moves.nouns import ENDS_OF_NOUN
from pipelines.extract.moves.sizes import percents_beside
from pipelines.extract.moves.words import QUALIFIERS, SHARES, STATES
from pipelines.extract.passage import AmountHit, NameHit, Sentence, places_of

LED = frozenset({"led", "dragged", "paced", "weighed", "headed", "pulled", "hauled"})
WHEN = frozenset("on monday tuesday wednesday thursday friday today premarket early late".split())
"""Between a move and who moved along."""
PEERS = frozenset({"other", "fellow", "its", "the", "peer", "peers", "rival", "rivals"})
FOLLOWING = frozenset({"follow", "follows", "followed"})
OF_OTHER_FIGURES = frozenset("sales revenue revenues profit profits earnings margins prices orders targets".split())
"""Of which "those of" another may be told as well."""


def ellipses(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "CoreWeave sinks 13%, Nebius 15%": a name and a percentage right behind a move share its verb."""
    if not moves or moves[-1].amount is None:
        return
    last, at = moves[-1], moves[-1].amount.end
    while True:
        at += 1 if sentence.word(at) == "," else 0
        at += 1 if sentence.word(at) in {"and", "while"} else 0
        at += 1 if sentence.word(at) == "the" else 0
        name = mover_at(at, sentence)
        amount = next((a for a in sentence.amounts if name and _is_behind(a, name, sentence)), None)
        if name is None or amount is None:
            return
        yield last.of_another(name, (name.end, amount.end), amount)
        at = amount.end


def moves_as_well(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "Micron is down 4%, and so are Lam and KLA": who does the same."""
    if not moves:
        return
    last, ends = moves[-1], sentence.clause(moves[-1].trigger[0])[1]
    yield from _together_with(last, sentence)
    for at in range(max(last.taken[1], last.trigger[1]), min(ends + 8, sentence.end - 2)):
        if sentence.word(at) == "so" and sentence.word(at + 1) in {"are", "is", "did", "were", "was", "do", "does"}:
            first = next((n for n in sentence.names if n.start in {at + 2, at + 3} and is_listed(n)), None)
            for name in list_beginning(first, sentence) if first is not None else ():
                yield last.of_another(name, (name.start, name.end))
            return


def _together_with(last: Move, sentence: Sentence) -> Iterator[Move]:
    """ "Nebius slid along with other AI stocks", "IREN fell, joined by Cipher": who moves beside the one named."""
    at = max(last.taken[1], last.trigger[1])
    while sentence.word(at) in WHEN:
        at += 1
    at += sentence.word(at) == ","
    if sentence.word(at) not in {"along", "together", "alongside", "with", "joined", "joining"}:
        return
    at += 1 + (sentence.word(at + 1) in {"with", "by"})
    with_alone = sentence.word(at - 1) == "with" and sentence.word(at - 2) not in {"along", "together"}
    if with_alone and sentence.word(at) not in PEERS:
        return
    while sentence.word(at) in PEERS | {"as", "like"}:
        at += 1
    first = mover_at(at, sentence)
    for name in list_beginning(first, sentence) if first is not None else ():
        yield last.of_another(name, (name.start, name.end))


def leaders_behind(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "Nasdaq slips, dragged down by Nvidia and Broadcom": who leads a market or group moves with it."""
    if not moves or moves[-1].mover.entity.kind not in {"index", "collective", "fund"}:
        return
    last = moves[-1]
    behind = range(last.trigger[1], min(last.taken[1] + 4, sentence.end - 1))
    at = next((at for at in behind if sentence.word(at) in LED and sentence.word(at - 1) in {",", "and", "%"}), None)
    if at is None:
        return
    at += 1
    while sentence.word(at) in STATES or sentence.word(at) in {"by", "losses", "gains", "in"}:
        at += 1
    if sentence.word(at - 1) not in {"by", "in"}:
        return
    first = next((n for n in sentence.names if n.start == at and is_listed(n) and n.entity.kind == "company"), None)
    for name in list_beginning(first, sentence) if first is not None else ():
        owned = sentence.word(name.end) in POSSESSIVE
        sized = next((a for a in sentence.amounts if owned and a.amount.unit == "percent"
                      and 0 < a.start - name.end <= 2), None)  # fmt: skip
        if (owned and sized is not None) or (sentence.word(name.end) in ENDS_OF_NOUN | {"which", "shares", "(", "who"}):
            yield last.of_another(name, (name.start, name.end), sized)


def _is_behind(hit: AmountHit, name: NameHit, sentence: Sentence) -> bool:
    """A percentage directly behind a name, "more than" and the like aside."""
    gap = sentence.lower[name.end : hit.start]
    if gap and gap[0] == "by":
        gap = gap[1:]  # "Intel fell by 8%, Marvell by 6%"
    return hit.amount.unit == "percent" and hit.start >= name.end and len(gap) <= 2 and QUALIFIERS.issuperset(gap)


def followers(moves: list[Move], sentence: Sentence) -> list[Move]:
    """ "AMD sinks, Nvidia follows suit": who follows moves as the one before does."""
    said = sentence.lower[sentence.start + 1 : sentence.end]
    for at in (at for at, word in enumerate(said, sentence.start + 1) if word in FOLLOWING):
        if sentence.word(at + 1) not in {"suit", "", ".", ",", ";", "!"}:
            continue
        name = left_of((at, at + 1), sentence)
        before = [move for move in moves if name is not None and move.trigger[1] <= name.start]
        if name is None or not before or not is_listed(name):
            continue
        listed = [n for n in list_ending(name, sentence) if n.start >= before[-1].trigger[1]]
        return [Move(sentence, n, (at, at + 1), before[-1].direction, None, (at, at + 1)) for n in listed]
    return []


def _is_group(name: NameHit, sentence: Sentence) -> bool:
    return name.entity.kind == "collective" or sentence.word(name.end - 1) in {"stocks", "names"}


def members_named(moves: list[Move], sentence: Sentence) -> list[Move]:
    """ "Nvidia, Micron among tech stocks sinking": who is named of a group moves with it."""
    for move in moves:
        at = move.mover.start - 1
        at -= sentence.word(at) in {"the", "other"}
        if sentence.word(at) != "among" or not _is_group(move.mover, sentence) or move.trigger[0] < at:
            continue
        at -= sentence.word(at - 1) in {"is", "are", "was", "were"}
        name = mover_ending(at, sentence)
        if name is not None:
            listed = list_ending(name, sentence)
            return [move.of_another(n) for n in listed]
    return []


def colon_listed(moves: list[Move], sentence: Sentence) -> list[Move]:
    """ "AMAT, KLAC, LRCX: equipment stocks rise": names alone before or behind a colon move as the group does."""
    groups = [move for move in moves if _is_group(move.mover, sentence)]
    if not groups:
        return []
    colon = next((at for at in range(sentence.start, sentence.end) if sentence.word(at) in {":", "—"}), None)
    if colon is None:
        return []
    move = groups[0]
    span = (sentence.start, colon) if move.trigger[0] > colon else (colon + 1, sentence.end)
    named = [n for n in sentence.names if span[0] <= n.start < span[1] and is_listed(n)]
    covered = places_of(named)
    rest = {sentence.word(at) for at in range(*span) if at not in covered and not is_ticker(sentence.passage.words[at])}
    if len(named) < 2 or not rest <= {",", "and", "&", "/", ".", "$", "more", "others"}:
        return []
    return [move.of_another(name) for name in named]


def those_of(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "Shares of Oracle rose 4%, and those of Dell 2%": the noun is told before, in this sentence or the last."""
    said = sentence.lower[sentence.start : sentence.end - 2]
    for at in (at for at, word in enumerate(said, sentence.start) if word == "those"):
        if sentence.word(at + 1) != "of" or not _are_shares(at, sentence):
            continue
        name = mover_at(at + 2, sentence)
        if name is None:
            continue
        verbs = ((category, span) for category in MOVE_VERBS for span in sentence.terms.get(category, ()))
        own = next(((DIRECTIONS[c], span) for c, span in verbs if span[0] == name.end), None)
        if own is not None:
            amounts = percents_beside(own[1], sentence, 1, before=False)
            yield Move(sentence, name, own[1], own[0], amounts[0] if amounts else None, (at, own[1][1]))
            continue
        # Without a verb of its own it did as the one before.
        percent = next((a for a in sentence.amounts if a.start == name.end and a.amount.unit == "percent"), None)
        before = [move for move in moves if move.trigger[0] < at]
        if percent is not None and before:
            yield before[-1].of_another(name, (at, percent.end), percent)


def _are_shares(at: int, sentence: Sentence) -> bool:
    """Whether "those" are shares: the sentence speaks of shares before it, or else the one before does."""
    before = sentence.lower[sentence.start : at]
    if at == sentence.start and sentence.index:
        start, end = sentence.passage.sentences[sentence.index - 1]
        before = sentence.lower[start:end]
    return not SHARES.isdisjoint(before) and OF_OTHER_FIGURES.isdisjoint(before)
