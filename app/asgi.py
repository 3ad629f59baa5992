"""The application, put together from its slices."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, Request, Response, get, route
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, NotFoundException
from litestar.middleware import ASGIMiddleware
from litestar.static_files import create_static_files_router

from app import config
from app.access.policy import Actor
from app.accounts.views import login_page, proof_page
from app.api.guard import TokenGuard
from app.core.clock import Clock, SystemClock
from app.core.errors import AppError, NotFound
from app.db.engine import Database, make_engine, use_engine
from app.db.sql import fetch_value
from app.documents.rules import MOST_FILES
from app.upkeep import readyz, rescan, tidy
from app.web import errors, logs, problems
from app.web.middleware import RequestStart, SameOrigin, WhoIsIt, before_send
from app.web.parts import MOST_TEXT
from app.web.templating import make_environment
from app.web.worker import Worker

SLICES = (
    "access",
    "accounts",
    "organisation",
    "committees",
    "documents",
    "deadlines",
    "cases",
    "plans",
    "evidence",
    "handover",
    "involvement",
    "surveys",
    "material",
    "cycles",
    "indicators",
    "meetings",
    "minutes",
    "requests",
    "reports",
    "approvals",
    "packs",
    "notices",
    "erasure",
    "audit",
    "search",
    "inquiries",
    "dashboard",
    "digest",
    "api",
    "privacy",
)
MAX_BODY = MOST_TEXT  # forms


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    actor: Actor = request.scope["state"]["actor"]
    return actor


@get("/healthz", opt={"public": True}, name="healthz")
async def healthz() -> dict[str, str]:
    """200 when the database answers."""
    await fetch_value(int, "SELECT 1 AS one")
    return {"status": "ok"}


@route("/{unknown:path}", http_method=["GET", "POST"], name="unknown", opt={"login_only": True}, sync_to_thread=False)
def unknown_path() -> Response[str]:
    raise NotFound


def see_other(path: str) -> Response[None]:
    return Response(None, status_code=303, media_type=MediaType.HTML, headers={"Location": path})


def create_app(
    settings: config.Settings,
    *,
    clock: Clock | None = None,
    engine: Database | None = None,
    demo_logins: tuple[tuple[str, str, str], ...] = (),
) -> Litestar:
    """The whole application. Starts and stops the engine it makes itself; a given `engine` stays the caller's."""
    logs.configure(settings.log_level, as_json=settings.is_production)
    database = engine or make_engine(settings.database_url)
    use_engine(database)

    @contextlib.asynccontextmanager
    async def run(app: Litestar) -> AsyncIterator[None]:
        if engine is None:
            await database.start()
        running = [asyncio.create_task(tidy(app))]
        if settings.clamav is not None:
            running.append(asyncio.create_task(rescan(app)))
        try:
            yield
        finally:
            for each in running:
                each.cancel()
            app.state.worker.stop()
            if engine is None:
                await database.stop()

    environment = make_environment(config.STATIC, config.TEMPLATES)
    handlers: list[Any] = [healthz, readyz]
    for name in SLICES:
        handlers += import_module(f"app.{name}.views").routes
    _allow_uploads(handlers, settings.upload_limit_mb)
    _answer_head([*handlers, unknown_path])
    app = Litestar(
        [
            *handlers,
            create_static_files_router(
                "/static",
                directories=[config.STATIC],
                opt={"public": True},
                cache_control=_for_a_year(),
            ),
            unknown_path,
        ],
        lifespan=[run],
        dependencies={"actor": Provide(provide_actor)},
        middleware=[RequestStart(_only_host(settings)), TokenGuard(), *_for_people(WhoIsIt(), SameOrigin())],
        exception_handlers={
            AppError: problems.or_page(problems.on_app_error, errors.on_app_error),
            HTTPException: problems.or_page(problems.on_http_error, errors.on_http_error),
            Exception: problems.or_page(problems.on_unexpected, errors.on_unexpected),
        },
        before_send=[before_send],
        compression_config=CompressionConfig(
            backend="brotli", brotli_gzip_fallback=True, minimum_size=1000, exclude_opt_key="as_it_is"
        ),
        request_max_body_size=MAX_BODY,
        openapi_config=None,
        logging_config=None,
        state=State(
            {
                "settings": settings,
                "clock": clock or SystemClock(),
                "jinja": environment,
                "demo_logins": demo_logins,
                "see_other": see_other,
                "login_page": login_page,
                "proof_page": proof_page,
                "worker": Worker(),
            }
        ),
    )
    environment.globals["url"] = app.route_reverse
    _route_everything(app)
    return app


def _for_people(*middleware: ASGIMiddleware) -> tuple[ASGIMiddleware, ...]:
    """Cookies, logins and forms are nothing to programs: what stands under /api/ has a guard of its own."""
    for each in middleware:
        each.should_bypass_for_scope = problems.is_for_program
    return middleware


def _allow_uploads(handlers: list[Any], limit_mb: int) -> None:
    """Routes with opt "upload" take as many files at once as a form does; the files are judged one by one."""
    for handler in handlers:
        if handler.opt.get("upload"):
            handler.request_max_body_size = MOST_FILES * limit_mb * 1_000_000 + MAX_BODY


def _for_a_year() -> Any:
    from litestar.datastructures import CacheControlHeader

    return CacheControlHeader(max_age=31536000, public=True, immutable=True)


def _only_host(settings: config.Settings) -> str | None:
    return urlsplit(settings.base_url).hostname if settings.is_production else None


def _answer_head(handlers: list[Any]) -> None:
    """HEAD is GET whose body the server leaves out; Litestar answers 405 by itself."""
    for handler in handlers:
        if "GET" in handler.http_methods:
            handler.http_methods = frozenset({*handler.http_methods, "HEAD"})


def _route_everything(app: Litestar) -> None:
    """Sends a path that matches nothing to `unknown_path`, through the middleware: with a log line and a login.

    The catch-all route alone does not get those that begin as another route does (`/sager/…/findes-ikke`).
    """
    find = app.asgi_router.handle_routing

    def handle_routing(path: str, method: Any) -> Any:
        try:
            return find(path=path, method=method)
        except NotFoundException:
            if method not in unknown_path.http_methods:
                raise
            asgi_app, handler, _, parameters, template = find(path="/ukendt", method=method)
            return asgi_app, handler, path, parameters, template

    app.asgi_router.handle_routing = handle_routing  # type: ignore[assignment]
