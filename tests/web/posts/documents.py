"""The forms of what a case holds and exchanges: files, tiers, involvement, reports, replies."""

from tests.factories_world_places import Place, World
from tests.web.posts.form import SOON, TODAY, Fields, Post

_C = "/sager/{public_id}"


def _tier(world: World, place: Place) -> Fields:
    """Those who choose still read it afterwards."""
    return {"tier": "amo", "readers": [place.person], "reason": "Handler om få"}


def _other_case(world: World, place: Place) -> str:
    """The reference of another case of the same municipality; its own where there is none."""
    prefix = place.reference[:3]
    others = [o for o in world.places.values() if o is not place]
    return next((o.reference for o in others if o.reference.startswith(prefix)), place.reference)


DOCUMENTS = (
    Post(path=f"{_C}/orientering/opslag", who="bo", file="photo", makes=True,
         fields=lambda w, p: {"where_hung": "Tavlen", "on_date": TODAY, "put_up_by": "AMR"}),
    Post(path=f"{_C}/orientering/ikke-relevant", who="bo",
         fields=lambda w, p: {"party": "health_safety_rep", "reason": "Ingen er valgt"}),
    Post(path=f"{_C}/orientering/ikke-relevant/{{waiver_id}}", who="bo", fields=lambda w, p: {"reason": "Nu er der"}),
    Post(path=f"{_C}/orientering/materiale", before=(f"{_C}/orientering/materiale/{{told_id}}",),
         ids={"material": "material"}, fields=lambda w, p: {"material": p.material}),
    Post(path=f"{_C}/orientering/materiale/{{told_id}}", fields=lambda w, p: {"reason": "Andet"}),
    Post(path="/tiltag/{item_id}/fortrolighed", fields=_tier, ids={"readers": "person"}, text="reason"),
    Post(path="/bemaerkninger/{note_id}/fortrolighed", fields=_tier, ids={"readers": "person"}, text="reason"),
    Post(path="/dokumentation/{public_id}/fortrolighed", fields=_tier, ids={"readers": "person"}, text="reason"),
    Post(path="/dokumenter/{public_id}/fortrolighed", fields=_tier, ids={"readers": "person"}, text="reason"),
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
)  # fmt: skip
