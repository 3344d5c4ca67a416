"""Tickers: which stretches are written like one, whose they were on the day of the text, and which are meant as one.

They count by how much they look like one: `$ON`, `NASDAQ: ON`, `NBIS.O` always, "CRWV" by itself, "MU" in brackets,
before "shares" or in a list of tickers; and only those that were traded on the day of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipelines.extract.names.lexicon import US_CODES, Entity, Lexicon, Listing, Name
from pipelines.extract.passage import NameHit, Passage, Span

EXCHANGES = frozenset(
    """nasdaq nyse nasdaqgs nasdaqgm nasdaqcm amex nysearca nyseamerican american arca otc otcmkts otcqx otcqb
    otcid otcpk pinx tsx tsxv lse etr fra epa ams swx nse bse cse lon krx kospi twse tyo tse hkg hkex sehk asx
    xetra ticker symbol tickers bats cboe euronext""".split()
)
TRADED = frozenset({"stock", "stocks", "shares", "options", "bulls", "bears", "calls", "puts", "stockholders"})
MOVING = frozenset(
    """rises rose jumps jumped gains gained climbs climbed soars soared surges surged pops popped rallies rallied spikes
    leaps rockets up adds falls fell drops dropped slides slid slips slipped dips dipped sinks sank tumbles tumbled
    plunges plunged plummets plummeted crashes crashed sheds loses lost declines declined tanks tanked down off slumps
    slumped craters closes closed ends ended trades""".split()
)
"""What only the share of a ticker does, with a number behind."""
LIST_SIGNS = frozenset({",", "/", "and", "&", "$", "or", "vs", "vs."})
LONG_TICKER = 4
LONGEST_GAP = 4
"""Most tokens between two tickers of a list, one that nobody knows among them."""
# The look ahead turns most characters down at once.
_TICKER = r"(?=[A-Z\d])(?<![\w.&])(?:[A-Z]{1,6}+(?:\.[A-Z]{1,3})?|\d{3,6}[A-Z]?\.(?:TWO?|K[SQ]|T|HK|S[SZ]))(?![\w&])"
_CASHTAG = r"(?<=\$)[a-z]{2,5}+(?!\w)"
TICKER = re.compile(_TICKER)
TICKER_OR_CASHTAG = re.compile(rf"{_TICKER}|{_CASHTAG}")
CASHTAG = re.compile(r"\$[a-z]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a name, or a ticker when `listing` is given."""

    start: int
    stop: int
    entity: Entity
    name: Name | None = None
    listing: Listing | None = None


def tickers_of(passage: Passage, lexicon: Lexicon) -> Iterator[Candidate]:
    """Every stretch written like a ticker that was somebody's on the day of the text."""
    day = day_of(passage)
    for hit in _written_like_tickers(passage, lexicon):
        for listing in _listings_of(hit[0].upper(), lexicon.listings):
            span = passage.tokens_of(hit.start(), hit.end())
            is_whole = passage.char_span(span) == hit.span()
            # A text without a date may be of any day; a mark is needed for what is no ticker today.
            dated = listing.holds_on(day) or (day is None and is_signed(span[0], passage))
            is_plain_word = listing.is_word and hit[0].islower()
            if is_whole and dated and not is_plain_word and not _is_exchange(span, passage):
                yield Candidate(*span, listing.entity, listing=listing)
                break


def _written_like_tickers(passage: Passage, lexicon: Lexicon) -> Iterator[re.Match[str]]:
    if CASHTAG.search(passage.text):
        yield from TICKER_OR_CASHTAG.finditer(passage.text)
        return
    # A ticker is a token, and hardly any token is one; the pattern alone would try every capital.
    tickers = lexicon.tickers
    for at in [at for at, word in enumerate(passage.words) if word in tickers]:
        if hit := TICKER.match(passage.text, passage.starts[at]):
            yield hit


def _listings_of(text: str, listings: Mapping[str, tuple[Listing, ...]]) -> tuple[Listing, ...]:
    """The listings of a ticker as a text writes it, the present one first."""
    root, dot, exchange = text.rpartition(".")
    found = listings.get(text) or (listings.get(root, ()) if dot and exchange in US_CODES else ())
    return found if len(found) < 2 else tuple(sorted(found, key=lambda item: item.until is not None))


def day_of(passage: Passage) -> date | None:
    return passage.published.date() if passage.published else None


def meant_as_tickers(tickers: Sequence[Candidate], names: set[Span], passage: Passage) -> set[Candidate]:
    """The tickers that stand for themselves or are names too, and those in one list with them: "CRWV, MU and AMD"."""
    meant = {
        hit for hit in tickers if _is_ticker(hit, passage) or ((hit.start, hit.stop) in names and not _needs_sign(hit))
    }
    plain = not passage.text.isupper()
    for one, other in pairwise(tickers):
        if plain and _are_of_trade(one, other) and _is_neighbour(one, other, passage):
            meant |= {one, other}  # "How it compares with MU & STX"
    for order in (tickers, list(reversed(tickers))):
        for one, other in pairwise(order):
            if one in meant and not _needs_sign(other) and _is_neighbour(one, other, passage):
                meant.add(other)
    for one, word, other in zip(tickers, tickers[1:], tickers[2:], strict=False):
        beside = _is_neighbour(one, word, passage) and _is_neighbour(word, other, passage)
        if plain and {one, other} <= meant and beside:
            meant.add(word)  # "CRWV, BE, NBIS slide"
    return meant


def _are_of_trade(*hits: Candidate) -> bool:
    """Whether they are tickers of one token that are no words, all of companies with a part in this trade."""
    return all(hit.entity.groups and not _needs_sign(hit) and hit.stop - hit.start == 1 for hit in hits)


def _is_neighbour(one: Candidate, other: Candidate, passage: Passage) -> bool:
    left, right = sorted((one, other), key=lambda hit: hit.start)
    if right.start - left.stop > LONGEST_GAP:
        return False
    gap = passage.lower[left.stop : right.start]
    if len(gap) > 2:
        # "MU, SKHY, NVDA": a ticker that nobody knows does not end the list.
        unknown = {word.lower() for word in passage.words[left.stop : right.start] if word.isupper() and word.isalpha()}
        return "," in gap and (LIST_SIGNS | unknown).issuperset(gap)
    return len(gap) > 0 and LIST_SIGNS.issuperset(gap)


def _is_ticker(hit: Candidate, passage: Passage) -> bool:
    """Whether the stretch is a ticker by itself: marked as one, or too long to be anything else."""
    if is_signed(hit.start, passage) or "." in passage.text[slice(*passage.char_span((hit.start, hit.stop)))]:
        return True
    if _needs_sign(hit) or _is_traded_elsewhere(hit.start, passage):
        return False
    before, after = _around(hit, passage)
    if before == "(" and after == ":" and any(word.isupper() for word in passage.words[hit.stop + 1 : hit.stop + 2]):
        return False  # "(ETR:BMW)": an exchange
    return hit.stop - hit.start == 1 and (
        before in {"(", "/"}
        or after in TRADED
        or len(passage.words[hit.start]) >= LONG_TICKER
        or _is_moved(hit.stop, passage)
    )


def _is_moved(stop: int, passage: Passage) -> bool:
    """Whether a signed number or a verb with a percentage follows: "MU -5.8%", "TXN slides 11%"."""
    words = passage.lower[stop : stop + 3]
    if len(words) > 2 and words[0].replace(".", "").isdigit():
        words = [*words[1:], "%"]  # "MU 187.20 -1.3%"
    if len(words) > 1 and words[0][0] in "+-\u2212" and words[0][1:2].isdigit():
        return words[1] == "%"
    return len(words) > 2 and words[0] in MOVING and (words[1][0].isdigit() or words[1] in {"as", "on", "after"})


def _needs_sign(hit: Candidate) -> bool:
    return hit.listing is not None and hit.listing.is_word


def is_signed(start: int, passage: Passage) -> bool:
    """Whether the word is marked as a ticker: "$ON", "NASDAQ: ON", "ticker ON"."""
    at = start - 1
    if start > 1 and passage.lower[at] == ":":
        at -= 1
    if start == 0 or passage.lower[at] == "$":
        return start > 0
    # "American AI infrastructure" names no exchange.
    return passage.lower[at] in EXCHANGES and (passage.lower[at] != "american" or passage.lower[at - 1] == "nyse")


def _is_exchange(span: Span, passage: Passage) -> bool:
    """ "(NASDAQ:NVDA, ETR:NVD)": the letters before the colon say where a share is listed, whatever else they mean."""
    start, stop = span
    return (
        passage.lower[start] in EXCHANGES
        and passage.lower[stop : stop + 1] == [":"]
        and start > 0
        and passage.lower[start - 1] in {"(", ",", ";", "|", "/"}
    )


def _is_traded_elsewhere(start: int, passage: Passage) -> bool:
    """ "(BDL:ORCL)": what an exchange lists that nobody knows is another company of the same letters."""
    if start < 3 or passage.lower[start - 1] != ":" or passage.lower[start - 3] != "(":
        return False
    exchange = passage.words[start - 2]
    return exchange.isalpha() and exchange.isupper() and exchange.lower() not in EXCHANGES


def follows_its_name(hit: Candidate, found: Sequence[NameHit], passage: Passage) -> bool:
    """ "ServiceNow (NOW)": the word in brackets behind a name is that name's ticker."""
    before, _ = _around(hit, passage)
    return before == "(" and bool(found) and found[-1].end == hit.start - 1 and found[-1].entity == hit.entity


def _around(hit: Candidate, passage: Passage) -> tuple[str, str]:
    words = passage.lower
    return words[hit.start - 1] if hit.start else "", words[hit.stop] if hit.stop < len(words) else ""
