"""Strategies of the frames of events/money.toml: who raises, lends, gives or buys, and what."""

from __future__ import annotations

from pipelines.extract.little_words import JOINTS, POSSESSIVE, SHARE_WORDS
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span
from pipelines.extract.roles.capitals import capitals_before, is_capitalised, is_title_case
from pipelines.extract.roles.compute import mover
from pipelines.extract.roles.general import REFERRING, Actor, Others, possessor, subject, topic
from pipelines.extract.roles.names import (
    DESCRIBING,
    acts_beside,
    after_marker,
    as_party,
    describes_goods,
    first_of_list,
    is_blocked,
    is_genitive,
    leader_behind,
    list_behind,
    listed_gap,
    listed_second,
    marker_before,
    only_backs,
    parties,
    parties_acted_on,
    standing_beside,
)
from pipelines.extract.roles.unknown import (
    NO_TARGETS,
    PRONOUNS,
    as_written,
    capitalised_run,
    name_ending,
    target_end,
    unknown_before,
    unknown_owner,
    unknown_subject,
    unknown_target,
)
from pipelines.extract.trade import CHIP_MAKERS

OFFERING = frozenset(
    """weighs weigh weighing considers consider considering mulls mull mulling plans plan planning eyes eyeing
    makes made completes complete completed completing finalizes finalize finalized closes closed shelves
    shelved pauses paused scraps scrapped drops dropped delays delayed nears near approves approved cancels
    canceled cancelled commits pledges pledged rethinks reconsiders doubles triples""".split()
)
"""Verbs of whoever gives an investment, right before its sum."""
APPROACHES = frozenset({"interest", "approach", "approaches", "overture", "overtures"})
"""Last words of what only a buyer has."""
TAKEOVERS = frozenset({"takeover", "buyout", "take-over", "buy-out"})
PRICED_WITHIN = 4
"""Most tokens between a price and the noun behind it: "$4 billion SambaNova takeover"."""
PARTS = frozenset({"assets", "business", "unit", "division", "arm", "operations", "portfolio", "team"})
"""Behind a company's name they say what of it is bought."""
LENDERS = frozenset({"banks", "lenders", "bankers", "creditors"})
ROUND_MARKERS = frozenset({"for", "in", "of", "into"})
TIED = frozenset({"linked", "tied", "backed", "related", "leased", "anchored", "affiliated"})
"""Behind a hyphen they say for whose sites a debt is."""
WITH = frozenset({"with", "via", "through"})
MERGING_LEADS = frozenset("to agree agreed plan plans set will would in talks are is being have has".split())
PRICED = frozenset({"billion", "million", "bn", "b", "m", "its", "of"})
GOODS_OF_DEALS = frozenset(
    """power nuclear ai cloud chip chips data center big new first latest record blockbuster trade lease hosting compute
    gpu energy gas solar supply land another key major mega stock share site capacity hbm memory tpu bond debt loan
    multi-year private bitcoin""".split()
)
"""Words before a noun of dealing that name no company."""
FROM_LENDER = frozenset({"from", "by", "with"})
STANDING_FOR = frozenset({"backed", "guaranteed", "secured", "supported", "backstopped", "underpinned"})
BANKS = frozenset("bank banks capital credit partners financial trust securities".split())
"""Words in the names of those who lend for a living."""
LENDING = frozenset({"broker", "fund", "company"})
LOANS = frozenset({"loan", "loans", "financing", "lending", "credit"})
"""What one has from somebody and gives to somebody."""
ARRANGERS = frozenset({"banks", "lenders", "bankers", "underwriters"})
SITE_WORDS = frozenset({"data", "datacenter", "datacentre", "campus", "site", "sites"})
SETTING = frozenset("as when while after before until once".split())
"""They begin when money is put in, and what is named there gets none."""
ASIDES = frozenset({"while", "("})
"""They open something else than what the money goes into."""
TIED_TO = frozenset({"tied", "to"})
FORESEEING = frozenset(
    """expects expect expected sees predicts predicted forecasts forecast projects projected estimates estimated reckons
    anticipates believes thinks says said warns warned""".split()
)
UNNAMED = frozenset("analysts analyst street investors traders economists markets experts observers now is are".split())
BEFORE_SPENDER = frozenset("the all that these those ai us u.s. big its each of four five".split())
"""Words between a verb of foreseeing and who is to spend."""
ISSUES = frozenset({"sale", "offering", "deal", "issue", "issuance", "sales"})
ISSUED = frozenset({"ai", "new", "jumbo", "-", "junk", "record", "group", "inc", "inc.", "mega"})
"""Between a borrower and the noun of its debt."""


def deal_party(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal a noun names: "$18bn Oracle bond sale", "AI spending by Big Tech"; else the subject."""
    first, last = min(trigger[0], found[0]), max(trigger[1], found[1])
    around = [n for n in parties(sentence) if first <= n.start and n.end <= last]
    others = standing_beside(trigger, sentence)
    beside = [n for n in parties(sentence) if 0 <= first - n.end <= 1 and not is_blocked(n, sentence)]
    beside = [n for n in beside if n.start not in others]
    named = around or beside or after_marker(("by", "at", "of", "for", "to", "from"), (last, last), sentence, 5)
    if named:
        return first_of_list(named[0], sentence)
    if sentence.word(first - 1) == "'s" and not any(n.end in {first - 1, first} for n in sentence.names):
        # "SK Hynix falls as Solidigm's potential IPO": the owner is not the nearest that the rules know.
        owner = first - 2
        if is_capitalised(sentence.passage.words[owner]) and sentence.word(owner) not in PRONOUNS:
            return as_written(owner, owner + 1, sentence)
    return possessor(trigger, sentence, found) or next(
        (n for n in parties(sentence) if sentence.word(n.start - 2) in {"shares", "stock"} and n.end <= first), None
    )


def listed_firm(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose listing it is; of a firm that is first described, its name: "in its IPO, establishing Cerebras as"."""
    behind = [n for n in parties(sentence) if n.start >= trigger[1] and sentence.word(n.start - 1) in MAKING_OF]
    return deal_party(trigger, sentence, found) or next((n for n in behind if n.entity.kind == "company"), None)


MAKING_OF = frozenset(
    "establishing making cementing positioning giving valuing leaving turning catapulting propelling putting".split()
)
"""Verbs of what a listing does to the firm behind them."""


def owners_of_sums(sentence: Sentence) -> list[tuple[NameHit, AmountHit]]:
    """The companies whose genitive stands before a sum each: "Amazon's $68 billion, Alphabet's $32 billion"."""
    sums = [hit for hit in sentence.amounts if hit.amount.unit == "USD"]
    owned = [(n, hit) for n in parties(sentence) for hit in sums if is_genitive(n, sentence) and n.end + 1 == hit.start]
    return [(n, hit) for n, hit in owned if n.entity.kind == "company"]


def first_of_owners(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The first of several that each own a sum."""
    owned = owners_of_sums(sentence)
    return owned[0][0] if len(owned) > 1 else None


def debt_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal it is by its genitive: "IREN's $1 billion convertible notes"."""
    owners = [n for n in parties(sentence) if is_genitive(n, sentence) and 0 < trigger[0] - n.end <= 7]
    beside = [n for n in parties(sentence) if n.entity.kind == "company" and 0 <= trigger[0] - n.end <= 2]
    if not owners and beside and sentence.word(trigger[1] - 1) in ISSUES:
        # "CoreWeave bond sale draws orders", "CoreWeave AI debt offering upsized"
        return beside[-1] if ISSUED.issuperset(sentence.passage.lower[beside[-1].end : trigger[0]]) else None
    return owners[-1] if owners else None


def _tied(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """For whose sites a debt is: "Oracle-linked data center loan"."""
    near = [n for n in sentence.names if n.entity.kind == "company" and 0 < trigger[0] - n.end <= 7]
    return [n for n in near if TIED.intersection(sentence.passage.lower[n.end : n.end + 2])]


def buyer_behind(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who buys: behind the "by" of "its takeover by"."""
    behind = [n for n in parties(sentence) if trigger[1] <= n.start <= trigger[1] + 3]
    return behind[0] if behind else None


def _taken_over(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is bought: the company named last before the noun."""
    before = [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company"]
    return before[-1:] or _unknown_bought(trigger, sentence)


def _from_or_fund(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who gives the money, behind "from"; a house behind "with" right after the noun: "equity deal with Macquarie"."""
    given = after_marker(("from",), trigger, sentence)
    if given:
        return given
    houses = [n for n in sentence.names if n.entity.kind in {"fund", "broker"} and 1 <= n.start - found[1] <= 3]
    return [as_party(n) for n in houses if sentence.word(n.start - 1) == "with"][:1]


def _bought_itself(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who stands right before the passive: "Elm Halls to be sold for", "Crusoe agrees to be acquired in"."""
    at = trigger[0]
    while at > sentence.start and sentence.word(at - 1) in BEFORE_PASSIVE:
        at -= 1
    return [n for n in parties(sentence) if n.end == at and n.entity.kind == "company"]


BEFORE_PASSIVE = frozenset("is set agrees agreed near nears close ready about going will would may could".split())


def dealt_buyer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who buys, behind the sum: "to be bought for $6 billion in deal led by KKR", "in deal with Apollo"."""
    names = [n for n in sentence.names if n.start >= trigger[1] and n.entity.kind in {"company", "fund", "broker"}]
    for name in names:
        before = sentence.passage.lower[max(trigger[1], name.start - 3) : name.start]
        if before[-1:] in (["to"], ["with"], ["by"]) and before[-2:-1] != ["with"]:
            return as_party(name)
    return None


def _unknown_bought(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Xylo Labs to be acquired by AMD": who is bought, by a name that no list knows."""
    hit = unknown_subject(trigger, sentence)
    return [hit] if hit is not None else []


def mover_or_party(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose figure moved its own share: "Amazon stock sinks on $200 billion spending plan"; else whose the noun is."""
    return deal_party(trigger, sentence, found) or _holder_of_shares(trigger, sentence)


def _holder_of_shares(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The company whose stock the sentence speaks of before the trigger."""
    before = [n for n in parties(sentence) if n.end <= trigger[0]]
    held = (n for n in before if sentence.word(n.end) in SHARE_WORDS or sentence.word(n.start - 2) in SHARE_WORDS)
    # "Oracle crashed 10% on $70 billion capex fears": what opens the sentence and moves.
    moving = (n for n in before[:1] if n.start == sentence.start and sentence.has(("fall", "rise"), (n.end, n.end + 2)))
    return next(held, None) or next(moving, None)


CHOOSING = frozenset("picks picked taps tapped hires hired mandates mandated selects selected chooses chose".split())


def raiser(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who raises or arranges a debt: the subject, a bank where nobody else is ("Goldman sounds out investors")."""
    owners = [n for n in parties(sentence) if trigger[1] <= n.start < found[0] and is_genitive(n, sentence)]
    if owners:
        return owners[-1]  # "helped arrange Nvidia's $25 billion bond deal"
    hit = subject(trigger, sentence)
    if hit is not None:
        helped = sentence.word(hit.start - 2) in {"has", "have", "had"}
        before = [n for n in parties(sentence) if n.end == hit.start - 1 - helped]
        # "Meta picks Pimco to lead $26 billion debt sale": who chose them borrows.
        return before[-1] if before and sentence.word(hit.start - 1) in CHOOSING else hit
    low = max(sentence.clause(trigger[0])[0], trigger[0] - 5)
    lenders = [at for at in range(low, trigger[0]) if sentence.word(at) in LENDERS]
    if lenders and not any(low <= n.start < trigger[0] for n in sentence.names):
        return as_written(lenders[-1], lenders[-1] + 1, sentence)
    return next((n for n in sentence.names if n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 6), None)


BETS = frozenset({"bet", "stake", "bets", "stakes"})
"""Nouns of money given that stand behind whom it is given to."""


def giver(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who gives the money: behind "from" or right before the sum ("Nvidia's $2 billion stake"), else the subject."""
    last, first = max(trigger[1], found[1]), min(trigger[0], found[0])
    named = after_marker(("from",), (last, last), sentence, 6)
    beside = [n for n in parties(sentence) if 0 <= first - n.end <= 1 and n.entity.kind == "company"]
    inside = [n for n in parties(sentence) if found[1] <= n.start and n.end <= trigger[0]]
    if inside and sentence.word(trigger[0]) in BETS and "lab" in inside[-1].entity.groups:
        inside = []  # "Broadcom eyes a $4 billion Anthropic bet"
    if inside and sentence.word(first - 1 - (sentence.word(first - 1) in {"a", "its"})) in OFFERING:
        inside = []  # "Amazon weighs $50 billion OpenAI investment"
    if not named and inside and not any(is_genitive(n, sentence) for n in beside):
        beside = inside  # "Jumps on $2 billion Nvidia investment": between the sum and the noun
    if named or not beside:
        return named[0] if named else possessor(trigger, sentence, found)
    # "Amazon-Anthropic $8 billion investment": of a pair the lab is given the money.
    pair = [n for n in parties(sentence) if n is beside[-1] or listed_gap(n, beside[-1], sentence)]
    return next((n for n in pair if "lab" not in n.entity.groups), beside[-1]) if len(pair) == 2 else beside[-1]


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
    is_whole = known is not None and known.entity.ticker is None and known.end == end - 1
    if known is not None and is_whole and sentence.passage.words[known.end] == "Systems":
        return [known]  # "Acquiring SambaNova Systems"
    if (
        known is not None
        and sentence.word(known.end) in POSSESSIVE
        and "capacity" in sentence.passage.lower[known.end : known.end + 4]
    ):
        return []  # "To buy Nebius's idle capacity under a $900 million order"
    if known is not None and known.end < end and sentence.word(end - 1) in NO_TARGETS:
        return []  # "Google's custom chips" are goods, whosoever.
    if known is not None:
        is_parts = 0 < end - known.end <= 3 and sentence.word(end - 1) in PARTS
        return [known] if is_parts or known.end == end or sentence.word(known.end) in POSSESSIVE else []
    return unknown_target(trigger[1], end, sentence) or _owner_of_part(trigger[1], end, sentence)


def _owner_of_part(start: int, end: int, sentence: Sentence) -> list[NameHit]:
    """Whose part is bought, unknown: "to buy Boyd's liquid cooling business"."""
    if sentence.word(end - 1) not in PARTS:
        return []
    owned = next((at for at in range(start + 1, min(start + 4, end)) if sentence.word(at) in POSSESSIVE), None)
    if owned is None or not all(is_capitalised(word) for word in sentence.passage.words[start:owned]):
        return []
    return [as_written(start, owned, sentence)]


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


def merging_first(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    pair = _merging(trigger, sentence)
    return pair[0] if pair else subject(trigger, sentence)


def _merging_second(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    return _merging(trigger, sentence)[1:]


def _merged(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The target of a noun: before it ("ZT Systems acquisition", "Juniper takeover") or behind "of" or "with"."""
    noun = found if found != trigger else trigger
    behind = after_marker(("of", "with", "for"), (noun[1], noun[1]), sentence, 6)
    if behind:
        return behind
    if sentence.word(noun[1]) in {"of", "with", "for"} and (
        unknown := unknown_target(noun[1] + 1, target_end(noun[1] + 1, sentence), sentence)
    ):
        return unknown
    left = next(
        (n for n in parties(sentence) if sentence.passage.lower[n.start - 2 : n.start] == ["away", "from"]), None
    )
    if left is not None and left.end <= noun[0]:
        return [left]  # "Walks away from Core Scientific after investors vote down the takeover"
    near = [n for n in parties(sentence) if n.end <= noun[0] and noun[0] - n.end <= 6]
    before = [n for n in near if n.end == noun[0]] or [
        n for n in near if is_genitive(n, sentence) and n.start >= trigger[1]
    ]
    return before or unknown_before(noun[0], sentence) or listed_second(noun, sentence)


def _bidder(noun: Span, sentence: Sentence) -> NameHit | None:
    """Who wants to buy, where the noun is what only a buyer has: "SoftBank takeover interest"."""
    beside = next((n for n in parties(sentence) if n.end == noun[0]), None)
    if APPROACHES.isdisjoint((sentence.word(noun[1] - 1), sentence.word(noun[1]))):
        # "Core Scientific tumbles on CoreWeave takeover": a listed company or a fund takes over, others are taken over.
        bids = sentence.word(noun[1] - 1) in {"bid", "offer"}  # "Falls after CoreWeave takeover bid"
        takes = beside is not None and (beside.entity.ticker is not None or beside.entity.kind == "fund")
        priced = any(0 <= noun[0] - a.end <= PRICED_WITHIN for a in sentence.amounts if a.amount.unit == "USD")
        named = {sentence.word(noun[1] - 1), sentence.word(noun[0])} if bids else {sentence.word(noun[1] - 1)}
        return beside if takes and not named.isdisjoint(TAKEOVERS) and not priced else None
    return beside


def bidder_or_mover(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Marvell jumps on SoftBank takeover interest"; else whose share moved for the deal."""
    return _bidder(trigger, sentence) or mover(trigger, sentence, found)


def _adjacent(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The target that a noun of buying names itself: "$9 billion Core Scientific acquisition"."""
    bidder = _bidder(trigger, sentence)
    if bidder is not None:
        return [n for n in parties(sentence) if n.end <= bidder.start and n.entity.kind == "company"][-1:]
    behind = after_marker(("of", "with"), (trigger[1], trigger[1]), sentence, 3)
    return behind or [n for n in parties(sentence) if n.end == trigger[0]]


def _into(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Everybody money is put into: behind "in", "into" or "on", known or not."""
    last = max(trigger[1], found[1])
    end = sentence.segment(trigger[0])[1]
    verb = sentence.word(trigger[1] - 1)
    # "Committed to spending $100 billion on a cloud" pays for it; one bets on a company.
    markers = frozenset({"in", "into", "on"} if not verb.startswith(("commit", "spend")) else {"in", "into"})
    known = [n for n in parties(sentence) if trigger[1] <= n.start < end and marker_before(n, sentence, markers)]
    known = [n for n in known if ASIDES.isdisjoint(sentence.passage.lower[trigger[1] : n.start])]
    if known and sentence.word(last) == "in" and sentence.has(("capex",), (last + 1, known[0].start)):
        return []  # "invest $90 billion in capital expenditures across Google"
    known = [n for n in known if n is known[0] or SETTING.isdisjoint(sentence.passage.lower[known[0].end : n.start])]
    if known and describes_goods(known[-1], sentence):
        return []  # "invests $6 billion in Nvidia chips": it pays for goods
    if known or (known := parties_acted_on(trigger, sentence, markers)):
        return known
    given = [n for n in parties(sentence) if last <= n.start <= last + 3 and sentence.word(n.start - 1) == "to"]
    if given and "lab" in given[0].entity.groups:
        return given[:1]  # "commit $15 billion to Anthropic"
    giver_hit = subject(trigger, sentence) if given else None
    is_supplier = giver_hit is not None and bool(giver_hit.entity.groups & CHIP_MAKERS)
    if is_supplier and "neocloud" in given[0].entity.groups and not _is_goods(given[0], sentence):
        return given[:1]  # a customer would commit it for computing, a supplier puts it in
    deepened = [
        n
        for n in parties(sentence)
        if n.start >= last
        and sentence.word(n.start - 1) == "in"
        and sentence.word(n.start - 2) in {"stake", "investment"}
    ]
    if deepened:
        return deepened[:1]  # "will invest $5 billion now, deepening its stake in Anthropic"
    ends = sentence.word(last) in {"", ".", ",", "—", "-", "–"}
    aims = sentence.word(last) == "to" and sentence.word(trigger[1] - 1).startswith("invest")
    if (ends or aims) and sentence.in_headline:
        # "CoreWeave shares surge as Nvidia invests $2 billion"
        moved = [n for n in parties(sentence) if n.end <= sentence.clause(trigger[0])[0] and n.entity.kind == "company"]
        return moved[-1:]
    at = next((at for at in range(last, min(last + 6, end)) if sentence.word(at) in {"in", "into", "on"}), None)
    if at is None or sentence.word(at) not in markers:
        return []
    if any(start == at + 1 for start, _ in sentence.spans(("site_place", "place.name"))):
        return []  # "To spend $50 billion in Arizona"
    return unknown_target(at + 1, target_end(at + 1, sentence), sentence) or _moved_before(trigger, at + 1, sentence)


def _moved_before(trigger: Span, start: int, sentence: Sentence) -> list[NameHit]:
    """ "Arm jumps as Google puts $3 billion into designer": who moved is described behind the sum."""
    near = range(start, min(start + 5, sentence.end))
    last = next((at for at in near if sentence.word(at) in DESCRIBING), None)
    if not sentence.in_headline or last is None or (last + 1 < sentence.end and sentence.word(last + 1).isalpha()):
        return []
    if any(start <= n.start <= last for n in parties(sentence)):
        return []
    before = [n for n in parties(sentence) if n.end <= sentence.clause(trigger[0])[0] and n.entity.kind == "company"]
    moves = ("rise", "fall", "move_up", "move_down")
    return [n for n in before if sentence.has(moves, (n.end, n.end + 3))][-1:]


def _is_goods(name: NameHit, sentence: Sentence) -> bool:
    """ "To CoreWeave capacity": only goods of its."""
    return is_genitive(name, sentence) or sentence.word(name.end) in {
        "capacity",
        "compute",
        "cloud",
        "contracts",
        "deals",
    }


def _receiver(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is given money: the object behind "in", else the subject when the giver stands behind "from"."""
    named = _into(trigger, found, sentence)
    last = max(trigger[1], found[1])
    if named or not after_marker(("from",), (last, last), sentence, 6):
        return named
    hit = subject(trigger, sentence)
    return [hit] if hit else []


def _sites_funded(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Where a bank or fund borrows, whose sites it is for: "BlackRock sells bonds to fund a Meta data centre"."""
    lower = sentence.passage.lower
    arranging = any(n.entity.kind in {"broker", "fund"} and n.end <= trigger[0] for n in sentence.names)
    if not arranging and ARRANGERS.isdisjoint(lower[sentence.start : trigger[0]]):
        return []
    behind = [n for n in sentence.names if n.start >= trigger[1] and n.entity.kind == "company"]
    return [
        n
        for n in behind
        if SITE_WORDS.intersection(lower[n.end : n.end + 3]) or TIED_TO.issubset(lower[max(n.start - 2, 0) : n.start])
    ][:1]


def _lender(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who lends, behind "from"; where a bank arranges, whose debt it is: "a CoreWeave-tied bond"."""
    named = after_marker(("from",), trigger, sentence) or _sites_funded(trigger, sentence)
    arranged = any(n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 8 for n in sentence.names)
    if named or not arranged or subject(trigger, sentence) is not None:
        return named
    after = [n for n in sentence.names if n.party and n.start >= trigger[1] and n.entity.kind == "company"][:1]
    spoken_of = topic(sentence) if not after else None
    return after or ([spoken_of] if spoken_of is not None else [])


CUSTOMER_DEALS = frozenset("contract contracts lease leases partnership pact tie-up order orders ppa customer".split())
"""Nouns of what one has with a customer, and not with a lender."""


def _has_customer(marker: int, found: Span, sentence: Sentence) -> bool:
    """ "Raises $3 billion in debt, signs a contract with Meta": the "with" is of another noun than the debt."""
    if sentence.word(marker - 1) in CUSTOMER_DEALS:
        return True
    between = sentence.passage.lower[found[1] : marker]
    return sentence.word(marker - 1) in {"deal", "agreement"} and not {",", "and", ";", "after"}.isdisjoint(between)


def financiers(trigger: Span, found: Span, sentence: Sentence, actor: NameHit) -> list[NameHit]:
    """Who lends or leads a loan, or who gets one, by the word before: "facility with Brookfield", "led by Blackstone",
    "$42 billion loan to Anthropic"; a bank by the last word of its name."""
    low, high = sentence.clause(trigger[0])
    low = max(low, min(trigger[1], found[1]))
    lent = not LOANS.isdisjoint({sentence.word(trigger[1] - 1), sentence.word(found[1] - 1)})
    for name in sentence.names:
        if not low <= name.start < high or name.party == actor.party or name.entity.kind not in LENDING:
            continue
        before = name.start - 1 - (sentence.word(name.start - 1) == "the")
        # "A loan backed by Meta": who stands for it lends nothing.
        from_it = sentence.word(before) in FROM_LENDER and sentence.word(before - 1) not in STANDING_FOR
        if sentence.word(before) == "with" and _has_customer(before, found, sentence):
            continue
        if (from_it or (sentence.word(before) == "to" and lent)) and not describes_goods(name, sentence):
            return [as_party(name)]
    for at in range(low, high - 1):
        if sentence.word(at) in FROM_LENDER:
            bank = capitalised_run(at + 1 + (sentence.word(at + 1) == "the"), sentence)
            if bank is not None and not BANKS.isdisjoint(bank.entity.canonical.lower().split()):
                rest = capitalised_run(bank.end + 1, sentence) if sentence.word(bank.end) == "of" else None
                return [as_written(bank.start, rest.end, sentence) if rest else bank]
    return []


LENDING_VERBS = (
    "arrang",
    "provid",
    "lend",
    "lent",
    "lead",
    "led",
    "structur",
    "underwr",
    "originat",
    "furnish",
    "agree",
)
"""Beginnings of verbs of who brings a loan about, for itself or for somebody else."""
LENT_WITHIN = 4


def borrower_behind(trigger: Span, found: Span, sentence: Sentence, lender: NameHit) -> NameHit | None:
    """Whom a loan is for: "arranged a loan for CoreWeave", "agreed to a loan to CoreWeave"."""
    if not sentence.word(trigger[1] - 1).startswith(LENDING_VERBS) or found[0] < trigger[1]:
        return None
    lends = lender.entity.kind in {"broker", "fund"}
    for name in parties(sentence):
        before = sentence.word(name.start - 1)
        marked = before == "to" or (before == "for" and lends)
        if marked and 0 < name.start - found[1] <= LENT_WITHIN and name.entity.kind == "company":
            return name if name.party != lender.party and not describes_goods(name, sentence) else None
    return None


def _optioned(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares an option or warrant is for: "an option to buy 30 million IREN shares", "warrants from AMD"."""
    end = sentence.segment(trigger[0])[1]
    return [n for n in parties(sentence) if found[1] <= n.start < end][:1]


def granted(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who may buy: between the verb and the option, or behind "to": "gives Google an option", "an option to Google"."""
    between = [n for n in parties(sentence) if trigger[1] <= n.start and n.end <= found[0]]
    return between[0] if len(between) == 1 else None


def _granting(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares may be bought: who gives the option."""
    giver_of = subject(trigger, sentence)
    return [giver_of] if giver_of is not None else []


def _sole_other(trigger: Span, sentence: Sentence, known: NameHit | None) -> list[NameHit]:
    """The only other company of the sentence: "Nebius jumps on Nvidia's $2 billion investment"."""
    others = [n for n in parties(sentence) if known is None or n.party != known.party]
    companies = {n.party: n for n in others if n.entity.kind == "company"}
    return list(companies.values()) if len(companies) == 1 else []


def _funded(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who is given money: as `_receiver`; else the only other company of the sentence."""
    named = _receiver(trigger, found, sentence)
    if named or after_marker(("from", "by"), trigger, sentence, 6):
        return named
    if sentence.word(trigger[1]) == "in" and not is_title_case(sentence):
        # "A $5 billion stake in Intel and a $500 million investment in Wayve": a name that no list knows.
        unknown = capitalised_run(trigger[1] + 1, sentence)
        if unknown is not None:
            return [unknown]
    return _sole_other(trigger, sentence, giver(trigger, sentence, found))


def _staked(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares: behind "in", before the noun ("its TeraWulf stake"), or "the company" that else is meant; of
    "TeraWulf signs a lease, with Google taking a stake" the company of the main clause."""
    named = _into(trigger, found, sentence)
    if named:
        return named
    before = [n for n in parties(sentence) if trigger[1] <= n.start and 0 <= found[0] - n.end <= 1]
    holder = subject(trigger, sentence)
    if before and holder is not None and holder.entity.kind == "company":
        return before[-1:]
    referring = sentence.passage.lower[found[1] : found[1] + 8]
    if "in" in referring and not REFERRING.isdisjoint(referring):
        return _sole_other(trigger, sentence, holder)
    if holder is not None and acts_beside(holder, sentence):
        return [n for n in parties(sentence) if n.entity.kind == "company" and n.end < holder.start][:1]
    return []


def _stake_sold(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares are for sale: behind "in", else right before the noun, whoever sells."""
    named = _into(trigger, found, sentence)
    return named or [n for n in parties(sentence) if trigger[1] <= n.start and 0 <= found[0] - n.end <= 2][-1:]


def _stake_of(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who owned the stake, by its genitive or behind "from": "Blackstone's 49% stake in", "a stake in ... from GIC"."""
    owners = [n for n in parties(sentence) if trigger[1] <= n.start and n.end < found[0] and is_genitive(n, sentence)]
    return owners[:1] or after_marker(("from",), found, sentence, 12)


def _in_round(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose round it is: behind "for", "in" or "of" it, its genitive, or right before it: "leads xAI funding"."""
    end = sentence.segment(trigger[0])[1]
    named = [n for n in parties(sentence) if trigger[1] <= n.start < end]
    behind = [n for n in named if n.start >= found[1] and marker_before(n, sentence, ROUND_MARKERS)]
    before = [n for n in named if n.end <= found[0]]
    if behind or before:
        return (before or behind)[:1]
    at = next((at for at in range(found[1], min(found[1] + 4, end)) if sentence.word(at) in ROUND_MARKERS), None)
    return unknown_target(at + 1, target_end(at + 1, sentence), sentence) if at is not None else []


def _paid_for(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What a sum is paid for: "pays $4.4 billion for EPC Power"."""
    if sentence.word(found[1]) != "for":
        return []
    end = target_end(found[1] + 1, sentence)
    known = next((n for n in parties(sentence) if found[1] < n.start < end), None)
    if known is not None:
        return [known] if known.end == end and known.entity.kind == "company" else []
    return unknown_target(found[1] + 1, end, sentence)


def _held_company(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Of whom somebody becomes the largest shareholder: a genitive before the noun, or behind "of" or "in"."""
    owners = [n for n in parties(sentence) if is_genitive(n, sentence) and 0 < found[0] - n.end <= 3]
    return owners or after_marker(("of", "in"), (found[1], found[1]), sentence, 4)


def _owed_by(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose debt is guaranteed: "$1.8 billion of Fluidstack obligations", "CoreWeave's lease", "for OpenAI"."""
    end = sentence.segment(trigger[0])[1]
    after = [n for n in parties(sentence) if trigger[1] <= n.start < end]
    lower = sentence.passage.lower  # "for an Oracle-tied data center"
    tied = [n for n in sentence.names if trigger[1] <= n.start < end and TIED.intersection(lower[n.end : n.end + 2])]
    return after[:1] or [n for n in tied if n.entity.kind == "company"][:1]


def backer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who answers for the debt, right before the verb: "a lease with Google backing $9 billion of it"."""
    return next((n for n in parties(sentence) if n.end == trigger[0] and only_backs(n, sentence)), None)


def _backed_tenant(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose lease or debt is answered for: the subject before the "with"."""
    return [n for n in parties(sentence) if n.end <= trigger[0] and not only_backs(n, sentence)][:1]


def _guaranteed(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose debt it is, else the second of two who talk about it: "Nvidia and OpenAI discuss a backstop"."""
    return _owed_by(trigger, found, sentence) or listed_second(trigger, sentence)


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


def pair_first(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    pair = _pair(trigger, sentence)
    return pair[0] if pair else None


def _pair_second(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    return _pair(trigger, sentence)[1:]


def foremost_other(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who makes a deal that opens the sentence or closes it: "With Ampere deal, SoftBank ..."."""
    opening = next((at for at in range(trigger[0], sentence.start - 1, -1) if sentence.word(at) in WITH), trigger[0])
    before = [n for n in parties(sentence) if n.end <= opening and not is_blocked(n, sentence)]
    after = [n for n in parties(sentence) if n.start >= trigger[1] and n.start - trigger[1] <= 3]
    return next(iter(before or after), None)


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


def _receiving(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    hit = subject(trigger, sentence)
    return [hit] if hit is not None and hit.entity.kind in {"company", "unknown"} else []


def name_before(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose investment or stake it is, right before the noun: "on $2 billion Nvidia investment"."""
    beside = [
        n for n in parties(sentence) if n.end == trigger[0] or (n.end == trigger[0] - 1 and is_genitive(n, sentence))
    ]
    return beside[-1] if beside and beside[-1].entity.kind == "company" else None


def _moved(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares moved before it."""
    hit = name_before(trigger, sentence, found)
    before = [n for n in parties(sentence) if n.entity.kind == "company" and hit is not None and n.end < hit.start]
    return [n for n in before if not is_blocked(n, sentence) or sentence.word(n.start - 2) in SHARE_WORDS][:1]


def _next_company(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    return [n for n in parties(sentence) if n.start >= trigger[1] and n.entity.kind == "company"][:1]


PAPER_KINDS = frozenset("class a b c common ordinary preferred restricted voting 's ’s newly issued".split())
"""Between a company and "stock"."""


def _shares_of(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares: right before the noun or behind "of"."""
    before = [
        n
        for n in parties(sentence)
        if trigger[1] <= n.start
        and 0 <= found[0] - n.end <= 4
        and (found[0] - n.end <= 2 or PAPER_KINDS.issuperset(sentence.passage.lower[n.end : found[0]]))
    ]
    return before[-1:] or after_marker(("of", "in"), (found[1], found[1]), sentence, 4)


def _works_owner(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose works are bought: "to acquire PSMC's fab"."""
    between = (n for n in parties(sentence) if trigger[1] <= n.start and n.end < found[0])
    owner = next((n for n in between if is_genitive(n, sentence)), None) or unknown_owner(found, sentence)
    return [owner] if owner is not None and owner.start >= trigger[1] else []


def _merged_with(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """With whom a part is to be merged: "and combine it with Ekso Bionics"."""
    named = [n for n in parties(sentence) if n.start >= found[1] and sentence.word(n.start - 1) == "with"]
    return named[:1]


def foreseer(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Who foresees that somebody else spends: "Nvidia expects hyperscalers to spend", "Jane Roe sees AI firms pouring".

    Of analysts and the street nobody is named.
    """
    spender = next((n for n in reversed(parties(sentence)) if n.end <= trigger[0]), None)
    if spender is None:
        return None
    at = spender.start - 1
    while at > sentence.start and sentence.word(at) in BEFORE_SPENDER:
        at -= 1
    if at <= sentence.start or sentence.word(at) not in FORESEEING or sentence.word(at - 1) in UNNAMED:
        return None
    while at > sentence.start and sentence.word(at - 1) in {"now", "also", "still", "and", "already"}:
        at -= 1
    known = [n for n in sentence.names if n.end == at and n.entity.kind in {"company", "person", "broker"}]
    if known and known[-1].party == spender.party:
        return None  # "Sam Altman said OpenAI would spend": its own plan
    return known[-1] if known else subject((at, at + 1), sentence) or unknown_subject((at, at + 1), sentence)


def estimator(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Who counts what others spend: "McKinsey estimates $5 trillion will be spent"; else a house that speaks."""
    named = [n for n in sentence.names if n.end <= trigger[0] and n.entity.kind in {"company", "broker", "person"}]
    return next((n for n in reversed(named) if sentence.word(n.end) in FORESEEING), None) or next(
        (n for n in sentence.names if n.entity.kind == "broker"), None
    )


def behind_noun(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose the noun is, behind "from", "by" or "at": "upbeat forecast from SK Hynix"."""
    end = max(trigger[1], found[1])
    named = after_marker(("from", "by", "at"), (end, end), sentence, 3)
    return named[0] if named else None


ACTORS: dict[str, Actor] = {
    "deal_party": deal_party,
    "backer": backer,
    "first_of_owners": first_of_owners,
    "listed_firm": listed_firm,
    "name_before": name_before,
    "giver": giver,
    "granted": granted,
    "raiser": raiser,
    "buyer_behind": buyer_behind,
    "dealt_buyer": dealt_buyer,
    "debt_owner": debt_owner,
    "mover_or_party": mover_or_party,
    "bidder_or_mover": bidder_or_mover,
    "pair_first": pair_first,
    "foremost_other": foremost_other,
    "buyer_of": buyer_of,
    "merging_first": merging_first,
    "buyer_or_fund": buyer_or_fund,
    "behind_noun": behind_noun,
    "foreseer": foreseer,
    "estimator": estimator,
}
COUNTERPARTIES: dict[str, Others] = {
    "target": _target,
    "moved": _moved,
    "merged": _merged,
    "into": _into,
    "adjacent": _adjacent,
    "funded": _funded,
    "staked": _staked,
    "stake_sold": _stake_sold,
    "stake_of": _stake_of,
    "backed_tenant": _backed_tenant,
    "owed_by": _owed_by,
    "optioned": _optioned,
    "granting": _granting,
    "guaranteed": _guaranteed,
    "tied": _tied,
    "taken_over": _taken_over,
    "bought_itself": _bought_itself,
    "from_or_fund": _from_or_fund,
    "in_round": _in_round,
    "paid_for": _paid_for,
    "held_company": _held_company,
    "lender": _lender,
    "pair_second": _pair_second,
    "merging_second": _merging_second,
    "noun_owner": _noun_owner,
    "bought_of": _bought_of,
    "part_of": lambda trigger, found, sentence: _bought_of(found, found, sentence),
    "receiving": _receiving,
    "next_company": _next_company,
    "shares_of": _shares_of,
    "merged_with": _merged_with,
    "works_owner": _works_owner,
}
