"""One Chinese sentence on its way to drafts: who moved or acts, on whom, by how much."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pipelines.extract.amounts.measures import family_near, measures
from pipelines.extract.chinese.frames import NARROWER, HanFrame, frames, rival_triggers, triggers
from pipelines.extract.chinese.names import PARTIES
from pipelines.extract.chinese.text import tables
from pipelines.extract.event_amounts.kinds import is_share_price
from pipelines.extract.frames.drafts import Basis, Draft
from pipelines.extract.frames.participants import LISTED_ACTORS
from pipelines.extract.frames.rules import Rules
from pipelines.extract.frames.sellers import sides_alone
from pipelines.extract.moves.drafts import MOVE
from pipelines.extract.names.lexicon import Entity, Lexicon
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span
from pipelines.extract.trade import CLOUDS, OUTSIDE_GROUPS

CLAUSES = re.compile(r"[^，,。!?;:\n]+")
BESIDE = 4
"""Characters in which a word says what an amount measures, against what the event would take it for."""
MOVED = re.compile(
    r"(?:\([^()]{1,16}\))?(?:的|集团|公司|美股|港股|股价|股票|股份|ADR|盘前|盘后|夜盘|盘中|早盘|午后|周[一二三四五]|今日|今晨|昨日|隔夜|收盘|"
    r"一度|[一二两三四五]日|[一二两三四五]个交易日|累计|本周|上周|本月|年内|连续|大幅|应声|分别|均|双双|齐|集体|全线|随后|也|则|则是|再|又|逆势|闪电|短线|急速|曾|\s)*"
)
JOINED = re.compile(r"\s*(?:、|和|与|及|以及|/|,)\s*")
JOINED_OR_BESIDE = re.compile(rf"(?:{JOINED.pattern})?")
"""Shares that move are listed without a sign as well: 英伟达AMD."""
FELL_BY = re.compile(r"(?:幅)?(?:一度|盘中)?(?:扩大至|扩大到|收窄至|收窄到|逾|超过|超|近|约|了|至多|达|幅达|幅)*\s*$")
SPEAKS = re.compile(
    r"\s*(?:(?:分析师|交易台|研报|最新研报|团队|的)?(?::|称|表示|指出|认为|警告|直言|估算|测算|预计|预测|报道|的?模型|援引|消息))"
)
VALUED_BEFORE, VALUED_BEHIND = re.compile(r"估值(?:约|达|为|至|超|逾)*$"), re.compile(r"的?估值")
HOLDER = re.compile(
    r"(?P<who>[\u4e00-\u9fff·]{2,8}?)(?:20\d\d年|[一二三四]季度?|第[一二三四]季度?|上季度?|本季度?|年内|近期|上周|今日|"
    r"大幅|小幅|大举|再度|再次|已|又|继续|持续|首次|悄然|逢低|罕见|集体|加速|宣布|披露|据悉|正|在)*"
)
"""Who holds shares and is in no table."""
TOLD_BEFORE = frozenset({"compute_leasing", "earnings_result"})
"""Types whose object may stand in a clause before."""
MARKERS = {
    "supply": ("to",),
    "take": ("from",),
    "pair": ("with", "from", "to"),
    "between": ("with", "from", "to"),
    "onto": ("to", "from", "with", "holding"),
    "with": ("to", "from", "with", "holding"),
}
"""Prepositions of the other side, by how a frame names its parties."""
GOODS_BEHIND = ("芯片", "GPU", "的芯片", "显卡", "AI芯片", "算力", "的算力", "的GPU", "服务器")
"""Behind a maker's name: what is rented or bought is of its make, not its own."""
SHARED_DEALS = frozenset({"contract", "compute_leasing"})
"""Types of which one party has one with each of a list: "向甲骨文和CoreWeave租用"."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """The parties of an event as found, and the names that show it."""

    actor: NameHit | None
    other: NameHit | None = None


class SentenceReading:
    """One sentence on its way to drafts."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon, rules: Rules) -> None:
        self.sentence, self.lexicon, self.rules = sentence, lexicon, rules
        self.text = sentence.passage.text
        self.clauses = [hit.span() for hit in CLAUSES.finditer(self.text, sentence.start, sentence.end)]
        self.claimed: list[Span] = []
        self.taken: set[int] = set()
        """Amounts of price moves, by place."""

    def clause(self, at: int) -> Span:
        found = (span for span in self.clauses if span[0] <= at < span[1])
        return next(found, (self.sentence.start, self.sentence.end))

    # ── price moves ──

    def moves(self) -> list[Draft]:
        """ "CoreWeave股价跌13%", "CoreWeave、Nebius分别跌13%、15%"."""
        found: list[Draft] = []
        for direction in ("up", "down"):
            for span in self.sentence.spans([direction]):
                movers = self._movers(span)
                amounts = self._moved_by(span, len(movers))
                if movers:
                    self.claimed.append(span)
                    self.taken.update(hit.start for hit in amounts)
                for number, mover in enumerate(movers):
                    amount = amounts[number if len(amounts) == len(movers) else 0] if amounts else None
                    found.append(self._move(mover, span, direction, amount))
        return found

    def _movers(self, span: Span) -> list[NameHit]:
        """The names right before the verb, with those that are listed with the last."""
        before = [name for name in self.sentence.names if name.end <= span[0] and _can_move(name.entity)]
        if not before:
            return []
        clause = self.clause(span[0])
        if before[-1].end <= clause[0] <= span[0] and MOVED.fullmatch(self.text, clause[0], span[0]):
            # "戴尔净利润不及预期，盘后跌5%": the verb of a clause without a subject.
            subject = self._subject(span, clause, {"company"})
            return [subject] if subject is not None else []
        if not MOVED.fullmatch(self.text, before[-1].end, span[0]):
            return []
        movers = [before.pop()]
        while before and JOINED_OR_BESIDE.fullmatch(self.text, before[-1].end, movers[0].start):
            movers.insert(0, before.pop())
        return movers

    def _moved_by(self, span: Span, wanted: int) -> list[AmountHit]:
        percents = [hit for hit in self.sentence.amounts if hit.amount.unit == "percent" and hit.start >= span[1]]
        if not percents or not FELL_BY.fullmatch(self.text, span[1], percents[0].start):
            return []
        run = percents[:1]
        for hit in percents[1:wanted]:
            if re.fullmatch(r"\s*[、和与,及]\s*", self.text[run[-1].end : hit.start]):
                run.append(hit)
        return run

    def _move(self, mover: NameHit, span: Span, direction: str, amount: AmountHit | None) -> Draft:
        return Draft(
            frame_id=MOVE,
            type="price_move",
            subtype=None,
            sentence=self.sentence,
            trigger=span,
            actor=mover.party or mover.entity.canonical,
            counterparty=None,
            roles={},
            direction=direction,
            status="occurred",
            confidence=0.9 if amount else 0.75,
            amounts=[amount] if amount else [],
            evidence=[Basis("trigger", span, MOVE), self._role(mover, MOVE)],
        )

    # ── events ──

    def events_of(self, frame: HanFrame) -> Iterator[Draft]:
        for category in frame.trigger:
            for trigger in self.sentence.terms.get(category, ()):
                yield from self._fit(frame, category, trigger)

    def events(self) -> list[Draft]:
        """One draft per frame and actor; of two types that one wording states, the narrower."""
        found: dict[tuple[str, str | None, str | None], Draft] = {}
        for frame in frames():
            for draft in self.events_of(frame):
                found.setdefault((draft.type, draft.actor, draft.counterparty), draft)
        return self._narrowed(list(found.values())) or self._view()

    def _narrowed(self, drafts: list[Draft]) -> list[Draft]:
        types = {draft.type for draft in drafts}
        dropped = {wide for narrow, wide in NARROWER if narrow in types}
        modelled = any(draft.subtype == "analyst_model" for draft in drafts)
        return [
            draft
            for draft in drafts
            if draft.type not in dropped
            and not (modelled and draft.type in {"capex_guidance", "guidance"} and draft.subtype != "analyst_model")
        ]

    def _view(self) -> list[Draft]:
        """What a house says of the trade where it does nothing else."""
        sentence = self.sentence
        house = next((name for name in sentence.names if name.entity.kind == "broker"), None)
        if house is None or not sentence.has(["strong_context"]) or not SPEAKS.match(self.text, house.end):
            return []
        about = next((name for name in sentence.names if name.entity.kind == "company" and not name.bystander), None)
        frame = HanFrame(id="zh.view", type="analyst_view", trigger=(), parties="broker", roles=("speaker", "subject"),
                         status="announced", confidence=0.5)  # fmt: skip
        return [self._draft(frame, "", (house.start, house.end), None, _Sides(house, about))]

    def _fit(self, frame: HanFrame, category: str, trigger: Span) -> list[Draft]:
        """The events of a frame: one for each of those who do the same."""
        clause = self.clause(trigger[0])
        if any(low < trigger[1] and trigger[0] < high for low, high in self.claimed):
            return []
        if self.sentence.has(frame.veto, clause) or (frame.also and not self.sentence.has(frame.also)):
            return []
        goods = self._object(frame, trigger, clause)
        if frame.object and goods is None:
            return []
        sides = self._sides(frame, trigger, clause)
        if sides is None or not self._may_act(frame, sides):
            return []
        each = self._listed(sides.actor, trigger[0]) if frame.type in LISTED_ACTORS else [sides.actor]
        others = self._listed(sides.other, clause[1]) if frame.type in SHARED_DEALS and sides.other else [sides.other]
        drafts = [
            self._draft(frame, category, trigger, goods, _Sides(actor, other)) for actor in each for other in others
        ]
        return [draft for draft in drafts if draft.amounts or not frame.amount]

    def _listed(self, first: NameHit | None, end: int) -> list[NameHit | None]:
        """ "OpenAI、甲骨文和软银将新建": a name with those that are joined to it, up to a place."""
        found = [first]
        for name in self.sentence.names:
            last = found[-1]
            if last is None or name.start < last.end or name.end > end:
                continue
            if not JOINED.fullmatch(self.text, last.end, name.start) or name.entity.kind != last.entity.kind:
                break
            found.append(name)
        return found

    def _object(self, frame: HanFrame, trigger: Span, clause: Span) -> Span | None:
        # "算力建多了，可以出租": what is let may be named a clause before.
        # "营收764亿美元，超预期": and so may be what was better than expected.
        reach = (self.sentence.start, clause[1]) if frame.type in TOLD_BEFORE else clause
        spans = self.sentence.spans_inside(frame.object, reach)
        near = [
            (max(span[0] - trigger[1], trigger[0] - span[1]), span)
            for span in spans
            if span[1] <= trigger[0] or trigger[1] <= span[0]
        ]
        gap, span = min(near, default=(frame.within + 1, trigger))
        if gap <= frame.within:
            return span
        # "发债" and "融资" are deed and thing in one word.
        return trigger if any(span == trigger for span in self.sentence.spans(frame.object)) else None

    def _may_act(self, frame: HanFrame, sides: _Sides) -> bool:
        entity = sides.actor.entity if sides.actor else None
        if entity is None:
            return not (frame.actor or frame.groups or frame.actor_groups)
        groups = self.lexicon.groups(entity.party or entity.canonical)
        wanted = {*frame.groups, *frame.actor_groups}
        return (not frame.actor or self._ticker(entity) in frame.actor) and (not wanted or bool(groups & wanted))

    def _ticker(self, entity: Entity) -> str | None:
        party = self.lexicon.entities.get(entity.party or "", entity)
        return party.ticker

    def _draft(self, frame: HanFrame, category: str, trigger: Span, goods: Span | None, sides: _Sides) -> Draft:
        actor, other = _party(sides.actor), _party(sides.other)
        other = None if other == actor else other
        draft = Draft(
            frame_id=frame.id,
            type=frame.type,
            subtype=frame.subtypes.get(category, frame.subtype),
            sentence=self.sentence,
            trigger=trigger,
            actor=actor,
            counterparty=other,
            roles={role: name for role, name in zip(frame.roles, (actor, other), strict=False) if name},
            direction=frame.directions.get(category, frame.direction),
            status="reiterated" if category == "keep" else frame.status,
            confidence=frame.confidence,
            evidence=[Basis("trigger", trigger, frame.id)],
        )
        if goods is not None and goods != trigger:
            draft.evidence.append(Basis("object", goods, frame.id))
        draft.evidence += [self._role(name, frame.id) for name in (sides.actor, sides.other) if name is not None]
        self._settle_trade(draft, frame)
        draft.amounts = self._amounts(draft)
        if draft.type == "capex_spend" and any(isinstance(hit.amount.value, tuple) for hit in draft.amounts):
            # From ... to ...: nobody has spent a range.
            draft.type, draft.status, draft.roles = "capex_guidance", "announced", {"guider": str(actor)}
        return draft

    def _role(self, name: NameHit, rule: str) -> Basis:
        return Basis("role", (name.start, name.end), rule, name.party or name.entity.canonical)

    def _settle_trade(self, draft: Draft, frame: HanFrame) -> None:
        """Who sells by trade makes a contract of a lease; who does not, a lease of a contract for computing."""
        if frame.parties in {"pair", "between"}:
            self._settle_deal(draft)
        elif draft.type == "compute_leasing":
            self._settle_lease(draft, taken=frame.parties == "take")

    def _settle_deal(self, draft: Draft) -> None:
        """Of two who sign, whoever usually supplies the other is the seller."""
        actor, other, rank = draft.actor, draft.counterparty, self.lexicon.supply_rank
        seller, buyer = (actor, other) if rank(actor) >= rank(other) or other is None else (other, actor)
        draft.roles = _named_roles(seller=seller, buyer=buyer)
        if other is None and actor is not None:
            is_lease = any("租" in self.text[slice(*span)] for span in self.sentence.spans(("contract",)))
            draft.roles = dict.fromkeys(sides_alone(self.lexicon, actor, is_lease=is_lease), actor)
        groups = self.lexicon.groups(seller)
        if other and self.sentence.has(["compute"]) and groups & OUTSIDE_GROUPS and not groups & CLOUDS:
            draft.type, draft.subtype = "compute_leasing", "raw_capacity"
            draft.actor, draft.counterparty = seller, buyer
            draft.roles = {"lessor": str(seller), "lessee": str(buyer)}

    def _settle_lease(self, draft: Draft, *, taken: bool) -> None:
        """taken: the actor is who rents."""
        lessor, lessee = draft.actor, draft.counterparty
        if taken:
            lessor, lessee = lessee, lessor
        if self.lexicon.groups(lessor) & CLOUDS and draft.subtype == "raw_capacity":
            draft.type, draft.subtype, draft.status = "contract", "award", "agreed"
            draft.roles = _named_roles(seller=lessor, buyer=lessee)
        elif taken:
            draft.actor, draft.counterparty = lessor, lessee
            draft.roles = _named_roles(lessor=lessor, lessee=lessee)

    # ── who ──

    def _sides(self, frame: HanFrame, trigger: Span, clause: Span) -> _Sides | None:
        """The parties, or None where the frame needs one that the text does not name."""
        kinds: Collection[str] = frame.kinds or PARTIES
        if frame.parties == "broker":
            return self._house(frame, trigger, clause)
        if frame.parties == "state":
            before = [n for n in self.sentence.names if n.entity.kind == "government" and n.start < trigger[0]]
            firm = next((n for n in self._names(clause, PARTIES) if n.entity.kind == "company"), None)
            about = firm if len(frame.roles) > 1 else None
            return _Sides(before[0], about) if before else None
        if frame.parties == "refused":
            bidder = next((n for n in self._names((trigger[1], clause[1]), {"company"})), None)
            refusing = next((n for n in self._names((clause[0], trigger[0]), {"company"})), None)
            return _Sides(bidder, refusing) if bidder and refusing else None
        subject = self._subject(trigger, clause, kinds)
        if frame.parties == "anyone":
            return _Sides(subject)
        if frame.parties == "self":
            return _Sides(subject) if subject is not None else None
        other = self._other(frame, trigger, clause, subject)
        if subject is None and frame.type == "position_change":
            subject = self._holder(trigger, clause)
        if frame.parties in {"onto", "between"} and (other is None or subject is None):
            return None
        return _Sides(subject, other) if subject is not None or (frame.parties == "take" and other) else None

    def _names(self, span: Span, kinds: Collection[str]) -> list[NameHit]:
        return [
            name
            for name in self.sentence.names
            if span[0] <= name.start < span[1] and name.entity.kind in kinds and not name.bystander
        ]

    def _subject(self, trigger: Span, clause: Span, kinds: Collection[str]) -> NameHit | None:
        """The first name before the deed that no preposition governs; else that of an earlier clause."""
        for start, end in reversed([span for span in self.clauses if span[0] <= clause[0]]):
            names = self._names((start, min(end, trigger[0])), kinds)
            free = [name for name in names if not self._marked(name, ("to", "from", "with", "by", "holding"))]
            if (start, end) != clause:
                # "高瓴减持英伟达，加仓微软": what was acted on does not act.
                deeds = [at for at, _ in self.sentence.spans(triggers()) if start <= at]
                free = [name for name in free if not any(at < name.start for at in deeds)]
            if free:
                return free[0]
            if names and (start, end) == clause and "被" in self.text[start : trigger[0]]:
                return None
        return None

    def _holder(self, trigger: Span, clause: Span) -> NameHit | None:
        """A holder that is in no table: "高瓴清仓CoreWeave"; "桥水减持英伟达，加仓微软" says it once."""
        for start, end in reversed([span for span in self.clauses if span[0] <= clause[0]]):
            verbs = [at for at, _ in self.sentence.spans(("hold_more", "hold_less", "lease_out")) if start <= at < end]
            hit = HOLDER.fullmatch(self.text, start, min([end, trigger[0], *verbs]))
            if hit is not None:
                text = hit["who"]
                return NameHit(*hit.span("who"), Entity(canonical=text, ticker=None, kind="unknown", party=text))
        return None

    def _marked(self, name: NameHit, markers: Iterable[str]) -> bool:
        before = self.text[max(self.sentence.start, name.start - 3) : name.start].rstrip(' 《“"')
        listed = tables()["markers"]
        return any(before.endswith(word) for marker in markers for word in listed[marker])

    def _other(self, frame: HanFrame, trigger: Span, clause: Span, subject: NameHit | None) -> NameHit | None:
        """The other side: behind its preposition, else behind the deed."""
        names = [
            name for name in self._names(clause, PARTIES) if name is not subject and _party(name) != _party(subject)
        ]
        markers = MARKERS[frame.parties]
        if frame.parties == "take" and "就" in self.text[clause[0] : trigger[0]]:
            markers = (*markers, "with")
        marked = [name for name in names if self._marked(name, markers)]
        if marked:
            return marked[0]
        behind = [name for name in names if name.start >= trigger[0] and name.entity.kind == "company"]
        if frame.type == "mna":
            behind = [name for name in behind if not self.text[name.end :].startswith(GOODS_BEHIND)]
        if frame.parties == "take" and behind and not self.text[behind[0].end :].startswith(GOODS_BEHIND):
            return behind[0]
        return behind[0] if behind and frame.parties != "take" else None

    def _house(self, frame: HanFrame, trigger: Span, clause: Span) -> _Sides | None:
        """The broker of the sentence, and the company it speaks of."""
        houses = [name for name in self.sentence.names if name.entity.kind == "broker" and name.start < trigger[1]]
        if not houses:
            return None
        firms = self._names(clause, {"company", "product"})
        earlier = self._names((self.sentence.start, trigger[0]), {"company", "product"})
        rated = firms or earlier[-1:]
        if not rated and frame.type == "capex_guidance":
            return _Sides(houses[-1])  # what the clouds will spend together
        return _Sides(houses[-1], rated[0]) if rated else None

    # ── how much ──

    def _amounts(self, draft: Draft) -> list[AmountHit]:
        """Amounts of the clause of the trigger and of clauses beside it that tell of nothing else."""
        units = set(self.rules.units.get(draft.type, ()))
        return [hit for hit in self.sentence.amounts if self._fits(hit, units, draft)]

    def _fits(self, hit: AmountHit, units: Collection[str], draft: Draft) -> bool:
        money, unit = hit.amount.unit == "USD", hit.amount.unit
        if draft.type == "price_target":
            return is_share_price(hit) and not hit.amount.prior
        if unit not in units or hit.start in self.taken or (money and is_share_price(hit)):
            return False
        if hit.amount.prior and draft.type != "price_change":
            return False
        if money and (
            VALUED_BEFORE.search(self.text, max(0, hit.start - 5), hit.start) or VALUED_BEHIND.match(self.text, hit.end)
        ):
            return False
        return self._reaches(hit, draft) and not self._is_something_else(hit, draft)

    def _reaches(self, hit: AmountHit, draft: Draft) -> bool:
        """Whether the amount stands in the clause of the deed, or in one without a deed or a company of its own."""
        home, clause = self.clause(draft.trigger[0]), self.clause(hit.start)
        if clause == home:
            return True
        if any(name.party not in draft.parties for name in self._names(clause, PARTIES)):
            return False
        return not self.sentence.has(rival_triggers(draft.type), clause)

    def _is_something_else(self, hit: AmountHit, draft: Draft) -> bool:
        rejected = measures().rejects.get(draft.type)
        if not rejected:
            return False
        low, high = self.clause(hit.start)
        listed = [other.amount for other in self.sentence.amounts]
        family, gap = family_near(self.text, hit.amount, listed, low, high)
        return family in rejected and gap <= BESIDE


def _named_roles(**roles: str | None) -> dict[str, str]:
    return {role: name for role, name in roles.items() if name}


def _party(name: NameHit | None) -> str | None:
    return None if name is None else name.party or name.entity.canonical


def _can_move(entity: Entity) -> bool:
    return entity.kind in {"company", "fund", "index", "broker", "collective"}
