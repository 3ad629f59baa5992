"""Aggregates: wide, long, hidden and wrong. Every fault names its row and column; nothing is half read."""

import pytest

from app.surveys.files.formats import Heading, detect
from app.surveys.files.mapping import (
    ColumnUse,
    FileMapping,
    Layout,
    Role,
    decode_mapping,
    encode_mapping,
    mapping_problems,
)
from app.surveys.files.matching import KnownUnit, UnitMatcher
from app.surveys.files.places import FileRefused
from app.surveys.files.results import ImportedCounts
from app.surveys.files.suggesting import suggest_mapping
from tests.surveys.files.samples import SCALES, UNITS, figures, read, save, texts, workbook

LONG = "Afdeling;Dimension;Antal svar;Gennemsnit\n"


def test_a_long_file_is_a_row_for_each_unit_and_scale(tmp_path):
    path = save(tmp_path / "fil.csv", f"{LONG}S-7;Samarbejde;18;61,5\nB-12;Social kapital;8;10,2\n")

    assert figures(read(path)) == [(2, "kapital", 8, "10.2"), (3, "samarbejde", 18, "61.5")]


def test_counts_are_read_once_for_each_unit(tmp_path):
    text = (
        "Enhed;Skala;Inviteret;Besvaret;Score\n"
        "Skødstrup Skole;Samarbejde;20;18;61,5\n"
        "Skødstrup Skole;Ledelseskvalitet;20;18;58\n"
        "Børnehuset Ærø;Samarbejde;12;8;70\n"
        "Børnehuset Ærø;Ledelseskvalitet;12;9;70\n"
    )

    reading = read(save(tmp_path / "fil.csv", text))

    assert reading.counts[0] == ImportedCounts(row=2, unit=3, unit_name="Skødstrup Skole", invited=20, answered=18)
    assert texts(reading) == ["række 5, kolonne D »Besvaret«: Række 4 har andre antal for samme enhed."]


@pytest.mark.parametrize("mark", ["-", "*", "<5", "n/a", "skjult", ""])
def test_what_the_supplier_kept_back_is_hidden_and_not_missing(tmp_path, mark):
    path = save(tmp_path / "fil.csv", f"{LONG}Skødstrup Skole;Samarbejde;4;{mark}\n")

    (figure,) = read(path).figures

    assert (figure.n, figure.mean, figure.is_hidden) == (4, None, True)


def test_an_empty_score_beside_people_who_answered_is_hidden_and_not_missing(tmp_path):
    rows = "Skødstrup Skole;20;4;;3,5\nBørnehuset Ærø;12;0;;\n"
    path = save(tmp_path / "fil.csv", f"Enhed;Inviteret;Besvaret;Samarbejde;Ledelseskvalitet\n{rows}")

    hidden, shown = read(path).figures

    assert (hidden.scale, hidden.n, hidden.mean, hidden.is_hidden) == ("samarbejde", 4, None, True)
    assert (shown.mean, shown.is_hidden) != (None, True)


def test_a_hidden_number_of_people_hides_the_rest(tmp_path):
    path = save(tmp_path / "fil.csv", f"{LONG}Skødstrup Skole;Samarbejde;<5;61,5\n")

    (figure,) = read(path).figures

    assert (figure.n, figure.mean, figure.is_hidden) == (None, None, True)


def test_nothing_said_is_no_figure(tmp_path):
    path = save(tmp_path / "fil.csv", f"{LONG}Skødstrup Skole;Samarbejde;;\nBørnehuset Ærø;Samarbejde;8;70\n")

    reading = read(path)

    assert [row.skipped for row in reading.rows] == ["Rækken har ingen tal.", ""]
    assert figures(reading) == [(2, "samarbejde", 8, "70")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "Skødstrup Skole;100;101;60;61",
            "række 2, kolonne C »Besvaret«: 101 besvarelser af 100 inviterede: 101 % besvaret.",
        ),
        (
            "Skødstrup Skole;0;1;60;61",
            "række 2, kolonne C »Besvaret«: 1 besvarelser af 0 inviterede: ingen er inviteret.",
        ),
        ("Skødstrup Skole;20;-1;60;61", "række 2, kolonne C »Besvaret«: Antallet er under 0 (»-1«)."),
        ("Skødstrup Skole;20;8,5;60;61", "række 2, kolonne C »Besvaret«: »8,5« er ikke et helt antal."),
        (
            "Skødstrup Skole;20;18;101;61",
            "række 2, kolonne D »Ledelseskvalitet«: »101« er uden for skalaen »Ledelseskvalitet«, "
            "der går fra 0 til 100.",
        ),
        ("Skødstrup Skole;20;18;635;61", "»635« er uden for skalaen"),
        ("Skødstrup Skole;20;18;60.5;61", "»60.5« er skrevet med punktum, men filen læses med decimalkomma."),
        ("Skødstrup Skole;20;0;60;61", "Der er et gennemsnit, men ingen svar."),
        ("Skødstrup Skole;20;;60;61", "række 2, kolonne D »Ledelseskvalitet«: Antallet af svar mangler."),
        (
            "Ukendt Hus;20;18;60;61",
            "række 2, kolonne A »Enhed«: »Ukendt Hus« er ikke en enhed, vi kender. Vælg, hvilken",
        ),
        (";20;18;60;61", "række 2, kolonne A »Enhed«: Enheden mangler."),
        ("Team Nord;20;18;60;61", "række 2, kolonne A »Enhed«: »Team Nord« er ikke en enhed, vi kender. Vælg, hvilken"),
    ],
)
def test_bad_input_names_row_and_column(tmp_path, line, problem):
    heading = "Enhed;Inviteret;Besvaret;Ledelseskvalitet;Samarbejde"
    path = save(tmp_path / "fil.csv", f"{heading}\n{line}\nBørnehuset Ærø;12;8;63,5;70\n")

    found = texts(read(path))

    assert found
    assert problem in found[0]


def test_a_rate_must_fit_its_numbers(tmp_path):
    rows = "Skødstrup Skole;20;18;90 %\nBørnehuset Ærø;12;8;80 %\nPlejecenter Åbo;10;9;101 %\n"
    path = save(tmp_path / "fil.csv", f"Enhed;Inviteret;Besvaret;Svarprocent\n{rows}")

    assert texts(read(path)) == [
        "række 3, kolonne D »Svarprocent«: »80 %« passer ikke med 8 besvarelser af 12 inviterede.",
        "række 4, kolonne D »Svarprocent«: »101 %« er ikke en svarprocent. Den er mellem 0 og 100.",
    ]


def test_two_rows_for_the_same_are_refused(tmp_path):
    path = save(
        tmp_path / "fil.csv",
        f"{LONG}S-7;Samarbejde;18;61,5\nSkødstrup Skole;Samarbejde;18;60\nS-7;Trivselsskala;9;50\n",
    )

    assert texts(read(path)) == [
        "række 3, kolonne B »Dimension«: Række 2 har allerede »Samarbejde« for samme enhed.",
        "række 4, kolonne B »Dimension«: »Trivselsskala« er ikke en skala i spørgeskemaet.",
    ]


def test_a_distribution_is_people_and_must_add_up(tmp_path):
    heading = "Enhed;Tilfredshed n;Tilfredshed;Tilfredshed svar 1;Tilfredshed svar 2;Tilfredshed svar 3"
    rows = "Skødstrup Skole;10;2,5;2;1;7\nBørnehuset Ærø;10;2,5;20 %;10 %;70 %\nPlejecenter Åbo;10;2,5;2;1;6\n"

    reading = read(save(tmp_path / "fil.csv", f"{heading}\n{rows}"))

    assert [figure.distribution for figure in reading.figures] == [((1, 2), (2, 1), (3, 7))] * 2
    assert texts(reading) == [
        "række 4, kolonne D »Tilfredshed svar 1«: Fordelingen har 9 svar, men antallet er 10.",
    ]


def test_numbers_as_text_formulas_and_days_in_a_workbook(tmp_path):
    import xlsxwriter

    path = tmp_path / "fil.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["Enhed", "n", "Ledelseskvalitet", "Samarbejde"])
    sheet.write_row(1, 0, ["Skødstrup Skole", "18", "61,5"])
    sheet.write_formula(1, 3, "=60+1", None, 61)
    sheet.write_row(2, 0, ["Børnehuset Ærø", 8, "60"])
    sheet.write_datetime(2, 3, __import__("datetime").datetime(2025, 5, 3), book.add_format({"num_format": "d. mmm"}))
    book.close()

    reading = read(path)

    assert reading.notes == ["Kolonne D »Samarbejde« er formler. De værdier, Excel gemte, bruges."]
    assert figures(reading) == [(3, "ledelse", 18, "61.5"), (3, "samarbejde", 18, "61")]
    assert texts(reading) == [
        "række 3, kolonne D »Samarbejde«: »03-05-2025« er en dato. "
        "Excel laver tal som 3.5 om til datoer: ret cellen i filen."
    ]


def test_merged_cells_among_the_figures_are_refused_and_above_them_not(tmp_path):
    import xlsxwriter

    path = tmp_path / "fil.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    sheet.merge_range(0, 0, 0, 3, "Trivselsmåling 2024")
    sheet.write_row(1, 0, ["Afdeling", "Dimension", "Antal svar", "Gennemsnit", "Bemærkning"])
    sheet.merge_range(2, 0, 3, 0, "Skødstrup Skole")
    sheet.write_row(2, 1, ["Samarbejde", 18, 61])
    sheet.write_row(3, 1, ["Ledelseskvalitet", 18, 58])
    sheet.merge_range(2, 4, 3, 4, "ingen")
    book.close()

    assert texts(read(path)) == [
        "række 4, kolonne A »Afdeling«: Enheden mangler.",
        "række 3, kolonne A »Afdeling«: Cellerne er flettet ned til række 4. "
        "Ophæv fletningen, og skriv værdien i hver celle.",
    ]


def test_a_person_says_what_a_name_means_or_leaves_it_out(tmp_path):
    path = save(tmp_path / "fil.csv", f"{LONG}Team Nord;Samarb.;18;61,5\nI alt;Samarbejde;40;60\n")
    columns = (
        ColumnUse(0, Role.UNIT),
        ColumnUse(1, Role.SCALE),
        ColumnUse(2, Role.N),
        ColumnUse(3, Role.MEAN),
    )
    mapping = FileMapping(
        layout=Layout.LONG,
        columns=columns,
        units={"teamnord": 6, "ialt": None},
        scales={"samarb": "samarbejde"},
    )

    reading = read(path, mapping=decode_mapping(encode_mapping(mapping)))

    assert figures(reading) == [(6, "samarbejde", 18, "61.5")]
    assert [row.skipped for row in reading.rows] == ["", "Enheden er valgt fra."]


def test_a_mapping_that_cannot_be_read_is_told_what_it_lacks(tmp_path):
    mapping = FileMapping(layout=Layout.WIDE, columns=(ColumnUse(3, Role.MEAN), ColumnUse(4, Role.MEAN)))

    assert mapping_problems(mapping, SCALES) == [
        "Vælg den kolonne, der siger, hvilken enhed rækken handler om.",
        "Vælg skala for kolonne D.",
        "To kolonner er valgt som »Gennemsnit«.",
        "Vælg skala for kolonne E.",
        "Vælg kolonnen med antal svar. Uden det kan ingen se, om et gennemsnit må vises.",
    ]
    with pytest.raises(FileRefused):
        read(save(tmp_path / "fil.csv", f"{LONG}x;y;1;2\n"), mapping=mapping)
    assert decode_mapping("{}") is None


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("Skødstrup Skole", 3, "navn"),
        ("SKØDSTRUP  SKOLE", 3, "navn"),
        ("Skoedstrup skole", 3, "navn"),
        ("Skødstrup Sk.", 3, "forkortelse"),
        ("Plejecenter Aabo", 4, "navn"),
        ("Plc. Åbo", 4, "forkortelse"),
        ("b-12", 2, "id"),
        ("Vuggestuen Åen", 2, "tidligere navn"),
        ("Sundhed / Team Nord", 5, "navn"),
    ],
)
def test_names_are_known_again(text, unit, why):
    match = UnitMatcher(UNITS).match(text)

    assert (match.unit, match.why) == (unit, why)


@pytest.mark.parametrize(
    ("text", "first"),
    [("Team Nord", 5), ("Skødstrup Skolle", 3), ("Børnehuset Æro", 2), ("Skolen i Skødstrup", 3)],
)
def test_a_name_that_is_not_certain_is_only_suggested(text, first):
    match = UnitMatcher(UNITS).match(text)

    assert match.unit is None
    assert match.suggestions[0] == first


def test_a_name_like_none_suggests_nothing():
    assert UnitMatcher([KnownUnit(1, "Skødstrup Skole")]).match("Brandvæsenet").suggestions == ()


@pytest.mark.parametrize(
    ("headings", "layout", "roles"),
    [
        (["Enhed", "Inviteret", "Besvaret", "Samarbejde"], Layout.WIDE, ["unit", "invited", "answered", "mean"]),
        (
            ["Organisatorisk enhed", "Inviterede", "Svar", "Svarprocent", "Samarbejde"],
            Layout.WIDE,
            ["unit", "invited", "answered", "rate", "mean"],
        ),
        (["Department", "N", "Samarbejde mean", "Ledelseskvalitet mean"], Layout.WIDE, ["unit", "n", "mean", "mean"]),
        (
            ["Forvaltning", "Område", "Afdeling", "Tema", "Base", "Gns."],
            Layout.LONG,
            ["unit", "unit", "scale", "n", "mean"],
        ),
        (
            ["Respondent", "Enhed", "1. Bliver konflikter løst på en retfærdig måde?", "sk1", "Kommentar"],
            Layout.RESPONDENTS,
            ["unit", "item", "item"],
        ),
    ],
)
def test_headings_of_suppliers_suggest_what_they_hold(headings, layout, roles):
    found = [Heading(column, text) for column, text in enumerate(headings)]

    mapping = suggest_mapping(found, SCALES)

    assert (mapping.layout, [use.role.value for use in mapping.columns]) == (layout, roles)
    assert mapping_problems(mapping, SCALES) == []


def test_text_in_a_workbook_stays_text(tmp_path):
    rows = [["Enhed", "n", "Samarbejde"], ["Børnehuset Ærø", 8, 70.1], ["=1+1", 8, 70.1]]
    path = workbook(tmp_path / "fil.xlsx", rows, strings_to_formulas=False)

    assert list(read(path).unknown_units) == ["11"]


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Enhed", "n", "Samarbejde 2022", "Samarbejde 2024", "Samarbejde, ændring"], {3: "mean"}),
        (["Enhed", "n", "Samarbejde spredning", "Samarbejde", "Samarbejde (benchmark)"], {3: "mean"}),
        (["Enhed", "Samarbejde - antal svar", "Samarbejde - gns."], {1: "n", 2: "mean"}),
    ],
)
def test_of_several_columns_about_a_scale_the_result_is_suggested(headings, columns):
    found = [Heading(column, text) for column, text in enumerate(headings)]

    assert {use.column: use.role.value for use in suggest_mapping(found, SCALES).columns if use.scale} == columns


def test_a_mean_without_a_name_is_the_only_scales(tmp_path):
    found = [Heading(column, text) for column, text in enumerate(["Afdeling", "Antal svar", "Gennemsnit"])]

    columns = suggest_mapping(found, SCALES[2:3]).columns

    assert columns == (ColumnUse(0, Role.UNIT), ColumnUse(1, Role.N), ColumnUse(2, Role.MEAN, "kapital"))
    assert all(use.role is not Role.MEAN for use in suggest_mapping(found, SCALES).columns)


def test_units_named_with_those_above_them(tmp_path):
    rows = (
        "Aarhus Kommune;;;40;60\nAarhus Kommune;Sundhed;Team Nord;18;61,5\nAarhus Kommune;Teknik;Team Nord;18;58\n"
        "Aarhus Kommune;Børn og Unge;Skødstrup Skole;9;70\nAarhus Kommune;Kultur;Team Nord;18;58\n"
    )
    path = save(tmp_path / "fil.csv", f"Organisation;Område;Enhed;n;Samarbejde\n{rows}")

    reading = read(path)

    assert [unit for unit, *_ in figures(reading)] == [1, 3, 5, 6]
    assert texts(reading) == [
        "række 6, kolonne C »Enhed«: »Team Nord« er ikke en enhed, vi kender. Vælg, hvilken det er."
    ]


@pytest.mark.parametrize(
    ("text", "roles", "counts"),
    [
        ("Enhed;Inviterede;Svar;Samarbejde\n{};20;18;60\n", "unit invited answered mean", (20, 18)),
        ("Enhed;Inviterede;Svar;Skala;Middel\n{};20;18;Samarbejde;60\n", "unit invited answered scale mean", (20, 18)),
        ("Enhed;Skala;Inviterede;Svar;Middel\n{};Samarbejde;20;18;60\n", "unit scale invited n mean", (20, None)),
        ("Enhed;Inviterede;Besvaret;Svar;Samarbejde\n{};20;19;18;60\n", "unit invited answered n mean", (20, 19)),
        (
            "Trivsel;;;;;\nEnhed;Deltagelse;;Samarbejde;\n;Inviterede;Svar;n;Gns.\n{};20;18;18;60\n",
            "unit invited answered n mean",
            (20, 18),
        ),
        (
            "Trivsel;;;;\nEnhed;Inviterede;Svar;Resultat;\n;;;Samarbejde;Ledelseskvalitet\n{};20;18;60;-\n",
            "unit invited answered mean mean",
            (20, 18),
        ),
        (
            "Trivsel;;;;\nEnhed;Svar;;Gennemsnit;\n;Inviterede;Besvarelser;Samarbejde;Ledelseskvalitet\n{};20;18;60;-\n",
            "unit invited answered mean mean",
            (20, 18),
        ),
    ],
)
def test_answers_are_the_units_where_they_stand_beside_those_invited(tmp_path, text, roles, counts):
    path = save(tmp_path / "fil.csv", text.format("Skødstrup Skole"))
    found = detect(path)
    mapping = suggest_mapping(found.headings, SCALES, found.fingerprint)

    assert " ".join(use.role for use in mapping.columns) == roles
    reading = read(path)
    assert [(each.invited, each.answered) for each in reading.counts] == [counts]
    assert (3, "samarbejde", 18, "60") in figures(reading)


def test_rule_35_no_scale_has_more_answers_than_were_asked(tmp_path):
    head = "Enhed;Inviterede;Samarbejde n;Samarbejde\n"
    path = save(tmp_path / "fil.csv", f"{head}Skødstrup Skole;12;14;60\nBørnehuset Ærø;9;9;60\n")
    assert texts(read(path)) == ["række 2, kolonne C »Samarbejde n«: 14 svar, men enheden har kun 12 inviterede."]


def test_a_row_with_more_cells_than_headings_has_slipped(tmp_path):
    """Trap 23: with commas between the cells, 61,5 is a score of 61 and a cell too many."""
    path = save(tmp_path / "fil.csv", "Enhed,Antal svar,Samarbejde,\nSkødstrup Skole,18,61,5,0\nBørnehuset Ærø,9,70\n")
    reading = read(path)
    slipped = "»0« er en celle mere, end der er overskrifter til. Er der et skilletegn for meget i rækken?"
    assert texts(reading) == [f"række 2, kolonne E: {slipped}"]
    book = workbook(tmp_path / "fil.xlsx", [["Enhed", "n", "Samarbejde"], ["Skødstrup Skole", 9, 61, None, "se note"]])
    assert read(book).notes == ["Kolonne E har ingen overskrift og bruges ikke."]
