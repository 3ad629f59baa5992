"""What a file would change, before anything is written; and the same file known again."""

from fractions import Fraction

import msgspec

from app.surveys.files.dry_run import KnownFigure, KnownRound, Outcome, Totals, plan_reading
from app.surveys.files.formats import detect
from app.surveys.files.reading import content_hash
from tests.surveys.files.samples import ABOVE, UNITS, read, save, workbook

TEXT = (
    "Enhed;Inviteret;Besvaret;Ledelseskvalitet;Samarbejde\n"
    "Børnehuset Ærø;12;8;63,5;70\n"
    "Skødstrup Skole;20;18;58;-\n"
    "Plejecenter Åbo;10;9;50;51\n"
    "Bemærkninger;;;;\n"
)
KNOWN = KnownRound(
    {
        (2, "ledelse"): KnownFigure(8, Fraction("63.5")),
        (2, "samarbejde"): KnownFigure(8, Fraction(70)),
        (3, "ledelse"): KnownFigure(18, Fraction(59)),
    },
    {2: (12, 8), 3: (None, 17)},
)
NAMES = {"ledelse": "Ledelseskvalitet"}


def plan(reading, known=KNOWN):
    return plan_reading(reading, known, NAMES)


def test_every_row_has_its_outcome_and_the_totals_before_and_after(tmp_path):
    dry = plan(read(save(tmp_path / "fil.csv", TEXT)))

    assert [(row.row, row.unit_name, row.outcome, row.notes) for row in dry.rows] == [
        (2, "Børnehuset Ærø", Outcome.SAME, ()),
        (
            3,
            "Skødstrup Skole",
            Outcome.CHANGED,
            ("andre tal for Ledelseskvalitet end de gemte", "andet antal inviterede eller besvarelser end det gemte"),
        ),
        (4, "Plejecenter Åbo", Outcome.NEW, ()),
        (5, "Bemærkninger", Outcome.SKIPPED, ("Rækken har ingen tal.",)),
    ]
    assert (dry.before, dry.after) == (Totals(2, 3, 0, 12, 25), Totals(3, 6, 1, 42, 35))
    assert dry.may_be_applied
    assert dry.tally() == {
        Outcome.NEW: 1,
        Outcome.CHANGED: 1,
        Outcome.SAME: 1,
        Outcome.AGAIN: 0,
        Outcome.SKIPPED: 1,
        Outcome.REFUSED: 0,
    }


def test_no_outcome_depends_on_what_is_hidden(tmp_path):
    """Trap 17: the same file with other numbers for the hidden ones is told the same."""
    hidden = msgspec.structs.replace(
        KNOWN, unseen=frozenset({(2, "ledelse"), (2, "samarbejde"), (3, "ledelse")}), uncounted=frozenset({2, 3})
    )
    right = plan(read(save(tmp_path / "fil.csv", TEXT)), hidden)
    other = plan(read(save(tmp_path / "fil.csv", TEXT.replace("12;8;63,5", "12;7;40,5"))), hidden)

    assert [row.outcome for row in right.rows] == [Outcome.AGAIN, Outcome.CHANGED, Outcome.NEW, Outcome.SKIPPED]
    assert [(row.outcome, row.notes) for row in right.rows] == [(row.outcome, row.notes) for row in other.rows]
    assert right.may_be_applied


def test_one_wrong_row_stops_all_of_it(tmp_path):
    dry = plan(read(save(tmp_path / "fil.csv", TEXT.replace("63,5", "163,5"))))

    assert dry.rows[0].outcome is Outcome.REFUSED
    assert not dry.may_be_applied
    assert dry.after == dry.before


def test_the_same_figures_are_known_in_another_file(tmp_path):
    path = save(tmp_path / "fil.csv", TEXT)
    rows = [[None if cell == "" else cell for cell in line.split(";")] for line in TEXT.splitlines()]
    other = workbook(tmp_path / "fil.xlsx", rows)

    assert detect(other).sha256 != detect(path).sha256
    assert content_hash(read(other)) == content_hash(read(path))
    changed = read(save(tmp_path / "ny.csv", TEXT.replace("63,5", "63,6")))
    assert content_hash(changed) != content_hash(read(path))


def test_what_is_in_already_is_nothing_to_take_in(tmp_path):
    reading = read(save(tmp_path / "fil.csv", TEXT.split("Skødstrup")[0]))

    assert not plan(reading).may_be_applied


def test_rule_35_a_file_is_held_against_what_is_saved_and_shown_and_never_against_what_is_hidden(tmp_path):
    text = "Enhed;Antal svar;Samarbejde\nBørnehuset Ærø;9;70\nSkødstrup Skole;18;58\n"
    reading = read(save(tmp_path / "fil.csv", text))

    shown = plan_reading(reading, KnownRound({}, {2: (12, 8), 3: (17, None)}), {"samarbejde": "Samarbejde"})
    assert [str(problem) for problem in shown.problems] == [
        "række 2: Børnehuset Ærø: »Samarbejde«: 9 har svaret på skalaen, men kun 8 har svaret på skemaet. "
        "Ret et af tallene.",
        "række 3: Skødstrup Skole: »Samarbejde«: 18 har svaret på skalaen, men kun 17 er inviteret. Ret et af tallene.",
    ]
    assert (shown.tally_text(), shown.may_be_applied, shown.after) == ("2 afviste", False, shown.before)
    hidden = KnownRound({}, {2: (12, 8)}, uncounted=frozenset({2}))
    assert plan_reading(reading, hidden, {}).may_be_applied


def test_a_unit_with_more_people_than_the_one_above_it_is_told_by_name(tmp_path):
    reading = read(save(tmp_path / "fil.csv", "Enhed;Inviteret;Besvaret;Samarbejde\nSkødstrup Skole;20;18;58\n"))
    told = "Skødstrup Skole har {}, men Aarhus Kommune, som den hører under, har {}. Se efter, at det er rigtigt."
    remarks = [told.format("20 inviterede", 15), told.format("18 besvarelser", 9)]
    above = KnownRound({}, {1: (15, 9)})
    assert plan_reading(reading, above, {}, UNITS, ABOVE).notes == tuple(remarks)
    hidden = msgspec.structs.replace(above, uncounted=frozenset({1}))
    dry = plan_reading(reading, hidden, {}, UNITS, ABOVE)
    assert (dry.notes, dry.may_be_applied) == ((remarks[0],), True)
