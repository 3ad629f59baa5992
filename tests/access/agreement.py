"""Whether the application and the model of tests/access/model.py agree about one person: every way in, asked today."""

from collections.abc import Iterator
from typing import Any

from app.access.enums import Tier
from app.access.policy import Actor, may
from app.audit.rules import canonical
from app.cases.queries import CaseFilter, find_case_ref, list_cases
from app.core.errors import NotFound
from app.dashboard.queries.history import PAGE, list_case_history
from app.documents.queries import get_document, list_documents
from app.evidence.queries import count_withheld, get_evidence, list_case_evidence
from app.plans.queries import get_item, list_my_items, list_plan
from app.search.queries import MOST, search
from tests.access.model import DOERS, Row
from tests.access.town import Town
from tests.factories_api import Program


class Asked:
    """One person's answers beside what the model says; `wrong` collects where they differ."""

    def __init__(self, town: Town, person: int, actor: Actor) -> None:
        self.town, self.model, self.person, self.actor = town, town.model, person, actor
        self.wrong: list[str] = []

    def same(self, what: str, found: Any, expected: Any) -> None:
        if found != expected:
            self.wrong.append(f"person {self.person}, {what}: {found}, the model says {expected}")

    def seen(self, kind: str, case: int | None = None) -> list[Row]:
        """The rows of a kind that the model lets the person see."""
        return [
            row
            for row in self.model.rows
            if row.kind == kind and case in (None, row.case) and self.model.sees(self.person, row)
        ]

    def rows(self, kind: str, case: int | None = None) -> Iterator[Row]:
        return (row for row in self.model.rows if row.kind == kind and case in (None, row.case))

    def told_of(self, row: Row) -> bool:
        """Withheld, but of the tier of those who may know that there is something."""
        if self.model.sees(self.person, row):
            return False
        if row.item is not None:
            item = self.model.rows[row.item]
            assert item.unit is not None
            return self.model.sees(self.person, item) and self._amo(item)
        return self._amo(row)

    def _amo(self, row: Row) -> bool:
        if row.unit is not None:
            return self.model.reads_unit(self.person, Tier.AMO, row.unit, row.case)
        return self.model.reads_case(self.person, Tier.AMO, row.case)


def _ids(rows: list[Row]) -> set[str]:
    return {row.public_id for row in rows}


async def disagreements(town: Town, person: int) -> list[str]:
    """Lists, search, every case, item, letter and piece of evidence, and what the person may do."""
    asked = Asked(town, person, await town.actor(person))
    await _lists(asked)
    for case in range(len(town.cases)):
        await _case(asked, case)
    await _rows(asked)
    return asked.wrong


async def _lists(asked: Asked) -> None:
    scope, town = asked.actor.scope, asked.town
    cases = [no for no in range(len(town.cases)) if asked.model.reads_case(asked.person, Tier.OPEN, no)]
    visible = {town.cases[no].public_id for no in cases}
    asked.same("cases", {each.public_id for each in (await list_cases(scope, CaseFilter())).cases}, visible)
    items = asked.seen("item")
    hits = await search(scope, "kanariefugl")
    if max(len(visible), len(items)) <= MOST:
        asked.same("cases found", {each.public_id for each in hits.cases}, visible)
        asked.same("items found", {each.public_id for each in hits.items}, _ids(items))
    own = _ids([row for row in items if row.owner == asked.person])
    asked.same("own items", {each.public_id for each in (await list_my_items(scope)).items}, own)


async def _case(asked: Asked, case: int) -> None:
    scope, model, who = asked.actor.scope, asked.model, asked.person
    key = asked.town.cases[case].id
    ref = await find_case_ref(scope, key)
    asked.same(f"case {case}", ref is not None, model.reads_case(who, Tier.OPEN, case))
    if ref is None:
        return
    plan = await list_plan(scope, key)
    asked.same(f"plan {case}", {each.public_id for each in plan.items}, _ids(asked.seen("item", case)))
    elsewhere = [row for row in asked.rows("item", case) if not model.reads_unit(who, Tier.OPEN, row.unit or 0, case)]
    asked.same(f"items elsewhere {case}", plan.hidden_items, len(elsewhere))
    kinds = ("item", "document", "evidence")
    told = {kind: sum(asked.told_of(row) for row in asked.rows(kind, case)) for kind in kinds}
    asked.same(f"items withheld {case}", plan.withheld_items, told["item"])
    letters = {each.public_id for each in await list_documents(scope, key)}
    asked.same(f"letters {case}", letters, _ids(asked.seen("document", case)))
    withheld = await count_withheld(scope, key)
    kept = (withheld.evidence, withheld.documents)
    asked.same(f"files withheld {case}", kept, (told["evidence"], told["document"]))
    evidence = {each.public_id for each in await list_case_evidence(scope, key)}
    asked.same(f"evidence {case}", evidence, _ids(asked.seen("evidence", case)))
    history = await list_case_history(scope, key)
    if len(history) <= PAGE:
        text = canonical([entry.payload for entry in history]).decode()
        met = {row.word for row in model.rows if row.case == case and f'{row.word}"' in text.replace("\\n", '"')}
        rows = [row for kind in ("item", "note", "document", "evidence") for row in asked.seen(kind, case)]
        asked.same(f"history {case}", met, {row.word for row in rows})
    for permission in DOERS:
        allowed = may(asked.actor, permission, ref.ancestors).ok
        asked.same(f"{permission} in {case}", allowed, model.may(who, permission, model.cases[case], case))


async def _rows(asked: Asked) -> None:
    scope, model = asked.actor.scope, asked.model
    for number, row in enumerate(model.rows):
        if row.kind == "note":
            continue
        get = {"item": get_item, "document": get_document, "evidence": get_evidence}[row.kind]
        try:
            found = await get(scope, row.public_id)
        except NotFound:
            found = None
        asked.same(f"{row.kind} {row.word}", found is not None, model.sees(asked.person, row))
        if row.kind == "item" and found is not None:
            notes = {row.word for row in asked.seen("note") if row.item == number}
            told = {each.note.rpartition(" ")[2] for each in found.updates if each.note}
            asked.same(f"notes on {row.word}", told, notes)


async def disagreements_of_program(town: Town, person: int, http: Any) -> list[str]:
    """The same by the person's key: lists as JSON, every item's page, and the bytes of every file."""
    asked = Asked(town, person, await town.actor(person))
    program = Program(http, town.tokens[person])
    cases = {each["id"] for each in (await program.get("/cases?limit=100")).json()["items"]}
    expected = [no for no in range(len(town.cases)) if asked.model.reads_case(person, Tier.OPEN, no)]
    asked.same("cases in the API", cases, {town.cases[no].public_id for no in expected})
    for row in asked.model.rows:
        if row.kind not in ("item", "evidence"):
            continue
        path = f"/items/{row.public_id}" if row.kind == "item" else f"/evidence/{row.public_id}/versions/1/file"
        answer = await program.get(path)
        status = 200 if asked.model.sees(person, row) else 404
        told = row.word.encode() in answer.content
        asked.same(path, (answer.status_code, told), (status, status == 200))
    return asked.wrong
