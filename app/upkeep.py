"""What the running server does besides answering people: it says whether it is ready, and clears away leftovers."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Any

import structlog
from litestar import Litestar, Request, Response, get

from app.access.policy import system_actor
from app.db.sql import fetch_value
from app.documents.actions import collect_orphans
from app.documents.blobs import BlobStore
from app.documents.papers import purge_papers
from app.evidence.scanning import scan_again

log = structlog.get_logger("upkeep")
_TIDIED_EVERY = 3600  # seconds
_SCANNED_EVERY = 60
_WAITED = 5.0
_BELIEVED = 5.0  # seconds for which an answer is given again: anybody may ask


@get("/readyz", opt={"public": True}, name="readyz")
async def readyz(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """200 when the database and the place of the files answer; 503 says which does not."""
    state = request.app.state
    asked_at, parts = state.get("ready", (float("-inf"), {}))
    if time.monotonic() - asked_at > _BELIEVED:
        store = BlobStore.of(state.settings)
        parts = {
            "database": await _answers("database", fetch_value(int, "SELECT 1 AS one")),
            "files": await _answers("files", store.answer()),
        }
        state["ready"] = time.monotonic(), parts
    is_ready = all(part == "ok" for part in parts.values())
    return Response({"status": "ok" if is_ready else "down", **parts}, status_code=200 if is_ready else 503)


async def _answers(name: str, question: Awaitable[Any]) -> str:
    try:
        await asyncio.wait_for(question, _WAITED)
    except Exception as error:
        log.error("not ready", part=name, error=type(error).__name__)
        return "down"
    return "ok"


async def tidy(app: Litestar) -> None:
    """Removes once an hour what uploads have left behind, and what is kept until a day that has come, until it is
    cancelled."""
    while True:
        await asyncio.sleep(_TIDIED_EVERY)
        try:
            actor, store = system_actor(app.state.clock.now()), BlobStore.of(app.state.settings)
            purged = await purge_papers(actor, store)
            log.info("tidied", removed=len(await collect_orphans(actor, store)), purged=purged)
        except Exception as error:
            log.warning("not tidied", error=type(error).__name__)


async def rescan(app: Litestar) -> None:
    """Shows once a minute the files that wait for it to the virus scanner, until it is cancelled."""
    while True:
        await asyncio.sleep(_SCANNED_EVERY)
        try:
            done = await scan_again(system_actor(app.state.clock.now()), BlobStore.of(app.state.settings))
            if done.clean or done.infected or done.left:
                log.info("scanned", clean=done.clean, infected=done.infected, left=done.left, cause=done.cause)
        except Exception as error:
            log.warning("not scanned", error=type(error).__name__)
