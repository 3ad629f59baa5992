"""Aarhus Kommune as its own memo of 14 July 2025 tells it, and nothing beyond.

EMN-2025-007999, document 14953235. What the memo does not say is unknown: the legal dates, the P-numbers, the CVR
number, the KLE number, names of people. Owners and logins are made up, and called "(demo)".
"""

from datetime import date

import msgspec

from app.access.enums import Role
from app.access.policy import Actor
from app.cases.actions import add_finding, add_focus_point, register_case, register_visit
from app.cases.enums import FindingKind, NoticeKind, Topic
from app.demo.cast import Member, Seat, add_committee, add_member
from app.demo.indicators import tell_turnover
from app.demo.inquiry import ask, tell_request
from app.evidence.actions import Link, add_evidence
from app.evidence.enums import EvidenceKind, LinkKind
from app.material.actions import MaterialFacts, answer_material, send_material
from app.material.enums import AnswerKind
from app.material.queries import list_recipients
from app.organisation.actions import create_municipality, create_unit
from app.organisation.enums import UnitKind
from app.organisation.rules import MunicipalitySettings
from app.plans.actions import add_item, add_prior_measure, ensure_plan, update_item
from app.plans.enums import ActionType, ItemStatus, Judgement
from app.surveys.actions import RoundFacts, create_round, enter_figures, link_result, publish_round
from app.surveys.enums import LinkRole, SurveyDirection
from app.surveys.queries import get_round, list_kept_units, list_rounds, shown

VISITED_ON = date(2025, 4, 10)
MEMO_ON = date(2025, 7, 14)
ESDH_CASE = "EMN-2025-007999"
MEMO = "Notat af 14. juli 2025, EMN-2025-007999, dok. 14953235"
FOCUS_POINTS = (
    "Tydeliggørelse af roller og arbejdsgange",
    "Prioritering og styring af opgaver",
    "Faglige læringsrum og kollegial sparring",
    "Involvering af arbejdsmiljøorganisationen",
    "Løbende opfølgning og dialog med Arbejdstilsynet",
)
_DEPARTMENT = "Sociale Forhold og Beskæftigelse (MSB)"
_KIND_NOTE = (
    "Notatet kalder det et påbud og nævner ingen frister. Her er det registreret som et påbud med frist, "
    "og fristerne står som ukendte, til de er læst i Arbejdstilsynets afgørelse."
)
_SURVEY = (
    "Trivselsmålingen i efteråret 2024 viste en markant negativ udvikling i trivsel og social kapital. Den førte i "
    "alle afdelinger til lokale handleplaner, dialog i teams og ledelsestiltag: strukturelle ændringer, større vægt "
    "på mødefora og tættere samarbejde om opgaverne. Arbejdsmiljøgrupper og MED-udvalg var inddraget; notatet "
    "nævner ingen datoer."
)


class Units(msgspec.Struct, frozen=True):
    municipality: int
    top: int
    department: int
    area: int
    families: int  # Familiecentret
    districts: int
    cluster: int
    residential: int


class People(msgspec.Struct, frozen=True):
    consultant: Member
    cluster_manager: Member
    residential_manager: Member
    keeper: Member  # of the surveys
    secretary: Member


async def load_scenario(actor: Actor) -> None:
    """The organisation, one visit and its two orders."""
    units = await _organisation(actor)
    people = await _people(actor, units)
    visit = await register_visit(
        people.consultant.now,
        unit=units.area,
        visited_on=VISITED_ON,
        note=f"Ét besøg, to påbud. Kilde: {MEMO}.",
    )
    cases = [await _first_order(people, units, visit.id), await _second_order(people, units, visit.id)]
    measured = await _survey(people.keeper.now, units)
    # The survey foretold both orders; which focus point it says most about, the memo does not say.
    for case in cases:
        await link_result(people.consultant.now, case, result=measured, role=LinkRole.PROBLEM, note=MEMO)
    await _material(people.keeper.now, units)
    await tell_turnover(people.keeper.now, units.municipality, units.families, MEMO, MEMO_ON)
    await tell_request(people.consultant.now, MEMO)
    await ask(people.secretary.now, people.consultant.now, _DEPARTMENT, cases, MEMO)


async def _organisation(actor: Actor) -> Units:
    ranks = ("FMU", "HMU", "LMU")  # in Aarhus FMU is the highest (rule 28)
    settings = MunicipalitySettings(committee_ranks=ranks, is_made_up=True)
    aar = (await create_municipality(actor, code="AAR", name="Aarhus Kommune", settings=settings)).id

    async def unit(name: str, kind: UnitKind, parent: int | None) -> int:
        return (await create_unit(actor, aar, name=name, kind=kind, parent=parent, valid_from=VISITED_ON)).id

    top = await unit("Aarhus Kommune", UnitKind.MUNICIPALITY, None)
    department = await unit(_DEPARTMENT, UnitKind.DEPARTMENT, top)
    area = await unit("Børn, Familier og Fællesskaber (BFF)", UnitKind.AREA, department)
    families = await unit("Familiecentret", UnitKind.CENTRE, area)
    districts = await unit("Distrikterne, Relationel Velfærd", UnitKind.CENTRE, area)
    cluster = await unit("Klynge i Relationel Velfærd", UnitKind.WORKPLACE, districts)
    residential = await unit("Døgnafdelingen", UnitKind.WORKPLACE, area)
    youth = await unit("Unge, Job og Uddannelse", UnitKind.AREA, department)
    centre = await unit("Ungecentret", UnitKind.CENTRE, youth)
    await unit("Rådgivning og Visitation (URV)", UnitKind.WORKPLACE, centre)
    return Units(aar, top, department, area, families, districts, cluster, residential)


async def _people(actor: Actor, units: Units) -> People:
    async def member(username: str, role: Role | None, unit: int, job_title: str) -> Member:
        return await add_member(actor, units.municipality, unit, role, username=username, job_title=job_title)

    await member("amr-aarhus", Role.HEALTH_SAFETY_REP, units.cluster, "Arbejdsmiljørepræsentant")
    in_committee = await member("med-aarhus", None, units.area, "Medlem af MED-udvalget")
    await member("admin-aarhus", Role.ADMINISTRATOR, units.top, "Administrator")
    await member("laeser-aarhus", Role.READER, units.area, "Læser")
    # That the levels are called so, and which is the highest, Aarhus says; which committees there are is made up.
    await add_committee(actor, units.municipality, "FMU (demo)", "FMU", units.top)
    await add_committee(actor, units.municipality, "HMU, MSB (demo)", "HMU", units.department)
    await add_committee(actor, units.municipality, "LMU, BFF (demo)", "LMU", units.area, Seat(in_committee))
    return People(
        consultant=await member("konsulent-aarhus", Role.CONSULTANT, units.top, "Arbejdsmiljøkonsulent"),
        cluster_manager=await member("leder-aarhus", Role.MANAGER, units.cluster, "Leder (demo)"),
        residential_manager=await member("leder-doegn", Role.MANAGER, units.residential, "Leder (demo)"),
        keeper=await member("hr-aarhus", Role.HR_SURVEYS, units.top, "HR (demo)"),
        secretary=await member("sekretariat-aarhus", Role.SECRETARIAT, units.department, "Fagligt sekretariat"),
    )


async def _survey(keeper: Actor, units: Units) -> str:
    """What the memo says of the survey: which way it went. Instrument, days, numbers and who ordered it are unknown.

    Gives the public id of the measured unit in the round.
    """
    area = next(each for each in await list_kept_units(keeper.scope) if each.id == units.area)
    made = await create_round(
        keeper,
        unit=area.public_id,
        instrument="",
        facts=RoundFacts(
            name="Trivselsmåling, efteråret 2024", year=2024, period_text="efteråret 2024", note=f"Kilde: {MEMO}."
        ),
    )
    found = await get_round(keeper.scope, made.public_id)
    measured = (await shown(keeper.scope, (found,)))[made.id].find(units.area)
    await enter_figures(
        keeper,
        made.public_id,
        measured.public_id if measured else "",
        seen=1,
        invited=None,
        answered=None,
        direction=SurveyDirection.NEGATIVE,
        direction_note=f"Markant negativ udvikling i trivsel og social kapital. {MEMO}",
    )
    await publish_round(keeper, made.public_id, seen=1)
    return measured.public_id if measured else ""


async def _material(keeper: Actor, units: Units) -> None:
    """One description, and the three kinds of answer that the memo tells of. Which departments are meant, when they
    answered, and which position they took it does not say."""
    choices = {each.id: each.public_id for each in await list_kept_units(keeper.scope)}
    (measured,) = [row for row in await list_rounds(keeper.scope) if row.unit == units.area]
    made = await send_material(
        keeper,
        units=(choices[units.area], choices[units.districts]),
        below=False,
        facts=MaterialFacts(
            title="Beskrivelsen af høje følelsesmæssige krav",
            description=f"En beskrivelse og slides om høje følelsesmæssige krav. Kilde: {MEMO}.",
            round=measured.public_id,
        ),
    )
    recipients = {each.unit: each.public_id for each in await list_recipients(keeper.scope, made.id)}
    for unit, kind, part, text in (
        (
            units.area,
            AnswerKind.READ,
            "Alle socialfaglige afdelinger",
            "Afdelingerne har læst beskrivelsen og arbejdet med den. Nogle har gennemgået slides.",
        ),
        (
            units.area,
            AnswerKind.POSITION,
            "De administrative afdelinger",
            "Alle har taget stilling til, hvordan beskrivelsen er relevant for dem. Notatet siger ikke hvordan.",
        ),
        (
            units.districts,
            AnswerKind.RECEIVED,
            "Alle ledere i distrikterne",
            "Lederne har modtaget materialet og kan bruge det frit.",
        ),
    ):
        await answer_material(
            keeper, made.public_id, recipients[unit], kind=kind, part=part, text=f"{text} Kilde: {MEMO}."
        )


async def _first_order(people: People, units: Units, visit: int) -> int:
    consultant, manager = people.consultant.now, people.cluster_manager.now
    case = await register_case(
        consultant,
        kind=NoticeKind.IMPROVEMENT,
        title="Uklare og modstridende krav i en klynge i Relationel Velfærd",
        units=(units.cluster,),
        topics=(Topic.UNCLEAR_DEMANDS,),
        visit=visit,
        esdh_case_no=ESDH_CASE,
        kle="",
        summary=f"Påbud om uklare og modstridende krav. {_KIND_NOTE}",
    )
    # Which focus point answers which conclusion, and which one a measure belongs to, the memo does not say.
    for title in FOCUS_POINTS:
        await add_focus_point(manager, case.id, title=title)
    for text in (
        "Medarbejderne møder uklare og modstridende krav i arbejdet.",
        "Problemet kan påvirke kvaliteten i arbejdet og dermed retssikkerheden for børn og familier i alvorlige sager.",
        "De forbedringstiltag, der var sat i gang før besøget på baggrund af trivselsmålingen, er ikke tilstrækkelige.",
    ):
        await add_finding(consultant, case.id, kind=FindingKind.CONCLUSION, text=text, source_text=MEMO)
    await add_prior_measure(
        manager,
        case.id,
        title="Lokale handleplaner efter trivselsmålingen",
        description=_SURVEY,
        taken_text="Efter trivselsmålingen i efteråret 2024, før besøget",
        judgement=Judgement.INSUFFICIENT,
    )
    plan = await ensure_plan(manager, case.id)
    item = await add_item(
        manager,
        plan,
        title="Opgaverne gennemgås og differentieres efter kompleksitet",
        unit=units.cluster,
        owner=people.cluster_manager.id,
        action_type=ActionType.CORRECTIVE,
        measure="Opgaverne er gennemgået og differentieret efter, hvor komplekse de er.",
    )
    note = f"{MEMO}: Opgaverne er gennemgået og differentieret. Notatet siger ikke hvornår."
    await update_item(manager, item.id, status=ItemStatus.IN_PROGRESS, note=note, seen=1)
    await _add_memo(manager, case.public_id)
    return case.id


async def _second_order(people: People, units: Units, visit: int) -> int:
    consultant, manager = people.consultant.now, people.residential_manager.now
    case = await register_case(
        consultant,
        kind=NoticeKind.IMPROVEMENT,
        title="Arbejdsmængde, tidspres og høje følelsesmæssige krav i Døgnafdelingen",
        units=(units.residential,),
        topics=(Topic.WORKLOAD, Topic.EMOTIONAL_DEMANDS),
        visit=visit,
        esdh_case_no=ESDH_CASE,
        kle="",
        summary=f"Påbud om arbejdsmængde og tidspres sammen med høje følelsesmæssige krav. {_KIND_NOTE}",
    )
    for text in (
        "Tempoet er for højt, og arbejdsmængden er for stor.",
        "Arbejdet med høje følelsesmæssige krav skal intensiveres.",
    ):
        await add_finding(consultant, case.id, kind=FindingKind.CONCLUSION, text=text, source_text=MEMO)
    await add_prior_measure(
        manager,
        case.id,
        title="Lokale handleplaner efter trivselsmålingen",
        description=_SURVEY,
        taken_text="Efter trivselsmålingen i efteråret 2024, før besøget",
    )
    plan = await ensure_plan(manager, case.id)

    async def item(title: str, measure: str, status: ItemStatus = ItemStatus.PLANNED, note: str = "") -> None:
        made = await add_item(
            manager,
            plan,
            title=title,
            unit=units.residential,
            owner=people.residential_manager.id,
            action_type=ActionType.CORRECTIVE,
            measure=measure,
        )
        if note:
            await update_item(manager, made.id, status=status, note=note, seen=1)

    await item(
        "Handleplan for påbuddets fokuspunkter",
        "Enheden laver en handleplan for de fokuspunkter, påbuddet nævner.",
        ItemStatus.IN_PROGRESS,
        f"{MEMO}: Handleplanen er påbegyndt.",
    )
    await item("Handleplanen på enhedens sparringsmøder", "Enheden arbejder med handleplanen på sine sparringsmøder.")
    await item(
        "Hel dag til at gøre handleplanen færdig",
        "Der er afsat en hel dag i slutningen af august eller begyndelsen af september 2025.",
        note=f"{MEMO}: Den præcise dato er ikke oplyst, så fristen står som ukendt.",
    )
    await item("Handleplanen føres ud i livet", "Når handleplanen er færdig, bliver den gennemført.")
    await _add_memo(manager, case.public_id)
    return case.id


async def _add_memo(manager: Actor, case: str) -> None:
    """The memo lies in the ESDH system; we point to it."""
    await add_evidence(
        manager,
        kind=EvidenceKind.OTHER,
        title="Svar på 10-dages forespørgsel (notat)",
        dated_on=MEMO_ON,
        link=Link(LinkKind.CASE, case),
        esdh_reference=f"{ESDH_CASE}, dokument 14953235",
    )
