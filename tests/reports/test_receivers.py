"""Who gets what: tiers and sections through every receiver and every kind of file (rule 39, decision 0018)."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest
from pypdf import PdfReader

from app.access.enums import Tier
from app.cases.queries import get_case_ref_by_id
from app.core.errors import NotFound, RuleViolation
from app.dashboard.queries.history import list_case_history
from app.organisation.actions import limit_report_texts
from app.plans.actions import ensure_plan
from app.reports.actions import create_snapshot, preview_report, release_snapshot
from app.reports.content import PROFILES, STATUS_SECTIONS, decode, limited
from app.reports.content.profiles import SECTIONS
from app.reports.enums import Profile, ReportType, SnapshotState
from app.reports.pages.preview import receiver_options
from app.reports.pages.texts import text_blocks
from app.reports.pdf.render import render_status_report
from app.reports.queries import get_snapshot, list_left_out, list_snapshots
from app.reports.receivers import SECTION, fitted, sections_left_out
from app.reports.sheets import render_csv, render_xlsx
from tests.factories_cases import make_case, make_focus_point
from tests.factories_plans import make_item
from tests.factories_tiered import CLOSED, Ground, plant_tier
from tests.reports.pdf.samples import canonical_json, make_evidence, make_report, sha256
from tests.reports.pdf.samples import make_focus_point as point_of
from tests.reports.pdf.samples import make_item as item_of

FORMATS = {"pdf": render_status_report, "csv": render_csv, "xlsx": render_xlsx}
OF_CASE = [profile for profile, rule in PROFILES.items() if rule.of_case]


def text_of(form: str, file: bytes) -> str:
    if form == "csv":
        return file.decode("utf-8-sig")
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(file)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist())
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages).split())


async def tiered_case(cast, root):
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    noted = await make_item(cast, case, focus_points=[point.id])
    ground = Ground(
        actor=cast.anna.actor,
        place="nord",
        case=case,
        plan=await ensure_plan(cast.anna.actor, case.id),
        point=point,
        unit=cast.nord.id,
        owner=cast.erik.id,
        noted=noted.id,
        root=root,
        named=(cast.anna.public_id,),
    )
    for tier in CLOSED:
        await plant_tier(ground, tier)
    await make_item(cast, case, title="Det sidste tiltag")
    return case


async def test_each_receiver_gets_the_tiers_of_the_table_in_every_format_and_no_gap_tells(cast, tmp_path):
    case = await tiered_case(cast, tmp_path)
    ref = await get_case_ref_by_id(cast.anna.scope, case.id)
    words = {Tier.AMO: "kanarienordamo", Tier.MANAGEMENT: "kanarienordledelse", Tier.RESTRICTED: "kanarienordnavngivet"}
    for profile in OF_CASE:
        made = await create_snapshot(cast.anna.actor, case.id, profile=profile, show_names=True)
        row = await get_snapshot(cast.anna.scope, case.id, made.no)
        report = decode(row.canonical)
        given = {words[tier] for tier in PROFILES[profile].tiers if tier in words}
        for form, render in FORMATS.items():
            text = text_of(form, render(row.canonical, row.hash, row.state)).replace(" ", "")
            assert {word for word in words.values() if word in text} == given, (profile, form)
            named = PROFILES[profile].may_name
            assert [name in text for name in ("BoÆrø", "AnnaLeder")] == [named, named], (profile, form)
        numbers = sorted(int(item.no) for point in report.focus_points for item in point.items)
        numbers += [int(item.no) for item in report.other_items]
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), profile
        assert [entry.no for entry in report.evidence] == [f"B{no}" for no in range(1, len(report.evidence) + 1)]
        # the author is told of each row, once, and of what the author does not read of none
        rows = await list_left_out(cast.anna.scope, case.id, PROFILES[profile].tiers)
        left = {word for word in words.values() if any(word in each.text for each in rows)}
        assert left == set(words.values()) - given
        assert "kanarienordledelse" not in " ".join(
            each.text for each in await list_left_out(cast.bo.scope, case.id, PROFILES[profile].tiers)
        )
        preview = await preview_report(cast.anna.actor, ref, show_names=True, profile=profile)
        assert preview.report_no == "ikke givet endnu"
        assert (preview.focus_points, preview.sections) == (report.focus_points, report.sections)

    numbers = {row.profile: row.no for row in await list_snapshots(cast.anna.scope, case.id)}
    assert numbers == {
        Profile.AUTHORITY: 1,
        Profile.COMMITTEE: 1001,
        Profile.MANAGEMENT: 2001,
        Profile.NOTICE_BOARD: 2,
    }


async def test_a_report_for_others_does_not_exist(cast, tmp_path):
    """Rule 41: not in the list, not by its number, not in the history, and nobody makes what they do not read."""
    case = await tiered_case(cast, tmp_path)
    for profile in OF_CASE:
        await create_snapshot(cast.anna.actor, case.id, profile=profile)
    seen = {
        name: {row.no for row in await list_snapshots(getattr(cast, name).scope, case.id)}
        for name in ("anna", "bo", "dorte", "gerda", "carl")
    }
    assert seen == {
        "anna": {1, 2, 1001, 2001},
        "bo": {1, 2, 1001},
        "dorte": {1, 2, 1001},
        "gerda": {1, 2},
        "carl": set(),
    }
    for name, numbers in seen.items():
        for no in {1, 2, 1001, 2001} - numbers:
            with pytest.raises(NotFound):
                await get_snapshot(getattr(cast, name).scope, case.id, no)
        if numbers:
            told = [
                entry.payload.subject
                for entry in await list_case_history(getattr(cast, name).scope, case.id)
                if entry.entity_kind == "report" and entry.payload
            ]
            assert {int(subject.rpartition(" ")[2]) for subject in told} == numbers
    with pytest.raises(RuleViolation):
        await create_snapshot(cast.bo.actor, case.id, profile=Profile.MANAGEMENT)


async def test_the_pages_from_the_choice_to_the_texts(cast, client, tmp_path):
    case = await make_case(cast)
    await make_item(cast, case, title="Kun for ledelsen", measure="=1+1")
    await client.as_(cast.bo)
    base = f"/sager/{case.public_id}/rapport"
    new = (await client.get(f"{base}/ny")).text
    assert 'value="committee"' in new
    assert 'value="management"' not in new
    assert (await client.get(f"{base}/forhaandsvisning?profile=management")).status_code == 404
    preview = (await client.get(f"{base}/forhaandsvisning?profile=notice_board&show_names=1")).text
    assert "Afsnit: Orientering og inddragelse" in preview
    assert "Intet er gemt" in preview
    assert await list_snapshots(cast.anna.scope, case.id) == []
    pdf = await client.get(f"{base}/forhaandsvisning.pdf?profile=notice_board")
    text = text_of("pdf", pdf.content)
    assert "Handleplan – forhåndsvisning" in text
    assert "intet er gemt" in text
    assert "SHA-256" not in text.replace("SHA-256 er", "")

    assert (await client.post(f"{base}/ny", {"profile": "authority"})).headers["location"] == f"{base}/1"
    await limit_report_texts(cast.system, cast.municipality, 40)
    texts = (await client.get(f"{base}/1/tekster")).text
    assert "Der er ikke skrevet noget endnu." in texts
    assert (await client.post(f"{base}/1/erstat", {"reason": ""})).status_code == 422
    replaced = await client.post(f"{base}/1/erstat", {"reason": "Forkert frist"})
    assert replaced.headers["location"] == f"{base}/2"
    old = (await client.get(f"{base}/1")).text
    assert "Forkert frist" in old
    assert "Erstattet af rapport nr. 2" in old
    for ending, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        file = await client.get(f"{base}/2/statusrapport-{case.reference}-nr-2.{ending}")
        assert (file.status_code, file.content[: len(start)]) == (200, start)
    assert (await client.get(f"{base}/2/handleplan-{case.reference}-nr-2.csv")).status_code == 404


HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    " =1",
    "=cmd|' /C calc'!A0",
]


def test_what_a_spreadsheet_would_run_is_text_in_both_files_and_danish_survives():
    """Rule 37: neutralised without touching what is a number; dates are dates."""
    items = tuple(item_of(no=str(no), title=text, measure="æøå ÆØÅ » – 😀") for no, text in enumerate(HOSTILE, 1))
    report = make_report(
        focus_points=(point_of(items=items),),
        order_summary=" ".join(f"{no:07}" for no in range(10_000)),
        visited_on=date(1850, 1, 1),
        status_note="🙂" * 20_000,
    )
    canonical = canonical_json(report)
    file = render_csv(canonical, sha256(canonical), SnapshotState.RELEASED)
    assert file.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+@＝＋－＠\t\r]", cell)]
    assert [row[3][:1] for row in rows if row[0] == "Tiltag"][1:] == ["'"] * len(HOSTILE)
    assert any("æøå ÆØÅ » – 😀" in row for row in rows)
    (due,) = {row[9] for row in rows if row[0] == "Tiltag"} - {"Frist"}
    assert date.fromisoformat(due)

    book = render_xlsx(canonical, sha256(canonical), SnapshotState.RELEASED)
    assert book == render_xlsx(canonical, sha256(canonical), SnapshotState.RELEASED)
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        sheets = [opened.read(name).decode() for name in opened.namelist() if "/sheet" in name and "_rels" not in name]
        strings = opened.read("xl/sharedStrings.xml").decode()
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert all(f"{no:07}" in strings for no in range(10_000))  # more than a cell holds: nothing is cut off
    assert strings.count("🙂") == 20_000  # two units of a cell each
    assert "1850-01-01" in strings  # before the first day of a workbook
    assert "æøå ÆØÅ » – 😀" in strings
    assert any(re.search(r'<c r="I2" s="\d+"><v>\d{5}</v>', sheet) for sheet in sheets)  # a real date


def test_three_hundred_items_and_none_go_into_every_format():
    items = tuple(item_of(no=str(no)) for no in range(1, 301))
    for report in (make_report(focus_points=(), other_items=items), make_report(focus_points=(), other_items=())):
        canonical = canonical_json(report)
        for form in ("csv", "xlsx"):
            text = text_of(form, FORMATS[form](canonical, sha256(canonical), SnapshotState.DRAFT))
            assert "Statusrapport – udkast" in text


def test_a_section_that_is_left_out_leaves_nothing_behind():
    whole = make_report(evidence=(make_evidence(),))
    part = limited(whole, ("plan", "deadlines"))
    assert part.sections == ("deadlines", "plan")
    assert (part.evidence, part.involvement, part.report_backs, part.findings, part.warnings) == ((),) * 5
    assert {item.evidence for point in part.focus_points for item in point.items} == {()}
    canonical = canonical_json(part)
    for form, render in FORMATS.items():
        text = text_of(form, render(canonical, sha256(canonical), SnapshotState.RELEASED))
        for word in ("Orientering og inddragelse", "Dokumentation:", "udeladt", "fortrolig", "Dokumentation SHA"):
            assert word not in text, (form, word)
    assert limited(whole, STATUS_SECTIONS) == whole


async def test_only_a_report_to_the_authority_is_led_to_the_authority(cast, client):
    """Rule 19: releasing one for the management, which asks for no information, is no step of reporting back."""
    case = await make_case(cast)
    await client.as_(cast.anna)
    for profile, no in ((Profile.MANAGEMENT, 2001), (Profile.NOTICE_BOARD, 1)):
        await create_snapshot(cast.anna.actor, case.id, profile=profile)
        base = f"/sager/{case.public_id}/rapport/{no}"
        told = {"kind": "informed", "party": "health_safety_rep", "channel": "meeting", "on_date": "2025-08-20"}
        refused = await client.post(f"{base}/orientering", {**told, "forum_text": "AMG"})
        assert (refused.status_code, (await client.get(f"{base}/orientering")).status_code) == (404, 404)
        assert f"Frigiv rapport nr. {no}" in (await client.get(f"{base}/frigiv")).text
        assert "kan ikke frigives endnu" not in (await client.get(f"{base}/frigiv")).text
        await release_snapshot(cast.anna.actor, case.id, no)
    page = (await client.get(f"/sager/{case.public_id}/meld-tilbage")).text
    assert "trin 2 af 6" in page
    assert "Rapport nr." not in page
    await create_snapshot(cast.anna.actor, case.id)
    assert "Rapport nr. 2" in (await client.get(f"/sager/{case.public_id}/meld-tilbage")).text
    sent = {"sent_on": "2025-08-20", "receipt": "K1"}
    for no, status in ((2001, 422), (1, 422), (2, 303)):
        answer = await client.post(f"/sager/{case.public_id}/tilbagemelding/ny", {**sent, "snapshot": str(no)})
        assert (no, answer.status_code) == (no, status)


def test_the_table_of_receivers_is_whole():
    assert set(PROFILES) == set(Profile)
    assert set(SECTION) == set(SECTIONS)
    assert all(Tier.RESTRICTED not in rule.tiers for rule in PROFILES.values())
    assert [profile for profile, rule in PROFILES.items() if rule.is_final] == [Profile.AUTHORITY]
    # one series of numbers for each circle of readers, and no circle shares one
    series = {(rule.first_no, rule.tiers) for rule in PROFILES.values()}
    assert len({no for no, _ in series}) == len({tiers for _, tiers in series}) == len(series)
    plan = PROFILES[Profile.NOTICE_BOARD]
    assert (plan.of_case, plan.tiers, plan.may_name) == (ReportType.ACTION_PLAN, frozenset({Tier.OPEN}), False)
    assert sections_left_out(Profile.AUTHORITY) == ()
    assert {option.value for option in receiver_options(tuple(Profile))} == set(Profile)


def test_texts_are_counted_against_a_limit_and_never_cut():
    """Rule 22: in its order, each whole, with what is over."""
    blocks = text_blocks(make_report(), 30)
    assert [block.heading for block in blocks] == [
        "Hvad er gjort",
        "Sådan løser det problemet",
        "Hvem er orienteret",
        "Dokumentation",
    ]
    free = text_blocks(make_report())
    assert [block.whole for block in blocks] == [block.text for block in free]
    assert [block.too_many for block in blocks] == [max(len(block.text) - 30, 0) for block in free]
    assert (fitted("åå", 2).over, fitted("åå", 1).over, fitted("", 1).length) == ("", "å", 0)
