"""Who does it, and to whom: the parties of a frame, or nobody.

    capitals.py    where runs of capitalised words begin and end
    names.py       the names of a sentence: who can take part, lists, prepositions, passives
    unknown.py     parties that the lexicon does not know; unknown_subjects.py those that stand before a verb
    lists.py       who of "A, B and C" has a deal with whom
    topics.py      whom a text is about
    speakers.py    who says it
    partners.py    the other party of a deal
    general.py     strategies of every type: subject, possessor, "with", "to" ...
    deals.py       whose deal a noun names, and whose shares move for it
    judges.py      who holds a view, by the words of judge_words.py
    holders.py     who holds or trades shares

and a module for each kind of event, named as in conditions/ and events/, with the strategies of its frames: leasing,
contracts, backlogs, scarcity, prices, capex, sites, power, debt, equity, takeovers, results, guidance, ratings, views,
positions, authorities, products, people.

A frame names its strategies for `actor` and `counterparty`. Every one may answer nothing: a name after a preposition, a
name that describes another ("backed"), a broker or a publisher is never taken. Passives are turned round ("is leased by
X"). Lists count as their first member; `list_from` expands them.
"""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles import (
    authorities,
    backlogs,
    capex,
    contracts,
    deals,
    debt,
    equity,
    general,
    guidance,
    leasing,
    people,
    positions,
    power,
    prices,
    products,
    ratings,
    results,
    scarcity,
    sites,
    takeovers,
    views,
)

ACTORS = {
    **general.ACTORS,
    **deals.ACTORS,
    **leasing.ACTORS,
    **contracts.ACTORS,
    **backlogs.ACTORS,
    **scarcity.ACTORS,
    **prices.ACTORS,
    **capex.ACTORS,
    **sites.ACTORS,
    **power.ACTORS,
    **debt.ACTORS,
    **equity.ACTORS,
    **takeovers.ACTORS,
    **results.ACTORS,
    **guidance.ACTORS,
    **ratings.ACTORS,
    **views.ACTORS,
    **positions.ACTORS,
    **authorities.ACTORS,
    **products.ACTORS,
    **people.ACTORS,
}
COUNTERPARTIES = {
    **general.COUNTERPARTIES,
    **leasing.COUNTERPARTIES,
    **contracts.COUNTERPARTIES,
    **backlogs.COUNTERPARTIES,
    **scarcity.COUNTERPARTIES,
    **power.COUNTERPARTIES,
    **debt.COUNTERPARTIES,
    **equity.COUNTERPARTIES,
    **takeovers.COUNTERPARTIES,
    **ratings.COUNTERPARTIES,
    **views.COUNTERPARTIES,
    **positions.COUNTERPARTIES,
    **authorities.COUNTERPARTIES,
    **people.COUNTERPARTIES,
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
