"""Who does it, and to whom: the parties of a frame, or nobody.

    names.py       the names of a sentence: who can take part, lists, prepositions, passives
    capitals.py    where runs of capitalised words begin and end
    unknown.py     parties that the lexicon does not know
    general.py     strategies of every family: subject, possessor, "with", "to" ...
    compute.py, money.py, market.py, views.py, places.py    strategies of one family each, as in events/

A frame names its strategies for `actor` and `counterparty`. Every one may answer nothing: a name after a preposition, a
name that describes another ("backed"), a broker or a publisher is never taken. Passives are turned round ("is leased by
X"). Lists count as their first member; `list_from` expands them.
"""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles import compute, general, market, money, places, views

ACTORS = {
    **general.ACTORS,
    **compute.ACTORS,
    **money.ACTORS,
    **market.ACTORS,
    **places.ACTORS,
    **views.ACTORS,
}
COUNTERPARTIES = {
    **general.COUNTERPARTIES,
    **compute.COUNTERPARTIES,
    **money.COUNTERPARTIES,
    **market.COUNTERPARTIES,
    **places.COUNTERPARTIES,
    **views.COUNTERPARTIES,
}


def find_actor(strategy: str, trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The acting party by the frame's strategy; None when the text does not name it."""
    return ACTORS[strategy](trigger, sentence, found)


def find_counterparties(
    strategy: str, trigger: Span, found: Span, sentence: Sentence, actor: NameHit | None
) -> list[NameHit]:
    """The other parties; more than one only where the frame makes an event of each."""
    hits = COUNTERPARTIES[strategy](trigger, found, sentence)
    return [hit for hit in hits if actor is None or hit.party != actor.party]
