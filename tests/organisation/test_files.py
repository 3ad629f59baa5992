"""Files of units, as people really send them."""

from datetime import date

import pytest

from app.core.errors import Invalid
from app.organisation.enums import UnitKind
from app.organisation.labels import UNIT_KIND
from app.organisation.rules.file_plans import FilePlan, Outcome
from app.organisation.rules.files import heading_key, read_table
from app.organisation.rules.units_file import (
    UNIT_HEADINGS,
    UNIT_REQUIRED,
    KnownUnit,
    UnitPlan,
    in_tree_order,
    plan_units,
)

TODAY = date(2025, 8, 20)


def known(external_id: str, name: str, parent: str | None = "TOP", **more: object) -> KnownUnit:
    values = {
        "id": 1,
        "version": 1,
        "external_id": external_id,
        "name": name,
        "kind": UnitKind.WORKPLACE,
        "parent": parent,
        "cvr_no": None,
        "production_unit_no": None,
        "valid_from": date(2025, 1, 1),
        "closed_on": None,
    }
    return KnownUnit(**{**values, **more})


def plan(text: str, *units: KnownUnit) -> FilePlan[UnitPlan]:
    table = read_table(text.encode(), UNIT_HEADINGS, UNIT_REQUIRED)
    present = {unit.external_id: unit for unit in (known("TOP", "Kommunen", None), *units)}
    return plan_units(table, present, UNIT_KIND, TODAY)


def outcomes(found: FilePlan[UnitPlan]) -> list[tuple[int, Outcome, tuple[str, ...]]]:
    return [
        (row.no, row.outcome, tuple(f"{e.column}: {e.message}" for e in row.errors) or row.notes) for row in found.rows
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_usual_encoding_separator_and_line_end_is_read(encoding: str, mark: str, end: str) -> None:
    text = end.join([f"Ekstern ID{mark}Navn", f'A1{mark}"Ærø{mark} ""Nord"""', "", f"B2{mark}=SUM(A1)"])
    table = read_table(text.encode(encoding), UNIT_HEADINGS, UNIT_REQUIRED)

    assert [(row.no, row.cells) for row in table.rows] == [
        (2, {"ekstern_id": "A1", "navn": f'Ærø{" " if mark == chr(9) else mark} "Nord"'.replace("  ", " ")}),
        (4, {"ekstern_id": "B2", "navn": "=SUM(A1)"}),
    ]


def test_headings_are_danish_or_english_however_they_are_written() -> None:
    assert {heading_key(text) for text in ("Ekstern ID", "ekstern_id", "EKSTERN-ID ")} == {"eksternid"}
    table = read_table(b"External_ID,Name,Parent,Farve\n1,Nord,,gul", UNIT_HEADINGS, UNIT_REQUIRED)
    assert (table.columns, table.ignored) == (("ekstern_id", "navn", "overenhed"), ("Farve",))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Filen er tom. Den skal begynde med en linje med overskrifter."),
        (b"\n ; \n", "Filen er tom. Den skal begynde med en linje med overskrifter."),
        (b"navn;cvr\nNord;1", "Filen mangler kolonnen ekstern_id. Den har: navn, cvr."),
        (b"id;ekstern_id;navn\n1;2;3", "Kolonnen ekstern_id står flere gange i filen."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Filen mangler kolonnen ekstern_id, navn. Den har: ‰PNG."),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_table(content, UNIT_HEADINGS, UNIT_REQUIRED)
    assert caught.value.message == message


def test_excels_own_remark_is_skipped_and_a_cpr_number_is_not_kept() -> None:
    table = read_table(b"sep=;\nid;navn\n010203-1234;Nord\n2;Syd;for meget", UNIT_HEADINGS, UNIT_REQUIRED)

    assert [row.cells for row in table.rows] == [
        {"ekstern_id": "", "navn": "Nord"},
        {"ekstern_id": "2", "navn": "Syd"},
    ]
    assert [[error.column for error in row.errors] for row in table.rows] == [["ekstern_id"], [""]]


def test_each_outcome_is_told_with_what_changes() -> None:
    found = plan(
        "id;navn;slags;overenhed;cvr\nNY;Nyt center;center;;12345678\nA;A;;;\nB;B med nyt navn;;;\nC;C;;NY;\n",
        known("A", "A"),
        known("B", "B"),
        known("C", "C"),
        known("D", "Væk"),
        known("hp-xyz", "Lavet i hånden"),
        known("E", "Lukket", closed_on=TODAY),
    )

    assert outcomes(found) == [
        (2, Outcome.NEW, ()),
        (3, Outcome.SAME, ()),
        (4, Outcome.CHANGED, ("navn: B → B med nyt navn",)),
        (5, Outcome.MOVED, ("overenhed: Kommunen → Nyt center",)),
    ]
    assert found.missing == ("Væk",)


def test_every_fault_names_its_row_and_column() -> None:
    found = plan(
        "id;navn;slags;overenhed;cvr;p_nummer;gyldig_fra\n"
        ";uden id;team;;;;\n"
        "A;;team;;;;\n"
        "B;B;klynge;;12;abc;31.02.2025\n"
        "B;B igen;team;;;;\n"
        "C;C;team;FINDES-IKKE;;;\n"
        "D;D;team;E;;;\n"
        "E;E;team;D;;;\n"
        "F;F;team;;;;21.08.2025\n"
        "L;L;team;;;;\n"
        "TOP;Kommunen;;L;;;\n",
        known("L", "L", closed_on=date(2025, 2, 1)),
    )

    assert outcomes(found) == [
        (2, Outcome.ERROR, ("ekstern_id: Udfyld eksternt id.",)),
        (3, Outcome.ERROR, ("navn: Udfyld navn.",)),
        (
            4,
            Outcome.ERROR,
            (
                "slags: Skriv en af disse: Kommune, Forvaltning, Område, Center, Arbejdsplads, Team.",
                "gyldig_fra: 31.2.2025 findes ikke i kalenderen. Skriv dagen før måneden.",
                "cvr: Et CVR-nummer har 8 cifre. Skriv det uden mellemrum, eller lad feltet være tomt.",
                "p_nummer: Et P-nummer har 10 cifre. Skriv det uden mellemrum, eller lad feltet være tomt.",
            ),
        ),
        (5, Outcome.ERROR, ("ekstern_id: Samme id står i linje 4.",)),
        (6, Outcome.ERROR, ("overenhed: Enheden FINDES-IKKE findes hverken i filen eller i Handlepligt.",)),
        (7, Outcome.ERROR, ("overenhed: Enheden kommer til at høre under sig selv.",)),
        (8, Outcome.ERROR, ("overenhed: Enheden kommer til at høre under sig selv.",)),
        (9, Outcome.ERROR, ("gyldig_fra: Datoen ligger i fremtiden. Indlæs filen, når den er kommet.",)),
        (10, Outcome.ERROR, ("ekstern_id: Enheden blev lukket den 01.02.2025.",)),
        (11, Outcome.ERROR, ("overenhed: Kommunens øverste enhed kan ikke flyttes.",)),
    ]


def test_rows_are_carried_out_from_the_top_down() -> None:
    found = plan("id;navn;slags;overenhed\nC;C;team;B\nB;B;team;A\nA;A;team;\n")

    assert [row.external_id for row in in_tree_order(found)] == ["A", "B", "C"]
