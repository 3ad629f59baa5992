"""Surveys of the demo: an instrument of the municipality's own, and two rounds of the quick four (made up)."""

import functools
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

import msgspec

from app.access.policy import Actor
from app.committees.queries import list_committees
from app.demo.files import MadeUpFile, drawn, letter
from app.demo.timeline import Timeline
from app.demo.town import Town
from app.documents.blobs import BlobStore
from app.surveys.actions import (
    RoundFacts,
    UnitEntry,
    create_instrument,
    create_round,
    publish_round,
    put_figures,
    put_scale,
)
from app.surveys.actions.papers import add_report
from app.surveys.actions.texts import put_texts
from app.surveys.actions.told import ToldFacts, tell_reorganisation
from app.surveys.enums import ScaleScoring
from app.surveys.queries import get_round, list_kept_units, list_rounds, shown
from app.surveys.queries.texts import list_text_readers
from app.surveys.rules.entry import Entry
from app.surveys.rules.shipped import QUICK_FOUR
from app.surveys.rules.shown import ShownUnit
from app.surveys.rules.typed import TypedScale

_MEASURED = "Social og Sundhed"
_SCALE = QUICK_FOUR.scales[0].code


class _Answers(msgspec.Struct, frozen=True):
    """Of a workplace: how many were invited and answered, and the sum of their scores."""

    invited: int
    answered: int
    total: int

    def __add__(self, other: "_Answers") -> "_Answers":
        return _Answers(self.invited + other.invited, self.answered + other.answered, self.total + other.total)


# Workplaces of different sizes: of the smallest nothing may be told, and so neither of one beside it.
_FIRST = {
    "Åkanden, hus A": _Answers(22, 17, 176),
    "Åkanden, hus B": _Answers(20, 14, 127),
    "Plejehjemmet Møllebakken": _Answers(38, 27, 259),
    "Hjemmeplejen Vest": _Answers(55, 36, 310),
    "Hjemmeplejen Øst": _Answers(51, 40, 436),
    "Sygeplejen": _Answers(9, 4, 37),
    "Bostedet Lyngtoften": _Answers(24, 18, 205),
    "Bostedet Havblik": _Answers(20, 13, 122),
    "Værestedet Kompasset": _Answers(7, 6, 71),
}
_SECOND = {
    "Åkanden, hus A": _Answers(23, 19, 212),
    "Åkanden, hus B": _Answers(19, 15, 149),
    "Plejehjemmet Møllebakken": _Answers(36, 29, 281),
    "Hjemmeplejen Vest": _Answers(52, 41, 339),
    "Hjemmeplejen Øst": _Answers(54, 43, 461),
    "Sygeplejen": _Answers(10, 4, 42),
    "Bostedet Lyngtoften": _Answers(25, 20, 236),
    "Bostedet Havblik": _Answers(21, 16, 158),
    "Værestedet Kompasset": _Answers(8, 6, 67),
}


async def tell_surveys(timeline: Timeline, town: Town, store: BlobStore) -> None:
    """What HR of the made-up municipality writes: two rounds of a department, and an instrument."""
    keeper, today = town.keeper, town.keeper.now.today
    unit = next(each.public_id for each in await list_kept_units(keeper.now.scope) if each.name == _MEASURED)
    for until, answers in ((today - timedelta(days=760), _FIRST), (today - timedelta(days=40), _SECOND)):
        timeline.tell(until + timedelta(days=20), keeper, functools.partial(_round, store, unit, until, answers))
    timeline.tell(today - timedelta(days=300), keeper, _reorganised)
    timeline.tell(today, keeper, functools.partial(_texts, town.consultant.name))
    timeline.tell(today, keeper, functools.partial(_own_instrument, town.municipality))


async def _round(store: BlobStore, unit: str, until: date, answers: Mapping[str, _Answers], keeper: Actor) -> None:
    committees = await list_committees(keeper.scope)
    top = next(each.public_id for each in committees.rows if each.name == "Hovedudvalget")
    facts = RoundFacts(
        name=f"Trivselsmåling {until.year} (opdigtet)",
        period_from=until - timedelta(days=20),
        period_to=until,
        ordered_by="Direktionen",
        guidelines_on=until - timedelta(days=90),
        committee=top,
    )
    made = await create_round(keeper, unit=unit, instrument=QUICK_FOUR.key, facts=facts)
    found = await get_round(keeper.scope, made.public_id)
    units = (await shown(keeper.scope, (found,)))[made.id].units
    await put_figures(keeper, made.public_id, _entries(units, answers))
    await publish_round(keeper, made.public_id, seen=1)
    content = letter(f"Trivselsmåling {until.year}", "Resultater for hver arbejdsplads.", "Opdigtet rapport til prøve.")
    report = drawn(store, await store.stage(MadeUpFile(f"Rapport {until.year}.pdf", content)))
    await add_report(keeper, made.public_id, file=report, title="Leverandørens rapport (opdigtet)")


async def _texts(reader: str, keeper: Actor) -> None:
    """What people of one workplace wrote in the last round, for the consultant to read."""
    newest = next(row for row in await list_rounds(keeper.scope) if "opdigtet" in row.name)
    found = await get_round(keeper.scope, newest.public_id)
    units = (await shown(keeper.scope, (found,)))[newest.id].units
    unit = next(each for each in units if each.name == "Plejehjemmet Åkanden")
    people = await list_text_readers(keeper.scope, unit.unit)
    await put_texts(
        keeper,
        newest.public_id,
        unit.public_id,
        seen=unit.version,
        typed="Vi når ikke pauserne om aftenen (opdigtet)\nGodt, at vi taler om det på mødet (opdigtet)",
        readers=[each.public_id for each in people if each.name == reader],
    )


async def _reorganised(keeper: Actor) -> None:
    """Between the two rounds some of one workplace's people went to another."""
    names = ("Hjemmeplejen Vest", "Hjemmeplejen Øst")
    units = [each.public_id for each in await list_kept_units(keeper.scope) if each.name in names]
    note = "Aftengruppen gik fra Vest til Øst (opdigtet)"
    await tell_reorganisation(keeper, ToldFacts(changed_on=keeper.today, before=units, after=units, note=note))


def _entries(units: tuple[ShownUnit, ...], answers: Mapping[str, _Answers]) -> list[UnitEntry]:
    """Of each workplace what it answered, and of each unit above all that lies below it."""
    found: dict[int, _Answers] = {}
    for each in reversed(units):
        own = answers.get(each.name) or found.get(each.unit)
        if own is None:
            continue
        found[each.unit] = own
        if each.parent is not None:
            found[each.parent] = found[each.parent] + own if each.parent in found else own
    return [
        UnitEntry(
            unit=unit,
            invited=each.invited,
            answered=each.answered,
            figures={_SCALE: Entry(each.answered, str(Fraction(each.total, each.answered)))},
        )
        for unit, each in found.items()
    ]


async def _own_instrument(municipality: int, keeper: Actor) -> None:
    made = await create_instrument(
        keeper,
        municipality,
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
