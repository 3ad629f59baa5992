"""Who must know of a ruling (rule 20, and the employees): a task with an owner until it is proved, or not relevant."""

from datetime import date, timedelta

import pytest

from app.cases.actions import register_ruling
from app.cases.enums import RulingKind
from app.core.errors import Invalid
from app.deadlines.enums import DeadlineKind
from app.digest.queries import read_digest
from app.involvement.enums import Channel, Party
from app.involvement.queries import list_involvements
from app.involvement.rules import InvolvementFact, still_to_inform, whom_to_tell
from app.material.actions import MaterialFacts, answer_material, send_material
from app.material.enums import AnswerKind
from app.notices.actions.telling import link_material, unlink_material
from app.notices.queries.tasks import list_linked_materials, list_to_tell
from tests.factories_cases import make_case
from tests.factories_files import jpeg
from tests.factories_involvement import make_involvement
from tests.factories_material import recipient_of

TODAY = date(2025, 8, 20)


def test_who_is_to_be_told_and_what_counts():
    """Rule 20; a later ruling asks anew, and what was said before it does not count."""
    assert whom_to_tell(True) == (Party.AMO, Party.HEALTH_SAFETY_REP, Party.UNION_REP, Party.EMPLOYEES)
    assert whom_to_tell(False) == (Party.EMPLOYEE_REP, Party.UNION_REP, Party.EMPLOYEES)
    told = [InvolvementFact(party=Party.AMO, on_date=TODAY - timedelta(1))]
    assert still_to_inform(told, True, waived=[Party.UNION_REP]) == (Party.HEALTH_SAFETY_REP,)
    assert still_to_inform(told, True, since=TODAY, waived=[Party.UNION_REP]) == (
        Party.AMO,
        Party.HEALTH_SAFETY_REP,
    )


async def test_the_task_is_shown_until_everybody_is_told(cast, client):
    """On the case, the overview and in the mail of who is accountable; a notice with photo, a waiver with a reason."""
    case = await make_case(cast)
    page = f"/sager/{case.public_id}/orientering"
    await client.as_(cast.anna)
    (task,) = await list_to_tell(cast.anna.scope, limit=9)
    assert task.missing == (Party.AMO, Party.HEALTH_SAFETY_REP, Party.UNION_REP, Party.EMPLOYEES)
    assert task.owner_name == cast.anna.name
    assert f'href="{page}"' in (await client.get("/")).text
    assert [line.path for line in (await read_digest(cast.anna.actor)).to_tell] == [page]
    assert (await read_digest(cast.bo.actor)).to_tell == ()  # not his to do
    for party in (Party.AMO, Party.HEALTH_SAFETY_REP):
        await make_involvement(cast.bo.actor, case.id, party=party)
    assert "tillidsrepræsentant" not in (await client.get(f"/sager/{case.public_id}")).text
    assert "Mangler: TR, medarbejderne" in (await client.get(f"/sager/{case.public_id}")).text

    wrong = await client.post(f"{page}/opslag", {"where_hung": "", "on_date": "2025-08-18"})
    assert wrong.status_code == 422
    typed = {"where_hung": "Tavlen i stuen", "on_date": "2025-08-18", "until_on": "2025-09-18", "put_up_by": "AMR"}
    assert (await client.post(f"{page}/opslag", {**typed, "until_on": "2025-08-17"})).status_code == 422
    photo = {"photo": ("tavle.jpg", jpeg(), "image/jpeg")}
    assert (await client.post(f"{page}/opslag", typed, files=photo)).status_code == 303
    (row,) = [each for each in await list_involvements(cast.anna.scope, case.id) if each.party is Party.EMPLOYEES]
    assert (row.channel, row.on_date, row.until_on) == (Channel.NOTICE, date(2025, 8, 18), date(2025, 9, 18))
    assert (row.forum_text, row.participants) == ("Tavlen i stuen", "Hængt op af AMR")
    assert f"/dokumentation/{row.evidence}" in (await client.get(page)).text

    assert (await client.post(f"{page}/ikke-relevant", {"party": "union_rep", "reason": " "})).status_code == 422
    waived = {"party": "union_rep", "reason": "Ingen er valgt"}
    assert (await client.post(f"{page}/ikke-relevant", waived)).status_code == 303
    assert (await client.post(f"{page}/ikke-relevant", waived)).status_code == 409
    text = (await client.get(page)).text
    assert "Alle er orienteret" in text
    assert "Ingen er valgt" in text
    assert await list_to_tell(cast.anna.scope, limit=9) == []
    assert page not in (await client.get("/")).text
    assert (await read_digest(cast.anna.actor)).to_tell == ()

    again = text.split(f'href="{page}/ikke-relevant/')[1].split('"')[0]
    assert (await client.post(f"{page}/ikke-relevant/{again}", {"reason": "Nu er der"})).status_code == 303
    (task,) = await list_to_tell(cast.anna.scope, limit=9)
    assert task.missing == (Party.UNION_REP,)
    made = await register_ruling(
        cast.anna.actor, case.id, kind=RulingKind.CHANGED, seen=1, dates={DeadlineKind.RULED: date(2025, 8, 19)}
    )
    assert made
    (task,) = await list_to_tell(cast.anna.scope, limit=9)
    assert task.missing == (Party.AMO, Party.HEALTH_SAFETY_REP, Party.UNION_REP, Party.EMPLOYEES)


async def test_a_material_that_the_unit_has_read_tells_the_employees(cast):
    """The whole unit, and having read it: what lies in the post, or was read by a part, proves nothing."""
    case = await make_case(cast)
    actor = cast.anna.actor
    sent = await send_material(
        actor, units=[cast.nord.public_id], below=False, facts=MaterialFacts(title="Om påbuddet")
    )
    other = await send_material(actor, units=[cast.syd.public_id], below=False, facts=MaterialFacts(title="Andet"))
    with pytest.raises(Invalid):
        await link_material(actor, case.id, other.public_id)
    await link_material(actor, case.id, sent.public_id)
    (row,) = await list_linked_materials(actor.scope, case.id)
    assert (row.title, row.units, row.read) == ("Om påbuddet", 1, 0)
    assert await list_linked_materials(cast.gerda.scope, case.id) == []  # who reads no surveys sees no material

    async def left() -> bool:
        (task,) = await list_to_tell(actor.scope, limit=9)
        return Party.EMPLOYEES in task.missing

    recipient = await recipient_of(sent.id, cast.nord.id)
    for kind, part in ((AnswerKind.RECEIVED, ""), (AnswerKind.READ, "Natteholdet")):
        await answer_material(actor, sent.public_id, recipient, kind=kind, part=part, on_date=TODAY)
        assert await left()
    await answer_material(actor, sent.public_id, recipient, kind=AnswerKind.READ, on_date=TODAY)
    assert not await left()
    await unlink_material(actor, case.id, row.public_id, reason="Handlede om noget andet")
    assert await left()
