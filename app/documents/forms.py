"""The letter's form, and how a view gets the files of any form onto the disk."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
import structlog
from litestar import Request

from app.access.enums import Tier
from app.access.policy import Actor
from app.audit.enums import EntityKind
from app.core.errors import Invalid
from app.documents import blobs
from app.documents.actions import record_infected
from app.documents.blobs import BlobStore, StagedFile
from app.documents.enums import Direction, DocumentKind
from app.documents.previews import with_preview
from app.documents.queries import list_erased_before
from app.documents.rules import MOST_FILES, Infected, NoRoom, Refused, StoreDown
from app.web.forms import Choice, Day, Form, Text, says_again
from app.web.pages import settings_of
from app.web.parts import SentFile

log = structlog.get_logger("files")


class DocumentForm(Form, frozen=True):
    """`file` holds no text: it is there so that its message has a place."""

    kind: Annotated[DocumentKind, Choice("Slags", required=True)]
    direction: Annotated[Direction, Choice("Modtaget eller sendt", required=True)]
    title: Annotated[str, Text("Titel")] = ""
    dated_on: Annotated[date | None, Day("Brevets dato")] = None
    esdh_document_no: Annotated[str, Text("ESDH-dokumentnummer", most=100)] = ""
    file: Annotated[str, Text("Fil")] = ""
    tier: Annotated[Tier | None, Choice("Hvem kan se det?")] = None  # None: everybody


class WithdrawPaperForm(Form, frozen=True):
    reason: Annotated[str, Text("Begrundelse", required=True, most=1000, lines=True)] = ""


class SentTo(msgspec.Struct, frozen=True):
    """What files are sent to: the log says there that one with a virus was refused, to whoever may see that thing."""

    kind: EntityKind
    id: int
    case: int | None
    subject: str


def store_of(request: Request[Any, Any, Any]) -> BlobStore:
    return BlobStore.of(settings_of(request))


@contextlib.asynccontextmanager
async def received(
    request: Request[Any, Any, Any],
    uploads: Sequence[SentFile],
    *,
    to: SentTo,
    field: str,
    previews: bool = False,
    left_out: list[str] | None = None,
) -> AsyncIterator[tuple[StagedFile, ...]]:
    """All of a form's files, judged and staged; what no action publishes inside the block is gone after it.

    One file that is refused refuses all: `Invalid` at `field`, with a line per refused file. With a list `left_out` the
    others are taken, if there are any, and why one is not is added to the list. `previews` makes the small pictures of
    photos and PDF files. Raises `StoreDown` where they cannot be kept. Use it inside what `submission.run` runs.

    That a file had a virus stands in the log of what it was sent `to`, without its name: who may read that was not
    decided yet.
    """
    store = store_of(request)
    staged: list[StagedFile] = []
    try:
        if len(uploads) > MOST_FILES:
            text = f"Vælg højst {MOST_FILES} filer ad gangen. Du valgte {len(uploads)}."
            raise Invalid("file.count", text, {field: text})
        refused = []
        for upload in uploads:
            try:
                file = await store.adopt(upload)
                staged.append(await with_preview(store, file) if previews else file)
            except Refused as refusal:
                refused.append(str(refusal))
                if isinstance(refusal, Infected):
                    actor: Actor = request.scope["state"]["actor"]
                    await record_infected(actor, to.kind, to.id, case=to.case, subject=to.subject, found=refusal.found)
        if left_out is not None and staged:
            left_out += refused
        elif refused:
            text = " ".join([*refused, *(["Ingen af filerne er gemt."] if len(uploads) > 1 else [])])
            raise Invalid("file.refused", text, {field: text})
        asked = await _asked_about_erased(request, staged, field)
        for file in staged:
            await store.send(file)
        yield asked
    except StoreDown as error:
        log.error("files not kept", cause=error.cause)
        raise StoreDown(error.cause, is_full=error.is_full, field=field) from error
    except NoRoom as error:
        error.fields = {field: error.message}
        raise
    finally:
        for file in staged:
            blobs.discard(file)


async def _asked_about_erased(
    request: Request[Any, Any, Any], staged: Sequence[StagedFile], field: str
) -> tuple[StagedFile, ...]:
    """The files; `Invalid` where one has been erased here before and nobody has said that it is to be kept again."""
    actor: Actor = request.scope["state"]["actor"]
    erased = await list_erased_before(actor.scope, [file.sha256 for file in staged])
    named = [f"»{file.file_name}«" for file in staged if file.sha256 in erased]
    if named and not says_again(request):
        text = f"{', '.join(named)} er slettet hos jer tidligere. Vælg filen igen, og sæt kryds, hvis den skal gemmes."
        raise Invalid("file.erased_before", text, {field: text})
    return tuple(msgspec.structs.replace(file, was_erased=file.sha256 in erased) for file in staged)
