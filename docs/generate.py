"""Writes the generated pages: docs/commands.md from the command line's own help, docs/cues.md from the cues' data.

`python -m docs.generate` writes; `--check` writes too, and fails when a page was stale.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.main import get_command

from pipelines.extract.confidence import cue_figures
from pipelines.extract.lexicon import Cue, load_rules
from pipelines.study.intervals import wilson

PAGE = Path(__file__).parent / "commands.md"
CUES = Path(__file__).parent / "cues.md"
SHOWN = 3
"""Phrases of a cue that the page shows."""
HEAD = """# Commands

Generated from the program's own help by `make docs`. stdout carries data only; problems go to stderr. Exit 0: the work
was done; 1: nothing asked for could be produced, or a checking command found a fault; 2: wrong usage or settings.

"""


def commands_page() -> str:
    """The help of every command, by name."""
    from tracker.cli.entry import app

    root = get_command(app)
    return HEAD + "\n".join(_sections(root, root.make_context("newsimpact", [], resilient_parsing=True)))


def _sections(command: Any, context: Any) -> list[str]:
    if hasattr(command, "list_commands"):
        below: list[str] = []
        for name in sorted(command.list_commands(context)):
            child = command.get_command(context, name)
            if child is not None:
                below += _sections(child, child.make_context(name, [], parent=context, resilient_parsing=True))
        return below
    return [f"## {context.command_path}\n", f"{_plain(command.help)}\n", *_parameters(command, context)]


def _parameters(command: Any, context: Any) -> list[str]:
    rows = []
    for parameter in command.get_params(context):
        if parameter.name == "help":
            continue
        names = (
            ", ".join(parameter.opts)
            if parameter.param_type_name == "option"
            else (parameter.metavar or parameter.name.upper())
        )
        rows.append(f"| `{names}` | {_plain(getattr(parameter, 'help', ''))} |")
    return ["| option | meaning |\n| --- | --- |", *rows, ""] if rows else []


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


CUES_HEAD = """# Cues

Generated from `pipelines/extract/cues.toml` and `cue_precision.toml` by `make docs`. A cue is a list of phrases that
set one axis of the events in their reach; the first of its axis that reaches the trigger wins, in this order. `(ends)`:
looks like a cue of the axis but says nothing, and ends the search.

*Reach*: `forward`, the cue stands before the trigger, `backward` behind it, `around` on either side, with the most
words between them; `sentence`, anywhere in it. *Right*: of the events of labelled texts whose modality this cue
decided, those to which a reader gave the same modality (of `time`, which is no part of the modality: the same time).
*At least*: the lower end of the 95 % interval (Wilson). The rules were written with the help of most of these texts, so
the figures are rather too good. No figure: it decided none. Signs that are no phrases (a question mark, a date, the
name of a speaker) are not listed. How a confidence comes from the figures: `pipelines/extract/confidence.py`.

| cue | axis | sets | reach | right | at least | phrases |
| --- | --- | --- | --- | --- | --- | --- |
"""


def cues_page() -> str:
    """Every cue with its axis, scope and measured precision."""
    rules, figures = load_rules(), cue_figures()
    return CUES_HEAD + "".join(_cue_row(cue, rules.terms[cue.key], figures.get(cue.id)) for cue in rules.cues)


def _cue_row(cue: Cue, phrases: Sequence[str], figure: tuple[int, int] | None) -> str:
    right, lower = (f"{figure[0]} of {figure[1]}", f"{wilson(*figure)[0]:.2f}") if figure else ("", "")
    more = f", and {len(phrases) - SHOWN} more" if len(phrases) > SHOWN else ""
    shown = _plain(", ".join(phrases[:SHOWN]) + more)
    cells = (f"`{cue.id}`", cue.axis, cue.value or "(ends)", cue.reaches, right, lower, shown)
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    stale = [path for path, page in ((PAGE, commands_page()), (CUES, cues_page())) if _is_new(path, page)]
    if stale and "--check" in sys.argv:
        sys.exit(f"{', '.join(map(str, stale))}: stale; written anew, commit")


def _is_new(path: Path, page: str) -> bool:
    """Writes a page and tells whether it said something else."""
    stale = not path.exists() or path.read_text("utf-8") != page
    path.write_text(page, encoding="utf-8")
    return stale


if __name__ == "__main__":
    main()
