"""What a frame asks for beside its trigger and object: conditions by the name they have in the rule files.

    general.py     of every family: a text of the trade, an amount, a party, a headline
    compute.py, money.py, market.py, views.py, places.py    of one family each, as in events/

A condition answers a question about a case (`drafts.Case`) and changes nothing.
"""

from __future__ import annotations

from pipelines.extract.conditions import compute, general, market, money, places, views
from pipelines.extract.drafts import Case

CONDITIONS = {
    **general.CONDITIONS,
    **compute.CONDITIONS,
    **money.CONDITIONS,
    **market.CONDITIONS,
    **places.CONDITIONS,
    **views.CONDITIONS,
}


def holds(condition: str, case: Case) -> bool:
    if condition.startswith("word:"):
        return case.sentence.has((condition.removeprefix("word:"),))
    return CONDITIONS[condition](case)
