"""Links by mail, through a real mail server; and what happens when it is gone."""

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app import config
from app.accounts import mail
from app.accounts.actions import import_people
from app.commands.importing import tell_old_addresses
from app.core.clock import FixedClock
from app.db.engine import Database
from app.db.sql import execute
from app.db.transaction import transaction
from tests.factories import Cast, Client, make_client
from tests.factories_accounts import NEW, enter, give_password, shown_link, stranger
from tests.support.postbox import Postbox
from tests.support.server import free_port

NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)


def _only_handlepligt(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"handlepligt", b"hemmelig")
    return AuthResult(success=known, handled=False)


@pytest.fixture
async def mailing(
    postbox: tuple[Postbox, config.Smtp], db: Database, clock: FixedClock, settings: config.Settings, cast: Cast
) -> AsyncIterator[Client]:
    with_mail = msgspec.structs.replace(settings, smtp=postbox[1], base_url="https://handlepligt.example")
    async with make_client(with_mail, clock, db) as made:
        yield made


async def test_a_link_goes_to_its_owner_and_is_shown_to_nobody(
    mailing: Client, cast: Cast, postbox: tuple[Postbox, config.Smtp]
) -> None:
    await mailing.as_(cast.fie)
    path = f"/personer/{cast.bo.public_id}"
    assert "Linket bliver sendt til bo@eksempel.dk." in (await mailing.get(f"{path}/bruger")).text
    answer = await mailing.post(f"{path}/bruger", {"username": "bo"})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "Linket er sendt til bo@eksempel.dk." in (await mailing.get(path)).text
    (letter,) = postbox[0].letters
    assert postbox[0].to == ["bo@eksempel.dk"]
    assert (letter["Subject"], letter["From"], letter["To"]) == (
        "Din bruger i Handlepligt",
        "handlepligt@eksempel.dk",
        "bo@eksempel.dk",
    )
    text = letter.get_content().replace("\r\n", "\n")
    assert text.startswith("Hej Bo Ærø\n\nDu har fået en bruger i Handlepligt. Vælg din adgangskode her:\n\nhttps://h")
    assert "Dit brugernavn er bo. Linket virker én gang, til og med den 27.08.2025." in text
    link = next(line for line in text.splitlines() if "/adgang/" in line).removeprefix("https://handlepligt.example")
    stranger(mailing)
    assert (await mailing.post(link, {"new": NEW, "again": NEW})).status_code == 303
    assert (await enter(mailing, "bo", NEW)).status_code == 303


async def test_a_forgotten_password_too(mailing: Client, cast: Cast, postbox: tuple[Postbox, config.Smtp]) -> None:
    await give_password(cast, cast.bo)
    await mailing.as_(cast.fie)
    assert (await mailing.post(f"/personer/{cast.bo.public_id}/link", {})).status_code == 303
    (letter,) = postbox[0].letters
    assert letter["Subject"] == "Ny adgangskode til Handlepligt"
    assert "til og med den 21.08.2025" in letter.get_content()


async def test_when_the_server_is_gone_the_link_is_shown_instead(
    db: Database, clock: FixedClock, settings: config.Settings, cast: Cast
) -> None:
    gone = config.Smtp("127.0.0.1", 1, "", "", "handlepligt@eksempel.dk", "none")
    async with make_client(msgspec.structs.replace(settings, smtp=gone), clock, db) as client:
        await client.as_(cast.fie)
        answer = await client.post(f"/personer/{cast.bo.public_id}/bruger", {"username": "bo"})
        assert answer.status_code == 200
        assert "Mailserveren tog ikke imod mailen. Giv selv linket videre." in answer.text
        assert (await client.get(shown_link(answer))).status_code == 200


async def test_the_old_address_of_a_login_is_told_of_the_new_one(
    mailing: Client, cast: Cast, postbox: tuple[Postbox, config.Smtp], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decision 0009: whoever takes a login over by its e-mail does not do it unseen, on the page or by a file."""
    await give_password(cast, cast.bo)
    await mailing.as_(cast.fie)
    page = f"/personer/{cast.bo.public_id}/ret"
    sent = {"name": "Bo Ærø", "email": "ny@eksempel.dk", "job_title": "AMR", "version": "1"}
    assert (await mailing.post(page, sent)).status_code == 303
    assert "Fie Admin har ændret e-mailen på din bruger" in postbox[0].text("bo@eksempel.dk")
    async with transaction():
        await execute("UPDATE persons SET external_id = '7' WHERE id = {}", cast.bo.id)
        await execute("UPDATE persons SET external_id = '8', email = 'x@eksempel.dk' WHERE id = {}", cast.gerda.id)
    lines = "id;navn;email\n7;Bo Ærø;tredje@eksempel.dk\n8;Gerda Læser;y@eksempel.dk\n"
    done = await import_people(cast.system, cast.municipality, lines.encode(), apply=True)
    for name, value in (("HOST", postbox[1].host), ("PORT", str(postbox[1].port)), ("SECURITY", "none")):
        monkeypatch.setenv(f"HANDLEPLIGT_SMTP_{name}", value)
    monkeypatch.setenv("HANDLEPLIGT_SMTP_FROM", "handlepligt@eksempel.dk")
    told = "Fik besked om den nye e-mail på den gamle adresse: 1 person."
    assert await tell_old_addresses(done.replaced) == [told]
    assert "Kommunens indlæsning af personer har ændret e-mailen på din bruger" in postbox[0].text("ny@eksempel.dk")
    assert postbox[0].to == ["bo@eksempel.dk", "ny@eksempel.dk"]  # Gerda has no login
    postbox[0].unknown.add("ny@eksempel.dk")
    assert (await tell_old_addresses(done.replaced))[-1] == "Fik ikke besked: ny@eksempel.dk."


def _certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS for 127.0.0.1, and the certificate by which a client knows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, both = folder / "cert.pem", folder / "both.pem"
    public.write_bytes(made.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both.write_bytes(public.read_bytes() + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, public


async def test_the_server_may_want_encryption_and_a_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a server with a certificate that nobody vouches for gets neither the login nor the letter."""
    context, public = _certificate(tmp_path)
    box, port = Postbox(), free_port()
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        authenticator=_only_handlepligt,
        auth_required=True,
    )
    server.start()
    try:
        for password, is_vouched, works in (
            ("hemmelig", True, True),
            ("forkert", True, False),
            ("hemmelig", False, False),
        ):
            monkeypatch.setenv("SSL_CERT_FILE", str(public if is_vouched else tmp_path / "ingen.pem"))
            smtp = config.Smtp("127.0.0.1", port, "handlepligt", password, "handlepligt@eksempel.dk", "starttls")
            letter = mail.letter(smtp, NOW, to="bo@eksempel.dk", subject="Prøve æøå", text="Tekst")
            assert await mail.deliver(smtp, letter) is works
            problem = mail.problem_of(smtp)
            assert (problem is None) is works
            assert password not in (problem or "")
    finally:
        server.stop()
    assert [letter["Subject"] for letter in box.letters] == ["Prøve æøå"]


async def test_a_server_without_encryption_is_refused_when_encryption_is_asked_for(
    postbox: tuple[Postbox, config.Smtp],
) -> None:
    """No silent fall back to plain text."""
    smtp = msgspec.structs.replace(postbox[1], security="starttls")
    link = mail.LinkLetter("bo@eksempel.dk", "Bo", "bo", "https://x", is_first=True, last_day=date(2025, 8, 27))
    assert await mail.send_link(smtp, NOW, link) is False
    assert postbox[0].letters == []


@pytest.mark.parametrize("address", ["bo@eksempel.dk\r\nBcc: ond@example.com", "bo@eksempel.dk\nX: y"])
def test_no_header_is_smuggled_in(postbox: tuple[Postbox, config.Smtp], address: str) -> None:
    with pytest.raises(ValueError, match="may not contain linefeed"):
        mail.letter(postbox[1], NOW, to=address, subject="x", text="y")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"SMTP_HOST": "post"}, {"HANDLEPLIGT_SMTP_FROM": "Skal være en mailadresse."}),
        (
            {"SMTP_HOST": "post", "SMTP_FROM": "a@b.dk", "SMTP_USER": "x"},
            {"HANDLEPLIGT_SMTP_PASSWORD": "Sæt både bruger og adgangskode, eller ingen af dem."},
        ),
        ({"SMTP_SECURITY": "ssl"}, {"HANDLEPLIGT_SMTP_SECURITY": "Skal være starttls, tls eller none."}),
        ({"SMTP_PORT": "0"}, {"HANDLEPLIGT_SMTP_PORT": "Skal være et helt tal fra 1 til 65535."}),
        ({"SMTP_HOST": "post", "SMTP_FROM": "a@b.dk"}, {}),
        ({"SECOND_FACTOR": "nej"}, {"HANDLEPLIGT_SECOND_FACTOR": "Skal være standard, all eller off."}),
    ],
)
def test_what_is_wrong_with_the_settings_is_told(values: dict[str, str], told: dict[str, str]) -> None:
    found = config.problems({f"HANDLEPLIGT_{name}": value for name, value in values.items()})
    assert {problem.variable: problem.text for problem in found} == told


def test_the_password_of_the_server_is_shown_nowhere() -> None:
    shown = config.shown({"HANDLEPLIGT_SMTP_PASSWORD": "plantet-hemmelighed"})
    assert "plantet" not in str([msgspec.structs.asdict(each) for each in shown])
