"""From words to events: which frame a trigger fits, in which clause, and under which conditions.

What must never happen: an event from one word alone, an event whose parties were guessed, or a price move that
explains itself. So a frame needs its trigger, its object near by in the same clause, and its conditions
(`conditions/`); the parties come from `roles/`, which may answer None; and the words of a price move (`reactions.py`)
are taken before any frame looks at the sentence. What one sentence says twice is sorted out in `rivals.py`.

Known exceptions: nominalisations without a light verb ("the OpenAI order") are left alone unless an amount stands by
them, and a second object in the same clause is not split off.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import itemgetter, or_

from pipelines.extract.conditions import condition
from pipelines.extract.conditions.general import Condition
from pipelines.extract.conditions.money import foreseen_by_others
from pipelines.extract.directions import (
    beside_estimates,
    beside_expected,
    by_leading_sign,
    by_sign,
    is_level_reached,
    since_before,
)
from pipelines.extract.drafts import (
    AUTHORITIES,
    CAPEX_TYPES,
    JUDGEMENTS,
    Basis,
    Case,
    Draft,
    named,
    rejected,
    role_name,
)
from pipelines.extract.lexicon import Frame, Lexicon, Rules
from pipelines.extract.little_words import JOINTS
from pipelines.extract.participants import Participants, goes_unnamed, pairs_of
from pipelines.extract.passage import AmountHit, NameHit, Passage, Sentence, Span, once
from pipelines.extract.rivals import (
    THEN,
    support,
    with_listed_budgets,
    with_listed_debts,
    with_listed_prices,
    with_listed_stakes,
    with_own_amounts,
    without_doubles,
    without_retold,
    without_unspoken,
)
from pipelines.extract.roles.names import is_passive
from pipelines.extract.sellers import settle_sellers
from pipelines.extract.slots import AMOUNT_OBJECTS, RESULTS, amounts_for, shared_out
from pipelines.extract.wording import Told

SITES = frozenset({"Colossus", "Hyperion", "Stargate"})
"""Products that are buildings full of computers."""
NO_FIRMS = JUDGEMENTS | AUTHORITIES | {"price_change"}
"""Types whose actor "the company" never means: a house, an authority, goods."""
HANDED = frozenset("awarded handed given granted promised".split())
"""Verbs whose object stays behind them in the passive: "was awarded a contract by"."""
RAISING = ("debt_get", "raise_money")
"""Verbs of money that is raised."""
REVISIONS = ("revision_up", "revision_down")
"""Nouns of change that hold their object against a verb further off."""
FURTHER_REACH = {"analyst_view": 99, "earnings_result": 12, "ipo": 10, "capex_guidance": 10, "capex_spend": 10}
TURNED = ("tenor_turned",)
DONE_ACTS = frozenset("published issued granted shifted started began imposed revised enacted".split())
"""Verbs of what an authority has done, before the rule that is the trigger."""
BROUGHT_IN = frozenset("introduce introduces introduced propose proposes proposed file files filed sponsor".split())
BILLS = frozenset("bill bills legislation act acts rule rules measure measures ordinance law laws rulemaking".split())
"""What is only brought in, or proposed."""
BILL_WITHIN = 4
RECOMMENDING = frozenset("recommend recommends recommended recommending".split())
RECOMMENDED_WITHIN = 6
DONE_WITHIN = 12
CLOSED = frozenset(
    "completed completes closed closes finalized finalizes finalised finalises concluded concludes".split()
)
"""Verbs of a takeover that is done."""
CLOSED_WITHIN = 6
ABOUT = frozenset("about approximately roughly nearly some around over more almost ~ by".split())
DIRECTION_REACH = 5
"""Most tokens between a trigger or its object and the word that says up or down."""
MODALS = frozenset("would could may might".split())
PLEDGED = frozenset("bet bets betting allocated allocates allocating track pace course".split())
"""Words of a plan that is under way, and no more an intention."""
PLAN_NOUNS = frozenset({"capex.plan_noun", "capex.sum_noun", "capex.sum_surge", "capex.sum_aim"})
PREFERRING = frozenset(
    """prefer prefers preferred preferring favor favors favored favour favours favoured pick picks picked choose chooses
    chose like likes liked back backs backed buy buys recommends recommended""".split()
)
OTHER_WAY = {"up": "down", "down": "up"}
DENIALS = frozenset({"no", "little", "not", "n't", "never", "without", "neither", "hardly", "nor"})
BEFORE_DENIED = frozenset(
    """a an any the sign signs evidence hint hints of in for yet longer real big major material immediate existential
    significant meaningful seeing see facing face being be ai compute gpu chip ' ‘ " “""".split()
)
"""What stands between a denial and the word of a tenor that it denies."""
DENIED_WITHIN = 5
CLOSING_QUOTES = frozenset({"'", "’", '"', "”"})
OUTWEIGHING = frozenset("overshadow overshadows overshadowed outweigh outweighs eclipse eclipses".split())
METRICS = frozenset("revenue revenues sales profit earnings growth margin".split())
SENDING = frozenset("sending pushing driving lifting sends pushes dragging knocking".split())
SPOKEN_OF = frozenset(
    """growth debt leverage gain gains rally record boost sell-off selloff dip slump rout pullback drop drawdown
    weakness decline declines correction""".split()
)
"""Nouns that lean to one side and yet are what another word of a view is about."""
MARKET_TYPES = frozenset(
    "analyst_rating price_target analyst_view position_change debt_financing equity_financing ipo".split()
)
SETTING_WORDS = frozenset({"as", "amid", "ahead", "after", "before", "following", "despite", "citing"})
"""They begin when or why something is done."""
WORRIES = frozenset(
    "worries worry concerns concern fears fear doubts doubt jitters anxiety angst scrutiny skepticism".split()
)
"""Beside "AI spending": how others feel about a budget, and not what becomes of it."""
FUNDING = frozenset({"fund", "finance", "support"})
BEFORE_PURPOSE = frozenset({"to", "will", "would", "help"})
"""Before a verb that says what money is for."""
DENYING = frozenset("denied denies denying".split())
COUNTED_BY = frozenset({"guidance", "earnings_result", "analyst_view"})
"""Types that data vendors have no part in."""
DATA_VENDORS = frozenset(
    {"lseg", "factset", "refinitiv", "s&p capital iq", "capital iq", "visible alpha", "bloomberg", "ibes", "i/b/e/s",
     "london stock exchange group", "factset research", "lseg i/b/e/s", "yahoo finance", "marketscreener",
     "estimize", "s&p global market intelligence"}
)  # fmt: skip
"""Who collects the estimates of others."""
OWNING = frozenset({"owning", "ownership", "owned", "holding"})
POSSESSORS = frozenset({"its", "their", "the", "his", "her"})
REACHED = frozenset("hit hits reached ended exited stood closed finished brought".split())


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


Fitting = tuple[Demand, str, Span]
"""A frame with the category and the place of a trigger."""
Candidate = tuple[Demand, str, bool]
"""A frame with the category of a trigger, and whether the sentence has words that may forbid it."""


class FrameMatcher:
    """Finds the frames of the rule file in sentences."""

    def __init__(self, rules: Rules, lexicon: Lexicon) -> None:
        self.participants = Participants(lexicon)
        self.units = rules.units
        self.told_frames = rules.told
        self.by_trigger: dict[str, list[Frame]] = {}
        for frame in rules.frames:
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
        """The frames that may fit in a sentence by what it says at all; asked first, because most sentences have none.

        Who wants to see the near misses wants to see all of them.
        """
        terms = passage.sentence_terms.get(index, {})
        if self.demands.keys().isdisjoint(terms):
            return []
        is_traced = passage.near_misses is not None
        said = self.bits.of(passage, index, terms)
        found: list[Candidate] = []
        demands = self.demands
        for category in terms:
            if category not in demands:
                continue
            any_of_them, of_category = demands[category]
            if any_of_them & said or is_traced:
                found += [
                    (demand, category, bool(demand.vetoes & said))
                    for demand in of_category
                    if (demand.one_of & said and demand.all_of & said == demand.all_of) or is_traced
                ]
        return found

    def match(self, sentence: Sentence, candidates: Iterable[Candidate], taken: Iterable[Span]) -> list[Draft]:
        """Every event of the sentence; `taken` are the stretches that price moves have used."""
        claimed = list(taken)
        drafts: list[Draft] = []
        held: list[Fitting] = []
        for demand, category, may_be_vetoed in candidates:
            frame = demand.frame
            for span in sentence.terms[category]:
                if claimed and any(low < span[1] and span[0] < high for low, high in claimed):
                    rejected(frame, span, sentence, "the words belong to a price move")
                elif may_be_vetoed and _is_vetoed(frame, span, sentence, _moved_shares(sentence, claimed)):
                    held.append((demand, category, span))
                else:
                    drafts += self._fit(demand, category, span, sentence, claimed)
        if not drafts:
            return drafts
        drafts = without_unspoken(drafts)
        self._add_support(drafts, held, sentence, claimed)
        drafts = with_listed_budgets(with_own_amounts(without_doubles(drafts)))
        drafts = with_listed_debts(with_listed_stakes(drafts))
        return without_retold(with_listed_prices(drafts))

    def told(self, told: Told) -> list[Draft]:
        """The events that the words of a sentence tell of without a frame."""
        sentence, trigger, frame = told.sentence, told.words[0], self.told_frames[told.type]
        if sentence.spans(frame.veto):
            return []
        case = Case(frame, "", trigger, [trigger], sentence, sentence.segment(trigger[0]), [], self.participants)
        foremost = self.participants.foremost(frame, sentence)
        drafts = [draft for one, other in pairs_of(case) if (draft := self._draft(case, one or foremost, other))]
        for draft in drafts:
            draft.evidence[1:1] = [Basis("trigger", word, frame.id) for word in told.words[1:]]
        return drafts

    def _add_support(self, drafts: list[Draft], held: list[Fitting], sentence: Sentence, claimed: list[Span]) -> None:
        """Cite what only stands back for a draft: a frame of its type that its trigger vetoes says the same."""
        for demand, category, span in held:
            frame = demand.frame
            same = [draft for draft in drafts if draft.type == frame.type]
            if same and not _is_vetoed(frame, span, sentence, [draft.trigger for draft in same]):
                others = self._fit(demand, category, span, sentence, claimed)
                for draft in same:
                    support(draft, others)

    def _fit(
        self, demand: Demand, category: str, trigger: Span, sentence: Sentence, claimed: list[Span]
    ) -> list[Draft]:
        frame, window = demand.frame, sentence.segment(trigger[0])
        objects = _find_objects(frame, trigger, sentence, window)
        if not objects:
            return rejected(frame, trigger, sentence, "no object near")
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
        direction = self._direction(case)
        if frame.type == "analyst_view" and direction is not None and _is_denied(case.trigger, case):
            direction = OTHER_WAY.get(direction, direction)
        if frame.type == "analyst_view" and other is not None and direction == "up" and _is_passed_over(other, case):
            direction = "down"
        draft = Draft(
            frame_id=frame.id,
            type=frame.type,
            subtype=frame.subtype.get("*") or _foreign_forecast(case, actor) or frame.subtype.get(category),
            sentence=case.sentence,
            trigger=case.trigger,
            actor=first,
            counterparty=second,
            roles=self.participants.sides(frame, first, second),
            direction=direction,
            status=_status(case),
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
            and not (draft.direction or _is_reached(case))
        ):
            draft.status = "announced"  # A level is stated, only its change has happened.
        draft.evidence = _evidence(case, actor, other)
        free = amounts_for(draft, self.units.get(draft.type, ()), case)
        draft.amounts = shared_out(free, other, case) if len(case.others) > 1 else free
        if draft.type == "price_change" and draft.direction is not None:
            draft.amounts = _before_turn(draft.amounts, draft.direction, case)
        return draft

    def _direction(self, case: Case) -> str | None:
        frame = case.frame
        if case.category == "hold_show" and not OWNING.isdisjoint(
            case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 2]
        ):
            return None  # "disclosing ownership of 30,000 shares": a level
        stated = frame.direction.get(case.category) or frame.direction.get("*")
        if stated or not frame.direction_words:
            return stated or None
        anchors = [case.trigger[0], *(case.object or ())]
        # A view has its tenor anywhere in its sentence, also behind a colon.
        low, high = (case.sentence.start, case.sentence.end) if frame.type == "analyst_view" else case.window
        told = [
            (span, direction)
            for direction, categories in frame.direction_words.items()
            for span in case.sentence.spans(categories)
            if low <= span[0] < high and not _is_more_than(span, case)
            if frame.type != "guidance" or not is_level_reached(span, case.sentence)
            if not any(first < span[1] and span[0] < last for first, last in case.claimed)
        ]
        if frame.id == "guidance.guides":
            # "Beats on revenue, guides to $65 billion": what stands before the joint is the result.
            first = max((at for at in range(low, case.trigger[0]) if case.sentence.word(at) in JOINTS), default=low)
            told = [(span, way) for span, way in told if span[0] >= first]
        if frame.id == "invest.stake" and case.object is not None:
            # "Takes a stake as part of an expanded partnership": the stake itself has not grown.
            told = [(span, way) for span, way in told if span[0] < case.object[1]]
        if frame.type == "analyst_view":
            told = [(span, _unless_denied(span, way, case)) for span, way in _plainest(told, case)]
        near = sorted((min(abs(span[0] - at) for at in anchors), direction) for span, direction in told)
        if frame.id == "view.heading":
            # "Great company, wrong price": what a headline comes to stands at its end.
            said = [
                (span[0], direction)
                for direction, categories in frame.direction_words.items()
                for span in case.sentence.spans(categories)
            ]
            return max(said)[1] if said else None
        if frame.type == "analyst_view" and case.sentence.has(TURNED):
            return "up"  # "AI bubble fears are overblown"
        reach = FURTHER_REACH.get(frame.type, DIRECTION_REACH)
        if frame.type == "price_target":
            # "Downgrades to Reduce, sets $44 target": a grade moves no target.
            word = case.sentence.word
            graded = {
                s[0]
                for s, _ in told
                if word(s[0]) == "reduce" and word(s[0] - 1) == "to" and word(s[1]) not in POSSESSORS
            }
            near = sorted((min(abs(s[0] - at) for at in anchors), way) for s, way in told if s[0] not in graded)
            # "Hikes its target to $96, keeps Outperform": what is kept is the rating.
            near = [one for one in near if one[1] != "neutral" and one[0] <= reach] or near
            if near and near[0][1] == "neutral" and (moved := _moved(case)):
                return moved  # "Adjusts its target to $44 from $39, maintains Hold"
        if near and near[0][0] <= reach:
            return near[0][1]
        if frame.type == "price_target":
            return _moved(case)
        if frame.type == "guidance":
            return _grown(case) or since_before(case) or beside_estimates(case) or beside_expected(case)
        if frame.type == "earnings_result":
            return beside_estimates(case) or by_sign(case) or beside_expected(case)
        if frame.type == "price_change":
            return by_leading_sign(case)
        return since_before(case) if frame.type in {"backlog_update", "capex_spend"} else None


TURNS = {"down": ("price_rise", "price_back"), "up": ("price_fall",)}
"""Categories of what goes the other way."""


def _before_turn(amounts: list[AmountHit], direction: str, case: Case) -> list[AmountHit]:
    """ "Collapsed 64%, then rebounded 40%": what is told before the other move."""
    sentence = case.sentence
    turns = [
        span[0]
        for span in sentence.spans(TURNS.get(direction, ()))
        if span[0] > case.trigger[1] and not NEXT_MOVE.isdisjoint(sentence.passage.lower[case.trigger[1] : span[0]])
    ]
    return [hit for hit in amounts if hit.start < min(turns)] if turns else amounts


NEXT_MOVE = THEN | {"before", "since"}
"""Between one move and the next."""


def _plainest(told: list[tuple[Span, str]], case: Case) -> list[tuple[Span, str]]:
    """Words of a tenor without those inside longer ones ("moat is widening"), and without what is only spoken of where
    another says how: "growth is set to slow", "demand will fade"."""
    outer = [
        (span, way) for span, way in told if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o, _ in told)
    ]
    word = case.sentence.word
    if len(outer) > 1:
        # "Flags strong demand": what is flagged says how.
        outer = [one for one in outer if word(one[0][0]) not in {"flags", "flagged"}] or outer
        # "Growing worry", "rising depreciation risk": what grows says how.
        outer = [(span, way) for span, way in outer if not _only_grows(span, way, outer, word(span[0]))]
    plain = [one for one in outer if one[0][1] - one[0][0] > 1 or _says_how(word(one[0][0]), word(one[0][1]))]
    return plain or outer


GROWING = frozenset("growing rising surging soaring climbing increasing higher strong great big widening".split())


def _only_grows(span: Span, way: str, told: list[tuple[Span, str]], word: str) -> bool:
    """Whether a word tells only how much there is of what another word of another tenor names right behind."""
    return word in GROWING and any(o != way and 0 <= other[0] - span[1] <= 1 for other, o in told)


def _says_how(word: str, behind: str) -> bool:
    """Whether a word of a tenor is more than what is spoken of, and no half of one ("sell-off")."""
    leads_to = word == "lead" and behind == "to"  # "will lead to losses"
    return word not in SPOKEN_OF and behind != "-" and not leads_to


def _is_passed_over(other: NameHit, case: Case) -> bool:
    """ "Prefers Dell over Super Micro": the one behind "over"; "concerns over Oracle" are none of that."""
    before = case.sentence.passage.lower[case.sentence.start : other.start]
    return before[-1:] == ["over"] and not PREFERRING.isdisjoint(before)


def _unless_denied(span: Span, way: str, case: Case) -> str:
    """ "Not a threat", "no sign of a slowdown": a denied tenor is the other one."""
    return OTHER_WAY.get(way, way) if _is_denied(span, case) else way


def _is_denied(span: Span, case: Case) -> bool:
    """ "Does not see": a denial right before words, or before what only leads to them; the trigger has its own."""
    sentence, at = case.sentence, span[0] - 1
    while span[0] - at <= DENIED_WITHIN and sentence.word(at) in BEFORE_DENIED and at != case.trigger[0]:
        at -= 1
    if sentence.word(span[1]) in CLOSING_QUOTES and not DENIALS.isdisjoint(
        sentence.passage.lower[span[1] + 1 : min(span[1] + 4, sentence.end)]
    ):
        return True  # "'Buy the dip' is bad advice"
    return at >= sentence.start and at != case.trigger[0] and sentence.word(at) in DENIALS


def _moved(case: Case) -> str | None:
    """ "Adjusts its target to $300 from $250": which way, where only the two figures say it."""
    low, high = case.window
    prices: dict[str, float] = {}
    for hit in case.sentence.amounts:
        if (
            low <= hit.start < high
            and hit.amount.unit in {"USD", "USD/share"}
            and not isinstance(hit.amount.value, tuple)
        ):
            prices.setdefault(case.sentence.word(hit.start - 1), hit.amount.value)
    if not {"from", "to"} <= prices.keys() or prices["from"] == prices["to"]:
        return None
    return "up" if prices["to"] > prices["from"] else "down"


def _grown(case: Case) -> str | None:
    """ "Revenue of $56 billion, up approximately 180%": how far what is foreseen lies from what was."""
    low, high = case.window
    for hit in case.sentence.amounts:
        if hit.amount.unit == "percent" and max(low, case.trigger[0]) <= hit.start < high:
            words = case.sentence.passage.lower[max(low, hit.start - 3) : hit.start]
            if words and words[-1] in ABOUT:
                words = words[:-1]
            if words and words[-1] in {"up", "down"}:
                return words[-1]
    return None


def _is_more_than(span: Span, case: Case) -> bool:
    """ "More than $200 billion" says of a budget how much, not whither."""
    sentence = case.sentence
    return (
        case.frame.type in CAPEX_TYPES
        and span[1] - span[0] == 1
        and sentence.word(span[0]) == "more"
        and sentence.word(span[1]) == "than"
    )


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


def _is_vetoed(frame: Frame, trigger: Span, sentence: Sentence, aside: Collection[Span] = ()) -> bool:
    """Whether words in the trigger's clause forbid the frame; those that overlap `aside` do not count."""
    low, high = sentence.clause(trigger[0])
    for name in frame.veto:
        for words in sentence.terms.get(name, ()):
            if not low <= words[0] < high:
                continue
            if frame.type in RESULTS and name == "capex" and _is_told_beside(words, trigger, sentence):
                continue
            if frame.id == "equity.stock" and name == "debt_noun" and _stands_apart(words, trigger, sentence):
                continue
            if (
                frame.type == "contract"
                and name in {"debt", "equity_issue"}
                and _has_own_verb(words, trigger, sentence)
            ):
                continue
            if frame.type == "executive_change" and any(n.start == words[1] and n.party for n in sentence.names):
                continue  # "Chief of sales at cloud provider Vultr"
            if aside and any(words[0] < end and start < words[1] for start, end in aside):
                continue
            aside_of = frame.type in MARKET_TYPES and _is_setting_of(trigger, words, sentence)
            if not aside_of and not _is_of_the_saying(words, sentence):
                rejected(frame, trigger, sentence, f"veto {name}", words)
                return True
    return False


def _stands_apart(other: Span, trigger: Span, sentence: Sentence) -> bool:
    """ "Upsized its convertible and priced $1 billion of stock": each verb has its own object."""
    return other[1] <= trigger[0] and sentence.word(trigger[0] - 1) in {"and", ","}


def _has_own_verb(other: Span, trigger: Span, sentence: Sentence) -> bool:
    """ "Raises $2 billion in debt, signs a contract with Meta", "signs a lease and raises debt": two verbs, each with
    what is told of it."""
    if other[1] <= trigger[0]:
        return sentence.word(trigger[0] - 1) in {"and", ","} and sentence.has(RAISING, (sentence.start, other[0]))
    return any(
        sentence.word(start - 1) in {"and", ","}
        for start, _ in sentence.spans(RAISING)
        if trigger[1] < start <= other[0]
    )


def _is_told_beside(budget: Span, trigger: Span, sentence: Sentence) -> bool:
    """ "Raises capex and revenue forecast", "revenue outlook, capex guidance": two things are told of."""
    if budget[1] <= trigger[0]:
        joined = sentence.word(trigger[0] - 1) in JOINTS
        if not OUTWEIGHING.isdisjoint(sentence.passage.lower[budget[1] : trigger[0]]):
            return True  # "Spending plans overshadow a strong forecast"
        # "Revenue and capital spending forecast": one noun for both.
        shared = budget[1] == trigger[0] and sentence.word(budget[0] - 1) in {"and", "&"}
        return joined or (shared and sentence.word(budget[0] - 2) in METRICS)
    between = sentence.passage.lower[trigger[1] : budget[0]]
    own = not METRICS.isdisjoint(sentence.passage.lower[trigger[0] : trigger[1]])
    return own and not JOINTS.isdisjoint(between)


def _moved_shares(sentence: Sentence, claimed: Collection[Span]) -> list[Span]:
    """The words for shares that a price move stands beside: "…, sending shares lower", "…, stock sinks" buy none."""
    if not claimed:
        return []
    return [
        span
        for span in sentence.terms.get("shares_word", ())
        if (sentence.word(span[0] - 1) in SENDING or _opens_part(span[0], sentence))
        and any(-1 <= low - span[1] <= 1 for low, _ in claimed)
    ]


def _opens_part(at: int, sentence: Sentence) -> bool:
    """Whether a subject stands behind a comma or an "and", with no more than whose it is between."""
    if sentence.word(at - 1) in {"its", "the", "'s", "’s"}:
        at -= 1
    at = next((n.start for n in sentence.names if n.end == at), at)
    return at > sentence.start and sentence.word(at - 1) in {",", "and", "but", ";", "as"}


def _is_setting_of(trigger: Span, words: Span, sentence: Sentence) -> bool:
    """ "Lifts target on CoreWeave ahead of results", "raises a round citing debt risks": what stands behind such a word
    is when or why, and no part of the deed."""
    return trigger[1] <= words[0] and not SETTING_WORDS.isdisjoint(sentence.passage.lower[trigger[1] : words[0]])


def _is_of_the_saying(words: Span, sentence: Sentence) -> bool:
    """A modal that opens a question or belongs to a denial ("denied that it would"), as the axes tell; a month."""
    at, word = words[0], sentence.lower[words[0]]
    if word == "delayed" and "draw" in sentence.passage.lower[at + 1 : at + 3]:
        return True  # "A delayed-draw term loan"
    if word == "upgrades":
        # "Driven by upgrades to HBM3e": of goods, unless a broker stands before the verb.
        return not any(n.entity.kind == "broker" and 0 <= at - n.end <= 2 for n in sentence.names)
    if word in FUNDING:
        return sentence.word(at - 1) in BEFORE_PURPOSE  # "a loan to fund a campus"
    if word not in MODALS:
        return False
    if sentence.is_month(at):
        return True
    asked = at == sentence.start and sentence.word(sentence.end - 1) == "?"
    return asked or not DENYING.isdisjoint(sentence.passage.lower[max(at - 4, sentence.start) : at])


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


def _status(case: Case) -> str:
    word = " ".join(case.sentence.passage.lower[case.trigger[0] : case.trigger[1]])
    if word in case.frame.done_words and case.sentence.word(case.trigger[0] - 1) not in {"be", "being"}:
        return "occurred"
    if case.frame.type == "mna" and case.frame.status.get(case.category) is None:
        # "Completed its $4.9 billion acquisition of": the verb stands before the sum.
        low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - CLOSED_WITHIN)
        # Or it opens the trigger itself: "completes its acquisition of".
        if not CLOSED.isdisjoint(case.sentence.passage.lower[low : case.trigger[0] + 1]):
            return "occurred"
    if case.frame.type in AUTHORITIES and _is_only_proposed(case):
        return "planned"
    if case.frame.type == "export_control":
        # "Published a rule revising its licence policy", "started issuing licences": the verb before says it is done.
        low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - DONE_WITHIN)
        if not DONE_ACTS.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]]):
            return "occurred"
    if case.frame.type == "regulation":
        # "Introduced the Data Center Moratorium Act": a name of a law that does not hold yet.
        lower, (low, high) = case.sentence.passage.lower, case.trigger
        if (
            not BROUGHT_IN.isdisjoint(lower[max(low - 7, case.sentence.start) : low])
            and "act" in lower[high : high + 3]
        ):
            return "planned"
    if case.frame.type == "capex_guidance" and not PLEDGED.isdisjoint(word.split()):
        return "announced"
    if case.frame.id in PLAN_NOUNS and word.endswith(("plan", "plans")):
        return "planned"
    if case.frame.id in {"capex.exceed", "capex.reach"} and word.startswith(("may", "might", "could")):
        return "hypothetical"
    return case.frame.status.get(case.category) or case.frame.status.get("*") or "announced"


def _is_only_proposed(case: Case) -> bool:
    """ "Introduced legislation", "proposed rules", "voted to recommend a moratorium": nothing holds yet."""
    lower, (start, end), low = case.sentence.passage.lower, case.trigger, case.sentence.clause(case.trigger[0])[0]
    if not RECOMMENDING.isdisjoint(lower[max(start - RECOMMENDED_WITHIN, low) : start]):
        return True
    behind = lower[end : min(end + BILL_WITHIN, case.sentence.end)]
    return not BROUGHT_IN.isdisjoint(lower[start:end]) and not BILLS.isdisjoint(behind)


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
