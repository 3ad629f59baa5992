"""A file of people and roles: matched, repeatable, moves detected, nobody removed."""

import pytest

from app.accounts.actions import import_people
from app.accounts.rules.people_file import PersonPlan
from app.db.sql import fetch_rows
from app.organisation.actions import import_units
from app.organisation.rules.file_plans import Imported
from tests.factories import Cast

UNITS = "id;navn;slags\nN;Team N;Team\nS;Team S;Team\n"
FILE = "Ekstern ID;Navn;E-mail;Stilling;Enhed;Rolle;Fra;Til\n1;Ida Æ;ida@eksempel.dk;Leder;N;leder;01.01.2025;\n"


async def run(cast: Cast, text: str, *, apply: bool = True) -> Imported[PersonPlan]:
    await import_units(cast.system, cast.municipality, UNITS.encode(), apply=True)
    return await import_people(cast.system, cast.municipality, text.encode(), apply=apply)


def told(found: Imported[PersonPlan]) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (row.outcome, tuple(f"{error.column}: {error.message}" for error in row.errors) or row.notes)
        for row in found.plan.rows
    ]


async def grants(external_id: str) -> list[tuple[str, str, str, str | None]]:
    rows = await fetch_rows(
        "SELECT g.role, u.external_id, g.valid_from, g.valid_to FROM role_grants g JOIN units u ON u.id = g.unit "
        "JOIN persons p ON p.id = g.person WHERE p.external_id = {} ORDER BY g.id",
        external_id,
    )
    return [
        (r["role"], r["external_id"], str(r["valid_from"]), str(r["valid_to"]) if r["valid_to"] else None) for r in rows
    ]


async def test_the_same_file_twice_changes_nothing_the_second_time(cast: Cast) -> None:
    first, second = await run(cast, FILE), await run(cast, FILE)

    assert (told(first), first.is_applied) == ([("ny", ("rolle på Team N",))], True)
    assert told(second) == [("uændret", ())]
    assert await grants("1") == [("manager", "N", "2025-01-01", None)]
    assert set(second.plan.missing) >= {"Anna Leder", "Fie Admin"}


async def test_a_dry_run_writes_nothing(cast: Cast) -> None:
    found = await run(cast, FILE, apply=False)
    assert (found.is_applied, await grants("1")) == (False, [])


async def test_one_person_on_several_lines_has_several_roles(cast: Cast) -> None:
    found = await run(cast, FILE + "1;Ida Æ;;;S;AMR;;\n")
    assert told(found)[1] == ("ny", ("rolle på Team S",))
    assert [(role, unit) for role, unit, _, _ in await grants("1")] == [("manager", "N"), ("health_safety_rep", "S")]


async def test_a_move_ends_the_role_an_earlier_file_gave(cast: Cast) -> None:
    await run(cast, FILE)
    found = await run(cast, "id;navn;enhed;rolle;fra\n1;Ida Ø;S;leder;15.08.2025\n")

    assert told(found) == [("flyttet", ("navn: Ida Æ → Ida Ø", "rolle på Team S", "rollen på Team N slutter"))]
    assert await grants("1") == [
        ("manager", "N", "2025-01-01", "2025-08-15"),
        ("manager", "S", "2025-08-15", None),
    ]
    assert told(await run(cast, "id;navn;enhed;rolle;fra\n1;Ida Ø;S;leder;15.08.2025\n")) == [("uændret", ())]


async def test_somebody_made_by_hand_is_known_by_email_and_keeps_roles_given_by_hand(cast: Cast) -> None:
    found = await run(cast, "id;navn;email;enhed;rolle\n77;Bo Ærø;BO@eksempel.dk;N;amr\n")

    assert told(found) == [
        ("ændret", ("email: bo@eksempel.dk → BO@eksempel.dk", "ekstern_id: tom → 77", "rolle på Team N"))
    ]
    assert [unit for _, unit, _, end in await grants("77") if end is None] == [
        (await fetch_rows("SELECT external_id FROM units WHERE id = {}", cast.nord.id))[0]["external_id"],
        "N",
    ]


@pytest.mark.parametrize("word", ["med", "MED", "udvalgsmedlem", "committee_member"])
async def test_a_place_in_a_committee_is_no_role_on_a_unit(cast: Cast, word: str) -> None:
    """Rule 41: what a member reads follows the committee; the file says where members are given."""
    found = await run(cast, f"id;navn;enhed;rolle\n1;Ida Ø;N;{word}\n")

    message = (
        "rolle: MED er ikke en rolle på en enhed. Gør personen til medlem af et udvalg: under Udvalg, eller med filen "
        "til »handlepligt import committees«."
    )
    assert (told(found), found.is_applied) == ([("fejl", (message,))], False)


async def test_every_fault_names_row_and_column_and_stops_the_file(cast: Cast) -> None:
    found = await run(
        cast,
        "id;navn;email;enhed;rolle;fra;til\n"
        ";uden;;;;;\n"
        "2;;;;;;\n"
        "3;Ok;x;N;chef;1.1.2025;1.1.2024\n"
        "4;Ok;;FINDES-IKKE;leder;i går;\n"
        "5;Ok;;;leder;;\n"
        "6;Et navn;;;;;\n"
        "6;Et andet;;;;;\n"
        "010203-1234;Cpr;;;;;\n"
        "7;Var her;;N;leder;;01.02.2025\n",
    )

    assert told(found) == [
        ("fejl", ("ekstern_id: Udfyld eksternt id.",)),
        ("fejl", ("navn: Udfyld navn.",)),
        (
            "fejl",
            (
                "email: Skriv en e-mailadresse som navn@eksempel.dk, eller lad feltet være tomt.",
                "rolle: Skriv leder, amr, tr, konsulent, hr, sekretariat, administrator, læser, revisor.",
                "til: Slutdatoen skal ligge efter startdatoen.",
            ),
        ),
        (
            "fejl",
            (
                "enhed: Enheden FINDES-IKKE findes ikke, eller den er lukket.",
                "fra: Skriv datoen som dag, måned og år, for eksempel 10.04.2025.",
            ),
        ),
        ("fejl", ("enhed: En rolle skal have en enhed.",)),
        ("ny", ()),
        ("fejl", ("navn: Linje 7 har samme id, men et andet navn.",)),
        (
            "fejl",
            (
                "ekstern_id: Det ligner et CPR-nummer. Skriv aldrig CPR-numre i Handlepligt.",
                "ekstern_id: Udfyld eksternt id.",
            ),
        ),
        ("fejl", ("fra: En rolle, der er ophørt, skal have en startdato.",)),
    ]
    assert not found.is_applied
