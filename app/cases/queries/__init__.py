"""Reading cases inside a scope."""

from app.cases.queries.refs import CaseRef, VisitRef, get_case_ref, get_case_ref_by_id, get_visit_ref
from app.cases.queries.rows import get_case_facts, load_case_rows

__all__ = [
    "CaseRef",
    "VisitRef",
    "get_case_facts",
    "get_case_ref",
    "get_case_ref_by_id",
    "get_visit_ref",
    "load_case_rows",
]
