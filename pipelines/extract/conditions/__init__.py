"""What a frame asks for beside its trigger and object: conditions by the name they have in the rule files.

    general.py         of every type: a text of the trade, an amount, a party, a headline
    firms.py           who takes part
    clauses.py         in which words of its sentence something is told
    main_clauses.py    whether that is the main clause
    leasing.py, contracts.py, ...    of one kind of event each, as in events/

A condition answers a question about a case (`drafts.Case`) and changes nothing.
"""

from __future__ import annotations

from pipelines.extract.conditions import (
    authorities,
    backlogs,
    capex,
    clauses,
    contracts,
    debt,
    equity,
    firms,
    general,
    guidance,
    leasing,
    main_clauses,
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
from pipelines.extract.conditions.general import Condition

MODULES = (
    general, firms, clauses, main_clauses, leasing, contracts, backlogs, scarcity, prices, capex, sites, power, debt,
    equity, takeovers, results, guidance, ratings, views, positions, authorities, products, people,
)  # fmt: skip
CONDITIONS: dict[str, Condition] = {name: holds for module in MODULES for name, holds in module.CONDITIONS.items()}


def condition(name: str) -> Condition:
    """The condition of a name; of "word:NAME", that a term of the category stands in the sentence.

    Raises KeyError for a name that is none.
    """
    if name.startswith("word:"):
        category = name.removeprefix("word:")
        return lambda case: category in case.sentence.terms
    return CONDITIONS[name]
