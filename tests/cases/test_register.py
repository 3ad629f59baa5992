"""Registering visits and cases (rules 1-9, 13)."""

import asyncio
from datetime import date

import pytest

from app.access.policy import Above
from app.cases.actions import register_case, set_date
from app.cases.enums import CasePhase, NoticeKind, Topic
from app.cases.queries import get_case_facts, get_case_ref, get_case_ref_by_id, load_case_rows
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import fetch_value
from app.deadlines.enums import DateSource, DeadlineKind, DeadlineState
from tests.factories import Cast
from tests.factories_cases import DATES, make_case, make_finding, make_focus_point, make_visit, put_date

K = DeadlineKind


async def test_a_case_gets_a_reference_its_units_and_its_clocks(cast: Cast) -> None:
    """Rules 2, 7, 9: every date has its own row; the complaint deadline is counted and not confirmed."""
    visit = await make_visit(cast)
    case = await make_case(cast, visit=visit.id)
    assert case.reference == "EKS2025-0001"
    ref = await get_case_ref(cast.bo.scope, case.public_id)
    assert (ref.id, ref.units, ref.unit_names) == (case.id, (cast.nord.id,), ("Ågruppen Nord",))
    above = frozenset({cast.nord.id, cast.centre.id, cast.department.id, cast.top.id})
    assert ref.ancestors == Above((above,), ref.id)
    rows = await load_case_rows(cast.bo.scope, case.id)
    assert {row.kind: (row.on_date, row.source, row.is_confirmed) for row in rows.deadlines} == {
        K.RULED: (date(2025, 5, 12), DateSource.LETTER, True),
        K.AVAILABLE: (date(2025, 5, 12), DateSource.LETTER, True),
        K.COMPLAINT: (date(2025, 6, 10), DateSource.COMPUTED, False),
        K.COMPLIANCE: (date(2025, 11, 3), DateSource.LETTER, True),
        K.REPORT_BACK: (date(2025, 11, 10), DateSource.LETTER, True),
    }
    assert {row.ruling for row in rows.deadlines} == {rows.rulings[0].id}
    key = await fetch_value(str, "SELECT next_due_key FROM cases WHERE id = {}", case.id)
    assert key == "2025-11-03"


async def test_without_dates_everything_is_unknown_and_sorts_first(cast: Cast) -> None:
    """Rule 13."""
    case = await make_case(cast, dates={})
    rows = await load_case_rows(cast.anna.scope, case.id)
    assert {row.state for row in rows.deadlines} == {DeadlineState.UNKNOWN}
    assert await fetch_value(str, "SELECT next_due_key FROM cases WHERE id = {}", case.id) == ""


async def test_in_hearing_only_the_hearing_has_a_clock(cast: Cast) -> None:
    """Rule 8: 14 days, a default until confirmed."""
    case = await make_case(cast, in_hearing=True, dates={K.HEARING_SENT: date(2025, 4, 10)})
    facts = await get_case_facts(cast.anna.scope, case.id)
    assert (facts.phase, facts.has_ruling) == (CasePhase.HEARING, False)
    assert facts.dates == {K.HEARING_SENT: date(2025, 4, 10), K.HEARING: date(2025, 4, 24)}


async def test_two_at_once_get_two_references(cast: Cast) -> None:
    made = await asyncio.gather(*(make_case(cast) for _ in range(5)))
    assert sorted(case.reference for case in made) == [f"EKS2025-000{no}" for no in range(1, 6)]


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"title": " \u200e "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"topics": ()}, "topics"),
        ({"units": ()}, "units"),
        ({"kind": NoticeKind.PROHIBITION}, "kind"),
        ({"kind": NoticeKind.REPRIMAND, "dates": {K.RULED: date(2024, 1, 31)}}, "kind"),
        ({"kind": NoticeKind.IMMEDIATE, "in_hearing": True, "dates": {}}, "in_hearing"),
        ({"cvr_no": "123"}, "cvr_no"),
        ({"production_unit_no": "010101-1234"}, "production_unit_no"),
    ],
)
async def test_what_is_wrong_is_named_and_leaves_nothing(cast: Cast, overrides: dict[str, object], field: str) -> None:
    """Rules 1, 2, 44; the number is given back as well."""
    with pytest.raises(Invalid) as refusal:
        await make_case(cast, **overrides)
    assert list(refusal.value.fields) == [field]
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM cases") == 0
    assert (await make_case(cast)).reference == "EKS2025-0001"


async def test_a_reprimand_has_no_compliance_deadline(cast: Cast) -> None:
    """Rule 4: not at the start, not by the way round over its dates."""
    case = await make_case(cast, kind=NoticeKind.REPRIMAND, dates={K.RULED: date(2025, 5, 12)})
    assert set((await get_case_facts(cast.anna.scope, case.id)).dates) == {K.RULED, K.AVAILABLE, K.COMPLAINT}
    with pytest.raises(RuleViolation):
        await put_date(cast.anna.actor, case.id, K.COMPLIANCE, on_date=date(2025, 11, 3), source=DateSource.LETTER)
    with pytest.raises(RuleViolation):
        await make_case(cast, kind=NoticeKind.REPRIMAND, dates=DATES)


async def test_who_may_not_register(cast: Cast) -> None:
    for member in (cast.bo, cast.gerda, cast.dorte):
        with pytest.raises(Denied):
            await make_case(cast, actor=member.actor)
    for member in (cast.hans, cast.fie):  # to them the unit does not exist
        with pytest.raises(Invalid):
            await make_case(cast, actor=member.actor)
    visit = await make_visit(cast)
    with pytest.raises(NotFound):
        await register_case(
            cast.hans.actor,
            kind=NoticeKind.GUIDANCE,
            title="Anden kommune",
            units=(cast.elsewhere.id,),
            topics=(Topic.OTHER,),
            visit=visit.id,
        )


async def test_what_lies_outside_the_scope_does_not_exist(cast: Cast) -> None:
    case = await make_case(cast)
    for member in (cast.carl, cast.hans, cast.fie):
        with pytest.raises(NotFound):
            await get_case_ref(member.scope, case.public_id)
        with pytest.raises(NotFound):
            await get_case_ref_by_id(member.scope, case.id)


async def test_moving_a_date_keeps_the_old_one_and_needs_a_reason(cast: Cast) -> None:
    """Rules 7, 9: the complaint deadline follows the day the letter was available."""
    case, actor = await make_case(cast), cast.anna.actor
    with pytest.raises(Invalid) as refusal:
        await put_date(actor, case.id, K.AVAILABLE, on_date=date(2025, 5, 8), source=DateSource.LETTER)
    assert list(refusal.value.fields) == ["reason"]
    await put_date(
        actor, case.id, K.AVAILABLE, on_date=date(2025, 5, 8), source=DateSource.LETTER, reason="Læst forkert"
    )
    rows = await load_case_rows(actor.scope, case.id)
    available, complaint = rows.deadline(K.AVAILABLE), rows.deadline(K.COMPLAINT)
    assert available
    assert (available.on_date, available.version_count) == (date(2025, 5, 8), 2)
    assert complaint
    assert (complaint.on_date, complaint.version_count) == (date(2025, 6, 6), 2)


async def test_a_deadline_from_the_letter_is_not_counted_again(cast: Cast) -> None:
    case, actor = await make_case(cast), cast.anna.actor
    await put_date(actor, case.id, K.COMPLAINT, on_date=date(2025, 6, 12), source=DateSource.LETTER)
    await put_date(actor, case.id, K.AVAILABLE, on_date=date(2025, 5, 8), source=DateSource.LETTER, reason="Rettet")
    rows = await load_case_rows(actor.scope, case.id)
    complaint = rows.deadline(K.COMPLAINT)
    assert complaint
    assert complaint.on_date == date(2025, 6, 12)


async def test_a_date_on_a_closed_day_is_saved_with_a_warning(cast: Cast) -> None:
    """Rule 10: never rolled."""
    case, actor = await make_case(cast, dates={}), cast.anna.actor
    warnings = await put_date(actor, case.id, K.COMPLIANCE, on_date=date(2025, 12, 25), source=DateSource.LETTER)
    assert [each.code for each in warnings] == ["deadline.compliance_closed_day"]
    assert "Sigt efter 23. december 2025" in warnings[0].text
    assert (await get_case_facts(actor.scope, case.id)).on(K.COMPLIANCE) == date(2025, 12, 25)


async def test_two_people_set_one_date_and_the_later_sees_both(cast: Cast) -> None:
    case, actor = await make_case(cast, dates={}), cast.anna.actor
    await set_date(actor, case.id, K.COMPLIANCE, on_date=date(2025, 11, 3), source=DateSource.LETTER, seen=1)
    with pytest.raises(Stale) as refusal:
        await set_date(
            cast.erik.actor, case.id, K.COMPLIANCE, on_date=date(2025, 11, 4), source=DateSource.LETTER, seen=1
        )
    (conflict,) = refusal.value.conflicts
    assert (conflict.mine, conflict.theirs) == ("4. november 2025", "3. november 2025")


async def test_a_ruling_date_of_another_time_warns_about_the_kind(cast: Cast) -> None:
    """Rule 1: asked again when the ruling's date arrives; the fact is saved."""
    case = await make_case(cast, kind=NoticeKind.REPRIMAND, dates={})
    warnings = await put_date(cast.anna.actor, case.id, K.RULED, on_date=date(2024, 1, 31), source=DateSource.LETTER)
    assert [each.code for each in warnings] == ["case.kind_not_of_that_time"]


async def test_findings_and_focus_points_answer_each_other_inside_one_case(cast: Cast) -> None:
    """Rule 3."""
    case, other = await make_case(cast), await make_case(cast)
    finding = await make_finding(cast, case)
    assert (await get_case_facts(cast.bo.scope, case.id)).findings_unanswered == 1
    await make_focus_point(cast, case, findings=(finding.id,), actor=cast.bo.actor)
    facts = await get_case_facts(cast.bo.scope, case.id)
    assert (facts.findings_unanswered, facts.focus_points, facts.focus_points_open) == (0, 1, 1)
    with pytest.raises(Invalid):
        await make_focus_point(cast, other, findings=(finding.id,))
    with pytest.raises(Denied):
        await make_focus_point(cast, case, actor=cast.gerda.actor)
    with pytest.raises(NotFound):
        await make_focus_point(cast, case, actor=cast.carl.actor)
