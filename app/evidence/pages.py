"""One Struct per page of evidence, and its rows."""

from datetime import date, datetime
from typing import ClassVar
from urllib.parse import quote

import msgspec

from app.access.pages import TierTag, tier_tag
from app.cases.pages import CaseHeader
from app.documents.enums import ScanState
from app.documents.labels import DIRECTION, DOCUMENT_KIND, SCAN_STATE
from app.documents.pages import UploadField
from app.documents.queries import DocumentRow
from app.documents.rules import KEPT_BACK, can_have_preview, is_photo
from app.evidence.labels import EVIDENCE_KIND
from app.evidence.queries import EvidenceRow, EvidenceVersionRow
from app.evidence.queries.quarantine import Quarantine, RefusedFile
from app.evidence.request_pages import RequestLine
from app.plans.pages import UpdatePage
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page


class FileLine(msgspec.Struct, frozen=True, kw_only=True):
    """A version as a line: a file to fetch, or where to look in the ESDH system."""

    no: int
    file_name: str
    href: str | None
    size: int | None
    hash_short: str
    hash: str
    esdh_reference: str
    by_role: str
    at: datetime
    preview_href: str | None
    scan: str  # why nobody gets it: it waits for the virus scanner, or there is a virus in it
    is_infected: bool
    has_no_preview: bool  # a photo or a PDF file that no small picture could be made of
    is_photo: bool
    erased_at: datetime | None


def file_line(public_id: str, row: EvidenceVersionRow) -> FileLine:
    base = f"/dokumentation/{public_id}/v{row.no}"
    is_kept_back = row.scan in KEPT_BACK
    return FileLine(
        no=row.no,
        file_name=row.file_name,
        href=f"{base}/{quote(row.file_name)}" if row.sha256 and not is_kept_back else None,
        size=row.size,
        hash_short=(row.sha256 or row.erased_sha256 or "")[:12],
        hash=row.sha256 or row.erased_sha256 or "",
        esdh_reference=row.esdh_reference,
        by_role=row.by_role,
        at=row.at,
        preview_href=f"{base}/vis/billede.jpg" if row.preview_sha256 and not is_kept_back else None,
        scan=SCAN_STATE[row.scan] if row.scan and row.scan in KEPT_BACK else "",
        is_infected=row.scan is ScanState.INFECTED,
        has_no_preview=can_have_preview(row.media_type or "") and row.preview_sha256 is None,
        is_photo=is_photo(row.media_type or ""),
        erased_at=row.erased_at,
    )


class EvidenceLine(msgspec.Struct, frozen=True, kw_only=True):
    href: str
    title: str
    kind: str
    dated_on: date | None
    is_withdrawn: bool
    withdrawn_at: datetime | None
    withdrawn_reason: str
    tier: TierTag
    file: FileLine


def evidence_line(row: EvidenceRow, *, may_set_tier: bool = False) -> EvidenceLine:
    return EvidenceLine(
        href=row.href,
        title=row.title,
        kind=EVIDENCE_KIND[row.kind],
        dated_on=row.dated_on,
        is_withdrawn=row.is_withdrawn,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
        tier=tier_tag(row.tier, row.href, may_change=may_set_tier),
        file=file_line(row.public_id, row),
    )


class EvidenceGroup(msgspec.Struct, frozen=True):
    """What proves something about one focus point, one item or the whole case. `add_href` None: may not add."""

    heading: str
    kind: str
    href: str | None
    rows: tuple[EvidenceLine, ...]
    add_href: str | None

    @property
    def is_unproved(self) -> bool:
        """Whether there is nothing here that is in use and can be fetched."""
        return all(row.is_withdrawn or row.file.scan for row in self.rows)

    @property
    def waits(self) -> bool:
        """Whether something here waits for the virus scanner."""
        return any(row.file.scan and not row.is_withdrawn and not row.file.is_infected for row in self.rows)

    @property
    def has_photos(self) -> bool:
        return any(row.file.is_photo and row.file.href for row in self.rows)


class DocumentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A letter; `href` None: its content is erased, or `scan` says why nobody gets it.

    `erase_href` None for who has nothing to do with that.
    """

    href: str | None
    erase_href: str | None
    erased_at: datetime | None
    scan: str
    title: str
    kind: str
    direction: str
    dated_on: date | None
    esdh_document_no: str
    tier: TierTag
    size: int
    hash_short: str
    by_role: str
    added_at: datetime


def document_line(row: DocumentRow, *, may_set_tier: bool, may_erase: bool) -> DocumentLine:
    here = f"/dokumenter/{row.public_id}"
    return DocumentLine(
        href=f"{here}/{quote(row.file_name)}" if row.erased_at is None and not row.kept_back else None,
        erase_href=f"{here}/slet-indhold" if may_erase or row.erased_at is not None else None,
        erased_at=row.erased_at,
        scan=row.kept_back,
        title=row.title,
        kind=DOCUMENT_KIND[row.kind],
        direction=DIRECTION[row.direction],
        dated_on=row.dated_on,
        esdh_document_no=row.esdh_document_no,
        tier=tier_tag(row.tier, here, may_change=may_set_tier),
        size=row.size,
        hash_short=row.sha256[:12],
        by_role=row.by_role,
        added_at=row.added_at,
    )


class EvidenceIndex(Page, frozen=True, kw_only=True):
    """Everything of a case. `empty_groups` are the focus points and items that are unproved."""

    template: ClassVar[str] = "evidence/index.html"
    case: CaseHeader
    groups: tuple[EvidenceGroup, ...]
    empty_groups: tuple[EvidenceGroup, ...]
    documents: tuple[DocumentLine, ...]
    withheld_evidence: int
    withheld_documents: int
    requests: tuple[RequestLine, ...]
    request_href: str | None
    add_href: str | None
    add_document_href: str | None
    stranded_href: str | None  # where a reader is found for what nobody reads any more


class StrandedPage(Page, frozen=True, kw_only=True):
    """What is kept to people who have all left; titles and texts stay unsaid."""

    template: ClassVar[str] = "evidence/stranded.html"
    case: CaseHeader
    form: FormState
    rows: tuple[Option, ...]
    people: tuple[Option, ...]
    action: str
    cancel_href: str


class ItemEvidence(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "evidence/item.html"
    crumbs: tuple[Crumb, ...]
    group: EvidenceGroup


class EvidenceNew(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "evidence/new.html"
    crumbs: tuple[Crumb, ...]
    target: str
    form: FormState
    kinds: tuple[Option, ...]
    tiers: tuple[Option, ...]  # none where there is nothing to choose
    upload: UploadField
    taken: tuple[str, ...]  # files of this form that were saved, while others were not
    action: str
    cancel_href: str


class EvidenceShow(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "evidence/show.html"
    crumbs: tuple[Crumb, ...]
    evidence: EvidenceLine
    versions: tuple[FileLine, ...]
    links: tuple[Crumb, ...]
    may_change: bool
    may_withdraw: bool
    may_link: bool
    erase_href: str | None
    why_not: str  # a reason, where others rest on it, too


class VersionNew(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "evidence/new_version.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    version: int
    upload: UploadField
    action: str
    cancel_href: str


class EvidenceWithdraw(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "evidence/withdraw.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    links: tuple[str, ...]
    action: str
    cancel_href: str


class LinkNew(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "evidence/link.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    targets: tuple[Option, ...]
    action: str
    cancel_href: str


class QuarantinePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "evidence/quarantine.html"
    crumbs: tuple[Crumb, ...]
    has_scanner: bool
    quarantine: Quarantine
    refused: tuple[RefusedFile, ...]
    days: int


class ItemUpdatePage(UpdatePage, frozen=True, kw_only=True):
    """The form of a phone, with photos and files."""

    template: ClassVar[str] = "evidence/update_item.html"
    upload: UploadField
