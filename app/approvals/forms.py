from datetime import date
from typing import Annotated

from app.approvals.enums import ApprovalReply, ApprovalTarget
from app.web.forms import Choice, Day, Form, Text


class AskForm(Form, frozen=True, kw_only=True):
    target: Annotated[ApprovalTarget, Choice("Hvad skal de svare på", required=True)]
    committee: Annotated[str, Choice("Udvalg", required=True)]
    due_on: Annotated[date | None, Day("Svar senest")] = None
    text: Annotated[str, Text("Besked til udvalget", lines=True, most=4000)] = ""


class AnswerForm(Form, frozen=True, kw_only=True):
    hash: Annotated[str, Choice("Versionen")] = ""
    reply: Annotated[ApprovalReply, Choice("Din sides svar", required=True)]
    remark: Annotated[str, Text("Bemærkning", lines=True, most=20_000, as_written=True)] = ""


class MeetingForm(Form, frozen=True, kw_only=True):
    hash: Annotated[str, Choice("Versionen")] = ""
    meeting: Annotated[str, Choice("Møde", required=True)]
    employer_reply: Annotated[ApprovalReply | None, Choice("Ledelsens svar")] = None
    employer_remark: Annotated[str, Text("Ledelsens bemærkning", lines=True, most=20_000, as_written=True)] = ""
    employee_reply: Annotated[ApprovalReply | None, Choice("Medarbejdernes svar")] = None
    employee_remark: Annotated[str, Text("Medarbejdernes bemærkning", lines=True, most=20_000, as_written=True)] = ""


class TakeBackForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", lines=True, most=1000, required=True)]
