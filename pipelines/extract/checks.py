"""Numbers of one text recomputed against each other: remarks for the reader, never corrections.

What must never happen: a remark about numbers that agree. So every number is the interval its words allow (rounding,
"about", "more than"), a check speaks only when intervals do not meet, and each check asks that the words leave no
doubt what is what: one power, one rent, one price. What no check is sure about is passed over.

Whether numbers agree is asked of the intervals; what a remark prints is the plain product of the numbers as written.

The usual cause of a factor of ten or ten thousand in what was once Chinese is a translation between 亿 (a hundred
million), 万 (ten thousand) and billions; where Chinese stands on the page the remark says so. It never says which of
the two numbers is the wrong one.

The parts of a deal may stand in a few sentences, where each after the first points back: "That works out to".

Known exceptions: a rent with a ramp-up, a total with options and figures of two dates look like contradictions when
the text does not say so; the tolerances leave room for the usual ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from pipelines.amounts import scaled
from pipelines.extract.facts import Fact, Line, lines_of
from pipelines.extract.measures import measures
from pipelines.extract.passage import Passage
from pipelines.extract.quantities import PER_YEAR
from tracker.records import Finding

Interval = tuple[float, float]
Pair = tuple[Fact, Fact]

RENT_SLACK = 1.12
"""What a rate, a term and a total may differ by beyond rounding: discounts, ramps, months of different length."""
HOURS_SLACK = 1.4
"""The same for GPUs by the hour, which are not all rented all the time."""
POINTS = 1.5
"""Percentage points that growth may be off beyond the rounding of the levels it comes from."""
HOURS_PER_YEAR = 8760.0
SLIPS = {1: "between 亿 (100 million) and billion", 2: "of two decimal places", 3: "between million and billion",
         4: "between 万 (10 thousand) and 亿 (100 million)", 6: "of a scale word"}  # fmt: skip
"""The cause of a ratio of 10 to the n, where one comes to mind."""
OF_CHINESE = frozenset({1, 4})
"""Those that only happen where somebody counts in 万 and 亿."""
SCALE_WORD = re.compile(r"(?:million|billion|trillion)\b|\d\s?(?:mn?|bn?|tn?)\b|[万亿]", re.IGNORECASE)
OF_SCALE_WORDS = frozenset({3, 6})
"""Those that take such a word."""
MOST = 12
"""Findings per text; more than that is a table, not an article."""
NAMES = {
    "power.it_operational": "IT capacity in operation", "power.footprint_total": "total footprint",
    "power.utility_secured": "power secured from the grid", "power.customer_contracted": "capacity under contract",
    "power.energised": "energised power",
}  # fmt: skip


def contradictions(passage: Passage) -> tuple[Finding, ...]:
    """What does not agree in one text, in the order of the places it speaks of."""
    if not passage.amounts:
        return ()
    lines = lines_of(passage)
    found = [finding for line in lines for check in BY_AMOUNT for finding in check(line)]
    found += [finding for line in lines if len(line.facts) > 1 for check in BY_LINE for finding in check(line)]
    if len(passage.amounts) > 1:
        pairs = list(_alike(lines))
        found += [finding for check_pairs in BY_PAIR for finding in check_pairs(pairs)]
        found += [finding for check_all in BY_TEXT for finding in check_all(lines)]
        found += [finding for told in _continued(lines) for check in OF_A_DEAL for finding in check(told)]
    for line in lines:
        # A claim and its line hold each other, and both the text: rings of objects wait long for the collector.
        line.facts = []
    return tuple(sorted(_once(found), key=lambda f: (f.spans, f.kind))[:MOST])


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Of remarks about the same amounts the one that measures the amount stated last by the others."""
    kept: dict[frozenset[tuple[int, int]], Finding] = {}
    for finding in findings:
        held = kept.setdefault(frozenset(finding.spans), finding)
        if finding.spans[-1] > held.spans[-1]:
            kept[frozenset(finding.spans)] = finding
    return kept.values()


# ── arithmetic within a sentence ────────────────────────────────────────────────────────────────────


def _lease_price(line: Line) -> Iterator[Finding]:
    """Power and rent give a price per watt and year."""
    power, price, rent = line.only("MW"), line.only("USD/W"), line.only(*PER_YEAR)
    if power and rent and price and _together(power, rent, price):
        yield from _compare(
            "rate",
            _yearly(rent).over(_reckoned(power).times(WATTS)),
            price,
            RENT_SLACK,
            (power, rent),
            lambda value: f"{_quoted(power)} at {_quoted(rent)} is {scaled(value)} USD per watt and year",
        )


def _lease_total(line: Line) -> Iterator[Finding]:
    """Power, price and term give a total; so do GPUs by the hour, and a rate. The first that does not is enough."""
    yield from islice(_lease_totals(line), 1)


def _lease_totals(line: Line) -> Iterator[Finding]:
    term, rate = line.only("years", "months"), line.only(*PER_YEAR)
    power, price = line.only("MW"), line.only("USD/W")
    gpus, hourly = line.only("GPUs"), line.only("USD/GPU-hour")
    total = line.only("USD") if term else None
    total = total if total and _is_total(total) else None
    yearly = line.only("USD/year")
    if rate and term:
        yield from _against(total, _yearly(rate), (rate, term), RENT_SLACK)
    if power and price:
        implied = _reckoned(power).times(WATTS).times(_reckoned(price))
        used = (power, price, term) if total and term else (power, price)
        yield from _against(total or (None if rate and rate is not yearly else yearly), implied, used, RENT_SLACK)
    if gpus and hourly:
        implied = _reckoned(gpus).times(_reckoned(hourly)).times(_exactly(HOURS_PER_YEAR))
        used = (gpus, hourly, term) if total and term and not rate else (gpus, hourly)
        yield from _against(rate or total, implied, used, HOURS_SLACK)


def _against(target: Fact | None, yearly: Reckoned, used: Sequence[Fact], slack: float) -> Iterator[Finding]:
    """What the parts give in a year, or over the term among them, against the sum that the sentence states."""
    if target is None or not _together(*used, target):
        return
    term = next((fact for fact in used if fact.unit in {"years", "months"}), None)
    years = _years(term) if term else ONE
    implied = yearly.times(years).over(_per_year(target))
    yield from _compare("total", implied, target, slack, used, _product(*used))


def _restated_rate(line: Line) -> Iterator[Finding]:
    """The same rent by another period: "$500 million a quarter, or $2 billion a year"."""
    for one, other in pairwise(line.facts):
        if not (one.unit in PER_YEAR and other.unit in PER_YEAR and one.unit != other.unit):
            continue
        if one.is_plain and other.is_plain and SAID_AGAIN.fullmatch(line.text, one.end, other.amount.start):
            implied = _yearly(one).over(_per_year(other))
            yield from _compare("rate", implied, other, RENT_SLACK, (one,), _by_period(one, other))


def _by_period(one: Fact, other: Fact) -> Callable[[float], str]:
    period = other.unit.partition("/")[2]
    return lambda value: f"{_quoted(one)} is ${scaled(value)} a {period}"


_ROUGHLY = r"(?:(?:about|around|roughly|nearly|almost|some|approximately)\s|~)?"
SAID_AGAIN = re.compile(
    rf"(?:,?\s(?:or|i\.e\.,?|equal\sto|equivalent\sto)\s|,?\s(?:which|that)\s(?:is|makes|equals|comes\sto|works\sout\s(?:to|at))\s"
    rf"|\.\s(?:that|this|it|which)\s(?:is|makes|equals|comes\sto|amounts\sto|adds\sup\sto|works\sout\s(?:to|at))\s|\s?[(（])"
    rf"{_ROUGHLY}",
    re.IGNORECASE,
)
"""Between an amount and the same in other words."""


def _together(*facts: Fact) -> bool:
    """Whether amounts stand in one statement: near each other, and nothing between that opens another."""
    places = sorted(fact.span for fact in facts)
    between = facts[0].line.text[places[0][1] : places[-1][0]]
    return len(between) <= WIDEST and not OTHER_STATEMENT.search(between)


WIDEST = 150
OTHER_STATEMENT = re.compile(
    r"[;。；]|\s(?:while|whereas|but|versus|compared|against|separately|double|twice|triple|half|than(?=\s[a-z]))\s"
    r"|\b(?:going|market|average|usual|list)\s(?:price|rate|rent)\b",
    re.IGNORECASE,
)
"""What is set against another company's or an earlier amount is no part of the same sum."""
TOTAL = re.compile(
    r"\b(?:total(?:s|ing|ling|led)?|worth|valued?|values|in\sall|altogether|overall|comes?\sto|amounts?\sto|adds?\sup\sto|bring|brings"
    r"|over\sthe\s(?:term|life))\b|总额|总价|合计|共计|总值",
    re.IGNORECASE,
)


def _is_total(fact: Fact) -> bool:
    """Whether a word at the amount says that it is the whole of something that has terms."""
    low, high = max(fact.line.start, fact.amount.start - 30), min(fact.line.end, fact.amount.end + 30)
    if IN_ALL.match(fact.line.text, fact.amount.end):
        return True
    return TOTAL.search(fact.line.text, low, high) is not None and fact.family in {
        None,
        "money.contract_base",
        "money.revenue",
    }


IN_ALL = re.compile(r"\s(?:in\s(?:total|all)|altogether)\b", re.IGNORECASE)


# ── arithmetic over sentences ───────────────────────────────────────────────────────────────────────

POINTS_BACK = re.compile(
    r"[\s\"“]*(?:(?:that|this|which)\b"
    r"|it\s(?:runs|lasts|is\sworth|brings|pays|costs|comes\sto|amounts\sto|works\sout)\b"
    r"|the\s(?:deal|contract|lease|agreement|arrangement|price|rent|rate|sum|total|term)\b)",
    re.IGNORECASE,
)
"""How a sentence begins that goes on about the deal of the one before it."""
ELSEWHERE = re.compile(
    r"\b(?:another|other|second|separate|elsewhere|earlier|previous|previously|also|last)\b", re.IGNORECASE
)
"""In a sentence about something else too."""
SENTENCES_OF_A_DEAL = 3


def _continued(lines: Sequence[Line]) -> Iterator[Line]:
    """Each sentence together with those behind it that go on about the same deal and name no other company."""
    for at, line in enumerate(lines):
        told = line
        for following in lines[at + 1 : at + SENTENCES_OF_A_DEAL]:
            if following.index != told.index + 1 or not _goes_on(told, following):
                break
            told = replace(
                told, index=following.index, end=following.end, names=[*told.names, *following.names],
                facts=[*told.facts, *following.facts],
            )  # fmt: skip
            yield told


def _goes_on(line: Line, following: Line) -> bool:
    """ "That works out to": points back, names no other company and tells of nothing else."""
    words = following.words
    known = {name.party for name in following.names} <= {name.party for name in line.names}
    return known and POINTS_BACK.match(words) is not None and not ELSEWHERE.search(words)


# ── change between two levels ───────────────────────────────────────────────────────────────────────


def _change(line: Line) -> Iterator[Finding]:
    """A percentage of change against the two levels it lies between: "up 50% to $3 billion from $2 billion"."""
    percent = line.only("percent")
    if percent is None or percent.family in NOT_GROWTH:
        return
    for now, prior in combinations(line.facts, 2):
        if now.amount.prior == prior.amount.prior or now.amount.unit != prior.amount.unit or percent in (now, prior):
            continue
        now, prior = (prior, now) if now.amount.prior else (now, prior)
        if not (now.is_plain and prior.is_plain) or now.family in OF_A_SHARE or _apart(line, percent, now, prior):
            continue
        if SINCE.match(line.text, percent.amount.end):
            continue
        alike = [fact for fact in line.facts if fact.amount.unit == now.amount.unit]
        sign = _direction(line, percent)
        if sign is None or len(alike) != 2:
            continue
        low, high = (value - 1 for value in _over(now.bounds, prior.bounds))
        stated = sign * percent.value
        if not low * 100 - POINTS <= stated <= high * 100 + POINTS:
            implied = (now.value / prior.value - 1) * 100
            yield _finding(
                "change",
                f"from {_quoted(prior)} to {_quoted(now)} is {implied:+.3g}%; the text says {_quoted(percent)}"
                f" {'up' if sign > 0 else 'down'}",
                prior,
                now,
                percent,
            )


NOT_GROWTH = frozenset({"interest_rate", "margin", "stake", "share_of_backlog", "share_of_revenue", "upside"})
UP = re.compile(
    r"\b(?:up|ris(?:es?|ing|en)|rose|gr[eo]w(?:s|n|ing|th)?|increas\w{1,4}|jump\w{0,3}|surg\w{1,3}|climb\w{0,3}|gain\w{0,3}|higher|more|rais\w{1,3})\b"
    r"|增长|上调|上升|增至",
    re.IGNORECASE,
)
DOWN = re.compile(
    r"\b(?:down|f[ae]lls?|falling|fallen|dropp?\w{0,3}|declin\w{1,3}|decreas\w{1,3}|lower\w{0,3}|less|cuts?|cutting|shr[aiu]nk\w{0,3}|reduc\w{1,4})\b"
    r"|下降|下调|减少|下跌",
    re.IGNORECASE,
)
BESIDE = 40
"""Characters between a percentage and the word that says which way."""


def _direction(line: Line, percent: Fact) -> int | None:
    """+1 or -1 by the nearest word; None when none or both are near."""
    start, end = percent.span
    text = line.text[max(line.start, start - BESIDE) : min(line.end, end + 12)]
    up, down = UP.search(text), DOWN.search(text)
    return None if bool(up) == bool(down) else 1 if up else -1


SINCE = re.compile(r"\s(?:more|higher|less|lower)\sthan\s(?:a|the|last|in)\b", re.IGNORECASE)
"""Behind a percentage that is measured from another time: "134% more than a year earlier"."""
OF_A_SHARE = frozenset({"price_target", "share_price"})
SHARES = re.compile(r"\b(?:shares?|stocks?|volume|index)\b[^.;]{0,40}$", re.IGNORECASE)
OTHER_SUBJECT = re.compile(
    r"[;。；]|\.\s|\b(?:after|as|on|amid|following|when|because|with|and|while|whereas|but|its|which|beating|above|below|despite)\b",
    re.IGNORECASE,
)


def _apart(line: Line, percent: Fact, now: Fact, prior: Fact) -> bool:
    """Whether percentage and levels are not one statement: far off, another subject between, or of the shares."""
    places = sorted(fact.span for fact in (percent, now, prior))
    between = line.text[places[0][1] : places[-1][0]]
    before = line.text[max(line.start, percent.amount.start - 60) : percent.amount.start]
    return len(between) > 110 or OTHER_SUBJECT.search(between) is not None or SHARES.search(before) is not None


def _apposition(line: Line) -> Iterator[Finding]:
    """The same amount twice, once in brackets: "352亿美元 ($352 billion)"."""
    for one, other in pairwise(line.facts):
        between = line.text[one.amount.end : other.amount.start]
        if not (one.is_plain and other.is_plain and RESTATES.fullmatch(between)):
            continue
        power = _power_of_ten(one.value / other.value)
        if one.amount.unit == other.amount.unit and one.amount.unit in SCALED and power:
            yield _finding("slip", f"{_quoted(one)} and {_quoted(other)} {_slip(power, one, other)}", one, other)


SCALED = frozenset({"USD", "USD/month", "USD/year", "USD/W", "MW", "GPUs", "shares"})
"""Units of what is told with a word for its size, which may be the wrong one."""


RESTATES = re.compile(r"\s?[(（\[]\s?(?:or|about|roughly|approximately|i\.e\.|约|~|即)?\s?", re.IGNORECASE)


# ── impossible values ───────────────────────────────────────────────────────────────────────────────


def _impossible(line: Line) -> Iterator[Finding]:
    for fact in line.facts:
        why = _why_impossible(fact)
        if why:
            yield _finding("impossible", f"{_quoted(fact)} {why}", fact)


FALLS = re.compile(
    r"(?:\b(?:f[ae]lls?|falling|dropp?(?:s|ed|ing)?|declin(?:es?|ed|ing)|decreas(?:es?|ed|ing)|sinks?|sank|plung(?:es?|ed|ing)|slid(?:es?|ing)?"
    r"|tumbl(?:es?|ed|ing)|plummet(?:s|ed|ing)?|slump(?:s|ed|ing)?|down|loses?|lost)(?:\sby)?(?:\s(?:about|around|roughly|nearly|almost|more\sthan|over))?"
    r"|下跌|下降|跌|降)\s?-?$",
    re.IGNORECASE,
)
EARNED = re.compile(r"\b(?:profits?|income|loss(?:es)?|earnings|cash\sflow|ebitda|eps)\b", re.IGNORECASE)
"""What can fall by more than all of it: from a profit to a loss."""
BOUNDED = frozenset({"percent", "percentile", "MW"})
"""Units of what cannot be more than all, or less than nothing."""
MINUS_POWER = re.compile(r"(?:\b(?:of|is|was|at|by|to|from|a)\s[-\u2212]|\bminus\s)$")


def _why_impossible(fact: Fact) -> str | None:
    unit = fact.amount.unit
    if unit not in BOUNDED:
        return None
    before = fact.line.text[max(fact.line.start, fact.amount.start - 32) : fact.amount.start]
    top = max(map(abs, _ends(fact)))
    if unit == "percent" and top > 100 and FALLS.search(before) and not EARNED.search(fact.line.words):
        return "is a fall by more than everything"
    if unit == "percent" and top > 100 and fact.family in {"share_of_backlog", "share_of_revenue"} and _is_share(fact):
        return "is more than the whole"
    if unit == "percentile" and top > 100:
        return "is beyond the last percentile"
    if unit == "MW" and MINUS_POWER.search(before):
        return "is a power below nothing"
    return None


def _is_share(fact: Fact) -> bool:
    return fact.line.text.startswith(" of ", fact.amount.end)


def _ends(fact: Fact) -> tuple[float, ...]:
    value = fact.amount.value
    return value if isinstance(value, tuple) else (value,)


# ── years ───────────────────────────────────────────────────────────────────────────────────────────


RUNS = re.compile(
    r"\b(?:from|starting(?:\sin)?|beginning(?:\sin)?|between)\s(?:[A-Z][a-z]{2,8}\s)?(?P<first>20[0-4]\d)\b[^.;\d]{0,40}?"
    r"\b(?:to|through|until|and|ending(?:\sin)?|expir\w{2,4}(?:\sin)?)\s(?:[A-Z][a-z]{2,8}\s|the\send\sof\s)?(?P<last>20[0-4]\d)\b"
)


BINDS = re.compile(
    r"[^.;,]{0,24}\b(?:lease|contract|deal|agreement|term|commitment|loan|ppa|order)\b|(?:期)?(?:合同|协议|租)",
    re.IGNORECASE,
)
"""A term of something that begins and ends, unlike a five-year high."""


def _term_and_years(line: Line) -> Iterator[Finding]:
    """A term against the years that it is said to run."""
    term = line.only("years")
    runs = RUNS.search(line.text, line.start, line.end) if term else None
    if term is None or runs is None or term.amount.comparator or abs(runs.start() - term.amount.end) > 80:
        return
    if not BINDS.match(line.text, term.amount.end):
        return
    span = int(runs["last"]) - int(runs["first"])
    if span > 0 and not span - 1 <= term.value <= span + 1:
        message = f'{_quoted(term)} does not fit "{runs[0]}", which is {span} years'
        yield Finding(kind="year", message=message, spans=(term.span, runs.span()))


def _same_figure_other_year(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """One figure of one company for two years, in two sentences: one of them has the wrong year."""
    for one, other in pairs:
        years = one.period, other.period
        told = one.amount.value == other.amount.value and one.line is not other.line
        if told and _one_claim(one, other) and all(years) and years[0] != years[1] and _comparable(*years):
            message = f"{_quoted(one)} is for {years[0]} in one place and for {years[1]} in another ({_quoted(other)})"
            yield _finding("year", message, one, other)


def _comparable(one: str | None, other: str | None) -> bool:
    """A fiscal year and a calendar year of different numbers may be the same months."""
    return (
        bool(one and other) and (str(one)[:2] == "FY") == (str(other)[:2] == "FY") and len(str(one)) == len(str(other))
    )


# ── one figure in two places ────────────────────────────────────────────────────────────────────────


def _scale_slips(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """The same digits of the same thing at ten, a hundred or a thousand times the size."""
    for one, other in pairs:
        power = _power_of_ten(one.value / other.value)
        if power and _one_claim(one, other) and one.period == other.period:
            yield _finding("slip", f"{_quoted(one)} and {_quoted(other)} {_slip(power, one, other)}", one, other)


def _two_owners(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """One figure as the backlog, revenue or budget of two companies."""
    for one, other in pairs:
        owners = one.owner, other.owner
        same = one.amount.value == other.amount.value and one.family == other.family and one.line is not other.line
        if same and one.family in OF_ONE_COMPANY and all(owners) and owners[0] != owners[1]:
            if not (_is_beside(one) and _is_beside(other)):
                continue
            # A sentence that names both may speak of either.
            if {name.party for name in one.line.names} & {owners[1]} or {name.party for name in other.line.names} & {
                owners[0]
            }:
                continue
            message = f"{_quoted(one)} is said of {owners[0]} in one place and of {owners[1]} in another"
            yield _finding("owner", message, one, other)


def _is_beside(fact: Fact) -> bool:
    """Whether the owner's name stands right before the amount: no other subject can come between."""
    passage = fact.line.passage
    ends = [passage.char_span((name.start, name.end))[1] for name in fact.line.names if name.party == fact.owner]
    before = [fact.amount.start - end for end in ends if end <= fact.amount.start]
    return (
        bool(before)
        and min(before) <= BESIDE
        and "," not in fact.line.text[fact.amount.start - min(before) : fact.amount.start]
    )


OF_ONE_COMPANY = frozenset({"money.backlog_rpo", "money.revenue", "money.capex", "money.arr", "money.profit", "eps"})


LEVELS = frozenset({"USD", "MW", *PER_YEAR})


def _alike(lines: Sequence[Line]) -> Iterator[Pair]:
    """Pairs of amounts of one unit with the same three or more digits: no round number repeats itself by chance."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for line in lines:
        for fact in line.facts:
            if fact.amount.unit in LEVELS and fact.is_plain and len(fact.figures) >= 3:
                groups.setdefault((fact.amount.unit, fact.figures), []).append(fact)
    for group in groups.values():
        yield from combinations(group[:6], 2)


def _one_claim(one: Fact, other: Fact) -> bool:
    """Whether two amounts are of the same thing as far as the words say."""
    families, owners = {one.family, other.family}, {one.owner, other.owner} - {None}
    return len(families) == 1 and families != {None} and len(owners) <= 1


def _two_speakers(lines: Sequence[Line]) -> Iterator[Finding]:
    """The same estimate, two figures that belong together, credited to two brokers."""
    told = [line for line in lines if line.speaker and len(line.facts) > 1]
    for one, other in combinations(told, 2):
        if one.speaker == other.speaker or AGREES.search(one.words) or AGREES.search(other.words):
            continue
        pairs = _in_common(one, other)
        if _is_one_estimate(pairs, one, other):
            quoted = " and ".join(_quoted(mine) for mine, _ in pairs)
            message = f"the same estimate ({quoted}) is credited to {one.speaker} and to {other.speaker}"
            spans = [fact for pair in pairs for fact in pair]
            yield _finding("speaker", message, *spans)
            return


AGREES = re.compile(
    r"\b(?:also|both|echo\w{0,3}|agrees?|agreed|in\sline\swith|same|similarly|like|likewise|matching)\b", re.IGNORECASE
)
ESTIMATES = re.compile(
    r"\b(?:estimat\w{1,4}|model\w{0,4}|calculat\w{1,4}|could|would|assum\w{1,4}|expect\w{0,3}|forecast\w{0,3}|project\w{0,4}|sees?|sensitivity|reckons?)\b"
    r"|预计|估算|测算",
    re.IGNORECASE,
)
EFFECTS = frozenset({"eps", "upside"})


def _in_common(one: Line, other: Line) -> list[tuple[Fact, Fact]]:
    pairs = []
    for mine in one.facts:
        twin = next(
            (f for f in other.facts if (f.amount.unit, f.amount.value) == (mine.amount.unit, mine.amount.value)), None
        )
        if twin is not None and mine.amount.unit not in {"x", "years", "months"} and mine.family != "price_target":
            pairs.append((mine, twin))
    return pairs


def _is_one_estimate(pairs: Sequence[tuple[Fact, Fact]], one: Line, other: Line) -> bool:
    units = {mine.amount.unit for mine, _ in pairs}
    if len(units) < 2 or units <= {"percent", "USD/share"} or not units - {"percent"}:
        return False
    is_effect = any(mine.family in EFFECTS or twin.family in EFFECTS for mine, twin in pairs)
    return is_effect or bool(ESTIMATES.search(one.words) and ESTIMATES.search(other.words))


# ── parts of a whole ────────────────────────────────────────────────────────────────────────────────

FRACTION = re.compile(
    r"(?P<bound>\b(?:over|more\sthan|at\sleast|nearly|almost|just\sunder|less\sthan|about|around|roughly|approximately)\s)?"
    r"\b(?P<part>(?:a|one)[\s-](?:tenth|fifth|quarter|third|half)|two[\s-]thirds|three[\s-]quarters|half)\sof\b[^.;]{0,40}?"
    r"\b(?:backlog|order\sbook|orders|remaining\sperformance\sobligations|RPO)\b",
    re.IGNORECASE,
)
PARTS = {
    "tenth": 0.1,
    "fifth": 0.2,
    "quarter": 0.25,
    "third": 1 / 3,
    "half": 0.5,
    "two-thirds": 2 / 3,
    "three-quarters": 0.75,
}
ALLOWED = {"over": (1.0, 1.25), "more": (1.0, 1.25), "at": (1.0, 1.25), "nearly": (0.85, 1.0), "almost": (0.85, 1.0),
           "just": (0.85, 1.0), "less": (0.0, 1.0), None: (0.9, 1.1)}  # fmt: skip


def _part_of_backlog(lines: Sequence[Line]) -> Iterator[Finding]:
    """A contract that is "over a third" of a backlog, against the backlog that the text states."""
    large = (f for line in lines for f in line.facts if f.is_plain and f.value >= 1e8 and not f.amount.prior)
    wholes = [fact for fact in large if fact.is_of("money.backlog_rpo")]
    if len({fact.value for fact in wholes}) != 1:
        return
    whole = wholes[0]
    for line in lines:
        parts = [f for f in line.facts if f.amount.unit == "USD" and f.family == "money.contract_base" and f.is_plain]
        stated = _fraction_of(line)
        if (
            len(parts) != 1
            or stated is None
            or ADDS.search(line.words)
            or (whole.owner and parts[0].owner and _strangers(whole, parts[0]))
        ):
            continue
        low, high = _over(parts[0].bounds, whole.bounds)
        allowed, words, span = stated
        if not (low <= allowed[1] * 1.04 and allowed[0] * 0.96 <= high):
            share = parts[0].value / whole.value
            message = f'{_quoted(parts[0])} of {_quoted(whole)} is {share:.1%}; the text says "{words}"'
            yield Finding(kind="share_of_whole", message=message, spans=(parts[0].span, whole.span, span))


def _strangers(whole: Fact, part: Fact) -> bool:
    return whole.owner not in {name.party for name in part.line.names} | {part.owner}


def _fraction_of(line: Line) -> tuple[Interval, str, tuple[int, int]] | None:
    hit = FRACTION.search(line.text, line.start, line.end)
    if hit is not None:
        word = re.sub(r"^(?:a|one)[\s-]", "", hit["part"].lower()).replace(" ", "-")
        bound = (hit["bound"] or "").split(" ")[0].lower() or None
        low, high = ALLOWED.get(bound, ALLOWED[None])
        return (PARTS[word] * low, PARTS[word] * high), hit[0], hit.span()
    percent = [f for f in line.facts if f.amount.unit == "percent" and f.family == "share_of_backlog" and _is_share(f)]
    if len(percent) != 1 or not percent[0].is_plain:
        return None
    low, high = percent[0].bounds
    return (low / 100, high / 100), percent[0].quote, percent[0].span


UPSIDE_FIGURES = 3
"""The target, the price, and what lies between."""


def _upside(lines: Sequence[Line]) -> Iterator[Finding]:
    """A price target and the last close against the upside that is said to lie between."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        facts = line.facts
        if following and following.index == line.index + 1 and not following.starts_paragraph:
            facts = [*facts, *following.facts]
        if len(facts) < UPSIDE_FIGURES:
            continue
        target, price = _single(facts, "price_target"), _single(facts, "share_price")
        if target is None or price is None or target.amount.prior:
            continue
        upside = _single(facts, "upside")
        if upside is None:
            continue
        is_down = "downside" in line.text[upside.amount.start : upside.amount.end + 30].lower()
        stated = -upside.value if is_down else upside.value
        low, high = (100 * (value - 1) for value in _over(target.bounds, price.bounds))
        if not low - POINTS <= stated <= high + POINTS:
            implied = 100 * (target.value / price.value - 1)
            message = f"{_quoted(target)} against {_quoted(price)} is {implied:+.3g}%; the text says {_quoted(upside)}"
            yield _finding("upside", message, target, price, upside)


def _single(facts: Iterable[Fact], family: str) -> Fact | None:
    found = [fact for fact in facts if fact.is_plain and fact.is_of(family)]
    return found[0] if len(found) == 1 else None


# ── sums that must not be formed ────────────────────────────────────────────────────────────────────

ADDS = re.compile(
    r"\b(?:in\stotal|totall?ing|altogether|combined|together|sum|added\sup|adding\sup|plus)\b|合计|总计", re.IGNORECASE
)


TOTALS = re.compile(r"\btotals?\b|\bin\sall\b|\boverall\b|共", re.IGNORECASE)
"""Beside what two amounts come to; by itself it may be a total that one of them is a part of."""


def _is_summed(one: Fact, other: Fact, lines: Sequence[Line]) -> bool:
    """Whether the text states what two amounts come to, beside them or right behind: "for a total of 1.3 GW"."""
    low, high = (sum(ends) for ends in zip(one.bounds, other.bounds, strict=True))
    for line in lines:
        if line.index - one.line.index in (0, 1) and (TOTALS.search(line.words) or ADDS.search(line.words)):
            sums = (fact for fact in line.facts if fact.amount.unit == "MW" and fact not in (one, other))
            if any(fact.bounds[0] <= high and low <= fact.bounds[1] for fact in sums):
                return True
    return False


def _may_tempt(one: Fact, other: Fact, lines: Sequence[Line]) -> bool:
    """Whether a reader may add the two: the text does, or they stand apart and one is a footprint or has another
    author. "1 GW active, 3 GW under contract" in one breath explains itself."""
    if one.line is other.line:
        return ADDS.search(one.line.words) is not None or _is_summed(one, other, lines)
    authors = {one.line.speaker, other.line.speaker} - {None}
    return len(authors) > 1 or "power.footprint_total" in (one.family, other.family)


def _not_additive(lines: Sequence[Line]) -> Iterator[Finding]:
    """Two families of power of one company, told apart in the text or added up there: they answer two questions."""
    levels: dict[str, list[Fact]] = {}
    for line in lines:
        for fact in line.facts:
            family = fact.family if fact.amount.unit == "MW" else None
            if family in NAMES and measures().families[family].level and fact.owner:
                levels.setdefault(fact.owner, []).append(fact)
    for owner, facts in levels.items():
        for one, other in combinations(facts, 2):
            apart = _may_tempt(one, other, lines)
            if one.family != other.family and one.family and other.family and apart:
                message = (
                    f"{_quoted(one)} ({NAMES[one.family]}) and {_quoted(other)} ({NAMES[other.family]}) of {owner}"
                    " measure different things and may not be added"
                )
                yield _finding("not_additive", message, one, other)
                break


# ── intervals and words ─────────────────────────────────────────────────────────────────────────────


class Reckoned(NamedTuple):
    """What amounts above nothing come to: the least and the most that their words allow, and as they are written."""

    low: float
    plain: float
    high: float

    def times(self, other: Reckoned) -> Reckoned:
        return Reckoned(self.low * other.low, self.plain * other.plain, self.high * other.high)

    def over(self, other: Reckoned) -> Reckoned:
        """The quotient; without a lower bound of the divisor there is no upper one."""
        high = self.high / other.low if other.low > 0 else math.inf
        return Reckoned(self.low / other.high, self.plain / other.plain, high)


def _exactly(value: float) -> Reckoned:
    return Reckoned(value, value, value)


ONE, WATTS = _exactly(1.0), _exactly(1e6)


def _reckoned(fact: Fact) -> Reckoned:
    low, high = fact.bounds
    return Reckoned(low, fact.value, high)


def _yearly(rent: Fact) -> Reckoned:
    return _reckoned(rent).times(_per_year(rent))


def _per_year(fact: Fact) -> Reckoned:
    return _exactly(PER_YEAR.get(fact.unit, 1.0))


def _years(term: Fact) -> Reckoned:
    return _exactly(term.value / 12 if term.unit == "months" else term.value)


def _over(one: Interval, other: Interval) -> Interval:
    """Quotient of positive intervals; without a lower bound of the divisor there is no upper one."""
    return one[0] / other[1], one[1] / other[0] if other[0] > 0 else math.inf


def _compare(
    kind: str, implied: Reckoned, stated: Fact, slack: float, parts: Sequence[Fact], words: Callable[[float], str]
) -> Iterator[Finding]:
    """A finding when what the parts give and what the text says do not meet."""
    bottom, top = stated.bounds
    if implied.low / slack <= top and bottom <= implied.high * slack:
        return
    ratio = stated.value / implied.plain
    power = _power_of_ten(ratio, 0.15)
    cause = f", {_cause(power, *parts, stated)}" if power else ""
    message = f"{words(implied.plain)}; the text says {_quoted(stated)} (ratio {ratio:.3g}{cause})"
    yield _finding(kind, message, *parts, stated)


def _product(*facts: Fact) -> Callable[[float], str]:
    quoted = " times ".join(_quoted(fact) for fact in facts)
    return lambda value: f"{quoted} is ${scaled(value)}"


def _power_of_ten(ratio: float, tolerance: float = 0.02) -> int:
    """The n of a ratio of 10 to the n when it is a known slip, else 0."""
    if not 0 < ratio < math.inf:
        return 0
    power = round(math.log10(ratio))
    return power if abs(power) in SLIPS and abs(ratio / 10.0**power - 1) <= tolerance else 0


def _slip(power: int, *facts: Fact) -> str:
    factor, cause = f"a factor of {10 ** abs(power):,}", _cause(power, *facts)
    return f"differ by {factor}" if cause == factor else f"differ by {factor}: {cause}"


def _cause(power: int, *facts: Fact) -> str:
    """What makes a number ten to the n times too large or small, where the text makes it plausible; else the factor."""
    size = abs(power)
    is_chinese = facts[0].line.passage.has_chinese
    is_scaled = any(SCALE_WORD.search(fact.quote) for fact in facts)
    if (size in OF_CHINESE and not is_chinese) or (size in OF_SCALE_WORDS and not is_scaled):
        return f"probably a slip by a factor of {10**size:,}"
    return f"probably a slip {SLIPS[size]}"


def _quoted(fact: Fact) -> str:
    return f'"{" ".join(fact.quote.split())}"'


def _finding(kind: str, message: str, *facts: Fact) -> Finding:
    return Finding(kind=kind, message=message, spans=tuple(fact.span for fact in facts))


BY_AMOUNT: tuple[Callable[[Line], Iterator[Finding]], ...] = (_impossible, _term_and_years)
"""Checks that one amount in a sentence is enough for."""
BY_LINE: tuple[Callable[[Line], Iterator[Finding]], ...] = (
    _lease_price,
    _lease_total,
    _restated_rate,
    _change,
    _apposition,
)
"""Checks that compare amounts of one sentence."""
OF_A_DEAL = (_lease_price, _lease_total, _restated_rate)
"""Those of them that look at sentences of one deal together too."""
BY_PAIR: tuple[Callable[[Iterable[Pair]], Iterator[Finding]], ...] = (
    _scale_slips,
    _same_figure_other_year,
    _two_owners,
)
"""Checks of one figure in two places."""
BY_TEXT: tuple[Callable[[Sequence[Line]], Iterator[Finding]], ...] = (
    _two_speakers,
    _part_of_backlog,
    _upside,
    _not_additive,
)
