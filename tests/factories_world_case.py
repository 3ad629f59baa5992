"""A place of the tests' world with a case full of everything, and the word of the place in all of it."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from pathlib import Path

from app.cases.actions import (
    add_contact,
    add_finding,
    add_focus_point,
    file_complaint,
    register_case,
    register_visit,
    request_extension,
    share_case,
)
from app.cases.enums import FindingKind, NoticeKind, Topic
from app.db.sql import fetch_rows
from app.deadlines.enums import DateSource, DeadlineKind
from app.documents.actions import add_document
from app.documents.enums import Direction, DocumentKind
from app.evidence.actions import add_evidence
from app.evidence.enums import EvidenceKind
from app.indicators.actions import link_series
from app.involvement.actions import Facts, record_involvement, waive_informing, withdraw_involvement
from app.involvement.enums import Channel, InvolvementKind, Party
from app.involvement.queries import list_waivers
from app.notices.actions.links import make_link
from app.notices.actions.telling import link_material
from app.notices.queries.tasks import list_linked_materials
from app.organisation.actions import choose_settings
from app.plans.actions import (
    add_prior_measure,
    approve_plan,
    discuss_plan,
    ensure_plan,
    evaluate_focus_point,
)
from app.plans.enums import EffectResult, Judgement
from app.reports.actions import (
    create_snapshot,
    inform_of_report,
    record_authority_reply,
    record_report_back,
    release_snapshot,
)
from app.reports.enums import ReplyOutcome
from app.surveys.actions import link_result
from app.surveys.enums import LinkRole
from tests.factories import Cast, Member, UnitRef
from tests.factories_cases import DATES, put_date
from tests.factories_evidence import to_case, to_focus_point
from tests.factories_plans import plan_version, point_version
from tests.factories_tiered import CLOSED, Ground, TieredIds, plant_tier
from tests.factories_world_items import plant_items, staged
from tests.factories_world_papers import plant_papers
from tests.factories_world_places import TIERED, Place, canary, measured_word


async def fill_case(
    cast: Cast,
    name: str,
    units: tuple[UnitRef, ...],
    holders: Iterable[tuple[str, Member, UnitRef, str, str]],
    root: Path,
    named: dict[str, Collection[str]],
    result: str,
    measures: str,
) -> Place:
    holders = list(holders)
    word = canary(name)
    actor = cast.hans.actor if name == "nabo" else cast.anna.actor
    today = actor.today
    visited = units[0].id if len(units) == 1 else cast.centre.id
    visit = await register_visit(
        actor, unit=visited, visited_on=date(2025, 4, 10), authority_case_no=word, note=f"Deltog: {word}"
    )
    case = await register_case(
        actor,
        kind=NoticeKind.IMPROVEMENT,
        title=f"Påbud {word}",
        units=tuple(each.id for each in units),
        topics=(Topic.WORKLOAD,),
        visit=visit.id,
        authority_case_no=f"AT {word}",
        esdh_case_no=f"ESDH {word}",
        summary=f"Kort: {word}",
        dates={**DATES, DeadlineKind.COMPLIANCE: today + timedelta(days=60)},
    )
    about = measured_word(name) if name in ("nord", "syd", "nabo") else "hele centret"
    tied = await link_result(cast.system, case.id, result=result, role=LinkRole.PROBLEM, note=f"Om {about}")
    said = f"Om {about}" if name in ("nord", "syd", "nabo") else ""
    followed = await link_series(cast.system, case.id, series=measures, note=said)
    finding = await add_finding(
        actor, case.id, kind=FindingKind.DEMAND, text=f"Krav {word}", source_text=f"Side {word}"
    )
    point = await add_focus_point(
        actor,
        case.id,
        title=f"Fokus {word}",
        description=f"Om {word}",
        topics=(Topic.WORKLOAD,),
        findings=(finding.id,),
    )
    conclusion = await add_finding(actor, case.id, kind=FindingKind.CONCLUSION, text=f"Konklusion {word}")
    await put_date(
        actor,
        case.id,
        DeadlineKind.REPORT_BACK,
        on_date=today + timedelta(days=70),
        source=DateSource.LETTER,
        reason=f"Flyttet {word}",
    )
    plan = await ensure_plan(actor, case.id)
    items = [await plant_items(cast, actor, plan, case, point, each, canary(each[0]), root) for each in holders]
    tiered: list[TieredIds] = []
    if name in TIERED:
        (open_row,) = await fetch_rows("SELECT id FROM action_items WHERE public_id = {}", items[0].ongoing)
        ground = Ground(
            actor=actor,
            place=name,
            case=case,
            plan=plan,
            point=point,
            unit=holders[0][2].id,
            owner=holders[0][1].id,
            noted=int(open_row["id"]),
            root=root,
            **named,
        )
        tiered = [await plant_tier(ground, tier) for tier in CLOSED]
    await discuss_plan(actor, plan, f"Drøftet {word}", await plan_version(plan))
    await approve_plan(actor, plan, f"Godkendt {word}", await plan_version(plan))
    await evaluate_focus_point(
        actor,
        case.id,
        point.id,
        result=EffectResult.SUFFICIENT,
        criterion=f"Efter {word}",
        basis=f"Bygger på {word}",
        evaluated_on=today,
        seen=await point_version(point.id),
    )
    measure = await add_prior_measure(
        actor,
        case.id,
        title=f"Tidligere {word}",
        description=f"Før {word}",
        taken_text=f"i {word}"[:90],
        judgement=Judgement.INSUFFICIENT,
    )
    document = await add_document(
        actor,
        case_id=case.id,
        kind=DocumentKind.RULING,
        direction=Direction.RECEIVED,
        title=f"Brev {word}",
        dated_on=today,
        esdh_document_no=f"Nr. {word}",
        file=await staged(root, f"brev-{word}.pdf", f"brevet {word} {case.id}"),
    )
    complaint = await file_complaint(actor, case.id, filed_on=today, note=f"Klage {word}")
    extension = await request_extension(
        actor,
        case.id,
        requested_on=today,
        wished_compliance_on=today + timedelta(days=90),
        reason=f"Længere {word}",
    )
    contact = await add_contact(actor, case.id, on_date=today, note=f"Talte om {word}", role=f"Rolle {word}")
    told = {
        "party": Party.AMO,
        "channel": Channel.MEETING,
        "on_date": date(2025, 4, 14),
        "forum_text": f"Møde {word}",
        "participants": f"Alle {word}",
        "minutes_reference": f"Referat {word}",
        "subject": f"Emne {word}",
        "remark": f"Bemærkning {word}",
    }
    record = await record_involvement(actor, case.id, Facts(kind=InvolvementKind.INFORMED, **told))
    other = await record_involvement(actor, case.id, Facts(kind=InvolvementKind.DISSENTED, **told))
    await withdraw_involvement(actor, case.id, other.public_id, reason=f"Fejl {word}")
    of_case = await add_evidence(
        actor,
        kind=EvidenceKind.MINUTES,
        title=f"Referat {word}",
        dated_on=today,
        link=to_case(case),
        esdh_reference=f"Sted {word}",
    )
    of_point = await add_evidence(
        actor,
        kind=EvidenceKind.OTHER,
        title=f"Bilag {word}",
        dated_on=today,
        link=to_focus_point(point),
        files=[await staged(root, f"bilag-{word}.pdf", f"bilaget {word} {case.id}")],
    )
    await create_snapshot(actor, case.id, show_names=True)
    await inform_of_report(actor, case.id, 1, Facts(kind=InvolvementKind.INFORMED, **{**told, "on_date": today}))
    await release_snapshot(actor, case.id, 1)
    await create_snapshot(actor, case.id)
    await record_report_back(
        actor,
        case.id,
        sent_on=today,
        receipt=f"Kvittering {word}",
        note=f"Note {word}",
        receipt_file=await staged(root, f"kvittering-{word}.pdf", f"kvitteringen {word} {case.id}"),
    )
    await record_authority_reply(
        actor,
        case.id,
        outcome=ReplyOutcome.ASKS,
        replied_on=today,
        note=f"Spørger om {word}",
        letter=await staged(root, f"svar-{word}.pdf", f"svaret {word} {case.id}"),
        letter_title=f"Svar {word}",
        esdh_document_no=f"Svar nr. {word}",
    )
    reply = await record_authority_reply(
        actor,
        case.id,
        outcome=ReplyOutcome.NEW_REACTION,
        replied_on=today,
        letter=await staged(root, f"reaktion-{word}.pdf", f"reaktionen {word} {case.id}"),
        letter_title=f"Reaktion {word}",
    )
    await share_case(
        actor,
        case.id,
        name=f"Rita Råd {name}",
        email=f"rita-{name}@raad.dk",
        company="Råd ApS",
        until=today + timedelta(days=30),
        reason=f"Rådgiver {word}",
    )
    (share,) = await fetch_rows('SELECT public_id FROM role_grants WHERE "case" = {}', case.id)
    (ruling,) = await fetch_rows('SELECT public_id FROM rulings WHERE "case" = {}', case.id)
    papers = None
    if tiered:
        papers = await plant_papers(actor, name, word, case, holders[0][1], tiered, root)
    person, below, grant, mapping = holders[0][1:]
    return Place(
        link=tied.public_id,
        series=followed.public_id,
        name=name,
        unit=units[0].public_id,
        subunit=below.public_id,
        person=person.public_id,
        grant=grant,
        mapping=mapping,
        visit=visit.public_id,
        case_key=case.id,
        case=case.public_id,
        reference=case.reference,
        finding=finding.public_id,
        conclusion=conclusion.public_id,
        point=point.public_id,
        measure=measure.public_id,
        ruling=str(ruling["public_id"]),
        complaint=complaint.public_id,
        extension=extension.public_id,
        record=record.public_id,
        contact=contact.public_id,
        reply=reply.public_id,
        share=str(share["public_id"]),
        document=document.public_id,
        evidence_case=of_case[0].public_id,
        evidence_point=of_point[0].public_id,
        items=tuple(items),
        tiered=tuple(tiered),
        papers=papers,
    )


async def tell_of_case(member: Member, place: Place, material: str) -> tuple[str, str]:
    """A waiver on the place's case, and the material by which its people are told."""
    reason = f"Ingen TR {canary(place.name)}"
    await waive_informing(member.actor, place.case_key, party=Party.UNION_REP, reason=reason)
    await link_material(member.actor, place.case_key, material)
    (waiver,) = await list_waivers(member.scope, place.case_key)
    (told,) = await list_linked_materials(member.scope, place.case_key)
    return waiver.public_id, told.public_id


async def link_notice(cast: Cast, member: Member, place: Place) -> str:
    """A link to the page for all employees, where the municipality allows them."""
    municipality = cast.other_municipality if place.name == "nabo" else cast.municipality
    await choose_settings(cast.system, municipality, report_text_most=None, notice_links=True)
    until = member.actor.today + timedelta(days=30)
    await make_link(member.actor, place.unit, place=f"Tavlen {canary(place.name)}", until_on=until)
    (row,) = await fetch_rows("SELECT public_id FROM notice_links ORDER BY id DESC LIMIT 1")
    return str(row["public_id"])
