"""Correcting what is known about a case."""

from collections.abc import Mapping

from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import add_dates, begin, change_date, refresh_next_due
from app.cases.enums import NoticeKind, Topic
from app.cases.labels import NOTICE_KIND, topics_text
from app.cases.queries.loading import load_case_rows
from app.cases.queries.rows import CaseRows
from app.cases.rules import is_own, kind_problem, permitted_phases
from app.cases.rules.dates import applicable_dates, first_dates
from app.cases.rules.fields import check_numbers, required_line
from app.cases.tables import Case, CaseTopic
from app.core.errors import Invalid, Stale, conflicts_between
from app.core.text import clean_line, clean_text, search_text
from app.db.sql import execute, insert, update_version
from app.db.transaction import transaction
from app.deadlines.enums import DateSource, DeadlineKind, DeadlineState


async def edit_case(
    actor: Actor,
    case_id: int,
    *,
    seen: int,
    kind: NoticeKind,
    title: str,
    topics: tuple[Topic, ...],
    authority_case_no: str = "",
    esdh_case_no: str = "",
    kle: str = "",
    summary: str = "",
    cvr_no: str | None = None,
    production_unit_no: str | None = None,
    has_employee_body: bool = True,
    adviser_name: str = "",
    adviser_cvr_no: str | None = None,
) -> None:
    """Writes the facts of the case anew; `seen` is the version the page was drawn with.

    Another kind takes away the dates it does not have and adds those it has (rules 1, 4); all versions stay. Raises
    `Stale` with both texts of every field that differs, `Invalid` naming the field, `NotFound`, `Denied`.
    """
    async with transaction():
        ref = await begin(actor, case_id)
        rows = await load_case_rows(actor.scope, case_id)
        title = required_line(title, "title", "titel")
        values = {
            "kind": kind,
            "title": title,
            "authority_case_no": clean_line(authority_case_no),
            "esdh_case_no": clean_line(esdh_case_no),
            "kle": clean_line(kle),
            "summary": clean_text(summary),
            "cvr_no": cvr_no or None,
            "production_unit_no": production_unit_no or None,
            "has_employee_body": has_employee_body,
            "adviser_name": clean_line(adviser_name),
            "adviser_cvr_no": adviser_cvr_no or None,
        }
        before, after = _shown(_stored(rows), rows.topics), _shown(values, topics)
        if rows.case.version != seen:
            raise Stale(conflicts=conflicts_between(after, before))
        _check(actor, rows, kind, topics)
        check_numbers(cvr_no=cvr_no, production_unit_no=production_unit_no, adviser_cvr_no=adviser_cvr_no)
        numbers = (str(values["authority_case_no"]), str(values["esdh_case_no"]))
        found_by = search_text(ref.reference, *numbers, title, *ref.unit_names)
        await update_version(Case, case_id, seen, **values, search_text=found_by)
        await _write_topics(case_id, rows.topics, topics)
        if kind is not rows.case.kind:
            await _fit_dates(actor, rows, kind)
        await refresh_next_due(actor, case_id)
        if before != after:
            record(
                actor,
                AuditAction.CHANGED,
                EntityKind.CASE,
                case_id,
                case=case_id,
                subject=f"{ref.reference} {title}",
                before=before,
                after=after,
            )


_LABELS = {
    "kind": "Slags",
    "title": "Titel",
    "authority_case_no": "Arbejdstilsynets sagsnummer",
    "esdh_case_no": "ESDH-sagsnummer",
    "kle": "KLE-nummer",
    "summary": "Afgørelsen, kort",
    "cvr_no": "CVR-nummer",
    "production_unit_no": "P-nummer",
    "has_employee_body": "Der er en AMO",
    "adviser_name": "Rådgiver",
    "adviser_cvr_no": "Rådgiverens CVR-nummer",
}


def _stored(rows: CaseRows) -> dict[str, object]:
    return {name: getattr(rows.case, name) for name in _LABELS}


def _shown(values: Mapping[str, object], topics: tuple[Topic, ...]) -> dict[str, str]:
    """The fields as people read them, by their Danish names."""
    texts = {}
    for name, label in _LABELS.items():
        value = values[name]
        if isinstance(value, NoticeKind):
            texts[label] = NOTICE_KIND[value]
        elif isinstance(value, bool):
            texts[label] = "Ja" if value else "Nej"
        else:
            texts[label] = str(value or "")
    texts["Emner"] = topics_text(topics)
    return texts


def _check(actor: Actor, rows: CaseRows, kind: NoticeKind, topics: tuple[Topic, ...]) -> None:
    if not topics:
        raise Invalid("case.topics_missing", "Vælg mindst ét emne.", {"topics": "Vælg mindst ét emne."})
    if kind is rows.case.kind:
        return
    if is_own(kind) or is_own(rows.case.kind):
        message = "En egen handleplan og en sag fra Arbejdstilsynet er to sager. Registrér den nye for sig."
        raise Invalid("case.kind_is_own", message, {"kind": message})
    facts = rows.facts()
    if problem := kind_problem(kind, facts.on(DeadlineKind.RULED), facts.visit_on, actor.today):
        raise Invalid(problem.code, problem.text, {"kind": problem.text})
    if rows.case.phase not in permitted_phases(kind):
        message = f"Sagen er for langt til at blive til {NOTICE_KIND[kind].lower()}. Vælg en anden slags."
        raise Invalid("case.phase_of_other_kind", message, {"kind": message})


async def _write_topics(case_id: int, old: tuple[Topic, ...], new: tuple[Topic, ...]) -> None:
    for topic in set(old) - set(new):
        await execute('DELETE FROM case_topics WHERE "case" = {} AND topic = {}', case_id, topic)
    for topic in dict.fromkeys(new):
        if topic not in old:
            await insert(CaseTopic(case=case_id, topic=topic))


async def _fit_dates(actor: Actor, rows: CaseRows, kind: NoticeKind) -> None:
    reason = f"Sagen er ændret til {NOTICE_KIND[kind].lower()}."
    allowed = applicable_dates(kind)
    standing = [row for row in rows.deadlines if row.state is not DeadlineState.VOID]
    for row in standing:
        if row.kind not in allowed:
            await change_date(
                actor,
                rows.case.id,
                row,
                on_date=row.on_date,
                source=row.source,
                reason=reason,
                state=DeadlineState.VOID,
            )
    missing = [each for each in first_dates(kind, rows.case.phase) if each not in {row.kind for row in standing}]
    await add_dates(
        actor,
        rows.case.id,
        dict.fromkeys(missing),
        source=DateSource.LETTER,
        settings=rows.settings,
        ruling=rows.order.id if rows.order else None,
    )
