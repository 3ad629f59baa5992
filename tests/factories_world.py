"""A whole world for the tests of the wall: five places full of everything, each with a word of its own in every text.

`nord` and `syd` have a case each, `faelles` is one case of both, `center` is a case of the unit above with items in
both, and `nabo` lies in another municipality. The word of a place (its canary) stands in every field and file that
belongs to it: whoever may not see the place must never meet the word.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from pathlib import Path

import msgspec

from app.access.enums import Role
from app.access.policy import system_actor
from app.accounts.actions import create_account
from app.accounts.actions.sso import create_mapping
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
from app.committees.enums import CommitteeKind
from app.core.clock import Clock
from app.db.sql import fetch_rows
from app.deadlines.enums import DateSource, DeadlineKind
from app.documents.actions import add_document
from app.documents.enums import Direction, DocumentKind
from app.evidence.actions import add_evidence
from app.evidence.enums import EvidenceKind
from app.involvement.actions import record_involvement, withdraw_involvement
from app.involvement.enums import Channel, InvolvementKind, Party
from app.organisation.actions import create_person, create_unit
from app.organisation.enums import UnitKind
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
from tests.factories import PASSWORD, Cast, Member, UnitRef, make_cast, make_committee, make_member
from tests.factories_cases import DATES, put_date
from tests.factories_cycles import make_cycles
from tests.factories_evidence import to_case, to_focus_point
from tests.factories_material import make_material
from tests.factories_others import advise, make_others
from tests.factories_plans import plan_version, point_version
from tests.factories_surveys import SOCIAL, make_instrument, make_round, make_told
from tests.factories_tiered import CLOSED, Ground, TieredIds, plant_tier
from tests.factories_world_items import ItemIds, plant_items, staged
from tests.factories_world_papers import PaperIds, plant_overviews, plant_papers

PLACES = ("nord", "syd", "faelles", "center", "nabo")
TIERED = ("nord", "nabo")  # where there are rows that not everybody in scope reads


def canary(place: str) -> str:
    """The word in everything a case or item of the place says."""
    return f"kanarie{place}"


def resident(place: str) -> str:
    """The word in the names of its people and units: those an administrator does see."""
    return f"beboer{place}"


def measured_word(place: str) -> str:
    """The word in what a survey says of the place: HR reads it, and readers of cases do not."""
    return f"maalt{place}"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """The ids of a place, as they stand in addresses."""

    name: str
    unit: str
    subunit: str
    person: str
    grant: str
    mapping: str  # of a group of single sign-on to a role
    visit: str
    case_key: int
    case: str
    reference: str
    finding: str  # answered by the focus point
    conclusion: str  # answered by none
    point: str
    ruling: str
    complaint: str
    extension: str
    record: str
    contact: str
    reply: str  # that told of a new reaction
    share: str
    document: str
    evidence_case: str
    evidence_point: str
    items: tuple[ItemIds, ...]
    tiered: tuple[TieredIds, ...]  # in nord and nabo: rows that not everybody in scope reads
    papers: PaperIds | None  # in nord and nabo, too
    committee: str = ""  # a work-environment group of the place's people
    instrument: str = ""  # of the municipality: no round uses it
    round: str = ""  # of the place's unit; of the centre for what has none of its own
    round_unit: str = ""
    reorganisation: str = ""  # of the place's unit and the one below it
    draft: str = ""  # a round that is not published
    paper: str = ""  # the report of the round
    guide: str = ""  # the file of the material
    material: str = ""  # sent to the place's unit; to nord and syd for what has none of its own
    recipient: str = ""
    link: str = ""  # of the case to its round
    cycle: str = ""  # an assessment of the place's unit; of nord for what has none of its own
    discussion: str = ""
    scale: str = "tillid"
    member: str = ""


class World(msgspec.Struct, frozen=True, kw_only=True):
    places: dict[str, Place]
    members: dict[str, tuple[int, str]]  # key and login: the cast, and those of tests/factories_others.py
    units: dict[str, str]


async def build_world(clock: Clock, root: Path) -> World:
    """Everything above, through the product's own actions; files go below `root`."""
    cast = await make_cast(clock)
    others = await make_others(cast)
    instruments = {each: await make_instrument(cast, each) for each in (cast.municipality, cast.other_municipality)}
    measured = {
        name: await make_round(
            cast,
            unit,
            measured_word(name) if name != "center" else "hele centret",
            cast.hans if name == "nabo" else cast.anna,
            root,
        )
        for name, unit in (("nord", cast.nord), ("syd", cast.syd), ("center", cast.centre), ("nabo", cast.elsewhere))
    }
    materials = {
        name: await make_material(cast.hans if name == "nabo" else cast.anna, units, word, root)
        for name, units, word in (
            ("nord", (cast.nord,), measured_word("nord")),
            ("syd", (cast.syd,), measured_word("syd")),
            ("center", (cast.nord, cast.syd), "hele centret"),
            ("nabo", (cast.elsewhere,), measured_word("nabo")),
        )
    }
    cycles = {
        name: await make_cycles(cast.hans if name == "nabo" else cast.anna, unit, measured_word(name))
        for name, unit in (("nord", cast.nord), ("syd", cast.syd), ("nabo", cast.elsewhere))
    }
    places: dict[str, Place] = {}
    residents: dict[str, tuple[Member, UnitRef, str, str]] = {}
    committees: dict[str, tuple[str, str]] = {}
    told: dict[str, str] = {}
    for name, unit, municipality in (
        ("nord", cast.nord, cast.municipality),
        ("syd", cast.syd, cast.municipality),
        ("nabo", cast.elsewhere, cast.other_municipality),
    ):
        residents[name] = await _resident(cast, name, unit, municipality)
        told[name] = await make_told(cast, [unit, residents[name][1]], [unit], measured_word(name))
        committees[name] = await _group(cast, name, unit, municipality, residents[name][0])
    for name, units, holders in (
        ("nord", (cast.nord,), ("nord",)),
        ("syd", (cast.syd,), ("syd",)),
        ("faelles", (cast.nord, cast.syd), ("nord", "syd")),
        ("center", (cast.centre,), ("nord", "syd")),
        ("nabo", (cast.elsewhere,), ("nabo",)),
    ):
        named = {"named": (cast.gerda.public_id, cast.carl.public_id), "unnamed": (others["jane"].public_id,)}
        holding = [(each, *residents[each]) for each in holders]
        measured[name] = measured.get(name) or measured["center"]
        result = f"{measured[name][2]}.{SOCIAL}"
        place = await _fill(cast, name, units, holding, root, named if name == "nord" else {}, result)
        committee, member = committees[holders[0]]
        instrument = instruments[cast.other_municipality if name == "nabo" else cast.municipality]
        places[name] = msgspec.structs.replace(
            place,
            committee=committee,
            member=member,
            instrument=instrument.public_id,
            reorganisation=told[holders[0]],
            draft=measured[name][0],
            round=measured[name][1],
            round_unit=measured[name][2],
            material=(materials.get(name) or materials["center"])[0],
            recipient=(materials.get(name) or materials["center"])[1],
            paper=measured[name][3],
            guide=(materials.get(name) or materials["center"])[2],
            cycle=cycles.get(name, cycles["nord"])[0],
            discussion=cycles.get(name, cycles["nord"])[1],
        )
    await advise(others["otto"], places["nabo"].case_key)
    for actor, unit in ((cast.anna.actor, cast.nord), (cast.hans.actor, cast.elsewhere)):
        await plant_overviews(actor, unit.public_id)
    members = (
        *(cast.anna, cast.bo, cast.carl, cast.dorte, cast.erik, cast.fie, cast.gerda, cast.hans),
        *others.values(),
    )
    for member in members:
        await create_account(system_actor(clock.now()), member.id, username=member.username, password=PASSWORD)
    units = {
        each.name: each.public_id
        for each in (cast.top, cast.department, cast.centre, cast.nord, cast.syd, cast.elsewhere)
    }
    return World(
        places=places,
        members={each.username: (each.id, each.public_id) for each in members},
        units=units,
    )


async def _resident(cast: Cast, name: str, unit: UnitRef, municipality: int) -> tuple[Member, UnitRef, str, str]:
    """A person and a unit of the place, both with its word in their names."""
    word = resident(name)
    person = await make_member(cast.clock, municipality, f"{word.capitalize()} Person", Role.HEALTH_SAFETY_REP, unit.id)
    below = await create_unit(
        cast.system, municipality, name=f"Team {word}", kind=UnitKind.TEAM, parent=unit.id, external_id=f"x-{word}"
    )
    await create_person(cast.system, municipality, name=f"Uden Rolle {name}", external_id=f"x-{name}")
    (grant,) = await fetch_rows("SELECT public_id FROM role_grants WHERE person = {}", person.id)
    rule = await create_mapping(cast.system, claim="groups", value=f"gruppe-{word}", role=Role.READER, unit=unit.id)
    (mapping,) = await fetch_rows("SELECT public_id FROM sso_mappings WHERE id = {}", rule)
    return (
        person,
        UnitRef(below.id, below.public_id, f"Team {word}"),
        str(grant["public_id"]),
        str(mapping["public_id"]),
    )


async def _group(cast: Cast, name: str, unit: UnitRef, municipality: int, person: Member) -> tuple[str, str]:
    """A group of the place, with its word in the name, and its one member."""
    made = await make_committee(
        cast.clock,
        municipality,
        f"AMG {resident(name)}",
        [unit.id],
        person.id,
        kind=CommitteeKind.WORK_ENVIRONMENT_GROUP,
    )
    (member,) = await fetch_rows("SELECT public_id FROM committee_members WHERE committee = {}", made.id)
    return made.public_id, str(member["public_id"])


async def _fill(
    cast: Cast,
    name: str,
    units: tuple[UnitRef, ...],
    holders: Iterable[tuple[str, Member, UnitRef, str, str]],
    root: Path,
    named: dict[str, Collection[str]],
    result: str,
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
    await add_prior_measure(
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
    record = await record_involvement(actor, case.id, kind=InvolvementKind.INFORMED, **told)
    other = await record_involvement(actor, case.id, kind=InvolvementKind.DISSENTED, **told)
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
    await inform_of_report(actor, case.id, 1, kind=InvolvementKind.INFORMED, **{**told, "on_date": today})
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
