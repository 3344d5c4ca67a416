"""Which symbols a story should be measured on, and from which session on.

Direct: the listed parties of the event. Theme: the symbols of its themes. Never brokers, publishers or
companies merely compared with; they are not among a story's participants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.place import SessionCalendar
from tracker.errors import OutOfCalendar
from tracker.records import Batch, Exposure, ExposureKind, Instrument, Problem, Story


def expose(
    story: Story,
    theme_symbols: Mapping[str, Sequence[str]],
    instruments: Mapping[str, Instrument],
    calendars: Mapping[str, SessionCalendar],
) -> Batch[Exposure]:
    """One exposure per symbol. Parties we hold no instrument for, and times beyond the calendar, are problems.

    calendars: by exchange name, one for each exchange of the instruments.
    """
    kinds = {symbol: ExposureKind.THEME for theme in story.themes for symbol in theme_symbols.get(theme, ())}
    kinds |= dict.fromkeys(story.participants, ExposureKind.DIRECT)
    problems = [
        Problem(stage="place", subject=symbol, reason=f"takes part in story {story.id} but is no [[instrument]]")
        for symbol, kind in kinds.items()
        if symbol not in instruments and kind is ExposureKind.DIRECT
    ]
    followed = sorted(symbol for symbol in kinds if symbol in instruments)
    try:
        exposures = tuple(
            _exposure(story, symbol, kinds[symbol], calendars[instruments[symbol].exchange]) for symbol in followed
        )
    except OutOfCalendar as error:
        return Batch(problems=(*problems, Problem(stage="place", subject=story.id, reason=str(error))))
    return Batch(items=exposures, problems=tuple(problems))


def _exposure(story: Story, symbol: str, kind: ExposureKind, calendar: SessionCalendar) -> Exposure:
    placed = calendar.place(story.t0.at)
    return Exposure(
        story=story.id,
        symbol=symbol,
        kind=kind,
        t0=story.t0,
        bucket=placed.bucket,
        session=placed.session,
        close=placed.close,
    )
