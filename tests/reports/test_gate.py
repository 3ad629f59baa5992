"""The gate of rule 19 over the whole road: what opens it, what does not, and that it never refuses a fact."""

from datetime import date

import pytest

from app.cases.enums import NoticeKind
from app.core.errors import RuleViolation
from app.involvement.actions import withdraw_involvement
from app.involvement.enums import InvolvementKind, Party
from app.reports.actions import create_snapshot, release_snapshot
from app.reports.enums import SnapshotState
from app.reports.queries import collect_facts, list_snapshots
from tests.factories_cases import make_case
from tests.factories_involvement import audit_of, make_involvement
from tests.factories_reports import SENT_ON, make_report_back

OPENS_WITH_BODY = {Party.AMO, Party.HEALTH_SAFETY_REP}
OPENS_WITHOUT_BODY = {Party.AMO, Party.HEALTH_SAFETY_REP, Party.EMPLOYEE_REP}


async def _refusal(cast, case):
    """What keeps a new report of the case from being released, as code and link; empty when it was."""
    made = await create_snapshot(cast.anna.actor, case.id)
    try:
        await release_snapshot(cast.anna.actor, case.id, made.no)
    except RuleViolation as refusal:
        return [(each.code, each.href) for each in refusal.blockers]
    return []


def _closed(case):
    return [("case.body_not_informed", f"/sager/{case.public_id}/inddragelse/ny")]


@pytest.mark.parametrize("has_body", [True, False])
@pytest.mark.parametrize("party", list(Party))
async def test_who_opens_the_gate(cast, party, has_body):
    case = await make_case(cast, has_employee_body=has_body)
    assert await _refusal(cast, case) == _closed(case)
    await make_involvement(cast.bo.actor, case.id, party=party)

    opens = party in (OPENS_WITH_BODY if has_body else OPENS_WITHOUT_BODY)
    assert await _refusal(cast, case) == ([] if opens else _closed(case))


@pytest.mark.parametrize("kind", list(InvolvementKind))
async def test_every_kind_of_involvement_informs_dissent_too(cast, kind):
    case = await make_case(cast)
    await make_involvement(cast.bo.actor, case.id, kind=kind)

    assert await _refusal(cast, case) == []


async def test_a_record_that_does_not_say_who_or_is_withdrawn_opens_nothing(cast):
    case = await make_case(cast)
    await make_involvement(cast.bo.actor, case.id, forum_text="", participants="  ")
    assert await _refusal(cast, case) == _closed(case)
    made = await make_involvement(cast.bo.actor, case.id, forum_text="", participants="AMR")
    await withdraw_involvement(cast.bo.actor, case.id, made.public_id, reason="Forkert sag")
    assert await _refusal(cast, case) == _closed(case)

    assert [row.state for row in await list_snapshots(cast.anna.scope, case.id)] == [SnapshotState.DRAFT] * 2


async def test_an_investigation_order_also_needs_its_adviser(cast):
    """Rule 6."""
    case = await make_case(cast, kind=NoticeKind.INVESTIGATION, dates={})
    await make_involvement(cast.bo.actor, case.id)
    made = await create_snapshot(cast.anna.actor, case.id)
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
