"""Names that have a share, alone, in lists ("A, B and C", "chip stocks such as A and B") and before a description."""

from __future__ import annotations

from pipelines.extract.moves.words import APPOSITION, BRACKET, LEGAL, LIKE, PLACES, SHARES
from pipelines.extract.names.lexicon import PARTY_KINDS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles import general
from pipelines.extract.roles.capitals import capitals_before
from pipelines.extract.roles.names import DESCRIBING, acts_next, in_brackets, stands_free
from pipelines.extract.roles.unknown import DEMONYMS

SEPARATORS = frozenset({",", "and", "&", "/"})
CLASSES = frozenset({"'s", "’s", "stock", "shares", "share", "price", "-", "listed", "traded", "common", "ordinary",
                     "preferred", "u.s.", "us", "american", "depositary", "receipts", "adrs", "adr", "class", "a",
                     "hong", "new", "u.s.-listed", "seoul-listed"})  # fmt: skip
"""Between a company and the description of its share."""
IN_LISTS = LEGAL | {",", "and", "&", "/", "shares", "stock", "the", "both", "rival", "these"}
"""Between the names of a list."""
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}
"""In a group they say how many names follow that are the group itself."""
BEFORE_REST = frozenset({",", "and", "other", "shares", "stock"})
"""Between a list and the rest of its group."""


def behind_bracket(name: NameHit, sentence: Sentence) -> int:
    """The token behind a name and its bracket: "CoreWeave (CRWV)"."""
    if sentence.word(name.end) != "(":
        return name.end
    return next((at + 1 for at in range(name.end, name.end + BRACKET) if sentence.word(at) == ")"), name.end)


def before_bracket(at: int, sentence: Sentence) -> int:
    """The token before the bracket that closes at `at`; outside the sentence when it never opened."""
    for back in range(at - 1, max(at - BRACKET, sentence.start - 1), -1):
        if sentence.word(back) == "(":
            return back - 1
    return sentence.start - 1


def described_firm(comma: int, sentence: Sentence) -> NameHit | None:
    """ "SMIC, the country's biggest foundry, rose 5%": the name before a description that ends at this comma."""
    first = max(comma - APPOSITION, sentence.start)
    opened = sentence.word(comma)
    # "Asia's largest stock, TSMC, fell": the name may be what stands between the commas.
    named = [
        n
        for n in sentence.names
        if (first <= n.end < comma or (n.end == comma and sentence.word(n.start - 1) == opened))
        and _opens_aside(n, opened, sentence)
    ]
    # "The fund, packed with names like A, B and C, fell": of a list inside the description nobody moves.
    listed = next((n for n in named if list_beginning(n, sentence)[1:]), None)
    told = listed is not None and sentence.word(listed.start - 1) in LIKE and sentence.word(listed.start - 2) == opened
    if listed is not None and not told:
        named = named[: named.index(listed)] or named
    return next((n for n in reversed(named) if is_listed(n) and stands_free(n, sentence)), None)


def _opens_aside(name: NameHit, sign: str, sentence: Sentence) -> bool:
    """Whether a description between two commas or dashes begins behind a name and its bracket."""
    at = name.end
    if sentence.word(at) == sign:
        return True
    while sentence.word(at) in CLASSES or sentence.word(at) in PLACES:
        at += 1
    if sentence.word(at) == "(":
        at = next((at + 1 for at in range(at, at + BRACKET) if sentence.word(at) == ")"), at)
    return sentence.word(at) == sign


def is_apposed(last: NameHit, sentence: Sentence) -> bool:
    """Whether a list between two commas ends here: ", namely Broadcom and Micron,"."""
    listed = list_ending(last, sentence)
    first = listed[0].start - (sentence.word(listed[0].start - 1) == "namely")
    return len(listed) > 1 and sentence.word(last.start - 1) == "and" and sentence.word(first - 1) in {",", ":", "—"}


def mover_at(at: int, sentence: Sentence) -> NameHit | None:
    """The name with a share that begins at a token."""
    for name in sentence.names:
        if name.start == at and is_listed(name):
            return name
    return None


def mover_ending(at: int, sentence: Sentence) -> NameHit | None:
    """The name with a share that ends before a token."""
    for name in sentence.names:
        if name.end == at and is_listed(name):
            return name
    return None


def moving_subject(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The subject of a deed, if it has a share."""
    subject = general.subject(trigger, sentence)
    return subject if subject is not None and is_listed(subject) else None


def list_ending(name: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "A, B and C" of which `name` is the last; a percentage between them ends the list."""
    hits = [n for n in sentence.names if n.end <= name.end and is_listed(n)]
    if hits and hits[0] is name:
        return [name]
    if name.entity.kind == "collective" and sentence.word(name.start - 1) == "other":
        ahead = next((n for n in reversed(hits) if n.end <= name.start and not in_brackets(n, sentence)), None)
        if ahead is not None and BEFORE_REST.issuperset(sentence.lower[behind_bracket(ahead, sentence) : name.start]):
            return [*list_ending(ahead, sentence), name]  # "A, B and other AI stocks sink": the group moves as well.
    chain, front = [name], name.start
    ends = {hit.end for hit in hits}
    for other in reversed(hits[:-1]):
        if in_brackets(other, sentence):
            start = _named_by_ticker(other, front, sentence) if other.start - 1 not in ends else None
            if start is not None:
                chain.insert(0, other)
                front = start
            continue
        gap = (behind_bracket(other, sentence), front)
        if other.entity.kind == "collective":
            if gap[0] < front and LIKE.issuperset(sentence.lower[slice(*gap)]):
                return [other, *chain]  # "Chip stocks including A and B"
            if sentence.word(other.start - 1) in {"the", "in", "among"}:
                break  # "In the technology sector, Arm gained"
            if any(COUNTS.get(word) == len(chain) for word in sentence.lower[other.start : other.end]):
                break  # "Korea's two biggest chipmakers, A and B, fell": the names say who they are.
        if not _is_next_in_list(other, chain[0], gap, sentence):
            break
        chain.insert(0, other)
        front = other.start
    return chain


def _is_next_in_list(one: NameHit, other: NameHit, gap: Span, sentence: Sentence) -> bool:
    """Whether the words between two names, at `gap`, join them to a list."""
    words = sentence.lower[slice(*gap)]
    if words in (["as", "well", "as"], ["along", "with"]):
        return True
    if words == ["rival"]:
        return False  # "Qualcomm rival Arm": one is described by the other
    if words == [","] and acts_next(one, other, sentence):
        return False  # "Elm downgrades Oracle, CoreWeave slumps"
    if words[:1] == ["and"] and 1 < len(words) <= 5 and all(map(_describes, words[1:])):
        return True  # "Elm and French company Oak"
    if len(words) > 4:
        return False
    # "MU, SKHY, NVDA": a ticker that nobody knows does not end the list.
    written = sentence.passage.words[slice(*gap)]
    plain = {word for word, as_told in zip(words, written, strict=True) if not is_ticker(as_told)}
    return bool(plain) and IN_LISTS.issuperset(plain)


def _describes(word: str) -> bool:
    return word in DESCRIBING or word.endswith(DEMONYMS) or word in {"german", "french", "swiss", "u.s.", "fellow"}


def _named_by_ticker(ticker: NameHit, front: int, sentence: Sentence) -> int | None:
    """Where "Coherent (COHR)", known by its ticker alone, begins, as the neighbour of a list from `front` on."""
    gap = sentence.lower[ticker.end + 1 : front]
    start = capitals_before(ticker.start - 1, sentence, 3)
    return start if gap and {",", "and"}.issuperset(gap) and start < ticker.start - 1 else None


def list_beginning(name: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "A, B and C" of which `name` is the first."""
    chain = [name]
    for other in sentence.names:
        if other.start < name.end or not is_listed(other) or in_brackets(other, sentence):
            continue
        gap = sentence.lower[behind_bracket(chain[-1], sentence) : other.start]
        if not 0 < len(gap) <= 3 or not {",", "and", "&", "/", "the", "other"}.issuperset(gap):
            break
        chain.append(other)
    return chain


def some_of(group: NameHit, sentence: Sentence) -> list[NameHit]:
    """Those of a group that are named right behind it: "hardware names such as Dell and HPE"."""
    at = group.end + (sentence.word(group.end) == ",")
    if sentence.word(at) not in {"like", "including", "such", "notably", "especially", "particularly"}:
        return []
    at += 1 + (sentence.word(at + 1) == "as")
    first = mover_at(at, sentence)
    return list_beginning(first, sentence) if first is not None else []


def is_ticker(word: str) -> bool:
    return word.isalpha() and word.isupper() and 1 < len(word) < 6


def shares_between(start: int, end: int, sentence: Sentence) -> bool:
    return any(sentence.word(at) in SHARES for at in range(start, end))


def is_listed(name: NameHit) -> bool:
    """Whether a name has a share that moves; of whom no list knows it is supposed."""
    kind = name.entity.kind
    if kind in {"collective", "index"}:
        return not name.bystander
    if kind == "unknown":
        return True
    return kind in PARTY_KINDS and name.entity.ticker is not None and not name.bystander
