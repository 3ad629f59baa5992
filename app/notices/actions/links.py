"""Making and closing links to the page for all employees of a unit, and counting how often they are opened."""

from datetime import date

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.dates import short_date
from app.core.errors import Invalid, NotFound, RuleViolation, TooMany
from app.core.text import clean_line
from app.db.sql import execute, insert
from app.db.transaction import transaction
from app.notices.queries.links import LiveLink, get_link
from app.notices.rules import MOST_READS, last_day_of_link
from app.notices.tables import NoticeLink
from app.organisation.queries import UnitDetail, get_settings, get_unit

_DAY_SECONDS = 3600


async def unit_of_links(actor: Actor, unit: str) -> UnitDetail:
    """A unit whose links the actor keeps. Raises `NotFound`, `Denied`."""
    found = await get_unit(actor.scope, unit)
    may(actor, Permission.CASE_WRITE, found.ancestors).require()
    return found


async def make_link(actor: Actor, unit: str, *, place: str, until_on: date) -> str:
    """A link for one place; gives its secret, which is kept nowhere.

    Raises `RuleViolation` where the municipality does not allow links, and for a closed unit; `Invalid` naming the
    field, `NotFound`, `Denied`.
    """
    by, place = actor.require_person(), clean_line(place)[:200]
    last = last_day_of_link(actor.today)
    async with transaction():
        found = await unit_of_links(actor, unit)
        if found.closed_on is not None or not (await get_settings(actor.scope, found.municipality)).notice_links:
            raise RuleViolation("notice_link.not_allowed", "Kommunen har ikke slået links uden login til.")
        if not place:
            text = "Skriv, hvor linket skal hænge."
            raise Invalid("notice_link.place", text, {"where_hung": text})
        if not actor.today <= until_on <= last:
            text = f"Vælg en dag fra i dag til {short_date(last)}."
            raise Invalid("notice_link.until", text, {"until_on": text})
        token = ids.new_token()
        row = NoticeLink(
            public_id=ids.new_public_id(),
            digest=ids.token_digest(token),
            unit=found.id,
            place=place,
            by=by,
            at=actor.now,
            until_on=until_on,
            closed_at=None,
            closed_by=None,
        )
        after = {"hænger": place, "gælder til": until_on}
        made, kind = AuditAction.CREATED, EntityKind.NOTICE_LINK
        record(actor, made, kind, await insert(row), subject=found.name, after=after)
    return token


async def close_link(actor: Actor, unit: str, public_id: str) -> None:
    """The link opens nothing any more. Raises `RuleViolation` when it is closed already, `NotFound`, `Denied`."""
    async with transaction():
        found = await unit_of_links(actor, unit)
        row = await get_link(actor.scope, found.id, public_id)
        changed = await execute(
            "UPDATE notice_links SET closed_at = {}, closed_by = {} WHERE id = {} AND closed_at IS NULL RETURNING id",
            actor.now,
            actor.require_person(),
            row.id,
        )
        if not changed:
            raise RuleViolation("notice_link.closed", "Linket er allerede lukket.")
        closed, kind = AuditAction.CLOSED, EntityKind.NOTICE_LINK
        record(actor, closed, kind, row.id, subject=found.name, after={"hænger": row.place})


async def count_read(actor: Actor, link: LiveLink) -> None:
    """One more opening on the day: a number, and nothing about who. Raises `TooMany` where it is asked for by more than
    people: the page is drawn no more that day."""
    async with transaction():
        rows = await execute(
            "INSERT INTO notice_reads (link, on_day, reads) VALUES ({}, {}, 1) "
            "ON CONFLICT (link, on_day) DO UPDATE SET reads = notice_reads.reads + 1 RETURNING reads",
            link.id,
            actor.today,
        )
    if not rows:
        raise NotFound
    if int(rows[0]["reads"]) > MOST_READS:
        raise TooMany(_DAY_SECONDS)
