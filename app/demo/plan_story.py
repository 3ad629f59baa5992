"""The plan of a made-up case: its items, what happens to them, and the plan's own steps."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from app.access.policy import Actor
from app.cases.rules import has_duty_to_act
from app.deadlines.enums import DeadlineKind
from app.demo.cast import Member
from app.demo.files import MadeUpFile, drawn, letter, picture
from app.demo.story import Story, day_of
from app.demo.texts import MEASURES, Measure
from app.demo.timeline import Timeline
from app.demo.town import Workplace
from app.documents.blobs import BlobStore
from app.evidence.actions import Link, add_evidence
from app.evidence.enums import EvidenceKind, LinkKind
from app.involvement.actions import Facts, record_involvement
from app.involvement.enums import Channel, InvolvementKind, Party
from app.plans.actions import (
    FollowUp,
    add_item,
    approve_plan,
    discuss_plan,
    edit_item,
    ensure_plan,
    evaluate_effect,
    update_item,
)
from app.plans.enums import ActionType, EffectResult, ItemStatus, PreventionLevel
from app.plans.queries import find_plan, get_item_row

_NOTES = (
    "Aftalt på personalemødet. Vi begynder i næste uge.",
    "Halvdelen er på plads. Resten følger i næste måned.",
    "Gik godt de første to uger, derefter kom der sygdom i vejen.",
    "Vi har talt om det på teammødet, og alle kender aftalen.",
    "Venter på svar fra Ejendomme.",
)
_DONE_NOTES = (
    "Sat i værk, og alle er orienteret.",
    "Færdig. Referatet ligger som dokumentation.",
    "Gennemført som planlagt.",
)


class PlanStory:
    """Plans one case on its day, and puts what follows on the timeline."""

    def __init__(
        self,
        no: int,
        story: Story,
        case: int,
        points: Sequence[int],
        timeline: Timeline,
        store: BlobStore,
        today: date,
    ) -> None:
        self.no, self.story, self.case, self.points = no, story, case, points
        self.timeline, self.store, self.today = timeline, store, today
        self.plan = 0
        self.items: list[int] = []

    async def begin(self, actor: Actor, places: Sequence[Workplace], leader: Member) -> None:
        """Makes the plan with its items; `leader` answers for it, and each place's AMR keeps its items up to date."""
        story = self.story
        self.plan = await ensure_plan(actor, self.case)
        measures = [each for topic in story.topics for each in MEASURES[topic]]
        for no, word in enumerate(story.items.split()):
            place = places[no % len(places)]
            await self._add_item(actor, no, word, measures[no % len(measures)], place)
        for when, step in ((story.discussed, self._discuss), (story.approved, self._approve)):
            if when is not None:
                self.timeline.tell(max(day_of(when, self.today), actor.today), leader, step)
        if story.revised is not None:
            self.timeline.tell(day_of(story.revised, self.today), leader, self._revise)

    async def _add_item(self, actor: Actor, no: int, word: str, text: Measure, place: Workplace) -> None:
        fate, number = word[0], word[1:]
        due = None if number in ("", "?") else day_of(int(number), self.today)
        is_ongoing = fate == "O"
        compliance = self.story.dates.get(DeadlineKind.COMPLIANCE)
        is_late = not is_ongoing and due is not None and compliance is not None and due > day_of(compliance, self.today)
        made = await add_item(
            actor,
            self.plan,
            title=text.title,
            unit=place.unit,
            owner=(place.rep if no % 3 == 1 else place.leader).id,
            helpers=(place.rep.id,) if no % 3 == 0 else (),
            action_type=ActionType.CORRECTIVE if has_duty_to_act(self.story.kind) else ActionType.PREVENTIVE,
            problem=text.problem,
            cause=text.cause,
            severity=text.severity,
            measure=text.measure,
            solves_how=text.solves_how,
            prevention_level=PreventionLevel(text.level),
            is_individual=text.is_individual,
            starts_on=actor.today,
            due_on=None if is_ongoing or due is None else max(due, actor.today),
            late_reason="Leverandøren kan først levere senere. Indtil da har vi en midlertidig løsning."
            if is_late
            else "",
            ongoing_interval_months=3 if is_ongoing else None,
            effect_criterion=text.criterion,
            effect_check_on=None if due is None else due + timedelta(days=60),
            focus_points=(self.points[no % len(self.points)],) if self.points else (),
        )
        self.items.append(made.id)
        self._follow(fate, made.id, made.public_id, due, actor.today, place, text, no)

    def _follow(
        self,
        fate: str,
        item: int,
        public_id: str,
        due: date | None,
        planned: date,
        place: Workplace,
        text: Measure,
        no: int,
    ) -> None:
        """Tells what happens to the item until today."""
        step = partial(self._step, item)
        begun = min(planned + timedelta(days=9), self.today)
        note = _NOTES[(self.no + no) % len(_NOTES)]
        if fate in "IDSNO":
            self.timeline.tell(begun, place.rep, partial(step, ItemStatus.IN_PROGRESS, note))
        if fate == "C":
            reason = "Opgaven er flyttet til en anden afdeling."
            self.timeline.tell(begun + timedelta(days=20), place.leader, partial(step, ItemStatus.CANCELLED, reason))
        if fate not in "DSN":
            return
        done = max(min(due or self.today, self.today - timedelta(days=1)), begun)
        self.timeline.tell(
            done, place.rep, partial(step, ItemStatus.DONE, _DONE_NOTES[(self.no + no) % len(_DONE_NOTES)])
        )
        self.timeline.tell(done, place.rep, partial(self._document, public_id, no))
        if fate in "SN":
            judged = min(done + timedelta(days=30), self.today)
            result = EffectResult.SUFFICIENT if fate == "S" else EffectResult.INSUFFICIENT
            other = place.leader if no % 3 == 1 else place.rep  # a second person: not the owner
            self.timeline.tell(judged, other, partial(self._judge, item, result, text, place))

    async def _step(self, item: int, status: ItemStatus, note: str, actor: Actor) -> None:
        row = await get_item_row(actor.scope, item)
        await update_item(actor, item, status=status, note=note, seen=row.version)

    async def _document(self, item: str, no: int, actor: Actor) -> None:
        link = Link(LinkKind.ITEM, item)
        if no % 3 == 1:
            reference = f"EKS-{actor.today.year}-{4000 + self.no * 13:05d}, dok. {7000 + self.no * 10 + no}"
            await add_evidence(
                actor,
                kind=EvidenceKind.GUIDELINE,
                title="Arbejdsgang på én side",
                dated_on=actor.today,
                link=link,
                esdh_reference=reference,
            )
            return
        if no % 3 == 2:
            kind, title, file = EvidenceKind.PHOTO, "Foto af opslagstavlen", MadeUpFile("Tavle.png", picture(self.no))
        else:
            lines = ("Til stede: leder, AMR og teamet.", "Vi gennemgik aftalen, og den gælder fra i dag.")
            content = letter("Referat af personalemøde", *lines, "Opdigtet referat til prøve.")
            kind, title, file = EvidenceKind.MINUTES, "Referat af personalemøde", MadeUpFile("Referat.pdf", content)
        staged = drawn(self.store, await self.store.stage(file))
        await add_evidence(actor, kind=kind, title=title, dated_on=actor.today, link=link, files=(staged,))

    async def _judge(self, item: int, result: EffectResult, text: Measure, place: Workplace, actor: Actor) -> None:
        is_enough = result is EffectResult.SUFFICIENT
        next_due = max(self.today + timedelta(days=30), actor.today)
        further = FollowUp(
            title=f"Ny indsats: {text.title.lower()}",
            owner=place.leader.id,
            unit=place.unit,
            measure="Vi prøver igen med færre ad gangen, og lederen følger op hver uge.",
            due_on=next_due,
            late_reason="Den første indsats virkede ikke godt nok.",
        )
        await evaluate_effect(
            actor,
            item,
            result=result,
            criterion=text.criterion,
            basis="Kort runde med ti medarbejdere: otte mærker en forskel."
            if is_enough
            else "Kort runde med ti medarbejdere: kun tre mærker en forskel.",
            evaluated_on=actor.today,
            seen=(await get_item_row(actor.scope, item)).version,
            follow_up=None if is_enough else further,
        )

    async def _discuss(self, actor: Actor) -> None:
        await discuss_plan(actor, self.plan, "Drøftet på mødet i arbejdsmiljøgruppen.", await self._seen(actor))
        await record_involvement(
            actor,
            self.case,
            Facts(
                kind=InvolvementKind.DISCUSSED,
                party=Party.AMO,
                channel=Channel.MEETING,
                on_date=actor.today,
                forum_text="Arbejdsmiljøgruppen",
                participants="Leder og AMR",
                minutes_reference="Punkt 2 i referatet",
                subject="Handleplanen",
            ),
        )

    async def _approve(self, actor: Actor) -> None:
        await approve_plan(actor, self.plan, "Godkendt af ledelsen.", await self._seen(actor))

    async def _seen(self, actor: Actor) -> int:
        """The version of the plan as it stands."""
        plan = await find_plan(actor.scope, self.case)
        return plan.version if plan else 0

    async def _revise(self, actor: Actor) -> None:
        """A planned field changes after approval: the next draft is open."""
        row = await get_item_row(actor.scope, self.items[0])
        await edit_item(
            actor,
            self.items[0],
            row.version,
            measure=f"{row.measure} Fra nu af gælder det også aftenvagterne.",
        )
