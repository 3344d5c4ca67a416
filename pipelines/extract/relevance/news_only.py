"""Which drafts are what a text reports: what happens beside its headline's event is background.

A passage without a headline of its own, or whose headline only tells of a price, keeps everything; so does an article,
which reports more than its headline says. A denial stands alone, and what a correction repeats of the event is no
report of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipelines.extract.amounts.measures import family_of
from pipelines.extract.frames.drafts import Draft, note_dropped
from pipelines.extract.passage import Sentence

SIDE_NEWS = frozenset(
    {"data_center_build", "power_deal", "regulation", "export_control", "product_launch", "executive_change"}
)
"""Types that articles about something else mention in passing."""
CORRECTION = "clarify.correction"
"""Rule id of the headlines that say that they correct an earlier one."""
ITEM_SENTENCES = 8
"""Sentences of the longest feed item; what is longer is an article."""
LISTING_REACH = 2
"""Most sentences between a listing and what it would value the firm at."""
ANY_MONEY = frozenset({"equity.raise", "equity.seek", "equity.plain", "equity.noun"})
"""Frames of raising money whose words leave open what kind it is."""
BANS = frozenset({"rule.moratorium", "rule.ban"})
DONE = frozenset({"occurred", "terminated"})


def only_news(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of a text that are its news."""
    corrections = [draft for draft in drafts if draft.frame_id == CORRECTION]
    if corrections:
        for draft in drafts:
            if draft not in corrections:
                note_dropped(draft, "a correction tells the event again")
        return corrections
    drafts = _without_values_of_listings(drafts)
    if drafts and len(drafts[0].sentence.passage.sentences) > ITEM_SENTENCES:
        return drafts
    return _without_background(_without_other_words(drafts))


def _without_other_words(drafts: Sequence[Draft]) -> list[Draft]:
    """Without what only says in other words what another draft tells: a deal about power, a moratorium."""
    # "Inks data center deals": the body says that they are about power.
    powered = {draft.actor for draft in drafts if draft.type == "power_deal"}
    kept = [d for d in drafts if not (d.type == "contract" and d.counterparty is None and d.actor in powered)]
    if any(draft.frame_id in BANS for draft in kept):
        kept = [draft for draft in kept if draft.frame_id != "site.halt" or _is_of_a_firm(draft)]
    return kept


def _without_background(drafts: Sequence[Draft]) -> list[Draft]:
    told = any(draft.type != "clarification" for draft in drafts)
    borrowed = {(d.actor, hit.amount.value) for d in drafts if d.type == "debt_financing" for hit in d.amounts}
    leading = {draft.type for draft in drafts if is_in_title(draft)}
    kept = []
    for draft in drafts:
        if draft.type == "clarification" and told:
            note_dropped(draft, "a denial counts only where no other event is told")
        elif draft.type == "equity_financing" and draft.frame_id in ANY_MONEY and _is_borrowed(draft, borrowed):
            note_dropped(draft, "the same sum is told to be debt")
        elif draft.type in SIDE_NEWS and not draft.sentence.in_headline and leading - {draft.type}:
            note_dropped(draft, "background of the headline's event")
        else:
            kept.append(draft)
    return kept


def _without_values_of_listings(drafts: Sequence[Draft]) -> list[Draft]:
    """ "Files for an offering. It could seek a valuation of $10 billion": the value is that of the listing, and no
    round of money."""
    kept: list[Draft] = []
    for draft in drafts:
        listing = next((d for d in reversed(kept) if d.type == "ipo" and d.actor == draft.actor), None)
        near = listing is not None and 0 <= draft.sentence.index - listing.sentence.index <= LISTING_REACH
        if listing is None or not near or draft.type != "equity_financing" or not _is_a_value(draft):
            kept.append(draft)
            continue
        note_dropped(draft, "the value is that of the listing")
        listing.amounts += [hit for hit in draft.amounts if hit not in listing.amounts]
    return kept


def _is_a_value(draft: Draft) -> bool:
    """Whether all that a mention measures is what the firm may be worth."""
    families = [family_of(hit.amount, draft.sentence)[0] for hit in draft.amounts]
    return families == ["money.valuation"] and draft.status not in DONE


def _is_of_a_firm(draft: Draft) -> bool:
    """Whether a known company stops the work: no "Orford halts data centers", where its board adopts a moratorium."""
    return any(name.party == draft.actor and name.entity.kind == "company" for name in draft.sentence.names)


def _is_borrowed(draft: Draft, borrowed: Collection[tuple[str | None, object]]) -> bool:
    return any((draft.actor, hit.amount.value) in borrowed for hit in draft.amounts)


def is_in_title(draft: Draft) -> bool:
    """Whether a headline tells of it."""
    return draft.sentence.in_headline and not _is_prose(draft.sentence)


def _is_prose(sentence: Sentence) -> bool:
    """A first sentence with a full stop is the beginning of a passage, no headline."""
    return sentence.passage.words[sentence.end - 1].endswith(".")
