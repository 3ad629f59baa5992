"""The instruments we bring along. A benchmark or a band stands here only with the source that gives it."""

from decimal import Decimal

from app.surveys.enums import ScaleScoring
from app.surveys.rules.instruments import Band, Benchmark, InstrumentData, Item, Scale

_SOURCE = "digogdendanskemodel.dk, »Måling af social kapital« (læst i november 2026)"
_ANCHORS = ("I meget ringe grad", "I ringe grad", "Delvist", "I høj grad", "I meget høj grad")
_FOUR = (
    ("udmeldinger", "Kan man stole på de udmeldinger, der kommer fra ledelsen?"),
    ("tillid", "Stoler ledelsen på, at medarbejderne gør et godt stykke arbejde?"),
    ("opgaver", "Bliver arbejdsopgaverne fordelt på en retfærdig måde?"),
    ("konflikter", "Bliver konflikter løst på en retfærdig måde?"),
)
QUICK_FOUR = InstrumentData(
    key="fire-hurtige",
    edition="1",
    name="Social kapital, fire hurtige",
    source=(
        f"{_SOURCE}. Gælder for grupper, ikke for den enkelte. Spørgsmålenes ordlyd kan være en anden i jeres skema. "
        "En anden udgiver af de samme spørgsmål bruger andre grænser: under 8 og over 12."
    ),
    scales=(
        Scale(
            code="social-kapital",
            name="Social kapital",
            minimum=0,
            maximum=16,
            is_higher_better=True,
            scoring=ScaleScoring.SUM,
            items=tuple(Item(code, text, 0, 4, anchors=_ANCHORS) for code, text in _FOUR),
            bands=(
                Band(Decimal("8.0"), "Meget lav"),
                Band(Decimal("10.1"), "Lidt under gennemsnittet"),
                Band(Decimal("10.2"), "Gennemsnit"),
                Band(Decimal("12.3"), "Lidt over gennemsnittet"),
                Band(Decimal("16.0"), "Meget høj"),
            ),
            benchmark=Benchmark(Decimal("10.2"), _SOURCE, "Danmark. Hvem der er spurgt, er ukendt"),
        ),
    ),
)

# What suppliers' reports commonly show, without figures of anybody else's: those have no source that we may quote.
_THEMES = (
    ("trivsel", "Samlet trivsel", True, False),
    ("social-kapital", "Social kapital", True, False),
    ("arbejdsmaengde", "Arbejdsmængde og tidspres", False, False),
    ("uklare-krav", "Uklare krav og modstridende krav", False, False),
    ("foelelsesmaessige-krav", "Høje følelsesmæssige krav", False, False),
    ("kraenkende-handlinger", "Krænkende handlinger", False, True),
    ("vold", "Arbejdsrelateret vold", False, True),
)


def _generic(minimum: int, maximum: int) -> InstrumentData:
    return InstrumentData(
        key=f"generel-{minimum}-{maximum}",
        edition="1",
        name=f"Generelt skema, {minimum} til {maximum}",
        source="Handlepligt: temaer uden spørgsmål og uden tal at sammenligne med. Tallene er jeres leverandørs.",
        scales=tuple(
            Scale(
                code=code,
                name=name,
                minimum=minimum,
                maximum=maximum,
                is_higher_better=is_higher_better,
                is_sensitive=is_sensitive,
            )
            for code, name, is_higher_better, is_sensitive in _THEMES
        ),
    )


SHIPPED: tuple[InstrumentData, ...] = (QUICK_FOUR, _generic(0, 100), _generic(1, 5), _generic(1, 7))
