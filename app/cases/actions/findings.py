"""What the authority demanded or concluded, in its order."""

from collections.abc import Iterable

import msgspec

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin, next_position, require_of_case
from app.cases.enums import FindingKind
from app.cases.labels import FINDING_KIND
from app.cases.tables import Finding, FindingFocusPoint
from app.core import ids
from app.core.errors import Blocker, Invalid, NotFound, RuleViolation, Stale, conflicts_between
from app.core.text import clean_line, clean_text
from app.db.sql import execute, fetch_one, fetch_rows, in_list, insert, update_version
from app.db.transaction import transaction
from app.organisation.actions import Created


async def add_finding(
    actor: Actor,
    case_id: int,
    *,
    kind: FindingKind,
    text: str,
    source_text: str = "",
    focus_points: tuple[int, ...] = (),
) -> Created:
    """A demand or conclusion, last in its order, answered by `focus_points` of the same case.

    Raises `Invalid` for an empty text or a focus point of another case, `NotFound`, `Denied`.
    """
    async with transaction():
        ref = await begin(actor, case_id)
        text = _text(text)
        points = await require_of_case(actor, ref, "focus_points", focus_points, "focus_points")
        public_id = ids.new_public_id()
        key = await insert(
            Finding(
                public_id=public_id,
                case=case_id,
                position=await next_position("findings", case_id),
                kind=kind,
                text=text,
                source_text=clean_line(source_text),
                source_document=None,
                version=1,
            )
        )
        for point in points:
            await insert(FindingFocusPoint(finding=key, focus_point=point))
        await _touch_focus_points(points)
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.FINDING,
            key,
            case=case_id,
            subject=FINDING_KIND[kind],
            after={"slags": FINDING_KIND[kind], "tekst": text, "kilde": clean_line(source_text)},
        )
    return Created(key, public_id)


async def edit_finding(
    actor: Actor,
    case_id: int,
    finding: int,
    *,
    seen: int,
    kind: FindingKind,
    text: str,
    source_text: str = "",
    focus_points: tuple[int, ...] = (),
) -> None:
    """Writes the finding anew, and which focus points answer it.

    Raises `Stale` with both texts when somebody saved since version `seen`; otherwise as `add_finding`.
    """
    async with transaction():
        ref = await begin(actor, case_id)
        row = await _row(case_id, finding)
        text = _text(text)
        points = await require_of_case(actor, ref, "focus_points", focus_points, "focus_points")
        source_text = clean_line(source_text)
        if row.version != seen:
            raise await _stale(finding, row, {"Tekst": text, "Kilde": source_text}, points)
        await update_version(Finding, finding, seen, kind=kind, text=text, source_text=source_text)
        old, new = await _relink(finding, points)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.FINDING,
            finding,
            case=case_id,
            subject=FINDING_KIND[kind],
            before={"slags": FINDING_KIND[row.kind], "tekst": row.text, "kilde": row.source_text, "fokuspunkter": old},
            after={"slags": FINDING_KIND[kind], "tekst": text, "kilde": source_text, "fokuspunkter": new},
        )


async def move_finding_up(actor: Actor, case_id: int, finding: int, *, seen: int) -> None:
    """Changes places with the one before; at the head of the list nothing happens. Raises `Stale` as `edit_finding`."""
    async with transaction():
        await begin(actor, case_id)
        row = await _row(case_id, finding)
        if row.version != seen:
            raise Stale
        other = await fetch_one(
            _Row,
            "SELECT id, kind, text, source_text, position, version FROM findings "
            'WHERE "case" = {} AND position < {} ORDER BY position DESC LIMIT 1',
            case_id,
            row.position,
        )
        if other is None:
            return
        # Positions are unique at every moment, so one steps aside first.
        for key, position in ((row.id, -1), (other.id, row.position), (row.id, other.position)):
            await execute("UPDATE findings SET position = {} WHERE id = {}", position, key)
        await execute("UPDATE findings SET version = version + 1 WHERE id IN {}", in_list((row.id, other.id)))
        record(
            actor,
            AuditAction.MOVED,
            EntityKind.FINDING,
            finding,
            case=case_id,
            subject=FINDING_KIND[row.kind],
            before={"nummer": row.position},
            after={"nummer": other.position},
        )


async def remove_finding(actor: Actor, case_id: int, finding: int, *, seen: int) -> None:
    """Takes a finding that was written by mistake off the case. Refuses one that a focus point answers.

    Raises `Stale` when somebody saved since version `seen`: what goes is what was read.
    """
    async with transaction():
        ref = await begin(actor, case_id)
        row = await _row(case_id, finding)
        if row.version != seen:
            raise Stale
        if await fetch_rows("SELECT id FROM finding_focus_points WHERE finding = {}", finding):
            missing = Blocker(
                "finding.answered", "Fjern først fokuspunkterne fra teksten.", f"/sager/{ref.public_id}/fund"
            )
            raise RuleViolation(
                "finding.answered", "Et fokuspunkt svarer på teksten, så den kan ikke fjernes.", (missing,)
            )
        await execute("DELETE FROM findings WHERE id = {}", finding)
        record(
            actor,
            AuditAction.REMOVED,
            EntityKind.FINDING,
            finding,
            case=case_id,
            subject=FINDING_KIND[row.kind],
            before={"tekst": row.text, "kilde": row.source_text},
        )


class _Row(msgspec.Struct, frozen=True):
    id: int
    kind: FindingKind
    text: str
    source_text: str
    position: int
    version: int


async def _stale(finding: int, row: _Row, mine: dict[str, str], points: list[int]) -> Stale:
    """Both versions of what differs."""
    answered = await fetch_rows("SELECT focus_point FROM finding_focus_points WHERE finding = {}", finding)
    theirs = {"Tekst": row.text, "Kilde": row.source_text}
    theirs["Fokuspunkter"] = await _numbers([int(each["focus_point"]) for each in answered])
    mine = {**mine, "Fokuspunkter": await _numbers(points)}
    return Stale(conflicts=conflicts_between(mine, theirs))


async def _row(case_id: int, finding: int) -> _Row:
    row = await fetch_one(
        _Row,
        'SELECT id, kind, text, source_text, position, version FROM findings WHERE id = {} AND "case" = {}',
        finding,
        case_id,
    )
    if row is None:
        raise NotFound
    return row


async def _relink(finding: int, points: list[int]) -> tuple[str, str]:
    """Makes `points` the answers; gives the numbers of the old and the new ones, for the log."""
    rows = await fetch_rows("SELECT focus_point FROM finding_focus_points WHERE finding = {}", finding)
    old = [int(row["focus_point"]) for row in rows]
    for point in set(old) - set(points):
        await execute("DELETE FROM finding_focus_points WHERE finding = {} AND focus_point = {}", finding, point)
    for point in points:
        if point not in old:
            await insert(FindingFocusPoint(finding=finding, focus_point=point))
    await _touch_focus_points(set(old) ^ set(points))
    return await _numbers(old), await _numbers(points)


async def _touch_focus_points(points: Iterable[int]) -> None:
    """Who has one of them open in a form sees that its findings changed."""
    await execute("UPDATE focus_points SET version = version + 1 WHERE id IN {}", in_list(points))


async def _numbers(points: list[int]) -> str:
    rows = await fetch_rows("SELECT position FROM focus_points WHERE id IN {} ORDER BY position", in_list(points))
    return ", ".join(str(row["position"]) for row in rows)


def _text(text: str) -> str:
    text = clean_text(text)
    if not text:
        message = "Skriv kravet eller konklusionen."
        raise Invalid("finding.text_missing", message, {"text": message})
    return text
