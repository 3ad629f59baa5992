"""How a file is written is found out, shown, and may be changed (rule 37, trap 23)."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.surveys.files.encodings import detect_encoding
from app.surveys.files.formats import FileFormat, Heading, detect, fingerprint
from app.surveys.files.places import FileRefused, Problem
from tests.surveys.files.samples import figures, read, save, texts, workbook

WIDE = (
    "Trivselsmåling 2024, hele kommunen;;;;\r\n"
    "Enhed;Antal inviterede;Antal besvarelser;Ledelseskvalitet;Samarbejde\r\n"
    "Børnehuset Ærø;12;8;63,75;70,1\r\n"
    "Skødstrup Skole;20;18;58,5;61\r\n"
)
WIDE_FIGURES = [
    (2, "ledelse", 8, "63.75"),
    (2, "samarbejde", 8, "70.1"),
    (3, "ledelse", 18, "58.5"),
    (3, "samarbejde", 18, "61"),
]


@pytest.mark.parametrize(
    "encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp850", "mac_roman"]
)
def test_rule_37_each_encoding_of_a_supplier_is_found_and_aeoeaa_survive(tmp_path, encoding):
    path = save(tmp_path / "fil.csv", WIDE, encoding)

    found = detect(path)

    assert found.format == FileFormat(kind="csv", encoding=encoding, delimiter=";", decimal=",", heading_row=2)
    assert [str(heading.text) for heading in found.headings][:2] == ["Enhed", "Antal inviterede"]
    assert found.titles == ("Trivselsmåling 2024, hele kommunen",)
    assert found.sample[0] == (3, ("Børnehuset Ærø", "12", "8", "63,75", "70,1"))
    assert found.doubts == ()
    assert figures(read(path)) == WIDE_FIGURES


def test_trap_23_what_was_spoilt_before_is_said_and_not_mended(tmp_path):
    path = save(tmp_path / "fil.csv", WIDE.encode().decode("cp1252"))

    assert "»Ã¸«" in detect(path).doubts[0]


@pytest.mark.parametrize(
    ("mark", "decimal"), [(";", ","), ("\t", ","), (",", "."), ("|", ","), (";", "."), ("\t", ".")]
)
def test_rule_37_delimiter_and_decimal_mark_are_found(tmp_path, mark, decimal):
    lines = [
        ["Unit", "Scale", "N", "Mean"],
        ["Børnehuset Ærø; afd. 1, stuen" if mark == "," else "Børnehuset Ærø", "Samarbejde", "8", f"63{decimal}75"],
        ["Skødstrup Skole", "Samarbejde", "12", f"58{decimal}5"],
    ]
    quoted = [[f'"{cell}"' if mark in cell else cell for cell in line] for line in lines]
    path = save(tmp_path / "fil.csv", "\n".join(mark.join(line) for line in quoted))

    found = detect(path).format

    assert (found.delimiter, found.decimal) == (mark, decimal)
    assert figures(read(path))[-1] == (3, "samarbejde", 12, "58.5")


def test_a_line_for_excel_that_names_the_separator_is_no_row(tmp_path):
    path = save(tmp_path / "fil.csv", "sep=;\r\nEnhed;n;Samarbejde\r\nSkødstrup Skole;9;99,x\r\n", "utf-8-sig")

    assert texts(read(path)) == ["række 2, kolonne C »Samarbejde«: »99,x« er ikke et tal."]


def test_the_choice_of_a_person_counts_before_what_was_found(tmp_path):
    path = save(tmp_path / "fil.csv", WIDE, "cp1252")
    found = detect(path).format

    chosen = detect(path, msgspec.structs.replace(found, encoding="mac_roman", heading_row=1)).format

    assert (chosen.encoding, chosen.heading_row, chosen.delimiter) == ("mac_roman", 1, ";")


@pytest.mark.parametrize(
    ("days", "order", "is_unclear"),
    [
        (("03-04-2025", "05-06-2025"), "", True),
        (("03/04/2025", "05/06/2025"), "", True),
        (("03-04-2025", "13-04-2025"), "dmy", False),
        (("04-03-2025", "04-13-2025"), "mdy", False),
        (("03.04.2025", "05.06.2025"), "", False),
        (("3/4-2025", "5/6-2025"), "", False),
        (("2025-04-03", "2025-06-05"), "", False),
        (("04-04-2025", "05-05-2025"), "", False),
    ],
)
def test_rule_37_days_that_may_be_two_force_a_choice(tmp_path, days, order, is_unclear):
    rows = "".join(f"Skødstrup Skole;{day};3\n" for day in days)
    path = save(tmp_path / "fil.csv", f"Enhed;Dato;Hvor tilfreds er du?\n{rows}")
    found = detect(path)
    assert (found.format.date_order, bool(found.unclear_dates)) == (order, is_unclear)

    mapping = _respondents(found)
    if not is_unclear:
        assert texts(read(path, mapping=mapping)) == []
        return
    with pytest.raises(FileRefused) as refused:
        read(path, mapping=mapping)
    assert "kolonne B »Dato« kan læses på to måder" in refused.value.message
    chosen = msgspec.structs.replace(found.format, date_order="mdy")
    notes = read(path, chosen, mapping).notes
    assert "Svarene er fra 0" in notes[-1]
    assert detect(path, chosen).unclear_dates == ()


def _respondents(found):
    from app.surveys.files.mapping import ColumnUse, FileMapping, Layout, Role

    uses = (ColumnUse(0, Role.UNIT), ColumnUse(1, Role.DAY), ColumnUse(2, Role.ITEM, "trivsel", "t1"))
    return FileMapping(layout=Layout.RESPONDENTS, columns=uses, fingerprint=found.fingerprint)


def test_headings_in_two_lines_are_put_together(tmp_path):
    rows = [
        ["Resultater 2024"],
        [None, None, "Ledelseskvalitet", None, "Samarbejde", None],
        ["Enhed", "Inviteret", "n", "Gns.", "n", "Gns."],
        ["Skødstrup Skole", 20, 18, 58.5, 17, 61],
    ]
    path = workbook(tmp_path / "fil.xlsx", rows)

    found = detect(path)

    assert (found.format.heading_row, found.format.heading_rows) == (2, 2)
    assert [heading.text for heading in found.headings] == [
        "Enhed",
        "Inviteret",
        "Ledelseskvalitet n",
        "Ledelseskvalitet Gns.",
        "Samarbejde n",
        "Samarbejde Gns.",
    ]
    assert figures(read(path)) == [(3, "ledelse", 18, "58.5"), (3, "samarbejde", 17, "61")]


def test_headings_in_two_lines_where_the_upper_one_is_the_fuller(tmp_path):
    text = "Enhed;Inviteret;Besvaret;Samarbejde;;\n;;;n;Gns.;\nSkødstrup Skole;20;18;17;61,5;\n"
    path = save(tmp_path / "fil.csv", text)

    assert [heading.text for heading in detect(path).headings][2:] == ["Besvaret", "Samarbejde n", "Samarbejde Gns."]
    assert figures(read(path)) == [(3, "samarbejde", 17, "61.5")]


def test_the_sheet_with_the_table_is_taken_and_the_others_named(tmp_path):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "fil.xlsx"))
    book.add_worksheet("Forside").write(0, 0, "Trivselsmåling")
    for name, score in (("Tal", 61), ("Gamle tal", 50)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Enhed", "n", "Samarbejde"])
        sheet.write_row(1, 0, ["Skødstrup Skole", 9, score])
    book.get_worksheet_by_name("Gamle tal").hide()
    book.close()

    found = detect(tmp_path / "fil.xlsx")

    assert (found.format.sheet, found.sheets) == ("Tal", ("Forside", "Tal", "Gamle tal"))
    assert found.doubts == ("Filen har flere ark. Kun »Tal« læses, ikke »Forside«, »Gamle tal« (skjult).",)
    chosen = msgspec.structs.replace(found.format, sheet="Gamle tal")
    assert figures(read(tmp_path / "fil.xlsx", chosen)) == [(3, "samarbejde", 9, "50")]


def test_the_same_headings_are_known_again_however_they_are_written():
    first = (Heading(0, "Enhed"), Heading(1, "Gns. score"))
    assert fingerprint(first) == fingerprint((Heading(2, "ENHED "), Heading(5, "gns score")))
    assert fingerprint(first) != fingerprint(first[::-1])


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_a_place_is_named_as_a_spreadsheet_does(column, letters):
    assert Problem(14, "", column, "Gennemsnit").place == f"række 14, kolonne {letters} »Gennemsnit«"


_NAMES = st.text(st.sampled_from("abcæøåÆØÅé 12"), min_size=1, max_size=20).filter(lambda name: name.strip() == name)
_SCORES = st.decimals(0, 100, places=2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(_NAMES, st.integers(0, 99_999), _SCORES, _SCORES), min_size=2, max_size=8),
    encoding=st.sampled_from(["cp1252", "utf-8", "utf-8-sig", "utf-16"]),
    style=st.sampled_from([(";", ","), (";", "."), ("\t", ","), ("\t", "."), (",", "."), ("|", ",")]),
    thousands=st.booleans(),
)
def test_rule_37_names_and_decimals_survive_every_way_of_writing(tmp_path, rows, encoding, style, thousands):
    """What was written is what is read: with the same separators, it is found without help."""
    from app.surveys.files.formats import read_rows
    from app.surveys.files.values import parse_count, parse_number
    from app.surveys.files.xlsx import SheetFacts

    delimiter, decimal = style
    group = {",": ".", ".": ","}[decimal] if thousands and delimiter != "," else ""
    lines = [["Enhed", "Besvaret", "Ledelseskvalitet", "Samarbejde"]]
    for name, count, first, second in rows:
        lines.append(
            [name, f"{count:,}".replace(",", group), *(f"{each}".replace(".", decimal) for each in (first, second))]
        )
    path = save(tmp_path / "fil.csv", "\r\n".join(delimiter.join(line) for line in lines) + "\r\n", encoding)

    found = detect(path).format

    # Without a letter past ASCII the encodings are the same bytes.
    assert found.encoding == encoding or "".join(row[0] for row in rows).isascii() or encoding == "utf-8-sig"
    assert (found.delimiter, found.decimal) == (delimiter, decimal)
    again = [
        (cells[0], parse_count(cells[1], decimal), *(parse_number(cell, decimal).value for cell in cells[2:]))
        for _, cells in read_rows(path, found, SheetFacts())
    ]
    assert again == [tuple(row) for row in rows]


def test_the_hash_is_the_files(tmp_path):
    import hashlib

    path = save(tmp_path / "fil.csv", WIDE, "cp1252")

    assert detect(path).sha256 == detect_encoding(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
