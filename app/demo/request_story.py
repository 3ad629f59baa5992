"""What a leader asks the representative to show: a request in each state, in the days before the demo is loaded."""

from datetime import timedelta

from app.access.policy import Actor
from app.cases.queries import get_case_ref_by_id
from app.demo.cast import Member
from app.demo.files import MadeUpFile, drawn, letter
from app.demo.timeline import Timeline
from app.documents.blobs import BlobStore
from app.evidence.actions import Link
from app.evidence.asking import (
    Delivery,
    accept_delivery,
    cancel_request,
    deliver_evidence,
    request_evidence,
    return_delivery,
)
from app.evidence.enums import LinkKind
from app.plans.queries import get_item_row

_WAITS = "Foto af det nye lokale til pauser"
_DELIVERED = "Referat fra mødet om vagtplanen"
_RETURNED = "Den nye arbejdsgang, underskrevet"
_ACCEPTED = "Oversigt over, hvem der har fået oplæring"
_CANCELLED = "Kopi af indkaldelsen til mødet"


class RequestStory:
    """`leader` asks, `rep` delivers: about the case and its first items."""

    def __init__(self, case: int, items: list[int], leader: Member, rep: Member, store: BlobStore) -> None:
        self.case, self.items, self.leader, self.rep, self.store = case, items, leader, rep, store
        self.made: dict[str, str] = {}

    def begin(self, timeline: Timeline) -> None:
        today = self.leader.loaded.today
        for days, who, step in (
            (6, self.leader, self._ask),
            (4, self.rep, self._deliver),
            (3, self.leader, self._judge),
        ):
            timeline.tell(today - timedelta(days=days), who, step)

    async def _ask(self, actor: Actor) -> None:
        case = await get_case_ref_by_id(actor.scope, self.case)
        for no, title in enumerate((_WAITS, _DELIVERED, _RETURNED, _ACCEPTED, _CANCELLED)):
            link = Link(LinkKind.CASE, case.public_id)
            if no < len(self.items):
                link = Link(LinkKind.ITEM, (await get_item_row(actor.scope, self.items[no])).public_id)
            due_on = actor.today + timedelta(days=8 + no)
            made = await request_evidence(
                actor, link, case.municipality, title=title, asked_of=self.rep.id, due_on=due_on
            )
            self.made[title] = made.public_id

    async def _deliver(self, actor: Actor) -> None:
        for title in (_DELIVERED, _RETURNED, _ACCEPTED):
            content = letter(title, "Opdigtet bilag til prøve.")
            files = (drawn(self.store, await self.store.stage(MadeUpFile("Bilag.pdf", content))),)
            delivery = Delivery(files=files)
            await deliver_evidence(actor, self.made[title], seen=1, delivery=delivery, comment="Her er det.")

    async def _judge(self, actor: Actor) -> None:
        await accept_delivery(actor, self.made[_ACCEPTED], seen=2, comment="Tak, det er, som det skal være.")
        await return_delivery(actor, self.made[_RETURNED], seen=2, comment="Underskriften mangler på side 2.")
        await cancel_request(actor, self.made[_CANCELLED], seen=1, comment="Jeg har fundet den selv.")
