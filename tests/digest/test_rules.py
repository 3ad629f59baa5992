"""What a daily mail says."""

from datetime import date, timedelta

from app.digest.rules import MOST, Digest, Line, body, make_digest, subject
from app.handover.rules import Counts

DAY = date(2025, 8, 20)


def _line(title: str, days: int | None = None) -> Line:
    on_date = None if days is None else DAY + timedelta(days=days)
    return Line(title=title, note="Tiltag · sag EKS2025-0001", path=f"/tiltag/{title}", on_date=on_date)


def test_overdue_begins_the_day_after_and_the_next_fourteen_days_end_with_the_fourteenth() -> None:
    """Rule 12; an unknown date is unknown, never guessed (rule 13)."""
    lines = [_line("c", 14), _line("e", 15), _line("b", 0), _line("a", -1), _line("d")]
    found = make_digest(DAY, lines, [_line("sag")])
    assert [[each.title for each in part] for part in (found.late, found.soon, found.unknown)] == [
        ["a"],
        ["b", "c"],
        ["sag", "d"],
    ]
    assert not found.is_empty
    assert make_digest(DAY, [_line("e", 15)], []).is_empty


def test_the_whole_mail() -> None:
    found = make_digest(
        DAY, [_line("sen", -3), _line("snart", 2), _line("uden")], [], confidential=2, ownerless=Counts(1)
    )
    assert subject(found) == "Handlepligt 20.08.2025: 1 overskredet, 1 inden 14 dage"
    assert body(found, "Bo Ærø", "https://h.example") == (
        "Hej Bo Ærø\n\nDet her venter på dig i Handlepligt.\n\n\n"
        "OVERSKREDET\n\n- sen\n  Tiltag · sag EKS2025-0001, 17.08.2025\n  https://h.example/tiltag/sen\n\n\n"
        "DE NÆSTE 14 DAGE\n\n- snart\n  Tiltag · sag EKS2025-0001, 22.08.2025\n  https://h.example/tiltag/snart\n\n\n"
        "DATOEN ER UKENDT\n\n- uden\n  Tiltag · sag EKS2025-0001\n  https://h.example/tiltag/uden\n\n\n"
        "MANGLER NY ANSVARLIG\n\n1 tiltag har en ansvarlig, der er fratrådt. Giv det videre:\n"
        "https://h.example/giv-videre\n\n\n"
        "FORTROLIGT\n\n2 af det, der venter på dig, vises ikke i mails. Log ind, og se det:\nhttps://h.example/mine-tiltag\n\n\n"
        "Du får højst én mail om dagen, og kun når noget venter. Slå den fra her:\n"
        "https://h.example/min-konto/daglig-mail\n"
    )


def test_a_long_list_is_cut_and_says_so() -> None:
    found = make_digest(DAY, [_line(f"nr{no}", -no) for no in range(1, MOST + 4)], [])
    text = body(found, "Bo", "https://h.example")
    assert text.count("- nr") == MOST
    assert "Og 3 mere. Se dem på https://h.example/" in text


def test_a_subject_without_dates() -> None:
    assert subject(Digest(day=DAY, ownerless=Counts(3))) == "Handlepligt 20.08.2025: noget venter på dig"
    assert "3 tiltag har en ansvarlig, der er fratrådt. Giv dem videre:" in body(
        Digest(day=DAY, ownerless=Counts(3)), "B", "x"
    )
