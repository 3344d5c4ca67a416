"""Writes the table of simulated rejection rates, by which tests across events are printed or not.

`python -m docs.calibrate` writes it (about six minutes of one core, 250 MB); `--check` fails when it would be another.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from pipelines.study.simulate import table
from pipelines.study.soundness import TABLE, table_text


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m docs.calibrate", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, help="of every cell; without it as shipped")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the shipped table is another")
    options = parser.parse_args(arguments)
    text = table_text(table(repetitions=options.repetitions))
    if not options.check:
        TABLE.write_text(text)
    elif text != TABLE.read_text():
        print(f"{TABLE.name}: the simulation gives another table; run python -m docs.calibrate", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
