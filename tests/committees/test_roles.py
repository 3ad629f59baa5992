"""As what somebody acts: one rule for pages and reports."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from app.access.enums import Role
from app.committees.enums import CommitteeFunction as F
from app.committees.enums import CommitteeKind as K
from app.committees.queries import HeldRole, list_roles
from app.db.sql import execute
from app.db.transaction import transaction
from app.evidence.queries import list_case_evidence
from tests.factories import Cast
from tests.factories_cases import make_case
from tests.factories_committees import make_plain
from tests.factories_evidence import make_evidence, to_case

PLACE = (F.MEMBER, K.MED, "LMU, Nord")


@pytest.mark.parametrize(
    ("job", "role", "place", "text"),
    [
        ("Områdeleder", Role.MANAGER, PLACE, "Områdeleder"),
        ("", Role.MANAGER, PLACE, "Leder"),
        ("", Role.HEALTH_SAFETY_REP, None, "AMR"),
        ("", None, PLACE, "Medlem af MED-udvalg LMU, Nord"),
        ("", None, (F.CHAIR, K.MED, "Hovedudvalget"), "Formand for Hovedudvalget"),
        ("", None, (F.SECRETARY, K.WORK_ENVIRONMENT_COMMITTEE, "Nord"), "Sekretær for arbejdsmiljøudvalg Nord"),
        ("", None, (F.HEALTH_SAFETY_REP, K.WORK_ENVIRONMENT_GROUP, "Nord"), "AMR i arbejdsmiljøgruppe Nord"),
        ("", None, None, "ukendt rolle"),
    ],
)
def test_the_job_then_the_role_then_the_place(job, role, place, text):
    function, kind, name = place or (None, None, None)
    held = HeldRole(job_title=job, role=role, committee_function=function, committee_kind=kind, committee_name=name)
    assert held.by_role == text


async def test_a_role_and_a_place_count_on_their_days(cast: Cast) -> None:
    """What was added is shown as what its author was then, what is owned as what the owner is today."""
    plain = await make_plain(cast, "Ida Ingen")
    people = (cast.anna.id, cast.bo.id, cast.dorte.id, plain.id)
    texts = ("Leder", "AMR", "Medlem af MED-udvalget for centret", "ukendt rolle")
    assert await list_roles(cast.anna.scope, people) == dict(zip(people, texts, strict=True))
    case = await make_case(cast)
    await make_evidence(cast, to_case(case))
    tomorrow = date(2025, 8, 21)
    async with transaction():
        await execute("UPDATE role_grants SET valid_to = {} WHERE person = {}", tomorrow, cast.bo.id)
        await execute("UPDATE committee_members SET valid_to = {} WHERE person = {}", tomorrow, cast.dorte.id)

    scope = replace(cast.anna.scope, today=tomorrow)
    assert set((await list_roles(scope, (cast.bo.id, cast.dorte.id))).values()) == {"ukendt rolle"}
    assert [row.by_role for row in await list_case_evidence(scope, case.id)] == ["AMR"]
    async with transaction():
        await execute("UPDATE role_grants SET valid_to = {} WHERE person = {}", date(2025, 8, 20), cast.bo.id)
    assert [row.by_role for row in await list_case_evidence(scope, case.id)] == ["ukendt rolle"]


async def test_a_role_is_judged_on_the_danish_day(cast: Cast) -> None:
    """What is added at 23.30 UTC is added on the next day in Denmark (rule 12): a role that ended then is none."""
    case = await make_case(cast)
    midnight = datetime(2025, 8, 20, 22, tzinfo=UTC)  # 21 August in Denmark
    for instant in (midnight - timedelta(seconds=1), midnight, midnight.replace(hour=23, minute=30)):
        cast.clock.instant = instant
        await make_evidence(cast, to_case(case))
    async with transaction():
        await execute("UPDATE role_grants SET valid_to = {} WHERE person = {}", date(2025, 8, 21), cast.bo.id)
    shown = [row.by_role for row in await list_case_evidence(cast.anna.scope, case.id)]
    assert shown == ["AMR", "ukendt rolle", "ukendt rolle"]
