"""What a file of committees and their members would change: decided before anything is written.

A committee may stand on several lines, one for each member; its own facts are read from the first. An empty cell
changes nothing, and nobody is deleted: a place ends only where the file gives the same person another function or
side in the committee, or an end date.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide
from app.committees.rules.file_words import (
    FUNCTION_WORDS,
    KIND_WORDS,
    SIDE_WORDS,
    given_word,
    word_of,
)
from app.organisation.rules.file_plans import (
    FilePlan,
    KnownPeriod,
    Outcome,
    RowPlan,
    changes,
    first_lines,
    given_period,
    identity_errors,
)
from app.organisation.rules.files import CellError, FileRow, FileTable
from app.organisation.rules.settings import MunicipalitySettings, committee_rank


class KnownMember(KnownPeriod, frozen=True, kw_only=True):
    person: str  # external id
    side: CommitteeSide
    function: CommitteeFunction


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


class CommitteePlan(RowPlan, frozen=True, kw_only=True):
    """`known` is the committee the line concerns, if there is one already."""

    kind: CommitteeKind
    rank: str
    units: tuple[str, ...]
    known: KnownCommittee | None
    is_first: bool  # the line that carries the committee; further ones add members
    changes_committee: bool = False
    place: GivenPlace | None = None  # to be given
    end: tuple[tuple[int, date], ...] = ()  # places that get an end, or another one


def plan_committees(table: FileTable, known: tuple[KnownCommittee, ...], world: World) -> FilePlan[CommitteePlan]:
    """The outcome of every line against the committees known now. Writes nothing and asks nobody."""
    committees = {committee.external_id: committee for committee in known if committee.external_id}
    first = first_lines(table)
    wanted: dict[str, set[tuple[str, str, str]]] = {}
    for row in table.rows:
        wanted.setdefault(row.cells.get("ekstern_id", ""), set()).add(_words(row))
    taken: set[tuple[str, str, str, str]] = set()
    rows = []
    for row in table.rows:
        plan = _plan_row(row, committees, first, wanted, world)
        place = (plan.external_id, *_words(row))
        if plan.outcome is not Outcome.ERROR and plan.place is not None and place in taken:
            plan = plan.wrong(CellError("medlem", "Personen står to gange med samme funktion og side."))
        taken.add(place)
        rows.append(plan)
    missing = tuple(c.name for c in known if c.external_id not in first and c.closed_on is None)
    return FilePlan(tuple(rows), missing, table.ignored)


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
    errors = [*row.errors, *identity_errors(row, first, may_repeat=True)]
    if known is not None and known.closed_on is not None:
        errors.append(CellError("ekstern_id", "Udvalget er nedlagt. Brug et andet id til et nyt udvalg."))
    is_first = carrier.no == row.no
    kind = given_word(carrier, "slags", KIND_WORDS, errors if is_first else [])
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
        return plan.wrong(*errors)
    if known is not None and is_first:
        plan = _with_changes(plan, known)
    if place is not None:
        plan = _with_place(plan, place, wanted[key], world)
    if plan.outcome is Outcome.NEW and not is_first and plan.place is None:
        plan = msgspec.structs.replace(plan, outcome=Outcome.SAME)
    return plan


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
    side, function = given_word(row, "side", SIDE_WORDS, errors), given_word(row, "funktion", FUNCTION_WORDS, errors)
    start, end = given_period(row, errors)
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


def _with_changes(plan: CommitteePlan, known: KnownCommittee) -> CommitteePlan:
    notes = changes(
        (
            ("navn", known.name, plan.name),
            ("slags", word_of(KIND_WORDS, known.kind), word_of(KIND_WORDS, plan.kind)),
            ("niveau", known.rank, plan.rank),
            ("enheder", ", ".join(sorted(known.units)), ", ".join(sorted(plan.units))),
        )
    )
    if not notes:
        return plan
    return msgspec.structs.replace(plan, outcome=Outcome.CHANGED, changes_committee=True, notes=notes)


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
        return plan.wrong(CellError("fra", "En plads, der er ophørt, skal have en startdato."))
    left = [
        m
        for m in held
        if m.meets(start, None) and not any(_is_wanted(m, words) for words in wanted if words[0] == m.person)
    ]
    notes = [f"{world.people[given.person]}: {word_of(FUNCTION_WORDS, given.function)}"]
    notes += [f"pladsen som {word_of(FUNCTION_WORDS, m.function)} slutter" for m in left]
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
