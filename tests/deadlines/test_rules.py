"""The legal clocks (rules 5, 6, 8-13, 17) with every vector of section 7."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import ClosedDays, is_closed
from app.core.clock import danish_day
from app.deadlines.enums import ClockState, DeadlineKind, DeadlineState
from app.deadlines.rules import (
    DUTY_KINDS,
    FACT_KINDS,
    RIGHT_KINDS,
    DayWarning,
    DueClock,
    Part,
    adviser_suggestion,
    agreement_acceptance,
    authority_date,
    clock_state,
    closed_day_warning,
    complaint_deadline,
    days_text,
    hearing_deadline,
    next_due_key,
    working_days_after,
)
from app.organisation.rules import MunicipalitySettings

D = DeadlineKind
NO_ANALOGY = MunicipalitySettings(closed_days=ClosedDays(by_analogy=frozenset()))
days = st.dates(date(1995, 1, 1), date(2099, 11, 1))


@pytest.mark.parametrize(
    ("available", "unrolled", "due", "send_by"),
    [
        ("2025-04-10", "2025-05-08", "2025-05-08", None),
        ("2025-03-20", "2025-04-17", "2025-04-22", None),
        ("2025-05-08", "2025-06-05", "2025-06-06", "2025-06-05"),
        ("2025-05-12", "2025-06-09", "2025-06-10", None),
        ("2025-11-26", "2025-12-24", "2025-12-29", "2025-12-24"),
        ("2025-12-03", "2025-12-31", "2026-01-02", "2025-12-31"),
        ("2026-03-05", "2026-04-02", "2026-04-07", None),
        ("2023-04-07", "2023-05-05", "2023-05-08", None),  # Store Bededag
        ("2024-03-29", "2024-04-26", "2024-04-26", None),  # no longer Store Bededag
        ("2024-02-01", "2024-02-29", "2024-02-29", None),
        ("2014-03-12", "2014-04-09", "2014-04-09", None),  # the board's decision of 2014
        ("2025-04-12", "2025-05-10", "2025-05-12", None),  # available on a Saturday counts
        ("2023-05-06", "2023-06-03", "2023-06-06", "2023-06-03"),  # Saturday, Sunday, Grundlovsdag
    ],
)
def test_rule_9_complaint_deadline(available, unrolled, due, send_by):
    found = complaint_deadline(date.fromisoformat(available))

    assert (found.unrolled.isoformat(), found.due.isoformat()) == (unrolled, due)
    assert found.send_by == (date.fromisoformat(send_by) if send_by else None)


@pytest.mark.parametrize(
    ("available", "due"),
    [("2025-05-08", "2025-06-05"), ("2025-11-26", "2025-12-24"), ("2025-12-03", "2025-12-31")],
)
def test_rule_9_without_the_analogy_the_days_are_open(available, due):
    found = complaint_deadline(date.fromisoformat(available), NO_ANALOGY)

    assert (found.due.isoformat(), found.send_by, found.steps) == (due, None, ())


def test_rule_9_the_reasons_say_what_is_law_and_what_is_default():
    assert complaint_deadline(date(2025, 5, 8)).parts == (
        Part(
            "Fristen tæller fra den dag, brevet var tilgængeligt i Digital Post: 8. maj 2025. "
            "Dagen selv tæller ikke med.",
            "law",
            "Arbejdsmiljøloven § 81 c",
        ),
        Part("4 uger er 28 kalenderdage: 5. juni 2025.", "law", "Arbejdsmiljøloven § 81"),
        Part(
            "5. juni 2025 er lukket (grundlovsdag), så fristen rykker en dag. "
            "Det følger af en anden lov og er her en standard, ikke lov.",
            "default",
            "Forældelsesloven § 27",
        ),
        Part("Klagen skal være sendt senest 6. juni 2025 kl. 23.59.", "default"),
        Part("Send senest 5. juni 2025. Det er ikke sikkert, at 5. juni 2025 tæller som lukket.", "default"),
    )


def test_rule_9_a_weekend_before_an_uncertain_day_is_not_called_uncertain():
    found = complaint_deadline(date(2018, 11, 24))  # + 28 = Saturday, then Sunday, 24, 25 and 26 December

    assert (found.due, found.send_by) == (date(2018, 12, 27), date(2018, 12, 22))
    assert found.parts[-1].text == (
        "Send senest 22. december 2018. Det er ikke sikkert, at 24. december 2018 tæller som lukket."
    )


def test_rule_9_a_day_closed_by_the_municipality_is_called_a_setting():
    settings = MunicipalitySettings(closed_days=ClosedDays(friday_after_ascension=True))
    found = complaint_deadline(date(2025, 5, 2), settings)  # + 28 = Friday after Ascension

    assert (found.due, found.send_by) == (date(2025, 6, 2), date(2025, 5, 30))
    assert (
        Part(
            "30. maj 2025 er lukket (fredag efter Kristi himmelfartsdag), så fristen rykker en dag. "
            "Det er kommunens egen indstilling.",
            "setting",
        )
        in found.parts
    )


@given(days, st.booleans())
def test_rule_9_property(available, friday):
    settings = MunicipalitySettings(closed_days=ClosedDays(friday_after_ascension=friday))
    found = complaint_deadline(available, settings)
    earliest = available + timedelta(days=28)

    assert found.due >= found.unrolled == earliest
    assert not is_closed(found.due, settings.closed_days)
    assert all(
        is_closed(earliest + timedelta(days=n), settings.closed_days) for n in range((found.due - earliest).days)
    )
    assert (found.send_by is None) is (found.due == complaint_deadline(available, NO_ANALOGY).due)
    assert (found.send_by or found.due) <= found.due


def test_rule_8_hearing_is_fourteen_calendar_days_and_marked_as_default():
    found = hearing_deadline(date(2025, 4, 10))

    assert (found.kind, found.days, found.due, found.steps) == (D.HEARING, 14, date(2025, 4, 24), ())
    assert found.parts == (
        Part(
            "Høringen er sendt 10. april 2025. Fristen er normalt 14 kalenderdage: 24. april 2025. "
            "Det er en standard, ikke lov.",
            "default",
            "Arbejdstilsynets kvalitetsprocedure G-205",
        ),
        Part("Tjek datoen i høringsbrevet, og bekræft den.", "default"),
    )


def test_rule_8_hearing_is_not_rolled_but_warns():
    found = hearing_deadline(date(2025, 4, 3))  # + 14 = Skærtorsdag

    assert (found.due, found.unrolled) == (date(2025, 4, 17), date(2025, 4, 17))
    assert found.warning == DayWarning(
        "17. april 2025 er en lukkedag (skærtorsdag). Fristen bliver ikke flyttet. Sigt efter 16. april 2025."
    )


def test_rule_8_another_number_of_days_is_a_setting():
    found = hearing_deadline(date(2025, 4, 10), MunicipalitySettings(hearing_days=1))

    assert (found.due, found.parts[0].basis) == (date(2025, 4, 11), "setting")
    assert "Kommunen regner 1 dag: 11. april 2025." in found.parts[0].text


def test_rule_5_acceptance_is_four_weeks_and_literal():
    found = agreement_acceptance(date(2025, 3, 20))  # + 28 = Skærtorsdag

    assert (found.kind, found.due, found.send_by) == (D.AGREEMENT_ACCEPTANCE, date(2025, 4, 17), None)
    assert found.warning == closed_day_warning(date(2025, 4, 17))
    assert found.warning is not None
    assert [part.basis for part in found.parts] == ["law", "default"]


def test_rule_6_the_adviser_date_is_a_suggestion():
    found = adviser_suggestion(date(2025, 4, 10))

    assert (found.kind, found.due) == (D.ADVISER_CHOSEN, date(2025, 5, 22))
    assert found.parts == (
        Part(
            "6 uger fra afgørelsen 10. april 2025: 22. maj 2025. "
            "Det er et forslag efter en ældre regel – verificér i brevet.",
            "default",
        ),
    )


@given(days, st.sampled_from(sorted(DUTY_KINDS)))
def test_rule_10_a_date_of_the_authority_is_never_rolled(day, kind):
    found = authority_date(kind, day)

    assert (found.kind, found.due, found.unrolled, found.steps) == (kind, day, day, ())
    assert (found.warning is not None) is is_closed(day)


@pytest.mark.parametrize(
    ("day", "warning"),
    [
        (date(2025, 8, 29), None),
        (
            date(2025, 11, 1),
            DayWarning(
                "1. november 2025 er en lukkedag (lørdag). Fristen bliver ikke flyttet. Sigt efter 31. oktober 2025.",
            ),
        ),
        (
            date(2025, 5, 29),
            DayWarning(
                "29. maj 2025 er en lukkedag (Kristi himmelfartsdag). Fristen bliver ikke flyttet. "
                "Sigt efter 28. maj 2025.",
            ),
        ),
    ],
)
def test_rule_10_a_closed_day_warns_and_suggests_the_open_day_before(day, warning):
    assert closed_day_warning(day) == warning


def test_section_7_working_days_tell_what_they_passed():
    found = working_days_after(date(2025, 4, 14), 7)

    assert (found.kind, found.working_days, found.due) == (None, 7, date(2025, 4, 28))
    assert [day.day for day, _ in found.steps] == [17, 18, 19, 20, 21, 26, 27]
    assert [part.text for part in found.parts] == [
        "7 arbejdsdage efter 14. april 2025.",
        "7 dage er sprunget over, fordi de er lukket.",
    ]
    assert working_days_after(date(2025, 5, 12), 7).due == date(2025, 5, 21)


def test_the_kinds_of_clocks_are_a_partition():
    assert frozenset(DeadlineKind) == DUTY_KINDS | RIGHT_KINDS | FACT_KINDS
    assert len(DUTY_KINDS) + len(RIGHT_KINDS) + len(FACT_KINDS) == len(DeadlineKind)
    assert D.COMPLIANCE in DUTY_KINDS
    assert D.COMPLAINT in RIGHT_KINDS
    assert D.AVAILABLE in FACT_KINDS


DUE = date(2025, 11, 1)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2025, 10, 17), ClockState.UPCOMING),
        (date(2025, 10, 18), ClockState.DUE_SOON),
        (date(2025, 10, 31), ClockState.DUE_SOON),
        (date(2025, 11, 1), ClockState.DUE_TODAY),
        (date(2025, 11, 2), ClockState.OVERDUE),
    ],
)
def test_rule_12_overdue_from_the_day_after(today, expected):
    assert clock_state(D.COMPLIANCE, DUE, DeadlineState.SET, today) is expected


@pytest.mark.parametrize(
    ("due", "last_instant"),
    [
        (date(2025, 3, 30), datetime(2025, 3, 30, 21, 59, 59, tzinfo=UTC)),  # 23 hours long
        (date(2025, 10, 26), datetime(2025, 10, 26, 22, 59, 59, tzinfo=UTC)),  # 25 hours long
        (date(2025, 7, 1), datetime(2025, 7, 1, 21, 59, 59, tzinfo=UTC)),
        (date(2024, 2, 29), datetime(2024, 2, 29, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_rule_12_the_day_turns_in_denmark_not_on_the_server(due, last_instant):
    states = [
        clock_state(D.REPORT_BACK, due, DeadlineState.SET, danish_day(last_instant + timedelta(seconds=n)))
        for n in (0, 1)
    ]

    assert states == [ClockState.DUE_TODAY, ClockState.OVERDUE]


def test_rule_11_compliance_and_report_back_have_their_own_state():
    today = date(2017, 11, 5)

    assert clock_state(D.COMPLIANCE, date(2017, 11, 1), DeadlineState.SET, today) is ClockState.OVERDUE
    assert clock_state(D.REPORT_BACK, date(2017, 11, 8), DeadlineState.SET, today) is ClockState.DUE_SOON


@pytest.mark.parametrize(
    ("kind", "arguments", "expected"),
    [
        (D.COMPLAINT, {}, ClockState.EXPIRED),
        (D.HEARING, {}, ClockState.EXPIRED),
        (D.AGREEMENT_ACCEPTANCE, {}, ClockState.EXPIRED),
        (D.COMPLIANCE, {"is_duty": False}, ClockState.EXPIRED),
        (D.COMPLIANCE, {"is_suspended": True}, ClockState.SUSPENDED),  # rule 17
        (D.COMPLAINT, {"is_suspended": True}, ClockState.EXPIRED),
        (D.COMPLIANCE, {"met_on": DUE}, ClockState.MET),
        (D.COMPLIANCE, {"met_on": DUE + timedelta(days=1)}, ClockState.MET_LATE),
        (D.COMPLIANCE, {"met_on": DUE, "is_suspended": True}, ClockState.MET),
        (D.CONTROL_VISIT, {}, ClockState.MET),
        (D.ADVISER_REPORT, {}, ClockState.OVERDUE),
    ],
)
def test_the_state_after_the_day(kind, arguments, expected):
    assert clock_state(kind, DUE, DeadlineState.SET, date(2025, 12, 1), **arguments) is expected


def test_rule_13_a_missing_date_is_unknown_never_nothing():
    assert clock_state(D.COMPLIANCE, None, DeadlineState.UNKNOWN, DUE) is ClockState.UNKNOWN
    assert clock_state(D.COMPLIANCE, None, DeadlineState.SET, DUE) is ClockState.UNKNOWN
    assert clock_state(D.COMPLIANCE, None, DeadlineState.UNKNOWN, DUE, is_suspended=True) is ClockState.UNKNOWN
    assert clock_state(D.COMPLIANCE, None, DeadlineState.UNKNOWN, DUE, met_on=DUE) is ClockState.MET
    assert clock_state(D.COMPLIANCE, DUE, DeadlineState.VOID, DUE, met_on=DUE) is ClockState.VOID


def test_rule_17_a_date_that_is_awaited_anew_is_never_late():
    after = DUE + timedelta(days=30)
    assert clock_state(D.COMPLIANCE, DUE, DeadlineState.AWAITING, after) is ClockState.AWAITING
    assert clock_state(D.COMPLIANCE, DUE, DeadlineState.AWAITING, after, is_suspended=True) is ClockState.SUSPENDED
    assert clock_state(D.COMPLIANCE, DUE, DeadlineState.AWAITING, after, met_on=after) is ClockState.MET


ORDER = {
    state: rank
    for rank, states in enumerate(
        [
            [ClockState.UNKNOWN, ClockState.AWAITING, ClockState.SUSPENDED, ClockState.VOID, ClockState.UPCOMING],
            [ClockState.DUE_SOON],
            [ClockState.DUE_TODAY],
            [ClockState.OVERDUE, ClockState.EXPIRED, ClockState.MET, ClockState.MET_LATE],
        ]
    )
    for state in states
}


@given(
    st.sampled_from(DeadlineKind),
    st.none() | days,
    st.sampled_from(DeadlineState),
    days,
    st.integers(0, 400),
    st.none() | days,
    st.booleans(),
    st.booleans(),
)
def test_rule_12_the_state_is_total_and_only_moves_on(kind, on_date, state, today, later, met_on, suspended, duty):
    first, second = (
        clock_state(kind, on_date, state, day, met_on=met_on, is_suspended=suspended, is_duty=duty)
        for day in (today, today + timedelta(days=later))
    )

    assert ORDER[first] <= ORDER[second]
    if met_on or state is DeadlineState.VOID or on_date is None:
        assert first is second
    if first is ClockState.OVERDUE:
        assert kind in DUTY_KINDS


@pytest.mark.parametrize(
    ("clocks", "in_hearing", "expected"),
    [
        ([], False, ("9999-12-31", None)),
        (
            [DueClock(D.REPORT_BACK, date(2017, 11, 8)), DueClock(D.COMPLIANCE, date(2017, 11, 1))],
            False,
            ("2017-11-01", D.COMPLIANCE),
        ),
        (
            [DueClock(D.COMPLIANCE, date(2017, 11, 1)), DueClock(D.REPORT_BACK, None, DeadlineState.UNKNOWN)],
            False,
            ("", D.REPORT_BACK),
        ),
        ([DueClock(D.COMPLAINT, date(2025, 5, 8))], False, ("9999-12-31", None)),
        ([DueClock(D.COMPLAINT, None, DeadlineState.UNKNOWN)], False, ("9999-12-31", None)),
        ([DueClock(D.HEARING, date(2025, 4, 24))], True, ("2025-04-24", D.HEARING)),
        ([DueClock(D.HEARING, date(2025, 4, 24))], False, ("9999-12-31", None)),
        ([DueClock(D.HEARING, None, DeadlineState.UNKNOWN)], True, ("", D.HEARING)),
        ([DueClock(D.COMPLIANCE, date(2025, 4, 24), DeadlineState.VOID)], False, ("9999-12-31", None)),
        ([DueClock(D.COMPLIANCE, None, DeadlineState.UNKNOWN, is_met=True)], False, ("9999-12-31", None)),
        ([DueClock(D.COMPLIANCE, date(2025, 4, 24), is_suspended=True)], False, ("9999-12-31", None)),
        ([DueClock(D.RULED, None, DeadlineState.UNKNOWN)], False, ("9999-12-31", None)),
        ([DueClock(D.AGREEMENT_ACCEPTANCE, date(2025, 4, 24))], False, ("2025-04-24", D.AGREEMENT_ACCEPTANCE)),
    ],
)
def test_rule_13_the_sort_key_puts_unknown_first_and_nothing_due_last(clocks, in_hearing, expected):
    assert next_due_key(clocks, in_hearing=in_hearing) == expected


def test_the_sort_key_does_not_depend_on_the_order_of_rows():
    clocks = [DueClock(D.REPORT_BACK, DUE), DueClock(D.COMPLIANCE, DUE)]

    assert next_due_key(clocks) == next_due_key(clocks[::-1]) == ("2025-11-01", D.COMPLIANCE)


@pytest.mark.parametrize(
    ("distance", "text"),
    [(3, "om 3 dage"), (1, "om 1 dag"), (0, "i dag"), (-1, "overskredet med 1 dag"), (-2, "overskredet med 2 dage")],
)
def test_the_distance_in_words(distance, text):
    assert days_text(DUE + timedelta(days=distance), DUE) == text
