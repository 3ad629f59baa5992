"""Rows of respondents: counted while they are read, and not kept (rules 31, 32, 35; trap 18)."""

from fractions import Fraction

import pytest

from app.surveys.files.answers import UNKNOWN, answer_value
from app.surveys.files.formats import detect
from app.surveys.files.mapping import ColumnUse, FileItem, FileMapping, Layout, Role
from app.surveys.files.results import ImportedCounts
from tests.surveys.files.samples import DEGREES, QUESTIONS, figures, read, save, texts, workbook

HEADING = f"Respondent;Enhed;Dato;{';'.join(QUESTIONS)};Kommentar\n"
ROWS = (
    "1;Børnehuset Ærø;13-04-2025;I høj grad;2;Delvist;3;Navn Navnesen er syg\n"
    "2;Børnehuset Ærø;03-04-2025;4;4 - I meget høj grad;4;4;\n"
    "3;Skødstrup Skole;03-04-2025;4;4;Ved ikke;4;\n"
    "4;Skødstrup Skole;03-04-2025;0;I meget ringe grad (0);0;0;\n"
    "5;Skødstrup Skole;03-04-2025;;;;;\n"
)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_rules_31_and_35_respondents_are_scored_one_by_one_and_count_upwards(tmp_path, encoding):
    """A sum with a missing answer is no sum; the municipality's mean is that of its people, not of its units."""
    reading = read(save(tmp_path / "fil.csv", HEADING + ROWS, encoding))

    assert texts(reading) == []
    assert figures(reading) == [
        (1, "kapital", 3, "26/3"),
        (2, "kapital", 2, "13"),
        (3, "kapital", 1, "0"),
    ]
    assert reading.counts == (
        ImportedCounts(row=0, unit=1, unit_name="Aarhus Kommune", invited=None, answered=4),
        ImportedCounts(row=2, unit=2, unit_name="Børnehuset Ærø", invited=None, answered=2),
        ImportedCounts(row=4, unit=3, unit_name="Skødstrup Skole", invited=None, answered=2),
    )
    assert reading.notes == [
        "4 besvarelser er talt med. Rækkerne gemmes ikke.",
        "1 besvarelse er uden svar og tæller ikke med.",
        "Svarene er fra 03.04.2025 til 13.04.2025.",
    ]
    assert "Navnesen" not in repr(reading)


def test_the_same_from_a_workbook(tmp_path):
    rows = [line.split(";") for line in (HEADING + ROWS).splitlines()]
    numbers = [[int(cell) if cell.isdecimal() else cell for cell in row] for row in rows]
    from_text = read(save(tmp_path / "fil.csv", HEADING + ROWS))

    for name, options in (("a.xlsx", {}), ("b.xlsx", {"constant_memory": True})):
        reading = read(workbook(tmp_path / name, numbers, **options))
        assert (reading.figures, reading.counts) == (from_text.figures, from_text.counts)


def test_rule_32_a_mean_is_not_rounded(tmp_path):
    columns = (ColumnUse(0, Role.UNIT), ColumnUse(1, Role.ITEM, "trivsel", "t1"))
    text = "Enhed;q\n" + "".join(f"Skødstrup Skole;{answer}\n" for answer in (5, 5, 4))

    reading = read(save(tmp_path / "f.csv", text), mapping=FileMapping(layout=Layout.RESPONDENTS, columns=columns))

    assert reading.figures[-1].mean == Fraction(14, 3)
    assert reading.figures[-1].distribution == ((4, 1), (5, 2))


def test_a_fault_in_many_rows_is_told_once_with_its_first_place(tmp_path):
    rows = "".join("7;Nyt Hus;13-04-2025;9;2;2;2;\n" for _ in range(300)) + "8;Skødstrup Skole;13-04-2025;9;hej;2;2;\n"

    reading = read(save(tmp_path / "fil.csv", HEADING + rows))

    assert texts(reading) == [
        "række 2, kolonne B »Enhed«: »Nyt Hus« er ikke en enhed, vi kender. "
        "Vælg, hvilken det er. Det står i 300 rækker.",
        "række 302, kolonne D »Stoler du på de udmeldinger, der kommer …«: »9« er ikke et svar på spørgsmålet. "
        "Svarene går fra 0 til 4.",
        "række 302, kolonne E »Stoler ledelsen på, at medarbejderne gør…«: »hej« er ikke et svar på spørgsmålet. "
        "Svarene går fra 0 til 4.",
    ]
    assert list(reading.unknown_units) == ["nythus"]
    assert reading.unknown_answers == {"9": 302, "hej": 302}


def test_a_person_says_what_answers_mean_and_leaves_units_out(tmp_path):
    rows = "7;Nyt Hus;13-04-2025;9;2;2;2;\n8;Skødstrup Skole;13-04-2025;Super;hej;2;2;\n"
    path = save(tmp_path / "fil.csv", HEADING + rows)
    columns = [ColumnUse(1, Role.UNIT), *(ColumnUse(2 + no, Role.ITEM, "kapital", f"sk{no}") for no in range(1, 5))]
    mapping = FileMapping(
        layout=Layout.RESPONDENTS, columns=tuple(columns), units={"nythus": None}, answers={"super": 4, "hej": None}
    )

    reading = read(path, mapping=mapping)

    assert texts(reading) == []
    assert (reading.people, figures(reading)) == (1, [])
    assert "1 besvarelse hører til enheder, der er valgt fra." in reading.notes


def test_a_question_without_a_column_is_named(tmp_path):
    text = f"Enhed;{QUESTIONS[0]};{QUESTIONS[1]}\nSkødstrup Skole;4;4\n"

    notes = read(save(tmp_path / "fil.csv", text)).notes

    assert notes[0] == (
        "»Social kapital«: der er ingen kolonne for »Bliver arbejdsopgaverne fordelt på en re…«, "
        "»Bliver konflikter løst på en retfærdig m…«. Derfor får skalaen ingen score."
    )


def test_other_numbers_than_ours_are_pointed_at(tmp_path):
    """1 to 5 read as 0 to 4: with nobody at 5 no answer is out of range, but nobody at 0 is odd."""
    rows = "".join(f"{no};Skødstrup Skole;13-04-2025;1;2;3;4;\n" for no in range(20))

    notes = read(save(tmp_path / "fil.csv", HEADING + rows)).notes

    assert notes[1] == "Ingen har svaret 0 på noget. Se efter, at tallene i filen betyder det samme her."


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("I høj grad", 3),
        ("i HØJ grad", 3),
        ("3", 3),
        (3.0, 3),
        ("3,0", 3),
        ("3 - I høj grad", 3),
        ("3: høj", 3),
        ("I høj grad (3)", 3),
        ("Ved ikke", None),
        (None, None),
        ("7", UNKNOWN),
        (2.5, UNKNOWN),
        ("2,5", UNKNOWN),
        ("7 - I høj grad", UNKNOWN),
        ("25 %", UNKNOWN),
        ("måske", UNKNOWN),
    ],
)
def test_trap_18_an_answer_is_its_number_or_its_words(cell, value):
    assert answer_value(cell, FileItem("a", "A?", DEGREES), {}, ",") == value


def test_progress_is_told_on_the_way(tmp_path):
    from app.surveys.files.reading import read_file
    from tests.surveys.files.samples import SCALES, SCORERS, UNITS

    text = "Enhed;q\n" + "Skødstrup Skole;5\n" * 12_000
    columns = (ColumnUse(0, Role.UNIT), ColumnUse(1, Role.ITEM, "trivsel", "t1"))
    path, told = save(tmp_path / "fil.csv", text), []

    mapping = FileMapping(layout=Layout.RESPONDENTS, columns=columns)
    reading = read_file(path, detect(path), mapping, SCALES, UNITS, scorers=SCORERS, progress=told.append)

    assert (reading.people, len(told), told[-1]) == (12_000, 3, 1.0)
    assert told == sorted(told)


def test_codes_over_the_questions_words_are_headings_in_two_lines(tmp_path):
    text = f"resp;org;s_1;s_2;s_3;s_4\nRespondent;Enhed;{';'.join(QUESTIONS)}\n1;S-7;4;4;4;4\n2;S-7;3;2;2;3\n"

    assert figures(read(save(tmp_path / "fil.csv", text))) == [(1, "kapital", 2, "13"), (3, "kapital", 2, "13")]
