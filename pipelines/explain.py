"""What stands behind a verdict, in words: the sign that was expected, the parts of the move, the crowd, the base rate.

Lines for `show`, `trace`, the page and the mail, from records; nothing is decided or measured here. numpy and scipy
are imported where they are used, so that importing this module costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipelines.expectations import Score, Scorecard, counted_for
from pipelines.report import is_unusual
from pipelines.wording import counted, event_name, p_text, signed_percent, words
from tracker.records import Expectation, Impact, NoImpact, Part, ReportRow

if TYPE_CHECKING:
    from pipelines.study.base_rates import BaseRate, Effect
    from pipelines.study.crowding import CrowdSplit
    from pipelines.study.headline import Together

PART_WORDS: Mapping[str, str] = {
    "market": "market",
    "sector": "sector beyond that",
    "theme": "other names beyond that",
    "own": "its own",
}
TEST_WORDS: Mapping[str, str] = {
    "portfolio_t": "portfolio t",
    "sq": "rank among its own days",
    "placebo": "rank among other dates",
    "kp_bmp": "Kolari-Pynnonen",
}
_BASE_WINDOW = "d0"
_MEMBERS_SHOWN = 4
_SIGNS: Mapping[int | None, str] = {1: "up", -1: "down", 0: "no move", None: "no sign"}


def expected_words(row: ReportRow) -> str:
    """What was expected of a row's symbol, and whether that was said in time."""
    if row.in_advance is None:
        return "nothing was written down"
    what = f"{_SIGNS[row.expected_sign]} expected"
    role = f" as {words(row.party)}" if row.party else ""
    return f"{what}{role}{'' if row.in_advance else ', written down only after the session'}"


def expected_lines(rows: Iterable[ReportRow]) -> list[str]:
    """What was expected of each symbol, those of which the same is to be said together; in reading order."""
    said: dict[str, dict[str, None]] = {}
    for row in rows:
        said.setdefault(expected_words(row), {})[row.symbol] = None
    return [f"{', '.join(symbols)}: {line}" for line, symbols in said.items()]


def parts_line(parts: Sequence[Part]) -> str:
    """A move as a sum with its intervals; empty without a split.

    >>> own = Part(name="own", of=(), value=-0.12, stderr=0.01, low=-0.14, high=-0.1)
    >>> parts_line([Part(name="market", of=("SPY",), value=-0.01, stderr=0.0, low=-0.01, high=-0.01), own])
    'market (SPY) -1.0% [-1.0%, -1.0%], its own -12.0% [-14.0%, -10.0%]'
    """
    return ", ".join(f"{_named(part)} {_with_interval(part.value, part.low, part.high)}" for part in parts)


def split_lines(impacts: Iterable[Impact | NoImpact], rows: Iterable[ReportRow]) -> list[str]:
    """The parts of the rows' moves that are unusual, a line each."""
    measured = {(i.symbol, i.session, i.window): i for i in impacts if isinstance(i, Impact) and i.parts}
    found = [(row, measured.get((row.symbol, row.session, row.window))) for row in rows if row.session is not None]
    return [
        f"{row.symbol} {row.window}: {signed_percent(impact.raw)} = {parts_line(impact.parts)}"
        for row, impact in found
        if impact is not None and is_unusual(row)
    ]


def together_line(found: Together) -> str:
    """A story's names as one portfolio, as a sentence."""
    error = f" ± {abs(found.stderr) * 100:.1f}%" if found.stderr is not None else ""
    how = "each with its expected sign" if found.signed else "as they are, since no sign is expected of them"
    told = [f"{TEST_WORDS.get(name, name)} p {p_text(found.tests[name].p)}" for name in found.headline.tests]
    why = f" ({'; '.join(told)})" if told else f" ({found.headline.why})" if found.headline.why else ""
    names = ", ".join(found.symbols[:_MEMBERS_SHOWN])
    more = f" and {len(found.symbols) - _MEMBERS_SHOWN} more" if len(found.symbols) > _MEMBERS_SHOWN else ""
    return f"{names}{more}, {how}: {signed_percent(found.mean)}{error} on average, {found.headline.wording}{why}"


def crowd_lines(split: CrowdSplit | None, symbols: Collection[str]) -> list[str]:
    """The cross-section of the story's day with these symbols' parts; nothing when it was not asked for."""
    if split is None:
        return []
    what = {"cannot_separate": "cannot separate the story from crowding: ", "too_few_data": "too few data: "}
    head = f"{split.n} names, {split.exposed} of them exposed: {what.get(split.driver, '')}{split.why}"
    return [head, *(_name_line(split, index) for index, name in enumerate(split.names) if name.symbol in symbols)]


def _name_line(split: CrowdSplit, index: int) -> str:
    name = split.names[index]
    event, crowd = name.event, name.crowding
    return (
        f"{name.symbol}: {signed_percent(name.move)} abnormal = "
        f"{_with_interval(event.value, event.low, event.high)} story, "
        f"{_with_interval(crowd.value, crowd.low, crowd.high)} crowding, "
        f"{signed_percent(name.common)} all names, {signed_percent(name.rest)} unexplained"
    )


def _named(part: Part) -> str:
    more = len(part.of) - _MEMBERS_SHOWN
    of = f"{', '.join(part.of[:_MEMBERS_SHOWN])}{f' and {more} more' if more > 0 else ''}"
    return f"{PART_WORDS[part.name]}{f' ({of})' if of else ''}"


def _with_interval(value: float, low: float, high: float) -> str:
    return f"{signed_percent(value)} [{signed_percent(low)}, {signed_percent(high)}]"


# ── base rates ──────────────────────────────────────────────────────────────────────────────────────


Kind = tuple[str, str | None, str | None, int | None]
"""What makes two effects comparable: type, subtype, party and expected sign."""


def effects_by_kind(
    said: Iterable[Expectation], impacts: Iterable[Impact | NoImpact]
) -> dict[Kind, list[tuple[str, Effect]]]:
    """The abnormal returns of all reaction sessions, with their symbols, by what they are comparable in."""
    from pipelines.study.base_rates import Effect

    counting = counted_for(said)
    found: dict[Kind, list[tuple[str, Effect]]] = {}
    for impact in impacts:
        item = counting.get((impact.story, impact.symbol))
        if item is None or item.party is None or not isinstance(impact, Impact) or impact.window != _BASE_WINDOW:
            continue
        kind = item.type, item.subtype, item.party, item.sign
        effect = Effect(story=impact.story, session=impact.session, value=impact.abnormal)
        found.setdefault(kind, []).append((impact.symbol, effect))
    return found


def base_rates_of(
    story: str, symbols: Collection[str], effects: Mapping[Kind, Sequence[tuple[str, Effect]]]
) -> list[str]:
    """These symbols of the story against earlier events of their kind, in words; silent below a stated n."""
    from pipelines.study.base_rates import base_rate

    lines = []
    for kind, found in effects.items():
        for symbol, effect in found:
            asked = effect.story == story and symbol in symbols
            rate = base_rate(effect, [other for _, other in found]) if asked else None
            if rate is not None:
                lines.append(base_rate_line(symbol, effect.value, kind, rate))
    return lines


def base_rate_line(symbol: str, value: float, kind: Kind, rate: BaseRate) -> str:
    """One symbol against earlier events."""
    type_, subtype, party, _ = kind
    place = "the largest" if rate.rank == 1 else f"number {rate.rank} by size"
    return (
        f"{symbol} {signed_percent(value)}: after {counted(rate.n, 'earlier event')} of {event_name(type_, subtype)} "
        f"the {words(party or '')} had a median of {signed_percent(rate.median)} (half of them between "
        f"{signed_percent(rate.lower_quartile)} and {signed_percent(rate.upper_quartile)}), mean "
        f"{_with_interval(rate.mean, rate.low, rate.high)}; this is {place} of {rate.n + 1}"
    )


# ── scorecard ───────────────────────────────────────────────────────────────────────────────────────

DROP_WORDS: Mapping[str, str] = {
    "not_in_advance": "written down only after the session",
    "no_sign": "no sign expected",
    "no_move_expected": "no move expected, which no sign can show",
    "not_measured": "not measured (yet)",
    "unsure_session": "the session is not known exactly",
    "same_session": "the same symbol and session again",
    "contradicting": "contradicting signs for one symbol and session",
}


def scorecard_lines(card: Scorecard) -> list[str]:
    """How often expected signs came true, and what was not counted."""
    lines = [score_line(score) for score in card.scores] or ["nothing to score yet"]
    dropped = [f"{count} {DROP_WORDS[why]}" for why, count in sorted(card.dropped.items()) if count]
    return [*lines, f"{counted(card.taken, 'expectation')} in all; not scored: {', '.join(dropped) or 'none'}"]


def scores_json(card: Scorecard) -> list[str]:
    """A JSON object per score: `share` is null below ENOUGH_FOR_A_SHARE trials."""
    return [json.dumps({**asdict(score), "share": score.share}, allow_nan=False) for score in card.scores]


def score_line(score: Score) -> str:
    """n, hits and the exact interval; the share only where n allows it.

    >>> score_line(Score(type="contract", party="seller", n=4, hits=3, stories=2, low=0.194, high=0.994))
    'contract, seller: 3 of 4 (2 stories), 95 % interval 19 to 99 %; too few for a share'
    """
    what = "all" if score.type == "all" else words(score.type)
    party = "" if score.party == "all" else f", {words(score.party)}"
    share = f"; {score.share * 100:.0f} %" if score.share is not None else "; too few for a share"
    stories = counted(score.stories, "story", "stories")
    interval = f"95 % interval {score.low * 100:.0f} to {score.high * 100:.0f} %"
    return f"{what}{party}: {score.hits} of {score.n} ({stories}), {interval}{share}"
