"""What a file of units would change: decided before anything is written, a row at a time.

An empty cell changes nothing. Nobody and nothing is deleted: units that the file does not name are listed.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from app.organisation.enums import UnitKind
from app.organisation.rules.file_plans import (
    FilePlan,
    Outcome,
    RowPlan,
    changes,
    first_lines,
    given_day,
    identity_errors,
)
from app.organisation.rules.files import CellError, FileRow, FileTable
from app.organisation.rules.settings import cvr_problem, production_unit_no_problem

UNIT_HEADINGS = {
    "eksternid": "ekstern_id",
    "externalid": "ekstern_id",
    "id": "ekstern_id",
    "enhedsid": "ekstern_id",
    "navn": "navn",
    "enhedsnavn": "navn",
    "name": "navn",
    "slags": "slags",
    "type": "slags",
    "kind": "slags",
    "overenhed": "overenhed",
    "overordnet": "overenhed",
    "overordnetenhed": "overenhed",
    "parent": "overenhed",
    "parentid": "overenhed",
    "cvr": "cvr",
    "cvrnr": "cvr",
    "cvrnummer": "cvr",
    "cvrno": "cvr",
    "pnummer": "p_nummer",
    "pnr": "p_nummer",
    "pno": "p_nummer",
    "productionunitno": "p_nummer",
    "gyldigfra": "gyldig_fra",
    "fra": "gyldig_fra",
    "validfrom": "gyldig_fra",
}
UNIT_REQUIRED = ("ekstern_id", "navn")
OWN_ID = "hp-"  # external ids that Handlepligt made up: no other system knows them


class KnownUnit(msgspec.Struct, frozen=True):
    """A unit as it stands; `parent` is the external id of the one above."""

    id: int
    version: int
    external_id: str
    name: str
    kind: UnitKind
    parent: str | None
    cvr_no: str | None
    production_unit_no: str | None
    valid_from: date
    closed_on: date | None


class UnitPlan(RowPlan, frozen=True, kw_only=True):
    """`parent` is None for the municipality's top unit."""

    kind: UnitKind
    parent: str | None
    cvr_no: str | None
    production_unit_no: str | None
    valid_from: date | None


def plan_units(
    table: FileTable, known: Mapping[str, KnownUnit], kind_labels: Mapping[UnitKind, str], today: date
) -> FilePlan[UnitPlan]:
    """The outcome of every row against the units known now. Writes nothing and asks nobody.

    A row without `overenhed` hangs under the municipality's top unit; where there is none yet, it becomes it.
    """
    top = next((unit.external_id for unit in known.values() if unit.parent is None and unit.closed_on is None), None)
    first = first_lines(table)
    if top is None:
        top = next((key for key, row in first.items() if not row.cells.get("overenhed")), None)
    parents = {key: unit.parent for key, unit in known.items()}
    for key, row in first.items():
        parents[key] = _parent(row, known.get(key), top)
    rows = [_plan_row(row, known, first, parents, kind_labels, today) for row in table.rows]
    missing = tuple(
        unit.name
        for key, unit in known.items()
        if key not in first and key != top and not key.startswith(OWN_ID) and unit.closed_on is None
    )
    return FilePlan(tuple(rows), missing, table.ignored)


def _parent(row: FileRow, old: KnownUnit | None, top: str | None) -> str | None:
    """The external id of the unit above, as the file would have it."""
    if given := row.cells.get("overenhed"):
        return given
    if old is not None:
        return old.parent
    return None if row.cells["ekstern_id"] == top else top


def _plan_row(
    row: FileRow,
    known: Mapping[str, KnownUnit],
    first: Mapping[str, FileRow],
    parents: Mapping[str, str | None],
    kind_labels: Mapping[UnitKind, str],
    today: date,
) -> UnitPlan:
    key = row.cells.get("ekstern_id", "")
    old = known.get(key)
    errors = [*row.errors, *identity_errors(row, first, may_repeat=False)]
    kind = _kind(row, old, kind_labels, errors)
    valid_from = given_day(row, "gyldig_fra", errors)
    parent = parents.get(key)
    errors += _place_errors(key, parent, old, known, parents) if key else []
    for column, problem in (("cvr", cvr_problem), ("p_nummer", production_unit_no_problem)):
        if message := problem(row.cells.get(column, "")):
            errors.append(CellError(column, message))
    plan = UnitPlan(
        no=row.no,
        outcome=Outcome.NEW,
        external_id=key,
        name=row.cells.get("navn", ""),
        kind=kind,
        parent=parent,
        cvr_no=row.cells.get("cvr") or (old.cvr_no if old else None),
        production_unit_no=row.cells.get("p_nummer") or (old.production_unit_no if old else None),
        valid_from=valid_from,
    )
    outcome, notes = (Outcome.NEW, ()) if old is None else _compare(plan, old, known, first)
    if outcome is not Outcome.SAME and valid_from is not None:
        errors += _day_errors(valid_from, old, today)
    if errors:
        return plan.wrong(*errors)
    return msgspec.structs.replace(plan, outcome=outcome, notes=notes)


def _kind(
    row: FileRow, old: KnownUnit | None, kind_labels: Mapping[UnitKind, str], errors: list[CellError]
) -> UnitKind:
    word = row.cells.get("slags", "")
    if not word and old is not None:
        return old.kind
    for kind, label in kind_labels.items():
        if word.casefold() in (label.casefold(), kind.value):
            return kind
    errors.append(CellError("slags", f"Skriv en af disse: {', '.join(kind_labels.values())}."))
    return UnitKind.WORKPLACE


def _day_errors(day: date, old: KnownUnit | None, today: date) -> list[CellError]:
    if day > today:
        return [CellError("gyldig_fra", "Datoen ligger i fremtiden. Indlæs filen, når den er kommet.")]
    if old is not None and day < old.valid_from:
        return [CellError("gyldig_fra", f"Enheden blev sidst ændret den {old.valid_from:%d.%m.%Y}.")]
    return []


def _place_errors(
    key: str,
    parent: str | None,
    old: KnownUnit | None,
    known: Mapping[str, KnownUnit],
    parents: Mapping[str, str | None],
) -> list[CellError]:
    if old is not None and old.closed_on is not None:
        return [CellError("ekstern_id", f"Enheden blev lukket den {old.closed_on:%d.%m.%Y}.")]
    if old is not None and old.parent is None and parent is not None:
        return [CellError("overenhed", "Kommunens øverste enhed kan ikke flyttes.")]
    if parent is None:
        return []
    if parent not in parents:
        return [CellError("overenhed", f"Enheden {parent} findes hverken i filen eller i Handlepligt.")]
    if parent in known and known[parent].closed_on is not None:
        return [CellError("overenhed", f"Enheden {parent} er lukket.")]
    if _is_in_circle(key, parents):
        return [CellError("overenhed", "Enheden kommer til at høre under sig selv.")]
    return []


def _is_in_circle(key: str, parents: Mapping[str, str | None]) -> bool:
    passed: set[str] = set()
    above = parents.get(key)
    while above is not None and above not in passed:
        if above == key:
            return True
        passed.add(above)
        above = parents.get(above)
    return False


def _compare(
    plan: UnitPlan, old: KnownUnit, known: Mapping[str, KnownUnit], first: Mapping[str, FileRow]
) -> tuple[Outcome, tuple[str, ...]]:
    """Whether the row changes the unit, and in words what."""
    notes = changes(
        (
            ("navn", old.name, plan.name),
            ("slags", old.kind, plan.kind),
            ("cvr", old.cvr_no, plan.cvr_no),
            ("p_nummer", old.production_unit_no, plan.production_unit_no),
        )
    )
    if plan.parent == old.parent:
        return (Outcome.CHANGED if notes else Outcome.SAME), notes

    def name(key: str | None) -> str:
        if key is None:
            return "øverst"
        if key in known:
            return known[key].name
        return first[key].cells.get("navn", key)

    return Outcome.MOVED, (f"overenhed: {name(old.parent)} → {name(plan.parent)}", *notes)


def in_tree_order(plan: FilePlan[UnitPlan]) -> list[UnitPlan]:
    """The rows with each unit after the one above it, so that every step leaves a tree."""
    rows = {row.external_id: row for row in plan.rows}

    def depth(row: UnitPlan) -> int:
        count, above = 0, row.parent
        while above is not None and above in rows:
            count, above = count + 1, rows[above].parent
        return count

    return sorted(plan.rows, key=lambda row: (depth(row), row.no))
