from typing import ClassVar

from app.search.queries import Hits
from app.web.pages import Page


class SearchPage(Page, frozen=True):
    template: ClassVar[str] = "search/index.html"
    query: str
    hits: Hits
    phase_labels: dict[str, str]
    status_labels: dict[str, str]
