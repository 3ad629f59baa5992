"""Every component with ordinary, empty, faulty and hostile input, drawn into one HTML page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jinja2
import msgspec

from app.documents.pages import UploadField
from app.surveys.pages.charts import Bar, Chart, distance_chart, rate_chart
from app.web.templating import make_environment

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "static"
TEMPLATES = ROOT / "templates"

HOSTILE = "<script>alert('æøå')</script>\"><img src=x onerror=alert(1)>"
LONG = "Ærøskøbing" * 2000


class Item(msgspec.Struct):
    """One thing in a list; each component reads only the fields it knows."""

    label: str = ""
    value: str = ""
    hint: str | None = None
    href: str | None = None
    is_current: bool = False
    name: str | None = None
    message: str = ""
    text: str = ""
    kind: str = "info"
    on: date | None = None
    state: str = "passed"
    note: str = ""
    mine: str = ""
    theirs: str = ""


class Person(msgspec.Struct):
    name: str
    roles_text: str


class Shell(msgspec.Struct):
    user: Person | None = None
    nav: tuple[Item, ...] = ()
    flashes: tuple[Item, ...] = ()
    request_id: str = "req-1"
    today: date = date(2025, 4, 10)
    is_demo: bool = False
    search_query: str = ""


class Page(msgspec.Struct):
    title: str
    code: int = 0
    message: str = ""
    request_id: str = "01JABCDEF"
    blockers: tuple[Item, ...] = ()
    conflicts: tuple[Item, ...] = ()
    back_href: str | None = "/sager"
    asks_another: bool = False
    options: tuple[Item, ...] = ()
    errors: tuple[Item, ...] = ()
    crumbs: tuple[Item, ...] = ()
    tabs: tuple[Item, ...] = ()
    facts: tuple[Item, ...] = ()
    upload: UploadField = UploadField(
        limit_text="Højst 25 MB.", photo_limit_text="Kun billeder.", most_mb=25, must_choose_again=True
    )
    charts: tuple[Chart, ...] = ()
    hostile: str = HOSTILE
    long: str = LONG
    day: date = date(2025, 4, 10)
    instant: datetime = datetime(2025, 4, 10, 12, 5, tzinfo=UTC)


OPTIONS = (
    Item(value="immediate", label="Strakspåbud", hint="Skal følges med det samme."),
    Item(value="decision", label="Påbud med frist"),
    Item(value=HOSTILE, label=HOSTILE, hint=HOSTILE),
)

TIMELINE = (
    Item(on=date(2025, 4, 10), label="Tilsynsbesøg", state="passed"),
    Item(on=date(2025, 4, 22), label="Klagefrist", state="next", note="4 uger", href="/x"),
    Item(on=date(2025, 3, 1), label="Høring", state="overdue", note=HOSTILE),
    Item(label="Frist for tilbagemelding", state="unknown", note="Skriv datoen fra brevet", href="/x"),
    Item(on=date(2025, 5, 1), label="Efterkommelsesfrist", state="suspended"),
    Item(on=date(2025, 6, 1), label="Klagefrist for det gamle påbud", state="void"),
    Item(on=date(2025, 9, 1), label=HOSTILE, state="upcoming"),
)  # fmt: skip

USER = Person(name="Karen Ærø Østergaard-Sørensen", roles_text="Leder, Børnehuset Åen")

NAV = (
    Item(label="Overblik", href="/", is_current=True),
    Item(label="Sager", href="/sager"),
    Item(label="Mine opgaver", href="/opgaver"),
    Item(label="Enheder", href="/enheder"),
    Item(label="Fristberegner", href="/fristberegner"),
)

SHELL = Shell(
    user=USER,
    nav=NAV,
    flashes=(
        Item(kind="success", text="Sagen er gemt."),
        Item(kind="warning", text=HOSTILE),
    ),
    is_demo=True,
    search_query=HOSTILE,
)

BARS = (Bar("Ågården", "75 %", 0.75), Bar(HOSTILE, "Skjult af hensyn til anonymitet", None), Bar("Lav", "0 %", 0))
CHARTS = (
    msgspec.structs.replace(rate_chart("Svarprocent", BARS), heads=("Enhed", HOSTILE), rows=((HOSTILE, "75 %"),)),
    distance_chart(f"Afstand {HOSTILE}", BARS),
    rate_chart("Uden søjler", ()),
    rate_chart("Mange søjler", BARS * 10),
)

PAGE = Page(
    title="Komponenter – alle på én side",
    options=OPTIONS,
    errors=(
        Item(name="e_text", message="Skriv, hvad der skal gøres"),
        Item(name="e_radio", message="Vælg en slags påbud"),
        Item(message=HOSTILE),
    ),
    crumbs=(Item(label="Sager", href="/sager"), Item(label=HOSTILE, href="/x"), Item(label="Her")),
    tabs=(
        Item(label="Overblik", href="/a", is_current=True),
        Item(label="Handleplan", href="/b"),
        Item(label="Dokumentation", href="/c"),
        Item(label=HOSTILE, href="/d"),
    ),
    charts=CHARTS,
)

GALLERY = Path(__file__).with_name("gallery.html")


def environment() -> jinja2.Environment:
    """The real environment with a stand-in for the global that the app adds."""
    env = make_environment(STATIC, TEMPLATES)
    env.globals["url"] = lambda name, **params: f"/{name}"
    return env


def render_gallery() -> str:
    template = environment().from_string(GALLERY.read_text("utf-8"))
    return template.render(page=PAGE, shell=SHELL, timeline=TIMELINE)


def render(name: str, page: Any, shell: Shell = SHELL) -> str:
    return environment().get_template(name).render(page=page, shell=shell)


def error_pages() -> dict[int, Page]:
    """One page for each error template, with everything it can show."""
    return {
        403: Page(title="Det har du ikke adgang til", code=403),
        404: Page(title="Siden findes ikke", code=404),
        409: Page(
            title="Sagen kan ikke lukkes endnu",
            code=409,
            blockers=(Item(text="2 tiltag er åbne", href="/b"), Item(text=HOSTILE)),
            conflicts=(Item(label="Note", mine="min\n\nudgave", theirs=HOSTILE),),
        ),
        422: Page(title="Noget er ikke udfyldt", code=422, blockers=(Item(text="Dato"),)),
        500: Page(title="Noget gik galt", code=500, message="Vi kunne ikke vise siden."),
        503: Page(title="Prøv igen om lidt", code=503, back_href=None),
    }


if __name__ == "__main__":
    print(render_gallery())
