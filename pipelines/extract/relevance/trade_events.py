"""Whether an event is news of this trade.

Offices, games, antitrust, shops, models: what big spenders and labs do is for the most part another trade, and what
every company has (results, ratings, listings) is news of this one only beside its words. So an event counts by its
type, by a party that does nothing else, or by words beside it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from pipelines.extract.frames.drafts import CAPEX_TYPES, Draft
from pipelines.extract.passage import NameHit, Passage
from pipelines.extract.relevance.trade_signals import (
    BUBBLE,
    CORE_GOODS,
    DRIVER_WORDS,
    GOODS,
    LAB_CLOUD,
    OUT_OF_SERVICE,
    SCHOOLING,
    SHARES,
    SITES,
    SOCIETY,
    gains_by_ai,
    is_large,
    is_of_ai_alone,
    largest_sum,
    names_no_one,
    says,
    speaks_of,
    tells_driver,
)
from pipelines.extract.themes.theme import is_own
from pipelines.extract.trade import (
    BROAD,
    COMPUTING,
    FUNDERS,
    HELD,
    HUGE_LEASE,
    LEASES,
    MANY_TRADES,
    OTHER_LEASES,
    OWN_CHIPS,
    SINGLE_MINDED,
    WATCHED,
)

OF_ONE = frozenset(
    """capex_guidance capex_spend backlog_update earnings_result guidance executive_change mna product_launch contract
    debt_financing equity_financing ipo analyst_rating price_target analyst_view position_change""".split()
)
"""Types that any company has: of one that also makes chips and gear for phones and cars they are news of the trade
only where the text says what drives them."""
FOUNDRY = "INTC"
"""The one of them that makes chips for others: who lets it is news."""
OTHERS = frozenset({"competitor", "competitors", "rival", "rivals", "alternative"})
"""Who is known only by whom it stands against."""
QUANTA = frozenset({"quantum", "qubit", "qubits"})
"""Chips that compute with them train no models."""
SPENT_ELSEWHERE = frozenset(
    """restaurants restaurant kitchen kitchens stores store hotels hotel aircraft airplanes planes fleet drilling wells
    rigs mine mines mining trucks vehicles theaters theatres ships vessels pipelines refineries branches
    warehouses""".split()
)
"""What others build and buy for their own trade."""
ADOPTED = 2e10
"""Dollars that no firm of another trade pays for software and its teaching."""
COMPUTING_WORDS = DRIVER_WORDS - {"cloud"}
COMPUTING_TERMS = SITES | {"infrastructure", "compute"}
"""What a firm that builds or buys computers speaks of, and one that pays for software does not."""
BUDGETED = frozenset("capex capital budget".split())
WATCHED_TYPES = frozenset(
    "analyst_rating price_target analyst_view position_change debt_financing equity_financing".split()
)
COMMON_TYPES = WATCHED_TYPES | frozenset(
    """earnings_result guidance executive_change regulation product_launch price_change mna ipo equity_investment
    clarification contract""".split()
)
"""Types that every company has: of one with many trades they are news of this one only beside its words."""
AI_MONEY = frozenset({"debt_financing", "equity_financing", "position_change", "price_target", "analyst_rating"})
"""Of these types AI in the text is enough."""
OWNED = frozenset({"ipo", "equity_financing", "mna"})
"""Types of whom a company belongs to."""
FUEL = frozenset({"power", "power_source", "power_word"})
"""Those of them that every trade runs on."""
RULES = frozenset({"rule_thing"})
AI_WARES = frozenset(
    """security cybersecurity software saas copilot agentforce agent agents agentic chatbot chatbots assistant
    assistants robot robots robotics humanoid humanoids ads ad advertising adtech search monetization monetisation
    browser subscriptions""".split()
)
"""What is sold that runs AI: who sells it needs no computers of his own."""
LAB_MONEY = frozenset({"equity_financing", "equity_investment", "ipo"})
"""Types of money that a builder of models raises."""
LAB_WARES = AI_WARES | frozenset("tool tools chatgpt claude gemini licensing seats".split())
"""What builders of models sell to firms of any trade."""
FUNDING = frozenset({"debt_financing", "ipo"})


def of_trade(drafts: Sequence[Draft], passage: Passage) -> list[Draft]:
    """The events of a text that are news of this trade."""
    return [draft for draft in drafts if _is_of_trade(draft, passage)]


def _is_of_trade(draft: Draft, passage: Passage) -> bool:
    """Whether an event is news of this trade: by its type, by a party that does nothing else, or by words beside it."""
    goods = GOODS & passage.categories
    beside = _beside_other_matters(draft, passage, goods)
    if beside is not None:
        return beside
    if draft.type not in COMMON_TYPES or is_own(draft.frame_id):
        return True
    if goods:
        # "Octopus Energy spins off its AI unit", "Trump signs order against state AI laws".
        apart = (draft.type in OWNED and goods <= FUEL) or (draft.type == "regulation" and goods <= RULES)
        return not (apart and names_no_one(passage))
    return _is_common_news(draft, passage)


def _beside_other_matters(draft: Draft, passage: Passage, goods: Set[str]) -> bool | None:
    """Whether it is of the trade all the same, where words beside it speak of another matter; None where none do."""
    kind = draft.type
    if kind in OF_ONE and not is_own(draft.frame_id) and not _lets_foundry(draft, passage) and _lacks_driver(passage):
        return False
    if kind in CAPEX_TYPES:
        return _beside_other_spending(draft, passage)
    if kind == "position_change" and draft.counterparty is None and says(passage, OTHERS):
        return passage.has("chip")  # "Adds to this Meta rival"
    if kind == "product_launch" and says(passage, QUANTA):
        return says(passage, DRIVER_WORDS)
    if kind == "analyst_view" and says(passage, SOCIETY) and goods.isdisjoint(CORE_GOODS):
        return says(passage, SHARES | BUBBLE)
    if kind == "clarification" and says(passage, OUT_OF_SERVICE):
        return any(n.entity.groups & SINGLE_MINDED and n.party == draft.actor for n in passage.names)
    return None


def _beside_other_spending(draft: Draft, passage: Passage) -> bool | None:
    """The same for budgets: what is spent on schools, on AI for a firm's own use, on restaurants and ships."""
    if not is_own(draft.frame_id):
        if says(passage, SCHOOLING):
            return passage.has("ai_place") or passage.has("infrastructure")
        if _adopts_ai(draft, passage):
            return False
    if names_no_one(passage):
        computing = says(passage, DRIVER_WORDS) or speaks_of(passage, SITES)
        if gains_by_ai(passage) or (says(passage, SPENT_ELSEWHERE) and not computing):
            return False
    return None


def _is_common_news(draft: Draft, passage: Passage) -> bool:
    """Whether an event that every company has is of the trade where none of its goods stand beside it."""
    if _is_contract_for_computing(draft, passage) or _belongs_to_chip_maker(draft, passage):
        return True
    named = [name for name in passage.names if not name.bystander and name.entity.groups]
    parties = {name.party for name in named}
    computing = says(passage, DRIVER_WORDS) or passage.has("infrastructure")
    if draft.type in LAB_MONEY and not computing and _goes_to_lab(draft, named, passage):
        return False
    if _is_of_their_kind(draft, named, passage):
        return True
    if any("lab" in name.entity.groups for name in named):
        own = any(name.entity.ticker == LAB_CLOUD and name.party == draft.actor for name in named)
        wares = says(passage, LAB_WARES) or not (computing or is_large(passage))
        if draft.type == "contract" and not own and wares and not draft.parties <= parties:
            return False  # "HSBC signs deal with Mistral for AI tools"
        if draft.type == "contract" or own:
            return True  # What a lab buys of a cloud is computing; "Oracle lifts outlook on OpenAI deal".
    if draft.type == "equity_investment" and {draft.actor, draft.counterparty} <= parties:
        return True
    return not (_is_of_strangers(draft, named, passage) or any(name.entity.groups & MANY_TRADES for name in named))


def _is_contract_for_computing(draft: Draft, passage: Passage) -> bool:
    told = passage.has("infrastructure") or passage.has("trade_goods") or draft.frame_id == "contract.commit"
    return draft.type == "contract" and (told or _is_huge_lease(draft, passage))


def _is_huge_lease(draft: Draft, passage: Passage) -> bool:
    """ "Oracle signed $30 billion in new lease commitments": nothing but halls costs so much."""
    leased = says(passage, LEASES) and not says(passage, OTHER_LEASES) and largest_sum(passage) >= HUGE_LEASE
    return leased and any(n.party in draft.parties and n.entity.groups & COMPUTING for n in passage.names)


def _belongs_to_chip_maker(draft: Draft, passage: Passage) -> bool:
    """Whether a maker of chips lists or raises money, whoever its parent is."""
    return draft.type in {"ipo", "equity_financing"} and any(
        "chip" in name.entity.groups and name.party == draft.actor for name in passage.names
    )


def _is_of_their_kind(draft: Draft, named: Sequence[NameHit], passage: Passage) -> bool:
    """Whether those who are named make it news of the trade, or AI beside a type that follows it.

    named: those of the trade who are no bystanders.
    """
    kind = draft.type
    if kind in FUNDING and any(name.entity.canonical in FUNDERS for name in passage.names):
        return True  # What it borrows goes to labs, and their listings move it.
    if kind == "product_launch" and any(name.entity.canonical in OWN_CHIPS for name in passage.names):
        return True
    if any(name.entity.groups & SINGLE_MINDED and not is_of_ai_alone(name) for name in named):
        return True
    watched = HELD if kind == "position_change" else WATCHED
    asked = kind in WATCHED_TYPES or passage.has("infrastructure")
    if asked and any(name.entity.ticker in watched for name in named):
        return True
    if passage.has("ai_word") and kind in AI_MONEY and not says(passage, AI_WARES):
        return True
    if passage.has("ai_word") and kind == "analyst_view" and says(passage, BUBBLE):
        return True  # whoever's chief warns of it
    sellers = {name.party for name in named if name.entity.groups & {"gear", "chip"}}
    return kind == "contract" and not sellers.isdisjoint(draft.parties) and not passage.has("chatter")


def _is_of_strangers(draft: Draft, named: Sequence[NameHit], passage: Passage) -> bool:
    """Whether it is about companies of no part in the trade. named: those of it who are no bystanders."""
    if named:
        return all(map(is_of_ai_alone, named)) and _names_others(draft, passage)
    return says(passage, AI_WARES) or (draft.type in OWNED and _is_of_backed_stranger(draft, passage))


def _lets_foundry(draft: Draft, passage: Passage) -> bool:
    """Whether somebody may let the foundry among the makers for many trades make chips for him."""
    return draft.type == "contract" and any(name.entity.ticker == FOUNDRY for name in passage.names)


def _lacks_driver(passage: Passage) -> bool:
    """ "Texas Instruments lifts outlook": a maker for many trades, and no word of what drives it: AI, data centers,
    memory, a customer of the trade."""
    if tells_driver(passage):
        return False
    named = [n.entity for n in passage.names if n.entity.groups and not n.bystander and not is_of_ai_alone(n)]
    return bool(named) and all(entity.ticker in BROAD for entity in named)


def _adopts_ai(draft: Draft, passage: Passage) -> bool:
    """ "Consultancy commits $1 billion to AI": what a firm of another trade pays for AI, with no word of computers."""
    payers = [n.entity for n in passage.names if n.party == draft.actor and not n.bystander]
    if draft.actor is None or any(payer.groups or payer.kind not in {"company", "broker"} for payer in payers):
        return False
    if largest_sum(passage) >= ADOPTED:
        return False
    computing = says(passage, COMPUTING_WORDS) or speaks_of(passage, COMPUTING_TERMS)
    return not (computing or says(passage, BUDGETED))


def _names_others(draft: Draft, passage: Passage) -> bool:
    """ "3 AI stocks to buy: Upstart, Atlassian": companies of no group of the trade stand behind the words."""
    return any(
        name.entity.kind == "company" and not name.entity.groups and name.party != draft.actor for name in passage.names
    )


def _goes_to_lab(draft: Draft, named: Sequence[NameHit], passage: Passage) -> bool:
    """ "Mistral in talks to raise $1 billion": what a builder of models raises, with no word of what is bought for it.

    Of makers of chips, of clouds and of those who fund its computers it is the trade's money.
    """
    labs = {name.party for name in named if "lab" in name.entity.groups}
    if labs.isdisjoint(draft.parties):
        return False
    if draft.type == "equity_investment" and not passage.has("ipo") and any("cloud" in n.entity.groups for n in named):
        return False  # who lets computers to it
    return not any(name.entity.groups & SINGLE_MINDED or name.entity.canonical in FUNDERS for name in named)


def _is_of_backed_stranger(draft: Draft, passage: Passage) -> bool:
    """ "AMD-backed Corvid Biosciences files for IPO": of the trade is only who describes the company."""
    backers = {name.party for name in passage.names if name.bystander and name.entity.groups}
    return bool(backers) and draft.actor not in backers and not passage.has("ai_word")
