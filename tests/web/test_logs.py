"""What a real server writes at its most talkative: no password, cookie, token, link, code, name, address parameter or
typed text."""

import http.client
import json
import os
import re
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pyotp
import pytest

from app.web.middleware import SECURITY_HEADERS
from tests.support.server import clean_environment, free_port, from_checkout, run, serving

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "password": "Planten-adgangskode-7",
    "wrong": "plantet-forkert-kode",
    "query": "plantet-soegeord",
    "typed": "plantet-tekst",
    "cookie": "plantet-cookie",
    "header": "plantet-token",
    "name": "Plantine Plantet",
    "username": "plantine",
    "email": "plantine@plantet.dk",
    "token": "hlp_plantetnoegletilprogram0123456789abcdef",
    "link": "plantet-link-0123456789abcdefghijklmnopqrstuv",
    "code": "plantet-engangskode",
    "state": "plantet-tilstand",
    "logout": "plantet-udlogning",
    "key": "plantet-noegle-0123456789abcdefghijklmnop",
    "mail": "plantet-mail-kode",
    "provider": "plantet-udsteder-hemmelighed",
}

pytestmark = pytest.mark.slow


def _ask(address: str, method: str, path: str, body: dict[str, str] | None = None, **headers: str) -> int:
    return _answer(address, method, path, body, **headers)[0]


def _answer(
    address: str, method: str, path: str, body: dict[str, str] | None = None, **headers: str
) -> tuple[int, str, dict[str, str]]:
    """The status, the page, and the cookies that it sets."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    sent = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded", **headers}
    connection.request(method, path, urlencode(body) if body else None, sent)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    cookies = [each.partition(";")[0].partition("=") for each in answer.headers.get_all("Set-Cookie", [])]
    return answer.status, page, {name: value for name, _, value in cookies if value}


def _log_in_for_real(address: str, **named: str) -> dict[str, str]:
    """An administrator's whole way in; gives what they were given on the way: the app's secret, codes and cookies."""
    login = {"username": SECRETS["username"], "password": SECRETS["password"]}
    _, _, half = _answer(address, "POST", "/log-ind", login, **named)
    cookie = "; ".join(f"{name}={value}" for name, value in half.items())
    _, setup, _ = _answer(address, "GET", "/log-ind/to-trin", Cookie=cookie, **named)
    (secret,) = re.findall(r"<p><code>([A-Z2-7 ]+)</code>", setup)
    code = pyotp.TOTP(secret.replace(" ", "")).now()
    status, shown, whole = _answer(address, "POST", "/log-ind/to-trin", {"code": code}, Cookie=cookie, **named)
    codes = re.findall(r"<li><code>([^<]+)</code>", shown)
    assert (status, len(codes) > 5, len(whole) > 1) == (200, True, True)
    cookie = "; ".join(f"{name}={value}" for name, value in whole.items())
    for path in ("/", "/min-konto", "/personer"):
        assert _ask(address, "GET", path, Cookie=cookie, **named) == 200
    assert _ask(address, "POST", "/bekraeft", {"code": codes[0]}, Cookie=cookie, **named) == 303
    found = {f"recovery code {number}": each for number, each in enumerate(codes)} | {"app": secret}
    return found | {f"cookie {name}": value for name, value in {**half, **whole}.items() if name != "besked"}


def _outside() -> dict[str, str]:
    """A mail server and a provider of logins that do not answer."""
    return {
        "smtp_host": "127.0.0.1",
        "smtp_port": str(free_port()),
        "smtp_user": "handlepligt",
        "smtp_password": SECRETS["mail"],
        "smtp_from": "handlepligt@eksempel.dk",
        "oidc_issuer": f"https://127.0.0.1:{free_port()}",
        "oidc_client_id": "handlepligt",
        "oidc_client_secret": SECRETS["provider"],
        "oidc_municipality": "EKS",
    }


def _garbage(address: str) -> bytes:
    """What a server says to something that is no HTTP."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as connection:
        connection.sendall(f"{SECRETS['typed']}\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(4096), b""))


@pytest.mark.parametrize("env", ["development", "production"])
def test_the_log_of_a_server_holds_no_secret(tmp_path: Path, env: str) -> None:
    settings = clean_environment(
        tmp_path,
        env=env,
        log_level="debug",
        secret_key=SECRETS["key"],
        base_url="https://handlepligt.example",
        database_url=f"sqlite:///{tmp_path}/test.sqlite",
        **_outside(),
    )
    run(from_checkout("municipality", "create", "EKS", "Eksempel"), settings, ROOT)
    user = ("user", "create", SECRETS["username"], "--municipality", "EKS", "--name", SECRETS["name"])
    made = subprocess.run(
        from_checkout(*user, "--email", SECRETS["email"], "--role", "administrator"),
        env=settings,
        cwd=ROOT,
        input=f"{SECRETS['password']}\n{SECRETS['password']}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    named = {"Host": "handlepligt.example"}
    with serving(from_checkout("serve"), settings, ROOT, tmp_path) as address:
        cookie = {"Cookie": f"handlepligt={SECRETS['cookie']}; __Host-handlepligt={SECRETS['cookie']}"}
        login = {"username": SECRETS["username"]}
        answers = [
            _ask(address, "GET", f"/soeg?q={SECRETS['query']}", **named, **cookie),
            _ask(address, "POST", "/log-ind", {**login, "password": SECRETS["wrong"]}, **named),
            _ask(address, "POST", "/log-ind", {**login, "password": SECRETS["password"]}, **named),
            _ask(address, "POST", f"/log-ind?x={SECRETS['query']}", {"username": SECRETS["typed"]}, **named),
            _ask(address, "GET", f"/{SECRETS['query']}", Authorization=f"Bearer {SECRETS['header']}", **named),
            _ask(address, "PUT", "/log-ind", {"note": SECRETS["typed"]}, **named),
            _ask(address, "POST", "/log-ind", Host="handlepligt.example", **{"Content-Type": "multipart/form-data"}),
            _ask(address, "GET", "/api/v1/cases", Authorization=f"Bearer {SECRETS['token']}", **named),
            _ask(address, "GET", f"/adgang/{SECRETS['link']}", **named),
            _ask(address, "POST", f"/adgang/{SECRETS['link']}", {"password": SECRETS["password"]}, **named),
            _ask(address, "GET", f"/adgang/{SECRETS['link']}/kommune", **named),
            _ask(address, "POST", "/log-ind/kode", {"code": SECRETS["code"]}, **named),
            _ask(address, "POST", "/glemt-adgangskode", {"username": SECRETS["username"]}, **named),
            _ask(address, "GET", f"/log-ind/kommune/svar?code={SECRETS['code']}&state={SECRETS['state']}", **named),
            _ask(address, "POST", "/log-ud/kommune", {"logout_token": SECRETS["logout"]}, **named),
            _ask(address, "POST", "/log-ind/kommune", {}, **named),
        ]
        given = _log_in_for_real(address, **named)
        refused = _garbage(address).decode()
    assert answers[:7] == [303, 422, 303, 422, 303, 405, 422]
    assert 500 not in answers  # 503: the provider does not answer
    assert [name for name in SECURITY_HEADERS if name not in refused] == []  # what never reached the application, too
    log = next(tmp_path.glob("server-*.log")).read_text("utf-8")
    assert {name for name, secret in {**SECRETS, **given}.items() if secret in log} == set()
    assert "mail not sent" in log  # the others have been used, too
    lines = [line for line in log.splitlines() if "request_id" in line]
    assert len(lines) >= len(answers)
    if env == "production":
        assert all(json.loads(line)["request_id"] for line in lines)


def test_a_database_that_cannot_be_reached_at_start_is_one_danish_line(tmp_path: Path) -> None:
    url = f"postgresql://h:{SECRETS['password']}@127.0.0.1:{free_port()}/x"
    settings = {**os.environ, **clean_environment(tmp_path, database_url=url, port="0")}
    done = subprocess.run(
        from_checkout("serve"), env=settings, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert re.fullmatch(r"Databasen svarer ikke.+\n", done.stderr)
    assert SECRETS["password"] not in done.stderr
