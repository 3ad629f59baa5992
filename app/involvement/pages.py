"""What the pages on involvement show."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.pages import CaseHeader, case_header, case_href
from app.cases.queries import CaseRef
from app.cases.rules import must_inform
from app.involvement import rules
from app.involvement.enums import Party
from app.involvement.labels import CHANNEL, INVOLVEMENT_KIND, PARTY
from app.involvement.policy import may_withdraw
from app.involvement.queries import InvolvementRow
from app.web.forms import FormState
from app.web.pages import Option, Page, options

LABEL = "Inddragelse"


def list_href(case: CaseRef) -> str:
    return case_href(case.public_id, "/inddragelse")


class InvolvementCard(msgspec.Struct, frozen=True, kw_only=True):
    """One record as the list shows it. `withdraw_href` None: this reader may not withdraw it."""

    heading: str
    on_date: date
    until_on: date | None
    how: str
    forum_text: str
    participants: str
    minutes_reference: str
    subject: str
    remark: str
    plan_version_no: int | None
    about: str
    evidence: str | None
    evidence_title: str | None
    by_name: str
    is_withdrawn: bool
    withdrawn_reason: str
    meeting_href: str | None  # None: not from a meeting, or from one that this reader does not read
    withdraw_href: str | None


class InvolvementIndex(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "involvement/index.html"
    case: CaseHeader
    whom: str
    is_gate_open: bool
    gate_text: str
    still_to_inform: tuple[str, ...]
    task: str
    records: tuple[InvolvementCard, ...]
    new_href: str | None
    agenda_href: str | None
    told_href: str | None  # where all who must know of the ruling stand, with what proves it


class InvolvementNew(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "involvement/new.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    is_more_open: bool
    kinds: tuple[Option, ...]
    parties: tuple[Option, ...]
    channels: tuple[Option, ...]
    about: str = ""  # the report that they were informed of


class InvolvementWithdraw(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "involvement/withdraw.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    record: InvolvementCard


def index_page(
    actor: Actor, case: CaseRef, records: list[InvolvementRow], *, since: date | None, waived: Iterable[Party]
) -> InvolvementIndex:
    """The list, the gate of rule 19 in plain words, and the task of rule 20."""
    facts = [row.fact for row in records]
    gate = rules.gate(facts, case.has_employee_body, actor.today)
    must = must_inform(case.kind)
    missing = rules.still_to_inform(facts, case.has_employee_body, since=since, waived=waived) if must else ()
    may_add = may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).ok
    return InvolvementIndex(
        title=LABEL,
        case=case_header(case, "involvement"),
        whom=rules.whom_to_inform(case.has_employee_body),
        is_gate_open=gate.is_open,
        gate_text=gate.text,
        still_to_inform=tuple(PARTY[party] for party in missing),
        task=f"Opgave: orientér {'AMO, AMR og TR' if case.has_employee_body else 'medarbejdernes repræsentanter'}",
        records=tuple(card(actor, case, row) for row in reversed(records)),
        new_href=f"{list_href(case)}/ny" if may_add else None,
        agenda_href=case_href(case.public_id, "/dagsorden") if may_add else None,
        told_href=case_href(case.public_id, "/orientering") if must else None,
    )


def card(actor: Actor, case: CaseRef, row: InvolvementRow) -> InvolvementCard:
    """One record, with the way to withdraw it where `actor` may."""
    can_withdraw = not row.is_withdrawn and may_withdraw(actor, case.ancestors, row.by).ok
    return InvolvementCard(
        heading=f"{INVOLVEMENT_KIND[row.kind]}: {PARTY[row.party]}",
        on_date=row.on_date,
        until_on=row.until_on,
        how=CHANNEL[row.channel],
        forum_text=row.forum_text,
        participants=row.participants,
        minutes_reference=row.minutes_reference,
        subject=row.subject,
        remark=row.remark,
        plan_version_no=row.plan_version_no,
        about=str(row.about or ""),
        evidence=row.evidence,
        evidence_title=row.evidence_title,
        by_name=row.by_name,
        is_withdrawn=row.is_withdrawn,
        withdrawn_reason=row.withdrawn_reason,
        meeting_href=f"/moeder/{row.meeting_public_id}" if row.meeting_public_id else None,
        withdraw_href=f"{list_href(case)}/{row.public_id}/traek-tilbage" if can_withdraw else None,
    )


_MORE = ("participants", "minutes_reference", "subject")


def is_more_open(form: FormState) -> bool:
    """Whether the part that is folded away holds something."""
    return any(form.values[name] or form.errors[name] for name in _MORE)


def new_page(case: CaseRef, form: FormState) -> InvolvementNew:
    label = "Registrér inddragelse"
    return InvolvementNew(
        title=label,
        case=case_header(case, "involvement", label),
        action=f"{list_href(case)}/ny",
        cancel_href=list_href(case),
        form=form,
        is_more_open=is_more_open(form),
        kinds=options(INVOLVEMENT_KIND),
        parties=options(PARTY),
        channels=options(CHANNEL),
    )


def withdraw_page(actor: Actor, case: CaseRef, row: InvolvementRow, form: FormState) -> InvolvementWithdraw:
    label = "Træk registreringen tilbage"
    return InvolvementWithdraw(
        title=label,
        case=case_header(case, "involvement", label),
        action=f"{list_href(case)}/{row.public_id}/traek-tilbage",
        cancel_href=list_href(case),
        form=form,
        record=card(actor, case, row),
    )
