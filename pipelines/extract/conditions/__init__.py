"""What a frame asks for beside its trigger and object: conditions by the name they have in the rule files.

    general.py     of every family: a text of the trade, an amount, a party, a headline
    compute.py, money.py, market.py, views.py, places.py    of one family each, as in events/

A condition answers a question about a case (`drafts.Case`) and changes nothing.
"""

from __future__ import annotations

from pipelines.extract.conditions import compute, general, market, money, places, views
from pipelines.extract.conditions.general import Condition

CONDITIONS = {
    **general.CONDITIONS,
    **compute.CONDITIONS,
    **money.CONDITIONS,
    **market.CONDITIONS,
    **places.CONDITIONS,
    **views.CONDITIONS,
}


def condition(name: str) -> Condition:
    """The condition of a name; of "word:NAME", that a term of the category stands in the sentence.

    Raises KeyError for a name that is none.
    """
    if name.startswith("word:"):
        category = name.removeprefix("word:")
        return lambda case: category in case.sentence.terms
    return CONDITIONS[name]
