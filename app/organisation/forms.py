from datetime import date
from typing import Annotated

from app.organisation.enums import UnitKind
from app.organisation.rules import MOST_TEXT
from app.web.forms import Choice, Day, Form, Text, Tick, Whole


class UnitForm(Form, frozen=True, kw_only=True):
    name: Annotated[str, Text("Navn", required=True)]
    kind: Annotated[UnitKind, Choice("Slags", required=True)]
    cvr_no: Annotated[str, Text("CVR-nummer", most=20, digits=True)] = ""
    production_unit_no: Annotated[str, Text("P-nummer", most=20, digits=True)] = ""


class NewUnitForm(UnitForm, frozen=True, kw_only=True):
    parent: Annotated[str, Choice("Overenhed", required=True)]
    external_id: Annotated[str, Text("Eksternt id", most=100)] = ""


class ChangeUnitForm(UnitForm, frozen=True, kw_only=True):
    valid_from: Annotated[date | None, Day("Gælder fra")] = None


class MoveUnitForm(Form, frozen=True, kw_only=True):
    parent: Annotated[str, Choice("Overenhed", required=True)]
    valid_from: Annotated[date | None, Day("Gælder fra")] = None


class CloseUnitForm(Form, frozen=True, kw_only=True):
    closed_on: Annotated[date | None, Day("Lukket fra")] = None


class SettingsForm(Form, frozen=True, kw_only=True):
    municipality: Annotated[str, Choice("Kommune", required=True)]
    report_text_most: Annotated[int | None, Whole("Højeste antal tegn", low=1, high=MOST_TEXT)] = None
    notice_links: Annotated[bool, Tick("Links til opslag")] = False
