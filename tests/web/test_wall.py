"""The wall: no page tells anybody a word about what they may not see.

Every GET route is asked for with the ids of every place of the world (tests/factories_world.py), by every role. The
word of a place outside fails, whatever the answer is: page, header, redirect, file, PDF or error page. A route that
nobody has described in tests/web/addresses.py fails, too.
"""

import contextlib
import functools
import html
import io
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

import httpx
import pypdfium2
import pytest
from piccolo.querystring import QueryString

from app.access.enums import Tier
from app.access.policy import Scope
from app.access.queries import case_in_scope, in_scope
from app.db.engine import Database
from app.db.sql import sql
from tests.conftest import ENGINE
from tests.factories_tiered import CLOSED, KINDS, tier_canary
from tests.factories_world_papers import CIRCLES
from tests.factories_world_places import PLACES, TIERED, World, asked_word, canary, measured_word, met_word, resident
from tests.web.addresses import (
    CENTRE,
    INQUIRY,
    INSTRUMENT,
    MEETING,
    ORGANISATION,
    SURVEY,
    WHOLE,
    Address,
    addresses,
    of_nothing,
    routes,
)
from tests.web.worlds import NOBODY, Browsers, Template, browsing, dump, opened

ALL_OF_EKS = {"nord", "syd", "faelles", "center"}
# Whose cases and items each of them may see (rule 41). Ivan was AMR in Syd until today. Jane is TR in Nord, Karl the
# secretary of a committee there, Lone HR, Nina auditor; Mads is of the secretariat, and Otto advises on nabo's case.
SEES = {
    "anna": ALL_OF_EKS,
    "bo": {"nord", "faelles"},
    "carl": {"syd", "faelles"},
    "dorte": ALL_OF_EKS,
    "erik": ALL_OF_EKS,
    "fie": set(),
    "gerda": {"nord", "faelles"},
    "hans": {"nabo"},
    "ivan": {"nord", "faelles"},
    "jane": {"nord", "faelles"},
    "karl": {"nord", "faelles"},
    "lone": set(),
    "mads": set(),
    "nina": {"nord", "faelles"},
    "otto": {"nabo"},
    NOBODY: set(),
}
# Inquiries are read by leaders, consultants, auditors and the secretariat; a fact in one names the case it is from.
SEES_INQUIRIES = {
    **dict.fromkeys(SEES, frozenset[str]()),
    **dict.fromkeys(("anna", "erik", "mads"), frozenset(ALL_OF_EKS)),
    **{"nina": frozenset({"nord", "faelles", "center"}), "hans": frozenset({"nabo"})},
}
# HR reads surveys and no cases; readers and administrators no surveys. Of the centre's round all see their own part.
SEES_SURVEYS = {
    **{who: SEES[who] | ({"center"} if SEES[who] & ALL_OF_EKS else set()) for who in SEES},
    **{"gerda": set(), "otto": set(), "lone": {"nord", "faelles", "center"}},
}
# Readers and administrators read no surveys; instruments are the whole municipality's.
SEES_INSTRUMENTS = {
    who: ({"nabo"} if who == "hans" else ALL_OF_EKS) if who not in ("fie", "gerda", "mads", "otto", NOBODY) else set()
    for who in SEES
}
# Administrators, HR and the secretariat see units and people, but no cases; an adviser sees one case and no unit.
SEES_ORGANISATION = {**SEES, "fie": ALL_OF_EKS, "lone": {"nord", "faelles"}, "mads": ALL_OF_EKS, "otto": set()}
# Who follows all the units of a place's group; its one member has no login. The auditor reads its log, too.
SEES_MEETINGS = {"erik": {"nord", "syd"}, "nina": {"nord"}}
_AMO, _MANAGEMENT = {Tier.AMO}, {Tier.AMO, Tier.MANAGEMENT}
# Which tiers each of them reads beside the open one, where they see the place. In the table of the issue: AMO is for
# AMR, TR, committees, leaders, consultants and auditors; management for leaders, consultants and auditors.
READS = {
    "anna": _MANAGEMENT,
    "bo": _AMO,
    "carl": _AMO,
    "dorte": _AMO,
    "erik": _MANAGEMENT,
    "hans": _MANAGEMENT,
    "ivan": _AMO,
    "jane": _AMO,
    "karl": _AMO,
    "nina": _MANAGEMENT,
}
# Restricted rows: who wrote them, and Gerda by name. Carl is named, too, but outside; Jane was named for a while.
NAMED = {("anna", "nord"), ("gerda", "nord"), ("hans", "nabo")}
WRITERS = {("anna", "nord"), ("hans", "nabo")}  # of restricted notes, which name nobody
OPEN = {200, 303, 304, 403, 409}
# Who walks. On PostgreSQL those who between them make every statement that anybody makes, and the neighbour: what a
# role sees is decided before a statement is made. tests/performance/wall_statements.py proves it of these.
SAME_STATEMENTS = {"anna", "carl", "ivan", "jane", "karl", "mads"}
WALKERS = [who for who in SEES if ENGINE == "sqlite" or who not in SAME_STATEMENTS]


@pytest.fixture
async def db(world_template: Template, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(world_template, tmp_path) as engine:
        yield engine


@pytest.fixture
async def browsers(world_template: Template, db: Database, tmp_path: Path) -> AsyncIterator[Browsers]:
    async with browsing(world_template, db, tmp_path) as made:
        yield made


def forbidden(who: str, world: World) -> set[str]:
    """The words that `who` must never meet, and the numbers of the cases."""
    references = {name: place.reference.lower() for name, place in world.places.items()}
    words = {canary(place) for place in PLACES if place not in SEES[who]}
    named = SEES_INQUIRIES[who] & {"nord", "syd", "nabo"}
    words |= {references[place] for place in PLACES if place not in SEES[who] | named}
    words |= {asked_word(place) for place in ("nord", "syd", "nabo") if place not in SEES_INQUIRIES[who]}
    words |= {resident(place) for place in ("nord", "syd", "nabo") if place not in SEES_ORGANISATION[who] | SEES[who]}
    words |= {measured_word(place) for place in ("nord", "syd", "nabo") if place not in SEES_SURVEYS[who]}
    words |= {met_word(place) for place in ("nord", "syd", "nabo") if place not in SEES_MEETINGS.get(who, set())}
    tiered = {(place, tier, kind) for place in TIERED for tier in CLOSED for kind in KINDS}
    words |= {tier_canary(*each) for each in tiered if not reads_tier(who, *each)}
    return words | _reports_of_others(who, world)


def _reports_of_others(who: str, world: World) -> set[str]:
    """Where a report stands that `who` does not read, and its number where they read none of its circle."""
    hidden = {(place, no) for place in TIERED for no, tier in CIRCLES.items() if not reads_tier(who, place, tier)}
    words = {f"{world.places[place].case}/rapport/{no}" for place, no in hidden}
    return words | {f"nr. {no}" for no in CIRCLES if {(place, no) for place in TIERED} <= hidden}


def reads_tier(who: str, place: str, tier: Tier, kind: str = "") -> bool:
    """Whether `who` reads rows of the tier at the place."""
    if place not in SEES[who]:
        return False
    if tier is Tier.RESTRICTED:
        return (who, place) in (WRITERS if kind == "note" else NAMED)
    return tier in READS.get(who, set())


def own_words(who: str) -> set[str]:
    """The words that `who` must meet somewhere."""
    tiered = {(place, tier, kind) for place in TIERED for tier in CLOSED for kind in KINDS}
    words = {tier_canary(*each) for each in tiered if reads_tier(who, *each)}
    words |= {measured_word(place) for place in SEES_SURVEYS[who] & {"nord", "syd", "nabo"}}
    words |= {asked_word(place) for place in SEES_INQUIRIES[who] & {"nord", "syd", "nabo"}}
    words |= {met_word(place) for place in SEES_MEETINGS.get(who, set())}
    return words | {canary(place) for place in SEES[who]}


def may_open(who: str, address: Address) -> bool:
    """Whether the address exists for `who`."""
    if address.place is None:
        return True
    if address.kind in (SURVEY, CENTRE):
        is_own_page = address.kind == CENTRE and "/enheder/" in address.path
        return who in ("anna", "dorte", "erik") if is_own_page else address.place in SEES_SURVEYS[who]
    if address.kind == INQUIRY:
        return address.place in SEES_INQUIRIES[who]
    if address.kind == MEETING:
        return address.place in SEES_MEETINGS.get(who, set())
    if address.kind == INSTRUMENT:
        return address.place in SEES_INSTRUMENTS[who]
    if address.kind == WHOLE:
        return {"nord", "syd"} <= SEES[who]
    if address.kind in CLOSED:
        return reads_tier(who, address.place, Tier(address.kind))
    seen = SEES_ORGANISATION if address.kind == ORGANISATION else SEES
    if address.kind == ORGANISATION and address.path.startswith("/enheder") and address.place == "faelles":
        return "nord" in seen[who]  # the first of the two units
    return address.place in seen[who]


def _is_own(who: str, address: Address) -> bool:
    return address.place is not None and may_open(who, address) and "?" not in address.path


def told(answer: httpx.Response) -> str:
    """Everything an answer says, in small letters."""
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    if "application/pdf" in headers and re.search("statusrapport|forhaandsvisning|oversigt|/referat/", str(answer.url)):
        return (headers + _text_of(answer.content)).lower()
    if "application/zip" in headers:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
            return (headers + " ".join(name + _told_by(name, file.read(name)) for name in file.namelist())).lower()
    return (headers + answer.content.decode("utf-8", "replace")).lower()


def _told_by(name: str, content: bytes) -> str:
    is_report = name.startswith("statusrapport") and name.endswith(".pdf")
    return _text_of(content) if is_report else content.decode("utf-8", "replace")


@functools.cache
def _text_of(pdf: bytes) -> str:
    """Whoever may read a report gets the same file."""
    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as file:
        return " ".join(page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in file)


def _without_echo(text: str, asked: str) -> str:
    """What one typed oneself may be said again: in the search field, and in the way back after a login."""
    typed = unquote_plus(asked.rpartition("=")[2])
    ways = {asked, html.escape(asked), quote(asked), quote(asked, safe=""), quote_plus(asked, safe="/")}
    for echo in (f'value="{typed}"', f"»{typed}«", *ways):
        text = text.replace(echo.lower(), "")
    return text


async def _of_no_report(browsers: Browsers, who: str, address: Address) -> int | None:
    """How a number that no report has is answered, on a case that is seen: the same tells nothing."""
    if address.kind not in (WHOLE, *CLOSED):
        return None
    return (await browsers.get(who, re.sub(r"(?<=/rapport/)\d+", "999999", address.path))).status_code


def put_there(who: str, address: Address) -> set[str]:
    """Who reads a report reads the survey that its maker put there, also without reading surveys (decision 0018)."""
    is_report = re.search("/(rapport|reports)/", address.path) and may_open(who, address)
    return {measured_word(place) for place in SEES[who]} if is_report else set()


async def walk(browsers: Browsers, who: str, only: str = "") -> tuple[list[str], set[str]]:
    """What is wrong on the routes whose path begins with `only`, and the words of one's own that were met."""
    words, wrong, met = forbidden(who, browsers.world), [], set()
    places = list(browsers.world.places.values())
    for path_format, handler in routes(browsers.app, "GET").items():
        if not path_format.startswith(only):
            continue
        nothing = (await browsers.get(who, of_nothing(path_format, places[0]))).status_code
        is_page = str(handler.opt.get("permission")) == "case:read" and "{file_name}" not in path_format
        expected = {200, 303} if is_page and not path_format.endswith(".jpg") else OPEN | {nothing}
        for address in dict.fromkeys(found for place in places for found in addresses(path_format, place)):
            answer = await browsers.get(who, address.path)
            text = _without_echo(told(answer), address.path.lower())
            here = words - put_there(who, address)
            wrong += [f"{who} reads {word} at {address.path}" for word in here if word in text]
            met |= {word for word in own_words(who) if word in text}
            if answer.status_code >= 500:
                wrong.append(f"{answer.status_code} for {who} at {address.path}")
            elif (
                not may_open(who, address)
                and answer.status_code != nothing
                and answer.status_code != await _of_no_report(browsers, who, address)
            ):
                wrong.append(f"{who} learns that {address.path} exists: {answer.status_code}, not {nothing}")
            elif _is_own(who, address) and answer.status_code not in expected:
                wrong.append(f"{answer.status_code} for {who} at {address.path} ({path_format})")
    return wrong, met


@pytest.mark.parametrize("who", WALKERS)
async def test_no_page_says_a_word_of_what_lies_outside(browsers: Browsers, who: str) -> None:
    """And what is one's own is there: also an item whose case is the unit's above."""
    wrong, met = await walk(browsers, who)
    assert wrong == [], "\n".join(wrong)
    assert own_words(who) - met == set()  # the walk would be worth nothing if its words were never shown to anybody


@pytest.mark.parametrize(
    ("hole", "only"),
    [
        ("app.search.queries.item_in_scope", "/soeg"),
        ("app.plans.queries.plans.item_in_scope", "/sager/{case_id}/handleplan"),
        ("app.plans.queries.lists.case_in_scope", "/mine-tiltag"),
        ("app.dashboard.queries.history.item_in_scope", "/sager/{case_id}/historik"),
        ("app.evidence.queries.evidence.evidence_in_scope", "/dokumentation"),
        ("app.reports.queries.facts.at_unit_in", "/sager/{public_id}/rapport"),
        ("app.documents.queries.document_in_scope", "/dokumenter"),
    ],
)
async def test_a_hole_in_the_wall_is_found(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch, hole: str, only: str
) -> None:
    monkeypatch.setattr(hole, lambda scope, *_: sql("1 = 1"))
    wrong, _ = await walk(browsers, "bo", only)
    assert [each for each in wrong if "reads" in each]


@pytest.mark.parametrize(
    ("hole", "only", "word"),
    [
        ("app.plans.queries.visible.row_at_unit", "/soeg", "kanarienordledelsetiltag"),
        ("app.plans.queries.visible.row_at_unit", "/tiltag/{item_id}", "kanarienordledelsenote"),
        ("app.documents.queries.row_at_case", "/dokumenter", "kanarienordnavngivetbrev"),
        ("app.evidence.queries.evidence.row_in", "/dokumentation", "kanarienordnavngivetbevis"),
    ],
)
async def test_a_forgotten_tier_is_found(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch, hole: str, only: str, word: str
) -> None:
    """Whoever sees the case sees it all: the wall of units stands, and the walk tells that the other one fell."""
    monkeypatch.setattr(hole, _whole_case)
    wrong, _ = await walk(browsers, "bo", only)
    assert [each for each in wrong if f"reads {word}" in each]
    assert {each for each in wrong if "nabo" in each or "kanariesyd" in each} == set()


def _whole_case(scope: Scope, alias: str, kind: str, *place: Any) -> QueryString:
    """In the place of a condition with a tier: the same without."""
    if kind == "document":
        return case_in_scope(scope, *place)
    return place[0](scope.reach(Tier.OPEN)) if kind == "evidence" else in_scope(scope, *place)


@pytest.mark.parametrize("path", ["/nyt/{public_id}", "/sager/{public_id}/{nyt}", "/tiltag/{item_id}/{nyt}/x"])
def test_a_route_that_nobody_described_is_found(world_template: Template, path: str) -> None:
    with pytest.raises(LookupError, match=r"tests/web/addresses\.py"):
        addresses(path, world_template.world.places["nord"])


async def test_reading_changes_nothing(browsers: Browsers) -> None:
    """A page never writes; only a report that leaves the house is logged (rule 40)."""
    before = await dump(but=frozenset({"audit_entries", "audit_payloads"}))
    for path_format in routes(browsers.app, "GET"):
        for address in addresses(path_format, browsers.world.places["faelles"]):
            await browsers.get("anna", address.path)
    assert await dump(but=frozenset({"audit_entries", "audit_payloads"})) == before
