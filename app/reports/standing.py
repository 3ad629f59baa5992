"""How a draft that is to be released stands to the one AMO or AMR was informed of, and to the case of today. Pure."""

import msgspec

from app.cases.rules import CaseFacts, must_inform, report_back_blockers
from app.core.errors import Blocker
from app.involvement.rules import AboutReport, whom_to_inform
from app.reports.changes import Change, changes, is_spelling_only, that_matter
from app.reports.content import StatusReport

SPELLING = "report.spelling_unconfirmed"  # waits for the words of the person who releases


class Standing(msgspec.Struct, frozen=True):
    """`told` names the report they were informed of; None: of none. What differs since, as far as it matters:
    `in_draft` between that report and the draft, `in_case` between the draft and the case now.
    """

    told: AboutReport | None = None
    in_draft: tuple[Change, ...] = ()
    in_case: tuple[Change, ...] = ()

    @property
    def differs(self) -> tuple[Change, ...]:
        return (*self.in_draft, *(each for each in self.in_case if each not in self.in_draft))

    @property
    def may_be_spelling(self) -> bool:
        """Whether something differs, and nothing but what may be a correction of spelling."""
        return bool(self.differs) and is_spelling_only(self.differs)


def chosen(no: int, told: list[AboutReport]) -> AboutReport | None:
    """Which of the reports they were informed of, in the order of the records, counts for draft `no`: that draft
    itself, else the last."""
    return next((each for each in reversed(told) if each.no == no), told[-1] if told else None)


def compare(
    told: AboutReport | None, told_report: StatusReport | None, draft: StatusReport, now: StatusReport
) -> Standing:
    """The standing of `draft`; `told_report` is what they read, `now` what a report made now would say."""
    in_case = that_matter(changes(draft, now))
    if told is None or told_report is None:
        return Standing(None, (), in_case)
    return Standing(told, that_matter(changes(told_report, draft)), in_case)


def release_blockers(facts: CaseFacts, standing: Standing, no: int, here: str, *, reason: str = "") -> list[Blocker]:
    """What stands in the way of releasing draft `no` (rules 6, 19), with where it is done; `here` is the page of the
    reports. No signature is asked for.

    Whoever is informed is informed of this very draft, and what differs since is told them anew. Where it may be
    spelling only, a person says so with a `reason`.
    """
    found = _uninformed(facts, standing, no, here, reason) if must_inform(facts.kind) else []
    return [*found, *report_back_blockers(facts)]


def _uninformed(facts: CaseFacts, standing: Standing, no: int, here: str, reason: str) -> list[Blocker]:
    whom, inform = whom_to_inform(facts.has_employee_body), f"{here}/{no}/orientering"
    if standing.told is None:
        text = f"Orientér {whom} om rapport nr. {no}, og registrér dato, hvem og hvordan."
        return [Blocker("case.body_not_informed", text, inform)]
    if not standing.differs or (standing.may_be_spelling and reason.strip()):
        return []
    if standing.may_be_spelling:
        text = "Noget er ændret siden orienteringen. Er det kun stavning, så skriv det. Ellers orientér igen."
        return [Blocker(SPELLING, text)]
    if not is_spelling_only(standing.in_case):
        text = f"Sagen er ændret, siden rapport nr. {no} blev lavet. Lav en ny kladde, og orientér {whom} om den."
        return [Blocker("report.case_changed", text, f"{here}/ny")]
    text = f"Rapporten er ændret, siden {whom} blev orienteret om nr. {standing.told.no}. Orientér om nr. {no}."
    return [Blocker("report.changed_since_told", text, inform)]
