"""Choosing a receiver, seeing the report before it is frozen, and making one in place of another."""

from typing import ClassVar
from urllib.parse import urlencode

import msgspec

from app.access.labels import TIER_READERS
from app.cases.pages import CaseHeader, case_header
from app.cases.queries import CaseRef
from app.cases.rules import CaseFacts
from app.reports.content import PROFILES, StatusReport
from app.reports.enums import Profile
from app.reports.labels import PROFILE, REPORT_TYPE
from app.reports.pages.common import Check, completeness, cpr_checks, report_href
from app.reports.pages.differences import ChangeGroup, news_groups
from app.reports.queries import SnapshotDetail
from app.reports.receivers import LeftOutRow, renumbered, sections_left_out
from app.web.forms import FormState
from app.web.pages import Option, Page

_HINTS = {
    Profile.AUTHORITY: "Hele sagen, som den er åben for alle. Bilag til tilbagemeldingen.",
    Profile.COMMITTEE: "Også det, der kun er for arbejdsmiljøorganisationen.",
    Profile.MANAGEMENT: "Også det, der kun er for ledelsen.",
    Profile.NOTICE_BOARD: "Handleplanen til at hænge op: hvem gør hvad hvornår. Aldrig navne, intet fortroligt.",
}


def receiver_options(profiles: tuple[Profile, ...]) -> tuple[Option, ...]:
    """The receivers to choose among, each with what they get."""
    return tuple(Option(profile, f"{_kind(profile)} til {_to(profile)}", _HINTS[profile]) for profile in profiles)


def _kind(profile: Profile) -> str:
    kind = PROFILES[profile].of_case
    return REPORT_TYPE[kind] if kind else ""


def _to(profile: Profile) -> str:
    return PROFILE[profile] if profile is not Profile.NOTICE_BOARD else "opslag"


class SnapshotNew(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/new.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    receivers: tuple[Option, ...]
    checks: tuple[Check, ...]


def new_page(case: CaseRef, facts: CaseFacts, profiles: tuple[Profile, ...], form: FormState) -> SnapshotNew:
    return SnapshotNew(
        title="Lav rapport",
        case=case_header(case, "report", "Lav rapport"),
        action=report_href(case, "forhaandsvisning"),
        cancel_href=report_href(case),
        form=form,
        receivers=receiver_options(profiles),
        checks=tuple(check for check in completeness(case, facts) if not check.is_done),
    )


class LeftOutLine(msgspec.Struct, frozen=True):
    text: str
    readers: str


class LeftOut(msgspec.Struct, frozen=True):
    """What the receiver does not get, for the author alone. `is_renumbered`: items follow one another without gaps."""

    sections: tuple[str, ...]
    rows: tuple[LeftOutLine, ...]
    is_renumbered: bool


def left_out_of(profile: Profile | None, rows: list[LeftOutRow]) -> LeftOut:
    """`profile` None: of a report that has no sections."""
    return LeftOut(
        sections_left_out(profile) if profile else (),
        tuple(LeftOutLine(row.text, TIER_READERS[row.tier]) for row in rows),
        renumbered(rows),
    )


class ReportPreview(Page, kw_only=True, frozen=True):
    """The report as it would be frozen now. Nothing of it is stored."""

    template: ClassVar[str] = "reports/preview.html"
    case: CaseHeader
    report: StatusReport
    news: tuple[ChangeGroup, ...]
    receiver: str
    left_out: LeftOut
    cpr_checks: tuple[Check, ...]
    action: str
    profile: Profile
    show_names: bool
    pdf_href: str
    back_href: str


def preview_page(
    case: CaseRef, report: StatusReport, profile: Profile, rows: list[LeftOutRow], *, show_names: bool
) -> ReportPreview:
    title = f"Forhåndsvisning: {_kind(profile).lower()}"
    chosen = urlencode({"profile": profile.value, **({"show_names": "1"} if show_names else {})})
    return ReportPreview(
        title=title,
        case=case_header(case, "report", title),
        report=report,
        news=news_groups(report.news),
        receiver=PROFILE[profile],
        left_out=left_out_of(profile, rows),
        cpr_checks=cpr_checks(case, report),
        action=report_href(case, "ny"),
        profile=profile,
        show_names=show_names,
        pdf_href=f"{report_href(case, 'forhaandsvisning.pdf')}?{chosen}",
        back_href=f"{report_href(case, 'ny')}?{chosen}",
    )


class SnapshotReplace(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/replace.html"
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState
    no: int
    receiver: str
    may_name: bool
    left_out: LeftOut


def replace_page(case: CaseRef, row: SnapshotDetail, rows: list[LeftOutRow], form: FormState) -> SnapshotReplace:
    title = f"Træk rapport nr. {row.no} tilbage, og lav en ny i stedet"
    return SnapshotReplace(
        title=title,
        case=case_header(case, "report", title),
        action=report_href(case, row.no, "erstat"),
        cancel_href=report_href(case, row.no),
        form=form,
        no=row.no,
        receiver=PROFILE[row.profile],
        may_name=PROFILES[row.profile].may_name,
        left_out=left_out_of(row.profile, rows),
    )
