import functools
from datetime import date
from typing import Annotated, Any, cast

import msgspec

from app.minutes.enums import MinutesReply
from app.web.forms import Choice, Day, Form, Text

MOST_POINTS = 60


class MinutesForm(Form, frozen=True, kw_only=True):
    """ "item_0" and "text_0" belong to the first of the items that the page names."""

    text: Annotated[str, Text("Fælles tekst", lines=True, most=20_000)] = ""


class AnswerForm(Form, frozen=True, kw_only=True):
    hash: Annotated[str, Choice("Referatet")] = ""
    reply: Annotated[MinutesReply, Choice("Dit svar", required=True)]
    remark: Annotated[str, Text("Bemærkning", lines=True, most=20_000, as_written=True)] = ""


class TakeBackForm(Form, frozen=True, kw_only=True):
    reason: Annotated[str, Text("Hvad skal rettes?", lines=True, most=1000, required=True)]


class AddendumForm(Form, frozen=True, kw_only=True):
    text: Annotated[str, Text("Tillæg", lines=True, most=20_000, required=True)]


class FileForm(Form, frozen=True, kw_only=True):
    file: Annotated[str, Text("Fil")] = ""
    title: Annotated[str, Text("Titel", most=200)] = ""
    minutes_reference: Annotated[str, Text("Nummer i ESDH", most=200)] = ""
    approved_on: Annotated[date | None, Day("Godkendt af begge sider den")] = None


class SendForm(Form, frozen=True, kw_only=True):
    """Nothing but the version that is sent."""


@functools.cache
def minutes_form() -> type[MinutesForm]:
    fields: list[tuple[str, Any, Any]] = []
    for no in range(MOST_POINTS):
        fields += [
            (f"item_{no}", Annotated[str, Choice("Punkt")], ""),
            (f"text_{no}", Annotated[str, Text("Tekst til punktet", lines=True, most=20_000)], ""),
        ]
    made = msgspec.defstruct(
        "ItemsForm", fields, bases=(MinutesForm,), frozen=True, kw_only=True, module=MinutesForm.__module__
    )
    return cast(type[MinutesForm], made)


def texts_of(form: MinutesForm) -> dict[str, str]:
    """What is written of each item, by its public id."""
    found = ((getattr(form, f"item_{no}"), getattr(form, f"text_{no}")) for no in range(MOST_POINTS))
    return {item: text for item, text in found if item}
