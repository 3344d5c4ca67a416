"""What a caller may leave open about a study, and what then holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pipelines.study.conventions import convention_of
from tracker.options import StudyOptions

ENOUGH = StudyOptions().minimum


def study_options(
    *,
    model: str | None = None,
    sector: Sequence[str] | None = None,
    factors: bool = False,
    estimation: int = StudyOptions().estimation,
    minimum: int | None = None,
    gap: int = StudyOptions().gap,
    convention: str = "newsimpact",
    log: bool | None = None,
) -> StudyOptions:
    """The options of a study. What is None follows from the rest.

    model: `factors` where there are factors, `market_sector` where there is a sector, else `market`. minimum: 30, or
    all returns that are wanted when those are fewer. log: log returns or simple ones; None: as the convention has it.
    Raises `UsageError` for a convention that does not exist.

    >>> study_options(estimation=8, convention="estudy2")  # doctest: +ELLIPSIS
    StudyOptions(model='market', estimation=8, minimum=8, gap=10, returns='log', convention='estudy2', ...)
    """
    rules = convention_of(convention)
    fitting = "factors" if factors else "market_sector" if sector else "market"
    kind: Literal["simple", "log"] = rules.returns if log is None else "log" if log else "simple"
    return StudyOptions(
        model=model or fitting,
        estimation=estimation,
        minimum=min(ENOUGH, estimation) if minimum is None else minimum,
        gap=gap,
        returns=kind,
        convention=convention,
        shrink=rules.restarts,
        halt=StudyOptions().halt if rules.restarts else 0,
    )
