"""Every form of the product once, filled in as it should be: the tests of POST routes change one thing each."""

import html
import re
from collections.abc import Callable
from typing import Any

import httpx
import msgspec

from tests.factories_files import PDF, jpeg
from tests.factories_world import Place, World
from tests.web.worlds import Browsers

TODAY = "2025-08-20"
SOON = "2025-09-25"
LATER = "2025-12-20"
# Forms about oneself alone, with tests of their own in tests/accounts.
PERSONAL = {
    "/log-ind",
    "/log-ind/kode",
    "/log-ind/to-trin",
    "/log-ud",
    "/glemt-adgangskode",
    "/log-ind/kommune",
    "/log-ud/kommune",
    "/adgang/{token}/kommune",
    "/bekraeft/kommune",
    "/min-konto/kommune",
    "/personer/{public_id}/kommune/fjern",  # somebody must have connected their login first
    "/adgang/{token}",
    "/bekraeft",
    "/min-konto/adgangskode",
    "/min-konto/to-trin",
    "/min-konto/to-trin/app",
    "/min-konto/to-trin/fjern",
    "/min-konto/to-trin/noedkoder",
    "/min-konto/steder",
    "/min-konto/daglig-mail",  # in tests/digest
    "/noegler/ny",  # these two in tests/api
    "/noegler/{public_id}/tilbagekald",
    "/sager/{public_id}/uden-laeser",  # who could read something must have left first: in test_tier_pages
    "/personer/{public_id}/to-trin/fjern",  # somebody must have set a phone up first
    "/maalinger/{public_id}/fil",  # looked at first, and confirmed with the same file: in tests/surveys/test_file_page
}

Fields = dict[str, Any]


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A form. `ids` are the fields that name something, with the attribute of a Place (or of an item) they take."""

    path: str
    fields: Callable[[World, Place], Fields] = lambda _w, _p: {}
    file: str = ""  # the field of a file
    who: str = "anna"
    swaps: dict[str, str] = {}
    ids: dict[str, str] = {}
    unseen: tuple[str, ...] = ()  # hidden fields that list what the page shows
    before: tuple[str, ...] = ()  # other forms that must have been sent
    text: str = ""  # a field of free text, for two people who write at once
    makes: bool = False  # two alike are two things, none of them lost
    drawn: str = ""  # the page that the form stands on, where that is not its own address
    shows: bool = False  # answered by a page with something that is shown once, not by the way to another page


def values(place: Place) -> dict[str, str]:
    """What stands in addresses, by the names that forms and swaps use."""
    first = place.items[0]
    own = {name: getattr(place, name) for name in Place.__struct_fields__ if isinstance(getattr(place, name), str)}
    names = ("item", "followed", "ongoing", "note", "evidence", "request")
    return {**own, **{name: getattr(first, name) for name in names}}


def _item(world: World, place: Place) -> Fields:
    return {
        "title": "Nyt navn",
        "unit": place.subunit,
        "action_type": "corrective",
        "owner": place.person,
        "helpers": [place.person],
        "focus_points": [place.point],
        "problem": "Problemet",
        "cause": "Årsagen",
        "severity": "Alvoren",
        "measure": "Det vi gør",
        "solves_how": "Sådan",
        "prevention_level": "3",
        "due_on": SOON,
        "effect_criterion": "Tegnet",
        "effect_check_on": LATER,
        "reason": "Derfor",
    }


def _case(world: World, place: Place) -> Fields:
    return {
        "visit": place.visit,
        "unit": place.unit,
        "kind": "improvement",
        "title": "Ny sag",
        "topics": ["workload"],
        "summary": "Kort",
        "ruled": "2025-05-12",
        "compliance": SOON,
    }


def _effect(world: World, place: Place) -> Fields:
    return {
        "result": "insufficient",
        "evaluated_on": TODAY,
        "criterion": "Målt",
        "basis": "Grundlag",
        "new_title": "Følg op igen",
        "new_owner": place.person,
        "new_unit": place.subunit,
    }


def _edit_case(world: World, place: Place) -> Fields:
    return {"kind": "improvement", "title": "Andet navn", "topics": ["workload", "violence"], "summary": "Kortere"}


def _tier(world: World, place: Place) -> Fields:
    """Those who choose still read it afterwards."""
    return {"tier": "amo", "readers": [place.person], "reason": "Handler om få"}


def _scale(world: World, place: Place) -> Fields:
    return {"name": "Samarbejde", "minimum": "0", "maximum": "100", "scoring": "mean", "is_higher_better": "1",
            "items": "Går det godt?", "lowest": "1", "highest": "5"}  # fmt: skip


_CASE = "/sager/{case_id}"
_C = "/sager/{public_id}"
_FINDING = {"kind": "demand", "text": "Et andet krav", "source_text": "Side 9"}
_POINT = {"title": "Andet fokus", "description": "Anden tekst", "topics": ["violence"], "remeasure_on": LATER}
_UNIT = {"name": "Andet navn", "kind": "team"}


def _other_case(world: World, place: Place) -> str:
    """The reference of another case of the same municipality; its own where there is none."""
    prefix = place.reference[:3]
    others = [o for o in world.places.values() if o is not place]
    return next((o.reference for o in others if o.reference.startswith(prefix)), place.reference)


_ALL = (
    Post(path="/tilsynsbesoeg/nyt", fields=lambda w, p: {"unit": p.unit, "visited_on": TODAY, "note": "Alle"},
         ids={"unit": "unit"}, makes=True),
    Post(path="/sager/ny", fields=_case, ids={"unit": "unit", "unit_2": "unit", "visit": "visit"}, makes=True),
    Post(path=f"{_CASE}/ret", fields=_edit_case, text="title"),
    Post(path=f"{_CASE}/enheder", text="reason", ids={"units": "unit", "add_1": "unit", "visit": "visit"},
         fields=lambda w, p: {"units": [p.unit], "visit": "", "reason": "Sagen kom uden besøg"}),
    Post(path="/tilsynsbesoeg/{visit_id}/ret", text="note", ids={"unit": "unit"}, who="erik",
         fields=lambda w, p: {"unit": p.unit, "visited_on": TODAY, "note": "Leder og AMR"}),
    Post(path=f"{_CASE}/afgoerelser/ny", text="note", ids={"document": "document"},
         fields=lambda w, p: {"kind": "changed", "ruled": TODAY, "compliance": LATER, "note": "Ny",
                              "document": p.document}),
    Post(path=f"{_CASE}/frister/{{slug}}", text="reason",
         fields=lambda w, p: {"on_date": SOON, "source": "letter", "reason": "Ændret"}),
    Post(path=f"{_CASE}/fund", makes=True, ids={"focus_points": "point"},
         fields=lambda w, p: {**_FINDING, "focus_points": [p.point]}),
    Post(path=f"{_CASE}/fund/{{finding_id}}", text="text", ids={"focus_points": "point"},
         fields=lambda w, p: {**_FINDING, "focus_points": [p.point]}),
    Post(path=f"{_CASE}/fund/{{finding_id}}/op", swaps={"finding_id": "conclusion"}),
    Post(path=f"{_CASE}/fund/{{finding_id}}/fjern", swaps={"finding_id": "conclusion"}),
    Post(path=f"{_CASE}/fokuspunkter/ny", who="bo", makes=True, ids={"findings": "finding"},
         fields=lambda w, p: {**_POINT, "findings": [p.finding]}),
    Post(path=f"{_CASE}/fokuspunkter/{{point_id}}/ret", who="bo", text="title", ids={"findings": "finding"},
         fields=lambda w, p: {**_POINT, "findings": [p.finding]}),
    Post(path=f"{_CASE}/fokuspunkter/{{point_id}}/luk", who="bo",
         fields=lambda w, p: {"closure": "reasoned", "reason": "Det giver ikke mening mere"}),
    Post(path=f"{_CASE}/fokuspunkter/{{point_id}}/aabn", who="bo", fields=lambda w, p: {"reason": "Alligevel"},
         before=(f"{_CASE}/fokuspunkter/{{point_id}}/luk",)),
    Post(path=f"{_CASE}/fokuspunkter/{{point_id}}/effekt", who="bo", fields=_effect, makes=True,
         ids={"new_owner": "person", "new_unit": "subunit"}),
    Post(path=f"{_CASE}/maalinger/ny", who="bo", makes=True, ids={"focus_point": "point"},
         fields=lambda w, p: {"focus_point": p.point, "result": p.round_unit + ".social-kapital",
                              "role": "shows_baseline", "wished": "better", "note": "Senere"}),
    Post(path=f"{_CASE}/maalinger/{{link_id}}/fjern", who="bo", fields=lambda w, p: {"reason": "En fejl"}),
    Post(path=f"{_CASE}/raadgivere/ny", makes=True, shows=True,
         fields=lambda w, p: {"name": "Rita Råd", "email": "rita@raad.dk", "until": LATER, "reason": "Undersøgelse"}),
    Post(path=f"{_CASE}/raadgivere/{{share_id}}/stop", fields=lambda w, p: {"reason": "Færdig"}),
    Post(path=f"{_CASE}/ansvarlig", text="reason", ids={"owner": "person"},
         fields=lambda w, p: {"owner": p.person, "reason": "Ferie"}),
    Post(path=f"{_CASE}/klager", makes=True, ids={"ruling": "ruling", "document": "document"},
         fields=lambda w, p: {"ruling": p.ruling, "filed_on": TODAY, "note": "Uenige", "document": p.document}),
    Post(path=f"{_CASE}/klager/{{complaint_id}}", text="note",
         fields=lambda w, p: {"state": "rejected", "decided_on": TODAY, "note": "Afvist"}),
    Post(path=f"{_CASE}/klager/{{complaint_id}}/ret", text="reason",
         fields=lambda w, p: {"filed_on": "2025-08-18", "reason": "Skrevet forkert"}),
    Post(path=f"{_CASE}/fristforlaengelse", makes=True,
         fields=lambda w, p: {"requested_on": TODAY, "wished_compliance_on": "2026-03-02", "reason": "Mere tid"},
         before=(f"{_CASE}/fristforlaengelse/{{extension_id}}",)),
    Post(path=f"{_CASE}/fristforlaengelse/{{extension_id}}", text="note", ids={"document": "document"},
         fields=lambda w, p: {"state": "granted", "answered_on": TODAY, "compliance_on": LATER, "note": "Ja",
                              "document": p.document}),
    Post(path=f"{_CASE}/kontakt", makes=True, ids={"document": "document"},
         fields=lambda w, p: {"on_date": TODAY, "channel": "phone", "note": "Ringede", "document": p.document}),
    Post(path=f"{_CASE}/kontakt/{{contact_id}}/ret", ids={"document": "document"},
         fields=lambda w, p: {"on_date": TODAY, "channel": "phone", "note": "Rettet", "reason": "Slåfejl"}),
    Post(path=f"{_CASE}/handleplan/nyt-tiltag", who="bo", fields=_item, makes=True,
         ids={"unit": "subunit", "owner": "person", "helpers": "person", "focus_points": "point"}),
    Post(path=f"{_CASE}/handleplan/droeft", who="bo", fields=lambda w, p: {"note": "På mødet"}, text="note",
         before=("/tiltag/{item_id}/ret",)),
    Post(path=f"{_CASE}/handleplan/godkend", fields=lambda w, p: {"note": "Godkendt"}, text="note",
         before=("/tiltag/{item_id}/ret", f"{_CASE}/handleplan/droeft")),
    Post(path=f"{_CASE}/tidligere-tiltag/nyt", who="bo", makes=True, ids={"item": "item"},
         fields=lambda w, p: {"title": "Før", "judgement": "insufficient", "description": "Tekst",
                              "item": p.items[0].item}),
    Post(path="/tiltag/{item_id}/ret", who="bo", fields=_item, swaps={"item_id": "followed"}, text="title",
         ids={"unit": "subunit", "owner": "person", "helpers": "person", "focus_points": "point"}),
    Post(path="/tiltag/{item_id}/flyt-frist", who="bo", swaps={"item_id": "followed"}, text="reason",
         fields=lambda w, p: {"due_on": SOON, "reason": "Syg", "late_reason": "Sent"}),
    Post(path="/tiltag/{item_id}/gennemgang", who="bo", swaps={"item_id": "ongoing"}, text="note",
         fields=lambda w, p: {"note": "Set på", "next_review_on": LATER}),
    Post(path="/tiltag/{item_id}/effekt", who="bo", swaps={"item_id": "ongoing"}, fields=_effect, text="basis",
         ids={"new_owner": "person", "new_unit": "subunit"}, before=("/tiltag/{item_id}/gennemgang",)),
    Post(path="/tiltag/{item_id}/opdater", who="bo", swaps={"item_id": "followed"}, file="photo", text="note",
         fields=lambda w, p: {"status": "in_progress", "note": "Begyndt"}),
    Post(path="/tiltag/{item_id}/fortrolighed", fields=_tier, ids={"readers": "person"}, text="reason"),
    Post(path="/bemaerkninger/{note_id}/fortrolighed", fields=_tier, ids={"readers": "person"}, text="reason"),
    Post(path="/dokumentation/{public_id}/fortrolighed", fields=_tier, ids={"readers": "person"}, text="reason"),
    Post(path="/dokumenter/{public_id}/fortrolighed", fields=_tier, ids={"readers": "person"}, text="reason"),
    Post(path="/giv-videre/{public_id}", ids={"to": "person"},
         fields=lambda w, p: {"to": w.members["bo"][1], "reason": "Stopper", "items": [f"{p.items[0].ongoing}."]}),
    Post(path="/tiltag/{public_id}/dokumentation/ny", who="bo", file="files", makes=True,
         fields=lambda w, p: {"kind": "minutes", "title": "Nyt bilag"}),
    Post(path="/fokuspunkter/{public_id}/dokumentation/ny", who="bo", file="files", makes=True,
         fields=lambda w, p: {"kind": "minutes", "title": "Nyt bilag"}),
    Post(path=f"{_C}/dokumentation/ny", who="bo", file="files", makes=True,
         fields=lambda w, p: {"kind": "minutes", "title": "Nyt bilag"}),
    Post(path=f"{_C}/dokumenter/nyt", file="file", makes=True,
         fields=lambda w, p: {"kind": "other", "direction": "received", "title": "Nyt brev", "dated_on": TODAY}),
    Post(path="/dokumentation/{public_id}/ny-version", who="bo", file="files", swaps={"public_id": "evidence"}),
    Post(path="/dokumentation/{public_id}/knyt", who="bo", swaps={"public_id": "evidence"},
         fields=lambda w, p: {"targets": [f"focus_point:{p.point}", f"case:{p.case}"]}, ids={"targets": "target"}),
    Post(path="/dokumentation/{public_id}/traek-tilbage", who="bo", swaps={"public_id": "evidence"},
         fields=lambda w, p: {"reason": "Forkert fil"}),
    *(
        Post(path=f"/{base}/{{public_id}}/anmodninger/ny", who="bo", makes=True, ids={"asked_of": "person"},
             fields=lambda w, p: {"title": "Foto", "asked_of": p.person, "due_on": SOON})
        for base in ("sager", "tiltag")
    ),
    Post(path="/anmodninger/{public_id}",
         fields=lambda w, p: {"act": "cancel", "comment": "Alligevel ikke"}),
    *(
        post
        for base, swaps in (("dokumentation", {"public_id": "evidence"}), ("dokumenter", {}))
        for post in (
            Post(path=f"/{base}/{{public_id}}/slet-indhold", who="bo", swaps=swaps,
                 fields=lambda w, p: {"reason": "Helbred"}),
            Post(path=f"/{base}/{{public_id}}/slet-indhold/godkend", swaps=swaps, unseen=("shown",),
                 fields=lambda w, p: {"kept_reason": "Rapporten er sendt"},
                 before=(f"/{base}/{{public_id}}/slet-indhold",)),
        )
    ),
    Post(path=f"{_C}/inddragelse/ny", who="dorte", makes=True,
         fields=lambda w, p: {"kind": "informed", "party": "amo", "channel": "meeting", "on_date": TODAY,
                              "forum_text": "Mødet", "remark": "Ordret"}),
    Post(path=f"{_C}/inddragelse/{{record_id}}/traek-tilbage", fields=lambda w, p: {"reason": "Fejl"}),
    Post(path=f"{_C}/rapport/ny", who="bo", fields=lambda w, p: {"show_names": "1"}, makes=True,
         drawn=f"{_C}/rapport/forhaandsvisning"),
    Post(path=f"{_C}/rapport/{{no}}/erstat", who="bo", swaps={"no": "2"},
         fields=lambda w, p: {"reason": "Forkert dato"}),
    Post(path=f"{_C}/rapport/{{no}}/orientering", who="bo", swaps={"no": "4"}, makes=True,
         fields=lambda w, p: {"kind": "informed", "party": "health_safety_rep", "channel": "meeting", "on_date": TODAY,
                              "forum_text": "Mødet", "remark": "Ordret"}),
    Post(path=f"{_C}/rapport/{{no}}/frigiv", swaps={"no": "4"}, before=(f"{_C}/rapport/{{no}}/orientering",)),
    Post(path=f"{_C}/rapport/{{no}}/traek-tilbage", who="bo", swaps={"no": "2"},
         fields=lambda w, p: {"reason": "Fejl"}),
    Post(path=f"{_C}/tilbagemelding/ny", file="file", makes=True, ids={"snapshot": "number"},
         fields=lambda w, p: {"sent_on": TODAY, "receipt": "4712", "snapshot": "1", "note": "Sendt"}),
    Post(path=f"{_C}/svar/ny", file="file", makes=True,
         fields=lambda w, p: {"outcome": "asks", "replied_on": TODAY, "letter_title": "Svar", "note": "Spørger"}),
    Post(path=f"{_C}/svar/{{reply_id}}/ny-sag", who="erik", fields=lambda w, p: {"new_case": _other_case(w, p)}),
    Post(path=f"{_C}/luk", who="bo", file="file", text="reason", ids={"document": "document"},
         fields=lambda w, p: {"outcome": "revoked", "closed_on": TODAY, "reason": "Ophævet", "document": p.document}),
    Post(path=f"{_C}/genaabn", fields=lambda w, p: {"reason": "Alligevel ikke"}, before=(f"{_C}/luk",)),
    Post(path="/enheder/ny", who="fie", fields=lambda w, p: {**_UNIT, "parent": p.unit}, ids={"parent": "unit"},
         makes=True),
    Post(path="/enheder/{public_id}/oversigt", fields=lambda w, p: {"profile": "committee"}, makes=True),
    Post(path="/enheder/{public_id}/oversigt/{no}/traek-tilbage", swaps={"no": "1001"},
         fields=lambda w, p: {"reason": "Fejl"}, before=("/enheder/{public_id}/oversigt",)),
    Post(path="/enheder/{public_id}/ret", who="fie", swaps={"public_id": "subunit"}, text="name",
         fields=lambda w, p: {**_UNIT, "valid_from": TODAY}),
    Post(path="/enheder/{public_id}/flyt", who="fie", swaps={"public_id": "subunit"}, ids={"parent": "unit"},
         fields=lambda w, p: {"parent": w.units["Familiecentret"], "valid_from": TODAY}),
    Post(path="/enheder/{public_id}/luk", who="fie", swaps={"public_id": "subunit"},
         fields=lambda w, p: {"closed_on": TODAY}),
    Post(path="/kommune", who="fie", fields=lambda w, p: {"municipality": "EKS", "report_text_most": "4000"},
         ids={"municipality": "code"}),
    Post(path="/kommune/maalinger", who="fie", ids={"municipality": "code"}, text="reason",
         fields=lambda w, p: {"municipality": "EKS", "minimum": "6", "distribution": "9", "sensitive": "20",
                              "span": "25", "reason": "Aftalt i MED", "looked_at": "6-9-20-25", "confirm": "1"}),
    Post(path="/udvalg/nyt", who="fie", makes=True, ids={"units": "unit"},
         fields=lambda w, p: {"name": "Nyt udvalg", "kind": "med", "rank": "LMU", "units": [p.unit]}),
    Post(path="/udvalg/{public_id}/ret", who="fie", text="name", ids={"units": "unit"},
         fields=lambda w, p: {"name": "Andet udvalg", "kind": "work_environment_committee", "rank": "HMU",
                              "units": [p.unit, p.subunit]}),
    Post(path="/udvalg/{public_id}/luk", who="fie", fields=lambda w, p: {"closed_on": TODAY}),
    Post(path="/udvalg/{public_id}/medlemmer/nyt", who="fie", ids={"person": "person"},
         fields=lambda w, p: {"find": "beboer", "person": p.person, "side": "employee", "function": "chair"}),
    Post(path="/udvalg/{public_id}/medlemmer/{member}/slut", who="fie", fields=lambda w, p: {"valid_to": TODAY}),
    Post(path="/personer/ny", who="fie", makes=True, ids={"municipality": "code"},
         fields=lambda w, p: {"name": "Ny Person", "municipality": "EKS", "email": "ny@eksempel.dk"}),
    Post(path="/personer/{public_id}/ret", who="fie", text="name",
         fields=lambda w, p: {"name": "Andet Navn", "job_title": "Leder"}),
    Post(path="/personer/{public_id}/fratraadt", who="fie", fields=lambda w, p: {"left_on": TODAY}),
    Post(path="/personer/{public_id}/tilbage", who="fie", before=("/personer/{public_id}/fratraadt",)),
    Post(path="/personer/{public_id}/bruger", who="fie", shows=True,
         fields=lambda w, p: {"username": f"ny-{p.name}"}),
    Post(path="/personer/{public_id}/link", who="fie", shows=True, before=("/personer/{public_id}/bruger",)),
    Post(path="/personer/{public_id}/laas-op", who="fie", before=("/personer/{public_id}/bruger",)),
    Post(path="/personer/{public_id}/bruger/luk", who="fie", fields=lambda w, p: {"reason": "Orlov"},
         before=("/personer/{public_id}/bruger",)),
    Post(path="/personer/{public_id}/bruger/aabn", who="fie", fields=lambda w, p: {"reason": "Tilbage"},
         before=("/personer/{public_id}/bruger", "/personer/{public_id}/bruger/luk")),
    Post(path="/personer/{public_id}/rolle", who="fie", ids={"unit": "unit"},
         fields=lambda w, p: {"role": "reader", "unit": p.subunit}),
    Post(path="/personer/{public_id}/rolle/{grant}/slut", who="fie", fields=lambda w, p: {"valid_to": TODAY}),
    Post(path="/maalinger/ny", who="lone", makes=True, ids={"unit": "unit"},
         fields=lambda w, p: {"name": "Ny måling", "year": "2025", "unit": p.unit, "instrument": "fire-hurtige"}),
    Post(path="/maalinger/{public_id}/ret", who="lone",
         fields=lambda w, p: {"name": "Andet navn", "year": "2024", "guidelines_on": "2024-02-01"}),
    Post(path="/maalinger/{public_id}/enheder/{unit_id}/tal", who="lone",
         fields=lambda w, p: {"invited": "30", "answered": "21", "n_0": "20", "mean_0": "10,25",
                              "reason": "Leverandøren talte forkert", "accepted": "1"}),
    Post(path="/maalinger/{public_id}/enheder/{unit_id}/fritekst/ret", who="lone",
         fields=lambda w, p: {"texts": "For lidt tid\nGode kolleger"}),
    Post(path="/maalinger/{public_id}/tag-tilbage", who="lone", fields=lambda w, p: {"reason": "Forkert fil"}),
    Post(path="/maalinger/{public_id}/enheder/{unit_id}/handleplan", who="anna", makes=True,
         fields=lambda w, p: {"title": "Egen plan", "topics": ["workload"],
                              "results": [p.round_unit + ".social-kapital"]}),
    Post(path="/maalinger/{public_id}/offentliggoer", who="lone", swaps={"public_id": "draft"}),
    Post(path="/maalinger/{public_id}/fjern", who="lone", swaps={"public_id": "draft"}),
    Post(path="/maalinger/{public_id}/rapport", who="lone", file="file", makes=True,
         fields=lambda w, p: {"title": "Leverandørens rapport", "tier": "restricted"}),
    Post(path="/maalinger/{public_id}/filer/{paper_id}/fortrolighed", who="lone",
         fields=lambda w, p: {"tier": "restricted", "reason": "Få svar"}),
    Post(path="/maalinger/{public_id}/filer/{paper_id}/traek-tilbage", who="lone",
         fields=lambda w, p: {"reason": "Forkert fil"}),
    Post(path="/omlaegninger/ny", who="lone", makes=True, ids={"before": "unit", "after": "unit"},
         fields=lambda w, p: {"changed_on": TODAY, "before": [p.unit, p.subunit], "after": [p.unit], "note": "Samlet"}),
    Post(path="/omlaegninger/{public_id}/ret", who="lone", ids={"before": "unit", "after": "unit"},
         fields=lambda w, p: {"changed_on": TODAY, "before": [p.unit], "after": [p.unit, p.subunit], "note": "Delt"}),
    Post(path="/omlaegninger/{public_id}/fjern", who="lone", fields=lambda w, p: {"reason": "Skrevet ved en fejl"}),
    Post(path="/spoergeskemaer/nyt", who="lone", makes=True,
         fields=lambda w, p: {"name": "Nyt skema", "edition": "1", "source": "Os", "valid_percent": "50"}),
    Post(path="/spoergeskemaer/{public_id}/ret", who="lone",
         fields=lambda w, p: {"name": "Andet skema", "edition": "1", "source": "Andre", "valid_percent": "60"}),
    Post(path="/spoergeskemaer/{public_id}/ny-udgave", who="lone", fields=lambda w, p: {"edition": "2026"}),
    Post(path="/spoergeskemaer/{public_id}/skalaer/ny", who="lone", makes=True, fields=_scale),
    Post(path="/spoergeskemaer/{public_id}/skalaer/{code}", who="lone", fields=_scale),
    Post(path="/spoergeskemaer/{public_id}/skalaer/{code}/fjern", who="lone"),
    Post(path="/materiale/{public_id}/filer/ny", who="lone", file="files", makes=True),
    Post(path="/materiale/{public_id}/filer/{file_id}/traek-tilbage", who="lone",
         fields=lambda w, p: {"reason": "Forkert fil"}),
    Post(path="/materiale/nyt", who="lone", makes=True, ids={"units": "unit", "round": "round"},
         fields=lambda w, p: {"title": "Ny vejledning", "esdh_reference": "Nr. 1", "sent_on": TODAY, "units": [p.unit],
                              "below": "1", "round": p.round}),
    Post(path="/materiale/{public_id}/svar/{recipient}", who="bo",
         fields=lambda w, p: {"kind": "position", "part": "Aftenvagten", "on_date": TODAY, "text": "Vi er enige"}),
    Post(path="/arbejdsmiljoe/enheder/{unit}/apv", who="lone", makes=True, ids={"round": "round"},
         fields=lambda w, p: {"held_on": TODAY, "participants": ["management", "amo_group"], "covers_below": "1",
                              "round": p.round, "risk_assessment_state": "done", "risk_assessment_on": TODAY,
                              "follow_up_state": "not_yet", "note": "Aftalt", "changed_on": TODAY}),
    Post(path="/arbejdsmiljoe/enheder/{unit}/droeftelse", who="bo", makes=True, ids={"committee": "committee"},
         fields=lambda w, p: {"held_text": "i foråret", "committee": p.committee, "goals": "Færre skift",
                              "last_goals_state": "done", "last_goals_text": "Referatet"}),
    Post(path="/arbejdsmiljoe/{public_id}/ret", fields=lambda w, p: {"held_on": TODAY, "written_state": "not_yet"}),
    Post(path="/arbejdsmiljoe/{public_id}/traek-tilbage", fields=lambda w, p: {"reason": "Forkert enhed"}),
    Post(path="/personer/kommunens-login", who="fie", ids={"unit": "unit"},
         fields=lambda w, p: {"claim": "groups", "value": "ny gruppe", "role": "reader", "unit": p.subunit}),
    Post(path="/personer/kommunens-login/{mapping}/fjern", who="fie"),
)  # fmt: skip
POSTS = {each.path: each for each in _ALL}

_NAMES = {
    "case_id": "case",
    "item_id": "item",
    "note_id": "note",
    "point_id": "point",
    "finding_id": "finding",
    "complaint_id": "complaint",
    "visit_id": "visit",
    "extension_id": "extension",
    "record_id": "record",
    "contact_id": "contact",
    "reply_id": "reply",
    "share_id": "share",
    "grant": "grant",
    "mapping": "mapping",
    "member": "member",
    "code": "scale",
    "unit_id": "round_unit",
    "recipient": "recipient",
    "link_id": "link",
    "paper_id": "paper",
    "file_id": "guide",
    "unit": "unit",
}
_PREFIXES = {
    "giv-videre": "person",
    "sager": "case",
    "tiltag": "item",
    "fokuspunkter": "point",
    "dokumentation": "evidence",
    "anmodninger": "request",
    "dokumenter": "document",
    "enheder": "unit",
    "personer": "person",
    "udvalg": "committee",
    "spoergeskemaer": "instrument",
    "maalinger": "round",
    "materiale": "material",
    "arbejdsmiljoe": "cycle",
    "omlaegninger": "reorganisation",
}


def address(post: Post, place: Place, fill: Callable[[str], str] | None = None) -> str:
    """Where the form is sent at `place`; `fill` gives other values by name ("case", "item" …)."""
    known = values(place)
    prefix = post.path.split("/")[1]
    found = {"slug": "efterkommelsesfrist", "no": post.swaps.get("no", "1")}
    for name in re.findall(r"{(\w+)}", post.path):
        if name not in found:
            key = post.swaps.get(name) or (_PREFIXES[prefix] if name == "public_id" else _NAMES[name])
            found[name] = fill(key) if fill else known[key]
    return post.path.format(**found)


async def drawn_form(browsers: Browsers, post: Post, place: Place, who: str = "") -> str:
    """The page on which the form stands."""
    page = await browsers.get(who or post.who, address(post, place))
    if page.status_code == 303:  # the form stands on another page
        page = await browsers.get(who or post.who, page.headers["location"])
    return page.text


def seen_version(page: str) -> str | None:
    """The version that the form carries unseen."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    return html.unescape(found[1]) if found else None


def _with_versions(fields: Fields, page: str) -> Fields:
    """Rows that are chosen with their version (»id.version«): what the page says stands for it."""

    def chosen(value: str) -> str:
        found = re.search(rf'value="({re.escape(value)}\d+)"', page) if value.endswith(".") else None
        return found[1] if found else value

    return {
        name: [chosen(each) for each in value] if isinstance(value, list) else value for name, value in fields.items()
    }


def attached(post: Post) -> Any:
    if not post.file:
        return None
    if post.file == "photo":
        return [(post.file, ("foto.jpg", jpeg(), "image/jpeg"))]
    return [(post.file, ("bilag.pdf", PDF, "application/pdf"))]


async def prepare(browsers: Browsers, post: Post, place: Place) -> None:
    """Sends the forms that must come first."""
    for path in post.before:
        answer = await send(browsers, POSTS[path], place)
        assert answer.status_code in (200, 303), (path, answer.status_code, problems(answer))


async def filled_in(browsers: Browsers, post: Post, place: Place, who: str = "", **changed: Any) -> Fields:
    """The form's fields as its page has them and a person fills them in."""
    page = await drawn_form(browsers, post, place, who)
    sent = {**_with_versions(post.fields(browsers.world, place), page), **changed}
    if "version" not in sent and (version := seen_version(page)):
        sent["version"] = version
    for name in () if changed.keys() & set(post.unseen) else post.unseen:
        sent[name] = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return sent


async def send(browsers: Browsers, post: Post, place: Place, who: str = "", **changed: Any) -> httpx.Response:
    """Opens the form as a person does, and sends it filled in."""
    sent = await filled_in(browsers, post, place, who, **changed)
    return await browsers.post(who or post.who, address(post, place), sent, attached(post))


def problems(answer: httpx.Response) -> list[str]:
    """What the page complains of, for the message of a failing test."""
    found = re.findall(r'class="(?:form-error-message|alert-text|alert[^"]*)"[^>]*>(.*?)<', answer.text, re.S)
    return [" ".join(each.split()) for each in found if each.strip()][:6]
