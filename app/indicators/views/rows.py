"""A file of figures, or rows that are pasted: looked at first, then saved. The rows travel in the form."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.core.errors import Denied
from app.db.transaction import reading
from app.indicators import actions, queries
from app.indicators.files import HEADINGS, ReadRow, fingerprint_of, read_rows, read_text
from app.indicators.forms import RowsForm
from app.indicators.pages.edit import RowsPage, row_line
from app.indicators.pages.words import HOME, address_of, crumbs_of
from app.indicators.queries import IndicatorRow
from app.surveys.files.matching import UnitMatcher
from app.surveys.files.places import FileRefused
from app.web.carried import carried_for
from app.web.forms import FormState, Submission, blank, read_form
from app.web.pages import Crumb, redirect, render

Req = Request[Any, Any, Any]
WRITE = {"permission": Permission.INDICATOR_WRITE}
_PATH = f"{HOME}/{{public_id:str}}/fil"


@get(_PATH, name="indicators.file", opt=WRITE)
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, _, _ = await _look(actor, public_id, "")
    return _page(request, row, blank(RowsForm, carried_for(request)), ())


@post(_PATH, name="indicators.take_file", opt={**WRITE, "upload": True})
async def take(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row, _, _ = await _look(actor, public_id, "")
    submission = await read_form(request, RowsForm)
    found: list[ReadRow] = []
    try:
        submission.raw["rows"] = [_text(submission)]
        _, found, ids = await _look(actor, public_id, submission.typed("rows"))
    except FileRefused as error:
        submission.refuse("rows", str(error))
    form = submission.value
    is_seen = form is not None and form.confirm and form.looked_at == fingerprint_of(submission.typed("rows"))
    if not is_seen or not found or any(each.problem for each in found):
        return _page(request, row, submission.state(), found, submission.status)
    ready = [(ids[each.unit], each.typed) for each in found if each.unit is not None and each.typed is not None]
    count = await submission.run(lambda _: actions.take_values(actor, public_id, ready))
    if not submission.ok:
        return _page(request, row, submission.state(), found, submission.status)
    return redirect(request, address_of(row), flash="1 tal er gemt." if count == 1 else f"{count} tal er gemt.")


def _text(submission: Submission[RowsForm]) -> str:
    """The rows of the file that was sent, else those that were pasted. Raises `FileRefused`."""
    upload = next(iter(submission.files.get("file", [])), None)
    if upload is None:
        return submission.typed("rows")
    if upload.path is None:
        raise FileRefused("Filen kunne ikke modtages. Del den op, eller sæt rækkerne ind i feltet.")
    return read_text(upload.path)


async def _look(actor: Actor, public_id: str, text: str) -> tuple[IndicatorRow, list[ReadRow], dict[int, str]]:
    """The rows of `text` beside what is there, and the public ids of the units. Raises `FileRefused`, `NotFound`,
    `Denied` for who enters figures of no unit."""
    async with reading():
        row = await queries.get_indicator(actor.scope, public_id)
        units, ids = await queries.list_known_units(actor.scope, row.municipality)
        if not units:
            raise Denied
        values = await queries.list_values(actor.scope, (row.id,)) if text.strip() else []
    if not text.strip():
        return row, [], ids
    taken = {
        (each.unit, each.period_from, each.period_to, "" if each.period_from else each.period_text)
        for each in values
        if each.counts
    }
    found = read_rows(
        text,
        UnitMatcher(units),
        taken,
        row.kind,
        row.measured_in,
        covers_people=row.covers_people,
        today=actor.today,
    )
    return row, found, ids


def _page(
    request: Req, row: IndicatorRow, form: FormState, found: Sequence[ReadRow], status: int = 200
) -> Response[Any]:
    page = RowsPage(
        title=f"Indlæs tal: {row.name}",
        crumbs=crumbs_of(row, Crumb("Indlæs tal")),
        action=f"{address_of(row)}/fil",
        cancel=address_of(row),
        form=form,
        columns=tuple(words[0] for words in HEADINGS.values()),
        lines=tuple(row_line(row, each) for each in found),
        bad=sum(bool(each.problem) for each in found),
        fingerprint=fingerprint_of(form.values["rows"]),
    )
    return render(request, page, status)


routes = [edit, take]
