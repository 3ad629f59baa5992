"""Charts on a page: the shapes of `app.core.shapes` as inline SVG, without a style attribute.

A figure for the page is 100 wide: x is per cent of the width there is, y is pixels. So it is as wide as a phone or a
screen, and its letters keep their size on both.
"""

from markupsafe import Markup

from app.core.shapes import Figure, Line, Rect, Shape, Text

_RECT = Markup('<rect class="chart-{}" x="{}%" y="{}" width="{}%" height="{}"></rect>')
_LINE = Markup('<line class="chart-{}" x1="{}%" y1="{}" x2="{}%" y2="{}"></line>')
_TEXT = Markup('<text class="chart-{}" x="{}%" y="{}" text-anchor="{}">{}</text>')


def svg(figure: Figure, key: str) -> Markup:
    """The figure with its title and description; `key` is an id that nothing else on the page has.

    Raises `TypeError` for a polygon, which has no per cent.
    """
    drawn = Markup("").join(_drawn(shape) for shape in figure.shapes)
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="{0}-t {0}-d" width="100%" height="{1}">'
        '<title id="{0}-t">{2}</title><desc id="{0}-d">{3}</desc>{4}</svg>'
    ).format(key, _number(figure.height), figure.title, figure.description, drawn)


def _drawn(shape: Shape) -> Markup:
    match shape:
        case Rect():
            return _RECT.format(shape.style, *map(_number, (shape.x, shape.y, shape.width, shape.height)))
        case Line():
            return _LINE.format(shape.style, *map(_number, (shape.x1, shape.y1, shape.x2, shape.y2)))
        case Text():
            return _TEXT.format(shape.style, _number(shape.x), _number(shape.y), shape.anchor, shape.text)
    raise TypeError(f"a page does not draw {type(shape).__name__}")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
