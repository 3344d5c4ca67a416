"""From words to events: which frame a trigger fits, in which clause, and under which conditions.

What must never happen: an event from one word alone, an event whose parties were guessed, or a price move that
explains itself. So a frame needs its trigger, its object near by in the same clause, and its conditions
(`conditions/`); the parties come from `roles/`, which may answer None; and the words of a price move (`moves/`) are
taken before any frame looks at the sentence. What of it is told at all is sorted out in `rivals.py`, what it says twice
in `doubles.py`, and whose an amount is in `event_amounts/owners.py`.

Known exceptions: nominalisations without a light verb ("the OpenAI order") are left alone unless an amount stands by
them, and a second object in the same clause is not split off.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, itemgetter, or_

from pipelines.extract.conditions import condition
from pipelines.extract.conditions.capex import foreseen_by_others
from pipelines.extract.conditions.general import Condition
from pipelines.extract.event_amounts.kinds import AMOUNT_OBJECTS
from pipelines.extract.event_amounts.owners import (
    with_amounts_in_turn,
    with_further_customers,
    with_listed_budgets,
    with_listed_debts,
    with_listed_prices,
    with_listed_stakes,
    with_own_amounts,
)
from pipelines.extract.event_amounts.slots import amounts_for, shared_out
from pipelines.extract.frames.directions import OTHER_WAY, before_turn, direction_of, is_denied, is_passed_over
from pipelines.extract.frames.doubles import without_doubles
from pipelines.extract.frames.drafts import (
    AUTHORITIES,
    CAPEX_TYPES,
    JUDGEMENTS,
    Basis,
    Case,
    Draft,
    named,
    note_dropped,
    rejected,
    role_name,
)
from pipelines.extract.frames.participants import Participants, goes_unnamed, pairs_of
from pipelines.extract.frames.rivals import support, without_retold, without_unspoken
from pipelines.extract.frames.rules import Frame, Rules
from pipelines.extract.frames.sellers import settle_sellers
from pipelines.extract.frames.states import is_reached, status_of
from pipelines.extract.frames.targets import with_own_targets
from pipelines.extract.frames.vetoes import is_only_expected, is_only_felt, is_vetoed, moved_shares
from pipelines.extract.frames.wording import Told
from pipelines.extract.little_words import WORRIES
from pipelines.extract.names.lexicon import Lexicon
from pipelines.extract.passage import NameHit, Passage, Sentence, Span, once
from pipelines.extract.roles.names import is_passive

SITES = frozenset({"Colossus", "Hyperion", "Stargate"})
"""Products that are buildings full of computers."""
NO_FIRMS = JUDGEMENTS | AUTHORITIES | {"price_change"}
"""Types whose actor "the company" never means: a house, an authority, goods."""
HANDED = frozenset("awarded handed given granted promised".split())
"""Verbs whose object stays behind them in the passive: "was awarded a contract by"."""
REVISIONS = ("revision_up", "revision_down")
"""Nouns of change that hold their object against a verb further off."""
COUNTED_BY = frozenset({"guidance", "earnings_result", "analyst_view"})
"""Types that data vendors have no part in."""
DATA_VENDORS = frozenset(
    {"lseg", "factset", "refinitiv", "s&p capital iq", "capital iq", "visible alpha", "bloomberg", "ibes", "i/b/e/s",
     "london stock exchange group", "factset research", "lseg i/b/e/s", "yahoo finance", "marketscreener",
     "estimize", "s&p global market intelligence"}
)  # fmt: skip
"""Who collects the estimates of others."""


MOST_SUPPORTED = 20
"""Events of one sentence; nobody writes more, and each is tried anew."""
ROUNDS = 3
"""How often what would do is looked for anew, without what was found."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a sentence must have at all for a frame; asked first, because most triggers stand alone."""

    frame: Frame
    one_of: int
    """Objects, as bits."""
    all_of: int
    """What its conditions ask of the whole sentence, as bits."""
    vetoes: int
    """As bits: nothing forbids the frame where none of them is said."""
    conditions: tuple[tuple[str, Condition], ...]
    """Asked of a trigger with its object, by name."""


Candidate = tuple[Demand, str, bool]
"""A frame with the category of a trigger, and whether the sentence has words that may forbid it."""


class FrameMatcher:
    """Finds the frames of the rule files in sentences."""

    def __init__(self, rules: Rules, lexicon: Lexicon) -> None:
        self.participants = Participants(lexicon)
        self.units = rules.units
        self.told_frames = rules.told
        self.by_trigger: dict[str, list[Frame]] = {}
        # By type, so that no answer depends on which file is read first: of a contract and a power deal with the same
        # words the contract leads. Within a type frames keep the order of their file.
        for frame in sorted(rules.frames, key=attrgetter("type")):
            for category in frame.trigger:
                self.by_trigger.setdefault(category, []).append(frame)
        self.bits = _Bits()
        demands = {id(frame): _demand(frame, self.bits) for frame in rules.frames}
        self.demands: dict[str, tuple[int, list[Demand]]] = {}
        """By category of triggers: an object of any frame at all, and the frames with what each demands."""
        for category, frames in self.by_trigger.items():
            of_category = [demands[id(frame)] for frame in frames]
            self.demands[category] = (reduce(or_, (demand.one_of for demand in of_category)), of_category)

    def candidates(self, passage: Passage, index: int) -> list[Candidate]:
        """The frames that may fit in a sentence by what it says at all; asked first, as most sentences have none."""
        terms = passage.sentence_terms.get(index, {})
        if self.demands.keys().isdisjoint(terms):
            return []
        said = self.bits.of(passage, index, terms)
        found: list[Candidate] = []
        demands = self.demands
        for category in terms:
            if category not in demands:
                continue
            any_of_them, of_category = demands[category]
            if any_of_them & said:
                found += [
                    (demand, category, bool(demand.vetoes & said))
                    for demand in of_category
                    if demand.one_of & said and demand.all_of & said == demand.all_of
                ]
        return found

    def match(self, sentence: Sentence, candidates: Sequence[Candidate], taken: Iterable[Span]) -> list[Draft]:
        """Every event of the sentence; `taken` are the stretches that price moves have used."""
        claimed = list(taken)
        drafts = self._try(sentence, candidates, claimed)
        if not drafts:
            return drafts
        drafts = without_doubles(without_unspoken(drafts))
        drafts = with_listed_budgets(with_own_amounts(with_amounts_in_turn(drafts)))
        drafts = with_further_customers(with_listed_debts(with_listed_stakes(drafts)))
        drafts = without_retold(with_own_targets(with_listed_prices(drafts)))
        self._add_support(drafts, sentence, candidates, claimed)
        return drafts

    def _try(self, sentence: Sentence, candidates: Iterable[Candidate], claimed: list[Span]) -> list[Draft]:
        """What fits, each frame by itself."""
        drafts: list[Draft] = []
        for demand, category, may_be_vetoed in candidates:
            frame = demand.frame
            for span in sentence.terms.get(category, ()):
                if claimed and _overlaps(span, claimed):
                    rejected(frame, span, sentence, "the words belong to a price move")
                elif not (may_be_vetoed and is_vetoed(frame, span, sentence, moved_shares(sentence, claimed))):
                    drafts += self._fit(demand, category, span, sentence, claimed)
        return drafts

    def note_untried(self, sentence: Sentence, tried: Iterable[Candidate], taken: Iterable[Span], reason: str) -> None:
        """Keep of the frames that were not tried in a sentence why they are no event, for who wants to see it.

        Of one that would fit all the same, the reason given.
        """
        terms = sentence.terms
        done = {(id(demand), category) for demand, category, _ in tried}
        untried = [
            (demand, category, bool(demand.vetoes))
            for category in terms
            if category in self.demands
            for demand in self.demands[category][1]
            if (id(demand), category) not in done
        ]
        for draft in self._try(sentence, untried, list(taken)):
            note_dropped(draft, reason)

    def told(self, told: Told) -> list[Draft]:
        """The events that the words of a sentence tell of without a frame."""
        sentence, trigger, frame = told.sentence, told.words[0], self.told_frames[told.type]
        if sentence.spans(frame.veto) or is_only_expected(frame, trigger, sentence):
            return []
        case = Case(frame, "", trigger, [trigger], sentence, sentence.segment(trigger[0]), [], self.participants)
        foremost = self.participants.foremost(frame, trigger, sentence)
        drafts = [draft for one, other in pairs_of(case) if (draft := self._draft(case, one or foremost, other))]
        for draft in drafts:
            draft.evidence[1:1] = [Basis("trigger", word, frame.id) for word in told.words[1:]]
        return drafts

    def _add_support(
        self, drafts: list[Draft], sentence: Sentence, candidates: Sequence[Candidate], claimed: list[Span]
    ) -> None:
        """Cite every trigger that would do: those that tell of the same where the ones cited so far are not there.

        "Prices upsized convertible notes": of the two verbs the nearer has the notes, and without it the other.
        """
        if len(drafts) > MOST_SUPPORTED:
            return
        passage = sentence.passage
        met, misses = len(passage.strangers), passage.near_misses
        passage.near_misses = None
        found: dict[tuple[str, frozenset[Span]], list[Draft]] = {}
        for draft in drafts:
            alike = [candidate for candidate in candidates if candidate[0].frame.type == draft.type]
            for _ in range(ROUNDS):
                cited = frozenset(basis.span for basis in draft.evidence if basis.kind == "trigger")
                left = [candidate for candidate in alike if _may_do_without(candidate, sentence, cited)]
                if not left:
                    break
                if (draft.type, cited) not in found:
                    found[draft.type, cited] = self._try(sentence.without(cited), left, claimed)
                if not support(draft, found[draft.type, cited]):
                    break
        passage.near_misses = misses
        del passage.strangers[met:]

    def _fit(
        self, demand: Demand, category: str, trigger: Span, sentence: Sentence, claimed: list[Span]
    ) -> list[Draft]:
        frame, window = demand.frame, sentence.segment(trigger[0])
        objects = _find_objects(frame, trigger, sentence, window)
        if not objects:
            return rejected(frame, trigger, sentence, "no object near")
        if is_only_felt(frame, trigger, sentence):
            return rejected(frame, trigger, sentence, "only feared or hoped")
        if is_only_expected(frame, trigger, sentence):
            return rejected(frame, trigger, sentence, "only expected")
        case = Case(frame, category, trigger, objects, sentence, window, claimed, self.participants)
        for name, holds in demand.conditions:
            if not holds(case):
                return rejected(frame, trigger, sentence, f"needs {name}")
        if case.actor is None and not goes_unnamed(case):
            return rejected(frame, trigger, sentence, "names no actor")
        if frame.type in COUNTED_BY and case.actor is not None and _is_data_vendor(case.actor, sentence):
            return rejected(frame, trigger, sentence, "who counts what others foresee foresees nothing")
        if frame.actor_groups and case.lexicon.groups(case.actor_name).isdisjoint(frame.actor_groups):
            return rejected(frame, trigger, sentence, f"actor is none of {', '.join(frame.actor_groups)}")
        drafts = [draft for one, other in pairs_of(case) if (draft := self._draft(case, one, other))]
        actor = case.actor
        if drafts and actor is not None and actor.entity.kind == "unknown" and frame.type not in NO_FIRMS:
            sentence.passage.strangers.append(actor)
        return drafts

    def _draft(self, case: Case, actor: NameHit | None, other: NameHit | None) -> Draft | None:
        frame, category = case.frame, case.category
        first, second = role_name(actor), other.party if other else None
        if first == second:
            second = None
        direction = direction_of(case)
        if frame.type == "analyst_view" and direction is not None and is_denied(case.trigger, case):
            direction = OTHER_WAY.get(direction, direction)
        if frame.type == "analyst_view" and other is not None and direction == "up" and is_passed_over(other, case):
            direction = "down"
        draft = Draft(
            frame_id=frame.id,
            type=frame.type,
            subtype=frame.subtype.get("*") or _foreign_forecast(case, actor) or frame.subtype.get(category),
            sentence=case.sentence,
            trigger=case.trigger,
            actor=first,
            counterparty=second,
            roles=self.participants.sides(case, first, second),
            direction=direction,
            status=status_of(case),
            confidence=frame.confidence + (0.05 if case.sentence.in_headline else 0.0),
            joins=frame.joins,
            firm=frame.firm,
            fallback=frame.fallback,
        )
        if frame.type in {"compute_leasing", "contract"} and not settle_sellers(draft, case):
            rejected(frame, case.trigger, case.sentence, "a cloud's own trade, without customer or price")
            return None
        if (
            draft.type == "backlog_update"
            and frame.id != "backlog.orders"
            and not (draft.direction or is_reached(case))
        ):
            draft.status = "announced"  # A level is stated, only its change has happened.
        draft.evidence = _evidence(case, actor, other)
        free = amounts_for(draft, self.units.get(draft.type, ()), case)
        draft.amounts = shared_out(free, other, case) if len(case.others) > 1 else free
        if draft.type == "price_change" and draft.direction is not None:
            draft.amounts = before_turn(draft.amounts, draft.direction, case)
        return draft


def _foreign_forecast(case: Case, actor: NameHit | None) -> str | None:
    """What others foresee of a budget: "is expected to reach", or a maker of chips about the spending of the trade."""
    if case.frame.type != "capex_guidance" or not foreseen_by_others(case, actor):
        return None
    return "foreseen"


def _is_data_vendor(actor: NameHit, sentence: Sentence) -> bool:
    """ "According to LSEG data": whose consensus it is, not who says so."""
    words = sentence.passage.lower[actor.start : actor.end]
    while words and words[-1] in {"data", "estimates", "consensus", "figures", "poll", "survey", "'s", "’s"}:
        words = words[:-1]
    return " ".join(words).replace("s & p", "s&p") in DATA_VENDORS


def _may_do_without(candidate: Candidate, sentence: Sentence, cited: Collection[Span]) -> bool:
    """Whether a trigger with an object near it is left where none of the cited words stood; asked before a frame is
    tried on what is left, because mostly nothing is."""
    demand, category, _ = candidate
    frame = demand.frame
    for trigger in sentence.terms[category]:
        if _overlaps(trigger, cited):
            continue
        if not frame.object or _near_objects(frame, trigger, sentence, sentence.segment(trigger[0])):
            return True
    return False


def _overlaps(span: Span, others: Collection[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _find_objects(frame: Frame, trigger: Span, sentence: Sentence, window: Span) -> list[Span]:
    """The objects on the allowed side, the nearest first; the trigger itself when the frame asks for none."""
    if not frame.object:
        return [trigger]
    near = _near_objects(frame, trigger, sentence, window)
    if not near:
        return []
    if frame.order != "any":
        # "Notes were sold by X": what the verb acts on stands before it.
        turned = (
            frame.order == "after" and sentence.lower[trigger[1] - 1] not in HANDED and is_passive(trigger, sentence)
        )
        is_after = (frame.order == "after") is not turned
        near = [one for one in near if (one[1][0] >= trigger[0]) is is_after]
    if frame.near:
        # "increased competition and lower spending": the nearer trigger owns the object.
        rivals = [start for start, end in sentence.spans((*frame.trigger, *REVISIONS)) if (start, end) != trigger]
        near = [one for one in near if not any(_is_between(start, one[1], trigger) for start in rivals)]
    if len(near) > 1:
        near.sort(key=itemgetter(0))
    return [span for _, span in near]


def _is_between(at: int, one: Span, other: Span) -> bool:
    return min(one[1], other[1]) <= at < max(one[0], other[0])


def _near_objects(frame: Frame, trigger: Span, sentence: Sentence, window: Span) -> list[tuple[int, Span]]:
    """What may be the object by its distance alone, with that: most triggers have none, so this is asked first."""
    (low, high), (begin, end), within = window, trigger, frame.within
    near: list[tuple[int, Span]] = []
    for category in frame.object:
        spans = _object_spans(category, sentence) if category[0] == "@" else sentence.terms.get(category, ())
        for start, stop in spans:
            gap = start - end if start >= end else begin - stop  # Below 0 where the two overlap.
            if 0 <= gap <= within and low <= start < high:
                near.append((gap, (start, stop)))
    if near and frame.type in CAPEX_TYPES:
        return [one for one in near if not _is_worried_over(one[1], sentence)]
    return near


def _is_worried_over(budget: Span, sentence: Sentence) -> bool:
    """ "AI spending worries", "jitters over AI spending": of a feeling, and of no plan."""
    start, stop = budget
    first = start - (sentence.word(start - 1) == "ai")
    over = sentence.word(first - 1) in {"over", "about", "around"} and sentence.word(first - 2) in WORRIES
    return over or sentence.word(stop) in WORRIES


class _Bits:
    """A bit for each category, so that a look at what a sentence says is one operation for all of a frame's."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def any_of(self, categories: Iterable[str]) -> int:
        found = 0
        for category in categories:
            found |= self._known.setdefault(category, 1 << len(self._known))
        return found

    def of(self, passage: Passage, index: int, terms: Iterable[str]) -> int:
        """What a sentence has: terms; and as categories of their own names, amounts and its place in the text."""
        bits = self._known
        known = bits.get
        found = known(ALWAYS, 0)
        for category in terms:
            if category in bits:
                found |= bits[category]
        if passage.amounts_of(index) or "foreign_sum" in terms:
            found |= known(AN_AMOUNT, 0)
        if names := passage.names_of(index):
            found |= known(A_NAME, 0)
            for kind in {name.entity.kind for name in names}:
                found |= known(f"@{kind}", 0)
        if passage.is_headline(index):
            found |= known(IN_HEADLINE, 0) | known(NO_REMARK, 0)
        elif passage.is_prose:
            found |= known(NO_REMARK, 0)
        return found


ALWAYS, AN_AMOUNT, A_NAME, A_BROKER, A_PRODUCT = "@always", "@amount", "@name", "@broker", "@product"
IN_HEADLINE = "@headline"
NO_REMARK = "@no_remark"
"""In the headline, or in a text that has none."""
OF_KIND = {"@product": "product", "@index": "index"}
OF_NAMES = {"@site": (A_NAME,), "@company": (A_NAME,)}
"""Objects that are names of several kinds; those of one kind are categories themselves."""
OF_WORDS = {"@rating": ("rating_word", "rating_plain")}
"""Objects that are words of several categories."""
MET_ONLY_WITH = {
    "headline": (IN_HEADLINE,),
    "dealt_with": (IN_HEADLINE,),
    "told_or_claimed": (NO_REMARK,),
    **dict.fromkeys(("amount", "size", "number", "in_megawatts"), (AN_AMOUNT,)),
    **dict.fromkeys(("broker", "broker_beside", "house"), (A_BROKER,)),
    **dict.fromkeys(("goods_moved", "goods_foreseen"), (AN_AMOUNT, "named_good")),
    "chip_moves": (AN_AMOUNT, A_PRODUCT),
}
"""What the sentence must have at all for a condition to hold."""


def _demand(frame: Frame, bits: _Bits) -> Demand:
    objects = [part for category in frame.object for part in _parts_of(category)] or [ALWAYS]
    needs = [name.removeprefix("word:") for name in frame.need if name.startswith("word:")]
    needs += [part for name in frame.need for part in MET_ONLY_WITH.get(name, ())]
    return Demand(
        frame,
        bits.any_of(objects),
        bits.any_of(needs),
        bits.any_of(frame.veto),
        tuple((name, condition(name)) for name in frame.need),
    )


def _parts_of(category: str) -> tuple[str, ...]:
    """What a sentence must have for an object of a category."""
    if category in AMOUNT_OBJECTS:
        return (AN_AMOUNT,)
    return OF_NAMES.get(category) or OF_WORDS.get(category) or (category,)


@once
def _object_spans(category: str, sentence: Sentence) -> list[Span]:
    """Where the names, amounts and words of several categories stand that frames ask for with an "@"."""
    if category == "@site":
        return [(n.start, n.end) for n in sentence.names if n.entity.canonical in SITES]
    if category == "@company":
        return [(n.start, n.end) for n in sentence.names if n.party]
    if category in OF_KIND:
        return [(n.start, n.end) for n in sentence.names if n.entity.kind == OF_KIND[category]]
    if category == "@rating":
        return sentence.spans(OF_WORDS[category])
    return [(a.start, a.end) for a in sentence.amounts if AMOUNT_OBJECTS[category](a)]


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
