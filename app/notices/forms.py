from datetime import date
from typing import Annotated

from app.involvement.enums import Party
from app.web.forms import Choice, Day, Form, Text


class PostedForm(Form, frozen=True, kw_only=True):
    where_hung: Annotated[str, Text("Hvor hang det", required=True)]
    on_date: Annotated[date, Day("Hængt op", required=True)]
    until_on: Annotated[date | None, Day("Taget ned")] = None
    put_up_by: Annotated[str, Text("Hængt op af")] = ""
    photo: Annotated[str, Text("Foto")] = ""  # holds no text: it is there so that its message has a place


class WaiverForm(Form, frozen=True, kw_only=True):
    party: Annotated[Party, Choice("Hvem", required=True)]
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2_000)]


class ReasonForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2_000)]


class LinkMaterialForm(Form, frozen=True, kw_only=True):
    material: Annotated[str, Choice("Materiale", required=True)]


class NoticeLinkForm(Form, frozen=True, kw_only=True):
    where_hung: Annotated[str, Text("Hvor skal det hænge", required=True)]
    until_on: Annotated[date, Day("Linket gælder til", required=True)]


class CloseForm(Form, frozen=True, kw_only=True):
    """A click."""


class SheetForm(Form, frozen=True, kw_only=True):
    token: Annotated[str, Text("Link", most=100)] = ""
