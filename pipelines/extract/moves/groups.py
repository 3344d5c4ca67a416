"""Sectors and markets that are said by a bare word, "tech slides", and who leads a group: "Nvidia drags the Dow"."""

from __future__ import annotations

from dataclasses import replace

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.moves.lists import list_ending, mover_ending
from pipelines.extract.moves.stated import is_clear
from pipelines.extract.moves.words import DRAGGING, INDEX_NOUNS, LEADS, QUALIFIERS, is_filler
from pipelines.extract.names import collectives
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import capitals_before
from pipelines.extract.roles.unknown import as_written

BEFORE_SECTOR = frozenset(
    """as while but and : — ; , leads lead led drags dragged with boosts lifts lifted sends sent pushed the lift
    boost hits drag""".split()
)
"""Before "tech" where it is a sector by itself."""
MARKETS = frozenset({"nikkei", "kosdaq", "sensex", "topix", "nifty", "magnificent7"})
"""Indices whose name is a newspaper's too, or that only move."""
FOLLOWS = frozenset({"follow", "follows", "followed", "track", "tracks", "tracked", "join", "joins", "joined"})
"""Besides those who lead: "Aixtron and Besi follow Nvidia higher"."""


def leaders_of(group: int, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia, AMD and Micron lead chip stocks lower": who leads the group that begins here moves with it."""
    at = group - 1
    while sentence.word(at) in QUALIFIERS or sentence.word(at) in {"the", "a", "an", "benchmark", "main"}:
        at -= 1
    if sentence.word(at) in POSSESSIVE:
        # "dragged South Korea's benchmark Kospi down"
        at = capitals_before(at, sentence, low=sentence.start + 1) - 1
    if sentence.word(at) not in LEADS | FOLLOWS | DRAGGING:
        return []
    at -= 1
    ends = {n.end for n in sentence.names}
    while at + 1 not in ends and is_filler(sentence.word(at)):
        at -= 1
    name = mover_ending(at + 1, sentence)
    return list_ending(name, sentence) if name is not None else []


def bare_group(at: int, end: int, sentence: Sentence) -> NameHit | None:
    """ "Tech", "technology" or "stocks" by itself: a market or sector that the lexicon cannot list."""
    word, before = sentence.word(at), sentence.word(at - 1)
    opens = at == sentence.start or before in BEFORE_SECTOR
    if word in MARKETS and before not in {"in", "of", "by"}:
        written = as_written(at, end, sentence)
        return replace(written, entity=replace(written.entity, canonical="Nikkei 225")) if word == "nikkei" else written
    if word == "street" and before == "wall":
        return as_written(at - 1, end, sentence)
    if word in {"st", "st."} and before == "wall":
        return as_written(at - 1, end, sentence)
    if word in {"tech", "technology"} and opens and sentence.word(end) not in collectives.ANY_HEAD:
        return as_written(at, end, sentence)
    if word == "chips" and before in {"memory", "ai", "dram"}:
        start = at - 1
        opens = start == sentence.start or sentence.word(start - 1) in BEFORE_SECTOR
        return as_written(start, end, sentence) if opens else None
    if word == "chips" and opens:
        return as_written(at, end, sentence)
    if word == "stocks" and (at == sentence.start or before in {"as", "while", ":", ";"}):
        return as_written(at, end, sentence)
    return None


def bare_movers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """A sector or the market before the verb: "Tech slides as ...", "Wall Street closes lower"."""
    at = trigger[0] - 1
    while is_filler(sentence.word(at)) and sentence.word(at) not in {"stocks", "the"}:
        at -= 1
    if sentence.word(at) in INDEX_NOUNS and sentence.word(at - 1) in MARKETS:
        at -= 1
    group = bare_group(at, at + 1, sentence)
    if group is None or not is_clear(trigger, sentence, has_shares=sentence.word(at) not in {"street", "chips"}):
        return []
    return [*leaders_of(group.start, sentence), group]
