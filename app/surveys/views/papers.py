"""Files beside the figures of a round: laid in, opened by whom their tier allows, and taken out of use."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission, Tier
from app.access.forms import TierForm
from app.access.pages import tier_page
from app.access.policy import Actor
from app.access.queries import list_named_readers, tier_mark
from app.audit.actions import record_access
from app.audit.enums import EntityKind
from app.core.errors import NotFound
from app.db.transaction import reading
from app.documents.forms import SentTo, WithdrawPaperForm, received, store_of
from app.documents.pages import WithdrawPaperPage, upload_field
from app.documents.queries import PaperRow
from app.documents.views import paper_response
from app.organisation.actions import Created
from app.surveys import actions
from app.surveys.actions.papers import add_report, report_to_write, set_report_tier, withdraw_report
from app.surveys.forms import ReportForm
from app.surveys.pages.papers import PAPER_READERS, PAPER_TIER_HELP, ReportPage, tier_options
from app.surveys.pages.rounds import HOME, address_of, crumbs_of
from app.surveys.queries import RoundDetail, get_round
from app.surveys.queries.papers import get_round_paper, list_paper_readers
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, redirect, render

Req = Request[Any, Any, Any]
WRITE = {"permission": Permission.SURVEY_WRITE}
FILE = {"permission": Permission.SURVEY_READ, "as_it_is": True}
_NEW = f"{HOME}/{{public_id:str}}/rapport"
_PAPER = f"{HOME}/{{public_id:str}}/filer/{{paper_id:str}}"


@get(_NEW, name="surveys.report", opt=WRITE)
async def new(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        found = await actions.round_to_write(actor, public_id)
    carried = carried_for(request)
    return _new_page(request, found, blank(ReportForm, carried, tier=Tier.RESTRICTED), again=carried is not None)


@post(_NEW, name="surveys.add_report", opt={**WRITE, "upload": True})
async def add(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        found = await actions.round_to_write(actor, public_id)
    submission = await read_form(request, ReportForm)
    uploads = submission.files.get("file", [])[:1]
    if not uploads:
        submission.refuse("file", "Vælg filen.")

    async def save(form: ReportForm) -> Created:
        to = SentTo(EntityKind.SURVEY_ROUND, found.row.id, None, found.row.name)
        async with received(request, uploads, to=to, field="file", previews=True) as (file,):
            tier = form.tier or Tier.RESTRICTED
            return await add_report(actor, public_id, file=file, title=form.title, tier=tier)

    made = await submission.run(save)
    if not submission.ok:
        return _new_page(request, found, submission.state(), again=bool(uploads), status=submission.status)
    if submission.value is not None and submission.value.tier in (None, Tier.RESTRICTED):
        to = f"{address_of(found.row)}/filer/{made.public_id}/fortrolighed"
        return redirect(request, to, flash="Rapporten er gemt. Vælg nu, hvem der ellers skal kunne åbne den.")
    return redirect(request, address_of(found.row), flash="Rapporten er gemt.")


def _new_page(request: Req, found: RoundDetail, form: FormState, *, again: bool, status: int = 200) -> Response[Any]:
    page = ReportPage(
        title="Gem leverandørens rapport",
        crumbs=crumbs_of(found.row, Crumb("Leverandørens rapport")),
        action=f"{address_of(found.row)}/rapport",
        cancel=address_of(found.row),
        form=form,
        upload=upload_field(request, again=again, is_paper=True),
        tiers=tier_options(),
    )
    return render(request, page, status)


async def _opened(actor: Actor, public_id: str, paper_id: str) -> PaperRow:
    """A file that is about to be read: that somebody opens what few may read is logged first."""
    found = await get_round(actor.scope, public_id)
    paper = await get_round_paper(actor.scope, found.row.id, paper_id)
    if paper.kept_until is not None and paper.kept_until <= actor.today:
        raise NotFound("paper.purged", "Rækkerne slettes i dag.")
    if paper.tier is Tier.RESTRICTED:
        after = {"fil": paper.file_name}
        await record_access(actor, EntityKind.PAPER, paper.id, subject=paper.title, after=after)
    return paper


@get(f"{_PAPER}/hent/{{file_name:str}}", name="surveys.paper", opt=FILE)
async def download(
    request: Req,
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    paper_id: FromPath[str],
    file_name: FromPath[str],
) -> Response[Any]:
    return await paper_response(request, await _opened(actor, public_id, paper_id))


@get(f"{_PAPER}/vis/billede.jpg", name="surveys.paper_preview", opt=FILE)
async def preview(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], paper_id: FromPath[str]
) -> Response[Any]:
    return await paper_response(request, await _opened(actor, public_id, paper_id), preview=True)


@get(f"{_PAPER}/traek-tilbage", name="surveys.paper_withdraw", opt=WRITE)
async def show_withdraw(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], paper_id: FromPath[str]
) -> Response[Any]:
    return await _withdraw_page(request, actor, public_id, paper_id, blank(WithdrawPaperForm, carried_for(request)))


@post(f"{_PAPER}/traek-tilbage", name="surveys.paper_withdraw_it", opt=WRITE)
async def withdraw(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], paper_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        found, paper = await report_to_write(actor, public_id, paper_id)
    submission = await read_form(request, WithdrawPaperForm)
    await submission.run(
        lambda form: withdraw_report(actor, public_id, paper_id, reason=form.reason, store=store_of(request))
    )
    if not submission.ok:
        return await _withdraw_page(request, actor, public_id, paper_id, submission.state(), submission.status)
    flash = "Filen er trukket tilbage." if paper.kept_until is None else "Rækkerne er slettet."
    return redirect(request, address_of(found.row), flash=flash)


async def _withdraw_page(
    request: Req, actor: Actor, public_id: str, paper_id: str, form: FormState, status: int = 200
) -> Response[Any]:
    async with reading():
        found, paper = await report_to_write(actor, public_id, paper_id)
    here = address_of(found.row)
    page = WithdrawPaperPage(
        title="Træk filen tilbage",
        subject=paper.title,
        crumbs=crumbs_of(found.row, Crumb("Træk tilbage")),
        action=f"{here}/filer/{paper_id}/traek-tilbage",
        cancel=here,
        form=form,
    )
    if paper.kept_until is not None:
        page = msgspec.structs.replace(
            page,
            title="Slet rækkerne",
            lead="Rækkerne slettes for altid. Målingens tal bliver stående.",
            submit="Slet rækkerne",
        )
    return render(request, page, status)


@get(f"{_PAPER}/fortrolighed", name="surveys.paper_tier", opt=WRITE)
async def show_tier(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], paper_id: FromPath[str]
) -> Response[Any]:
    return await _tier_page(request, actor, public_id, paper_id)


@post(f"{_PAPER}/fortrolighed", name="surveys.paper_set_tier", opt={**WRITE, "recent_login": True})
async def set_tier(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], paper_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        found, _ = await report_to_write(actor, public_id, paper_id)
    submission = await read_form(request, TierForm)
    await submission.run(
        lambda form: set_report_tier(
            actor,
            public_id,
            paper_id,
            tier=form.tier,
            readers=form.readers,
            reason=form.reason,
            seen=form.version or 0,
        )
    )
    if not submission.ok:
        return await _tier_page(request, actor, public_id, paper_id, submission.state(), submission.status)
    return redirect(request, address_of(found.row), flash="Det er gemt, hvem der kan se filen.")


async def _tier_page(
    request: Req,
    actor: Actor,
    public_id: str,
    paper_id: str,
    form: FormState | None = None,
    status: int = 200,
) -> Response[Any]:
    async with reading():
        found, paper = await report_to_write(actor, public_id, paper_id)
        named = await list_named_readers(actor.scope, "paper", paper.id)
        people = await list_paper_readers(actor.scope, found)
    if form is None:
        readers = tuple(each.public_id for each in named)
        form = blank(TierForm, carried_for(request), tier=paper.tier, readers=readers)
    page = tier_page(
        paper.title,
        crumbs_of(found.row, Crumb("Hvem kan se den?")),
        paper.tier,
        named,
        me=actor.person,
        form=form,
        tiers=PAPER_READERS,
        people=people,
        version=seen_version(form, tier_mark(actor.scope, paper.tier, named)),
        action=f"{address_of(found.row)}/filer/{paper_id}/fortrolighed",
        cancel_href=address_of(found.row),
        thing="målingen",
        readers=PAPER_READERS,
        helps=PAPER_TIER_HELP,
    )
    return render(request, page, status)


routes = [new, add, download, preview, show_withdraw, withdraw, show_tier, set_tier]
