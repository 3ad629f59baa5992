"""The timeline figure: one row per clock and event, so labels never collide, on a common time axis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import msgspec

from app.core.shapes import Figure, Line, Polygon, Rect, Shape, Text
from app.reports.content import Clock, Event, Tone

_ROW = 14.0
_TOP = 24.0
_BOTTOM = 6.0
_DATE_WIDTH = 56.0
# The labels get the width they need, between these two; the axis gets the rest.
_LABEL_LEAST, _LABEL_MOST = 110.0, 240.0
_LABEL_GAP = 10.0
_TICK_WIDTH = 28.0
_RIGHT_PAD = 12.0
_MARK = 4.0
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the timeline; `tone` is set for a clock and ``None`` for an event."""

    label: str
    on: date | None
    state: str = ""
    tone: Tone | None = None
    original_on: date | None = None


def timeline_rows(clocks: tuple[Clock, ...], events: tuple[Event, ...]) -> list[Row]:
    """Clocks and events by date. An unknown date comes first: it must not look like the last (rule 13)."""
    rows = [Row(label=event.label, on=event.on) for event in events]
    rows += [
        Row(label=clock.label, on=clock.on, state=clock.state, tone=clock.tone, original_on=clock.original_on)
        for clock in clocks
    ]
    return sorted(rows, key=lambda row: (row.on is not None, row.on or date.min))


def timeline(
    rows: list[Row],
    as_of: date,
    *,
    width: float,
    day_text: Callable[[date | None], str],
    label_width: Callable[[str], float],
    cut: Callable[[str, float], str],
) -> Figure:
    """Draw `rows` in their order. `cut` shortens a label that is too long for any figure; the tables have it whole.

    Clocks are diamonds in the colour of their state, events are outlined squares;
    a moved or suspended clock keeps a hollow mark at its original date.
    """
    widest = max((label_width(_label(row)) for row in rows), default=0) + _LABEL_GAP
    left = _DATE_WIDTH + min(max(widest, _LABEL_LEAST), _LABEL_MOST)
    height = _TOP + _ROW * len(rows) + _BOTTOM
    known = [day for row in rows for day in (row.on, row.original_on) if day] + [as_of]
    axis = _Axis(min(known), max(known), left, width - _RIGHT_PAD)
    drawn: list[Shape] = [*_grid(axis, as_of, height), *_as_of(axis, as_of, height, day_text)]
    for number, row in enumerate(rows):
        drawn += _row(row, axis, _TOP + _ROW * (number + 0.5), width, day_text, cut)
    return Figure(
        width=width,
        height=height,
        title="Tidslinje over frister og hændelser",
        description=_describe(rows, as_of, day_text),
        shapes=tuple(drawn),
    )


class _Axis:
    """Days to points. The ends are padded, so that a mark never sits on the edge."""

    def __init__(self, first: date, last: date, left: float, right: float) -> None:
        days = (last - first).days
        # Days are counted as numbers: year 1 and year 9999 must not overflow.
        pad = max(15, days // 25)
        self.first, self.last = first.toordinal() - pad, last.toordinal() + pad
        self.left, self.right = left, right

    def x(self, ordinal: int) -> float:
        share = (ordinal - self.first) / (self.last - self.first)
        return round(self.left + share * (self.right - self.left), 2)

    def ticks(self) -> Iterator[tuple[int, str]]:
        """The first day of each month, quarter, year or more years, so that labels have room."""
        months = (self.last - self.first) / 30.44
        room = (self.right - self.left) / 30
        step = next((step for step in (1, 3, 6, 12, 24, 60, 120, 600, 1200) if months / step <= room), 12000)
        start, end = max(self.first, 1), min(self.last, date.max.toordinal())
        year, month = date.fromordinal(start).year, 1
        while year <= 9999 and (day := date(year, month, 1).toordinal()) <= end:
            if day >= start and (year * 12 + month - 1) % step == 0:
                yield day, str(year) if step >= 12 else f"{_MONTHS[month - 1]} {year % 100:02}"
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _grid(axis: _Axis, as_of: date, height: float) -> Iterator[Shape]:
    for day, label in axis.ticks():
        x = axis.x(day)
        yield Line(x1=x, y1=_TOP - 4, x2=x, y2=height - _BOTTOM, style="grid")
        has_room = x + _TICK_WIDTH <= axis.right + _RIGHT_PAD
        if has_room and not x - 2 < axis.x(as_of.toordinal()) < x + _TICK_WIDTH:
            yield Text(x=x + 2, y=_TOP - 6, text=label, style="tick")


def _as_of(axis: _Axis, as_of: date, height: float, day_text: Callable[[date | None], str]) -> Iterator[Shape]:
    x = axis.x(as_of.toordinal())
    yield Line(x1=x, y1=_TOP - 23, x2=x, y2=height - _BOTTOM, style="today")
    is_right = x > (axis.left + axis.right) / 2
    yield Text(
        x=x + (-3 if is_right else 3),
        y=_TOP - 16,
        text=f"pr. dato {day_text(as_of)}",
        style="tick-strong",
        anchor="end" if is_right else "start",
    )


def _label(row: Row) -> str:
    return f"{row.label} ({row.state})" if row.state and row.on else row.label


def _row(
    row: Row,
    axis: _Axis,
    y: float,
    width: float,
    day_text: Callable[[date | None], str],
    cut: Callable[[str, float], str],
) -> Iterator[Shape]:
    base = y + 3
    yield Text(x=0, y=base, text=day_text(row.on), style="date" if row.on else "unknown")
    style = "label" if row.tone is None else "label-strong"
    yield Text(x=_DATE_WIDTH, y=base, text=cut(_label(row), axis.left - _DATE_WIDTH - _LABEL_GAP + 1), style=style)
    yield Line(x1=axis.left, y1=y, x2=width, y2=y, style="guide")
    if row.original_on and row.original_on != row.on:
        x = axis.x(row.original_on.toordinal())
        if row.on:
            yield Line(x1=x, y1=y, x2=axis.x(row.on.toordinal()), y2=y, style="moved")
        yield _diamond(x, y, "original")
    if row.on is None:
        return
    x = axis.x(row.on.toordinal())
    if row.tone is None:
        size = _MARK * 1.5
        yield Rect(x=x - size / 2, y=y - size / 2, width=size, height=size, style="event")
    else:
        yield _diamond(x, y, f"clock-{row.tone}")


def _diamond(x: float, y: float, style: str) -> Polygon:
    return Polygon(points=((x, y - _MARK), (x + _MARK, y), (x, y + _MARK), (x - _MARK, y)), style=style)


def _describe(rows: list[Row], as_of: date, day_text: Callable[[date | None], str]) -> str:
    parts = [f"{day_text(row.on)}: {row.label}" + (f", {row.state}" if row.state else "") for row in rows]
    return f"Pr. dato {day_text(as_of)}. " + "; ".join(parts) + "."
