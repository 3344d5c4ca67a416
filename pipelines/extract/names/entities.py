"""Decides which matched words really are the name, and what part the name may play.

Matching itself is a table of phrases (phrases.py); here are the rules that it cannot know. Names that are also words
need their case and their company ("Lambda" near GPUs, not "Lambda function"), unless the text has already said whom it
means ("Lambda Labs (Lambda)"). Tickers are found and weighed in `tickers`. A compound ("Meta-backed Scale AI", "an
ex-Google engineer", "the Nvidia of China") names a bystander.

Longest name wins; two names never overlap. No fuzzy matching: see lexicon.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipelines.extract.little_words import JOINTS, POSSESSIVE, RELATIONS
from pipelines.extract.names.lexicon import Lexicon, Name
from pipelines.extract.names.tickers import (
    MOVING,
    TRADED,
    Candidate,
    day_of,
    follows_its_name,
    is_signed,
    meant_as_tickers,
    tickers_of,
)
from pipelines.extract.passage import NameHit, Passage, Span

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
MOVED_BY = frozenset("as after on amid following by more nearly over about almost sharply roughly".split())
"""Behind a verb of a share's move: by how much, or why."""
COMPARED = tuple(
    tuple(phrase.split())
    for phrase in (
        "similar to|akin to|rival to|compete with|competes with|competing with|unlike|versus|vs|vs.|compared with"
        "|compared to|taking on|take on|ahead of|than|outperformed|outperforms|outperforming|outpaced|outpacing"
        "|backed by"
    ).split("|")
)
COMPARED_ENDS = frozenset(phrase[-1] for phrase in COMPARED)
LEAST_COMMAS = 2
LONGEST_TICKER = 6
BEFORE_CONTRAST = frozenset({",", "but", "and", "is", "was", "’s", "'s", "it", "were", "are", "(", "-", "—", "–"})
"""Before the "not" of who has no part in it: "Oracle, not Crusoe, is the landlord"."""
PREFIXES = frozenset({"ex", "non", "anti", "pro", "post", "pre", "former"})
"""Before a hyphen and a name: "ex-Google"."""


def resolve(passage: Passage, spans: Iterable[Span], lexicon: Lexicon) -> list[NameHit]:
    """The names of a passage, in order, from all matched stretches."""
    named = list(_named(passage, spans, lexicon))
    tickers = list(tickers_of(passage, lexicon))
    known = _introduced(named, passage, lexicon)
    meant = meant_as_tickers(tickers, {(hit.start, hit.stop) for hit in named}, passage)
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
            if hit not in meant and not follows_its_name(hit, found, passage):
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
        and is_signed(start, passage)
        and not any(
            item.entity.canonical == name.entity.canonical and item.holds_on(day_of(passage)) for item in listings
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
    if "not" in passage.vocabulary and _is_set_against(start, words):
        return True
    if "focus" in passage.vocabulary and _is_listed(start, stop, words):
        return True
    if not start or words[start - 1] not in COMPARED_ENDS:
        return False
    return any(tuple(words[max(0, start - len(phrase)) : start]) == phrase for phrase in COMPARED)


def _is_set_against(start: int, words: list[str]) -> bool:
    """ "Oracle, not Crusoe, is the landlord", "it was not Crusoe that signed": who has no part in it."""
    before = words[max(start - 2, 0) : start]
    return before[-1:] == ["not"] and (len(before) == 1 or before[0] in BEFORE_CONTRAST)


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
