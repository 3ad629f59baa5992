"""Reading cases inside a scope."""

from app.cases.queries.advisers import Share, get_share, list_shares
from app.cases.queries.clocks import CaseClocks, ClockView, TimelineEntry
from app.cases.queries.contacts import ContactView, get_contact, list_contacts
from app.cases.queries.detail import (
    CaseDetail,
    ComplaintView,
    ExtensionView,
    FindingView,
    FocusPointView,
    MissingDate,
    PointLink,
    RulingView,
    get_case,
)
from app.cases.queries.due import DeadlineChange, DueLine, list_deadline_history, list_due
from app.cases.queries.lists import (
    CaseFilter,
    CaseLine,
    CaseListPage,
    UnitChoice,
    list_cases,
    list_unit_choices,
)
from app.cases.queries.loading import get_case_facts, load_case_rows
from app.cases.queries.owner import second_person
from app.cases.queries.places import UnitOfCase, list_units_of_case
from app.cases.queries.refs import CaseRef, UnitThen, find_case_ref, get_case_ref, get_case_ref_by_id
from app.cases.queries.rows import CaseRows
from app.cases.queries.visits import VisitDetail, get_visit, list_visits, page_visits

__all__ = [
    "CaseClocks",
    "CaseDetail",
    "CaseFilter",
    "CaseLine",
    "CaseListPage",
    "CaseRef",
    "CaseRows",
    "ClockView",
    "ComplaintView",
    "ContactView",
    "DeadlineChange",
    "DueLine",
    "ExtensionView",
    "FindingView",
    "FocusPointView",
    "MissingDate",
    "PointLink",
    "RulingView",
    "Share",
    "TimelineEntry",
    "UnitChoice",
    "UnitOfCase",
    "UnitThen",
    "VisitDetail",
    "find_case_ref",
    "get_case",
    "get_case_facts",
    "get_case_ref",
    "get_case_ref_by_id",
    "get_contact",
    "get_share",
    "get_visit",
    "list_cases",
    "list_contacts",
    "list_deadline_history",
    "list_due",
    "list_shares",
    "list_unit_choices",
    "list_units_of_case",
    "list_visits",
    "load_case_rows",
    "page_visits",
    "second_person",
]
