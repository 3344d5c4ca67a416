"""Decides which matched words really are the name, and what part the name may play.

Matching itself is a table of phrases (phrases.py) and, for tickers, one expression over the text; here are the
rules that they cannot know. Names that are also words need their case and their company ("Lambda" near GPUs, not
"Lambda function"), unless the text has already said whom it means ("Lambda Labs (Lambda)"). Tickers count by how much
they look like one: `$ON`, `NASDAQ: ON`, `NBIS.O` always, "CRWV" by itself, "MU" in brackets, before "shares" or in a
list of tickers; and only those that were traded on the day of the text. A compound ("Meta-backed Scale AI",
"an ex-Google engineer", "the Nvidia of China") names a bystander.

Longest name wins; two names never overlap. No fuzzy matching: see lexicon.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from pipelines.extract.lexicon import US_CODES, Entity, Lexicon, Listing, Name
from pipelines.extract.little_words import JOINTS, POSSESSIVE, RELATIONS
from pipelines.extract.passage import NameHit, Passage, Span

EXCHANGES = frozenset(
    """nasdaq nyse nasdaqgs nasdaqgm nasdaqcm amex nysearca nyseamerican american arca otc otcmkts otcqx otcqb
    otcid otcpk pinx tsx tsxv lse etr fra epa ams swx nse bse cse lon krx kospi twse tyo tse hkg hkex sehk asx
    xetra ticker symbol tickers bats cboe euronext""".split()
)
MEASURED = frozenset({"rival", "competitor", "challenger", "archrival", "arch-rival"})
"""Between two names they say that the first only describes the second."""
OF_ANOTHER = RELATIONS | MEASURED | frozenset("landlord investor lender host neighbour neighbor opponent".split())
"""Behind a genitive they say what the company whose name follows is to the first one: "Oracle's landlord Crusoe"."""
BEHIND_UNIT = frozenset("to for in on at by with from as after is was has will would said says".split())
"""Behind a company that stands for itself, and for no noun that follows."""
DESCRIBED_IN = 4
"""Most words between a genitive and its noun: "Nvidia's second-largest customer"."""
LEGAL_FORMS = frozenset("inc corp ltd plc llc".split())
OWNERS = frozenset("its their his her the".split())
"""Before what is owned: "its Arm shares"."""
HELD = frozenset("stake stakes shares holding holdings position positions".split())
RATED = frozenset("upgrades upgraded upgrading downgrades downgraded downgrading".split())
TRADED = frozenset({"stock", "stocks", "shares", "options", "bulls", "bears", "calls", "puts", "stockholders"})
MOVING = frozenset(
    """rises rose jumps jumped gains gained climbs climbed soars soared surges surged pops popped rallies rallied spikes
    leaps rockets up adds falls fell drops dropped slides slid slips slipped dips dipped sinks sank tumbles tumbled
    plunges
    plunged plummets plummeted crashes crashed sheds loses lost declines declined tanks tanked down off slumps slumped
    craters closes closed ends ended trades""".split()
)
"""What only the share of a ticker does, with a number behind."""
MOVED_BY = frozenset("as after on amid following by more nearly over about almost sharply roughly".split())
"""Behind such a verb, of a share: by how much, or why."""
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
COMPARED = tuple(
    tuple(phrase.split())
    for phrase in (
        "similar to|akin to|rival to|compete with|competes with|competing with|unlike|versus|vs|vs.|compared with"
        "|compared to|taking on|take on|ahead "
        "of|than|outperformed|outperforms|outperforming|outpaced|outpacing|backed by"
    ).split("|")
)
COMPARED_ENDS = frozenset(phrase[-1] for phrase in COMPARED)
LEAST_COMMAS = 2
LONGEST_TICKER = 6
PREFIXES = frozenset({"ex", "non", "anti", "pro", "post", "pre", "former"})
"""Before a hyphen and a name: "ex-Google"."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a name, or a ticker when `listing` is given."""

    start: int
    stop: int
    entity: Entity
    name: Name | None = None
    listing: Listing | None = None


def resolve(passage: Passage, spans: Iterable[Span], lexicon: Lexicon) -> list[NameHit]:
    """The names of a passage, in order, from all matched stretches."""
    named = list(_named(passage, spans, lexicon))
    tickers = list(_tickers(passage, lexicon))
    known = _introduced(named, passage, lexicon)
    meant = _meant_in_lists(tickers, {(hit.start, hit.stop) for hit in named}, passage)
    found: list[NameHit] = []
    end = 0
    # Of one stretch the name comes before the ticker, and the longer stretch before both.
    for hit in sorted([*named, *tickers], key=lambda hit: (hit.start, -hit.stop, hit.name is None)):
        if hit.start < end:
            continue
        if hit.name is not None:
            if not _is_meant(hit.name, hit.start, hit.stop, passage, lexicon, known):
                continue
            end = _with_suffix(hit.stop, passage, lexicon) if hit.entity.kind == "company" else hit.stop
        else:
            if hit not in meant and not _follows_its_name(hit, found, passage):
                continue
            end = hit.stop
            known = known | {hit.entity.canonical}
        found.append(NameHit(hit.start, end, hit.entity, _is_bystander(hit.start, end, passage, lexicon)))
    return [replace(hit, bystander=True) if _measures_next(hit, found, passage) else hit for hit in found]


def _measures_next(hit: NameHit, found: Sequence[NameHit], passage: Passage) -> bool:
    """ "OpenAI rival Anthropic", "OpenAI's largest backer, Microsoft,": the company behind it is meant."""
    at = hit.end
    if _relates_to_next(hit, found, passage):
        return True
    if at + 1 >= len(passage.words) or passage.lower[at] not in MEASURED or not passage.words[at + 1][0].isupper():
        return False
    # In a headline of capitals any word may follow: "CoreWeave Rival Soars".
    return passage.words[at].islower() or any(other.start == at + 1 for other in found)


def _relates_to_next(hit: NameHit, found: Sequence[NameHit], passage: Passage) -> bool:
    """ "Oracle's landlord Crusoe", "SpaceX's xAI": the owner of a noun that only says what the named one is to it, or
    of that one itself."""
    lower, first = passage.lower, hit.end + 1
    is_bare = lower[hit.end : first] == ["'"] and lower[hit.end - 1].endswith("s")
    if not (is_bare or POSSESSIVE.intersection(lower[hit.end : first])):
        return False
    owned = next((other for other in found if other.start == first and other.entity.kind == "company"), None)
    if owned is not None:
        # Not "Oracle's OpenAI contract", which is Oracle's.
        end = passage.sentences[passage.sentence_index(owned.start)][1]
        return owned.end >= end or not lower[owned.end].isalpha() or lower[owned.end] in BEHIND_UNIT
    for at in range(first, min(first + DESCRIBED_IN + 1, len(lower) - 1)):
        word = lower[at]
        if word in OF_ANOTHER or (word.endswith("s") and word[:-1] in OF_ANOTHER):
            behind = at + 1 + (lower[at + 1] == "," and not word.endswith("s"))
            return any(other.start == behind for other in found)
        if not (word.isalpha() or word == "-") or any(other.start == at for other in found):
            return False
    return False


def _named(passage: Passage, spans: Iterable[Span], lexicon: Lexicon) -> Iterator[Candidate]:
    for start, stop in set(spans):
        name = lexicon.names.get(passage.text[slice(*passage.char_span((start, stop)))].lower().replace("\n", " "))
        name = name or lexicon.names.get(" ".join(passage.lower[start:stop]))
        if name is not None and not _is_foreign_ticker(name, start, passage, lexicon):
            yield Candidate(start, stop, name.entity, name)


def _is_foreign_ticker(name: Name, start: int, passage: Passage, lexicon: Lexicon) -> bool:
    """Whether the word is marked as a ticker ("$META") that was not this company's on the day of the text."""
    listings = lexicon.listings.get(passage.words[start], ())
    return (
        bool(listings)
        and _is_signed(start, passage)
        and not any(
            item.entity.canonical == name.entity.canonical and item.holds_on(_day(passage)) for item in listings
        )
    )


def _introduced(named: Iterable[Candidate], passage: Passage, lexicon: Lexicon) -> frozenset[str]:
    """Whom the text names in a way that cannot be taken for a word; their short forms are safe in it."""
    if not any(hit.name and hit.name.guard.need for hit in named):
        return frozenset()
    clear = (hit for hit in named if hit.name and not hit.name.guard.need)
    return frozenset(
        hit.entity.canonical
        for hit in clear
        if hit.name and _is_meant(hit.name, hit.start, hit.stop, passage, lexicon, frozenset())
    )


def _is_written(surface: str, name: str, beside: set[str]) -> bool:
    """Whether a name that needs its case has it, or is in capitals as all of its headline."""
    if surface == name or (surface == name.upper() and len(surface) > 2):
        return True
    # "Cibc Stock": a name in capitals, written like a word, beside what only a share has.
    return name.isupper() and surface == name.capitalize() and not beside.isdisjoint({*TRADED, "("})


def _is_meant(name: Name, start: int, stop: int, passage: Passage, lexicon: Lexicon, known: frozenset[str]) -> bool:
    """Whether these words are the name here; `known`: who has been named beyond doubt."""
    before = passage.lower[start - 1] if start else ""
    if before == "-" and passage.starts[start - 1] + 1 < passage.starts[start]:
        before = ""  # A dash or a bullet, no hyphen.
    after = passage.lower[stop] if stop < len(passage.lower) else ""
    if after == "-" and passage.starts[stop] > passage.char_span((start, stop))[1]:
        after = ""
    surface = passage.text[slice(*passage.char_span((start, stop)))]
    guard = name.guard
    if guard.case and not _is_written(surface, name.text, {before, after}):
        return False
    if _has_legal_form(stop, passage) or (guard.case and before in OWNERS and after in HELD | TRADED):
        return True
    if after in guard.not_before or before in guard.not_after:
        # "Meta-backed" is a compound with the name, "meta-analysis" a word without it.
        joined = after == "-" and (_is_compound(stop, passage, lexicon) or _is_of_pair(stop + 1, passage))
        return joined or _is_prefixed(start, passage) or (before == "-" and _is_of_pair(start, passage))
    is_clear = name.entity.canonical in known or not guard.need or _is_held_or_rated(start, passage)
    return is_clear or not guard.need.isdisjoint(passage.vocabulary) or _moves_as_a_share(stop, passage)


def _has_legal_form(stop: int, passage: Passage) -> bool:
    """ "Block Inc.", "Snap, Inc.": what stands behind the name of a company and behind no other word."""
    at = stop + (passage.lower[stop : stop + 1] == [","])
    form = passage.words[at] if at < len(passage.words) else ""
    return form[:1].isupper() and form.lower().rstrip(".") in LEGAL_FORMS


def _is_held_or_rated(start: int, passage: Passage) -> bool:
    """ "A stake in Arm", "shares of Block", "downgrades Lambda": what only a company can be."""
    before = passage.lower[max(start - 2, 0) : start]
    return len(before) == 2 and ((before[0] in HELD and before[1] in {"in", "of"}) or before[1] in RATED)


def _moves_as_a_share(stop: int, passage: Passage) -> bool:
    """ "Arm Falls as", "Block Jumps 7%": what a word that is also a name does when a share is meant."""
    behind = passage.lower[stop : stop + 2]
    return len(behind) == 2 and behind[0] in MOVING and (behind[1] in MOVED_BY or behind[1][0].isdigit())


# ── tickers ─────────────────────────────────────────────────────────────────────────────────────────


def _tickers(passage: Passage, lexicon: Lexicon) -> Iterator[Candidate]:
    """Every stretch written like a ticker that was somebody's on the day of the text."""
    day = _day(passage)
    for hit in _written_like_tickers(passage, lexicon):
        for listing in _listings_of(hit[0].upper(), lexicon.listings):
            span = passage.tokens_of(hit.start(), hit.end())
            is_whole = passage.char_span(span) == hit.span()
            # A text without a date may be of any day; a mark is needed for what is no ticker today.
            dated = listing.holds_on(day) or (day is None and _is_signed(span[0], passage))
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


def _day(passage: Passage) -> date | None:
    return passage.published.date() if passage.published else None


def _meant_in_lists(tickers: Sequence[Candidate], names: set[Span], passage: Passage) -> set[Candidate]:
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
    if _is_signed(hit.start, passage) or "." in passage.text[slice(*passage.char_span((hit.start, hit.stop)))]:
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


def _is_signed(start: int, passage: Passage) -> bool:
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


def _follows_its_name(hit: Candidate, found: Sequence[NameHit], passage: Passage) -> bool:
    """ "ServiceNow (NOW)": the word in brackets behind a name is that name's ticker."""
    before, _ = _around(hit, passage)
    return before == "(" and bool(found) and found[-1].end == hit.start - 1 and found[-1].entity == hit.entity


def _around(hit: Candidate, passage: Passage) -> tuple[str, str]:
    words = passage.lower
    return words[hit.start - 1] if hit.start else "", words[hit.stop] if hit.stop < len(words) else ""


# ── parts ───────────────────────────────────────────────────────────────────────────────────────────


def _with_suffix(stop: int, passage: Passage, lexicon: Lexicon) -> int:
    """The end of the name with its legal form: "Nebius Group N.V."."""
    words = passage.lower
    while stop < len(words):
        comma = words[stop] == "," and stop + 1 < len(words) and words[stop + 1] in {"inc", "inc.", "ltd", "ltd."}
        if comma:
            stop += 2
        elif words[stop] in lexicon.suffixes and passage.words[stop][0].isupper():
            stop += 1
        else:
            break
    return stop


def _is_bystander(start: int, stop: int, passage: Passage, lexicon: Lexicon) -> bool:
    """Describes another ("Nvidia-backed operator") or is only compared with ("akin to AWS", "the Nvidia of China")."""
    words = passage.lower
    if _is_compound(stop, passage, lexicon) or _is_prefixed(start, passage):
        return True
    if start and words[start - 1] == "the" and stop < len(words) and words[stop] == "of":
        return True
    if "focus" in passage.vocabulary and _is_listed(start, stop, words):
        return True
    if not start or words[start - 1] not in COMPARED_ENDS:
        return False
    return any(tuple(words[max(0, start - len(phrase)) : start]) == phrase for phrase in COMPARED)


def _is_listed(start: int, stop: int, words: list[str]) -> bool:
    """One of a list of tickers at the end of a report on the whole market: "MSFT, CRWV, KO in focus"."""
    end = next((at for at in range(stop, len(words) - 1) if words[at : at + 2] == ["in", "focus"]), None)
    if end is None:
        return False
    begin = start
    while begin and (words[begin - 1] in JOINTS or words[begin - 2] == ","):
        begin -= 1
    listed = words[begin:end]
    return listed.count(",") >= LEAST_COMMAS and all(len(word) <= LONGEST_TICKER for word in words[stop:end])


def _is_compound(stop: int, passage: Passage, lexicon: Lexicon) -> bool:
    """Whether a hyphen and a word like "backed" follow."""
    words = passage.lower
    return stop + 1 < len(words) and words[stop] == "-" and words[stop + 1] in lexicon.compounds


PAIR_NOUNS = frozenset(
    """deal deals pact pacts partnership agreement contract tie-up alliance venture lease accord talks collaboration
    partnerships""".split()
)
"""Nouns of what two have with each other."""


def _is_of_pair(at: int, passage: Passage) -> bool:
    """Whether the second of "Meta-AMD deal" begins here: a capital, and soon the noun of what the two have."""
    words = passage.words
    return (
        2 <= at < len(words)
        and words[at][:1].isupper()
        and not PAIR_NOUNS.isdisjoint(passage.lower[at + 1 : at + 4])
        and passage.words[at - 2][:1].isupper()
    )


def _is_prefixed(start: int, passage: Passage) -> bool:
    """Whether "ex-" or the like stands before."""
    return start > 1 and passage.lower[start - 1] == "-" and passage.lower[start - 2] in PREFIXES
