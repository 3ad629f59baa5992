"""A supplier's file into a round. Nothing is kept between the steps: the file is chosen again, and known again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.enums import EntityKind
from app.db.transaction import reading
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.surveys.actions import Correction
from app.surveys.actions.importing import FileTarget, KeptFile, KeptRows, SurveyImport, open_for_file, take_reading
from app.surveys.files.figures import unused_columns
from app.surveys.files.formats import FileFormat
from app.surveys.files.instruments import file_scales, known_answers
from app.surveys.files.mapping import FileMapping, Layout
from app.surveys.files.reading import content_hash
from app.surveys.files.work import FileWork, work_on
from app.surveys.forms import FileForm
from app.surveys.pages.files import (
    MARK_OF,
    SKIP,
    FilePage,
    FileReadingPage,
    answer_choices,
    column_choices,
    result_of,
    scale_choices,
    unit_choices,
    use_of,
    writing_choices,
)
from app.surveys.pages.paging import PER_PAGE
from app.surveys.pages.rounds import HOME, address_of, crumbs_of, published_day
from app.surveys.views.file_jobs import AT_ONCE, FileJob, Outcome, jobs_of
from app.web.carried import carried_for
from app.web.forms import FormState, Submission, blank, read_form
from app.web.pages import Crumb, redirect, render, settings_of
from app.web.parts import SentFile

Req = Request[Any, Any, Any]
T = TypeVar("T")
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
    if upload is None or path is None or form is None:
        return render(request, _page(request, target, submission.state(), again=False), submission.status)
    job = FileJob(actor.person, public_id, upload, path)
    job.begin(lambda job: _read(request, actor, target, submission, form, job))
    if await job.is_done(AT_ONCE):
        outcome = job.outcome()
        if outcome.done is not None and len(outcome.done.plan.rows) > PER_PAGE:
            jobs_of(request.app.state)[job.id] = job  # for the rest of the rows
        return _respond(request, target, outcome, job)
    jobs_of(request.app.state)[job.id] = job
    return redirect(request, f"{address_of(target.found.row)}/fil/{job.id}")


@get(f"{_PATH}/{{job_id:str}}", name="surveys.file_read", opt={"permission": Permission.SURVEY_WRITE})
async def reading_on(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], job_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        target = await open_for_file(actor, public_id)
    here = f"{address_of(target.found.row)}/fil"
    job = jobs_of(request.app.state).get(job_id)
    if job is None or (job.person, job.round_id) != (actor.person, public_id):
        text = "Filen læses ikke længere. Se på målingen, om tallene er gemt. Ellers vælg filen igen."
        return redirect(request, here, flash=text, kind="warning")
    if await job.is_done():
        return _respond(request, target, job.outcome(), job)
    page = FileReadingPage(
        title="Filen læses",
        crumbs=crumbs_of(target.found.row, Crumb("Indlæs en fil", here), Crumb("Filen læses")),
        percent=job.percent,
        text=f"{job.percent} % af filen er læst",
        href=f"{here}/{job_id}",
    )
    response = render(request, page)
    response.headers["Refresh"] = "2"
    return response


async def _read(
    request: Req, actor: Actor, target: FileTarget, submission: Submission[FileForm], form: FileForm, job: FileJob
) -> Outcome:
    """Reads the file and compares it with the round, or takes it in where that was confirmed."""
    is_same = job.upload.sha256 == form.seen
    work: FileWork = await request.app.state.worker.run(
        work_on,
        str(job.path),
        _format_of(form) if is_same else None,
        _mapping_of(submission, form, target),
        target.data,
        target.saved.units,
        target.saved.above,
        target.saved.kept,
        str(job.told),
    )
    if work.reading is None or work.found is None or work.mapping is None:
        return Outcome(submission, work, None)
    read, file = work.reading, KeptFile(job.upload.filename, work.found.sha256, work.mapping)
    public_id = target.found.row.public_id
    if not (form.confirm and form.content == content_hash(read)):  # saved is what was seen, and nothing else
        return Outcome(submission, work, await take_reading(actor, public_id, read, file, apply=False))

    async def run(form: FileForm) -> SurveyImport:
        correction = Correction(form.reason, accepted=form.accepted)
        if not form.keep_rows:
            return await take_reading(actor, public_id, read, file, apply=True, correction=correction)
        job.upload.path = job.path
        to = SentTo(EntityKind.SURVEY_ROUND, target.found.row.id, None, target.found.row.name)
        async with received(request, [job.upload], to=to, field="file") as (staged,):
            most = settings_of(request).survey_rows_days
            rows = KeptRows(staged, form.keep_purpose, form.keep_until, most)
            return await take_reading(actor, public_id, read, file, apply=True, correction=correction, rows=rows)

    done = await submission.run(run)
    if not submission.ok:  # what was found is shown again beside what is wrong
        done = await take_reading(actor, public_id, read, file, apply=False)
    return Outcome(submission, work, done)


def _respond(request: Req, target: FileTarget, outcome: Outcome, job: FileJob) -> Response[Any]:
    """What was found, for the sender to change or to confirm; or the round, where it was saved."""
    submission, work, done = outcome.submission, outcome.work, outcome.done
    if done is None or not submission.ok or not done.is_applied:
        page = _page(request, target, submission.state(), again=True, work=work, done=done, job=job.id)
        return render(request, page, 422 if work.refusal or submission.status != 200 else 200)
    if done.withdrawn:
        text = (
            f"Gemt. {done.withdrawn} tal, der har været vist, er nu skjult: sammen med de nye kunne de vise for meget."
        )
        return redirect(request, address_of(target.found.row), flash=text, kind="warning")
    form = submission.value
    text = "Tallene er gemt, og rækkerne er gemt til den dato, du valgte." if form and form.keep_rows else ""
    return redirect(request, address_of(target.found.row), flash=text or "Filens tal er gemt. Filen er ikke.")


def _path_of(submission: Submission[FileForm], upload: SentFile | None) -> Path | None:
    """Where the file lies until the request is answered; None and a message where there is none to read."""
    if upload is None:
        submission.refuse("file", "Vælg filen.")
    elif upload.is_too_large:
        submission.refuse("file", "Filen er for stor. Slet kolonner, der ikke skal bruges, eller del den op.")
    elif upload.path is None:
        submission.refuse("file", "Filen kunne ikke modtages. Prøv igen.")
    return upload.path if upload is not None else None


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
    typed: dict[str, dict[str, str]] = {"column": {}, "unit": {}, "scale": {}, "answer": {}}
    for name in submission.raw:
        kind, _, rest = name.partition("_")
        if kind in typed:
            typed[kind][rest] = submission.typed(name)
    numbered = {no: text for no, text in typed["column"].items() if no.isascii() and no.isdecimal() and len(no) < 5}
    uses = [use_of(int(no), text) for no, text in numbered.items()]
    units = {str(unit.id): unit.id for unit in target.saved.units}
    scales = {scale.code: scale.code for scale in target.data.scales}
    values = {str(value): value for value in known_answers(file_scales(target.data))}
    return FileMapping(
        layout=Layout(form.layout),
        columns=tuple(use for use in uses if use),
        fingerprint=form.fingerprint,
        units=_chosen(typed["unit"], units, None, rest=form.skip_units),
        scales=_chosen(typed["scale"], scales, "", rest=form.skip_scales),
        answers=_chosen(typed["answer"], values, None, rest=False),
    )


def _chosen(typed: Mapping[str, str], known: Mapping[str, T], skipped: T, *, rest: bool) -> dict[str, T]:
    """By what stands in the file, what it is; `skipped` where that was chosen, with `rest` for what was not, too."""
    made = {name: known[text] for name, text in typed.items() if text in known}
    return made | {name: skipped for name, text in typed.items() if text == SKIP or (rest and not text)}


def _page(
    request: Req,
    target: FileTarget,
    form: FormState,
    *,
    again: bool,
    work: FileWork | None = None,
    done: SurveyImport | None = None,
    job: str = "",
) -> FilePage:
    found, mapping = (work.found, work.mapping) if work else (None, None)
    is_read = found is not None and mapping is not None
    here = f"{address_of(target.found.row)}/fil"
    return FilePage(
        title="Indlæs en fil",
        crumbs=crumbs_of(target.found.row, Crumb("Indlæs en fil")),
        action=here,
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
        scales=scale_choices(work, target) if work and is_read else (),
        answers=answer_choices(work, target) if work and is_read else (),
        result=result_of(done, work, target, request.query_params.get("side", ""), f"{here}/{job}")
        if done and work
        else None,
        unused=", ".join(unused_columns(found, mapping)) if found and mapping else "",
        published_on=published_day(target.found.row),
        rows_days=settings_of(request).survey_rows_days if mapping and mapping.layout is Layout.RESPONDENTS else 0,
    )


routes = [edit, take, reading_on]
