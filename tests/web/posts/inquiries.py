"""The forms of the council's inquiries."""

from tests.web.posts.form import TODAY, Post

INQUIRIES = (
    Post(path="/forespoergsler/ny", who="erik", makes=True, ids={"unit": "unit"},
         fields=lambda w, p: {"unit": p.unit, "title": "Ny forespørgsel", "received_on": TODAY}),
    Post(path="/forespoergsler/{public_id}/ret", who="erik", fields=lambda w, p: {"title": "Andet", "asked_by": "NN"}),
    Post(path="/forespoergsler/{public_id}/traek-tilbage", who="erik", fields=lambda w, p: {"reason": "Stillet igen"}),
    Post(path="/forespoergsler/{public_id}/spoergsmaal/nyt", who="erik", makes=True,
         fields=lambda w, p: {"no": "7", "text": "Hvor mange?"}),
    Post(path="/forespoergsler/{public_id}/spoergsmaal/{question}/ret", who="erik",
         fields=lambda w, p: {"no": "8", "text": "Hvor mange nu?"}),
    Post(path="/forespoergsler/{public_id}/spoergsmaal/{question}", text="answer",
         fields=lambda w, p: {"answer": "Vi er i gang", "not_held": "Et tal"}),
    Post(path="/forespoergsler/{public_id}/spoergsmaal/{question}/oplysninger", ids={"case": "case"},
         fields=lambda w, p: {"case": p.case, "keys": ["kind"]}),
    Post(path="/forespoergsler/{public_id}/spoergsmaal/{question}/oplysninger/{fact}/fjern"),
    Post(path="/forespoergsler/{public_id}/spoergsmaal/{question}/godkend", who="erik"),
    Post(path="/forespoergsler/{public_id}/spoergsmaal/{question}/genaabn", who="erik",
         before=("/forespoergsler/{public_id}/spoergsmaal/{question}/godkend",)),
    Post(path="/forespoergsler/{public_id}/notat/laas", who="erik",
         before=("/forespoergsler/{public_id}/spoergsmaal/{question}/godkend",)),
)  # fmt: skip
