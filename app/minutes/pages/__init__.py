"""The minutes of a meeting, and their forms."""

from app.minutes.pages.forms import (
    AddendumPage,
    AnswerPage,
    EditMinutesPage,
    FilePage,
    PointField,
    SendMinutesPage,
    TakeBackPage,
    form_values,
    point_fields,
)
from app.minutes.pages.show import MinutesPage, minutes_page
from app.minutes.pages.words import FILES, crumbs_of, file_name, minutes_href, title_of

__all__ = [
    "FILES",
    "AddendumPage",
    "AnswerPage",
    "EditMinutesPage",
    "FilePage",
    "MinutesPage",
    "PointField",
    "SendMinutesPage",
    "TakeBackPage",
    "crumbs_of",
    "file_name",
    "form_values",
    "minutes_href",
    "minutes_page",
    "point_fields",
    "title_of",
]
