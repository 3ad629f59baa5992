"""The gate of rule 19 over the whole road: what opens it, what does not, and that it never refuses a fact."""

from datetime import date

import pytest

from app.cases.enums import NoticeKind
from app.core.errors import Denied, Invalid, NotFound, RuleViolation
from app.involvement.actions import withdraw_involvement
from app.involvement.enums import InvolvementKind, Party
from app.involvement.queries import list_involvements
from app.involvement.rules import AboutReport
from app.plans.actions import edit_item
from app.reports.actions import create_snapshot, release_snapshot
from app.reports.enums import SnapshotState
from app.reports.queries import collect_facts, list_snapshots
from tests.factories_cases import make_case
from tests.factories_involvement import audit_of, make_involvement
from tests.factories_plans import make_item, read_item
from tests.factories_reports import SENT_ON, make_informed, make_report_back

OPENS_WITH_BODY = {Party.AMO, Party.HEALTH_SAFETY_REP}
OPENS_WITHOUT_BODY = {Party.AMO, Party.HEALTH_SAFETY_REP, Party.EMPLOYEE_REP}


async def _refusal(cast, case, no=1, **values):
    """What keeps report `no` of the case from being released, as code and link; empty when it was."""
    try:
        await release_snapshot(cast.anna.actor, case.id, no, **values)
    except RuleViolation as refusal:
        base = f"/sager/{case.public_id}/rapport/"
        return [(each.code, each.href and each.href.removeprefix(base)) for each in refusal.blockers]
    return []


@pytest.mark.parametrize("has_body", [True, False])
async def test_rule_19_who_opens_the_gate_by_being_informed_of_this_very_draft(cast, has_body):
    """A record that names no report, does not say who, or is withdrawn opens nothing; dissent does."""
    case = await make_case(cast, has_employee_body=has_body)
    await make_involvement(cast.bo.actor, case.id, on_date=date(2025, 8, 20))
    await create_snapshot(cast.anna.actor, case.id)
    closed = [("case.body_not_informed", "1/orientering")]
    assert await _refusal(cast, case) == closed
    for party in set(Party) - (OPENS_WITH_BODY if has_body else OPENS_WITHOUT_BODY):
        await make_informed(cast.bo.actor, case, party=party)
    await make_informed(cast.bo.actor, case, forum_text="", participants="  ")
    made = await make_informed(cast.bo.actor, case)
    await withdraw_involvement(cast.bo.actor, case.id, made.public_id, reason="Forkert sag")
    assert await _refusal(cast, case) == closed
    party = Party.HEALTH_SAFETY_REP if has_body else Party.EMPLOYEE_REP
    await make_informed(cast.bo.actor, case, party=party, kind=InvolvementKind.DISSENTED)

    assert await _refusal(cast, case) == []
    (row,) = await list_snapshots(cast.anna.scope, case.id)
    assert (row.state, row.released_by, row.release_reason) == (SnapshotState.RELEASED, "Anna Leder", "")


async def test_rule_19_nobody_is_informed_of_a_report_before_it_is_made_and_whoever_records_it_reads_it(cast):
    case = await make_case(cast)
    with pytest.raises(NotFound):
        await make_informed(cast.bo.actor, case)
    made = await create_snapshot(cast.anna.actor, case.id)
    with pytest.raises(Invalid) as early:
        await make_informed(cast.bo.actor, case, on_date=date(2025, 8, 19))
    with pytest.raises(Denied):
        await make_informed(cast.gerda.actor, case)
    with pytest.raises(NotFound):
        await make_informed(cast.carl.actor, case)
    assert list(early.value.fields) == ["on_date"]
    assert await list_involvements(cast.anna.scope, case.id) == []
    await make_informed(cast.bo.actor, case)
    (row,) = await list_involvements(cast.anna.scope, case.id)
    assert row.about == AboutReport(made.id, 1, made.hash)
    entry = next(payload for _, kind, payload in await audit_of(case.id) if kind == "involvement")
    assert {change.field: change.after for change in entry.changes}["fingeraftryk"] == made.hash


async def test_rule_19_what_changed_since_they_were_informed_is_told_anew(cast, client):
    """A new measure asks for a new draft and a new record; a spelling mistake for the manager's word, in the log."""
    case = await make_case(cast)
    item = await make_item(cast, case, title="Fast søndagsvakt")
    await create_snapshot(cast.anna.actor, case.id)
    await make_informed(cast.bo.actor, case)
    await _retitle(cast, item, "Fast søndagsvagt")
    spelling = [("report.spelling_unconfirmed", None)]
    assert await _refusal(cast, case) == spelling
    await client.as_(cast.anna)
    here = f"/sager/{case.public_id}"
    for path in ("meld-tilbage", "rapport/1/frigiv"):
        assert "står ikke i rapport nr. 1. Skal det med" in (await client.get(f"{here}/{path}")).text
    await create_snapshot(cast.anna.actor, case.id)
    assert await _refusal(cast, case, 2) == spelling
    page = (await client.get(f"{here}/meld-tilbage")).text
    assert "om rapport nr. 1" in page  # the record that counts, as the second draft says the same but for spelling
    assert "står ikke i rapport" not in page
    await make_item(cast, case, title="Supervision")
    assert await _refusal(cast, case, 2, reason="Kun stavning") == [("report.case_changed", "ny")]
    await create_snapshot(cast.anna.actor, case.id)
    assert await _refusal(cast, case, 3, reason="Kun stavning") == [("report.changed_since_told", "3/orientering")]
    await make_informed(cast.bo.actor, case, 3)
    await _retitle(cast, item, "Fast søndags vagt")
    assert await _refusal(cast, case, 3, reason="  ") == spelling
    assert await _refusal(cast, case, 3, reason="Delt i to ord") == []

    (entry,) = [
        payload for action, kind, payload in await audit_of(case.id) if (action, kind) == ("released", "report")
    ]
    told = {change.field: change.after for change in entry.changes}
    assert (entry.actor_name, entry.reason) == ("Anna Leder", "Delt i to ord")
    assert told["rettet siden orienteringen"] == (
        "Tiltag 1: Fast søndags vagt, titel: »Fast søndagsvagt« blev til »Fast søndags vagt«"
    )


async def _retitle(cast, item, title):
    await edit_item(cast.anna.actor, item.id, seen=(await read_item(cast, item)).version, title=title)


async def test_an_investigation_order_also_needs_its_adviser(cast):
    """Rule 6."""
    case = await make_case(cast, kind=NoticeKind.INVESTIGATION, dates={})
    made = await create_snapshot(cast.anna.actor, case.id)
    await make_informed(cast.bo.actor, case)
    with pytest.raises(RuleViolation) as refusal:
        await release_snapshot(cast.anna.actor, case.id, made.no)

    base = f"/sager/{case.public_id}"
    assert {each.code: each.href.removeprefix(base) for each in refusal.value.blockers} == {
        "case.adviser_name_missing": "/ret",
        "case.adviser_cvr_missing": "/ret",
        "case.adviser_agreement_missing": "/frister/raadgiver-aftale",
        "case.adviser_involvement_missing": "/frister/raadgiver-amo",
    }


@pytest.mark.parametrize(
    ("informed_on", "was_informed"),
    [(None, False), (date(2025, 8, 19), False), (SENT_ON, True), (date(2025, 4, 14), True)],
)
async def test_a_sent_report_back_is_recorded_and_marked_where_nobody_was_informed_before(
    cast, informed_on, was_informed
):
    case = await make_case(cast)
    if informed_on is not None:
        await make_involvement(cast.bo.actor, case.id, on_date=informed_on)
    made = await make_report_back(cast, case)

    assert made.was_body_informed is was_informed
    facts = await collect_facts(cast.anna.scope, case.id)
    assert (facts.report_backs, facts.phase) == ((SENT_ON,), "reported")
    entry = next(payload for _, kind, payload in await audit_of(case.id) if kind == "report_back")
    assert {change.field: change.after for change in entry.changes}["AMO orienteret inden"] == (
        "ja" if was_informed else "nej"
    )
