"""Who must have been informed before a report goes out, and what counts as informed (rules 19, 20)."""

from collections.abc import Iterable
from datetime import date

import msgspec

from app.core.calendar import long_date
from app.involvement.enums import InvolvementKind, Party


class InvolvementFact(msgspec.Struct, frozen=True, kw_only=True):
    """One record. `who` is the forum, or the participants by name or role."""

    party: Party
    kind: InvolvementKind = InvolvementKind.INFORMED
    on_date: date
    who: str = ""
    is_withdrawn: bool = False


class AboutReport(msgspec.Struct, frozen=True):
    """A frozen report that somebody was informed of: its key, its number within the case, and its hash."""

    key: int
    no: int
    hash: str

    def __str__(self) -> str:
        return f"rapport nr. {self.no}, fingeraftryk {self.hash[:12]}"


class Opening(msgspec.Struct, frozen=True):
    """Whether a record opens the gate, and the sentence that says why not."""

    opens: bool
    reason: str = ""


class Gate(msgspec.Struct, frozen=True):
    """Whether a report may be released, what the reader is told, and the record it rests on."""

    is_open: bool
    text: str
    record: InvolvementFact | None = None


# What a record of another party says to the reader; None opens the gate.
_WITH_BODY: dict[Party, str | None] = {
    Party.AMO: None,
    Party.HEALTH_SAFETY_REP: None,
    Party.UNION_REP: "Tillidsrepræsentanten er orienteret, men AMO eller AMR skal også orienteres.",
    Party.MED: "Er udvalget også arbejdsmiljøudvalg, så registrér AMO. Ellers skal AMO eller AMR også orienteres.",
    Party.EMPLOYEE_REP: "Der er en AMO her, så AMO eller AMR skal orienteres.",
    Party.EMPLOYEES: "Medarbejderne er orienteret, men AMO eller AMR skal også orienteres.",
}
_WITHOUT_BODY: dict[Party, str | None] = {
    Party.AMO: None,
    Party.HEALTH_SAFETY_REP: None,
    Party.UNION_REP: "Repræsenterer tillidsrepræsentanten medarbejderne i sagen, så registrér det som "
    "repræsentant for medarbejderne.",
    Party.MED: "Registrér en repræsentant for medarbejderne. Et MED-udvalg alene er ikke nok.",
    Party.EMPLOYEE_REP: None,
    Party.EMPLOYEES: "Registrér en bestemt repræsentant for medarbejderne.",
}


def whom_to_inform(has_employee_body: bool) -> str:
    """Whom to inform before reporting back, in the middle of a sentence: one of them opens the gate (rule 19)."""
    return "AMO eller AMR" if has_employee_body else "en repræsentant for medarbejderne"


def opens_gate(party: Party, kind: InvolvementKind, has_employee_body: bool) -> Opening:
    """Whether having involved `party` counts as information before reporting back (rule 19).

    Every kind does, also dissent: who is heard or disagrees has been informed. No signature is needed.
    """
    refusal = (_WITH_BODY if has_employee_body else _WITHOUT_BODY)[party]
    return Opening(refusal is None, refusal or "")


def opening_record(
    involvements: Iterable[InvolvementFact], has_employee_body: bool, *, before: date | None = None
) -> InvolvementFact | None:
    """The first record that opens the gate, dated on or before `before`; None when there is none.

    Withdrawn records and those that do not say who was informed never count.
    """
    return min(_opening(involvements, has_employee_body, before), key=lambda each: each.on_date, default=None)


def gate(involvements: Iterable[InvolvementFact], has_employee_body: bool, before: date | None = None) -> Gate:
    """The gate of rule 19 for a report of `before` (today, or the day it was sent); None: any date counts.

    It rests on the latest record.
    """
    known = list(involvements)
    record = max(_opening(known, has_employee_body, before), key=lambda each: each.on_date, default=None)
    if record is None:
        return Gate(False, _missing(known, has_employee_body, before))
    text = f"{_PARTY[record.party]} er orienteret {long_date(record.on_date)} ({record.who.strip()})."
    return Gate(True, text, record)


_PARTY = {
    Party.AMO: "AMO",
    Party.HEALTH_SAFETY_REP: "Arbejdsmiljørepræsentanten (AMR)",
    Party.EMPLOYEE_REP: "Medarbejdernes repræsentant",
}


def _opening(
    involvements: Iterable[InvolvementFact], has_employee_body: bool, before: date | None
) -> list[InvolvementFact]:
    return [
        each
        for each in involvements
        if not each.is_withdrawn
        and each.who.strip()
        and opens_gate(each.party, each.kind, has_employee_body).opens
        and (before is None or each.on_date <= before)
    ]


def _missing(known: list[InvolvementFact], has_employee_body: bool, before: date | None) -> str:
    """What to do, with what is wrong about the nearest record there is."""
    text = f"Orientér {whom_to_inform(has_employee_body)}, og registrér dato, hvem og hvordan."
    valid = sorted((each for each in known if not each.is_withdrawn), key=lambda each: each.on_date)
    for each in reversed(valid):
        opening = opens_gate(each.party, each.kind, has_employee_body)
        if not opening.opens:
            return f"{text} {opening.reason}"
        if before is not None and each.on_date > before:
            return f"{text} Orienteringen {long_date(each.on_date)} er registreret efter {long_date(before)}."
        return f"{text} Skriv navn eller rolle på orienteringen {long_date(each.on_date)}."
    return text


def whom_to_tell(has_employee_body: bool) -> tuple[Party, ...]:
    """Who is to be told of a ruling: those that rule 20 names (AMO, AMR and TR; without an AMO a representative of the
    employees and TR), and the employees themselves."""
    body = (Party.AMO, Party.HEALTH_SAFETY_REP) if has_employee_body else (Party.EMPLOYEE_REP,)
    return (*body, Party.UNION_REP, Party.EMPLOYEES)


def still_to_inform(
    involvements: Iterable[InvolvementFact],
    has_employee_body: bool,
    *,
    since: date | None = None,
    waived: Iterable[Party] = (),
) -> tuple[Party, ...]:
    """Who of those that rule 20 names has no record yet. `since`: the day of a later ruling, before which none counts;
    `waived`: who need not be told, with a reason.

    A task, not a gate: whether there is a union representative here at all, the reader knows best.
    """
    known = {
        each.party for each in involvements if not each.is_withdrawn and (since is None or each.on_date >= since)
    } | set(waived)
    whom = (party for party in whom_to_tell(has_employee_body) if party is not Party.EMPLOYEES)
    return tuple(party for party in whom if party not in known)
