"""The reports that were frozen: as data, as files, with their evidence, and one against another."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.api.v1.common import BASE, FILE, READ, READS, AnyRequest, Instant, Label, filled, refusals
from app.cases.queries import CaseRef, get_case_ref
from app.core.errors import Invalid
from app.db.transaction import reading
from app.reports.actions import record_export
from app.reports.changes import changes
from app.reports.content import decode
from app.reports.enums import ChangeKind, Profile, ReportPart, ReportType, SnapshotState
from app.reports.labels import CHANGE_KIND, PROFILE, REPORT_PART, REPORT_TYPE, SNAPSHOT_STATE
from app.reports.pages import file_name
from app.reports.pdf.render import render_status_report
from app.reports.queries import SnapshotDetail, SnapshotRow, find_compared, get_snapshot, list_snapshots
from app.reports.views.files import forms_of, frozen_file, package_file

_TAGS = ["Rapporter"]
_FORMS = forms_of(render_status_report)
_REPORT = f"{BASE}/cases/{{case_id:str}}/reports/{{no:int}}"
_No = Annotated[int | None, QueryParameter(description="En rapports nummer.")]


class ReportSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen report. `by` null: made from the command line. It is never the report-back itself."""

    no: int
    kind: ReportType
    kind_label: Label
    profile: Profile
    profile_label: Label
    state: SnapshotState
    state_label: Label
    sha256: str
    by: str | None
    at: Instant
    released_at: Annotated[Instant | None, msgspec.Meta(description="Tom: aldrig frigivet.")]
    released_by: str | None
    release_reason: Annotated[str, msgspec.Meta(description="Hvorfor det, der blev rettet, kun er stavning.")]
    withdrawn_reason: str
    replaces_no: int | None
    replaced_by_no: int | None


class ReportList(msgspec.Struct, frozen=True):
    items: tuple[ReportSummary, ...]


class Report(ReportSummary, frozen=True, kw_only=True):
    """A frozen report with its content: words as they stood then. `sha256` is of its canonical JSON."""

    content: dict[str, Any]


class DifferenceBody(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. Where a whole row is new or gone, `label` is empty."""

    part: ReportPart
    part_label: Label
    kind: ChangeKind
    kind_label: Label
    subject: Annotated[str, msgspec.Meta(examples=["Tiltag 2: Fast sparring hver uge"])]
    label: Annotated[str, msgspec.Meta(description="Feltet.", examples=["Frist"])]
    before: str
    after: str
    reason: str


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What `new` says that `old` does not. Both null: no receiver has got two reports."""

    old: int | None
    new: int | None
    changes: tuple[DifferenceBody, ...]


def _words(row: SnapshotRow) -> dict[str, object]:
    """What a report says beside what its row holds by the same names."""
    return {
        "kind": row.type,
        "kind_label": REPORT_TYPE[row.type],
        "profile_label": PROFILE[row.profile],
        "state_label": SNAPSHOT_STATE[row.state],
        "sha256": row.hash,
        "by": row.by_name,
    }


@get(
    f"{BASE}/cases/{{case_id:str}}/reports",
    name="api.reports",
    opt=READ,
    tags=["Rapporter"],
    summary="Sagens rapporter",
    responses=READS,
)
async def show_reports(actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[ReportList]:
    """De rapporter, der er lavet, den nyeste først."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        rows = await list_snapshots(actor.scope, ref.id)
    return Response(ReportList(tuple(filled(ReportSummary, row, **_words(row)) for row in rows)))


@get(
    f"{BASE}/cases/{{case_id:str}}/reports/{{no:int}}",
    name="api.report",
    opt=READ,
    tags=["Rapporter"],
    summary="Én rapport som data",
    responses=READS,
)
async def show_report(actor: NamedDependency[Actor], case_id: FromPath[str], no: FromPath[int]) -> Response[Report]:
    """Indholdet, som det blev frosset. Kun for den, der ser alle sagens tiltag. Hentningen bliver logget."""
    ref, snapshot = await _to_take_out(actor, case_id, no)
    await record_export(actor, ref.id, no, form="JSON")
    content = msgspec.json.decode(snapshot.canonical, type=dict[str, Any])
    return Response(filled(Report, snapshot, **_words(snapshot), content=content))


async def _to_take_out(actor: Actor, case_id: str, no: int) -> tuple[CaseRef, SnapshotDetail]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        may(actor, Permission.REPORT_EXPORT, ref.ancestors).require()
        return ref, await get_snapshot(actor.scope, ref.id, no)


async def _file(request: AnyRequest, actor: Actor, case_id: str, no: int, ending: str) -> Response[Any]:
    ref, snapshot = await _to_take_out(actor, case_id, no)

    async def log(form: str) -> None:
        await record_export(actor, ref.id, no, form=form)

    return await frozen_file(request, snapshot, _FORMS, file_name(ref, no, snapshot.type, ending), log)


@get(f"{_REPORT}/pdf", name="api.report_pdf", opt=FILE, tags=_TAGS, summary="Én rapport som PDF", responses=READS)
async def show_report_pdf(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], no: FromPath[int]
) -> Response[bytes]:
    """PDF-filen. Er rapporten aldrig frigivet, står der udkast på hver side. Hentningen bliver logget."""
    return await _file(request, actor, case_id, no, "pdf")


@get(f"{_REPORT}/csv", name="api.report_csv", opt=FILE, tags=_TAGS, summary="Én rapport som CSV", responses=READS)
async def show_report_csv(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], no: FromPath[int]
) -> Response[bytes]:
    """Det samme som i PDF-filen. Hentningen bliver logget."""
    return await _file(request, actor, case_id, no, "csv")


@get(f"{_REPORT}/xlsx", name="api.report_xlsx", opt=FILE, tags=_TAGS, summary="Én rapport til Excel", responses=READS)
async def show_report_xlsx(
    request: AnyRequest, actor: NamedDependency[Actor], case_id: FromPath[str], no: FromPath[int]
) -> Response[bytes]:
    """Det samme som i PDF-filen. Hentningen bliver logget."""
    return await _file(request, actor, case_id, no, "xlsx")


@get(
    f"{_REPORT}/package",
    name="api.report_package",
    opt=FILE,
    tags=_TAGS,
    summary="Rapporten med dens bilag (ZIP)",
    responses=refusals(409),
)
async def show_report_package(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    case_id: FromPath[str],
    no: FromPath[int],
    originals: Annotated[
        bool, QueryParameter(description="Billeder, som de blev lagt op: de kan vise sted og tid. Ellers kopier uden.")
    ] = False,
) -> Response[bytes]:
    """Kun af en rapport, der er frigivet. Bryder svaret af undervejs, er der ingen pakke. Hentningen bliver logget."""
    ref, _ = await _to_take_out(actor, case_id, no)
    return await package_file(request, actor, ref.id, no, originals=originals)


@get(
    f"{BASE}/cases/{{case_id:str}}/reports/comparison",
    name="api.report_comparison",
    opt=READ,
    tags=_TAGS,
    summary="Hvad er ændret mellem to rapporter",
    responses=READS,
)
async def show_comparison(
    actor: NamedDependency[Actor], case_id: FromPath[str], old: _No = None, new: _No = None
) -> Response[Comparison]:
    """To rapporter til samme modtager. Uden numre: den nyeste, og den, modtageren fik før den."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        found = await find_compared(actor.scope, ref.id, old, new)
    if found.old is None or found.new is None:
        return Response(Comparison(old=None, new=None, changes=()))
    if not found.has_one_receiver:
        text = "De to rapporter har hver sin modtager."
        raise Invalid("report.receivers", text, {"new": text})
    rows = changes(decode(found.old.canonical), decode(found.new.canonical))
    bodies = tuple(
        filled(DifferenceBody, row, part_label=REPORT_PART[row.part], kind_label=CHANGE_KIND[row.kind]) for row in rows
    )
    return Response(Comparison(old=found.old.no, new=found.new.no, changes=bodies))


routes = [
    show_reports,
    show_report,
    show_report_pdf,
    show_report_csv,
    show_report_xlsx,
    show_report_package,
    show_comparison,
]
