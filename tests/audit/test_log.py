"""Reading the log: whose entries, in which order, what can be looked for (rule 40), and that reading is logged too."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from app.access.enums import Role
from app.access.policy import Scope
from app.audit.actions import erase_payload, record_access
from app.audit.enums import AuditAction, EntityKind
from app.audit.queries import LogFilter, find_actors, find_case, iterate_log, list_log
from app.audit.queries.reach import PLACED
from app.core.errors import NotFound
from app.db.engine import Database, record_statements
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import reading, transaction
from app.organisation.actions import create_person
from tests.audit.tampering import tamper
from tests.factories import Cast, make_member
from tests.factories_audit import log, make_auditor
from tests.factories_cases import make_case
from tests.factories_plans import make_item


async def subjects(scope: Scope, wanted: LogFilter | None = None) -> list[str]:
    page = await list_log(scope, wanted or LogFilter())
    return [entry.payload.subject if entry.payload else "" for entry in page.entries]


async def _entries(scope: Scope, wanted: LogFilter | None = None) -> list[int]:
    return [entry.seq async for piece in iterate_log(scope, wanted or LogFilter()) for entry in piece]


def test_every_kind_of_thing_has_its_place_in_the_log() -> None:
    """A kind without a place would be seen by nobody: say in app/audit/queries/reach.py where its entries belong."""
    assert set(EntityKind) - PLACED == set()


async def test_who_reads_the_log_of_the_municipality_reads_all_of_it_and_nothing_of_the_neighbour(cast: Cast) -> None:
    mine = await make_auditor(cast, cast.top)
    neighbour = await make_auditor(cast, cast.elsewhere, "Nils Nabo")
    all_of_it = set(await _entries(cast.system.scope))
    seen, theirs = set(await _entries(mine.scope)), set(await _entries(neighbour.scope))
    assert seen & theirs == set()
    assert seen | theirs == all_of_it
    assert len(theirs) >= 5  # the municipality, its unit, Hans, the auditor, and their roles


async def test_a_unit_s_auditor_reads_what_happened_there(cast: Cast) -> None:
    """Units and roles there and below, and accounts of those who held a role there that day."""
    nord = await make_auditor(cast, cast.nord)
    before = await subjects(nord.scope)
    assert set(before) == {"Bo Ærø", "Gerda Læser", "Rie Revisor", "Ågruppen Nord"}  # the unit, its people, their roles
    await log(cast.bo, EntityKind.PERSON, cast.bo.id, "Bo selv")
    await log(cast.carl, EntityKind.PERSON, cast.carl.id, "Carl selv")
    await log(cast.anna, EntityKind.UNIT, cast.centre.id, "Centret")
    await log(cast.anna, EntityKind.MUNICIPALITY, cast.municipality, "En fil")
    assert [each for each in await subjects(nord.scope) if each not in before] == ["Bo selv"]


async def test_what_somebody_does_after_they_left_the_unit_is_not_its_business(cast: Cast) -> None:
    auditor = await make_auditor(cast, cast.nord)
    await log(cast.bo, EntityKind.PERSON, cast.bo.id, "Mens han var der")
    async with transaction():
        tomorrow = cast.clock.now().date() + timedelta(days=1)
        await execute("UPDATE role_grants SET valid_to = {} WHERE person = {}", tomorrow, cast.bo.id)
    cast.clock.instant += timedelta(days=1)
    await log(cast.bo, EntityKind.PERSON, cast.bo.id, "Efter at han var stoppet")
    told = await subjects(auditor.scope)
    assert "Mens han var der" in told
    assert "Efter at han var stoppet" not in told


async def test_a_case_of_two_units_is_read_by_both_but_not_the_other_one_s_items(cast: Cast) -> None:
    nord = await make_auditor(cast, cast.nord)
    case = await make_case(cast, units=(cast.nord.id, cast.syd.id))
    await log(cast.anna, EntityKind.CASE, case.id, "Hele sagen", case=case.id)
    await make_item(cast, case, title="Tiltag her")
    await make_item(cast, case, title="Tiltag i Syd", unit=cast.syd.id)
    told = " ".join(await subjects(nord.scope))
    assert "Hele sagen" in told
    assert "Tiltag her" in told
    assert "Tiltag i Syd" not in told


async def test_who_has_no_log_role_reads_nothing(cast: Cast) -> None:
    for member in (cast.anna, cast.bo, cast.erik, cast.fie, cast.gerda):
        assert await _entries(member.scope) == []
        assert await find_case(member.scope, "EKS2025-0001") is None


async def test_an_auditor_here_and_leader_there_reads_the_log_here_alone(cast: Cast) -> None:
    nord = await make_auditor(cast, cast.nord)
    leader = (await make_member(cast.clock, cast.municipality, "To Roller", Role.MANAGER, cast.syd.id)).grants
    both = msgspec.structs.replace(nord, grants=(*nord.grants, *leader))
    assert await _entries(both.scope) == await _entries(nord.scope)


async def test_an_erasure_is_seen_where_the_erased_entry_is(cast: Cast) -> None:
    nord, syd = await make_auditor(cast, cast.nord), await make_auditor(cast, cast.syd, "Stig Syd")
    await log(cast.bo, EntityKind.PERSON, cast.bo.id, "Skal slettes")
    seq = await fetch_value(int, "SELECT MAX(seq) AS seq FROM audit_entries")
    assert seq is not None
    hash_ = await fetch_value(str, "SELECT hash FROM audit_entries WHERE seq = {}", seq)
    assert hash_ is not None
    await erase_payload(cast.system, seq, reason="Anmodning om sletning")
    here = (await list_log(nord.scope, LogFilter())).entries[:2]
    assert [(each.action, each.payload and each.payload.subject) for each in here] == [
        ("erased", f"Mærke {hash_[:12]}"),
        ("changed", None),
    ]
    assert here[1].erased_at is not None
    assert f"Mærke {hash_[:12]}" not in await subjects(syd.scope)


async def test_newest_first_and_page_by_page_without_gap_or_repetition(cast: Cast) -> None:
    """Also where many entries have the same instant; and the address of a page tells no number of entries."""
    auditor = await make_auditor(cast, cast.top)
    for number in range(130):
        await log(cast.bo, EntityKind.UNIT, cast.nord.id, f"Nr. {number}")
        cast.clock.instant += timedelta(seconds=number % 3 == 0)
    found: list[int] = []
    after, pages = "", 0
    while True:
        page = await list_log(auditor.scope, LogFilter(), after)
        found += [entry.seq for entry in page.entries]
        pages += 1
        if page.after is None:
            break
        after = page.after
        assert not any(f"{entry.seq}" == part for entry in page.entries for part in after.split("_"))
    assert found == await _entries(auditor.scope)
    assert found == sorted(found, reverse=True)
    assert (pages, len(set(found))) == (len(found) // 50 + 1, len(found))


async def test_pieces_of_an_export_make_the_whole(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    auditor = await make_auditor(cast, cast.top)
    whole = await _entries(auditor.scope)
    for size in (1, 2, len(whole), len(whole) + 1):
        monkeypatch.setattr("app.audit.queries.log._PIECE", size)
        assert await _entries(auditor.scope) == whole


@pytest.mark.parametrize(
    "after", ["x", "x_0", "2025-08-20_0123456789abcdef", "2025-08-20T10:00:00+00:00_%%%%%%%%%%%%%%%%", "_", "æ_ø"]
)
async def test_a_page_that_no_page_led_to_does_not_exist(cast: Cast, after: str) -> None:
    with pytest.raises(NotFound):
        await list_log(cast.system.scope, LogFilter(), after)


async def test_what_can_be_looked_for(cast: Cast) -> None:
    auditor = await make_auditor(cast, cast.top)
    case = await make_case(cast, units=(cast.nord.id,))
    await log(cast.bo, EntityKind.CASE, case.id, "Bo om sagen", case=case.id)
    cast.clock.instant = datetime(2025, 9, 30, 21, 59, tzinfo=UTC)  # one minute to midnight in Denmark
    await log(cast.bo, EntityKind.UNIT, cast.nord.id, "I september")
    cast.clock.instant += timedelta(minutes=1)
    await log(cast.carl, EntityKind.UNIT, cast.syd.id, "I oktober", action=AuditAction.MOVED)
    scope = auditor.scope
    assert await subjects(scope, LogFilter(people=await find_actors(scope, "bo æ"))) == ["I september", "Bo om sagen"]
    assert (await subjects(scope, LogFilter(case=case.id)))[0] == "Bo om sagen"
    assert await subjects(scope, LogFilter(from_day=date(2025, 9, 1))) == ["I oktober", "I september"]
    assert await subjects(scope, LogFilter(from_day=date(2025, 10, 1))) == ["I oktober"]
    assert await subjects(scope, LogFilter(from_day=date(2025, 9, 30), to_day=date(2025, 9, 30))) == ["I september"]
    assert await subjects(scope, LogFilter(action=AuditAction.MOVED)) == ["I oktober"]
    assert (await subjects(scope, LogFilter(kind=EntityKind.UNIT)))[:2] == ["I oktober", "I september"]
    assert await subjects(scope, LogFilter(kind=EntityKind.UNIT, action=AuditAction.REMOVED)) == []


async def test_people_are_found_by_any_part_of_their_name_and_nobody_by_nonsense(cast: Cast) -> None:
    scope = (await make_auditor(cast, cast.nord)).scope
    assert await find_actors(scope, "CARL") == (cast.carl.id,)
    assert await find_actors(scope, "ærø bo") == (cast.bo.id,)
    assert await find_actors(scope, "hans") == ()  # of the neighbour
    assert await find_actors(scope, "Systemet") == (None,)
    for text in ("", " ", "%", "_", "%%__", "findes ikke"):
        assert await find_actors(scope, text) == ()
    assert await subjects(scope, LogFilter(people=())) == []
    assert "Ågruppen Nord" in await subjects(scope, LogFilter(people=(None,)))


async def test_a_case_is_found_by_its_number_inside_the_reader_s_units_only(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.syd.id,))
    nord, syd = await make_auditor(cast, cast.nord), await make_auditor(cast, cast.syd, "Stig Syd")
    (row,) = await fetch_rows("SELECT reference FROM cases WHERE id = {}", case.id)
    assert await find_case(syd.scope, f" {row['reference'].lower()} ") == case.id
    assert await find_case(nord.scope, row["reference"]) is None
    assert await find_case(cast.system.scope, row["reference"]) == case.id


async def test_the_number_of_statements_does_not_grow(cast: Cast) -> None:
    auditor = await make_auditor(cast, cast.top)
    counts = []
    for _ in range(2):
        async with reading():
            with record_statements() as statements:
                await list_log(auditor.scope, LogFilter())
        counts.append(len(statements))
        for number in range(60):
            await log(cast.bo, EntityKind.UNIT, cast.nord.id, f"Nr. {number}")
    assert counts == [1, 1]


async def test_a_word_somebody_wrote_into_the_database_breaks_nothing(db: Database, cast: Cast) -> None:
    """`audit verify` names it; the page shows it as it stands."""
    auditor = await make_auditor(cast, cast.top)
    case = await make_case(cast)
    await log(cast.bo, EntityKind.CASE, case.id, "Forvansket", case=case.id)
    last = "(SELECT MAX(seq) FROM audit_entries)"
    await tamper(db, (f"UPDATE audit_entries SET action = 'hacked', entity_kind = 'hacked' WHERE seq = {last}",))
    assert (await list_log(auditor.scope, LogFilter())).entries[0].action == "hacked"


# --- a read that is logged ---------------------------------------------------------------------------------------


async def test_a_read_is_logged_at_once_in_a_transaction_of_its_own(cast: Cast) -> None:
    case = await make_case(cast, units=(cast.nord.id,))
    await record_access(cast.bo.actor, EntityKind.EVIDENCE, 7, case=case.id, subject="Referat af samtale")
    (row,) = await fetch_rows(
        "SELECT action, entity_kind, entity, case_id, actor_person FROM audit_entries ORDER BY seq DESC LIMIT 1"
    )
    assert row == {
        "action": "opened",
        "entity_kind": "evidence",
        "entity": 7,
        "case_id": case.id,
        "actor_person": cast.bo.id,
    }


async def test_a_read_cannot_be_logged_where_its_entry_could_be_lost(cast: Cast) -> None:
    count = "SELECT COUNT(*) AS n FROM audit_entries"
    before = await fetch_value(int, count)
    with pytest.raises(RuntimeError, match="transaction of its own"):
        async with transaction():
            await record_access(cast.bo.actor, EntityKind.EVIDENCE, 7)
    with pytest.raises(RuntimeError):
        async with reading():
            await record_access(cast.bo.actor, EntityKind.EVIDENCE, 7)
    assert await fetch_value(int, count) == before
    await create_person(cast.system, cast.municipality, name="Og livet går videre")


# --- what is kept to people named on it ---------------------------------------------------------------------------


async def test_of_a_restricted_row_the_log_tells_that_but_not_what(cast: Cast) -> None:
    auditor = await make_auditor(cast, cast.top)
    case = await make_case(cast, units=(cast.nord.id,))
    item = await make_item(cast, case)
    await log(cast.anna, EntityKind.ACTION_ITEM, item.id, "Om Søren", case=case.id, after={"note": "x"}, reason="y")

    async def newest() -> tuple[str, str, str, bool]:
        entry = (await list_log(auditor.scope, LogFilter())).entries[0]
        assert entry.payload is not None
        return entry.payload.actor_name, entry.payload.subject, entry.payload.reason, entry.is_withheld

    assert await newest() == ("Anna Leder", "Om Søren", "y", False)
    async with transaction():
        await execute("UPDATE action_items SET tier = 'restricted' WHERE id = {}", item.id)
    assert await newest() == ("Anna Leder", "", "", True)
    async with transaction():
        await execute("INSERT INTO named_readers (person, item) VALUES ({}, {})", auditor.id, item.id)
    assert await newest() == ("Anna Leder", "Om Søren", "y", False)
