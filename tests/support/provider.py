"""A provider of logins (OpenID Connect) in a process of its own, that signs with real keys and lies when told to.

It logs in whoever asks, as the person it was told of last. `Provider.lies` is what it does otherwise than it should.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "handlepligt æ", "hemmelig/+ nøgle"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


class Provider:
    """The provider as tests see it: its address, and what it is to say and do."""

    def __init__(self, address: str) -> None:
        self.address = address

    def set(self, now: float, claims: dict[str, Any], **lies: Any) -> None:
        """From now on it stands at `now` and logs `claims` in; `lies` (see `_Provider`) replace those before."""
        self._control({"now": now, "claims": claims, "lies": lies})

    def logout_token(self, claims: dict[str, Any], **lies: Any) -> str:
        return str(self._control({"lies": lies, "logout": claims})["token"])

    @property
    def asked(self) -> list[str]:
        """What it was asked for since the last `set`: paths, in order."""
        return [str(path) for path in self._control({})["asked"]]

    def _control(self, told: dict[str, Any]) -> dict[str, Any]:
        # Plain http on this machine: there is no certificate to check, and none to load.
        return dict(httpx.post(f"{self.address}/control", content=json.dumps(told), timeout=10, verify=False).json())  # noqa: S501


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that has just started; stopped afterwards."""
    process = subprocess.Popen([sys.executable, str(Path(__file__))], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Provider(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


class _Provider:
    """Lies: `discovery`, `says` and `header` replace what is said (None: left out); `sign` is none, stranger,
    unpublished, client_secret, public_key or (no lie) ec; `rotated` signs with a new key; `token` is the token itself;
    `slow` are seconds by path; `broken` is an answer by path; `answer` replaces parameters of the way back."""

    def __init__(self) -> None:
        self.keys = [RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("one", "two", "stranger")]
        self.ec = ECKey.generate_key("P-256", {"kid": "ec"})
        self.published = 1
        self.now, self.claims, self.lies = 0.0, {}, {}  # type: ignore[var-annotated]
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.lock = threading.Lock()

    def control(self, told: dict[str, Any]) -> dict[str, Any]:
        asked = list(self.asked)
        self.lies = told.get("lies", self.lies)
        self.published = 2 if self.lies.get("rotated") else 1
        if "claims" in told:
            self.now, self.claims, self.asked = told["now"], told["claims"], []
        token = self.signed({**self.common(), **told["logout"]}, "logout+jwt") if "logout" in told else ""
        return {"asked": asked, "token": token}

    def common(self) -> dict[str, Any]:
        return {"iss": self.issuer, "aud": CLIENT, "iat": int(self.now), "exp": int(self.now) + 300}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    port = 0

    def discovery(self) -> dict[str, Any]:
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": True,
        }
        return _changed(found, self.lies.get("discovery", {}))

    def key_set(self) -> dict[str, Any]:
        shown = [key.as_dict(private=False) for key in self.keys[: self.published]]
        odd = [{"kty": "oct", "kid": "shared", "k": "aGVtbWVsaWc"}, {"kty": "NEW", "kid": "x"}]
        return {"keys": [*odd, self.ec.as_dict(private=False), *shown]}

    def authorize(self, asked: dict[str, str]) -> str:
        """The way back, with a code."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = base64.urlsafe_b64encode(hashlib.sha256(asked["state"].encode()).digest()).decode()
        with self.lock:
            self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(_changed(back, self.lies.get('answer', {})))}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        """The answer to a code: right, or refused as it should be."""
        with self.lock:
            asked = self.codes.pop(form["code"], None)
        basic = base64.b64decode(authorization.removeprefix("Basic ")).decode().split(":")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        if (
            asked is None
            or [unquote_plus(part) for part in basic] != [CLIENT, SECRET]
            or challenge.rstrip("=") != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        claims = {**self.common(), "nonce": asked["nonce"], **self.claims}
        if "max_age" in asked:
            claims.setdefault("auth_time", int(self.now))
        return 200, {"token_type": "Bearer", "access_token": "x", "id_token": self.signed(claims, "JWT")}

    def signed(self, claims: dict[str, Any], kind: str) -> Any:
        claims = _changed(claims, self.lies.get("says", {}))
        if "token" in self.lies:
            return self.lies["token"]
        sign, key = self.lies.get("sign", ""), self.keys[self.published - 1]
        header = {"alg": "RS256", "kid": key.kid, "typ": kind}
        if sign == "ec":
            return jwt.encode({"alg": "ES256", "kid": "ec"}, claims, self.ec)
        if sign == "none":
            return _token({"alg": "none"}, claims, lambda _: b"")
        if sign in ("client_secret", "public_key"):
            secret = SECRET.encode() if sign == "client_secret" else key.as_pem(private=False)
            return _token({**header, "alg": "HS256"}, claims, lambda data: hmac.digest(secret, data, "sha256"))
        if sign:
            key = self.keys[2]
        if sign == "unpublished":
            header["kid"] = "stranger"
        header = _changed(header, self.lies.get("header", {}))
        private = key.private_key
        assert private is not None
        return _token(header, claims, lambda data: private.sign(data, PKCS1v15(), SHA256()))


def _token(header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """By hand: a library makes no token that it would not take."""
    parts = [base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in (header, claims)]
    return b".".join((*parts, base64.urlsafe_b64encode(sign(b".".join(parts))).rstrip(b"="))).decode()


def _changed(what: dict[str, Any], lies: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**what, **lies}.items() if value is not None}


def serve() -> None:
    """Serves until it is stopped; prints its port first."""
    provider = _Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            if self._is_broken(path):
                return
            if path == "/.well-known/openid-configuration":
                self._answer(200, provider.discovery())
            elif path == "/keys":
                self._answer(200, provider.key_set())
            elif path == "/authorize":
                self.send_response(303)
                self.send_header("Location", provider.authorize({name: values[0] for name, values in query.items()}))
                self.end_headers()
            else:
                self._answer(404, {})

        def do_POST(self) -> None:
            path, body = urlsplit(self.path).path, self.rfile.read(int(self.headers["Content-Length"]))
            if path == "/control":
                self._answer(200, provider.control(json.loads(body)))
            elif not self._is_broken(path):
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                self._answer(*provider.token(form, self.headers.get("Authorization", "")))

        def _is_broken(self, path: str) -> bool:
            """Whether a lie has answered already."""
            provider.asked.append(path)
            time.sleep(provider.lies.get("slow", {}).get(path, 0))
            broken = provider.lies.get("broken", {}).get(path)
            if broken is None:
                return False
            status, text = broken
            self._send(status, text.encode())
            return True

        def _answer(self, status: int, found: Any) -> None:
            self._send(status, json.dumps(found).encode())

        def _send(self, status: int, body: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # whoever asked has gone
                pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.port = server.server_port
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    serve()
