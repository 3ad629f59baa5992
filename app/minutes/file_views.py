"""Minutes as a file: laid in, opened by who reads the meeting, taken out of use."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.audit.enums import EntityKind
from app.db.transaction import reading
from app.documents.forms import SentTo, WithdrawPaperForm, received
from app.documents.pages import WithdrawPaperPage, upload_field
from app.documents.queries import PaperRow
from app.documents.views import paper_response
from app.meetings.actions import meeting_to_plan
from app.meetings.policy import Forum
from app.meetings.queries import MeetingRow, get_forum
from app.minutes import files, pages
from app.minutes.forms import FileForm
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, redirect, render

Req = Request[Any, Any, Any]
OPEN = {"login_only": True}  # whoever reads none of the committee's meetings gets no page: the queries say who does
_NEW = "/moeder/{public_id:str}/referat/fil"
_FILE = f"{pages.FILES}/filer/{{minutes_id:str}}"


@get(_NEW, name="minutes.file_form", opt=OPEN)
async def show_new(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    meeting, forum = await _to_file(actor, public_id)
    carried = carried_for(request)
    form = blank(FileForm, carried, minutes_reference=meeting.minutes_reference)
    return _new_page(request, meeting, forum, form, again=carried is not None)


async def _to_file(actor: Actor, public_id: str) -> tuple[MeetingRow, Forum]:
    async with reading():
        meeting = await files.meeting_to_file(actor, public_id)
        return meeting, await get_forum(actor.scope, meeting.committee, meeting.unit)


@post(_NEW, name="minutes.add_file", opt={**OPEN, "upload": True})
async def add(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    meeting, forum = await _to_file(actor, public_id)
    submission = await read_form(request, FileForm)
    uploads = submission.files.get("file", [])[:1]
    if not uploads:
        submission.refuse("file", "Vælg filen.")

    async def run(form: FileForm) -> None:
        to = SentTo(EntityKind.MINUTES, meeting.id, None, pages.title_of(forum, meeting))
        async with received(request, uploads, to=to, field="file", previews=True) as (file,):
            await files.file_minutes(
                actor,
                public_id,
                file,
                title=form.title,
                minutes_reference=form.minutes_reference,
                approved_on=form.approved_on,
            )

    await submission.run(run)
    if not submission.ok:
        state = submission.state()
        return _new_page(request, meeting, forum, state, again=bool(uploads), status=submission.status)
    return redirect(request, pages.minutes_href(meeting), flash="Referatet er gemt som fil.")


def _new_page(
    request: Req, meeting: MeetingRow, forum: Forum, form: FormState, *, again: bool, status: int = 200
) -> Response[Any]:
    page = pages.FilePage(
        title=f"Læg referatet ind som fil: {pages.title_of(forum, meeting)}",
        crumbs=pages.crumbs_of(forum, meeting, Crumb("Fil")),
        action=f"{pages.minutes_href(meeting)}/fil",
        cancel=pages.minutes_href(meeting),
        form=form,
        upload=upload_field(request, again=again, is_paper=True),
    )
    return render(request, page, status)


async def _paper(actor: Actor, minutes_id: str) -> PaperRow:
    return (await files.get_filed_minutes(actor.scope, minutes_id))[0]


@get(f"{_FILE}/hent/{{file_name:str}}", name="minutes.file", opt={**OPEN, "as_it_is": True})
async def download(
    request: Req, actor: NamedDependency[Actor], minutes_id: FromPath[str], file_name: FromPath[str]
) -> Response[Any]:
    return await paper_response(request, await _paper(actor, minutes_id))


@get(f"{_FILE}/vis/billede.jpg", name="minutes.file_preview", opt={**OPEN, "as_it_is": True})
async def preview(request: Req, actor: NamedDependency[Actor], minutes_id: FromPath[str]) -> Response[Any]:
    return await paper_response(request, await _paper(actor, minutes_id), preview=True)


@get(f"{_FILE}/traek-tilbage", name="minutes.file_withdraw", opt=OPEN)
async def show_withdraw(request: Req, actor: NamedDependency[Actor], minutes_id: FromPath[str]) -> Response[Any]:
    return await _withdraw_page(request, actor, minutes_id, blank(WithdrawPaperForm, carried_for(request)))


@post(f"{_FILE}/traek-tilbage", name="minutes.file_withdraw_it", opt=OPEN)
async def withdraw(request: Req, actor: NamedDependency[Actor], minutes_id: FromPath[str]) -> Response[Any]:
    _, meeting, _ = await _to_withdraw(actor, minutes_id)
    submission = await read_form(request, WithdrawPaperForm)
    await submission.run(lambda form: files.withdraw_filed_minutes(actor, minutes_id, reason=form.reason))
    if not submission.ok:
        return await _withdraw_page(request, actor, minutes_id, submission.state(), submission.status)
    return redirect(request, pages.minutes_href(meeting), flash="Filen er trukket tilbage.")


async def _to_withdraw(actor: Actor, minutes_id: str) -> tuple[PaperRow, MeetingRow, Forum]:
    async with reading():
        paper, meeting = await files.get_filed_minutes(actor.scope, minutes_id)
        _, forum = await meeting_to_plan(actor, meeting.public_id)
    return paper, meeting, forum


async def _withdraw_page(
    request: Req, actor: Actor, minutes_id: str, form: FormState, status: int = 200
) -> Response[Any]:
    paper, meeting, forum = await _to_withdraw(actor, minutes_id)
    page = WithdrawPaperPage(
        title="Træk filen tilbage",
        subject=paper.title,
        crumbs=pages.crumbs_of(forum, meeting, Crumb("Træk tilbage")),
        action=f"{pages.FILES}/filer/{minutes_id}/traek-tilbage",
        cancel=pages.minutes_href(meeting),
        form=form,
    )
    return render(request, page, status)


routes = [show_new, add, download, preview, show_withdraw, withdraw]
