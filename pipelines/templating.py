"""The environment in which the templates of this package are filled.

jinja2 is imported where it is used, so that importing this module costs nothing.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def templates() -> Environment:
    """The templates of this package: HTML escapes by itself, an unknown name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipelines"),
        autoescape=lambda name: name is None or not name.endswith(".txt.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["minus"] = lambda figure: figure.replace("-", "\u2212")
    return environment


def package_text(name: str) -> str:
    """A file that lies beside the templates."""
    return files("pipelines").joinpath("templates", name).read_text(encoding="utf-8")
