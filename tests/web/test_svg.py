"""Charts as inline SVG under our content security policy."""

import pytest

from app.core.shapes import Figure, Line, Polygon, Rect, Text
from app.web.svg import svg


def _figure(*shapes: Rect | Line | Text | Polygon) -> Figure:
    return Figure(width=100, height=40, title='A "title" <b>', description="What it is", shapes=shapes)


def test_shapes_are_drawn_across_the_width_there_is() -> None:
    drawn = svg(
        _figure(Rect(0, 2, 62.5, 12, "bar"), Line(50, 0, 50, 9, "mark"), Text(100, 14, "<&", "value", "end")), "a"
    )
    assert drawn == (
        '<svg class="chart" role="img" aria-labelledby="a-t a-d" width="100%" height="40">'
        '<title id="a-t">A &#34;title&#34; &lt;b&gt;</title><desc id="a-d">What it is</desc>'
        '<rect class="chart-bar" x="0%" y="2" width="62.5%" height="12"></rect>'
        '<line class="chart-mark" x1="50%" y1="0" x2="50%" y2="9"></line>'
        '<text class="chart-value" x="100%" y="14" text-anchor="end">&lt;&amp;</text></svg>'
    )


def test_a_shape_without_per_cent_is_refused() -> None:
    with pytest.raises(TypeError):
        svg(_figure(Polygon(((0, 0), (1, 1)), "event")), "a")
