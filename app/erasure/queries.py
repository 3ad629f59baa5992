"""What content there is to erase, what else uses the same bytes, and how far an erasure is."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from piccolo.querystring import QueryString

from app.access.enums import Permission
from app.access.policy import ALLOWED, Above, Actor, Scope
from app.access.queries import case_in_scope
from app.cases.queries import get_case_ref_by_id
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_one, fetch_rows, in_list, joined, sql
from app.documents.queries import document_in_scope, get_document
from app.erasure.enums import ErasedKind, ErasureState
from app.evidence.queries import evidence_in_scope, get_evidence, place_of, units_linked
from app.reports.enums import Profile, SnapshotState
from app.reports.queries.snapshots import snapshot_in_scope

_MOST = 200


class File(msgspec.Struct, frozen=True):
    """One file of a piece of evidence, or that of a letter. `version` is the row that holds it."""

    version: int
    blob: int
    derived_blob: int | None
    sha256: str

    @property
    def blobs(self) -> tuple[int, ...]:
        return (self.blob,) if self.derived_blob is None else (self.blob, self.derived_blob)


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence or a letter, as far as its content goes. `files` are those that are still there."""

    kind: ErasedKind
    id: int
    public_id: str
    case_id: int | None
    title: str
    added_by: int
    where: tuple[Above, ...]
    units: tuple[int, ...]
    files: tuple[File, ...]

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.public_id}"

    @property
    def href(self) -> str:
        base = "dokumentation" if self.kind is ErasedKind.EVIDENCE else "dokumenter"
        return f"/{base}/{self.public_id}/slet-indhold"

    @property
    def blobs(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(blob for file in self.files for blob in file.blobs))

    def of(self, blobs: Collection[int]) -> "Subject":
        """The same with those files alone that hold one of `blobs`."""
        return msgspec.structs.replace(self, files=tuple(f for f in self.files if set(f.blobs) & set(blobs)))


_FILES = {
    ErasedKind.EVIDENCE: "SELECT v.id AS version, v.blob, v.derived_blob, b.sha256 FROM evidence_versions v "
    "JOIN blobs b ON b.id = v.blob WHERE v.evidence = {} AND v.erased_at IS NULL ORDER BY v.no",
    ErasedKind.DOCUMENT: "SELECT d.id AS version, d.blob, NULL AS derived_blob, b.sha256 FROM documents d "
    "JOIN blobs b ON b.id = d.blob WHERE d.id = {} AND d.erased_at IS NULL",
}


async def get_subject(scope: Scope, kind: ErasedKind, public_id: str) -> Subject:
    """What is asked to be erased. Raises `NotFound` for who does not read it."""
    if kind is ErasedKind.EVIDENCE:
        evidence = await get_evidence(scope, public_id)
        place = await place_of(scope, evidence.id)
        found = Subject(
            kind=kind,
            id=evidence.id,
            public_id=public_id,
            case_id=evidence.case_id,
            title=evidence.title,
            added_by=evidence.added_by,
            where=await units_linked(scope, evidence.id),
            units=place.units,
            files=(),
        )
    else:
        letter = await get_document(scope, public_id)
        case = await get_case_ref_by_id(scope, letter.case_id)
        found = Subject(
            kind=kind,
            id=letter.id,
            public_id=public_id,
            case_id=letter.case_id,
            title=letter.title,
            added_by=letter.added_by,
            where=(case.ancestors,),
            units=case.units,
            files=(),
        )
    return msgspec.structs.replace(found, files=tuple(await fetch_all(File, _FILES[kind], found.id)))


class Uses(msgspec.Struct, frozen=True):
    """What else uses the same bytes: what the reader reads, and the keys of what lies outside their scope."""

    seen: tuple[Subject, ...] = ()
    unseen: tuple[tuple[ErasedKind, int], ...] = ()


async def list_uses(scope: Scope, blobs: Sequence[int], but: tuple[ErasedKind, int]) -> Uses:
    """Everything in the installation that still uses one of `blobs`, but for one; never say what is `unseen`."""
    rows = await fetch_rows(
        "SELECT DISTINCT 'evidence' AS kind, e.id, e.public_id FROM evidence_versions v "
        "JOIN evidence e ON e.id = v.evidence "
        "WHERE v.erased_at IS NULL AND (v.blob IN {} OR v.derived_blob IN {}) "
        "UNION SELECT 'document' AS kind, d.id, d.public_id FROM documents d "
        "WHERE d.erased_at IS NULL AND d.blob IN {} ORDER BY 1, 2",
        *[in_list(blobs)] * 3,
    )
    seen, unseen = [], []
    for row in rows:
        kind = ErasedKind(row["kind"])
        if (kind, int(row["id"])) == but:
            continue
        try:
            seen.append((await get_subject(scope, kind, str(row["public_id"]))).of(blobs))
        except NotFound:
            unseen.append((kind, int(row["id"])))
    return Uses(tuple(seen), tuple(unseen))


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
        'SELECT s.id, s.public_id, s."case" AS case_id, c.public_id AS case_public_id, c.reference AS case_reference, '
        "s.no, s.profile, s.state, "
        "(SELECT MAX(n.no) FROM report_snapshots n WHERE n.replaces = s.id) AS replaced_by_no "
        'FROM report_snapshots s JOIN cases c ON c.id = s."case" WHERE s."case" IN {} AND {} AND {} '
        "ORDER BY c.reference, s.no",
        in_list(cases),
        sql("({})", joined([_names(mark) for mark in sorted(marks)], " OR ")),
        snapshot_in_scope(scope),
    )


def _names(mark: str) -> QueryString:
    plain = mark.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return sql("s.content LIKE {} ESCAPE '!'", f"%{plain}%")


class ErasureRow(msgspec.Struct, frozen=True, kw_only=True):
    """How far an erasure is. `asked_by` None: it follows one elsewhere, which `first_asked_by` asked for."""

    id: int
    public_id: str
    follows: int | None
    state: ErasureState
    reason: str
    hides_name: bool
    asked_by: int | None
    asked_by_name: str | None
    first_asked_by: int | None
    asked_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    note: str

    @property
    def askers(self) -> tuple[int | None, ...]:
        return (self.asked_by, self.first_asked_by)


async def find_erasure(scope: Scope, subject: Subject) -> ErasureRow | None:
    """The latest erasure of what the caller has resolved in the scope; None where nobody has asked."""
    return await fetch_one(
        ErasureRow,
        "SELECT x.id, x.public_id, x.follows, x.state, x.reason, x.hides_name, x.asked_by, a.name AS asked_by_name, "
        "o.asked_by AS first_asked_by, x.asked_at, d.name AS decided_by_name, x.decided_at, x.note FROM erasures x "
        "LEFT JOIN persons a ON a.id = x.asked_by LEFT JOIN persons d ON d.id = x.decided_by "
        f"LEFT JOIN erasures o ON o.id = x.follows WHERE x.{subject.kind.value} = {{}} ORDER BY x.id DESC LIMIT 1",
        subject.id,
    )


async def files_to_erase(scope: Scope, subject: Subject, erasure: ErasureRow) -> Subject:
    """`subject` with the files that `erasure` is about: all of them, or those that were erased elsewhere."""
    if erasure.follows is None:
        return subject
    rows = await fetch_rows(
        "SELECT v.blob, v.derived_blob FROM erasures x JOIN evidence_versions v ON v.evidence = x.evidence "
        "WHERE x.id = {} AND v.erased_at IS NOT NULL "
        "UNION SELECT d.blob, NULL FROM erasures x JOIN documents d ON d.id = x.document WHERE x.id = {}",
        erasure.follows,
        erasure.follows,
    )
    return subject.of({int(blob) for row in rows for blob in row.values() if blob is not None})


class ErasedFile(msgspec.Struct, frozen=True):
    """A file whose content was erased here. `is_free`: nothing else uses its bytes, so they go from the store."""

    sha256: str
    is_free: bool


async def list_erased_files(scope: Scope, subject: Subject) -> list[ErasedFile]:
    """The files of what the caller has resolved in the scope whose content is erased, copies made of them among it."""
    rows = (
        "evidence_versions v JOIN blobs b ON b.id = v.blob OR b.id = v.derived_blob WHERE v.evidence = {}"
        if subject.kind is ErasedKind.EVIDENCE
        else "documents v JOIN blobs b ON b.id = v.blob WHERE v.id = {}"
    )
    return await fetch_all(
        ErasedFile,
        "SELECT DISTINCT b.sha256, CASE WHEN b.erased_at IS NULL THEN 0 ELSE 1 END AS is_free "
        f"FROM {rows} AND v.erased_at IS NOT NULL ORDER BY b.sha256",
        subject.id,
    )


async def list_decided_reports(scope: Scope, erasure_id: int) -> list[tuple[NamingReport, bool]]:
    """The reports that an erasure the caller has resolved was decided for, each with whether it was kept."""
    rows = await fetch_rows(
        'SELECT s.id, s.public_id, s."case" AS case_id, c.public_id AS case_public_id, c.reference AS case_reference, '
        "s.no, s.profile, s.state, "
        "(SELECT MAX(n.no) FROM report_snapshots n WHERE n.replaces = s.id) AS replaced_by_no, "
        "x.is_kept FROM erasure_snapshots x JOIN report_snapshots s ON s.id = x.snapshot "
        'JOIN cases c ON c.id = s."case" WHERE x.erasure = {} AND {} ORDER BY c.reference, s.no',
        erasure_id,
        snapshot_in_scope(scope),
    )
    return [(msgspec.convert(row, NamingReport, strict=False), bool(row["is_kept"])) for row in rows]


async def count_asked_elsewhere(scope: Scope, erasure: ErasureRow) -> int:
    """How many places besides were asked because they use the same bytes and have not said yes."""
    rows = await fetch_rows(
        "SELECT COUNT(*) AS n FROM erasures WHERE follows = {} AND state <> {}", erasure.id, ErasureState.DONE
    )
    return int(rows[0]["n"])


class Waiting(msgspec.Struct, frozen=True):
    """Content that somebody asked to have erased, and that the reader may decide about. It names nothing of it."""

    kind: ErasedKind
    public_id: str
    case_reference: str | None
    asked_at: datetime

    @property
    def href(self) -> str:
        base = "dokumentation" if self.kind is ErasedKind.EVIDENCE else "dokumenter"
        return f"/{base}/{self.public_id}/slet-indhold"


async def list_waiting(actor: Actor, *, limit: int = _MOST) -> list[Waiting]:
    """What waits for the actor as the second person, the oldest first. One query."""
    held = tuple(grant for grant in actor.grants if grant.role in ALLOWED[Permission.CONTENT_ERASE])
    scope = msgspec.structs.replace(actor, grants=held).scope
    if not scope.sees_cases:
        return []
    return await fetch_all(
        Waiting,
        "SELECT CASE WHEN x.evidence IS NULL THEN 'document' ELSE 'evidence' END AS kind, "
        "COALESCE(e.public_id, d.public_id) AS public_id, c.reference AS case_reference, x.asked_at FROM erasures x "
        "LEFT JOIN erasures o ON o.id = x.follows "
        "LEFT JOIN evidence e ON e.id = x.evidence LEFT JOIN documents d ON d.id = x.document "
        'LEFT JOIN cases c ON c.id = COALESCE(e."case", d."case") AND {} '
        "WHERE x.state = {} AND COALESCE(x.asked_by, o.asked_by, 0) <> {} "
        "AND ((x.evidence IS NOT NULL AND {}) OR (x.document IS NOT NULL AND {})) ORDER BY x.id LIMIT {}",
        case_in_scope(scope, "c.id"),
        ErasureState.ASKED,
        actor.person or 0,
        evidence_in_scope(scope),
        document_in_scope(scope),
        limit,
    )
