"""Files that are broken, locked, or made to hurt: refused with a reason, early, and with nothing half read."""

import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.surveys.files.formats import detect
from app.surveys.files.places import MOST_BYTES, FileRefused
from tests.surveys.files.samples import figures, raw_workbook, read, save, texts, workbook

ROWS = [["Enhed", "n", "Samarbejde"], ["Skødstrup Skole", 9, 61], ["Børnehuset Ærø", 8, 70]]
SHEET = (
    '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>{}</x:sheetData>'
    "</x:worksheet>"
)
HEADING = '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Enhed</x:t></x:is></x:c>{}</x:row>'
_TEXT = '<x:c t="inlineStr"><x:is><x:t>{}</x:t></x:is></x:c>'
MORE = _TEXT.format("n") + _TEXT.format("Samarbejde")


def refusal(path):
    with pytest.raises(FileRefused) as refused:
        read(path)
    return refused.value.message


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "fil.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    started = time.perf_counter()

    assert refusal(path).startswith(f"Filen er større end {MOST_BYTES // 1_000_000} MB.")
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Filen er tom."),
        (b"\r\n\r\n", "Filen er tom."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "låst med en adgangskode eller gemt i et gammelt format"),
        (b"%PDF-1.7 ...", "Tal fra en PDF skal tastes ind"),
        (b"\xef\xbb\xbf<html><table><tr><td>Enhed", "webside eller XML under et andet navn"),
        (b"$FL2@(#) SPSS", "Filen er fra SPSS"),
        (b"Enhed;n\x00\x01\x02;x\n" * 9, "er ikke en tekstfil"),
        (b"PK\x03\x04 ikke en zip", "i stykker eller kun hentet delvist"),
        ('Enhed;n;Samarbejde\nA;9;61\n"Skødstrup;9;61\nB;9;61\n'.encode(), 'Række 3: Anførselstegnene (") passer ikke'),
        (("Enhed" + ";x" * 1_000 + "\n").encode(), "Række 1: Rækken har over 1000 kolonner."),
        (b"Kun en linje tekst", "Vælg den kolonne, der siger, hvilken enhed"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(tmp_path, content, message):
    assert message in refusal(save(tmp_path / "fil.csv", content))


def test_a_truncated_or_damaged_workbook_is_refused(tmp_path):
    whole = workbook(tmp_path / "fil.xlsx", ROWS * 200).read_bytes()
    for cut in (30, len(whole) // 2, len(whole) - 10):
        assert "i stykker eller kun hentet delvist" in refusal(save(tmp_path / "del.xlsx", whole[:cut]))


def test_a_locked_part_is_refused(tmp_path):
    path = workbook(tmp_path / "fil.xlsx", ROWS)
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:  # the list of contents says that every part is encrypted
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)

    assert "adgangskode" in refusal(save(tmp_path / "laast.xlsx", bytes(content)))


def test_a_bomb_is_refused_by_what_it_says_it_unpacks_to(tmp_path):
    content = bytearray(workbook(tmp_path / "fil.xlsx", ROWS).read_bytes())
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/worksheets/sheet1.xml"))
    content[at + 24 : at + 28] = (3_000_000_000).to_bytes(4, "little")

    assert "pakker ud til mere" in refusal(save(tmp_path / "bombe.xlsx", bytes(content)))


def test_a_part_that_unpacks_to_more_than_it_says_is_read_no_further(tmp_path):
    content = bytearray(workbook(tmp_path / "fil.xlsx", ROWS * 100).read_bytes())
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/worksheets/sheet1.xml"))
    content[at + 24 : at + 28] = (900).to_bytes(4, "little")

    assert "i stykker" in refusal(save(tmp_path / "bombe.xlsx", bytes(content)))


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        (f"{SHEET.format('<x:row>' + '<x:c><x:v>1</x:v></x:c>' * 1_001 + '</x:row>')}", "over 1000 kolonner"),
        (
            SHEET.format('<x:row r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>'),
            "Række 1, kolonne XFD: Arket har over 1000",
        ),
        (SHEET.format('<x:row r="1048576"><x:c><x:v>1</x:v></x:c></x:row>'), "over 500.000 rækker"),
        (
            SHEET.format(f'<x:row><x:c t="inlineStr"><x:is><x:t>{"a" * 70_000}</x:t></x:is></x:c></x:row>'),
            "Række 1, kolonne A",
        ),
        (SHEET.format('<x:row><x:c t="s"><x:v>99</x:v></x:c></x:row>'), "henviser til en tekst, der ikke er i filen"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa">]><x:worksheet xmlns:x="x">&a;</x:worksheet>', "i stykker"),
        (SHEET.format("<x:row><x:c><x:v>1</x:v>"), "i stykker"),
        ("ikke xml", "i stykker"),
        (SHEET.format(""), "Arket »Ark1« er tomt."),
    ],
)
def test_a_sheet_made_by_hand_is_refused_where_it_is_wrong(tmp_path, sheet, message):
    assert message in refusal(raw_workbook(tmp_path / "fil.xlsx", sheet))


def test_a_tag_that_never_ends_is_not_gathered_in_memory(tmp_path):
    path = raw_workbook(tmp_path / "fil.xlsx", b"<worksheet " + b"a" * 60_000_000, level=1)
    tracemalloc.start()
    try:
        assert "i stykker" in refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_few_texts_that_say_they_are_many_cost_nothing(tmp_path):
    texts_part = '<sst count="4294967295" uniqueCount="4294967295"><si><t>Enhed</t></si></sst>'
    sheet = SHEET.format('<x:row><x:c t="s"><x:v>0</x:v></x:c></x:row>')

    path = raw_workbook(tmp_path / "fil.xlsx", sheet, {"xl/sharedStrings.xml": texts_part})

    assert [heading.text for heading in detect(path).headings] == ["Enhed"]


def test_what_other_programs_write_is_read(tmp_path):
    """Prefixes, rows and cells without references, rich and spoken text, a formula without a value, booleans."""
    texts_part = (
        "<sst><si><r><t>Skødstrup </t></r><r><t>Skole</t></r><rPh><t>udtale</t></rPh></si>"
        "<si><t>Børnehuset_x0020_Ærø</t></si></sst>"
    )
    rows = HEADING.format(MORE) + (
        '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c><x:v>9</x:v></x:c><x:c><x:f>A1</x:f><x:v>61.5</x:v></x:c></x:row>'
        '<x:row r="7"><x:c r="A7" t="s"><x:v>1</x:v></x:c><x:c r="C7"><x:f>A1</x:f></x:c></x:row>'
    )

    reading = read(raw_workbook(tmp_path / "fil.xlsx", SHEET.format(rows), {"xl/sharedStrings.xml": texts_part}))

    assert figures(reading) == [(3, "samarbejde", 9, "61.5")]
    assert texts(reading) == [
        "række 7, kolonne C »Samarbejde«: Formlen har ingen gemt værdi. Åbn filen i Excel, gem den, og vælg den igen.",
    ]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400) | st.text("Enhed;,\t\"'\r\n0123456789æøå<>\x00%-", max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_in_danish(tmp_path, content):
    try:
        reading = read(save(tmp_path / "fil.csv", content))
    except FileRefused:
        return
    assert reading.figures or reading.counts or reading.problem_count


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
def test_a_workbook_with_one_byte_changed_is_read_or_refused(tmp_path, at, value):
    content = bytearray(_WORKBOOK or _make(tmp_path))
    content[int(at * len(content))] = value
    try:
        reading = read(save(tmp_path / "fil.xlsx", bytes(content)))
    except FileRefused:
        return
    assert reading.figures or reading.problem_count


_WORKBOOK = bytearray()


def _make(tmp_path):
    _WORKBOOK.extend(workbook(tmp_path / "hel.xlsx", ROWS).read_bytes())
    return _WORKBOOK
