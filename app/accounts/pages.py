from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.access.enums import UNIT_ROLES, Role
from app.access.labels import ROLE
from app.accounts.codes import Setup
from app.accounts.queries import OwnLogin, OwnSession, PersonDetail
from app.accounts.queries.holdings import Holdings
from app.accounts.queries.sso import Connection
from app.accounts.reasons import AccessReason, CaseReason
from app.web.forms import FormState
from app.web.pages import Crumb, FormPage, Option, Page


class DemoLogin(msgspec.Struct, frozen=True):
    username: str
    name: str
    role: str


class LoginPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/login.html"
    form: FormState
    to: str
    carried: str
    session_ended: bool
    lost_files: bool
    has_sso: bool
    demo_logins: tuple[DemoLogin, ...]


class ForgottenPage(Page, frozen=True, kw_only=True):
    """Asking for a link; `sends` False: there is no mail server, and an administrator is to be asked."""

    template: ClassVar[str] = "accounts/forgotten.html"
    form: FormState
    sends: bool
    has_sso: bool


class PersonLine(msgspec.Struct, frozen=True):
    name: str
    href: str
    job_title: str
    roles: tuple[str, ...]
    state: str


class PersonsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/persons/index.html"
    people: tuple[PersonLine, ...]
    query: str
    next_href: str | None


class RoleLine(msgspec.Struct, frozen=True):
    role: str
    unit: str
    path: str
    valid_from: date
    valid_to: date | None
    state: str  # gælder, kommer, ophørt
    end_href: str | None


class PersonPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/persons/show.html"
    crumbs: tuple[Crumb, ...]
    base: str
    person: PersonDetail
    roles: tuple[RoleLine, ...]
    reasons: tuple[AccessReason, ...]
    is_self: bool
    in_reach: bool  # all their units are the reader's: whoever is not is left to who administers them
    locked_until: datetime | None
    holdings: Holdings
    connection: Connection | None  # of their account with single sign-on


class NewPersonPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/persons/new.html"
    municipalities: tuple[Option, ...]


class EditPersonPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/persons/edit.html"


class LeavePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/persons/leave.html"
    is_active: bool
    holdings: Holdings


class RolePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/persons/role.html"
    roles: tuple[Option, ...]
    units: tuple[Option, ...]


class EndRolePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/persons/role_end.html"
    role: str
    unit: str
    is_from_login: bool  # of single sign-on, which gives it again


class AccountPage(FormPage, frozen=True, kw_only=True):
    """Somebody's login, or the form that gives them one."""

    template: ClassVar[str] = "accounts/persons/account.html"
    base: str
    name: str
    login: OwnLogin | None
    is_open: bool
    is_self: bool
    last_login_at: datetime | None
    locked_until: datetime | None
    link_until: datetime | None
    mails_to: str | None  # where links are sent; None: they are shown
    connection: Connection | None  # with single sign-on


class ReasonPage(FormPage, frozen=True, kw_only=True):
    """A change of a login that wants a reason."""

    template: ClassVar[str] = "accounts/persons/reason.html"
    text: str
    button: str


class LinkShownPage(Page, frozen=True, kw_only=True):
    """The only time a link can be read."""

    template: ClassVar[str] = "accounts/persons/link_shown.html"
    crumbs: tuple[Crumb, ...]
    name: str
    username: str
    address: str
    expires_at: datetime
    not_mailed: bool
    note: str  # which login it is for, where that is a question
    back: str


class CodePage(Page, frozen=True, kw_only=True):
    """The second step of a login."""

    template: ClassVar[str] = "accounts/code.html"
    form: FormState
    to: str


class SetupPage(Page, frozen=True, kw_only=True):
    """An app is set up to make codes: at the login that demands it, or by choice."""

    template: ClassVar[str] = "accounts/setup.html"
    form: FormState
    setup: Setup
    action: str
    to: str
    is_login: bool


class CodesShownPage(Page, frozen=True, kw_only=True):
    """The only time recovery codes can be read."""

    template: ClassVar[str] = "accounts/codes_shown.html"
    codes: tuple[str, ...]
    back: str


class ProofPage(Page, frozen=True, kw_only=True):
    """Who is logged in shows once more that it is them."""

    template: ClassVar[str] = "accounts/proof.html"
    form: FormState
    to: str
    carried: str
    lost_files: bool
    is_sso: bool
    has_password: bool
    has_code: bool


class LinkPage(Page, frozen=True, kw_only=True):
    """Somebody with a link chooses a password."""

    template: ClassVar[str] = "accounts/link.html"
    form: FormState
    action: str
    name: str
    username: str
    least: int
    has_sso: bool


class OwnPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/own.html"
    login: OwnLogin
    roles: str
    sessions: int
    has_sso: bool
    connection: Connection | None


class OwnFactorPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/own_factor.html"
    since: datetime | None
    codes_left: int
    is_required: bool


class OwnQuestionPage(Page, frozen=True, kw_only=True):
    """A change of one's own login that is asked about once more."""

    template: ClassVar[str] = "accounts/own_question.html"
    form: FormState
    action: str
    text: str
    button: str
    back: str


class OwnSessionsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/own_sessions.html"
    here: int
    sessions: tuple[OwnSession, ...]


class AccessPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/access.html"
    case: CaseReason | None  # of the case that was asked about
    reasons: tuple[AccessReason, ...]
    administrators: tuple[str, ...]


class OwnPasswordPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/password.html"
    form: FormState
    least: int


class AccessibilityPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "accounts/accessibility.html"
    contact: str


ROLE_HINTS = {
    Role.MANAGER: "Opretter sager, godkender planen, frigiver rapporten og melder tilbage",
    Role.HEALTH_SAFETY_REP: "Skriver i handleplanen, opdaterer tiltag og tilføjer dokumentation",
    Role.CONSULTANT: "Som lederen; vælg hele kommunen for en central konsulent",
    Role.ADMINISTRATOR: "Retter enheder, personer og brugere, men ser ikke sager",
    Role.READER: "Læser sager og ændrer intet",
    Role.UNION_REP: "Læser det samme som AMR og ændrer intet",
    Role.HR_SURVEYS: "Arbejder med trivselsmålinger og ser ikke sager",
    Role.SECRETARIAT: "Svarer på spørgsmål fra byrådet og ser kun de sager, der hører til",
    Role.AUDITOR: "Læser alt på enheden og hændelsesloggen og ændrer intet",
}


def role_options() -> tuple[Option, ...]:
    """The roles that are given on a unit: committees have members, and an adviser is given a case."""
    return tuple(Option(role.value, ROLE[role], ROLE_HINTS[role]) for role in UNIT_ROLES)
