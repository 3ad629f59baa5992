"""Every component with ordinary, empty, faulty and hostile input, drawn into one HTML page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jinja2
import msgspec

from app.web.templating import make_environment

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "static"
TEMPLATES = ROOT / "templates"

HOSTILE = "<script>alert('æøå')</script>\"><img src=x onerror=alert(1)>"
LONG = "Ærøskøbing" * 2000
TOKEN = "token-1&2"


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
    options: tuple[Item, ...] = ()
    errors: tuple[Item, ...] = ()
    crumbs: tuple[Item, ...] = ()
    tabs: tuple[Item, ...] = ()
    facts: tuple[Item, ...] = ()
    second: Item | None = None
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
    Item(on=date(2025, 4, 22), label="Klagefrist", state="next", note="4 uger, flyttet til hverdag", href="/x"),
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
    second=Item(label="Gem og opret ny", name="after", value="new"),
)

GALLERY = """
{% extends 'layouts/base.html' %}
{% import 'components/alerts.html' as alerts %}
{% import 'components/buttons.html' as buttons %}
{% import 'components/cards.html' as cards %}
{% import 'components/dates.html' as dates %}
{% import 'components/details.html' as details %}
{% import 'components/empty.html' as empties %}
{% import 'components/forms.html' as forms %}
{% import 'components/icons.html' as icons %}
{% import 'components/nav.html' as nav %}
{% import 'components/progress.html' as bars %}
{% import 'components/tables.html' as tables %}
{% import 'components/tags.html' as tags %}
{% import 'components/timeline.html' as times %}
{% import 'components/upload.html' as uploads %}
{% block breadcrumbs %}{{ nav.breadcrumbs(page.crumbs) }}{% endblock %}
{% block lead %}<p class="font-lead">Alt, hvad siderne er bygget af.</p>{% endblock %}
{% block content %}
{{ nav.back_link('/sager', 'Tilbage til sager') }}
{{ nav.tabs(page.tabs, 'Sagens sider') }}
<h2>Beskeder</h2>
{{ alerts.alert('info', 'Fristen er en standard, ikke lov.', heading='Standardfrist', level=3) }}
{{ alerts.alert('success', 'Gemt.') }}
{{ alerts.alert('warning', page.hostile, heading=page.hostile, level=3) }}
{% call alerts.alert('error', heading='To ting mangler', level=3) %}<ul><li>Bevis</li></ul>{% endcall %}
{{ alerts.inline('success', 'Svaret er modtaget') }}
{{ alerts.inline('info', 'Ikke lov, men en standard') }}
{{ alerts.inline('warning', 'Ingen frist er skrevet ind') }}
{{ alerts.inline('error', page.hostile) }}
<h2>Status</h2>
<p>{% for kind in ['neutral', 'info', 'success', 'warning', 'danger'] %}{{ tags.tag('Status ' ~ kind, kind) }} {% endfor %}
{{ tags.tag('Suspenderet', 'warning', icon='hourglass') }} {{ tags.tag(page.hostile, 'danger') }}</p>
<h2>Kort</h2>
{% call cards.grid() %}
{{ cards.stat('Overskredne frister', 3, href='/a', kind='danger', note='2 sager') }}
{{ cards.stat('Denne uge', 0) }}
{{ cards.stat('Ukendte frister', 12, href='/b', kind='warning') }}
{{ cards.stat('Efterkommet', 8, kind='success') }}
{{ cards.stat('Nye', 1, kind='info') }}
{{ cards.card('0751-2025-0001', href='/c', text='Stor arbejdsmængde', meta='Børnehuset Åen', level=3) }}
{% call cards.card('Uden link', level=3) %}{{ tags.tag('I gang', 'info') }}{% endcall %}
{{ cards.card(page.hostile, href='/d', text=page.long, meta=page.hostile, level=3) }}
{% endcall %}
<h2>Tabel</h2>
{% call tables.table('Sager', [{'label': 'Sag', 'sort_href': '?s=ref', 'sorted': 'ascending'}, {'label': 'Frist', 'sort_href': '?s=due'}, {'label': 'Status'}, {'label': 'Opgaver', 'numeric': true}]) %}
{% call tables.row(kind='danger') %}
{{ tables.head_cell('Sag', '0751-2025-0001', href='/x') }}
{{ tables.cell('Frist', page.day|danish_date) }}
{% call tables.cell('Status') %}{{ tags.tag('Overskredet', 'danger') }}{% endcall %}
{{ tables.cell('Opgaver', 12, numeric=true) }}
{% endcall %}
{% call tables.row() %}
{{ tables.head_cell('Sag', page.hostile, href='/x') }}
{% call tables.cell('Frist') %}{{ dates.date(none) }}{% endcall %}
{{ tables.cell('Status', page.long) }}
{{ tables.cell('Opgaver', '', numeric=true) }}
{% endcall %}
{% endcall %}
{% call tables.table('Tom tabel', [{'label': 'Sag', 'sort_href': '?', 'sorted': 'descending'}], caption_hidden=true, compact=true) %}{% endcall %}
{{ nav.pagination('/p', '/n', '26–50') }}
{{ nav.pagination() }}
<h2>Tomt</h2>
{{ empties.empty('Ingen sager endnu', 'Registrér tilsynsbesøget først. Så kan du oprette sagerne.', href='/ny', button='Registrér besøg', level=3) }}
{{ empties.empty(page.hostile, page.hostile, level=3) }}
<h2>Oplysninger</h2>
{% call details.facts() %}
{{ details.fact('Sagsnummer', '20250012345') }}
{{ details.fact('Frist') }}
{{ details.fact('Enhed', 'Børnehuset Åen', href='/u') }}
{% call details.fact('Oprettet') %}{{ dates.moment(page.instant) }}{% endcall %}
{{ details.fact(page.hostile, page.long) }}
{% endcall %}
{% call details.disclosure('Hvordan er fristen regnet ud?') %}<p>Fra dagen efter.</p>{% endcall %}
{% call details.disclosure(page.hostile, open=true, id='open-one') %}{{ page.hostile|nl2br }}{% endcall %}
<h2>Tidslinje</h2>
{{ times.timeline(timeline, 'Sagens frister') }}
{{ times.timeline([], 'Tom tidslinje') }}
<h2>Fremdrift</h2>
{{ bars.progress(3, 8, '3 af 8 tiltag er færdige') }}
{{ bars.progress(0, 0, 'Ingen tiltag endnu') }}
<h2>Knapper</h2>
{% call buttons.group() %}
{{ buttons.link_button('Ret', '/ret', context='frist for tilbagemelding') }}
{{ buttons.link_button('Hent PDF', '/pdf', kind='secondary', icon='download') }}
{{ buttons.post_button('Godkend plan', '/godkend', icon='check', hidden=[('version', '3'), ('note', page.hostile)]) }}
{{ buttons.post_button('Slet kladde', '/slet', kind='warning') }}
{{ buttons.copy_button(page.hostile, 'Kopiér adressen') }}
{% endcall %}
<p>{{ icons.icon('photo-camera', label='Foto') }} {{ dates.date(page.day) }} {{ dates.date(page.day, long=true) }} {{ dates.moment(none) }}</p>
<h2>Formular</h2>
{% call forms.form('/gem', guard=true, version=4) %}
{{ forms.text('title', 'Titel', value='Ærlig titel', required=true, autocomplete='off', maxlength=200) }}
{{ forms.text('email', 'E-mail', hint='Vi skriver kun om fristen.', type='email', width='full') }}
{{ forms.number('count', 'Antal', value=3) }}
{{ forms.date('on', 'Dato', value=page.day, hint='Datoen på brevet') }}
{{ forms.textarea('note', 'Bemærkning', value=none, rows=6) }}
{{ forms.select('kind', 'Slags', page.options, value='decision', required=true) }}
{{ forms.radios('kind_r', 'Slags', page.options, value='immediate', required=true) }}
{{ forms.checkboxes('topics', 'Emner', page.options, values=['decision', 'immediate']) }}
{{ forms.checkbox('ok', 'Jeg har læst det', hint='Du kan fortryde.', checked=true) }}
{{ forms.hidden('secret', page.hostile) }}
{{ forms.submit_row('Gem', cancel_href='/sager', second=page.second, sticky=false) }}
{% endcall %}
<h2>Formular med fejl</h2>
{{ forms.error_summary([]) }}
{{ forms.error_summary(page.errors) }}
{% call forms.form('/gem?a=1', multipart=true, progress=true, label='Formular med fejl') %}
{{ forms.text('e_text', page.hostile, value=page.hostile, error=page.hostile, hint=page.hostile) }}
{{ forms.textarea('e_area', 'Lang tekst', value=page.long, error='Teksten er for lang', hint='Højst 500 tegn') }}
{{ forms.date('e_date', 'Dato', value='31.02.2025', error='Den dato findes ikke') }}
{{ forms.number('e_num', 'Antal', value='mange', error='Skriv et tal') }}
{{ forms.select('e_sel', 'Slags', page.options, value=page.hostile, error='Vælg', empty=none) }}
{{ forms.radios('e_radio', 'Slags', page.options, value=none, error='Vælg en', hint='Se brevet', required=true) }}
{{ forms.checkboxes('e_boxes', 'Emner', page.options, error='Vælg mindst ét', required=true) }}
{{ forms.checkbox('e_ok', 'Jeg har læst det', error='Sæt kryds', hint='Du kan fortryde.') }}
{{ uploads.upload('files', 'Filer', 'PDF, billeder og Word. Højst 25 MB pr. fil.', accept='.pdf,image/*', multiple=true) }}
{{ uploads.upload('e_file', 'Fil', 'Højst 25 MB.', error='Filen er for stor. Den fylder 31 MB.', required=true) }}
{{ uploads.photo('photo', 'Tag et foto', 'Kun billeder. Højst 25 MB.') }}
{{ forms.submit_row('Prøv igen', cancel_href='/sager', name='do', value='send') }}
{% endcall %}
{% call forms.form('/find', method='get', cls='filter-row', label='Filter') %}
{{ forms.select('f_kind', 'Slags', page.options, empty='Alle', required=true) }}
{{ forms.text('f_q', 'Ord', required=true) }}
{{ forms.submit_row('Vis', sticky=false) }}
{% endcall %}
{% endblock %}
"""


def environment() -> jinja2.Environment:
    """The real environment with stand-ins for the two globals that the app adds."""
    env = make_environment(STATIC, TEMPLATES)
    env.globals["url"] = lambda name, **params: f"/{name}"
    env.globals["csrf_token"] = lambda: TOKEN
    return env


def render_gallery() -> str:
    template = environment().from_string(GALLERY)
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
