"""What a file of committees and their members would change: decided before anything is written.

A committee may stand on several lines, one for each member; its own facts are read from the first. An empty cell
changes nothing, and nobody is deleted: a place ends only where the file gives the same person another function or
side in the committee, or an end date.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

import msgspec

from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.core.dates import parse_date
from app.organisation.rules.files import CellError, FileRow, FileTable
from app.organisation.rules.settings import MunicipalitySettings, committee_rank
from app.organisation.rules.units_file import Outcome

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


class KnownMember(msgspec.Struct, frozen=True):
    id: int
    person: str  # external id
    side: CommitteeSide
    function: CommitteeFunction
    valid_from: date
    valid_to: date | None

    def meets(self, start: date, end: date | None) -> bool:
        """Whether the place and the period have a day in common."""
        return (self.valid_to is None or self.valid_to > start) and (end is None or self.valid_from < end)


class KnownCommittee(msgspec.Struct, frozen=True):
    """A committee as it stands; `units` are external ids."""

    id: int
    version: int
    external_id: str | None
    name: str
    kind: CommitteeKind
    rank: str
    closed_on: date | None
    units: tuple[str, ...] = ()
    members: tuple[KnownMember, ...] = ()


class World(msgspec.Struct, frozen=True):
    """What a file is judged against: names of open units and of people by external id, and the municipality's ranks."""

    units: Mapping[str, str]
    people: Mapping[str, str]
    settings: MunicipalitySettings
    today: date


class GivenPlace(msgspec.Struct, frozen=True):
    """A place as a line states it; `start` None: from today."""

    person: str
    side: CommitteeSide
    function: CommitteeFunction
    start: date | None
    end: date | None


class CommitteePlan(msgspec.Struct, frozen=True):
    """One line with what would come of it. `known` is the committee it concerns, if there is one already."""

    no: int
    outcome: Outcome
    external_id: str
    name: str = ""
    kind: CommitteeKind = CommitteeKind.MED
    rank: str = ""
    units: tuple[str, ...] = ()
    known: KnownCommittee | None = None
    is_first: bool = True  # the line that carries the committee; further ones add members
    changes_committee: bool = False
    place: GivenPlace | None = None  # to be given
    end: tuple[tuple[int, date], ...] = ()  # places that get an end, or another one
    notes: tuple[str, ...] = ()
    errors: tuple[CellError, ...] = ()


class CommitteeFilePlan(msgspec.Struct, frozen=True):
    """All lines in the file's order, and the names of open committees that the file does not have."""

    rows: tuple[CommitteePlan, ...]
    missing: tuple[str, ...]
    ignored_columns: tuple[str, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether some line cannot be taken in: then none is."""
        return any(row.outcome is Outcome.ERROR for row in self.rows)


def plan_committees(table: FileTable, known: tuple[KnownCommittee, ...], world: World) -> CommitteeFilePlan:
    """The outcome of every line against the committees known now. Writes nothing and asks nobody."""
    committees = {committee.external_id: committee for committee in known if committee.external_id}
    first: dict[str, FileRow] = {}
    wanted: dict[str, set[tuple[str, str, str]]] = {}
    for row in table.rows:
        key = row.cells.get("ekstern_id", "")
        if key:
            first.setdefault(key, row)
            wanted.setdefault(key, set()).add(_words(row))
    taken: set[tuple[str, str, str, str]] = set()
    rows = []
    for row in table.rows:
        plan = _plan_row(row, committees, first, wanted, world)
        place = (plan.external_id, *_words(row))
        if plan.outcome is not Outcome.ERROR and plan.place is not None and place in taken:
            plan = _wrong(plan, [CellError("medlem", "Personen står to gange med samme funktion og side.")])
        taken.add(place)
        rows.append(plan)
    missing = tuple(c.name for c in known if c.external_id not in first and c.closed_on is None)
    return CommitteeFilePlan(tuple(rows), missing, table.ignored)


def _words(row: FileRow) -> tuple[str, str, str]:
    return (
        row.cells.get("medlem", ""),
        (row.cells.get("side", "")).casefold(),
        (row.cells.get("funktion", "")).casefold(),
    )


def _plan_row(
    row: FileRow,
    committees: Mapping[str, KnownCommittee],
    first: Mapping[str, FileRow],
    wanted: Mapping[str, set[tuple[str, str, str]]],
    world: World,
) -> CommitteePlan:
    key = row.cells.get("ekstern_id", "")
    known = committees.get(key)
    carrier = first.get(key, row)
    errors = [*row.errors, *_identity_errors(row, first)]
    if known is not None and known.closed_on is not None:
        errors.append(CellError("ekstern_id", "Udvalget er nedlagt. Brug et andet id til et nyt udvalg."))
    is_first = carrier.no == row.no
    kind = _word(carrier, "slags", KIND_WORDS, errors if is_first else [])
    rank = _rank(carrier, known, world, errors if is_first else [])
    units = _units(carrier, world, errors if is_first else [])
    if is_first and known is None:
        errors += [
            CellError(column, message)
            for column, value, message in (
                ("slags", kind, "Skriv med, amu eller amg."),
                ("enheder", units, "Skriv de enheder, udvalget dækker."),
            )
            if not value and not carrier.cells.get(column)
        ]
    place = _given_place(row, world, errors)
    plan = CommitteePlan(
        no=row.no,
        outcome=Outcome.NEW if known is None else Outcome.SAME,
        external_id=key,
        name=row.cells.get("navn", ""),
        kind=kind or (known.kind if known else CommitteeKind.MED),
        rank=rank,
        units=units or (known.units if known else ()),
        known=known,
        is_first=is_first,
    )
    if errors:
        return _wrong(plan, errors)
    if known is not None and is_first:
        plan = _with_changes(plan, known)
    if place is not None:
        plan = _with_place(plan, place, wanted[key], world)
    if plan.outcome is Outcome.NEW and not is_first and plan.place is None:
        plan = msgspec.structs.replace(plan, outcome=Outcome.SAME)
    return plan


def _wrong(plan: CommitteePlan, errors: list[CellError]) -> CommitteePlan:
    return msgspec.structs.replace(plan, outcome=Outcome.ERROR, place=None, end=(), errors=tuple(errors))


def _identity_errors(row: FileRow, first: Mapping[str, FileRow]) -> list[CellError]:
    errors = []
    key, name = row.cells.get("ekstern_id", ""), row.cells.get("navn", "")
    if not key:
        errors.append(CellError("ekstern_id", "Udfyld eksternt id."))
    elif first[key].cells.get("navn", "") != name:
        errors.append(CellError("navn", f"Linje {first[key].no} har samme id, men et andet navn."))
    if not name:
        errors.append(CellError("navn", "Udfyld navn."))
    for column, most in (("ekstern_id", 100), ("navn", 200)):
        if len(row.cells.get(column, "")) > most:
            errors.append(CellError(column, f"Højst {most} tegn."))
    return errors


def _word(row: FileRow, column: str, words: Mapping[str, W], errors: list[CellError]) -> W | None:
    text = row.cells.get(column, "")
    found = words.get(text.casefold())
    if text and found is None:
        errors.append(CellError(column, f"Skriv {', '.join(words)}."))
    return found


def _rank(row: FileRow, known: KnownCommittee | None, world: World, errors: list[CellError]) -> str:
    text = row.cells.get("niveau", "")
    if not text:
        return known.rank if known else ""
    position = committee_rank(text, world.settings)
    if position is None:
        errors.append(CellError("niveau", f"Kommunens niveauer er {', '.join(world.settings.committee_ranks)}."))
        return ""
    return world.settings.committee_ranks[position]


def _units(row: FileRow, world: World, errors: list[CellError]) -> tuple[str, ...]:
    """The units of the cell, which are parted by "|" or a comma."""
    parts = row.cells.get("enheder", "").replace(",", "|").split("|")
    units = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    for unit in units:
        if unit not in world.units:
            errors.append(CellError("enheder", f"Enheden {unit} findes ikke, eller den er lukket."))
    return units


def _given_place(row: FileRow, world: World, errors: list[CellError]) -> GivenPlace | None:
    person = row.cells.get("medlem", "")
    side, function = _word(row, "side", SIDE_WORDS, errors), _word(row, "funktion", FUNCTION_WORDS, errors)
    start, end = _day(row, "fra", errors), _day(row, "til", errors)
    if start is not None and end is not None and end <= start:
        errors.append(CellError("til", "Slutdatoen skal ligge efter startdatoen."))
    if not person:
        if any(row.cells.get(column) for column in ("side", "funktion", "fra", "til")):
            errors.append(CellError("medlem", "Skriv medlemmets eksterne id."))
        return None
    if person not in world.people:
        errors.append(CellError("medlem", f"Personen {person} findes ikke, eller er fratrådt. Indlæs personer først."))
    if side is None and not row.cells.get("side"):
        errors.append(CellError("side", f"Skriv {', '.join(SIDE_WORDS)}."))
    if function is None and not row.cells.get("funktion"):
        function = CommitteeFunction.MEMBER
    return GivenPlace(person, side, function, start, end) if side and function else None


def _day(row: FileRow, column: str, errors: list[CellError]) -> date | None:
    text = row.cells.get(column, "")
    try:
        return parse_date(text) if text else None
    except ValueError as error:
        errors.append(CellError(column, str(error)))
        return None


def _with_changes(plan: CommitteePlan, known: KnownCommittee) -> CommitteePlan:
    notes = [
        f"{label}: {before or 'tom'} → {after or 'tom'}"
        for label, before, after in (
            ("navn", known.name, plan.name),
            ("slags", _of(KIND_WORDS, known.kind), _of(KIND_WORDS, plan.kind)),
            ("niveau", known.rank, plan.rank),
            ("enheder", ", ".join(sorted(known.units)), ", ".join(sorted(plan.units))),
        )
        if before != after
    ]
    if not notes:
        return plan
    return msgspec.structs.replace(plan, outcome=Outcome.CHANGED, changes_committee=True, notes=tuple(notes))


def _of(words: Mapping[str, W], member: W) -> str:
    return next(word for word, value in words.items() if value is member)


def _with_place(
    plan: CommitteePlan, given: GivenPlace, wanted: set[tuple[str, str, str]], world: World
) -> CommitteePlan:
    start = given.start or world.today
    held = [m for m in plan.known.members if m.person == given.person] if plan.known is not None else []
    changed = Outcome.NEW if plan.known is None else Outcome.CHANGED
    same = next(
        (m for m in held if (m.side, m.function) == (given.side, given.function) and m.meets(start, given.end)), None
    )
    if same is not None:
        if given.end is None or given.end == same.valid_to:
            return plan
        note = f"{world.people[given.person]}: til {same.valid_to or 'indtil videre'} → {given.end}"
        return msgspec.structs.replace(
            plan, outcome=Outcome.CHANGED, end=((same.id, given.end),), notes=(*plan.notes, note)
        )
    if given.end is not None and given.end <= world.today and given.start is None:
        return _wrong(plan, [CellError("fra", "En plads, der er ophørt, skal have en startdato.")])
    left = [
        m
        for m in held
        if m.meets(start, None) and not any(_is_wanted(m, words) for words in wanted if words[0] == m.person)
    ]
    notes = [f"{world.people[given.person]}: {_of(FUNCTION_WORDS, given.function)}"]
    notes += [f"pladsen som {_of(FUNCTION_WORDS, m.function)} slutter" for m in left]
    return msgspec.structs.replace(
        plan,
        outcome=changed,
        place=given,
        end=tuple((m.id, start) for m in left),
        notes=(*plan.notes, *notes),
    )


def _is_wanted(member: KnownMember, words: tuple[str, str, str]) -> bool:
    """Whether a line of the file states this very place."""
    _, side, function = words
    given = FUNCTION_WORDS.get(function, CommitteeFunction.MEMBER if not function else None)
    return SIDE_WORDS.get(side) is member.side and given is member.function
