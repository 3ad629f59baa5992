"""Sending materials, and saying how far a unit has come with one."""

from collections.abc import Sequence
from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import ancestors_of
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.dates import require_past, short_date
from app.core.errors import Invalid
from app.core.text import clean_line, clean_text
from app.db.sql import fetch_rows, in_list, insert, insert_many
from app.db.transaction import transaction
from app.documents.blobs import StagedFile
from app.documents.papers import PaperFacts, add_paper, withdraw_paper
from app.material.enums import AnswerKind
from app.material.labels import ANSWER_KIND
from app.material.policy import may_keep
from app.material.queries import MaterialRow, get_material, get_material_paper, get_recipient, places_sent_to
from app.material.rules import check_number, check_text
from app.material.tables import Material, MaterialAnswer, MaterialUnit
from app.organisation.actions import Created
from app.organisation.queries import get_unit_id
from app.surveys.queries import RoundDetail, get_round


class MaterialFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a material. `round` is the public id of the survey that it follows up, or ""."""

    title: str
    description: str = ""
    esdh_reference: str = ""
    sent_on: date | None = None
    round: str = ""


async def send_material(
    actor: Actor,
    *,
    units: Sequence[str],
    below: bool,
    facts: MaterialFacts,
    files: Sequence[StagedFile] = (),
) -> Created:
    """Records that a material was sent to `units` (public ids), with `below` to every open unit under them, too; with
    its `files`, if there are any.

    Who may: leaders, consultants and HR, for each unit. Raises `Invalid` naming the field (a day in the future, no
    unit, units of two municipalities), `NotFound` for units and rounds out of sight, `Denied`.
    """
    public_id = ids.new_public_id()
    by = actor.require_person()
    title = clean_line(facts.title)[:200]
    if not title:
        text = "Skriv, hvad materialet hedder."
        raise Invalid("material.title", text, {"title": text})
    require_past(facts.sent_on, actor.today, "sent_on")
    async with transaction():
        keys = await _units(actor, units, below=below)
        municipality = await _municipality(keys)
        followed = await get_round(actor.scope, facts.round) if facts.round else None
        if followed is not None and followed.row.municipality != municipality:
            text = "Målingen er fra en anden kommune."
            raise Invalid("material.round", text, {"round": text})
        row = Material(
            public_id=public_id,
            municipality=municipality,
            title=title,
            description=clean_text(facts.description),
            esdh_reference=clean_line(facts.esdh_reference)[:200],
            round=followed.row.id if followed else None,
            sent_on=facts.sent_on,
            by=by,
            at=actor.now,
        )
        key = await insert(row)
        await insert_many([MaterialUnit(public_id=ids.new_public_id(), material=key, unit=unit) for unit in keys])
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.MATERIAL,
            key,
            subject=title,
            after=_told(row, facts.sent_on, followed, len(keys)),
        )
        for file in files:
            await add_paper(actor, file, PaperFacts(municipality=municipality, material=key))
    return Created(key, public_id)


async def material_to_keep(actor: Actor, public_id: str) -> MaterialRow:
    """A material whose files the actor may change. Raises `NotFound`, `Denied`."""
    found = await get_material(actor.scope, public_id)
    may_keep(actor, found.sender, await places_sent_to(actor.scope, found.id)).require()
    return found


async def add_material_files(actor: Actor, public_id: str, files: Sequence[StagedFile]) -> None:
    """Adds files to a material that was sent: all of them, or none. Raises as `material_to_keep` and `keep_blob`."""
    async with transaction():
        found = await material_to_keep(actor, public_id)
        for file in files:
            await add_paper(actor, file, PaperFacts(municipality=found.municipality, material=found.id))


async def withdraw_material_file(actor: Actor, public_id: str, paper: str, *, reason: str) -> None:
    """Takes a file out of use: it stays with the reason, and nobody gets it.

    Raises `Invalid` without a reason, `RuleViolation` for one that is out of use, and as `material_to_keep`.
    """
    async with transaction():
        found = await material_to_keep(actor, public_id)
        await withdraw_paper(actor, await get_material_paper(actor.scope, found.id, paper), reason=reason)


def _told(row: Material, sent_on: date | None, followed: RoundDetail | None, units: int) -> dict[str, object]:
    """How many units, not which: whoever reads the log of one of them may not know the others."""
    return {
        "titel": row.title,
        "hvad det er": row.description or None,
        "ESDH-henvisning": row.esdh_reference or None,
        "sendt": short_date(sent_on) if sent_on else "ukendt",
        "opfølgning på en måling": "ja" if followed else None,
        "antal enheder": units,
    }


async def _units(actor: Actor, units: Sequence[str], *, below: bool) -> list[int]:
    keys: list[int] = []
    for unit in dict.fromkeys(units):
        key = await get_unit_id(actor.scope, unit)
        may(actor, Permission.MATERIAL_SEND, await ancestors_of(actor.scope, (key,))).require()
        keys.append(key)
    chosen = "(SELECT uc.descendant FROM unit_closure uc WHERE uc.ancestor IN {})" if below else "{}"
    rows = await fetch_rows(
        f"SELECT u.id FROM units u WHERE u.closed_on IS NULL AND u.id IN {chosen} ORDER BY u.id", in_list(keys)
    )
    found = [int(row["id"]) for row in rows]
    check_number(len(found))
    return found


async def _municipality(units: Sequence[int]) -> int:
    rows = await fetch_rows("SELECT DISTINCT u.municipality AS n FROM units u WHERE u.id IN {}", in_list(units))
    if len(rows) > 1:
        text = "Enhederne er fra to kommuner. Send materialet til hver kommune for sig."
        raise Invalid("material.two_municipalities", text, {"units": text})
    return int(rows[0]["n"])


async def answer_material(
    actor: Actor,
    public_id: str,
    recipient: str,
    *,
    kind: AnswerKind,
    part: str = "",
    on_date: date | None = None,
    text: str = "",
) -> None:
    """Records that a unit has received or read a material, or which position it took; earlier answers stay.

    `part` says in words whom it holds for, where that is not the whole unit. Who may: leaders, AMR, consultants and HR
    there. Raises `Invalid` naming the field (a position without words, a day in the future), `NotFound`, `Denied`.
    """
    by = actor.require_person()
    part, text = clean_line(part)[:200], clean_text(text)
    async with transaction():
        found, unit, above = await get_recipient(actor.scope, public_id, recipient)
        may(actor, Permission.MATERIAL_ANSWER, above).require()
        check_text(kind, text)
        require_past(on_date, actor.today, "on_date")
        await insert(
            MaterialAnswer(material_unit=unit.id, kind=kind, part=part, on_date=on_date, text=text, by=by, at=actor.now)
        )
        record(
            actor,
            AuditAction.RECORDED,
            EntityKind.MATERIAL_ANSWER,
            unit.id,
            subject=f"{found.title}: {unit.unit_name}",
            after={
                "svar": ANSWER_KIND[kind],
                "gælder": part or "hele enheden",
                "dato": short_date(on_date) if on_date else "ukendt",
                "bemærkning": text or None,
            },
        )
