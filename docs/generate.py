"""Writes the generated pages: docs/commands.md from the command line's own help.

`python -m docs.generate` writes; `--check` writes too, and fails when the page was stale.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from typer.main import get_command

PAGE = Path(__file__).parent / "commands.md"
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


def main() -> None:
    page = commands_page()
    stale = not PAGE.exists() or PAGE.read_text("utf-8") != page
    PAGE.write_text(page, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"{PAGE} was stale; it is written anew, commit it")


if __name__ == "__main__":
    main()
