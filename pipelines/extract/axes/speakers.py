"""Who speaks in a sentence: names beside a verb of saying, and a publisher that signs it."""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence
from pipelines.extract.text.sentences import DASHES

SAYING = frozenset("say says said report reports reported wrote writes according cited citing told tells".split())
SAID_BY = frozenset("said says according wrote told cited citing to by".split())
"""Words of saying after which the speaker is named."""
JUDGING = frozenset({"model", "table", "sees", "believes", "notes", "warns", "expects"})
"""Beside a broker they say that it speaks."""
INVERTED = frozenset("said says wrote".split())
"""Such words only where no subject stands before them: "..., said Huang", not "people said Oracle would ..."."""
BEFORE_INVERTED = frozenset({",", '"', "”", "’", "'", "as", ""})
"""Before such a word where no subject is."""
SIGNS = DASHES | {"", "(", "per"}
"""Before a publisher that signs what stands there."""
TRADE_PRESS = frozenset({"Data Center Dynamics", "GlobeNewswire", "Business Wire", "PR Newswire"})
"""Retell what firms announce: behind a hyphen only the feed's suffix, where Bloomberg signs a report of its own."""


def speakers(sentence: Sentence) -> list[NameHit]:
    """Who speaks in a sentence: the same for all its events."""
    if sentence.speakers is None:
        sentence.speakers = _find_speakers(sentence)
    return sentence.speakers


def _find_speakers(sentence: Sentence) -> list[NameHit]:
    """Names within two words of a verb of saying, and a publisher at the end behind a dash."""
    return [*(name for name in sentence.names if _speaks(name, sentence)), *_signature(sentence)]


def _speaks(name: NameHit, sentence: Sentence) -> bool:
    near = [*_said_before(name, sentence), *_said_behind(name, sentence)]
    if not SAYING.isdisjoint(near):
        return True
    if name.entity.kind == "broker":
        return sentence.word(name.end) == "'s" or not JUDGING.isdisjoint(near)
    return name.entity.kind == "publisher" and _signs(name, sentence)


def _said_behind(name: NameHit, sentence: Sentence) -> list[str]:
    """The words behind a name among which a verb makes it a speaker."""
    if sentence.word(name.end) in {"'s", ","}:
        return []  # "To rent from Meta, report says": who says it stands behind the comma.
    behind = sentence.lower[name.end : min(name.end + 3, sentence.end)]
    # "TSMC said to win orders": others say so.
    return [] if "said to" in " ".join(behind) else behind


def _signs(publisher: NameHit, sentence: Sentence) -> bool:
    """Whether a publisher stands where one signs: behind a dash, in brackets, last behind a colon."""
    first = publisher.start
    if sentence.word(first - 1) == "-" and publisher.entity.canonical in TRADE_PRESS:
        return False
    sign = sentence.word(first - 1 - (sentence.word(first - 1) == "the"))
    if sign == "(" and sentence.word(publisher.end) == ")" and sentence.word(publisher.end + 1) in DASHES:
        return False  # the line that dates a dispatch
    return sign in SIGNS or (sign == ":" and publisher.end == sentence.end)


def _signature(sentence: Sentence) -> list[NameHit]:
    """ "Meta to sell compute -- Bloomberg": a publisher alone behind the dash that ends a headline."""
    passage, behind = sentence.passage, sentence.index + 1
    names = passage.names_of(behind) if behind < len(passage.sentences) else []
    if len(names) != 1 or names[0].entity.kind != "publisher" or names[0].entity.canonical in TRADE_PRESS:
        return []
    alone = (names[0].start, names[0].end) == passage.sentences[behind]
    between = passage.text[passage.starts[sentence.end - 1] : passage.starts[names[0].start]]
    return names if alone and "\n" not in between and not DASHES.isdisjoint(between) else []


def _said_before(name: NameHit, sentence: Sentence) -> set[str]:
    """The words of saying that lead up to a speaker; who stands behind a "said" with a subject is only told of."""
    found = set()
    for at in range(max(sentence.start, name.start - 2), name.start):
        word = sentence.word(at)
        if word == "told" and (name.entity.kind != "publisher" or at + 1 < name.start):
            continue  # "Told Reuters" is what Reuters prints; whom else somebody tells does not speak
        if word in SAID_BY and (word not in INVERTED or sentence.word(at - 1) in BEFORE_INVERTED):
            found.add(word)
    return found
