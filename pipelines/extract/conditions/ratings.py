"""Conditions of ratings and price targets: which house grades whom, and which price is that of a share."""

from __future__ import annotations

from pipelines.extract.conditions.firms import is_of_trade, trade_target
from pipelines.extract.conditions.general import Condition, house_before, marker_to
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import SHARE_WORDS
from pipelines.extract.roles.capitals import is_capitalised
from pipelines.extract.roles.general import broker
from pipelines.extract.roles.names import list_behind
from pipelines.extract.roles.ratings import AGENCIES, GRADING, next_rated, rater

RENEWED = frozenset(
    "cycle cycles supercycle server servers network networks path wave grid data its their plan".split()
)
"""Behind "upgrade" it is of goods."""
HOUSE_ENDINGS = frozenset("research securities capital markets equities partners financial brokerage".split())
"""Last words of a house that rates shares and that no list knows."""
GIVEN_GRADE = frozenset(
    """faces faced gets got receives received earns earned lands landed draws drew suffers suffered takes took wins won
    scores scored snags snagged sees catches caught attracts attracted""".split()
)
"""Verbs of a share that is graded."""
STRUCK = frozenset("hit slapped hammered smacked stung struck met".split())
"""The same in the passive: "hit with a downgrade"."""
BEFORE_GRADE = frozenset(
    "a an another rare new fresh key double surprise analyst rating street wall stock share".split()
)
"""Between a verb of getting and the grade that a share is given."""
CURRENCIES = frozenset("$ nt$ nt hk$ us$ c$ a$ € £ ¥ ₩ won yen euro krw eur jpy twd".split())
"""Before or behind a price."""
STREET_HIGH = frozenset({"street", "record"})
"""Before the price that is the highest or lowest of all."""
HIGHEST_PRICE = 10_000
"""Dollars; more is the value of a company or a market."""
BEHIND_RATING = frozenset("before now , - ( and ahead into on . — –".split())
"""What goes on behind a rating that heads a column."""


def _no_price_next(case: Case) -> bool:
    """ "raised to $211", "raised to NT$2,000" is a price, "raised to Buy" a rating."""
    next_words = [case.sentence.word(at) for at in range(case.trigger[1], case.trigger[1] + 2)]
    if not STREET_HIGH.isdisjoint(next_words) and case.sentence.word(case.trigger[1] - 1) == "to":
        return False  # "target raised to Street-high $352"
    if any(char.isdigit() for char in next_words[0]) or (
        next_words[0] in CURRENCIES and any(char.isdigit() for char in next_words[1])
    ):
        return False
    return not any(a.start in {case.trigger[1], case.trigger[1] + 1} for a in case.sentence.amounts)


def _speaks_of_price(case: Case) -> bool:
    """A price somebody sees a share at: an analyst or broker speaks, and "to", "at" or "hitting" leads to it."""
    leads = case.object is not None and case.sentence.word(case.object[0] - 1) in {
        "to", "at", "hitting", "hit", "reaching", "reach", "worth", "$", "a", "new", ":", "toward", "towards"
    }  # fmt: skip
    house = broker(case.trigger, case.sentence) is not None
    # "HSBC upgrades AMD, sees $320"
    leads = leads or (
        house
        and case.object is not None
        and case.sentence.word(case.object[0] - 1) in {"sees", "see"}
        and case.sentence.has(("upgrade", "downgrade"), (case.sentence.start, case.trigger[0]))
    )
    # "Elm sees $140 for IREN stock"
    leads = leads or (
        house
        and case.object is not None
        and case.object[0] == case.trigger[1]
        and case.sentence.word(case.object[1]) in {"for", "on"}
    )
    return leads and (house or case.sentence.has(("analyst_word",)))


WHY_GRADED = frozenset("on after as amid ahead following despite over again , ; .".split()) | {""}
"""Behind "Micron downgraded", where nothing is said that it would have improved itself."""


def _share_upgraded(case: Case) -> bool:
    """ "Nvidia stock upgraded ahead of earnings", "AMD stock gets downgraded": nobody but a broker does that."""
    at = case.trigger[0] - 1
    at -= case.sentence.word(at) in {"gets", "get", "got", "is", "was", "were", "are", "just"}
    if case.sentence.word(case.trigger[0]) not in {"upgraded", "downgraded"}:
        return False
    # "Micron downgraded on valuation"
    bare = case.sentence.in_headline and case.sentence.word(case.trigger[1]) in WHY_GRADED
    named = bare and any(n.end == at + 1 and n.entity.kind == "company" for n in case.sentence.names)
    return named or case.sentence.word(at) in SHARE_WORDS


def _has_rater(case: Case) -> bool:
    return case.actor is not None or case.sentence.has(("analyst_word",))


def _rating_stated(case: Case) -> bool:
    return case.sentence.has(("rating_word", "rating_plain", "rating_phrase"), case.window) or case.sentence.has(
        ("rating_noun",)
    )


SPEAKERS = frozenset("firm bank broker brokerage analyst analysts he she who they currently also".split())
"""Who rates, without a name."""
RATED_BY = 9
"""Tokens behind "has a", for "Buy rating from 40 analysts"."""


def _rater_speaks(case: Case) -> bool:
    """ "The firm has a Buy rating": who rates stands right before the verb."""
    sentence, at = case.sentence, case.trigger[0]
    near = any(n.entity.kind == "broker" and n.end == at for n in sentence.names)
    words = sentence.passage.lower[case.trigger[1] : case.trigger[1] + RATED_BY]
    by_analysts = not {"from", "among", "by"}.isdisjoint(words) and not {"analysts", "street"}.isdisjoint(words)
    return near or sentence.word(at - 1) in SPEAKERS or by_analysts


def _kept_by_broker(case: Case) -> bool:
    """ "Maintained by Citigroup", "reiterated at Mizuho": a broker right behind."""
    if case.sentence.word(case.trigger[1]) not in {"by", "at"}:
        return False
    at = case.trigger[1] + 1
    if any(n.entity.kind == "broker" and n.start == at for n in case.sentence.names):
        return True
    actor = case.actor
    if actor is None or actor.entity.kind != "unknown":
        return False
    return actor.start == at and case.sentence.word(actor.end - 1) in HOUSE_ENDINGS


def _no_house_behind(case: Case) -> bool:
    """Not "Rating Reiterated at Elm Research": whose rating it is stands right behind."""
    if case.sentence.word(case.trigger[1]) not in {"by", "at"}:
        return True
    hit = rater(case.trigger, case.sentence)
    return hit is None or hit.start != case.trigger[1] + 1


def _rater_acts(case: Case) -> bool:
    """The broker does it: it stands before the verb, or behind "at" or "by"."""
    hit = case.actor
    if hit is None or hit.entity.kind != "broker":
        return False
    return hit.end <= case.trigger[0] or case.sentence.word(hit.start - 1) in {"at", "by", "from"}


def _graded_share(case: Case) -> bool:
    """ "Raises its rating on X", "after Citi cut its rating": the words beside the noun say whose rating it is."""
    if case.object is None:
        return False
    return case.sentence.word(case.object[1]) in {"on", "of", "for"} or case.sentence.word(case.object[0] - 1) == "its"


def _grades(case: Case) -> bool:
    """ "Elm downgrades Nebius", "Nebius downgraded at Elm": whoever it is, a company is graded and grades nothing."""
    (start, end), sentence = case.trigger, case.sentence
    if not sentence.word(start).startswith(("upgrade", "downgrade", "double")):
        return False
    if sentence.word(start).startswith("double"):
        return sentence.in_headline
    if _is_given_grade(case):
        return True
    graded = {n.start for n in case.others} | {n.end for n in case.others if sentence.word(n.end) != "'s"}
    named_before = any(n.party and n.end <= start for n in sentence.names)
    return (end in graded and not named_before) or (start in graded and sentence.word(end) in {"at", "by", "to"})


def _is_given_grade(case: Case) -> bool:
    """ "Nebius faces a downgrade", "hit with a rare downgrade": whom it is given stands before the verb of getting."""
    sentence, at = case.sentence, case.trigger[0] - 1
    while sentence.word(at) in BEFORE_GRADE:
        at -= 1
    with_blow = sentence.word(at) == "with" and sentence.word(at - 1) in STRUCK
    return (with_blow or sentence.word(at) in GIVEN_GRADE) and any(
        0 <= at - with_blow - n.end <= 2 for n in case.others
    )


def _is_grade_of_title(case: Case) -> bool:
    """ "(Rating Upgrade)" behind a title: whoever wrote it changes his own mind."""
    at = case.trigger[0] - (case.sentence.word(case.trigger[0] - 1) == "rating")
    return case.sentence.word(at - 1) == "(" and case.sentence.word(case.trigger[1]) == ")"


def _graded_by(case: Case) -> bool:
    """ "After a downgrade from Elm": a house that no lexicon knows, right behind."""
    start = case.trigger[1] + 1
    behind = case.sentence.word(case.trigger[1]) in {"from", "by", "at"}
    return behind and case.actor is not None and case.actor.entity.kind == "unknown" and case.actor.start == start


ANY_GRADE = ("rating_word", "rating_plain", "rating_phrase")
"""Term categories of grades."""


def _rated_or_beside(case: Case) -> bool:
    """ "Elm upgrades Micron, downgrades Intel": one of the firms that a headline grades is of the trade."""
    if trade_target(case):
        return True
    sentence = case.sentence
    if not (case.others and sentence.in_headline and case.actor):
        return False
    verbs = [span for span in sentence.spans(("upgrade", "downgrade")) if span != case.trigger]
    graded = verbs or [span for span in sentence.spans(ANY_GRADE) if span != case.trigger]
    return bool(graded) and any(is_of_trade(n, case) for n in sentence.names if n.party)


BEHIND_MOVED = frozenset("to on after as amid in ahead , ; .".split())
"""Behind the firms whose grade is moved."""


def _moves_grade_too(case: Case) -> bool:
    """ "Elm upgrades AMD, cuts Micron": behind the verb of a grade, with nothing but firms and a grade behind it."""
    sentence, (start, end) = case.sentence, case.trigger
    if sentence.word(start - 1) not in {",", ";", "and"} or not sentence.has(
        ("upgrade", "downgrade"), (sentence.start, start)
    ):
        return False
    last = next((n for n in sentence.names if n.start == end), None)
    if last is None:
        return False
    high = list_behind(last, sentence)[-1].end
    return high >= sentence.end or sentence.word(high) in BEHIND_MOVED


VIEWED = frozenset("outlook view views estimates forecast forecasts model".split())
"""Behind a verb of grading."""


def _not_of_next_verb(case: Case) -> bool:
    """Not "upgrades a stranger to outperform, lowers AMD to neutral": a firm behind the next verb is of that one; nor
    "upgrades its systems with AMD"."""
    first, end = min((hit.start for hit in case.others), default=0), case.trigger[1]
    if case.sentence.word(end) in VIEWED:
        return False  # "Upgrades outlook on Nvidia": a view, and no grade
    if case.sentence.word(case.trigger[0]) == "upgrades" and "with" in case.sentence.passage.lower[end:first]:
        return False
    if first <= end or not is_capitalised(case.sentence.passage.words[end]):
        return True
    return not case.sentence.has(("raise", "cut", "upgrade", "downgrade"), (end, first))


def _next_grade(case: Case) -> bool:
    """A grade stands before it in the headline: "Buy rating for AMD, hold rating for Micron"."""
    sentence = case.sentence
    before = sentence.has(ANY_GRADE, (sentence.start, case.trigger[0])) or (
        # "Elm starts coverage of miners: outperform on IREN, hold on Cipher"
        sentence.word(case.trigger[0] - 1) == ":"
        and sentence.has(("rating_opened", "coverage_opened"), (sentence.start, case.trigger[0]))
    )
    return before and bool(next_rated(case.trigger, sentence))


def _names_between(case: Case) -> bool:
    """Nothing but the company between the verb and the grade: "cuts CoreWeave to sell"."""
    first = case.object[0] if case.object else case.trigger[1]
    return any(hit.start == case.trigger[1] and hit.end == first for hit in case.others)


def _company_alone(case: Case) -> bool:
    """Nothing of the company follows that could be cut instead: no "cuts Meta estimates"."""
    end = case.object[1] if case.object else case.trigger[1]
    return case.sentence.word(end) in {"", ",", ";", ":", "on", "after", "as", "amid", "-", "–", "—", "|"}


def rating_heads(case: Case) -> bool:
    """ "Alphabet: Buy before it cashes in", "Nvidia: Hold, for now": a rating stands behind the colon, by itself."""
    sentence, at = case.sentence, case.trigger[1]
    rated = sentence.word(at) in {"buy", "sell", "hold"} and bool(case.others)
    return rated and (at + 1 >= sentence.end or sentence.word(at + 1) in BEHIND_RATING)


def is_share_price(value: float | tuple[float, float]) -> bool:
    return not isinstance(value, tuple) and value < HIGHEST_PRICE


def _no_broker_named(case: Case) -> bool:
    return not any(n.entity.kind == "broker" for n in case.sentence.names)


def _price_of_share(case: Case) -> bool:
    """Dollars of a share, neither of a company nor a change."""
    hits = [a for a in case.sentence.amounts if case.object and a.start == case.object[0]]
    return any(a.amount.unit in {"USD", "USD/share"} and is_share_price(a.amount.value) for a in hits)


CONDITIONS: dict[str, Condition] = {
    "names_between": _names_between,
    "house_before": house_before,
    "target_before": lambda case: case.sentence.has(("target",), (case.sentence.start, case.trigger[0])),
    "company_alone": _company_alone,
    "rated_or_beside": _rated_or_beside,
    "moves_grade_too": _moves_grade_too,
    "next_grade": _next_grade,
    "not_of_next_verb": _not_of_next_verb,
    "rating_or_broker": lambda case: (
        case.sentence.has(("rating_word", "rating_plain", "analyst_word"))
        or (case.actor is not None and case.actor.entity.canonical in GRADING)
        or any(n.entity.kind == "broker" for n in case.sentence.names)
        or _grades(case)
        or _graded_by(case)
        or _share_upgraded(case)
    ),
    "no_price_next": _no_price_next,
    "speaks_of_price": _speaks_of_price,
    "rater": _has_rater,
    "rater_speaks": _rater_speaks,
    "rater_acts": _rater_acts,
    "rating_stated": _rating_stated,
    # But "upgrades its rating on Dell".
    "no_renewal": lambda case: (
        (case.sentence.word(case.trigger[1]) not in RENEWED and not _is_grade_of_title(case))
        or case.sentence.word(case.trigger[1] + 1) in {"rating", "ratings", "view", "call"}
    ),
    "grade_of": lambda case: _graded_share(case) or marker_to(case),
    "broker_or_analyst": lambda case: (
        case.sentence.has(("analyst_word",)) or any(n.entity.kind == "broker" for n in case.sentence.names)
    ),
    "kept_by_broker": _kept_by_broker,
    "no_house_behind": _no_house_behind,
    "nobody_rates": lambda case: (
        rater(case.trigger, case.sentence) is None
        and not any(n.entity.canonical in AGENCIES for n in case.sentence.names)
    ),
    "rated_for": lambda case: any(is_of_trade(hit, case) for hit in case.others),
    "no_broker_named": _no_broker_named,
    "price_of_share": _price_of_share,
    "rating_heads": rating_heads,
    "of_a_broker": lambda case: case.actor is not None and case.actor.entity.kind == "broker",
}
