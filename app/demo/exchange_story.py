"""What passes between a made-up workplace and the authority once the case is registered."""

from datetime import date, timedelta

from app.access.policy import Actor
from app.cases.actions import add_contact, answer_extension, decide_complaint, file_complaint, request_extension
from app.cases.enums import CaseOutcome, ComplaintState, ExtensionState
from app.cases.queries import get_case_ref_by_id
from app.demo.cast import Member
from app.demo.files import MadeUpFile, letter
from app.demo.story import Extension, Reply, Story, When, day_of
from app.demo.timeline import Happening, Timeline
from app.demo.town import Town
from app.documents.blobs import BlobStore, StagedFile
from app.involvement.actions import Facts
from app.involvement.enums import Channel, InvolvementKind, Party
from app.reports.actions import (
    close_case,
    create_snapshot,
    inform_of_report,
    record_authority_reply,
    record_report_back,
    release_snapshot,
)
from app.reports.enums import ReplyOutcome

_WITH_LETTER = {CaseOutcome.REVOKED, CaseOutcome.NOT_COMPLIED}


class ExchangeStory:
    """A case on the timeline, and the steps that have to do with the authority; each runs on its day."""

    def __init__(self, no: int, story: Story, town: Town, timeline: Timeline, store: BlobStore, today: date) -> None:
        self.no, self.story, self.town, self.timeline, self.store, self.today = no, story, town, timeline, store, today
        self.workplaces = [town.workplaces[name] for name in story.places]
        self.leader: Member = self.workplaces[0].leader if len(self.workplaces) == 1 else town.consultant
        # Who is not accountable for the case: they receive the authority's answer, and close it.
        self.second: Member = town.consultant if len(self.workplaces) == 1 else self.workplaces[0].leader
        self.case = 0

    def _at(self, when: When | None, who: Member, happening: Happening) -> None:
        if when is not None:
            self.timeline.tell(day_of(when, self.today), who, happening)

    async def _file(self, name: str, title: str, *lines: str) -> StagedFile:
        return await self.store.stage(MadeUpFile(name, letter(title, *lines, "Opdigtet brev til prøve.")))

    async def _complain(self, state: ComplaintState, decided: When, actor: Actor) -> None:
        note = "Vi mener, at afgørelsen bygger på et forældet vagtskema."
        made = await file_complaint(actor, self.case, filed_on=actor.today, note=note)
        if state is not ComplaintState.FILED:

            async def decide(later: Actor) -> None:
                await decide_complaint(later, self.case, made.id, state=state, decided_on=later.today, seen=1)

            self._at(decided, self.leader, decide)

    async def _ask_extension(self, asked: Extension, actor: Actor) -> None:
        wished = day_of(asked.wished, self.today)
        made = await request_extension(
            actor,
            self.case,
            requested_on=actor.today,
            wished_compliance_on=wished,
            wished_report_back_on=wished + timedelta(days=7),
            reason="Ombygningen bliver først færdig senere, fordi leverandøren er forsinket.",
        )
        if asked.state is ExtensionState.REQUESTED:
            return

        async def answer(later: Actor) -> None:
            is_granted = asked.state is ExtensionState.GRANTED
            await answer_extension(
                later,
                self.case,
                made.id,
                state=asked.state,
                answered_on=later.today,
                seen=1,
                compliance_on=wished if is_granted else None,
                report_back_on=wished + timedelta(days=7) if is_granted else None,
                available_on=later.today if is_granted else None,
            )

        self._at(asked.answered, self.leader, answer)

    async def _note_contact(self, note: str, actor: Actor) -> None:
        await add_contact(actor, self.case, on_date=actor.today, note=note)

    async def _make_report(self, actor: Actor) -> None:
        made = await create_snapshot(actor, self.case)
        if self.story.is_released:
            await inform_of_report(
                actor,
                self.case,
                made.no,
                Facts(
                    kind=InvolvementKind.INFORMED,
                    party=Party.HEALTH_SAFETY_REP,
                    channel=Channel.MEETING,
                    on_date=actor.today,
                    forum_text="Møde i arbejdsmiljøgruppen",
                    participants="AMR og leder",
                ),
            )
            await release_snapshot(actor, self.case, made.no)

    async def _report_back(self, actor: Actor) -> None:
        receipt = f"AT-{actor.today:%Y%m%d}-{self.no:03d}"
        file = await self._file("Kvittering.pdf", "Kvittering", f"Tilbagemelding {receipt} er modtaget.")
        await record_report_back(
            actor, self.case, sent_on=actor.today, receipt=receipt, receipt_file=file, note="Sendt i selvbetjeningen."
        )

    async def _get_reply(self, reply: Reply, actor: Actor) -> None:
        visit = day_of(reply.visit, self.today) if reply.visit is not None else None
        text = {
            ReplyOutcome.COMPLIED: "Arbejdstilsynet anser påbuddet for efterkommet.",
            ReplyOutcome.ASKS: "Arbejdstilsynet beder om at få effekten af tiltagene uddybet.",
            ReplyOutcome.NOT_COMPLIED: "Arbejdstilsynet anser ikke påbuddet for efterkommet.",
            ReplyOutcome.CONTROL_VISIT: "Arbejdstilsynet kommer og ser, om påbuddet er efterkommet.",
            ReplyOutcome.NEW_REACTION: "Arbejdstilsynet har givet et nyt påbud på samme sted.",
        }[reply.outcome]
        file = await self._file("Svar fra Arbejdstilsynet.pdf", "Svar på tilbagemelding", text)
        await record_authority_reply(
            actor,
            self.case,
            outcome=reply.outcome,
            replied_on=actor.today,
            note=text,
            control_visit_on=visit,
            new_case=self.town.cases[reply.led_to] if reply.led_to else "",
            letter=file,
        )

    async def _close(self, outcome: CaseOutcome, actor: Actor) -> None:
        file = None
        if outcome in _WITH_LETTER:
            file = await self._file("Afgørelse.pdf", "Afgørelse", "Sagen er afsluttet hos Arbejdstilsynet.")
        await close_case(
            actor,
            self.case,
            outcome=outcome,
            closed_on=actor.today,
            reason="Drøftet med arbejdsmiljøgruppen. Der er ikke mere at gøre i sagen.",
            letter=file,
            seen=(await get_case_ref_by_id(actor.scope, self.case)).version,
        )
