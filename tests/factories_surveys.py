"""Makers for what surveys need."""

from app.organisation.actions import Created
from app.surveys.actions import create_instrument, put_scale
from app.surveys.enums import ScaleScoring
from app.surveys.rules.typed import TypedScale
from tests.factories import Cast

TRUST = TypedScale(
    name="Tillid",
    minimum=1,
    maximum=5,
    scoring=ScaleScoring.MEAN,
    is_higher_better=True,
    items="Stoler du på ledelsen?\nStoler ledelsen på dig?",
    lowest=1,
    highest=5,
    bands="2,5 Lav\n5 Høj",
)


async def make_instrument(cast: Cast, municipality: int, name: str = "Vores eget skema") -> Created:
    """An instrument of the municipality's own with one scale, in its edition 2024."""
    made = await create_instrument(cast.system, municipality, name=name, edition="2024", source="Os selv")
    await put_scale(cast.system, made.public_id, TRUST, seen=1)
    return made
