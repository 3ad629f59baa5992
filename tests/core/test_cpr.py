"""Rule 44: no CPR numbers. What looks like one is found; the other numbers of a case are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cpr import any_looks_like_cpr, looks_like_cpr


@pytest.mark.parametrize(
    "text",
    [
        "010203-1234",
        "0102031234",
        "010203 1234",
        "010203 - 1234",
        "01 02 03-1234",
        "født 01 02 03 - 1234 i Aarhus",
        "01.02.03-1234",
        "010203–1234",
        "010203\u2011\u200b1234",
        "010203\u00a01234",
        "Medarbejderen (cpr. 010203-1234) var til stede.",
        "CPR-nr.: 010203-1234, født i Aarhus",
        "cpr0102031234",
        "CPR-010203-1234",
        "personnummer\n010203-1234",
        "Journal for 010203-1234.",
        "referat_010203-1234_underskrevet.pdf",
        "010203-1234.pdf",
        "sagsnr. 010203-1234",
        "000000-0000 og 010203-1234",
        "010203-1234,020304-1234",
        "٠١٠٢٠٣-١٢٣٤",
        "０１０２０３１２３４",
        "290200-4000",  # 2000 was a leap year
        "290296-1234",
        "311299-9999",
        "010157-5000",
        "010158-5000",  # of 1858
    ],
)
def test_what_looks_like_a_cpr_number_is_found(text: str) -> None:
    assert looks_like_cpr(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EMN-2025-007999",
        "dok. 14953235",
        "20250012345",
        "Arbejdstilsynets sag 20250012345 og 20240012345-2",
        "AAR2025-0001",
        "EKS-100425-1234",
        "EMN100425-1234",
        "2025-010203-1234",
        "010203-1234-5",
        "010203-1234/2025",
        "P-nummer 1003388394",
        "P-nr. 1003388394",
        "P-nr: 1003388394 og 1003388395",
        "pnr 1003388394",
        "Produktionsenheden 1003388394",
        "CVR 55133018",
        "CVR-nr. 10032033",
        "Tlf. 12345678",
        "+4512345678",
        "+45 12 34 56 78",
        "12 34 56 78 90",
        "Telefon 0102031234",
        "Konto 1234 0102031234",
        "10.04.2025 kl. 14.05",
        "10.04.2025 14.05",
        "10-04-2025 1405",
        "10.04.25 1405",
        "10.04.25 kl. 1405-1500",
        "10 04 25 1405",
        "Tlf. 45 12 34 56-1234",
        "31 02 03-1234",
        "2025-04-10T14:05:00",
        "2025-04-10 1405",
        "20250410 1405",
        "IMG_20250410_1405.jpg",
        "Screenshot_20250410-140512.png",
        "1.010.203.123",
        "0102031234,50",
        "0,0102031234",
        "320203-1234",
        "011303-1234",
        "000103-1234",
        "290203-1234",
        "290200-1234",  # 1900 was no leap year
        "290250-5000",  # of 2050
        "010203-123",
        "010203-12345",
        "10203-1234",
        "010203 x 1234",
        "010203\n1234",
        "010203    1234",
        "①①①①①①-①①①①",
        "a" * 50_000,
        "1" * 50_000,
        "010203 " * 10_000,
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    assert not looks_like_cpr(text)


# The seventh digit, the two digits of the year, and the year they make: the table of the CPR register.
_CENTURIES = [
    *((digit, range(100), 1900) for digit in range(4)),
    *((digit, range(37), 2000) for digit in (4, 9)),
    *((digit, range(37, 100), 1900) for digit in (4, 9)),
    *((digit, range(58), 2000) for digit in range(5, 9)),
    *((digit, range(58, 100), 1800) for digit in range(5, 9)),
]


@given(
    st.integers(0, 39),
    st.integers(0, 19),
    st.sampled_from(_CENTURIES),
    st.data(),
    st.sampled_from(["-", " ", "", " - ", "–"]),
    st.sampled_from(["", "Om ", "(", "\n", "cpr:", "»"]),
    st.sampled_from(["", " ", ".", ")", "\n", ", og"]),
)
def test_it_is_the_day_that_decides(
    day: int, month: int, century: tuple[int, range, int], data: st.DataObject, gap: str, before: str, after: str
) -> None:
    digit, years, base = century
    year = data.draw(st.sampled_from(years))
    rest = data.draw(st.integers(0, 999))
    try:
        date(base + year, month, day)
    except ValueError:
        is_day = False
    else:
        is_day = True
    text = f"{before}{day:02d}{month:02d}{year:02d}{gap}{digit}{rest:03d}{after}"
    assert looks_like_cpr(text) is is_day


@given(st.text(st.sampled_from("0123456789 -.,:/+_aÆ٣\n\u200b"), max_size=60))
def test_any_text_is_read_to_its_end(text: str) -> None:
    """And what surrounds it with blanks and lines neither hides it nor makes one."""
    assert looks_like_cpr(f"\n{text}\n") is looks_like_cpr(text)


def test_texts_are_not_run_together() -> None:
    assert not any_looks_like_cpr(["010203", "1234"])
    assert any_looks_like_cpr(["", "x", "010203-1234"])
