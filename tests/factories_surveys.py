"""Makers for what surveys need."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from app.db.transaction import transaction
from app.documents.papers import PaperFacts, add_paper
from app.organisation.actions import Created
from app.surveys.actions import (
    RoundFacts,
    UnitEntry,
    create_instrument,
    create_round,
    publish_round,
    put_figures,
    put_scale,
)
from app.surveys.actions.told import ToldFacts, tell_reorganisation
from app.surveys.enums import ScaleScoring, SurveyDirection
from app.surveys.queries import get_round, shown
from app.surveys.rules.entry import Entry
from app.surveys.rules.shown import ShownRound
from app.surveys.rules.typed import TypedScale
from tests.factories import Cast, Member, UnitRef
from tests.factories_files import stage

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
SOCIAL = "social-kapital"


async def make_instrument(cast: Cast, municipality: int, name: str = "Vores eget skema") -> Created:
    """An instrument of the municipality's own with one scale, in its edition 2024."""
    made = await create_instrument(cast.system, municipality, name=name, edition="2024", source="Os selv")
    await put_scale(cast.system, made.public_id, TRUST, seen=1)
    return made


def entry(unit: int, invited: int, n: int, mean: str, scale: str = SOCIAL) -> UnitEntry:
    """So many answered of so many, with this score."""
    return UnitEntry(unit=unit, invited=invited, answered=n, figures={scale: Entry(n, mean)})


async def make_figures(
    cast: Cast, unit: UnitRef, *entries: UnitEntry, until: date = date(2025, 6, 1), publish: bool = True
) -> str:
    """A round of the quick four over `unit`, with these figures; its public id."""
    facts = RoundFacts(name=f"Måling {until.year}", period_from=until, period_to=until)
    made = await create_round(cast.system, unit=unit.public_id, instrument="fire-hurtige", facts=facts)
    await put_figures(cast.system, made.public_id, entries)
    if publish:
        await publish_round(cast.system, made.public_id, seen=1)
    return made.public_id


async def seen_by(member: Member, public_id: str) -> ShownRound:
    """What a member is shown of a round."""
    found = await get_round(member.scope, public_id)
    return (await shown(member.scope, (found,)))[found.row.id]


async def scores(member: Member, public_id: str) -> Mapping[str, object]:
    """The mean that a member is shown of each unit."""
    units = (await seen_by(member, public_id)).units
    return {unit.name: unit.figures[SOCIAL].mean for unit in units if SOCIAL in unit.figures}


async def make_told(
    cast: Cast, before: Sequence[UnitRef], after: Sequence[UnitRef], note: str = "", on: date = date(2025, 2, 1)
) -> str:
    """A reorganisation that was told; its public id."""
    facts = ToldFacts(
        changed_on=on,
        before=[unit.public_id for unit in before],
        after=[unit.public_id for unit in after],
        note=note,
    )
    return (await tell_reorganisation(cast.system, facts, accepted=True)).public_id


async def make_round(
    cast: Cast, unit: UnitRef, word: str, by: Member | None = None, root: Path | None = None
) -> tuple[str, str, str, str]:
    """A draft and a published round of `unit`, with `word` in both, the unit in the latter and a report that all its
    readers may open, laid in by `by` if anybody: their ids."""
    ids, last = [], ""
    for publish in (False, True):
        facts = RoundFacts(name=f"Måling {word}", year=2024, note=f"Om {word}", ordered_by=f"Chefen {word}")
        made = await create_round(cast.system, unit=unit.public_id, instrument="fire-hurtige", facts=facts)
        told = UnitEntry(
            unit=unit.id,
            invited=20,
            answered=12,
            direction=SurveyDirection.NEGATIVE,
            direction_note=f"Ned {word}",
            figures={SOCIAL: Entry(12, "9.5")},
        )
        await put_figures(cast.system, made.public_id, [told])
        if publish:
            await publish_round(cast.system, made.public_id, seen=1)
        found = await get_round(cast.system.scope, made.public_id)
        units = (await shown(cast.system.scope, (found,)))[made.id].units
        ids.append(made.public_id)
        last = units[0].public_id
    if by is None or root is None:
        return ids[0], ids[1], last, ""
    report = await stage(root, f"rapport-{word}.pdf")
    facts_of = PaperFacts(municipality=found.row.municipality, round=found.row.id)
    async with transaction():
        paper = await add_paper(by.actor, report, facts_of)
    return ids[0], ids[1], last, paper.public_id
