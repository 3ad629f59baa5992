from datetime import date
from typing import Annotated

from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.web.forms import Choice, Day, Form, Text, Tick


class CommitteeForm(Form, frozen=True, kw_only=True):
    name: Annotated[str, Text("Navn", required=True)]
    kind: Annotated[CommitteeKind, Choice("Slags", required=True)]
    is_work_environment: Annotated[bool, Tick("Også arbejdsmiljøudvalg")] = False
    rank: Annotated[str, Choice("Niveau")] = ""
    units: Annotated[tuple[str, ...], Choice("Enheder", required=True)]


class CloseCommitteeForm(Form, frozen=True, kw_only=True):
    closed_on: Annotated[date | None, Day("Nedlagt fra")] = None


class MemberForm(Form, frozen=True, kw_only=True):
    find: Annotated[str, Text("Navn eller del af navn")] = ""
    person: Annotated[str, Choice("Person", required=True)]
    side: Annotated[CommitteeSide, Choice("Side", required=True)]
    function: Annotated[CommitteeFunction, Choice("Funktion", required=True)]
    valid_from: Annotated[date | None, Day("Fra")] = None
    valid_to: Annotated[date | None, Day("Til")] = None
    stands_in_for: Annotated[str, Choice("Suppleant for")] = ""


class EndMemberForm(Form, frozen=True, kw_only=True):
    valid_to: Annotated[date | None, Day("Til")] = None
