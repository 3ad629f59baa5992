"""From answers to scores: rules 31 and 32, inverted items, missing answers, and no score between two bands."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.surveys.enums import ScaleScoring
from app.surveys.files.formats import detect
from app.surveys.files.instruments import file_scales, scorers_of
from app.surveys.files.matching import KnownUnit
from app.surveys.files.reading import read_file
from app.surveys.files.results import Reading
from app.surveys.files.suggesting import suggest_mapping
from app.surveys.rules.instruments import Band, InstrumentData, Item, Scale, band_of, on_hundred, one_decimal
from app.surveys.rules.scores import UnitScore, item_value, respondent_score, unit_score
from app.surveys.rules.shipped import QUICK_FOUR, SHIPPED

FOUR = QUICK_FOUR.scales[0]
CODES = [item.code for item in FOUR.items]
HUNDRED = Scale(
    is_higher_better=True,
    code="h",
    name="H",
    minimum=0,
    maximum=100,
    items=tuple(Item(f"q{no}", "?", 1, 5, is_inverted=no == 3) for no in (1, 2, 3, 4)),
)


def four(*answers: int | None) -> Fraction | None:
    return respondent_score(FOUR, dict(zip(CODES, answers, strict=False)))


def band(value: str | Fraction) -> str | None:
    found = band_of(Fraction(value), FOUR)
    return found.label if found else None


def test_the_quick_four_as_the_rule_has_them() -> None:
    """Rule 31: (3, 2, 2, 3) is 10, which is 62.5 of 100; one missing answer, no sum."""
    assert four(3, 2, 2, 3) == 10
    assert on_hundred(Fraction(10), FOUR) == Fraction("62.5")
    assert on_hundred(Decimal("10.2"), FOUR) == Fraction("63.75")
    assert [four(3, 2, 2, None), four(3, 2, 2), four()] == [None, None, None]
    assert [four(0, 0, 0, 0), four(4, 4, 4, 4)] == [Fraction(0), Fraction(16)]


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("0", "Meget lav"),
        ("8.04", "Meget lav"),
        ("8.049999999", "Meget lav"),
        ("8.05", "Lidt under gennemsnittet"),
        ("10", "Lidt under gennemsnittet"),
        ("10.149999", "Lidt under gennemsnittet"),
        ("10.15", "Gennemsnit"),
        ("10.2", "Gennemsnit"),
        ("10.25", "Lidt over gennemsnittet"),
        ("12.3", "Lidt over gennemsnittet"),
        ("12.35", "Meget høj"),
        ("12.4", "Meget høj"),
        ("16", "Meget høj"),
        ("16.05", None),
        ("-0.05", None),
    ],
)
def test_bands_are_told_by_one_decimal_half_up(value: str, label: str | None) -> None:
    """Rules 31 and 32."""
    assert band(value) == label


@given(st.fractions(min_value=0, max_value=16))
def test_no_score_falls_between_two_bands(value: Fraction) -> None:
    """Rule 32: of every scale that has bands, whatever the mean."""
    for instrument in SHIPPED:
        for scale in instrument.scales:
            if scale.bands:
                at = scale.minimum + value * (scale.maximum - scale.minimum) / 16
                assert band_of(at, scale) is not None


@given(st.fractions(min_value=-200, max_value=200))
def test_one_decimal_is_the_nearest_and_the_upper_of_two(value: Fraction) -> None:
    shown = Fraction(one_decimal(value))
    assert abs(shown - value) <= Fraction(1, 20)
    assert abs(shown) >= abs(value) or abs(shown - value) < Fraction(1, 20)


def test_one_decimal_of_what_floats_get_wrong() -> None:
    """8.05 as a float lies below 8.05."""
    assert [str(one_decimal(Decimal(text))) for text in ("8.05", "0.25", "-0.25", "7", "10.149")] == [
        "8.1",
        "0.3",
        "-0.3",
        "7.0",
        "10.1",
    ]


def test_inverted_items_are_turned_and_missing_is_not_nought() -> None:
    """Trap 18; section 5.1: 100·(v-1)/(k-1), turned 100·(k-v)/(k-1); at least half must be valid."""
    assert respondent_score(HUNDRED, {"q1": 5, "q2": 5, "q3": 1, "q4": 5}) == 100
    assert respondent_score(HUNDRED, {"q1": 2, "q2": None, "q3": 4, "q4": None}) == 25
    assert respondent_score(HUNDRED, {"q1": 2, "q2": None, "q3": None, "q4": None}) is None
    assert respondent_score(HUNDRED, {"q1": 2}, valid_percent=25) == 25
    assert respondent_score(HUNDRED, {}, valid_percent=1) is None
    assert [item_value(HUNDRED.items[at], answer) for at, answer in ((0, 4), (2, 4), (2, None))] == [4, 2, None]


def test_a_sum_turns_its_inverted_items_too() -> None:
    items = (Item("a", "?", 0, 4), Item("b", "?", 0, 4, is_inverted=True))
    scale = Scale(
        code="s", name="S", minimum=0, maximum=8, is_higher_better=True, scoring=ScaleScoring.SUM, items=items
    )
    assert respondent_score(scale, {"a": 3, "b": 0}) == 7


@pytest.mark.parametrize("answer", [-1, 5, 99])
def test_an_answer_that_the_question_does_not_have_is_refused(answer: int) -> None:
    with pytest.raises(ValueError, match="skal være fra 0 til 4"):
        four(answer, 1, 1, 1)


def test_a_unit_s_score_is_the_mean_of_people_not_of_means() -> None:
    """Trap 18: 8 people at 12 and 4 at 6 are 10 together, not 9. Who has no score does not count."""
    eight, four_people = [Fraction(12)] * 8, [Fraction(6)] * 4
    assert unit_score([*eight, *four_people, None]) == UnitScore(12, Fraction(10))
    assert unit_score([None]) == unit_score([]) == UnitScore(0, None)
    assert unit_score([Fraction(1), Fraction(0), Fraction(0)]).mean == Fraction(1, 3)


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 4), min_size=1, max_size=30))
def test_scores_stay_on_the_scale(answers: list[tuple[int, int, int, int]]) -> None:
    found = unit_score(four(*each) for each in answers)
    assert found.n == len(answers)
    assert found.mean is not None
    assert 0 <= found.mean <= 16
    assert found.mean * found.n == sum(sum(each) for each in answers)


def test_bands_of_another_end_are_not_lost() -> None:
    scale = Scale(code="s", name="S", minimum=1, maximum=7, is_higher_better=True, bands=(Band(Decimal("7"), "Alle"),))
    assert band_of(Fraction(7), scale) == scale.bands[0]
    assert band_of(Fraction(1), HUNDRED) is None


def test_a_sum_of_sums_is_scored_from_the_answers_and_nothing_else_is_guessed(tmp_path: Path) -> None:
    """Rule 31: a person's sum of two scales needs every answer to both; an average of parts is not ours to weigh."""
    parts = tuple(
        Scale(
            code=code, name=code.upper(), minimum=0, maximum=4, is_higher_better=True,
            scoring=ScaleScoring.SUM, part_of="alt",
            items=(Item("1", f"Spørgsmål {code} om arbejdet", 0, 4),),
        )
        for code in ("a", "b")
    )  # fmt: skip
    whole = Scale(code="alt", name="I alt", minimum=0, maximum=8, is_higher_better=True, scoring=ScaleScoring.SUM)
    path = tmp_path / "svar.csv"
    path.write_text(
        "Enhed;Spørgsmål a om arbejdet;Spørgsmål b om arbejdet\n" + "Nord;4;1\nNord;2;\nNord;3;3\n", "utf-8"
    )
    found = detect(path)

    def reading_of(top: Scale) -> Reading:
        data = InstrumentData(key="x", edition="1", name="X", source="", scales=(top, *parts))
        scales = file_scales(data)
        mapping = suggest_mapping(found.headings, scales, found.fingerprint)
        return read_file(path, found, mapping, scales, [KnownUnit(1, "Nord")], scorers=scorers_of(data))

    summed = reading_of(whole)
    assert [(each.scale, each.n, each.mean) for each in summed.figures] == [
        ("alt", 2, Fraction(11, 2)),
        ("a", 3, Fraction(3)),
        ("b", 2, Fraction(2)),
    ]
    averaged = reading_of(msgspec.structs.replace(whole, scoring=ScaleScoring.MEAN))
    assert [each.scale for each in averaged.figures] == ["a", "b"]
    assert averaged.notes[0].startswith("»I alt« får ingen score af filen. Skalaen har ingen spørgsmål i skemaet")
