"""The address of every page that can be asked for, with real ids of the demo in it.

The routes come from the application itself. A route with parameters needs a sample of its own in `SAMPLES`.
"""

from __future__ import annotations

import re
from pathlib import Path

from litestar.handlers import HTTPRouteHandler

from app import config
from app.access.enums import Permission
from app.asgi import create_app
from tests.e2e.hands import look_up

# Answers that are no page: files, what a machine reads, and what only leads back to another page.
NO_PAGE = {
    "/healthz",
    "/readyz",
    "/api/v1/openapi.json",
    "/static/{}",
    "/dokumenter/{}/{}",
    "/dokumentation/{}/{}/{}",
    "/dokumentation/{}/{}/vis/billede.jpg",
    "/sager/{}/rapport/{}/{}",
    "/moeder/{}/referat/{}",
    "/moeder/{}/pakke.pdf",
    "/moeder/{}/pakke/gem",  # leads to the pack
    "/moedepakker/{}/moedepakke.pdf",
    "/moeder/{}/referat/svar",  # in tests/minutes: no minutes of the demo wait for an answer
    "/sager/{}/rapport/forhaandsvisning.pdf",
    "/enheder/{}/oversigt/forhaandsvisning.pdf",
    "/enheder/{}/oversigt/{}/{}",
    "/indikatorer/{}/indikator.csv",
    "/sager/{}/fund/{}/op",
    "/punkter/{}/op",
    "/punkter/{}/optag",
    "/sager/{}/fund/{}/fjern",
    "/adgang/{}",  # pages of somebody half-way through a login: tests/e2e/test_logins.py
    "/adgang/{}/kommune",
    "/log-ind/kommune",  # single sign-on is not set up in the demo: tests/accounts/sso
    "/log-ind/kommune/svar",
    "/log-ind/kommune/laes",
    "/opslag/link/{}",  # links without a login are off until a municipality allows them: tests/notices
    "/enheder/{}/opslag/ark",
    "/enheder/{}/opslag/{}/luk",
    "/sager/{}/orientering/ikke-relevant/{}",  # drawn as the forms that write them, which are visited
    "/sager/{}/orientering/materiale/{}",
    "/min-konto/kommune",
    "/personer/kommunens-login/{}/fjern",
    "/log-ind/kode",
    "/log-ind/to-trin",
    "/min-konto/to-trin/app",
    "/{}",
    "/min-konto/oplysninger/oplysninger.zip",
    "/personer/{}/oplysninger/oplysninger.zip",
    "/haendelseslog/haendelseslog.csv",
    "/maalinger/{}/maaling.csv",
    "/forespoergsler/{}/notat/udkast.pdf",
    "/forespoergsler/{}/notat/{}/notat.pdf",
    "/forespoergsler/{}/notat/{}",  # the same page as that of the draft: tests/web
    "/forespoergsler/{}/notat/laas",
    "/forespoergsler/{}/spoergsmaal/{}/godkend",
    "/forespoergsler/{}/spoergsmaal/{}/genaabn",
    "/forespoergsler/{}/spoergsmaal/{}/oplysninger/{}/fjern",
    "/maalinger/{}/fil/{}",  # while a file is read: tests/surveys/test_file_page.py
    "/maalinger/{}/filer/{}/hent/{}",
    "/maalinger/{}/filer/{}/vis/billede.jpg",
    "/materiale/{}/filer/{}/hent/{}",
    "/materiale/{}/filer/{}/vis/billede.jpg",
    "/referater/filer/{}/hent/{}",
    "/referater/filer/{}/vis/billede.jpg",
    "/referater/filer/{}/traek-tilbage",  # as that of material, which is visited: tests/minutes
    "/haendelseslog/haendelseslog.jsonl",
}
_OF_CASE = 'JOIN cases c ON c.id = x."case"'
# What stands for the parameters of a route: a query whose row fills them, in order. The longest beginning of a route
# that has the same number of parameters counts. The case is one that has everything.
SAMPLES = {
    "/sager/{}": "SELECT public_id FROM cases WHERE title = 'Arbejdsmængde i aftenvagten'",
    "/sager/{}/genaabn": "SELECT public_id FROM cases WHERE phase = 'closed' AND reference LIKE 'DEMO%'",
    "/sager/{}/svar": "SELECT public_id FROM cases WHERE phase = 'reported' AND reference LIKE 'DEMO%'",
    "/sager/{}/handleplan/godkend": f"""SELECT c.public_id FROM action_plans x {_OF_CASE}
        WHERE x.state = 'discussed' AND c.phase = 'open' AND c.reference LIKE 'DEMO%'""",
    "/sager/{}/handleplan/versioner/{}": f"""SELECT c.public_id, v.no FROM plan_versions v
        JOIN action_plans x ON x.id = v.plan {_OF_CASE} WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/frister/{}": "SELECT public_id, 'klagefrist' FROM cases WHERE title = 'Arbejdsmængde i aftenvagten'",
    "/sager/{}/klager/{}": f"""SELECT c.public_id, x.public_id FROM complaints x {_OF_CASE}
        WHERE x.state = 'filed' AND c.phase = 'open'""",
    "/sager/{}/fristforlaengelse/{}": f"""SELECT c.public_id, x.public_id FROM extension_requests x {_OF_CASE}
        WHERE x.state = 'requested'""",
    "/sager/{}/fund/{}": f"SELECT c.public_id, x.public_id FROM findings x {_OF_CASE} WHERE c.reference LIKE 'DEMO%'",
    "/sager/{}/tidligere-tiltag/{}": f"""SELECT c.public_id, x.public_id FROM prior_measures x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/fokuspunkter/{}": f"""SELECT c.public_id, x.public_id FROM focus_points x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/inddragelse/{}": f"""SELECT c.public_id, x.public_id FROM involvements x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/kontakt/{}": f"SELECT c.public_id, x.public_id FROM contacts x {_OF_CASE} WHERE c.phase <> 'closed'",
    "/sager/{}/svar/{}": f"SELECT c.public_id, x.public_id FROM authority_replies x {_OF_CASE}",
    "/opslag/enhed/{}": f"SELECT u.public_id FROM units u JOIN case_units x ON x.unit = u.id {_OF_CASE} "
    "WHERE c.title = 'Arbejdsmængde i aftenvagten'",
    "/sager/{}/maalinger/{}": f"""SELECT c.public_id, x.public_id FROM result_links x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/raadgivere/{}": f"""SELECT c.public_id, x.public_id FROM role_grants x {_OF_CASE}
        WHERE c.reference LIKE 'DEMO%'""",
    "/sager/{}/rapport/{}": f"""SELECT c.public_id, x.no FROM report_snapshots x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/sager/{}/rapport/{}/frigiv": f"""SELECT c.public_id, x.no FROM report_snapshots x {_OF_CASE}
        WHERE x.state = 'draft'""",
    "/anmodninger/{}": "SELECT public_id FROM evidence_requests WHERE state = 'delivered'",
    "/tiltag/{}": f"""SELECT x.public_id FROM action_items x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.status = 'in_progress'""",
    "/tiltag/{}/effekt": f"""SELECT x.public_id FROM action_items x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.status = 'done'""",
    "/tiltag/{}/gennemgang": f"""SELECT x.public_id FROM action_items x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.ongoing_interval_months IS NOT NULL""",
    "/bemaerkninger/{}": f"""SELECT n.public_id FROM item_updates n JOIN action_items x ON x.id = n.item {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND n.note <> ''""",
    "/fokuspunkter/{}": f"""SELECT x.public_id FROM focus_points x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/dokumentation/{}": f"""SELECT x.public_id FROM evidence x {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.withdrawn_at IS NULL""",
    "/dokumenter/{}": f"SELECT x.public_id FROM documents x {_OF_CASE} WHERE c.reference LIKE 'DEMO%'",
    "/tilsynsbesoeg/{}": """SELECT x.public_id FROM visits x JOIN cases c ON c.visit = x.id
        WHERE c.title = 'Arbejdsmængde i aftenvagten'""",
    "/noegler/{}": "SELECT public_id FROM api_tokens",
    "/enheder/{}": "SELECT x.public_id FROM units x JOIN unit_versions v ON v.unit = x.id WHERE v.name = 'Sygeplejen'",
    "/enheder/{}/oversigt/{}": """SELECT u.public_id, x.no FROM report_snapshots x JOIN units u ON u.id = x.unit
        WHERE x."case" IS NULL""",
    "/udvalg/{}": "SELECT public_id FROM committees WHERE name = 'MED-udvalget for Social og Sundhed'",
    "/udvalg/{}/medlemmer/{}": """SELECT c.public_id, m.public_id FROM committees c
        JOIN committee_members m ON m.committee = c.id WHERE c.name = 'MED-udvalget for Social og Sundhed'""",
    "/maalinger/{}": "SELECT public_id FROM survey_rounds WHERE name LIKE '%opdigtet%' ORDER BY year DESC",
    "/maalinger/{}/enheder/{}": """SELECT r.public_id, u.public_id FROM survey_rounds r
        JOIN round_units u ON u.round = r.id WHERE u.name = 'Plejehjemmet Åkanden' ORDER BY r.year DESC""",
    "/maalinger/{}/skalaer/{}": """SELECT public_id, 'social-kapital' FROM survey_rounds
        WHERE name LIKE '%opdigtet%' ORDER BY year DESC""",
    "/maalinger/{}/filer/{}": """SELECT r.public_id, f.public_id FROM papers f JOIN survey_rounds r ON r.id = f.round
        ORDER BY r.year DESC""",
    "/omlaegninger/{}": "SELECT public_id FROM told_reorganisations",
    "/spoergeskemaer/{}": "SELECT public_id FROM instruments WHERE NOT is_shipped",
    "/spoergeskemaer/{}/skalaer/{}": """SELECT i.public_id, s.code FROM instruments i
        JOIN survey_scales s ON s.instrument = i.id WHERE NOT i.is_shipped""",
    "/materiale/{}": """SELECT m.public_id FROM materials m JOIN municipalities k ON k.id = m.municipality
        WHERE k.code = 'DEMO'""",
    "/materiale/{}/svar/{}": """SELECT m.public_id, u.public_id FROM material_units u
        JOIN materials m ON m.id = u.material JOIN municipalities k ON k.id = m.municipality WHERE k.code = 'DEMO'""",
    "/materiale/{}/filer/{}": """SELECT m.public_id, f.public_id FROM papers f
        JOIN materials m ON m.id = f.material""",
    "/arbejdsmiljoe/enheder/{}": "SELECT u.public_id FROM cyclic_records r JOIN units u ON u.id = r.unit",
    "/arbejdsmiljoe/{}": "SELECT public_id FROM cyclic_records WHERE kind = 'annual_discussion'",
    "/indikatorer/{}": "SELECT public_id FROM indicators WHERE name = 'Personaleomsætning (opdigtet)'",
    "/indikatorer/{}/enheder/{}": """SELECT i.public_id, u.public_id FROM indicator_values v
        JOIN indicators i ON i.id = v.indicator JOIN units u ON u.id = v.unit WHERE v.value IS NOT NULL""",
    "/indikatorer/{}/tal/{}": """SELECT i.public_id, v.public_id FROM indicator_values v
        JOIN indicators i ON i.id = v.indicator WHERE v.value IS NOT NULL""",
    "/sager/{}/indikatorer/{}/fjern": """SELECT c.public_id, l.public_id FROM indicator_links l
        JOIN cases c ON c.id = l."case" """,
    "/forespoergsler/{}": "SELECT public_id FROM inquiries ORDER BY id DESC",
    "/forespoergsler/{}/spoergsmaal/{}": """SELECT i.public_id, q.public_id FROM inquiry_questions q
        JOIN inquiries i ON i.id = q.inquiry WHERE q.state <> 'approved' ORDER BY i.id DESC, q.no""",
    "/forespoergsler/{}/spoergsmaal/{}/oplysninger/{}": """SELECT i.public_id, q.public_id, f.public_id
        FROM inquiry_facts f JOIN inquiry_questions q ON q.id = f.question JOIN inquiries i ON i.id = q.inquiry""",
    "/moeder/{}": "SELECT public_id FROM meetings WHERE committee IS NOT NULL AND state = 'planned' ORDER BY held_on",
    "/moeder/{}/referat": """SELECT public_id FROM meetings WHERE committee IS NOT NULL AND state = 'held'
        ORDER BY held_on""",
    "/enighed/{}": "SELECT public_id FROM approvals ORDER BY id",
    "/udvalgsanmodninger/{}": "SELECT public_id FROM committee_requests WHERE text LIKE 'Hvor mange aftenvagter%'",
    "/udvalgsanmodninger/{}/ikke-nok": "SELECT public_id FROM committee_requests WHERE text LIKE 'Hvornår får alle%'",
    "/punkter/{}": """SELECT a.public_id FROM agenda_items a JOIN meetings m ON m.id = a.meeting
        WHERE a.title = 'Eventuelt'""",
    "/punkter/{}/traek-tilbage": "SELECT public_id FROM agenda_items WHERE title = 'Bemanding om aftenen'",
    "/giv-videre/{}": f"""SELECT p.public_id FROM action_items x JOIN persons p ON p.id = x.owner {_OF_CASE}
        WHERE c.title = 'Arbejdsmængde i aftenvagten' AND x.status = 'in_progress'""",
    "/personer/{}": "SELECT public_id FROM persons WHERE name = 'Jonas Kildebæk'",
    "/personer/{}/bruger": """SELECT p.public_id FROM persons p JOIN municipalities m ON m.id = p.municipality
        WHERE m.code = 'DEMO' AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.person = p.id)""",
    "/personer/{}/bruger/luk": "SELECT public_id FROM persons WHERE name = 'Jonas Kildebæk'",
    "/personer/{}/bruger/aabn": "SELECT public_id FROM persons WHERE name = 'Jonas Kildebæk'",
    "/personer/{}/rolle/{}": """SELECT p.public_id, g.public_id FROM persons p JOIN role_grants g ON g.person = p.id
        WHERE p.name = 'Jonas Kildebæk'""",
}
# Pages that look different when asked otherwise, and the first page as others see it.
MORE = (
    ("konsulent", "/sager?status=closed"),
    ("konsulent", "/sager?soeg=findes+ikke"),
    ("konsulent", "/soeg?q=vold"),
    ("konsulent", "/soeg?q=findes+ikke"),
    ("konsulent", "/fristberegner?slags=klagefrist&dato=2025-03-20"),
    ("konsulent", "/findes-ikke"),
    ("amr", "/"),
    ("amr", "/mine-tiltag"),
    ("laeser", "/"),
    ("revisor", "/"),
    ("leder", "/"),
    ("admin", "/"),
    ("admin", "/udvalg"),
    ("med", "/udvalg"),
    ("med", "/min-adgang"),
    ("laeser", "/min-konto"),
)
# Pages of a case that look different in a plan of the workplace's own, which no authority has a part in.
_OWN_PLAN = "SELECT public_id FROM cases WHERE kind = 'own_plan' AND phase = 'open'"
OF_OWN_PLAN = (
    ("amr", "/sager/{}"),
    ("amr", "/sager/{}/handleplan"),
    ("leder", "/sager/{}/ret"),
    ("amr", "/sager/{}/handleplan/nyt-tiltag"),
    ("amr", "/sager/{}/maalinger/ny"),
    ("amr", "/sager/{}/historik"),
    ("leder", "/sager/{}"),
    ("leder", "/sager/{}/luk"),
    ("konsulent", "/sager/{}/rapport"),
)
WHO_SEES = {
    Permission.ORGANISATION_WRITE: "admin",
    Permission.ACCOUNT_WRITE: "admin",
    Permission.COMMITTEE_WRITE: "admin",
    Permission.LOG_READ: "revisor",
    Permission.PERSON_EXPORT: "admin",
    Permission.SURVEY_WRITE: "hr",
    Permission.CYCLE_WRITE: "hr",
    Permission.INDICATOR_WRITE: "hr",
    Permission.INDICATOR_DEFINE: "hr",
}

# Whom a page is for where no permission says so: who sits on a side of the committee.
_WHO = {"/enighed/{}/svar": "med"}


def routes(folder: Path) -> dict[str, tuple[str, ...]]:
    """Each address that is asked for with GET, with `{}` for its parameters, and the logins that fit it."""
    settings = config.load({"HANDLEPLIGT_ENV": "test", "HANDLEPLIGT_DATA_DIR": str(folder)})
    found: dict[str, tuple[str, ...]] = {}
    for route in create_app(settings).routes:
        for handler in getattr(route, "route_handlers", ()):
            if not isinstance(handler, HTTPRouteHandler) or "GET" not in handler.http_methods:
                continue
            path = re.sub(r"\{[^}]*\}", "{}", route.path_format)
            if path in NO_PAGE or (path.startswith("/api/") and not handler.opt.get("page")):
                continue
            if handler.opt.get("public"):
                found[path] = ("",)
            else:
                who = WHO_SEES.get(handler.opt.get("permission"), "konsulent")
                found[path] = (_WHO.get(path, "konsulent-aarhus" if path.startswith("/forespoergsler/{}") else who),)
    return found


def sample(folder: Path, path: str) -> str | None:
    """The address with real ids in it; None when there is no sample for it, or the sample finds nothing."""
    count = path.count("{}")
    if not count:
        return path
    fitting = [start for start in SAMPLES if path.startswith(start) and start.count("{}") == count]
    if not fitting:
        return None
    found = look_up(folder, SAMPLES[max(fitting, key=len)])
    return path.replace("{}", "%s") % tuple(found[0]) if found else None


def own_plan(folder: Path, path: str) -> str:
    """The address of `OF_OWN_PLAN` with the demo's own plan in it."""
    ((case,),) = look_up(folder, _OWN_PLAN)
    return path.format(case)
