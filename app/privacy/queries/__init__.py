"""What is held about a person, and what could be purged."""

from app.access.policy import Scope
from app.privacy.queries.approvals import APPROVALS
from app.privacy.queries.asked import ASKED
from app.privacy.queries.log import LOG
from app.privacy.queries.meetings import MEETINGS
from app.privacy.queries.minutes import MINUTES
from app.privacy.queries.named import NAMED
from app.privacy.queries.own import OWN
from app.privacy.queries.papers import PAPERS
from app.privacy.queries.parts import (
    Held,
    Part,
    Subject,
    Value,
    find_subject,
    get_own_subject,
    get_subject,
    read_part,
)
from app.privacy.queries.purge import Purgeable, list_purgeable
from app.privacy.queries.requests import REQUESTS
from app.privacy.queries.told import TOLD
from app.privacy.queries.work import WORK

# The register. tests/architecture/test_register.py fails for a column that names a person and stands nowhere here.
_MET: tuple[Part, ...] = (*MEETINGS, *MINUTES, *REQUESTS, *APPROVALS)
PARTS: tuple[Part, ...] = (*OWN, *WORK, *TOLD, *_MET, *PAPERS, *ASKED, *NAMED, *LOG)


async def list_held(scope: Scope, subject: Subject) -> tuple[Held, ...]:
    """All that is held about `subject`, part by part, as far as the reader reads it; a query for each part.

    The caller has resolved `subject`: the reader, or somebody whose register they may hand out.
    """
    return tuple([await read_part(scope, subject, part) for part in PARTS])


__all__ = [
    "PARTS",
    "Held",
    "Part",
    "Purgeable",
    "Subject",
    "Value",
    "find_subject",
    "get_own_subject",
    "get_subject",
    "list_held",
    "list_purgeable",
]
