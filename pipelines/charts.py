"""Charts as text: SVG for pages, block characters for terminals.

Drawn by hand, because a page that is one file and asks nobody for anything needs three chart forms only: closes
around a session, abnormal returns with their 95 % band, and mean returns over a window with theirs. Blue and orange
are Okabe and Ito's, which people with any colour vision can tell apart; a sign always stands beside the colour. Every
mark has its light colour as an attribute and a class, so that a picture is complete alone and a page can recolour it
for the dark. No pixels, no scripts, no element ids (several charts share one page).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

from pipelines.wording import session_text, signed_percent

BEFORE, AFTER = 40, 10
"""Sessions shown around the event: two months to see the usual swing, two weeks to see what stayed."""

BLUE, ORANGE = "#0072B2", "#D55E00"
_WIDTH, _HEIGHT = 640, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 26, 24
_ROW = 24
_MINUS = "\u2212"
_BLOCKS = "▁▂▃▄▅▆▇█"

Closes = Sequence[tuple[date, float | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BandPoint:
    """An abnormal return with its 95 % band. Fractions."""

    label: str
    value: float
    low: float
    high: float
    unusual: bool


def sparkline(values: Sequence[float | None]) -> str:
    """One block per value between the lowest and the highest; a missing value is a blank.

    >>> sparkline([1, 2, None, 4])
    '▁▃ █'
    """
    known = [value for value in values if value is not None]
    if not known:
        return " " * len(values)
    low, span = min(known), max(known) - min(known)
    return "".join(" " if value is None else _block((value - low) / span if span else 0.5) for value in values)


def _block(share: float) -> str:
    return _BLOCKS[min(int(share * len(_BLOCKS)), len(_BLOCKS) - 1)]


def around(
    closes: Closes, session: date, *, before: int = BEFORE, after: int = AFTER
) -> list[tuple[date, float | None]]:
    """The closes `before` and `after` the session; a session without a close has its place all the same."""
    known = dict(closes)
    axis = sorted({*known, session})
    at = axis.index(session)
    return [(day, known.get(day)) for day in axis[max(0, at - before) : at + after + 1]]


def ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round values from low to high, about `wanted` of them.

    >>> ticks(101, 138)
    [110.0, 120.0, 130.0]
    """
    rough = (high - low) / wanted
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(float(number * step), 10) for number in range(first, math.floor(high / step + 1e-9) + 1)]


# ── price chart ─────────────────────────────────────────────────────────────────────────────────────


def price_chart(closes: Closes, *, session: date, symbol: str) -> str | None:
    """Daily closes around a session as SVG, the session marked; None when there are no two closes to join.

    A session without a close breaks the line: a bridge over a gap would show a price nobody paid.
    """
    shown = around(closes, session)
    known = [close for _, close in shown if close is not None]
    if len(known) < 2:
        return None
    frame = _Frame.over(len(shown), known)
    at = next(place for place, (day, _) in enumerate(shown) if day == session)
    move = _day_move(shown, at)
    parts = [
        _text(8, _TOP - 11, symbol, "start", 'font-weight="600"'),
        *_price_axis(frame),
        *_date_axis(frame, [day for day, _ in shown], at),
        *_event_line(frame, at, session, move),
        *_lines(frame, [close for _, close in shown]),
        *_event_point(frame, at, shown[at][1]),
    ]
    described = f"{len(known)} closes from {session_text(shown[0][0])} to {session_text(shown[-1][0])}"
    told = f", {signed_percent(move)} in that session" if move is not None else ""
    title = f"{symbol}: daily closes around {session_text(session)}"
    return _svg(_HEIGHT, title, f"{described}; the news could first act on {session_text(session)}{told}.", parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where sessions and prices fall in the picture."""

    count: int
    low: float
    high: float

    @classmethod
    def over(cls, count: int, values: Sequence[float]) -> _Frame:
        low, high = min(values), max(values)
        room = (high - low) * 0.06 or abs(high) * 0.01 or 1.0
        return cls(count=count, low=low - room, high=high + room)

    def x(self, place: int) -> float:
        return _LEFT + (place + 0.5) * (_WIDTH - _LEFT - _RIGHT) / self.count

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _day_move(shown: Closes, at: int) -> float | None:
    close, last = shown[at][1], shown[at - 1][1] if at else None
    return close / last - 1 if close is not None and last else None


def _price_axis(frame: _Frame) -> Iterable[str]:
    values = ticks(frame.low, frame.high)
    digits = 0 if all(value == int(value) for value in values) else 2
    for value in values:
        y = frame.y(value)
        yield _line("ni-grid", _LEFT, y, _WIDTH - _RIGHT, y, "#888888", 'stroke-opacity="0.25"')
        yield _text(_LEFT - 6, y + 4, f"{value:,.{digits}f}".replace("-", _MINUS), "end")


def _date_axis(frame: _Frame, days: Sequence[date], at: int) -> Iterable[str]:
    """The event's date, and every tenth session that leaves it room."""
    places = [at, *(place for place in range(at % 10, len(days), 10) if abs(place - at) >= 6)]
    for place in places:
        yield _text(frame.x(place), _HEIGHT - 7, f"{days[place].day} {days[place]:%b}", "middle")


def _event_line(frame: _Frame, at: int, session: date, move: float | None) -> Iterable[str]:
    x = frame.x(at)
    yield _line("ni-event", x, _TOP - 6, x, _HEIGHT - _BOTTOM, ORANGE, 'stroke-width="1.5" stroke-dasharray="4 3"')
    label = f"{session:%a} {session.day} {session:%b}"
    if move is not None:
        label += f" {signed_percent(move).replace('-', _MINUS)}"
    anchor = "end" if x > _WIDTH * 0.8 else "start" if x < _WIDTH * 0.2 else "middle"
    yield _text(x, _TOP - 11, label, anchor, 'font-weight="600"')


def _lines(frame: _Frame, values: Sequence[float | None]) -> Iterable[str]:
    """A path per unbroken run; a close alone between two gaps is a dot."""
    for missing, run in groupby(enumerate(values), key=lambda item: item[1] is None):
        if missing:
            continue
        points = [(frame.x(place), frame.y(value)) for place, value in run if value is not None]
        if len(points) == 1:
            yield f'<circle class="ni-dot" cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="1.8" fill="{BLUE}"/>'
        else:
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            yield f'<path class="ni-line" d="{path}" fill="none" stroke="{BLUE}" stroke-width="2"/>'


def _event_point(frame: _Frame, at: int, close: float | None) -> Iterable[str]:
    if close is not None:
        yield f'<circle class="ni-mark" cx="{frame.x(at):.1f}" cy="{frame.y(close):.1f}" r="4.5" fill="{ORANGE}"/>'


# ── abnormal returns ────────────────────────────────────────────────────────────────────────────────


def abnormal_chart(points: Sequence[BandPoint], *, title: str) -> str | None:
    """A dot per symbol with its 95 % band: filled when unusual, hollow when not; None without points."""
    if not points:
        return None
    low, high = min(0.0, *(p.low for p in points)), max(0.0, *(p.high for p in points))
    room = (high - low) * 0.05 or 0.01
    low, high = low - room, high + room
    bottom = _TOP + _ROW * len(points)
    left, right = 72, 80

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (_WIDTH - left - right)

    parts = [_text(8, _TOP - 11, f"{title}, with 95 % bands", "start", 'font-weight="600"')]
    for value in ticks(low, high, 5):
        kind, opacity = ("ni-zero", "0.9") if value == 0 else ("ni-grid", "0.25")
        parts.append(_line(kind, x(value), _TOP, x(value), bottom, "#888888", f'stroke-opacity="{opacity}"'))
        label = signed_percent(value) if high - low < 0.05 else signed_percent(value).replace(".0%", "%")
        parts.append(_text(x(value), bottom + 15, label.replace("-", _MINUS), "middle"))
    for place, point in enumerate(points):
        parts += _band(point, _TOP + _ROW * (place + 0.5), x(point.low), x(point.value), x(point.high))
    described = "; ".join(f"{p.label} {signed_percent(p.value)}{' (unusual)' if p.unusual else ''}" for p in points)
    return _svg(bottom + 22, title, f"Abnormal return with 95 % band: {described}.", parts)


def _band(point: BandPoint, y: float, low: float, at: float, high: float) -> list[str]:
    side, colour = ("up", BLUE) if point.value >= 0 else ("down", ORANGE)
    fill = colour if point.unusual else "#ffffff"
    shape = "full" if point.unusual else "hollow"
    return [
        _text(8, y + 4, point.label, "start"),
        _line(f"ni-{side}", low, y, high, y, colour, 'stroke-width="2"'),
        f'<circle class="ni-{side} ni-{shape}" cx="{at:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="{colour}"'
        ' stroke-width="2"/>',
        _text(_WIDTH - 8, y + 4, signed_percent(point.value).replace("-", _MINUS), "end"),
    ]


# ── over a window ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPoint:
    """A mean return on one day of a window, or up to it, with its 95 % band. Fractions; None: not known."""

    offset: int
    """Sessions from day 0."""
    value: float | None
    low: float | None
    high: float | None


def window_chart(points: Sequence[DayPoint], *, title: str) -> str | None:
    """A line over the days of a window with its band shaded; None without a known value."""
    ends = [end for p in points for end in (p.value, p.low, p.high) if end is not None]
    if not ends:
        return None
    frame = _Frame.over(len(points), [0.0, *ends])
    parts = [_text(8, _TOP - 11, f"{title}, with 95 % bands", "start", 'font-weight="600"')]
    for value in ticks(frame.low, frame.high):
        kind, opacity = ("ni-zero", "0.9") if value == 0 else ("ni-grid", "0.25")
        y = frame.y(value)
        parts.append(_line(kind, _LEFT, y, _WIDTH - _RIGHT, y, "#888888", f'stroke-opacity="{opacity}"'))
        parts.append(_text(_LEFT - 6, y + 4, signed_percent(value).replace("-", _MINUS), "end"))
    step = -(-len(points) // 12)
    for place, point in enumerate(points):
        if point.offset % step == 0:
            label = f"{point.offset:+d}".replace("-", _MINUS) if point.offset else "0"
            parts.append(_text(frame.x(place), _HEIGHT - 7, label, "middle"))
    parts += _shade(frame, points)
    parts += _lines(frame, [point.value for point in points])
    described = "; ".join(f"{p.offset:+d}: {signed_percent(p.value)}" for p in points if p.value is not None)
    return _svg(_HEIGHT, title, f"{title} by session from the event: {described}.", parts)


def _shade(frame: _Frame, points: Sequence[DayPoint]) -> Iterable[str]:
    """A polygon per unbroken run of bands; of a single day, a stroke."""
    for known, run in groupby(enumerate(points), key=lambda item: item[1].low is not None and item[1].high is not None):
        if not known:
            continue
        band = [(frame.x(place), frame.y(point.low or 0.0), frame.y(point.high or 0.0)) for place, point in run]
        if len(band) == 1:
            ((x, low, high),) = band
            yield _line("ni-up", x, low, x, high, BLUE, 'stroke-width="2"')
            continue
        edge = [f"{x:.1f},{high:.1f}" for x, _, high in band] + [f"{x:.1f},{low:.1f}" for x, low, _ in reversed(band)]
        yield f'<polygon class="ni-band" points="{" ".join(edge)}" fill="{BLUE}" fill-opacity="0.15"/>'


# ── marks ───────────────────────────────────────────────────────────────────────────────────────────


def _svg(height: int, title: str, described: str, parts: Iterable[str]) -> str:
    return (
        f'<svg class="ni-chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' font-family="system-ui, sans-serif" font-size="11"><title>{escape(title)}</title>'
        f"<desc>{escape(described)}</desc>{''.join(parts)}</svg>"
    )


def _line(kind: str, x1: float, y1: float, x2: float, y2: float, colour: str, more: str) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line class="{kind}" {ends} stroke="{colour}" {more}/>'


def _text(x: float, y: float, text: str, anchor: str, more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="ni-text" {place} fill="currentColor" {more}>{escape(text)}</text>'
