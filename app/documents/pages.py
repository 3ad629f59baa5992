from typing import ClassVar

from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page


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
