"""Which way an event goes: by the words for up and down near it, else by a level beside another one.

What was before and what others expect are asked where no word says that something was raised or cut.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.frames.drafts import AUTHORITIES, CAPEX_TYPES, Case
from pipelines.extract.little_words import JOINTS, THEN
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span

FROM_WITHIN = 8
"""Most tokens between a level and the one before it: ", up from an earlier"."""
ESTIMATE_WITHIN = 12
SINCE = frozenset({"earlier", "ago", "previously", "last", "prior", "previous"})
"""Behind a level of before: "compared with $34 billion a year earlier"."""
FORMERLY = frozenset({"earlier", "previous", "prior", "previously"})
COMPARED = frozenset({"versus", "vs", "vs.", "against", "with", "to", "from"})
ABOVE = frozenset({"above", "ahead", "topping", "exceeding", "beating"})
SIGN_WITHIN = 3
"""Most tokens between a sum and its growth with a sign: ", +36%", "(+36%"."""
MINUS = ("-", "−", "–")
VERSUS = frozenset({"versus", "vs", "vs.", "v.", "against"})
VERSUS_WITHIN = 4
EXPECTED = frozenset("expected expectations estimate estimates estimated est est. consensus exp exp. forecast".split())
ESTIMATES = frozenset(
    {"analyst", "analysts", "estimate", "estimates", "expectations", "expected", "consensus", "street"}
)
FURTHER_REACH = {"analyst_view": 99, "earnings_result": 12, "ipo": 10, "capex_guidance": 10, "capex_spend": 10}
TURNED = ("tenor_turned",)
ABOUT = frozenset("about approximately roughly nearly some around over more almost ~ by".split())
DIRECTION_REACH = 5
"""Most tokens between a trigger or its object and the word that says up or down."""
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
CLAIMING = frozenset("mean imply suggest prove signal sign signs evidence".split())
"""Behind a denial, they lead in what is not so: "does not mean Meta has too much", "not a sign that it slows"."""
CLAIMED_WITHIN = 4
DOUBTS = frozenset("doubt doubts doubted".split())
HARMS = ("cut", "cancel", "cancel_deal")
"""Categories of what would be bad for others; a doubt of it is no bad view."""
DOUBTED_FOR = frozenset({"about", "over", "on", "around", "as", ",", ".", ""})
"""Behind doubts that are of a thing, not of what somebody will do."""
CLOSING_QUOTES = frozenset({"'", "’", '"', "”"})
SPOKEN_OF = frozenset(
    """growth debt leverage gain gains rally record boost sell-off selloff dip slump rout pullback drop drawdown
    weakness decline declines correction""".split()
)
"""Nouns that lean to one side and yet are what another word of a view is about."""
OWNING = frozenset({"owning", "ownership", "owned", "holding"})
POSSESSORS = frozenset({"its", "their", "the", "his", "her"})
TURNS = {"down": ("price_rise", "price_back"), "up": ("price_fall",)}
"""Categories of what goes the other way."""
NEXT_MOVE = THEN | {"before", "since"}
"""Between one move and the next."""
GROWING = frozenset("growing rising surging soaring climbing increasing higher strong great big widening".split())


def direction_of(case: Case) -> str | None:
    """Which way an event goes by its words or by two figures beside each other; None where the text does not say."""
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
        told = [(span, _unless_denied(span, way, case)) for span, way in _undoubted(_plainest(told, case), case)]
    if frame.type in AUTHORITIES:
        told = [(span, OTHER_WAY.get(way, way) if _is_not_to_be(span, case) else way) for span, way in told]
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
            s[0] for s, _ in told if word(s[0]) == "reduce" and word(s[0] - 1) == "to" and word(s[1]) not in POSSESSORS
        }
        aside = graded | _deeds_of_other_houses(case)
        near = sorted((min(abs(s[0] - at) for at in anchors), way) for s, way in told if s[0] not in aside)
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


def _deeds_of_other_houses(case: Case) -> set[int]:
    """ "Barclays raised its target to $205 while Truist cut its to $160": where the verbs of another house stand."""
    houses = [name for name in case.sentence.names if name.entity.kind == "broker"]
    own = next((name for name in reversed(houses) if name.end <= case.trigger[0]), None)
    return {name.end for name in houses if own is not None and name is not own}


def before_turn(amounts: list[AmountHit], direction: str, case: Case) -> list[AmountHit]:
    """ "Collapsed 64%, then rebounded 40%": what is told before the other move."""
    sentence = case.sentence
    turns = [
        span[0]
        for span in sentence.spans(TURNS.get(direction, ()))
        if span[0] > case.trigger[1] and not NEXT_MOVE.isdisjoint(sentence.passage.lower[case.trigger[1] : span[0]])
    ]
    return [hit for hit in amounts if hit.start < min(turns)] if turns else amounts


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


def _only_grows(span: Span, way: str, told: list[tuple[Span, str]], word: str) -> bool:
    """Whether a word tells only how much there is of what another word of another tenor names right behind."""
    return word in GROWING and any(o != way and 0 <= other[0] - span[1] <= 1 for other, o in told)


def _says_how(word: str, behind: str) -> bool:
    """Whether a word of a tenor is more than what is spoken of, and no half of one ("sell-off")."""
    leads_to = word == "lead" and behind == "to"  # "will lead to losses"
    return word not in SPOKEN_OF and behind != "-" and not leads_to


def is_passed_over(other: NameHit, case: Case) -> bool:
    """ "Prefers Dell over Super Micro": the one behind "over"; "concerns over Oracle" are none of that."""
    before = case.sentence.passage.lower[case.sentence.start : other.start]
    return before[-1:] == ["over"] and not PREFERRING.isdisjoint(before)


def _unless_denied(span: Span, way: str, case: Case) -> str:
    """ "Not a threat", "no sign of a slowdown": a denied tenor is the other one; the trigger has its own denial."""
    if span[0] == case.trigger[0]:
        return way
    return OTHER_WAY.get(way, way) if is_denied(span, case) else way


def is_denied(span: Span, case: Case) -> bool:
    """ "Does not see": a denial right before words, or before what only leads to them; the trigger has its own."""
    sentence, at = case.sentence, span[0] - 1
    while span[0] - at <= DENIED_WITHIN and sentence.word(at) in BEFORE_DENIED and at != case.trigger[0]:
        at -= 1
    if sentence.word(span[1]) in CLOSING_QUOTES and not DENIALS.isdisjoint(
        sentence.passage.lower[span[1] + 1 : min(span[1] + 4, sentence.end)]
    ):
        return True  # "'Buy the dip' is bad advice"
    if at >= sentence.start and at != case.trigger[0] and sentence.word(at) in DENIALS:
        return True
    return _is_claimed_not(span[0], sentence)


def _is_not_to_be(span: Span, case: Case) -> bool:
    """ "Urged the White House not to allow sales": what an authority is asked not to do."""
    word, at = case.sentence.word, span[0]
    return at >= case.trigger[1] and word(at - 1 - (word(at - 1) == "to")) in {"not", "never"}


def _is_claimed_not(at: int, sentence: Sentence) -> bool:
    """ "Does not mean Meta has overcapacity": a denial before what leads in the words."""
    low, lower = sentence.clause(at)[0], sentence.passage.lower
    leads = [lead for lead in range(low + 1, at) if lower[lead] in CLAIMING and "," not in lower[lead:at]]
    return any(not DENIALS.isdisjoint(lower[max(low, lead - CLAIMED_WITHIN) : lead]) for lead in leads)


def is_doubt(at: int, sentence: Sentence) -> bool:
    """ "Doubts CoreWeave can refinance", "doubt that Meta will": of what somebody will do; "doubts about AI" not."""
    return sentence.word(at) in DOUBTS and sentence.word(at + 1) not in DOUBTED_FOR


def _undoubted(told: list[tuple[Span, str]], case: Case) -> list[tuple[Span, str]]:
    """ "Analysts doubt that Meta will cut capex": what is doubted says nothing, and a doubt of harm is no harm."""
    low, high = case.sentence.clause(case.trigger[0])
    doubt = next((at for at in range(low, high) if is_doubt(at, case.sentence)), None)
    if doubt is None:
        return told
    harm = case.sentence.has(HARMS, (doubt + 1, high)) or any(w == "down" and s[0] > doubt for s, w in told)
    return [(span, way) for span, way in told if span[0] < doubt + (not harm) or span[0] >= high]


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


def since_before(case: Case) -> str | None:
    """ "A backlog of $3 billion, up from $2 billion", "to grow 18%, compared with an earlier forecast of 15%"."""
    sentence, high = case.sentence, case.window[1]
    hits = [a for a in sentence.amounts if case.trigger[0] <= a.start < high]
    for now, before in pairwise(hits):
        words = sentence.passage.lower[now.end : before.start]
        if words[-1:] == ["least"]:
            words = words[:-2]
        way = next((w for w, after in pairwise(words) if w in {"up", "down"} and after == "from"), None)
        if way is not None and len(words) <= FROM_WITHIN:
            return way
        if isinstance(now.amount.value, tuple) or isinstance(before.amount.value, tuple):
            continue
        same = now.amount.unit == before.amount.unit and now.amount.value != before.amount.value
        earlier = before.amount.prior and not SINCE.isdisjoint(sentence.passage.lower[before.end : before.end + 4])
        if same and (earlier or not FORMERLY.isdisjoint(words)) and not COMPARED.isdisjoint(words):
            return "up" if now.amount.value > before.amount.value else "down"
    return None


def is_level_reached(span: Span, sentence: Sentence) -> bool:
    """ "Revenue will hit $21 billion": a level that is reached, and no blow."""
    if sentence.word(span[0]) != "hit":
        return False
    end = span[1] + (sentence.word(span[1]) in {"about", "around", "nearly", "roughly", "at", "over"})
    return any(a.start in {end, span[1]} for a in sentence.amounts)


def is_compared(at: int, sentence: Sentence) -> bool:
    """ "Stronger than expected", "faster-than-forecast growth": what others had foreseen, and no foresight."""
    before = at - 1
    before -= sentence.word(before) == "-"
    return sentence.word(before) == "than"


def beside_estimates(case: Case) -> str | None:
    """ "About $98 billion, ahead of the $94.6 billion analysts expected": a level beside what others expect."""
    sentence, high = case.sentence, case.window[1]
    lower = sentence.passage.lower
    for hit in sentence.amounts:
        if not case.trigger[0] <= hit.start < high:
            continue
        for at in range(hit.end, min(hit.end + ESTIMATE_WITHIN, high)):
            way = "up" if lower[at] in ABOVE else "down" if lower[at] == "below" else None
            if (
                way
                and lower[at - 1] in {",", "well", "far", "slightly"}
                and not ESTIMATES.isdisjoint(lower[at : at + 8])
            ):
                return way
    return None


def by_sign(case: Case) -> str | None:
    """ "Revenue $341 million (+322%)", "revenue of $5 billion, -15% y/y": the sign before the first percentage."""
    sentence, high = case.sentence, case.window[1]
    sums = [a for a in sentence.amounts if case.trigger[0] <= a.start < high and a.amount.unit == "USD"]
    for hit in sentence.amounts:
        if not sums or hit.amount.unit != "percent" or not 0 <= hit.start - sums[0].end <= SIGN_WITHIN:
            continue
        words = sentence.passage.lower[sums[0].end : hit.start + 1]
        if words[-1].startswith("+") or words[-2:-1] == ["+"]:
            return "up"
        minus = words[-1].startswith(MINUS) or (bool(words[-2:-1]) and words[-2] in MINUS)
        return "down" if minus and words[0] in {",", "(", ";"} else None
    return None


def by_leading_sign(case: Case) -> str | None:
    """ "NAND prices +12% on the month": the sign right before the first percentage, with no sum to grow."""
    for hit in case.sentence.amounts:
        if hit.amount.unit == "percent":
            word, before = case.sentence.word(hit.start), case.sentence.word(hit.start - 1)
            if word.startswith("+") or before == "+":
                return "up"
            return "down" if word.startswith(MINUS) else None
    return None


def beside_expected(case: Case) -> str | None:
    """ "Revenue $57 billion vs. $54.9 billion expected": which of the two is more."""
    sentence, high = case.sentence, case.window[1]
    lower = sentence.passage.lower
    hits = [a for a in sentence.amounts if case.trigger[0] <= a.start < high and a.amount.unit == "USD"]
    for now, then in pairwise(hits):
        if isinstance(now.amount.value, tuple) or isinstance(then.amount.value, tuple):
            continue
        against = lower[now.end : now.end + 1] and lower[now.end] in VERSUS and then.start - now.end <= VERSUS_WITHIN
        if against and EXPECTED & set(lower[now.end : then.end + 3]) and now.amount.value != then.amount.value:
            return "up" if now.amount.value > then.amount.value else "down"
    return None
