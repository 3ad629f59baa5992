"""Recording who was informed, heard or asked. What happened is never refused for being late (rule 19)."""

from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.core.dates import require_past
from app.core.errors import Invalid, NotFound, RuleViolation
from app.core.ids import new_public_id
from app.core.text import clean_line, clean_text, verbatim_text
from app.db.sql import execute, fetch_all, fetch_one, fetch_value, insert
from app.db.transaction import transaction
from app.involvement.enums import Channel, InvolvementKind, Party
from app.involvement.labels import CHANNEL, INVOLVEMENT_KIND, PARTY
from app.involvement.policy import may_withdraw
from app.involvement.queries import get_involvement
from app.involvement.rules import AboutReport
from app.involvement.tables import Involvement
from app.organisation.actions import Created


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What happened. `about` is a report of the case and `evidence` evidence of it, which the caller has read or
    made; `until_on` is how long a notice hung."""

    kind: InvolvementKind
    party: Party
    channel: Channel
    on_date: date
    until_on: date | None = None
    forum_text: str = ""
    participants: str = ""
    minutes_reference: str = ""
    subject: str = ""
    remark: str = ""
    plan_version: int | None = None
    about: AboutReport | None = None
    meeting: int | None = None
    approval: int | None = None
    evidence: int | None = None


async def record_involvement(actor: Actor, case_id: int, facts: Facts) -> Created:
    """Records that somebody was involved on a day, however long ago and in whatever phase the case is.

    The remark is kept word for word; only control characters go. Raises `Invalid` for a day in the future and for days
    in the wrong order, `NotFound` for a plan version of another case, `Denied` without the permission.
    """
    async with transaction():
        case = await get_case_ref_by_id(actor.scope, case_id)
        if facts.plan_version is not None:
            await _check_plan_version(case, facts.plan_version)
        may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).require()
        return await _write(actor, case.id, facts)


async def record_in_meeting(actor: Actor, case_id: int, facts: Facts) -> Created:
    """Records on a case what a meeting did with it. Part of the caller's change.

    The caller has proved that `actor` may write at the meeting, and that the case is on its agenda: a committee that
    was sent an item answers on a case that its members may not open. Raises `Invalid` for a day in the future.
    """
    return await _write(actor, case_id, facts)


async def _write(actor: Actor, case_id: int, facts: Facts) -> Created:
    require_past(facts.on_date, actor.today, "on_date")
    if facts.until_on is not None and facts.until_on < facts.on_date:
        text = "Det er før den dag, det blev hængt op."
        raise Invalid("involvement.until", text, {"until_on": text})
    public_id = new_public_id()
    row = Involvement(
        public_id=public_id,
        case=case_id,
        kind=facts.kind,
        party=facts.party,
        channel=facts.channel,
        on_date=facts.on_date,
        until_on=facts.until_on,
        forum_text=clean_line(facts.forum_text),
        participants=clean_line(facts.participants),
        minutes_reference=clean_line(facts.minutes_reference),
        subject=clean_text(facts.subject),
        remark=verbatim_text(facts.remark),
        plan_version=facts.plan_version,
        snapshot=facts.about.key if facts.about else None,
        snapshot_no=facts.about.no if facts.about else None,
        snapshot_hash=facts.about.hash if facts.about else "",
        meeting=facts.meeting,
        approval=facts.approval,
        evidence=facts.evidence,
        is_withdrawn=False,
        withdrawn_reason="",
        by=actor.require_person(),
        at=actor.now,
    )
    key = await insert(row)
    record(
        actor,
        AuditAction.RECORDED,
        EntityKind.INVOLVEMENT,
        key,
        case=case_id,
        subject=f"{INVOLVEMENT_KIND[facts.kind]}: {PARTY[facts.party]}",
        after={
            "dato": facts.on_date,
            **({"til": facts.until_on} if facts.until_on else {}),
            "form": INVOLVEMENT_KIND[facts.kind],
            "hvem": PARTY[facts.party],
            "hvordan": CHANNEL[facts.channel],
            "forum": row.forum_text,
            "deltagere": row.participants,
            "referat": row.minutes_reference,
            "emne": row.subject,
            "bemærkning": row.remark,
            **({"om": f"rapport nr. {facts.about.no}", "fingeraftryk": facts.about.hash} if facts.about else {}),
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
        if not await _withdraw(actor, _Recorded(row.id, case.id, row.kind, row.party), reason):
            raise RuleViolation("involvement.withdrawn_already", "Registreringen er allerede trukket tilbage.")


class _Recorded(msgspec.Struct, frozen=True):
    id: int
    case: int
    kind: InvolvementKind
    party: Party


async def withdraw_in_meeting(actor: Actor, key: int, reason: str) -> None:
    """Withdraws what `record_in_meeting` wrote, unless somebody did so on the case. Part of the change of a caller who
    has proved that `actor` may write at the meeting."""
    row = await fetch_one(_Recorded, 'SELECT id, "case", kind, party FROM involvements WHERE id = {}', key)
    if row is not None:
        await _withdraw(actor, row, reason)


async def _withdraw(actor: Actor, row: _Recorded, reason: str) -> bool:
    """Whether it was not withdrawn before."""
    changed = await execute(
        "UPDATE involvements SET is_withdrawn = {}, withdrawn_reason = {} "
        "WHERE id = {} AND is_withdrawn = {} RETURNING id",
        True,
        reason,
        row.id,
        False,
    )
    if changed:
        record(
            actor,
            AuditAction.WITHDRAWN,
            EntityKind.INVOLVEMENT,
            row.id,
            case=row.case,
            subject=f"{INVOLVEMENT_KIND[row.kind]}: {PARTY[row.party]}",
            before={"trukket tilbage": False},
            after={"trukket tilbage": True},
            reason=reason,
        )
    return bool(changed)


async def note_minutes(actor: Actor, meeting: int, reference: str) -> None:
    """The records of a meeting say where its minutes lie, once that is known. Part of the caller's change."""
    rows = await fetch_all(
        _Noted,
        'SELECT id, "case", kind, party, minutes_reference FROM involvements WHERE meeting = {} '
        "AND is_withdrawn = {} AND minutes_reference <> {} ORDER BY id",
        meeting,
        False,
        reference,
    )
    for row in rows:
        await execute("UPDATE involvements SET minutes_reference = {} WHERE id = {}", reference, row.id)
        record(
            actor,
            AuditAction.CHANGED,
            EntityKind.INVOLVEMENT,
            row.id,
            case=row.case,
            subject=f"{INVOLVEMENT_KIND[row.kind]}: {PARTY[row.party]}",
            before={"referat": row.minutes_reference},
            after={"referat": reference},
        )


class _Noted(_Recorded, frozen=True):
    minutes_reference: str
