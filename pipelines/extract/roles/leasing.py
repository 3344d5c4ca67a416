"""Who lets computing, who rents it, and who is paid for it.

A firm's own subject is `general.subject`; here stands what a lease has besides: "at a data center that X controls",
"pays it", "get computing power from us".
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.general import Actor, Others, subject
from pipelines.extract.roles.lists import each_partner
from pipelines.extract.roles.names import after_marker, is_genitive, parties

KEEPS = frozenset("controls owns runs operates built has leases manages own run operate".split())
"""Behind the name of whoever has a site."""
NOWADAYS = frozenset({"now", "currently", "also", "already", "recently"})
"""Between a name and such a verb."""
PLACED_WITHIN = 10
"""Most tokens from what is on the market to the "at" or "from" of its owner."""
PAYEE_WITHIN = 6
"""Most tokens from the verb to who is paid."""


def _lessee(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who rents: behind the "to" of "leases its site to"."""
    return after_marker(("to",), trigger, sentence, 9)


def _source(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom it is bought from: behind "from", or before the goods ("buys CoreWeave capacity")."""
    keeper = [n for n in parties(sentence) if trigger[1] <= n.start and _keeps(n, sentence)]
    if keeper and sentence.word(keeper[0].start - 1) in {"that", "which"}:
        return keeper[:1]  # "at a data center that SpaceX controls"
    between = [n for n in parties(sentence) if trigger[1] <= n.start and n.end <= found[0]]
    markers = ("from", "at", "with", "through", "via", "inside", "within")
    return each_partner(after_marker(markers, trigger, sentence), trigger, sentence) or between[-1:]


def _keeps(name: NameHit, sentence: Sentence) -> bool:
    """ "SpaceX controls", "SpaceX now controls"."""
    return sentence.word(name.end + (sentence.word(name.end) in NOWADAYS)) in KEEPS


def owner_or_subject(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose goods are on the market: their owner, "at X", or the subject."""
    named = [n for n in parties(sentence) if is_genitive(n, sentence) and n.end <= trigger[0]]
    placed = [
        n
        for n in parties(sentence)
        if sentence.word(n.start - 1) in {"at", "from"} and abs(n.start - trigger[0]) <= PLACED_WITHIN
    ]
    return named[-1] if named else placed[-1] if placed else subject(trigger, sentence)


def _payee(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is paid: right behind the verb, or whom "it" means there ("SpaceX disclosed that Anthropic pays it")."""
    behind = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + PAYEE_WITHIN]
    if sentence.word(trigger[1]) not in {"it", "them"}:
        return behind[:1]
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company"]
    return before[:1] if len({n.party for n in before}) > 1 else []


def _from_us(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Asking to get computing power from us": whoever speaks these quoted words."""
    words = sentence.passage.lower[trigger[1] : min(trigger[1] + 14, sentence.end)]
    if ("from", "us") not in pairwise(words) or sentence.quote is None:
        return []
    hit = sentence.passage.speaker(sentence.quote)
    return [hit] if hit is not None and hit.party else []


ACTORS: dict[str, Actor] = {
    "owner_or_subject": owner_or_subject,
}
COUNTERPARTIES: dict[str, Others] = {
    "lessee": _lessee,
    "source": _source,
    "payee": _payee,
    "from_us": lambda trigger, found, sentence: _from_us(trigger, sentence),
}
