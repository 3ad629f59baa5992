"""How many gave each answer, typed from a printed report."""

from decimal import Decimal

import msgspec
import pytest

from app.surveys.enums import ScaleScoring
from app.surveys.rules.entry import Entry, TypedFigure, entries_of
from app.surveys.rules.instruments import Item, Scale
from app.surveys.rules.spread import (
    answers_text,
    mean_problem_of,
    on_scale,
    part_text,
    people_of,
    spread_of,
    spread_problem,
)

SCALE = Scale(
    code="s",
    name="Tillid",
    minimum=0,
    maximum=100,
    is_higher_better=True,
    scoring=ScaleScoring.MEAN,
    items=(Item("a", "Stoler I på ledelsen?", 1, 3, anchors=("Nej", "I nogen grad", "Ja")),),
)
GOOD = TypedFigure(n=12, mean="62,5", spread="1: 2\nI nogen grad: 5\n3 5")


def said(**values: object) -> dict[str, str]:
    return entries_of((SCALE,), (msgspec.structs.replace(GOOD, **values),), 12)[1]


def test_numbers_and_per_cent_are_kept_as_they_are_printed() -> None:
    """Rounded shares are not made people of: 33, 33 and 33 stay 33."""
    assert entries_of((SCALE,), (GOOD,), 12) == ({"s": Entry(12, "62.5", distribution=((1, 2), (2, 5), (3, 5)))}, {})
    shares = spread_of("1: 33 %\n2: 33,5 %\nja: 33%", SCALE)
    assert shares == ((1, "33"), (2, "33.5"), (3, "33"))
    assert [part_text(part) for _, part in shares] == ["33 %", "33,5 %", "33 %"]
    assert part_text(12) == "12"
    assert [on_scale(answer, SCALE) for answer in (1, 2, 3)] == [0, 50, 100]


@pytest.mark.parametrize(
    ("values", "field", "text"),
    [
        ({"spread": "12"}, "spread", "Linje 1: Skriv svaret, og hvor mange der gav det, for eksempel »4: 12«"),
        ({"spread": "1: 12\n4: 0"}, "spread", "Linje 2: »4« er ikke et af svarene. De går fra 1 til 3."),
        ({"spread": "1: 12\nnej: 0"}, "spread", "Linje 2: Svaret 1 står to gange."),
        ({"spread": "1: 2,5\n2: 9"}, "spread", "Linje 1: Skriv et helt antal, eller sæt % efter tallet."),
        ({"spread": "1: 2\n2: 80 %"}, "spread", "Skriv enten antal eller procent på alle linjer."),
        ({"spread": "1: 2\n2: 9"}, "spread", "Fordelingen har 11 svar, men antallet er 12."),
        ({"spread": "1: 50 %\n2: 60 %"}, "spread", "12 svar kan ikke give disse procenter"),
        ({"spread": "1: 49 %\n2: 51 %"}, "spread", "12 svar kan ikke give disse procenter"),
        ({"mean": "62,4"}, "spread", "Fordelingen giver en score på 62,5, men scoren er 62,4."),
        ({"mean": "70", "spread": "1: 17 %\n2: 42 %\n3: 42 %"}, "spread", "Fordelingen giver en score på 62,5"),
        ({"n": None}, "spread", "Skriv også antal svar og score."),
        ({"mean": ""}, "spread", "Skriv også antal svar og score."),
        ({"n": None, "mean": "", "is_removed": True}, "mean", "Fjern krydset, eller lad felterne være tomme."),
        ({"mean": "", "is_hidden_by_supplier": True}, "mean", "Leverandøren har skjult tallet"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(values: dict[str, object], field: str, text: str) -> None:
    ((place, message),) = said(**values).items()
    assert place == f"{field}_0"
    assert message.startswith(text)


def test_a_share_is_people_only_where_it_can_be_one_number() -> None:
    assert people_of(((1, "17"), (2, "83")), 12) == (((1, 2), (2, 10)), True)
    assert people_of(((1, 2), (2, 10)), 12) == (((1, 2), (2, 10)), True)
    assert people_of(((1, "33"), (2, "67")), 300) == (((1, 98), (2, 200)), False)
    assert spread_problem(((1, "33"), (2, "67")), 300) == ""


def test_a_score_must_be_one_that_the_answers_can_give() -> None:
    """As exact as the score is written, and as uncertain as rounded shares are."""
    one = msgspec.structs.replace(SCALE, minimum=1, maximum=5, items=())
    typed = ((1, 2), (2, 3), (3, 5), (4, 6), (5, 4))
    assert [
        mean_problem_of(typed, 20, Decimal(mean), one) == "" for mean in ("3.35", "3.3", "3.4", "3", "1.2", "3.5")
    ] == [
        *(True, True, True, True, False, False),
    ]
    shares = ((1, "33"), (5, "67"))  # of 300: from 97 to 100 and from 200 to 202 people
    assert [mean_problem_of(shares, 300, Decimal(mean), one) == "" for mean in ("3.67", "3.69", "3.5")] == [
        *(True, True, False),
    ]
    several = msgspec.structs.replace(one, items=SCALE.items * 2)
    assert mean_problem_of(typed, 20, Decimal("1.2"), several) == ""
    assert answers_text(one) == "1 til 5"
    assert answers_text(SCALE) == "1 til 3 (»Nej« til »Ja«)"
