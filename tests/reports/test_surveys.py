"""Survey results in a report: frozen as they could be shown (rule 39), never shown where they are hidden (rule 33)."""

from datetime import date

import pytest

from app.cases.queries import get_case_ref_by_id
from app.core.errors import RuleViolation
from app.reports.actions import create_snapshot, preview_report
from app.reports.changes import changes
from app.reports.content import decode
from app.reports.enums import Profile, ReportPart
from app.reports.queries import get_snapshot
from app.surveys.actions import Correction, link_result, put_figures
from app.surveys.enums import LinkRole
from app.surveys.queries import list_linked_results
from tests.factories import Cast
from tests.factories_cases import make_case, make_focus_point
from tests.factories_surveys import SOCIAL, entry, make_figures, make_told, seen_by
from tests.reports.pdf.samples import render
from tests.reports.pdf.spoken import read_aloud

HIDDEN = "skjult af hensyn til anonymitet"
CORRECTED = Correction("Rettet af leverandøren", accepted=True)


async def test_a_report_keeps_what_could_be_shown_and_the_next_one_hides_what_must_be(cast: Cast) -> None:
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    measured = await make_figures(
        cast, cast.centre, entry(cast.nord.id, 20, 12, "9.5"), entry(cast.syd.id, 20, 12, "7")
    )
    units = {each.unit: each.public_id for each in (await seen_by(cast.anna, measured)).units}
    nord, syd = units[cast.nord.id], units[cast.syd.id]
    await link_result(
        cast.bo.actor, case.id, focus_point=point.public_id, result=f"{nord}.{SOCIAL}", role=LinkRole.PROBLEM
    )
    first = await create_snapshot(cast.bo.actor, case.id)
    await put_figures(cast.system, measured, [entry(cast.nord.id, 20, 3, "9.5")], correction=CORRECTED)
    second = await create_snapshot(cast.bo.actor, case.id)

    old, new = [await get_snapshot(cast.bo.scope, case.id, each.no) for each in (first, second)]
    before, after = decode(old.canonical), decode(new.canonical)
    (kept,), (hidden,) = before.surveys, after.surveys
    assert (kept.focus_point, kept.role, kept.survey, kept.period, kept.unit, kept.told) == (
        f"Fokuspunkt 1: {before.focus_points[0].title}",
        "Viser problemet",
        "Måling 2025",
        "01.06.2025",
        "Ågruppen Nord",
        "9,5 (12 svar)",
    )
    assert (kept.instrument, kept.edition, kept.scale) == ("Social kapital, fire hurtige", "1", "Social kapital")
    assert hidden.told == HIDDEN
    assert [(each.part, each.label, each.before, each.after) for each in changes(before, after)] == [
        (ReportPart.SURVEYS, "Resultat", "9,5", HIDDEN),
        (ReportPart.SURVEYS, "Svar", "12 svar", ""),
    ]
    assert "9,5" not in new.canonical.decode()  # nor in what is new since the last
    spoken = [" ".join(each.text for each in read_aloud(render(each))) for each in (before, after)]
    assert ["9,5 (12 svar)" in text for text in spoken] == [True, False]
    assert HIDDEN in spoken[1]

    await link_result(cast.anna.actor, case.id, result=f"{syd}.{SOCIAL}", role=LinkRole.PROBLEM)
    with pytest.raises(RuleViolation):  # it would go out as whole without what Bo is not shown
        await create_snapshot(cast.bo.actor, case.id)
    ref = await get_case_ref_by_id(cast.bo.scope, case.id)
    on_wall = await preview_report(cast.bo.actor, ref, show_names=False, profile=Profile.NOTICE_BOARD)
    assert on_wall.surveys == ()


async def test_a_report_names_no_unit_outside_the_case_of_those_that_were_laid_together(cast: Cast) -> None:
    """Anna, who makes it, reads both; Bo and the authority, who read it, may not know of the other (rule 30)."""
    case = await make_case(cast)
    first = await make_figures(
        cast, cast.centre, entry(cast.nord.id, 20, 12, "9.5"), entry(cast.syd.id, 20, 12, "7"), until=date(2023, 6, 1)
    )
    await make_figures(cast, cast.centre, entry(cast.nord.id, 20, 14, "11"), entry(cast.syd.id, 20, 14, "12"))
    units = {each.unit: each.public_id for each in (await seen_by(cast.anna, first)).units}
    nord = f"{units[cast.nord.id]}.{SOCIAL}"
    await link_result(cast.anna.actor, case.id, result=nord, role=LinkRole.PROBLEM)
    await make_told(cast, [cast.nord, cast.syd], [cast.nord])
    (shown,) = await list_linked_results(cast.anna.scope, case.id)
    assert shown.told == ("01.02.2025: Gruppen Syd og Ågruppen Nord blev lagt sammen til Ågruppen Nord.",)

    report = await create_snapshot(cast.anna.actor, case.id)
    stored = await get_snapshot(cast.bo.scope, case.id, report.no)
    assert [each.was for each in decode(stored.canonical).surveys] == [
        "01.02.2025: Ågruppen Nord og en anden enhed blev lagt sammen til Ågruppen Nord. "
        "Det er ikke de samme medarbejdere før og efter."
    ]
    assert cast.syd.name not in stored.canonical.decode()
