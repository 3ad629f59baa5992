"""The forms of committees, their meetings, agendas and minutes."""

from tests.factories_world_places import Place, World
from tests.web.posts.form import SOON, TODAY, Fields, Post


def _meeting(world: World, place: Place) -> Fields:
    return {"kind": "ordinary", "title": "Et møde", "held_on": "2025-08-20", "starts": "13.00", "ends": "15.00",
            "place": "Kantinen", "minutes_reference": "Dok. 7"}  # fmt: skip


def _year(world: World, place: Place) -> Fields:
    return {"kind": "ordinary", "days": "13.10.2025\n10.11.2025", "starts": "13.00", "place": "Kantinen"}


def _agenda_item(world: World, place: Place) -> Fields:
    return {"title": "Et punkt", "text": "Om sagen", "cases": [place.case], "rounds": [place.round],
            "meeting": place.meeting}  # fmt: skip


COMMITTEES = (
    Post(path="/udvalg/{public_id}/moeder/nyt", who="erik", fields=_meeting, makes=True),
    Post(path="/enheder/{public_id}/moeder/nyt", fields=_meeting, makes=True),
    Post(path="/udvalg/{public_id}/moeder/aarsplan", who="erik", fields=_year, makes=True),
    Post(path="/enheder/{public_id}/moeder/aarsplan", fields=_year, makes=True),
    Post(path="/udvalg/{public_id}/dagsorden/nyt", who="erik", makes=True,
         ids={"cases": "case", "meeting": "meeting"}, fields=_agenda_item),
    Post(path="/enheder/{public_id}/dagsorden/nyt", makes=True, ids={"meeting": "unit_meeting"},
         fields=lambda w, p: {"title": "Planen", "meeting": p.unit_meeting}),
    Post(path="/moeder/{public_id}/ret", who="erik", text="minutes_reference", fields=_meeting),
    Post(path="/moeder/{public_id}/aflys", who="erik", swaps={"public_id": "coming"},
         fields=lambda w, p: {"reason": "Sygdom"}),
    Post(path="/moeder/{public_id}/deltagere", who="erik", ids={"person_0": "person"}, unseen=("person_0",),
         fields=lambda w, p: {"person_0": p.person, "presence_0": "present"}),
    Post(path="/moeder/{public_id}/referat/skriv", swaps={"public_id": "minuted"}, text="text",
         fields=lambda w, p: {"text": "Kort møde", "text_0": "Vi talte om det"}),
    Post(path="/moeder/{public_id}/referat/send", swaps={"public_id": "minuted"},
         before=("/moeder/{public_id}/referat/skriv",)),
    Post(path="/moeder/{public_id}/referat/svar", swaps={"public_id": "minuted"}, who="bo", unseen=("hash",),
         fields=lambda w, p: {"reply": "approves_minutes", "remark": "Enig"},
         before=("/moeder/{public_id}/referat/skriv", "/moeder/{public_id}/referat/send")),
    Post(path="/moeder/{public_id}/referat/ret", swaps={"public_id": "minuted"},
         fields=lambda w, p: {"reason": "En fejl"},
         before=("/moeder/{public_id}/referat/skriv", "/moeder/{public_id}/referat/send")),
    Post(path="/moeder/{public_id}/referat/tillaeg", swaps={"public_id": "approved"}, makes=True,
         fields=lambda w, p: {"text": "Der mangler et bilag"}),
    Post(path="/moeder/{public_id}/pakke/gem", swaps={"public_id": "minuted"}, makes=True,
         drawn="/moeder/{public_id}/pakke"),
    Post(path="/moeder/{public_id}/referat/fil", swaps={"public_id": "filed"}, file="file", makes=True,
         fields=lambda w, p: {"title": "Bilag", "minutes_reference": "25/9", "approved_on": TODAY}),
    Post(path="/referater/filer/{minutes_id}/traek-tilbage", fields=lambda w, p: {"reason": "Forkert fil"}),
    Post(path="/punkter/{public_id}/ret", who="erik", text="text", ids={"cases": "case"},
         fields=_agenda_item),
    Post(path="/punkter/{public_id}/op", who="erik"),
    Post(path="/punkter/{public_id}/optag", who="erik"),
    Post(path="/punkter/{public_id}/udsaet", who="erik", fields=lambda w, p: {"reason": "Tiden gik"}),
    Post(path="/punkter/{public_id}/tag-af", who="erik", fields=lambda w, p: {"reason": "Løst"}),
    Post(path="/punkter/{public_id}/send", who="erik", ids={"to": "committee"},
         fields=lambda w, p: {"to": p.upper, "note": "Hvad mener I?"}),
    Post(path="/punkter/{public_id}/udfald", who="erik", text="decision",
         fields=lambda w, p: {"outcome": "discussed", "decision": "Vi går videre"}),
    Post(path="/punkter/{public_id}/traek-tilbage", who="erik", fields=lambda w, p: {"reason": "Fejl"},
         before=("/punkter/{public_id}/udfald",)),
    Post(path="/udvalg/{public_id}/anmodninger/ny", who="erik", makes=True, ids={"item": "agenda"},
         fields=lambda w, p: {"text": "Hvor mange?", "asked_on": TODAY, "due_on": "2025-12-01"}),
    Post(path="/sager/{public_id}/enighed/ny", who="erik", ids={"committee": "committee"},
         fields=lambda w, p: {"target": "approval_of_plan", "committee": p.committee, "due_on": SOON,
                              "text": "Sig til"}),
    Post(path="/enighed/{public_id}/svar", who="dorte", unseen=("hash",),
         fields=lambda w, p: {"reply": "disagrees_with_remark", "remark": "Fristen er for lang"}),
    Post(path="/enighed/{public_id}/moede", who="erik", unseen=("hash",), ids={"meeting": "met_at"},
         fields=lambda w, p: {"meeting": p.met_at, "employee_reply": "agrees"}),
    Post(path="/enighed/{public_id}/traek-tilbage", who="erik", fields=lambda w, p: {"reason": "Fejl"}),
    Post(path="/udvalgsanmodninger/{public_id}/svar", who="erik", makes=True,
         fields=lambda w, p: {"kind": "answer", "text": "Tre", "caveat": "Talt i hånden"}),
    Post(path="/udvalgsanmodninger/{public_id}/flyt", who="erik",
         fields=lambda w, p: {"due_on": "2025-12-24", "reason": "Lønsystemet"}),
    Post(path="/udvalgsanmodninger/{public_id}/ikke-nok", who="erik", fields=lambda w, p: {"reason": "Og i år?"},
         before=("/udvalgsanmodninger/{public_id}/svar",)),
    Post(path="/udvalgsanmodninger/{public_id}/traek-tilbage", who="erik", fields=lambda w, p: {"reason": "Fejl"}),
    Post(path="/udvalg/nyt", who="fie", makes=True, ids={"units": "unit"},
         fields=lambda w, p: {"name": "Nyt udvalg", "kind": "med", "rank": "LMU", "units": [p.unit]}),
    Post(path="/udvalg/{public_id}/ret", who="fie", text="name", ids={"units": "unit"},
         fields=lambda w, p: {"name": "Andet udvalg", "kind": "work_environment_committee", "rank": "HMU",
                              "units": [p.unit, p.subunit]}),
    Post(path="/udvalg/{public_id}/luk", who="fie", fields=lambda w, p: {"closed_on": TODAY}),
    Post(path="/udvalg/{public_id}/medlemmer/nyt", who="fie", ids={"person": "person"},
         fields=lambda w, p: {"find": "beboer", "person": p.person, "side": "employee", "function": "chair"}),
    Post(path="/udvalg/{public_id}/medlemmer/{member}/slut", who="fie", fields=lambda w, p: {"valid_to": TODAY}),
)  # fmt: skip
