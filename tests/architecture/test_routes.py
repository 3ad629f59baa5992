"""Every route is guarded, every form address can be drawn again, and every template has its page."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from app import config
from app.access.enums import Permission
from app.asgi import create_app
from app.web.pages import Page
from app.web.templating import make_environment
from tests.architecture.source import ROOT

# Addresses that take a post but draw no form of their own: nothing is typed there that could be lost.
WITHOUT_FORM = {"/log-ud", "/log-ud/kommune"}
PUBLIC = {
    "/healthz",
    "/readyz",
    "/log-ind",
    "/log-ind/kode",
    "/log-ind/to-trin",
    "/adgang/{token}",
    "/adgang/{token}/kommune",
    "/log-ind/kommune",
    "/log-ind/kommune/svar",
    "/glemt-adgangskode",
    "/log-ud",
    "/log-ud/kommune",
    "/fristberegner",
    "/opslag",  # the page for all employees: decision 0033
    "/opslag/enhed/{public_id}",
    "/opslag/link/{token}",
    "/log-ind/kommune/laes",
    "/tilgaengelighed",
    "/static/{file_path}",
    "/api/v1/openapi.json",
    "/api/v1/docs",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    settings = config.load({"HANDLEPLIGT_ENV": "test", "HANDLEPLIGT_DATA_DIR": str(tmp_path_factory.mktemp("data"))})
    return create_app(settings)


def _handlers(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    return [
        (route.path_format, handler)
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler) and set(handler.http_methods) != {"OPTIONS"}
    ]


def test_every_route_names_its_permission_or_says_why_not(app: Litestar) -> None:
    """The session guards them all; `opt` says what the page is about, and the actions ask the policy."""
    unnamed = [
        path
        for path, handler in _handlers(app)
        if not (
            handler.opt.get("public")
            or handler.opt.get("login_only")
            or isinstance(handler.opt.get("permission"), Permission)
        )
    ]
    assert unnamed == []


def test_only_these_pages_are_public(app: Litestar) -> None:
    assert {path for path, handler in _handlers(app) if handler.opt.get("public")} <= PUBLIC


def test_every_address_that_takes_a_form_also_draws_it(app: Litestar) -> None:
    """What was typed can then be drawn again, after an error or after a login."""
    by_method: dict[str, set[str]] = {"GET": set(), "POST": set()}
    for path, handler in _handlers(app):
        for method in handler.http_methods:
            by_method.setdefault(str(method), set()).add(path)
    assert by_method["POST"] - by_method["GET"] - WITHOUT_FORM == set()


def _templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("name", _templates())
def test_every_template_compiles(name: str) -> None:
    make_environment(config.STATIC, config.TEMPLATES).get_template(name)


def _pages(base: type[Page] = Page) -> list[type[Page]]:
    return [found for child in base.__subclasses__() for found in (child, *_pages(child))]


def test_every_page_has_its_template_and_every_template_its_page(app: Litestar) -> None:
    """Fragments begin with an underscore; layouts and components are drawn by pages."""
    named = {page.template for page in _pages() if getattr(page, "template", "")}
    missing = {name for name in named if not Path(ROOT / "templates" / name).is_file()}
    whole = {
        name
        for name in _templates()
        if not name.startswith(("layouts/", "components/")) and not Path(name).name.startswith("_")
    }
    assert (missing, whole - named) == (set(), set())
