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

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

from pipelines.extract.frames.rules import Rules
from pipelines.extract.names.collectives import CHIP_WORDS, HEADS, NEOCLOUD_WORDS, SPENDER_WORDS
from pipelines.extract.names.lexicon import Entity, Lexicon
from pipelines.extract.themes.rules import concept_terms, frames_of
from pipelines.extract.themes.theme import Theme
from pipelines.extract.trade import CHAINED_GROUPS, PROCESSORS, TRADE_TERMS

LONG_TEXT = 1_500
"""Characters: about 250 words. Shorter texts are read in full."""
REASON = "no name and no wording of the trade stands in it: the text was not read further"
LETTERS = bytes(code if chr(code).isalpha() and code < 128 else 32 for code in range(256))
"""Everything but the letters of ASCII parts words: "250MW" has the word MW, "Telefónica" two."""
LOWER_LETTERS = LETTERS.lower()
POWER = ("mw", "gw", "megawatt", "megawatts", "gigawatt", "gigawatts")
GROUP = "group:"
SCARCE_GOODS = "named_good"
"""The category of goods whose scarcity is of the trade whoever lacks them."""
UNSPACED = "\u2e80"
"""From here on come the scripts that write no blanks between words."""


class Anchor(NamedTuple):
    """A name or phrase: all its words have to stand in a text, and one of the further forms if there are any."""

    words: frozenset[bytes]
    as_words: tuple[frozenset[bytes], ...] = ()
    """As words of the text as it is written."""
    inside: tuple[str, ...] = ()
    """Anywhere in the text in lower case."""


def words_of(text: str) -> frozenset[bytes]:
    """The words of a text; as bytes, because those are cut five times as fast."""
    return frozenset(text.encode("ascii", "replace").translate(LETTERS).split())


def lower_words_of(text: str) -> list[bytes]:
    """The words of a text in lower case, as they come."""
    # Of a text in ASCII the table does that on the way.
    return (text if text.isascii() else text.lower()).encode("ascii", "replace").translate(LOWER_LETTERS).split()


class Gate:
    """The anchors of what is loaded, by one word of each that is seldom elsewhere."""

    def __init__(self, lexicon: Lexicon, rules: Rules, themes: Sequence[Theme]) -> None:
        self._loaded = lexicon, rules, themes

    @cached_property
    def anchors(self) -> dict[bytes, list[Anchor]]:
        """By that word of each; made for the first long text."""
        found: dict[bytes, list[Anchor]] = {}
        lexicon, rules, themes = self._loaded
        for anchor in dict.fromkeys((*_of_names(lexicon, themes), *_of_terms(rules, themes))):
            found.setdefault(max(anchor.words, key=lambda word: (len(word), word)), []).append(anchor)
        return found

    @cached_property
    def words(self) -> frozenset[bytes]:
        return frozenset(word for anchors in self.anchors.values() for anchor in anchors for word in anchor.words)

    @cached_property
    def sufficient(self) -> frozenset[bytes]:
        """Words that are a name or phrase by themselves: most texts of the trade have one."""
        return frozenset(
            key
            for key, anchors in self.anchors.items()
            if any(anchor == Anchor(frozenset({key})) for anchor in anchors)
        )

    def admits(self, text: str) -> bool:
        """Whether the text has to be read."""
        if len(text) < LONG_TEXT or (not text.isascii() and max(text) >= UNSPACED):
            return True
        words = self.words.intersection(lower_words_of(text))
        if not self.sufficient.isdisjoint(words):
            return True
        found = [a for key in self.anchors.keys() & words for a in self.anchors[key] if a.words <= words]
        return any(not (anchor.as_words or anchor.inside) for anchor in found) or _has_form(found, text)


def _has_form(anchors: Iterable[Anchor], text: str) -> bool:
    """Whether one of the further forms stands in the text."""
    # A blank at each end: a word stands there when it stands between two.
    written = b" %b " % text.encode("ascii", "replace").translate(LETTERS)
    lower = text.lower()
    return any(
        any(all(b" %b " % word in written for word in form) for form in anchor.as_words)
        or any(form in lower for form in anchor.inside)
        for anchor in anchors
    )


def _anchor(text: str, as_written: tuple[str, ...] = (), inside: tuple[str, ...] = ()) -> Iterator[Anchor]:
    words = words_of(text.lower())
    # "H100", "a.i.": the letters alone stand everywhere.
    if words and max(map(len, words)) == 1 and not as_written and len(text) > 1:
        inside = (*inside, text.lower())
    if words:
        yield Anchor(words, tuple(words_of(form) for form in as_written), inside)


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
            yield from _anchor(ticker, (ticker,), (f"${ticker.lower()}",))


def _of_terms(rules: Rules, themes: Sequence[Theme]) -> Iterator[Anchor]:
    """Words of groups, phrases that state a theme, and those without which no frame can hold."""
    concepts = {key: phrases for theme in themes for key, phrases in concept_terms(theme).items()}
    wording = {
        key: (*rules.terms.get(key, ()), *rules.exact.get(key, ()), *concepts.get(key, ()))
        for key in (*rules.terms, *rules.exact, *concepts)
    }
    for word in (
        CHIP_WORDS | NEOCLOUD_WORDS | SPENDER_WORDS | PROCESSORS | {f"data {head}" for head in HEADS} | {*POWER}
    ):
        yield from _anchor(word)
    for phrases in (
        *(theme.phrases for theme in themes),
        *(wording[key] for key in sorted(TRADE_TERMS | {SCARCE_GOODS} | _demanded(themes))),
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
