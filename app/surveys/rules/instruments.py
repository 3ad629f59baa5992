"""An instrument as data: scales, items, bands and benchmark, and what makes one usable."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from app.surveys.enums import ScaleScoring

MOST_SCALES = 60
MOST_ITEMS = 60


class Band(msgspec.Struct, frozen=True):
    """Scores up to and including `to`, above those of the band before. `to` has one decimal at most."""

    to: Decimal
    label: str


class Benchmark(msgspec.Struct, frozen=True):
    """What others score, and who they are. Without a source there is none."""

    value: Decimal
    source: str
    population: str


class Item(msgspec.Struct, frozen=True):
    """A question. `anchors` are the words of its answers from the lowest to the highest; none where unknown."""

    code: str
    wording: str
    lowest: int
    highest: int
    is_inverted: bool = False
    anchors: tuple[str, ...] = ()


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured. `part_of` is the code of a scale that is the sum of this and others.

    `is_sensitive`: offensive behaviour, with a higher minimum of answers of its own (rule 33).
    """

    code: str
    name: str
    minimum: int
    maximum: int
    scoring: ScaleScoring = ScaleScoring.MEAN
    is_higher_better: bool
    is_sensitive: bool = False
    part_of: str | None = None
    items: tuple[Item, ...] = ()
    bands: tuple[Band, ...] = ()
    benchmark: Benchmark | None = None


class InstrumentData(msgspec.Struct, frozen=True, kw_only=True):
    """A questionnaire in one edition. Only rounds of the same key and edition are compared (rule 30)."""

    key: str
    edition: str
    name: str
    source: str
    valid_percent: int = 50
    scales: tuple[Scale, ...]


def one_decimal(value: Fraction | Decimal | int) -> Decimal:
    """`value` with one decimal, half up, from the exact value: 8.05 is 8.1 (rule 32)."""
    above, below = value.as_integer_ratio()  # whole numbers: a page of a large round does this ten thousand times
    tenths = (20 * abs(above) + below) // (2 * below)
    return Decimal(tenths if above >= 0 else -tenths).scaleb(-1)


def on_hundred(value: Fraction | Decimal | int, scale: Scale) -> Fraction:
    """`value` of the scale as it would be on one from 0 to 100: 10 of 16 is 62.5."""
    return (Fraction(value) - scale.minimum) * 100 / (scale.maximum - scale.minimum)


def band_of(value: Fraction | Decimal | int, scale: Scale) -> Band | None:
    """The band of a score, told by its one decimal, so that no score falls between two (rule 32).

    None where the scale has no bands, or the score lies outside the scale.
    """
    shown = one_decimal(value)
    if not scale.minimum <= shown <= scale.maximum:
        return None
    return next((band for band in scale.bands if shown <= band.to), None)


def scale_problems(scale: Scale, others: Sequence[Scale] = ()) -> dict[str, str]:
    """The Danish message per field that makes the scale unusable beside `others`; empty when it can be used."""
    problems = {}
    if not scale.code:
        problems["code"] = "Udfyld kode."
    elif scale.code in {other.code for other in others}:
        problems["code"] = f"Skemaet har allerede en skala med koden {scale.code}."
    if not scale.name:
        problems["name"] = "Udfyld navn."
    elif same := next((other for other in others if _plain(other.name) == _plain(scale.name)), None):
        problems["name"] = f"Skemaet har allerede en skala, der hedder »{same.name}«. Kald den noget andet."
    if scale.minimum >= scale.maximum:
        problems["maximum"] = "Skalaens højeste værdi skal være over den laveste."
    if scale.part_of is not None and scale.part_of not in {other.code for other in others}:
        problems["part_of"] = "Vælg en skala, der findes i skemaet."
    if text := _items_problem(scale):
        problems["items"] = text
    if text := _bands_problem(scale):
        problems["bands"] = text
    problems.update(_benchmark_problems(scale))
    return problems


def _plain(name: str) -> str:
    """What a file is read by, too: letters and spaces do not tell two scales apart."""
    return " ".join(name.casefold().split())


def _items_problem(scale: Scale) -> str:
    if len(scale.items) > MOST_ITEMS:
        return f"En skala kan have højst {MOST_ITEMS} spørgsmål."
    if any(item.lowest >= item.highest for item in scale.items):
        return "Det højeste svar skal være over det laveste."
    if any(item.anchors and len(item.anchors) != item.highest - item.lowest + 1 for item in scale.items):
        return "Skriv ét ord for hvert svar, eller lad ordene være tomme."
    if scale.scoring is ScaleScoring.SUM and scale.items:
        low, high = (sum(getattr(item, end) for item in scale.items) for end in ("lowest", "highest"))
        if (low, high) != (scale.minimum, scale.maximum):
            return f"Summen af svarene går fra {low} til {high}, men skalaen fra {scale.minimum} til {scale.maximum}."
    return ""


def _bands_problem(scale: Scale) -> str:
    if not scale.bands:
        return ""
    ends = [band.to for band in scale.bands]
    if ends != sorted(set(ends)):
        return "Skriv båndene med det laveste først, og hver grænse én gang."
    if any(end != one_decimal(end) for end in ends):
        return "En grænse kan have højst én decimal."
    if ends[-1] != scale.maximum or ends[0] < scale.minimum:
        return (
            f"Det sidste bånd skal slutte ved skalaens højeste værdi, {scale.maximum}. Ellers får nogle scorer intet."
        )
    return ""


def _benchmark_problems(scale: Scale) -> dict[str, str]:
    found = scale.benchmark
    if found is None:
        return {}
    problems = {}
    if not scale.minimum <= found.value <= scale.maximum:
        problems["benchmark"] = f"Skriv et tal fra {scale.minimum} til {scale.maximum}."
    if not found.source:
        problems["benchmark_source"] = "Skriv, hvor tallet kommer fra. Uden en kilde kan det ikke bruges."
    if not found.population:
        problems["benchmark_population"] = "Skriv, hvem der har svaret."
    return problems
