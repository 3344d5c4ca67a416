"""placeholder until the branch that owns it is merged"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    struck: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    times: Mapping[str, datetime] = field(default_factory=dict)


NONE = Constraints()
