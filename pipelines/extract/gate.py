"""Whether a long text can be about the trade at all: asked before it is cut into tokens.

Most news is about other things, and finding that out by reading it in full costs fifty times as much. A text can only
be relevant through a company of the trade or through wording of it; so when not one of their words stands in the text,
it is irrelevant, and nothing else needs to be known. The names, the phrases of themes and the terms of the trade are
those that are loaded; a theme's own frames are let in by the concepts they are about.

What must never happen: a relevant text refused. So the question is only whether the *words* of a name or phrase are
there, anywhere and in any order, and a text in a script without blanks between words is always read. The other error
is cheap: a text let in for nothing is read in full and found irrelevant. Rules that are to find events in a text
without any of these words need their words added to `TRADE_TERMS`; tests compare the gate with reading in full.

A text that is refused has no mentions, not even of companies of other trades. Therefore short texts are always read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from pipelines.extract.collectives import CHIP_WORDS, HEADS, NEOCLOUD_WORDS, SPENDER_WORDS
from pipelines.extract.frames import CHAINED_GROUPS
from pipelines.extract.lexicon import Entity, Lexicon, Rules
from pipelines.extract.theme_rules import concept_terms, frames_of
from pipelines.extract.themes import Theme

LONG_TEXT = 1_500
"""Characters: about 250 words. Shorter texts are read in full."""
REASON = "no name and no wording of the trade stands in it: the text was not read further"
WORD = re.compile(r"[^\W\d_]+|\d+")
"""Letters or digits: "250MW" is two words here."""
POWER = ("mw", "gw", "megawatt", "megawatts", "gigawatt", "gigawatts")
GROUP = "group:"
UNSPACED = "\u2e80"
"""From here on come the scripts that write no blanks between words."""

TRADE_TERMS = frozenset(
    "strong_context ai_context compute chip ai_word money_trade ai_aim cloud_business lease_noun".split()
)
"""Term categories by which conditions of frames and the verdict know a text of the trade."""


class Anchor(NamedTuple):
    """A name or phrase: all its words have to stand in a text; where case matters, also one of `exact` as it is."""

    words: frozenset[str]
    exact: tuple[str, ...] = ()


class Gate:
    """The anchors of what is loaded, by one word of each that is seldom elsewhere."""

    def __init__(self, lexicon: Lexicon, rules: Rules, themes: Sequence[Theme]) -> None:
        self.anchors: dict[str, list[Anchor]] = {}
        found = {*_of_names(lexicon, themes), *_of_terms(rules, themes)}
        for anchor in sorted(found, key=lambda anchor: (len(anchor.words), sorted(anchor.words), anchor.exact)):
            self.anchors.setdefault(max(anchor.words, key=lambda word: (len(word), word)), []).append(anchor)
        self.keys = frozenset(self.anchors)

    def admits(self, text: str) -> bool:
        """Whether the text has to be read."""
        if len(text) < LONG_TEXT or (not text.isascii() and max(text) >= UNSPACED):
            return True
        words = frozenset(WORD.findall(text.lower()))
        found = [a for key in self.keys & words for a in self.anchors[key] if a.words <= words]
        if not found or not all(anchor.exact for anchor in found):
            return bool(found)
        as_written = frozenset(WORD.findall(text))
        forms = {form for anchor in found for form in anchor.exact}
        return any(form in as_written if WORD.fullmatch(form) else form in text for form in forms)


def _anchor(text: str, exact: Iterable[str] = ()) -> Iterator[Anchor]:
    words = frozenset(WORD.findall(text.lower()))
    if words:
        # "a.i.": letters alone stand everywhere.
        letters = max(map(len, words)) == 1 and len(words) > 1
        yield Anchor(words, (text, text.upper(), text.title()) if letters else tuple(exact))


def _of_names(lexicon: Lexicon, themes: Sequence[Theme]) -> Iterator[Anchor]:
    """Names and tickers of companies, products and people that the verdict counts."""
    followed = {company for theme in themes for company in theme.companies}
    groups = CHAINED_GROUPS | {group for theme in themes for group in _paired_groups(theme)}

    def counts(entity: Entity) -> bool:
        """Whether a condition or a theme can ask for it: itself, or the company it stands for."""
        of_trade = groups & (entity.groups | lexicon.groups(entity.party))
        of_chips = not CHIP_WORDS.isdisjoint(entity.canonical.lower().split())
        return bool(of_trade) or of_chips or not followed.isdisjoint({entity.ticker, entity.canonical, entity.party})

    for name in lexicon.names.values():
        if counts(name.entity):
            yield from _anchor(name.text, (name.text, name.text.upper()) if name.guard.case else ())
    for ticker, listings in lexicon.listings.items():
        if any(counts(listing.entity) for listing in listings):
            yield from _anchor(ticker, (ticker, f"${ticker.lower()}"))


def _of_terms(rules: Rules, themes: Sequence[Theme]) -> Iterator[Anchor]:
    """Words of groups, phrases that state a theme, and those without which no frame can hold."""
    concepts = {key: phrases for theme in themes for key, phrases in concept_terms(theme).items()}
    wording = {
        key: (*rules.terms.get(key, ()), *rules.exact.get(key, ()), *concepts.get(key, ()))
        for key in (*rules.terms, *rules.exact, *concepts)
    }
    for word in CHIP_WORDS | NEOCLOUD_WORDS | SPENDER_WORDS | {f"data {head}" for head in HEADS} | {*POWER}:
        yield from _anchor(word)
    for phrases in (
        *(theme.phrases for theme in themes),
        *(wording[key] for key in sorted(TRADE_TERMS | _demanded(themes))),
    ):
        for phrase in phrases:
            yield from _anchor(phrase)
    for pair in (pair for theme in themes for pair in theme.pairs):
        # Nothing to ask where one side is a company or a word of the trade by itself.
        if not any(side.startswith(GROUP) or side in TRADE_TERMS for side in pair):
            for phrases in product(*(wording[side] for side in pair)):
                yield from _anchor(" ".join(phrases))


def _paired_groups(theme: Theme) -> Iterator[str]:
    return (side.removeprefix(GROUP) for pair in theme.pairs for side in pair if side.startswith(GROUP))


def _demanded(themes: Sequence[Theme]) -> set[str]:
    """Categories of which an event of a theme's own frames needs one: its concepts where they are what it is about."""
    found: set[str] = set()
    for frame in (frame for theme in themes for frame in frames_of(theme)):
        own = frame.object if frame.object and all("/" in category for category in frame.object) else frame.trigger
        found.update(own)
    return found
