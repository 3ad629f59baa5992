"""`handlepligt audit …` as cron and a person run it: 0 all is well, 1 the log does not hold, 2 it could not be done."""

import asyncio
import email
import email.policy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from app.db.engine import PgEngine, make_engine, use_engine
from app.db.sql import fetch_rows
from app.db.transaction import transaction
from tests.audit.tampering import tamper, write_anew
from tests.cli.conftest import Handlepligt
from tests.support.server import free_port

pytestmark = pytest.mark.slow

Edit = Callable[[Any], Any]


@pytest.fixture
def edit(db: str, tmp_path: Path) -> Callable[[Edit], Any]:
    """Runs something on the database of the commands, from outside."""
    url = db or f"sqlite:///{tmp_path / 'data' / 'handlepligt.sqlite'}"

    async def run(work: Edit) -> Any:
        engine = make_engine(url)
        use_engine(engine)
        await engine.start()
        try:
            return await work(engine)
        finally:
            await engine.stop()

    return lambda work: asyncio.run(run(work))


@pytest.fixture
def log(handlepligt: Handlepligt) -> None:
    """A log of two entries: the municipality, and its top unit."""
    assert handlepligt("municipality", "create", "EKS", "Eksempel Kommune").returncode == 0


async def _change_entry_one(engine: Any) -> None:
    await tamper(engine, ("UPDATE audit_entries SET actor_person = 99 WHERE seq = 1",))


async def _cut(engine: Any) -> None:
    await tamper(
        engine,
        ("DELETE FROM audit_payloads WHERE entry IN (SELECT id FROM audit_entries WHERE seq = 2)",),
        ("DELETE FROM audit_entries WHERE seq = 2",),
    )


async def _rewrite(engine: Any) -> None:
    await _change_entry_one(engine)
    await write_anew(engine)


async def _rows(engine: Any) -> list[dict[str, Any]]:
    return await fetch_rows("SELECT seq, hash FROM audit_entries ORDER BY seq")


@pytest.mark.usefixtures("log")
def test_verify_names_the_first_broken_link(handlepligt: Handlepligt, edit: Any) -> None:
    assert handlepligt("audit", "verify").stdout == "Loggen er hel: 2 hændelser undersøgt.\n"
    edit(_change_entry_one)
    done = handlepligt("audit", "verify")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Kæden er brudt ved hændelse 1. Hændelsens oplysninger er ændret.\n0 hændelser før den er i orden.\n"
    )


@pytest.mark.usefixtures("log")
def test_an_anchor_a_day_and_a_whole_log_say_nothing_to_cron(
    handlepligt: Handlepligt, edit: Any, tmp_path: Path
) -> None:
    kept = tmp_path / "udenfor" / "anker.jsonl"
    kept.parent.mkdir()
    for _ in range(2):
        done = handlepligt("audit", "anchor", "--out", str(kept), "--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    head = edit(_rows)[-1]
    lines = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    assert [(line["seq"], line["hash"], sorted(line)) for line in lines] == [
        (2, head["hash"], ["hash", "seq", "time"])
    ] * 2
    done = handlepligt("audit", "verify", "--anchor", str(kept), "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    told = handlepligt("audit", "verify", "--anchor", str(kept)).stdout.splitlines()
    assert told[1].startswith("Den passer med ankerfilens 2 linjer; den nyeste er hændelse 2, ")
    assert handlepligt("audit", "anchor", "--out", str(kept)).stdout.startswith("Forankret: hændelse 2, ")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (_cut, "Kæden er brudt ved hændelse 2. Loggen slutter ved hændelse 1, men nåede til hændelse 2"),
        (_rewrite, "Kæden er brudt ved hændelse 2. Hændelsen er en anden end den, der blev forankret"),
    ],
)
@pytest.mark.usefixtures("log")
def test_what_only_an_anchor_can_tell(
    handlepligt: Handlepligt, edit: Any, tmp_path: Path, how: Any, words: str
) -> None:
    """A tail cut off, and a chain written anew; and no further anchor is set on such a log."""
    kept = tmp_path / "anker.jsonl"
    handlepligt("audit", "anchor", "--out", str(kept))
    before = kept.read_bytes()
    edit(how)
    assert handlepligt("audit", "verify").returncode == 0
    done = handlepligt("audit", "verify", "--anchor", str(kept))
    assert (done.returncode, words in done.stderr) == (1, True), done.stderr
    again = handlepligt("audit", "anchor", "--out", str(kept))
    assert (again.returncode, "Loggen passer ikke med linje 1" in again.stderr) == (1, True)
    assert kept.read_bytes() == before


def test_what_cannot_be_done_is_one_danish_line(handlepligt: Handlepligt, tmp_path: Path) -> None:
    torn = tmp_path / "revet.jsonl"
    torn.write_bytes(b'{"time":"2025-0\xff')
    there = str(tmp_path / "anker.jsonl")
    for arguments, words in (
        (("verify", "--anchor", there), "den findes ikke"),
        (("verify", "--anchor", str(torn)), "Linje 1 i ankerfilen kan ikke læses"),
        (("anchor",), "Angiv, hvor ankeret skal hen: --out FIL, --mail ADRESSE eller begge."),
        (("anchor", "--out", str(torn)), "Linje 1 i ankerfilen kan ikke læses"),
        (("anchor", "--mail", "revisor@eksempel.dk"), "Der er ingen mailserver."),
        (("erase", "17", "--reason", "Aktindsigt"), "Der er ingen hændelse 17 i loggen."),
        (("erase", "abcdef", "--reason", "Aktindsigt"), "Der er ingen hændelse med nummer eller mærke abcdef."),
    ):
        done = handlepligt("audit", *arguments)
        assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
    done = handlepligt("audit", "anchor", "--out", there)
    assert (done.returncode, done.stdout) == (0, "Loggen er tom. Der er intet at forankre.\n")


@pytest.mark.usefixtures("log")
def test_content_is_erased_by_number_or_mark_and_verify_says_so(
    handlepligt: Handlepligt, edit: Any, tmp_path: Path
) -> None:
    kept = tmp_path / "anker.jsonl"
    handlepligt("audit", "anchor", "--out", str(kept))
    mark = edit(_rows)[1]["hash"][:12]
    assert "--reason" in handlepligt("audit", "erase", "1").stderr
    assert handlepligt("audit", "erase", "1", "--reason", "Anmodning 7").returncode == 0
    done = handlepligt("audit", "erase", mark, "--reason", "Anmodning 8")
    assert done.stdout == "Indholdet af hændelse 2 er slettet. Hændelsen står tilbage, og sletningen er logget.\n"
    assert "slettet i forvejen" in handlepligt("audit", "erase", "2", "--reason", "Igen").stderr
    told = handlepligt("audit", "verify", "--anchor", str(kept)).stdout.splitlines()
    assert told[0] == "Loggen er hel: 4 hændelser undersøgt."
    assert [line.startswith("Indholdet af hændelse ") for line in told] == [False, False, True, True]
    assert told[3].endswith("Begrundelse: Anmodning 8")


async def _unguard(engine: Any) -> None:
    on = " ON audit_payloads" if isinstance(engine, PgEngine) else ""
    async with transaction():
        await engine.run_ddl(f"DROP TRIGGER audit_payload_no_delete{on}")


@pytest.mark.usefixtures("log")
def test_a_database_that_no_longer_guards_the_log_is_told_of(handlepligt: Handlepligt, edit: Any) -> None:
    """By verify and by doctor, though the log is whole; and protect puts the guard on again, which the log keeps."""
    edit(_unguard)
    told = "Databasen er ikke spærret mod ændringer af hændelsesloggen og af frosne rapporter: audit_payload_no_delete"
    done = handlepligt("audit", "verify")
    assert (done.returncode, done.stdout) == (1, "Loggen er hel: 2 hændelser undersøgt.\n")
    assert done.stderr.startswith(told)
    looked = handlepligt("doctor")
    assert (looked.returncode, told in looked.stdout) == (1, True)
    assert handlepligt("audit", "protect", "--reason", "Slået fra under en flytning").returncode == 0
    done = handlepligt("audit", "verify")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Loggen er hel: 3 hændelser undersøgt.\n", "")


class _Postbox:
    def __init__(self) -> None:
        self.found: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.found.append((envelope.rcpt_tos, letter))
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[list[Any], dict[str, str]]]:
    """What a real mail server was given, and the settings that lead to it."""
    box = _Postbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings = {"smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_security": "none", "smtp_from": "h@eksempel.dk"}
    yield box.found, settings
    server.stop()


@pytest.mark.usefixtures("log")
def test_an_anchor_by_mail_can_be_checked_against(
    handlepligt: Handlepligt, edit: Any, tmp_path: Path, postbox: tuple[list[Any], dict[str, str]]
) -> None:
    found, settings = postbox
    done = handlepligt("audit", "anchor", "--mail", "revisor@eksempel.dk", **settings)
    assert (done.returncode, done.stdout.startswith("Forankret: hændelse 2, ")) == (0, True), done.stderr
    ((to, letter),) = found
    assert to == ["revisor@eksempel.dk"]
    assert "anker for hændelsesloggen, hændelse 2" in letter["Subject"]
    (line,) = [each for each in letter.get_content().splitlines() if each.startswith("{")]
    kept = tmp_path / "fra-mail.jsonl"
    kept.write_text(line, "utf-8")
    assert handlepligt("audit", "verify", "--anchor", str(kept)).returncode == 0
    edit(_cut)
    assert handlepligt("audit", "verify", "--anchor", str(kept)).returncode == 1


@pytest.mark.usefixtures("log")
def test_a_letter_that_cannot_be_sent_is_an_error(
    handlepligt: Handlepligt, postbox: tuple[list[Any], dict[str, str]]
) -> None:
    _, settings = postbox
    wrong = handlepligt("audit", "anchor", "--mail", "ikke en adresse", **settings)
    assert (wrong.returncode, wrong.stderr) == (2, "ikke en adresse er ikke en mailadresse.\n")
    gone = handlepligt("audit", "anchor", "--mail", "revisor@eksempel.dk", **{**settings, "smtp_port": "1"})
    assert (gone.returncode, "Mailen blev ikke sendt." in gone.stderr) == (2, True)
