"""One row of aggregates on its way to figures: every cell is looked at before anything of the row is kept."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from app.surveys.files.cells import Cell, shown
from app.surveys.files.formats import DetectedFile
from app.surveys.files.headings import key
from app.surveys.files.mapping import ColumnUse, FileMapping, FileScale, Layout, Role
from app.surveys.files.matching import UnitMatcher
from app.surveys.files.outside import Outside
from app.surveys.files.places import Problem, quoted
from app.surveys.files.results import ImportedCounts, ImportedFigure, Reading, ReadRow, find_unit
from app.surveys.files.suggesting import match_scale
from app.surveys.files.values import NotANumber, is_empty, is_hidden, parse_count, parse_number

_RATE_SLACK = 1  # percentage points that a printed rate may differ from answered / invited by rounding


class AggregateFile:
    """What is the same for all rows, and what the rows before have said."""

    def __init__(
        self, found: DetectedFile, mapping: FileMapping, scales: Sequence[FileScale], units: UnitMatcher
    ) -> None:
        self.reading = Reading()
        self.mapping, self.units, self.scales = mapping, units, {scale.code: scale for scale in scales}
        self.decimal = found.format.decimal
        self.headings = {heading.column: heading.text for heading in found.headings}
        self.outside = Outside(found)
        self.first_rows: dict[tuple[int, str], int] = {}
        self.counts: dict[int, ImportedCounts] = {}
        self.uses: dict[str, list[ColumnUse]] = {}
        for use in mapping.columns:
            self.uses.setdefault(use.scale, []).append(use)

    def scale_of(self, text: str, row: int) -> FileScale | str | None:
        """The scale that the file names; "" for one that is left out on purpose."""
        plain = key(text)
        if plain in self.mapping.scales:
            code = self.mapping.scales[plain]
            return self.scales.get(code) if code else ""
        if scale := match_scale(text, tuple(self.scales.values())):
            return scale
        self.reading.unknown_scales.setdefault(text, row)
        return None


class Line:
    """One row on its way to figures."""

    def __init__(self, number: int, cells: list[Cell], file: AggregateFile) -> None:
        self.number, self.cells, self._file = number, cells, file
        self._problems: list[Problem] = []

    def read(self) -> ReadRow:
        file = self._file
        unit, name, skipped = find_unit(self.cells, file.mapping, file.units)
        if skipped:
            return ReadRow(self.number, name, skipped=skipped)
        counts = self._counts()
        figures = self._figures(answered=(counts or (None, None))[1])
        if not (counts or figures or self._problems):
            return ReadRow(self.number, name, skipped="Rækken har ingen tal.")
        if problem := file.outside.problem(self.number, self.cells):
            self._problems.append(problem)
        if unit is None:
            text = (
                f"»{quoted(name)}« er ikke en enhed, vi kender. Vælg, hvilken det er." if name else "Enheden mangler."
            )
            file.reading.unknown(name, file.units)
            named = file.mapping.with_role(Role.UNIT) or file.mapping.with_role(Role.UNIT_ID)
            self._wrong(named[-1].column, text)
            return ReadRow(self.number, name, problems=tuple(self._problems))
        invited, answered = counts or (None, None)
        kept = self._one_count(unit, name, invited, answered) if counts else None
        told = file.counts.get(unit)  # perhaps by a row before
        made = [self._figure(unit, name, each, told, answered) for each in figures]
        if self._problems:
            return ReadRow(self.number, name, problems=tuple(self._problems))
        return ReadRow(self.number, name, figures=tuple(figure for figure in made if figure is not None), counts=kept)

    def _wrong(self, column: int | None, message: str) -> None:
        heading = self._file.headings.get(column, "") if column is not None else ""
        self._problems.append(Problem(self.number, message, column, heading))

    def _cell(self, column: int | None) -> Cell:
        return self.cells[column] if column is not None and column < len(self.cells) else None

    def _column(self, role: Role, scale: str = "") -> int | None:
        return next((use.column for use in self._file.uses.get(scale, ()) if use.role is role), None)

    def _count(self, column: int | None) -> int | None:
        cell = self._cell(column)
        if is_empty(cell) or is_hidden(cell):
            return None
        try:
            return parse_count(cell, self._file.decimal)
        except NotANumber as error:
            self._wrong(column, str(error))
            return None

    def _counts(self) -> tuple[int | None, int | None] | None:
        """Invited and answered, checked against each other and the rate."""
        columns = {role: self._column(role) for role in (Role.INVITED, Role.ANSWERED, Role.RATE)}
        invited, answered = self._count(columns[Role.INVITED]), self._count(columns[Role.ANSWERED])
        if invited is not None and answered is not None and answered > invited:
            rate = f"{100 * answered / invited:.0f} % besvaret" if invited else "ingen er inviteret"
            self._wrong(columns[Role.ANSWERED], f"{answered} besvarelser af {invited} inviterede: {rate}.")
        self._check_rate(columns[Role.RATE], invited, answered)
        return None if invited is None and answered is None else (invited, answered)

    def _check_rate(self, column: int | None, invited: int | None, answered: int | None) -> None:
        cell = self._cell(column)
        if is_empty(cell) or is_hidden(cell):
            return
        try:
            rate = parse_number(cell, self._file.decimal)
        except NotANumber as error:
            self._wrong(column, str(error))
            return
        value = rate.value
        if not 0 <= value <= 100:
            self._wrong(column, f"»{quoted(shown(cell))}« er ikke en svarprocent. Den er mellem 0 og 100.")
        elif invited and answered is not None and answered <= invited:
            actual = Decimal(100 * answered) / invited
            is_share = not rate.is_percent and value <= 1 and abs(100 * value - actual) <= _RATE_SLACK
            if abs(value - actual) > _RATE_SLACK and not is_share:
                text = f"»{quoted(shown(cell))}« passer ikke med {answered} besvarelser af {invited} inviterede."
                self._wrong(column, text)

    def _figures(self, *, answered: int | None) -> list[tuple[FileScale, list[ColumnUse]]]:
        """The scales that the row has something about, with their columns: an empty score beside people who answered is
        one that was left out."""
        file = self._file
        if file.mapping.layout is Layout.LONG:
            column = self._column(Role.SCALE)
            text = " ".join(shown(self._cell(column)).split())
            uses = [use for use in file.uses.get("", ()) if use.role in (Role.N, Role.MEAN, Role.DISTRIBUTION)]
            if not any(not is_empty(self._cell(use.column)) for use in uses):
                return []
            scale = file.scale_of(text, self.number) if text else None
            if scale is None:
                self._wrong(
                    column, f"»{quoted(text)}« er ikke en skala i spørgeskemaet." if text else "Skalaen mangler."
                )
            return [(scale, uses)] if isinstance(scale, FileScale) else []
        found = []
        for code, uses in file.uses.items():
            left_out = bool(answered) and any(use.role is Role.MEAN for use in uses)
            if code in file.scales and (left_out or any(not is_empty(self._cell(use.column)) for use in uses)):
                found.append((file.scales[code], uses))
        return found

    def _one_count(self, unit: int, name: str, invited: int | None, answered: int | None) -> ImportedCounts | None:
        """The unit's counts the first time; later rows may only say the same."""
        known = self._file.counts.get(unit)
        if known is None:
            made = ImportedCounts(row=self.number, unit=unit, unit_name=name, invited=invited, answered=answered)
            self._file.counts[unit] = made
            return made
        if (known.invited, known.answered) != (invited, answered):
            column = self._column(Role.ANSWERED)
            self._wrong(column, f"Række {known.row} har andre antal for samme enhed.")
        return None

    def _figure(
        self,
        unit: int,
        name: str,
        part: tuple[FileScale, list[ColumnUse]],
        told: ImportedCounts | None,
        answered: int | None,
    ) -> ImportedFigure | None:
        scale, uses = part
        by_role = {use.role: use.column for use in uses}
        mean_column = by_role.get(Role.MEAN)
        n_column = by_role.get(Role.N, self._column(Role.N))
        n, mean_cell = self._count(n_column), self._cell(mean_column)
        is_kept_back = is_hidden(self._cell(n_column)) or is_hidden(mean_cell)
        if n is None and n_column is None:
            n = answered
        if n is not None and told is not None and n_column is not None:
            self._check_n(n_column, n, told)
        mean = None if is_empty(mean_cell) or is_hidden(mean_cell) else self._mean(mean_column, scale)
        counted, is_distribution_hidden = self._distribution(uses, scale, n)
        if not self._problems and mean is not None and n is None and not is_kept_back:
            self._wrong(n_column if n_column is not None else mean_column, "Antallet af svar mangler.")
        if mean is not None and n == 0:
            self._wrong(mean_column, "Der er et gennemsnit, men ingen svar.")
        if is_empty(mean_cell) and mean_column is not None and not counted:
            if not n and not is_kept_back:
                return None  # nothing is said about it
            is_kept_back = True  # a figure for people who did answer was left out: hidden, not missing
        if n is None and is_kept_back:
            mean, counted = None, ()  # so few that the supplier does not say how many: nothing of it is taken
        self._require_first(unit, scale)
        return ImportedFigure(
            row=self.number,
            unit=unit,
            unit_name=name,
            scale=scale.code,
            n=n,
            mean=mean,
            distribution=counted,
            is_hidden=(is_kept_back and mean is None) or is_distribution_hidden,
        )

    def _check_n(self, column: int, n: int, told: ImportedCounts) -> None:
        """No more answer a scale than the whole questionnaire, or than were asked (rule 35)."""
        if told.answered is not None and n > told.answered:
            self._wrong(column, f"{n} svar, men enheden har kun {told.answered} besvarelser.")
        elif told.invited is not None and n > told.invited:
            self._wrong(column, f"{n} svar, men enheden har kun {told.invited} inviterede.")

    def _mean(self, column: int | None, scale: FileScale) -> Fraction | None:
        cell = self._cell(column)
        try:
            number = parse_number(cell, self._file.decimal)
        except NotANumber as error:
            self._wrong(column, str(error))
            return None
        if number.is_percent and (scale.minimum, scale.maximum) != (0, 100):
            self._wrong(column, f"»{quoted(shown(cell))}« er i procent, men »{scale.name}« går {_range(scale)}.")
            return None
        if not scale.minimum <= number.value <= scale.maximum:
            self._wrong(column, f"»{quoted(shown(cell))}« er uden for skalaen »{scale.name}«, der går {_range(scale)}.")
            return None
        return Fraction(number.value)

    def _distribution(
        self, uses: Sequence[ColumnUse], scale: FileScale, n: int | None
    ) -> tuple[tuple[tuple[int, int], ...], bool]:
        """How many gave each answer, and whether the supplier kept that back."""
        columns = [use for use in uses if use.role is Role.DISTRIBUTION and use.answer is not None]
        cells = [self._cell(use.column) for use in columns]
        if not columns or all(map(is_empty, cells)):
            return (), False
        if any(map(is_hidden, cells)):
            return (), True
        counted: dict[int, int] = {}
        for use, cell in zip(columns, cells, strict=True):
            try:
                number = parse_number(0.0 if is_empty(cell) else cell, self._file.decimal)
                if number.is_percent:
                    counted[use.answer or 0] = _people(number.value, n, shown(cell))
                else:
                    counted[use.answer or 0] = parse_count(0.0 if is_empty(cell) else cell, self._file.decimal)
            except NotANumber as error:
                self._wrong(use.column, str(error))
                return (), False
        if n is not None and sum(counted.values()) != n:
            text = f"Fordelingen har {sum(counted.values())} svar, men antallet er {n}."
            self._wrong(columns[0].column, text)
        return tuple(sorted(counted.items())), False

    def _require_first(self, unit: int, scale: FileScale) -> None:
        first = self._file.first_rows.setdefault((unit, scale.code), self.number)
        if first != self.number:
            column = self._column(Role.SCALE)
            column = column if column is not None else self._column(Role.UNIT)
            self._wrong(column, f"Række {first} har allerede »{scale.name}« for samme enhed.")


def _range(scale: FileScale) -> str:
    return f"fra {scale.minimum:g} til {scale.maximum:g}".replace(".", ",")


def _people(percent: Decimal, n: int | None, text: str) -> int:
    """The number of people that a share stands for; only where that is one whole number."""
    if n is None:
        raise NotANumber(f"»{quoted(text)}« er en andel, men antallet af svar mangler.")
    people = percent * n / 100
    nearest = people.to_integral_value()
    if abs(people - nearest) > Decimal(n) / 200 or n > 100:
        raise NotANumber(
            f"»{quoted(text)}« kan ikke regnes sikkert om til personer. Bed om antal i stedet for procent."
        )
    return int(nearest)
