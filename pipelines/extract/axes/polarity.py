"""Whether an event is so: what denies it, and what only looks as if it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.extract.axes import SPOKEN
from pipelines.extract.axes.cues import phrases
from pipelines.extract.frames.drafts import AUTHORITIES, Draft, Sign
from pipelines.extract.frames.rules import Cue

PASSED_OVER = (["rather", "than"], ["instead", "of"])
REQUESTS = frozenset(
    "request requests petition petitions application applications permit permits appeal appeals motion motions "
    "rezoning waiver bid complaint rehearing license licence".split()
)
"""What authorities deny without denying that anything is so."""
REQUEST_WITHIN = 5
REJECTING = frozenset({"rejected", "rejects"})
REPORTED = frozenset(
    "report reports claim claims rumor rumors rumour rumours suggestion suggestions speculation".split()
)
"""What is said by others."""
REPORTED_WITHIN = 4


def polarity(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    """Nothing for what is an act of speaking or of the market itself: a "not" there belongs to what is said."""
    if draft.type in SPOKEN:
        return
    for sign in phrases(draft, cues):
        if _is_of_a_number(sign, draft) or _is_of_a_bystander(sign, draft):
            continue
        if _turns_a_report_down(sign, draft):
            yield sign._replace(value="denied")
        elif not (_is_turned_down(sign, draft) or _is_own_word(sign, draft) or _is_passed_over(sign, draft)):
            yield sign


def _is_passed_over(sign: Sign, draft: Draft) -> bool:
    """ "Rather than build a plant, it will buy turbines": what is not done ends at the comma."""
    lower, (start, end) = draft.sentence.passage.lower, sign.span
    return lower[start:end] in PASSED_OVER and "," in lower[end : draft.trigger[0]]


def _is_own_word(sign: Sign, draft: Draft) -> bool:
    """ "Has not changed its outlook": the "not" is a part of what the event itself says."""
    own = (basis.span for basis in draft.evidence if basis.kind == "object")
    return any(low <= sign.span[0] and sign.span[1] <= high and high - low > 1 for low, high in own)


def _is_of_a_number(sign: Sign, draft: Draft) -> bool:
    """ "Engine No. 1": no denial."""
    words = draft.sentence.passage.words[sign.span[0] : sign.span[0] + 3]
    return words[0] in {"No", "No."} and any(word.isdigit() for word in words[1 + (words[1:2] == ["."]) :][:1])


def _is_of_a_bystander(sign: Sign, draft: Draft) -> bool:
    """ "Oracle, not Crusoe, signed": it is so, and only another has no part in it."""
    return any(n.start == sign.span[1] and n.bystander for n in draft.sentence.names)


def _is_turned_down(sign: Sign, draft: Draft) -> bool:
    """ "Regulators denied a request to reconsider": an authority's ruling, no denial."""
    behind = draft.sentence.passage.lower[sign.span[1] : min(sign.span[1] + REQUEST_WITHIN, draft.sentence.end)]
    return draft.type in AUTHORITIES and sign.rule == "polarity.denied" and not REQUESTS.isdisjoint(behind)


def _turns_a_report_down(sign: Sign, draft: Draft) -> bool:
    """ "Rejected a report that it had lost", "rejects the claims": what others say is denied."""
    behind = draft.sentence.passage.lower[sign.span[1] : min(sign.span[1] + REPORTED_WITHIN, draft.trigger[1])]
    return draft.sentence.word(sign.span[0]) in REJECTING and not REPORTED.isdisjoint(behind)
