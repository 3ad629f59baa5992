"""What content there is to erase, what else uses the same bytes, and what was erased."""

from collections.abc import Collection, Sequence

import msgspec

from app.access.policy import Above, Scope
from app.cases.queries import get_case_ref_by_id
from app.core.errors import NotFound
from app.db.sql import fetch_all, fetch_rows, in_list
from app.documents.queries import get_document
from app.erasure.enums import ErasedKind
from app.evidence.queries import get_evidence, place_of, units_linked


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
