from datetime import date
from typing import Annotated

from app.access.enums import Role
from app.web.forms import Choice, Day, Form, Text


class LoginForm(Form, frozen=True, kw_only=True):
    username: Annotated[str, Text("Brugernavn", required=True, most=254, digits=True)]
    password: Annotated[str, Text("Adgangskode", required=True, most=200, digits=True)]


class ForgottenForm(Form, frozen=True, kw_only=True):
    username: Annotated[str, Text("Brugernavn eller e-mail", required=True, most=254, digits=True)]


class PersonForm(Form, frozen=True, kw_only=True):
    name: Annotated[str, Text("Navn", required=True)]
    email: Annotated[str, Text("E-mail", most=254)] = ""
    job_title: Annotated[str, Text("Stilling")] = ""


class NewPersonForm(PersonForm, frozen=True, kw_only=True):
    municipality: Annotated[str, Choice("Kommune", required=True)]
    external_id: Annotated[str, Text("Eksternt id", most=100)] = ""


class LeaveForm(Form, frozen=True, kw_only=True):
    left_on: Annotated[date | None, Day("Fratrådt den", required=True)]


class ReturnForm(Form, frozen=True, kw_only=True):
    pass


class RoleForm(Form, frozen=True, kw_only=True):
    role: Annotated[Role, Choice("Rolle", required=True)]
    unit: Annotated[str, Choice("Enhed", required=True)]
    valid_from: Annotated[date | None, Day("Fra")] = None
    valid_to: Annotated[date | None, Day("Til")] = None


class EndRoleForm(Form, frozen=True, kw_only=True):
    valid_to: Annotated[date | None, Day("Gælder til", required=True)]


class AccountForm(Form, frozen=True, kw_only=True):
    username: Annotated[str, Text("Brugernavn", required=True, most=254)]


class LinkForm(Form, frozen=True, kw_only=True):
    """A button: a new link, or a lock lifted."""


class ReasonForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=1000)]


class OwnPasswordForm(Form, frozen=True, kw_only=True):
    old: Annotated[str, Text("Nuværende adgangskode", required=True, most=200, digits=True)]
    new: Annotated[str, Text("Ny adgangskode", required=True, most=200, digits=True)]
    again: Annotated[str, Text("Gentag den nye adgangskode", required=True, most=200, digits=True)]


class ChosenPasswordForm(Form, frozen=True, kw_only=True):
    new: Annotated[str, Text("Adgangskode", required=True, most=200, digits=True)]
    again: Annotated[str, Text("Gentag adgangskoden", required=True, most=200, digits=True)]


class CodeForm(Form, frozen=True, kw_only=True):
    code: Annotated[str, Text("Kode", required=True, most=40, digits=True)]


class ProofForm(Form, frozen=True, kw_only=True):
    password: Annotated[str, Text("Adgangskode", most=200, digits=True)] = ""
    code: Annotated[str, Text("Kode", most=40, digits=True)] = ""


class LogOutForm(Form, frozen=True, kw_only=True):
    session: Annotated[str, Choice("Sted")] = ""


class MappingForm(Form, frozen=True, kw_only=True):
    claim: Annotated[str, Text("Felt", required=True)]
    value: Annotated[str, Text("Gruppe", required=True, most=300)]
    role: Annotated[Role, Choice("Rolle", required=True)]
    unit: Annotated[str, Choice("Enhed", required=True)]
