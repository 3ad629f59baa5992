from datetime import date
from typing import Annotated

from app.involvement.actions import Facts
from app.involvement.enums import Channel, InvolvementKind, Party
from app.web.forms import Choice, Day, Form, Text

REMARK_MOST = 20_000


class InvolvementForm(Form, frozen=True):
    kind: Annotated[InvolvementKind, Choice("Hvad skete der", required=True)]
    party: Annotated[Party, Choice("Hvem", required=True)]
    channel: Annotated[Channel, Choice("Hvordan", required=True)]
    on_date: Annotated[date, Day("Dato", required=True)]
    forum_text: Annotated[str, Text("Forum eller møde")] = ""
    participants: Annotated[str, Text("Deltagere", most=500)] = ""
    minutes_reference: Annotated[str, Text("Referat")] = ""
    subject: Annotated[str, Text("Hvad det handlede om", lines=True, most=4_000)] = ""
    remark: Annotated[str, Text("Bemærkning", lines=True, most=REMARK_MOST, as_written=True)] = ""

    def facts(self) -> Facts:
        return Facts(
            kind=self.kind,
            party=self.party,
            channel=self.channel,
            on_date=self.on_date,
            forum_text=self.forum_text,
            participants=self.participants,
            minutes_reference=self.minutes_reference,
            subject=self.subject,
            remark=self.remark,
        )


class WithdrawInvolvementForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2_000)]
