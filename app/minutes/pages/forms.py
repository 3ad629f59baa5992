"""The forms of minutes."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from app.documents.pages import UploadField
from app.meetings.queries import ItemRow
from app.minutes.content import MinutesContent
from app.minutes.forms import MOST_POINTS
from app.minutes.queries import MinutesDetail
from app.web.pages import FormPage, Option


class PointField(msgspec.Struct, frozen=True):
    """`said`: what was recorded of the item at the meeting, in a line."""

    no: int
    public_id: str
    title: str
    text: str
    said: str


class EditMinutesPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "minutes/edit.html"
    points: tuple[PointField, ...]


class SendMinutesPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "minutes/send.html"
    still_open: tuple[str, ...]  # items without an outcome, which cannot get one while the minutes are out
    sides: tuple[str, ...]


class AnswerPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "minutes/answer.html"
    hash: str
    content: MinutesContent
    replies: tuple[Option, ...]


class FilePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "minutes/file.html"
    upload: UploadField


class TakeBackPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "minutes/take_back.html"


class AddendumPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "minutes/addendum.html"


def point_fields(items: Sequence[ItemRow], said: dict[int, str]) -> tuple[PointField, ...]:
    return tuple(
        PointField(no, item.public_id, item.title, item.text, said.get(item.id, ""))
        for no, item in enumerate(items[:MOST_POINTS])
    )


def form_values(items: Sequence[ItemRow], minutes: MinutesDetail | None) -> dict[str, str]:
    if minutes is None:
        return {}
    texts = {f"text_{no}": minutes.texts.get(item.id, "") for no, item in enumerate(items[:MOST_POINTS])}
    return {"text": minutes.text, **texts}
