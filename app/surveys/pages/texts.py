"""The pages of answers in words."""

from typing import ClassVar

from app.web.pages import Crumb, FormPage, Option, Page


class TextsPage(Page, frozen=True, kw_only=True):
    """`answers` None: hidden from everybody."""

    template: ClassVar[str] = "surveys/texts.html"
    crumbs: tuple[Crumb, ...]
    round_name: str
    answers: tuple[str, ...] | None


class EditTextsPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/texts_edit.html"
    is_stored: bool
    people: tuple[Option, ...]
