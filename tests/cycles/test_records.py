"""Workplace assessments and annual discussions: recorded, corrected, taken back; who is told, and what waits."""

import re
from datetime import date

import msgspec
import pytest

from app.access.enums import Role
from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.cycles.actions import RecordFacts, change_record, create_record, withdraw_record
from app.cycles.enums import CycleElement, CycleKind, ElementState, GoalOutcome, Standing
from app.cycles.queries import get_record, list_cycles_due, list_goals_to_evaluate, list_records, list_standing
from app.cycles.rules import Answer, Evaluation, Status
from app.db.engine import record_statements
from app.db.sql import fetch_rows
from app.digest.queries import read_digest
from app.organisation.actions import create_unit
from app.organisation.enums import UnitKind
from tests.factories import Cast, Client, make_member
from tests.web.html_check import faults

APV, TALK = CycleKind.WORKPLACE_ASSESSMENT, CycleKind.ANNUAL_DISCUSSION
HELD = RecordFacts(held_on=date(2022, 3, 1))


async def test_a_record_holds_for_its_unit_or_for_all_below_and_is_told_there_alone(cast: Cast) -> None:
    """The cast lives on 20 August 2025: an assessment of March 2022 is overdue, one of 2024 is not."""
    whole = msgspec.structs.replace(HELD, covers_below=True)
    above = await create_record(cast.anna.actor, cast.centre.public_id, APV, whole)
    own = await create_record(cast.bo.actor, cast.nord.public_id, APV, RecordFacts(held_on=date(2024, 1, 10)))
    undated = await create_record(cast.bo.actor, cast.nord.public_id, TALK, RecordFacts(held_text="i 2023"))
    told = {
        each.name: {kind: (last.public_id, last.status) for kind, last in each.last.items()}
        for each in await list_standing(cast.anna.scope)
    }
    late = Status(Standing.LATE, date(2025, 3, 1))
    assert told == {
        "Familiecentret": {APV: (above.public_id, late)},
        "Gruppen Syd": {APV: (above.public_id, late)},
        "Ågruppen Nord": {
            APV: (own.public_id, Status(Standing.FINE, date(2027, 1, 10))),
            TALK: (undated.public_id, Status(Standing.UNKNOWN)),
        },
    }
    due = [(each.unit_name, each.kind, each.status) for each in await list_cycles_due(cast.anna.scope, limit=9)]
    assert due == [("Familiecentret", APV, late), ("Ågruppen Nord", TALK, Status(Standing.UNKNOWN))]
    assert [each.unit_name for each in await list_cycles_due(cast.bo.scope, limit=9)] == ["Ågruppen Nord"]
    nothing_yet = RecordFacts(
        held_on=date(2025, 8, 1), answers=(Answer(CycleElement.ACTION_PLAN, ElementState.NOT_YET),)
    )
    renewed = await create_record(cast.bo.actor, cast.nord.public_id, APV, nothing_yet)
    lacking = await list_cycles_due(cast.bo.scope, limit=9)
    assert (renewed.public_id, Status(Standing.UNFINISHED, date(2028, 8, 1))) in {
        (each.public_id, each.status) for each in lacking
    }
    (line,) = (await read_digest(cast.bo.actor)).unfinished
    assert (line.title, line.note, line.path) == (
        "APV: Ågruppen Nord",
        "Noget af det, den skal indeholde, mangler",
        f"/arbejdsmiljoe/{renewed.public_id}",
    )
    await withdraw_record(cast.bo.actor, renewed.public_id, seen=1, reason="Til prøve")
    assert [row.public_id for row in await list_records(cast.carl.scope, cast.syd.id)] == [above.public_id]
    assert (await get_record(cast.carl.scope, above.public_id)).row.unit_name == "Familiecentret"
    with pytest.raises(Denied):  # it holds for his unit, and is the centre's
        await change_record(cast.carl.actor, above.public_id, seen=1, facts=HELD)
    with pytest.raises(NotFound):
        await get_record(cast.carl.scope, own.public_id)
    for outside in (cast.gerda, cast.fie, cast.hans):
        assert await list_cycles_due(outside.scope, limit=9) == []
        with pytest.raises(NotFound):
            await get_record(outside.scope, above.public_id)
    for reader in (cast.dorte, cast.erik):  # committees and consultants read
        assert (await get_record(reader.scope, above.public_id)).row.covers_below
        with pytest.raises(Denied):
            await create_record(reader.actor, cast.nord.public_id, APV, HELD)


async def test_what_cannot_be_is_refused_and_two_who_correct_lose_nothing(cast: Cast) -> None:
    made = await create_record(cast.bo.actor, cast.nord.public_id, APV, HELD)
    for facts, field in (
        (RecordFacts(), "held_on"),
        (RecordFacts(held_on=date(2030, 1, 1)), "held_on"),
        (HELD, "held_on"),  # recorded already
        (RecordFacts(held_on=date(2024, 1, 1), changed_on=date(2023, 1, 1)), "changed_on"),
        (
            RecordFacts(
                held_text="i 2024", answers=(Answer(CycleElement.WRITTEN, ElementState.DONE, date(2030, 1, 1)),)
            ),
            "written_on",
        ),
    ):
        with pytest.raises(Invalid) as refused:
            await create_record(cast.bo.actor, cast.nord.public_id, APV, facts)
        assert list(refused.value.fields) == [field]
    answer = Answer(CycleElement.RISK_ASSESSMENT, ElementState.DONE, date(2022, 2, 1), "Sag 7")
    await change_record(
        cast.bo.actor, made.public_id, seen=1, facts=msgspec.structs.replace(HELD, answers=(answer,), note="Aftalt")
    )
    with pytest.raises(Stale) as both:
        await change_record(
            cast.anna.actor, made.public_id, seen=1, facts=msgspec.structs.replace(HELD, note="Anden note")
        )
    assert [(each.label, each.mine, each.theirs) for each in both.value.conflicts] == [
        ("Bemærkning", "Anden note", "Aftalt"),
        ("Risikovurdering", "tomt", "Gjort 01.02.2022: Sag 7"),
    ]
    found = await get_record(cast.anna.scope, made.public_id)
    assert (found.row.done, found.answers) == (1, {CycleElement.RISK_ASSESSMENT: answer})
    await withdraw_record(cast.anna.actor, made.public_id, seen=2, reason="Det var Syds")
    (unit,) = await list_standing(cast.bo.scope)
    assert unit.last == {}
    with pytest.raises(RuleViolation):
        await change_record(cast.anna.actor, made.public_id, seen=3, facts=HELD)
    await create_record(cast.bo.actor, cast.nord.public_id, APV, HELD)  # what was taken back is not in the way
    told = await fetch_rows("SELECT e.action FROM audit_entries e WHERE e.entity_kind = {} ORDER BY e.seq", APV)
    assert [row["action"] for row in told] == ["created", "changed", "withdrawn", "created"]


async def test_goals_are_carried_to_the_next_year_and_found_reached_or_not(cast: Cast) -> None:
    first = await create_record(
        cast.bo.actor, cast.nord.public_id, TALK, RecordFacts(held_on=date(2024, 3, 1), goals="Færre skift\nSparring")
    )
    shifts, talks = await list_goals_to_evaluate(cast.bo.scope, cast.nord.id)
    found = (Evaluation(shifts.public_id, GoalOutcome.REACHED, "Fra 9 til 4"), Evaluation(talks.public_id, None))
    second = await create_record(
        cast.bo.actor,
        cast.nord.public_id,
        TALK,
        RecordFacts(held_on=date(2025, 3, 1), goals="Sparring", evaluations=found),
    )
    detail = await get_record(cast.bo.scope, second.public_id)
    assert [(each.text, each.outcome, each.outcome_note) for each in detail.earlier_goals] == [
        ("Færre skift", GoalOutcome.REACHED, "Fra 9 til 4"),
        ("Sparring", None, ""),
    ]
    assert [each.text for each in await list_goals_to_evaluate(cast.bo.scope, cast.nord.id)] == ["Sparring"]
    # What the second found keeps the first from being rewritten, and from being saved by who had it open.
    reworded = RecordFacts(held_on=date(2024, 3, 1), goals="Sparring")
    with pytest.raises(Invalid):
        await change_record(cast.bo.actor, first.public_id, seen=2, facts=reworded)
    kept = RecordFacts(held_on=date(2024, 3, 1), goals="Sparring hver uge\nFærre skift")
    with pytest.raises(Stale):
        await change_record(cast.bo.actor, first.public_id, seen=1, facts=kept)
    await change_record(cast.bo.actor, first.public_id, seen=2, facts=kept)
    with pytest.raises(RuleViolation):
        await withdraw_record(cast.bo.actor, first.public_id, seen=3, reason="Fejl")
    with pytest.raises(Stale):  # a goal that was reworded meanwhile
        await change_record(
            cast.bo.actor,
            second.public_id,
            seen=1,
            facts=RecordFacts(held_on=date(2025, 3, 1), evaluations=(Evaluation(talks.public_id, GoalOutcome.PARTLY),)),
        )
    await withdraw_record(cast.bo.actor, second.public_id, seen=1, reason="Dato forkert")
    again = await list_goals_to_evaluate(cast.bo.scope, cast.nord.id)
    assert [(each.text, each.outcome) for each in again] == [("Sparring hver uge", None), ("Færre skift", None)]


async def test_the_pages_lead_from_the_unit_to_the_form_and_say_what_waits(client: Client, cast: Cast) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    await client.as_(lone)
    home = f"/arbejdsmiljoe/enheder/{cast.nord.public_id}"
    assert f'href="{home}"' in (await client.get(f"/enheder/{cast.nord.public_id}")).text
    assert faults((await client.get(home)).text) == []
    wrong = await client.post(f"{home}/apv", {"held_on": "snart", "note": "Gemt tekst"})
    assert (wrong.status_code, "Gemt tekst" in wrong.text, faults(wrong.text)) == (422, True, [])
    sent = {"held_on": "01.03.2022", "participants": ["management", "health_safety_rep"], "written_state": "done"}
    here = (await client.post(f"{home}/apv", sent)).headers["location"]
    page = (await client.get(here)).text
    assert faults(page) == []
    plain = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Overskredet Den næste skulle være lavet senest 01.03.2025." in plain
    assert "Ledelsen, Arbejdsmiljørepræsentant (AMR)" in plain
    assert "Gjort" in plain
    talk = (await client.post(f"{home}/droeftelse", {"held_text": "i 2024", "goals": "Sparring"})).headers["location"]
    form = (await client.get(f"{home}/droeftelse")).text
    goal = re.search(r'name="goal_0" value="([a-z0-9]+)"', form)
    assert goal is not None
    assert faults(form) == []
    again = {"held_on": "2025-08-01", "goal_0": goal[1], "outcome_0": "partly_reached", "outcome_note_0": "Hver måned"}
    assert (await client.post(f"{home}/droeftelse", {**again, "held_on": ""})).status_code == 422
    after = (await client.get((await client.post(f"{home}/droeftelse", again)).headers["location"])).text
    assert f'href="{talk}"' in after
    assert "Delvist nået" in after
    await client.as_(cast.erik)
    with record_statements() as statements:
        index = (await client.get("/arbejdsmiljoe")).text
    assert faults(index) == []
    assert index.index("Ågruppen Nord") < index.index("Gruppen Syd")  # what is overdue stands first
    assert len(statements) <= 9
    narrowed = (await client.get(f"/arbejdsmiljoe?vis=overskredet&enhed={cast.centre.public_id}")).text
    assert "Gruppen Syd" not in narrowed
    assert "/apv" not in (await client.get(home)).text  # a consultant reads


async def test_what_is_due_stands_on_the_overview_and_in_the_mail_of_who_may_write(client: Client, cast: Cast) -> None:
    """Rule 29: a line each, and one for all where there are many; nothing for a unit without a record."""
    made = await create_record(cast.bo.actor, cast.nord.public_id, APV, HELD)
    await create_record(cast.anna.actor, cast.syd.public_id, TALK, RecordFacts(held_on=date(2024, 8, 30)))
    changed = RecordFacts(held_on=date(2024, 8, 30), changed_on=date(2025, 8, 1))
    await create_record(cast.anna.actor, cast.syd.public_id, APV, changed)
    await client.as_(cast.erik)
    page = (await client.get("/")).text
    assert faults(page) == []
    plain = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "APV: Ågruppen Nord Overskredet med 172 dage 01.03.2025 Mindst hvert tredje år" in plain
    assert "APV: Gruppen Syd Skal laves om Arbejdet blev ændret 01.08.2025" in plain
    assert "Årlig arbejdsmiljødrøftelse: Gruppen Syd Om 10 dage 30.08.2025 Hvert år." in plain
    (line,) = (await read_digest(cast.bo.actor)).late
    assert (line.title, line.path) == ("APV: Ågruppen Nord", f"/arbejdsmiljoe/{made.public_id}")
    told = await read_digest(cast.anna.actor)
    assert [each.title for each in (*told.late, *told.soon)] == [line.title, "Årlig arbejdsmiljødrøftelse: Gruppen Syd"]
    assert (await read_digest(cast.erik.actor)).is_empty  # a consultant looks it up
    for number in range(5):
        below = await create_unit(
            cast.system, cast.municipality, name=f"Team {number}", kind=UnitKind.TEAM, parent=cast.nord.id
        )
        await create_record(cast.bo.actor, below.public_id, APV, HELD)
    (line,) = (await read_digest(cast.bo.actor)).late
    assert (line.title, line.path, line.on_date) == (
        "APV: 6 enheder",
        "/arbejdsmiljoe?vis=overskredet",
        date(2025, 3, 1),
    )
