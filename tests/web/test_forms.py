"""What a browser sends becomes a Struct, or Danish messages beside what was typed."""

from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.enums import NoticeKind, Topic
from app.core.errors import Blocker, Conflict, Invalid, RuleViolation, Stale
from app.web.forms import Choice, Day, FieldError, Form, Text, Tick, Whole, blank, parse, seen_version


class Sample(Form, frozen=True):
    title: Annotated[str, Text("Titel", required=True, most=20)]
    note: Annotated[str, Text("Note", lines=True, most=50)]
    due_on: Annotated[date | None, Day("Frist")]
    months: Annotated[int | None, Whole("Antal måneder", low=1, high=60)]
    kind: Annotated[NoticeKind | None, Choice("Slags", required=True)]
    topics: Annotated[tuple[Topic, ...], Choice("Emner", required=True)]
    units: Annotated[tuple[str, ...], Choice("Enheder")]
    is_ongoing: Annotated[bool, Tick("Løbende")]


RIGHT = {"title": ["  Ro på  "], "kind": ["immediate"], "topics": ["workload", "violence", "workload"]}


def test_a_right_form_is_cleaned_and_typed() -> None:
    sent = {
        **RIGHT,
        "note": ["én\r\nto  \x00\n"],
        "due_on": ["1/9-2025"],
        "months": ["12"],
        "units": ["a", "", "b"],
        "is_ongoing": ["1"],
        "version": ["3"],
        "ukendt": ["x"],
    }
    submission = parse(Sample, sent)
    assert submission.ok
    assert submission.value == Sample(
        title="Ro på",
        note="én\nto",
        due_on=date(2025, 9, 1),
        months=12,
        kind=NoticeKind.IMMEDIATE,
        topics=(Topic.WORKLOAD, Topic.VIOLENCE),
        units=("a", "b"),
        is_ongoing=True,
        version=3,
    )


def test_every_wrong_field_gets_its_own_message_and_keeps_what_was_typed() -> None:
    sent = {
        "title": ["x" * 21],
        "due_on": ["31.02.2025"],
        "months": ["61"],
        "kind": ["smiley"],
        "topics": [],
        "note": ["æøå"],
    }
    submission = parse(Sample, sent)
    state = submission.state()
    assert submission.status == 422
    assert submission.value is None
    assert state.summary == (
        FieldError("title", "Titel må højst have 20 tegn. Du har skrevet 21."),
        FieldError("due_on", "31.2.2025 findes ikke i kalenderen. Skriv dagen før måneden."),
        FieldError("months", "Antal måneder skal være et helt tal fra 1 til 60."),
        FieldError("kind", "Vælg en af mulighederne på listen."),
        FieldError("topics", "Vælg emner."),
    )
    assert state.values["title"] == "x" * 21
    assert state.values["due_on"] == "31.02.2025"
    assert state.values["note"] == "æøå"


def test_nothing_sent_asks_for_what_is_required_only() -> None:
    assert parse(Sample, {}).errors == {"title": "Udfyld titel.", "kind": "Vælg slags.", "topics": "Vælg emner."}


@pytest.mark.parametrize("typed", ["²", "٣", "1e3", "-1", "0", "61", "12.5", "9" * 400])
def test_a_number_is_ascii_digits_within_its_bounds(typed: str) -> None:
    assert "months" in parse(Sample, {**RIGHT, "months": [typed]}).errors


@given(st.dictionaries(st.sampled_from(Sample.__struct_fields__), st.lists(st.text(), max_size=3)))
def test_whatever_is_sent_gives_a_value_or_messages(sent: dict[str, list[str]]) -> None:
    submission = parse(Sample, sent)
    assert (submission.value is None) == bool(submission.errors)
    assert set(submission.errors) <= set(Sample.__struct_fields__)
    assert all(message.strip() for message in submission.errors.values())
    state = submission.state()
    assert set(state.values) == set(state.errors) == set(Sample.__struct_fields__)


async def test_a_wrong_form_never_reaches_the_action() -> None:
    async def action(form: Sample) -> None:
        raise AssertionError("reached")

    assert await parse(Sample, {}).run(action) is None


async def test_refusals_of_the_action_become_messages() -> None:
    async def run(error: Exception) -> tuple[int, object]:
        async def action(form: Sample) -> None:
            raise error

        submission = parse(Sample, RIGHT)
        await submission.run(action)
        state = submission.state()
        return submission.status, (dict(submission.errors), state.message, state.blockers, state.conflicts)

    blocker, conflict = Blocker("a", "Mangler", "/x"), Conflict("Titel", "min", "din")
    assert await run(Invalid("a", "Samlet", {"title": "Skidt"})) == (422, ({"title": "Skidt"}, None, (), ()))
    assert await run(Invalid("a", "Samlet")) == (422, ({}, "Samlet", (), ()))
    assert await run(RuleViolation("a", "Ikke endnu", [blocker])) == (409, ({}, "Ikke endnu", (blocker,), ()))
    assert await run(Stale(conflicts=[conflict])) == (
        409,
        ({}, "En anden har gemt ændringer, siden du åbnede siden. Intet er gået tabt.", (), (conflict,)),
    )


def test_a_blank_form_shows_values_and_what_was_carried_over_a_login() -> None:
    carried = {"title": ["Fra før"], "topics": ["violence"]}
    state = blank(Sample, carried, title="Gammel", due_on=date(2025, 9, 1), topics=(Topic.WORKLOAD,), is_ongoing=True)
    assert state.values["title"] == "Fra før"
    assert state.values["due_on"] == "2025-09-01"
    assert state.values["is_ongoing"] == "1"
    assert state.lists["topics"] == ("violence",)
    assert state.errors["title"] is None


def test_more_choices_than_a_query_takes_are_refused() -> None:
    sent = {**RIGHT, "units": [f"enhed{n}" for n in range(501)]}
    assert parse(Sample, sent).errors == {"units": "Vælg højst 500."}


async def test_only_being_told_of_a_change_renews_the_version_that_was_seen() -> None:
    async def stale(form: Sample) -> None:
        raise Stale

    wrong = parse(Sample, {"version": ["3"]}).state()
    told = parse(Sample, {**RIGHT, "version": ["3"]})
    await told.run(stale)
    late = blank(Sample, {"version": ["3"]})
    assert [seen_version(form, 5) for form in (wrong, told.state(), late, blank(Sample))] == [3, 5, 3, 5]
    ugly = ["", "-1", "²", "1e3", "9" * 40]
    assert [seen_version(blank(Sample, {"version": [typed]}), 5) for typed in ugly] == [5, 5, 5, 5, 999_999_999]
