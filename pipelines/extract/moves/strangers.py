"""Movers that the lexicon does not know, alone or in a list: "CoreWeave, Barrick Mining and FedEx fall".

One known name vouches for its neighbours: what stands between two commas beside it is a name as well. What must never
happen: a word of the headline taken for a company. So an unknown item is a run of capitals without a verb of moving,
a word of the trade or a word that names nobody, and the first of a list must begin its part of the sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import pairwise

from pipelines.extract.moves.lists import SEPARATORS, before_bracket, behind_bracket, is_listed, shares_between
from pipelines.extract.moves.move import MOVE_VERBS
from pipelines.extract.moves.sizes import percents_beside
from pipelines.extract.moves.stated import is_clear
from pipelines.extract.moves.words import LEGAL, SHARES, SURE, TAILS, is_filler
from pipelines.extract.names import collectives
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import is_capitalised
from pipelines.extract.roles.names import DESCRIBING
from pipelines.extract.roles.unknown import NO_NAMES, as_written, name_ending

LONGEST = 4
"""Most tokens of an unknown name."""
COMMON = collectives.TRADE | collectives.HEADS | collectives.ALONE | collectives.MARKET_HEADS | frozenset(
    """growth penny top best dividend hot energy meme value magnificent quantum crypto other others big mega-cap mega
    names large small more revenue revenues profit profits sales earnings margin margins demand prices price cost costs
    backlog orders capex spending guidance results outlook forecast yield yields rates oil gold inflation jobs both all
    each every some many several two three four five half most investors traders analysts wall street fed market markets
    premarket movers gainers losers today midday early late here there is are was were has have q1 q2 q3 q4 fy report
    update watch buy sell hold stock stocks share shares deal deals news new not no yes one first after before amid
    despite with without on in at by for from to of its their his her launch debut reveal upgrade downgrade buyback
    split bubble boom gpu cpu lawsuit probe ban elsewhere meanwhile separately however likewise overall instead also
    still yesterday ipo""".split()
)  # fmt: skip
"""Capitals of a headline that are no company's name."""
BEFORE_FIRST = frozenset({"why", "of", "in", "as", "while", "with", "is", "are", "watch", ":", "—", "-",
                          "–", ";", "|", "did", "do", "does", "here's"})  # fmt: skip
"""Before the first name of a list, where it does not open its sentence."""
VERBS = (*MOVE_VERBS, "hit_down", "lift_up", "send")
BETWEEN_MOVES = frozenset({",", "and", "while", "but", ";", "as", "whereas"})
"""Before the next of several moves."""
PLURAL = frozenset("jump climb fall rise slide sink drop slip dip gain tumble rally retreat spike pop leap".split())
"""What "shares" do in a headline."""
OTHERS_REACH = 5
"""Most tokens from "and other" to "stocks"."""


def with_strangers(end: int, sentence: Sentence, known: Collection[NameHit]) -> list[NameHit]:
    """The list of names that ends at a token, unknown ones included; empty unless one is known and one is not."""
    by_end = {behind_bracket(name, sentence): name for name in known}
    chain: list[NameHit] = []
    at = next((behind_bracket(name, sentence) for name in known if name.end == end), end)
    while True:
        item = by_end.get(at) or run_ending(_before_ticker(at, sentence), sentence)
        if item is None:
            break
        chain.insert(0, item)
        at = item.start
        while sentence.word(at - 1) in SEPARATORS and item.start - at < 2:
            at -= 1
        if at == item.start:
            break
    while chain and chain[0] not in known and not _opens(chain[0], sentence):
        chain.pop(0)
    named = [name for name in chain if name in known or not _is_lone_ticker(name, sentence)]
    vouched = any(name in known for name in named) and (
        any(name not in known for name in named) or len(named) < len(chain)
    )
    return named if vouched else []


def _is_lone_ticker(name: NameHit, sentence: Sentence) -> bool:
    """A lone word in capitals: whose ticker it is nobody knows."""
    word = sentence.passage.words[name.start]
    return name.end - name.start == 1 and word.isupper() and len(word) < 6


def _before_ticker(end: int, sentence: Sentence) -> int:
    """Where the name ends whose bracket with a ticker ends here: "Onto Innovation (ONTO)"."""
    if sentence.word(end - 1) != ")":
        return end
    first, ticker = before_bracket(end - 1, sentence) + 1, sentence.passage.words[end - 2]
    return first if first > sentence.start and ticker.isalpha() and ticker.isupper() else end


def _opens(name: NameHit, sentence: Sentence) -> bool:
    before = sentence.word(name.start - 1)
    if before in {"of", "in"}:
        return sentence.word(name.start - 2) in {"shares", "stock", "stocks"}
    return name.start == sentence.start or before in BEFORE_FIRST


def run_ending(end: int, sentence: Sentence) -> NameHit | None:
    """The capitals that end here, up to a word that names nobody; None when there are none."""
    start, words = end, sentence.passage.words
    if sentence.word(end - 1) in collectives.TRADE and is_capitalised(words[end - 1]) and _names(end - 2, sentence):
        start -= 1  # "Barrick Mining"
    while start > sentence.start and end - start < LONGEST and _names(start - 1, sentence):
        start -= 1
    if sentence.word(end - 1) == "'s" and start == end:
        return None
    if start == end or COMMON.issuperset(sentence.lower[start:end]):
        return None
    if sentence.lower[end - 1].endswith("ly") and sentence.word(end) == ",":
        return None  # "Conversely, ..."
    if any(name.start < end and start < name.end for name in sentence.names) or _holds_verb(start, end, sentence):
        return None
    return as_written(start, end, sentence) if len(words[start]) > 1 else None


def _names(at: int, sentence: Sentence) -> bool:
    word = sentence.passage.words[at]
    lower = sentence.lower[at]
    plain = word.replace("-", "").replace("&", "a").replace("'", "").replace(".", "")
    if not (is_capitalised(word) and plain.isalnum()) or lower in NO_NAMES or lower in COMMON:
        return False
    return not any(name.start <= at < name.end for name in sentence.names)


def _holds_verb(start: int, end: int, sentence: Sentence) -> bool:
    spans: Iterable[tuple[int, int]] = sentence.spans(VERBS)
    return any(span[0] < end and start < span[1] for span in spans)


def stranger_before(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """A company unknown to the lexicon, where the text says that it has shares, or a bracket its ticker."""
    percents = percents_beside(trigger, sentence, 1, before=True)
    plural = sentence.word(trigger[0]) in PLURAL and shares_between(
        max(trigger[0] - 2, sentence.start), trigger[0], sentence
    )
    if not percents and sentence.word(trigger[0]) not in SURE and not plural:
        return []
    at, has_shares, has_ticker = trigger[0] - 1, False, False
    while at >= sentence.start:
        word = sentence.word(at)
        if word == "prices" and sentence.word(at - 1) not in SHARES:
            return []
        if word == ")":
            inside = sentence.passage.words[max(before_bracket(at, sentence), sentence.start) : at]
            has_ticker = has_ticker or any((w.isupper() and w.isalpha()) or w[:1].isdigit() for w in inside)
            at = before_bracket(at, sentence)
        elif is_filler(word) or word in LEGAL:
            has_shares = has_shares or word in SHARES
            at -= 1
        else:
            break
    tail = at + 1
    if has_shares and sentence.word(at) in TAILS and is_capitalised(sentence.passage.words[at - 1]):
        at -= 1  # "T1 Energy shares"
    unknown = name_ending(at + 1, sentence)
    along = bool(percents) and _is_told_along(at, trigger, sentence)
    if unknown is None and (has_shares or has_ticker or along):
        unknown = run_ending(at + 1, sentence)
    if unknown is None or sentence.has(("named_good",), (unknown.start, at + 1)):
        return []  # "Server DRAM climbed 60%" by its price
    unknown = as_written(unknown.start, tail, sentence) if at + 1 < tail == unknown.end + 1 else unknown
    if sentence.word(unknown.end) == "stocks":
        unknown = as_written(unknown.start, unknown.end + 1, sentence)  # "Quantum stocks": a group
    opening = sentence.lower[max(sentence.start, unknown.start - 6) : unknown.start]
    of_shares = any(a in SHARES and b in {"of", "in"} for a, b in pairwise(opening))
    # "Equipment maker Hanmi Semiconductor gaining 6%"
    of_shares = of_shares or (bool(percents) and sentence.word(unknown.start - 1) in DESCRIBING)
    # "YTL Power jumps 7%": a sentence may open with two capitals and no sign of a share, if nothing else is meant.
    opens = unknown.start == sentence.start and unknown.end - unknown.start > 1 and bool(percents)
    named = opens and not sentence.has(
        ("results", "revenue", "capex", "price_noun", "money_noun"), (sentence.start, at + 2)
    )
    along = along and sentence.word(unknown.start - 1) in BETWEEN_MOVES
    return [unknown] if of_shares or has_shares or has_ticker or named or along else []


def _is_told_along(at: int, trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia fell 2%, Elm Optics dropped 4%": of one list of moves the first names are listed companies."""
    names = [n for n in sentence.names if is_listed(n) and n.end <= at and n.entity.kind != "unknown"]
    verbs = [s for s in sentence.spans(MOVE_VERBS) if s[1] <= at]
    sizes = [a for a in sentence.amounts if a.amount.unit == "percent" and a.end <= at]
    if not (names and verbs and sizes):
        return False
    return any(0 <= s[0] - n.end <= 3 and 0 <= a.start - s[1] <= 3 for n in names for s in verbs for a in sizes)


def list_with_strangers(last: NameHit, sentence: Sentence) -> list[NameHit]:
    """The list that ends with a known name, when some of it are unknown."""
    if sentence.word(last.start - 1) not in SEPARATORS:
        return []
    return with_strangers(last.end, sentence, [n for n in sentence.names if is_listed(n)])


def and_other_stocks(at: int, sentence: Sentence) -> list[NameHit]:
    """ "CoreWeave, Barrick Mining, FedEx and other big stocks": the list before the rest, unknown names included."""
    low = max(at - OTHERS_REACH, sentence.start)
    end = next((back for back in range(at - 1, low, -1) if sentence.lower[back : back + 2] == ["and", "other"]), None)
    return with_strangers(end, sentence, [n for n in sentence.names if is_listed(n)]) if end else []


def list_of_strangers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """The list before the verb when its last name is unknown: "Micron, Seagate and Vishay shares are falling"."""
    listed = [n for n in sentence.names if n.end <= trigger[0] and is_listed(n)]
    if not listed:
        return []  # Nobody vouches for the unknown.
    at = trigger[0]
    while is_filler(sentence.word(at - 1)):
        at -= 1
    clear = is_clear(trigger, sentence, has_shares=shares_between(at, trigger[0], sentence))
    return with_strangers(at, sentence, listed) if clear else []


def described_stranger(shares: Span, sentence: Sentence) -> list[NameHit]:
    """ "Shares of Elm Optics Inc., a maker of lasers, soared": a company that nobody knows, before its description."""
    end = next((at for at in range(shares[1], min(shares[1] + 8, sentence.end)) if sentence.word(at) == ","), None)
    while end is not None and sentence.word(end - 1) in LEGAL:
        end -= 1
    unknown = run_ending(end, sentence) if end is not None else None
    return [unknown] if unknown is not None and unknown.start == shares[1] + 1 else []
