from datetime import date, datetime
from typing import Any, ClassVar
from urllib.parse import quote

import msgspec
from litestar import Request

from app.documents.enums import ScanState
from app.documents.queries import PaperRow
from app.documents.rules import ACCEPT_ATTRIBUTE, MOST_FILES, limit_text
from app.web.forms import FormState
from app.web.pages import Crumb, FormPage, Option, Page, settings_of


def file_href(public_id: str, file_name: str) -> str:
    """Where a document is downloaded, under the name it came with whatever letters that has."""
    return f"/dokumenter/{public_id}/{quote(file_name, safe='')}"


class UploadField(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside a file field before anybody chooses a file, and what the browser lets them choose."""

    limit_text: str
    photo_limit_text: str
    accept: str = ACCEPT_ATTRIBUTE
    most_mb: int
    most_files: int = MOST_FILES
    must_choose_again: bool  # the form is drawn again, and the browser has forgotten the files


def upload_field(request: Request[Any, Any, Any], *, again: bool, is_paper: bool = False) -> UploadField:
    """The file field of a form that is drawn for the first time, or `again`; of a paper, which belongs to no case."""
    settings = settings_of(request)
    limit_mb = settings.upload_limit_mb
    return UploadField(
        limit_text=limit_text(limit_mb, None if is_paper else settings.room.case_mb, settings.room.all_mb),
        photo_limit_text=f"Højst {limit_mb} MB. Billedet vises uden det sted, hvor det er taget.",
        most_mb=limit_mb,
        must_choose_again=again,
    )


class PaperLine(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a survey or of material. `href` None: nobody gets it, and `scan` says why where it is in use."""

    title: str
    href: str | None
    preview_href: str | None
    file_name: str
    size: int
    scan: str
    is_infected: bool
    tier: str  # "" where it has none of its own
    tier_href: str | None
    purpose: str
    kept_until: date | None
    by_role: str
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str
    withdraw_href: str | None
    erased_at: datetime | None


def paper_line(
    row: PaperRow, base: str, *, tier: str = "", may_set_tier: bool = False, may_withdraw: bool = False
) -> PaperLine:
    """`base` is the address of what the file belongs to."""
    here = f"{base}/filer/{row.public_id}"
    is_kept = row.erased_at is None and row.withdrawn_at is None
    can_be_had = is_kept and not row.kept_back
    return PaperLine(
        title=row.title,
        href=f"{here}/hent/{quote(row.file_name, safe='')}" if can_be_had else None,
        preview_href=f"{here}/vis/billede.jpg" if can_be_had and row.preview_sha256 else None,
        file_name=row.file_name,
        size=row.size,
        scan=row.kept_back if is_kept else "",
        is_infected=row.scan is ScanState.INFECTED,
        tier=tier,
        tier_href=f"{here}/fortrolighed" if is_kept and may_set_tier else None,
        purpose=row.purpose,
        kept_until=row.kept_until,
        by_role=row.by_role,
        added_at=row.added_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
        withdraw_href=f"{here}/traek-tilbage" if is_kept and may_withdraw else None,
        erased_at=row.erased_at,
    )


class WithdrawPaperPage(FormPage, frozen=True, kw_only=True):
    """A paper goes out of use."""

    template: ClassVar[str] = "documents/withdraw.html"
    subject: str
    lead: str = "Ingen kan åbne filen bagefter. Den bliver stående med din begrundelse."
    submit: str = "Træk tilbage"


class DocumentNew(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "documents/new.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    kinds: tuple[Option, ...]
    directions: tuple[Option, ...]
    tiers: tuple[Option, ...]  # none where there is nothing to choose
    upload: UploadField
    action: str
    cancel_href: str
