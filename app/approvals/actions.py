"""Asking the two sides of a committee, answering for one's side, and taking the question back."""

from collections.abc import Mapping
from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor
from app.approvals.enums import ApprovalReply, ApprovalTarget
from app.approvals.labels import APPROVAL_REPLY, APPROVAL_TARGET, version_text
from app.approvals.policy import may_take_back
from app.approvals.queries import (
    AnswerRow,
    Found,
    get_approval,
    list_approvals,
    list_meetings_to_answer_at,
)
from app.approvals.rules import SIDES, check_remark, missing_sides, side_to_answer_for, to_record
from app.approvals.tables import Approval, ApprovalAnswer
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin
from app.cases.enums import CasePhase
from app.cases.queries import CaseRef, get_case_ref_by_id
from app.committees.enums import CommitteeSide
from app.committees.labels import COMMITTEE_SIDE
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.core.ids import new_public_id
from app.core.text import clean_text, verbatim_text
from app.db.sql import fetch_all, insert, update_version
from app.db.transaction import transaction
from app.involvement.actions import Facts, record_in_meeting, withdraw_in_meeting
from app.involvement.enums import Channel, InvolvementKind
from app.involvement.rules import AboutReport
from app.meetings.policy import Forum, may_plan, party_of
from app.meetings.policy import require_open as require_open_forum
from app.meetings.queries import MeetingRow, get_forum, list_forums_of
from app.minutes.queries import list_own_sides
from app.organisation.actions import Created
from app.reports.queries import get_snapshot


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`committee` by its public id; `due_on` None: to be answered at a meeting."""

    target: ApprovalTarget
    committee: str
    due_on: date | None = None
    text: str = ""


class Answer(msgspec.Struct, frozen=True):
    reply: ApprovalReply
    remark: str = ""


async def ask_committee(actor: Actor, case_id: int, question: Question) -> Created:
    """Puts the plan or the report of a case to a committee that covers it, as it stands now and as it will stand.

    Raises `Invalid` naming the field (a committee that does not cover the case or that the actor does not read, a day
    that has passed), `RuleViolation` where there is no frozen version to answer, where the committee is asked already,
    and for a closed case; `NotFound`, `Denied`.
    """
    async with transaction():
        case = await _case_to_ask_in(actor, case_id)
        forums = await list_forums_of(actor.scope, case)
        forum = next((each for each in forums if each.public_id == question.committee), None)
        if forum is None:
            text = "Vælg et udvalg på listen."
            raise Invalid("approval.committee", text, {"committee": text})
        if question.due_on is not None and question.due_on < actor.today:
            text = "Dagen er gået. Vælg en dag, udvalget kan nå."
            raise Invalid("approval.due", text, {"due_on": text})
        if any(
            each.row.committee == forum.id and each.row.target is question.target and each.row.withdrawn_at is None
            for each in await list_approvals(actor.scope, case.id)
        ):
            raise RuleViolation(
                "approval.asked_already",
                "Udvalget er allerede spurgt. Når der kommer en ny version, bliver det spurgt igen af sig selv.",
            )
        public_id = new_public_id()
        key = await insert(
            Approval(
                public_id=public_id,
                case=case.id,
                committee=forum.id,
                target=question.target,
                text=clean_text(question.text),
                asked_on=actor.today,
                due_on=question.due_on,
                by=actor.require_person(),
                at=actor.now,
                withdrawn_at=None,
                withdrawn_reason="",
                withdrawn_by=None,
                version=1,
            )
        )
        found = await get_approval(actor.scope, public_id)
        if found.row.now_hash is None:
            raise RuleViolation("approval.nothing", _NOTHING[question.target])
        record(
            actor,
            AuditAction.CREATED,
            EntityKind.APPROVAL,
            key,
            case=case.id,
            subject=_subject(found),
            after={
                "om": _what(found),
                "fingeraftryk": found.row.now_hash,
                "svar senest": question.due_on,
                "tekst": clean_text(question.text),
            },
        )
    return Created(key, public_id)


_NOTHING = {
    ApprovalTarget.PLAN: "Der er ingen fast version af planen endnu. Registrér drøftelsen på planens side først.",
    ApprovalTarget.REPORT: "Der er ingen rapport til Arbejdstilsynet endnu. Lav en kladde først.",
}


async def _case_to_ask_in(actor: Actor, case_id: int) -> CaseRef:
    """Locked: nobody asks the same committee at the same moment. Raises `RuleViolation` for a closed case."""
    case = await begin(actor, case_id, Permission.INVOLVEMENT_ADD)
    if case.phase is CasePhase.CLOSED:
        raise RuleViolation("approval.closed", "Sagen er lukket. Genåbn den, før I spørger et udvalg.")
    return case


async def answer_for_side(actor: Actor, public_id: str, *, hash: str, answer: Answer) -> None:
    """Answers for one's side the version with the fingerprint `hash`, by one's own login; it is never changed.

    A remark is kept word for word. Late answers are taken: what was said is never refused. Raises `Invalid` for a
    remark that is missing, `RuleViolation` for a version that was changed meanwhile, for a second answer of the person
    or the side, and for a question taken back; `Denied` for who sits on neither side today or may not read the report;
    `Stale` when somebody answers at the same moment, `NotFound`.
    """
    async with transaction():
        found, forum = await _to_answer(actor, public_id, hash)
        sides = await list_own_sides(actor.scope, forum)
        side = side_to_answer_for(sides, found.answers, hash, actor.require_person())
        check_remark(answer.reply, answer.remark, "remark")
        await _lock(found)
        await _write(actor, found, side, answer, None)
        await _record_in_case(actor, public_id, forum)


async def answer_at_meeting(
    actor: Actor, public_id: str, *, hash: str, meeting: str, answers: Mapping[CommitteeSide, Answer]
) -> None:
    """Writes down what the sides answered at a meeting since the version was made. Who may: who plans the committee's
    meetings. Raises as `answer_for_side`, and `Invalid` for another meeting and where no side answered."""
    async with transaction():
        found, forum = await _to_answer(actor, public_id, hash)
        may_plan(actor, forum).require()
        held = await list_meetings_to_answer_at(actor.scope, forum, found)
        at = next((each for each in held if each.public_id == meeting), None)
        if at is None:
            text = "Vælg et møde på listen."
            raise Invalid("approval.meeting", text, {"meeting": text})
        if not answers:
            text = "Skriv, hvad mindst den ene side svarede. Den anden kan svare senere."
            raise Invalid("approval.no_answer", text, {"employee_reply": text})
        for side, answer in answers.items():
            check_remark(answer.reply, answer.remark, f"{side}_remark")
            if side not in missing_sides(found.answers, hash):
                raise RuleViolation("approval.side_answered", f"{COMMITTEE_SIDE[side]} har allerede svaret.")
        await _lock(found)
        for side in SIDES:
            if side in answers:
                await _write(actor, found, side, answers[side], at)
        await _record_in_case(actor, public_id, forum)


async def take_back(actor: Actor, public_id: str, *, seen: int, reason: str) -> None:
    """The committee is asked no more. What was answered stays to be read, and its records in the case are withdrawn
    with the same reason. Raises `Invalid` without a reason, `RuleViolation` when it was taken back, `Stale`,
    `NotFound`, `Denied`."""
    reason = clean_text(reason)
    async with transaction():
        found = await get_approval(actor.scope, public_id)
        case = await get_case_ref_by_id(actor.scope, found.row.case)
        may_take_back(actor, case.ancestors, found.row.by).require()
        _require_asked(found)
        if not reason:
            text = "Skriv, hvorfor spørgsmålet trækkes tilbage."
            raise Invalid("approval.reason", text, {"reason": text})
        await update_version(
            Approval,
            found.row.id,
            seen,
            withdrawn_at=actor.now,
            withdrawn_reason=reason,
            withdrawn_by=actor.require_person(),
        )
        rows = await fetch_all(
            _Key,
            "SELECT i.id FROM involvements i JOIN approval_answers x ON x.id = i.approval WHERE x.approval = {} "
            "ORDER BY i.id",
            found.row.id,
        )
        for row in rows:
            await withdraw_in_meeting(actor, row.id, reason)
        record(
            actor,
            AuditAction.WITHDRAWN,
            EntityKind.APPROVAL,
            found.row.id,
            case=found.row.case,
            subject=_subject(found),
            reason=reason,
        )


class _Key(msgspec.Struct, frozen=True):
    id: int


async def _to_answer(actor: Actor, public_id: str, hash: str) -> tuple[Found, Forum]:
    found = await get_approval(actor.scope, public_id)
    forum = await get_forum(actor.scope, found.row.committee, None)
    require_open_forum(forum)
    _require_asked(found)
    if found.row.now_hash is None:
        raise RuleViolation("approval.nothing", "Rapporten er trukket tilbage. Der er intet at svare på.")
    if found.row.now_hash != hash:
        raise RuleViolation("approval.changed", "Der er kommet en ny version, siden du læste den. Læs den nye.")
    await require_readable(actor, found)
    return found, forum


async def require_readable(actor: Actor, found: Found) -> None:
    """Nobody answers a report that they cannot read. Raises `Denied`."""
    if found.row.target is ApprovalTarget.REPORT and found.row.now_no is not None:
        try:
            await get_snapshot(actor.scope, found.row.case, found.row.now_no)
        except NotFound:
            text = "Du kan ikke læse hele rapporten. Bed en, der kan, om at svare."
            raise Denied("approval.unreadable", text) from None


def _require_asked(found: Found) -> None:
    if found.row.withdrawn_at is not None:
        raise RuleViolation("approval.withdrawn", "Spørgsmålet er trukket tilbage.")


async def _lock(found: Found) -> None:
    """One answer at a time: of two the second is told so."""
    await update_version(Approval, found.row.id, found.row.version)


async def _write(actor: Actor, found: Found, side: CommitteeSide, answer: Answer, at: MeetingRow | None) -> None:
    row, is_plan = found.row, found.row.target is ApprovalTarget.PLAN
    remark = verbatim_text(answer.remark)
    await insert(
        ApprovalAnswer(
            approval=row.id,
            plan_version=row.now_key if is_plan else None,
            snapshot=None if is_plan else row.now_key,
            no=row.now_no,
            hash=row.now_hash,
            side=side,
            reply=answer.reply,
            remark=remark,
            person=actor.require_person(),
            meeting=at.id if at else None,
            on_date=at.held_on if at else actor.today,
            at=actor.now,
        )
    )
    record(
        actor,
        AuditAction.RECORDED,
        EntityKind.APPROVAL,
        row.id,
        case=row.case,
        subject=_subject(found),
        after={
            "side": COMMITTEE_SIDE[side],
            "svar": APPROVAL_REPLY[answer.reply],
            "bemærkning": remark,
            "om": _what(found),
            "fingeraftryk": row.now_hash,
            **({"møde": at.held_on} if at else {}),
        },
    )


async def _record_in_case(actor: Actor, public_id: str, forum: Forum) -> None:
    """The answers stand as involvement in the case, each with its remark and its version."""
    found = await get_approval(actor.scope, public_id)
    for answer in to_record(found.now, [each.id for each in found.answers if each.is_recorded]):
        await record_in_meeting(actor, found.row.case, _facts(found, forum, answer))


def _facts(found: Found, forum: Forum, answer: AnswerRow) -> Facts:
    row, is_plan = found.row, found.row.target is ApprovalTarget.PLAN
    about = None
    if not is_plan and row.now_key is not None and row.now_no is not None and row.now_hash is not None:
        about = AboutReport(row.now_key, row.now_no, row.now_hash)
    return Facts(
        kind=InvolvementKind.DISSENTED if answer.reply is ApprovalReply.DISAGREES else InvolvementKind.AGREED,
        party=party_of(forum),
        channel=Channel.MEETING if answer.meeting else Channel.OTHER,
        on_date=answer.on_date,
        forum_text=row.committee_name,
        participants=f"{COMMITTEE_SIDE[answer.side]} i udvalget",
        subject=f"{APPROVAL_REPLY[answer.reply]} i {_what(found)}",
        remark=answer.remark,
        plan_version=row.now_key if is_plan else None,
        about=about,
        meeting=answer.meeting,
        approval=answer.id,
    )


def _what(found: Found) -> str:
    return version_text(found.row.target, found.row.now_no)


def _subject(found: Found) -> str:
    return f"Enighed: {APPROVAL_TARGET[found.row.target]}, {found.row.committee_name}"
