"""Recording that AMO or AMR was informed of a report before it goes out (rule 19)."""

from msgspec.structs import replace

from app.access.enums import Permission
from app.access.policy import Actor
from app.cases.actions.steps import begin
from app.core.calendar import long_date
from app.core.clock import danish_day
from app.core.errors import Invalid, NotFound
from app.db.transaction import transaction
from app.involvement.actions import Facts, record_involvement
from app.involvement.rules import AboutReport
from app.organisation.actions import Created
from app.reports.content import PROFILES
from app.reports.queries import get_snapshot


async def inform_of_report(actor: Actor, case_id: int, no: int, facts: Facts) -> Created:
    """Records, as `record_involvement` does, that somebody was informed of report `no`; the record keeps its hash.

    Whatever has become of the report since: what happened is never refused. Raises `Invalid` for a day before the
    report was made, and as `record_involvement` does; `NotFound` for a report that the reader may not read, and for one
    that does not go to the authority.
    """
    async with transaction():
        case = await begin(actor, case_id, Permission.INVOLVEMENT_ADD)
        snapshot = await get_snapshot(actor.scope, case.id, no)
        if not PROFILES[snapshot.profile].is_final:  # everybody who sees the case reads the record and its number
            raise NotFound
        made_on = danish_day(snapshot.at)
        if facts.on_date < made_on:
            text = f"Rapport nr. {no} er lavet {long_date(made_on)}. Ingen kan være orienteret om den før."
            raise Invalid("report.told_before_made", text, {"on_date": text})
        about = AboutReport(snapshot.id, snapshot.no, snapshot.hash)
        return await record_involvement(actor, case.id, replace(facts, about=about))
