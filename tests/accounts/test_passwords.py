"""What a password must be: long, and not one that others guess."""

import pytest

from app.accounts.passwords import DECOY, matches, weakness
from tests.factories import PASSWORD
from tests.support.speed import HASHER_IN_USE

OWN = ("Anna Leder", "anna.leder@eksempel.dk", "Eksempel Kommune")


@pytest.mark.parametrize(
    "password",
    [
        "adgangskode1",
        "Adgangskode123",
        "kodeord12345",
        "kodeordkodeord",
        "password1234",
        "P@ssw0rd1234",
        "123456789012",
        "qwertyuiopå1",
        "Sommer2025!!",
        "Velkommen2025!",
        "Handlepligt1",
        "handlepligt2025",
        "arbejdsmiljø12",
        "Kommunen2025",
        "annaleder2025",
        "anna.leder@eksempel.dk",
        "eksempelkommune",
        "EksempelKommune1",
        "hemmelig-nok-1",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabc",
        "a\u030aa\u030aa\u030aa\u030aa\u030aa\u030aa\u030aa\u030aa\u030aa\u030aa\u030aa\u030a",
    ],
)
async def test_easily_guessed_ones_are_refused(password: str) -> None:
    problem = await weakness(password, OWN)
    assert problem == "Adgangskoden er for let at gætte. Vælg flere ord, der ikke hører sammen."


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("kort", "Adgangskoden skal have mindst 12 tegn."),
        ("", "Adgangskoden skal have mindst 12 tegn."),
        ("x1 " * 100, "Adgangskoden må højst have 200 tegn."),
    ],
)
async def test_its_length(password: str, problem: str) -> None:
    assert await weakness(password) == problem


@pytest.mark.parametrize(
    "password",
    [
        "tre røde både ved kajen",
        "blåbærgrød på Ærø",
        "kaffen er kold igen",
        "9tuba-Mvk-saltlakrids",
        PASSWORD,
        "en god sætning " * 12,
        "vi mødes ved søen, når solen går ned",
    ],
)
async def test_a_small_sentence_is_fine(password: str) -> None:
    assert await weakness(password, OWN) is None


async def test_no_password_opens_a_login_that_has_none() -> None:
    """What such a login is compared with is made anew at each start: what stands in the source opens nothing."""
    for typed in ("", "nobody has this password", DECOY):
        assert not await matches(DECOY, typed)


def test_a_hash_costs_what_owasp_asks_for() -> None:
    """argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet); other tests use a cheap one."""
    hashed = HASHER_IN_USE.hash(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
