"""The log edited straight in the database, in every way we could think of: found, and named (rule 40)."""

import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app.audit.actions import erase_payload
from app.audit.enums import AuditAction, EntityKind
from app.audit.queries import Broken, get_head, verify_chain
from app.audit.rules import Anchor, anchor_line, parse_anchors
from app.core.errors import Invalid
from app.db.engine import Database, SqliteEngine
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from tests.audit.tampering import ENTRY, append, tamper, write_anew
from tests.factories import Cast

NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)


async def verdict(cast: Cast, *anchors: Anchor) -> Broken | None:
    return [step async for step in verify_chain(cast.system.scope, anchors)][-1][1]


async def head(cast: Cast, line: int = 1) -> Anchor:
    found = await get_head(cast.system.scope)
    assert found is not None
    return Anchor(NOW, found.seq, found.hash, line)


def of_entry(change: str) -> str:
    return f"UPDATE audit_payloads SET {change} WHERE entry = {ENTRY}"


_REHANG = "UPDATE audit_payloads SET entry = {} WHERE entry = {}"  # the key of an entry is its number in these tests
_INSERT = (
    "INSERT INTO audit_entries (seq, prev, at, action, actor_person, entity_kind, entity, case_id, request_id, "
    "payload_digest, hash) SELECT {}, prev, at, action, actor_person, entity_kind, entity, case_id, request_id, "
    "payload_digest, hash FROM audit_entries WHERE seq = 5"
)
_MOVE = "UPDATE audit_entries SET seq = {} WHERE seq = {}"

# what is done to the log, which entry is named, and in which words
BY_HAND = {
    "an entry removed with its content": (
        [(f"DELETE FROM audit_payloads WHERE entry = {ENTRY}", 5), ("DELETE FROM audit_entries WHERE seq = 5",)],
        (6, "Hændelse 5 mangler."),
    ),
    "an entry removed, its content left": (
        [("DELETE FROM audit_entries WHERE seq = 5",)],
        (6, "Hændelse 5 mangler."),
    ),
    "the first entry removed": (
        [("DELETE FROM audit_entries WHERE seq = 1",)],
        (2, "Hændelse 1 mangler."),
    ),
    "an entry removed and the rest moved up": (
        [
            ("DELETE FROM audit_entries WHERE seq = 5",),
            ("UPDATE audit_entries SET seq = -seq WHERE seq > 5",),
            ("UPDATE audit_entries SET seq = -seq - 1 WHERE seq < 0",),
        ],
        (5, "Kæden er brudt: henvisningen til den forrige hændelse passer ikke."),
    ),
    "the content of an entry removed": (
        [(f"DELETE FROM audit_payloads WHERE entry = {ENTRY}", 4)],
        (4, "Hændelsens indhold mangler."),
    ),
    "an entry put in before the first": ([(_INSERT, 0)], (0, "Hændelsen hører ikke til i kæden.")),
    "an entry put in far before the first": ([(_INSERT, -7)], (-7, "Hændelsen hører ikke til i kæden.")),
    "an entry put in after the last": ([(_INSERT, 9999)], (9999, "Hændelse {next} mangler.")),
    "an entry put in right after the last": (
        [(_INSERT.replace("{}", "(SELECT MAX(seq) + 1 FROM audit_entries)"),)],
        ("next", "Kæden er brudt: henvisningen til den forrige hændelse passer ikke."),
    ),
    "two entries swapped": (
        [(_MOVE, -1, 5), (_MOVE, 5, 6), (_MOVE, 6, -1)],
        (5, "Kæden er brudt: henvisningen til den forrige hændelse passer ikke."),
    ),
    "an entry renumbered": ([(_MOVE, 9999, 5)], (6, "Hændelse 5 mangler.")),
    "everything renumbered": (
        [("UPDATE audit_entries SET seq = seq + 1000",), ("UPDATE audit_entries SET seq = seq - 999",)],
        (2, "Hændelse 1 mangler."),
    ),
    "the content of two entries swapped": (
        [(_REHANG, -4, 4), (_REHANG, 4, 6), (_REHANG, 6, -4)],
        (4, "Hændelsens indhold er ændret eller byttet om."),
    ),
    "content and salt copied from another entry": (
        [
            (of_entry("json = (SELECT x.json FROM audit_payloads x WHERE x.entry = 4)"), 6),
            (of_entry("salt = (SELECT x.salt FROM audit_payloads x WHERE x.entry = 4)"), 6),
        ],
        (6, "Hændelsens indhold er ændret eller byttet om."),
    ),
    "content rewritten": (
        [(of_entry("json = {}"), '{"actor_name":"En anden"}', 6)],
        (6, "Hændelsens indhold er ændret eller byttet om."),
    ),
    "one letter of the content": (
        [(of_entry("json = REPLACE(json, 'a', 'b')"), 6)],
        (6, "Hændelsens indhold er ændret eller byttet om."),
    ),
    "the salt changed": ([(of_entry("salt = '00'"), 6)], (6, "Hændelsens indhold er ændret eller byttet om.")),
    "the salt removed": ([(of_entry("salt = NULL"), 6)], (6, "Hændelsens salt er fjernet.")),
    "the text removed": (
        [(of_entry("json = NULL"), 6)],
        (6, "Hændelsens indhold er fjernet, uden at det er logget."),
    ),
    "erased_at set, content left": (
        [(of_entry("erased_at = {}"), NOW, 6)],
        (6, "Hændelsen er mærket som slettet, men har stadig indhold."),
    ),
    "erased_at set, salt left": (
        [(of_entry("erased_at = {}, json = NULL"), NOW, 6)],
        (6, "Hændelsen er mærket som slettet, men har stadig indhold."),
    ),
    "erased by hand, as the act would": (
        [(of_entry("erased_at = {}, json = NULL, salt = NULL"), NOW, 6)],
        (6, "Hændelsens indhold er slettet, uden at det er logget."),
    ),
    "content that belongs to nothing": (
        [("INSERT INTO audit_payloads (entry, salt, json, erased_at) VALUES (99999, '00', '', NULL)",)],
        (0, "Der ligger indhold, som ikke hører til nogen hændelse."),
    ),
    "the hash": ([("UPDATE audit_entries SET hash = {} WHERE seq = 5", "0" * 64)], (5, "oplysninger er ændret")),
    "everything but the payloads emptied": ([("DELETE FROM audit_entries",)], (0, "Der ligger indhold, som ikke")),
    **{
        f"{column} of an entry": (
            [(f"UPDATE audit_entries SET {column} = {value} WHERE seq = 5",)],
            (5, "Kæden er brudt" if column == "prev" else "Hændelsens oplysninger er ændret."),
        )
        for column, value in {
            "prev": "'x'",
            "at": "'2001-01-01 00:00:00+00:00'",
            "action": "'removed'",
            "actor_person": "99",
            "entity_kind": "'visit'",
            "entity": "424242",
            "case_id": "424242",
            "request_id": "'en-anden'",
            "payload_digest": "'x'",
        }.items()
    },
}


@pytest.mark.sqlite_only  # which takes any text in any column
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET at = 'i går' WHERE seq = 5",
        "UPDATE audit_entries SET actor_person = 'en anden' WHERE seq = 5",
        "UPDATE audit_entries SET hash = x'00' WHERE seq = 5",
        "UPDATE audit_payloads SET json = x'00' WHERE entry = (SELECT id FROM audit_entries WHERE seq = 5)",
        "UPDATE audit_payloads SET erased_at = 'aldrig' WHERE entry = (SELECT id FROM audit_entries WHERE seq = 5)",
    ],
)
async def test_an_entry_that_cannot_be_read_is_named(db: Database, cast: Cast, statement: str) -> None:
    """Attack: what makes the proof itself fail would hide where it was done."""
    await tamper(db, (statement,))
    assert await verdict(cast) == Broken(5, "Hændelsens oplysninger er ændret. De kan ikke læses.")


@pytest.mark.parametrize("how", BY_HAND)
async def test_the_log_edited_by_hand_is_named(db: Database, cast: Cast, how: str) -> None:
    assert await verdict(cast) is None
    following = (await head(cast)).seq + 1
    statements, (seq, words) = BY_HAND[how]
    await tamper(db, *statements)
    broken = await verdict(cast)
    assert broken is not None
    assert broken.seq == (following if seq == "next" else seq)
    assert words.replace("{next}", str(following)) in broken.reason


async def test_an_entry_that_stands_twice_is_named(db: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a chunk of the walk ends between the two."""
    if isinstance(db, SqliteEngine):
        _without_unique(db)
    await tamper(db, (_INSERT, 5))
    for size in (1, 2, 5, 5000):
        monkeypatch.setattr("app.audit.queries.chain._CHUNK", size)
        assert await verdict(cast) == Broken(5, "Hændelse 5 står der to gange.")


async def test_content_that_stands_twice_is_named(db: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    if isinstance(db, SqliteEngine):
        _without_unique(db)
    await tamper(
        db,
        (
            "INSERT INTO audit_payloads (entry, salt, json, erased_at) "
            f"SELECT entry, salt, json, erased_at FROM audit_payloads WHERE entry = {ENTRY}",
            5,
        ),
    )
    for size in (1, 2, 5, 5000):
        monkeypatch.setattr("app.audit.queries.chain._CHUNK", size)
        assert await verdict(cast) == Broken(5, "Hændelse 5 står der to gange.")


def _without_unique(db: SqliteEngine) -> None:
    """SQLite keeps a unique constraint in the table's own text."""
    connection = sqlite3.connect(db.path)
    for table in ("audit_entries", "audit_payloads"):
        (text,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        connection.execute(f"CREATE TABLE copy AS SELECT * FROM {table}")
        connection.execute(f"DROP TABLE {table}")
        connection.execute(text.replace(" UNIQUE", ""))
        connection.execute(f"INSERT INTO {table} SELECT * FROM copy")
        connection.execute("DROP TABLE copy")
    connection.commit()
    connection.close()


ERASURE = {"action": AuditAction.ERASED, "entity_kind": EntityKind.AUDIT_ENTRY, "actor_person": None, "case_id": None}


LATER = datetime(2025, 8, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("erased", "forged", "seq", "words"),
    [
        (None, {"entity": 5, "actor_person": 1}, None, "Sletningen er ikke foretaget af systemet."),
        (None, {"entity": 9999}, None, "Sletningen nævner en hændelse, der ikke fandtes endnu."),
        (None, {"entity": 5}, 5, "Hændelsens indhold er logget som slettet, men det er der endnu."),
        (6, {"entity": 6, "at": LATER}, 6, "Hændelsens indhold er slettet på et andet tidspunkt end det loggede."),
        (6, {"entity": 7}, 6, "Hændelsens indhold er slettet, uden at det er logget."),
    ],
)
async def test_a_forged_erasure_is_named(
    db: Database, cast: Cast, erased: int | None, forged: dict[str, Any], seq: int | None, words: str
) -> None:
    """The hash of the forged entry is right; what it says does not fit what was done. `seq` None: itself."""
    following = (await head(cast)).seq + 1
    if erased is not None:
        await tamper(db, (of_entry("erased_at = {}, json = NULL, salt = NULL"), NOW, erased))
    await append(**{**ERASURE, **forged})
    assert await verdict(cast) == Broken(seq or following, words)


async def test_an_erasure_turned_into_another_act_is_named(db: Database, cast: Cast) -> None:
    await erase_payload(cast.system, 5, reason="Anmodning om sletning")
    last = (await head(cast)).seq
    await tamper(db, ("UPDATE audit_entries SET action = 'changed' WHERE seq = {}", last))
    await write_anew(db, last)
    assert await verdict(cast) == Broken(5, "Hændelsens indhold er slettet, uden at det er logget.")


async def test_an_erasure_pointed_at_another_entry_is_named(db: Database, cast: Cast) -> None:
    await erase_payload(cast.system, 5, reason="Anmodning om sletning")
    last = (await head(cast)).seq
    await tamper(db, ("UPDATE audit_entries SET entity = 6 WHERE seq = {}", last))
    assert await verdict(cast) == Broken(last, "Hændelsens oplysninger er ændret.")
    await write_anew(db, last)
    assert await verdict(cast) == Broken(5, "Hændelsens indhold er slettet, uden at det er logget.")


async def test_erased_content_that_was_put_back_is_named(db: Database, cast: Cast) -> None:
    """From a copy: the digest is right again, but the log says that it is gone."""
    (kept,) = await fetch_rows(f"SELECT salt, json FROM audit_payloads WHERE entry = {ENTRY}", 5)
    await erase_payload(cast.system, 5, reason="Anmodning om sletning")
    await tamper(db, (of_entry("erased_at = NULL, salt = {}, json = {}"), kept["salt"], kept["json"], 5))
    assert await verdict(cast) == Broken(5, "Hændelsens indhold er logget som slettet, men det er der endnu.")


# --- against anchors ---------------------------------------------------------------------------------------------

Tampering = Callable[[Database, Cast], Awaitable[None]]


async def _cut(db: Database, cast: Cast) -> None:
    await tamper(
        db,
        ("DELETE FROM audit_payloads WHERE entry IN (SELECT id FROM audit_entries WHERE seq > 7)",),
        ("DELETE FROM audit_entries WHERE seq > 7",),
    )


async def _empty(db: Database, cast: Cast) -> None:
    await tamper(db, ("DELETE FROM audit_payloads",), ("DELETE FROM audit_entries",))


async def _rewritten(db: Database, cast: Cast) -> None:
    await tamper(db, ("UPDATE audit_entries SET actor_person = 99 WHERE seq = 8",))
    await write_anew(db, 8)


async def _content_rewritten(db: Database, cast: Cast) -> None:
    """Content swapped with its digest, and all hashes made anew."""
    (other,) = await fetch_rows(
        f"SELECT p.salt, p.json, e.payload_digest FROM audit_payloads p JOIN audit_entries e ON e.id = p.entry "
        f"WHERE p.entry = {ENTRY}",
        3,
    )
    await tamper(
        db,
        (of_entry("salt = {}, json = {}"), other["salt"], other["json"], 8),
        ("UPDATE audit_entries SET payload_digest = {} WHERE seq = 8", other["payload_digest"]),
    )
    await write_anew(db, 8)


async def _dropped_and_rewritten(db: Database, cast: Cast) -> None:
    await tamper(
        db,
        (f"DELETE FROM audit_payloads WHERE entry = {ENTRY}", 8),
        ("DELETE FROM audit_entries WHERE seq = 8",),
        ("UPDATE audit_entries SET seq = -seq WHERE seq > 8",),
        ("UPDATE audit_entries SET seq = -seq - 1 WHERE seq < 0",),
    )
    await write_anew(db, 8)


@pytest.mark.parametrize(
    ("how", "seq", "words"),
    [
        (_cut, 8, "Loggen slutter ved hændelse 7, men nåede til hændelse {last}"),
        (_empty, 1, "Loggen slutter ved hændelse 0, men nåede til hændelse {last}"),
        (_rewritten, 10, "Loggen er skrevet om efter hændelse 5."),
        (_content_rewritten, 10, "Loggen er skrevet om efter hændelse 5."),
        (_dropped_and_rewritten, 10, "Loggen er skrevet om efter hændelse 5."),
    ],
)
async def test_what_the_chain_alone_cannot_tell_the_anchors_do(
    db: Database, cast: Cast, how: Tampering, seq: int, words: str
) -> None:
    rows = {row["seq"]: row["hash"] for row in await fetch_rows("SELECT seq, hash FROM audit_entries")}
    last = max(rows)
    anchors = [Anchor(NOW, at, rows[at], line) for line, at in enumerate((5, 10, last), 1)]
    assert await verdict(cast, *anchors) is None
    await how(db, cast)
    assert await verdict(cast) is None  # by itself the chain looks whole
    broken = await verdict(cast, *anchors)
    assert broken is not None
    assert broken.seq == seq
    assert words.format(last=last) in broken.reason
    assert "20.08.2025 kl. 12.00" in broken.reason


async def test_anchors_may_stand_in_any_order_and_twice(cast: Cast) -> None:
    rows = {row["seq"]: row["hash"] for row in await fetch_rows("SELECT seq, hash FROM audit_entries")}
    anchors = [Anchor(NOW, at, rows[at], line) for line, at in enumerate((10, 5, 5, 1, 10), 1)]
    assert await verdict(cast, *anchors) is None
    wrong = Anchor(NOW, 5, "0" * 64, 6)
    broken = await verdict(cast, *anchors, wrong)
    assert broken is not None
    assert (broken.seq, "linje 6 i ankerfilen" in broken.reason) == (5, True)


async def test_an_anchor_outlives_a_lawful_erasure(cast: Cast) -> None:
    """The chain covers a digest of the content, not the content: erasing by law breaks no anchor (rule 42)."""
    before = await head(cast)
    await erase_payload(cast.system, 5, reason="Anmodning om sletning")
    assert await verdict(cast, before, await head(cast, 2)) is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "Ankerfilen er tom"),
        ("\n \n", "Ankerfilen er tom"),
        ("ikke json", "Linje 1"),
        ('{"time":"2025-08-20T10:00:00Z","seq":5}', "Linje 1"),
        ('{"time":"2025-08-20T10:00:00Z","seq":0,"hash":"' + "0" * 64 + '"}', "Linje 1"),
        ('{"time":"2025-08-20T10:00:00Z","seq":5,"hash":"kort"}', "Linje 1"),
        ('{"time":"2025-08-20T10:00:00","seq":5,"hash":"' + "0" * 64 + '"}', "tidszone"),
        ('{"time":"2025-08-20T10:00:00Z","seq":5,"hash":"' + "0" * 64 + '"}\n{"time":"2025-0', "Linje 2"),
    ],
)
def test_an_anchor_file_that_cannot_be_read_is_refused_by_line(line: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_anchors(line)
    assert words in caught.value.message


def test_an_anchor_line_is_read_as_it_was_written() -> None:
    anchor = Anchor(NOW, 5, "ab" * 32, 1)
    assert parse_anchors(anchor_line(anchor) + "\n\n") == (anchor,)


# --- the guards --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'removed'",
        "DELETE FROM audit_entries",
        "DELETE FROM audit_payloads",
        "UPDATE audit_payloads SET json = 'x'",
        "UPDATE audit_payloads SET salt = 'x'",
        "UPDATE audit_payloads SET json = NULL",
        "UPDATE audit_payloads SET json = NULL, salt = NULL",
        "UPDATE audit_payloads SET entry = entry + 1",
        "UPDATE audit_payloads SET erased_at = '2025-08-20 10:00:00+00:00'",
    ],
)
async def test_the_database_itself_refuses(cast: Cast, statement: str) -> None:
    """Not a proof against its owner, who may drop a trigger, but against mistakes."""
    with pytest.raises(Exception, match="append-only"):
        async with transaction():
            await execute(statement)


async def test_what_has_been_erased_stays_as_it_is(cast: Cast) -> None:
    await erase_payload(cast.system, 5, reason="Anmodning om sletning")
    with pytest.raises(Exception, match="append-only"):
        async with transaction():
            await execute(f"UPDATE audit_payloads SET erased_at = {{}} WHERE entry = {ENTRY}", NOW, 5)
    assert await fetch_value(int, "SELECT COUNT(*) AS n FROM audit_payloads WHERE erased_at IS NOT NULL") == 1
