"""A unit's own plan after a survey, and what it is to an order that comes later (decision 0029)."""

from datetime import date
from typing import Any

import pytest

from app.access.enums import Role, Tier
from app.cases.actions import edit_case
from app.cases.enums import NoticeKind, Topic
from app.core.errors import Denied, Invalid, RuleViolation
from app.db.sql import execute
from app.db.transaction import transaction
from app.plans.actions import add_prior_measure, edit_prior_measure, remove_prior_measure
from app.plans.enums import ItemStatus, Judgement
from app.plans.queries import list_plan, list_prior_measures
from app.reports.actions import create_snapshot
from app.reports.enums import Profile
from app.surveys.actions import open_own_plan
from app.surveys.enums import LinkRole
from app.surveys.queries import list_linked_results
from tests.factories import Cast, Member, make_member
from tests.factories_cases import make_case
from tests.factories_plans import make_item, set_status
from tests.factories_reports import report_now
from tests.factories_surveys import SOCIAL, entry, make_figures, seen_by

BEGUN = date(2025, 1, 10)


async def test_a_later_order_lists_a_units_own_plan_as_measures_from_before_it(cast: Cast) -> None:
    """What was begun by the day of the ruling, in the units of the case and above and below, and read by everybody."""
    measured = await make_figures(cast, cast.centre, entry(cast.nord.id, 20, 12, "9.5"), until=date(2024, 12, 1))
    nord = next(each.public_id for each in (await seen_by(cast.bo, measured)).units if each.unit == cast.nord.id)
    wanted = {"title": "Efter målingen", "topics": (Topic.WORKLOAD,), "results": [f"{nord}.{SOCIAL}"]}
    reader = await make_member(cast.clock, cast.municipality, "Lis Læser", Role.READER, cast.nord.id)
    with pytest.raises(Denied):
        await open_own_plan(reader.actor, cast.nord.id, **wanted)
    own = await open_own_plan(cast.bo.actor, cast.nord.id, **wanted)
    (linked,) = await list_linked_results(cast.bo.scope, own.id)
    assert (linked.role, linked.own.unit_public_id) == (LinkRole.PROBLEM, nord)

    planned = {"starts_on": BEGUN, "due_on": date(2025, 9, 1)}
    begun = await make_item(cast, own, title="Fast sparring", measure="Hver tirsdag", **planned)
    given_up = await make_item(cast, own, title="Opgivet", **planned)
    secret = await make_item(cast, own, title="Fortroligt", **planned)
    await make_item(cast, own, title="Efter påbuddet")
    await set_status(cast, begun, ItemStatus.DONE)
    await set_status(cast, given_up, ItemStatus.CANCELLED, note="Passede ikke")
    async with transaction():
        await execute("UPDATE action_items SET tier = {} WHERE id = {}", Tier.AMO, secret.id)

    async def prior(member: Member, case: int) -> list[tuple[str, str, str, Judgement, str]]:
        rows = (await list_plan(member.scope, case)).prior_measures
        return [(each.title, each.description, each.taken_text, each.judgement, each.own_item) for each in rows]

    order = await make_case(cast)
    taken = f"Egen handleplan {own.reference}: gennemført 20.08.2025, effekt ikke vurderet"
    listed = [("Fast sparring", "Hver tirsdag", taken, Judgement.NOT_JUDGED, begun.public_id)]
    assert await prior(cast.bo, order.id) == listed
    assert await prior(cast.anna, (await make_case(cast, units=(cast.centre.id,))).id) == listed
    assert await prior(cast.anna, (await make_case(cast, units=(cast.syd.id,))).id) == []
    assert await prior(cast.bo, own.id) == []

    judged = {"title": "Fast sparring", "judgement": Judgement.INSUFFICIENT, "own_item": begun.public_id}
    await add_prior_measure(cast.bo.actor, order.id, taken_text=taken, **judged)
    assert await prior(cast.bo, order.id) == [("Fast sparring", "", taken, Judgement.INSUFFICIENT, "")]
    with pytest.raises(Invalid):
        await add_prior_measure(cast.bo.actor, order.id, **judged)
    report = await report_now(cast, cast.anna.scope, order.id)
    assert [(each.title, each.since_text, each.judgement) for each in report.prior_measures] == [
        ("Fast sparring", taken, "Vurderet utilstrækkeligt")
    ]

    # Of what was typed in by hand and stands in an own plan, too, one line is left.
    (written,) = await list_prior_measures(cast.bo.scope, order.id)
    same: dict[str, Any] = {"title": "Fast sparring", "judgement": Judgement.INSUFFICIENT, "taken_text": taken}
    await edit_prior_measure(cast.bo.actor, order.id, written.public_id, seen=1, **same)
    assert [each[3:] for each in await prior(cast.bo, order.id)] == [
        (Judgement.INSUFFICIENT, ""),
        (Judgement.NOT_JUDGED, begun.public_id),
    ]
    joined: dict[str, Any] = {**same, "own_item": begun.public_id}
    await edit_prior_measure(cast.bo.actor, order.id, written.public_id, seen=2, **joined)
    (written,) = await list_prior_measures(cast.bo.scope, order.id)
    assert (written.tied_item, written.own_label) == (begun.public_id, f"{own.reference}, tiltag 1")
    assert len(await prior(cast.bo, order.id)) == 1
    # Who does not see the item of the own plan takes no tie away, and makes none.
    async with transaction():
        await execute("UPDATE action_items SET tier = {} WHERE id = {}", Tier.RESTRICTED, begun.id)
    for seen, wished in ((3, ""), (4, begun.public_id)):
        await edit_prior_measure(
            cast.erik.actor, order.id, written.public_id, seen=seen, **{**same, "own_item": wished}
        )
    (hidden,) = await list_prior_measures(cast.erik.scope, order.id)
    assert (hidden.hides_own, hidden.own, hidden.tied_item, hidden.own_title) == (True, begun.id, "", None)
    async with transaction():
        await execute("UPDATE action_items SET tier = {} WHERE id = {}", Tier.OPEN, begun.id)
    await remove_prior_measure(cast.bo.actor, order.id, written.public_id, seen=5, reason="Skrevet to gange")
    assert await prior(cast.bo, order.id) == listed

    with pytest.raises(RuleViolation):
        await create_snapshot(cast.anna.actor, own.id)
    await create_snapshot(cast.anna.actor, own.id, profile=Profile.NOTICE_BOARD)
    with pytest.raises(Invalid) as caught:
        await edit_case(
            cast.anna.actor, own.id, seen=1, kind=NoticeKind.IMPROVEMENT, title="Påbud", topics=(Topic.WORKLOAD,)
        )
    assert set(caught.value.fields) == {"kind"}
