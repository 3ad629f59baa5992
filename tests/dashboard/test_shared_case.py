"""A case of two workplaces: whoever has a role on one sees the case, and of the items only her own (rule 41)."""

from datetime import date

import pytest

from app.access.enums import Role
from app.evidence.actions import Link, add_evidence
from app.evidence.enums import EvidenceKind, LinkKind
from app.plans.actions import add_item, add_prior_measure, discuss_plan, ensure_plan, evaluate_effect, update_item
from app.plans.enums import ActionType, EffectResult, ItemStatus
from app.reports.actions import create_snapshot
from tests.factories import Cast, Client, make_member
from tests.factories_cases import make_case, make_finding, make_focus_point, make_visit
from tests.factories_plans import item_version, plan_version

CANARY = "KANARIE"
PAGES = (
    "",
    "/historik",
    "/handleplan",
    "/handleplan/versioner/1",
    "/handleplan/droeft",
    "/handleplan/godkend",
    "/handleplan/nyt-tiltag",
    "/tidligere-tiltag/nyt",
    "/dokumentation",
    "/fund",
    "/inddragelse",
    "/rapport",
    "/rapport/1",
    "/rapport/1/frigiv",
    "/luk",
    "/kontakt",
    "/klager",
    "/fristforlaengelse",
    "/fokuspunkter/ny",
)


@pytest.mark.parametrize("role", [Role.HEALTH_SAFETY_REP, Role.MANAGER, Role.READER])
async def test_no_page_of_a_shared_case_tells_of_an_item_elsewhere(client: Client, cast: Cast, role: Role) -> None:
    visit = await make_visit(cast)
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id), visit=visit.id)
    actor = cast.anna.actor
    point = await make_focus_point(cast, case)
    await make_finding(cast, case, focus_points=(point.id,))
    plan = await ensure_plan(actor, case.id)
    words = ("title", "problem", "cause", "severity", "measure", "solves_how", "effect_criterion")
    texts = {name: f"{CANARY} {name}" for name in words}
    values = {"unit": cast.syd.id, "owner": cast.carl.id, "action_type": ActionType.PREVENTIVE}
    item = await add_item(
        actor,
        plan,
        due_on=date(2025, 8, 1),
        focus_points=(point.id,),
        **values,
        **texts,  # type: ignore[arg-type]
    )
    await add_prior_measure(actor, case.id, title="Før påbuddet", item=item.id)
    await update_item(actor, item.id, status=ItemStatus.DONE, note=f"{CANARY} note", seen=1)
    await add_evidence(
        actor,
        kind=EvidenceKind.OTHER,
        title=f"{CANARY} bevis",
        dated_on=None,
        link=Link(LinkKind.ITEM, item.public_id),
        esdh_reference=f"{CANARY} esdh",
    )
    judged = {"criterion": f"{CANARY} tegn", "basis": f"{CANARY} grundlag", "evaluated_on": date(2025, 8, 20)}
    await evaluate_effect(actor, item.id, seen=await item_version(item.id), result=EffectResult.SUFFICIENT, **judged)  # type: ignore[arg-type]
    await discuss_plan(actor, plan, "Drøftet i AMG", await plan_version(plan))
    await create_snapshot(actor, case.id, show_names=True)
    nora = await make_member(cast.clock, cast.municipality, "Nora Nord", role, cast.nord.id)
    await client.as_(nora)
    paths = [
        "/",
        "/mine-tiltag",
        "/sager",
        f"/soeg?q={CANARY}",
        f"/tilsynsbesoeg/{visit.public_id}",
        f"/tiltag/{item.public_id}",
        *(f"/sager/{case.public_id}{page}" for page in PAGES),
    ]
    for path in paths:
        response = await client.get(path)
        told = response.text.replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "").replace(f"»{CANARY}«", "")
        assert response.status_code in (200, 403, 404), path
        assert CANARY not in told, path
    assert (await client.get(f"/sager/{case.public_id}/handleplan/versioner/1")).status_code == 200
    assert (await client.get(f"/sager/{case.public_id}/rapport/1")).status_code == 404
