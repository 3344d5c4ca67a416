"""The demo as a user runs it: in a process of its own, and with the commands it names next."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.demo import NOTICE

pytestmark = pytest.mark.thorough


def test_the_command_runs_in_a_process_of_its_own_and_the_follow_ups_it_names_work(demo, tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tracker", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=tmp_path, check=False)

    shutil.copytree(demo.folder, tmp_path / "d")
    hints = [line.split("newsimpact ", 1)[1] for line in demo.said.splitlines() if "newsimpact --data" in line]
    assert len(hints) == 4
    for hint in hints:
        follow_up = run(*re.split(r" {3,}", hint)[0].replace(str(demo.folder), "d").split())
        assert (follow_up.returncode, follow_up.stderr.replace(NOTICE, "").strip()) == (0, "")
        assert follow_up.stdout.strip()
    assert run("init").returncode == 0
    refused = run("--data", "d", "run", "--once")
    assert (refused.returncode, "holds the demo's synthetic prices" in refused.stderr) == (1, True)
