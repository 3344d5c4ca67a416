"""Quotes that a page sets into its sentences: "Nebius (NBIS +2.1%) is to open a third campus".

The percentage is how the share stood when the page was drawn. It is neither what the sentence tells nor a figure of it,
unless the sentence goes on to say how the share moves: "IREN (IREN +7.2%) jumped today".

Left alone: brackets that end a sentence or stand in a list ("Nvidia (NVDA -3%), AMD (AMD -4%)"), which are tickers of a
market report.
"""

from __future__ import annotations

from pipelines.extract.moves.signed import SIGNS
from pipelines.extract.moves.words import SHARES
from pipelines.extract.passage import AmountHit, Passage

LISTING = frozenset(
    """and or while but after as on in amid following with at by to for before despite from since today up down off
    lower higher over this last early late premarket yesterday monday tuesday wednesday thursday friday""".split()
)
"""Behind the bracket they tell of a list, of a day's trading, or of nothing yet."""
BEING = frozenset("is was are were has have had 's".split())
AS_A_SHARE = frozenset("up down off higher lower trading today the a an among one leading in best worst flat".split())
"""Behind "is" they tell how the share does."""
MOVING = tuple(
    """jump rose rise rising fell fall soar surg climb gain slid slip sank sink drop tumbl plung rall advanc declin shed
    lost lose losing pop dip spik rocket skyrocket slump plummet crash tick edge bounce rebound retreat led lead trad
    clos open move moving mover moved crater crush leap finish end hit""".split()
)
"""How verbs of price moves begin."""
BEFORE_QUOTE = SIGNS.keys() | {"▲", "▼"}
LONGEST_TICKER = 5
MOST_QUOTES = 4
VERB_WITHIN = 3


def without_quotes(amounts: list[AmountHit], passage: Passage) -> list[AmountHit]:
    """The amounts that are no quote set into a sentence about something else."""
    return [hit for hit in amounts if hit.amount.unit != "percent" or not _is_set_in(hit, passage)]


def _is_set_in(hit: AmountHit, passage: Passage) -> bool:
    opens = _bracket_before(hit, passage)
    if opens is None or passage.lower[hit.end : hit.end + 1] != [")"]:
        return False
    behind = _behind_brackets(hit.end + 1, passage)
    said = passage.lower[behind : behind + VERB_WITHIN]
    if said and said[0] in BEING and not AS_A_SHARE.isdisjoint(said[1:2]):
        return False
    if not said or not said[0].isalpha() or said[0] in LISTING or not passage.words[behind][:1].islower():
        return False
    return not any(word in SHARES or word.startswith(MOVING) for word in said)


def _bracket_before(hit: AmountHit, passage: Passage) -> int | None:
    """Where "(NBIS +4.53%" or "(NASDAQ: NBIS +4.53%" opens, if it does; behind a first bracket also "(+3.4%"."""
    at = hit.start
    while at > 0 and passage.lower[at - 1] in BEFORE_QUOTE:
        at -= 1
    ticker = passage.words[at - 1] if at > 0 else ""
    if ticker == "(":
        return at - 1 if passage.lower[max(at - 2, 0) : at - 1] == [")"] else None
    if not (ticker.isupper() and ticker.isalpha() and len(ticker) <= LONGEST_TICKER):
        return None
    opens = at - 2
    if opens > 1 and passage.lower[opens] == ":":
        opens -= 2
    return opens if opens >= 0 and passage.lower[opens] == "(" else None


def _behind_brackets(at: int, passage: Passage) -> int:
    """The first token behind this bracket and those that follow at once, or behind the next name of a list."""
    for _ in range(MOST_QUOTES):
        joined = passage.lower[at : at + 1] in (["and"], ["&"], [","])
        opens = next((o for o in range(at, min(at + 5, len(passage.lower))) if passage.lower[o] == "("), None)
        if opens is None or (opens > at and not (joined and passage.words[opens - 1][:1].isupper())):
            break
        closing = next((e for e in range(opens, min(opens + 8, len(passage.lower))) if passage.lower[e] == ")"), None)
        if closing is None:
            break
        at = closing + 1
    return at
