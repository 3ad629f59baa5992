from typing import ClassVar

import msgspec

from app.web.forms import FormState
from app.web.pages import Page


class DemoLogin(msgspec.Struct, frozen=True):
    username: str
    name: str
    role: str


class LoginPage(Page, frozen=True):
    template: ClassVar[str] = "accounts/login.html"
    form: FormState
    to: str
    carried: str
    session_ended: bool
    lost_files: bool
    demo_logins: tuple[DemoLogin, ...]
