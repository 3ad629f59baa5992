"""Makers of visits, cases and focus points, through the product's own actions."""

from datetime import date
from typing import Any

from app.access.policy import Actor
from app.cases.actions import (
    Created,
    CreatedCase,
    add_finding,
    add_focus_point,
    register_case,
    register_ruling,
    register_visit,
    set_date,
)
from app.cases.actions.steps import CreatedWithWarnings
from app.cases.enums import FindingKind, NoticeKind, Topic
from app.cases.queries import load_case_rows
from app.core.errors import Blocker
from app.deadlines.enums import DeadlineKind
from tests.factories import Cast

# A made-up order: every date is one of a test, none is Arbejdstilsynet's.
DATES = {
    DeadlineKind.RULED: date(2025, 5, 12),
    DeadlineKind.AVAILABLE: date(2025, 5, 12),
    DeadlineKind.COMPLIANCE: date(2025, 11, 3),
    DeadlineKind.REPORT_BACK: date(2025, 11, 10),
}


async def make_visit(cast: Cast, **overrides: Any) -> Created:
    """A visit to the centre on 10 April 2025, registered by Anna; `actor=` somebody else."""
    actor = overrides.pop("actor", cast.anna.actor)
    values = {"unit": cast.centre.id, "visited_on": date(2025, 4, 10), "note": "Leder og AMR deltog."}
    return await register_visit(actor, **{**values, **overrides})


async def make_case(cast: Cast, **overrides: Any) -> CreatedCase:
    """An open order on Nord with all its dates (`DATES`), registered by Anna; `dates={}` leaves them unknown."""
    actor = overrides.pop("actor", cast.anna.actor)
    values = {
        "kind": NoticeKind.IMPROVEMENT,
        "title": "Stor arbejdsmængde i Ågruppen",
        "units": (cast.nord.id,),
        "topics": (Topic.WORKLOAD,),
        "authority_case_no": "20250012345",
        "dates": DATES,
    }
    return await register_case(actor, **{**values, **overrides})


async def make_focus_point(cast: Cast, case: CreatedCase, **overrides: Any) -> Created:
    actor = overrides.pop("actor", cast.anna.actor)
    values = {"title": "Planlægning af arbejdet", "topics": (Topic.WORKLOAD,)}
    return await add_focus_point(actor, case.id, **{**values, **overrides})


async def make_finding(cast: Cast, case: CreatedCase, **overrides: Any) -> Created:
    actor = overrides.pop("actor", cast.anna.actor)
    values = {"kind": FindingKind.DEMAND, "text": "Arbejdet skal planlægges forsvarligt.", "source_text": "Side 2"}
    return await add_finding(actor, case.id, **{**values, **overrides})


async def put_date(actor: Actor, case: int, kind: DeadlineKind, **values: Any) -> tuple[Blocker, ...]:
    """`set_date` from a page that is drawn just before."""
    row = (await load_case_rows(actor.scope, case)).deadline(kind, values.get("ruling"))
    return await set_date(actor, case, kind, seen=row.version if row else 0, **values)


async def put_ruling(actor: Actor, case: int, **values: Any) -> CreatedWithWarnings:
    """`register_ruling` from a page that is drawn just before."""
    return await register_ruling(actor, case, seen=len((await load_case_rows(actor.scope, case)).rulings), **values)
