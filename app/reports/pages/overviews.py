"""The overview of a unit's cases: as it is now, frozen, and taken back."""

import re
from datetime import datetime
from typing import ClassVar

import msgspec

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.organisation.pages import crumbs_of
from app.organisation.queries import UnitDetail
from app.reports.content import PROFILES, Overview
from app.reports.enums import Profile, SnapshotState
from app.reports.labels import PROFILE, SNAPSHOT_STATE
from app.reports.pages.preview import LeftOut, left_out_of
from app.reports.queries import SnapshotDetail, SnapshotRow
from app.reports.receivers import LeftOutRow
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page

_TAGS = {SnapshotState.DRAFT: "info", SnapshotState.RELEASED: "success", SnapshotState.WITHDRAWN: "neutral"}
_STATE = SNAPSHOT_STATE | {SnapshotState.RELEASED: "Frosset"}
_TITLE = "Oversigt over sager"


def overview_href(unit: UnitDetail, *parts: object) -> str:
    return "/".join([f"/enheder/{unit.public_id}/oversigt", *(str(part) for part in parts)])


def overview_file_name(unit: UnitDetail, no: int, ending: str) -> str:
    """`oversigt-Afdeling-Nord-nr-1001.pdf`."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", unit.name.translate(_ASCII)).strip("-")
    return f"oversigt-{name or 'enhed'}-nr-{no}.{ending}"


_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


class OverviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """One frozen overview in a list."""

    no: int
    receiver: str
    at: datetime
    by_name: str
    state: str
    state_tag: str
    hash: str
    withdrawn_reason: str
    replaced_by_no: int | None
    href: str


def _line(unit: UnitDetail, row: SnapshotRow) -> OverviewLine:
    return OverviewLine(
        no=row.no,
        receiver=PROFILE[row.profile],
        at=row.at,
        by_name=row.by_name or "Systemet",
        state=_STATE[row.state],
        state_tag=_TAGS[row.state],
        hash=row.hash,
        withdrawn_reason=row.withdrawn_reason,
        replaced_by_no=row.replaced_by_no,
        href=overview_href(unit, row.no),
    )


class OverviewIndex(Page, kw_only=True, frozen=True):
    """`report` is what would be frozen now, for `profile`; None where the reader does not read all of the tree."""

    template: ClassVar[str] = "reports/overview_index.html"
    crumbs: tuple[Crumb, ...]
    action: str
    form: FormState
    profile: Profile | None
    receivers: tuple[Option, ...]
    receiver: str
    report: Overview | None
    left_out: LeftOut
    lines: tuple[OverviewLine, ...]
    may_freeze: bool
    pdf_href: str | None


def overview_index(
    actor: Actor,
    unit: UnitDetail,
    rows: list[SnapshotRow],
    receivers: tuple[Profile, ...],
    profile: Profile | None,
    report: Overview | None,
    left_out: list[LeftOutRow],
    form: FormState,
) -> OverviewIndex:
    may_freeze = report is not None and may(actor, Permission.REPORT_CREATE, unit.ancestors).ok
    return OverviewIndex(
        title=_TITLE,
        crumbs=crumbs_of(unit, Crumb(_TITLE)),
        action=overview_href(unit),
        form=form,
        profile=profile,
        receivers=tuple(Option(each, PROFILE[each]) for each in receivers),
        receiver=PROFILE[profile] if profile else "",
        report=report,
        left_out=left_out_of(None, left_out),
        lines=tuple(_line(unit, row) for row in rows),
        may_freeze=may_freeze,
        pdf_href=f"{overview_href(unit, 'forhaandsvisning.pdf')}?profile={profile}" if may_freeze else None,
    )


class OverviewShow(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/overview_show.html"
    crumbs: tuple[Crumb, ...]
    line: OverviewLine
    report: Overview
    files: tuple[Option, ...]  # address and words
    withdraw_href: str | None


def overview_show(actor: Actor, unit: UnitDetail, row: SnapshotDetail, report: Overview) -> OverviewShow:
    may_change = may(actor, Permission.REPORT_CREATE, unit.ancestors).ok and row.state is not SnapshotState.WITHDRAWN
    may_export = may(actor, Permission.REPORT_EXPORT, unit.ancestors).ok
    kinds = (("pdf", "Hent PDF"), ("xlsx", "Hent til Excel"), ("csv", "Hent som CSV")) if may_export else ()
    title = f"{_TITLE} nr. {row.no}"
    return OverviewShow(
        title=title,
        crumbs=crumbs_of(unit, Crumb(_TITLE, overview_href(unit)), Crumb(f"Nr. {row.no}")),
        line=_line(unit, row),
        report=report,
        files=tuple(
            Option(overview_href(unit, row.no, overview_file_name(unit, row.no, ending)), words)
            for ending, words in kinds
        ),
        withdraw_href=overview_href(unit, row.no, "traek-tilbage") if may_change else None,
    )


class OverviewWithdraw(Page, kw_only=True, frozen=True):
    template: ClassVar[str] = "reports/overview_withdraw.html"
    crumbs: tuple[Crumb, ...]
    action: str
    cancel_href: str
    form: FormState
    no: int


def overview_withdraw(unit: UnitDetail, no: int, form: FormState) -> OverviewWithdraw:
    title = f"Træk oversigt nr. {no} tilbage"
    return OverviewWithdraw(
        title=title,
        crumbs=crumbs_of(unit, Crumb(_TITLE, overview_href(unit)), Crumb(title)),
        action=overview_href(unit, no, "traek-tilbage"),
        cancel_href=overview_href(unit, no),
        form=form,
        no=no,
    )


def of_unit() -> tuple[Profile, ...]:
    """Who an overview can be made for, who gets most first."""
    return tuple(profile for profile, rule in reversed(PROFILES.items()) if rule.of_unit)
