"""From a route to the addresses it has in the world: every place's ids, and ids of nothing."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from app.access.enums import Tier
from tests.factories_tiered import tier_canary
from tests.factories_world_items import ItemIds
from tests.factories_world_papers import CIRCLES
from tests.factories_world_places import Place, canary, measured_word, resident

MEETING = "moede"  # for those who read the meetings of the place's group
WHOLE = "hel"  # only for those who see every item of the case
INQUIRY = "forespoergsel"  # for those who read what the council asks there
INSTRUMENT = "skema"  # for those who read surveys anywhere in the municipality
SURVEY = "maaling"  # for those who read surveys there
CENTRE = "center"  # a round of several places: its page is read by all of them, the unit's own by who reads it
ORGANISATION = "organisation"  # for those who see units and people, too
NOTHING = "222222222222"


class Address(msgspec.Struct, frozen=True):
    """A path with the ids of `place` in it; `place` None: no id. `kind` says who of the place may open it: those who
    read a tier, for a row of that tier."""

    path: str
    place: str | None = None
    kind: str = ""


def routes(app: Litestar, method: str) -> dict[str, HTTPRouteHandler]:
    """The handlers of our own by their path, for one method; those for programs have a walk in tests/api."""
    return {
        route.path_format: handler
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler)
        and method in {str(each) for each in handler.http_methods}
        and not (route.path_format.startswith("/api/") and not handler.opt.get("public"))
        and not (method == "POST" and handler.opt.get("login_only") and route.path_format.startswith("/{"))
    }


def _file(text: str) -> str:
    return quote(f"{text}.pdf")


def _of_case(place: Place) -> Iterator[tuple[dict[str, str], str, str]]:
    """Values for a path of the place's case."""
    word = place.name
    for slug in ("efterkommelsesfrist", "klagefrist", "afgoerelse"):
        circles = [(str(no), f"{no}.pdf") for no in CIRCLES] if place.papers else []
        for no, file in (("1", "1.pdf"), ("2", "2.pdf"), ("1", "1.zip"), *circles):
            yield (
                {
                    "case_id": place.case,
                    "public_id": place.case,
                    "point_id": place.point,
                    "finding_id": place.finding,
                    "complaint_id": place.complaint,
                    "extension_id": place.extension,
                    "record_id": place.record,
                    "contact_id": place.contact,
                    "reply_id": place.reply,
                    "share_id": place.share,
                    "link_id": place.link,
                    "series_id": place.series,
                    "measure_id": place.measure,
                    "waiver_id": place.waiver,
                    "told_id": place.told,
                    "slug": slug,
                    "no": no,
                    "file_name": f"statusrapport-{place.reference}-nr-{file}",
                },
                word,
                "",
            )


def _of_items(place: Place) -> Iterator[tuple[dict[str, str], str, str]]:
    for item in place.items:
        for each in (item.item, item.followed, item.ongoing):
            yield {"item_id": each, "public_id": each}, item.place, ""
    for row in place.tiered:
        for each in (row.item, row.followed):
            yield {"item_id": each, "public_id": each}, place.name, row.tier


def _of_evidence(place: Place) -> Iterator[tuple[dict[str, str], str, str]]:
    for evidence, file in ((place.evidence_case, "sted"), (place.evidence_point, f"bilag-{canary(place.name)}")):
        yield {"public_id": evidence, "version": "v1", "file_name": _file(file)}, place.name, ""
    if place.papers:
        for evidence in (place.papers.erased, place.papers.same):
            yield {"public_id": evidence, "version": "v1", "file_name": _file("fil")}, place.name, ""
    for item in place.items:
        yield from _of_item_evidence(item)
    for row in place.tiered:
        for evidence, kind in ((row.item_evidence, "tiltag"), (row.evidence, "bevis")):
            file = _file(tier_canary(place.name, row.tier, kind))
            yield {"public_id": evidence, "version": "v1", "file_name": file}, place.name, row.tier


def _of_item_evidence(item: ItemIds) -> Iterator[tuple[dict[str, str], str, str]]:
    word = canary(item.place)
    for evidence, version, file in (
        (item.evidence, "v1", f"vejledning-{word}"),
        (item.evidence, "v2", f"vejledning2-{word}"),
        (item.photo, "v1", f"foto-{word}"),
        (item.withdrawn, "v1", "sted"),
    ):
        yield {"public_id": evidence, "version": version, "file_name": _file(file)}, item.place, ""


def _values(prefix: str, place: Place) -> Iterator[tuple[dict[str, str], str, str]]:
    if prefix == "sager":
        yield from _of_case(place)
    elif prefix == "tiltag":
        yield from _of_items(place)
    elif prefix == "bemaerkninger":
        for item in place.items:
            yield {"note_id": item.note}, item.place, ""
    elif prefix == "dokumentation":
        yield from _of_evidence(place)
    elif prefix == "anmodninger":
        for item in place.items:
            yield {"public_id": item.request}, item.place, ""
        if place.papers:
            yield {"public_id": place.papers.request}, place.name, ""
        for row in place.tiered:
            yield {"public_id": row.request}, place.name, row.tier
    elif prefix == "dokumenter":
        yield {"public_id": place.document, "file_name": _file(f"brev-{canary(place.name)}")}, place.name, ""
        for row in place.tiered:
            file = _file(tier_canary(place.name, row.tier, "brev"))
            yield {"public_id": row.document, "file_name": file}, place.name, row.tier
    elif prefix == "fokuspunkter":
        yield {"public_id": place.point}, place.name, ""
    elif prefix == "tilsynsbesoeg":
        yield {"visit_id": place.visit}, place.name, ""
    elif prefix == "enheder":
        for no in (1001, 2001):
            shown = {"link_id": place.notice, "no": str(no), "file_name": f"oversigt-enhed-nr-{no}.pdf"}
            yield {"public_id": place.unit, **shown}, place.name, ORGANISATION
            if place.name not in ("faelles", "center"):
                yield {"public_id": place.subunit, **shown}, place.name, ORGANISATION
    elif prefix == "opslag":
        yield {"public_id": place.unit}, place.name, ""
    elif prefix == "noegler":
        yield {"public_id": NOTHING}, "", ""  # nobody of the world has a token; tests/api has them
    elif prefix == "personer":
        if place.name not in ("faelles", "center"):
            yield (
                {"public_id": place.person, "grant": place.grant, "mapping": place.mapping},
                place.name,
                ORGANISATION,
            )
    elif prefix == "giv-videre":
        if place.name not in ("faelles", "center"):
            yield {"public_id": place.person}, place.name, ""
    elif prefix == "spoergeskemaer":
        yield {"public_id": place.instrument, "code": place.scale}, place.name, INSTRUMENT
    elif prefix == "maalinger":
        if place.name != "faelles":  # the centre's, as seen by whoever reads the centre
            kind = CENTRE if place.name == "center" else SURVEY
            word = measured_word(place.name) if kind == SURVEY else "hele centret"
            ids = {"public_id": place.round, "unit_id": place.round_unit, "code": "social-kapital"}
            ids["job_id"] = NOTHING  # a file that somebody is reading
            yield {**ids, "paper_id": place.paper, "file_name": _file(f"rapport-{word}")}, place.name, kind
    elif prefix == "omlaegninger":
        if place.name not in ("faelles", "center"):
            yield {"public_id": place.reorganisation}, place.name, SURVEY
    elif prefix == "materiale":
        if place.name not in ("faelles", "center"):
            file = {"file_id": place.guide, "file_name": _file(f"vejledning-{measured_word(place.name)}")}
            yield {"public_id": place.material, "recipient": place.recipient, **file}, place.name, SURVEY
    elif prefix == "arbejdsmiljoe":
        if place.name not in ("faelles", "center"):
            for record in (place.cycle, place.discussion):
                yield {"public_id": record, "unit": place.unit}, place.name, SURVEY
    elif prefix == "indikatorer":
        if place.name not in ("faelles", "center"):
            yield {"public_id": place.indicator, "unit": place.unit, "value": place.value}, place.name, INSTRUMENT
    elif prefix == "forespoergsler":
        if place.name not in ("faelles", "center"):
            ids = {"public_id": place.inquiry, "question": place.question, "fact": place.fact}
            yield {**ids, "no": "1"}, place.name, INQUIRY
    elif prefix == "moeder":
        if place.name not in ("faelles", "center"):
            file = "referat-2025-08-18.pdf"
            yield {"public_id": place.meeting, "file_name": file}, place.name, MEETING
            for own in (place.unit_meeting, place.approved, place.minuted, place.filed):
                yield {"public_id": own, "file_name": file}, place.name, Tier.AMO
    elif prefix == "moedepakker":
        if place.kept:
            yield {"public_id": place.kept}, place.name, Tier.AMO
    elif prefix == "referater":
        if place.name not in ("faelles", "center"):
            file = _file(f"referat-{canary(place.name)}")
            yield {"minutes_id": place.filed_minutes, "file_name": file}, place.name, Tier.AMO
    elif prefix == "enighed":
        yield {"public_id": place.approval}, place.name, ""
    elif prefix == "udvalgsanmodninger":
        if place.name not in ("faelles", "center"):
            yield {"public_id": place.asked}, place.name, MEETING
    elif prefix == "punkter":
        if place.name not in ("faelles", "center"):
            yield {"public_id": place.agenda}, place.name, MEETING
    elif prefix == "udvalg":
        if place.name not in ("faelles", "center"):
            yield {"public_id": place.committee, "member": place.member}, place.name, ORGANISATION
    else:
        raise LookupError(f"say in tests/web/addresses.py which ids an address under /{prefix}/ takes")


# Addresses that hold no id of ours. What a new one may tell belongs here, too.
_FIXED = {
    "/static/{file_path}": "/static/favicon.ico",
    "/{unknown}": "/findes-ikke",
    "/adgang/{token}": "/adgang/findes-ikke",
    "/adgang/{token}/kommune": "/adgang/findes-ikke/kommune",
    "/opslag/link/{token}": "/opslag/link/findes-ikke",
}
# What may be asked for in the query: ids of a place, and its words.
_QUERIES = {
    "/materiale": ("enhed={unit}",),
    "/forespoergsler/{public_id}/spoergsmaal/{question}/oplysninger": ("sag={case}", "soeg={word}"),
    "/arbejdsmiljoe": ("enhed={unit}", "vis=overskredet"),
    "/soeg": ("q={word}", "q={person}", "q={reference}", "q=ESDH+{word}"),
    "/sager": ("soeg={word}", "enhed={unit}", "soeg={reference}", "efter=_{case}"),
    "/sager/{public_id}/rapport/sammenlign": ("fra=1&til=2",),
    "/udvalg/{public_id}/moeder/aarsplan": ("first=2026-01-05&every=1&unit=months&until=2026-12-31",),
    "/udvalg/{public_id}/anmodninger/ny": ("punkt={agenda}",),
    "/udvalg/{public_id}/dagsorden/nyt": ("sag={case}&fokuspunkt={point}",),
    "/sager/{public_id}/dagsorden": ("fokuspunkt={point}",),
    "/sager/ny": ("besoeg={visit}",),
    "/mine-tiltag": ("status=alle", "status=alle&efter=0_2020-01-01_{item}"),
    "/enheder": ("soeg={person}",),
    "/enheder/ny": ("under={unit}",),
    "/udvalg": ("soeg={person}", "soeg={word}"),
    "/udvalg/{public_id}/medlemmer/nyt": ("find={person}", "find=Uden"),
    "/personer": ("soeg={person}", "efter={resident}"),
    "/indikatorer/{public_id}/tal/nyt": ("enhed={unit}",),
    "/sager/{case_id}/indikatorer/ny": ("fokuspunkt={point}",),
    "/sager/{case_id}/handleplan/nyt-tiltag": ("fokuspunkt={point}",),
    "/sager/{case_id}/frister/{slug}": ("afgoerelse={ruling}",),
    "/sager/{case_id}/historik": ("efter=x_0",),
    "/log-ind": ("naeste=/sager/{case}",),
    # Who was looked for stands in the log afterwards: a name that is nobody's word.
    "/haendelseslog": ("person=Uden+Rolle+{name}", "sag={reference}", "slags=case", "handling=created", "efter=x_0"),
    "/haendelseslog/haendelseslog.csv": ("person=Uden+Rolle+{name}", "sag={reference}"),
    "/haendelseslog/haendelseslog.jsonl": ("person=Uden+Rolle+{name}", "sag={reference}"),
    "/bekraeft": ("naeste=/sager/{case}",),
    "/min-adgang": ("sag={case}",),
    "/fristberegner": ("slags=klagefrist&dato=2025-03-20",),
}
_HAS_CIRCLES = re.compile(r"/(rapport|oversigt)/{no}(?!/tekster)")  # texts are for the authority alone
_IDLESS = re.compile(r"^[^{]*$")


def _whose(path_format: str, place: str, kind: str, no: str) -> str:
    """Frozen reports hold every item of the case, of all tiers that they are made for: half of it may be seen, but not
    those."""
    if "{no}" in path_format and (tier := CIRCLES.get(int(no))) and place not in ("faelles", "center"):
        return tier
    if kind == INSTRUMENT and ("{unit}" in path_format or "{value}" in path_format):
        return SURVEY  # the municipality's, with figures of a unit
    if path_format.endswith(("/moeder", "/dagsorden/nyt")) or "/moeder/" in path_format:
        kind = {"udvalg": MEETING, "enheder": Tier.AMO}.get(path_format.split("/")[1], kind)
    whole = ("/rapport/{no}", "/rapport/forhaandsvisning", "/rapport/sammenlign")
    return WHOLE if any(each in path_format for each in whole) and place == "faelles" else kind


def addresses(path_format: str, place: Place) -> list[Address]:
    """The addresses of a route at one place; raises `LookupError` for a route nobody has described."""
    if path_format in _FIXED:
        return [Address(_FIXED[path_format])]
    if _IDLESS.match(path_format):
        found = [Address(path_format)]
    else:
        prefix = path_format.split("/")[1]
        found = []
        for values, name, kind in _values(prefix, place):
            try:
                path = path_format.format(**values)
            except KeyError as missing:
                raise LookupError(f"say in tests/web/addresses.py what {missing} is in {path_format}") from None
            if "{no}" in path_format and int(values["no"]) in CIRCLES and not _HAS_CIRCLES.search(path_format):
                continue
            found.append(Address(path, name, _whose(path_format, name, kind, values.get("no", "0"))))
    query_values = {
        "word": canary(place.name),
        "person": resident(place.name),
        "resident": place.person,
        "reference": place.reference,
        "item": place.items[0].item,
        "agenda": place.agenda,
        **{name: getattr(place, name) for name in ("name", "unit", "visit", "point", "ruling", "case")},
    }
    for query in _QUERIES.get(path_format, ()):
        found += [
            msgspec.structs.replace(each, path=f"{each.path}?{query.format(**query_values)}") for each in found[:1]
        ]
    return list(dict.fromkeys(found))


def of_nothing(path_format: str, place: Place) -> str:
    """The same address with ids that nobody has."""
    found = addresses(path_format, place)[0].path.partition("?")[0]
    return re.sub(r"/[a-z0-9]{12}(?=/|$)", f"/{NOTHING}", found)
