"""Makers for indicators: what is followed, and its figures."""

from datetime import date

from app.access.policy import Actor
from app.indicators.actions import IndicatorFacts, create_indicator, put_value
from app.indicators.enums import IndicatorKind, Trend
from app.indicators.rules import TypedFigure
from app.organisation.actions import Created
from tests.factories import UnitRef

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


async def make_indicator(actor: Actor, municipality: int, name: str = "Personaleomsætning") -> Created:
    facts = IndicatorFacts(
        kind=IndicatorKind.STAFF_TURNOVER, name=name, definition="Alle månedslønnede; vikarer tæller ikke med."
    )
    return await create_indicator(actor, municipality, facts)


async def make_figures(actor: Actor, indicator: Created, unit: UnitRef, word: str) -> str:
    """A direction, and a number of 2024 with `word` in all it says: the public id of the number."""
    typed = TypedFigure(
        period_text=f"Før {word}", trend=Trend.HIGHER, compared_with=f"Året før {word}", source=f"Kilde {word}"
    )
    await put_value(actor, indicator.public_id, unit.public_id, typed)
    number = TypedFigure(
        period_from=FIRST,
        period_to=LAST,
        numerator="20",
        denominator="160",
        caveat=f"Talt {word}",
        source=f"Løn {word}",
    )
    return (await put_value(actor, indicator.public_id, unit.public_id, number)).public_id
