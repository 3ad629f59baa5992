"""Recording who was informed, heard or asked. What happened is never refused for being late (rule 19)."""

from datetime import date

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.core.dates import require_past
from app.core.errors import Invalid, NotFound, RuleViolation
from app.core.ids import new_public_id
from app.core.text import clean_line, clean_text, verbatim_text
from app.db.sql import execute, fetch_value, insert
from app.db.transaction import transaction
from app.involvement.enums import Channel, InvolvementKind, Party
from app.involvement.labels import CHANNEL, INVOLVEMENT_KIND, PARTY
from app.involvement.policy import may_withdraw
from app.involvement.queries import get_involvement
from app.involvement.rules import AboutReport
from app.involvement.tables import Involvement
from app.organisation.actions import Created


async def record_involvement(
    actor: Actor,
    case_id: int,
    *,
    kind: InvolvementKind,
    party: Party,
    channel: Channel,
    on_date: date,
    forum_text: str = "",
    participants: str = "",
    minutes_reference: str = "",
    subject: str = "",
    remark: str = "",
    plan_version: int | None = None,
    about: AboutReport | None = None,
) -> Created:
    """Records that somebody was involved on a day, however long ago and in whatever phase the case is.

    The remark is kept word for word; only control characters go. `about` is a report of the case, which the caller has
    read. Raises `Invalid` for a day in the future,
    `NotFound` for a plan version of another case, `Denied` without the permission.
    """
    public_id = new_public_id()
    async with transaction():
        case = await get_case_ref_by_id(actor.scope, case_id)
        if plan_version is not None:
            await _check_plan_version(case, plan_version)
        require_past(on_date, actor.today, "on_date")
        may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).require()
        by = actor.require_person()
        row = Involvement(
            public_id=public_id,
            case=case.id,
            kind=kind,
            party=party,
            channel=channel,
            on_date=on_date,
            forum_text=clean_line(forum_text),
            participants=clean_line(participants),
            minutes_reference=clean_line(minutes_reference),
            subject=clean_text(subject),
            remark=verbatim_text(remark),
            plan_version=plan_version,
            snapshot=about.key if about else None,
            snapshot_no=about.no if about else None,
            snapshot_hash=about.hash if about else "",
            is_withdrawn=False,
            withdrawn_reason="",
            by=by,
            at=actor.now,
        )
        key = await insert(row)
        record(
            actor,
            AuditAction.RECORDED,
            EntityKind.INVOLVEMENT,
            key,
            case=case.id,
            subject=f"{INVOLVEMENT_KIND[kind]}: {PARTY[party]}",
            after={
                "dato": on_date,
                "form": INVOLVEMENT_KIND[kind],
                "hvem": PARTY[party],
                "hvordan": CHANNEL[channel],
                "forum": row.forum_text,
                "deltagere": row.participants,
                "referat": row.minutes_reference,
                "emne": row.subject,
                "bemærkning": row.remark,
                **({"om": f"rapport nr. {about.no}", "fingeraftryk": about.hash} if about else {}),
            },
        )
    return Created(key, public_id)


async def _check_plan_version(case: CaseRef, plan_version: int) -> None:
    found = await fetch_value(
        int,
        'SELECT v.id FROM plan_versions v JOIN action_plans a ON a.id = v.plan WHERE v.id = {} AND a."case" = {}',
        plan_version,
        case.id,
    )
    if found is None:
        raise NotFound


async def withdraw_involvement(actor: Actor, case_id: int, public_id: str, *, reason: str) -> None:
    """Marks a record as withdrawn; the row and its words stay, here and in reports.

    Whoever made it may, and whoever may change the case. Raises `Invalid` without a reason, `RuleViolation`
    when it is withdrawn already.
    """
    reason = clean_text(reason)
    async with transaction():
        case = await get_case_ref_by_id(actor.scope, case_id)
        row = await get_involvement(actor.scope, case.id, public_id)
        if not reason:
            text = "Skriv, hvorfor registreringen trækkes tilbage."
            raise Invalid("involvement.reason_missing", text, {"reason": text})
        may_withdraw(actor, case.ancestors, row.by).require()
        changed = await execute(
            "UPDATE involvements SET is_withdrawn = {}, withdrawn_reason = {} "
            "WHERE id = {} AND is_withdrawn = {} RETURNING id",
            True,
            reason,
            row.id,
            False,
        )
        if not changed:
            raise RuleViolation("involvement.withdrawn_already", "Registreringen er allerede trukket tilbage.")
        record(
            actor,
            AuditAction.WITHDRAWN,
            EntityKind.INVOLVEMENT,
            row.id,
            case=case.id,
            subject=f"{INVOLVEMENT_KIND[row.kind]}: {PARTY[row.party]}",
            before={"trukket tilbage": False},
            after={"trukket tilbage": True},
            reason=reason,
        )
