"""Pages of single sign-on."""

from datetime import datetime
from typing import ClassVar

import msgspec

from app.accounts.queries.sso import Connection
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page


class SsoOnwardsPage(Page, frozen=True, kw_only=True):
    """Sends the browser on to the provider. A page, as browsers follow no form to another site (form-action)."""

    template: ClassVar[str] = "accounts/sso/onwards.html"
    text: str
    button: str
    address: str


class SsoRefusedPage(Page, frozen=True, kw_only=True):
    """Somebody did not get in by single sign-on: why, and what they can do."""

    template: ClassVar[str] = "accounts/sso/refused.html"
    message: str
    administrators: tuple[str, ...]
    again: str
    button: str


class OwnConnectionPage(Page, frozen=True, kw_only=True):
    """One's own account and single sign-on."""

    template: ClassVar[str] = "accounts/sso/own.html"
    form: FormState
    connection: Connection | None


class MappingLine(msgspec.Struct, frozen=True):
    claim: str
    value: str
    role: str
    unit: str
    made_by: str
    made_at: datetime
    holders: int
    remove_href: str


class MappingsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/sso/mappings.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    issuer: str | None  # None: single sign-on is not set up
    mappings: tuple[MappingLine, ...]
    roles: tuple[Option, ...]
    units: tuple[Option, ...]


class RemoveMappingPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/sso/mapping_remove.html"
    crumbs: tuple[Crumb, ...]
    form: FormState
    action: str
    cancel: str
    mapping: MappingLine
