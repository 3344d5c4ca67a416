"""Who takes power, and who sells it.

Deals over power are told like other contracts, so their frames use strategies of `contracts` too ("with_each",
"deal_with", "chosen"); here stands what is power's own: whom it is for, and which utility sells it.
"""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.contracts import OWNED_WITHIN, near_owner
from pipelines.extract.roles.general import Actor, Others, subject
from pipelines.extract.roles.names import after_marker, is_genitive, marker_before, parties
from pipelines.extract.trade import COMPUTING


def power_user(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whom power is for: behind "with" or "for", else the subject."""
    named = after_marker(("with", "for"), trigger, sentence, 14)
    return named[0] if named else subject(trigger, sentence)


def power_buyer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose sites a deal feeds: behind "for" or "to", the owner of a site, else the owner of the deal."""
    behind = [n for n in parties(sentence) if n.start >= trigger[1] and not _sells_power(n)]
    fed = [n for n in behind if is_genitive(n, sentence) or marker_before(n, sentence, frozenset({"for", "to"}))]
    between = [n for n in behind if n.start <= trigger[1] + 4 and sentence.word(trigger[1]) == "between"]
    fed = between or fed
    before = [n for n in parties(sentence) if n.end <= trigger[0] and not _sells_power(n)]
    # Of a text that names one user of power alone it is that one.
    users = {n.party: n for n in sentence.passage.names if n.party and n.entity.groups & COMPUTING}
    return next(iter([*fed, *before[-1:], *(users.values() if len(users) == 1 else ())]), None)


def owner_or_its(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal it is by a genitive, or whom "its" before the noun means ("Meta said its agreement with")."""
    owner = near_owner(trigger, sentence, found)
    low = max(sentence.start, trigger[0] - 4)
    its = "its" in sentence.passage.lower[low : trigger[0]]
    return owner or (subject(trigger, sentence) if its else None) or _in_a_deal(trigger, sentence)


def _in_a_deal(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Google in agreement for geothermal power": who opens a headline that has no verb."""
    start = max(sentence.clause(trigger[0])[0], sentence.segment(trigger[0])[0])
    first = next((n for n in parties(sentence) if n.start == start and trigger[0] - n.end <= OWNED_WITHIN), None)
    return first if first is not None and sentence.in_headline and sentence.word(first.end) == "in" else None


def _user(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom power is for: behind "to" or "for", else the first name after the verb ("to power Google's campus")."""
    after = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 12]
    return after_marker(("to", "for"), trigger, sentence) or after[:1]


def _utility_of_deal(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The utility beside the noun: "with Vistra", "the Oklo deal"."""
    sellers = [n for n in parties(sentence) if _sells_power(n) and n.start <= found[1]]
    return sorted(sellers, key=lambda n: min(abs(n.start - trigger[1]), abs(trigger[0] - n.end)))[:1]


def _sells_power(name: NameHit) -> bool:
    """Utilities and builders of plants."""
    return "power" in name.entity.groups


ACTORS: dict[str, Actor] = {
    "owner_or_its": owner_or_its,
    "power_user": power_user,
    "power_buyer": power_buyer,
}
COUNTERPARTIES: dict[str, Others] = {
    "user": _user,
    "utility_of_deal": _utility_of_deal,
}
