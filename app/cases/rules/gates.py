"""What must be in place before a report is released, a case closed or a focus point closed.

Facts are never refused: a report-back that has been sent is recorded, with warnings (rule 19).
"""

from datetime import date

from app.cases.enums import CaseOutcome, FocusPointClosure, NoticeKind
from app.cases.rules.facts import CaseFacts, latest_reply
from app.cases.rules.kinds import must_inform, permitted_outcomes
from app.core.calendar import long_date
from app.core.errors import Blocker
from app.deadlines.enums import DeadlineKind

NOT_FROM_HERE = "Indsendes i Arbejdstilsynets selvbetjening – ikke herfra"


def adviser_blockers(facts: CaseFacts) -> list[Blocker]:
    """What an investigation order still lacks about its adviser (rule 6; BEK 1842/2023); empty for other kinds."""
    if facts.kind is not NoticeKind.INVESTIGATION:
        return []
    found = []
    if not facts.adviser_name.strip():
        found.append(Blocker("case.adviser_name_missing", "Skriv rådgiverens navn."))
    if not facts.adviser_cvr_no:
        found.append(Blocker("case.adviser_cvr_missing", "Skriv rådgiverens CVR-nummer."))
    elif not facts.cvr_no:
        found.append(
            Blocker(
                "case.cvr_missing",
                "Skriv sagens CVR-nummer. Det viser, om rådgiveren er en anden virksomhed end jeres egen.",
            )
        )
    elif facts.adviser_cvr_no == facts.cvr_no:
        found.append(
            Blocker(
                "case.adviser_is_own_unit",
                "Rådgiveren har samme CVR-nummer som jer selv. Vælg en ekstern rådgiver, eller ret nummeret.",
            )
        )
    if facts.on(DeadlineKind.ADVISER_AGREED) is None:
        found.append(
            Blocker("case.adviser_agreement_missing", "Skriv datoen for den skriftlige aftale med rådgiveren.")
        )
    if facts.on(DeadlineKind.ADVISER_AMO_INVOLVED) is None:
        found.append(
            Blocker("case.adviser_involvement_missing", "Skriv datoen, hvor AMO blev inddraget i valget af rådgiver.")
        )
    return found


def informed_party(has_employee_body: bool) -> str:
    """Whom the workplace informs, in the middle of a sentence (rules 19, 20)."""
    return "AMO" if has_employee_body else "medarbejdernes repræsentant"


def inform_blocker(facts: CaseFacts) -> Blocker | None:
    """The task of rules 19 and 20, until somebody who opens the gate has been informed; none for mere guidance."""
    if facts.body_informed_on is not None or not must_inform(facts.kind):
        return None
    if facts.has_employee_body:
        text = (
            "Orientér AMO, arbejdsmiljørepræsentanten (AMR) og de tillidsrepræsentanter, der er berørt. "
            "Registrér dato, hvem og hvordan."
        )
    else:
        text = "Orientér en repræsentant for medarbejderne, for der er ingen AMO. Registrér dato, hvem og hvordan."
    return Blocker("case.body_not_informed", text)


def report_back_blockers(facts: CaseFacts) -> list[Blocker]:
    """What must be known before the report step (rule 6). Not for recording one that has been sent."""
    return adviser_blockers(facts)


def report_completeness(facts: CaseFacts) -> list[Blocker]:
    """What a good report-back would still say (rule 22): a list to work on, which blocks nothing."""
    found = []
    if not facts.item_count:
        found.append(Blocker("report.measures_missing", "Beskriv, hvad I har gjort: tilføj tiltag i handleplanen."))
    if facts.items_open:
        found.append(
            Blocker("report.items_open", f"{_items(facts.items_open)} er ikke gennemført. Afslut, eller ret planen.")
        )
    if facts.items_without_solution:
        found.append(
            Blocker(
                "report.solution_missing",
                f"{_items(facts.items_without_solution)} mangler tekst om, hvordan problemet bliver løst.",
            )
        )
    if facts.focus_points_open:
        found.append(
            Blocker(
                "report.focus_points_open",
                f"{_open_focus_points(facts)}. Vurdér effekten og luk, eller luk med en begrundelse.",
            )
        )
    if not facts.findings:
        found.append(
            Blocker("report.findings_missing", "Skriv Arbejdstilsynets krav og konklusioner ind fra afgørelsen.")
        )
    if facts.findings_unanswered:
        found.append(
            Blocker(
                "report.findings_unanswered",
                f"{_count(facts.findings_unanswered, 'krav eller konklusion', 'krav og konklusioner')} fra "
                "Arbejdstilsynet er ikke besvaret. Knyt et fokuspunkt til.",
            )
        )
    found += _evidence_lacking(facts)
    informed = inform_blocker(facts)
    return [*found, *([informed] if informed else [])]


def _evidence_lacking(facts: CaseFacts) -> list[Blocker]:
    """A file that nobody can fetch is no evidence: it waits for the virus scanner, or a virus was found in it."""
    found = []
    if facts.evidence_waiting:
        found.append(
            Blocker(
                "report.evidence_waiting",
                f"{_pieces(facts.evidence_waiting)} afventer virusscanning og er ikke med i rapporten endnu. "
                "Scanningen sker af sig selv.",
            )
        )
    elif not facts.evidence_count:
        found.append(Blocker("report.evidence_missing", "Vedlæg dokumentation: billeder, referater eller planer."))
    if facts.evidence_infected:
        found.append(
            Blocker(
                "report.evidence_infected",
                f"Der er fundet virus i {_pieces(facts.evidence_infected)}, som ikke kommer med i rapporten. "
                "Tilføj en ny version uden virus, eller træk dokumentationen tilbage.",
            )
        )
    return found


def report_back_warnings(facts: CaseFacts, sent_on: date | None = None) -> list[Blocker]:
    """What the record of a sent report-back is marked with (rule 19); the fact itself is never refused.

    `sent_on` is that report-back's date; without it the last recorded one.
    """
    sent = sent_on or max(facts.report_backs, default=None)
    found = []
    if facts.body_informed_on is None or (sent is not None and facts.body_informed_on > sent):
        whom = informed_party(facts.has_employee_body)
        found.append(
            Blocker(
                "case.reported_without_information",
                f"Tilbagemeldingen er uden registreret orientering af {whom}. Registrér den, hvis den er sket.",
            )
        )
    due = facts.on(DeadlineKind.REPORT_BACK)
    if sent is not None and due is not None and sent > due:
        found.append(Blocker("case.reported_late", f"Tilbagemeldingen er sendt efter fristen {long_date(due)}."))
    return [*found, *adviser_blockers(facts)]


_NEEDS_DOCUMENT = {CaseOutcome.REVOKED}
_NEEDS_DOCUMENT_OR_REASON = {
    CaseOutcome.REPLACED,
    CaseOutcome.NO_RULING,
    CaseOutcome.AGREEMENT_COMPLETED,
    CaseOutcome.AGREEMENT_DECLINED,
    CaseOutcome.AGREEMENT_TERMINATED,
}
_FINISHED = {CaseOutcome.COMPLIED, CaseOutcome.CONCLUDED, CaseOutcome.AGREEMENT_COMPLETED, CaseOutcome.PLAN_ENDED}


def close_blockers(
    facts: CaseFacts, outcome: CaseOutcome, *, reason: str = "", today: date | None = None
) -> list[Blocker]:
    """What is missing before the case can be closed with `outcome` (rules 5, 21).

    COMPLIED and NOT_COMPLIED only from the authority's last reply, with its document. Open items or
    focus points stop a finished case unless a reason is given. `today` decides whether an offer has expired.
    """
    if outcome not in permitted_outcomes(facts.kind):
        return [Blocker("case.outcome_not_permitted", "Denne slags sag kan ikke ende sådan. Vælg et andet resultat.")]
    return [
        *_outcome_blockers(facts, outcome, today),
        *_paper_blockers(facts, outcome, reason),
        *(_open_work_blockers(facts) if outcome in _FINISHED and not reason.strip() else []),
    ]


def _outcome_blockers(facts: CaseFacts, outcome: CaseOutcome, today: date | None) -> list[Blocker]:
    if outcome in (CaseOutcome.COMPLIED, CaseOutcome.NOT_COMPLIED):
        reply = latest_reply(facts)
        if reply is None or reply.outcome is not outcome or not reply.has_document:
            return [
                Blocker(
                    "case.reply_missing",
                    "Registrér Arbejdstilsynets svar med dato og dokument. Kun Arbejdstilsynet afgør, "
                    "om påbuddet er efterkommet.",
                )
            ]
    if outcome is CaseOutcome.NO_RULING and facts.has_ruling:
        return [Blocker("case.has_ruling", "Sagen har en afgørelse. Vælg et andet resultat.")]
    accepted = facts.on(DeadlineKind.AGREEMENT_ACCEPTED) is not None
    if outcome in (CaseOutcome.AGREEMENT_DECLINED, CaseOutcome.AGREEMENT_EXPIRED) and accepted:
        return [Blocker("case.agreement_accepted", "Aftaleforløbet er accepteret. Vælg afsluttet eller opsagt.")]
    if outcome in (CaseOutcome.AGREEMENT_COMPLETED, CaseOutcome.AGREEMENT_TERMINATED) and not accepted:
        return [Blocker("case.agreement_not_accepted", "Skriv først datoen, hvor aftaleforløbet blev accepteret.")]
    if outcome is CaseOutcome.AGREEMENT_EXPIRED:
        due = facts.on(DeadlineKind.AGREEMENT_ACCEPTANCE)
        if due is None:
            return [Blocker("case.acceptance_unknown", "Skriv først fristen for at tage imod aftaleforløbet.")]
        if today is not None and today <= due:
            return [Blocker("case.offer_still_open", f"Tilbuddet gælder til og med {long_date(due)}.")]
    return []


def _paper_blockers(facts: CaseFacts, outcome: CaseOutcome, reason: str) -> list[Blocker]:
    if facts.has_outcome_document:
        return []
    if outcome in _NEEDS_DOCUMENT:
        return [Blocker("case.outcome_document_missing", "Vedlæg brevet, der ophæver påbuddet.")]
    if outcome in _NEEDS_DOCUMENT_OR_REASON and not reason.strip():
        return [Blocker("case.closing_reason_missing", "Vedlæg et dokument, eller skriv en begrundelse.")]
    return []


def _open_work_blockers(facts: CaseFacts) -> list[Blocker]:
    found = []
    if facts.items_open:
        found.append(
            Blocker(
                "case.open_actions_remain",
                f"{_items(facts.items_open)} er ikke gennemført. Afslut, eller skriv hvorfor sagen lukkes alligevel.",
            )
        )
    if facts.focus_points_open:
        found.append(
            Blocker(
                "case.open_focus_points_remain",
                f"{_open_focus_points(facts)}. Luk, eller skriv hvorfor sagen lukkes alligevel.",
            )
        )
    return found


def focus_point_close_blockers(
    closure: FocusPointClosure, *, is_effect_sufficient: bool | None = None, reason: str = ""
) -> list[Blocker]:
    """What is missing before a focus point closes (rule 24): a positive effect, or a reasoned decision.

    `is_effect_sufficient` is the latest evaluation's result; None when the effect was never evaluated.
    """
    if closure is FocusPointClosure.REASONED:
        if reason.strip():
            return []
        return [Blocker("focus_point.reason_missing", "Skriv, hvorfor fokuspunktet lukkes.")]
    if is_effect_sufficient is None:
        return [
            Blocker("focus_point.effect_missing", "Vurdér effekten først, eller luk fokuspunktet med en begrundelse.")
        ]
    if not is_effect_sufficient:
        return [
            Blocker(
                "focus_point.effect_insufficient",
                "Effekten er vurderet som ikke tilstrækkelig. Tilføj et nyt tiltag, eller luk med en begrundelse.",
            )
        ]
    return []


def _open_focus_points(facts: CaseFacts) -> str:
    return _count(facts.focus_points_open, "fokuspunkt er åbent", "fokuspunkter er åbne")


def _pieces(count: int) -> str:
    return _count(count, "stykke dokumentation", "stykker dokumentation")


def _items(count: int) -> str:
    return f"{count} tiltag"


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
