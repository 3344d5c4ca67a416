"""Which of the events that the frames found in one sentence are told at all, and which are only its setting.

What counts only where nothing else is said gives way to anything, and what the same party did before to what is newer.
What must never happen: a sentence left without its news because a word beside it looked stronger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.extract.conditions.main_clauses import BACKGROUND
from pipelines.extract.frames.drafts import AUTHORITIES, CAPEX_TYPES, JUDGEMENTS, Draft, note_dropped

MONEY_TYPES = frozenset({"debt_financing", "equity_financing", "equity_investment", "mna", "ipo"})
"""Types that are told in one sentence with one another and do not share amounts."""
OFTEN_RETOLD = MONEY_TYPES | CAPEX_TYPES
FORESEEING = frozenset("sees see expects predicts forecasts projects estimates warns thinks believes reckons".split())
COLOURED = frozenset({"supply_constraint", "price_change"})
"""Types that under a company's name, behind its colon, are what a columnist judges by."""
TOLD_BESIDE = frozenset(
    """data_center_build capex_guidance capex_spend power_deal export_control regulation supply_constraint
    earnings_result guidance backlog_update product_launch price_change position_change""".split()
)
"""Types that a clause of its own tells whatever else its sentence says."""
SUPPOSING = frozenset({"could", "may", "might", "would", "should", "unlikely", "likely"})
JUDGED = frozenset({"view.say", "view.boost"})
SUPPOSED_OF = frozenset(
    {"data_center_build", "compute_leasing", "contract", "guidance", "earnings_result", "power_deal", "backlog_update"}
)
"""Types of which a judge may suppose something in the same clause."""
GUIDING = frozenset(
    """raises raised raise cuts cut lowers lowered lifts
    lifted hikes hiked boosts boosted guides guided guiding guidance
    issues issued gives gave reaffirms reaffirmed reiterates reiterated maintains maintained withdraws withdrew sets set
    forecasts slashes slashed trims trimmed narrows narrowed""".split()
)
"""What a company does to its own outlook."""
SETTINGS = frozenset({"as", "amid", "despite", "after", "following", "before"})
"""Before what only says why or when a view is held."""


def without_unspoken(drafts: list[Draft]) -> list[Draft]:
    """Without those that count only where nothing else is said: they support one that says the same."""
    if len(drafts) == 1 or not any(draft.fallback or draft.type == "analyst_view" for draft in drafts):
        return drafts
    spoken = [draft for draft in drafts if not draft.fallback]
    told = [draft for draft in spoken if not _only_says(draft)]
    if told and len(told) < len(spoken) and all(draft.type not in JUDGEMENTS for draft in told):
        # "Microsoft dropped leases, Elm says": what is told is the news.
        for draft in spoken:
            if _only_says(draft):
                note_dropped(draft, "only says what is told")
        spoken = told
    nameless = all(draft.joins and draft.actor is None for draft in spoken)
    if not spoken or (nameless and any(draft.fallback and draft.actor for draft in drafts)):
        return drafts  # "As part of the pact, Crusoe will host ...": the noun alone names nobody.
    headed = [draft for draft in drafts if draft.frame_id == "view.heading"]
    if headed and all(draft.type in COLOURED and not draft.amounts for draft in spoken):
        for draft in spoken:
            note_dropped(draft, "a columnist's headline judges by it")
        return headed
    judged = [draft for draft in drafts if draft.frame_id == "view.say"]
    if judged and all(_is_foreseen(o, judged[0]) for o in spoken):
        for draft in spoken:
            note_dropped(draft, "a judge of shares foresees it, not the company")
        return judged
    beside = [draft for draft in drafts if draft.fallback and _stands_beside(draft, spoken)]
    unspoken = [draft for draft in drafts if draft.fallback and draft not in beside]
    for draft in unspoken:
        note_dropped(draft, "counts only in a sentence that says nothing else")
    for draft in spoken if unspoken else ():
        support(draft, unspoken)
    return [*spoken, *beside]


def _only_says(draft: Draft) -> bool:
    """A house that only tells the news; what could be, it foresees."""
    sentence = draft.sentence
    if draft.frame_id != "view.broker" or sentence.word(draft.trigger[0]) not in {"says", "said", "say"}:
        return False
    return SUPPOSING.isdisjoint(sentence.lower[sentence.start : sentence.end])


def _stands_beside(draft: Draft, spoken: Sequence[Draft]) -> bool:
    """What counts only where nothing else is said, and yet is no other word for what is."""
    types = {other.type for other in spoken}
    if types <= AUTHORITIES and draft.type == "data_center_build":
        return True
    sentence, at = draft.sentence, draft.trigger[0]
    if draft.frame_id in JUDGED and draft.actor is not None and types <= SUPPOSED_OF:
        # "Oracle's site unlikely to be canceled, Elm says": a house supposes something of what is told.
        supposed = SUPPOSING & set(sentence.lower[sentence.start : sentence.end])
        named = any(n.entity.kind in {"broker", "person"} and n.party == draft.actor for n in sentence.names)
        if draft.frame_id == "view.boost" or (named and supposed):
            return True
    judges = draft.frame_id in {"view.say", "view.verdict"} and types.isdisjoint(JUDGEMENTS)
    if judges and all(_only_the_setting(o, draft) for o in spoken):
        return True
    if any(sentence.clause(other.trigger[0]) == sentence.clause(at) for other in spoken):
        return False
    # "X faces bottlenecks as Elm sees a jump": a view of a named judge in a clause that tells nothing else.
    is_view = draft.frame_id == "view.say" and draft.actor is not None and sentence.word(at) in FORESEEING
    # "X signs a lease — analysts see upside": a part of its own.
    apart = all(sentence.segment(other.trigger[0]) != sentence.segment(at) for other in spoken)
    is_view = is_view or (draft.frame_id == "view.say" and draft.direction is not None and apart)
    return draft.type in TOLD_BESIDE - types or (is_view and types.isdisjoint(JUDGEMENTS))


def _is_foreseen(other: Draft, view: Draft) -> bool:
    """ "Nvidia's demand outlook is strong, says Elm": an outlook of others, and no guidance of the company."""
    if other.type == "capex_spend" and not other.amounts and view.trigger[1] <= other.trigger[0]:
        return True  # "There is no way spending on AI will pay off, Elm says": what is spent is judged
    if other.type != "guidance" or (other.actor is not None and other.actor == view.actor):
        return False
    lower, (low, high) = view.sentence.lower, view.sentence.clause(other.trigger[0])
    return GUIDING.isdisjoint(lower[low:high])


def _only_the_setting(other: Draft, view: Draft) -> bool:
    """ "Elm is bullish on Nvidia as AI spending grows": what stands behind "as" is why or when somebody judges."""
    between = view.sentence.lower[view.trigger[1] : other.trigger[0]]
    return view.trigger[1] <= other.trigger[0] and not SETTINGS.isdisjoint(between)


def support(draft: Draft, others: Iterable[Draft]) -> bool:
    """Cite the triggers of those that would state the draft's event if it did not; whether there are any."""
    same = [
        other
        for other in others
        if other.type == draft.type
        and other.actor in (draft.actor, None)
        and other.counterparty in (draft.counterparty, None)
        and other.direction in (draft.direction, None)
    ]
    known = set(draft.evidence)
    found = [basis for other in same for basis in other.evidence if basis.kind == "trigger" and basis not in known]
    draft.evidence += dict.fromkeys(found)
    return bool(found)


def without_retold(drafts: list[Draft]) -> list[Draft]:
    """ "Heads to the bond market after boosting its budget": what the same party did before is no news."""
    kept = []
    for draft in drafts:
        if _is_retold(draft) and any(
            o.actor == draft.actor and o.type != draft.type and o.trigger < draft.trigger for o in drafts
        ):
            note_dropped(draft, "only retold: the same party does something newer")
        else:
            kept.append(draft)
    return kept


def _is_retold(draft: Draft) -> bool:
    told_before = draft.type in OFTEN_RETOLD and draft.sentence.word(draft.trigger[0] - 1) in BACKGROUND
    return told_before and draft.actor is not None
