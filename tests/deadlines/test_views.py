"""The public calculator (rules 5, 8-10, 14)."""

import re

import pytest

from tests.factories import Client


def _result(text: str) -> str:
    found = re.search(r'calculator-date">\s*\S+ <time datetime="([0-9-]+)"', text)
    return found.group(1) if found else ""


@pytest.mark.parametrize(
    ("kind", "day", "due"),
    [
        ("klagefrist", "2025-04-10", "2025-05-08"),
        ("klagefrist", "2025-03-20", "2025-04-22"),
        ("klagefrist", "2025-05-08", "2025-06-06"),
        ("klagefrist", "2025-11-26", "2025-12-29"),
        ("klagefrist", "2023-04-07", "2023-05-08"),
        ("klagefrist", "2024-02-01", "2024-02-29"),
        ("klagefrist", "10.4.2025", "2025-05-08"),
        ("hoeringsfrist", "2025-04-10", "2025-04-24"),
        ("aftaleforloeb", "2025-04-10", "2025-05-08"),
        ("arbejdsdage", "2025-04-14", "2025-04-28"),
        ("arbejdsdage", "2025-05-12", "2025-05-21"),
        ("arbejdstilsynet", "2025-12-25", "2025-12-25"),
    ],
)
async def test_a_linked_address_gives_the_date(client: Client, kind: str, day: str, due: str) -> None:
    response = await client.get("/fristberegner", slags=kind, dato=day)
    assert (response.status_code, _result(response.text)) == (200, due)


async def test_it_says_why(client: Client) -> None:
    """Rule 9: the day counted from, the days, every closed day with its reason, law apart from defaults."""
    text = (await client.get("/fristberegner", slags="klagefrist", dato="2025-11-26")).text
    for expected in (
        "26. november 2025",
        "28 kalenderdage",
        "Juleaftensdag",
        "Juledag",
        "Send senest",
        '<time datetime="2025-12-24">',
        "Standard, ikke lov",
        "Arbejdsmiljøloven § 81",
    ):
        assert expected in text
    certain = (await client.get("/fristberegner", slags="klagefrist", dato="2025-03-20")).text
    assert "Send senest" not in certain
    assert "Skærtorsdag" in certain


async def test_a_date_of_the_authority_is_never_moved(client: Client) -> None:
    """Rule 10."""
    text = (await client.get("/fristberegner", slags="arbejdstilsynet", dato="2025-12-25")).text
    assert "Sigt efter 23. december 2025" in text


@pytest.mark.parametrize(
    ("query", "message", "kept"),
    [
        ({"slags": "klagefrist", "dato": "31.02.2025"}, "findes ikke i kalenderen.", "31.02.2025"),
        ({"slags": "klagefrist", "dato": "2025-02-29"}, "findes ikke i kalenderen. Skriv dagen før", "2025-02-29"),
        ({"slags": "klagefrist", "dato": "i morgen"}, "Skriv datoen som", "i morgen"),
        ({"slags": "klagefrist", "dato": "<b>1</b>"}, "Skriv datoen som", "&lt;b&gt;1&lt;/b&gt;"),
        ({"slags": "klagefrist", "dato": ""}, "Udfyld datoen.", ""),
        ({"slags": "noget", "dato": "2025-04-10"}, "Vælg, hvad du vil regne ud.", "2025-04-10"),
        ({"slags": "arbejdsdage", "dato": "2025-04-10", "dage": "-1"}, "et helt tal fra 1 til 365", "-1"),
        ({"slags": "arbejdsdage", "dato": "2100-12-31", "dage": "365"}, "helligdage til og med 2100", "2100-12-31"),
        ({"slags": "klagefrist", "dato": "2100-12-20"}, "helligdage til og med 2100", "2100-12-20"),
        ({"slags": "klagefrist", "dato": "9999-01-01"}, "Skriv et årstal mellem", "9999-01-01"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: Client, query: dict[str, str], message: str, kept: str
) -> None:
    response = await client.get("/fristberegner", **query)
    assert response.status_code == 422
    assert message in response.text
    assert not kept or f'value="{kept}"' in response.text
    assert _result(response.text) == ""


async def test_without_a_question_there_is_only_the_form(client: Client) -> None:
    response = await client.get("/fristberegner")
    assert (response.status_code, _result(response.text)) == (200, "")


async def test_a_field_that_the_question_does_not_use_is_not_read(client: Client) -> None:
    response = await client.get("/fristberegner", slags="klagefrist", dato="2025-03-20", dage="abc")
    assert (response.status_code, _result(response.text)) == (200, "2025-04-22")
