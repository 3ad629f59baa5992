"""Charts, spots and parts of long tables, from what is shown alone (traps 19, 20)."""

from decimal import Decimal

import pytest

from app.core.shapes import Rect, Text
from app.surveys.enums import HiddenReason
from app.surveys.pages.charts import Bar, Chart, distance_chart, rate_chart, score_bar, score_chart
from app.surveys.pages.paging import Pages, part_of
from app.surveys.pages.rounds import rates_of
from app.surveys.rules.instruments import Benchmark, Scale
from app.surveys.rules.shown import Change, ShownFigure, ShownRound, ShownUnit, Suppressed, change_of
from app.surveys.rules.spots import MOST_SPOTS, spots_of
from app.surveys.words import change_sentence

SCALE = Scale(
    code="s",
    name="Trivsel",
    minimum=1,
    maximum=5,
    is_higher_better=True,
    benchmark=Benchmark(Decimal("3.0"), "Kilde", "Alle"),
)
LESS = Scale(code="pres", name="Tidspres", minimum=0, maximum=100, is_higher_better=False)
GONE = Suppressed(HiddenReason.TOO_FEW)
HIDDEN = "skjult af hensyn til anonymitet"


def _unit(no: int, answered: int | Suppressed | None, **figures: ShownFigure) -> ShownUnit:
    return ShownUnit(
        id=no,
        public_id=f"u{no}",
        unit=no,
        parent=0 if no else None,
        name=f"Enhed {no}",
        parent_name="",
        depth=1,
        invited=40,
        answered=answered,
        direction=None,
        direction_note="",
        version=1,
        is_readable=True,
        figures=figures,
    )


def _bars(chart: Chart) -> list[tuple[float, float]]:
    return [(s.x, s.width) for s in chart.figure.shapes if isinstance(s, Rect) and s.style != "track"]


def _texts(chart: Chart) -> list[str]:
    return [shape.text for shape in chart.figure.shapes if isinstance(shape, Text)]


def test_a_hidden_score_is_drawn_as_nothing_and_said_in_words() -> None:
    bars = [score_bar("Nord", Decimal("4.0"), SCALE), score_bar("Syd", GONE, SCALE), score_bar("Vest", None, SCALE)]
    chart = score_chart("Trivsel", bars, SCALE, ("Enhed", "Score"))
    assert _bars(chart) == [(0, 75)]
    assert sum(isinstance(s, Rect) for s in chart.figure.shapes) == 2  # not even the place of the others
    wanted = ["At sammenligne med: 3,0", "Nord", "4,0", "Syd", HIDDEN, "Vest", "ukendt", "1", "5"]
    assert _texts(chart) == wanted
    assert chart.rows == (("Nord", "4,0"), ("Syd", HIDDEN), ("Vest", "ukendt"), ("At sammenligne med: Alle", "3,0"))
    assert chart.figure.description == "3 vandrette søjler. De samme tal står i tabellen."


def test_what_stands_in_for_a_chart_is_the_same_whatever_is_hidden() -> None:
    both = [score_chart("T", [score_bar("Nord", mean, SCALE)], SCALE, ("", "")) for mean in (Decimal(2), GONE)]
    assert both[0].figure.description == both[1].figure.description == "1 vandret søjle. De samme tal står i tabellen."
    assert both[0].figure.height == both[1].figure.height


def test_scores_at_and_beyond_the_ends_stay_within_the_chart() -> None:
    bars = [score_bar("", Decimal(each), SCALE) for each in (1, 5, 9, -3)]
    assert [bar.share for bar in bars] == [0.0, 1.0, 1.0, 0.0]


def test_long_names_are_cut_and_long_charts_are_closed() -> None:
    chart = rate_chart("T", [Bar("Daginstitution " * 9, "80 %", 0.8)] * 21)
    assert (chart.is_open, _texts(chart)[0]) == (False, "Daginstitution Daginstitution…")


def test_rates_say_who_is_hidden_and_who_was_not_invited() -> None:
    assert rates_of([_unit(1, None)]) is None
    nobody = ShownUnit(**{**{name: getattr(_unit(3, 0), name) for name in ShownUnit.__struct_fields__}, "invited": 0})
    chart = rates_of([_unit(1, 30), _unit(2, GONE), nobody])
    assert chart is not None
    assert _texts(chart)[:6] == ["Enhed 1", "75 %", "Enhed 2", HIDDEN, "Enhed 3", "–"]
    assert _bars(chart) == [(0, 75)]


def test_only_distances_that_the_answers_bear_are_spots() -> None:
    top = _unit(0, 400, s=ShownFigure(400, Decimal("3.0")), pres=ShownFigure(400, Decimal("50.0")))
    units = (
        top,
        _unit(1, 30, s=ShownFigure(30, Decimal("4.5"))),
        _unit(2, 4, s=ShownFigure(5, Decimal("3.6"))),  # too few for that distance
        _unit(3, 30, s=ShownFigure(30, GONE)),
        _unit(4, 30, s=ShownFigure(GONE, Decimal("5.0"))),
        _unit(5, 30, pres=ShownFigure(30, Decimal("90.0"))),  # more is worse
    )
    found = spots_of(ShownRound(1, units), (SCALE, LESS))
    told = [(spot.unit.unit, spot.scale.code, spot.distance.points, round(spot.share, 3)) for spot in found]
    assert told == [(1, "s", Decimal("1.5"), 0.375), (5, "pres", Decimal("40.0"), -0.4)]
    assert spots_of(ShownRound(1, units[1:]), (SCALE,)) == ()


def test_the_farthest_spots_come_first_and_only_some_to_each_side() -> None:
    top = _unit(0, 4000, pres=ShownFigure(4000, Decimal("50.0")))
    far = [_unit(no, 900, pres=ShownFigure(900, Decimal(50 + no))) for no in range(5, 25)]
    found = spots_of(ShownRound(1, (top, *far)), (LESS,))
    assert [spot.unit.unit for spot in found] == list(range(24, 24 - MOST_SPOTS, -1))


def test_bars_of_distances_go_to_both_sides_of_the_middle() -> None:
    chart = distance_chart(
        "T", [Bar("Nord", "+2,0, bedre", 0.2, "better"), Bar("Syd", "-1,0, dårligere", -0.1, "worse")]
    )
    assert _bars(chart) == [(50, 50), (25, 25)]


@pytest.mark.parametrize(
    ("now", "before", "n", "wanted"),
    [
        ("11.4", "9.5", 16, "steget 1,9 siden 2023. Det siger intet sikkert: Med det antal svar kan tilfældigheder"),
        ("9.5", "11.4", 400, "faldet 1,9 siden 2023. Det er en forværring, og mere end tilfældigheder alene plejer"),
        ("9.5", "9.5", 400, "den samme som i 2023."),
    ],
)
def test_a_change_says_what_chance_alone_may_bring(now: str, before: str, n: int, wanted: str) -> None:
    scale = Scale(code="s", name="S", minimum=0, maximum=16, is_higher_better=True)
    change = change_of(scale, ShownFigure(n, Decimal(now)), ShownFigure(n, Decimal(before)))
    assert isinstance(change, Change)
    assert wanted in change_sentence(change, "2023")


@pytest.mark.parametrize(
    ("typed", "first", "pages"),
    [
        ("", 0, Pages("Her er nr. 1 til 50 af 120.", None, "/x?side=2")),
        ("2", 50, Pages("Her er nr. 51 til 100 af 120.", "/x?side=1", "/x?side=3")),
        ("99999", 100, Pages("Her er nr. 101 til 120 af 120.", "/x?side=2", None)),
        ("-1", 0, Pages("Her er nr. 1 til 50 af 120.", None, "/x?side=2")),
        ("²", 0, Pages("Her er nr. 1 til 50 af 120.", None, "/x?side=2")),
    ],
)
def test_a_long_table_comes_in_parts(typed: str, first: int, pages: Pages) -> None:
    part, found = part_of(range(120), typed, "/x?side=")
    assert (part[0], found) == (first, pages)


def test_a_short_table_has_no_parts() -> None:
    assert part_of((1, 2), "7", "/x?side=") == ((1, 2), Pages())
