"""Which symbols a story should be measured on, and from which session on.

Direct: the listed parties of the event. Theme: the symbols of its themes. Never brokers, publishers or
companies merely compared with; they are not among a story's participants.

A report that gives a day and no hour, or a time and no zone, can have come before or after a close. Then every session
that can have been the first is measured, and none is called the sure one. So it is when nobody looked for days. When
nobody looked for longer than LONGEST_DOUBT, or nothing bounds the time at all, only the session in which we saw it is
measured, and it is not called sure either: the largest of ten returns would say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pipelines.place import SessionCalendar
from tracker.errors import OutOfCalendar
from tracker.records import Batch, Bucket, Exposure, ExposureKind, Instrument, Problem, Story

LONGEST_DOUBT = timedelta(days=7)
"""A time that is right somewhere on earth leaves 26 hours open, a computer that is off over a long weekend four days.
In a week lie six sessions at most."""


def expose(
    story: Story,
    theme_symbols: Mapping[str, Sequence[str]],
    instruments: Mapping[str, Instrument],
    calendars: Mapping[str, SessionCalendar],
) -> Batch[Exposure]:
    """One exposure per symbol; one for each session that can have been the first to react, where there are two.

    Parties we hold no instrument for, and times beyond the calendar, are problems.

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
            exposure
            for symbol in followed
            for exposure in _exposures(story, symbol, kinds[symbol], calendars[instruments[symbol].exchange])
        )
    except OutOfCalendar as error:
        return Batch(problems=(*problems, Problem(stage="place", subject=story.id, reason=str(error))))
    return Batch(items=exposures, problems=tuple(problems))


def _exposures(story: Story, symbol: str, kind: ExposureKind, calendar: SessionCalendar) -> list[Exposure]:
    earliest = _earliest(story)
    first, last = calendar.place_many((earliest or story.t0_latest, story.t0_latest))
    sessions = calendar.sessions(first.session, last.session)
    # A session between the two is reached by a story of its own morning.
    buckets = dict.fromkeys(sessions, Bucket.PRE) | {first.session: first.bucket, last.session: last.bucket}
    return [
        Exposure(
            story=story.id,
            symbol=symbol,
            kind=kind,
            t0=story.t0,
            bucket=buckets[session],
            session=session,
            close=calendar.close_of(session),
            sure=earliest is not None and len(sessions) == 1,
        )
        for session in sessions
    ]


def _earliest(story: Story) -> datetime | None:
    """From when on it can have been first reported; None: from too long before, or nobody knows."""
    earliest = story.t0_earliest
    return None if earliest is None or story.t0_latest - earliest > LONGEST_DOUBT else earliest
