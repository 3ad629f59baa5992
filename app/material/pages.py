"""What the pages of materials show."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.core.clock import danish_day
from app.documents.pages import PaperLine, UploadField, paper_line
from app.documents.queries import PaperRow
from app.material.enums import AnswerKind
from app.material.labels import ANSWER_KIND, ANSWER_KIND_TAG
from app.material.queries import MaterialRow, Recipient
from app.material.rules import Answer
from app.web.pages import Crumb, FormPage, Option, Page

HOME = "/materiale"
FURTHER_UNITS = ("1", "2", "3", "4")  # so many units can be chosen one by one


class MaterialLine(msgspec.Struct, frozen=True):
    title: str
    href: str
    sent_on: date | None
    answered: str
    is_whole: bool


class MaterialsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "material/index.html"
    crumbs: tuple[Crumb, ...]
    lines: tuple[MaterialLine, ...]
    unit_name: str
    can_send: bool


class AnswerLine(msgspec.Struct, frozen=True):
    kind: str
    kind_tag: str
    part: str
    on_date: date | None
    text: str
    by_name: str
    at: date


class UnitLine(msgspec.Struct, frozen=True):
    name: str
    answers: tuple[AnswerLine, ...]
    earlier: tuple[AnswerLine, ...]
    answer_href: str | None


class MaterialPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "material/show.html"
    crumbs: tuple[Crumb, ...]
    row: MaterialRow
    summary: str
    missing: tuple[UnitLine, ...]
    units: tuple[UnitLine, ...]
    files: tuple[PaperLine, ...]
    add_href: str | None  # where a file is added, for who may


class NewMaterialPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "material/new.html"
    units: tuple[Option, ...]
    further: tuple[str, ...] = FURTHER_UNITS
    rounds: tuple[Option, ...]
    upload: UploadField


class FilesPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "material/files.html"
    upload: UploadField


class AnswerPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "material/answer.html"
    kinds: tuple[Option, ...]
    unit: str
    material: str


def crumbs_of(*last: Crumb) -> tuple[Crumb, ...]:
    home = Crumb("Materiale", HOME if last else None)
    return (Crumb("Målinger", "/maalinger"), home, *last)


def address_of(row: MaterialRow) -> str:
    return f"{HOME}/{row.public_id}"


def material_line(row: MaterialRow) -> MaterialLine:
    return MaterialLine(
        title=row.title,
        href=address_of(row),
        sent_on=row.sent_on,
        answered=f"{row.answered} af {row.units}",
        is_whole=row.answered == row.units,
    )


def answer_line(answer: Answer) -> AnswerLine:
    return AnswerLine(
        kind=ANSWER_KIND[answer.kind],
        kind_tag=ANSWER_KIND_TAG[answer.kind],
        part=answer.part,
        on_date=answer.on_date,
        text=answer.text,
        by_name=answer.by_name,
        at=danish_day(answer.at),
    )


def material_page(
    row: MaterialRow,
    recipients: Sequence[Recipient],
    papers: Sequence[PaperRow],
    *,
    may_answer: frozenset[int],
    keeps: bool,
) -> MaterialPage:
    """The units that have not answered first; `may_answer` are the keys of units that the reader answers for."""
    lines = [(each, _unit_line(row, each, can_answer=each.unit in may_answer)) for each in recipients]
    missing = tuple(line for each, line in lines if not each.answers)
    return MaterialPage(
        title=row.title,
        crumbs=crumbs_of(Crumb(row.title)),
        row=row,
        summary=summary_text(len(lines), len(missing)),
        missing=missing,
        units=tuple(line for each, line in lines if each.answers),
        files=tuple(paper_line(each, address_of(row), may_withdraw=keeps) for each in papers),
        add_href=f"{address_of(row)}/filer/ny" if keeps else None,
    )


def summary_text(units: int, missing: int) -> str:
    """ "2 af 3 enheder har svaret. 1 mangler." """
    noun = "enhed" if units == 1 else "enheder"
    text = f"{units - missing} af {units} {noun} har svaret."
    return f"{text} {missing} mangler." if missing else text


def _unit_line(row: MaterialRow, recipient: Recipient, *, can_answer: bool) -> UnitLine:
    standing = recipient.standing
    return UnitLine(
        name=recipient.unit_name,
        answers=tuple(answer_line(each) for each in standing),
        earlier=tuple(answer_line(each) for each in recipient.answers if each not in standing),
        answer_href=f"{address_of(row)}/svar/{recipient.public_id}" if can_answer else None,
    )


def kind_options() -> tuple[Option, ...]:
    return tuple(Option(each.value, ANSWER_KIND[each]) for each in AnswerKind)
