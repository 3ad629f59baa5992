"""Asking on behalf of a committee, answering, and what else happens to a request: each is a step that stays."""

from datetime import date
from typing import Any

import msgspec

from app.access.policy import Actor
from app.accounts.queries.near import list_near
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.dates import require_past, short_date
from app.core.errors import Invalid, NotFound
from app.core.text import clean_line, clean_text
from app.db.sql import insert, update_version
from app.db.transaction import transaction
from app.indicators.queries import list_indicators
from app.meetings.policy import Forum, may_write
from app.meetings.policy import require_open as require_open_forum
from app.organisation.actions import Created
from app.requests.enums import ANSWERS, StepKind
from app.requests.labels import STEP_KIND
from app.requests.policy import may_answer, may_ask_for_more, may_withdraw
from app.requests.queries import RequestRow, get_request, list_item_choices, units_of
from app.requests.rules import check_due, require_answered, require_open
from app.requests.tables import CommitteeRequest, RequestStep


class RequestFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked. `owner` and `item` by their public ids, or ""; `due_on` None: no day is set."""

    text: str
    asked_on: date
    owner: str = ""
    due_on: date | None = None
    item: str = ""
    minutes_reference: str = ""


class AnswerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is answered. `indicator` by its public id, or "": a figure is read there, with its caveats."""

    kind: StepKind
    text: str
    caveat: str = ""
    indicator: str = ""
    document_no: str = ""


async def make_request(actor: Actor, forum: Forum, facts: RequestFacts) -> Created:
    """The committee asks for something. Raises `Invalid` naming the field (nothing asked, a day to come, a day due
    before it, an owner whom the actor cannot name), `NotFound` for an item of another committee, `RuleViolation` for a
    committee that is closed, `Denied` for who does not write at its meetings."""
    async with transaction():
        if forum.committee is None:
            raise NotFound
        may_write(actor, forum).require()
        require_open_forum(forum)
        text = clean_text(facts.text)
        if not text:
            raise Invalid("request.text", "Skriv, hvad udvalget beder om.", {"text": "Skriv, hvad udvalget beder om."})
        require_past(facts.asked_on, actor.today, "asked_on")
        check_due(facts.asked_on, facts.due_on)
        owner = await _owner(actor, forum.committee, facts.owner, None)
        item = await _item(actor, forum, facts.item)
        public_id = ids.new_public_id()
        reference = clean_line(facts.minutes_reference)[:200]
        key = await insert(
            CommitteeRequest(
                public_id=public_id,
                municipality=forum.municipality,
                committee=forum.committee,
                item=item,
                text=text,
                asked_on=facts.asked_on,
                minutes_reference=reference,
                owner=owner,
                first_due_on=facts.due_on,
                due_on=facts.due_on,
                by=actor.require_person(),
                at=actor.now,
                changed_at=actor.now,
                version=1,
            )
        )
        after = {
            "anmodning": text,
            "bedt om": facts.asked_on,
            "referat": reference,
            "ansvarlig": owner,
            "frist": facts.due_on,
        }
        subject = f"{forum.name}: anmodning {short_date(facts.asked_on)}"
        record(actor, AuditAction.CREATED, EntityKind.COMMITTEE_REQUEST, key, subject=subject, after=after)
    return Created(key, public_id)


async def answer_request(actor: Actor, public_id: str, *, seen: int, facts: AnswerFacts) -> None:
    """An answer, a part of one, or why there can be none. Raises `Invalid` naming the field, `RuleViolation` for a
    request that is answered or withdrawn, `Stale`, `NotFound`, `Denied`."""
    async with transaction():
        found, forum = await get_request(actor.scope, public_id)
        may_answer(actor, forum, found.row.owner).require()
        require_open(found.status)
        if facts.kind not in ANSWERS:
            text = "Vælg, hvilket svar det er."
            raise Invalid("request.kind", text, {"kind": text})
        text = clean_text(facts.text)
        if not text:
            words = "Skriv, hvorfor den ikke kan besvares." if facts.kind is StepKind.IMPOSSIBLE else "Skriv svaret."
            raise Invalid("request.answer", words, {"text": words})
        indicator = None
        if facts.indicator:
            rows = await list_indicators(actor.scope)
            indicator = next((each.id for each in rows if each.public_id == facts.indicator), None)
            if indicator is None:
                words = "Vælg en indikator på listen."
                raise Invalid("request.indicator", words, {"indicator": words})
        await _step(
            actor,
            found.row,
            seen,
            facts.kind,
            text=text,
            caveat=clean_text(facts.caveat),
            indicator=indicator,
            document_no=clean_line(facts.document_no)[:100],
        )


async def ask_for_more(actor: Actor, public_id: str, *, seen: int, reason: str) -> None:
    """The answer was not what the committee asked for; the request is open again. Raises `Invalid` without a reason,
    `RuleViolation` where nothing closed it, `Stale`, `NotFound`, `Denied`."""
    async with transaction():
        found, forum = await get_request(actor.scope, public_id)
        may_ask_for_more(actor, forum).require()
        require_answered(found.status)
        await _step(actor, found.row, seen, StepKind.NOT_ENOUGH, text=_reason(reason))


async def move_request(
    actor: Actor, public_id: str, *, seen: int, owner: str, due_on: date | None, reason: str
) -> None:
    """Another day, another owner, or both, and why; what was set before stays to be read. Raises `Invalid` naming the
    field, `RuleViolation` for a request that is over, `Stale`, `NotFound`, `Denied`."""
    async with transaction():
        found, forum = await get_request(actor.scope, public_id)
        may_answer(actor, forum, found.row.owner).require()
        require_open(found.status)
        check_due(found.row.asked_on, due_on)
        chosen = await _owner(actor, found.row.committee, owner, found.row)
        if (chosen, due_on) == (found.row.owner, found.row.due_on):
            text = "Vælg en anden frist eller en anden ansvarlig."
            raise Invalid("request.same", text, {"due_on": text})
        await _step(
            actor, found.row, seen, StepKind.MOVED, text=_reason(reason), is_move=True, due_on=due_on, owner=chosen
        )


async def withdraw_request(actor: Actor, public_id: str, *, seen: int, reason: str) -> None:
    """It is not asked any more; it stays to be read. Raises as `ask_for_more`."""
    async with transaction():
        found, forum = await get_request(actor.scope, public_id)
        may_withdraw(actor, forum).require()
        require_open(found.status)
        await _step(actor, found.row, seen, StepKind.WITHDRAWN, text=_reason(reason))


async def _step(
    actor: Actor,
    row: RequestRow,
    seen: int,
    kind: StepKind,
    *,
    text: str,
    caveat: str = "",
    indicator: int | None = None,
    document_no: str = "",
    is_move: bool = False,
    due_on: date | None = None,
    owner: int | None = None,
) -> None:
    """Who had seen an older version is told so: two answers at once would hide each other."""
    moved: dict[str, Any] = {"due_on": due_on, "owner": owner} if is_move else {}
    await update_version(CommitteeRequest, row.id, seen, changed_at=actor.now, **moved)
    await insert(
        RequestStep(
            request=row.id,
            kind=kind,
            text=text,
            caveat=caveat,
            indicator=indicator,
            document_no=document_no,
            due_on=due_on,
            owner=owner,
            by=actor.require_person(),
            at=actor.now,
        )
    )
    before = {"frist": row.due_on, "ansvarlig": row.owner} if is_move else None
    after: dict[str, Any] = {"hvad": STEP_KIND[kind], "tekst": text, "forbehold": caveat, "dokument": document_no}
    record(
        actor,
        AuditAction.MOVED if is_move else AuditAction.RECORDED,
        EntityKind.COMMITTEE_REQUEST,
        row.id,
        subject=f"{row.committee_name}: anmodning {short_date(row.asked_on)}",
        before=before,
        after={"frist": due_on, "ansvarlig": owner} if is_move else after,
        reason=text if is_move else "",
    )


def _reason(reason: str) -> str:
    reason = clean_text(reason)
    if not reason:
        text = "Skriv hvorfor."
        raise Invalid("request.reason", text, {"reason": text})
    return reason


async def _owner(actor: Actor, committee: int, chosen: str, old: RequestRow | None) -> int | None:
    """One who stands there already need not be in the writer's sight."""
    if not chosen:
        return None
    if old is not None and chosen == old.owner_public_id:
        return old.owner
    people = await list_near(actor.scope, await units_of(actor.scope, committee), chosen)
    if not people:
        text = "Vælg en person på listen."
        raise Invalid("request.owner", text, {"owner": text})
    return people[0].id


async def _item(actor: Actor, forum: Forum, chosen: str) -> int | None:
    if not chosen:
        return None
    for each in await list_item_choices(actor.scope, forum):
        if each.public_id == chosen:
            return each.id
    raise NotFound
