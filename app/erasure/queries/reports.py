"""The frozen reports that name a file, and what was decided about them."""

from collections.abc import Sequence

import msgspec
from piccolo.querystring import QueryString

from app.access.policy import Scope
from app.db.sql import fetch_all, fetch_rows, in_list, joined, sql
from app.erasure.enums import ErasedKind
from app.erasure.queries.content import Subject
from app.reports.enums import Profile, SnapshotState
from app.reports.queries.snapshots import snapshot_in_scope

_REPORT = (
    's.id, s.public_id, s."case" AS case_id, c.public_id AS case_public_id, c.reference AS case_reference, '
    "s.no, s.profile, s.state, "
    "(SELECT MAX(n.no) FROM report_snapshots n WHERE n.replaces = s.id) AS replaced_by_no"
)


class NamingReport(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen report that names the file."""

    id: int
    public_id: str
    case_id: int
    case_public_id: str
    case_reference: str
    no: int
    profile: Profile
    state: SnapshotState
    replaced_by_no: int | None

    @property
    def key(self) -> str:
        return f"report:{self.public_id}"

    @property
    def href(self) -> str:
        return f"/sager/{self.case_public_id}/rapport/{self.no}"


async def list_reports_naming(scope: Scope, subjects: Sequence[Subject]) -> list[NamingReport]:
    """The frozen reports, withdrawn ones too, that name one of these files or letters, and that the reader may
    know of."""
    cases = {each.case_id for each in subjects if each.case_id is not None}
    marks = {f'"sha256":"{file.sha256}"' for each in subjects for file in each.files}
    letters = (each for each in subjects if each.kind is ErasedKind.DOCUMENT)
    marks |= {f'"document":{msgspec.json.encode(each.title).decode()}' for each in letters}
    if not cases or not marks:
        return []
    return await fetch_all(
        NamingReport,
        f'SELECT {_REPORT} FROM report_snapshots s JOIN cases c ON c.id = s."case" '
        'WHERE s."case" IN {} AND {} AND {} '
        "ORDER BY c.reference, s.no",
        in_list(cases),
        sql("({})", joined([_names(mark) for mark in sorted(marks)], " OR ")),
        snapshot_in_scope(scope),
    )


def _names(mark: str) -> QueryString:
    plain = mark.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return sql("s.content LIKE {} ESCAPE '!'", f"%{plain}%")


async def list_decided_reports(scope: Scope, erasure_id: int) -> list[tuple[NamingReport, bool]]:
    """The reports that an erasure the caller has resolved was decided for, each with whether it was kept."""
    rows = await fetch_rows(
        f"SELECT {_REPORT}, x.is_kept FROM erasure_snapshots x JOIN report_snapshots s ON s.id = x.snapshot "
        'JOIN cases c ON c.id = s."case" WHERE x.erasure = {} AND {} ORDER BY c.reference, s.no',
        erasure_id,
        snapshot_in_scope(scope),
    )
    return [(msgspec.convert(row, NamingReport, strict=False), bool(row["is_kept"])) for row in rows]
