"""Who buys a company or a part of it, which one, and who merges with whom.

A verb has its buyer before it and its target behind it; a noun has either ("Core Scientific acquisition", "SoftBank
takeover interest"), so a listed company or a fund beside it bids, and others are bought (`_bidder`).
"""

from __future__ import annotations

from pipelines.extract.little_words import JOINTS, POSSESSIVE, SHARE_WORDS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import capitals_before, is_capitalised, is_title_case
from pipelines.extract.roles.deals import mover
from pipelines.extract.roles.debt import debt_owner
from pipelines.extract.roles.equity import into
from pipelines.extract.roles.general import Actor, Others, subject
from pipelines.extract.roles.names import (
    after_marker,
    as_party,
    is_blocked,
    is_genitive,
    leader_behind,
    list_behind,
    listed_gap,
    listed_second,
    parties,
)
from pipelines.extract.roles.unknown import (
    NO_TARGETS,
    as_written,
    capitalised_run,
    name_ending,
    target_end,
    unknown_before,
    unknown_owner,
    unknown_target,
)
from pipelines.extract.roles.unknown_subjects import unknown_subject

WITH = frozenset({"with", "via", "through"})
"""Before a deal that somebody makes: "With Ampere deal, SoftBank"."""
APPROACHES = frozenset({"interest", "approach", "approaches", "overture", "overtures"})
"""Last words of what only a buyer has."""
PRICED_WITHIN = 4
"""Most tokens between a price and the noun behind it: "$4 billion SambaNova takeover"."""
TAKEOVERS = frozenset({"takeover", "buyout", "take-over", "buy-out"})
"""Nouns before which a buyer stands as well as who is bought."""
PARTS = frozenset({"assets", "business", "unit", "division", "arm", "operations", "portfolio", "team"})
"""Behind a company's name they say what of it is bought."""
BEFORE_PASSIVE = frozenset(
    """is was were be been being has have had set agrees agreed near nears close ready about going will would may
    could""".split()
)
"""Between who is bought and the passive."""
MEMBERS = frozenset({"including", "includes", "comprising", "led", "of", "headed"})
"""Between a group of buyers and the first of them that is named."""
GROUP_LEADS = frozenset({"the", "us", "u.s.", "american", "buyout", "private", "equity", "firm", "investor", "giant"})
"""Before the name of who buys."""
GOODS_OF_DEALS = frozenset(
    """power nuclear ai cloud chip chips data center big new first latest record blockbuster trade lease hosting compute
    gpu energy gas solar supply land another key major mega stock share site capacity hbm memory tpu bond debt loan
    multi-year private bitcoin""".split()
)
"""Words before a noun of dealing that name no company."""
PRICED = frozenset({"billion", "million", "bn", "b", "m", "its", "of"})
"""Before a target that stands right before its noun."""
MERGING_LEADS = frozenset("to agree agreed plan plans set will would in talks are is being have has".split())
"""Between the two that merge and the verb."""


def buyer_or_fund(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who buys: the subject, a fund or a bank as well; behind the "by" of "bought by" where no verb is before it."""
    if sentence.word(trigger[1]) == "by":
        agent = next((n for n in parties(sentence) if trigger[1] < n.start <= trigger[1] + 4), None)
        agent = agent or leader_behind(trigger, sentence)
        if agent is None and not is_title_case(sentence):
            agent = capitalised_run(trigger[1] + 1, sentence)
        if agent is not None:
            return agent
    funds = [n for n in sentence.names if n.entity.kind in {"fund", "broker"} and 0 <= trigger[0] - n.end <= 4]
    return subject(trigger, sentence) or (funds[-1] if funds else None)


def agent_or_member(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who buys, behind the "by" of a passive; of a group whoever is named as one of it: "by a consortium including"."""
    high = sentence.segment(trigger[0])[1]
    by = next((at for at in range(trigger[1], high) if sentence.word(at) == "by"), None)
    if by is None:
        return None
    names = (n for n in sentence.names if n.start > by and n.entity.kind in {"company", "fund", "broker", "person"})
    agent = next(names, None)
    if agent is None or agent.start > high:
        return None
    between = sentence.passage.lower[by + 1 : agent.start]
    if not between or not MEMBERS.isdisjoint(between) or GROUP_LEADS.issuperset(between):
        return as_party(agent)
    return leader_behind((by, by), sentence)


def buyer_of(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who buys, by its genitive, known or not, or as the subject: "Flex's $1.1 billion acquisition of"; or behind
    "by" ("the takeover of SambaNova by AMD")."""
    agent = after_marker(("by",), trigger, sentence, 7)
    if agent:
        return agent[0]
    owner = debt_owner(trigger, sentence, found)
    if owner is not None:
        return owner
    beside = next((n for n in parties(sentence) if n.end == trigger[0] and n.entity.kind in {"company", "fund"}), None)
    if beside is not None and sentence.word(trigger[1] - 1) == "of":
        return beside  # "Miners tumble on CoreWeave buyout of Core Scientific"
    for at in range(trigger[0] - 1, max(trigger[0] - 7, sentence.start), -1):
        if sentence.word(at) in POSSESSIVE and is_capitalised(sentence.passage.words[at - 1]):
            return name_ending(at, sentence) or as_written(at - 1, at, sentence)
    return subject(trigger, sentence)


def buyer_behind(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who buys: behind the "by" of "its takeover by"."""
    behind = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 3]
    return behind[0] if behind else None


def dealt_buyer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who buys, behind the sum: "to be bought for $6 billion in deal led by KKR", "in deal with Apollo"."""
    names = [n for n in sentence.names if n.start >= trigger[1] and n.entity.kind in {"company", "fund", "broker"}]
    for name in names:
        before = sentence.passage.lower[max(trigger[1], name.start - 3) : name.start]
        if before[-1:] in (["to"], ["with"], ["by"]) and before[-2:-1] != ["with"]:
            return as_party(name)
    return None


def foremost_other(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who makes a deal that opens the sentence or closes it: "With Ampere deal, SoftBank ..."."""
    opening = next((at for at in range(trigger[0], sentence.start - 1, -1) if sentence.word(at) in WITH), trigger[0])
    before = [n for n in parties(sentence) if n.end <= opening and not is_blocked(n, sentence)]
    after = [n for n in parties(sentence) if n.start >= trigger[1] and n.start - trigger[1] <= 3]
    return next(iter(before or after), None)


def bidder_or_mover(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Marvell jumps on SoftBank takeover interest"; else whose share moved for the deal."""
    return _bidder(trigger, sentence) or mover(trigger, sentence, found)


def _bidder(noun: Span, sentence: Sentence) -> NameHit | None:
    """Who wants to buy, where the noun is what only a buyer has: "SoftBank takeover interest"."""
    beside = next((n for n in parties(sentence) if n.end == noun[0]), None)
    if beside is None or not APPROACHES.isdisjoint((sentence.word(noun[1] - 1), sentence.word(noun[1]))):
        return beside
    # "Core Scientific tumbles on CoreWeave takeover": a listed company or a fund takes over, others are taken over.
    takes = beside.entity.ticker is not None or beside.entity.kind == "fund"
    last = sentence.word(noun[1] - 1)
    if last in {"bid", "offer"}:
        last = sentence.word(noun[0])  # "Falls after CoreWeave takeover bid"
    priced = any(0 <= noun[0] - a.end <= PRICED_WITHIN for a in sentence.amounts if a.amount.unit == "USD")
    return beside if takes and last in TAKEOVERS and not priced else None


def _target(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The company that is bought: directly behind the verb, its description aside, known or not; before a passive."""
    if sentence.word(trigger[1]) == "by":
        before = [n for n in parties(sentence) if n.end <= trigger[0] and not is_blocked(n, sentence)]
        return before[-1:] or _unknown_bought(trigger, sentence)
    if sentence.word(trigger[1]) in {"-", "—", "–", ":", "|"}:
        return []  # "Stocks Nvidia has invested in - a paper's name"
    if sentence.word(trigger[1]) == "it":
        # "Soars as AMD agrees to buy it": whom the sentence spoke of before the buyer.
        before = [n for n in parties(sentence) if n.end <= trigger[0]]
        return before[:1] if len({n.party for n in before}) == 2 else []
    end = target_end(trigger[1], sentence)
    if sentence.word(end) in SHARE_WORDS:
        return []  # "buys Nvidia stock"
    known = next((n for n in parties(sentence) if trigger[1] <= n.start < end), None)
    if known is None:
        return unknown_target(trigger[1], end, sentence) or _owner_of_part(trigger[1], end, sentence)
    return [known] if _is_bought(known, end, sentence) else []


def _is_bought(known: NameHit, end: int, sentence: Sentence) -> bool:
    """Whether a company or a part of it is bought, and no goods of its, by the noun phrase that ends here."""
    if known.entity.ticker is None and known.end == end - 1 and sentence.passage.words[known.end] == "Systems":
        return True  # "Acquiring SambaNova Systems"
    if sentence.word(known.end) in POSSESSIVE and "capacity" in sentence.passage.lower[known.end : known.end + 4]:
        return False  # "To buy Nebius's idle capacity under a $900 million order"
    if known.end < end and sentence.word(end - 1) in NO_TARGETS:
        return False  # "Google's custom chips" are goods, whosoever.
    is_part = 0 < end - known.end <= 3 and sentence.word(end - 1) in PARTS
    return is_part or known.end == end or sentence.word(known.end) in POSSESSIVE


def _owner_of_part(start: int, end: int, sentence: Sentence) -> list[NameHit]:
    """Whose part is bought, unknown: "to buy Boyd's liquid cooling business"."""
    if sentence.word(end - 1) not in PARTS:
        return []
    owned = next((at for at in range(start + 1, min(start + 4, end)) if sentence.word(at) in POSSESSIVE), None)
    if owned is None or not all(is_capitalised(word) for word in sentence.passage.words[start:owned]):
        return []
    return [as_written(start, owned, sentence)]


def _unknown_bought(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Xylo Labs to be acquired by AMD": who is bought, by a name that no list knows."""
    hit = unknown_subject(trigger, sentence)
    return [hit] if hit is not None else []


def _taken_over(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is bought: the company named last before the noun."""
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company"]
    return before[-1:] or _unknown_bought(trigger, sentence)


def _bought_itself(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who stands right before the passive: "Elm Halls to be sold for", "Crusoe agrees to be acquired in"."""
    at = trigger[0]
    while at > sentence.start and sentence.word(at - 1) in BEFORE_PASSIVE:
        at -= 1
    return [n for n in parties(sentence) if n.end == at and n.entity.kind == "company"]


def _merged(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The target of a noun: before it ("ZT Systems acquisition", "Juniper takeover") or behind "of" or "with"."""
    behind = after_marker(("of", "with", "for"), (found[1], found[1]), sentence, 6)
    if behind:
        return behind
    if sentence.word(found[1]) in {"of", "with", "for"} and (
        unknown := unknown_target(found[1] + 1, target_end(found[1] + 1, sentence), sentence)
    ):
        return unknown
    left = next(
        (n for n in parties(sentence) if sentence.passage.lower[n.start - 2 : n.start] == ["away", "from"]), None
    )
    if left is not None and left.end <= found[0]:
        return [left]  # "Walks away from Core Scientific after investors vote down the takeover"
    near = [n for n in parties(sentence) if n.end <= found[0] and found[0] - n.end <= 6]
    before = [n for n in near if n.end == found[0]] or [
        n for n in near if is_genitive(n, sentence) and n.start >= trigger[1]
    ]
    return before or unknown_before(found[0], sentence) or listed_second(found, sentence)


def _adjacent(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The target that a noun of buying names itself: "$9 billion Core Scientific acquisition"."""
    bidder = _bidder(trigger, sentence)
    if bidder is not None:
        return [n for n in parties(sentence) if n.end <= bidder.start and n.entity.kind == "company"][-1:]
    behind = after_marker(("of", "with"), (trigger[1], trigger[1]), sentence, 3)
    return behind or [n for n in parties(sentence) if n.end == trigger[0]]


def _noun_owner(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is bought, right before the noun, known or not: "with Awaken acquisition"."""
    near = [n for n in parties(sentence) if n.end == trigger[0]]
    is_deal = sentence.word(trigger[0]) == "deal"
    if near:
        return [] if is_deal and near[0].entity.groups else near
    start = capitals_before(trigger[0], sentence, 3, stop=WITH)
    words = sentence.passage.lower[start : trigger[0]]
    known = any(n.start < trigger[0] and start < n.end for n in sentence.names)
    if not words or known or not GOODS_OF_DEALS.isdisjoint(words) or sentence.word(start - 1) not in WITH | PRICED:
        return []
    return [as_written(start, trigger[0], sentence)]


def _bought_of(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is bought, behind "of"."""
    at = trigger[1] + (sentence.word(trigger[1]) == "of")
    end = target_end(at, sentence)
    known = next((n for n in parties(sentence) if at <= n.start < end), None)
    if known is not None:
        return [known] if known.end == end else []
    named = unknown_target(at, end, sentence)
    if named or end - at < 2 or is_title_case(sentence):
        return named
    written = name_ending(end, sentence)  # "Crown Technical Systems": more than its goods
    return [written] if written is not None and written.start == at else []


def _paid_for(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What a sum is paid for: "pays $4.4 billion for EPC Power"."""
    if sentence.word(found[1]) != "for":
        return []
    end = target_end(found[1] + 1, sentence)
    known = next((n for n in parties(sentence) if found[1] < n.start < end), None)
    if known is not None:
        return [known] if known.end == end and known.entity.kind == "company" else []
    return unknown_target(found[1] + 1, end, sentence)


def _works_owner(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose works are bought: "to acquire PSMC's fab"."""
    between = (n for n in parties(sentence) if trigger[1] <= n.start and n.end < found[0])
    owner = next((n for n in between if is_genitive(n, sentence)), None) or unknown_owner(found, sentence)
    return [owner] if owner is not None and owner.start >= trigger[1] else []


def _stake_sold(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares are for sale: behind "in", else right before the noun, whoever sells."""
    named = into(trigger, found, sentence)
    return named or [n for n in parties(sentence) if trigger[1] <= n.start and 0 <= found[0] - n.end <= 2][-1:]


def _stake_of(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who owned the stake, by its genitive or behind "from": "Blackstone's 49% stake in", "a stake in ... from GIC"."""
    owners = [n for n in parties(sentence) if trigger[1] <= n.start and n.end < found[0] and is_genitive(n, sentence)]
    return owners[:1] or after_marker(("from",), found, sentence, 12)


def merging_first(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The first of the two that merge, else the subject."""
    pair = _merging(trigger, sentence)
    return pair[0] if pair else subject(trigger, sentence)


def _merging_second(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """With whom the first of the two merges."""
    return _merging(trigger, sentence)[1:]


def _merging(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Both of "Lightning AI and Voltage Park merge", known or not."""
    end = trigger[0]
    while end > sentence.start and sentence.word(end - 1) in MERGING_LEADS:
        end -= 1
    known = [n for n in parties(sentence) if n.end == end]
    second = known[-1] if known else name_ending(end, sentence)
    if second is None or sentence.word(second.start - 1) not in JOINTS:
        return []
    start = second.start - 1
    known = [n for n in parties(sentence) if n.end == start]
    first = known[-1] if known else name_ending(start, sentence)
    return [first, second] if first is not None else []


def pair_first(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The first of the two before a noun of merging."""
    pair = _pair(trigger, sentence)
    return pair[0] if pair else None


def _pair_second(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The second of the two before a noun of merging."""
    return _pair(trigger, sentence)[1:]


def _pair(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """The two that a hyphen or "and" ties before a noun of merging: "NextEra-Dominion merger"."""
    if sentence.word(trigger[1]) in {"of", "between"} and sentence.word(trigger[0]) == "merger":
        behind = [n for n in parties(sentence) if 0 < n.start - trigger[1] <= 2]
        pair = list_behind(behind[0], sentence) if behind else []
        return pair if len(pair) == 2 else []
    near = [n for n in parties(sentence) if 0 <= trigger[0] - n.end <= 3 and n.entity.kind == "company"]
    if not near:
        return []
    second = near[-1]
    first = [n for n in parties(sentence) if n is not second and listed_gap(n, second, sentence)]
    return [first[-1], second] if first else []


def _merged_with(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """With whom a part is to be merged: "and combine it with Ekso Bionics"."""
    named = [n for n in parties(sentence) if n.start >= found[1] and sentence.word(n.start - 1) == "with"]
    return named[:1]


ACTORS: dict[str, Actor] = {
    "buyer_behind": buyer_behind,
    "dealt_buyer": dealt_buyer,
    "bidder_or_mover": bidder_or_mover,
    "pair_first": pair_first,
    "foremost_other": foremost_other,
    "buyer_of": buyer_of,
    "merging_first": merging_first,
    "buyer_or_fund": buyer_or_fund,
    "agent_or_member": agent_or_member,
}
COUNTERPARTIES: dict[str, Others] = {
    "target": _target,
    "merged": _merged,
    "adjacent": _adjacent,
    "stake_sold": _stake_sold,
    "stake_of": _stake_of,
    "taken_over": _taken_over,
    "bought_itself": _bought_itself,
    "paid_for": _paid_for,
    "pair_second": _pair_second,
    "merging_second": _merging_second,
    "noun_owner": _noun_owner,
    "bought_of": _bought_of,
    "part_of": lambda trigger, found, sentence: _bought_of(found, found, sentence),
    "merged_with": _merged_with,
    "works_owner": _works_owner,
}
