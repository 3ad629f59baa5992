"""Logging in and out."""

from datetime import timedelta

from tests.factories import PASSWORD, Cast, Client


async def test_a_right_password_opens_a_session_and_leads_on(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    response = await client.get("/log-ind", naeste="/sager")
    assert (response.status_code, response.headers["location"]) == (303, "/sager")


async def test_a_wrong_password_says_the_same_for_known_and_unknown_names(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    client.http.cookies.clear()
    known = await client.post("/log-ind", {"username": "anna", "password": "forkert"})
    unknown = await client.post("/log-ind", {"username": "anne", "password": "forkert"})
    assert known.status_code == unknown.status_code == 422
    for response in (known, unknown):
        assert "Brugernavn eller adgangskode er forkert. Efter fem forkerte forsøg" in response.text
        assert 'forkert"' not in response.text  # the password is never sent back


async def test_five_wrong_passwords_close_the_account_for_15_minutes_only(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    client.http.cookies.clear()
    for _ in range(5):
        await client.post("/log-ind", {"username": "anna", "password": "forkert"})
    right = {"username": "anna", "password": PASSWORD}
    assert (await client.post("/log-ind", right)).status_code == 429
    cast.clock.instant += timedelta(minutes=15)
    assert (await client.post("/log-ind", right)).status_code == 303


async def test_a_planted_cookie_is_not_adopted_at_login(client: Client, cast: Cast) -> None:
    """Session fixation: the secret after login is new, and the planted one opens nothing."""
    await client.as_(cast.anna)
    client.http.cookies.clear()
    client.http.cookies.set("handlepligt", "plantet", domain="handlepligt.test")
    await client.post("/log-ind", {"username": "anna", "password": PASSWORD})
    client.http.cookies.clear()
    client.http.cookies.set("handlepligt", "plantet", domain="handlepligt.test")
    assert (await client.get("/sager")).headers["location"] == "/log-ind?naeste=/sager"


async def test_a_form_from_another_site_is_refused(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    for headers in (
        {"Origin": "https://ond.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ):
        response = await client.post("/log-ud", {}, headers=headers)
        assert response.status_code == 403, headers
    assert (await client.post("/log-ud", {})).status_code == 303


async def test_after_logging_out_the_old_cookie_opens_nothing(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    secret = client.http.cookies["handlepligt"]
    await client.post("/log-ud", {})
    client.http.cookies.set("handlepligt", secret, domain="handlepligt.test")
    assert (await client.get("/log-ind")).status_code == 200


async def test_the_next_page_is_never_on_another_site(client: Client, cast: Cast) -> None:
    await client.as_(cast.anna)
    for target in ("https://ond.example", "//ond.example", "/\\ond.example", "javascript:alert(1)"):
        response = await client.get("/log-ind", naeste=target)
        assert response.headers["location"] == "/"
