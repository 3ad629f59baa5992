"""Who gets a daily mail, and what waits for them: through the same conditions as the pages."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from app.access.enums import Permission, Role, Tier
from app.access.policy import Actor, Scope, may_anywhere, narrowed
from app.accounts.queries.grants import HELD, HOLDS, Held, grants_of
from app.approvals.queries import list_waiting as list_waiting_approvals
from app.cases.queries import list_due
from app.committees.labels import COMMITTEE_FUNCTION
from app.committees.queries import list_terms_ending
from app.cycles.enums import CycleKind, Standing
from app.cycles.labels import CYCLE_KIND, CYCLE_KIND_INTERVAL, UNFINISHED
from app.cycles.queries import CycleDue, list_cycles_due
from app.dashboard.queries.attention import list_undated_cases
from app.db.sql import fetch_all, fetch_one
from app.deadlines.enums import ClockState, DeadlineKind
from app.deadlines.labels import DEADLINE_KIND
from app.digest.rules import AHEAD, Digest, Line, make_digest
from app.erasure.queries import list_waiting
from app.evidence.enums import RequestState
from app.evidence.queries.requests import RequestRow, list_requests_waiting
from app.handover.queries import list_gone
from app.handover.rules import Counts
from app.inquiries.queries import list_inquiries_due
from app.involvement.labels import PARTY_SHORT
from app.material.queries import list_unanswered
from app.minutes.queries import list_minutes_waiting
from app.notices.queries.tasks import list_to_tell
from app.plans.enums import ItemStatus
from app.plans.queries import ListedItem, list_attention
from app.reports.queries.awaited import list_awaited_replies
from app.requests.queries import list_requests_due
from app.surveys.queries import list_remeasures_due

CLAIM_HOLDS = timedelta(hours=1)  # a sender that has not said how it went by then has crashed
_MOST = 200  # of each kind; more than a mail shows
_TOLD_SINGLY = 5  # assessments or discussions of a mail


class Receiver(msgspec.Struct, frozen=True):
    account: int
    public_id: str
    name: str
    email: str


# Whoever can log in, has an address and has not declined.
_WANTS = (
    "FROM accounts a JOIN persons p ON p.id = a.person WHERE a.is_active AND p.is_active AND p.email IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM mail_stops s WHERE s.account = a.id)"
)


async def list_receivers(scope: Scope, day: date, now: datetime) -> list[Receiver]:
    """Those whose mail of that day is neither sent nor being sent. One query."""
    return await fetch_all(
        Receiver,
        f"SELECT a.id AS account, a.public_id, p.name, p.email {_WANTS} AND NOT EXISTS "
        "(SELECT 1 FROM daily_mails d WHERE d.account = a.id AND d.on_day = {} "
        "AND (d.sent_at IS NOT NULL OR d.claimed_at > {})) ORDER BY a.id",
        day,
        now - CLAIM_HOLDS,
    )


async def find_reader(scope: Scope, account: int, as_of: datetime) -> Actor | None:
    """The receiver as they stand now, looking at the day of `as_of`; None for one who gets no mail any more."""
    today = scope.today
    held = await fetch_all(
        Held,
        f"SELECT {HELD} FROM persons p {HOLDS}WHERE p.id = (SELECT a.person {_WANTS} AND a.id = {{}})",
        today,
        today,
        account,
    )
    if not held:
        return None
    grants = await grants_of(scope, held, today)
    return Actor(person=held[0].person, name=held[0].name, grants=grants, now=as_of, request_id="digest")


async def read_digest(actor: Actor) -> Digest:
    """What waits for the reader: their own items, the dates of the cases that they work on, and what their units must
    do again by law; eighteen queries.

    Titles are of open rows only, as far as the reader sees them today.
    """
    scope, until = actor.scope, actor.today + AHEAD
    own = await list_attention(scope.open_only(), until, limit=_MOST, is_own=True)
    named = {item.id for item in own}
    confidential = [i for i in await list_attention(scope, until, limit=_MOST, is_own=True) if i.id not in named]
    lines = [_item(item) for item in own]
    works, hands_over = (_only(actor, p) for p in (Permission.PLAN_WRITE, Permission.ITEM_HAND_OVER))
    unknown: list[Line] = []
    awaited: list[Line] = []
    to_tell: list[Line] = []
    if works.sees_cases:
        lines += [
            Line(
                title=due.title,
                note=f"Sag {due.reference} · {due.label}",
                path=f"/sager/{due.case_public_id}",
                on_date=due.on_date,
            )
            for due in await list_due(works, None, until, limit=_MOST)
            if due.kind is not DeadlineKind.COMPLAINT and due.state is not ClockState.SUSPENDED
        ]
        lines += [
            Line(
                title=again.title,
                note=f"Sag {again.reference} · mål trivslen igen senest",
                path=f"/sager/{again.case_public_id}/handleplan",
                on_date=again.on,
            )
            for again in await list_remeasures_due(works, until, limit=_MOST)
        ]
        unknown = [
            Line(
                title=case.title,
                note=f"Sag {case.reference} · {DEADLINE_KIND[case.kind] if case.kind else 'Frist'} ukendt",
                path=f"/sager/{case.public_id}",
            )
            for case in await list_undated_cases(works, limit=_MOST)
        ]
        to_tell = [
            Line(
                title=case.title,
                note=f"Sag {case.reference} · mangler besked: {', '.join(PARTY_SHORT[each] for each in case.missing)}",
                path=f"/sager/{case.public_id}/orientering",
            )
            for case in await list_to_tell(works, limit=_MOST, is_own=True)
        ]
        awaited = [
            Line(
                title=case.title,
                note=f"Sag {case.reference} · meldt tilbage {case.sent_on:%d.%m.%Y}. Spørg, eller registrér svaret",
                path=f"/sager/{case.public_id}/meld-tilbage",
            )
            for case in await list_awaited_replies(works, limit=_MOST)
        ]
    every = await list_requests_waiting(scope)
    requests = [row for row in every if row.tier is Tier.OPEN]
    hidden = len(every) - len(requests)
    lines += [
        Line(title=row.title, note=_request_note(row), path=row.href, on_date=row.due_on)
        for row in requests
        if row.state is not RequestState.DELIVERED
    ]
    answers = [
        Line(title=row.title, note=_request_note(row), path=row.href)
        for row in requests
        if row.state is RequestState.DELIVERED
    ]
    answers += [
        Line(
            title="Indhold, der skal slettes, venter på, at du siger ja",
            note=f"Sag {each.case_reference}" if each.case_reference else "Dokumentation",
            path=each.href,
        )
        for each in await list_waiting(actor, limit=_MOST)
    ]
    answers += [
        Line(title=each.title, note=f"Materiale. {each.missing} ikke svaret", path=each.href)
        for each in await list_unanswered(_answers_for(actor), actor.now, limit=_MOST)
    ]
    cycles = await list_cycles_due(_only(actor, Permission.CYCLE_WRITE))
    lines += _cycle_lines(cycles, until)
    for asked in await list_inquiries_due(scope, limit=_MOST):
        if asked.own or may_anywhere(actor, Permission.INQUIRY_WRITE):
            note = (
                "Spørgsmål fra byrådet, du skal svare på" if asked.own else "Spørgsmål fra byrådet uden godkendt svar"
            )
            line = Line(title=asked.title, note=note, path=f"/forespoergsler/{asked.public_id}", on_date=asked.due_on)
            if asked.due_on is None:
                unknown.append(line)
            elif asked.due_on <= until:
                lines.append(line)
    for request in await list_requests_due(scope, limit=_MOST):
        row = request.row
        line = Line(
            title=f"Anmodning fra {row.committee_name}",
            note="Du skal svare udvalget" if row.owner == actor.person else "Udvalget har ikke fået svar",
            path=f"/udvalgsanmodninger/{row.public_id}",
            on_date=row.due_on,
        )
        if row.due_on is None:
            unknown.append(line)
        elif row.due_on <= until:
            lines.append(line)
    for waiting in await list_waiting_approvals(scope, limit=_MOST):
        due_on = waiting.found.due_on
        line = Line(
            title=f"Enighed i {waiting.found.row.committee_name}",
            note="Svar for din side" if waiting.own else "Udvalget har ikke svaret",
            path=f"/enighed/{waiting.found.row.public_id}",
            on_date=due_on,
        )
        is_late = due_on is not None and due_on < actor.today
        (lines if is_late or not waiting.own else answers).append(line)
    answers += [
        Line(
            title=f"Referat fra {row.held_on:%d.%m.%Y}",
            note=f"{row.forum_name} · Svar for din side",
            path=f"/moeder/{row.meeting_public_id}/referat",
        )
        for row in await list_minutes_waiting(actor, limit=_MOST)
    ]
    lines += [
        Line(
            title=f"En plads i {term.committee_name} slutter",
            note=f"{COMMITTEE_FUNCTION[term.function]} · Vælg eller udpeg en ny",
            path=f"/udvalg/{term.committee_public_id}",
            on_date=term.ends_on,
        )
        for term in await list_terms_ending(scope, until, limit=_MOST)
    ]
    gone = await list_gone(hands_over) if hands_over.sees_cases else []
    ownerless = Counts(
        sum(each.items for each in gone), sum(each.cases for each in gone), sum(each.requests for each in gone)
    )
    return make_digest(
        actor.today,
        lines,
        unknown,
        awaited=awaited,
        to_tell=to_tell,
        confidential=len(confidential) + hidden,
        ownerless=ownerless,
        unfinished=_unfinished_lines(cycles),
        answers=answers,
    )


def _cycle_lines(found: Sequence[CycleDue], until: date) -> list[Line]:
    """Assessments and discussions that are overdue or due by `until`; where many of a kind are, they share a line."""
    due = [
        each
        for each in found
        if each.status.standing in (Standing.LATE, Standing.SOON)
        and each.status.due is not None
        and each.status.due <= until
    ]
    lines: list[Line] = []
    for kind in CycleKind:
        for standing, path in ((Standing.LATE, "overskredet"), (Standing.SOON, "snart")):
            several = [each for each in due if each.kind is kind and each.status.standing is standing]
            if len(several) > _TOLD_SINGLY:
                title = f"{CYCLE_KIND[kind]}: {len(several)} enheder"
                note = f"{CYCLE_KIND_INTERVAL[kind]} · den første senest"
                href = f"/arbejdsmiljoe?vis={path}"
                lines.append(Line(title=title, note=note, path=href, on_date=several[0].status.due))
                continue
            lines += [
                Line(
                    title=f"{CYCLE_KIND[kind]}: {each.unit_name}",
                    note=f"{CYCLE_KIND_INTERVAL[kind]} · senest",
                    path=f"/arbejdsmiljoe/{each.public_id}",
                    on_date=each.status.due,
                )
                for each in several
            ]
    return lines


def _unfinished_lines(found: Sequence[CycleDue]) -> list[Line]:
    """Those that somebody said "not yet" of, in the words of the overview; many of a kind share a line."""
    lines: list[Line] = []
    for kind in CycleKind:
        several = [each for each in found if each.kind is kind and each.status.standing is Standing.UNFINISHED]
        if len(several) > _TOLD_SINGLY:
            title = f"{CYCLE_KIND[kind]}: {len(several)} enheder"
            lines.append(Line(title=title, note=UNFINISHED, path="/arbejdsmiljoe?vis=ikke-faerdig"))
            continue
        lines += [
            Line(
                title=f"{CYCLE_KIND[kind]}: {each.unit_name}", note=UNFINISHED, path=f"/arbejdsmiljoe/{each.public_id}"
            )
            for each in several
        ]
    return lines


def _request_note(row: RequestRow) -> str:
    what = "Du er bedt om dokumentation"
    if row.state is RequestState.DELIVERED:
        what = "Dokumentation er leveret. Sig god for den, eller send den tilbage"
    return f"{what} · sag {row.case_reference}" if row.case_reference else what


def _only(actor: Actor, permission: Permission) -> Scope:
    """Where the reader holds a role with `permission`, open rows only."""
    return narrowed(actor, permission).scope.open_only()


def _answers_for(actor: Actor) -> Scope:
    """Where the reader leads or represents: who follows a whole municipality is not asked for each unit's answer."""
    grants = tuple(grant for grant in actor.grants if grant.role in (Role.MANAGER, Role.HEALTH_SAFETY_REP))
    return msgspec.structs.replace(actor, grants=grants).scope


def _item(item: ListedItem) -> Line:
    what = "Effekten skal vurderes" if item.status is ItemStatus.DONE else "Tiltag"
    note = " · ".join(part for part in (what, item.case_reference and f"sag {item.case_reference}") if part)
    unknown = "" if item.next_on else ", dato ukendt"
    return Line(title=item.title, note=note + unknown, path=f"/tiltag/{item.public_id}", on_date=item.next_on)


class Choice(msgspec.Struct, frozen=True):
    """Whether somebody gets daily mails, and where to."""

    email: str | None
    is_stopped: bool


async def get_choice(scope: Scope) -> Choice | None:
    """The reader's own choice; None without a login."""
    return await fetch_one(
        Choice,
        "SELECT p.email, CASE WHEN EXISTS (SELECT 1 FROM mail_stops s WHERE s.account = a.id) THEN 1 ELSE 0 END "
        "AS is_stopped FROM accounts a JOIN persons p ON p.id = a.person WHERE p.id = {}",
        scope.person or 0,
    )
