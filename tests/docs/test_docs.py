"""The documentation holds: its links lead somewhere, its commands exist, its generated pages are fresh."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from docs.generate import PAGE, commands_page
from tracker.cli.entry import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_page_of_commands_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == commands_page(), "run `make docs` and commit docs/commands.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_that_is_shown_exists(page: Path) -> None:
    root = get_command(app)
    for line in re.findall(r"(?:^    |^\$ |`)newsimpact ([^#`\n]*)", page.read_text("utf-8"), re.M):
        words = shlex.split(line)
        command, context = root, root.make_context("newsimpact", [], resilient_parsing=True)
        options = {name for parameter in command.params for name in parameter.opts}
        for word in words:
            child = command.get_command(context, word) if hasattr(command, "get_command") else None
            if child is not None:
                command = child
                options |= {name for parameter in command.params for name in parameter.opts}
            assert not word.startswith("--") or word in options, f"{page.name}: newsimpact {line}: {word}"
        assert command is not root or not words or words[0].startswith("-"), f"{page.name}: newsimpact {line}"


def test_the_first_screen_of_the_readme_says_how_to_begin() -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:16])
    for must in ("make demo", "make test", "pip install -c constraints.txt", "newsimpact demo"):
        assert must in first_screen


def test_what_the_readme_shows_is_what_the_demo_prints(demo) -> None:
    shown = (ROOT / "README.md").read_text("utf-8").split("```")[1].strip().splitlines()
    printed = [" ".join(line.split()) for line in demo.out.splitlines()]
    assert [line for line in shown if line.strip() != "..." and " ".join(line.split()) not in printed] == []


@pytest.mark.thorough
def test_the_lineage_the_readme_shows_is_what_show_prints(demo) -> None:
    shown = (ROOT / "README.md").read_text("utf-8").split("```")[3].strip().splitlines()
    (command, *lines) = [" ".join(line.split()) for line in shown]
    words = command.removeprefix("$ newsimpact ").replace("demo-out", str(demo.folder)).split()
    environment = {**os.environ, "COLUMNS": "120"}
    made = subprocess.run(
        [sys.executable, "-m", "tracker", *words], capture_output=True, text=True, check=True, env=environment
    )
    printed = [" ".join(line.split()) for line in made.stdout.splitlines()]
    at = printed.index("Lineage")
    assert printed[at : at + len(lines)] == lines


def test_constraints_hold_names_and_versions_and_no_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!-]+", line)] == []
