"""The log: written with the change or not at all, chained, and provable (rule 40)."""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from app.audit import rules
from app.audit.actions import erase_payload, record
from app.audit.enums import AuditAction, EntityKind
from app.audit.queries import Broken, verify_chain
from app.core.clock import COPENHAGEN
from app.core.errors import Denied, NotFound, RuleViolation
from app.db.sql import execute, fetch_rows, fetch_value, insert
from app.db.transaction import transaction
from app.organisation.actions import create_person
from app.organisation.tables import Municipality
from tests.factories import Cast


async def _verdict(cast: Cast) -> tuple[int, Broken | None]:
    return [step async for step in verify_chain(cast.system.scope)][-1]


async def test_every_change_of_the_cast_is_in_an_unbroken_chain(cast: Cast) -> None:
    entries = await fetch_value(int, "SELECT COUNT(*) AS n FROM audit_entries")
    assert entries is not None
    assert entries > 20
    assert await _verdict(cast) == (entries, None)


async def test_an_entry_says_who_what_before_and_after(cast: Cast) -> None:
    async with transaction():
        record(
            cast.bo.actor,
            AuditAction.CHANGED,
            EntityKind.UNIT,
            cast.nord.id,
            case=7,
            subject="Ågruppen",
            before={"navn": "Å", "cvr": None, "uændret": 1},
            after={"navn": "Æ", "cvr": "12345678", "uændret": 1},
            reason="Ny struktur",
        )
    rows = await fetch_rows(
        "SELECT e.*, p.json FROM audit_entries e JOIN audit_payloads p ON p.entry = e.id ORDER BY e.seq DESC LIMIT 1"
    )
    row = rows[0]
    assert (row["action"], row["entity_kind"], row["entity"], row["case_id"]) == ("changed", "unit", cast.nord.id, 7)
    assert (row["actor_person"], row["request_id"]) == (cast.bo.id, "test-bo")
    assert msgspec.json.decode(row["json"], type=rules.Payload) == rules.Payload(
        actor_name="Bo Ærø",
        subject="Ågruppen",
        reason="Ny struktur",
        changes=(rules.Change("navn", "Å", "Æ"), rules.Change("cvr", None, "12345678")),
    )


async def test_a_change_that_fails_leaves_no_entry_and_the_chain_goes_on(cast: Cast) -> None:
    before = await fetch_value(int, "SELECT COUNT(*) AS n FROM audit_entries")
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            record(cast.system, AuditAction.CREATED, EntityKind.UNIT, 1)
            raise ZeroDivisionError
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM audit_entries") == before
    await create_person(cast.system, cast.municipality, name="Ny Person")
    assert (await _verdict(cast))[1] is None


async def test_a_change_whose_entry_cannot_be_written_is_undone(cast: Cast) -> None:
    """The other way round: no change without its entry."""
    async with transaction():
        await execute("CREATE UNIQUE INDEX ux_blocks_it ON audit_entries (entity) WHERE entity = 424242")
    with pytest.raises(Exception):  # noqa: B017, PT011 - each engine has its own class
        async with transaction():
            await insert(Municipality(public_id="y" * 12, code="X", name="x", settings=""))
            record(cast.system, AuditAction.CREATED, EntityKind.UNIT, 424242)
            record(cast.system, AuditAction.CREATED, EntityKind.UNIT, 424242)
    assert await fetch_rows("SELECT id FROM municipalities WHERE code = 'X'") == []


async def test_thirty_writers_at_once_make_one_chain_without_a_hole(cast: Cast) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(30):
            group.create_task(create_person(cast.system, cast.municipality, name=f"Person {number}"))
    seqs = [row["seq"] for row in await fetch_rows("SELECT seq FROM audit_entries ORDER BY seq")]
    assert seqs == list(range(1, len(seqs) + 1))
    assert await _verdict(cast) == (len(seqs), None)


async def test_erasing_by_law_leaves_the_chain_verifiable_and_is_logged(cast: Cast) -> None:
    await erase_payload(cast.system, 5, reason="Anmodning om sletning")
    assert (await _verdict(cast))[1] is None
    row = (
        await fetch_rows(
            "SELECT json, salt, erased_at FROM audit_payloads p JOIN audit_entries e ON e.id = p.entry WHERE seq = 5"
        )
    )[0]
    assert (row["json"], row["salt"]) == (None, None)
    assert row["erased_at"] is not None
    assert await fetch_value(str, "SELECT action FROM audit_entries ORDER BY seq DESC LIMIT 1") == "erased"


async def test_erasing_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(RuleViolation):
        await erase_payload(cast.system, 5, reason=" ")


async def test_nothing_is_erased_twice(cast: Cast) -> None:
    await erase_payload(cast.system, 5, reason="Anmodning om sletning")
    with pytest.raises(RuleViolation, match="erased_already"):
        await erase_payload(cast.system, 5, reason="Igen")


async def test_nobody_erases_from_a_page(cast: Cast) -> None:
    with pytest.raises(Denied):
        await erase_payload(cast.fie.actor, 5, reason="Anmodning om sletning")
    with pytest.raises(NotFound):
        await erase_payload(cast.system, 99_999, reason="Anmodning om sletning")


@pytest.mark.parametrize(
    "text", ["æøå ÆØÅ 😀 👩‍👩‍👧", "x" * 20_000, "NUL \x00 i teksten", "\u202e\u2028", '"}\\', "", "\x7f\x1b[0m"]
)
async def test_any_text_is_logged_as_it_was_and_the_chain_holds(cast: Cast, text: str) -> None:
    async with transaction():
        record(cast.bo.actor, AuditAction.CHANGED, EntityKind.UNIT, 1, subject=text, after={"felt": text}, reason=text)
    assert (await _verdict(cast))[1] is None
    stored = await fetch_value(str, "SELECT json FROM audit_payloads ORDER BY id DESC LIMIT 1")
    assert stored is not None
    payload = msgspec.json.decode(stored, type=rules.Payload)
    assert (payload.subject, payload.reason, payload.changes[0].after) == (text, text, text)


@pytest.mark.parametrize("microsecond", [0, 1, 999_999, 500_000])
async def test_instants_keep_their_microseconds_and_a_clock_may_go_back(cast: Cast, microsecond: int) -> None:
    for step in (timedelta(hours=1), timedelta(days=-400), timedelta(0)):
        cast.clock.instant = (cast.clock.instant + step).replace(microsecond=microsecond)
        await create_person(cast.system, cast.municipality, name=f"Person {step}")
        at = await fetch_value(datetime, "SELECT at FROM audit_entries ORDER BY seq DESC LIMIT 1")
        assert at == cast.clock.now()
    assert (await _verdict(cast))[1] is None


async def test_an_instant_in_another_zone_is_the_same_link(cast: Cast) -> None:
    """The night when the clock goes back has two half past two; in UTC they are apart."""
    for hour in (0, 1):
        instant = datetime(2025, 10, 26, hour, 30, tzinfo=UTC)
        cast.clock.instant = instant.astimezone(COPENHAGEN)
        actor = msgspec.structs.replace(cast.bo.actor, now=cast.clock.instant)
        async with transaction():
            record(actor, AuditAction.CHANGED, EntityKind.UNIT, 1, after={"felt": hour})
        assert await fetch_value(datetime, "SELECT at FROM audit_entries ORDER BY seq DESC LIMIT 1") == instant
    assert (await _verdict(cast))[1] is None
