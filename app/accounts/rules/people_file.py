"""What a file of people and their roles would change: decided before anything is written.

A person may stand on several lines, one for each role. An empty cell changes nothing, and nobody is deleted. Only a
role that an earlier file gave is ended by a file, and only where the file moves it to another unit.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from app.access.enums import UNIT_ROLES, Role
from app.core.text import search_key
from app.organisation.rules.file_plans import (
    FilePlan,
    KnownPeriod,
    Outcome,
    RowPlan,
    changes,
    first_lines,
    given_period,
    identity_errors,
    length_errors,
)
from app.organisation.rules.files import CellError, FileRow, FileTable
from app.organisation.rules.settings import email_problem

PEOPLE_HEADINGS = {
    "eksternid": "ekstern_id",
    "externalid": "ekstern_id",
    "medarbejderid": "ekstern_id",
    "id": "ekstern_id",
    "navn": "navn",
    "name": "navn",
    "email": "email",
    "mail": "email",
    "stilling": "stilling",
    "titel": "stilling",
    "jobtitle": "stilling",
    "title": "stilling",
    "enhed": "enhed",
    "unit": "enhed",
    "enhedsid": "enhed",
    "rolle": "rolle",
    "role": "rolle",
    "fra": "fra",
    "gyldigfra": "fra",
    "from": "fra",
    "til": "til",
    "gyldigtil": "til",
    "to": "til",
}
PEOPLE_REQUIRED = ("ekstern_id", "navn")
SHORT_WORDS = {
    "leder": Role.MANAGER,
    "amr": Role.HEALTH_SAFETY_REP,
    "tr": Role.UNION_REP,
    "konsulent": Role.CONSULTANT,
    "hr": Role.HR_SURVEYS,
    "sekretariat": Role.SECRETARIAT,
    "administrator": Role.ADMINISTRATOR,
    "læser": Role.READER,
    "revisor": Role.AUDITOR,
}
ROLE_WORDS = SHORT_WORDS | {role.value: role for role in UNIT_ROLES}
_OF_COMMITTEES = {"med", "med-medlem", "udvalgsmedlem", Role.COMMITTEE_MEMBER.value, Role.COMMITTEE_SECRETARY.value}
_IN_COMMITTEE = (
    "MED er ikke en rolle på en enhed. Gør personen til medlem af et udvalg: under Udvalg, eller med filen til "
    "»handlepligt import committees«."
)


class KnownGrant(KnownPeriod, frozen=True, kw_only=True):
    role: Role
    unit: str  # external id
    is_imported: bool


class KnownPerson(msgspec.Struct, frozen=True):
    id: int
    version: int
    external_id: str | None
    name: str
    email: str | None
    job_title: str
    is_active: bool
    grants: tuple[KnownGrant, ...] = ()


class GivenRole(msgspec.Struct, frozen=True):
    """A role as a line states it; `start` None: from today."""

    role: Role
    unit: str
    start: date | None
    end: date | None


class PersonPlan(RowPlan, frozen=True, kw_only=True):
    """`known` is the person the line concerns, if there is one already."""

    email: str | None
    job_title: str
    known: KnownPerson | None
    is_first: bool  # the line that carries the person; further ones add roles
    changes_person: bool = False
    grant: GivenRole | None = None  # to be given
    lengthen: tuple[int, date] | None = None  # the grant to be given another end
    end: tuple[tuple[int, date], ...] = ()  # grants that a move ends


def plan_people(
    table: FileTable, known: tuple[KnownPerson, ...], open_units: Mapping[str, str], today: date
) -> FilePlan[PersonPlan]:
    """The outcome of every line. `open_units` are the names of the units by external id.

    Somebody is found by external id; failing that, by an e-mail that one person without external id has.
    """
    people = _Known(known)
    first = first_lines(table)
    wanted: dict[str, set[tuple[Role, str]]] = {}
    for row in table.rows:
        role = ROLE_WORDS.get(row.cells.get("rolle", "").casefold())
        if role is not None:
            wanted.setdefault(row.cells.get("ekstern_id", ""), set()).add((role, row.cells.get("enhed", "")))
    rows = tuple(_plan_row(row, people, first, wanted, open_units, today) for row in table.rows)
    named = {plan.known.id for plan in rows if plan.known is not None}
    missing = tuple(person.name for person in known if person.id not in named and person.is_active)
    return FilePlan(rows, missing, table.ignored)


class _Known:
    """The people known, by the two things they are found by."""

    def __init__(self, people: tuple[KnownPerson, ...]) -> None:
        self.by_id = {person.external_id: person for person in people if person.external_id}
        self.by_email: dict[str, list[KnownPerson]] = {}
        for person in people:
            if person.external_id is None and person.email:
                self.by_email.setdefault(search_key(person.email), []).append(person)

    def find(self, external_id: str, email: str) -> tuple[KnownPerson | None, str | None]:
        """The person, and what stands in the way of telling who it is."""
        if external_id in self.by_id:
            return self.by_id[external_id], None
        same = self.by_email.get(search_key(email), []) if email else []
        if len(same) > 1:
            return None, f"{len(same)} personer har denne e-mailadresse. Ret dem i Handlepligt først."
        return (same[0], None) if same else (None, None)


def _plan_row(
    row: FileRow,
    people: _Known,
    first: Mapping[str, FileRow],
    wanted: Mapping[str, set[tuple[Role, str]]],
    open_units: Mapping[str, str],
    today: date,
) -> PersonPlan:
    key = row.cells.get("ekstern_id", "")
    errors = [*row.errors, *identity_errors(row, first, may_repeat=True), *length_errors(row, stilling=200)]
    if problem := email_problem(row.cells.get("email", "")):
        errors.append(CellError("email", problem))
    carrier = first.get(key, row)
    email = carrier.cells.get("email", "")
    known, unclear = people.find(key, email)
    if unclear:
        errors.append(CellError("email", unclear))
    given = _given_role(row, open_units, errors)
    plan = PersonPlan(
        no=row.no,
        outcome=Outcome.NEW if known is None else Outcome.SAME,
        external_id=key,
        name=row.cells.get("navn", ""),
        email=email or (known.email if known else None),
        job_title=carrier.cells.get("stilling", "") or (known.job_title if known else ""),
        known=known,
        is_first=carrier.no == row.no,
    )
    if errors:
        return plan.wrong(*errors)
    if known is not None and plan.is_first:
        plan = _with_person_changes(plan, known)
    if given is not None:
        plan = _with_role(plan, given, wanted[key], open_units, today)
    if plan.outcome is Outcome.NEW and not plan.is_first:  # the person is new, this line only adds
        plan = msgspec.structs.replace(plan, outcome=Outcome.NEW if plan.grant else Outcome.SAME)
    return plan


def _given_role(row: FileRow, open_units: Mapping[str, str], errors: list[CellError]) -> GivenRole | None:
    word, unit = row.cells.get("rolle", ""), row.cells.get("enhed", "")
    role = ROLE_WORDS.get(word.casefold())
    if word.casefold() in _OF_COMMITTEES:
        errors.append(CellError("rolle", _IN_COMMITTEE))
    elif word and role is None:
        errors.append(CellError("rolle", f"Skriv {', '.join(SHORT_WORDS)}."))
    if word and not unit:
        errors.append(CellError("enhed", "En rolle skal have en enhed."))
    if unit and unit not in open_units:
        errors.append(CellError("enhed", f"Enheden {unit} findes ikke, eller den er lukket."))
    start, end = given_period(row, errors)
    return GivenRole(role, unit, start, end) if role is not None else None


def _with_person_changes(plan: PersonPlan, known: KnownPerson) -> PersonPlan:
    notes = changes(
        (
            ("navn", known.name, plan.name),
            ("email", known.email, plan.email),
            ("stilling", known.job_title, plan.job_title),
            ("ekstern_id", known.external_id, plan.external_id),
        )
    )
    if not known.is_active:
        notes += ("er tilbage efter at være fratrådt",)
    if not notes:
        return plan
    return msgspec.structs.replace(plan, outcome=Outcome.CHANGED, changes_person=True, notes=notes)


def _with_role(
    plan: PersonPlan,
    given: GivenRole,
    wanted: set[tuple[Role, str]],
    open_units: Mapping[str, str],
    today: date,
) -> PersonPlan:
    start = given.start or today
    grants = plan.known.grants if plan.known is not None else ()
    same = next((g for g in grants if (g.role, g.unit) == (given.role, given.unit) and g.meets(start, given.end)), None)
    if same is not None:
        if given.end is None or given.end == same.valid_to:
            return plan
        note = f"rollens slutdato: {same.valid_to or 'ingen'} → {given.end}"
        return msgspec.structs.replace(
            plan, outcome=Outcome.CHANGED, lengthen=(same.id, given.end), notes=(*plan.notes, note)
        )
    if given.end is not None and given.end <= today and given.start is None:
        return plan.wrong(CellError("fra", "En rolle, der er ophørt, skal have en startdato."))
    left = [
        g
        for g in grants
        if g.role is given.role and g.is_imported and (g.role, g.unit) not in wanted and g.meets(start, None)
    ]
    notes = [f"rolle på {open_units[given.unit]}"]
    notes += [f"rollen på {open_units.get(g.unit, g.unit)} slutter" for g in left]
    outcome = Outcome.MOVED if left else (Outcome.NEW if plan.known is None else Outcome.CHANGED)
    return msgspec.structs.replace(
        plan,
        outcome=outcome,
        grant=given,
        end=tuple((g.id, start) for g in left),
        notes=(*plan.notes, *notes),
    )
