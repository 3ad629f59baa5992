"""Reports to render: an ordinary one, the empty one, the scenario's second order, and big ones. All made up
except the scenario, which holds only what its source says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from app.reports.content import (
    Author,
    AuthorityReply,
    Clock,
    Contact,
    Count,
    DateMove,
    Event,
    EvidenceEntry,
    Finding,
    FocusPoint,
    FollowedIndicator,
    Involvement,
    Item,
    NextDate,
    PermanentCondition,
    Plan,
    PriorMeasure,
    RemainingWork,
    ReportBack,
    Ruling,
    StatusReport,
    SurveyResult,
    UnitFacts,
    canonical_json,
    sha256,
)
from app.reports.enums import SnapshotState
from app.reports.pdf.render import render_status_report

CREATED_AT = datetime(2025, 9, 12, 11, 5, tzinfo=UTC)


def render(report: StatusReport, state: SnapshotState | None = SnapshotState.RELEASED) -> bytes:
    """The PDF of `report`, by the same road the product takes."""
    canonical = canonical_json(report)
    return render_status_report(canonical, sha256(canonical), state)


def make_empty_report(**overrides: Any) -> StatusReport:
    """Only what a report cannot be without: no focus points, every date unknown."""
    facts: dict[str, Any] = {
        "report_no": "1",
        "as_of": date(2025, 9, 12),
        "created_at": CREATED_AT,
        "author": Author(name="Anne Prøve", role="leder"),
        "case_reference": "999-2025-0001",
        "title": "Arbejdsmængde i Eksempelafdelingen",
        "municipality": "Eksempel Kommune",
    }
    return StatusReport(**{**facts, **overrides})


def make_item(**overrides: Any) -> Item:
    facts: dict[str, Any] = {
        "no": "1.1",
        "title": "Ugentlig prioritering af sager på teammødet",
        "status": "Effekt vurderet",
        "tone": "good",
        "problem": "Medarbejderne har flere sager med kort frist og ved ikke, hvad der må vente.",
        "cause": "Nye sager fordeles, uden at nogen ser på den samlede mængde.",
        "nature": "Arbejdsmængde og tidspres",
        "severity": "Høj: overarbejde hver uge og udsatte opgaver",
        "scope": "14 rådgivere i to team",
        "measure": "Teamleder og team gennemgår alle sager hver mandag og aftaler, hvad der må vente.",
        "what_was_done": "Mødet er holdt hver mandag siden 2. juni. Aftalerne står på teamets tavle.",
        "how_it_solves": "Lederen beslutter, hvad der må vente, så den enkelte ikke står alene med valget.",
        "prevention_level": "Niveau 3: ændre arbejdets tilrettelæggelse",
        "owner_role": "Teamleder, team Nord",
        "helpers": ("AMR",),
        "due_on": date(2025, 8, 15),
        "date_moves": (
            DateMove(
                from_on=date(2025, 7, 1),
                to_on=date(2025, 8, 15),
                reason="Sommerferie i begge team",
                moved_on=date(2025, 6, 20),
            ),
        ),
        "is_done": True,
        "done_on": date(2025, 8, 11),
        "effect_criterion": "Højst to rådgivere har overarbejde i en uge.",
        "effect_check_on": date(2025, 9, 8),
        "effect_result": "Tilstrækkelig effekt",
        "effect_evaluated_on": date(2025, 9, 8),
        "effect_basis": "Fire ugers opgørelse og samtale med begge team.",
        "evidence": ("B1", "B2"),
    }
    return Item(**{**facts, **overrides})


def make_focus_point(**overrides: Any) -> FocusPoint:
    facts: dict[str, Any] = {
        "no": "1",
        "title": "Prioritering og styring af opgaver",
        "status": "I gang",
        "tone": "neutral",
        "description": "Opgaverne skal passe til den tid, der er, og lederen skal sige, hvad der må vente.",
        "topics": ("Stor arbejdsmængde og tidspres",),
        "answers": ("Krav 1",),
        "items": (make_item(),),
    }
    return FocusPoint(**{**facts, **overrides})


def make_evidence(**overrides: Any) -> EvidenceEntry:
    facts: dict[str, Any] = {
        "no": "B1",
        "title": "Referat af teammøder, juni til august",
        "kind": "Referat",
        "on": date(2025, 8, 25),
        "version": 2,
        "file_name": "Referater æøå 2025.pdf",
        "size": 184_220,
        "sha256": sha256(b"B1"),
        "belongs_to": ("Tiltag 1.1",),
    }
    return EvidenceEntry(**{**facts, **overrides})


def make_survey(**overrides: Any) -> SurveyResult:
    """An effect with what it is set against."""
    facts: dict[str, Any] = {
        "focus_point": "Fokuspunkt 1: Prioritering og styring af opgaver",
        "role": "Effekt",
        "survey": "Trivselsmåling 2025",
        "period": "01.06.2025",
        "unit": "Familierådgivningen",
        "scale": "Social kapital",
        "instrument": "Social kapital, fire hurtige",
        "edition": "1",
        "value": "11,0",
        "answered": "14 svar",
        "comparison": "Måling 2023: 9,5 (12 svar) → Måling 2025: 11,0 (14 svar): +1,5, siger intet sikkert",
        "was": "I Måling 2023 hed enheden »Rådgivningen«.",
        "wished": "Det skal blive bedre",
        "note": "Kun de fire spørgsmål",
    }
    return SurveyResult(**{**facts, **overrides})


def make_report(**overrides: Any) -> StatusReport:
    """An ordinary report with something in every part."""
    planned = make_item(
        no="1.2",
        title="Fast vikardækning ved sygdom over to uger",
        status="I gang",
        tone="neutral",
        what_was_done="",
        is_done=False,
        done_on=None,
        due_on=date(2025, 9, 1),
        date_moves=(),
        effect_result="",
        effect_basis="",
        evidence=(),
    )
    supervision = make_item(
        no="2.1",
        title="Supervision hver tredje uge",
        status="Gennemført",
        problem="Svære samtaler følger med hjem.",
        cause="Der er ikke et fast sted at tale om belastende sager.",
        measure="Ekstern supervisor tre timer hver tredje uge, i arbejdstiden.",
        prevention_level="Niveau 6: støtte og uddannelse",
        date_moves=(),
        due_on=None,
        review_interval="hver 3. måned",
        next_review_on=date(2025, 11, 3),
        is_done=True,
        done_on=date(2025, 6, 2),
        effect_result="",
        effect_basis="",
        follow_up=("2.2 Makkerordning ved hjemmebesøg",),
    )
    thin = Item(no="2.2", title="Makkerordning ved hjemmebesøg", status="Planlagt", owner_role="Afdelingsleder")
    facts: dict[str, Any] = {
        "report_no": "2025-0007",
        "as_of": date(2025, 9, 12),
        "created_at": CREATED_AT,
        "author": Author(name="Anne Prøve", role="afdelingsleder"),
        "case_reference": "999-2025-0004",
        "title": "Arbejdsmængde og høje følelsesmæssige krav i Familierådgivningen",
        "municipality": "Eksempel Kommune",
        "units": (
            UnitFacts(name="Familierådgivningen", production_unit_no="1000000001", cvr_no="10000001"),
            UnitFacts(name="Modtagelsen"),
        ),
        "kind": "Påbud med frist",
        "status": "I gang",
        "status_note": "To af fire tiltag er gennemført. Et tiltag er forsinket.",
        "at_case_no": "20250012345",
        "esdh_case_no": "SAG-2025-01234",
        "kle": "87.15.00",
        "visited_on": date(2025, 3, 4),
        "order_summary": (
            "Arbejdstilsynet har afgjort, at arbejdet i Familierådgivningen ikke er tilrettelagt, så "
            "arbejdsmængde og tidspres er forsvarlige. De høje følelsesmæssige krav forstærker belastningen."
        ),
        "topics": ("Stor arbejdsmængde og tidspres", "Høje følelsesmæssige krav i arbejdet med mennesker"),
        "rulings": (
            Ruling(
                label="Oprindelig afgørelse",
                ruled_on=date(2025, 4, 8),
                available_on=date(2025, 4, 10),
                document="Brev fra Arbejdstilsynet, B3",
            ),
            Ruling(
                label="Fristforlængelse bevilget",
                ruled_on=date(2025, 8, 22),
                available_on=date(2025, 8, 22),
                summary="Efterkommelsesfristen er flyttet en måned.",
            ),
        ),
        "counts": (
            Count(label="Fokuspunkter", number=2),
            Count(label="Effekt vurderet", number=1, of=4, tone="good"),
            Count(label="Gennemført", number=1, of=4, tone="good"),
            Count(label="I gang", number=1, of=4),
            Count(label="Over frist", number=1, of=4, tone="bad"),
        ),
        "next_dates": (
            NextDate(label="Tiltag 1.2: Fast vikardækning", on=date(2025, 9, 1), state="11 dage over", tone="bad"),
            NextDate(label="Efterkommelsesfrist", on=date(2025, 11, 3), state="om 52 dage"),
            NextDate(label="Tilbagemeldingsfrist", on=None, state="ukendt", tone="unknown"),
        ),
        "warnings": (
            "Alle tiltag under fokuspunkt 2 er støtte til den enkelte. Overvej tiltag, der ændrer arbejdet.",
            "Tilbagemeldingsfristen er ikke oplyst. Den står i afgørelsen.",
        ),
        "clocks": (
            Clock(
                label="Høringsfrist",
                on=date(2025, 3, 28),
                state="Overholdt",
                tone="good",
                source="standard 14 dage",
                note="Bekræftet i brevet.",
            ),
            Clock(label="Klagefrist", on=date(2025, 5, 8), state="Udløbet", source="beregnet"),
            Clock(
                label="Efterkommelsesfrist",
                on=date(2025, 11, 3),
                state="Løber",
                source="afgørelse 22.08.2025",
                note="Forlænget.",
                original_on=date(2025, 10, 1),
            ),
            Clock(label="Tilbagemeldingsfrist", on=None, state="Ukendt", tone="unknown"),
        ),
        "events": (
            Event(label="Tilsynsbesøg", on=date(2025, 3, 4), source="brev"),
            Event(label="Afgørelse tilgængelig i Digital Post", on=date(2025, 4, 10)),
            Event(label="AMO orienteret", on=date(2025, 4, 14), source="referat af AMG-møde"),
            Event(label="Handleplan godkendt", on=date(2025, 5, 20)),
        ),
        "findings": (
            Finding(
                no="1",
                kind="Krav",
                text="Arbejdet skal tilrettelægges, så arbejdsmængde og tidspres ikke forringer helbredet.",
                source="afgørelsen, side 3",
                answered_by=("1. Prioritering og styring af opgaver",),
            ),
            Finding(
                no="2",
                kind="Konklusion",
                text="Indsatsen over for høje følelsesmæssige krav er ikke tilstrækkelig.",
                source="afgørelsen, side 5",
                answered_by=("2. Støtte i belastende sager",),
            ),
            Finding(no="3", kind="Konklusion", text="Oplæringen af nye rådgivere er for kort."),
        ),
        "plan": Plan(state="godkendt", version=2, approved_on=date(2025, 5, 20)),
        "focus_points": (
            make_focus_point(items=(make_item(), planned)),
            make_focus_point(
                no="2",
                title="Støtte i belastende sager",
                answers=("Konklusion 2",),
                topics=("Høje følelsesmæssige krav i arbejdet med mennesker",),
                items=(supervision, thin),
                also_items=("1.1 Ugentlig prioritering af sager på teammødet",),
            ),
        ),
        "surveys": (
            make_survey(),
            SurveyResult(role="Viser problemet", survey="Måling, efteråret 2024", value="Tilbagegang"),
        ),
        "indicators": (
            FollowedIndicator(
                focus_point="Fokuspunkt 1: Prioritering og styring af opgaver",
                indicator="Personaleomsætning",
                unit="Familierådgivningen",
                definition="Månedslønnede, der er fratrådt i året. Vikarer tæller ikke med.",
                figure="2024: højere end tidligere år. Forbehold: talt i hånden. Pr. 14.07.2025. Kilde: Notat.",
                before="2023: 15,0 %. Pr. dato ukendt. Kilde ukendt.",
                better="Lavere er bedre",
                note="Færre skal sige op",
            ),
        ),
        "prior_measures": (
            PriorMeasure(
                title="Teamdialog efter trivselsmålingen",
                description="Hvert team talte om resultatet og valgte to emner.",
                since=None,
                judgement="Ikke tilstrækkelig",
                judgement_text="Tiltagene ændrede ikke mængden af opgaver.",
                source="afgørelsen, side 4",
            ),
        ),
        "permanent_conditions": (
            PermanentCondition(
                title="Sagstal pr. rådgiver følges",
                description="Lederen ser på sagstallet og handler, når det er over det aftalte.",
                review_interval="hver måned",
                last_reviewed_on=date(2025, 9, 1),
                next_review_on=date(2025, 10, 1),
                owner_role="Afdelingsleder",
            ),
        ),
        "involvement": (
            Involvement(
                on=date(2025, 4, 14),
                kind="Orienteret",
                forum="Arbejdsmiljøgruppen",
                roles=("AMR", "afdelingsleder"),
                minutes_ref="AMG 14.04.2025, punkt 3",
            ),
            Involvement(
                on=date(2025, 9, 10),
                kind="Uenig",
                forum="Arbejdsmiljøgruppen",
                roles=("AMR",),
                remark="Vi mener ikke, at vikardækningen er god nok. Den skal gælde fra første sygedag.",
                is_dissent=True,
                about_report="rapport nr. 3, fingeraftryk 0a1b2c3d4e5f",
            ),
        ),
        "remaining": (
            RemainingWork(
                item="1.2 Fast vikardækning ved sygdom over to uger",
                missing="Aftale med vikarbureau",
                owner_role="Teamleder, team Nord",
                due_on=date(2025, 9, 1),
            ),
            RemainingWork(item="2.2 Makkerordning ved hjemmebesøg", owner_role="Afdelingsleder"),
            RemainingWork(item="Konklusion 3", missing="Intet fokuspunkt svarer på den"),
        ),
        "report_backs": (
            ReportBack(
                sent_on=date(2025, 9, 11),
                receipt="Kvittering 4711",
                by_role="afdelingsleder",
                mark="Sendt uden registreret orientering af AMO",
            ),
        ),
        "replies": (AuthorityReply(on=date(2025, 9, 12), outcome="Beder om flere oplysninger", document="B4"),),
        "contacts": (
            Contact(on=date(2025, 6, 3), kind="Telefonsamtale", text="Aftalt, at planen sendes ved fristen."),
        ),
        "evidence": (
            make_evidence(),
            make_evidence(no="B2", title="Opgørelse af overarbejde", kind="Regneark", file_name="opgørelse.xlsx"),
            EvidenceEntry(
                no="B3",
                title="Brev fra Arbejdstilsynet",
                kind="Brev",
                on=date(2025, 4, 8),
                esdh_ref="SAG-2025-01234, dok. 7",
            ),
            EvidenceEntry(no="B4", title="Svar fra Arbejdstilsynet", kind="Brev"),
        ),
    }
    return StatusReport(**{**facts, **overrides})


def make_big_report(items: int, *, per_point: int = 10) -> StatusReport:
    """A report with `items` ordinary action items, evidence and remaining work for each."""
    points = []
    for start in range(0, items, per_point):
        no = start // per_point + 1
        chosen = tuple(
            make_item(no=f"{no}.{index + 1}", title=f"Tiltag nummer {start + index + 1}: faste aftaler om opgaver")
            for index in range(min(per_point, items - start))
        )
        points.append(make_focus_point(no=str(no), title=f"Fokuspunkt nummer {no}", items=chosen))
    all_items = [item for point in points for item in point.items]
    return make_report(
        focus_points=tuple(points),
        evidence=tuple(make_evidence(no=f"B{n}", belongs_to=(f"Tiltag {i.no}",)) for n, i in enumerate(all_items)),
        remaining=tuple(RemainingWork(item=f"{i.no} {i.title}", owner_role=i.owner_role) for i in all_items),
    )


def make_scenario_report() -> StatusReport:
    """Order 2 of the scenario (Døgnafdelingen) as the memo of 14 July 2025 tells it: the rest is unknown."""
    memo = "notat 14.07.2025, EMN-2025-007999"
    return StatusReport(
        report_no="2025-0001",
        as_of=date(2025, 7, 14),
        created_at=datetime(2025, 7, 14, 9, 30, tzinfo=UTC),
        author=Author(name="Demobruger", role="leder"),
        case_reference="751-2025-0002",
        title="Arbejdsmængde, tidspres og høje følelsesmæssige krav i Døgnafdelingen",
        municipality="Aarhus Kommune",
        units=(UnitFacts(name="Døgnafdelingen"),),
        kind="Påbud",
        status="Frist ukendt",
        status_tone="unknown",
        status_note="Arbejdet med handleplanen er begyndt. Fristerne er ikke oplyst.",
        kle="87.15.00",
        visited_on=date(2025, 4, 10),
        order_summary="Arbejdsmængde og tidspres kombineret med høje følelsesmæssige krav.",
        topics=("Stor arbejdsmængde og tidspres", "Høje følelsesmæssige krav i arbejdet med mennesker"),
        rulings=(Ruling(label="Afgørelse", ruled_on=None),),
        counts=(
            Count(label="Fokuspunkter", number=2),
            Count(label="Gennemført", number=0, of=1),
            Count(label="I gang", number=1, of=1),
            Count(label="Ukendte frister", number=3, tone="unknown"),
        ),
        next_dates=(
            NextDate(label="Efterkommelsesfrist", on=None, state="Ukendt", tone="unknown"),
            NextDate(label="Tilbagemeldingsfrist", on=None, state="Ukendt", tone="unknown"),
        ),
        warnings=("Ingen frist fra Arbejdstilsynet er oplyst. Find dem i afgørelsen, og skriv dem ind.",),
        clocks=tuple(
            Clock(label=label, on=None, state="Ukendt", tone="unknown")
            for label in ("Klagefrist", "Efterkommelsesfrist", "Tilbagemeldingsfrist")
        ),
        events=(Event(label="Tilsynsbesøg", on=date(2025, 4, 10), source=memo),),
        findings=(
            Finding(
                no="1",
                kind="Konklusion",
                text="Tempo og arbejdsmængde er for høje.",
                source=memo,
                answered_by=("1. Tempo og arbejdsmængde",),
            ),
            Finding(
                no="2",
                kind="Konklusion",
                text="Arbejdet med høje følelsesmæssige krav skal intensiveres.",
                source=memo,
            ),
        ),
        focus_points=(
            FocusPoint(
                no="1",
                title="Tempo og arbejdsmængde",
                status="I gang",
                answers=("Konklusion 1",),
                items=(
                    Item(
                        no="1.1",
                        title="Handleplan for påbuddets fokuspunkter",
                        status="I gang",
                        measure=(
                            "Planen drøftes på afdelingens sparringsmøder og gøres færdig på en hel dag i "
                            "slutningen af august eller begyndelsen af september 2025. Derefter føres den ud i livet."
                        ),
                    ),
                ),
            ),
            FocusPoint(no="2", title="Høje følelsesmæssige krav", status="Ukendt", tone="unknown"),
        ),
        remaining=(RemainingWork(item="1.1 Handleplan for påbuddets fokuspunkter"),),
    )


def with_text(report: StatusReport, text: str) -> StatusReport:
    """`report` with every free text in it replaced by `text`: what the worst user could write."""

    def replaced(value: Any) -> Any:
        if isinstance(value, msgspec.Struct):
            return msgspec.structs.replace(
                value,
                **{
                    name: replaced(getattr(value, name))
                    for name in value.__struct_fields__
                    if name not in ("tone", "status_tone", "sha256", "sections")
                },
            )
        if isinstance(value, tuple):
            return tuple(map(replaced, value))
        return text if isinstance(value, str) else value

    changed: StatusReport = replaced(report)
    return changed
