"""Where each missing thing is done, and the texts for the authority's self-service. Pure."""

from collections.abc import Iterable

import msgspec

from app.cases.enums import CaseOutcome, NoticeKind
from app.cases.rules import informed_party, links, permitted_outcomes
from app.core.calendar import long_date
from app.core.errors import Blocker
from app.reports.content import FocusPoint, Item, StatusReport
from app.reports.enums import ReplyOutcome

# Straight to the form; the rest as the case's own pages link it.
_FORMS = {
    "case.body_not_informed": "/inddragelse/ny",
    "case.reported_without_information": "/inddragelse/ny",
    "case.report_back_missing": "/tilbagemelding/ny",
    "case.reply_missing": "/svar/ny",
}
# Done in the form that shows the blocker.
_HERE = {"case.outcome_document_missing"}


def linked(blockers: Iterable[Blocker], public_id: str) -> tuple[Blocker, ...]:
    """Each blocker with the page of the case where it is done; what is done in the form itself has none."""
    return tuple(_linked(each, public_id) for each in blockers)


def _linked(blocker: Blocker, public_id: str) -> Blocker:
    if blocker.href is not None or blocker.code in _HERE:
        return blocker
    if blocker.code in _FORMS:
        return msgspec.structs.replace(blocker, href=f"/sager/{public_id}{_FORMS[blocker.code]}")
    return links.linked([blocker], public_id)[0]


def permitted_replies(kind: NoticeKind) -> list[ReplyOutcome]:
    """What the authority can answer in a case of this kind: an agreement is never complied with (rule 5)."""
    ends = {ReplyOutcome.COMPLIED: CaseOutcome.COMPLIED, ReplyOutcome.NOT_COMPLIED: CaseOutcome.NOT_COMPLIED}
    permitted = permitted_outcomes(kind)
    return [each for each in ReplyOutcome if each not in ends or ends[each] in permitted]


class Confidential(msgspec.Struct, frozen=True):
    """How many rows of a case its reader reads that are not open to everybody who sees the case."""

    items: int = 0
    notes: int = 0
    evidence: int = 0
    letters: int = 0


def uninformed_mark(has_employee_body: bool) -> str:
    """What a report-back sent without a record of informing is marked with (rule 19)."""
    return f"Uden registreret orientering af {informed_party(has_employee_body)}"


def left_out(rows: Confidential) -> str:
    """That what is confidential stands in no report, with how many rows that is; "" where there are none."""
    counts = (
        _counted(rows.items, "tiltag", "tiltag"),
        _counted(rows.notes, "bemærkning", "bemærkninger"),
        _counted(rows.evidence, "stykke dokumentation", "stykker dokumentation"),
        _counted(rows.letters, "brev", "breve"),
    )
    told = [text for text in counts if text]
    if not told:
        return ""
    listed = f"{', '.join(told[:-1])} og {told[-1]}" if told[1:] else told[0]
    return f"Rapporten viser kun det, der er åbent for alle på sagen. Fortroligt og ikke med: {listed}."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


class ReportTexts(msgspec.Struct, frozen=True):
    """The four texts of rule 22, to be copied into the authority's self-service. "": nothing to say yet."""

    done: str
    solves: str
    informed: str
    evidence: str


def evidence_numbers(keys: Iterable[int]) -> dict[int, str]:
    """What each piece of evidence is called in the report: B1 and on, in the order of `keys`, each once."""
    return {key: f"B{number}" for number, key in enumerate(dict.fromkeys(keys), 1)}


def report_texts(report: StatusReport) -> ReportTexts:
    """What was done, how it solves the problem, who was informed, and the evidence (rule 22), from a report.

    Only what is carried out counts as done; nothing is added to what people wrote.
    """
    return ReportTexts(
        done="\n\n".join(filter(None, (_done(title, items) for title, items in _groups(report)))),
        solves="\n\n".join(filter(None, (_solves(title, items) for title, items in _groups(report)))),
        informed="\n".join(_informed(report)),
        evidence="\n".join(_evidence(report)),
    )


def _groups(report: StatusReport) -> list[tuple[str, tuple[Item, ...]]]:
    points: list[tuple[str, tuple[Item, ...]]] = [(_heading(point), point.items) for point in report.focus_points]
    return [*points, ("Andre tiltag" if points else "Tiltag", report.other_items)]


def _heading(point: FocusPoint) -> str:
    return f"{point.no}. {point.title}"


def _done(title: str, items: tuple[Item, ...]) -> str:
    lines = []
    for item in items:
        if item.is_done:
            day = f", gennemført {long_date(item.done_on)}" if item.done_on else ", gennemført (dato ukendt)"
            lines.append(f"- {item.title}{day}. {item.what_was_done or item.measure}".rstrip())
    return "\n".join([title, *lines]) if lines else ""


def _solves(title: str, items: tuple[Item, ...]) -> str:
    lines = []
    for item in items:
        if item.is_done and (item.how_it_solves or item.effect_result):
            effect = f" Effekt: {item.effect_result.lower()}. {item.effect_basis}" if item.effect_result else ""
            lines.append(f"- {item.title}: {item.how_it_solves}{effect}".rstrip())
    return "\n".join([title, *lines]) if lines else ""


def _informed(report: StatusReport) -> list[str]:
    lines = []
    for record in report.involvement:
        if record.is_withdrawn:
            continue
        day = long_date(record.on) if record.on else "dato ukendt"
        how = f" ({', '.join(record.roles)})" if record.roles else ""
        remark = f" Bemærkning: {record.remark}" if record.remark else ""
        lines.append(f"- {day}: {record.kind}: {record.forum}{how}.{remark}")
    return lines


def _evidence(report: StatusReport) -> list[str]:
    return [
        f"- {entry.no} {entry.title} ({entry.file_name or entry.esdh_ref or 'uden fil'})"
        for entry in report.evidence
        if not entry.is_withdrawn
    ]
