"""The headings of a file of committees, and the words its cells may hold."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.organisation.rules.files import CellError, FileRow

COMMITTEE_HEADINGS = {
    "eksternid": "ekstern_id",
    "externalid": "ekstern_id",
    "udvalgsid": "ekstern_id",
    "id": "ekstern_id",
    "navn": "navn",
    "udvalg": "navn",
    "name": "navn",
    "slags": "slags",
    "type": "slags",
    "kind": "slags",
    "niveau": "niveau",
    "rang": "niveau",
    "rank": "niveau",
    "enheder": "enheder",
    "enhed": "enheder",
    "units": "enheder",
    "medlem": "medlem",
    "medlemsid": "medlem",
    "person": "medlem",
    "member": "medlem",
    "side": "side",
    "funktion": "funktion",
    "function": "funktion",
    "fra": "fra",
    "from": "fra",
    "til": "til",
    "to": "til",
}
COMMITTEE_REQUIRED = ("ekstern_id", "navn")
KIND_WORDS = {
    "med": CommitteeKind.MED,
    "amu": CommitteeKind.WORK_ENVIRONMENT_COMMITTEE,
    "amg": CommitteeKind.WORK_ENVIRONMENT_GROUP,
}
SIDE_WORDS = {
    "ledelse": CommitteeSide.EMPLOYER,
    "ledelsen": CommitteeSide.EMPLOYER,
    "medarbejder": CommitteeSide.EMPLOYEE,
    "medarbejdere": CommitteeSide.EMPLOYEE,
    "medarbejderne": CommitteeSide.EMPLOYEE,
    "ingen": CommitteeSide.NEUTRAL,
}
FUNCTION_WORDS = {
    "formand": CommitteeFunction.CHAIR,
    "næstformand": CommitteeFunction.DEPUTY_CHAIR,
    "medlem": CommitteeFunction.MEMBER,
    "amr": CommitteeFunction.HEALTH_SAFETY_REP,
    "tr": CommitteeFunction.UNION_REP,
    "sekretær": CommitteeFunction.SECRETARY,
}
W = TypeVar("W", bound=StrEnum)


def given_word(row: FileRow, column: str, words: Mapping[str, W], errors: list[CellError]) -> W | None:
    """What the cell's word stands for; None where it is empty, or a word we do not know, which is added to `errors`."""
    text = row.cells.get(column, "")
    found = words.get(text.casefold())
    if text and found is None:
        errors.append(CellError(column, f"Skriv {', '.join(words)}."))
    return found


def word_of(words: Mapping[str, W], member: W) -> str:
    """The word for a member, which is among them."""
    return next(word for word, value in words.items() if value is member)
