import pytest

from app.evidence.enums import EvidenceKind
from app.evidence.rules import kind_of, source_problem, title_of


@pytest.mark.parametrize(
    ("files", "esdh", "problem"),
    [
        (1, "", ""),
        (3, "", ""),
        (0, "25/1", ""),
        (0, "", "Vælg mindst én fil, eller skriv, hvor dokumentet ligger i ESDH."),
        (1, "25/1", "Vælg filer, eller skriv en ESDH-henvisning. Gem dem hver for sig."),
    ],
)
def test_a_version_is_a_file_or_a_place_never_both_never_neither(files, esdh, problem):
    assert source_problem(files, esdh) == problem


def test_titles_come_from_the_reader_or_from_the_file():
    assert title_of("", "IMG 1", 1, 1) == "IMG 1"
    assert title_of("Kursus", "IMG 1", 1, 1) == "Kursus"
    assert title_of("Kursus", "IMG 1", 2, 3) == "Kursus (2 af 3)"
    assert len(title_of("a" * 200, "x", 10, 10)) <= 200
    assert len(title_of("", "a" * 300, 1, 1)) == 200


def test_a_picture_is_a_photo():
    assert (kind_of("image/heic"), kind_of("application/pdf")) == (EvidenceKind.PHOTO, EvidenceKind.OTHER)
