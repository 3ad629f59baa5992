"""The bytes of evidence: the originals, and small pictures that do not say where a photo was taken."""

import re
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.core.errors import NotFound
from app.documents.rules import JPEG
from app.documents.views import file_response
from app.evidence.tiers import open_version

_OPT = {"permission": Permission.CASE_READ, "as_it_is": True}
_VERSION = re.compile(r"v([1-9][0-9]{0,5})")


def _number(version: str) -> int:
    match = _VERSION.fullmatch(version)
    if match is None:
        raise NotFound
    return int(match[1])


@get("/dokumentation/{public_id:str}/{version:str}/{file_name:str}", name="evidence.file", opt=_OPT)
async def download(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    version: FromPath[str],
    file_name: FromPath[str],
) -> Response[Any]:
    found = await open_version(actor, public_id, _number(version))
    if found.sha256 is None or found.size is None or found.media_type is None:
        raise NotFound
    return await file_response(
        request, sha256=found.sha256, size=found.size, media_type=found.media_type, file_name=found.file_name
    )


@get("/dokumentation/{public_id:str}/{version:str}/vis/billede.jpg", name="evidence.preview", opt=_OPT)
async def preview(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str], version: FromPath[str]
) -> Response[Any]:
    found = await open_version(actor, public_id, _number(version))
    if found.preview_sha256 is None or found.preview_size is None:
        raise NotFound
    return await file_response(
        request,
        sha256=found.preview_sha256,
        size=found.preview_size,
        media_type=JPEG.media_type,
        file_name="billede.jpg",
        inline=True,
    )


routes = [download, preview]
