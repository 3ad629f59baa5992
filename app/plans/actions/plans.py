"""The plan as a whole: made with its first item, discussed, approved."""

import hashlib

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.core import ids
from app.core.errors import Blocker, Conflict, Invalid, RuleViolation, Stale
from app.core.text import clean_text
from app.db.sql import execute, fetch_rows, fetch_value, insert
from app.db.transaction import transaction
from app.plans.actions.common import case_of_plan, person_of, touch_plan
from app.plans.enums import PlanState
from app.plans.labels import PLAN_STATE
from app.plans.queries import list_approval_blockers, list_plan, read_plan_content
from app.plans.rules import plan_step_blockers, standing_state
from app.plans.tables import PlanVersion


async def ensure_plan(actor: Actor, case_id: int) -> int:
    """The key of the case's plan; an empty draft is made, on the case's first unit, where there is none.

    Raises `NotFound` outside the actor's scope, `Denied` without the right to plan in it.
    """
    async with transaction():
        ref = await get_case_ref_by_id(actor.scope, case_id)
        may(actor, Permission.PLAN_WRITE, ref.ancestors).require()
        made = await execute(
            'INSERT INTO action_plans (public_id, unit, "case", state, version) VALUES ({}, {}, {}, {}, 1) '
            "ON CONFLICT DO NOTHING RETURNING id",
            ids.new_public_id(),
            ref.units[0],
            ref.id,
            PlanState.DRAFT.value,
        )
        if made:
            after = {"tilstand": PLAN_STATE[PlanState.DRAFT]}
            record(
                actor,
                AuditAction.CREATED,
                EntityKind.PLAN,
                int(made[0]["id"]),
                case=ref.id,
                subject="Handleplan",
                after=after,
            )
            return int(made[0]["id"])
        key = await fetch_value(int, 'SELECT id FROM action_plans WHERE "case" = {}', ref.id)
        if key is None:
            raise RuntimeError("the plan was neither made nor found")
        return key


async def discuss_plan(actor: Actor, plan_id: int, note: str, seen: int) -> int:
    """Records that the plan as it stands was discussed (where and when: the note); gives the version's number.

    What was discussed is frozen. Raises `NotFound`, `Denied`, `Invalid` without a note, `RuleViolation` where there
    is nothing new to discuss, and `Stale` when the plan changed since `seen`.
    """
    return await _step(actor, plan_id, PlanState.DISCUSSED, Permission.PLAN_WRITE, note, seen)


async def approve_plan(actor: Actor, plan_id: int, note: str, seen: int) -> int:
    """Approves the plan; gives the number of the version that is frozen with it.

    `RuleViolation` lists what is missing, each with the page where it is written (rules 18, 23); otherwise raises
    as `discuss_plan`.
    """
    return await _step(actor, plan_id, PlanState.APPROVED, Permission.PLAN_APPROVE, note, seen)


async def _step(actor: Actor, plan_id: int, to: PlanState, permission: Permission, note: str, seen: int) -> int:
    async with transaction():
        ref = await case_of_plan(actor, plan_id)
        may(actor, permission, ref.ancestors).require()
        # Locks the plan: what is read below is what is frozen.
        version = await touch_plan(actor, plan_id) - 1
        old = await _standing(plan_id)
        if version != seen:
            raise await _stale(plan_id, PLAN_STATE[to], PLAN_STATE[old], note)
        blockers = await _blockers(actor, ref, old, to)
        if blockers:
            verb = "godkendes" if to is PlanState.APPROVED else "markeres som drøftet"
            raise RuleViolation("plan.step", f"Planen kan ikke {verb} endnu.", blockers)
        if to is PlanState.DISCUSSED and not note.strip():
            raise Invalid("plan.note", "Skriv, hvor planen er drøftet.", {"note": "Skriv, hvor og med hvem."})
        _, content = await read_plan_content(actor.scope, plan_id)
        return await _freeze(actor, plan_id, ref, old, to, clean_text(note), content.encode())


async def _standing(plan: int) -> PlanState:
    """How the plan stands for those who know all of it: what its steps go by."""
    (row,) = await fetch_rows(
        "SELECT a.state, (SELECT MAX(r.replanned) FROM action_items r WHERE r.plan = a.id) AS changed, a.settled "
        "FROM action_plans a WHERE a.id = {}",
        plan,
    )
    return standing_state(PlanState(row["state"]), is_changed=(row["changed"] or 0) > row["settled"])


async def _stale(plan: int, mine: str, theirs: str, note: str) -> Stale:
    """Both steps and both notes: what was written is not lost."""
    last = await fetch_value(str, "SELECT note FROM plan_versions WHERE plan = {} ORDER BY no DESC LIMIT 1", plan)
    conflicts = [Conflict("Handleplan", mine, f"{theirs}, ændret siden")]
    if note.strip():
        conflicts.append(Conflict("Bemærkning", note, last or ""))
    return Stale(conflicts=tuple(conflicts))


async def _blockers(actor: Actor, ref: CaseRef, old: PlanState, to: PlanState) -> list[Blocker]:
    if to is not PlanState.APPROVED:
        return plan_step_blockers(old, to)
    detail = await list_plan(actor.scope, ref.id)
    plan = msgspec.structs.replace(detail.plan, state=old) if detail.plan else None
    whole = msgspec.structs.replace(detail, plan=plan)
    return await list_approval_blockers(actor.scope, whole, ref.public_id, whole=True)


async def _freeze(actor: Actor, plan: int, ref: CaseRef, old: PlanState, to: PlanState, note: str, content: str) -> int:
    last = await fetch_value(int, "SELECT MAX(no) AS n FROM plan_versions WHERE plan = {}", plan)
    no = (last or 0) + 1
    digest = hashlib.sha256(content.encode()).hexdigest()
    version = await insert(
        PlanVersion(
            plan=plan, no=no, state=to, content=content, hash=digest, by=person_of(actor), at=actor.now, note=note
        )
    )
    await execute("UPDATE action_plans SET state = {}, settled = version WHERE id = {}", to.value, plan)
    action = AuditAction.APPROVED if to is PlanState.APPROVED else AuditAction.DISCUSSED
    record(
        actor,
        action,
        EntityKind.PLAN_VERSION,
        version,
        case=ref.id,
        subject=f"Handleplan, version {no}",
        before={"tilstand": PLAN_STATE[old]},
        after={"tilstand": PLAN_STATE[to], "sha-256": digest},
        reason=note,
    )
    return no
