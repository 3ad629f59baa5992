"""What counts as changed between two reports, and what of it AMO or AMR must be informed of anew (rule 19)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.changes import Change, changes, is_spelling_only, may_be_spelling, that_matter
from app.reports.content import DateMove, EvidenceEntry, Finding, Involvement, Item, PermanentCondition, StatusReport
from app.reports.enums import ChangeKind, ReportPart
from tests.reports.pdf.samples import make_empty_report, make_evidence, make_focus_point, make_item, make_report

# What says nothing new: which report it is, what follows from the day or from another field, and what names a row.
SAYS_NOTHING = {
    *("schema_version", "report_no", "as_of", "created_at", "author"),
    *("heading", "receiver", "is_attachment", "replaces", "sections", "news"),  # who it is for, and so what it holds
    *("status_note", "status_tone", "tone", "counts", "next_dates", "warnings", "events", "remaining", "also_missing"),
    "focus_points.answers",  # of the findings, seen from the other side
    *("focus_points.evidence", "focus_points.items.evidence", "focus_points.items.no", "evidence.no", "evidence.size"),
    *("focus_points.items.id", "permanent_conditions.id", "surveys.id", "indicators.id"),
    *("focus_points.items.owner_name", "permanent_conditions.title", "permanent_conditions.review_interval"),
    *("permanent_conditions.next_review_on", "permanent_conditions.owner_role"),
    *("involvement.is_dissent", "involvement.about_report", "report_backs.by_role"),
    *(
        "clocks.state",
        "clocks.tone",
        "clocks.note",
        "clocks.original_on",
        "focus_points.tone",
        "focus_points.items.tone",
    ),
}


def other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"999 {value}"
        case None:
            return date(2031, 1, 1)
        case date():
            return value + timedelta(days=1)
        case tuple():
            return value[1:] if value else ("999 noget",)
    raise AssertionError(value)


def leaves(value: Any, path: str = "") -> Any:
    """Every field of a report with the report in which it alone is another; rows by their first one."""
    for name in value.__struct_fields__:
        here = f"{path}{name}"
        if here.replace("other_items.", "focus_points.items.") in SAYS_NOTHING:
            continue
        inner = getattr(value, name)
        if isinstance(inner, msgspec.Struct):
            nested: Any = [(at, changed) for at, changed in leaves(inner, f"{here}.")]
        elif isinstance(inner, tuple) and inner and isinstance(inner[0], msgspec.Struct) and name != "units":
            nested = [(at, (row, *inner[1:])) for at, row in leaves(inner[0], f"{here}.")]
            nested.append((here, inner[1:]))
        else:
            nested = [(here, other(inner))]
        for at, changed in nested:
            yield at, msgspec.structs.replace(value, **{name: changed})


WHOLE = make_report(other_items=(make_item(no="9"),))
LEAVES = dict(leaves(WHOLE))


@pytest.mark.parametrize("path", LEAVES)
def test_every_field_that_says_something_is_compared(path):
    found = changes(WHOLE, LEAVES[path])

    assert found
    matter = {
        "findings",
        "focus_points",
        "other_items",
        "prior_measures",
        "permanent_conditions",
        "evidence",
        "surveys",
        "indicators",
    }
    is_remark = path in {"involvement.remark"}
    assert bool(that_matter(found)) is (path.partition(".")[0] in matter or is_remark)


def test_what_says_nothing_is_no_change():
    """When and by whom it was made, and what the day alone makes."""
    late = make_focus_point(
        items=(make_item(status="I gang, fristen er overskredet", tone="bad", owner_name="Bo Ærø"),)
    )
    before = make_report(focus_points=(make_focus_point(items=(make_item(status="I gang"),)),))
    after = make_report(
        report_no="8", replaces="7", as_of=date(2026, 1, 1), warnings=(), counts=(), remaining=(), focus_points=(late,)
    )
    assert changes(before, after) == ()


TEXT = st.sampled_from(["", "a", "b", "Noget andet"])
DAY = st.sampled_from([None, date(2025, 1, 1), date(2025, 2, 1)])
ITEM = st.builds(Item, no=st.sampled_from("123"), title=TEXT, status=TEXT, due_on=DAY, effect_result=TEXT)
EVIDENCE = st.builds(EvidenceEntry, no=TEXT, title=TEXT, sha256=TEXT, on=DAY, is_withdrawn=st.booleans())
TOLD = st.builds(Involvement, on=DAY, kind=TEXT, forum=TEXT, remark=TEXT, about_report=st.sampled_from(["", "nr. 1"]))
REPORT = st.builds(
    make_empty_report,
    title=TEXT,
    findings=st.lists(st.builds(Finding, no=st.sampled_from("12"), kind=TEXT, text=TEXT), max_size=3).map(tuple),
    other_items=st.lists(ITEM, max_size=4).map(tuple),
    evidence=st.lists(EVIDENCE, max_size=4).map(tuple),
    involvement=st.lists(TOLD, max_size=3).map(tuple),
)
BACKWARDS = {ChangeKind.NEW: ChangeKind.GONE, ChangeKind.GONE: ChangeKind.NEW, ChangeKind.CHANGED: ChangeKind.CHANGED}


@given(REPORT, REPORT)
@settings(max_examples=60, deadline=None)
def test_nothing_differs_from_itself_and_backwards_is_the_same_the_other_way_round(
    old: StatusReport, new: StatusReport
):
    def seen(found: tuple[Change, ...]) -> list[Any]:
        return sorted((each.part, each.kind, each.field, each.before, each.after) for each in found)

    there, back = changes(old, new), changes(new, old)

    assert changes(old, old) == ()
    assert seen(there) == sorted((e.part, BACKWARDS[e.kind], e.field, e.after, e.before) for e in back)
    assert bool(that_matter(there)) is bool(that_matter(back))


@given(REPORT, st.permutations(range(4)))
@settings(max_examples=40, deadline=None)
def test_a_piece_of_evidence_keeps_what_it_is_when_its_number_moves(report: StatusReport, order: list[int]):
    evidence = tuple(make_evidence(no=f"B{no}", title=f"Bilag {no}", sha256=f"{no}" * 64) for no in range(4))
    moved = tuple(msgspec.structs.replace(evidence[old], no=f"B{new}") for new, old in enumerate(order))
    before = msgspec.structs.replace(report, evidence=evidence)
    assert changes(before, msgspec.structs.replace(report, evidence=moved)) == ()
    (gone,) = changes(before, msgspec.structs.replace(report, evidence=moved[1:]))
    assert (gone.part, gone.kind, gone.subject) == (
        ReportPart.EVIDENCE,
        ChangeKind.GONE,
        f"Dokumentation: Bilag {order[0]}",
    )


@pytest.mark.parametrize("has_ids", [True, False])
def test_an_item_and_its_lasting_demand_stay_what_they_are_under_another_number(has_ids):
    """One before them is left out now, so that they are numbered anew; with ids also when a title was put right."""
    ids = ("a", "b", "c") if has_ids else ("", "", "")
    titles = ("Tavle", "Vagtplan", "Sparing")
    now = (*titles[:2], "Sparring") if has_ids else titles

    def report(named):
        return make_report(
            focus_points=(),
            other_items=tuple(make_item(id=key, no=str(no), title=title) for no, (key, title) in enumerate(named, 1)),
            permanent_conditions=tuple(
                PermanentCondition(id=key, title=f"Tiltag {no}: {title}", last_reviewed_on=date(2025, 9, len(title)))
                for no, (key, title) in enumerate(named, 1)
            ),
        )

    before = msgspec.structs.replace(
        report(list(zip(ids, titles, strict=True))),
        permanent_conditions=report(list(zip(ids, now, strict=True))).permanent_conditions,
    )
    found = changes(before, report(list(zip(ids, now, strict=True))[1:]))
    gone = [each.subject for each in found if each.kind is ChangeKind.GONE]
    assert gone == ["Tiltag 1: Tavle", "Tiltag 1: Tavle"]
    assert [each.field for each in found if each.kind is not ChangeKind.GONE] == (["title"] if has_ids else [])


def test_a_moved_date_carries_its_reason_and_an_effect_is_its_own_part():
    move = DateMove(from_on=date(2025, 8, 15), to_on=date(2025, 9, 1), reason="Vikaren er syg.")
    before = make_item(effect_result="")
    after = make_item(due_on=date(2025, 9, 1), date_moves=(*before.date_moves, move))
    found = changes(
        make_report(other_items=(before,), focus_points=()), make_report(other_items=(after,), focus_points=())
    )

    assert [(each.part, each.label, each.before, each.after, each.reason) for each in found] == [
        (ReportPart.MEASURES, "Frist", "15. august 2025", "1. september 2025", "Vikaren er syg."),
        (ReportPart.EFFECT, "Effekt", "", "Tilstrækkelig effekt", ""),
    ]


def test_rule_19_the_record_that_informed_of_a_draft_is_no_change_that_must_be_told_again():
    """Its remark belongs to that information; a remark of somebody else is new."""
    told = Involvement(
        on=date(2025, 9, 20), kind="Orienteret", forum="AMG", remark="Fint.", about_report="rapport nr. 1"
    )
    new = make_report(involvement=(*make_report().involvement, told))
    assert [each.part for each in changes(make_report(), new)] == [ReportPart.CASE]
    dissent = msgspec.structs.replace(told, kind="Uenig", forum="MED-udvalg", about_report="")
    assert len(that_matter(changes(new, msgspec.structs.replace(new, involvement=(*new.involvement, dissent))))) == 1


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("Vi har ansat to vikare.", "Vi har ansat to vikarer.", True),
        ("arbejds miljø", "Arbejdsmiljø", True),
        ("Vi ansætter , to afløsere", "Vi ansætter to afløsere.", True),
        ("Vi har holdt møder", "Vi har ikke holdt møder", False),
        ("Der er 2 vikarer", "Der er 3 vikarer", False),
        ("tilstrækkelig", "utilstrækkelig", False),
        ("Møder hver uge", "Møder hver måned", False),
        ("Møder", "Møder og supervision", False),
        ("", "Møder", False),
        ("Møder", "", False),
    ],
)
def test_what_may_be_a_correction_of_spelling(before, after, may):
    change = Change(
        part=ReportPart.MEASURES, kind=ChangeKind.CHANGED, subject="x", before=before, after=after, is_prose=True
    )
    assert may_be_spelling(change) is may
    assert not may_be_spelling(msgspec.structs.replace(change, is_prose=False))


def test_one_change_of_substance_among_corrections_is_enough():
    text = make_report().findings[0].text
    corrected = msgspec.structs.replace(make_report().findings[0], text=text.replace("arbejdsmængde", "arbejdsmængte"))
    spelled = make_report(findings=(corrected, *make_report().findings[1:]))
    assert len(that_matter(changes(make_report(), spelled))) == 1
    assert is_spelling_only(changes(make_report(), spelled))
    with_more = msgspec.structs.replace(
        spelled, evidence=(*spelled.evidence, make_evidence(title="Ny", sha256="0" * 64))
    )
    assert not is_spelling_only(changes(make_report(), with_more))
