"""How many queries a call takes: the same with one row and with three."""

import pytest

from app.db.engine import record_statements
from app.reports.actions import create_snapshot
from tests.factories import Cast, Client
from tests.factories_api import Program, make_token
from tests.factories_cases import make_case, make_focus_point, make_visit
from tests.factories_evidence import make_evidence, to_case, to_focus_point, to_item
from tests.factories_indicators import make_figures, make_indicator
from tests.factories_involvement import make_involvement
from tests.factories_plans import make_item
from tests.factories_surveys import make_round

DOOR = 2  # the token with its owner's roles, and noting that it was used
BUDGET = {
    "/me": 0,
    "/units": 2,
    "/units/{unit}": 5,
    "/surveys": 1,
    "/surveys/{survey}": 8,
    "/indicators": 1,
    "/indicators/{indicator}": 4,
    "/visits": 1,
    "/visits/{visit}": 3,
    "/cases": 2,
    "/cases/{case}": 12,
    "/cases/{case}/deadlines": 12,
    "/cases/{case}/focus-points": 8,
    "/cases/{case}/plan": 8,
    "/cases/{case}/evidence": 6,
    "/cases/{case}/involvement": 2,
    "/cases/{case}/evidence-requests": 2,
    "/cases/{case}/contacts": 2,
    "/cases/{case}/extension-requests": 8,
    "/cases/{case}/report-backs": 2,
    "/cases/{case}/replies": 2,
    "/cases/{case}/reports": 2,
    "/cases/{case}/reports/comparison?old=1&new=1": 9,
    "/cases/{case}/history": 2,
    "/items": 1,
    "/items/{item}": 9,
    "/items/{item}/evidence": 3,
    "/evidence/{evidence}": 5,
}


async def _fill(cast: Cast, rows: int) -> dict[str, str]:
    """Everything, `rows` times; the ids of the first."""
    visits = [await make_visit(cast, unit=cast.nord.id) for _ in range(rows)]
    cases = [await make_case(cast, visit=visits[0].id) for _ in range(rows)]
    surveys = [(await make_round(cast, cast.nord, f"nr. {number}"))[1] for number in range(rows)]
    followed = [await make_indicator(cast.erik.actor, cast.municipality, f"Nr. {number}") for number in range(rows)]
    for place in (cast.nord, cast.syd)[:rows]:
        await make_figures(cast.erik.actor, followed[0], place, "nord")
    ids = {"survey": surveys[0], "unit": cast.nord.public_id, "visit": visits[0].public_id, "case": cases[0].public_id}
    ids["indicator"] = followed[0].public_id
    for number in range(rows):
        point = await make_focus_point(cast, cases[0], title=f"Fokus {number}")
        item = await make_item(cast, cases[0], title=f"Tiltag {number}", focus_points=(point.id,))
        evidence = [
            await make_evidence(cast, link) for link in (to_case(cases[0]), to_focus_point(point), to_item(item))
        ]
        await make_involvement(cast.bo.actor, cases[0].id)
        await create_snapshot(cast.bo.actor, cases[0].id)
        ids |= {"item": item.public_id, "evidence": evidence[0].public_id} if number == 0 else {}
    return ids


@pytest.mark.parametrize("rows", [1, 3])
async def test_every_call_keeps_its_budget(client: Client, cast: Cast, rows: int) -> None:
    ids = await _fill(cast, rows)
    bo = Program(client.http, await make_token(cast.bo))
    counted = {}
    for path in BUDGET:
        with record_statements() as statements:
            answer = await bo.get(path.format(**ids))
        assert answer.status_code == 200, (path, answer.text)
        counted[path] = (
            sum(each.lstrip().startswith(("SELECT", "UPDATE", "INSERT", "WITH")) for each in statements) - DOOR
        )
        if path in ("/visits", "/cases", "/items", "/cases/{case}/evidence", "/cases/{case}/reports"):
            assert len(answer.json()["items"]) >= rows, path
    assert counted == BUDGET
