"""Conditions of results and guidance: whose figures they are, against what, and what is only foreseen or asked."""

from __future__ import annotations

from itertools import pairwise, takewhile

from pipelines.extract.conditions.capex import budget_guided
from pipelines.extract.conditions.clauses import SAYING
from pipelines.extract.conditions.firms import AGENCY_WORDS, is_of_trade
from pipelines.extract.conditions.general import (
    INCOMES,
    Condition,
    about_the_trade,
    chip_products,
    has_foreign_sum,
    has_number,
)
from pipelines.extract.frames.directions import EXPECTED, VERSUS, is_compared, is_level_reached
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import JOINTS, POSSESSIVE, SHARE_WORDS
from pipelines.extract.passage import places_of
from pipelines.extract.roles.names import list_from, parties
from pipelines.extract.roles.results import behind_noun
from pipelines.extract.roles.unknown import name_ending
from pipelines.extract.roles.views import speaker

YARDSTICK = frozenset(
    """the its company 's ’s own earlier prior previous their firm management internal high low upper top end midpoint
    of range mid-point initial original chipmaker""".split()
)
"""Between a verb of beating and the guidance that was beaten."""
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
AI_CHIPS = frozenset(
    """blackwell hopper h20 h100 h200 b200 b300 gb200 gb300 mi300 mi300x mi325x mi350 mi355x mi400 mi450 trainium
    trainium2 trainium3 tpus hbm hbm3e hbm4 xpu xpus cowos nvlink""".split()
)
"""Goods that go into data centers and nowhere else."""
BOOSTS = frozenset({"boost", "nod", "lift", "love", "backing", "praise", "endorsement", "optimism"})
"""Behind a broker: what it does for a share."""
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
CHANGES = frozenset("double triple quadruple grow rise increase jump climb fall decline exceed surpass reach".split())
"""Verbs that are as good as a figure in what is foreseen."""
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
YARDSTICKS = frozenset(
    "estimate estimates expectations expectation forecast forecasts projection projections consensus average".split()
)
"""What analysts measure a result by."""
EXTREMES = frozenset({"fastest", "record", "strongest", "best", "highest", "slowest", "weakest"})
"""As good as a figure in what is foreseen."""
OWN = frozenset({"our", "we", "us"})
"""Whoever reports."""
VERSUS_REACH = 9
"""Tokens behind a sum in which "vs. ... expected" stands."""
TITLE_REACH = 3
"""Most words before the figure that opens the text behind a title: "Record quarterly revenue"."""
OUTSIDERS = frozenset({"market", "analyst", "analysts", "analysts'", "street", "consensus"})
"""Whose forecasts only measure a result."""


TOOL_MAKERS = frozenset({"AMAT", "LRCX", "KLAC", "ASML", "8035.T"})
"""They sell the tools of the makers of chips, and nothing else."""


def _trade_actor(case: Case) -> bool:
    """One firm of the trade; results and guidance are of one firm, never of "AI stocks"."""
    actor = case.actor
    if actor is None or actor.entity.kind == "collective":
        return False
    # "Dell and Super Micro raised": one of a list may be of the trade alone.
    if actor.entity.ticker in TOOL_MAKERS and _tells_figures(case):
        return True
    return any(is_of_trade(hit, case) for hit in list_from(actor, case.trigger, case.sentence))


def _tells_figures(case: Case) -> bool:
    """A figure of a company, or China: what it sells there is what controls are about."""
    figures = any(a.amount.unit in {"USD", "percent"} for a in case.sentence.amounts)
    return figures or has_foreign_sum(case) or "china" in case.sentence.passage.vocabulary


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


def _no_analyst_foresees(case: Case) -> bool:
    """The firm foresees, no analyst; "above analysts' estimates" only measures it."""
    sentence, (low, high) = case.sentence, case.sentence.clause(case.trigger[0])
    if _is_of_onlookers(case):
        return False
    for start, end in sentence.spans(("analyst_word",)):
        measured = not (YARDSTICKS | {"expected", "expecting"}).isdisjoint(sentence.passage.lower[end : end + 5])
        measured = measured or sentence.word(start - 1) in {"above", "below", "beyond", "past", "over", "under"}
        if low <= start < high and not (start > case.trigger[0] and measured):
            return False
    return True


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


def _no_miss_of_it(case: Case) -> bool:
    """ "Missed revenue targets" is a result."""
    missed = {"missed", "misses", "miss", "beat", "beats", "hit", "tops", "topped", "exceeds", "exceeded", "trails"}
    return case.sentence.word(case.trigger[0] - 1) not in missed


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


YEARLY = frozenset("full-year annual year fiscal guidance forecast outlook target".split())
"""Beside a figure that is of a plan for the year."""


def _of_a_plan(case: Case) -> bool:
    """ "2025 revenue cut to $5 billion", "full-year sales raised to": figures of a time to come; what "increased to"
    $5 billion else has happened."""
    if case.object is None or case.sentence.word(case.trigger[0]) not in {"increased", "up"}:
        return True
    before = case.sentence.passage.lower[max(case.sentence.start, case.object[0] - 4) : case.object[1]]
    return not YEARLY.isdisjoint(before) or any(word[:2] in {"20", "fy"} for word in before)


SAID_WITHIN = 6
"""Tokens between a company and its verb of saying: a ticker or the day may stand there."""


def _says_itself(case: Case) -> bool:
    """The company says it of its own figures; what others say of them is a view."""
    actor, sentence = case.actor, case.sentence
    if actor is None:
        return False
    if actor.start >= case.trigger[1] or sentence.word(case.window[1] - 1) in SAYING:
        return True
    return not SAYING.isdisjoint(sentence.passage.lower[actor.end : min(actor.end + SAID_WITHIN, case.trigger[0])])


def _is_anothers(case: Case) -> bool:
    """ "Gains as Acme's forecast soothes", "a Fed forecast": somebody else's stands right before the noun."""
    sentence, end = case.sentence, case.trigger[0]
    owned = sentence.word(end - 1) in POSSESSIVE
    end -= owned
    named = next((name for name in sentence.names if name.end == end), None)
    if named is not None:
        own = list_from(case.actor, case.trigger, sentence) if case.actor is not None else []
        return bool(own) and all(one.party not in {named.party, named.entity.canonical} for one in own)
    return owned and name_ending(end, sentence) is not None


RAISED = frozenset("questions doubts concerns eyebrows fears hopes alarm alarms worries hackles flags".split())
"""What an outlook raises when nobody raises it."""


def _is_no_change(case: Case) -> bool:
    """ "Outlook raises questions", "keeps its rating on the outlook", "could hit its target": it is as it was."""
    word = case.sentence.word
    if case.object is None:
        return False
    if case.object[0] >= case.trigger[1]:
        return word(case.object[0]).startswith("rais") and word(case.object[1]) in RAISED
    between = case.sentence.passage.lower[case.object[1] : case.trigger[0]]
    if "rating" in between and "on" in between:
        return True
    return word(case.trigger[1] - 1) in {"target", "targets"} and word(case.object[0]) in {"hit", "hits", "hitting"}


GRADED = ("upgrade", "downgrade", "rating_raise", "rating_lower", "rating_kept", "rating_opened", "target_noun")
"""Term categories of grading."""


def _goes_on_of_broker(case: Case) -> bool:
    """ "Bernstein upgrades Nebius, sees revenue tripling": behind the comma the house that came first goes on."""
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at - 1) not in JOINTS or not sentence.names or sentence.names[0].entity.kind != "broker":
        return False
    return sentence.has(GRADED, (sentence.names[0].end, at))


VOICING = frozenset("says say said warns warn sees see thinks".split())
"""Verbs of whoever judges an outlook."""
NOT_ITS_OWN = frozenset("prior previous earlier initial fed ecb boj imf gdp inflation weather economic".split())
"""Before an outlook that is no firm's of today."""


def _not_judged(case: Case) -> bool:
    """ "Upgraded on its AI outlook", "guidance may disappoint, analyst warns": what others think is ahead of it."""
    sentence = case.sentence
    if sentence.word(case.trigger[0] - 1) in NOT_ITS_OWN or is_compared(case.trigger[0], sentence):
        return False  # "Up from a prior forecast of", "a Fed forecast", "faster-than-forecast growth"
    if _is_anothers(case) or _is_no_change(case) or _is_yardstick(case):
        return False
    if any(n.entity.kind == "broker" and sentence.word(n.end) in BOOSTS for n in sentence.names):
        return False  # "Gets BofA boost as its revenue outlook climbs"
    graded = sentence.has(("upgrade", "downgrade"))
    if graded and {"after", "following"}.isdisjoint(sentence.passage.lower[sentence.start : case.trigger[0]]):
        return False
    beside = ((sentence.word(start - 1), sentence.word(end)) for start, end in sentence.spans(("analyst_word",)))
    return not any(VOICING.intersection(words) for words in beside)


def _is_yardstick(case: Case) -> bool:
    """ "Beat its own guidance by $50 million": what the figures are measured by."""
    sentence, at = case.sentence, case.trigger[0]
    while sentence.word(at - 1) in YARDSTICK and at > sentence.start:
        at -= 1
    beaten = any(end == at for _, end in sentence.spans(("beat", "miss")))
    return beaten or (
        sentence.word(at - 1) in {"above", "below", "than"} and "own" in sentence.passage.lower[at : case.trigger[0]]
    )


def _yields_income(case: Case) -> bool:
    """A sum and the kind of income right behind it: "bring $2 billion of net operating income"."""
    if case.object is None:
        return False
    sentence, low = case.sentence, case.object[1]
    sums = [a for a in sentence.amounts if low <= a.start <= low + 4 and a.amount.unit == "USD"]
    return any(not INCOMES.isdisjoint(sentence.passage.lower[a.end : min(a.end + 7, sentence.end)]) for a in sums)


def _not_yet_missing(case: Case) -> bool:
    """ "Warns of a $500 million revenue shortfall": what is missing yet is no result."""
    verbs = case.sentence.spans(("guide_warn", "foresee"))
    return not any(0 <= case.trigger[0] - end <= FORESEEN_BEFORE for _, end in verbs)


STREET = frozenset("analyst analysts analysts' street street's consensus lseg factset bloomberg".split())
"""Whose forecast it is, if not the firm's."""


def _not_the_streets(case: Case) -> bool:
    """Its own forecast, not "above analysts' forecast of $1.1 billion"; and not what a result has beaten."""
    if _is_yardstick(case):
        return False
    before = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 4) : case.trigger[0]]
    return STREET.isdisjoint(before) or "guided" in before


def _in_one_breath(case: Case) -> bool:
    """No stop between trigger and object."""
    return case.object is None or "." not in case.sentence.passage.lower[case.trigger[1] : case.object[0]]


def _no_agency(case: Case) -> bool:
    """An outlook for debt is of those who rate it."""
    return AGENCY_WORDS.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.trigger[0]])


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


def _no_price_of_share(case: Case) -> bool:
    """A target of a company, not of its share."""
    return not any(n.entity.kind == "broker" for n in case.sentence.names) and not case.sentence.has(("target_noun",))


def _expects_itself(case: Case) -> bool:
    """A verb, no noun of what others expect ("beats $1.38 estimate"), and not theirs: "with analysts expecting $2"."""
    first = case.trigger[0]
    if case.sentence.word(first) in {"estimate", "estimates"} or is_compared(first, case.sentence):
        return False
    return not _is_of_onlookers(case)


ONLOOKERS = frozenset("analysts analyst street consensus investors traders economists strategists lseg factset".split())
"""Whose expectation it is, if not the firm's."""
ONLOOKING = 5
"""Tokens before a verb in which those stand whose verb it is."""


def _is_of_onlookers(case: Case) -> bool:
    """ "Analysts on average expect", "consensus calls for": right before the verb stand those who look on."""
    first = max(case.sentence.start, case.trigger[0] - ONLOOKING)
    before = case.sentence.passage.lower[first : case.trigger[0]]
    return not ONLOOKERS.isdisjoint(
        before[max((at for at, w in enumerate(before) if w in {",", ";"}), default=-1) + 1 :]
    )


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


SALES = frozenset({"revenue", "revenues", "sales"})
"""Words of what is sold in a period."""
AHEAD = frozenset("next quarter year current fiscal first second third fourth q1 q2 q3 q4".split())
"""Words of a period to come."""


def _sum_of_period(case: Case) -> bool:
    """ "Forecasts $65 billion for the next", "sees $3 billion for the year": a sum for a stretch of time is sales."""
    sentence, end = case.sentence, (case.object or case.trigger)[1]
    if sentence.word(end) in {"in", "of"} and sentence.word(end + 1) in SALES:
        end += 2
    if sentence.word(end) not in {"for", "in"}:
        return False
    first = end + 1 + (sentence.word(end + 1) in {"the", "its", "this"})
    return sentence.word(first) in AHEAD


def _told_of_share(case: Case) -> bool:
    """A move of the share is the verb's own object, and no figure that a firm foresees."""
    at = case.trigger[1]
    goods = SHARE_WORDS | {"price"}
    return any(
        at <= start <= at + 3 and not goods.isdisjoint(case.sentence.passage.lower[at : start + 2])
        for start, _ in case.claimed
    )


DEALS_OF_SALES = frozenset("lease leases contract contracts deal deals agreement agreements".split())
"""Behind "from": what a deal is worth, and no guidance."""


def _foreseen_figures(case: Case) -> bool:
    hyphened = case.sentence.word(case.trigger[0] - 1) == "-"
    if case.sentence.word(case.trigger[0] - 1 - hyphened) in {"than", "as"}:
        return False  # "wider than expected", "stronger-than-expected"
    if case.sentence.word(case.trigger[0]) in {"sees", "see"} and _told_of_share(case):
        return False  # "sees 26% price drop over last week after earnings"
    if case.sentence.word(case.trigger[0] - 1) in {"'s", "’s", "its", "their", "the"}:
        return False  # "the company's projected revenue": whose projection it is stays open
    behind = case.sentence.passage.lower[case.trigger[1] : case.window[1]]
    if any(
        a == "from" and not DEALS_OF_SALES.isdisjoint((b, c))
        for a, b, c in zip(behind, behind[1:], behind[2:], strict=False)
    ):
        return False  # "Anticipates $7 billion of revenue from the leases": what the deal is worth
    figures = has_foreign_sum(case) or any(a.amount.unit in {"USD", "percent"} for a in case.sentence.amounts)
    figures = figures or not (CHANGES | EXTREMES).isdisjoint(
        case.sentence.passage.lower[case.trigger[1] : case.window[1]]
    )
    return figures or case.sentence.has(("outlook_up", "outlook_down", "period"))


def _outlook_is_weak(case: Case) -> bool:
    sentence, (low, high) = case.sentence, case.window
    weak = [s for s in sentence.spans(("outlook_down",)) if low <= s[0] and s[1] <= high]
    cost = [s for s in sentence.spans(("rule_cost",)) if case.trigger[1] <= s[0] and s[1] <= high]
    costly = bool(cost) and any(a.amount.unit == "USD" for a in sentence.amounts)
    return any(not is_level_reached(span, sentence) for span in (weak + cost if costly else weak))


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


def _source_behind(case: Case) -> bool:
    """ "Forecast from SK Hynix"."""
    return case.actor is not None and case.sentence.word(case.actor.start - 1) in {"from", "by", "at"}


SURPASSING = frozenset(
    """exceed exceeds exceeded exceeding surpass surpasses surpassed surpassing top tops topped topping beat beats
    beating outstrips above beyond past ahead""".split()
)
"""Verbs of coming out above what was foreseen."""
END_OF_RANGE = frozenset("our its their own the high higher top upper end of prior previous earlier company 's".split())
"""Between such a verb and the firm's own guidance."""


def _is_own_yardstick(case: Case) -> bool:
    """What was reported is held against what the firm had foreseen: "beats the top end of its guidance"."""
    if case.object is None or case.object[1] > case.trigger[0]:
        return False
    words = case.sentence.passage.lower
    between = words[case.object[1] : case.trigger[0]]
    if between[:1] == ["of"] and words[case.object[1] - 1] == "ahead":
        between = between[1:]
    is_owned = not {"our", "its", "their", "own", "high", "top", "upper"}.isdisjoint(between)
    return words[case.object[1] - 1] in SURPASSING and is_owned and END_OF_RANGE.issuperset(between)


def _of_capex_before(case: Case) -> bool:
    """ "Raised its capex guidance and forecast another increase next year": still of the spending."""
    sentence, (start, _) = case.sentence, case.trigger
    joined = sentence.word(start) == "forecast" and sentence.word(start - 1) in {"and", ","}
    told = sentence.has(("capex",), (sentence.start, start))
    return joined and told and not sentence.has(("result_metric", "revenue"), (start, sentence.end))


FIGURES_TOLD = ("result_metric", "revenue")
"""Term categories of what a forecast is of, if it says so."""


BUDGETS = frozenset({"spending", "investment", "investments", "outlays", "capital"})
"""Behind "forecast" as a verb: what is spent, and no result."""


def _no_budget_before(case: Case) -> bool:
    """Not "Alphabet raised its capex forecast. Amazon kept its forecast of $200 billion": a forecast without a word for
    what, where the headline or the sentence before speaks of budgets."""
    sentence = case.sentence
    if sentence.word(case.trigger[1]) in BUDGETS:
        return False  # "Meta forecast spending of $130 billion"
    if sentence.has(FIGURES_TOLD) or not any(hit.amount.unit == "USD" for hit in sentence.amounts):
        return True
    passage = sentence.passage
    before = [at for at in range(sentence.index) if at == sentence.index - 1 or passage.is_headline(at)]
    told = [passage.sentence_terms.get(at, {}) for at in before]
    return not any("capex" in terms and terms.keys().isdisjoint(FIGURES_TOLD) for terms in told)


def _own_outlook(case: Case) -> bool:
    """Neither the market's ("beating market forecast") nor somebody else's ("forecast from SK Hynix")."""
    if case.sentence.word(case.trigger[0] - 1) in {"bullish", "bearish"} and case.sentence.word(case.trigger[1]) in {
        "for",
        "on",
    }:
        return False  # what others think of a share
    if _is_own_yardstick(case):
        return False  # "Sales beat the top of our range"
    behind = case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 3]
    if behind[:1] == ["by"] and not OUTSIDERS.isdisjoint(behind):
        return False  # "Missed the $40 billion forecast by analysts"
    if _of_capex_before(case):
        return False
    low = max(case.sentence.start, case.trigger[0] - 2)
    if not OUTSIDERS.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]]):
        return False
    other = behind_noun(case.trigger, case.sentence, case.trigger)
    return other is None or case.actor is None or other.party == case.actor.party


def _charge_of_sum(case: Case) -> bool:
    """The sum is the charge's own."""
    if case.object is not None and is_level_reached(case.object, case.sentence):
        return False  # "Expects revenue to hit $65 billion"
    low, high = case.trigger[1], (case.object[1] if case.object else case.trigger[1]) + 3
    return any(a.amount.unit == "USD" and low <= a.start < high for a in case.sentence.amounts)


CONDITIONS: dict[str, Condition] = {
    "loses_itself": _loses_itself,
    "over_a_period": _over_a_period,
    "no_broker": lambda case: (
        speaker(case.trigger, case.sentence, case.trigger) is None and not _goes_on_of_broker(case)
    ),
    "market_actor": _trade_actor,
    "yields_income": _yields_income,
    "not_yet_missing": _not_yet_missing,
    "result_figures": _result_figures,
    "foreseen_figures": _foreseen_figures,
    "sum_of_period": _sum_of_period,
    "own_yardstick": _own_yardstick,
    "tells_results": _tells_results,
    "no_miss_of_it": _no_miss_of_it,
    "in_one_breath": _in_one_breath,
    "of_a_plan": _of_a_plan,
    "of_itself": lambda case: (
        case.object is None
        or (
            case.sentence.word(case.trigger[0]) != "beat"  # "Bookings beat forecasts": those of others.
            and case.sentence.word(case.object[1]) not in {"for", "of"}
            and not case.sentence.has(("analyst_word",), (case.trigger[1], case.object[0]))
        )
    ),
    "figure_itself": _figure_itself,
    "no_outlook_beside": _no_outlook_beside,
    "verb_of_telling": _verb_of_telling,
    "own_trade": lambda case: about_the_trade(case) or (case.actor is not None and _trade_actor(case)),
    "not_judged": _not_judged,
    "not_the_streets": _not_the_streets,
    # "We made $6 billion with Rubin racks"
    "context_or_own_chip": lambda case: (
        about_the_trade(case)
        or not AI_CHIPS.isdisjoint(case.sentence.passage.vocabulary)
        or bool(chip_products(case.sentence.passage.names))
    ),
    "chips_or_context": lambda case: (
        any(case.sentence.passage.has(category) for category in ("chip", "strong_context", "ai_word", "ai_place"))
        or any(name.entity.kind == "product" for name in case.sentence.names)
    ),
    "says_itself": _says_itself,
    "no_agency": _no_agency,
    "no_orders": _no_orders,
    "reported": _reported,
    "has_grown": _has_grown,
    "of_its_unit": lambda case: case.actor is not None and _trade_actor(case),
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
    "ours": lambda case: "our" in case.sentence.passage.lower[case.sentence.start : case.window[1]],
    "overtakes_in": _overtakes_in,
    "no_price_of_share": _no_price_of_share,
    "expects_itself": _expects_itself,
    "of_results": lambda case: (
        not _in_passing(case)
        and (
            case.sentence.has(("results", "result_metric", "period", "yardstick"))
            or (case.trigger[1] - case.trigger[0] > 1 and case.sentence.word(case.trigger[1] - 1) in {"beat", "miss"})
        )
    ),
    "no_loss": lambda case: not case.sentence.has(("loss_metric",), (case.trigger[0], case.trigger[1])),
    "figure_was": _figure_was,
    "no_analyst_foresees": _no_analyst_foresees,
    "weak_outlook": lambda case: (
        case.sentence.word(case.trigger[0] - 1) not in {"report", "reports", "source", "sources"}
        # "AI market to hit $1 trillion" is no hit to anybody.
        and not (
            case.object is not None
            and case.sentence.word(case.object[0]) == "hit"
            and case.sentence.word(case.object[0] - 1) in {"to", "will", "could", "may", "would", "has"}
        )
        and _outlook_is_weak(case)
    ),
    "no_spending": lambda case: (
        not case.sentence.has(("capex",), (case.trigger[0] - 3, case.object[1] if case.object else case.trigger[1]))
    ),
    "source_behind": _source_behind,
    "charge_of_sum": _charge_of_sum,
    "own_outlook": _own_outlook,
    "no_budget_before": _no_budget_before,
    "no_budget_guided": lambda case: not budget_guided(case),
}
