"""The log for those who may read it: on a page, and as a file. Reading it is logged, too."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.response import Stream

from app.access.enums import Permission
from app.access.policy import Actor, may_anywhere
from app.audit.actions import record_access
from app.audit.enums import AuditAction, EntityKind
from app.audit.forms import LogForm
from app.audit.labels import AUDIT_ACTION, ENTITY_KIND
from app.audit.pages import LogIndexPage, csv_head, csv_piece, json_piece, log_line
from app.audit.queries import LogEntry, LogFilter, find_actors, find_case, iterate_log, list_log
from app.core.errors import Denied, Invalid
from app.db.transaction import reading
from app.web.forms import Submission, parse
from app.web.pages import options, render

HERE = "/haendelseslog"
_OPT = {"permission": Permission.LOG_READ}
_NAMES = ("person", "sag", "fra", "til", "slags", "handling")


def require_reader(actor: Actor) -> None:
    """The log has no units of its own: who may read it anywhere sees what of it lies there."""
    if not may_anywhere(actor, Permission.LOG_READ):
        raise Denied("log.denied", "Hændelsesloggen er for revisorer. Spørg administratoren, hvis du skal bruge den.")


def _asked(request: Request[Any, Any, Any]) -> Submission[LogForm]:
    return parse(LogForm, {name: request.query_params.getall(name, []) for name in _NAMES})


async def filter_of(actor: Actor, form: LogForm) -> LogFilter:
    """What to look for. Raises `Invalid` naming the field for a case without a log for the reader, or a period turned
    around.
    """
    people, case = None, None
    if form.fra is not None and form.til is not None and form.fra > form.til:
        text = "Den første dag ligger efter den sidste."
        raise Invalid("log.period", text, {"fra": text})
    if form.sag:
        case = await find_case(actor.scope, form.sag)
        if case is None:
            text = "Der er ingen sag med det nummer blandt dem, du kan se loggen for."
            raise Invalid("log.case", text, {"sag": text})
    if form.person:
        people = await find_actors(actor.scope, form.person)
    return LogFilter(people, case, form.fra, form.til, form.slags, form.handling)


async def record_reading(actor: Actor, form: LogForm, action: AuditAction, **more: str) -> None:
    """That the log was read, and what was looked for."""
    looked_for = {
        "person": form.person or None,
        "sag": form.sag or None,
        "fra": form.fra,
        "til": form.til,
        "slags": ENTITY_KIND[form.slags] if form.slags else None,
        "handling": AUDIT_ACTION[form.handling] if form.handling else None,
        **more,
    }
    await record_access(actor, EntityKind.LOG, actor.require_person(), action=action, after=looked_for)


@get(HERE, name="audit.index", opt=_OPT)
async def index(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[str]:
    require_reader(actor)
    submission = _asked(request)
    used = {name: values[-1] for name, values in submission.raw.items() if values and values[-1].strip()}
    after = request.query_params.get("efter", "")

    async def read(form: LogForm) -> Any:
        async with reading():
            found = await list_log(actor.scope, await filter_of(actor, form), after)
        await record_reading(actor, form, AuditAction.OPENED, **({"side": "en ældre"} if after else {}))
        return found

    found = await submission.run(read)
    page = LogIndexPage(
        title="Hændelseslog",
        form=submission.state(),
        lines=tuple(log_line(entry) for entry in found.entries) if found else (),
        kinds=options(ENTITY_KIND),
        actions=options({action: label.capitalize() for action, label in AUDIT_ACTION.items()}),
        is_filtered=bool(used),
        first_href=_href(HERE, used) if after else None,
        next_href=_href(HERE, {**used, "efter": found.after}) if found and found.after else None,
        csv_href=_href(f"{HERE}/haendelseslog.csv", used) if found and found.entries else None,
        json_href=_href(f"{HERE}/haendelseslog.jsonl", used) if found and found.entries else None,
    )
    return render(request, page, submission.status)


def _href(path: str, used: dict[str, str]) -> str:
    return f"{path}?{urlencode(used)}" if used else path


async def _export(
    request: Request[Any, Any, Any],
    actor: Actor,
    media_type: str,
    head: bytes,
    piece: Callable[[Sequence[LogEntry]], bytes],
) -> Stream:
    require_reader(actor)
    submission = _asked(request)
    if submission.value is None:
        raise Invalid("log.filter", " ".join(submission.errors.values()))
    form = submission.value
    wanted = await filter_of(actor, form)
    name = request.scope["path"].rpartition("/")[2]
    await record_reading(actor, form, AuditAction.EXPORTED, fil=name)
    pieces = iterate_log(actor.scope, wanted)
    first: list[LogEntry] = await anext(pieces, [])  # what goes wrong goes wrong before the answer has begun

    async def body() -> AsyncIterator[bytes]:
        yield head + piece(first)
        async for entries in pieces:
            yield piece(entries)

    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Stream(body(), headers=headers, media_type=media_type)


@get(f"{HERE}/haendelseslog.csv", name="audit.csv", opt={**_OPT, "as_it_is": True})
async def export_csv(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Stream:
    return await _export(request, actor, "text/csv", csv_head(), csv_piece)


@get(f"{HERE}/haendelseslog.jsonl", name="audit.jsonl", opt={**_OPT, "as_it_is": True})
async def export_json_lines(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Stream:
    return await _export(request, actor, "application/jsonl; charset=utf-8", b"", json_piece)


routes: list[Any] = [index, export_csv, export_json_lines]
