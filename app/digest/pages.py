from typing import ClassVar

from app.web.forms import FormState
from app.web.pages import Page


class MailPage(Page, frozen=True, kw_only=True):
    """Whether one gets the daily mail; `sends` False: no mail server is set up."""

    template: ClassVar[str] = "digest/own.html"
    form: FormState
    email: str | None
    sends: bool
