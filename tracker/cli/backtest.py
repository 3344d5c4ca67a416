"""backtest: how well the rules of grouping do, on labelled pairs and on one's own database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, open_desk, out
from tracker.errors import InputError, NothingProduced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.backtest import Backtest, Pair


_HEADLINES_SAY = {"duplicate": "one report", "same_story": "about the same", "unrelated": "unrelated"}


@app.command()
def backtest(
    pairs: Annotated[
        Path | None,
        typer.Option(help="Judge these pairs of headlines instead: a JSON list of {a, b, dh, label}."),
    ] = None,
    close: Annotated[int, typer.Option(min=0, help="So many headlines that were nearly linked, or nearly not.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
) -> None:
    """How the rules that make stories of reports do against what you said with `amend`, or on labelled pairs."""
    if pairs is not None:
        _judge(_read(pairs), as_json=as_json)
        return
    from pipelines.backtest import close_calls
    from pipelines.escape import one_line
    from tracker.questions import backtest_of

    found, pieces, told = backtest_of(open_desk())
    if not pieces:
        raise NothingProduced("no article about the trade is held yet; `newsimpact run --once` brings some")
    calls = close_calls(pieces, told, close)
    if as_json:
        out(json.dumps({key: getattr(found, key) for key in found.__dataclass_fields__}, ensure_ascii=False))
        for call in calls:
            out(_json_of(call.one, call.other, call.hours, call.likeness, in_one_story=call.in_one_story))
        return
    _tell(found)
    for call in calls:
        where = "in one story" if call.in_one_story else "not in one story"
        likeness = call.likeness
        said = f"{_HEADLINES_SAY[likeness.kind]} ({likeness.why})"
        out(f"  {where}; by their headlines {said}, {likeness.score:.2f} alike, {call.hours} h apart")
        out(f"    {one_line(call.one)}\n    {one_line(call.other)}")


def _read(path: Path) -> list[Pair]:
    from pipelines.backtest import read_pairs

    try:
        return read_pairs(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); name a JSON file of pairs") from error


def _judge(pairs: Sequence[Pair], *, as_json: bool) -> None:
    from pipelines.backtest import Score
    from pipelines.study.intervals import told

    if as_json:
        for pair in pairs:
            out(_json_of(pair.a, pair.b, pair.hours, pair.likeness, label=pair.label))
        return
    kinds = [str(pair.likeness.kind) for pair in pairs]
    out(f"{len(pairs)} pairs: " + ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(sorted(kinds))))
    if any(pair.label is not None for pair in pairs):
        score = Score.of(pairs)
        out(f"duplicates, precision  {told(*score.precision)}")
        out(f"duplicates, recall     {told(*score.recall)}")
        out(f"same story, recall     {told(*score.story)}")
        out(f"unrelated, rejected    {told(*score.rejected)}")
        out("Shares with their 95 % intervals (Wilson).")


def _json_of(a: str, b: str, hours: float, likeness: object, **more: object) -> str:
    kind, score, why = (getattr(likeness, name) for name in ("kind", "score", "why"))
    return json.dumps(
        {"a": a, "b": b, "dh": hours, **more, "kind": str(kind), "score": round(score, 4), "why": why},
        ensure_ascii=False,
    )


def _tell(found: Backtest) -> None:
    from pipelines.study.intervals import told
    from pipelines.wording import words

    out(f"{found.articles} articles about the trade, {found.told} of them in {found.stories} stories")
    out(f"half of the stories have {found.reports:.0f} or fewer reports, the longest has {found.most}")
    out("linked by " + (", ".join(f"{words(name)} {count}" for name, count in found.reasons) or "nothing yet"))
    out("Against what you said:")
    for name, share in (
        ("merges that the rules had made", found.merged),
        ("splits that the rules had made", found.split),
        ("wrong events that the rules had not told", found.wrong),
    ):
        out(f"  {name}: {told(*share) if share[1] else 'you said nothing of the kind'}")
    out("Closest calls by headline, to be looked at:")
