"""What an event should do to whom, said before a price is looked at; and how often that came true.

The rules are data (`expectations.toml`): for each kind of event the sign of each role, of peers and of suppliers.
`expect` reads the event of a story's first report and nothing else, so no price can enter; reactions ("shares fell
13 %") are no event of a story and are never read. What it gives is stored by `storage.expectations`, and only that
storing lets `tracker.derive.measure_all` load bars.

A denial or a withdrawal turns the signs of what it denies around; what a text says is *not* so, without denying a
report of it, has none. Where the taxonomy argues both ways the sign is None, and nothing is scored.

A score counts a symbol once a session: two stories of one kind on one day are one trial, and when they contradict
each other none. One story on many symbols still is many trials that are not independent; the number of stories stands
beside the number of trials so that a reader can see it.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from pipelines.study.intervals import clopper_pearson
from tracker.records import Event, Expectation, Exposure, Impact, NoImpact, Story

ENOUGH_FOR_A_SHARE = 20
"""Below this many trials no share is printed: at n = 19 and half of them right, 95 % reach from 24 to 71 % or worse."""
SCORED_WINDOW = "d0"
"""The window in which an expectation is scored: the reaction session, before anything else can have happened."""

_FIXED = {"+": 1, "-": -1, "0": 0}
_DIRECTIONS = {"up": 1, "down": -1, "neutral": 0}
_UNSAID = "no rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Companies that a rule speaks of without naming them."""

    baskets: tuple[str, ...]
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One entry of the table."""

    type: str
    subtype: str | None
    """None: any."""
    status: tuple[str, ...]
    """Empty: any."""
    direction: str | None
    roles: Mapping[str, str]
    sides: Mapping[str, Side]
    """By party: peer, supplier."""

    @property
    def name(self) -> str:
        return ".".join(part for part in (self.type, self.subtype, *self.status, self.direction) if part)

    def fits(self, event: Event) -> bool:
        return (
            event.type == self.type
            and self.subtype in {None, event.subtype}
            and (not self.status or event.status in self.status)
            and self.direction in {None, event.direction}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The whole table."""

    baskets: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    mark: str
    """Of its bytes."""

    def basket_of(self, symbol: str | None) -> str | None:
        return next((name for name, symbols in self.baskets.items() if symbol in symbols), None)


@cache
def shipped_rules() -> Rules:
    """The table that comes with the program."""
    return parse_rules(files("pipelines").joinpath("expectations.toml").read_bytes())


def parse_rules(data: bytes) -> Rules:
    """A table from its bytes. Raises ValueError for a sign, a basket or a key that there is not."""
    table = tomllib.loads(data.decode())
    baskets = {name: tuple(symbols) for name, symbols in table["baskets"].items()}
    rules = tuple(_rule(entry, baskets) for entry in table["rule"])
    return Rules(baskets=baskets, rules=rules, mark=hashlib.blake2b(data, digest_size=6).hexdigest())


def _rule(entry: Mapping[str, Any], baskets: Mapping[str, Any]) -> Rule:
    sides = {party: entry[key] for party, key in (("peer", "peers"), ("supplier", "suppliers")) if key in entry}
    strange = entry.keys() - {"type", "subtype", "status", "direction", "roles", "peers", "suppliers"}
    signs = {*entry.get("roles", {}).values(), *(side["sign"] for side in sides.values())}
    unknown = signs - {*_FIXED, "?", "direction", "against"}
    named = {basket for side in sides.values() for basket in side["baskets"]} - {*baskets, "same"}
    if strange or unknown or named:
        raise ValueError(f"expectations: rule {entry.get('type')}: not known: {sorted(strange | unknown | named)}")
    return Rule(
        type=entry["type"],
        subtype=entry.get("subtype"),
        status=tuple(entry.get("status", ())),
        direction=entry.get("direction"),
        roles=dict(entry.get("roles", {})),
        sides={party: Side(baskets=tuple(side["baskets"]), sign=side["sign"]) for party, side in sides.items()},
    )


# ── before ──────────────────────────────────────────────────────────────────────────────────────────


def expect(
    story: Story,
    event: Event | None,
    tickers: Mapping[str, str],
    symbols: Iterable[str],
    made_at: datetime,
    rules: Rules | None = None,
) -> list[Expectation]:
    """What the story should do to each of these symbols, in their order.

    event: of its first report; None: nothing was read there that fits, and nothing is expected.
    tickers: by canonical name, of the companies that the report names.
    """
    table = rules or shipped_rules()
    rule = next((rule for rule in table.rules if event is not None and rule.fits(event)), None)
    name = f"{rule.name if rule else _UNSAID} ({table.mark})"
    made = []
    for symbol in dict.fromkeys(symbols):
        party, sign = _expected(rule, event, tickers, symbol, table) if rule and event else (None, None)
        subtype = event.subtype if event is not None else story.subtype
        blank = Expectation(
            story=story.id,
            symbol=symbol,
            type=story.type,
            subtype=subtype,
            party=party,
            sign=sign,
            rule=name,
            made_at=made_at,
            hash="",
        )
        made.append(replace(blank, hash=hash_of(blank)))
    return made


def hash_of(said: Expectation) -> str:
    """Over everything but the hash itself."""
    fields = (said.story, said.symbol, *said.says, said.made_at.isoformat())
    return hashlib.blake2b("\x1f".join(map(repr, fields)).encode(), digest_size=16).hexdigest()


def _expected(
    rule: Rule, event: Event, tickers: Mapping[str, str], symbol: str, table: Rules
) -> tuple[str | None, int | None]:
    """What the symbol is to the event, and its sign."""
    filled = [role for role, name in event.roles.items() if tickers.get(name) == symbol]
    for role in filled:
        if role in rule.roles:
            return role, _sign(rule.roles[role], event)
    if filled:
        return filled[0], None
    basket, own = table.basket_of(symbol), table.basket_of(tickers.get(event.actor or ""))
    for party, side in rule.sides.items():
        if basket is not None and (basket in side.baskets or ("same" in side.baskets and basket == own)):
            return party, _sign(side.sign, event)
    return None, None


def _sign(word: str, event: Event) -> int | None:
    """The sign of a word of the table, for this event."""
    if event.polarity == "negated":
        return None
    stated = _DIRECTIONS.get(event.direction or "")
    towards = -1 if event.polarity == "denied" or event.status == "withdrawn" else 1
    sign = _FIXED.get(word)
    if word in {"direction", "against"} and stated is not None:
        sign = stated if word == "direction" else -stated
    return None if sign is None else sign * towards


def counted_for(said: Iterable[Expectation]) -> dict[tuple[str, str], Expectation]:
    """By story and symbol the expectation that counts: the first that was made."""
    first: dict[tuple[str, str], Expectation] = {}
    for item in sorted(said, key=lambda item: (item.made_at, item.hash)):
        first.setdefault((item.story, item.symbol), item)
    return first


def in_advance(said: Expectation, closes: datetime) -> bool:
    """Whether it was made before the window could be known.

    closes: when the reaction session closes. The first price that a daily window reads after the news is that close;
    who made an expectation earlier cannot have had it from there.
    """
    return said.made_at < closes


# ── afterwards ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How often one kind of expectation had the right sign."""

    type: str
    party: str
    """`all` for the line of all parties of a type, and of all types."""
    n: int
    hits: int
    stories: int
    """From which the trials come; few stories on many symbols are worth less than n says."""
    low: float
    high: float
    """Exact interval of 95 % for the share that is right in the long run."""

    @property
    def share(self) -> float | None:
        """None below ENOUGH_FOR_A_SHARE trials."""
        return self.hits / self.n if self.n >= ENOUGH_FOR_A_SHARE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """All scores, and what was not scored: `taken` = trials + dropped."""

    scores: tuple[Score, ...]
    """The line of all first, then by type and party."""
    taken: int
    """Expectations that count."""
    dropped: Mapping[str, int]
    """not_in_advance, no_sign, no_move_expected, not_measured, unsure_session, same_session, contradicting"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    said: Expectation
    session: date
    sign: int
    """Of what came."""


def scorecard(
    said: Iterable[Expectation], exposures: Sequence[Exposure], impacts: Iterable[Impact | NoImpact]
) -> Scorecard:
    """Hold the expectations that count against the abnormal returns of the reaction session."""
    places: dict[tuple[str, str], list[Exposure]] = {}
    for exposure in exposures:
        places.setdefault((exposure.story, exposure.symbol), []).append(exposure)
    answers = {(i.story, i.symbol): i for i in impacts if isinstance(i, Impact) and i.window == SCORED_WINDOW}
    dropped: Counter[str] = Counter()
    trials: list[_Trial] = []
    counting = counted_for(said)
    for key, item in counting.items():
        found = places.get(key, [])
        answer = answers.get(key)
        why = _not_scored(item, found, answer)
        if why is not None or answer is None:
            dropped[why or "not_measured"] += 1
        else:
            trials.append(_Trial(said=item, session=answer.session, sign=1 if answer.abnormal > 0 else -1))
    return Scorecard(scores=tuple(_scores(trials, dropped)), taken=len(counting), dropped=dict(dropped))


def _not_scored(said: Expectation, found: Sequence[Exposure], answer: Impact | None) -> str | None:
    if said.sign is None:
        return "no_sign"
    if said.sign == 0:  # "no move" is not wrong for any move of any size
        return "no_move_expected"
    if not found or answer is None:
        return "not_measured"
    if not all(exposure.sure for exposure in found):
        return "unsure_session"
    return None if in_advance(said, found[0].close) else "not_in_advance"


def _scores(trials: Sequence[_Trial], dropped: Counter[str]) -> list[Score]:
    """Of everything, of each type, of each party of a type. What is dropped is counted for the first line only."""
    counted = _once_a_session(trials, dropped)
    scores = [_score("all", "all", counted)] if counted else []
    for kind in sorted({trial.said.type for trial in trials}):
        of_type = [trial for trial in trials if trial.said.type == kind]
        scores.append(_score(kind, "all", _once_a_session(of_type, Counter())))
        for party in sorted({trial.said.party or "" for trial in of_type}):
            own = [trial for trial in of_type if trial.said.party == party]
            scores.append(_score(kind, party, _once_a_session(own, Counter())))
    return [score for score in scores if score.n]


def _once_a_session(trials: Sequence[_Trial], dropped: Counter[str]) -> list[_Trial]:
    """One trial per symbol and session: the earliest made, unless they contradict each other."""
    grouped: dict[tuple[str, date], list[_Trial]] = {}
    for trial in trials:
        grouped.setdefault((trial.said.symbol, trial.session), []).append(trial)
    kept = []
    for same in grouped.values():
        if len({trial.said.sign for trial in same}) > 1:
            dropped["contradicting"] += len(same)
            continue
        dropped["same_session"] += len(same) - 1
        kept.append(min(same, key=lambda trial: (trial.said.made_at, trial.said.story)))
    return kept


def _score(kind: str, party: str, trials: Sequence[_Trial]) -> Score:
    hits = sum(trial.sign == trial.said.sign for trial in trials)
    low, high = clopper_pearson(hits, len(trials))
    stories = len({trial.said.story for trial in trials})
    return Score(type=kind, party=party, n=len(trials), hits=hits, stories=stories, low=low, high=high)
