"""The forms of cases, their plans and their items."""

from tests.factories_world_places import Place, World
from tests.web.posts.form import LATER, SOON, TODAY, Fields, Post

_CASE = "/sager/{case_id}"
_FINDING = {"kind": "demand", "text": "Et andet krav", "source_text": "Side 9"}
_POINT = {"title": "Andet fokus", "description": "Anden tekst", "topics": ["violence"], "remeasure_on": LATER}


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


CASES = (
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
    Post(path=f"{_CASE}/tidligere-tiltag/{{measure_id}}/ret", who="bo", text="title", ids={"item": "item"},
         fields=lambda w, p: {"title": "Før", "judgement": "not_judged", "description": "Tekst",
                              "item": p.items[0].item, "reason": "Læst forkert"}),
    Post(path=f"{_CASE}/tidligere-tiltag/{{measure_id}}/fjern", who="bo",
         fields=lambda w, p: {"reason": "Skrevet ved en fejl"}),
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
    Post(path="/giv-videre/{public_id}", ids={"to": "person"},
         fields=lambda w, p: {"to": w.members["bo"][1], "reason": "Stopper", "items": [f"{p.items[0].ongoing}."]}),
)  # fmt: skip
