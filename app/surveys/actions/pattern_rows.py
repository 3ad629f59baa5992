"""From rows to what the rule of hiding takes, and back: there units have the same name in every round."""

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from app.access.policy import Scope
from app.db.sql import fetch_all, fetch_rows, in_list
from app.surveys.enums import HiddenReason, Measure
from app.surveys.queries import data_of
from app.surveys.queries.told import list_told
from app.surveys.rules.instruments import InstrumentData, Scale
from app.surveys.rules.spread import Spread, on_scale, people_of
from app.surveys.rules.suppression_facts import (
    Cell,
    Figure,
    Pattern,
    Reorganisation,
    RoundFigures,
    ScaleFacts,
    UnitFigures,
)
from app.surveys.rules.suppression_people import reorganisations_of, same_answers
from app.surveys.rules.told import Measured, Told, measured_on, resolve

FigureKey = tuple[int, int | None, Measure]  # round unit, scale, measure


class _Round(msgspec.Struct, frozen=True):
    id: int
    instrument: int | None
    year: int
    period_from: date | None
    period_to: date | None
    period_text: str
    was_published: bool


class _Unit(msgspec.Struct, frozen=True):
    id: int
    round: int
    unit: int
    parent: int | None
    invited: int | None
    answered: int | None


class _Result(msgspec.Struct, frozen=True):
    round_unit: int
    scale: int
    code: str
    n: int | None
    mean: str | None
    is_hidden_by_supplier: bool
    distribution: str | None


class StoredCell(msgspec.Struct, frozen=True):
    id: int
    round_unit: int
    scale: int | None
    measure: Measure
    reason: HiddenReason | None
    withdrawn_on: date | None


async def read_rows(scope: Scope, municipality: int) -> "PatternRows":
    """All rounds of a municipality, oldest first, with their units and figures."""
    rounds = await fetch_all(
        _Round,
        "SELECT r.id, r.instrument, r.year, r.period_from, r.period_to, r.period_text, "
        "CASE WHEN r.published_on IS NULL THEN 0 ELSE 1 END AS was_published FROM survey_rounds r "
        "WHERE r.municipality = {} "
        "ORDER BY r.year, CASE WHEN r.period_to IS NULL THEN 1 ELSE 0 END, r.period_to, r.id",
        municipality,
    )
    units = await fetch_all(
        _Unit,
        "SELECT u.id, u.round, u.unit, u.parent, u.invited, u.answered FROM round_units u WHERE u.round IN {} "
        "ORDER BY u.round, u.position",
        in_list(each.id for each in rounds),
    )
    results = await fetch_all(
        _Result,
        "SELECT x.round_unit, x.scale, s.code, x.n, x.mean, x.is_hidden_by_supplier, x.distribution "
        "FROM survey_results x JOIN survey_scales s ON s.id = x.scale JOIN round_units u ON u.id = x.round_unit "
        "WHERE u.round IN {} ORDER BY x.round_unit, s.position",
        in_list(each.id for each in rounds),
    )
    stored = await fetch_all(
        StoredCell,
        "SELECT p.id, p.round_unit, p.scale, p.measure, p.reason, p.withdrawn_on FROM pattern_cells p "
        "JOIN round_units u ON u.id = p.round_unit WHERE u.round IN {}",
        in_list(each.id for each in rounds),
    )
    data = await data_of(scope, tuple({each.instrument for each in rounds if each.instrument is not None}))
    texts = await fetch_rows(
        "SELECT DISTINCT t.round_unit FROM text_answers t JOIN round_units u ON u.id = t.round_unit "
        "WHERE u.round IN {}",
        in_list(each.id for each in rounds),
    )
    told = [each.told for each in await list_told(scope, municipality)]
    return PatternRows(rounds, units, results, stored, data, told, {int(row["round_unit"]) for row in texts})


class PatternRows:
    """The rows, as the rule names them."""

    def __init__(
        self,
        rounds: list[_Round],
        units: list[_Unit],
        results: list[_Result],
        stored: list[StoredCell],
        data: dict[int, InstrumentData],
        told: Sequence[Told],
        texts: Collection[int],
    ) -> None:
        self.rounds, self.stored, self.data, self.told, self.texts = rounds, stored, data, told, texts
        self.units: dict[int, list[_Unit]] = {}
        for unit in units:
            self.units.setdefault(unit.round, []).append(unit)
        self.by_id = {unit.id: unit for unit in units}
        self.results: dict[int, list[_Result]] = {}
        for result in results:
            self.results.setdefault(result.round_unit, []).append(result)
        self.instrument = {each.id: each.instrument for each in rounds}
        self._published = {each.id: each.was_published for each in rounds}
        rounds_of = {result.scale: (self.by_id[result.round_unit].round, result.code) for result in results}
        self.scale = {
            key: next(scale for scale in self._scales(round) if scale.code == code)
            for key, (round, code) in rounds_of.items()
        }
        self.code = {result.scale: self._code(self.by_id[result.round_unit].round, result.code) for result in results}

    def _code(self, round: int, code: str) -> str:
        """A scale's name across rounds: the same in the same instrument and edition only (rule 30)."""
        data = self.data[self.instrument[round] or 0]
        return f"{data.key}/{data.edition}/{code}"

    def _scales(self, round: int) -> tuple[Scale, ...]:
        """None for a round of which nobody knows the instrument: that has numbers of answers alone."""
        instrument = self.instrument[round]
        return () if instrument is None else self.data[instrument].scales

    def figures(self) -> list[RoundFigures]:
        answers = same_answers({str(each.id): (self._asked(each), self._places(each.id)) for each in self.rounds})
        return [
            RoundFigures(
                str(each.id),
                tuple(self._scale(each.id, scale) for scale in self._scales(each.id)),
                tuple(self._unit(unit) for unit in self.units.get(each.id, ())),
                answers[str(each.id)],
            )
            for each in self.rounds
        ]

    def reorganisations(self, figures: Sequence[RoundFigures]) -> list[Reorganisation]:
        """What was told of units that became others, and what the trees tell of the rest."""
        rounds = [
            Measured(
                str(each.id),
                measured_on(each.year, each.period_from, each.period_to),
                frozenset(unit.unit for unit in self.units.get(each.id, ())),
            )
            for each in self.rounds
        ]
        told = resolve(rounds, self.told)
        return [*told, *reorganisations_of(figures, told)]

    def _asked(self, round: _Round) -> tuple[object, ...]:
        """What was asked, and when: two rounds of which that is the same may give the same answers."""
        data = None if round.instrument is None else self.data[round.instrument]
        edition = (data.key, data.edition) if data else None
        return edition, round.year, round.period_from, round.period_to, round.period_text

    def _places(self, round: int) -> frozenset[str]:
        return frozenset(str(unit.unit) for unit in self.units.get(round, ()))

    def _scale(self, round: int, scale: Scale) -> ScaleFacts:
        whole = self._code(round, scale.part_of) if scale.part_of else None
        return ScaleFacts(
            self._code(round, scale.code), scale.minimum, scale.maximum, is_sensitive=scale.is_sensitive, part_of=whole
        )

    def _unit(self, unit: _Unit) -> UnitFigures:
        figures = tuple(self._figure(each) for each in self.results.get(unit.id, ()))
        parent = None if unit.parent is None else str(unit.parent)
        return UnitFigures(str(unit.unit), parent, unit.invited, unit.answered, figures)

    def _figure(self, row: _Result) -> Figure:
        spread = msgspec.json.decode(row.distribution, type=Spread) if row.distribution else None
        people, is_certain = people_of(spread or (), row.n or 0)
        scale = self.scale[row.scale]
        return Figure(
            self.code[row.scale],
            row.n,
            None if row.mean is None else float(Fraction(row.mean)),
            None if spread is None else tuple((on_scale(answer, scale), count) for answer, count in people),
            row.is_hidden_by_supplier,
            is_rounded=not is_certain,
        )

    def was_published(self, round_unit: int) -> bool:
        """Whether others than who keeps surveys have been shown the round of a unit."""
        return self._published[self.by_id[round_unit].round]

    def earlier(self) -> Pattern:
        """The pattern in force. Of rounds that nobody has been shown, what is hidden in it is no news."""
        shown, hidden, withdrawn = set(), {}, []
        for each in self.stored:
            unit = self.by_id[each.round_unit]
            scale = self.code.get(each.scale) if each.scale is not None else ""
            if scale is None:
                continue  # the figure is gone
            cell = Cell(str(unit.round), str(unit.unit), scale, each.measure)
            if each.reason is None:
                shown.add(cell)
            elif self.was_published(each.round_unit):
                hidden[cell] = each.reason
                withdrawn += [cell] if each.withdrawn_on is not None else []
        return Pattern(frozenset(shown), hidden, tuple(withdrawn))

    def cells(self, pattern: Pattern) -> dict[FigureKey, HiddenReason | None]:
        """The verdict of every figure that there is."""
        found: dict[FigureKey, HiddenReason | None] = {}
        for unit in self.by_id.values():
            if unit.answered is not None:
                found[unit.id, None, Measure.COUNT] = _verdict(pattern, unit, "", Measure.COUNT)
            if unit.id in self.texts:
                found[unit.id, None, Measure.TEXT] = _verdict(pattern, unit, "", Measure.TEXT)
            for row in self.results.get(unit.id, ()):
                for measure, value in (
                    (Measure.COUNT, row.n),
                    (Measure.MEAN, row.mean),
                    (Measure.DISTRIBUTION, row.distribution),
                ):
                    if value is not None:
                        found[unit.id, row.scale, measure] = _verdict(pattern, unit, self.code[row.scale], measure)
        return found


def _verdict(pattern: Pattern, unit: _Unit, scale: str, measure: Measure) -> HiddenReason | None:
    """None for what is shown; what the pattern does not name is not."""
    cell = Cell(str(unit.round), str(unit.unit), scale, measure)
    return None if cell in pattern.shown else pattern.hidden.get(cell, HiddenReason.TOO_FEW)
