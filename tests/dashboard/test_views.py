"""The overview, the case page and the history: what is shown, to whom, and with how many queries."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.access.enums import Role
from app.cases.actions import file_complaint
from app.cases.enums import NoticeKind
from app.cases.rules import selectable_kinds
from app.cases.rules.dates import applicable_dates
from app.core.clock import FixedClock
from app.db.engine import record_statements
from app.deadlines.enums import DeadlineKind
from app.deadlines.rules.slugs import SLUG
from app.involvement.rules import whom_to_tell
from app.plans.actions import add_item, ensure_plan, update_item
from app.plans.enums import ActionType, ItemStatus
from app.plans.queries import list_case_items
from app.reports.actions import record_report_back
from tests.factories import Cast, Client, make_member
from tests.factories_cases import make_case, make_finding, make_focus_point, make_visit
from tests.factories_involvement import make_involvement
from tests.web.html_check import faults

TODAY = date(2025, 8, 20)


async def _item(cast: Cast, case: int, number: int, **overrides: object) -> None:
    plan = await ensure_plan(cast.anna.actor, case)
    values = {
        "title": f"Tiltag {number}",
        "unit": cast.nord.id,
        "owner": cast.bo.id,
        "action_type": ActionType.PREVENTIVE,
        "due_on": date(2025, 8, 25),
    }
    await add_item(cast.anna.actor, plan, **{**values, **overrides})  # type: ignore[arg-type]


async def _cost(client: Client, path: str) -> int:
    with record_statements() as statements:
        response = await client.get(path)
    assert response.status_code == 200, response.text
    assert faults(response.text) == []
    return len(statements)


async def test_the_case_page_costs_the_same_with_one_item_and_with_three_hundred(client: Client, cast: Cast) -> None:
    """At most 18 queries, session included."""
    case = await make_case(cast, visit=(await make_visit(cast)).id)
    point = await make_focus_point(cast, case)
    await make_finding(cast, case, focus_points=(point.id,))
    await _item(cast, case.id, 1, focus_points=(point.id,))
    await client.as_(cast.bo)
    with_one = await _cost(client, f"/sager/{case.public_id}")
    for number in range(2, 60):
        await _item(cast, case.id, number, focus_points=(point.id,) if number % 2 else ())
    assert await _cost(client, f"/sager/{case.public_id}") == with_one
    assert with_one <= 18


@pytest.mark.parametrize("number", [1, 3])
async def test_the_overview_costs_twenty_queries(client: Client, cast: Cast, number: int) -> None:
    for at in range(number):
        case = await make_case(cast, title=f"Sag {at}", dates={})
        await _item(cast, case.id, 1)
    await client.as_(cast.anna)
    assert await _cost(client, "/") == 20


def _block(text: str, heading: str) -> str:
    """One block of the overview; "" where it is not drawn."""
    return text.partition(f">{heading}</h2>")[2].partition("</section>")[0]


async def test_the_overview_puts_late_before_soon_before_unknown(client: Client, cast: Cast) -> None:
    """Rules 11-13: a missing date hides no other date of the case, and each deadline stands for itself."""
    await make_case(cast, title="For sent", dates={DeadlineKind.COMPLIANCE: date(2025, 8, 19)})
    await make_case(
        cast,
        title="Snart",
        dates={DeadlineKind.COMPLIANCE: date(2025, 8, 20), DeadlineKind.REPORT_BACK: date(2025, 8, 27)},
    )
    await make_case(cast, title="Uden frist", dates={})
    await client.as_(cast.anna)
    text = (await client.get("/")).text
    late, soon, unknown = (_block(text, each) for each in ("Overskredet", "De næste 7 dage", "Sager uden kendt frist"))
    assert ("For sent</a>" in late, "Overskredet med 1 dag" in late, "Snart</a>" in late) == (True, True, False)
    assert (soon.count("Snart</a>"), "Efterkommelsesfrist" in soon, "Tilbagemeldingsfrist" in soon) == (2, True, True)
    assert ("For sent</a>" in unknown, "Uden frist</a>" in unknown) == (True, True)
    assert text.index("Overskredet</h2>") < text.index("De næste 7 dage</h2>") < text.index("uden kendt frist</h2>")


async def test_a_suspended_order_is_not_late(client: Client, cast: Cast) -> None:
    """Rule 17."""
    dates = {
        DeadlineKind.AVAILABLE: date(2025, 7, 10),
        DeadlineKind.COMPLIANCE: date(2025, 8, 19),
        DeadlineKind.REPORT_BACK: date(2025, 8, 20),
    }
    case = await make_case(cast, title="Påklaget", dates=dates)
    await file_complaint(cast.anna.actor, case.id, filed_on=date(2025, 8, 7))
    await client.as_(cast.anna)
    text = (await client.get("/")).text
    assert "Påklaget</a>" in _block(text, "Skal have besked")  # a complaint does not make it unknown
    assert "Påklaget</a>" not in _block(text, "Overskredet") + _block(text, "De næste 7 dage")


async def test_a_right_to_complain_counts_from_the_safe_day(client: Client, cast: Cast, clock: FixedClock) -> None:
    """Rule 9: reminders count from "send senest", not from a date that rests on 24 December being closed."""
    clock.instant = datetime(2025, 12, 20, 9, tzinfo=UTC)
    await make_case(
        cast, title="Jul", dates={DeadlineKind.RULED: date(2025, 11, 26), DeadlineKind.AVAILABLE: date(2025, 11, 26)}
    )
    await client.as_(cast.anna)
    block = _block((await client.get("/")).text, "I kan stadig klage")
    assert '<time datetime="2025-12-24">' in block
    assert "Om 4 dage" in block
    assert "Send senest. Klagefristen er beregnet til 29.12.2025" in block
    clock.instant = datetime(2025, 12, 27, 9, tzinfo=UTC)
    await client.as_(cast.anna)
    assert '<time datetime="2025-12-29">' in _block((await client.get("/")).text, "I kan stadig klage")


async def test_an_empty_overview_says_so_and_what_to_do(client: Client, cast: Cast) -> None:
    await client.as_(cast.bo)
    text = (await client.get("/")).text
    assert "Ingen sager endnu" in text
    assert "Registrér tilsynsbesøg" not in text
    await client.as_(cast.anna)
    assert (await client.get("/")).text.count("Registrér tilsynsbesøg") == 1
    await client.as_(cast.fie)
    assert "Du er administrator og ser ikke sager." in (await client.get("/")).text
    await client.as_(await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id))
    assert "Din rolle giver adgang til trivselsmålinger, men ikke til sager." in (await client.get("/")).text
    past = dict.fromkeys((DeadlineKind.RULED, DeadlineKind.AVAILABLE), date(2025, 6, 2))
    ahead = dict.fromkeys((DeadlineKind.COMPLIANCE, DeadlineKind.REPORT_BACK), date(2026, 1, 5))
    case = await make_case(cast, dates={**past, **ahead})
    for party in whom_to_tell(has_employee_body=True):
        await make_involvement(cast.anna.actor, case.id, party=party)
    await client.as_(cast.bo)
    assert "Intet haster" in (await client.get("/")).text


async def test_the_case_page_says_what_is_unknown_and_what_to_do_next(client: Client, cast: Cast) -> None:
    case = await make_case(cast, dates={})
    await make_finding(cast, case, text="Tempoet er for højt.")
    await client.as_(cast.anna)
    text = (await client.get(f"/sager/{case.public_id}")).text
    for words in (
        "Lige nu: Modtaget",
        "Registrér orientering",
        "Frist ukendt",
        "Tempoet er for højt.",
        "Ikke besvaret",
        "Der er ingen tiltag endnu.",
        "Meld tilbage",
        "Ret sagens oplysninger",
        "(forslag: 87.15.00)",  # rule 38: nobody has chosen a KLE number
    ):
        assert words in text


@pytest.mark.parametrize(
    ("overrides", "first", "then"),
    [
        (
            {"in_hearing": True, "dates": {DeadlineKind.HEARING_SENT: TODAY}},
            ("Registrér høringssvar", "hoering-besvaret"),
            ("Registrér afgørelsen", "/afgoerelser/ny"),
        ),
        (
            {"kind": NoticeKind.AGREEMENT, "dates": {DeadlineKind.AGREEMENT_OFFERED: TODAY}},
            ("Registrér accept", "aftaleforloeb-accepteret"),
            ("Registrér orientering", "/inddragelse/ny"),
        ),
    ],
)
async def test_rule_7_an_answer_that_is_still_due_is_the_next_step(
    client: Client, cast: Cast, overrides: dict[str, Any], first: tuple[str, str], then: tuple[str, str]
) -> None:
    case = await make_case(cast, **overrides)
    await client.as_(cast.anna)
    here = f"/sager/{case.public_id}"
    button = '<a class="button button-primary" href="{}"><span>{}</span>'
    page = (await client.get(here)).text
    assert button.format(f"{here}/frister/{first[1]}", first[0]) in page
    assert "skal vide, hvad Arbejdstilsynet" not in page  # the sentence of the step after
    # One's own act is no letter's date.
    form = (await client.get(f"{here}/frister/{first[1]}")).text
    assert [
        ("checked" in tag, 'value="internal"' in tag) for tag in form.split("<input") if 'name="source"' in tag
    ] == [
        (False, False),
        (True, True),
    ]

    sent = {"on_date": TODAY.isoformat(), "source": "letter", "version": "0"}
    assert (await client.post(f"{here}/frister/{first[1]}", sent)).status_code == 303

    assert button.format(here + then[1], then[0]) in (await client.get(here)).text


@pytest.mark.parametrize("kind", NoticeKind)
async def test_rule_7_every_date_a_case_may_have_can_be_reached_from_its_page(
    client: Client, cast: Cast, kind: NoticeKind
) -> None:
    is_old = DeadlineKind.RULED in applicable_dates(kind) and kind not in selectable_kinds(None, None, TODAY)
    dates = {DeadlineKind.RULED: date(2023, 5, 1)} if is_old else {}
    case = await make_case(cast, kind=kind, dates=dates)
    await client.as_(cast.anna)
    text = (await client.get(f"/sager/{case.public_id}")).text

    for date_kind in applicable_dates(kind):
        # A hearing's deadline follows from the day it was sent; an agreement ends only once it is accepted.
        if date_kind not in (DeadlineKind.HEARING, DeadlineKind.AGREEMENT_END):
            assert f'href="/sager/{case.public_id}/frister/{SLUG[date_kind]}"' in text


@pytest.mark.parametrize("path", ["", "/historik"])
async def test_the_case_exists_only_for_those_who_may_read_it(client: Client, cast: Cast, path: str) -> None:
    case = await make_case(cast)
    for member, status in (
        (cast.anna, 200),
        (cast.bo, 200),
        (cast.dorte, 200),
        (cast.erik, 200),
        (cast.gerda, 200),
        (cast.carl, 404),
        (cast.fie, 404),
        (cast.hans, 404),
    ):
        await client.as_(member)
        response = await client.get(f"/sager/{case.public_id}{path}")
        assert response.status_code == status, member.name
        assert faults(response.text) == []
    assert (await client.get(f"/sager/findesikke{path}")).status_code == 404


async def test_readers_get_no_buttons(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    await client.as_(cast.gerda)
    text = (await client.get(f"/sager/{case.public_id}")).text
    assert "Ret sagens oplysninger" not in text
    assert "Nyt tiltag" not in text


async def test_an_item_of_a_unit_outside_the_scope_shows_nowhere_in_a_shared_case(client: Client, cast: Cast) -> None:
    """A case of two workplaces: each representative sees the case, and only her own items, in the log as well."""
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    await _item(cast, case.id, 1, title="Kun i Nord")
    await _item(cast, case.id, 2, title="Kun i Syd", unit=cast.syd.id, owner=cast.carl.id)
    for member, own, foreign in ((cast.bo, "Kun i Nord", "Kun i Syd"), (cast.carl, "Kun i Syd", "Kun i Nord")):
        await client.as_(member)
        for path in (f"/sager/{case.public_id}", f"/sager/{case.public_id}/historik", "/"):
            text = (await client.get(path)).text
            assert own in text, (member.name, path)
            assert foreign not in text, (member.name, path)


async def test_the_history_tells_who_did_what_and_pages(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    for number in range(55):
        await _item(cast, case.id, number)
    await client.as_(cast.bo)
    first = await client.get(f"/sager/{case.public_id}/historik")
    assert "Anna Leder" in first.text
    assert "Tiltag oprettet" in first.text
    assert first.text.count('class="history-entry"') == 50
    older = first.text.partition("?efter=")[2].partition('"')[0]
    second = await client.http.get(f"/sager/{case.public_id}/historik?efter={older}")
    assert "Sag oprettet" in second.text
    assert "Vis ældre" not in second.text


_DIGITS = "a" * 16


@pytest.mark.parametrize(
    "place",
    [
        "x",
        "489",
        f"2025-08-20T10:00:00_{_DIGITS}",
        f"2025-08-20T10:00:00+00:00_{_DIGITS}",
        "2025-08-20T10:00:00+00:00_%",
        f"0001-01-01T00:00:00+23:59_{_DIGITS}",
        f"9999-12-31T23:59:59-23:59_{_DIGITS}",
    ],
)
async def test_a_place_in_the_history_that_is_none_shows_its_top(client: Client, cast: Cast, place: str) -> None:
    case = await make_case(cast)
    await client.as_(cast.bo)
    answer = await client.get(f"/sager/{case.public_id}/historik", efter=place)
    assert (answer.status_code, "Sag oprettet" in answer.text) == (200, True)


async def test_the_history_writes_dates_as_danes_do(client: Client, cast: Cast) -> None:
    """Rule 43; and a field that is empty before and after says nothing."""
    case = await make_case(cast)
    await record_report_back(cast.anna.actor, case.id, sent_on=date(2025, 8, 19), receipt="AT-1")
    await client.as_(cast.bo)
    text = (await client.get(f"/sager/{case.public_id}/historik")).text
    entry = text.partition("Tilbagemelding registreret")[2].partition("</li>")[0]
    assert ("19.08.2025" in entry, "2025-08-19" in entry, ">note<" in entry) == (True, False, False)


async def test_an_item_whose_owner_has_left_is_flagged(client: Client, cast: Cast) -> None:
    """Rule 26: never silently orphaned."""
    from app.organisation.actions import deactivate_person

    case = await make_case(cast)
    await _item(cast, case.id, 1, title="Bos tiltag", due_on=date(2025, 10, 1))
    await client.as_(cast.anna)
    assert "Mangler ny ansvarlig" not in (await client.get("/")).text
    await deactivate_person(cast.fie.actor, cast.bo.id, seen=1)
    text = (await client.get("/")).text
    assert "Mangler ny ansvarlig" in text
    assert f'<a href="/giv-videre/{cast.bo.public_id}">Efter Bo Ærø</a>' in text
    await client.as_(cast.gerda)
    text = (await client.get("/")).text
    assert "Mangler ny ansvarlig" in text
    assert "Bos tiltag" in text


async def test_the_case_page_never_shows_done_as_solved(client: Client, cast: Cast) -> None:
    """Rule 24, and rule 21: only an order is complied with, guidance is not."""
    for kind, says in ((NoticeKind.IMPROVEMENT, True), (NoticeKind.GUIDANCE, False)):
        case = await make_case(cast, kind=kind, dates={})
        await _item(cast, case.id, 1, effect_check_on=date(2025, 8, 20))
        (item,) = await list_case_items(cast.anna.scope, case.id)
        await update_item(cast.bo.actor, item.id, status=ItemStatus.DONE, note="Gjort", seen=1)
        await client.as_(cast.bo)
        text = (await client.get(f"/sager/{case.public_id}")).text
        line = text.partition("Tiltag 1</a>")[2].partition("</li>")[0]
        assert "Gennemført, effekt ikke vurderet" in line
        assert "status-success" not in line
        assert ("Tid til at vurdere" in line, "Effekten vurderes: <time" in line) == (True, True)
        assert ("Kun Arbejdstilsynet afgør, om afgørelsen er efterkommet." in text) is says
        assert "om påbuddet er efterkommet" not in text


@pytest.mark.parametrize(("name", "greeting"), [("Nora Nord", "Hej Nora. Det"), ("Leder, Nord", "Hej. Det")])
async def test_the_overview_greets_by_first_name_where_there_is_one(
    client: Client, cast: Cast, name: str, greeting: str
) -> None:
    await make_case(cast, dates={})
    await client.as_(await make_member(cast.clock, cast.municipality, name, Role.MANAGER, cast.nord.id))
    assert greeting in (await client.get("/")).text
