from typing import ClassVar
from urllib.parse import quote

from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page


def file_href(public_id: str, file_name: str) -> str:
    """Where a document is downloaded, under the name it came with whatever letters that has."""
    return f"/dokumenter/{public_id}/{quote(file_name, safe='')}"


class DocumentNew(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "documents/new.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    kinds: tuple[Option, ...]
    directions: tuple[Option, ...]
    limit_text: str
    accept: str
    must_choose_again: bool
    action: str
    cancel_href: str
