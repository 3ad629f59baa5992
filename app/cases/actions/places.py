"""Where a case belongs: its units and its inspection visit; and correcting a visit."""

from collections.abc import Sequence
from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.register import find_units, find_visit
from app.cases.actions.steps import begin
from app.cases.queries.places import UnitOfCase, list_units_of_case, units_with_items
from app.cases.queries.refs import CaseRef, get_case_ref_by_id
from app.cases.queries.visits import VisitDetail, get_visit_by_id
from app.cases.rules.dates import shown
from app.cases.rules.fields import required_text
from app.cases.tables import Case, CaseUnit, InspectionVisit
from app.core.dates import require_past
from app.core.errors import Invalid, NotFound, Stale, conflicts_between
from app.core.text import clean_line, clean_text, search_text
from app.db.sql import execute, fetch_one, in_list, insert, update_version
from app.db.transaction import transaction


class _Numbers(msgspec.Struct, frozen=True):
    authority_case_no: str
    esdh_case_no: str
    visit: int | None


async def change_places(
    actor: Actor, case_id: int, *, seen: int, units: Sequence[int], visit: int | None, reason: str
) -> bool:
    """Sets the units and the visit of a case; False where nothing differs. `seen` is the version the page showed.

    Units outside the actor's scope stay as they are. Kept units keep the name they had. Raises `Invalid` naming the
    field for a unit that items of the case are on, for the last unit through which the actor may change the case, for
    another municipality's and without a reason; `NotFound` for a visit out of scope, `Stale` with both versions.
    """
    reason = clean_text(reason)
    async with transaction():
        await begin(actor, case_id)
        ref = await get_case_ref_by_id(actor.scope, case_id)  # as it is now that it is locked
        held = await list_units_of_case(actor.scope, case_id)
        kept = [each for each in held if each.id in units or not each.is_mine]
        new = [each for each in units if each not in {unit.id for unit in held}]
        added = await find_units(actor, tuple(new), "add_1") if new else []
        if any(each.municipality != ref.municipality for each in added):
            message = "Vælg enheder fra samme kommune."
            raise Invalid("case.units_of_two_municipalities", message, {"add_1": message})
        numbers = await fetch_one(
            _Numbers, "SELECT authority_case_no, esdh_case_no, visit FROM cases WHERE id = {}", case_id
        )
        if numbers is None:  # found a moment ago, and nothing is deleted
            raise NotFound
        names = [*(each.name for each in kept), *(each.name for each in added)]
        before = _shown([each.name for each in held], await _visit_text(actor, numbers.visit))
        after = _shown(names, await _new_visit_text(actor, visit, numbers.visit, ref.municipality))
        if ref.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        if before == after:
            return False
        required_text(reason, "reason", "Skriv, hvorfor det rettes. Det står i historikken.")
        removed = [each for each in held if each not in kept]
        await _check_removed(actor, case_id, removed, [*(each.id for each in kept), *(each.id for each in added)])
        found_by = search_text(ref.reference, numbers.authority_case_no, numbers.esdh_case_no, ref.title, *names)
        await update_version(Case, case_id, seen, visit=visit, search_text=found_by)
        await execute(
            'DELETE FROM case_units WHERE "case" = {} AND unit IN {}', case_id, in_list([each.id for each in removed])
        )
        for each in added:
            await insert(CaseUnit(case=case_id, unit=each.id, unit_version=each.version))
        await _check_still_open(actor, ref, removed)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.CASE,
            case_id,
            case=case_id,
            subject=f"{ref.reference} {ref.title}",
            before=before,
            after=after,
            reason=reason,
        )
    return True


def _shown(units: list[str], visit: str) -> dict[str, str]:
    return {"Enheder": ", ".join(units), "Tilsynsbesøg": visit}


async def _visit_text(actor: Actor, visit: int | None) -> str:
    return (await get_visit_by_id(actor.scope, visit)).text if visit is not None else "Intet besøg"


async def _new_visit_text(actor: Actor, visit: int | None, standing: int | None, municipality: int) -> str:
    """A case may keep a visit that the actor sees through the case alone, but not be given such a one."""
    if visit is not None and visit != standing:
        await find_visit(actor, visit, municipality)
    return await _visit_text(actor, visit)


async def _check_removed(actor: Actor, case_id: int, removed: list[UnitOfCase], left: list[int]) -> None:
    if not left:
        message = "En sag hører til mindst én enhed. Behold én, eller tilføj en anden."
        raise Invalid("case.no_unit", message, {"units": message})
    busy = await units_with_items(actor.scope, case_id, [each.id for each in removed], beside=left)
    named = ", ".join(f"»{each.name}«" for each in removed if each.id in busy)
    if named:
        message = (
            f"{named} har tiltag i sagen og kan ikke fjernes. Flyt først tiltagene til en af sagens andre enheder "
            "(»Ret tiltaget« på hvert tiltag), eller behold enheden."
        )
        raise Invalid("case.unit_has_items", message, {"units": message})


async def _check_still_open(actor: Actor, ref: CaseRef, removed: list[UnitOfCase]) -> None:
    """Nobody shuts herself out by unticking the unit she came in through."""
    try:
        left = await get_case_ref_by_id(actor.scope, ref.id)
        is_open = may(actor, Permission.CASE_WRITE, left.ancestors).ok
    except NotFound:
        is_open = False
    if not is_open:
        named = ", ".join(f"»{each.name}«" for each in removed)
        message = (
            f"Du kan kun rette sagen gennem {named}. Behold den, eller få en, der også har de andre enheder, "
            "til at fjerne den."
        )
        raise Invalid("case.last_way_in", message, {"units": message})


async def edit_visit(
    actor: Actor,
    visit_id: int,
    *,
    seen: int,
    unit: int,
    visited_on: date | None,
    authority_case_no: str = "",
    note: str = "",
) -> None:
    """Writes the facts of a visit anew; every case of it tells so in its history.

    Raises `NotFound`, `Denied` without the right on the visit's unit or on the new one, `Invalid` for a unit out of
    scope, of another municipality, or for a day to come, `Stale` with both texts.
    """
    async with transaction():
        await execute("UPDATE visits SET version = version WHERE id = {}", visit_id)  # a lock on both engines
        old = await get_visit_by_id(actor.scope, visit_id)
        may(actor, Permission.CASE_WRITE, await ancestors_of(actor.scope, (old.unit,))).require()
        name = old.unit_name
        if unit != old.unit:
            (at,) = await find_units(actor, (unit,), "unit")
            may(actor, Permission.CASE_WRITE, await ancestors_of(actor.scope, (unit,))).require()
            if at.municipality != old.municipality:
                message = "Vælg en enhed i samme kommune."
                raise Invalid("visit.municipality", message, {"unit": message})
            name = at.name
        number, text = clean_line(authority_case_no), clean_text(note)
        before = _facts(old.unit_name, old.visited_on, old.authority_case_no, old.note)
        after = _facts(name, visited_on, number, text)
        if old.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        require_past(visited_on, actor.today, "visited_on")
        if before == after:
            return
        await update_version(
            InspectionVisit, visit_id, seen, unit=unit, visited_on=visited_on, authority_case_no=number, note=text
        )
        await _record_visit(actor, old, before, after)


def _facts(unit: str, visited_on: date | None, number: str, note: str) -> dict[str, str]:
    return {
        "Enhed": unit,
        "Besøgets dato": shown(visited_on),
        "Arbejdstilsynets sagsnummer": number,
        "Hvem deltog": note,
    }


async def _record_visit(actor: Actor, visit: VisitDetail, before: dict[str, str], after: dict[str, str]) -> None:
    cases = await execute("SELECT id FROM cases WHERE visit = {} ORDER BY id", visit.id)
    told: list[int | None] = [int(row["id"]) for row in cases]
    for case in told or [None]:
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.VISIT,
            visit.id,
            case=case,
            subject=f"Tilsynsbesøg i {visit.unit_name}",
            before=before,
            after=after,
        )
