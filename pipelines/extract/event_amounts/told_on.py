"""What the next sentence adds to an event: "The contract runs for ten years", "The fund bought 8,300 shares".

What must never happen: an amount of another deal. So the sentence has to take up the event and may name nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipelines.extract.amounts.measures import family_of, measures
from pipelines.extract.event_amounts.fitting import is_deadline, is_part_of_costs, is_put_in
from pipelines.extract.event_amounts.kinds import DEAL_NOUNS, DEALS, GROWING, SHARED, TERMS, is_share_price
from pipelines.extract.frames.drafts import CAPEX_TYPES, Draft
from pipelines.extract.passage import AmountHit, Sentence

TOLD_ON = DEALS | {"data_center_build", "capex_guidance", "backlog_update", "mna", "ipo"}
"""Types whose terms may follow in the next sentence."""
BESIDES = frozenset({"already", "carrying", "existing", "outstanding"})
"""Before what was there beside the deal."""
SIZES = frozenset({"USD", "MW", "GPUs", "years"})
ANY_DEAL = frozenset({"a", "any", "such", "that", "this"})
"""Before "deal", of one that the sentence before spoke of: "a deal could be worth $4 billion"."""
MAY = frozenset("could may might can would options option".split())
GROWTH = frozenset("rise grow reach increase expand climb total lift worth".split())
"""What may come of a deal."""
PUTTING_IN = frozenset("pay pays paid invest invests invested put puts spent spend".split())
"""What an investor does with the money."""
FIRST_PARTS = [["the", "first"], ["the", "initial"], ["an", "initial"], ["a", "first"], ["the", "remaining"]]
"""How a sentence begins that tells when power comes, part by part."""
HOLDERS = frozenset(
    "fund firm investor institution manager adviser advisor company bank group hedge institutional insider".split()
)
"""Who holds shares, taken up in a further sentence."""


def added_by_next(draft: Draft, missing: Collection[str]) -> list[AmountHit]:
    """Amounts of the next sentence when it goes on about the same thing and names nobody else.

    missing: the units of which the own sentence has none.
    """
    following = _following(draft)
    if following is None:
        return []
    words = following.lower[following.start : following.start + 6]
    of_the_deal = _is_of_the_deal(following)
    told_on = of_the_deal or _goes_on(words, draft.sentence) or words[:2] in FIRST_PARTS
    if not (told_on or _takes_up(draft, following)):
        return []
    if _is_of_another_deal(draft, following, words) or _names_others(following, draft.parties):
        return []
    grows = of_the_deal and _may_grow(draft, following)
    return [
        hit
        for hit in following.amounts
        if (
            hit.amount.unit in missing
            or (grows and hit.amount.unit == "USD")
            or (draft.type == "power_deal" and hit.amount.unit == "MW" and _is_first_part(hit, following))
        )
        and not _is_beside_deal(hit, draft, following)
        and (of_the_deal or _is_first_part(hit, following) or _is_own(hit, following, draft.type, is_deck=not told_on))
    ]


def _following(draft: Draft) -> Sentence | None:
    """The next sentence with amounts; one about the deal may stand between: "The deal is its first abroad. The
    contract will take 0.8 GW."."""
    passage, index = draft.sentence.passage, draft.sentence.index + 1
    if index >= len(passage.sentences):
        return None
    following = passage.sentence(index)
    if following.amounts:
        return following
    if not _is_of_the_deal(following) or index + 1 >= len(passage.sentences):
        return None
    following = passage.sentence(index + 1)
    return following if following.amounts and _is_of_the_deal(following) else None


def _is_of_another_deal(draft: Draft, following: Sentence, words: Sequence[str]) -> bool:
    """Whether a sentence tells of the same company's next deal or site."""
    if draft.type == "equity_investment" and words[:2] == ["the", "company"] and PUTTING_IN.isdisjoint(words):
        return True  # "Elm invested in Acme. The company then raised $2 billion in debt"
    # "Built a campus in Texas. It is building one of 1.8 GW in Wyoming"
    return draft.type == "data_center_build" and are_elsewhere(draft.sentence, following)


def _names_others(sentence: Sentence, parties: Collection[str | None]) -> bool:
    return any(name.party and not name.bystander and name.party not in parties for name in sentence.names)


def _may_grow(draft: Draft, following: Sentence) -> bool:
    """ "The contract could rise to $4 billion": further sums of the same deal."""
    if draft.type in GROWING:
        return True
    said = following.vocabulary
    return draft.type in SHARED and not (MAY.isdisjoint(said) or GROWTH.isdisjoint(said))


def _is_beside_deal(hit: AmountHit, draft: Draft, following: Sentence) -> bool:
    """What was before, the price of one share, what a party has besides, no debt, or until when something is due."""
    if hit.amount.prior or not BESIDES.isdisjoint(following.lower[hit.start - 4 : hit.start]):
        return True
    if hit.amount.unit == "USD" and is_share_price(hit):
        return True
    if draft.type == "debt_financing" and _is_no_debt(hit, following):
        return True
    return hit.amount.unit in TERMS and is_deadline(hit, following)


def are_elsewhere(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences name places, and not the same: "a campus in Texas", "a data center in Wyoming"."""
    here, there = (
        {tuple(sentence.lower[slice(*span)]) for span in sentence.spans(("site_place", "place.name"))}
        for sentence in (one, other)
    )
    return bool(here and there) and here.isdisjoint(there)


def _is_first_part(hit: AmountHit, sentence: Sentence) -> bool:
    """ "The first 90 MW are due by spring": a part of the power of the sentence before."""
    return sentence.passage.lower[max(hit.start - 2, sentence.start) : hit.start] in FIRST_PARTS


def _is_of_the_deal(sentence: Sentence) -> bool:
    """ "The six-year contract will …"."""
    lower = sentence.passage.lower[sentence.start : min(sentence.start + 9, sentence.end)]
    return "the" in lower[:6] and not DEAL_NOUNS.isdisjoint(lower)


def _is_no_debt(hit: AmountHit, sentence: Sentence) -> bool:
    """ "The owner put in $90 million in equity, at a 65% loan-to-cost ratio": beside the loan."""
    family = family_of(hit.amount, sentence)[0]
    is_share = hit.amount.unit == "percent" and is_part_of_costs(hit, sentence)
    return family in {"money.equity", "issue_price"} or is_share or is_put_in(hit, sentence)


def _takes_up(draft: Draft, following: Sentence) -> bool:
    """Whether a sentence is the deck of a headline's deal, or speaks of one as yet open: "A deal could be worth …"."""
    if draft.type in CAPEX_TYPES:
        return False
    first, *words = following.passage.lower[following.start : following.start + 4]
    any_deal = first in ANY_DEAL and not DEAL_NOUNS.isdisjoint(words)
    return any_deal or (draft.sentence.in_headline and not following.in_headline)


def _goes_on(words: Sequence[str], before: Sentence) -> bool:
    """Whether a sentence that begins so takes up what the one before spoke of: "It …", "The plants …"."""
    if words and words[0] in {"it", "they"}:
        return True
    return words[:1] == ["the"] and any(len(word) > 3 and word in before.vocabulary for word in words[1:4])


def _is_own(hit: AmountHit, sentence: Sentence, event_type: str, *, is_deck: bool) -> bool:
    """Whether it measures what such events have: of a deck its only sum, power, number of chips or term."""
    family, unit = family_of(hit.amount, sentence)[0], hit.amount.unit
    if not is_deck:
        return family in own_families(event_type)
    is_sole = unit in SIZES and sum(other.amount.unit == unit for other in sentence.amounts) == 1
    return is_sole and family not in measures().rejects.get(event_type, frozenset())


def own_families(event_type: str) -> frozenset[str | None]:
    """Families that an event of this type states of itself; None is what no word decides."""
    own = measures().own.get(event_type, frozenset())
    return frozenset({None, *own})


def told_of_holding(draft: Draft, allowed: Collection[str]) -> list[AmountHit]:
    """ "Discloses a stake in A. The fund bought 8,300 shares worth $2 million": the next sentence counts them."""
    passage, index = draft.sentence.passage, draft.sentence.index + 1
    if index >= len(passage.sentences) or draft.actor is None:
        return []
    following = passage.sentence(index)
    if not any(hit.amount.unit == "shares" for hit in following.amounts):
        return []
    words = passage.lower[following.start : min(following.start + 4, following.end)]
    of_holder = words[:1] == ["it"] or (words[:1] == ["the"] and not HOLDERS.isdisjoint(words))
    if not of_holder or _names_others(following, {draft.actor, draft.counterparty}):
        return []
    counted = {"shares", "USD"}.intersection(allowed)
    return [
        hit
        for hit in following.amounts
        if hit.amount.unit in counted and not hit.amount.prior and not is_share_price(hit)
    ]
