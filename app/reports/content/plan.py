"""The plan in a report: focus points, items, measures from before, and what is not finished."""

from __future__ import annotations

from datetime import date

from app.reports.content.base import Content, Tone


class Plan(Content, frozen=True, kw_only=True):
    """The action plan's version that the report rests on; ``approved_on`` may be "not yet"."""

    state: str
    version: int | None = None
    approved_on: date | None = None
    note: str = ""


class DateMove(Content, frozen=True, kw_only=True):
    """One move of an action item's due date, with the reason given."""

    from_on: date | None
    to_on: date | None
    reason: str
    moved_on: date | None = None


class Item(Content, frozen=True, kw_only=True):
    """An action item (tiltag) with everything of domain rule 23; ``severity`` alone may hold nature and scope, too.

    ``done_on`` is ``None`` both when it is not done and when the day is unknown: ``is_done`` tells
    which. ``review_interval`` is set for an ongoing item, which then has no due date (rule 27).
    ``effect_evaluated_by`` is the second person who judged it, by role.
    ``owner_name`` is set only where the user switched names on (rule 39).
    ``id`` is what its address says: it stays when number and title change. Reports of before November 2026 have none.
    """

    id: str = ""
    no: str
    title: str
    status: str
    tone: Tone = "neutral"
    unit: str = ""
    problem: str = ""
    cause: str = ""
    nature: str = ""
    severity: str = ""
    scope: str = ""
    measure: str = ""
    what_was_done: str = ""
    how_it_solves: str = ""
    prevention_level: str = ""
    owner_role: str = ""
    owner_name: str = ""
    helpers: tuple[str, ...] = ()
    due_on: date | None = None
    late_reason: str = ""
    date_moves: tuple[DateMove, ...] = ()
    review_interval: str = ""
    next_review_on: date | None = None
    is_done: bool = False
    done_on: date | None = None
    effect_criterion: str = ""
    effect_check_on: date | None = None
    effect_result: str = ""
    effect_evaluated_on: date | None = None
    effect_evaluated_by: str = ""
    effect_basis: str = ""
    effect_surveys: tuple[str, ...] = ()  # the survey results that the judgement rests on, as they could be shown
    follow_up: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class FocusPoint(Content, frozen=True, kw_only=True):
    """A focus point and its items. An item of several focus points is printed under the first and
    named in ``also_items`` of the others ("1.2 Faste sparringsmøder")."""

    no: str
    title: str
    status: str
    tone: Tone = "neutral"
    description: str = ""
    topics: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    also_items: tuple[str, ...] = ()
    effect_result: str = ""
    effect_evaluated_by: str = ""
    effect_basis: str = ""
    effect_surveys: tuple[str, ...] = ()
    remeasure_on: date | None = None  # None: nobody has planned to measure again
    closing_decision: str = ""
    evidence: tuple[str, ...] = ()


class PriorMeasure(Content, frozen=True, kw_only=True):
    """A measure from before the order, with the authority's judgement of it.

    ``since_text`` says when it was taken where no day is known: "efter målingen, efterår 2024".
    """

    title: str
    description: str = ""
    since: date | None = None
    since_text: str = ""
    judgement: str = ""
    judgement_text: str = ""
    source: str = ""


class PermanentCondition(Content, frozen=True, kw_only=True):
    """A lasting demand, followed at an interval instead of having an end date (rule 27).

    ``last_reviewed_on`` is ``None`` where it has not been reviewed yet. ``id`` is that of its item.
    """

    id: str = ""
    title: str
    description: str = ""
    review_interval: str = ""
    next_review_on: date | None = None
    last_reviewed_on: date | None = None
    owner_role: str = ""


class RemainingWork(Content, frozen=True, kw_only=True):
    """A focus point that is open, or an item that is not finished or whose effect is not known to do."""

    item: str
    owner_role: str = ""
    due_on: date | None = None
    missing: str = ""

    @property
    def has_owner_and_date(self) -> bool:
        """Of an item they may be unknown; a focus point has none of its own."""
        return not self.item.startswith("Fokuspunkt ")
