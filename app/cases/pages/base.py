"""What the pages with a form of a case share."""

from app.cases.pages.header import CaseHeader
from app.web.forms import FormState
from app.web.pages import Page


class CasePage(Page, frozen=True):
    """What every form page of a case has."""

    case: CaseHeader
    form: FormState
    may_write: bool
