"""The case in a report: its dates, the authority's findings, who was involved, the evidence, the exchange."""

from __future__ import annotations

from datetime import date

from app.reports.content.base import Content, Tone


class UnitFacts(Content, frozen=True, kw_only=True):
    """A workplace with the name and numbers it had; a missing number is unknown."""

    name: str
    production_unit_no: str | None = None
    cvr_no: str | None = None


class Author(Content, frozen=True, kw_only=True):
    name: str
    role: str


class Count(Content, frozen=True, kw_only=True):
    """One figure of the status summary: "Gennemført: 4 af 12"."""

    label: str
    number: int
    of: int | None = None
    tone: Tone = "neutral"


class NextDate(Content, frozen=True, kw_only=True):
    """A date ahead, or one that is overdue or unknown, for page one."""

    label: str
    on: date | None
    state: str = ""
    tone: Tone = "neutral"


class Ruling(Content, frozen=True, kw_only=True):
    """A decision of the authority in this case: original, extension, change or appeal."""

    label: str
    ruled_on: date | None
    available_on: date | None = None
    summary: str = ""
    document: str = ""


class Clock(Content, frozen=True, kw_only=True):
    """A legal or internal deadline. ``original_on``: the one before, when moved, suspended or awaited anew."""

    label: str
    on: date | None
    state: str
    tone: Tone = "neutral"
    source: str = ""
    note: str = ""
    original_on: date | None = None


class Event(Content, frozen=True, kw_only=True):
    """Something that happened (visit, ruling, involvement, report-back); drawn on the timeline."""

    label: str
    on: date | None
    source: str = ""
    note: str = ""


class Finding(Content, frozen=True, kw_only=True):
    """A demand or conclusion of the authority; ``answered_by`` holds focus point titles, () = unanswered."""

    no: str
    kind: str
    text: str
    source: str = ""
    answered_by: tuple[str, ...] = ()


class EvidenceEntry(Content, frozen=True, kw_only=True):
    """A piece of evidence: a file with size and SHA-256, or a link to the ESDH system."""

    no: str
    title: str
    kind: str = ""
    on: date | None = None
    version: int = 1
    file_name: str = ""
    size: int | None = None
    sha256: str = ""
    esdh_ref: str = ""
    belongs_to: tuple[str, ...] = ()
    note: str = ""
    is_withdrawn: bool = False


class Involvement(Content, frozen=True, kw_only=True):
    """A record of information or involvement; the remark is printed unaltered, dissent included.

    ``about_report`` names the draft that it informed of: "rapport nr. 3, fingeraftryk 0a1b2c3d4e5f".
    """

    on: date | None
    kind: str
    forum: str
    roles: tuple[str, ...] = ()
    minutes_ref: str = ""
    remark: str = ""
    is_dissent: bool = False
    is_withdrawn: bool = False
    about_report: str = ""


class ReportBack(Content, frozen=True, kw_only=True):
    """A report-back that was sent in the authority's self-service. ``mark`` holds e.g.
    "uden registreret orientering af AMO" (rule 19)."""

    sent_on: date | None
    receipt: str = ""
    by_role: str = ""
    note: str = ""
    mark: str = ""


class AuthorityReply(Content, frozen=True, kw_only=True):
    """A recorded answer of the authority; only this gives "efterkommet" (rule 21)."""

    on: date | None
    outcome: str
    document: str = ""
    note: str = ""


class Contact(Content, frozen=True, kw_only=True):
    """Any other contact with the authority about the case."""

    on: date | None
    kind: str
    text: str = ""
