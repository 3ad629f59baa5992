"""A supplier's file into a round. Nothing is kept between the steps: the file is chosen again, and known again."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.db.transaction import reading
from app.documents.pages import upload_field
from app.surveys.actions import Correction
from app.surveys.actions.importing import FileTarget, KeptFile, SurveyImport, open_for_file, take_reading
from app.surveys.files.formats import FileFormat
from app.surveys.files.mapping import ColumnUse, FileMapping, Layout
from app.surveys.files.reading import content_hash
from app.surveys.files.work import FileWork, work_on
from app.surveys.forms import FileForm
from app.surveys.pages.files import (
    MARK_OF,
    SKIP,
    FilePage,
    column_choices,
    result_of,
    unit_choices,
    use_of,
    writing_choices,
)
from app.surveys.pages.rounds import HOME, address_of, crumbs_of, published_day
from app.web.carried import carried_for
from app.web.forms import FormState, Submission, blank, read_form
from app.web.pages import Crumb, redirect, render
from app.web.parts import SentFile

Req = Request[Any, Any, Any]
_PATH = f"{HOME}/{{public_id:str}}/fil"


@get(_PATH, name="surveys.file", opt={"permission": Permission.SURVEY_WRITE})
async def edit(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        target = await open_for_file(actor, public_id)
    carried = carried_for(request)
    return render(request, _page(request, target, blank(FileForm, carried), again=carried is not None))


@post(_PATH, name="surveys.take_file", opt={"permission": Permission.SURVEY_WRITE, "upload": True})
async def take(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        target = await open_for_file(actor, public_id)
    submission = await read_form(request, FileForm)
    upload = next(iter(submission.files.get("file", [])), None)
    path = _path_of(submission, upload)
    form = submission.value
    if upload is None or form is None:
        return render(request, _page(request, target, submission.state(), again=False), submission.status)
    is_same = upload.sha256 == form.seen
    work: FileWork = await request.app.state.worker.run(
        work_on,
        path,
        _format_of(form) if is_same else None,
        _mapping_of(submission, form, target),
        target.data,
        target.saved.units,
        target.saved.above,
        target.saved.kept,
    )
    if work.reading is None or work.found is None or work.mapping is None:
        return _answer(request, target, submission, work, None)
    read, file = work.reading, KeptFile(upload.filename, work.found.sha256, work.mapping)
    if not (form.confirm and form.content == content_hash(read)):  # saved is what was seen, and nothing else
        done = await take_reading(actor, public_id, read, file, apply=False)
        return _answer(request, target, submission, work, done)

    async def run(_: FileForm) -> SurveyImport:
        correction = Correction(form.reason, accepted=form.accepted)
        return await take_reading(actor, public_id, read, file, apply=True, correction=correction)

    done = await submission.run(run)
    if not submission.ok or not done.is_applied:
        return _answer(request, target, submission, work, done)
    if done.withdrawn:
        text = (
            f"Gemt. {done.withdrawn} tal, der har været vist, er nu skjult: sammen med de nye kunne de vise for meget."
        )
        return redirect(request, address_of(target.found.row), flash=text, kind="warning")
    return redirect(request, address_of(target.found.row), flash="Filens tal er gemt. Filen er ikke.")


def _path_of(submission: Submission[FileForm], upload: SentFile | None) -> str:
    """Where the file lies until the request is answered; "" and a message where there is none to read."""
    if upload is None:
        submission.refuse("file", "Vælg filen.")
    elif upload.is_too_large:
        submission.refuse("file", "Filen er for stor. Slet kolonner, der ikke skal bruges, eller del den op.")
    elif upload.path is None:
        submission.refuse("file", "Filen kunne ikke modtages. Prøv igen.")
    return str(upload.path) if upload is not None and upload.path is not None else ""


def _format_of(form: FileForm) -> FileFormat:
    """How the sender says that the file is written; what is empty is found out again."""
    return FileFormat(
        kind="",
        encoding=form.encoding,
        delimiter=MARK_OF.get(form.delimiter, ""),
        decimal=form.decimal,
        sheet=form.sheet,
        heading_row=form.heading_row or 0,
        heading_rows=2 if form.heading_rows == "2" else 1,
        date_order=form.date_order,
    )


def _mapping_of(submission: Submission[FileForm], form: FileForm, target: FileTarget) -> FileMapping | None:
    """What the sender says of columns and units; None for a form that did not ask yet."""
    if not form.fingerprint or form.layout not in [each.value for each in Layout]:
        return None
    uses: list[ColumnUse] = []
    units: dict[str, int | None] = {}
    known = {unit.id for unit in target.saved.units}
    for name in submission.raw:
        kind, _, rest = name.partition("_")
        typed = submission.typed(name)
        if kind == "column" and rest.isascii() and rest.isdecimal() and len(rest) < 5:
            use = use_of(int(rest), typed)
            uses += [use] if use else []
        elif kind == "unit" and typed == SKIP:
            units[rest] = None
        elif kind == "unit" and typed.isascii() and typed.isdecimal() and int(typed) in known:
            units[rest] = int(typed)
    return FileMapping(layout=Layout(form.layout), columns=tuple(uses), fingerprint=form.fingerprint, units=units)


def _answer(
    request: Req, target: FileTarget, submission: Submission[FileForm], work: FileWork, done: SurveyImport | None
) -> Response[Any]:
    """What was found, for the sender to change or to confirm. The file itself is gone with this answer."""
    page = _page(request, target, submission.state(), again=True, work=work, done=done)
    return render(request, page, 422 if work.refusal or submission.status != 200 else 200)


def _page(
    request: Req,
    target: FileTarget,
    form: FormState,
    *,
    again: bool,
    work: FileWork | None = None,
    done: SurveyImport | None = None,
) -> FilePage:
    found, mapping = (work.found, work.mapping) if work else (None, None)
    is_read = found is not None and mapping is not None
    return FilePage(
        title="Indlæs en fil",
        crumbs=crumbs_of(target.found.row, Crumb("Indlæs en fil")),
        action=f"{address_of(target.found.row)}/fil",
        cancel=address_of(target.found.row),
        form=form,
        upload=upload_field(request, again=again),
        refusal=work.refusal if work else "",
        seen=found.sha256 if found else "",
        fingerprint=found.fingerprint if found else "",
        content=content_hash(work.reading) if work and work.reading else "",
        is_kept=work is not None and work.is_kept,
        doubts=found.doubts if found else (),
        heading_row=found.format.heading_row if found else None,
        writing=writing_choices(found, mapping) if found and mapping else (),
        columns=column_choices(found, mapping, target) if found and mapping else (),
        units=unit_choices(work, target) if work and is_read else (),
        result=result_of(done) if done else None,
        published_on=published_day(target.found.row),
    )


routes = [edit, take]
