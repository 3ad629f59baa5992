"""One case of the made-up municipality, from the visit to its end, told through the product's own actions."""

from datetime import date, timedelta
from functools import partial

from app.access.policy import Actor
from app.cases.actions import (
    add_finding,
    change_owner,
    close_focus_point,
    edit_case,
    register_case,
    register_ruling,
    register_visit,
    set_date,
    share_case,
)
from app.cases.actions.focus_points import add_focus_point
from app.cases.enums import FindingKind, FocusPointClosure, NoticeKind, RulingKind
from app.cases.queries import get_case_ref_by_id
from app.cases.rules import has_duty_to_act
from app.deadlines.enums import DateSource, DeadlineKind
from app.demo.exchange_story import ExchangeStory
from app.demo.plan_story import PlanStory
from app.demo.request_story import RequestStory
from app.demo.story import Story, day_of
from app.demo.texts import FINDINGS, FOCUS_POINTS
from app.demo.timeline import Timeline
from app.demo.town import CVR, Town
from app.documents.blobs import BlobStore
from app.involvement.actions import Facts, record_involvement
from app.involvement.enums import Channel, InvolvementKind, Party
from app.plans.actions import add_prior_measure
from app.plans.enums import Judgement
from app.plans.queries import list_focus_points_for

_DISSENT = (
    "Vi er glade for planen, men vi er ikke enige i, at to ekstra timer om ugen er nok. "
    "Vi ønsker, at bemandingen bliver drøftet igen til foråret."
)


class CaseStory(ExchangeStory):
    """One case on its way through the timeline."""

    def __init__(self, no: int, story: Story, town: Town, timeline: Timeline, store: BlobStore, today: date) -> None:
        super().__init__(no, story, town, timeline, store, today)
        self.visit: int | None = None
        self.points: list[int] = []

    def tell(self) -> None:
        """Puts every step of the story on the timeline."""
        story = self.story
        self._at(story.visited, self.leader, self._see_visit)
        self._at(story.hearing if story.hearing is not None else story.registered, self.leader, self._register)
        self._at(story.heard, self.leader, self._answer_hearing)
        if story.hearing is not None:
            self._at(story.registered, self.leader, self._register_ruling)
        for kind, when in story.later.items():
            self._at(when, self.leader, partial(self._tell_date, kind))
        if story.has_adviser:
            self._at(story.later[DeadlineKind.ADVISER_AGREED], self.leader, self._name_adviser)
        self._at(story.informed, self.leader, self._inform)
        self._at(story.planned, self.leader, self._plan)
        self._at(story.given, self.leader, self._give)
        self._at(story.dissent, self.town.committee if self.no == 0 else self.workplaces[0].rep, self._dissent)
        if story.complaint is not None:
            filed, state, decided = story.complaint
            self._at(filed, self.leader, partial(self._complain, state, decided))
        if story.extension is not None:
            self._at(story.extension.requested, self.leader, partial(self._ask_extension, story.extension))
        if story.contact is not None:
            self._at(story.contact[0], self.leader, partial(self._note_contact, story.contact[1]))
        self._at(story.snapshot, self.leader, self._make_report)
        self._at(story.reported, self.leader, self._report_back)
        if story.reply is not None:
            self._at(story.reply.on, self.second, partial(self._get_reply, story.reply))
        if story.closed is not None:
            self._at(story.closed[0], self.second, partial(self._close, story.closed[1]))

    def _dates(self) -> dict[DeadlineKind, date]:
        return {kind: day_of(when, self.today) for kind, when in self.story.dates.items()}

    async def _see_visit(self, actor: Actor) -> None:
        if len(self.workplaces) > 1:
            actor = self.town.consultant.on(actor.today)
        made = await register_visit(
            actor,
            unit=self.workplaces[0].unit,
            visited_on=actor.today,
            authority_case_no=self._authority_no(),
            note="Mødt: leder og arbejdsmiljørepræsentant.",
        )
        self.visit = made.id

    def _authority_no(self) -> str:
        return f"{day_of(self.story.visited, self.today).year}00{51_000 + self.no * 37}"

    async def _register(self, actor: Actor) -> None:
        story = self.story
        in_hearing = story.hearing is not None
        dates = {DeadlineKind.HEARING_SENT: actor.today} if in_hearing else self._dates()
        made = await register_case(
            actor,
            kind=story.kind,
            title=story.title,
            units=tuple(place.unit for place in self.workplaces),
            topics=story.topics,
            visit=self.visit,
            in_hearing=in_hearing,
            authority_case_no=self._authority_no(),
            esdh_case_no=f"EKS-{actor.today.year}-{4000 + self.no * 13:05d}",
            summary=" ".join(text for topic in story.topics for text in FINDINGS[topic]),
            cvr_no=CVR,
            dates=dates,
        )
        self.case = made.id
        self.town.cases[story.title] = (await get_case_ref_by_id(actor.scope, made.id)).reference
        await self._add_findings(actor)
        if story.has_prior_measure:
            await add_prior_measure(
                actor,
                self.case,
                title="Fælles kursus om forebyggelse",
                description="En temadag for alle medarbejdere og en opdateret retningslinje.",
                taken_text="Året før besøget",
                judgement=Judgement.INSUFFICIENT,
            )

    async def _give(self, actor: Actor) -> None:
        ref = await get_case_ref_by_id(actor.scope, self.case)
        to = self.workplaces[0].rep.id
        reason = "Arbejdsmiljørepræsentanten følger tiltagene til dørs."
        await change_owner(actor, self.case, seen=ref.version, owner=to, reason=reason)

    async def _add_findings(self, actor: Actor) -> None:
        story = self.story
        if not has_duty_to_act(story.kind):
            return
        for topic in story.topics:
            for title in FOCUS_POINTS[topic]:
                again = story.remeasured if not self.points else None
                on = None if again is None else day_of(again, self.today)
                made = await add_focus_point(actor, self.case, title=title, topics=(topic,), remeasure_on=on)
                self.points.append(made.id)
        texts = [text for topic in story.topics for text in FINDINGS[topic]]
        for no, text in enumerate(texts):
            await add_finding(
                actor,
                self.case,
                kind=FindingKind.CONCLUSION if no else FindingKind.DEMAND,
                text=text,
                source_text=f"Afgørelsen, side {no + 2}",
                # One of the seventh case's stays unanswered, so that the report shows it.
                focus_points=() if self.no == 6 and no == 1 else (self.points[no % len(self.points)],),
            )

    async def _answer_hearing(self, actor: Actor) -> None:
        await self._tell_date(DeadlineKind.HEARING_ANSWERED, actor)

    async def _tell_date(self, kind: DeadlineKind, actor: Actor) -> None:
        await set_date(actor, self.case, kind, on_date=actor.today, source=DateSource.INTERNAL, seen=0)

    async def _register_ruling(self, actor: Actor) -> None:
        await register_ruling(actor, self.case, kind=RulingKind.ORIGINAL, seen=0, dates=self._dates())

    async def _name_adviser(self, actor: Actor) -> None:
        ref = await get_case_ref_by_id(actor.scope, self.case)
        await edit_case(
            actor,
            self.case,
            seen=ref.version,
            kind=NoticeKind.INVESTIGATION,
            title=self.story.title,
            topics=self.story.topics,
            authority_case_no=self._authority_no(),
            kle="87.15.00",
            summary=" ".join(FINDINGS[self.story.topics[0]]),
            cvr_no=CVR,
            adviser_name="Rådgiverne i Eksempelby (opdigtet)",
            adviser_cvr_no="87654321",
        )
        await share_case(
            actor,
            self.case,
            name="Rita Rådmose (opdigtet)",
            email=f"rita{self.no}@raadgiver.example",
            company="Rådgiverne i Eksempelby (opdigtet)",
            until=max(actor.today, self.today) + timedelta(days=60),
            reason="Rådgiveren skal læse sagen og lægge sin rapport ind.",
        )

    async def _inform(self, actor: Actor) -> None:
        await record_involvement(
            actor,
            self.case,
            Facts(
                kind=InvolvementKind.INFORMED,
                party=Party.HEALTH_SAFETY_REP,
                channel=Channel.MEETING if self.no % 2 else Channel.EMAIL,
                on_date=actor.today,
                forum_text="Arbejdsmiljøgruppen",
                participants="Leder, AMR og TR",
                subject="Hvad Arbejdstilsynet har skrevet, og hvad der nu skal ske.",
            ),
        )

    async def _dissent(self, actor: Actor) -> None:
        await record_involvement(
            actor,
            self.case,
            Facts(
                kind=InvolvementKind.DISSENTED,
                party=Party.MED,
                channel=Channel.MEETING,
                on_date=actor.today,
                forum_text="MED-udvalget",
                participants="Leder- og medarbejdersiden",
                minutes_reference="Punkt 4 i referatet",
                subject="Handleplanen",
                remark=_DISSENT,
            ),
        )

    async def _plan(self, actor: Actor) -> None:
        plan = PlanStory(self.no, self.story, self.case, self.points, self.timeline, self.store, self.today)
        await plan.begin(actor, self.workplaces, self.leader)
        if self.no == 0:
            RequestStory(self.case, plan.items, self.leader, self.workplaces[0].rep, self.store).begin(self.timeline)
        if self.story.has_focus_closed:
            day = max(actor.today, self.today - timedelta(days=2))
            self.timeline.tell(day, self.leader, self._close_focus_point)

    async def _close_focus_point(self, actor: Actor) -> None:
        points = await list_focus_points_for(actor.scope, self.case)
        await close_focus_point(
            actor,
            self.case,
            self.points[0],
            closure=FocusPointClosure.REASONED,
            reason="Opgaven er flyttet til en anden afdeling, og problemet findes ikke her længere.",
            seen=next(point.version for point in points if point.id == self.points[0]),
        )
