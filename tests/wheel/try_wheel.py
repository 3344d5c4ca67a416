"""Installs the built wheel into an environment of its own, outside the checkout, and runs the demo from it.

`python -m tests.wheel.try_wheel DIST CONSTRAINTS`: catches data files that a checkout has and a wheel lacks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

WANTED = (
    "tracker/default_config.toml",
    "tracker/catalogue.toml",
    "tracker/demo/newsroom.toml",
    "tracker/demo/prices.csv",
    "pipelines/extract/lexicon.toml",
    "pipelines/extract/config.cfg",
    "pipelines/themes/compute_leasing.toml",
    "pipelines/templates/report.html.j2",
    "storage/migrations/versions/v0001_first.py",
    "storage/migrations/env.py",
)


def main() -> None:
    dist, constraints = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    (wheel,) = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    missing = [name for name in WANTED if name not in names]
    strangers = sorted({name.split("/")[0] for name in names} - {"tracker", "pipelines", "storage"})
    if missing or any(not name.endswith(".dist-info") for name in strangers):
        sys.exit(f"{wheel.name}: lacks {missing}, holds {strangers}")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        venv.create(home / "env", with_pip=True)
        python = home / "env" / "bin" / "python"
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        run([*pip, "--constraint", constraints, wheel.resolve()], home)
        command = home / "env" / "bin" / "newsimpact"
        said = run([command, "demo", "--out", "out"], home)
        if "CRWV" not in said or not (home / "out" / "report.html").stat().st_size:
            sys.exit(f"{wheel.name}: the demo gave no report")
        run([command, "init"], home)
        run([command, "config", "check"], home)
        run([command, "feeds", "catalogue"], home)
        run([command, "themes", "test"], home)
    print(f"{wheel.name}: installed alone, ran the demo, wrote and checked its settings, tried its themes")


def run(command: list[object], folder: Path) -> str:
    """The command's stdout; ends everything when it fails."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "NEWSIMPACT", "VIRTUAL"))}
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
