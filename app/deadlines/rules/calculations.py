"""How each legal deadline is counted.

A calculation carries its reasons, and each says whether it is law, a default of ours or a setting.
"""

from datetime import date, timedelta
from typing import Literal

import msgspec

from app.core.calendar import (
    ClosedReason,
    Rolled,
    add_working_days,
    closed_reason,
    long_date,
    previous_open_day,
    roll_forward,
)
from app.deadlines.enums import DeadlineKind
from app.deadlines.rules.dates import days_of
from app.organisation.rules import DEFAULT_SETTINGS, MunicipalitySettings

RuleBasis = Literal["law", "default", "setting"]

_GUIDANCE = "Justitsministeriets vejledning 9533/2018"

COMPLAINT_DAYS = 28
ACCEPTANCE_DAYS = 28
ADVISER_DAYS = 42


class Part(msgspec.Struct, frozen=True):
    """One step of a calculation as a Danish sentence, what it rests on, and where that stands."""

    text: str
    basis: RuleBasis
    source: str = ""


class DayWarning(msgspec.Struct, frozen=True):
    """A date that stands, but falls on a closed day: the text names the open day to aim for instead."""

    text: str


class Calculation(msgspec.Struct, frozen=True, kw_only=True):
    """A date and why it is that date. `due` is the last day, until 23:59 in Denmark.

    `send_by` is set where the roll rests on days closed by analogy or setting only: a wrong roll
    costs the right to complain, so reminders count from it (rule 9).
    """

    kind: DeadlineKind | None
    counted_from: date
    days: int = 0
    working_days: int = 0
    unrolled: date
    due: date
    steps: tuple[tuple[date, ClosedReason], ...] = ()
    send_by: date | None = None
    parts: tuple[Part, ...] = ()
    warning: DayWarning | None = None


def complaint_deadline(available_on: date, settings: MunicipalitySettings = DEFAULT_SETTINGS) -> Calculation:
    """Four weeks from the day the letter was available in Digital Post, rolled to an open day (rule 9).

    § 81: 4 weeks. § 81 c and practice: availability counts, also at weekends; that day is not counted;
    weeks are weeks; weekends and holidays roll.
    """
    unrolled = available_on + timedelta(days=COMPLAINT_DAYS)
    rolled = roll_forward(unrolled, settings.closed_days)
    parts = [
        Part(
            f"Fristen tæller fra den dag, brevet var tilgængeligt i Digital Post: {long_date(available_on)}. "
            "Dagen selv tæller ikke med.",
            "law",
            "Arbejdsmiljøloven § 81 c",
        ),
        Part(f"4 uger er 28 kalenderdage: {long_date(unrolled)}.", "law", "Arbejdsmiljøloven § 81"),
        *(_closed_part(day, reason) for day, reason in rolled.steps),
        Part(
            f"Klagen skal være sendt senest {long_date(rolled.day)} kl. 23.59.",
            "law" if rolled.is_certain else "default",
            _GUIDANCE if rolled.is_certain else "",
        ),
    ]
    if not rolled.is_certain:
        parts.append(
            Part(
                f"Send senest {long_date(unrolled)}. {_uncertain(rolled)}",
                "default",
            )
        )
    return Calculation(
        kind=DeadlineKind.COMPLAINT,
        counted_from=available_on,
        days=COMPLAINT_DAYS,
        unrolled=unrolled,
        due=rolled.day,
        steps=rolled.steps,
        send_by=None if rolled.is_certain else unrolled,
        parts=tuple(parts),
    )


def _uncertain(rolled: Rolled) -> str:
    """Which of the passed days may count as open after all."""
    days = [long_date(day) for day, reason in rolled.steps if not reason.is_certain]
    return f"Det er ikke sikkert, at {' og '.join(days)} tæller som lukket."


def _inside(name: str) -> str:
    """A name inside a sentence: those of days are common nouns, Kristi himmelfart is not."""
    return name if name.startswith("Kristi") else name[:1].lower() + name[1:]


def _closed_part(day: date, reason: ClosedReason) -> Part:
    what = f"{long_date(day)} er lukket ({_inside(reason.name)}), så fristen rykker en dag."
    if reason.basis == "analogy":
        return Part(
            f"{what} Det følger af en anden lov og er her en standard, ikke lov.",
            "default",
            "Forældelsesloven § 27",
        )
    if reason.basis == "setting":
        return Part(f"{what} Det er kommunens egen indstilling.", "setting")
    return Part(what, "law", _GUIDANCE)


def hearing_deadline(sent_on: date, settings: MunicipalitySettings = DEFAULT_SETTINGS) -> Calculation:
    """Normally 14 calendar days from sending: a default until confirmed from the letter (rule 8).

    Never rolled: no source says so.
    """
    days = settings.hearing_days
    due = sent_on + timedelta(days=days)
    is_usual = days == DEFAULT_SETTINGS.hearing_days
    return _literal(
        DeadlineKind.HEARING,
        sent_on,
        days,
        due,
        settings,
        Part(
            f"Høringen er sendt {long_date(sent_on)}. "
            + (
                f"Fristen er normalt 14 kalenderdage: {long_date(due)}. Det er en standard, ikke lov."
                if is_usual
                else f"Kommunen regner {days_of(days)}: {long_date(due)}. Det er en indstilling, ikke lov."
            ),
            "default" if is_usual else "setting",
            "Arbejdstilsynets kvalitetsprocedure G-205" if is_usual else "",
        ),
        Part("Tjek datoen i høringsbrevet, og bekræft den.", "default"),
    )


def agreement_acceptance(offered_on: date, settings: MunicipalitySettings = DEFAULT_SETTINGS) -> Calculation:
    """Four weeks from the offer (rule 5). No source says that it rolls, so it does not."""
    due = offered_on + timedelta(days=ACCEPTANCE_DAYS)
    return _literal(
        DeadlineKind.AGREEMENT_ACCEPTANCE,
        offered_on,
        ACCEPTANCE_DAYS,
        due,
        settings,
        Part(
            f"Tilbuddet er givet {long_date(offered_on)}. Svar inden 4 uger: {long_date(due)}.",
            "law",
            "Arbejdsmiljøloven § 77 b",
        ),
        Part("Vi flytter ikke datoen, for ingen kilde siger, at den må flyttes fra en lukkedag.", "default"),
    )


def adviser_suggestion(ruled_on: date, settings: MunicipalitySettings = DEFAULT_SETTINGS) -> Calculation:
    """Six weeks from the ruling: from an older rule, so a suggestion to check against the letter (rule 6)."""
    due = ruled_on + timedelta(days=ADVISER_DAYS)
    return _literal(
        DeadlineKind.ADVISER_CHOSEN,
        ruled_on,
        ADVISER_DAYS,
        due,
        settings,
        Part(
            f"6 uger fra afgørelsen {long_date(ruled_on)}: {long_date(due)}. "
            "Det er et forslag efter en ældre regel – verificér i brevet.",
            "default",
        ),
    )


def authority_date(kind: DeadlineKind, on_date: date, settings: MunicipalitySettings = DEFAULT_SETTINGS) -> Calculation:
    """A date from the authority's letter, as it stands: never rolled, whatever day it is (rule 10)."""
    return _literal(
        kind,
        on_date,
        0,
        on_date,
        settings,
        Part(
            f"Datoen står i Arbejdstilsynets brev: {long_date(on_date)}. Den bliver ikke flyttet.",
            "law",
            "Arbejdstilsynets afgørelse",
        ),
    )


def working_days_after(day: date, count: int, settings: MunicipalitySettings = DEFAULT_SETTINGS) -> Calculation:
    """The `count`-th working day after `day`, which is not counted itself.

    Raises ValueError for a negative count.
    """
    due = add_working_days(day, count, settings.closed_days)
    passed = [day + timedelta(days=n) for n in range(1, (due - day).days)]
    steps = tuple((each, reason) for each in passed if (reason := closed_reason(each, settings.closed_days)))
    return Calculation(
        kind=None,
        counted_from=day,
        working_days=count,
        unrolled=due,
        due=due,
        steps=steps,
        parts=(
            Part(f"{count} {'arbejdsdag' if count == 1 else 'arbejdsdage'} efter {long_date(day)}.", "default"),
            Part(f"{days_of(len(steps))} er sprunget over, fordi de er lukket.", "setting"),
        ),
    )


def _literal(
    kind: DeadlineKind, counted_from: date, days: int, due: date, settings: MunicipalitySettings, *parts: Part
) -> Calculation:
    return Calculation(
        kind=kind,
        counted_from=counted_from,
        days=days,
        unrolled=due,
        due=due,
        parts=parts,
        warning=closed_day_warning(due, settings),
    )


def closed_day_warning(day: date, settings: MunicipalitySettings = DEFAULT_SETTINGS) -> DayWarning | None:
    """Set where a date that is never rolled falls on a closed day; suggests the open day before (rule 10)."""
    reason = closed_reason(day, settings.closed_days)
    if reason is None:
        return None
    suggested = previous_open_day(day, settings.closed_days)
    return DayWarning(
        f"{long_date(day)} er en lukkedag ({_inside(reason.name)}). "
        f"Fristen bliver ikke flyttet. Sigt efter {long_date(suggested)}.",
    )
