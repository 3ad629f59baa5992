"""What a real server writes at its most talkative: no password, cookie, token, link, code, name, address parameter or
typed text."""

import http.client
import json
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

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
}

pytestmark = pytest.mark.slow


def _ask(address: str, method: str, path: str, body: dict[str, str] | None = None, **headers: str) -> int:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    sent = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded", **headers}
    connection.request(method, path, urlencode(body) if body else None, sent)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.parametrize("env", ["development", "production"])
def test_the_log_of_a_server_holds_no_secret(tmp_path: Path, env: str) -> None:
    settings = clean_environment(
        tmp_path,
        env=env,
        log_level="debug",
        secret_key=SECRETS["key"],
        base_url="https://handlepligt.example",
        database_url=f"sqlite:///{tmp_path}/test.sqlite",
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
        ]
    assert answers[:7] == [303, 422, 303, 422, 303, 405, 422]
    assert max(answers) < 500
    log = next(tmp_path.glob("server-*.log")).read_text("utf-8")
    assert {name for name, secret in SECRETS.items() if secret in log} == set()
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
