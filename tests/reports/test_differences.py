"""How the differences between two reports are put on a page: each thing once, under the part it is about."""

from datetime import date

from msgspec.structs import replace

from app.reports.changes import changes, news_since
from app.reports.pages.differences import change_groups, news_groups
from tests.reports.pdf.samples import make_evidence, make_item, make_report

SEP = date(2025, 9, 1)
OPEN = make_item(no="1", title="Sparring", status="I gang", is_done=False, done_on=None, effect_result="")
DONE = replace(OPEN, status="Gennemført, effekt ikke vurderet", is_done=True, done_on=SEP, what_was_done="Fast\ntid.")
JUDGED = replace(DONE, status="Effekt: tilstrækkelig", effect_result="Tilstrækkelig", effect_evaluated_on=SEP)
EVIDENCE = make_evidence(no="B1", title="Referat", sha256="a" * 64, file_name="Referat.pdf", note="")


def of(item, *evidence):
    return make_report(focus_points=(), other_items=(item,), evidence=evidence)


def said(groups):
    return [
        (group.heading, thing.subject, thing.kind, [(each.label, each.before, each.after) for each in thing.lines])
        for group in groups
        for thing in group.things
    ]


def test_a_thing_stands_once_and_what_had_not_happened_is_not_called_unknown():
    old = of(replace(OPEN, what_was_done=""))
    found = change_groups(changes(old, of(DONE, EVIDENCE)))

    assert said(found) == [
        (
            "Tiltag",
            "Tiltag 1: Sparring",
            "",
            [
                ("Status", "I gang", "Gennemført, effekt ikke vurderet"),
                ("Hvad er gjort", "", "Fast\ntid."),
                ("Gennemført den", "", "1. september 2025"),
            ],
        ),
        ("Dokumentation", "Referat", "Nyt", [("", "", "Referat.pdf")]),
    ]
    assert [line.is_short for line in found[0].things[0].lines] == [True, False, True]


def test_the_news_say_what_was_done_where_they_say_that_it_was_and_leave_the_state_to_the_effect():
    done = news_groups(news_since(of(replace(OPEN, what_was_done="")), of(DONE, EVIDENCE)))
    judged = news_groups(news_since(of(replace(DONE, effect_evaluated_on=None)), of(JUDGED)))

    assert said(done) == [
        (
            "Gennemført",
            "Tiltag 1: Sparring",
            "",
            [("Hvad er gjort", "", "Fast\ntid."), ("", "", "1. september 2025")],
        ),
        ("Dokumentation", "Referat", "", [("", "", "Referat.pdf")]),
    ]
    assert said(judged) == [
        (
            "Effekt",
            "Tiltag 1: Sparring",
            "",
            [("Effekt", "", "Tilstrækkelig"), ("Effekt vurderet", "", "1. september 2025")],
        )
    ]
    assert news_groups(None) == ()
