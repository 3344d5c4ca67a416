"""From words to events: which frame a trigger fits, in which clause, and under which conditions.

What must never happen: an event from one word alone, an event whose parties were guessed, or a price move that
explains itself. So a frame needs its trigger, its object near by in the same clause, and its conditions; the parties
come from `roles.py`, which may answer None; and the words of a price move (`reactions.py`) are taken before any frame
looks at the sentence.

A seller whose trade is renting out computing (a cloud, a neocloud, a data-centre host) makes a lease an ordinary
customer contract; one whose trade it is not (Meta, a lab) makes a customer contract for computing a compute lease.

Known exceptions: nominalisations without a light verb ("the OpenAI order") are left alone unless an amount stands by
them, and a second object in the same clause is not split off.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pipelines.extract import places, roles
from pipelines.extract.lexicon import Frame, Lexicon, Rules
from pipelines.extract.passage import AmountHit, NameHit, NearMiss, Sentence, Span
from pipelines.extract.roles import compute as roles_compute
from pipelines.extract.roles import general as roles_general
from pipelines.extract.roles import market as roles_market
from pipelines.extract.roles import names as roles_names
from pipelines.extract.roles import unknown as roles_unknown
from pipelines.extract.slots import AMOUNT_OBJECTS, amounts_for, shared_out

CLOUDS = frozenset({"cloud", "neocloud", "host"})
SUPPLIERS = frozenset({"neocloud", "host", "chip", "core_chip", "power", "gear"})
"""Groups that a deal with a lab makes the seller, never the tenant of one that rents out what it does not need."""
OUTSIDE_GROUPS = frozenset({"hyperscaler", "lab", "seller_lab"})
"""Who may rent out computing without its being their trade; those of them that are clouds are left out."""
SYMMETRIC = frozenset(
    f"contract.{name}"
    for name in ("sign", "amount", "expand", "cancel", "noun", "option", "amend", "choose", "team", "terms")
) | {"compute.noun", "compute.agree"}
"""Frames whose wording does not say who sells."""
PAIRING = SYMMETRIC - {"contract.noun"} | {"contract.team"}
"""Frames whose other party may stand anywhere in the clause."""
ASIDE = frozenset("since which who before although though whereas unless when".split())
"""Words that open a clause in which nothing is news."""
SITES = frozenset({"Colossus", "Hyperion", "Stargate"})
"""Products that are buildings full of computers."""
CLOSE_BY = 6
"""Most tokens between a price and the thing it is the price of."""
DOMAIN_GROUPS = frozenset({"neocloud", "host", "hyperscaler", "lab", "core_chip"})
LISTED_ACTORS = frozenset(
    {"price_change", "equity_investment", "capex_guidance", "capex_spend", "executive_change", "data_center_build"}
)
"""Types where "A and B" are two events; the parties of a contract stay together."""
BILATERAL = frozenset({"compute_leasing", "contract", "power_deal"})
"""Types whose other party is one firm: "to AI labs" says to whom in general, not to whom."""
MONEY_TYPES = frozenset({"debt_financing", "equity_financing", "equity_investment", "mna", "ipo"})
"""Types that are told in one sentence with one another and do not share amounts."""
AUTHORITIES = frozenset({"regulation", "export_control"})
"""Types of which a site in the same sentence is no other word: "is building a campus, while a founder was charged"."""
CAPEX_TYPES = frozenset({"capex_guidance", "capex_spend"})
"""Types of which one sentence may tell both: what was spent, and what is planned."""
DEAL_WITH_STAKE = frozenset({"contract", "equity_investment"})
"""Types of one deal that gives computing for shares: each has its own sum."""
NARROWER = (("power_deal", "contract"), ("export_control", "regulation"))
"""Of two types in one sentence the second is only another word for the first."""
REVISIONS = ("revision_up", "revision_down")
"""Nouns of change that hold their object against a verb further off."""
PHRASE_ENDS = frozenset("for in as to at with and after on from by through amid while despite but following".split())
NOBODY: tuple[NameHit | None, ...] = (None,)
CHIP_MAKERS = frozenset({"chip", "core_chip"})
SURE_SELLER, SURE_BUYER, SURE_SUPPLIER = 5, 1, 4
"""Supply ranks at which one company alone shows its side of a contract."""
FURTHER_REACH = {"analyst_view": 99, "earnings_result": 12, "ipo": 10, "capex_guidance": 7}
DIRECTION_REACH = 5
"""Most tokens between a trigger or its object and the word that says up or down."""
SINGLE_MINDED = frozenset({"neocloud", "host", "core_chip"})
"""Companies that do nothing else: their mention is context by itself, a hyperscaler's or a lab's is not."""
INVESTORS = frozenset(
    """fund funds investor investors trader traders insiders insider whales sellers hedge capital management partners
    rep rep. senator sen sen. congressman congresswoman director ceo cfo founder chairman executive officer giants
    advisors trust pension billionaire billionaires retail
    cathie""".split()
)
"""Words of who trades shares without being a company of the trade."""
CHAINED_GROUPS = DOMAIN_GROUPS | {"chip", "power"}
AWARDING = frozenset("award awards awarded awarding".split())
MODALS = frozenset("would could may might".split())
DENYING = frozenset("denied denies denying".split())
BETWEEN = frozenset(
    """has have had is are was were be been being will would could can may might also just now recently reportedly
    already agrees agreed plans plan planning to in talks advanced early close near nears nearing set looking
    looks seeks wants offers offered offering bids moves eyes considering considers weighs exploring explores
    signs signed a an the deal definitive agreement and , - quietly finally formally said says it he she they 's
    'll not denies denied that no did does reports about over exclusive discussions announces announced intends
    intend expects preparing prepares
    ready poised completes completed closes parent owner group unit inc. corp.""".split()
)
"""What may stand between a buyer and its verb."""
PAYS = frozenset({"pays", "pay", "paid", "paying"})
"""Behind a price: "the price it pays" is somebody else's."""
UNSURE = frozenset("forecasts fears expectations signs hopes concern concerns worries speculation bets".split())
"""Nouns of what is only thought: "forecasts that prices will rise", "price increase fears"."""
REACHED = frozenset("hit hits reached ended exited stood closed finished brought".split())
PERIODS = frozenset("year quarter month week company firm group half".split())
"""What a genitive may name without naming a company: "this year's budget"."""
NEW_STAKE = frozenset("take takes took taking taken buy buys bought buying acquire acquires acquired acquiring".split())
"""Verbs of a stake that was not there before."""
TRADING = frozenset(
    "snap snaps snapped scoop scoops scooped bet bets betting wager wagers snag snags snagged picks".split()
)
"""Verbs that a fund does to shares."""
WEAK_TAKEOVERS = frozenset({"deal", "offer", "bid", "purchase", "sale", "approach", "combination"})
"""Nouns of buying that are used of goods as well."""
BACKGROUND = frozenset("after following since when which who despite before recent earlier".split())
"""Words that open what a text only retells."""
CAUSES = frozenset({"after", "following", "amid", "amidst"})
"""Words that open the reason of a price move, which is news, or what is only retold of anything else."""
INCLUDING = frozenset({"includes", "include", "included", "gives", "grants", "comes"})
"""Verbs of a relative clause that states terms of the news."""
RETOLD_AUXILIARIES = frozenset({"was", "were", "had", "has", "have"})
YARDSTICKS = frozenset(
    "than above below beat beats beating topped topping missed missing vs versus over under exceeded exceeding".split()
)
"""Words before what was foreseen when a figure is only measured by it."""
YARDSTICK_OWNERS = frozenset("its the our their analyst analysts street consensus prior previous own wall".split())
PAPERWORK = frozenset("agreement agreements order orders commitment commitments obligation obligations".split())
"""What follows "purchase" where goods are bought, no company."""
PLANNED_NOUNS = frozenset(
    "guidance guide forecast forecasts outlook plan plans target targets budget budgets range estimate".split()
)
"""What makes a figure of spending one of the future."""
ONLOOKERS = frozenset(
    "traders investors markets market stocks shares analysts bulls bears wall street pressure".split()
)
"""Whom a budget keeps busy, so that they stand between the verb and it."""
BEFORE_OBJECT = frozenset(
    "keeps keep keeping kept holds hold holding held sticks stick sticking stands stand leaves leave backs repeats "
    "repeat repeating".split()
)
"""Verbs of keeping that say nothing of what stands before them: "budget stress keeps traders on edge"."""


class Basis(NamedTuple):
    """Words that a draft rests on."""

    kind: str
    span: Span
    rule: str
    who: str | None = None
    """Whom the words name, of a role or a reference."""


class Sign(NamedTuple):
    """Words that say where an event stands on an axis."""

    value: str
    """"" for words that only look as if they said something: "not only"."""
    rule: str
    span: Span
    is_phrase: bool = True
    """A phrase of cues.toml, no name, date or question mark."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How an axis got its value."""

    value: str
    signs: tuple[Sign, ...]
    """All that say so before another sign says something else; none where nothing was said."""
    otherwise: str
    """What the value would be without them; the same where they only say what is supposed anyway."""

    @property
    def is_decided(self) -> bool:
        """Whether the signs made a difference."""
        return self.value != self.otherwise


@dataclass(slots=True)
class Draft:
    """An event in the making: token positions instead of characters."""

    frame_id: str
    type: str
    subtype: str | None
    sentence: Sentence
    trigger: Span
    actor: str | None
    counterparty: str | None
    roles: dict[str, str]
    direction: str | None
    status: str
    confidence: float
    amounts: list[AmountHit] = field(default_factory=list)
    evidence: list[Basis] = field(default_factory=list)
    """What the claim rests on, the trigger first."""
    joins: bool = False
    firm: bool = False
    fallback: bool = False
    date: str | None = None
    axes: dict[str, str] = field(default_factory=dict)
    """What `context.py` found: polarity, source, time."""
    settled: dict[str, Settled] = field(default_factory=dict)
    """By what words, by axis; status is among them."""

    @property
    def parties(self) -> frozenset[str]:
        return frozenset(name for name in (self.actor, self.counterparty, *self.roles.values()) if name)


Fitting = tuple[Frame, str, Span]
"""A frame with the category and the place of a trigger."""


class FrameMatcher:
    """Finds the frames of the rule file in sentences."""

    def __init__(self, rules: Rules, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.units = rules.units
        self.by_trigger: dict[str, list[Frame]] = {}
        for frame in rules.frames:
            for category in frame.trigger:
                self.by_trigger.setdefault(category, []).append(frame)
        demands = {id(frame): _demand(frame) for frame in rules.frames}
        self.demands = {
            category: [(frame, demands[id(frame)]) for frame in frames] for category, frames in self.by_trigger.items()
        }

    def triggers(self, categories: Iterable[str]) -> bool:
        return any(category in self.by_trigger for category in categories)

    def match(self, sentence: Sentence, taken: Iterable[Span]) -> list[Draft]:
        """Every event of the sentence; `taken` are the stretches that price moves have used."""
        claimed = list(taken)
        drafts: list[Draft] = []
        held: list[Fitting] = []
        # Who wants to see the near misses wants to see all of them.
        is_traced = sentence.passage.near_misses is not None
        for category, spans in sentence.terms.items():
            for frame, demand in self.demands.get(category, ()):
                if not (demand.is_met(sentence) or is_traced):
                    continue
                for span in spans:
                    if any(low < span[1] and span[0] < high for low, high in claimed):
                        _rejected(frame, span, sentence, "the words belong to a price move")
                    elif frame.veto and _is_vetoed(frame, span, sentence):
                        held.append((frame, category, span))
                    else:
                        drafts += self._fit(frame, category, span, sentence, claimed)
        drafts = _spoken(drafts)
        self._add_support(drafts, held, sentence, claimed)
        return _without_retold(_with_own_amounts(_without_doubles(drafts)))

    def _add_support(self, drafts: list[Draft], held: list[Fitting], sentence: Sentence, claimed: list[Span]) -> None:
        """Cite what only stands back for a draft: a frame of its type that its trigger vetoes says the same."""
        for frame, category, span in held:
            same = [draft for draft in drafts if draft.type == frame.type]
            if same and not _is_vetoed(frame, span, sentence, [draft.trigger for draft in same]):
                others = self._fit(frame, category, span, sentence, claimed)
                for draft in same:
                    _support(draft, others)

    def _fit(self, frame: Frame, category: str, trigger: Span, sentence: Sentence, claimed: list[Span]) -> list[Draft]:
        window = sentence.segment(trigger[0])
        objects = _find_objects(frame, trigger, sentence, window)
        found = objects[0] if objects else None
        if found is None:
            return _rejected(frame, trigger, sentence, "no object near")
        actor = roles.find_actor(frame.actor, trigger, sentence, found)
        if actor is None and frame.open_actor:
            actor = roles_unknown.unknown_subject(trigger, sentence)
        if actor is None and frame.type in CAPEX_TYPES:
            actor = roles_general.sole_company(trigger, sentence)
        others = roles.find_counterparties(frame.counterparty, trigger, found, sentence, actor)
        if not others and actor is not None and frame.id in PAIRING:
            others = roles_general.partners(trigger, found, sentence, actor)
            if frame.type == "compute_leasing":
                others = [other for other in others if not self.lexicon.groups(other.party) & SUPPLIERS]
        if not others and frame.open_counterparty:
            others = roles_unknown.unknown_counterparty(frame.counterparty, trigger, found, sentence)
        if frame.type in BILATERAL:
            others = [other for other in others if other.entity.kind != "collective"]
        about = found if frame.object else None
        case = Case(frame, category, trigger, about, objects, sentence, window, actor, others, claimed, self.lexicon)
        missing = next((condition for condition in frame.need if not _holds(condition, case)), None)
        if missing is not None:
            return _rejected(frame, trigger, sentence, f"needs {missing}")
        if case.actor is None and not (frame.null_actor or frame.joins):
            return _rejected(frame, trigger, sentence, "names no actor")
        if frame.actor_groups and not self.lexicon.groups(case.actor_name) & set(frame.actor_groups):
            return _rejected(frame, trigger, sentence, f"actor is none of {', '.join(frame.actor_groups)}")
        pairs: list[tuple[NameHit | None, NameHit | None]] = [(actor, other) for other in (others or NOBODY)]
        if frame.type in LISTED_ACTORS and actor is not None:
            listed = roles_names.list_from(actor, trigger, sentence)
            if frame.actor == "giver" and actor.start >= trigger[1]:
                listed = roles_names.list_behind(actor, sentence)
            if frame.type in CAPEX_TYPES:
                listed = roles_unknown.as_joint(listed, sentence)
            pairs = [(one, other) for one in listed for _, other in pairs]
        return [draft for one, other in pairs if (draft := self._draft(case, one, other))]

    def _draft(self, case: Case, actor: NameHit | None, other: NameHit | None) -> Draft | None:
        frame, category = case.frame, case.category
        first, second = _role_name(actor), other.party if other else None
        if first == second:
            second = None
        draft = Draft(
            frame_id=frame.id,
            type=frame.type,
            subtype=frame.subtype.get(category) or frame.subtype.get("*"),
            sentence=case.sentence,
            trigger=case.trigger,
            actor=first,
            counterparty=second,
            roles=self._sides(frame, first, second),
            direction=self._direction(case),
            status=_status(case),
            confidence=frame.confidence + (0.05 if case.sentence.in_headline else 0.0),
            joins=frame.joins,
            firm=frame.firm,
            fallback=frame.fallback,
        )
        if frame.type in {"compute_leasing", "contract"} and not self._settle_sellers(draft, case):
            _rejected(frame, case.trigger, case.sentence, "a cloud's own trade, without customer or price")
            return None
        if draft.type == "backlog_update" and draft.direction is None and not _is_reached(case):
            draft.status = "announced"  # A level is stated, only its change has happened.
        draft.evidence = _evidence(case, actor, other)
        free = amounts_for(draft, self.units.get(draft.type, ()), case)
        draft.amounts = shared_out(free, other, case) if len(case.others) > 1 else free
        return draft

    def _sides(self, frame: Frame, first: str | None, second: str | None) -> dict[str, str]:
        """Who has which role; of power the utility is the seller, in whatever order the two are named."""
        names = [first, second]
        if frame.type == "power_deal" and not self._is_utility(
            dict(zip(frame.roles, names, strict=True)).get("seller")
        ):
            named_utility = next((name for name in names if self._is_utility(name)), None)
            if named_utility is not None:
                names = [first if first != named_utility else second, named_utility]
                return {role: name for role, name in zip(("buyer", "seller"), names, strict=True) if name}
        return {role: name for role, name in zip(frame.roles, names, strict=False) if name}

    def _is_utility(self, name: str | None) -> bool:
        return "power" in self.lexicon.groups(name)

    def _direction(self, case: Case) -> str | None:
        frame = case.frame
        stated = frame.direction.get(case.category) or frame.direction.get("*")
        if stated or not frame.direction_words:
            return stated or None
        anchors = [case.trigger[0], *(case.object or ())]
        # A view has its tenor anywhere in its sentence, also behind a colon.
        low, high = (case.sentence.start, case.sentence.end) if frame.type == "analyst_view" else case.window
        near = sorted(
            (min(abs(span[0] - at) for at in anchors), direction)
            for direction, categories in frame.direction_words.items()
            for span in case.sentence.spans(categories)
            if low <= span[0] < high
        )
        reach = FURTHER_REACH.get(frame.type, DIRECTION_REACH)
        return near[0][1] if near and near[0][0] <= reach else None

    def _settle_sellers(self, draft: Draft, case: Case) -> bool:
        """Who sells, and hence whether this is a lease or a contract. False when it is neither."""
        groups = self.lexicon.groups
        if draft.frame_id in SYMMETRIC:
            self._order_by_rank(draft)
        seller = draft.roles.get("lessor") or draft.roles.get("seller")
        if draft.type == "compute_leasing":
            if groups(seller) & CLOUDS:
                return _as_contract(draft, case)
            draft.actor, draft.counterparty = seller, draft.roles.get("lessee")
            if groups(draft.counterparty) & SUPPLIERS:
                # "A threat to CoreWeave": a rival is no tenant.
                draft.counterparty = None
                draft.roles = {role: name for role, name in draft.roles.items() if role != "lessee"}
            return draft.actor is not None or draft.joins
        lessor = self._outside_lessor(draft, case) if draft.subtype == "award" else None
        if lessor is not None:
            tenant = next((name for name in (draft.actor, draft.counterparty) if name and name != lessor), None)
            draft.roles = {"seller": lessor, **({"buyer": tenant} if tenant else {})}
            _as_lease(draft)
        return True

    def _outside_lessor(self, draft: Draft, case: Case) -> str | None:
        """The party that rents out computing though that is not its trade: a lab with its own sites, Meta to a lab."""
        groups = self.lexicon.groups
        pair = [name for name in (draft.actor, draft.counterparty) if name]
        if any(groups(name) & SUPPLIERS for name in pair):
            return None
        computing = case.sentence.has(("compute", "compute_more"), case.window)
        labs = [name for name in pair if "seller_lab" in groups(name)]
        if len(labs) == 1 and (computing or (len(pair) == 2 and case.sentence.has(("ai_word",), case.window))):
            return labs[0]
        others = [name for name in pair if is_outsider(groups(name)) and "hyperscaler" in groups(name)]
        return (
            others[0] if computing and len(pair) == 2 and others and "lab" in groups(_other(pair, others[0])) else None
        )

    def _order_by_rank(self, draft: Draft) -> None:
        """Symmetric wording ("sign a deal with"): the company that normally supplies is the seller."""
        pair = [name for name in (draft.actor, draft.counterparty) if name]
        if draft.sentence.word(draft.trigger[0]) in AWARDING:
            pair.reverse()  # Of two of equal rank whoever awards is the customer.
        ranked = sorted(pair, key=lambda name: -self.lexicon.supply_rank(name))
        sides: tuple[str, ...] = ("lessor", "lessee") if draft.type == "compute_leasing" else ("seller", "buyer")
        if len(ranked) == 1 and draft.type == "contract":
            rank = self.lexicon.supply_rank(ranked[0])
            # A lone cloud or hyperscaler may be on either side: its role stays open.
            sides = ("seller",) if rank >= SURE_SELLER else ("buyer",) if rank == SURE_BUYER else ()
        draft.roles = dict(zip(sides, ranked, strict=False))


@dataclass(slots=True)
class Case:
    """A trigger with everything a condition may ask about."""

    frame: Frame
    category: str
    trigger: Span
    object: Span | None
    objects: list[Span]
    """All that would do as its object, the nearest first; the trigger alone where the frame asks for none."""
    sentence: Sentence
    window: Span
    actor: NameHit | None
    others: list[NameHit]
    claimed: list[Span]
    """Stretches whose words and amounts belong to price moves."""
    lexicon: Lexicon

    @property
    def actor_name(self) -> str | None:
        return _role_name(self.actor)

    def groups(self, hit: NameHit | None) -> frozenset[str]:
        return self.lexicon.groups(hit.party) if hit else frozenset()


# ── conditions ──────────────────────────────────────────────────────────────────────────────────────


def _context(case: Case) -> bool:
    """The text is about computing for AI: a word of it, or a company of the trade."""
    passage = case.sentence.passage
    if any(passage.has(category) for category in ("ai_context", "strong_context", "compute")):
        return True
    if any(name.entity.groups & SINGLE_MINDED for name in passage.names):
        return True
    # Two of the trade's companies contract about the trade.
    return len([hit for hit in (case.actor, *case.others) if case.groups(hit) & DOMAIN_GROUPS]) > 1


def _wide_context(case: Case) -> bool:
    """As `context`, or a company that spends most on computing: enough where the words themselves are narrow."""
    return _context(case) or any(name.entity.groups & DOMAIN_GROUPS for name in case.sentence.passage.names)


def _amount(case: Case) -> bool:
    low, high = case.window
    return any(a.amount.unit.startswith("USD") and low <= a.start < high for a in case.sentence.amounts)


def _size(case: Case) -> bool:
    low, high = case.window
    units = ("USD", "MW", "GPUs")
    return any(a.amount.unit.startswith(units) and low <= a.start < high for a in case.sentence.amounts)


def _number(case: Case) -> bool:
    low, high = case.window
    return any(low <= a.start < high and a.amount.unit in {"USD", "percent"} for a in case.sentence.amounts)


def _marker_to(case: Case) -> bool:
    """A "to" that leads to a receiver, not to a verb: "leases capacity to AI labs"."""
    sentence, after = case.sentence, max(case.trigger[1], case.object[1] if case.object else 0)
    return any(sentence.word(at) == "to" for at in range(case.trigger[1], min(after + 6, sentence.end)))


def _priced_goods(case: Case) -> bool:
    """The price of computing or chips, not of a share or a game: one of them stands beside the price, or lets it."""
    anchors = (case.trigger, case.object or case.trigger)
    goods = [*case.sentence.spans(("priced_good",))]
    goods += [(n.start, n.end) for n in case.sentence.names if n.entity.kind == "product" and n.entity.groups]
    if any(max(low - span[1], span[0] - high) <= CLOSE_BY for low, high in goods for span in anchors):
        return _context(case) or case.sentence.has(("priced_good",))
    return bool(case.groups(case.actor) & SINGLE_MINDED - {"core_chip"})


def _selling_actor(case: Case) -> bool:
    """A firm that has prices: no authority, group of firms or forecaster."""
    return (
        case.actor is not None
        and case.actor.entity.kind in {"company", "person"}
        and case.sentence.word(case.object[1] + 1 if case.object else -1) not in PAYS
        and bool(
            case.groups(case.actor) & (DOMAIN_GROUPS | CHAINED_GROUPS)
            or case.sentence.has(("priced_good",), case.window)
        )
    )


def _same_clause(case: Case) -> bool:
    """Trigger and object stand in one clause: "raises prices as demand rises" says nothing about what rises."""
    low, high = case.sentence.clause(case.trigger[0])
    return case.object is not None and low <= case.object[0] < high


def _no_aside(case: Case) -> bool:
    """Prices without an owner that only explain something else ("as memory prices keep climbing") are no news."""
    start = case.sentence.clause(case.trigger[0])[0]
    named = case.actor is not None and case.actor.entity.kind != "unknown"
    before = case.sentence.passage.lower[start : case.trigger[0]]
    if any(word in UNSURE and follows == "that" for word, follows in pairwise(before)):
        return False
    if case.sentence.word(max(case.trigger[1], case.object[1] if case.object else 0)) in UNSURE:
        return False
    return named or case.sentence.word(start) not in {"as", "amid", "after", "while", "when", "because"}


def _one_actor(case: Case) -> bool:
    """One firm takes computing, or one that is not named; never "neocloud stocks"."""
    return case.actor is None or case.actor.entity.kind != "collective"


def _no_takeover(case: Case) -> bool:
    """Not a deal to buy a whole company: "strikes $40 billion deal to buy Aligned Data Centers"."""
    sentence = case.sentence
    low, high = case.window
    return not any(
        low <= span[0] < high
        and any(0 <= n.start - span[1] <= 2 for n in roles_names.parties(sentence) if _is_end(n, sentence))
        for span in sentence.spans(("acquire",))
    )


def _is_end(name: NameHit, sentence: Sentence) -> bool:
    after = sentence.word(name.end)
    return not after.isalpha() or after in PHRASE_ENDS


def _told_now(case: Case) -> bool:
    """Not told in passing: "shares have fallen since it signed its first deal", "Microsoft, which has a deal"."""
    start = case.sentence.clause(case.trigger[0])[0]
    return case.sentence.word(start) not in ASIDE


def is_outsider(groups: frozenset[str]) -> bool:
    """Owns computers for its own use; renting them out is news."""
    return bool(groups & OUTSIDE_GROUPS) and not groups & (CLOUDS | SUPPLIERS)


def _other(pair: Iterable[str], one: str) -> str | None:
    return next((name for name in pair if name != one), None)


def _lets_computing(case: Case) -> bool:
    """Whom the computing comes from is no maker of chips: a purchase of GPUs is a contract."""
    pool = [case.groups(hit) for hit in case.others] or [case.groups(case.actor)]
    if case.groups(case.actor) & CHIP_MAKERS and not any(groups & CLOUDS for groups in pool):
        return False  # A lab that a chip maker supplies.
    return any(groups & (OUTSIDE_GROUPS | CLOUDS) and not groups & CHIP_MAKERS for groups in pool)


def _trade_deal(case: Case) -> bool:
    """A party of the trade, or words that only the trade uses: "AI" alone is in every announcement."""
    if case.actor is not None and case.actor.entity.kind == "collective":
        return False
    passage = case.sentence.passage
    if passage.has("other_trade") and not passage.has("strong_context"):
        return False
    if any(case.groups(hit) & (CHAINED_GROUPS | {"gear"}) for hit in (case.actor, *case.others)):
        return True
    return case.sentence.has(("strong_context", "compute"))


def _supply_pair(case: Case) -> bool:
    """Two parties of whom one supplies, and what is supplied or a firm that supplies nothing else."""
    if case.actor is None or not case.others:
        return False
    pair = (case.actor, case.others[0])
    rank = max(case.lexicon.supply_rank(hit.party) for hit in pair)
    if rank < SURE_SUPPLIER:
        return False
    groups = case.groups(pair[0]) | case.groups(pair[1])
    only_supplies = bool(groups & {"neocloud", "host"}) or groups >= {"cloud", "lab"}
    return only_supplies or case.sentence.has(("goods",), case.window)


def _dealt_with(case: Case) -> bool:
    """A noun is news only in a headline, between a firm that supplies and another."""
    if not case.sentence.in_headline or case.actor is None or case.sentence.word(case.trigger[0] - 1) == "in":
        return False
    return max(case.lexicon.supply_rank(hit.party) for hit in (case.actor, *case.others)) >= SURE_SUPPLIER


def _no_funding(case: Case) -> bool:
    """ "Providing $105 billion for a data center" pays for it; "providing $12 billion of capacity" sells it."""
    sentence = case.sentence
    return not any(
        a.amount.unit == "USD" and case.trigger[1] <= a.start and sentence.word(a.end) == "for"
        for a in sentence.amounts
    )


def _backlog_owner(case: Case) -> bool:
    """A firm of the trade, or "our" in a text of the trade."""
    if case.actor is None:
        words = case.sentence.passage.lower[case.sentence.start : case.sentence.end]
        trade = any(case.sentence.passage.has(category) for category in ("ai_word", "data_center", "compute"))
        return trade and not {"we", "our"}.isdisjoint(words)
    return bool(case.groups(case.actor) & CHAINED_GROUPS) or (
        case.actor.entity.kind == "company" and case.sentence.has(("ai_context",))
    )


def _concentration(case: Case) -> bool:
    """Says how much one customer means: a share, or the customer's name."""
    if case.actor is None or not case.groups(case.actor) & DOMAIN_GROUPS:
        return False
    has_share = any(a.amount.unit == "percent" for a in case.sentence.amounts) or case.sentence.has(("share_word",))
    return has_share or any(case.groups(hit) for hit in case.others)


def _trade(case: Case) -> bool:
    """A party of the trade; or a text about computing with a chip maker or somebody unknown as party."""
    if any(case.groups(hit) & DOMAIN_GROUPS for hit in (case.actor, *case.others)):
        return True
    passage = case.sentence.passage
    if any(case.groups(hit) & CHAINED_GROUPS for hit in (case.actor, *case.others)):
        return passage.has("ai_context") or passage.has("ai_aim")
    if case.actor is not None and any(n.entity.groups & (SINGLE_MINDED | {"lab"}) for n in case.sentence.names):
        return True
    return passage.has("strong_context") or passage.has("money_trade")


def _close_actor(case: Case) -> bool:
    """The actor stands right before the verb: nothing but auxiliaries, adverbs and words of intent between."""
    if case.actor is not None and case.actor.start < case.sentence.start:
        return True  # "It agreed to buy": whom it means has been settled.
    if case.actor is None or case.actor.end > case.trigger[0]:
        return case.actor is not None and case.sentence.word(case.trigger[1]) == "by"
    words = case.sentence.passage.lower[case.actor.end : case.trigger[0]]
    depth = 0
    for word in words:
        depth += word == "("
        if depth == 0 and word not in BETWEEN:
            return False
        depth -= word == ")"
    return True


def _states_terms(case: Case) -> bool:
    """ "A deal, which includes an option to invest": a relative clause of what belongs to the news."""
    low, _ = case.sentence.clause(case.trigger[0])
    words = case.sentence.passage.lower[max(low - 1, case.sentence.start) : low + 2]
    return "which" in words and not INCLUDING.isdisjoint(words)


def _main_clause(case: Case) -> bool:
    """No background: not "amid …" or "that was …", and outside a headline not in a clause of "after" or "following".

    What moved a price is news: "shares dropped after it said it would sell notes".
    """
    sentence, first = case.sentence, case.trigger[0]
    before, last = sentence.word(first - 2), sentence.word(first - 1)
    if _states_terms(case):
        return True
    if before == "that" and last in RETOLD_AUXILIARIES and sentence.word(first - 3) not in roles_compute.SPEECH:
        return False
    low, _ = sentence.clause(first)
    opening = {sentence.word(low), last, before}
    if opening & CAUSES and any(sentence.start <= start < first for start, _ in case.claimed):
        return True
    if sentence.in_headline:
        return not {"amid", "amidst"} & ({sentence.word(low), last})
    return not opening & BACKGROUND


def _is_yardstick(span: Span, sentence: Sentence) -> bool:
    """Whether words of foresight only measure a figure: "lower than expected", "above its own forecast"."""
    at = span[0] - 1
    while at > sentence.start and sentence.word(at) in YARDSTICK_OWNERS:
        at -= 1
    return sentence.word(at) in YARDSTICKS


def _not_foreseen(case: Case) -> bool:
    """Nothing in the clause looks ahead, but for what a figure is measured by."""
    low, high = case.sentence.clause(case.trigger[0])
    return all(
        _is_yardstick(span, case.sentence) for span in case.sentence.spans(("forward",)) if low <= span[0] < high
    )


def _no_comparison(case: Case) -> bool:
    """Not "lower than expected", which measures, nor a verb of keeping whose object is something else."""
    sentence, (first, last) = case.sentence, case.trigger
    if sentence.word(first) in BEFORE_OBJECT and case.object is not None:
        between = sentence.passage.lower[last : case.object[0]]
        if case.object[0] < first or not ONLOOKERS.isdisjoint(between):
            return False
    return sentence.word(last) != "than" or not sentence.has(("forward", "estimates", "expect"), (last, last + 4))


def _own_listing(case: Case) -> bool:
    """No listing that the verb is about: "raises money and files for an IPO" tells of two things."""
    sentence = case.sentence
    low, high = sentence.clause(case.trigger[0])
    verbs = [start for start, _ in sentence.spans(("ipo_filed", "ipo_planned")) if start >= case.trigger[1]]
    return all(
        span[0] > case.trigger[1] and any(verb < span[0] for verb in verbs)
        for span in sentence.spans(("listing",))
        if low <= span[0] < high
    )


def _no_nearer_deal(case: Case) -> bool:
    """The listing belongs to no nearer verb: "in talks to invest in its IPO" is an investment."""
    if case.object is None:
        return True
    nearer = case.sentence.spans(("put_money", "stake_verb", "buy_verb", "investment_noun"))
    return not any(case.trigger[1] <= start and end <= case.object[0] for start, end in nearer)


def _sum_of_object(case: Case) -> bool:
    """The amount is the object's own: "prices $2.6 billion facility"."""
    at = case.object[0] if case.object else case.trigger[0]
    return any(a.amount.unit == "USD" and 0 <= at - a.end <= 3 for a in case.sentence.amounts)


def _sum_of_object_or_behind(case: Case) -> bool:
    """The amount is the object's own, before it or right behind: "a capex plan of $40 billion"."""
    end = case.object[1] if case.object else case.trigger[1]
    return _sum_of_object(case) or any(
        a.amount.unit == "USD" and 0 <= a.start - end <= 3 for a in case.sentence.amounts
    )


def _actual_figure(case: Case) -> bool:
    """What was spent, not the plan or guidance that the same word opens: "reported capex guidance of"."""
    return case.object is None or case.sentence.word(case.object[1]) not in PLANNED_NOUNS


def _no_past_figure(case: Case) -> bool:
    """No figure of what was spent: "capex was", "capex hit", "reported capex of"."""
    low, high = case.sentence.clause(case.trigger[0])
    between = (case.trigger[1], case.object[0]) if case.object else case.trigger
    return not (case.sentence.has(("level",), between) or case.sentence.has(("capex_report",), (low, high)))


def _no_private_buyer(case: Case) -> bool:
    """Not a person or, where the verb is one of trading, a fund: their purchases are positions.

    The head of a company buys for the company.
    """
    actor = case.actor
    if actor is None or (actor.entity.kind == "fund" and case.sentence.word(case.trigger[0]) not in TRADING):
        return True
    is_own = actor.party in {None, actor.entity.canonical}
    return actor.entity.kind not in {"fund", "person"} or not is_own


def _counted_paper(case: Case) -> bool:
    """A count of shares or a sum for an option or warrant: without one it is mentioned, not granted."""
    low, high = case.window
    return any(low <= a.start < high and a.amount.unit in {"USD", "shares", "percent"} for a in case.sentence.amounts)


def _no_forecast(case: Case) -> bool:
    """No broker foresees it: "Goldman expects hyperscalers to sell $300 billion of bonds" is the broker's view."""
    seen = case.sentence.spans(("debt_see",))
    return not (_house(case) and any(end <= case.trigger[0] for _, end in seen))


def _no_listed_sale(case: Case) -> bool:
    """Not the sale of a stake in a listed company: that is a position."""
    sells = case.sentence.word(case.trigger[0]).startswith(("sell", "sold"))
    return not sells or all(hit.entity.ticker is None for hit in case.others)


def _no_model_lab(case: Case) -> bool:
    """A lab's money is of the trade where the text speaks of its machines or a firm that supplies them."""
    if "lab" not in case.groups(case.actor) or "seller_lab" in case.groups(case.actor):
        return True
    passage = case.sentence.passage
    if passage.has("strong_context") or passage.has("money_trade"):
        return True
    others = [name.entity.groups for name in passage.names if case.actor and name.party != case.actor.party]
    return any(groups & (DOMAIN_GROUPS | CHAINED_GROUPS) - {"lab"} for groups in others)


def _funds_building(case: Case) -> bool:
    """A host or neocloud raises money of an unnamed kind for what it builds: that is debt."""
    aims = [span for span in case.sentence.spans(("ai_aim",)) if span[0] >= case.trigger[1]]
    is_money = case.object is not None and case.sentence.word(case.object[1]) in PHRASE_ENDS | {"through", "via", ""}
    return is_money and bool(aims) and bool(case.groups(case.actor) & {"neocloud", "host"})


def _no_fund(case: Case) -> bool:
    """Not an investor whose purchases are positions."""
    return case.actor is None or case.actor.entity.kind != "fund"


def _private_actor(case: Case) -> bool:
    """A company without a share price: what it raises is equity unless something else is said."""
    actor = case.actor
    # Who files for a listing has no share price yet, whatever it has by now.
    if actor is None or (actor.entity.ticker is not None and not case.sentence.has(("listing",))):
        return False
    if case.groups(actor) & CHIP_MAKERS and case.sentence.has(("listing",)):
        return True
    return bool(case.groups(actor) & DOMAIN_GROUPS) or (actor.entity.kind == "unknown" and _trade(case))


def _sized(case: Case) -> bool:
    """An amount, or a headline, or the name of an instrument that is only used for deals."""
    return _amount(case) or case.sentence.in_headline or case.sentence.has(("debt_deal", "stock_sale"), case.window)


def _company_target(case: Case) -> bool:
    """Bought or invested in is a company, not its product or a whole trade."""
    return all(hit.entity.kind in {"company", "unknown"} for hit in case.others)


def _is_takeover(case: Case) -> bool:
    """A noun that by itself means a company changes hands, or a named target behind a weaker one."""
    noun = " ".join(case.sentence.passage.lower[slice(*case.object)]) if case.object else ""
    if case.object and case.sentence.word(case.object[1]) in PAPERWORK and noun == "purchase":
        return False
    if noun in WEAK_TAKEOVERS:
        if case.sentence.has(("holders",)):
            return True
        described = bool(case.others) and case.sentence.word(case.others[0].start - 1) in roles_names.DESCRIBING
        return bool(case.others) and (described or noun != "deal")
    return True


def _priced_stake(case: Case) -> bool:
    """Money or a share of the company for the stake, or a new one; a count of shares is a position."""
    low, high = case.window
    units = {a.amount.unit for a in case.sentence.amounts if low <= a.start < high}
    first = case.sentence.word(case.trigger[1] - 1)
    return "shares" not in units and (bool(units & {"USD", "percent"}) or first in NEW_STAKE)


def _owner_named(case: Case) -> bool:
    """No actor only where nobody is named: in "TCS' capex plan" the owner is a company that the rules do not know."""
    if case.actor is not None or case.object is None:
        return True
    words = case.sentence.passage.lower[max(case.sentence.start, case.object[0] - 6) : case.object[0]]
    owners = [before for before, word in pairwise(words) if word in {"'", "'s"}]
    return all(owner in PERIODS for owner in owners) and not any(len(w) > 1 and w.endswith("'") for w in words)


def _stake_follows(case: Case) -> bool:
    """ "Bought 6.5 percent of Crusoe": the share is of the company itself."""
    return case.object is not None and case.sentence.word(case.object[1]) == "of"


def _house(case: Case, *, genitive: bool = True) -> bool:
    """A broker speaks: it stands before the trigger; a "broker's model" speaks only where `genitive` says so."""
    return any(
        n.entity.kind == "broker" and n.end <= case.trigger[0] and (genitive or case.sentence.word(n.end) != "'s")
        for n in case.sentence.names
    )


def _no_price_next(case: Case) -> bool:
    """ "raised to $211" is a price, "raised to Buy" a rating."""
    return not any(a.start in {case.trigger[1], case.trigger[1] + 1} for a in case.sentence.amounts)


def _speaks_of_price(case: Case) -> bool:
    """A price somebody sees a share at: an analyst or broker speaks, and "to", "at" or "hitting" leads to it."""
    leads = case.object is not None and case.sentence.word(case.object[0] - 1) in {
        "to", "at", "hitting", "hit", "reaching", "reach", "$", "a", "new", ":", "toward", "towards"
    }  # fmt: skip
    spoken = roles_general.broker(case.trigger, case.sentence) is not None or case.sentence.has(("analyst_word",))
    return leads and spoken


def _has_rater(case: Case) -> bool:
    return case.actor is not None or case.sentence.has(("analyst_word",))


def _rating_stated(case: Case) -> bool:
    return case.sentence.has(("rating_word", "rating_plain"), case.window) or case.sentence.has(("rating_noun",))


def _kept_by_broker(case: Case) -> bool:
    """ "Maintained by Citigroup", "reiterated at Mizuho": a broker right behind."""
    behind = case.sentence.word(case.trigger[1]) in {"by", "at"}
    return behind and any(n.entity.kind == "broker" and n.start == case.trigger[1] + 1 for n in case.sentence.names)


def _rater_acts(case: Case) -> bool:
    """The broker does it: it stands before the verb, or behind "at" or "by"."""
    hit = case.actor
    if hit is None or hit.entity.kind != "broker":
        return False
    return hit.end <= case.trigger[0] or case.sentence.word(hit.start - 1) in {"at", "by", "from"}


def _is_of_trade(hit: NameHit | None, case: Case) -> bool:
    """Whether a company is of the trade; makers of chips and power are where the text speaks of AI."""
    if hit is None:
        return False
    groups, passage = hit.entity.groups, case.sentence.passage
    if groups & DOMAIN_GROUPS and "wide" not in groups:
        return True
    if passage.has("strong_context"):
        return bool(groups & (CHAINED_GROUPS | {"gear"}))
    return passage.has("ai_word") and bool(groups & (DOMAIN_GROUPS | {"chip", "gear"}))


def _trade_actor(case: Case) -> bool:
    """One firm of the trade; results and guidance are of one firm, never of "AI stocks"."""
    return _is_of_trade(case.actor, case) and case.actor is not None and case.actor.entity.kind != "collective"


def _trade_target(case: Case) -> bool:
    return any(_is_of_trade(hit, case) for hit in case.others)


def _trade_holding(case: Case) -> bool:
    """The company held is of the trade, or the holder is."""
    owner = case.actor is not None and bool(case.actor.entity.groups & DOMAIN_GROUPS)
    return _trade_target(case) or (owner and any(hit.entity.kind == "company" for hit in case.others))


def _investor(case: Case) -> bool:
    """Somebody who trades shares: a fund, a person, or a group of investors; a company buys goods."""
    if case.actor is None:
        return False
    first = max(case.sentence.start, case.actor.start - 2)  # with the title before a name: "Rep. Jane Doe"
    words = set(case.sentence.passage.lower[first : case.actor.end])
    return case.actor.entity.kind in {"fund", "person"} or not INVESTORS.isdisjoint(words)


def _result_figures(case: Case) -> bool:
    """A percentage or sum in the clause, or the period it is about."""
    low, high = case.sentence.clause(case.trigger[0])
    figures = any(low <= a.start < high and a.amount.unit in {"USD", "percent", "x"} for a in case.sentence.amounts)
    return figures or case.sentence.has(("period",))


def _foreseen_figures(case: Case) -> bool:
    if case.sentence.word(case.trigger[0] - 1) in {"'s", "’s", "its", "their", "the"}:
        return False  # "the company's projected revenue": whose projection it is stays open
    figures = any(a.amount.unit in {"USD", "percent"} for a in case.sentence.amounts)
    return figures or case.sentence.has(("outlook_up", "outlook_down", "period"))


def _view_context(case: Case) -> bool:
    """Of the trade: the text by its words, or the company the view is about."""
    return case.sentence.passage.has("strong_context") or _trade_target(case)


CONDITIONS: dict[str, Callable[[Case], bool]] = {
    "context": _context,
    "wide_context": _wide_context,
    "amount": _amount,
    "size": _size,
    "number": _number,
    "marker_to": _marker_to,
    "trade": _trade,
    "close_actor": _close_actor,
    "main_clause": _main_clause,
    "no_fund": _no_fund,
    "private_actor": _private_actor,
    "sized": _sized,
    "priced_stake": _priced_stake,
    "house": _house,
    "owner_named": _owner_named,
    "stake_follows": _stake_follows,
    "no_house": lambda case: not _house(case),
    "no_house_subject": lambda case: not _house(case, genitive=False),
    "company_target": _company_target,
    "takeover": _is_takeover,
    "no_investee": lambda case: not any(hit.entity.kind in {"company", "fund"} for hit in case.others),
    "spending_aim": lambda case: case.sentence.has(("ai_aim", "capex", "ai_budget")),
    "headline": lambda case: case.sentence.in_headline,
    "counterparty": lambda case: bool(case.others),
    "party": lambda case: any(case.groups(hit) & DOMAIN_GROUPS for hit in (case.actor, *case.others)),
    "domain_actor": lambda case: bool(case.groups(case.actor) & DOMAIN_GROUPS),
    "domain_counterparty": lambda case: any(case.groups(hit) & DOMAIN_GROUPS for hit in case.others),
    "broker": lambda case: any(n.entity.kind == "broker" for n in case.sentence.names),
    "rated": _trade_target,
    "rating_or_broker": lambda case: (
        case.sentence.has(("rating_word", "rating_plain"))
        or any(n.entity.kind == "broker" for n in case.sentence.names)
    ),
    "holder": lambda case: case.actor is not None,
    "priced_goods": _priced_goods,
    "selling_actor": _selling_actor,
    "same_clause": _same_clause,
    "told_now": _told_now,
    "no_aside": _no_aside,
    "one_actor": _one_actor,
    "no_takeover": _no_takeover,
    "noun_object": lambda case: case.object is not None and case.sentence.word(case.object[0] - 1) != "to",
    "outsider": lambda case: case.actor is not None and is_outsider(case.groups(case.actor)),
    "outside_buyer": lambda case: bool(case.others) or case.sentence.has(("outside_buyer",), case.window),
    "lets_computing": _lets_computing,
    "trade_deal": _trade_deal,
    "supply_pair": _supply_pair,
    "partner": lambda case: case.actor is not None and bool(case.others),
    "dealt_with": _dealt_with,
    "sized_or_dealt": lambda case: (
        _size(case)
        or case.sentence.has(("deal", "deal_word", "vast_sum"), case.window)
        or any(case.groups(hit) & {"neocloud", "host"} for hit in case.others)
    ),
    "no_funding": _no_funding,
    "backlog_owner": _backlog_owner,
    "concentration": _concentration,
    "chip_actor": lambda case: bool(case.groups(case.actor) & CHIP_MAKERS),
    "no_broker": lambda case: roles_market.speaker(case.trigger, case.sentence, case.trigger) is None,
    "clear_clause": places.main_clause,
    "site_context": places.site_context,
    "power_for_compute": places.power_for_compute,
    "public_actor": places.public_actor,
    "public_or_nobody": places.public_or_nobody,
    "firm_actor": places.private_actor,
    "nobody_acts": places.nobody_acts,
    "ordered_party": places.ordered_party,
    "rule_text": places.rule_text,
    "chip_trade": places.chip_trade,
    "no_border": places.no_border,
    "moved_by": places.moved_by,
    "law_about": places.law_about,
    "trade_company": places.trade_company,
    "no_price_next": _no_price_next,
    "speaks_of_price": _speaks_of_price,
    "rater": _has_rater,
    "rater_acts": _rater_acts,
    "rating_stated": _rating_stated,
    "market_actor": _trade_actor,
    "trade_target": _trade_target,
    "trade_holding": _trade_holding,
    "spoken": lambda case: case.actor is not None,
    "investor": _investor,
    "not_itself": lambda case: case.actor is not None and case.actor.party not in {h.party for h in case.others},
    "result_figures": _result_figures,
    "foreseen_figures": _foreseen_figures,
    "of_results": lambda case: case.sentence.has(("results", "result_metric", "period", "yardstick")),
    "no_loss": lambda case: not case.sentence.has(("loss_metric",), (case.trigger[0], case.trigger[1])),
    "view_context": _view_context,
    "speaker": lambda case: roles_market.has_speaker(case.trigger, case.sentence),
    "weak_outlook": lambda case: case.sentence.has(("outlook_down",), case.window),
    "not_foreseen": _not_foreseen,
    "no_yardstick": lambda case: not _is_yardstick(case.trigger, case.sentence),
    "no_comparison": _no_comparison,
    "own_listing": _own_listing,
    "no_nearer_deal": _no_nearer_deal,
    "sum_of_object": _sum_of_object,
    "sum_of_object_or_behind": _sum_of_object_or_behind,
    "actual_figure": _actual_figure,
    "no_past_figure": _no_past_figure,
    "counted_paper": _counted_paper,
    "no_forecast": _no_forecast,
    "no_listed_sale": _no_listed_sale,
    "no_model_lab": _no_model_lab,
    "funds_building": _funds_building,
    "no_private_buyer": _no_private_buyer,
    "broker_or_analyst": lambda case: (
        case.sentence.has(("analyst_word",)) or any(n.entity.kind == "broker" for n in case.sentence.names)
    ),
    "no_spending": lambda case: (
        not case.sentence.has(("capex",), (case.trigger[1], case.object[1] if case.object else case.trigger[1]))
    ),
    "kept_by_broker": _kept_by_broker,
    "nobody_rates": lambda case: roles_market.rater(case.trigger, case.sentence) is None,
    "rated_for": lambda case: any(_is_of_trade(hit, case) for hit in case.others),
    "no_question": lambda case: case.sentence.word(case.sentence.end - 1) != "?",
    "stake_held": lambda case: case.actor is not None and _trade_holding(case),
    "names_topic": lambda case: bool(case.others) or case.sentence.passage.has("strong_context"),
    "post_of_trade": places.post_of_trade,
    "said_by_us": places.said_by_us,
}


def _holds(condition: str, case: Case) -> bool:
    if condition.startswith("word:"):
        return case.sentence.has((condition.removeprefix("word:"),))
    return CONDITIONS[condition](case)


def _is_vetoed(frame: Frame, trigger: Span, sentence: Sentence, aside: Collection[Span] = ()) -> bool:
    """Whether words in the trigger's clause forbid the frame; those that overlap `aside` do not count."""
    low, high = sentence.clause(trigger[0])
    for name in frame.veto:
        for words in sentence.terms.get(name, ()):
            counts = not any(words[0] < end and start < words[1] for start, end in aside)
            if low <= words[0] < high and counts and not _is_of_the_saying(words, sentence):
                _rejected(frame, trigger, sentence, f"veto {name}", words)
                return True
    return False


def _is_of_the_saying(words: Span, sentence: Sentence) -> bool:
    """A modal that opens a question or belongs to a denial ("denied that it would"): the axes tell of it."""
    at = words[0]
    if sentence.word(at) not in MODALS:
        return False
    asked = at == sentence.start and sentence.word(sentence.end - 1) == "?"
    return asked or not DENYING.isdisjoint(sentence.passage.lower[max(at - 4, sentence.start) : at])


def _rejected(frame: Frame, trigger: Span, sentence: Sentence, reason: str, at: Span | None = None) -> list[Draft]:
    """No draft; the reason is kept when somebody asked to see the near misses."""
    misses = sentence.passage.near_misses
    if misses is not None:
        misses.append(NearMiss(frame.id, frame.type, trigger, reason, at))
    return []


def note_dropped(draft: Draft, reason: str) -> None:
    """Keep why a draft is no event, when somebody asked to see the near misses."""
    misses = draft.sentence.passage.near_misses
    if misses is not None:
        misses.append(NearMiss(draft.frame_id, draft.type, draft.trigger, reason, None))


# ── objects and evidence ──────────────────────────────────────────────────────────────────────


def _find_objects(frame: Frame, trigger: Span, sentence: Sentence, window: Span) -> list[Span]:
    """The objects on the allowed side, the nearest first; the trigger itself when the frame asks for none."""
    if not frame.object:
        return [trigger]
    rivals = [span for span in sentence.spans((*frame.trigger, *REVISIONS)) if span != trigger]
    # "Notes were sold by X": what the verb acts on stands before it.
    turned = frame.order == "after" and roles_names.is_passive(trigger, sentence)
    found: list[tuple[int, Span]] = []
    for category in frame.object:
        for span in _object_spans(category, sentence):
            gap = span[0] - trigger[1] if span[0] >= trigger[1] else trigger[0] - span[1]
            after = (span[0] >= trigger[0]) is not turned
            wrong_side = (frame.order == "after" and not after) or (frame.order == "before" and after)
            overlaps = span[0] < trigger[1] and trigger[0] < span[1]
            inside = window[0] <= span[0] < window[1]
            # "increased competition and lower spending": the nearer trigger owns the object.
            owned = frame.near and any(min(trigger[1], span[1]) <= r[0] < max(trigger[0], span[0]) for r in rivals)
            if inside and not owned and not wrong_side and not overlaps and gap <= frame.within:
                found.append((gap, span))
    return [span for _, span in sorted(found, key=lambda pair: pair[0])]


class Demand(NamedTuple):
    """What a sentence must have at all for a frame; asked first, because most triggers stand alone."""

    headline: bool
    objects: frozenset[str]
    amounts: bool
    """Whether an amount will do for an object."""
    anything: bool
    """Whether nothing more can be said beforehand."""

    def is_met(self, sentence: Sentence) -> bool:
        if self.headline and not sentence.in_headline:
            return False
        return self.anything or (self.amounts and bool(sentence.amounts)) or not self.objects.isdisjoint(sentence.terms)


def _demand(frame: Frame) -> Demand:
    amounts = AMOUNT_OBJECTS.keys() & set(frame.object)
    others = {category for category in frame.object if category[0] == "@"} - amounts
    return Demand("headline" in frame.need, frozenset(frame.object), bool(amounts), not frame.object or bool(others))


def _object_spans(category: str, sentence: Sentence) -> Iterable[Span]:
    if category == "@site":
        return [(n.start, n.end) for n in sentence.names if n.entity.canonical in SITES]
    if category == "@company":
        return [(n.start, n.end) for n in sentence.names if n.party]
    if category == "@product":
        return [(n.start, n.end) for n in sentence.names if n.entity.kind == "product"]
    if category == "@rating":
        return [*sentence.spans(("rating_word", "rating_plain"))]
    if category.startswith("@"):
        return [(a.start, a.end) for a in sentence.amounts if AMOUNT_OBJECTS[category](a)]
    return sentence.terms.get(category, ())


def _role_name(hit: NameHit | None) -> str | None:
    """The name a party goes by in roles: its company for a person, itself for a product or a broker."""
    if hit is None:
        return None
    return hit.entity.canonical if hit.entity.kind == "product" else hit.party or hit.entity.canonical


def _status(case: Case) -> str:
    word = " ".join(case.sentence.passage.lower[case.trigger[0] : case.trigger[1]])
    if word in case.frame.done_words:
        return "occurred"
    return case.frame.status.get(case.category) or case.frame.status.get("*") or "announced"


def _is_reached(case: Case) -> bool:
    """The clause says that a level was come to, in place of only stating it."""
    low, high = case.sentence.clause(case.trigger[0])
    return not REACHED.isdisjoint(case.sentence.passage.lower[low:high])


def _evidence(case: Case, actor: NameHit | None, other: NameHit | None) -> list[Basis]:
    """Trigger, objects and parties. Each object that would do is cited: without the nearest the next one serves."""
    rule = case.frame.id
    found = [Basis("trigger", case.trigger, rule)]
    if case.object:
        found += [Basis("object", span, rule) for span in _outermost(case.objects)]
    for hit in (actor, other):
        if hit is not None:
            found += named(hit, rule, case.trigger, case.sentence)
    return found


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """The spans without those that lie in another one of them."""
    kept = list(dict.fromkeys(spans))
    if len(kept) == 1:
        return kept
    return [s for s in kept if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in kept)]


def named(hit: NameHit, rule: str, trigger: Span, sentence: Sentence) -> Iterator[Basis]:
    """The name of a party, and the words that only refer to it."""
    who = _role_name(hit)
    if hit.refers_to is not None:
        yield Basis("role", hit.refers_to, rule, who)
        yield Basis("reference", (hit.start, hit.end), rule, who)
        return
    yield Basis("role", (hit.start, hit.end), rule, who)
    if hit.end <= sentence.start:
        yield from (Basis("reference", span, rule, who) for span in roles_general.referring(trigger, sentence))


def _spoken(drafts: list[Draft]) -> list[Draft]:
    """Without those that count only where nothing else is said: they support one that says the same."""
    spoken = [draft for draft in drafts if not draft.fallback]
    if not spoken:
        return drafts
    free = all(draft.type in AUTHORITIES for draft in spoken)
    beside = [draft for draft in drafts if draft.fallback and free and draft.type == "data_center_build"]
    unspoken = [draft for draft in drafts if draft.fallback and draft not in beside]
    for draft in unspoken:
        note_dropped(draft, "counts only in a sentence that says nothing else")
    for draft in spoken if unspoken else ():
        _support(draft, unspoken)
    return [*spoken, *beside]


def _support(draft: Draft, others: Iterable[Draft]) -> None:
    """Cite the triggers of those that would state the draft's event if it did not."""
    for other in others:
        if other.type == draft.type and other.actor in (draft.actor, None):
            draft.evidence += [basis for basis in other.evidence if basis.kind == "trigger"]


def _without_doubles(drafts: list[Draft]) -> list[Draft]:
    """ "Agreed to lease computing capacity": the lease of computing, not also a contract between the same parties.

    Nor is a deal for power a contract for computing too, or a rule on exports a regulation.
    """
    lessors = {name for d in drafts if d.type == "compute_leasing" for name in d.roles.values()}
    bought = {d.parties for d in drafts if d.type == "mna"}
    invested = {(d.actor, d.counterparty) for d in drafts if d.type == "equity_investment"}
    sold_by_insiders = {d.counterparty for d in drafts if d.frame_id == "position.insider"}
    types = {d.type for d in drafts}
    hidden = {narrow for wide, narrow in NARROWER if wide in types}
    # One sentence tells of one scarcity: "flags supply constraints, says TSMC's capacity a bottleneck".
    scarce = min((d.trigger[0] for d in drafts if d.type == "supply_constraint"), default=0)
    kept = []
    for draft in drafts:
        if draft.type in hidden:
            note_dropped(draft, "a narrower type tells the same")
        elif draft.type == "supply_constraint" and draft.trigger[0] > scarce:
            note_dropped(draft, "the sentence tells of one scarcity already")
        elif draft.type == "contract" and not lessors.isdisjoint(draft.roles.values()):
            note_dropped(draft, "the same parties lease computing")
        elif draft.type == "contract" and draft.parties in bought:
            note_dropped(draft, "the same parties merge")
        elif draft.type == "equity_financing" and draft.actor in sold_by_insiders:
            note_dropped(draft, "its insiders sell, not the company")
        elif draft.type == "position_change" and (draft.actor, draft.counterparty) in invested:
            note_dropped(draft, "the same parties invest")
        else:
            kept.append(draft)
    return kept


def _without_retold(drafts: list[Draft]) -> list[Draft]:
    """ "Heads to the bond market after boosting its budget": what the same party did before is no news."""
    kept = []
    for draft in drafts:
        retold = draft.type in MONEY_TYPES | CAPEX_TYPES and draft.sentence.word(draft.trigger[0] - 1) in BACKGROUND
        newer = [o for o in drafts if o.actor == draft.actor and o.type != draft.type and o.trigger < draft.trigger]
        if retold and draft.actor is not None and newer:
            note_dropped(draft, "only retold: the same party does something newer")
        else:
            kept.append(draft)
    return kept


def _with_own_amounts(drafts: list[Draft]) -> list[Draft]:
    """ "Backstops $1.8 billion of debt and receives an 8% stake": an amount goes to the nearer of two events."""
    for types in (MONEY_TYPES, CAPEX_TYPES, DEAL_WITH_STAKE):
        money = [draft for draft in drafts if draft.type in types]
        own = {id(draft): _nearer_amounts(draft, [o for o in money if o.type != draft.type]) for draft in money}
        for draft in money:
            draft.amounts = own[id(draft)]
    return drafts


def _nearer_amounts(draft: Draft, rivals: Sequence[Draft]) -> list[AmountHit]:
    return [hit for hit in draft.amounts if all(_gap(draft, hit) <= _gap(o, hit) for o in rivals if hit in o.amounts)]


def _gap(draft: Draft, hit: AmountHit) -> tuple[int, int]:
    """Tokens between an amount and the words the event rests on, then between it and the trigger alone."""
    nearest = next((basis.span for basis in draft.evidence if basis.kind == "object"), draft.trigger)
    spans = (draft.trigger, nearest)
    gaps = [max(span[0] - hit.end, hit.start - span[1], 0) for span in spans]
    return min(gaps), gaps[0]


def _as_contract(draft: Draft, case: Case) -> bool:
    """A cloud that rents out computing fulfils a contract; without a customer or a price it only does its trade."""
    if draft.counterparty is None and not _amount(case):
        return False
    draft.type, draft.subtype = "contract", "award"
    sides = {"lessor": "seller", "lessee": "buyer"}
    draft.roles = {sides[role]: name for role, name in draft.roles.items() if role in sides}
    return True


def _as_lease(draft: Draft) -> None:
    sides = {"seller": "lessor", "buyer": "lessee"}
    draft.type, draft.subtype = "compute_leasing", "raw_capacity"
    draft.roles = {sides[role]: name for role, name in draft.roles.items() if role in sides}
    draft.actor, draft.counterparty = draft.roles.get("lessor"), draft.roles.get("lessee")
