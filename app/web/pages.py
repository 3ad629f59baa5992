"""What every page has, and how a page becomes a response."""

import base64
import hashlib
import hmac
from datetime import date
from typing import Any, ClassVar
from urllib.parse import quote

import jinja2
import msgspec
from litestar import Request, Response
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import Cookie
from litestar.enums import MediaType

from app.access.enums import Permission
from app.access.labels import ROLE
from app.access.policy import Actor, Reach, may_anywhere
from app.config import Settings
from app.db.once import Once
from app.web.forms import FormState
from app.web.templating import asking

FLASH_COOKIE = "besked"
_FLASH_SECONDS = 60


class Page(msgspec.Struct, kw_only=True, frozen=True):
    """One Struct per page: exactly what its template may use."""

    template: ClassVar[str]
    title: str


class Crumb(msgspec.Struct, frozen=True):
    label: str
    href: str | None = None


class FormPage(Page, kw_only=True, frozen=True):
    """A page that is one form. `version` is that of the row it changes; None where it makes a new one."""

    crumbs: tuple[Crumb, ...]
    action: str
    cancel: str
    form: FormState
    version: int | None = None


class Option(msgspec.Struct, frozen=True):
    value: str
    label: str
    hint: str | None = None


class NavLink(msgspec.Struct, frozen=True):
    label: str
    href: str
    is_current: bool


class Flash(msgspec.Struct, frozen=True):
    kind: str
    text: str


class ShellUser(msgspec.Struct, frozen=True):
    name: str
    roles_text: str


class Shell(msgspec.Struct, frozen=True):
    user: ShellUser | None
    nav: tuple[NavLink, ...]
    flashes: tuple[Flash, ...]
    request_id: str
    today: date
    is_demo: bool
    search_query: str


def options(labels: dict[Any, str], chosen: Any = None) -> tuple[Option, ...]:
    """The members of a vocabulary, in its order, as choices; `chosen` limits them."""
    members = labels if chosen is None else chosen
    return tuple(Option(str(member), labels[member]) for member in members)


def settings_of(request: Request[Any, Any, Any]) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def shell_for(request: Request[Any, Any, Any], actor: Actor) -> Shell:
    path = request.scope["path"]
    user = None
    nav: tuple[NavLink, ...] = ()
    if actor.person is not None:
        roles = dict.fromkeys(ROLE[grant.role] for grant in actor.grants)
        user = ShellUser(actor.name, ", ".join(roles))
        nav = tuple(NavLink(label, href, is_current(path, href)) for label, href in _nav_links(actor))
    settings = settings_of(request)
    query = request.query_params.get("q", "") if path == "/soeg" else ""
    return Shell(
        user=user,
        nav=nav,
        flashes=_read_flashes(request, settings.secret_key),
        request_id=actor.request_id,
        today=actor.today,
        is_demo=settings.is_demo,
        search_query=query,
    )


def _nav_links(actor: Actor) -> list[tuple[str, str]]:
    links = [("Overblik", "/"), ("Sager", "/sager"), ("Mine tiltag", "/mine-tiltag")]
    scope = actor.scope
    if scope.sees_one_by_one:
        return [("Sager", "/sager")]
    if not scope.sees_cases:
        links = [("Overblik", "/")]
    if scope.surveys != Reach():
        links.append(("Målinger", "/maalinger"))
    links += [("Enheder", "/enheder"), ("Udvalg", "/udvalg")]
    if may_anywhere(actor, Permission.INQUIRY_WRITE):
        links.append(("Forespørgsler", "/forespoergsler"))
    if may_anywhere(actor, Permission.ACCOUNT_WRITE):
        links.append(("Personer", "/personer"))
    if may_anywhere(actor, Permission.LOG_READ):
        links.append(("Hændelseslog", "/haendelseslog"))
    return links


# Pages that are reached from an entry of the menu, and lie at addresses of their own.
_REACHED_FROM = {"/maalinger": ("/materiale", "/arbejdsmiljoe", "/spoergeskemaer", "/omlaegninger")}


def is_current(path: str, href: str) -> bool:
    if href == "/":
        return path == href
    return any(path == each or path.startswith(each + "/") for each in (href, *_REACHED_FROM.get(href, ())))


def render(request: Request[Any, Any, Any], page: Page, status: int = 200) -> Response[str]:
    """The page as HTML."""
    actor: Actor = request.scope["state"]["actor"]
    environment: jinja2.Environment = request.app.state.jinja
    with asking(request.scope["path"], request.scope["state"].get("asks", {})):
        text = environment.get_template(page.template).render(page=page, shell=shell_for(request, actor))
    response: Response[str] = Response(text, status_code=status, media_type=MediaType.HTML)
    if FLASH_COOKIE in request.cookies:
        response.delete_cookie(FLASH_COOKIE)
    return response


def redirect(
    request: Request[Any, Any, Any], to: str, *, flash: str | None = None, kind: str = "success"
) -> Response[None]:
    """303 to a path of ours, with a message that the next page shows."""
    cookies = [_flash_cookie(Flash(kind, flash), settings_of(request))] if flash else []
    location = quote(local_path(to), safe="/?&=%#+,;:@!$'()*~[]")  # a header carries Latin-1 only
    once: Once | None = request.scope["state"].get("once")
    return Response(
        None,
        status_code=303,
        media_type=MediaType.HTML,
        headers={"Location": location},
        cookies=cookies,
        background=BackgroundTask(once.note, location) if once and once.is_done else None,
    )


def carried_out(request: Request[Any, Any, Any], response: Response[Any], to: str) -> Response[Any]:
    """The answer to a form that was carried out, but draws a page instead of leading on: sent again, it leads `to`."""
    once: Once | None = request.scope["state"].get("once")
    response.background = BackgroundTask(once.note, to) if once and once.is_done else None
    return response


def local_path(path: str) -> str:
    """`path` when it leads to this site, else "/": no open redirect, however it is written."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if is_local else "/"


def _sign(data: bytes, key: str) -> str:
    return hmac.new(key.encode(), b"flash" + data, hashlib.sha256).hexdigest()


def _flash_cookie(flash: Flash, settings: Settings) -> Cookie:
    data = base64.urlsafe_b64encode(msgspec.json.encode(flash))
    value = f"{data.decode()}.{_sign(data, settings.secret_key)}"
    return Cookie(
        key=FLASH_COOKIE,
        value=value,
        max_age=_FLASH_SECONDS,
        httponly=True,
        secure=settings.is_production,
        samesite="lax",
    )


def _read_flashes(request: Request[Any, Any, Any], key: str) -> tuple[Flash, ...]:
    data, _, signature = request.cookies.get(FLASH_COOKIE, "").partition(".")
    if not data or not hmac.compare_digest(signature.encode(), _sign(data.encode(), key).encode()):
        return ()
    return (msgspec.json.decode(base64.urlsafe_b64decode(data), type=Flash),)
