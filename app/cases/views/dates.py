"""One date of a case: why it is what it is, setting and moving it, and every value it has had."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.policy import Actor
from app.cases import actions
from app.cases.forms import DateForm
from app.cases.labels import RULING_KIND
from app.cases.pages import DatePage, HistoryLine, case_header, case_href
from app.cases.queries import CaseDetail, CaseRef, DeadlineChange, get_case, get_case_ref, list_deadline_history
from app.cases.queries.rows import DeadlineRow, RulingRow
from app.cases.rules.dates import COUNTED_FROM, applicable_dates, counted, stored
from app.cases.views.common import READ, WRITE, may_write, require_write, saved
from app.core.errors import NotFound
from app.db.transaction import reading
from app.deadlines.enums import DateSource, DeadlineKind, DeadlineState
from app.deadlines.labels import DATE_SOURCE, DEADLINE_KIND
from app.deadlines.pages import explain
from app.deadlines.rules import FACT_KINDS, OWN_ACTS, adviser_suggestion, authority_date
from app.deadlines.rules.slugs import SLUG, kind_of
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import options, render

_HELP = {
    DeadlineKind.AVAILABLE: "Den dag, brevet lå i Digital Post. Det er ikke den dag, nogen åbnede det.",
    DeadlineKind.RULED: "Datoen, der står på afgørelsen.",
    DeadlineKind.HEARING_SENT: "Datoen på høringsbrevet.",
    DeadlineKind.COMPLIANCE: "Den dag, problemet senest skal være løst. Den står i afgørelsen.",
    DeadlineKind.REPORT_BACK: "Den dag, Arbejdstilsynet senest skal have besked. Den står i afgørelsen.",
    DeadlineKind.COMPLAINT: "Regnet ud fra den dag, brevet var tilgængeligt. Står der en anden dato, så skriv den.",
    DeadlineKind.HEARING: "Normalt 14 dage. Tjek datoen i høringsbrevet.",
    DeadlineKind.ADVISER_CHOSEN: "Skriv datoen fra afgørelsen.",
}


def _kind(slug: str) -> DeadlineKind:
    kind = kind_of(slug)
    if kind is None:
        raise NotFound
    return kind


class _At:
    """The case, the kind, and the ruling whose date it is."""

    def __init__(self, ref: CaseRef, detail: CaseDetail, kind: DeadlineKind, ruling: str) -> None:
        if kind not in applicable_dates(detail.case.kind):
            raise NotFound
        self.ref, self.detail, self.kind = ref, detail, kind
        self.ruling = self._find_ruling(ruling)
        self.row: DeadlineRow | None = detail.rows.deadline(kind, self.ruling.id if self.ruling else None)
        path = f"/frister/{SLUG[kind]}" + (f"?afgoerelse={ruling}" if ruling else "")
        self.action = case_href(ref.public_id, path)

    def _find_ruling(self, ruling: str) -> RulingRow | None:
        if not ruling:
            return None
        found = next((each for each in self.detail.rows.rulings if each.public_id == ruling), None)
        if found is None:
            raise NotFound
        return found


@get("/sager/{case_id:str}/frister/{slug:str}", name="cases.date", opt=READ)
async def show(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    case_id: FromPath[str],
    slug: FromPath[str],
    afgoerelse: FromQuery[str] = "",
) -> Response[str]:
    kind = _kind(slug)
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        at = _At(ref, await get_case(actor.scope, ref), kind, afgoerelse)
        history = await list_deadline_history(actor.scope, ref.id, kind)
    row = at.row
    usual = DateSource.INTERNAL if kind in OWN_ACTS else DateSource.LETTER
    source = row.source if row and row.on_date and row.source is not DateSource.COMPUTED else usual
    form = blank(
        DateForm,
        carried_for(request),
        version=row.version if row else 0,
        on_date=row.known_on if row else None,
        source=source,
    )
    return render(request, _page(actor, at, history, form))


@post("/sager/{case_id:str}/frister/{slug:str}", name="cases.set_date", opt=WRITE)
async def save(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    case_id: FromPath[str],
    slug: FromPath[str],
    afgoerelse: FromQuery[str] = "",
) -> Response[Any]:
    kind = _kind(slug)
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        at = _At(ref, await get_case(actor.scope, ref), kind, afgoerelse)
    require_write(actor, ref)
    submission = await read_form(request, DateForm)

    async def run(form: DateForm) -> Any:
        return await actions.set_date(
            actor,
            ref.id,
            kind,
            on_date=form.on_date,
            source=form.source,
            reason=form.reason,
            ruling=at.ruling.id if at.ruling else None,
            seen=form.version or 0,
        )

    warnings = await submission.run(run)
    if not submission.ok:
        async with reading():
            at = _At(ref, await get_case(actor.scope, ref), kind, afgoerelse)
            history = await list_deadline_history(actor.scope, ref.id, kind)
        return render(request, _page(actor, at, history, submission.state()), submission.status)
    return saved(request, case_href(ref.public_id), f"{DEADLINE_KIND[kind]} er gemt.", warnings)


def _page(actor: Actor, at: _At, history: list[DeadlineChange], form: FormState) -> DatePage:
    row, detail, kind = at.row, at.detail, at.kind
    label = DEADLINE_KIND[kind] + (f" ({RULING_KIND[at.ruling.kind].lower()})" if at.ruling else "")
    start = COUNTED_FROM.get(kind)
    from_row = detail.rows.deadline(start, row.ruling if row else None) if start else None
    settings = detail.rows.settings
    why = suggestion = None
    if start and row and row.on_date and row.source is DateSource.COMPUTED and from_row and from_row.on_date:
        result = counted(kind, from_row.on_date, settings)
        why = explain(result) if result else None
    elif row and row.known_on and row.source is DateSource.LETTER and kind not in FACT_KINDS:
        why = explain(authority_date(kind, row.known_on, settings))
    ruled = detail.rows.deadline(DeadlineKind.RULED)
    if kind is DeadlineKind.ADVISER_CHOSEN and ruled and ruled.on_date and not (row and row.on_date):
        suggestion = explain(adviser_suggestion(ruled.on_date, settings))
    clocks = {view.href.partition("?")[0]: view for view in (*detail.dated, *detail.clocks)}
    is_open = may_write(actor, at.ref)
    is_unconfirmed = row is not None and row.known_on is not None and not row.is_confirmed
    is_awaited = row is not None and row.state is DeadlineState.AWAITING
    return DatePage(
        title=label,
        case=case_header(at.ref, "case", label),
        form=form,
        may_write=is_open,
        clock=None if at.ruling else clocks.get(case_href(at.ref.public_id, f"/frister/{SLUG[kind]}")),
        action=at.action,
        version=seen_version(form, row.version if row else 0),
        needs_reason=row is not None and row.state is DeadlineState.SET and row.is_confirmed,
        is_awaited=is_awaited,
        sources=options(DATE_SOURCE, [DateSource.LETTER] if is_awaited else [DateSource.LETTER, DateSource.INTERNAL]),
        help_text=_HELP.get(kind, ""),
        why=why,
        suggestion=suggestion,
        counted_from_href=case_href(at.ref.public_id, f"/frister/{SLUG[start]}") if start else None,
        counted_from_label=DEADLINE_KIND[start] if start else "",
        confirm_date=row.on_date if row and is_open and is_unconfirmed else None,
        history=tuple(_history_line(each) for each in history),
    )


def _history_line(change: DeadlineChange) -> HistoryLine:
    value = stored(change.state, change.on_date)
    return HistoryLine(
        at=change.at,
        value=value[:1].upper() + value[1:],
        source=change.source_label if change.on_date else "",
        reason=change.reason,
        by=change.by_name or "Beregnet af Handlepligt",
        ruling=RULING_KIND[change.ruling_kind] if change.ruling_kind else "",
    )


routes = [show, save]
