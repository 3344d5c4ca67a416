"""Conditions of results: whose figures they are, against what, and what is only foreseen or asked."""

from __future__ import annotations

from itertools import pairwise, takewhile

from pipelines.extract.conditions.firms import actor_of_trade
from pipelines.extract.conditions.general import Condition, has_foreign_sum, has_number
from pipelines.extract.frames.directions import EXPECTED, VERSUS, is_compared
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import JOINTS, POSSESSIVE
from pipelines.extract.passage import places_of
from pipelines.extract.roles.names import parties
from pipelines.extract.roles.views import speaker

FORESEEN_BEFORE = 7
"""Tokens before a shortfall in which somebody foresees it."""
CLEAR_OF = frozenset("upside downside room path line visibility risk signs sign evidence beat win".split())
"""Behind "clear", which is an adjective then."""
SIGNED_FOR = frozenset({"contracted", "committed", "booked"})
"""Before revenue that nobody has earned yet."""
OUTLOOKS = ("outlook", "guidance_noun", "capex", "guide_noun")
"""Term categories of what is still to come."""
FUTURE = frozenset(
    "guidance outlook forecast forecasts estimates estimate guide expectations target targets projections".split()
)
"""Words of figures that are still to come."""
SUPPOSED = frozenset({"should", "can", "promise", "promises", "potential"})
"""Before growth that may come."""
YET_TO_COME = frozenset({"upside", "potential"})
"""Behind growth that may come."""
NO_RESULT = FUTURE | frozenset(
    """backlog potential stream streams opportunity upside visibility mix base multiple model concentration commitments
    share season call calls date preview agreement from capex capital spending orders""".split()
)
"""Behind an adjective and "revenue": what is meant is no result."""
OF_RESULTS = frozenset(
    """ai chip chips data center centre datacenter cloud azure aws quarterly fiscal first second third fourth
    first-quarter second-quarter third-quarter fourth-quarter q1 q2 q3 q4 revenue sales gpu server servers memory
    preliminary annual full-year hbm double-digit semiconductor networking and - 2025 2026 2027 fy26 fy27 quarter
    earnings software operating net profit custom silicon storage single-digit triple-digit 's ’s growth , than
    expected than-expected holiday yearly half-year monthly january february march april may june july august september
    october november december""".split()
)
"""Between the adjective and the noun of a result."""
IN_PASSING = frozenset({"after", "following"})
"""Before results that only say when."""
SPENT = ("capex", "capex_strict", "budget_plan", "ai_budget")
"""Term categories of budgets."""
SPEND = frozenset({"spend", "spending", "invest", "spends"})
"""Verbs of spending."""
TOLD_AFTER = frozenset(
    "on after despite amid with following by posting posts posted reported reports announcing of".split()
)
"""Before results that a body tells of as over."""
ORDERED = frozenset("orders order bookings contracts capex capital spend".split())
"""What is counted in a quarter and is no result."""
PLAIN_MOVES = frozenset(
    """soar soars surge surges jump jumps plunge plunges double doubles triple triples slump slumps tumble tumbles
    skyrocket skyrockets collapse collapses balloons explodes climb climbs rise rises fall falls drop drops sinks slides
    leaps shrinks quadruples soared surged jumped plunged doubled tripled slumped tumbled beats misses tops""".split()
)
"""Verbs that need no figure in a headline."""
EXPLAINING = frozenset("as amid while after on because despite with".split())
"""Before results that only explain something else."""
FIGURE_VERBS = frozenset("was were totaled totalled reached hit rose fell grew climbed".split())
"""Between a result and its sum."""
BEFORE_FIGURE = frozenset("a an the about approximately nearly roughly around some at record to in".split())
"""Between the verb and the sum."""
OWN = frozenset({"our", "we", "us"})
"""Whoever reports."""
VERSUS_REACH = 9
"""Tokens behind a sum in which "vs. ... expected" stands."""
TITLE_REACH = 3
"""Most words before the figure that opens the text behind a title: "Record quarterly revenue"."""


def _result_figures(case: Case) -> bool:
    """A percentage or sum in the clause, or the period it is about."""
    low, high = case.sentence.clause(case.trigger[0])
    figures = any(low <= a.start < high and a.amount.unit in {"USD", "percent", "x"} for a in case.sentence.amounts)
    return figures or has_foreign_sum(case) or case.sentence.has(("period",)) or _moves_plainly(case)


MISSING_IT = frozenset("misses missed disappoints disappointed beats".split())
"""Verbs that tell a result even where it explains a move."""


def _moves_plainly(case: Case) -> bool:
    """ "Sales soar" in a headline needs no figure; not where it only explains ("as revenue soars")."""
    low = case.sentence.clause(case.trigger[0])[0]
    if not case.sentence.in_headline or case.object is None:
        return False
    if case.sentence.word(low) in EXPLAINING and case.sentence.word(case.object[1] - 1) not in MISSING_IT:
        return False  # "As revenue soars"; but "as revenue misses" tells a result.
    return case.object[0] - case.trigger[1] <= 1 and case.sentence.word(case.object[1] - 1) in PLAIN_MOVES


def _figure_was(case: Case) -> bool:
    """ "Revenue ... was $13.6 billion": the sum stands behind its verb."""
    if case.object is None:
        return False
    at = case.object[0] - 1
    while at > case.trigger[1] and case.sentence.word(at) in BEFORE_FIGURE:
        at -= 1
    return case.sentence.word(at) in FIGURE_VERBS


def _near_words(case: Case, categories: tuple[str, ...], before: int, behind: int) -> bool:
    """Whether words of the categories stand about trigger and object."""
    about = case.object or case.trigger
    low, high = min(case.trigger[0], about[0]) - before, max(case.trigger[1], about[1]) + behind
    return any(low <= start and end <= high for start, end in case.sentence.spans(categories))


NOT_REPORTED_YET = frozenset("when until before once will to after since".split())
"""Before "reported": it has not come yet, or is long over."""
TOLD_OF_PERIOD = frozenset({"reported", "posted", "released"})
"""Verbs before a period that is over."""
TITLES_OF_RELEASES = frozenset({"reports", "posts", "announces", "releases"})
"""Verbs of a title, before what is released."""
NO_RELEASE = frozenset("date dates call webcast conference schedule timing".split())
"""What is announced of results that are still to come."""


def _number_or_quarter(case: Case) -> bool:
    """A figure, or whose quarter it was: "on Tuesday reported fourth-quarter results"."""
    if has_number(case):
        return True
    sentence = case.sentence
    verbs = TOLD_OF_PERIOD | TITLES_OF_RELEASES if sentence.in_headline else TOLD_OF_PERIOD
    if case.object is None or sentence.word(case.trigger[1] - 1) not in verbs:
        return False
    if not NO_RELEASE.isdisjoint(sentence.passage.lower[case.trigger[1] : sentence.end]):
        return False  # "Announces date of its second-quarter results"
    last = next((end for at, end in sentence.spans(("results",)) if at >= case.trigger[1]), case.object[1])
    ends = (sentence.word(at) for at in range(case.object[1] - 1, min(max(last, case.object[1]) + 8, sentence.end)))
    if not any(word.startswith("result") for word in ends):
        return False
    before = sentence.passage.lower[max(sentence.start, case.trigger[0] - 6) : case.trigger[0]]
    return NOT_REPORTED_YET.isdisjoint(before) and sentence.has(("period",), (case.trigger[1], case.object[1] + 5))


QUARTERS = frozenset({"quarters", "reports", "times"})
"""What is counted in a record of beating."""
RUNS = frozenset("last past straight consecutive row previous every each out".split())
"""Beside such a count."""


def _is_track_record(case: Case) -> bool:
    """How often a firm has beaten estimates: "18 quarters in a row", "in each of the past 12 quarters"."""
    end = case.object[1] if case.object else case.trigger[1]
    behind = case.sentence.passage.lower[end : min(end + 10, case.sentence.end)]
    if case.sentence.word(case.trigger[0] - 1) in {"at", "of"} and case.sentence.word(case.trigger[0]).endswith("ing"):
        return True  # "Has a history of beating estimates"
    counted = next((at for at, word in enumerate(behind) if word in QUARTERS), None)
    has = case.sentence.word(case.trigger[0] - 1) in {"has", "have", "they", "it", "had", "'s", "often", "always"}
    has = has or case.sentence.word(case.trigger[1] - 1).endswith("ing")
    return counted is not None and has and not RUNS.isdisjoint(behind[: counted + 4])


OPENS_DATE = frozenset("monday tuesday wednesday thursday friday today tomorrow next this".split())
NO_RESULTS = frozenset("look looks looking looked pitch launch debut demo event reception turnout".split())
"""What beats expectations without being a result, and verbs of looking past them."""


def _own_yardstick(case: Case) -> bool:
    """What beat the estimates is a result: neither an outlook nor spending stands before the verb in its clause."""
    low = case.sentence.clause(case.trigger[0])[0]
    told = [*OUTLOOKS, "foresee", "estimates", "orders_noun"]
    if case.sentence.word(case.trigger[0] - 1) in NO_RESULTS | {"a", "an", "the"} or _demand_exceeds(low, case):
        return False  # "A top Wall Street bank is bullish"
    if case.sentence.word(case.trigger[1] - 1) == "clear" and case.sentence.word(case.trigger[1]) in CLEAR_OF:
        return False  # "signals clear upside to estimates": an adjective
    if case.sentence.word(case.trigger[1]) in OPENS_DATE or _is_track_record(case):
        return False  # "Ahead of Tuesday's report", "beat estimates 16 of the last 17 quarters"
    if case.object is not None and case.sentence.word(case.object[1] - 1) in {"street", "street's"}:
        behind = case.sentence.passage.lower[case.object[1] : case.object[1] + 4]
        if not {"target", "price"}.isdisjoint(behind):
            return False  # "Sits far below Wall Street's target": of its share
    return not any(low <= start < case.trigger[0] for start, _ in case.sentence.spans(told))


NEEDS = frozenset("demand adoption appetite usage uptake".split())
"""What beats expectations and is no figure."""
HELPED = frozenset(
    """, and help helps helped helping lift lifts lifted push pushed let lets it its company chipmaker firm results
    revenue sales profit earnings quarter""".split()
)
"""Behind a demand, they lead to whose figures it has lifted."""


def _demand_exceeds(low: int, case: Case) -> bool:
    """ "As demand for AI chips exceeded expectations": what beats them is no figure of a company."""
    words = case.sentence.passage.lower[low : case.trigger[0]]
    at = max((i for i, word in enumerate(words) if word in NEEDS), default=None)
    if at is None or any(low + at < n.start < case.trigger[0] for n in parties(case.sentence)):
        return False
    return HELPED.isdisjoint(words[at:])


def _reported(case: Case) -> bool:
    """Not "AI demand should drive strong earnings growth", "supports revenue and earnings upside": what may come."""
    sentence, start = case.sentence, case.trigger[0]
    end = max(case.trigger[1], case.object[1] if case.object else 0)
    if not SUPPOSED.isdisjoint(sentence.passage.lower[max(start - 4, sentence.clause(start)[0]) : start]):
        return False
    if case.object is not None and case.object[0] > start and sentence.word(case.object[0] - 1) == "to":
        return False  # "Server revenue to grow by half next year"
    behind = takewhile(str.isalnum, sentence.passage.lower[end : min(end + 3, sentence.end)])
    return YET_TO_COME.isdisjoint(behind)


VALUED_BY = frozenset("earnings sales revenue profit forward p/e".split())
"""What a multiple is of."""
SET_AGAINST = frozenset("despite given even though although with considering".split())
"""Between a multiple and the growth that it is weighed against."""


def _is_valued(case: Case) -> bool:
    """The growth is what a multiple is weighed against: "at 25 times earnings given 62% revenue growth"."""
    sentence, at = case.sentence, min(case.trigger[0], case.object[0] if case.object else case.trigger[0])
    words = sentence.passage.lower[sentence.start : at]
    weighed = max((i for i, word in enumerate(words) if word in SET_AGAINST), default=0)
    return any(
        (word in {"times", "multiple", "x"} or (word.endswith("x") and word[:1].isdigit()))
        and not VALUED_BY.isdisjoint(words[i : i + 3])
        for i, word in enumerate(words[:weighed])
    )


FORESIGHTS = frozenset("view views projection projections goal goals target targets forecast forecasts".split())
"""Behind a figure: what is moved is what somebody foresees."""
HEADED = frozenset("headed heading poised set bound due likely".split())
"""Between a figure and how it is to come out."""
WATCHING = frozenset("focused focusing watching eyeing awaiting scrutinizing parsing".split())
"""Right before a figure that nobody has told yet."""


def _has_grown(case: Case) -> bool:
    """Nothing of the future, of spending or of orders stands before the verb: what follows is more news."""
    low, high = case.sentence.clause(case.trigger[0])[0], case.object[1] if case.object else case.trigger[1]
    if not WATCHING.isdisjoint(case.sentence.passage.lower[max(low, case.trigger[0] - 3) : case.trigger[0]]):
        return False  # "With investors focused on cloud revenue growth"
    if case.frame.id == "results.verb" and case.sentence.word(case.trigger[0] - 1) == "to":
        return False  # "AI revenue to double"
    if case.sentence.word(case.trigger[1]) in FORESIGHTS:
        return False  # "Cuts its full-year revenue view to $33 billion"
    ahead = case.sentence.passage.lower[case.trigger[1] : high]
    if any(word in HEADED and behind in {"for", "to"} for word, behind in pairwise(ahead)):
        return False  # "Revenue is headed for a beat"
    if _is_valued(case):
        return False  # "Trades at 23 times earnings despite 62% revenue growth"
    for start, end in case.sentence.spans((*OUTLOOKS, "foresee", "backlog")):
        is_metric = case.trigger[0] < end and start < case.trigger[1] and case.sentence.word(end - 1) not in FUTURE
        is_metric = is_metric and case.sentence.word(start) not in SIGNED_FOR
        if low <= start < high and not is_metric:
            return False
    return True


def _in_passing(case: Case) -> bool:
    """ "Meta lifts its budget after strong earnings": where no share moves, the budget is the news."""
    sentence, before = case.sentence, case.trigger[0] - 1
    before -= sentence.word(before) in {"a", "an", "its"}
    if case.claimed or sentence.word(before) not in IN_PASSING:
        return False
    told = sentence.passage.lower[sentence.start : before]
    return not SPEND.isdisjoint(told) or sentence.has(SPENT, (sentence.start, before))


def _tells_results(case: Case) -> bool:
    """ "Strong AI revenue", not "strong AI revenue forecast"; in prose only what happened: "after a strong quarter"."""
    if case.object is None or case.sentence.word(case.object[1]) in NO_RESULT:
        return False
    sentence, (start, end) = case.sentence, case.trigger
    named = places_of(sentence.names)
    between = [sentence.word(at) for at in range(end, case.object[0]) if at not in named]
    if not OF_RESULTS.issuperset(between):
        return False
    if _in_passing(case):
        return False
    if sentence.in_headline and sentence.word(sentence.end - 1) != ".":
        return True
    before = set(sentence.passage.lower[max(start - 3, sentence.start) : start])
    if sentence.word(start - 1) in POSSESSIVE and start - sentence.clause(start)[0] < 7:
        return True  # "Seagate's robust results lift the sector": its results are what the clause is about
    return bool(before & TOLD_AFTER) or sentence.has(("report",), (max(start - 4, sentence.start), start))


SUMS_OF = frozenset("revenue revenues sales profit profits income earnings".split())
"""Before "generated by": it only describes them."""


def _verb_of_telling(case: Case) -> bool:
    """ "Hit a record $37 billion in the quarter", "guides to record revenue": an adjective, which reports nothing; nor
    does "announced that it expects a revenue hit"."""
    first, last = case.trigger
    end = case.object[0] if case.object else last
    for start, _ in case.sentence.spans(("foresee",)):
        if last <= start < end and not is_compared(start, case.sentence):
            return False
    if case.sentence.word(last) == "-":
        return False  # "post-earnings"
    if case.sentence.word(first - 1) in SUMS_OF and case.sentence.word(last) in {"by", "from", "through"}:
        return False  # "A third of the revenue generated through its shops"
    if not _told_so_far(case) or (
        case.sentence.word(first) == "report" and case.sentence.word(first - 1) in {"earnings", "results", "quarterly"}
    ):
        return False  # "Ahead of its earnings report, with revenue in focus"
    if case.sentence.word(first) != "record":
        return True
    is_verb = case.sentence.word(last) in {"a", "an", "its", "net"}
    return is_verb or case.sentence.word(first - 1) in {"will", "would", "not", "companies", "and"}


SPENT_ON = frozenset("ai capex capital spending infrastructure".split())
"""First words of an outlook that is one of spending."""


def _no_outlook_beside(case: Case) -> bool:
    """ "Its forecast blows past estimates" is no result; "revenue and guidance past estimates" is one."""
    sentence, (first, last) = case.sentence, case.trigger
    if sentence.word(first - 1) in NO_RESULTS:
        return False
    # "Lifts its outlook after a second-quarter beat": the beat came first.
    if sentence.word(first - 1) not in JOINTS | {"after", "following"}:
        for start, end in sentence.spans((*OUTLOOKS, "foresee", "guide_verb", "guide_warn")):
            reach = 0 if sentence.word(start) in SPENT_ON else 1
            if 0 <= first - end <= reach and sentence.word(start - 1) != "and":
                return False
    return all(start != last for start, _ in sentence.spans(OUTLOOKS))


MULTIPLES = frozenset("x times forward trailing projected estimated".split())
"""Before "earnings" that a share is priced by."""
OF_A_REPORT = frozenset(
    "call calls season report release preview day week date estimate estimates expectations forecasts consensus".split()
)
"""Behind "earnings": the report or its day, and no figure."""


def _figure_itself(case: Case) -> bool:
    """ "On the earnings call", "its post-earnings slide" name no figure, nor does "at 23 times forward earnings"."""
    at, sentence = case.trigger[1], case.sentence
    before = sentence.word(case.trigger[0] - 1)
    if sentence.word(case.trigger[0]) in {"earnings", "sales", "profit"} and (
        before in MULTIPLES or (before[:-1].isdigit() and before[-1] == "x")
    ):
        return False
    return sentence.word(at) not in OF_A_REPORT and sentence.word(case.trigger[0] - 1) != "-"


GRADED = ("upgrade", "downgrade", "rating_raise", "rating_lower", "rating_kept", "rating_opened", "target_noun")
"""Term categories of grading."""


def _goes_on_of_broker(case: Case) -> bool:
    """ "Bernstein upgrades Nebius, sees revenue tripling": behind the comma the house that came first goes on."""
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at - 1) not in JOINTS or not sentence.names or sentence.names[0].entity.kind != "broker":
        return False
    return sentence.has(GRADED, (sentence.names[0].end, at))


def _not_yet_missing(case: Case) -> bool:
    """ "Warns of a $500 million revenue shortfall": what is missing yet is no result."""
    verbs = case.sentence.spans(("guide_warn", "foresee"))
    return not any(0 <= case.trigger[0] - end <= FORESEEN_BEFORE for _, end in verbs)


def _no_orders(case: Case) -> bool:
    """ "Booked $13 billion in orders in the quarter" is no result."""
    end = (
        case.object[1] + (3 if case.sentence.word(case.object[1]) in {"net", "new"} else 1)
        if case.object
        else case.trigger[1]
    )
    return ORDERED.isdisjoint(case.sentence.passage.lower[case.trigger[1] : end])


def _no_outlook(case: Case) -> bool:
    return not _near_words(case, OUTLOOKS, 2, 2)


def _own_result(case: Case) -> bool:
    """A figure or record, and either the period it is about or words of the speaker's own."""
    sentence = case.sentence
    own = not OWN.isdisjoint(sentence.passage.lower[sentence.start : sentence.end])
    if sentence.in_headline and sentence.word(sentence.end - 1) != "." and not own:
        return False  # A transcript may come without stops, but then it says "we".
    told = own or sentence.has(("period",))
    return told and _result_figures(case) and not sentence.has(("analyst_word",))


def _against_expected(case: Case) -> bool:
    """ "Vs. $11.4 billion expected" stands behind the sum."""
    if case.object is None:
        return False
    behind = case.sentence.passage.lower[case.object[1] : min(case.object[1] + VERSUS_REACH, case.sentence.end)]
    return not VERSUS.isdisjoint(behind) and not EXPECTED.isdisjoint(behind)


def _overtakes_in(case: Case) -> bool:
    """ "Overtakes its rival in annual profit": in what stands behind "in" or "by"."""
    if case.object is None:
        return False
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    return not {"in", "by"}.isdisjoint(between[-3:]) and len(between) > 1 and "estimates" not in between


def _behind_title(case: Case) -> bool:
    """The figure opens what follows the title of a release: "Reports Results for the Second Quarter — Revenue of"."""
    passage, index = case.sentence.passage, case.sentence.index
    if index == 0 or case.trigger[0] - case.sentence.start > TITLE_REACH or not passage.is_headline(index - 1):
        return False
    said = passage.sentence_terms.get(index - 1, {})
    return "results" in said and ("report" in said or "report_told" in said)


ONLOOKERS = frozenset("analysts analyst street consensus investors traders economists strategists lseg factset".split())
"""Whose expectation it is, if not the firm's."""


FORESEEING = frozenset("looking expecting expect expected forecasting forecast forecasts projecting estimating calling "
                       "calls predicting anticipating seeking".split())  # fmt: skip
"""Words by which others expect a figure."""
FORESEEN_WITHIN = 14
"""Tokens behind a result in which that stands."""


def _told_so_far(case: Case) -> bool:
    """Not "reports earnings tonight, with analysts looking for $2 a share": the only figures are what is foreseen."""
    sentence, lower = case.sentence, case.sentence.passage.lower
    if {"when", "once", "before"} & set(lower[max(sentence.start, case.trigger[0] - 3) : case.trigger[0]]):
        return False  # "Revenue of $12 billion when it reports on Tuesday"
    before = lower[sentence.clause(case.trigger[0])[0] : case.trigger[0]]
    if before and before[-1] == "to" and not ONLOOKERS.isdisjoint(before) and not FORESEEING.isdisjoint(before):
        return False  # "Analysts expect Micron to report revenue of"
    behind = (case.object or case.trigger)[1]
    for at in range(behind, min(behind + FORESEEN_WITHIN, sentence.end - 1)):
        if any(a.start == at for a in sentence.amounts):
            return True
        if lower[at] in ONLOOKERS and not FORESEEING.isdisjoint(lower[at + 1 : at + 4]):
            return any(a.end <= behind and a.start >= sentence.start for a in sentence.amounts)
    return True


def _loses_itself(case: Case) -> bool:
    """The company right before the verb, and nobody who only holds its shares: no "investors in CoreWeave lost"."""
    return case.actor is not None and case.actor.end == case.trigger[0]


PERIOD_WITHIN = 6
"""Tokens behind a sum in which its period stands."""
PERIODS = frozenset({"quarter", "year", "half"})
"""Last words of a period."""
BEFORE_PERIOD = frozenset("the its a first second third fourth last fiscal full whole calendar - same".split())
"""What may stand before them."""


def _over_a_period(case: Case) -> bool:
    """ "In the third quarter", "last year", "in 2025" right behind the sum; no "in value this year"."""
    end = case.object[1] if case.object else case.trigger[1]
    words = case.sentence.passage.lower[end : min(end + PERIOD_WITHIN, case.sentence.end)]
    if words[:1] not in (["in"], ["last"], ["for"], ["during"], ["over"]):
        return False
    period = next((word for word in words[1:] if word not in BEFORE_PERIOD), "")
    return period in PERIODS or (period.isdigit() and len(period) == 4)


CONDITIONS: dict[str, Condition] = {
    "loses_itself": _loses_itself,
    "over_a_period": _over_a_period,
    "no_broker": lambda case: (
        speaker(case.trigger, case.sentence, case.trigger) is None and not _goes_on_of_broker(case)
    ),
    "not_yet_missing": _not_yet_missing,
    "result_figures": _result_figures,
    "own_yardstick": _own_yardstick,
    "tells_results": _tells_results,
    "figure_itself": _figure_itself,
    "no_outlook_beside": _no_outlook_beside,
    "verb_of_telling": _verb_of_telling,
    "no_orders": _no_orders,
    "reported": _reported,
    "has_grown": _has_grown,
    "of_its_unit": lambda case: case.actor is not None and actor_of_trade(case),
    # "Dell beats, lifts its outlook": the firm stands right before, and the outlook is told behind.
    "then_outlook": lambda case: (
        case.actor is not None
        and case.actor.end == case.trigger[0]
        and case.sentence.word(case.trigger[1]) in {",", ";", "and", "but"}
        and case.sentence.has(OUTLOOKS, (case.trigger[1], case.trigger[1] + 9))
    ),
    "opens_there": lambda case: case.trigger[0] - case.sentence.start <= 1 and not _is_track_record(case),
    "number_or_quarter": _number_or_quarter,
    "no_outlook": _no_outlook,
    "own_result": _own_result,
    "against_expected": _against_expected,
    "behind_title": _behind_title,
    "overtakes_in": _overtakes_in,
    "of_results": lambda case: (
        not _in_passing(case)
        and (
            case.sentence.has(("results", "result_metric", "period", "yardstick"))
            or (case.trigger[1] - case.trigger[0] > 1 and case.sentence.word(case.trigger[1] - 1) in {"beat", "miss"})
        )
    ),
    "no_loss": lambda case: not case.sentence.has(("loss_metric",), (case.trigger[0], case.trigger[1])),
    "figure_was": _figure_was,
    "no_spending": lambda case: (
        not case.sentence.has(("capex",), (case.trigger[0] - 3, case.object[1] if case.object else case.trigger[1]))
    ),
}
