"""Places an event on its four axes: polarity, status, source and time.

The axes are independent, because mixing them was the main error of every flat scheme: "rumoured" is a source,
"planned" a status. Each is read by itself; the first sign of an axis that reaches the trigger wins.

What is left as it was: status and time of formal acts (ratings, results, price moves) unless a cue says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipelines.extract.axes import FORMAL
from pipelines.extract.axes.cues import Cues, phrases
from pipelines.extract.axes.days import Dated, is_old, past_days, past_months, standing, stated_days, tells_of_before
from pipelines.extract.axes.polarity import polarity
from pipelines.extract.axes.source import source, told_below, usual_source
from pipelines.extract.axes.status import status
from pipelines.extract.frames.drafts import Draft, Settled, Sign
from pipelines.extract.frames.rules import Cue


def place(drafts: Iterable[Draft], cues: Cues) -> None:
    """Set polarity, status, source and time of every draft, and note by what words."""
    said: dict[int, Mapping[str, Sequence[Cue]]] = {}
    for draft in drafts:
        index = draft.sentence.index
        if index not in said:
            said[index] = cues.said_in(draft.sentence)
        _place(draft, said[index], cues)


def _place(draft: Draft, said: Mapping[str, Sequence[Cue]], cues: Cues) -> None:
    """One draft. said: the cues of its sentence, by axis."""
    draft.axes["polarity"] = "affirmed"
    if said["polarity"]:
        draft.axes["polarity"] = _settle(draft, "polarity", polarity(draft, said["polarity"]), "affirmed")
    if draft.type == "power_deal" and draft.status == "planned" and draft.actor and draft.counterparty:
        # "A deal to sell power to Meta": of two that agreed, the future tells only the terms.
        draft.status = "agreed"
    draft.status = _settle(draft, "status", status(draft, said["status"]), draft.status)
    draft.axes["source"] = _settle(draft, "source", source(draft, said["source"]), usual_source(draft))
    if draft.axes["source"] == "company" and "source" not in draft.settled:
        draft.axes["source"] = _settle(draft, "source", told_below(draft, cues.hearsay), "company")
    dates = [*stated_days(draft.sentence), *past_days(draft)]
    draft.date = dates[0][0].isoformat() if dates else None
    draft.axes["time"] = _settle(draft, "time", _time(draft, dates, said["time"]), _usual_time(draft))


def _settle(draft: Draft, axis: str, signs: Iterable[Sign], usual: str) -> str:
    """The value of the first sign, else the usual one.

    Kept with it are all signs up to the first that says something else: without one of them the next would serve. A
    sign inside of their words ("not" in "not only") goes when they go.
    """
    run: list[Sign] = []
    otherwise = usual
    for sign in signs:
        if not run or (sign.value or usual) == (run[0].value or usual):
            run.append(sign)
        elif not any(sign.span[0] < kept.span[1] and kept.span[0] < sign.span[1] for kept in run):
            otherwise = sign.value or usual
            break
    if not run:
        return usual
    value = run[0].value or usual
    draft.settled[axis] = Settled(value, tuple(dict.fromkeys(run)), otherwise)
    return value


def _time(draft: Draft, dates: Iterable[Dated], cues: Iterable[Cue]) -> Iterator[Sign]:
    """Retold, or a date of the sentence."""
    sentence = draft.sentence
    is_quoted = sentence.quote is not None and sentence.quote.said_on is not None
    for named, span in dates:
        old = is_quoted or is_old(named, sentence.passage.published)
        yield Sign("retold" if old else named.isoformat(), "time.date", span, is_phrase=False)
    if draft.type not in FORMAL:
        yield from (Sign("retold", "time.month", span, is_phrase=False) for span in past_months(draft))
        yield from (Sign("retold", "time.standing", span, is_phrase=False) for span in standing(draft))
        yield from (sign for sign in phrases(draft, cues) if tells_of_before(sign.span, draft))


def _usual_time(draft: Draft) -> str:
    """What the status implies."""
    if draft.status in {"planned", "considered", "hypothetical", "question"}:
        return "future"
    return "past" if draft.status in {"occurred", "terminated", "withdrawn"} else "now"
