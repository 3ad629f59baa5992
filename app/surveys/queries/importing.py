"""What a file is compared with before it is taken into a round."""

from collections.abc import Container
from fractions import Fraction

import msgspec

from app.access.policy import Scope
from app.db.sql import fetch_all
from app.surveys.enums import Measure, SurveyDirection
from app.surveys.files.dry_run import KnownFigure, KnownRound
from app.surveys.files.mapping import FileMapping
from app.surveys.files.matching import KnownUnit
from app.surveys.queries.rounds import RoundDetail
from app.surveys.queries.taken import list_kept_mappings
from app.surveys.rules.rounds import more_than_above
from app.surveys.rules.spread import Spread


class FileRound(msgspec.Struct, frozen=True):
    """A round as a file meets it: its units, those above each, and what is saved, hidden or not. Never shown."""

    units: tuple[KnownUnit, ...]
    above: dict[int, tuple[int, ...]]
    known: KnownRound
    directions: dict[int, tuple[SurveyDirection | None, str]]
    kept: dict[str, FileMapping] = {}  # what the columns of earlier files meant, by the fingerprint of their headings


class _Unit(msgspec.Struct, frozen=True):
    id: int
    unit: int
    parent: int | None
    name: str
    parent_name: str
    external_id: str
    invited: int | None
    answered: int | None
    direction: SurveyDirection | None
    direction_note: str


class _Name(msgspec.Struct, frozen=True):
    unit: int
    name: str


class _Result(msgspec.Struct, frozen=True):
    unit: int
    code: str
    n: int | None
    mean: str | None
    is_hidden_by_supplier: bool
    distribution: str | None


class _Open(msgspec.Struct, frozen=True):
    unit: int
    code: str | None
    measure: Measure


async def list_larger_units(scope: Scope, found: RoundDetail) -> list[str]:
    """A remark for each unit with more invited or answers than the one above it, for who keeps the round.

    Of numbers that are hidden nothing is told.
    """
    saved = await get_file_round(scope, found)
    known = saved.known
    counts = {
        unit: (invited, None if unit in known.uncounted else answered)
        for unit, (invited, answered) in known.counts.items()
    }
    parents = {unit: above[0] for unit, above in saved.above.items() if above}
    return more_than_above(counts, parents, {unit.id: unit.name for unit in saved.units})


async def get_file_round(scope: Scope, found: RoundDetail) -> FileRound:
    """The round for who takes a file in. Four queries; nothing for who does not keep it.

    The caller has asked who may: what comes back is not what anybody is shown (`queries.shown`).
    """
    if not (scope.sees_all or found.row.municipality in scope.municipalities):
        return FileRound((), {}, KnownRound(), {})
    units = await fetch_all(
        _Unit,
        "SELECT r.id, r.unit, r.parent, r.name, r.parent_name, u.external_id, r.invited, r.answered, r.direction, "
        "r.direction_note FROM round_units r JOIN units u ON u.id = r.unit WHERE r.round = {} ORDER BY r.position",
        found.row.id,
    )
    names = await fetch_all(
        _Name,
        "SELECT DISTINCT v.unit, v.name FROM unit_versions v JOIN round_units r ON r.unit = v.unit "
        "WHERE r.round = {} AND v.name <> r.name ORDER BY v.unit, v.name",
        found.row.id,
    )
    results = await fetch_all(
        _Result,
        "SELECT r.unit, s.code, x.n, x.mean, x.is_hidden_by_supplier, x.distribution FROM survey_results x "
        "JOIN round_units r ON r.id = x.round_unit JOIN survey_scales s ON s.id = x.scale WHERE r.round = {}",
        found.row.id,
    )
    open_cells = await fetch_all(
        _Open,
        "SELECT r.unit, s.code, p.measure FROM pattern_cells p JOIN round_units r ON r.id = p.round_unit "
        "LEFT JOIN survey_scales s ON s.id = p.scale WHERE r.round = {} AND p.reason IS NULL",
        found.row.id,
    )
    is_open = {(each.unit, each.code, each.measure) for each in open_cells}
    others: dict[int, list[str]] = {}
    for each in names:
        others.setdefault(each.unit, []).append(each.name)
    parents = {each.unit: each.parent for each in units}
    return FileRound(
        tuple(
            KnownUnit(each.unit, each.name, (each.external_id,), tuple(others.get(each.unit, ())), each.parent_name)
            for each in units
        ),
        {each.unit: _above(each.unit, parents) for each in units},
        KnownRound(
            {(each.unit, each.code): _figure(each) for each in results},
            {
                each.unit: (each.invited, each.answered)
                for each in units
                if each.invited is not None or each.answered is not None
            },
            frozenset(
                (each.unit, each.code)
                for each in results
                if any((each.unit, each.code, measure) not in is_open for measure in _measures(each))
            ),
            frozenset(
                each.unit
                for each in units
                if each.answered is not None and (each.unit, None, Measure.COUNT) not in is_open
            ),
        ),
        {each.unit: (each.direction, each.direction_note) for each in units},
        {
            fingerprint: _of_these(mapping, parents)
            for fingerprint, mapping in (await list_kept_mappings(scope, found.row)).items()
        },
    )


def _of_these(mapping: FileMapping, units: Container[int]) -> FileMapping:
    """The mapping without units that this round does not have."""
    known = {name: unit for name, unit in mapping.units.items() if unit is None or unit in units}
    return msgspec.structs.replace(mapping, units=known)


def _above(unit: int, parents: dict[int, int | None]) -> tuple[int, ...]:
    found: list[int] = []
    parent = parents.get(unit)
    while parent is not None and parent in parents and parent not in found:
        found.append(parent)
        parent = parents[parent]
    return tuple(found)


def _measures(row: _Result) -> list[Measure]:
    """What is saved of a figure."""
    given = ((Measure.COUNT, row.n), (Measure.MEAN, row.mean), (Measure.DISTRIBUTION, row.distribution))
    return [measure for measure, value in given if value is not None]


def _figure(row: _Result) -> KnownFigure:
    return KnownFigure(
        row.n,
        None if row.mean is None else Fraction(row.mean),
        msgspec.json.decode(row.distribution, type=Spread) if row.distribution else (),
        row.is_hidden_by_supplier,
    )
