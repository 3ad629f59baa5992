"""Finding one case inside the reader's scope: the first step of every page and every change."""

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Above, Scope
from app.access.queries import case_in_scope
from app.cases.enums import CaseOutcome, CasePhase, NoticeKind
from app.core.errors import NotFound
from app.db.sql import fetch_all, sql


class UnitThen(msgspec.Struct, frozen=True):
    """A unit with the name and numbers it had when the case was registered."""

    id: int
    name: str
    cvr_no: str | None
    production_unit_no: str | None


class CaseRef(msgspec.Struct, frozen=True, kw_only=True):
    """A case the reader may see, with its units as they were then; `owner` is accountable for it, and `ancestors` is
    what `access.policy.may` asks for."""

    id: int
    public_id: str
    reference: str
    title: str
    kind: NoticeKind
    phase: CasePhase
    outcome: CaseOutcome | None
    municipality: int
    units_then: tuple[UnitThen, ...]
    ancestors: Above
    version: int
    has_employee_body: bool
    owner: int | None = None
    owner_public_id: str = ""
    owner_name: str = ""
    owner_is_active: bool = True
    handed_on_by: int | None = None

    @property
    def needs_owner(self) -> bool:
        """Whether who is accountable has left while the case is not closed (rule 26)."""
        return not self.owner_is_active and self.phase is not CasePhase.CLOSED

    @property
    def units(self) -> tuple[int, ...]:
        return tuple(each.id for each in self.units_then)

    @property
    def unit_names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.units_then)


class _Row(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    reference: str
    title: str
    kind: NoticeKind
    phase: CasePhase
    outcome: CaseOutcome | None
    municipality: int
    version: int
    has_employee_body: bool
    owner: int | None
    owner_public_id: str | None
    owner_name: str | None
    owner_is_active: bool | None
    handed_on_by: int | None
    unit: int
    name: str
    cvr_no: str | None
    production_unit_no: str | None
    ancestor: int


async def get_case_ref(scope: Scope, public_id: str) -> CaseRef:
    """The case with this id in its address. Raises `NotFound` where there is none inside the scope."""
    return _found(await _ref(scope, sql("c.public_id = {}", public_id)))


async def get_case_ref_by_id(scope: Scope, case_id: int) -> CaseRef:
    """As `get_case_ref`, by the internal key."""
    return _found(await _ref(scope, sql("c.id = {}", case_id)))


async def find_case_ref(scope: Scope, case_id: int) -> CaseRef | None:
    """As `get_case_ref_by_id`, but None outside the scope: an item may be visible where its case is not."""
    return await _ref(scope, sql("c.id = {}", case_id))


def _found(ref: CaseRef | None) -> CaseRef:
    if ref is None:
        raise NotFound
    return ref


async def _ref(scope: Scope, condition: QueryString) -> CaseRef | None:
    """One query: a row for every unit of the case and every unit above it."""
    rows = await fetch_all(
        _Row,
        "SELECT c.id, c.public_id, c.reference, c.title, c.kind, c.phase, c.outcome, c.municipality, c.version, "
        "c.has_employee_body, c.owner, p.public_id AS owner_public_id, p.name AS owner_name, "
        "p.is_active AS owner_is_active, c.handed_on_by, cu.unit, v.name, v.cvr_no, v.production_unit_no, uc.ancestor "
        'FROM cases c JOIN case_units cu ON cu."case" = c.id LEFT JOIN persons p ON p.id = c.owner '
        "JOIN unit_versions v ON v.id = cu.unit_version JOIN unit_closure uc ON uc.descendant = cu.unit "
        "WHERE {} AND {} ORDER BY cu.id",
        condition,
        case_in_scope(scope, "c.id"),
    )
    if not rows:
        return None
    case = rows[0]
    units = {row.unit: UnitThen(row.unit, row.name, row.cvr_no, row.production_unit_no) for row in rows}
    return CaseRef(
        id=case.id,
        public_id=case.public_id,
        reference=case.reference,
        title=case.title,
        kind=case.kind,
        phase=case.phase,
        outcome=case.outcome,
        municipality=case.municipality,
        units_then=tuple(units.values()),
        ancestors=Above.of(((row.unit, row.ancestor) for row in rows), case=case.id),
        version=case.version,
        has_employee_body=case.has_employee_body,
        owner=case.owner,
        owner_public_id=case.owner_public_id or "",
        owner_name=case.owner_name or "",
        owner_is_active=case.owner_is_active is not False,
        handed_on_by=case.handed_on_by,
    )
