"""A file of committees and members: dry run, repeatable, all or nothing, nobody removed."""

import pytest

from app.committees.actions import close_committee, import_committees
from app.committees.rules.committees_file import CommitteePlan
from app.core.errors import Denied, Invalid
from app.db.sql import fetch_rows
from app.organisation.actions import create_person, import_units
from app.organisation.rules.file_plans import Imported
from tests.factories import Cast

UNITS = "id;navn;slags\nN;Team N;Team\nS;Team S;Team\n"
HEAD = "Ekstern ID;Navn;Slags;Niveau;Enheder;Medlem;Side;Funktion;Fra;Til\n"
FILE = HEAD + (
    "U1;LMU N og S;med;lmu;N|S;1;Ledelse;Formand;01.01.2025;\n"
    "U1;LMU N og S;;;;2;Medarbejder;AMR;;01.01.2027\n"
    "U2;AMG S;amg;;S;;;;;\n"
)


@pytest.fixture(autouse=True)
async def ground(cast: Cast) -> None:
    await import_units(cast.system, cast.municipality, UNITS.encode(), apply=True)
    for key, name in (("1", "Ida Æ"), ("2", "Per Ø")):
        await create_person(cast.system, cast.municipality, name=name, external_id=key)


async def run(cast: Cast, text: str = FILE, *, apply: bool = True) -> Imported[CommitteePlan]:
    return await import_committees(cast.system, cast.municipality, text.encode("cp1252"), apply=apply)


def told(found: Imported[CommitteePlan]) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (row.outcome, tuple(f"{e.column}: {e.message}" for e in row.errors) or row.notes) for row in found.plan.rows
    ]


async def seats(committee: str) -> list[tuple[str, str, str, str, str | None]]:
    rows = await fetch_rows(
        "SELECT p.external_id, m.side, m.function, m.valid_from, m.valid_to FROM committee_members m "
        "JOIN committees c ON c.id = m.committee JOIN persons p ON p.id = m.person WHERE c.external_id = {} "
        "ORDER BY m.id",
        committee,
    )
    return [
        (r["external_id"], r["side"], r["function"], str(r["valid_from"]), r["valid_to"] and str(r["valid_to"]))
        for r in rows
    ]


async def test_a_dry_run_writes_nothing(cast: Cast) -> None:
    before = await fetch_rows("SELECT COUNT(*) AS n FROM audit_entries")
    found = await run(cast, apply=False)
    assert (told(found), found.is_applied) == (
        [("ny", ("Ida Æ: formand",)), ("ny", ("Per Ø: amr",)), ("ny", ())],
        False,
    )
    assert await fetch_rows("SELECT COUNT(*) AS n FROM audit_entries") == before
    assert found.plan.missing == ("MED-udvalget for centret",)


async def test_the_file_makes_committees_with_units_and_members(cast: Cast) -> None:
    assert (await run(cast)).is_applied
    made = await fetch_rows(
        "SELECT c.external_id, c.name, c.kind, c.rank, u.external_id AS unit FROM committees c "
        "JOIN committee_units cu ON cu.committee = c.id JOIN units u ON u.id = cu.unit "
        "WHERE c.external_id IS NOT NULL ORDER BY c.id, u.external_id"
    )
    assert [tuple(row.values()) for row in made] == [
        ("U1", "LMU N og S", "med", "LMU", "N"),
        ("U1", "LMU N og S", "med", "LMU", "S"),
        ("U2", "AMG S", "work_environment_group", "", "S"),
    ]
    assert await seats("U1") == [
        ("1", "employer", "chair", "2025-01-01", None),
        ("2", "employee", "health_safety_rep", "2025-08-20", "2027-01-01"),
    ]


async def test_the_same_file_twice_changes_nothing_the_second_time(cast: Cast) -> None:
    await run(cast)
    second = await run(cast)
    assert {row.outcome for row in second.plan.rows} == {"uændret"}
    assert len(await seats("U1")) == 2


async def test_what_the_file_says_anew_is_changed_and_an_empty_cell_changes_nothing(cast: Cast) -> None:
    await run(cast)
    found = await run(
        cast,
        HEAD + "U1;LMU Nord;;FMU;S;1;Ledelse;Næstformand;;\nU1;LMU Nord;;;;2;Medarbejder;amr;;01.01.2026\n",
    )
    assert told(found) == [
        (
            "ændret",
            (
                "navn: LMU N og S → LMU Nord",
                "niveau: LMU → FMU",
                "enheder: N, S → S",
                "Ida Æ: næstformand",
                "pladsen som formand slutter",
            ),
        ),
        ("ændret", ("Per Ø: til 2027-01-01 → 2026-01-01",)),
    ]
    assert await seats("U1") == [
        ("1", "employer", "chair", "2025-01-01", "2025-08-20"),
        ("2", "employee", "health_safety_rep", "2025-08-20", "2026-01-01"),
        ("1", "employer", "deputy_chair", "2025-08-20", None),
    ]
    (row,) = await fetch_rows("SELECT kind FROM committees WHERE external_id = 'U1'")
    assert row["kind"] == "med"


async def test_one_person_may_have_two_functions_when_the_file_says_both(cast: Cast) -> None:
    text = HEAD + "U1;U;med;;N;1;Ledelse;Formand;;\nU1;U;;;;1;ingen;Sekretær;;\n"
    assert (await run(cast, text)).is_applied
    again = await run(cast, text)
    assert ({row.outcome for row in again.plan.rows}, len(await seats("U1"))) == ({"uændret"}, 2)


async def test_who_is_not_in_the_file_keeps_the_place(cast: Cast) -> None:
    await run(cast)
    found = await run(cast, HEAD + "U1;LMU N og S;;;;;;;;\n")
    assert (told(found), found.plan.missing) == ([("uændret", ())], ("AMG S", "MED-udvalget for centret"))
    assert [end for *_, end in await seats("U1")] == [None, "2027-01-01"]


async def test_every_fault_names_row_and_column_and_stops_the_file(cast: Cast) -> None:
    await run(cast, HEAD + "LUK;Lukket;med;;N;;;;;\n")
    (closed,) = await fetch_rows("SELECT id FROM committees WHERE external_id = 'LUK'")
    await close_committee(cast.system, int(closed["id"]), seen=1)
    found = await run(
        cast,
        HEAD + ";Uden id;med;;N;;;;;\n"
        "A;;med;;N;;;;;\n"
        "B;Uden slags;;;;;;;;\n"
        "C;Forkert;råd;Område;FINDES-IKKE;;;;;\n"
        "D;Ok;med;;N;99;Ledelse;medlem;;\n"
        "D;Ok;;;;1;;konge;1.2.2025;1.1.2025\n"
        "D;Ok;;;;;Ledelse;;;\n"
        "D;Andet navn;;;;;;;;\n"
        "E;Gammel;med;;N;1;ingen;;;01.01.2020\n"
        "F;Dobbelt;med;;N;2;ingen;;;\n"
        "F;Dobbelt;;;;2;ingen;;;\n"
        "LUK;Lukket;;;;;;;;\n",
    )
    ranks = "niveau: Kommunens niveauer er HMU, FMU, LMU."
    sides = "ledelse, ledelsen, medarbejder, medarbejdere, medarbejderne, ingen"
    assert told(found) == [
        ("fejl", ("ekstern_id: Udfyld eksternt id.",)),
        ("fejl", ("navn: Udfyld navn.",)),
        ("fejl", ("slags: Skriv med, amu eller amg.", "enheder: Skriv de enheder, udvalget dækker.")),
        (
            "fejl",
            (
                "slags: Skriv med, amu, amg.",
                ranks,
                "enheder: Enheden FINDES-IKKE findes ikke, eller den er lukket.",
            ),
        ),
        ("fejl", ("medlem: Personen 99 findes ikke, eller er fratrådt. Indlæs personer først.",)),
        (
            "fejl",
            (
                "funktion: Skriv formand, næstformand, medlem, amr, tr, sekretær.",
                "til: Slutdatoen skal ligge efter startdatoen.",
                f"side: Skriv {sides}.",
            ),
        ),
        ("fejl", ("medlem: Skriv medlemmets eksterne id.",)),
        ("fejl", ("navn: Linje 6 har samme id, men et andet navn.",)),
        ("fejl", ("fra: En plads, der er ophørt, skal have en startdato.",)),
        ("ny", ("Per Ø: medlem",)),
        ("fejl", ("medlem: Personen står to gange med samme funktion og side.",)),
        ("fejl", ("ekstern_id: Udvalget er nedlagt. Brug et andet id til et nyt udvalg.",)),
    ]
    assert not found.is_applied
    assert len(await fetch_rows("SELECT id FROM committees")) == 2


async def test_only_the_command_line_imports(cast: Cast) -> None:
    with pytest.raises(Denied):
        await import_committees(cast.fie.actor, cast.municipality, FILE.encode(), apply=True)
    with pytest.raises(Invalid):
        await run(cast, "ikke en fil")
