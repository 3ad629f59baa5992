"""What the provider says is believed only when it is proved: a provider in a process of its own that lies."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest

from app.accounts.codes import Vault
from app.accounts.oidc import (
    Answer,
    Attempt,
    Distrusted,
    Identity,
    OidcError,
    Provider,
    Purpose,
    Unreachable,
    asked_for,
    authorization_address,
    begin_attempt,
    exchanged,
    fetch,
    identity_in,
    logged_out_in,
    logout_address,
    open_attempt,
    problem_of,
    seal_attempt,
)
from app.config.sso import Oidc
from tests.support import provider as support

NOW = datetime(2025, 8, 20, 10, 0, tzinfo=UTC)
T = int(NOW.timestamp())
BACK = "https://handlepligt.example/log-ind/kommune/svar"
ANNA = {"sub": "anna-1", "name": "Anna Leder"}


def oidc_of(process: support.Provider, **more: Any) -> Oidc:
    return Oidc(process.address, support.CLIENT, support.SECRET, "EKS", **more)


async def logged_in(
    process: support.Provider,
    provider: Provider,
    claims: dict[str, Any] | None = None,
    now: datetime = NOW,
    **lies: Any,
) -> Identity:
    """The whole way of one login, as a browser and the application go it."""
    process.set(now.timestamp(), claims or ANNA, **lies)
    attempt = begin_attempt(Purpose.LOG_IN, now)
    answer = await answered(provider, attempt, now)
    asked_for(attempt, answer, await provider.metadata(now))
    token = await exchanged(provider, attempt, answer.code, BACK, now)
    return await identity_in(provider, token, nonce=attempt.nonce, now=now)


async def answered(provider: Provider, attempt: Attempt, now: datetime = NOW) -> Answer:
    """What the browser brings back."""
    address = authorization_address(provider, await provider.metadata(now), attempt, BACK)
    async with httpx.AsyncClient(verify=False) as browser:  # noqa: S501 - plain http on this machine
        way_back = (await browser.get(address)).headers["location"]
    assert way_back.startswith(f"{BACK}?")
    got = {name: values[0] for name, values in parse_qs(urlsplit(way_back).query).items()}
    return Answer(got.get("state", ""), got.get("code", ""), got.get("error", ""), got.get("iss", ""))


async def test_who_has_logged_in(process: support.Provider) -> None:
    claims = {**ANNA, "sid": "s1", "acr": "høj", "amr": ["pwd", "mfa", 7], "auth_time": T - 5, "groups": ["a"]}
    found = await logged_in(process, Provider(oidc_of(process)), claims)
    assert msgspec.structs.replace(found, claims={}) == Identity(
        process.address, "anna-1", "s1", T - 5, "høj", frozenset({"pwd", "mfa"}), {}
    )
    assert found.claims["groups"] == ["a"]


# What the provider does otherwise than it should, and the check that notices.
LIES: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"says": {"iss": "https://ond.example"}}, "token.iss"),
    "the issuer with a slash": ({"says": {"iss": "http://127.0.0.1/"}}, "token.iss"),
    "no issuer": ({"says": {"iss": None}}, "token.iss"),
    "a list of issuers": ({"says": {"iss": ["x"]}}, "token.iss"),
    "another audience": ({"says": {"aud": "en-anden"}}, "token.aud"),
    "no audience": ({"says": {"aud": None}}, "token.aud"),
    "a number as audience": ({"says": {"aud": [7]}}, "token.aud"),
    "several audiences": ({"says": {"aud": [support.CLIENT, "en-anden"]}}, "token.azp"),
    "for somebody else": ({"says": {"azp": "en-anden"}}, "token.azp"),
    "an azp that is no text": ({"says": {"azp": [support.CLIENT]}}, "token.azp"),
    "another question": ({"says": {"nonce": "en-anden"}}, "token.nonce"),
    "no question": ({"says": {"nonce": None}}, "token.nonce"),
    "many questions": ({"says": {"nonce": ["x"]}}, "token.nonce"),
    "expired": ({"says": {"exp": T - 61}}, "token.exp"),
    "no end": ({"says": {"exp": None}}, "token.exp"),
    "an end that is text": ({"says": {"exp": str(T + 60)}}, "token.exp"),
    "an end that is yes": ({"says": {"exp": True}}, "token.exp"),
    "from the future": ({"says": {"iat": T + 61}}, "token.iat"),
    "no beginning": ({"says": {"iat": None}}, "token.iat"),
    "not yet": ({"says": {"nbf": T + 61}}, "token.nbf"),
    "nobody": ({"says": {"sub": None}}, "token.sub"),
    "an empty somebody": ({"says": {"sub": ""}}, "token.sub"),
    "a number as somebody": ({"says": {"sub": 7}}, "token.sub"),
    "a very long somebody": ({"says": {"sub": "a" * 256}}, "token.subject"),
    "somebody with a line break": ({"says": {"sub": "a\nb"}}, "token.subject"),
    "half a sign": ({"says": {"name": "\ud800"}}, "token.signature"),
    "half a sign as the question": ({"says": {"nonce": "\ud800"}}, "token.signature"),
    "a session with nothing in it": ({"says": {"sid": "a\0b"}}, "token.sid"),
    "a session that is no text": ({"says": {"sid": {"a": 1}}}, "token.sid"),
    "a time that is text": ({"says": {"auth_time": "nu"}}, "token.auth_time"),
    "a time that is too large": ({"says": {"auth_time": 10**400}}, "token.auth_time"),
    "no signature": ({"sign": "none"}, "token.signature"),
    "a stranger's signature": ({"sign": "stranger"}, "token.signature"),
    "a key that is not published": ({"sign": "unpublished"}, "token.key"),
    "no key named, of several": ({"sign": "", "rotated": True, "header": {"kid": None}}, "token.key"),
    "signed with the client's secret": ({"sign": "client_secret"}, "token.signature"),
    "signed with the public key as a secret": ({"sign": "public_key"}, "token.signature"),
    "a critical header": ({"header": {"crit": ["ukendt"], "ukendt": 1}}, "token.signature"),
    "a key of its own": ({"sign": "stranger", "header": {"jku": "https://ond.example/keys"}}, "token.signature"),
    "no token": ({"token": ""}, "token.signature"),
    "not a token": ({"token": "a.b.c"}, "token.signature"),
    "five parts": ({"token": "a.b.c.d.e"}, "token.signature"),
    "a huge token": ({"says": {"groups": ["g" * 99] * 1000}}, "token.size"),
    "a token that is no text": ({"token": {"a": 1}}, "code.shape"),
    "an answer to another": ({"answer": {"state": "en-anden"}}, "answer.state"),
    "an answer to nobody": ({"answer": {"state": None}}, "answer.state"),
    "an answer of another": ({"answer": {"iss": "https://ond.example"}}, "answer.issuer"),
    "an answer without sender": ({"answer": {"iss": None}}, "answer.issuer"),
    "a refusal": ({"answer": {"code": None, "error": "access_denied"}}, "answer.error"),
    "no code": ({"answer": {"code": None}}, "answer.code"),
    "a code of another": ({"answer": {"code": "en-anden"}}, "code.refused"),
    "a huge code": ({"answer": {"code": "a" * 5000}}, "answer.code"),
    "another provider's document": ({"discovery": {"issuer": "https://ond.example"}}, "discovery.issuer"),
    "a document of nothing": ({"discovery": {"token_endpoint": None}}, "discovery.shape"),
    "a document of numbers": ({"discovery": {"token_endpoint": 7}}, "discovery.shape"),
    "an address that is none": ({"discovery": {"jwks_uri": "javascript:alert(1)"}}, "discovery.address"),
    "a way out that is none": ({"discovery": {"end_session_endpoint": "data:text/html,x"}}, "discovery.address"),
    "no signature that we take": (
        {"discovery": {"id_token_signing_alg_values_supported": ["HS256", "none"]}},
        "discovery.algorithms",
    ),
    "no keys": ({"broken": {"/keys": [200, '{"keys": []}']}}, "keys.none"),
    "keys that are none": ({"broken": {"/keys": [200, '{"keys": 7}']}}, "keys.shape"),
    "ugly keys": ({"broken": {"/keys": [200, '{"keys": [7, {"kty": ["RSA"]}, {"kty": "RSA", "n": 1}]}']}}, "keys.none"),
    "no JSON": ({"broken": {"/token": [200, "<html>"]}}, "fetch.shape"),
    "a list": ({"broken": {"/token": [200, "[]"]}}, "fetch.shape"),
    "deep JSON": ({"broken": {"/token": [200, "[" * 100_000]}}, "fetch.shape"),
    "far too much": ({"broken": {"/token": [200, " " * 600_000 + "{}"]}}, "fetch.size"),
    "a fault": ({"broken": {"/token": [500, "{}"]}}, "fetch.status"),
    "no document": ({"broken": {"/.well-known/openid-configuration": [404, "{}"]}}, "fetch.status"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_is_noticed(process: support.Provider, lie: str) -> None:
    lies, code = LIES[lie]
    with pytest.raises(OidcError) as told:
        await logged_in(process, Provider(oidc_of(process)), **lies)
    assert told.value.code == code


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": T - 59},
        {"iat": T + 59},
        {"aud": [support.CLIENT]},
        {"aud": [support.CLIENT, "en-anden"], "azp": support.CLIENT},
        {"acr": 7, "amr": "mfa", "groups": 7, "name": None, "email": ["x"]},
    ],
)
async def test_what_may_be_is_not_refused(process: support.Provider, claims: dict[str, Any]) -> None:
    """Clocks differ a little; claims that are not needed may be nonsense, and then count as nothing."""
    found = await logged_in(process, Provider(oidc_of(process)), {**ANNA, **claims})
    assert (found.subject, found.acr, found.amr) == ("anna-1", "", frozenset())


async def test_other_keys_than_rsa(process: support.Provider) -> None:
    assert (await logged_in(process, Provider(oidc_of(process)), sign="ec")).subject == "anna-1"


async def test_a_code_counts_once_and_only_with_the_verifier(process: support.Provider) -> None:
    provider, attempt = Provider(oidc_of(process)), begin_attempt(Purpose.LOG_IN, NOW)
    process.set(T, ANNA)
    answer = await answered(provider, attempt)
    stolen = msgspec.structs.replace(attempt, verifier="gættet")
    with pytest.raises(Distrusted, match=r"code\.refused"):
        await exchanged(provider, stolen, answer.code, BACK, NOW)
    again = begin_attempt(Purpose.LOG_IN, NOW)
    code = (await answered(provider, again)).code
    assert await exchanged(provider, again, code, BACK, NOW)
    with pytest.raises(Distrusted, match=r"code\.refused"):
        await exchanged(provider, again, code, BACK, NOW)


async def test_what_is_known_is_not_asked_for_again_until_it_is_old(process: support.Provider) -> None:
    provider = Provider(oidc_of(process))
    await logged_in(process, provider)
    assert process.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]
    await logged_in(process, provider, now=NOW + timedelta(minutes=59))
    assert process.asked == ["/authorize", "/token"]
    await logged_in(process, provider, now=NOW + timedelta(minutes=61))
    assert process.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]


async def test_new_keys_are_fetched_but_not_at_anybodys_whim(process: support.Provider) -> None:
    """Whoever names unknown keys makes us ask at most once a minute."""
    provider = Provider(oidc_of(process))
    await logged_in(process, provider)
    later = NOW + timedelta(minutes=2)
    assert (await logged_in(process, provider, now=later, rotated=True)).subject == "anna-1"
    assert process.asked == ["/authorize", "/token", "/keys"]
    for _ in range(2):
        with pytest.raises(Distrusted, match=r"token\.key"):
            await logged_in(process, provider, now=later, sign="unpublished")
        assert process.asked == ["/authorize", "/token"]


async def test_a_provider_that_is_gone_for_a_while(process: support.Provider) -> None:
    """What is known of it is used for a day; whoever is known to be gone is not waited for."""
    provider, gone = (
        Provider(oidc_of(process)),
        {path: [503, "{}"] for path in ("/.well-known/openid-configuration", "/keys")},
    )
    await logged_in(process, provider)
    assert (await logged_in(process, provider, now=NOW + timedelta(hours=23), broken=gone)).subject == "anna-1"
    with pytest.raises(Unreachable):
        await logged_in(process, provider, now=NOW + timedelta(hours=25), broken=gone)
    asked = process.asked
    with pytest.raises(Unreachable):
        await provider.metadata(NOW + timedelta(hours=25, seconds=9))
    assert process.asked == asked
    process.set(T, ANNA)
    assert await provider.metadata(NOW + timedelta(hours=25, seconds=11))


async def test_a_slow_provider_is_not_waited_for(process: support.Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_PATIENCE", 0.2)
    begun = time.monotonic()
    with pytest.raises(Unreachable, match=r"fetch\.silent"):
        await logged_in(process, Provider(oidc_of(process)), slow={"/.well-known/openid-configuration": 2})
    assert time.monotonic() - begun < 1.5


async def test_nobody_there(process: support.Provider) -> None:
    nowhere = msgspec.structs.replace(oidc_of(process), issuer="http://127.0.0.1:1")
    with pytest.raises(Unreachable, match=r"fetch\.silent"):
        await Provider(nowhere).metadata(NOW)
    assert await problem_of(nowhere, NOW) == (
        "svarer ikke, eller er ikke til at stole på (adresse, netværk eller certifikat)."
    )


@pytest.mark.parametrize(
    ("lies", "told"),
    [
        ({}, None),
        (
            {"discovery": {"issuer": "https://andet.example"}},
            "kalder sig noget andet end HANDLEPLIGT_OIDC_ISSUER: de skal være ens, tegn for tegn.",
        ),
        ({"broken": {"/keys": [200, '{"keys": []}']}}, "har ingen nøgle, vi kan bruge."),
    ],
)
async def test_doctor_says_what_is_wrong(process: support.Provider, lies: dict[str, Any], told: str | None) -> None:
    process.set(T, ANNA, **lies)
    assert await problem_of(oidc_of(process), NOW) == told


async def test_where_the_browser_is_sent(process: support.Provider) -> None:
    """Every parameter, and no more: a proof asks for the password anew; a second factor only when it is asked for."""
    process.set(T, ANNA)
    provider = Provider(oidc_of(process, required_acr=("høj",)))
    metadata = await provider.metadata(NOW)

    def asked(purpose: Purpose, **more: bool) -> dict[str, str]:
        address = authorization_address(provider, metadata, begin_attempt(purpose, NOW), BACK, **more)
        assert address.startswith(f"{process.address}/authorize?tenant=1&")
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    plain = asked(Purpose.LOG_IN)
    secret = {plain.pop(name) for name in ("state", "nonce", "code_challenge")}
    assert (len(secret), {len(each) for each in secret}) == (3, {43})
    assert plain == {
        "tenant": "1",
        "response_type": "code",
        "client_id": support.CLIENT,
        "redirect_uri": BACK,
        "scope": "openid profile email",
        "code_challenge_method": "S256",
    }
    proof = asked(Purpose.PROVE)
    assert (proof["prompt"], proof["max_age"]) == ("login", "0")
    other = asked(Purpose.LOG_IN, anew=True)
    assert (other["prompt"], "acr_values" in other, "max_age" in other) == ("login", False, False)
    two = asked(Purpose.LOG_IN, two_steps=True)
    assert (two["prompt"], two["acr_values"]) == ("login", "høj")
    assert logout_address(provider, metadata, "https://her", "") == (
        f"{process.address}/end?client_id=handlepligt+%C3%A6&post_logout_redirect_uri=https%3A%2F%2Fher"
    )


def test_an_attempt_opens_for_ten_minutes_and_only_with_our_key() -> None:
    vault, attempt = Vault("nøgle"), begin_attempt(Purpose.LINK, NOW, to="/" + "x" * 2000, invitation="link")
    sealed = seal_attempt(vault, attempt)
    assert attempt.to == "/"
    assert open_attempt(vault, sealed, NOW + timedelta(minutes=10)) == attempt
    assert open_attempt(vault, sealed, NOW + timedelta(minutes=10, seconds=1)) is None
    assert open_attempt(Vault("en anden"), sealed, NOW) is None
    for other in (
        "",
        "æ",
        sealed[:-4],
        vault.seal("x"),
        vault.seal_for("andet", "{}"),
        vault.seal_for("sso attempt", "[]"),
    ):
        assert open_attempt(vault, other, NOW) is None


EVENTS = {support.LOGOUT: {}}


@pytest.mark.parametrize(
    ("claims", "lies", "code"),
    [
        ({"events": None}, {}, "token.events"),
        ({"events": {"andet": {}}}, {}, "token.events"),
        ({"events": {support.LOGOUT: True}}, {}, "token.events"),
        ({"nonce": "x"}, {}, "token.nonce"),
        ({"sub": None}, {}, "token.subject"),
        ({"sub": ""}, {}, "token.subject"),
        ({"sub": 7}, {}, "token.sub"),
        ({"jti": None}, {}, "token.jti"),
        ({"jti": ""}, {}, "token.jti"),
        ({"jti": 7}, {}, "token.jti"),
        ({"exp": None}, {}, "token.exp"),
        ({"iat": T - 601}, {}, "token.old"),
        ({"iss": "https://ond.example"}, {}, "token.iss"),
        ({"aud": "en-anden"}, {}, "token.aud"),
        ({}, {"sign": "none"}, "token.signature"),
        ({}, {"sign": "stranger"}, "token.signature"),
        ({}, {"sign": "public_key"}, "token.signature"),
        ({}, {"token": "x" * 70_000}, "token.size"),
    ],
)
async def test_a_false_message_of_a_logout_is_noticed(
    process: support.Provider, claims: dict[str, Any], lies: dict[str, Any], code: str
) -> None:
    process.set(T, ANNA)
    token = process.logout_token({"jti": "1", "sub": "anna-1", "events": EVENTS}, says=claims, **lies)
    process.set(T, ANNA)
    with pytest.raises(Distrusted) as told:
        await logged_out_in(Provider(oidc_of(process)), token, NOW)
    assert told.value.code == code


async def test_a_login_is_no_message_of_a_logout(process: support.Provider) -> None:
    """And the other way round: the two are signed alike."""
    provider, attempt = Provider(oidc_of(process)), begin_attempt(Purpose.LOG_IN, NOW)
    process.set(T, {**ANNA, "jti": "1"})
    token = await exchanged(provider, attempt, (await answered(provider, attempt)).code, BACK, NOW)
    with pytest.raises(Distrusted, match=r"token\.events"):
        await logged_out_in(provider, token, NOW)
    told = process.logout_token({"jti": "1", "sub": "anna-1", "events": EVENTS})
    assert (await logged_out_in(provider, told, NOW)).subject == "anna-1"
    with pytest.raises(Distrusted, match=r"token\.nonce"):
        await identity_in(provider, told, nonce="", now=NOW)
