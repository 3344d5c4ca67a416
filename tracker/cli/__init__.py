"""The command `newsimpact`. Only this package prints to stdout; data goes there, everything else to stderr.

Each command imports what it needs when it runs, so that `--help` and `status` answer at once.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path


def main() -> None:
    """Entry point: exit 0 done, 1 nothing could be produced or a check found a fault, 2 wrong usage or settings.

    130 when interrupted, as shells have it.
    """
    try:
        _refuse_shadowed_packages()
        from tracker.cli.entry import run

        sys.exit(run())
    except KeyboardInterrupt:
        sys.exit(130)


def _refuse_shadowed_packages() -> None:
    """Stop when another project's package of the same generic name would be imported instead of ours."""
    home = Path(__file__).resolve().parents[2]
    for name in ("pipelines", "storage"):
        spec = find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or origin.parents[1] != home:
            sys.exit(
                f"newsimpact: the package {name!r} is {origin or 'missing'}, not ours beside {home}; install newsimpact"
                " into an environment of its own (pipx, uv tool, or a venv)"
            )


if __name__ == "__main__":
    main()
