"""The PDF status report: its text, its bytes and its form (domain rules 13, 19, 21, 22, 23 and 39)."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime

import msgspec
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.reports.content import (
    STATUS_SECTIONS,
    Clock,
    Count,
    Finding,
    Involvement,
    Item,
    Plan,
    PriorMeasure,
    RemainingWork,
    UnitFacts,
    canonical_json,
    decode,
    sha256,
)
from app.reports.enums import SnapshotState
from app.reports.pdf.render import render_status_report
from app.reports.pdf.status_report import NOTICE
from tests.reports.pdf.samples import (
    make_big_report,
    make_empty_report,
    make_evidence,
    make_focus_point,
    make_item,
    make_report,
    make_scenario_report,
    render,
    with_text,
)

pytestmark = pytest.mark.slow  # each draws whole reports


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def text_of(pdf: bytes) -> str:
    """The text of all pages without white space, so that line breaks and columns do not matter."""
    return squeeze("".join(texts_of(pdf)))


def texts_of(pdf: bytes) -> list[str]:
    """The text of each page, a line of the page a line: ten times as fast as pypdf."""
    with closing(pypdfium2.PdfDocument(pdf)) as file:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in file]


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_contains(pdf: bytes, *expected: str) -> None:
    text = text_of(pdf)
    assert [wanted for wanted in expected if squeeze(wanted) not in text] == []


def all_texts(value: object) -> list[str]:
    if isinstance(value, msgspec.Struct):
        skipped = {"tone", "status_tone", "sections"}
        names = [name for name in value.__struct_fields__ if name not in skipped]
        return [text for name in names for text in all_texts(getattr(value, name))]
    if isinstance(value, tuple):
        return [text for part in value for text in all_texts(part)]
    return [value] if isinstance(value, str) else []


def test_every_text_of_an_ordinary_report_is_printed() -> None:
    report = make_report()
    assert_contains(render(report), *all_texts(report))


def test_page_one_says_where_to_send_and_what_the_status_is() -> None:
    """Rules 22 and 39: the notice, the date, the counts and the next dates stand on page one."""
    first = squeeze(read(render(make_report())).pages[0].extract_text())
    for wanted in (
        NOTICE,
        "Arbejdsmængde og høje følelsesmæssige krav i Familierådgivningen",
        "sag 999-2025-0004 · pr. 12. september 2025",
        "03.11.2025 • om 52 dage",
        "Tilbagemeldingsfrist ukendt ? ukendt",
        "lavet 12. september 2025 kl. 13.05",
    ):
        assert squeeze(wanted) in first, wanted
    # The big figures are read row by row: all labels, then all numbers.
    assert "FokuspunkterEffektvurderetGennemførtIgangOverfrist21af41af41af41af4" in first


def test_the_status_words_have_signs_beside_them() -> None:
    """Rule 43: never by colour alone."""
    assert_contains(render(make_report()), "✓ Effekt vurderet", "× 11 dage over", "? Ukendt", "! Uenig")


def test_the_longest_usual_words_are_not_broken_in_a_column() -> None:
    """A role, a time in words and the numbers of a large case fit the columns they stand in: 1.10 is not 1.100."""
    report = make_report(
        sections=("table", *STATUS_SECTIONS),
        other_items=(make_item(no="10.300", title="Det sidste"),),
        evidence=(make_evidence(no="B10000"),),
        remaining=(RemainingWork(item="1.1 Tiltag", missing="Planlagt", owner_role="Arbejdsmiljørepræsentant"),),
        prior_measures=(PriorMeasure(title="Før", since_text="Efter trivselsmålingen i efteråret 2024"),),
    )
    text = " ".join(page.extract_text() for page in read(render(report)).pages)
    assert "Arbejdsmiljørepræsentant\n" in text
    assert "trivselsmålingen" in text
    assert "\n10.300\n" in text
    assert "\nB10000\n" in text


@pytest.mark.parametrize("lines", range(20, 60, 3))
def test_the_heading_of_the_plan_stands_with_its_first_focus_point(lines: int) -> None:
    """However long what comes before is."""
    report = make_report(order_summary="\n".join(["En linje."] * lines))
    first = f"1. {report.focus_points[0].title}" if report.focus_points[0].no == "1" else report.focus_points[0].title
    pages = [page.extract_text() for page in read(render(report)).pages]
    (page,) = [text for text in pages if "Fokuspunkter og tiltag\n" in text]
    assert first.split()[-1] in page.partition("Fokuspunkter og tiltag\n")[2]


@pytest.mark.parametrize("lines", range(0, 60, 4))
def test_a_short_item_stays_on_one_page_below_its_heading(lines: int) -> None:
    """However long what comes before is; a focus point stands with its first item."""
    short = make_item(
        title="Det korte tiltag", problem="Kort problem.", nature="", scope="", what_was_done="", cause=""
    )
    point = make_focus_point(
        no="1", title="Fokus et", items=(msgspec.structs.replace(short, date_moves=(), helpers=(), measure=""),)
    )
    report = make_report(order_summary="\n".join(["En linje."] * lines), focus_points=(point,))
    pages = [page.extract_text() for page in read(render(report)).pages]
    (page,) = [text for text in pages if "Det korte tiltag\n" in text and "Kort problem." in text]
    assert page.index("1. Fokus et") < page.index("Det korte tiltag") < page.index("Kort problem.")
    assert "Grundlag for effekt" in page


def test_what_the_case_lacks_stands_without_owner_and_date() -> None:
    """What nobody has been given is not "unknown"."""
    pdf = render(make_empty_report(also_missing=("Konklusion 2 er endnu ikke besvaret af et fokuspunkt.",)))
    assert_contains(pdf, "Konklusion 2 er endnu ikke besvaret af et fokuspunkt.")
    assert "Ansvarlig" not in text_of(pdf)


def test_a_figure_of_nothing_is_not_nought_of_nought() -> None:
    counts = (Count(label="Fokuspunkter lukket", number=0, of=0), Count(label="Tiltag i gang", number=0, of=3))
    pdf = render(make_empty_report(counts=counts))
    assert_contains(pdf, "Fokuspunkter lukket Tiltag i gang ingen endnu 0 af 3")


def test_a_column_with_nothing_in_it_is_left_out() -> None:
    unknown = Clock(label="Klagefrist", on=None, state="Ukendt", tone="unknown")
    assert_contains(render(make_empty_report(clocks=(unknown,))), "Frist Dato Tilstand Klagefrist ukendt ? Ukendt")
    known = Clock(label="Klagefrist", on=date(2025, 9, 1), state="Udløbet", source="Beregnet")
    expected = "Kilde og bemærkning Klagefrist 01.09.2025 • Udløbet Beregnet"
    assert_contains(render(make_empty_report(clocks=(known,))), expected)


def test_a_unit_is_named_at_the_item_only_where_there_are_several() -> None:
    point = make_focus_point(items=(make_item(unit="Team Nord"),))
    nord, syd = UnitFacts(name="Team Nord"), UnitFacts(name="Team Syd")
    assert squeeze("Enhed Team Nord Problem") not in squeeze(
        text_of(render(make_empty_report(units=(nord,), focus_points=(point,))))
    )
    assert_contains(render(make_empty_report(units=(nord, syd), focus_points=(point,))), "Enhed Team Nord Problem")


@pytest.mark.parametrize(
    ("plan", "printed"),
    [
        (Plan(state="Kladde"), "Handleplan: kladde."),
        (
            Plan(state="Godkendt", version=2, approved_on=date(2025, 9, 8)),
            "Handleplan version 2: godkendt 8. september 2025.",
        ),
        (
            Plan(state="Revideret", version=3, approved_on=date(2025, 9, 8)),
            "Handleplan version 3: revideret. Godkendt 8. september 2025.",
        ),
        (Plan(state=""), "Handleplan: ukendt."),
    ],
)
def test_the_plan_says_once_where_it_stands(plan: Plan, printed: str) -> None:
    assert_contains(render(make_empty_report(plan=plan)), printed)


def test_an_unanswered_finding_is_named() -> None:
    findings = (Finding(no="1", kind="Krav", text="Gør noget"),)
    assert_contains(render(make_report(findings=findings)), "Gør noget ! Ikke besvaret")


def test_a_report_back_without_information_of_amo_is_marked() -> None:
    """Rule 19."""
    assert_contains(render(make_report()), "Bemærk ! Sendt uden registreret orientering af AMO")


def test_dissent_is_printed_unaltered() -> None:
    """Rule 19: a remark is printed as it was given."""
    remark = "Vi er UENIGE!!  Se punkt 3 <her> & punkt 4.\n– AMR"
    record = Involvement(on=None, kind="Uenig", forum="AMG", remark=remark, is_dissent=True)
    assert_contains(render(make_report(involvement=(record,))), f"ukendt ! Uenig AMG {remark}")


def test_an_owner_is_named_only_where_the_report_has_the_name() -> None:
    """Rule 39."""
    named = make_focus_point(items=(make_item(owner_role="Teamleder", owner_name="Bo Prøve"),))
    assert_contains(render(make_report(focus_points=(named,))), "Ansvarlig: Teamleder (Bo Prøve)")


def test_what_rule_23_asks_for_and_is_missing_is_listed() -> None:
    thin = make_focus_point(items=(Item(no="1.1", title="Tyndt", status="Planlagt", problem="Travlt"),))
    expected = "Ikke udfyldt årsag, art, alvor, omfang, tiltag, hvordan tiltaget løser problemet, "
    assert_contains(render(make_report(focus_points=(thin,))), expected + "forebyggelsesniveau, ansvarlig")


def test_an_empty_report_says_what_is_unknown() -> None:
    """Rule 13: no focus points, every date unknown, and nothing invented."""
    pdf = render(make_empty_report())
    assert_contains(
        pdf,
        "Status ? ukendt",
        "Enhed ukendt · P-nr. ukendt · CVR ukendt",
        "Tilsynsbesøg ukendt",
        "Arbejdstilsynet ukendt · ESDH ukendt · KLE ukendt",
        "Der er ikke registreret frister på sagen.",
        "Der er ikke registreret fokuspunkter eller tiltag på sagen.",
        "Der er ikke registreret orientering eller inddragelse af arbejdsmiljøorganisationen.",
        "Der er ikke registreret en tilbagemelding til Arbejdstilsynet.",
    )
    # The only dates are the report's own.
    days = set(re.findall(r"\d\d\.\d\d\.\d{4}", "".join(page.extract_text() for page in read(pdf).pages)))
    assert days == {"12.09.2025"}


def test_the_scenario_shows_no_date_that_its_source_does_not_have() -> None:
    pdf = render(make_scenario_report())
    assert_contains(
        pdf,
        "Klagefrist ukendt ? Ukendt Efterkommelsesfrist ukendt ? Ukendt Tilbagemeldingsfrist ukendt ? Ukendt",
        "Afgørelse Dato: ukendt. Tilgængelig i Digital Post: ukendt.",
        "Arbejdet med høje følelsesmæssige krav skal intensiveres. Kilde: notat 14.07.2025, EMN-2025-007999 ! Ikke",
    )
    days = set(re.findall(r"\d\d\.\d\d\.\d{4}", "".join(page.extract_text() for page in read(pdf).pages)))
    assert days == {"14.07.2025", "10.04.2025"}


@pytest.mark.parametrize("count", [1, 300])
def test_every_item_is_printed(count: int) -> None:
    pdf = render(make_big_report(count))
    assert_contains(pdf, *(f"Tiltag nummer {number}: faste aftaler" for number in range(1, count + 1)))


def test_long_tables_repeat_their_header_and_headings_are_never_last() -> None:
    pages = [page.extract_text().split("\n") for page in read(render(make_big_report(30))).pages]
    header = squeeze("Nr. Dokument Type og dato Hører til")
    with_header = [page for page in pages if header in squeeze("".join(page))]
    assert len(with_header) >= 2
    for page in pages:
        body = [line for line in page if not line.startswith(("Rapport nr.", "Side "))]
        assert not re.match(r"(Tiltag \d|\d+\. Fokuspunkt|Dokumentation$|Det, der mangler$)", body[-1]), body[-1]


LONG = " ".join(f"ord{number}" for number in range(2500))  # some 20,000 characters
HOSTILE = {
    "emoji": ("Godt 😀😀 gået 👩‍👧", "Godt [U+1F600 ×2] gået [U+1F469 U+1F467]"),
    "control": ("før\x00\x07\x1b[0m\x85efter\u202e!", "før[0mefter!"),
    "right to left": ("שלום ord", "[U+05E9 U+05DC U+05D5 U+05DD] ord"),
    "markup": ("<b>&amp;</b><para>&lt;]]>", "<b>&amp;</b><para>&lt;]]>"),
    "combining": ("a\u030angstro\u0308m", "ångström"),
    "surrounding space": (" \t\r\n x \r\n\r\n\r\n y \u00a0", "x y"),
    "hyphens": ("AT\u2011nr. ● 1", "AT-nr. • 1"),
}


@pytest.mark.parametrize(("text", "printed"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_everywhere_is_printed_or_shown_by_code_point(text: str, printed: str) -> None:
    pdf = render(with_text(make_report(), text))
    assert text_of(pdf).count(squeeze(printed)) >= 80
    assert read(pdf).metadata.title is not None


def test_numbers_in_place_of_signs_are_explained_where_there_are_any() -> None:
    note = squeeze("Tegn, som rapportens skrift ikke har, står som deres nummer i Unicode, fx [U+1F600].")
    assert note in text_of(render(make_empty_report(order_summary="Godt \u2011 gået 😀")))
    assert squeeze("deres nummer i Unicode") not in text_of(
        render(make_empty_report(order_summary="Æ \u2011 [U+1F600]"))
    )


def test_no_text_at_all_gives_a_report() -> None:
    assert_contains(render(with_text(make_report(), "")), NOTICE, "Sag uden titel", "Ansvarlig: ukendt")


@pytest.mark.parametrize("part", ["title", "order_summary", "warnings", "remark", "problem", "item title"])
@pytest.mark.parametrize("text", [LONG, "x" * 20_000, "linje\n" * 4_000], ids=["words", "one word", "lines"])
def test_twenty_thousand_characters_are_printed_to_the_last(part: str, text: str) -> None:
    overrides = {
        "title": {"title": text},
        "order_summary": {"order_summary": text},
        "warnings": {"warnings": (text,)},
        "remark": {"involvement": (Involvement(on=None, kind="Hørt", forum="AMG", remark=text),)},
        "problem": {"focus_points": (make_focus_point(items=(make_item(problem=text),)),)},
        "item title": {"focus_points": (make_focus_point(items=(make_item(title=text),)),)},
    }[part]
    pages = texts_of(render(make_report(**overrides)))
    # The header and the footer of each page stand in the middle of a text that runs over pages.
    furniture = re.compile(
        r"^(999-2025-0004 · |pr\. dato |Rapport nr\. |Side \d|Dato Form Forum|Bemærkning, ).*$", re.M
    )
    found = squeeze("".join(furniture.sub("", page) for page in pages))
    if text.startswith("linje"):
        assert found.count("linje") >= 4_000
    elif text.startswith("x"):
        assert found.count("x") >= 20_000
    else:
        assert squeeze(LONG) in found or all(word in found for word in LONG.split())


def test_the_same_snapshot_gives_the_same_bytes_in_another_process() -> None:
    canonical = canonical_json(make_report())
    program = (
        "import sys; from app.reports.content import sha256; from app.reports.pdf.render import render_status_report\n"
        "data = sys.stdin.buffer.read(); sys.stdout.buffer.write(render_status_report(data, sha256(data), 'released'))"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", program],
            input=canonical,
            capture_output=True,
            check=True,
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1"},
        ).stdout
        for zone, seed in (("UTC", "1"), ("Pacific/Auckland", "2"))
    ]
    assert made[0] == made[1] == render_status_report(canonical, sha256(canonical), SnapshotState.RELEASED)
    assert made[0] == render_status_report(canonical, sha256(canonical), SnapshotState.RELEASED)


def test_the_file_is_danish_titled_dated_and_outlined() -> None:
    reader = read(render(make_report()))
    root, info = reader.trailer["/Root"], reader.metadata
    assert root["/Lang"] == "da-DK"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == "true" or root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert info.title == (
        "Statusrapport 999-2025-0004: Arbejdsmængde og høje følelsesmæssige krav i Familierådgivningen"
    )
    assert info.author == "Anne Prøve, Eksempel Kommune"
    assert info.creation_date == info.modification_date == datetime(2025, 9, 12, 11, 5, tzinfo=UTC)
    tops = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert tops == [
        "Kort status",
        "Frister og forløb",
        "Afgørelsen",
        "Fokuspunkter og tiltag",
        "Trivselsmålinger",
        "Indikatorer",
        "Tiltag fra før afgørelsen",
        "Varige vilkår, der følges løbende",
        "Orientering og inddragelse",
        "Det, der mangler",
        "Tilbagemelding og kontakt med Arbejdstilsynet",
        "Dokumentation",
        "Om rapporten",
    ]
    assert {round(float(page.mediabox.width)) for page in reader.pages} == {595}


def test_each_page_has_its_number_the_reference_the_date_and_the_hash() -> None:
    report = make_report()
    pages = read(render(report)).pages
    digest = sha256(canonical_json(report))[:12]
    for number, page in enumerate(pages, 1):
        text = squeeze(page.extract_text())
        for wanted in (f"Side {number} af {len(pages)}", "999-2025-0004", "pr. dato 12.09.2025", "2025-0007", digest):
            assert squeeze(wanted) in text


def test_only_embedded_fonts_are_used() -> None:
    for page in read(render(with_text(make_report(), "Ж½€ æøå"))).pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            assert "Plex" in font["/BaseFont"]
            assert "/FontFile2" in font["/FontDescriptor"].get_object()


def test_a_snapshot_that_was_changed_is_refused() -> None:
    canonical = canonical_json(make_report())
    with pytest.raises(ValueError, match="hash"):
        render_status_report(canonical.replace(b"2025", b"2024", 1), sha256(canonical), SnapshotState.RELEASED)


def test_a_snapshot_reads_back_as_it_was() -> None:
    report = make_report()
    assert decode(canonical_json(report)) == report
    assert canonical_json(decode(canonical_json(report))) == canonical_json(report)


def test_a_snapshot_of_a_later_program_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="schema version"):
        decode(canonical_json(make_report(schema_version=99)))


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        canonical_json(make_report(created_at=datetime(2025, 1, 1)))


# Everything but lone surrogates, which no database of ours can hold.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_TEXT, st.dates(min_value=date(1, 1, 1)))
def test_any_text_and_date_give_a_valid_pdf(text: str, day: date) -> None:
    point = make_focus_point(title=text, items=(make_item(title=text, problem=text, due_on=day),))
    clocks = tuple(msgspec.structs.replace(clock, on=day, note=text) for clock in make_report().clocks)
    report = make_report(title=text, focus_points=(point,), clocks=clocks, warnings=(text,))
    assert_contains(render(report), NOTICE, f"Frist: {day.day:02}.{day.month:02}.{day.year:04}")
