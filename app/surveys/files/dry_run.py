"""What taking a file in would do: every row with its outcome, and totals before and after. Writes nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

import msgspec

from app.surveys.files.matching import KnownUnit
from app.surveys.files.places import MOST_PROBLEMS, Problem
from app.surveys.files.results import ImportedCounts, ImportedFigure, Reading, ReadRow
from app.surveys.rules.entry import count_problem
from app.surveys.rules.rounds import more_than_above, numbers_problems
from app.surveys.rules.spread import Spread


class Outcome(StrEnum):
    """What a row comes to; also the Danish word that is shown."""

    NEW = "ny"
    CHANGED = "ændret"
    SAME = "uændret"
    AGAIN = "skrives igen"  # what is saved is hidden: nobody is told whether it is the same
    SKIPPED = "springes over"
    REFUSED = "afvist"


_MANY = {Outcome.NEW: "nye", Outcome.CHANGED: "ændrede", Outcome.SAME: "uændrede", Outcome.REFUSED: "afviste"}


class KnownFigure(msgspec.Struct, frozen=True):
    """A figure as it is saved in the round now."""

    n: int | None
    mean: Fraction | None
    distribution: Spread = ()
    is_hidden: bool = False


class KnownRound(msgspec.Struct, frozen=True):
    """What is saved in the round: figures by unit and scale, and (invited, answered) by unit.

    `unseen` are figures, and `uncounted` units whose number of answers, that nobody is shown: nothing that a file is
    told may depend on what they are.
    """

    figures: dict[tuple[int, str], KnownFigure] = {}
    counts: dict[int, tuple[int | None, int | None]] = {}
    unseen: frozenset[tuple[int, str]] = frozenset()
    uncounted: frozenset[int] = frozenset()


class PlannedRow(msgspec.Struct, frozen=True):
    """A row of the file with what it says and would change, in Danish; never the saved figures: they may be hidden."""

    row: int
    unit_name: str
    outcome: Outcome
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    figures: tuple[ImportedFigure, ...] = ()
    counts: ImportedCounts | None = None


class Totals(msgspec.Struct, frozen=True):
    """Of a round: units with anything, figures, how many of them the supplier hid, and people where that is known."""

    units: int
    figures: int
    hidden: int
    invited: int
    answered: int


class DryRun(msgspec.Struct, frozen=True, kw_only=True):
    rows: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    notes: tuple[str, ...]
    before: Totals
    after: Totals

    @property
    def may_be_applied(self) -> bool:
        """Whether nothing is wrong and something would change: it is all of it or nothing."""
        writes = (Outcome.NEW, Outcome.CHANGED, Outcome.AGAIN)
        return not self.problem_count and any(row.outcome in writes for row in self.rows)

    def tally(self) -> dict[Outcome, int]:
        """How many rows have each outcome."""
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in Outcome}

    def tally_text(self) -> str:
        """`2 nye, 1 afvist`."""
        told = [(outcome, count) for outcome, count in self.tally().items() if count]
        return ", ".join(f"{count} {each if count == 1 else _MANY.get(each, each)}" for each, count in told)


def plan_reading(
    reading: Reading,
    known: KnownRound,
    scale_names: Mapping[str, str],
    units: Sequence[KnownUnit] = (),
    above: Mapping[int, Sequence[int]] | None = None,
) -> DryRun:
    """Compares the reading with the round. Figures that the file does not name stay as they are.

    More answers than were invited are wrong (rule 35), also beside what is saved and shown; a unit with more than the
    one `above` it is a remark.
    """
    after = KnownRound(dict(known.figures), dict(known.counts))
    written = {row.counts.unit: row.counts for row in reading.rows if row.counts is not None}
    after.counts.update({unit: merged_counts(counts, known) for unit, counts in written.items()})
    told = {
        unit: (invited, None if _is_unseen(unit, known, written) else answered)
        for unit, (invited, answered) in after.counts.items()
    }
    rows, more = [], []
    for row in reading.rows:
        problems = _against_saved(row, told, scale_names)
        more += problems
        rows.append(_plan(msgspec.structs.replace(row, problems=(*row.problems, *problems)), known, scale_names))
        for figure in row.figures:
            after.figures[figure.unit, figure.scale] = saved(figure)
    parents = {unit: each[0] for unit, each in (above or {}).items() if each and unit in told}
    remarks = more_than_above(told, parents, {unit.id: unit.name for unit in units})
    count = reading.problem_count + len(more)
    return DryRun(
        rows=tuple(rows),
        problems=(*reading.problems, *more)[:MOST_PROBLEMS],
        problem_count=count,
        notes=(*reading.notes, *remarks),
        before=totals(known),
        after=totals(known) if count else totals(after),
    )


def _is_unseen(unit: int, known: KnownRound, written: Mapping[int, ImportedCounts]) -> bool:
    """Whether nobody may be told how many answered: it is hidden, and not in the file itself."""
    return unit in known.uncounted and (unit not in written or written[unit].answered is None)


def _against_saved(
    row: ReadRow, told: Mapping[int, tuple[int | None, int | None]], scale_names: Mapping[str, str]
) -> list[Problem]:
    """What does not fit the numbers that are saved; of the file's own the reading has told."""
    if row.problems:
        return []
    texts = list(numbers_problems(*told[row.counts.unit]).values()) if row.counts is not None else []
    for figure in row.figures:
        invited, answered = told.get(figure.unit, (None, None))
        if not texts and (text := count_problem(figure.n, answered, invited)):
            texts.append(f"»{scale_names.get(figure.scale, figure.scale)}«: {text}")
    return [Problem(row.row, f"{row.unit_name}: {text}") for text in texts]


def saved(figure: ImportedFigure) -> KnownFigure:
    """The figure as it will be saved."""
    return KnownFigure(figure.n, figure.mean, figure.distribution, figure.is_hidden)


def merged_counts(counts: ImportedCounts, known: KnownRound) -> tuple[int | None, int | None]:
    """What the file says of a unit; what it does not say stays as it is."""
    invited, answered = known.counts.get(counts.unit, (None, None))
    return (
        counts.invited if counts.invited is not None else invited,
        counts.answered if counts.answered is not None else answered,
    )


def totals(known: KnownRound) -> Totals:
    """The round's totals. People are summed over the units as they stand, so those above count again."""
    return Totals(
        units=len({unit for unit, _ in known.figures} | set(known.counts)),
        figures=len(known.figures),
        hidden=sum(figure.is_hidden for figure in known.figures.values()),
        invited=sum(invited or 0 for invited, _ in known.counts.values()),
        answered=sum(answered or 0 for _, answered in known.counts.values()),
    )


def _plan(row: ReadRow, known: KnownRound, scale_names: Mapping[str, str]) -> PlannedRow:
    if row.problems:
        return PlannedRow(row.row, row.unit_name, Outcome.REFUSED, (), row.problems, row.figures, row.counts)
    if row.skipped:
        return PlannedRow(row.row, row.unit_name, Outcome.SKIPPED, (row.skipped,))
    notes: list[str] = []
    outcomes = set()
    for figure in row.figures:
        old = known.figures.get((figure.unit, figure.scale))
        if old is None:
            outcomes.add(Outcome.NEW)
        elif (figure.unit, figure.scale) in known.unseen:
            outcomes.add(Outcome.AGAIN)
        elif old == saved(figure):
            outcomes.add(Outcome.SAME)
        else:
            outcomes.add(Outcome.CHANGED)
            name = scale_names.get(figure.scale, figure.scale)
            notes.append(f"andre tal for {name} end de gemte")
    if row.counts is not None:
        outcomes.add(_plan_counts(row.counts, known, notes))
    order = (Outcome.CHANGED, Outcome.NEW, Outcome.AGAIN)
    best = next((each for each in order if each in outcomes), Outcome.SAME)
    return PlannedRow(row.row, row.unit_name, best, tuple(notes), (), row.figures, row.counts)


def _plan_counts(counts: ImportedCounts, known: KnownRound, notes: list[str]) -> Outcome:
    old, new = known.counts.get(counts.unit), merged_counts(counts, known)
    if old is None:
        return Outcome.NEW
    is_unseen = counts.unit in known.uncounted
    if old[0] == new[0] and (is_unseen or old[1] == new[1]):
        return Outcome.AGAIN if is_unseen and counts.answered is not None else Outcome.SAME
    notes.append("andet antal inviterede eller besvarelser end det gemte")
    return Outcome.CHANGED
