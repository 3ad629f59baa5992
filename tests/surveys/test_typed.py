"""Scales as people type them, and what is said of those that cannot be used."""

from decimal import Decimal

import msgspec
import pytest

from app.surveys.enums import ScaleScoring
from app.surveys.rules.instruments import Band, Benchmark, Scale, scale_problems
from app.surveys.rules.shipped import QUICK_FOUR, SHIPPED
from app.surveys.rules.typed import TypedScale, bands_of, code_of, decimal_of, scale_of, typed_of

GOOD = TypedScale(name="Tillid", minimum=1, maximum=5, scoring=ScaleScoring.MEAN, is_higher_better=True)
OTHER = Scale(code="samlet", name="Samlet", minimum=1, maximum=5, is_higher_better=True)


def typed(**values: object) -> dict[str, str]:
    """What is said of a scale typed so."""
    return scale_of(msgspec.structs.replace(GOOD, **values), "tillid", (OTHER,))[1]


def test_what_is_shipped_can_be_used_and_typed_again() -> None:
    """Figures without a source are not shipped: each benchmark has its source and population."""
    for instrument in SHIPPED:
        for at, scale in enumerate(instrument.scales):
            assert scale_problems(scale, instrument.scales[:at]) == {}
    four = QUICK_FOUR.scales[0]
    again, problems = scale_of(typed_of(four), four.code, ())
    assert problems == {}
    assert again is not None
    assert again.benchmark == four.benchmark
    assert (again.bands, len(again.items)) == (four.bands, 4)
    assert [item.wording for item in again.items] == [item.wording for item in four.items]


def test_a_whole_scale_is_read() -> None:
    scale, problems = scale_of(
        msgspec.structs.replace(
            GOOD,
            part_of="samlet",
            items="Hvordan går det?\n\n  Og nu? ",
            inverted="Er det slemt?",
            lowest=1,
            highest=3,
            anchors="nej\nmåske\nja",
            bands="1–2,5: Lav\n5 Høj",
            benchmark="3,4",
            benchmark_source="Rapporten",
            benchmark_population="Alle",
        ),
        "tillid",
        (OTHER,),
    )
    assert problems == {}
    assert scale is not None
    assert [(item.code, item.is_inverted) for item in scale.items] == [
        ("hvordan-gaar-det", False),
        ("og-nu", False),
        ("er-det-slemt", True),
    ]
    assert scale.bands == (Band(Decimal("2.5"), "Lav"), Band(Decimal("5"), "Høj"))
    assert scale.benchmark == Benchmark(Decimal("3.4"), "Rapporten", "Alle")


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"minimum": None}, "minimum", "Udfyld skalaens laveste værdi."),
        ({"maximum": 1}, "maximum", "Skalaens højeste værdi skal være over den laveste."),
        ({"part_of": "findes-ikke"}, "part_of", "Vælg en skala, der findes i skemaet."),
        ({"items": "Hvad?"}, "lowest", "Skriv det laveste og det højeste svar, når du skriver spørgsmål."),
        ({"items": "Hvad?", "lowest": 3, "highest": 3}, "items", "Det højeste svar skal være over det laveste."),
        (
            {"items": "Hvad?", "lowest": 1, "highest": 3, "anchors": "ja\nnej"},
            "items",
            "Skriv ét ord for hvert svar, eller lad ordene være tomme.",
        ),
        (
            {"scoring": ScaleScoring.SUM, "items": "A\nB", "lowest": 0, "highest": 4},
            "items",
            "Summen af svarene går fra 0 til 8, men skalaen fra 1 til 5.",
        ),
        (
            {"bands": "2 Lav\nHøj"},
            "bands",
            "Linje 2: Skriv, hvor båndet slutter, og hvad det hedder, for eksempel »8 Meget lav«.",
        ),
        ({"bands": "5 Høj\n2 Lav"}, "bands", "Skriv båndene med det laveste først, og hver grænse én gang."),
        ({"bands": "2,55 Lav\n5 Høj"}, "bands", "En grænse kan have højst én decimal."),
        (
            {"bands": "2 Lav\n4 Høj"},
            "bands",
            "Det sidste bånd skal slutte ved skalaens højeste værdi, 5. Ellers får nogle scorer intet.",
        ),
        ({"benchmark": "mange"}, "benchmark", "Skriv et tal, for eksempel 10,2."),
        (
            {"benchmark": "9", "benchmark_source": "x", "benchmark_population": "y"},
            "benchmark",
            "Skriv et tal fra 1 til 5.",
        ),
        (
            {"benchmark": "3", "benchmark_population": "y"},
            "benchmark_source",
            "Skriv, hvor tallet kommer fra. Uden en kilde kan det ikke bruges.",
        ),
        ({"benchmark": "3", "benchmark_source": "x"}, "benchmark_population", "Skriv, hvem der har svaret."),
        (
            {"benchmark_source": "Rapporten, side 4"},
            "benchmark",
            "Skriv tallet, som kilden handler om, eller lad alle tre felter være tomme.",
        ),
        (
            {"name": "SAMLET"},
            "name",
            "Skemaet har allerede en skala, der hedder »Samlet«. Kald den noget andet.",
        ),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(values: dict[str, object], field: str, said: str) -> None:
    assert typed(**values) == {field: said}


def test_two_scales_do_not_share_a_code() -> None:
    same = msgspec.structs.replace(OTHER, code="samlet", name="Noget andet")
    assert scale_problems(same, (OTHER,)) == {"code": "Skemaet har allerede en skala med koden samlet."}
    assert code_of("Krænkende handlinger, mål 1", []) == "kraenkende-handlinger-maal-1"
    assert code_of("Tillid", ["tillid", "tillid-2"]) == "tillid-3"
    assert code_of("???", []) == "skala"


@pytest.mark.parametrize(("text", "value"), [("10,2", "10.2"), (" 10.25 ", "10.25"), ("7", "7"), ("−3", "-3")])
def test_numbers_with_comma_or_point(text: str, value: str) -> None:
    """Trap 23: 3,5 is not 35."""
    assert decimal_of(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234,5", "1,2,3", "ti", "1e3", "٣", "", "NaN", "1 000"])
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="Skriv et tal"):
        decimal_of(text)


def test_bands_may_say_where_they_begin() -> None:
    assert bands_of("0-8: Meget lav\n8,1 til 10 Lav\n16 Høj 2") == (
        Band(Decimal("8"), "Meget lav"),
        Band(Decimal("10"), "Lav"),
        Band(Decimal("16"), "Høj 2"),
    )
