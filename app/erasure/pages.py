"""The page of an erasure: what is asked, what to decide, and how far it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

import msgspec

from app.erasure.enums import ErasureState
from app.erasure.labels import ERASED_KIND, ERASURE_STATE
from app.erasure.queries import ErasureRow, NamingReport, Subject
from app.reports.enums import SnapshotState
from app.reports.labels import SNAPSHOT_STATE
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page


class Said(msgspec.Struct, frozen=True):
    """Something that somebody said, as a line of the course. `by` "" is the application."""

    what: str
    by: str
    at: datetime
    text: str


class FileFate(msgspec.Struct, frozen=True):
    hash_short: str
    hash: str
    text: str
    is_gone: bool


class ReportFate(msgspec.Struct, frozen=True):
    label: str
    href: str
    text: str


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person chooses between. `bound` are uses and reports that others decide about."""

    form: FormState
    shown: tuple[str, ...]
    uses: tuple[Option, ...]
    reports: tuple[Option, ...]
    bound: tuple[str, ...]
    asks_why: bool


class ErasurePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "erasure/show.html"
    crumbs: tuple[Crumb, ...]
    name: str
    kind: str
    action: str
    back_href: str
    state: str
    form: FormState
    problems: FormState  # of the form that was sent last
    may_ask: bool
    deciding: Deciding | None
    decline_label: str  # "" for who may not say no
    asked: str  # whom to ask, where somebody else must say yes
    course: tuple[Said, ...]
    files: tuple[FileFate, ...]
    reports: tuple[ReportFate, ...]
    elsewhere: str
    has_file: bool


def course_of(erasure: ErasureRow | None) -> tuple[Said, ...]:
    """What has been said so far, the oldest first."""
    if erasure is None:
        return ()
    asker = erasure.asked_by_name or ""
    said = [Said("Bedt om sletning", asker, erasure.asked_at, erasure.reason)]
    if erasure.decided_at is not None:
        words = {ErasureState.DONE: "Godkendt", ErasureState.DECLINED: "Afvist"}
        what = words.get(erasure.state, "Taget tilbage")
        said.append(Said(what, erasure.decided_by_name or "", erasure.decided_at, erasure.note))
    return tuple(said)


def fate_of(sha256: str, *, is_free: bool, is_there: bool | None) -> FileFate:
    """Where the bytes of an erased file are: gone, about to go, or kept because something else uses them.

    `is_there` None: the store does not answer just now.
    """
    if not is_free:
        text = "Slettet her. Den samme fil bruges et andet sted og ligger derfor stadig i lageret."
    elif is_there is None:
        text = "Skjult for alle. Lageret svarer ikke lige nu, så vi ved ikke, om den er væk derfra."
    elif is_there:
        text = "Skjult for alle. Den bliver fjernet fra lageret, næste gang der ryddes op."
    else:
        text = "Væk fra lageret."
    return FileFate(sha256[:12], sha256, text, is_gone=is_free and is_there is False)


def report_label(report: NamingReport) -> str:
    return f"Rapport nr. {report.no} i sag {report.case_reference}"


def report_fate(report: NamingReport, *, is_kept: bool) -> ReportFate:
    if is_kept:
        text = "Beholdt"
    elif report.replaced_by_no is not None:
        text = f"Trukket tilbage, erstattet af nr. {report.replaced_by_no}"
    else:
        text = "Trukket tilbage. Lav en ny, hvis den skal erstattes."
    return ReportFate(report_label(report), report.href, text)


def deciding(
    form: FormState, uses: Sequence[tuple[Subject, bool]], reports: Sequence[tuple[NamingReport, bool]]
) -> Deciding:
    """The choices; each use and report comes with whether it is this reader's to decide about."""
    undecided = [each for each in reports if each[0].state is not SnapshotState.WITHDRAWN]
    mine = [each for each, is_mine in uses if is_mine]
    return Deciding(
        form=form,
        shown=(*(each.key for each, _ in uses), *(each.key for each, _ in undecided)),
        uses=tuple(Option(each.key, use_label(each)) for each in mine),
        reports=tuple(
            Option(each.key, report_label(each), SNAPSHOT_STATE[each.state]) for each, is_mine in undecided if is_mine
        ),
        bound=(
            *(
                f"{use_label(each)}: De, der har ret til det dér, bliver spurgt."
                for each, is_mine in uses
                if not is_mine
            ),
            *(
                f"{report_label(each)}: Den bliver stående. En leder eller konsulent kan trække den tilbage."
                for each, is_mine in undecided
                if not is_mine
            ),
            *(
                f"{report_label(each)}: Den er trukket tilbage i forvejen."
                for each, _ in reports
                if each.state is SnapshotState.WITHDRAWN
            ),
        ),
        asks_why=bool(mine or undecided),
    )


def use_label(subject: Subject) -> str:
    return f"{ERASED_KIND[subject.kind]}: {subject.title}"


def state_words(erasure: ErasureRow | None) -> str:
    return ERASURE_STATE[erasure.state] if erasure else ""
