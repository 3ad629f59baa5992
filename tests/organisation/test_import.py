"""Importing units: dry run, repeatable, moves, all or nothing."""

import pytest

from app.core.errors import Denied, Invalid
from app.db.sql import fetch_rows
from app.organisation.actions import create_municipality, import_units
from app.organisation.rules.file_plans import Imported
from app.organisation.rules.units_file import UnitPlan
from tests.factories import Cast

FILE = """Ekstern ID;Navn;Slags;Overenhed;CVR;P-nummer
SUND;Sundhed;Forvaltning;;;
C1;Center Ét;Center;SUND;12345678;1000000001
T1;@Team;Team;C1;;
T2;=Team To;Team;C1;;
"""


async def count(table: str) -> int:
    return int((await fetch_rows(f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"])


async def run(cast: Cast, text: str = FILE, *, apply: bool = True) -> Imported[UnitPlan]:
    return await import_units(cast.system, cast.municipality, text.encode("cp1252"), apply=apply)


async def test_a_dry_run_writes_nothing(cast: Cast) -> None:
    before = await count("units"), await count("audit_entries")
    found = await run(cast, apply=False)

    assert ([row.outcome for row in found.plan.rows], found.is_applied) == (["ny"] * 4, False)
    assert (await count("units"), await count("audit_entries")) == before


async def test_the_same_file_twice_changes_nothing_the_second_time(cast: Cast) -> None:
    assert (await run(cast)).is_applied
    versions = await count("unit_versions")
    second = await run(cast)

    assert {row.outcome for row in second.plan.rows} == {"uændret"}
    assert await count("unit_versions") == versions


async def test_a_move_is_one_and_takes_the_subtree_along(cast: Cast) -> None:
    await run(cast)
    found = await run(cast, "id;navn;overenhed\nC1;Center Et;EKS2\nEKS2;Ny forvaltning;\n")
    assert found.plan.has_errors  # a new unit must say what it is
    moved = await run(cast, "id;navn;slags;overenhed\nC1;Center Et;;EKS2\nEKS2;Ny forvaltning;Forvaltning;\n")
    rows = await fetch_rows(
        "SELECT v.name FROM unit_closure uc JOIN units d ON d.id = uc.descendant "
        "JOIN unit_versions v ON v.unit = uc.ancestor AND v.valid_to IS NULL "
        "WHERE d.external_id = 'T1' ORDER BY uc.depth DESC"
    )

    assert [(row.outcome, row.notes) for row in moved.plan.rows] == [
        ("flyttet", ("overenhed: Sundhed → Ny forvaltning", "navn: Center Ét → Center Et")),
        ("ny", ()),
    ]
    assert [row["name"] for row in rows] == ["Eksempel Kommune", "Ny forvaltning", "Center Et", "@Team"]
    assert sorted(moved.plan.missing) == ["=Team To", "@Team", "Sundhed"]


async def test_one_wrong_row_stops_the_whole_file(cast: Cast) -> None:
    before = await count("units")
    found = await run(cast, FILE + "X;Forkert;Team;FINDES-IKKE;;\n")

    assert (found.is_applied, await count("units")) == (False, before)


async def test_a_place_for_two_that_change_places_is_found(cast: Cast) -> None:
    """Turned upside down: A over B becomes B over A, without a moment's circle."""
    await run(cast, "id;navn;slags;overenhed\nA;A;Team;\nB;B;Team;A\n")
    turned = await run(cast, "id;navn;slags;overenhed\nA;A;Team;B\nB;B;Team;Z\nZ;Z;Team;\n")

    assert (turned.is_applied, [row.outcome for row in turned.plan.rows]) == (True, ["flyttet", "flyttet", "ny"])


async def test_an_empty_municipality_gets_its_top_from_the_file(cast: Cast) -> None:
    made = await create_municipality(cast.system, code="TOM", name="Tom Kommune")
    text = "id;navn;slags\nTOM;Tom Kommune;Kommune\nA;A;Team\n"
    found = await import_units(cast.system, made.id, text.encode(), apply=True)

    assert [(row.external_id, row.parent) for row in found.plan.rows] == [("TOM", None), ("A", "TOM")]


async def test_only_the_command_line_imports(cast: Cast) -> None:
    with pytest.raises(Denied):
        await import_units(cast.fie.actor, cast.municipality, FILE.encode(), apply=True)
    with pytest.raises(Invalid):
        await run(cast, "ikke en fil")
