"""Words that no rule reads: the ticker behind a name, a sum again in another currency, an abbreviation behind what it
stands for, a description of who was just named, the dateline of an agency, and the bullet, the number or the
"Meanwhile," that a sentence begins with.

"Nebius Group (NASDAQ: NBIS) signs" says what "Nebius Group signs" does; for rules that look how far a verb stands from
its subject it is five words longer. So these words are left out of a passage, from its lists of words only: text and
offsets stay as they are, and a ticker that is left out stays a mention.

What must never happen: words left out that say something. So brackets go only when everything in them is the ticker of
the very name before them, with its exchange; or money in another currency than the sum before; or the initials of the
words before. A description names nobody and holds no figure, and what it says still counts for what the text is about.
A dateline needs a day, an agency or a state behind its place, and names nobody. An adverb that hedges or dates
("Reportedly,", "Earlier,") stays.

Known exceptions: "Oracle, which is building a data center in Texas, fell": the building is lost.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from pipelines.extract.names.tickers import EXCHANGES
from pipelines.extract.passage import NameHit, Passage, Span
from pipelines.extract.text.sentences import DASHES

MOST_WORDS = 8
"""Between the brackets."""
BETWEEN = 3
"""Tokens between a name and its brackets: "Inc.", "Class A"."""
SIGNS = frozenset({":", ",", "/", "-", "$", "."})
LISTED = re.compile(r"[A-Z]{1,6}(?:\.[A-Z]{1,3})?|\d{3,6}(?:\.[A-Z]{1,3})?")
SERVICE = frozenset("get free report rating research profile".split()) | DASHES
"""What a service of headlines adds to a ticker: "(NASDAQ: NBIS - Get Free Report)"."""
PARTIES = frozenset({"r", "d", "i"})
"""Of whom sits in a parliament, before the state: "Jane Doe (R-Texas)"."""
CONVERTED = re.compile(
    r"\((?:about |around |roughly |approximately |approx\.? |some |nearly |or )?"
    r"(?:[€£¥₩₹元約约]|CHF|EUR|GBP|JPY|KRW|NT\$|HK\$|A\$|C\$|S\$)\s?[\d.,]+[^()$]{0,16}\)"
)
MONEY_BEFORE = re.compile(r"(?:\d|illion|bn|[BMT])\s?$")
ABBREVIATION = re.compile(r"([A-Z]{2,5})s?")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
DATELINE = re.compile(
    r"\s*(?P<city>[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){0,3})(?P<state>, [A-Z][A-Za-z. ]{1,20}?){0,2}"
    rf"(?P<day>,? {_MONTH} \d{{1,2}}(?:, \d{{4}})?)?"
    r"(?P<agency> ?(?:\([A-Z][A-Za-z ]{1,30}\)|/[A-Z][A-Za-z ]{1,30}/))?"
    r" ?(?:--?|–|—) "
)
LONGEST_DATELINE = 120
MARKS = frozenset(
    {"#", "##", "###", "####", "*", "**", "•", "-", "–", "—", "·", "▪", "►", "▶", "→", ">", ">>", "✅", "🚨"}
)
CLOSED_BY = {",": frozenset({","}), "--": frozenset({"--"}), **dict.fromkeys(DASHES, DASHES)}
"""What ends a description, by what opens it."""
DESCRIBING = frozenset(
    """a an the another one which who whose based headquartered formerly founded backed known already itself long now
    currently""".split()
)
"""What a description begins with."""
SEATED = frozenset({"based", "headquartered"})
OPENING = frozenset("the a an its another one".split())
LISTING = frozenset(
    """and or but which who whose that while as after amid a an the its another including such like with for in on at
    to by from of""".split()
)
"""Behind a comma, what goes on with a list or another description, not with a verb."""
TURNING = frozenset("; : ( ) but while said says sells makes produces manufactures supplies".split())
"""Words of clauses that say more than who somebody is: "Micron, which sells memory chips, raised prices"."""
LONGEST_DESCRIPTION = 16
NUMBER = re.compile(r"\d{1,2}[.)]?\Z")
LEADS = frozenset(
    tuple(phrase.split())
    for phrase in (
        "meanwhile|separately|additionally|moreover|furthermore|however|notably|importantly|interestingly"
        "|surprisingly|unsurprisingly|similarly|likewise|consequently|accordingly|specifically|essentially|finally"
        "|lastly|overall|simultaneously|elsewhere|nonetheless|nevertheless|now|also|plus|still|besides|thus|hence"
        "|indeed|first|second|third|in addition|in other news|on top of that|in the meantime|at the same time"
        "|by contrast|in contrast|that said|in fact|of note|to be sure|for its part|for his part|for their part"
        "|just in|breaking news"
    ).split("|")
)
"""Before a comma at the beginning of a sentence: they join it to the last one and say nothing of their own."""
LEAD_WORDS = frozenset(phrase[0] for phrase in LEADS)
LONGEST_LEAD = max(map(len, LEADS))


class _Named(NamedTuple):
    """The names of a passage by where they begin and end: a text may have thousands."""

    starting: dict[int, NameHit]
    ending: dict[int, NameHit]


def set_aside(passage: Passage) -> None:
    """Leave out of a passage whose names are known what no rule needs to read."""
    named = _Named({name.start: name for name in passage.names}, {name.end: name for name in passage.names})
    brackets = list(_brackets(passage, named)) if "(" in passage.text else []
    spans = [*brackets, *_datelines(passage, named), *_leads(passage), *_second_tickers(passage)]
    spans += _descriptions(passage, named, dict(brackets))
    if spans:
        passage.leave_out(sorted(spans))


# ── brackets ────────────────────────────────────────────────────────────────────────────────────────


def _brackets(passage: Passage, named: _Named) -> Iterator[Span]:
    lower = passage.lower
    for start, word in enumerate(lower):
        if word != "(" or not start:
            continue
        try:
            end = lower.index(")", start + 1, start + MOST_WORDS + 2) + 1
        except ValueError:
            continue
        if (
            _is_ticker(start, end, passage, named)
            or _is_sum(start, passage)
            or (lower[start + 1] in PARTIES and lower[start + 2 : start + 3] == ["-"])
            or (start + 1 not in named.starting and _is_abbreviation(start, end, passage))
        ):
            yield start, end


def _is_ticker(start: int, end: int, passage: Passage, named: _Named) -> bool:
    """Whether brackets hold nothing but tickers of the name before them, or of a name we do not know, with exchange."""
    inside = [named.starting[at] for at in range(start + 1, end - 1) if at in named.starting]
    before = next((named.ending[at] for at in range(start, start - BETWEEN - 1, -1) if at in named.ending), None)
    if any(before is None or name.entity.canonical != before.entity.canonical for name in inside):
        return False
    others = [at for at in range(start + 1, end - 1) if not any(n.start <= at < n.end for n in inside)]
    has_exchange = any(passage.lower[at] in EXCHANGES for at in others)
    if not (inside or has_exchange):
        return False
    return all(
        passage.lower[at] in EXCHANGES
        or passage.words[at] in SIGNS
        or (inside and passage.lower[at] in SERVICE)
        or LISTED.fullmatch(passage.words[at])
        for at in others
    )


def _is_sum(start: int, passage: Passage) -> bool:
    text, at = passage.text, passage.starts[start]
    return bool(CONVERTED.match(text, at) and MONEY_BEFORE.search(text, max(0, at - 9), at))


def _is_abbreviation(start: int, end: int, passage: Passage) -> bool:
    """ "high-performance computing (HPC)": the letters are those that the words before begin with."""
    hit = ABBREVIATION.fullmatch(passage.words[start + 1]) if end == start + 3 else None
    if hit is None:
        return False
    words = [word for word in passage.lower[max(0, start - 2 * len(hit[1])) : start] if word != "-"]
    return "".join(word[0] for word in words[-len(hit[1]) :]) == hit[1].lower()


def _second_tickers(passage: Passage) -> Iterator[Span]:
    """ "Meta $META", "Nvidia NVDA": the ticker right behind its name."""
    for one, other in pairwise(passage.names):
        between = passage.words[one.end : other.start]
        is_same = other.entity.canonical == one.entity.canonical and between in ([], ["$"])
        if is_same and other.entity.ticker == "".join(passage.words[other.start : other.end]).lstrip("$"):
            yield one.end, other.end


# ── descriptions ────────────────────────────────────────────────────────────────────────────────────


def _descriptions(passage: Passage, named: _Named, brackets: Mapping[int, int]) -> Iterator[Span]:
    """ "Nebius, an AI cloud company, signs" and "Nebius - which rents out GPUs - signs": the words between the signs.

    Of "The AI cloud company, Nebius, signs" only the second comma. brackets: where those end that are left out, by
    where they begin.
    """
    lower, starts = passage.lower, named.starting
    for name in passage.names:
        behind = brackets.get(name.end, name.end)
        opening = lower[behind : behind + 1]
        if not opening or opening[0] not in CLOSED_BY:
            continue
        begin, end = passage.sentences[passage.sentence_index(name.start)]
        at = behind + 1
        if lower[at : at + 1] and lower[at] in DESCRIBING:
            last = _closing(opening[0], at, min(at + LONGEST_DESCRIPTION, end - 1), passage)
            inside = lower[at:last]
            says = any(word[0].isdigit() or word in TURNING for word in inside)
            if last and not says and starts.keys().isdisjoint(range(at, last)) and _goes_on(last + 1, named, passage):
                yield behind, last + 1
        elif (
            opening == [","]
            and at < end
            and _is_described_before(name, begin, passage, named)
            and _goes_on(at, named, passage)
        ):
            yield behind, at


def _closing(opening: str, start: int, end: int, passage: Passage) -> int:
    """Where a description ends: at the next comma, or dash; 0: nowhere. A state behind its city does not end it."""
    lower = passage.lower
    for at in range(start + 1, end):
        if lower[at] not in CLOSED_BY[opening] or (lower[at] == "-" and _is_hyphen(at, passage)):
            continue
        is_place = lower[start] in SEATED and lower[at + 2 : at + 3] == [","] and passage.words[at + 1][0].isupper()
        return at + 2 if opening == "," and is_place else at
    return 0


def _is_hyphen(at: int, passage: Passage) -> bool:
    """Whether a dash stands between two words without a blank."""
    return passage.char_span((at - 1, at))[1] == passage.starts[at] and passage.starts[at] + 1 == passage.starts[at + 1]


def _goes_on(at: int, named: _Named, passage: Passage) -> bool:
    """Whether a sentence goes on with what somebody does, not with the next of a list."""
    word = passage.words[at]
    return at not in named.starting and word[0].isalpha() and passage.lower[at] not in LISTING


def _is_described_before(name: NameHit, start: int, passage: Passage, named: _Named) -> bool:
    """ "The world's largest chip maker, TSMC": words that open the sentence and name nobody."""
    words = passage.lower[start : name.start]
    return (
        3 <= len(words) <= LONGEST_DESCRIPTION
        and words[-1] == ","
        and words[0] in OPENING
        and words.count(",") == 1
        and named.starting.keys().isdisjoint(range(start, name.start))
    )


# ── the beginning of a sentence ──────────────────────────────────────────────────────────────────


def _leads(passage: Passage) -> Iterator[Span]:
    lower = passage.lower
    for start, end in passage.sentences:
        at = start
        if NUMBER.match(lower[at]):
            at += 1 if lower[at][-1] in ".)" else 2 * (lower[at + 1 : at + 2] in (["."], [")"]))
        else:
            while at < end and (lower[at] in MARKS or lower[at].isspace()):
                at += 1
        if at < end and lower[at] in LEAD_WORDS:
            comma = next((n for n in range(at + 1, min(at + LONGEST_LEAD + 1, end)) if lower[n] == ","), 0)
            if comma and tuple(lower[at:comma]) in LEADS:
                at = comma + 1
        if start < at < end:
            yield start, at


# ── datelines ───────────────────────────────────────────────────────────────────────────────────────


def _datelines(passage: Passage, named: _Named) -> Iterator[Span]:
    """At the beginning of the text and of its zones."""
    text = passage.text
    begins = {0, *(zone.start for zone in passage.zones.zones)} if len(passage.zones.zones) < 50 else {0}
    for begin in sorted(begins):
        hit = DATELINE.match(text, begin, begin + LONGEST_DATELINE)
        if hit is None or not (hit["agency"] or (hit["city"].isupper() and (hit["day"] or hit["state"]))):
            continue
        start, place, end = (bisect_left(passage.starts, at) for at in (begin, hit.end("city"), hit.end()))
        is_agency = hit["agency"] and hit["day"] and hit["city"].isupper()  # "WASHINGTON, Oct 3 (Reuters) -"
        if is_agency or named.starting.keys().isdisjoint(range(start, place)):
            yield start, end
