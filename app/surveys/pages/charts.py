"""Charts of figures that are shown: bars under their names. What is hidden is drawn as nothing and said in words."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from app.core.shapes import Figure, Line, Rect, Shape, Text
from app.surveys.rules.instruments import Scale
from app.surveys.rules.shown import Suppressed
from app.surveys.rules.typed import decimal_text
from app.surveys.words import figure_text

MOST_OPEN = 20  # a chart with more bars is opened by who wants it
_ROW, _NAME, _TOP, _BAR = 46, 14, 21, 12
_NAME_SIGNS = 31  # what a narrow phone has room for beside the figure; the table has the name whole
_SAME = "De samme tal står i tabellen."


class Bar(msgspec.Struct, frozen=True):
    """`text` is what is read, beside the name; `share` of the full width, None where nothing is drawn."""

    name: str
    text: str
    share: float | None
    style: str = "bar"


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A figure, and its table of name and figure; no rows where the page has the table anyway."""

    figure: Figure
    heads: tuple[str, str] = ("", "")
    rows: tuple[tuple[str, str], ...] = ()
    is_open: bool = True


def score_bar(name: str, mean: Decimal | Suppressed | None, scale: Scale, style: str = "bar") -> Bar:
    """A score of the scale."""
    share = share_of(mean, scale) if isinstance(mean, Decimal) else None
    return Bar(name, figure_text(mean), share, style)


def share_of(value: Decimal, scale: Scale) -> float:
    """Where the value lies between the ends of the scale, from 0 to 1."""
    return min(1.0, max(0.0, float((value - scale.minimum) / (scale.maximum - scale.minimum))))


def score_chart(title: str, bars: Sequence[Bar], scale: Scale, heads: tuple[str, str]) -> Chart:
    """Scores from the lowest to the highest of the scale, with a mark where the benchmark is."""
    benchmark = scale.benchmark
    mark = None if benchmark is None else share_of(benchmark.value, scale)
    told = "" if benchmark is None else f"At sammenligne med: {decimal_text(benchmark.value)}"
    rows = [(bar.name, bar.text) for bar in bars]
    if benchmark is not None:
        rows.append((f"At sammenligne med: {benchmark.population}", decimal_text(benchmark.value)))
    return Chart(
        figure=_bars(title, bars, (str(scale.minimum), str(scale.maximum)), mark, told),
        heads=heads,
        rows=tuple(rows),
        is_open=len(bars) <= MOST_OPEN,
    )


def rate_chart(title: str, bars: Sequence[Bar]) -> Chart:
    """Rates from 0 to 100 %; the page has their table."""
    return Chart(figure=_bars(title, bars, ("0 %", "100 %"), None, ""), is_open=len(bars) <= MOST_OPEN)


def series_chart(title: str, bars: Sequence[Bar], ends: tuple[str, str]) -> Chart:
    """Figures of one kind from 0 to the highest of them, each with its share of that; the page has their table."""
    return Chart(figure=_bars(title, bars, ends, None, ""), is_open=len(bars) <= MOST_OPEN)


def distance_chart(title: str, bars: Sequence[Bar]) -> Chart:
    """Bars to both sides of a line in the middle, by the share of each, which may be below 0; the page has their
    table."""
    widest = max((abs(bar.share or 0) for bar in bars), default=0) or 1
    shapes: list[Shape] = []
    for no, bar in enumerate(bars):
        y = no * _ROW
        shapes += _name(bar, y)
        length = 50 * abs(bar.share or 0) / widest
        shapes.append(Rect(50 if (bar.share or 0) > 0 else 50 - length, y + _TOP, length, _BAR, bar.style))
        shapes.append(Line(50, y + _TOP - 3, 50, y + _TOP + _BAR + 3, "axis"))
    return Chart(
        figure=Figure(
            width=100,
            height=len(bars) * _ROW,
            title=title,
            description=f"{_count(bars)} til højre og venstre for en midterlinje. {_SAME}",
            shapes=tuple(shapes),
        )
    )


def _bars(title: str, bars: Sequence[Bar], ends: tuple[str, str], mark: float | None, told: str) -> Figure:
    shapes: list[Shape] = []
    y = 0
    if told:
        shapes += [Line(1, 2, 1, 18, "mark"), Text(3, _NAME, told, "tick")]
        y = 26
    for bar in bars:
        shapes += _name(bar, y)
        if bar.share is not None:
            shapes.append(Rect(0, y + _TOP, 100, _BAR, "track"))
            shapes.append(Rect(0, y + _TOP, 100 * bar.share, _BAR, bar.style))
            if mark is not None:
                ends_at = (100 * mark, y + _TOP - 3, 100 * mark, y + _TOP + _BAR + 3)
                shapes += [Line(*ends_at, "halo"), Line(*ends_at, "mark")]
        y += _ROW
    shapes += [Text(0, y + 8, ends[0], "tick"), Text(100, y + 8, ends[1], "tick", "end")]
    return Figure(width=100, height=y + 14, title=title, description=f"{_count(bars)}. {_SAME}", shapes=tuple(shapes))


def _name(bar: Bar, y: float) -> list[Shape]:
    """The name, and beside it what is read; words in place of a figure stand where the bar would be."""
    name = bar.name if len(bar.name) <= _NAME_SIGNS else f"{bar.name[: _NAME_SIGNS - 1].rstrip()}…"
    first = Text(0, y + _NAME, name, "name")
    if bar.share is None:
        return [first, Text(0, y + _TOP + _BAR - 1, bar.text, "words")]
    return [first, Text(100, y + _NAME, bar.text, "value", "end")]


def _count(bars: Sequence[Bar]) -> str:
    return "1 vandret søjle" if len(bars) == 1 else f"{len(bars)} vandrette søjler"
