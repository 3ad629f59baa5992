"""The demo: the scenario without anything invented, and a made-up municipality that shows everything."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from app import config
from app.access.policy import Actor, system_actor
from app.audit.queries import verify_chain
from app.cases.enums import CaseOutcome, CasePhase, ComplaintState, ExtensionState, NoticeKind
from app.cases.queries import get_case, get_case_ref_by_id
from app.cases.rules import case_clocks
from app.core.clock import FixedClock
from app.db.engine import Database
from app.db.sql import fetch_rows
from app.deadlines.enums import ClockState
from app.deadlines.labels import CLOCK_STATE, DEADLINE_KIND
from app.demo.cast import LOGINS, PASSWORD
from app.demo.load import load_demo
from app.demo.own_plans import OWN_PLANS
from app.demo.scenario import FOCUS_POINTS, load_scenario
from app.demo.stories import STORIES
from app.demo.story import day_of
from app.plans.enums import ItemStatus, PlanState
from app.plans.pages import status_tag
from app.plans.queries import list_plan
from app.reports.actions import create_snapshot
from app.reports.content import Author
from app.reports.enums import ReplyOutcome, SnapshotState
from app.reports.pdf.render import render_status_report
from app.reports.queries import WholeReport, collect_facts, get_snapshot, load_material
from tests.factories import Client, make_client
from tests.support.databases import Databases

TODAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
_AARHUS = "(SELECT id FROM municipalities WHERE code = 'AAR')"


@pytest.fixture
def system() -> Actor:
    return system_actor(TODAY)


@pytest.fixture(scope="session")
async def demo(databases: Databases, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The template of a database that holds the demo, and the folder of its files."""
    files = tmp_path_factory.mktemp("demo") / "blobs"

    async def fill(_: Database) -> None:
        await load_demo(system_actor(TODAY), files)

    return await databases.template("demo", migrated, fill), files


@pytest.fixture
async def db(
    request: pytest.FixtureRequest, databases: Databases, migrated: str, tmp_path: Path
) -> AsyncIterator[Database]:
    """A migrated database: with the demo where the test asks for it `loaded`, otherwise empty."""
    template = request.getfixturevalue("demo")[0] if "loaded" in request.fixturenames else migrated
    engine = await databases.take(template, tmp_path)
    yield engine
    await databases.give_back(template, engine)


@pytest.fixture
def loaded(db: Database, demo: tuple[str, Path], tmp_path: Path) -> Path:
    """The folder of files of a loaded demo."""
    return shutil.copytree(demo[1], tmp_path / "blobs")


@pytest.fixture
async def scenario(db: Database, system: Actor) -> None:
    await load_scenario(system)


async def column(query: str) -> list[object]:
    return [next(iter(row.values())) for row in await fetch_rows(query)]


async def test_the_scenario_is_one_visit_two_orders_five_focus_points(scenario: None) -> None:
    """Rule 2."""
    visits = await fetch_rows(f"SELECT id, visited_on FROM visits WHERE municipality = {_AARHUS}")
    cases = await fetch_rows(
        f"SELECT id, visit, kind, phase, cvr_no, production_unit_no, esdh_case_no, next_due_key FROM cases "
        f"WHERE municipality = {_AARHUS} ORDER BY id"
    )
    assert [str(row["visited_on"]) for row in visits] == ["2025-04-10"]
    assert [(row["visit"], row["kind"], row["phase"]) for row in cases] == [
        (visits[0]["id"], "improvement", "open"),
        (visits[0]["id"], "improvement", "open"),
    ]
    assert [(row["cvr_no"], row["production_unit_no"]) for row in cases] == [(None, None), (None, None)]
    assert {row["esdh_case_no"] for row in cases} == {"EMN-2025-007999"}
    assert {row["next_due_key"] for row in cases} == {""}  # unknown comes first
    points = await fetch_rows(
        f'SELECT p."case", p.title FROM focus_points p JOIN cases c ON c.id = p."case" '
        f"WHERE c.municipality = {_AARHUS} ORDER BY p.position"
    )
    assert [(row["case"], row["title"]) for row in points] == [(cases[0]["id"], title) for title in FOCUS_POINTS]


async def test_the_scenario_invents_no_date_and_no_record(scenario: None) -> None:
    """Rules 2 and 13: no legal date is set, no item has a day, nobody was informed on a day nobody wrote down."""
    deadlines = await column(
        f'SELECT d.state FROM deadlines d JOIN cases c ON c.id = d."case" WHERE c.municipality = {_AARHUS}'
    )
    items = await fetch_rows(
        "SELECT i.due_on, i.done_on, i.starts_on, i.effect_check_on FROM action_items i "
        f'JOIN cases c ON c.id = i."case" WHERE c.municipality = {_AARHUS}'
    )
    involved = await column(
        f'SELECT v.id FROM involvements v JOIN cases c ON c.id = v."case" WHERE c.municipality = {_AARHUS}'
    )
    judged = await column(
        f'SELECT m.judgement FROM prior_measures m JOIN cases c ON c.id = m."case" '
        f"WHERE c.municipality = {_AARHUS} ORDER BY m.id"
    )
    assert set(deadlines) == {"unknown"}
    assert len(items) == 5
    assert {day for item in items for day in item.values()} == {None}
    assert involved == []
    assert judged == ["insufficient", "not_judged"]
    # The memo does not say which focus point answers which conclusion, nor where a measure belongs.
    for table in ("finding_focus_points", "item_focus_points"):
        assert await column(f"SELECT id FROM {table}") == []


async def test_made_up_people_of_the_scenario_are_called_so(scenario: None) -> None:
    names = await column(f"SELECT name FROM persons WHERE municipality = {_AARHUS}")
    assert len(names) == 9
    assert all(str(name).endswith("(demo)") for name in names)


async def _report_text(actor: Actor, reference: str) -> str:
    case = (await fetch_rows("SELECT id FROM cases WHERE reference = {}", reference))[0]["id"]
    made = await create_snapshot(actor, case)
    snapshot = await get_snapshot(actor.scope, case, made.no)
    pdf = render_status_report(snapshot.canonical, snapshot.hash, snapshot.state)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


async def test_both_reports_of_the_scenario_tell_it(scenario: None, system: Actor) -> None:
    """Rule 39: what is unknown stands as unknown."""
    first, second = [await _report_text(system, f"AAR2026-000{no}") for no in (1, 2)]
    for title in FOCUS_POINTS:
        assert title in first
        assert title not in second
    assert "ukendt" in first
    assert "ukendt" in second
    assert "10. april 2025" in first or "10.04.2025" in first
    assert "Døgnafdelingen" in second
    for text in (first, second):  # the memo names neither
        assert "KLE ukendt" in text
        assert "Ansvarlig: Leder (demo)" in text
        assert "Ansvarlig: Leder ·" not in text


async def test_the_made_up_municipality_shows_everything(loaded: Path, system: Actor) -> None:
    """Every kind, phase, outcome, item status and clock that there is."""
    where = "WHERE municipality = (SELECT id FROM municipalities WHERE code = 'DEMO')"
    cases = await fetch_rows(f"SELECT id, kind, phase, outcome FROM cases {where}")
    clocks, plans = set[ClockState](), set[PlanState]()
    for case in cases:
        plans.add((await list_plan(system.scope, case["id"])).state)
        clocks.update(case_clocks(await collect_facts(system.scope, case["id"]), system.today).values())
    assert {row["kind"] for row in cases} == set(NoticeKind)
    assert {row["phase"] for row in cases} == set(CasePhase)
    assert {row["outcome"] for row in cases} == {None, *CaseOutcome}
    assert clocks == set(ClockState)
    assert set(await column("SELECT status FROM action_items")) == set(ItemStatus)
    assert plans == set(PlanState)
    assert set(await column("SELECT state FROM extension_requests")) == set(ExtensionState) - {ExtensionState.WITHDRAWN}
    assert set(await column("SELECT state FROM complaints")) == set(ComplaintState) - {ComplaintState.WITHDRAWN}
    replies = await fetch_rows("SELECT outcome, new_case FROM authority_replies")
    assert {row["outcome"] for row in replies} == set(ReplyOutcome)
    assert {row["outcome"] for row in replies if row["new_case"]} == {ReplyOutcome.NEW_REACTION}
    assert set(await column("SELECT was_body_informed FROM report_backs")) == {True, False}
    assert {SnapshotState.DRAFT, SnapshotState.RELEASED} <= set(await column("SELECT state FROM report_snapshots"))
    assert "dissented" in await column("SELECT kind FROM involvements")
    left = "JOIN persons p ON p.id = x.owner AND NOT p.is_active"
    assert len(await column(f"SELECT x.id FROM cases x {left} WHERE x.phase <> 'closed'")) == 1
    assert await column(f"SELECT i.id FROM action_items i {left.replace('x.', 'i.')} WHERE i.status = 'in_progress'")
    addresses = [str(each) for each in await column(f"SELECT email FROM persons {where}")]
    assert len(set(addresses)) == len(addresses)
    assert all(each.isascii() and each.endswith(".example") for each in addresses)
    assert 30 <= len(cases) <= 40
    assert 38 <= len(await column(f"SELECT id FROM units {where}")) <= 45


@pytest.mark.slow
async def test_the_reports_say_what_the_pages_say(loaded: Path, system: Actor) -> None:
    """Rule 39, over every case of the demo: each deadline with its date, words and source, and each item."""
    scope = system.scope
    told = set()
    for row in await fetch_rows("SELECT id FROM cases ORDER BY id"):
        ref = await get_case_ref_by_id(scope, row["id"])
        material = await load_material(scope, ref)
        report = WholeReport(material).report(
            author=Author(name="", role=""), show_names=False, now=system.now, number=1
        )
        detail = (await get_case(scope, ref)).with_facts(await collect_facts(scope, ref.id))
        shown = list(report.clocks[: len(detail.clocks)])
        assert [(clock.label, clock.on, clock.state, clock.source) for clock in shown] == [
            (clock.label, clock.on_date, clock.state_label, clock.source_label) for clock in detail.clocks
        ]
        dropped = report.clocks[len(shown) :]  # dates that nothing stands in the place of: the page's timeline has them
        assert {clock.state for clock in dropped} <= {CLOCK_STATE[ClockState.VOID]}
        assert report.status == detail.state_label
        happened = {(event.label, event.on) for event in report.events}
        of_rulings = set(DEADLINE_KIND.values())
        missing = {
            (entry.label, entry.on)
            for entry in detail.timeline
            if entry.state not in ("void",) and entry.label.partition(" (")[0] not in of_rulings
        } - happened
        assert missing == set()
        items = {item.no: item.status for point in report.focus_points for item in point.items}
        items |= {item.no: item.status for item in report.other_items}
        assert {no: text.partition(", fristen")[0] for no, text in items.items()} == {
            str(item.no): status_tag(item).label for item in material.plan.items
        }
        told |= {clock.state.partition(" 2")[0][:22] for clock in shown} | set(items.values())
    assert {"Meldt løst", "Overholdt", "Overskredet", "Frist ukendt", "Gennemført, effekt ikke vurderet"} <= told


async def test_its_files_are_real(loaded: Path) -> None:
    """Letters and photos; and a JPEG of each, to be shown (decision 0020)."""
    blobs = await fetch_rows("SELECT sha256, media_type FROM blobs")
    assert {row["media_type"] for row in blobs} == {"application/pdf", "image/png", "image/jpeg"}
    for row in blobs:
        content = (loaded / row["sha256"][:2] / row["sha256"]).read_bytes()
        if row["media_type"] == "application/pdf":
            assert "prøve" in PdfReader(BytesIO(content)).pages[0].extract_text()


@pytest.mark.slow
async def test_a_second_load_changes_nothing(loaded: Path, system: Actor) -> None:
    before = await column("SELECT MAX(seq) AS n FROM audit_entries")
    await load_demo(system, loaded)
    assert await column("SELECT MAX(seq) AS n FROM audit_entries") == before
    assert await column("SELECT COUNT(*) AS n FROM municipalities") == [2]


@pytest.mark.slow
async def test_the_log_is_whole_and_in_order_of_time(loaded: Path, system: Actor) -> None:
    """Rule 40."""
    (count,) = await column("SELECT COUNT(*) AS n FROM audit_entries")
    assert [step async for step in verify_chain(system.scope)] == [(count, None)]
    times = await column("SELECT at FROM audit_entries ORDER BY seq")
    assert times == sorted(times, key=str)


@pytest.fixture
async def browser(db: Database, loaded: Path, settings: config.Settings) -> AsyncIterator[Client]:
    demo = msgspec.structs.replace(settings, is_demo=True, second_factor="off")  # as config.load(is_demo=True)
    async with make_client(demo, FixedClock(TODAY), db) as client:
        yield client


@pytest.mark.slow
async def test_everybody_can_log_in(browser: Client) -> None:
    for username, name, _ in LOGINS:
        browser.http.cookies.clear()
        answer = await browser.post("/log-ind", {"username": username, "password": PASSWORD, "to": "/"})
        assert answer.status_code == 303, username
        assert name in (await browser.get("/")).text


@pytest.mark.slow
@pytest.mark.sqlite_only  # days are moved before a row is written; PostgreSQL takes the load of the tests above
@pytest.mark.parametrize("day", [(2026, 5, 17), (2027, 1, 1), (2028, 2, 29)])
async def test_it_loads_on_any_day(db: Database, tmp_path: Path, day: tuple[int, int, int]) -> None:
    """A Sunday, New Year's Day, the 29th of February."""
    await load_demo(system_actor(datetime(*day, 22, 30, tzinfo=UTC)), tmp_path)
    assert await column("SELECT COUNT(*) AS n FROM cases") == [len(STORIES) + len(OWN_PLANS) + 2]


@pytest.mark.parametrize(
    ("when", "expected"), [(0, "2026-03-07"), (-1, "2026-03-06"), (1, "2026-03-09"), (2, "2026-03-09")]
)
def test_days_move_off_the_weekend_and_away_from_today(when: int, expected: str) -> None:
    saturday = datetime(2026, 3, 7, tzinfo=UTC).date()
    assert str(day_of(when, saturday)) == expected
