"""Makers of what was exchanged with the authority, through the product's own actions."""

from datetime import date
from pathlib import Path
from typing import Any

from app.access.policy import Actor, Scope
from app.cases.actions import CreatedCase
from app.cases.queries import get_case_ref_by_id
from app.involvement.actions import Facts
from app.involvement.enums import Channel, InvolvementKind, Party
from app.organisation.actions import Created
from app.reports.actions import (
    ReplyRecorded,
    ReportBackRecorded,
    inform_of_report,
    record_authority_reply,
    record_report_back,
)
from app.reports.content import Author, StatusReport
from app.reports.enums import ReplyOutcome
from app.reports.queries import WholeReport, load_material
from tests.factories import Cast
from tests.factories_files import stage

SENT_ON = date(2025, 8, 18)


async def report_now(cast: Cast, scope: Scope, case_id: int, *, show_names: bool = False) -> StatusReport:
    """What a report made now in this scope would say, signed by Anna."""
    material = await load_material(scope, await get_case_ref_by_id(scope, case_id))
    author = Author(name="Anna Leder", role="Leder")
    return WholeReport(material).report(author=author, show_names=show_names, now=cast.clock.now(), number=1)


async def make_informed(actor: Actor, case: CreatedCase, no: int = 1, **overrides: Any) -> Created:
    """AMR informed on 20 August 2025 of report `no`."""
    values: dict[str, Any] = {
        "kind": InvolvementKind.INFORMED,
        "party": Party.HEALTH_SAFETY_REP,
        "channel": Channel.MEETING,
        "on_date": date(2025, 8, 20),
        "forum_text": "AMG-møde",
    }
    return await inform_of_report(actor, case.id, no, Facts(**{**values, **overrides}))


async def make_report_back(cast: Cast, case: CreatedCase, **overrides: Any) -> ReportBackRecorded:
    """Sent on 18 August 2025, recorded by Anna."""
    actor = overrides.pop("actor", cast.anna.actor)
    return await record_report_back(actor, case.id, **{"sent_on": SENT_ON, "receipt": "Kvittering 4711", **overrides})


async def make_reply(cast: Cast, case: CreatedCase, folder: Path, **overrides: Any) -> ReplyRecorded:
    """The authority's letter of 20 August 2025, recorded with its file by Erik, who may close what Anna answers for."""
    actor = overrides.pop("actor", cast.erik.actor)
    values = {"outcome": ReplyOutcome.ASKS, "replied_on": date(2025, 8, 20), **overrides}
    return await record_authority_reply(actor, case.id, letter=await stage(folder, "svar.pdf"), **values)
