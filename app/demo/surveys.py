"""Surveys of the demo: an instrument of the municipality's own, and rounds of the quick four (made up)."""

from app.demo.town import Town
from app.surveys.actions import create_instrument, put_scale
from app.surveys.enums import ScaleScoring
from app.surveys.rules.typed import TypedScale


async def load_surveys(town: Town) -> None:
    """What HR of the made-up municipality has written."""
    await _own_instrument(town)


async def _own_instrument(town: Town) -> None:
    keeper = town.keeper.now
    made = await create_instrument(
        keeper,
        town.municipality,
        name="Samarbejde i teamet (opdigtet)",
        edition="2026",
        source="Opdigtet til demoen",
    )
    questions = "Kan I få hjælp af hinanden?\nHar I tid til at tale om det svære?"
    scale = TypedScale(
        name="Samarbejde",
        minimum=0,
        maximum=100,
        scoring=ScaleScoring.MEAN,
        is_higher_better=True,
        items=questions,
        inverted="Oplever I, at opgaver falder mellem to stole?",
        lowest=1,
        highest=5,
        anchors="Aldrig\nSjældent\nSommetider\nOfte\nAltid",
    )
    await put_scale(keeper, made.public_id, scale, seen=1)
