"""What the reader of a case should be told now. A warning blocks nothing."""

from datetime import date

from app.cases.enums import CasePhase
from app.cases.rules.complaints import extension_effect
from app.cases.rules.facts import CaseFacts, complied_on, standing_report_back
from app.cases.rules.gates import inform_blocker, report_back_warnings
from app.cases.rules.kinds import AT_ONCE, kind_problem
from app.cases.rules.lifecycle import case_suspension, is_awaited, met_dates
from app.core.calendar import long_date
from app.core.errors import Blocker
from app.deadlines.enums import DeadlineKind
from app.deadlines.rules import DUTY_KINDS, RIGHT_KINDS, closed_day_warning
from app.organisation.rules import DEFAULT_SETTINGS, MunicipalitySettings

_NAMES = {
    DeadlineKind.HEARING: "Høringsfristen",
    DeadlineKind.COMPLAINT: "Klagefristen",
    DeadlineKind.COMPLIANCE: "Efterkommelsesfristen",
    DeadlineKind.REPORT_BACK: "Tilbagemeldingsfristen",
    DeadlineKind.AGREEMENT_ACCEPTANCE: "Fristen for at tage imod aftaleforløbet",
    DeadlineKind.AGREEMENT_END: "Datoen, hvor aftaleforløbet slutter,",
    DeadlineKind.ADVISER_CHOSEN: "Fristen for at oplyse rådgiver",
    DeadlineKind.ADVISER_REPORT: "Fristen for rådgiverens rapport",
    DeadlineKind.INVESTIGATION_ACCOUNT: "Fristen for arbejdsgiverens redegørelse",
}
# Rolled by law, so a closed day is never its date.
_FROM_LETTER = (DUTY_KINDS | RIGHT_KINDS) - {DeadlineKind.COMPLAINT}


def case_warnings(facts: CaseFacts, today: date, settings: MunicipalitySettings = DEFAULT_SETTINGS) -> list[Blocker]:
    """Everything about the case that needs a look (rules 1, 10, 13, 16-20, 26), most pressing first.

    Of a closed case only what stays true on its record is said.
    """
    marks = report_back_warnings(facts) if facts.report_backs else []
    if facts.phase is CasePhase.CLOSED:
        return marks
    informed = inform_blocker(facts) if facts.phase is CasePhase.OPEN else None
    return [
        *_unknown(facts),
        *_kind(facts, today),
        *_complaint(facts),
        *_extensions(facts),
        *_closed_days(facts, today, settings),
        *_order_of_dates(facts, today),
        *([informed] if informed else []),
        *marks,
        *_items(facts),
    ]


def _unknown(facts: CaseFacts) -> list[Blocker]:
    met = met_dates(facts)
    found = []
    for kind, day in facts.dates.items():
        if day is not None or kind not in _NAMES or kind in met or not is_awaited(facts, kind):
            continue
        if kind in facts.awaiting:
            found.append(_awaiting(kind, facts.awaiting[kind]))
            continue
        if kind is DeadlineKind.COMPLAINT:
            text = "Klagefristen er ukendt. Skriv, hvornår brevet var tilgængeligt i Digital Post."
        else:
            text = f"{_NAMES[kind]} er ukendt. Skriv datoen fra Arbejdstilsynets brev."
        found.append(Blocker(f"deadline.{kind.value}_unknown", text))
    return found


def _awaiting(kind: DeadlineKind, before: date) -> Blocker:
    return Blocker(
        f"deadline.{kind.value}_awaited",
        f"{_NAMES[kind]} afventer en ny dato fra Arbejdstilsynet. Før klagen var den {long_date(before)}. "
        "Skriv datoen fra brevet, også hvis den er den samme.",
    )


def _kind(facts: CaseFacts, today: date) -> list[Blocker]:
    problem = kind_problem(facts.kind, facts.on(DeadlineKind.RULED), facts.visit_on, today)
    return [problem] if problem else []


def _complaint(facts: CaseFacts) -> list[Blocker]:
    found = []
    pause = case_suspension(facts)
    if pause.reason and not pause.is_suspended:
        found.append(Blocker("case.not_suspended", pause.reason))
    if facts.kind in AT_ONCE and facts.phase is CasePhase.OPEN:
        found.append(Blocker("case.act_at_once", "Problemet skal løses straks, også selv om I klager."))
    return found


def _extensions(facts: CaseFacts) -> list[Blocker]:
    return [warning for request in facts.extensions for warning in extension_effect(request).warnings]


def _closed_days(facts: CaseFacts, today: date, settings: MunicipalitySettings) -> list[Blocker]:
    """Dates to come that fall on a closed day; of one that has passed there is nothing left to aim for."""
    met = met_dates(facts)
    return [
        Blocker(f"deadline.{kind.value}_closed_day", f"{_NAMES[kind]}: {warning.text}")
        for kind, day in facts.dates.items()
        if kind in _FROM_LETTER and kind not in met and day is not None and day >= today
        if (warning := closed_day_warning(day, settings)) is not None
    ]


def _order_of_dates(facts: CaseFacts, today: date) -> list[Blocker]:
    """Dates that cannot be right as they stand: most often a slip of the pen."""
    ruled, available = facts.on(DeadlineKind.RULED), facts.on(DeadlineKind.AVAILABLE)
    found = [
        Blocker(
            f"deadline.{kind.value}_before_visit",
            f"{_NAMES[kind]} {long_date(day)} ligger før tilsynsbesøget {long_date(facts.visit_on)}. Tjek datoen.",
        )
        for kind, day in facts.dates.items()
        if kind in _NAMES and day is not None and facts.visit_on is not None and day < facts.visit_on
    ]
    if ruled and facts.visit_on and ruled < facts.visit_on:
        found.append(Blocker("case.ruled_before_visit", "Afgørelsen er dateret før tilsynsbesøget. Tjek datoerne."))
    if ruled and available and available < ruled:
        found.append(
            Blocker("case.available_before_ruled", "Brevet er tilgængeligt før afgørelsens dato. Tjek datoerne.")
        )
    if ruled and ruled > today:
        found.append(Blocker("case.ruled_in_future", "Afgørelsens dato ligger i fremtiden. Tjek datoen."))
    if available and available > today:
        text = "Dagen, hvor brevet var tilgængeligt i Digital Post, ligger i fremtiden. Tjek datoen."
        found.append(Blocker("case.available_in_future", text))
    compliance, report = facts.on(DeadlineKind.COMPLIANCE), facts.on(DeadlineKind.REPORT_BACK)
    if compliance and report and report < compliance:
        found.append(
            Blocker(
                "case.report_back_before_compliance",
                "Tilbagemeldingsfristen ligger før efterkommelsesfristen. Tjek begge i brevet.",
            )
        )
    return found


def _items(facts: CaseFacts) -> list[Blocker]:
    found = []
    if facts.items_breaking_date:
        found.append(
            Blocker(
                "case.items_after_compliance",
                f"{facts.items_breaking_date} tiltag ligger efter efterkommelsesfristen uden begrundelse. "
                "Ret fristen, eller skriv hvorfor.",
            )
        )
    if facts.items_open and standing_report_back(facts) is not None and complied_on(facts) is None:
        found.append(
            Blocker(
                "case.reported_with_open_items",
                "I har meldt tilbage, men der er tiltag, som ikke er gennemført. "
                "Efterkommelsesfristen er først overholdt, når arbejdet er gjort.",
            )
        )
    if facts.owner_has_left and facts.phase is not CasePhase.CLOSED:
        text = "Den ansvarlige for sagen er fratrådt. Vælg en ny."
        found.append(Blocker("case.owner_has_left", text))
    if facts.items_without_active_owner:
        found.append(
            Blocker(
                "case.items_without_owner",
                f"{facts.items_without_active_owner} tiltag har en ansvarlig, der er fratrådt. Vælg en ny.",
            )
        )
    if facts.findings_unanswered and facts.focus_points:
        found.append(
            Blocker(
                "case.findings_unanswered",
                f"{facts.findings_unanswered} af Arbejdstilsynets krav og konklusioner har intet fokuspunkt.",
            )
        )
    return found
