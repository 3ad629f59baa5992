from typing import Any, ClassVar
from urllib.parse import quote

import msgspec
from litestar import Request

from app.documents.rules import ACCEPT_ATTRIBUTE, MOST_FILES, limit_text
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page, settings_of


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


def upload_field(request: Request[Any, Any, Any], *, again: bool) -> UploadField:
    """The file field of a form that is drawn for the first time, or `again`."""
    settings = settings_of(request)
    limit_mb = settings.upload_limit_mb
    return UploadField(
        limit_text=limit_text(limit_mb, settings.room.case_mb, settings.room.all_mb),
        photo_limit_text=f"Højst {limit_mb} MB. Billedet vises uden det sted, hvor det er taget.",
        most_mb=limit_mb,
        must_choose_again=again,
    )


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
