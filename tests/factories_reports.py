"""Makers of what was exchanged with the authority, through the product's own actions."""

from datetime import date
from pathlib import Path
from typing import Any

from app.cases.actions import CreatedCase
from app.reports.actions import ReplyRecorded, ReportBackRecorded, record_authority_reply, record_report_back
from app.reports.enums import ReplyOutcome
from tests.factories import Cast
from tests.factories_files import stage

SENT_ON = date(2025, 8, 18)


async def make_report_back(cast: Cast, case: CreatedCase, **overrides: Any) -> ReportBackRecorded:
    """Sent on 18 August 2025, recorded by Anna."""
    actor = overrides.pop("actor", cast.anna.actor)
    return await record_report_back(actor, case.id, **{"sent_on": SENT_ON, "receipt": "Kvittering 4711", **overrides})


async def make_reply(cast: Cast, case: CreatedCase, folder: Path, **overrides: Any) -> ReplyRecorded:
    """The authority's letter of 20 August 2025, recorded by Anna with its file."""
    actor = overrides.pop("actor", cast.anna.actor)
    values = {"outcome": ReplyOutcome.ASKS, "replied_on": date(2025, 8, 20), **overrides}
    return await record_authority_reply(actor, case.id, letter=await stage(folder, "svar.pdf"), **values)
