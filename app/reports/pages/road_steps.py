"""The steps of a report-back in words and links."""

from datetime import date

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.labels import CASE_OUTCOME
from app.cases.pages import case_href
from app.cases.queries import CaseRef
from app.cases.rules import NOT_FROM_HERE, standing_report_back
from app.core.clock import danish_day
from app.core.errors import Blocker
from app.involvement.queries import InvolvementRow
from app.involvement.rules import whom_to_inform
from app.reports.enums import ReplyOutcome, RoadStep, StepState
from app.reports.labels import REPLY_OUTCOME, ROAD_STEP, STEP_STATE
from app.reports.pages.common import Check, file_name, report_href
from app.reports.pages.differences import ChangeGroup, change_groups
from app.reports.queries import Material, SnapshotRow
from app.reports.rules import uninformed_mark
from app.reports.standing import Standing

_TAGS = {
    StepState.DONE: "success",
    StepState.NOW: "info",
    StepState.LATER: "neutral",
    StepState.SKIPPED: "warning",
}


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """What has happened in this round: since the authority last asked for more, or from the beginning."""

    draft: SnapshotRow | None = None  # the report that is to go out
    told: tuple[InvolvementRow, ...] = ()  # who were informed of it
    standing: Standing = Standing()
    blockers: tuple[Blocker, ...] = ()


class Way(msgspec.Struct, frozen=True):
    """A link; `href` None: the reader may not go there."""

    label: str
    href: str | None


class Told(msgspec.Struct, frozen=True):
    """What was done: on which day, what, by whom."""

    on: date
    text: str
    by: str = ""


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What a step says. `way` is the one button, while the step is to be taken; `who` takes it where others may not."""

    told: tuple[Told, ...] = ()
    text: str = ""
    note: str = ""
    checks: tuple[Check, ...] = ()
    changes: tuple[ChangeGroup, ...] = ()  # since they were informed, or since the draft was made
    blockers: tuple[Blocker, ...] = ()
    way: Way | None = None
    who: str = ""
    ways: tuple[Way, ...] = ()


class StepLine(msgspec.Struct, frozen=True, kw_only=True):
    """One step and how it stands. `way` and `who` are set only where it is the one to take now."""

    no: int
    name: str
    heading: str
    state: str
    tag: str
    is_now: bool
    words: Words
    way: Way | None
    who: str


class Steps:
    """Each step in words and links, for one reader."""

    def __init__(
        self,
        actor: Actor,
        case: CaseRef,
        material: Material,
        found: Round,
        checks: tuple[Check, ...],
        close_note: str,
    ) -> None:
        self.actor, self.case, self.material, self.found = actor, case, material, found
        self.checks, self.close_note = checks, close_note
        self.sees_whole = not material.plan.hidden_items
        self.whom = whom_to_inform(case.has_employee_body)

    def line(self, no: int, step: RoadStep, state: StepState, *, is_now: bool) -> StepLine:
        words = {
            RoadStep.CHECK: self._check,
            RoadStep.DRAFT: self._draft,
            RoadStep.INFORM: self._inform,
            RoadStep.RELEASE: self._release,
            RoadStep.SEND: self._send,
            RoadStep.AWAIT: self._await,
            RoadStep.END: self._end,
        }[step](is_now)
        way = words.way if is_now else None
        return StepLine(
            no=no,
            name=step.value,
            heading=f"Orientér {self.whom} om kladden" if step is RoadStep.INFORM else ROAD_STEP[step],
            state="Mangler" if step is RoadStep.CHECK and state is StepState.SKIPPED else STEP_STATE[state],
            tag=_TAGS[state],
            is_now=is_now,
            words=words,
            way=way,
            who=words.who if way is not None and way.href is None else "",
        )

    def _where(self, permission: Permission, href: str, *, when: bool = True) -> str | None:
        return href if when and may(self.actor, permission, self.case.ancestors).ok else None

    def _href(self, path: str) -> str:
        return case_href(self.case.public_id, path)

    def _check(self, is_now: bool) -> Words:
        text = "Listen er råd. Kun Arbejdstilsynet afgør, om påbuddet er efterkommet."
        return Words(text=text, checks=self.checks)

    def _draft(self, is_now: bool) -> Words:
        draft = self.found.draft
        told: tuple[Told, ...] = ()
        ways: tuple[Way, ...] = ()
        text = "Kladden låser sagen, som den er nu, og får et nummer. Den kan læses og printes, men ikke rettes."
        label = "Lav en kladde"
        if draft is not None:
            told = (Told(danish_day(draft.at), f"Rapport nr. {draft.no}", draft.by_name or "Systemet"),)
            href = report_href(self.case, draft.no) if self.sees_whole else None
            ways = (Way(f"Læs rapport nr. {draft.no}", href),)
            label = "Lav en ny kladde"
        changed = next((each.text for each in self.found.blockers if each.code == "report.case_changed"), "")
        return Words(
            told=told,
            text=text if is_now else "",
            note=changed if is_now else "",
            changes=change_groups(self.found.standing.in_case) if is_now and changed else (),
            way=Way(label, self._where(Permission.REPORT_CREATE, report_href(self.case, "ny"), when=self.sees_whole)),
            who="En leder, AMR eller konsulent, der ser hele sagen, laver kladden.",
            ways=ways,
        )

    def _inform(self, is_now: bool) -> Words:
        draft = self.found.draft
        told = tuple(
            Told(row.on_date, f"{row.forum_text or row.participants} om rapport nr. {row.snapshot_no}", row.by_name)
            for row in self.found.told
        )
        way = None
        if draft is not None:
            href = report_href(self.case, draft.no, "orientering")
            way = Way("Registrér orienteringen", self._where(Permission.INVOLVEMENT_ADD, href, when=self.sees_whole))
        text = "Vis dem kladden. Der kræves ingen underskrift. Har de en bemærkning, så skriv den ordret."
        changed = next((each.text for each in self.found.blockers if each.code == "report.changed_since_told"), "")
        return Words(
            told=told,
            text=text if is_now else "",
            note=changed if is_now else "",
            changes=change_groups(self.found.standing.in_draft) if is_now and changed else (),
            way=way,
            who="En leder, AMR eller konsulent registrerer orienteringen.",
        )

    def _release(self, is_now: bool) -> Words:
        draft = self.found.draft
        told: tuple[Told, ...] = ()
        way, note = None, ""
        if draft is not None and draft.released_at is not None:
            text = f"Rapport nr. {draft.no}"
            if draft.release_reason:
                text += f". Rettet siden orienteringen: {draft.release_reason}"
            told = (Told(danish_day(draft.released_at), text, draft.released_by or ""),)
        elif draft is not None:
            href = report_href(self.case, draft.no, "frigiv")
            way = Way("Frigiv rapporten", self._where(Permission.REPORT_RELEASE, href, when=self.sees_whole))
            if self.found.standing.in_case:
                note = (
                    f"Det, der er rettet i sagen, står ikke i rapport nr. {draft.no}. "
                    "Skal det med, så lav en ny kladde. Er det kun stavning, kræver den ikke en ny orientering."
                )
            elif any(row.remark and row.at >= draft.at for row in self.found.told):
                note = (
                    "Bemærkningen til kladden står ikke i den. Skal den med, så lav en ny kladde. "
                    "Den kræver ikke en ny orientering, når kun bemærkningen er kommet til."
                )
        hidden = {"case.body_not_informed", "report.case_changed", "report.changed_since_told"}
        return Words(
            told=told,
            text="I bliver bedt om jeres adgangskode. Rapporten er så den, I vedlægger." if is_now else "",
            note=note if is_now else "",
            blockers=tuple(each for each in self.found.blockers if each.code not in hidden) if is_now else (),
            way=way,
            who="En leder eller konsulent frigiver rapporten.",
            ways=(Way("Lav en ny kladde", report_href(self.case, "ny")),) if note and is_now else (),
        )

    def _send(self, is_now: bool) -> Words:
        facts, draft = self.material.facts, self.found.draft
        mark = uninformed_mark(self.case.has_employee_body)
        standing = standing_report_back(facts)
        told = tuple(
            Told(
                row.sent_on,
                ". ".join(text for text in (row.receipt, "" if row.was_body_informed else mark) if text),
                row.by_name,
            )
            for row in self.material.own_report_backs
            if standing is not None and row.sent_on >= standing
        )
        ways: tuple[Way, ...] = ()
        if is_now and draft is not None and self.sees_whole:
            new = report_href(self.case, "ny")
            pdf, package = (
                report_href(self.case, draft.no, file_name(self.case, draft.no, draft.type, ending))
                for ending in ("pdf", "zip")
            )
            ways = (
                Way("Kopiér teksterne", report_href(self.case, draft.no, "tekster")),
                Way("Hent rapporten som PDF", self._where(Permission.REPORT_EXPORT, pdf)),
                Way("Hent pakke med bilag (ZIP)", self._where(Permission.REPORT_EXPORT, package)),
                Way("Er noget ændret? Lav en ny kladde", self._where(Permission.REPORT_CREATE, new)),
            )
        return Words(
            told=told,
            text=f"{NOT_FROM_HERE}. Kopiér teksterne, og vedlæg rapporten. Skriv så dato og kvittering her. "
            "Billeder ligger i pakken som kopier uden sted og tid."
            if is_now
            else "",
            way=Way(
                "Registrér, at den er sendt", self._where(Permission.REPORT_BACK, self._href("/tilbagemelding/ny"))
            ),
            who="En leder eller konsulent sender og registrerer det.",
            ways=ways,
        )

    def _await(self, is_now: bool) -> Words:
        sent = standing_report_back(self.material.facts)
        told = tuple(
            Told(row.replied_on, REPLY_OUTCOME[row.outcome], row.by_name)
            for row in self.material.own_replies
            if sent is None or row.replied_on >= sent
        )
        text = "Kun Arbejdstilsynet afgør, om påbuddet er efterkommet. Registrér svaret med brevet, når det kommer."
        ways = tuple(
            Way(f"Sag {row.new_case_reference}", case_href(row.new_case))
            if row.new_case
            else Way("Skriv, hvilken sag den nye reaktion er", self._href(f"/svar/{row.public_id}/ny-sag"))
            for row in self.material.own_replies
            if row.outcome is ReplyOutcome.NEW_REACTION
        )
        return Words(
            told=told,
            text=text if is_now else "",
            way=Way("Registrér svaret", self._where(Permission.REPORT_BACK, self._href("/svar/ny"))),
            who="En leder eller konsulent registrerer svaret.",
            ways=ways,
        )

    def _end(self, is_now: bool) -> Words:
        closed = self.case.outcome
        return Words(
            text=f"Sagen er lukket: {CASE_OUTCOME[closed]}." if closed else self.close_note,
            way=Way("Luk sagen", self._where(Permission.CASE_CLOSE, self._href("/luk"), when=not self.close_note)),
        )

    def beside(self) -> tuple[Way, ...]:
        """What may be needed on the way, whatever the step: facts from outside are never refused (rule 19)."""
        report_back = self._where(Permission.REPORT_BACK, self._href("/tilbagemelding/ny"))
        ways = (
            Way("Bed om længere frist", self._href("/fristforlaengelse")),
            Way("Kontakt med Arbejdstilsynet", self._href("/kontakt")),
            Way("Den er allerede sendt: registrér det", report_back),
            Way("Registrér et svar fra Arbejdstilsynet", self._where(Permission.REPORT_BACK, self._href("/svar/ny"))),
            Way("Registrér anden inddragelse", self._where(Permission.INVOLVEMENT_ADD, self._href("/inddragelse/ny"))),
            Way("Alle rapporter på sagen", report_href(self.case)),
        )
        return tuple(each for each in ways if each.href is not None)
