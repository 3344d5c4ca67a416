"""Decides which matched words really are the name, and what part the name may play.

Matching itself is spaCy's phrase matcher (components.py); here are the rules that it cannot know: names that are also
words need their case and their company ("Lambda" near GPUs, not "Lambda function"), short tickers need a `$`, a
bracket or "shares", and a compound ("Meta-backed Scale AI", "firms like CoreWeave") names a bystander.

Longest name wins; two names never overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.extract.lexicon import Lexicon, Name
from pipelines.extract.passage import NameHit, Passage, Span

TICKER_BEFORE = frozenset({"$", "(", ":", "nasdaq", "nyse", "/", "ticker", "symbol"})
TICKER_AFTER = frozenset({"stock", "shares", "options", "bulls", "bears"})
COMPARED = tuple(
    tuple(phrase.split())
    for phrase in (
        "similar to|akin to|rival to|compete with|competes with|competing with|unlike|versus|vs|vs.|compared with"
        "|compared to|taking on|take on|ahead of|than"
    ).split("|")
)
LONG_TICKER = 4


def resolve(passage: Passage, spans: Iterable[Span], lexicon: Lexicon) -> list[NameHit]:
    """The names of a passage, in order, from all matched stretches."""
    found: list[NameHit] = []
    end = 0
    for start, stop in _longest_first(spans):
        name = lexicon.names.get(passage.text[slice(*passage.char_span((start, stop)))].lower().replace("\n", " "))
        name = name or lexicon.names.get(" ".join(passage.lower[start:stop]))
        if name is None or start < end or not _is_meant(name, start, stop, passage, lexicon):
            continue
        end = _with_suffix(stop, passage, lexicon) if name.entity.kind == "company" and not name.is_ticker else stop
        found.append(NameHit(start, end, name.entity, _is_bystander(start, end, passage, lexicon)))
    return found


def _longest_first(spans: Iterable[Span]) -> Sequence[Span]:
    return sorted(set(spans), key=lambda span: (span[0], -span[1]))


def _is_meant(name: Name, start: int, stop: int, passage: Passage, lexicon: Lexicon) -> bool:
    """Whether these words are the name here."""
    before = passage.lower[start - 1] if start else ""
    after = passage.lower[stop] if stop < len(passage.lower) else ""
    surface = passage.text[slice(*passage.char_span((start, stop)))]
    if name.is_ticker:
        return surface == name.text and _is_ticker(surface, before, after, passage)
    guard = name.guard
    if guard.case and surface != name.text and (surface != name.text.upper() or len(surface) <= 2):
        return False
    if after in guard.not_before or before in guard.not_after:
        # "Meta-backed" is a compound with the name, "meta-analysis" a word without it.
        return after == "-" and _is_compound(stop, passage, lexicon)
    return not guard.need or not guard.need.isdisjoint(passage.vocabulary)


def _is_ticker(surface: str, before: str, after: str, passage: Passage) -> bool:
    """Long tickers stand for themselves; short ones need a sign that they are tickers."""
    if before in TICKER_BEFORE or after in TICKER_AFTER:
        return True
    return len(surface) >= LONG_TICKER and passage.text != passage.text.upper()


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
    """Describes another ("Nvidia-backed operator") or is only compared with ("akin to AWS")."""
    words = passage.lower
    if _is_compound(stop, passage, lexicon):
        return True
    return any(tuple(words[max(0, start - len(phrase)) : start]) == phrase for phrase in COMPARED)


def _is_compound(stop: int, passage: Passage, lexicon: Lexicon) -> bool:
    """Whether a hyphen and a word like "backed" follow."""
    words = passage.lower
    return stop + 1 < len(words) and words[stop] == "-" and words[stop + 1] in lexicon.compounds
