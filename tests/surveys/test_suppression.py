"""Rules 33 to 36: what of a survey is shown, to anybody."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from app.organisation.rules import Thresholds
from app.surveys.enums import HiddenReason, Measure
from app.surveys.rules.suppression import suppress
from app.surveys.rules.suppression_facts import (
    Cell,
    Figure,
    Pattern,
    Reorganisation,
    RoundFigures,
    ScaleFacts,
    UnitFigures,
)
from app.surveys.rules.suppression_people import reorganisations_of, same_answers
from tests.surveys.attack import breaches
from tests.surveys.worlds import World, world_of

FEW, TELL, SUPPLIER = HiddenReason.TOO_FEW, HiddenReason.WOULD_TELL, HiddenReason.SUPPLIER
SCALE = ScaleFacts("s", 0, 100)
Tree = Sequence[tuple[str, str | None, int]]


def survey(tree: Tree, name: str = "1", mean: float = 50, scale: ScaleFacts = SCALE) -> RoundFigures:
    units = tuple(
        UnitFigures(unit, parent, n + 1, n, (Figure(scale.code, n, mean),) if n else ()) for unit, parent, n in tree
    )
    return RoundFigures(name, (scale,), units)


def means(pattern: Pattern, round: str = "1", scale: str = "s") -> dict[str, HiddenReason | None]:
    cells: Mapping[Cell, HiddenReason | None] = {**dict.fromkeys(pattern.shown), **pattern.hidden}
    found = {cell: reason for cell, reason in cells.items() if cell.measure is Measure.MEAN}
    return {cell.unit: reason for cell, reason in sorted(found.items()) if (cell.round, cell.scale) == (round, scale)}


def moved(before: Sequence[str], after: Sequence[str]) -> Reorganisation:
    """Those in the units `before` of round 1 are in those `after` of round 2."""
    return Reorganisation(tuple(("1", unit) for unit in before), tuple(("2", unit) for unit in after))


def naive(world: World) -> frozenset[Cell]:
    """What a threshold for each figure by itself would show."""
    shown = set()
    for round in world.figures():
        for unit in round.units:
            for figure in unit.figures:
                is_sensitive = next(scale.is_sensitive for scale in round.scales if scale.code == figure.scale)
                least = world.thresholds.sensitive if is_sensitive else world.thresholds.minimum
                if (figure.n or 0) >= least:
                    shown.add(Cell(round.round, unit.unit, figure.scale, Measure.MEAN))
    return frozenset(shown)


def test_rule_33_four_answers_are_hidden_and_five_are_shown() -> None:
    assert means(suppress([survey([("a", None, 5)])])) == {"a": None}
    assert means(suppress([survey([("a", None, 4)])])) == {"a": FEW}
    assert means(suppress([survey([("a", None, 4)])], Thresholds(minimum=4))) == {"a": None}
    with pytest.raises(ValueError, match="never under 4"):
        Thresholds(minimum=3)


def test_rule_34_neither_of_eight_and_four_is_shown_under_twelve() -> None:
    pattern = suppress([survey([("p", None, 12), ("a", "p", 8), ("b", "p", 4)])])

    assert means(pattern) == {"p": None, "a": TELL, "b": FEW}
    for unit, is_shown in (("p", True), ("a", False), ("b", False)):
        for scale, measure in (("", Measure.COUNT), ("s", Measure.COUNT), ("", Measure.TEXT)):
            assert pattern.shows("1", unit, scale, measure) is is_shown  # rule 36: nor what they wrote


def test_the_smallest_further_sibling_is_hidden_and_no_other() -> None:
    tree = [("p", None, 30), ("a", "p", 9), ("b", "p", 4), ("c", "p", 7), ("d", "p", 10)]

    assert means(suppress([survey(tree)])) == {"p": None, "a": None, "b": FEW, "c": TELL, "d": None}


def test_who_is_left_in_the_parent_itself_is_protected_too() -> None:
    """One or two people in the office and two departments: the office has no figure, and would be all that is left.
    One among eight moves their mean by an eighth of the scale only, so that both departments are hidden."""
    two = [("p", None, 20), ("a", "p", 8), ("b", "p", 10)]
    one = [("p", None, 19), ("a", "p", 8), ("b", "p", 10)]

    assert means(suppress([survey(two)])) == {"p": None, "a": TELL, "b": None}
    assert means(suppress([survey(one)])) == {"p": None, "a": TELL, "b": TELL}


def test_a_mean_near_the_end_of_the_scale_hides_what_lies_above() -> None:
    """All twelve answered almost nothing: so did the four."""
    tree = [("p", None, 12), ("a", "p", 8), ("b", "p", 4)]

    assert means(suppress([survey(tree, mean=3)])) == {"p": TELL, "a": TELL, "b": FEW}


def test_a_part_that_is_hidden_is_not_what_its_sum_leaves_over() -> None:
    scales = (
        ScaleFacts("sum", 0, 8),
        ScaleFacts("q", 0, 4, part_of="sum"),
        ScaleFacts("hurt", 0, 4, part_of="sum", is_sensitive=True),
    )
    figures = (Figure("sum", 12, 4.0), Figure("q", 12, 2.0), Figure("hurt", 12, 2.0))
    pattern = suppress([RoundFigures("1", scales, (UnitFigures("a", None, 12, 12, figures),))])

    assert means(pattern, scale="hurt") == {"a": FEW}
    assert [means(pattern, scale=scale)["a"] for scale in ("q", "sum")].count(None) == 1


def test_what_the_supplier_hid_stays_hidden_and_is_not_what_is_left_over() -> None:
    hidden = UnitFigures("b", "p", 5, None, (Figure("s", is_hidden_by_supplier=True),))
    shown = [survey([("p", None, 20), ("a", "p", 8), ("c", "p", 7)])]
    pattern = suppress([RoundFigures("1", (SCALE,), (*shown[0].units, hidden))])

    found = means(pattern)
    assert (found["p"], found["b"]) == (None, SUPPLIER)
    assert {found["a"], found["c"]} == {None, TELL}


def test_offensive_behaviour_needs_twenty_and_a_distribution_eight() -> None:
    spread = ((0.0, 3), (50.0, 4))
    scales = (ScaleFacts("hurt", 0, 100, is_sensitive=True), SCALE)
    figures = (Figure("hurt", 7, 50.0), Figure("s", 7, 50.0, spread))
    pattern = suppress([RoundFigures("1", scales, (UnitFigures("a", None, 7, 7, figures),))])

    assert means(pattern, scale="hurt") == {"a": FEW}
    assert means(pattern) == {"a": None}
    assert pattern.hidden[Cell("1", "a", "s", Measure.DISTRIBUTION)] is FEW


def test_a_distribution_in_which_all_answered_alike_is_hidden_with_the_few() -> None:
    def unit(key: str, parent: str | None, n: int, spread: tuple[tuple[float, int], ...]) -> UnitFigures:
        return UnitFigures(key, parent, n, n, (Figure("s", n, 50.0, spread),))

    alike = (unit("p", None, 12, ((50.0, 12),)), unit("a", "p", 8, ((50.0, 8),)), unit("b", "p", 4, ((50.0, 4),)))
    apart = (
        unit("p", None, 12, ((0.0, 6), (100.0, 6))),
        unit("a", "p", 8, ((0.0, 4), (100.0, 4))),
        unit("b", "p", 4, ((0.0, 2), (100.0, 2))),
    )
    for units, is_shown in ((alike, False), (apart, True)):
        pattern = suppress([RoundFigures("1", (SCALE,), units)])
        assert pattern.shows("1", "p", "s", Measure.DISTRIBUTION) is is_shown
        assert pattern.shows("1", "p", "s", Measure.MEAN)


def test_shares_that_may_be_several_numbers_of_people_are_taken_to_tell() -> None:
    """What the few answered is in what is left of the distribution, and nobody can say how much that leaves open."""

    def unit(key: str, parent: str | None, n: int, is_rounded: bool) -> UnitFigures:
        half = n // 2
        return UnitFigures(
            key, parent, n, n, (Figure("s", n, 50.0, ((0.0, half), (100.0, half)), is_rounded=is_rounded),)
        )

    for is_rounded in (False, True):
        units = (unit("p", None, 12, is_rounded), unit("a", "p", 8, is_rounded), unit("b", "p", 4, is_rounded))
        pattern = suppress([RoundFigures("1", (SCALE,), units)])
        assert pattern.shows("1", "p", "s", Measure.DISTRIBUTION) is not is_rounded
        assert pattern.shows("1", "p", "s", Measure.MEAN)


def test_a_distribution_around_few_with_a_score_of_the_sum_alone_tells_too() -> None:
    """No file gave the four a figure of the part: what all around them answered alike, they did, too."""
    scales = (ScaleFacts("sum", 0, 8), *(ScaleFacts(part, 0, 4, part_of="sum") for part in "xy"))

    def unit(key: str, parent: str | None, n: int) -> UnitFigures:
        figures = (Figure("sum", n, 4.0), Figure("x", n, 2.0, ((2.0, n),)), Figure("y", n, 2.0))
        return UnitFigures(key, parent, n, n, figures if key != "b" else figures[:1])

    units = (unit("p", None, 30), unit("a", "p", 10), unit("c", "p", 10), unit("b", "p", 4))
    pattern = suppress([RoundFigures("1", scales, units)])

    assert means(pattern, scale="x") == {"a": None, "c": None, "p": None}
    assert means(pattern, scale="sum")["b"] is FEW
    assert not pattern.shows("1", "p", "x", Measure.DISTRIBUTION)


def test_rule_34_the_same_units_protect_each_other_in_every_round() -> None:
    """Each round by itself would hide another sibling, and the two together would leave the four alone."""
    first = [("p", None, 28), ("a", "p", 8), ("b", "p", 4), ("c", "p", 6), ("d", "p", 10)]
    second = [("p", None, 28), ("a", "p", 5), ("b", "p", 3), ("c", "p", 10), ("d", "p", 10)]
    alone = [means(suppress([survey(tree)])) for tree in (first, second)]
    assert [unit for unit in "abcd" if alone[0][unit] is TELL] != [unit for unit in "abcd" if alone[1][unit] is TELL]

    pattern = suppress([survey(first, "1"), survey(second, "2")])

    hidden = [{unit for unit, reason in means(pattern, round).items() if reason} for round in ("1", "2")]
    assert hidden[0] == hidden[1]


def test_a_unit_that_moves_is_not_the_difference_between_two_rounds() -> None:
    before = survey([("k", None, 40), ("p", "k", 14), ("q", "k", 26), ("b", "p", 4), ("a", "p", 10)], "1")
    after = survey([("k", None, 40), ("p", "k", 10), ("q", "k", 30), ("b", "q", 4), ("a", "p", 10)], "2")
    pattern = suppress([before, after])

    assert not (pattern.shows("1", "p", "s", Measure.MEAN) and pattern.shows("2", "p", "s", Measure.MEAN))


def test_a_unit_that_was_merged_is_not_what_the_new_one_has_more() -> None:
    before = survey([("k", None, 50), ("a", "k", 8), ("b", "k", 4), ("c", "k", 12), ("d", "k", 26)], "1")
    after = survey([("k", None, 50), ("ab", "k", 12), ("c", "k", 12), ("d", "k", 26)], "2")
    merger = moved("ab", ["ab"])
    pattern = suppress([before, after], reorganisations=[merger])

    assert not (pattern.shows("1", "a", "s", Measure.MEAN) and pattern.shows("2", "ab", "s", Measure.MEAN))


def test_the_trees_tell_of_mergers_and_splits_themselves() -> None:
    """Nobody has to say that two units became one: what is gone and what has come under the same unit is the same."""
    top = [("k", None, 60), ("x", "k", 30)]
    before = survey([*top, ("a", "x", 8), ("b", "x", 4), ("c", "x", 12)], "1")
    after = survey([*top, ("ab", "x", 12), ("c1", "x", 6), ("c2", "x", 6), ("c3", "c2", 2)], "2")

    assert reorganisations_of([before, survey(top, "other")]) == []
    (change,) = reorganisations_of([before, after])
    assert change == moved("abc", ["ab", "c1", "c2", "c3"])
    assert reorganisations_of([before, survey([*top, ("a", "x", 8), ("d", "x", 16)], "2")]) == [moved("bc", "d")]


def test_two_units_that_exchanged_people_between_two_cuts_of_the_same_answers_end_the_search() -> None:
    """What both hold together is known without any figure: where that leaves one of them too little, nothing that
    could be hidden would help, and the search must not go on for ever."""
    trees = [[("k", None, 48), ("a", "k", n), ("b", "k", 44 - n), ("c", "k", 3)] for n in (28, 25)]
    cuts = [structs.replace(survey(tree, str(no)), answers="1") for no, tree in enumerate(trees, 1)]
    pattern = suppress(cuts, reorganisations=[moved("ab", "ab")])

    assert means(pattern) == {"a": TELL, "b": TELL, "c": FEW, "k": TELL}


def test_what_holds_units_that_exchanged_people_between_two_cuts_is_shown_in_neither() -> None:
    """It holds the same people in both: shown in one and hidden in the other, it would tell of whom all but two
    are with now."""
    trees = [
        [("k", None, 62), ("p", "k", 39), ("a", "p", n), ("b", "p", 39 - n), ("c", "k", 13), ("d", "k", 10)]
        for n in (27, 2)
    ]
    cuts = [structs.replace(survey(tree, str(no)), answers="1") for no, tree in enumerate(trees, 1)]
    pattern = suppress(cuts, reorganisations=[moved("ab", "ab")])

    for round in ("1", "2"):
        shown = {unit for unit, reason in means(pattern, round).items() if reason is None}
        assert shown == {"d"}


def test_a_unit_with_other_numbers_in_two_rounds_of_one_survey_is_shown_in_neither() -> None:
    """15 and 14 of the same answers: nobody told who moved, and the one less the other is what one answered."""
    trees = [[("k", None, 45), ("a", "k", n), ("b", "k", 30 - n), ("c", "k", 15)] for n in (15, 14)]
    cuts = [structs.replace(survey(tree, str(no)), answers="1") for no, tree in enumerate(trees, 1)]
    pattern = suppress(cuts)

    for round in ("1", "2"):
        assert means(pattern, round) == {"k": None, "a": TELL, "b": TELL, "c": None}
    alike = suppress([structs.replace(survey(trees[0], round), answers="1") for round in ("1", "2")])
    assert not alike.hidden
    assert not suppress([survey(tree, str(no)) for no, tree in enumerate(trees, 1)]).hidden  # two surveys


def test_what_was_hidden_does_not_appear_beside_what_goes() -> None:
    """a was shown and b hidden with the three: were b shown and a hidden now, who read both would know the three."""
    tree: Tree = [("k", None, 41), ("p", "k", 20), ("a", "p", 9), ("b", "p", 8), ("f", "p", 3), ("q", "k", 21)]
    rounds = [survey([*tree, ("d", "q", 9), ("e", "q", 12)], round) for round in "12"]
    before = suppress(rounds)
    assert [means(before, "2")[unit] for unit in "pabf"] == [None, None, TELL, FEW]
    for told in ("ad", "bd", "ab"):
        after = suppress(rounds, earlier=before, reorganisations=[moved(told, told)])
        assert not (after.shown - before.shown and after.withdrawn)
        again = suppress(rounds, earlier=after)
        assert not any(again.shows(round, "b", "s", Measure.MEAN) and after.withdrawn for round in "12")


def test_one_survey_in_two_rounds_is_known_by_its_days_and_units() -> None:
    days, others = ("s", 2024), ("s", 2025)
    rounds = {
        "1": (days, frozenset("ab")),
        "2": (days, frozenset("cd")),
        "3": (others, frozenset("abcd")),
        "4": (days, frozenset("dac")),
    }

    assert same_answers(rounds) == {"1": "1", "2": "1", "4": "1", "3": "3"}


def test_what_was_shown_before_and_must_go_is_listed() -> None:
    earlier = suppress([survey([("p", None, 12), ("a", "p", 7), ("b", "p", 5)])])
    assert not earlier.hidden

    later = suppress([survey([("p", None, 12), ("a", "p", 8), ("b", "p", 4)])], None, earlier)

    gone = {(cell.unit, cell.scale, cell.measure) for cell in later.withdrawn}
    assert gone == {
        (unit, scale, measure)
        for unit in "ab"
        for scale, measure in (("", Measure.COUNT), ("", Measure.TEXT), ("s", Measure.COUNT), ("s", Measure.MEAN))
    }


def test_what_was_shown_before_is_kept_where_another_can_go() -> None:
    tree = [("p", None, 30), ("a", "p", 9), ("b", "p", 4), ("c", "p", 7), ("d", "p", 10)]
    measures = (("", Measure.COUNT), ("s", Measure.MEAN))
    earlier = Pattern(frozenset(Cell("1", "c", scale, measure) for scale, measure in measures), {}, ())

    assert means(suppress([survey(tree)], None, earlier)) == {"p": None, "a": TELL, "b": FEW, "c": None, "d": None}


def test_the_same_figures_give_the_same_pattern_and_what_is_unknown_is_not_shown() -> None:
    world = world_of(7)
    patterns = [world.pattern() for _ in range(2)]

    assert patterns[0] == patterns[1]
    assert not patterns[0].shows("1", "nobody", "s", Measure.MEAN)
    assert not patterns[0].shown & patterns[0].hidden.keys()


@pytest.mark.parametrize("units", [[("a", "b", 9), ("b", "a", 9)], [("a", None, 9), ("a", None, 9)]])
def test_a_circle_and_a_unit_named_twice_are_refused(units: Tree) -> None:
    with pytest.raises(ValueError, match=r"circle|twice"):
        suppress([survey(units)])


@settings(max_examples=40, derandomize=True, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_no_attack_finds_what_is_hidden(seed: int) -> None:
    """Trees, thresholds, up to three rounds, reorganisations, sums of scales and distributions, all made up by chance.

    tests/performance/attack_suppression.py takes as many as one likes.
    """
    world = world_of(seed)
    pattern = world.pattern()
    assert not [str(breach) for breach in breaches(world, pattern.shown)]


@settings(max_examples=2, derandomize=True, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_whole_answers_tell_no_more(seed: int) -> None:
    """The same with whole people giving whole answers, which a mixed-integer program takes into account."""
    world = world_of(seed)
    pattern = world.pattern()
    assert not [str(breach) for breach in breaches(world, pattern.shown, is_whole=True)]


def test_the_attacks_break_a_threshold_for_each_figure_by_itself() -> None:
    """Trap 17. An attack that nothing fails proves nothing."""
    found = [{breach.what for breach in breaches(world, naive(world))} for world in map(world_of, range(20))]

    assert len([what for what in found if what]) >= 15
    assert set.union(*found) == {"isolated", "narrow"}
