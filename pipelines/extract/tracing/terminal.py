"""A trace for a terminal: sentence by sentence what fitted, on which words, and what was turned down.

    + compute.supply on "rent out": compute_leasing, Meta Platforms → event 1
        object "GPU clusters", role "Meta"
        status planned (else announced) by "plans to" status.planned (forward 8, right 37 of 44)
    - veto debt_noun "senior notes" on "prices": equity.raise, equity.stock

Behind a cue stand its reach, the most words up to the trigger, and how often it was right on labelled texts when it
decided (docs/cues.md); nothing of the last where it never did, and nothing behind a cue in Chinese.

Frames that only share a trigger word and find nothing to be about are counted, not listed: `--json` has them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from pipelines.escape import one_line
from pipelines.extract.frames.rules import Cue, load_rules
from pipelines.extract.records import confidence
from pipelines.extract.text.han import HAN
from pipelines.extract.tracing.trace import (
    NO_OBJECT,
    AxisSet,
    GroundSeen,
    MentionFitted,
    Place,
    SentenceRead,
    SignSeen,
    ThemeSeen,
    Trace,
)

Line = tuple[str, str]
"""Text and style."""
QUOTED = 60
"""Characters shown of a quoted stretch."""
SENTENCE = 200


def trace_text(trace: Trace, *, width: int, color: bool = False) -> str:
    """The trace in lines of this width."""
    from rich.padding import Padding
    from rich.text import Text

    from pipelines.render import printed

    lines = [*_whole(trace), *(line for sentence in trace.sentences for line in _sentence(sentence))]
    shown = [
        Padding(Text(line.lstrip(" "), style=style, overflow="fold"), (0, 0, 0, len(line) - len(line.lstrip(" "))))
        for line, style in lines
    ]
    return printed(shown, width, color)


def _whole(trace: Trace) -> Iterator[Line]:
    yield f"  gate      {trace.gate}", ""
    yield f"  {'relevant' if trace.relevant else 'not relevant'}: {'; '.join(trace.reasons)}", ""
    for theme in trace.themes:
        yield _theme(theme)
    for out in trace.left_out:
        yield f"  left out  {out.zone} {_quoted(out.at)} at {out.at.start}", "dim"


def _theme(theme: ThemeSeen) -> Line:
    grounds = map(_ground, theme.grounds)
    vetoed = [f"forbidden by {', '.join(map(_quoted, theme.vetoed_by))}"] if theme.vetoed_by else []
    verdict = "" if theme.stated else " (not stated)"
    return f"  theme     {theme.theme}{verdict}: {'; '.join([*grounds, *vetoed])}", "" if theme.stated else "dim"


PLACED_ALONE = frozenset({"event", "unit", "company"})
"""Grounds that have a name of their own beside the words."""
IN_WORDS = {"aside": "common words"}
UNPLACED = dict.fromkeys(("weighed", "outweighed"), "by all words together")
"""In place of words, where there are none; of other kinds they are among those that were left out."""


def _ground(ground: GroundSeen) -> str:
    """ "common words "shortages"", "company "Micron"": never a kind alone."""
    name = IN_WORDS.get(ground.kind, ground.kind.replace("_", " "))
    what = [ground.what] if ground.kind in PLACED_ALONE else []
    words = [*what, *dict.fromkeys(map(_quoted, ground.places))]
    return " ".join([name, *(words or [UNPLACED.get(ground.kind, "among the words left out")])])


def _sentence(sentence: SentenceRead) -> Iterator[Line]:
    yield f"  {sentence.zone} at {sentence.at.start}: {one_line(sentence.at.text, SENTENCE)}", "bold"
    for mention in _told_once(sentence.fitted):
        yield from _mention(mention)
    for miss in sentence.rejected:
        if miss.reason != NO_OBJECT:
            by = f" {_quoted(miss.forbidden_by)}" if miss.forbidden_by else ""
            yield f"    - {miss.reason}{by} on {_quoted(miss.trigger)}: {', '.join(miss.frames)}", ""
    for place in sentence.no_move:
        yield f"    - no price move: nobody beside {_quoted(place)}", "dim"
    elsewhere = [miss for miss in sentence.rejected if miss.reason == NO_OBJECT]
    if elsewhere:
        words = ", ".join(dict.fromkeys(_quoted(miss.trigger) for miss in elsewhere))
        frames = len({frame for miss in elsewhere for frame in miss.frames})
        yield f"    - {NO_OBJECT}: {frames} {'frame' if frames == 1 else 'frames'} on {words}", "dim"


def _told_once(mentions: Iterable[MentionFitted]) -> Iterator[MentionFitted]:
    """Without those of the same frame on the same words: words of two of its categories fit twice and say the same."""
    told = set()
    for mention in mentions:
        key = (mention.frame, mention.trigger, mention.actor, mention.counterparty)
        if key not in told:
            told.add(key)
            yield mention


def _mention(mention: MentionFitted) -> Iterator[Line]:
    name = mention.type + (f".{mention.subtype}" if mention.subtype else "")
    parties = " → ".join(one_line(party, QUOTED) for party in (mention.actor, mention.counterparty) if party)
    told = ", ".join(part for part in (name, parties, mention.direction) if part)
    event = "no event, as the text is not about the trade" if mention.event is None else f"event {mention.event + 1}"
    joined = f", {mention.joined}" if mention.joined else ""
    yield f"    + {mention.frame} on {_quoted(mention.trigger)}: {told} ({event}{joined})", "green"
    if mention.rests_on:
        rests_on = dict.fromkeys(f"{sign.rule} {_quoted(sign.at)}" for sign in mention.rests_on)
        yield f"        {', '.join(rests_on)}", ""
    for axis in mention.axes:
        if axis.by:
            yield f"        {_axis(axis)}", ""
    asked = [*mention.conditions, *(f"no {veto}" for veto in mention.vetoes_checked)]
    if asked:
        yield f"        holds: {', '.join(asked)}", "dim"


def _axis(axis: AxisSet) -> str:
    signs = ", ".join(f"{_quoted(sign.at)} {sign.rule}{_standing(sign)}" for sign in _unique(axis.by))
    if axis.value == axis.otherwise:
        return f"{axis.axis} {axis.value} anyway, as {signs} says too"
    return f"{axis.axis} {axis.value} (else {axis.otherwise}) by {signs}"


def _standing(sign: SignSeen) -> str:
    """How far a cue reaches and how often it was right; nothing for signs that are no phrases, nor for a phrase in
    Chinese: it has the id of the English cue, and neither was counted for it."""
    cue = _cues().get(sign.rule)
    if cue is None or HAN.search(sign.at.text):
        return ""
    right, seen = confidence.cue_figures().get(sign.rule, (0, 0))
    return f" ({cue.reaches}{f', right {right} of {seen}' if seen else ''})"


@cache
def _cues() -> dict[str, Cue]:
    return {cue.id: cue for cue in load_rules().cues}


def _unique(signs: Iterable[SignSeen]) -> list[SignSeen]:
    return list(dict.fromkeys(signs))


def _quoted(place: Place) -> str:
    return f'"{one_line(place.text, QUOTED)}"'
