"""Earlier rounds that a round may be compared with: the same instrument in the same edition (rule 30)."""

from app.access.policy import Scope
from app.db.sql import fetch_all
from app.surveys.queries.rounds import ROW, RoundDetail, RoundRow, is_seen
from app.surveys.rules.rounds import comparable_before

MOST_BEFORE = 4


async def list_before(scope: Scope, found: RoundDetail) -> list[RoundDetail]:
    """The rounds before `found` with its instrument and edition that the reader may know of, the latest first."""
    row = found.row
    if row.instrument is None:
        return []
    rows = await fetch_all(
        RoundRow,
        f"{ROW}AND r.municipality = {{}} AND i.instrument_key = {{}} AND i.edition = {{}}",
        is_seen(scope),
        row.municipality,
        row.instrument_key,
        row.edition,
    )
    by_key = {each.id: each for each in rows}
    when = [(each.id, each.period_to or each.period_from, each.year) for each in by_key.values()]
    order = comparable_before([*when, (row.id, row.period_to or row.period_from, row.year)], row.id)
    return [RoundDetail(by_key[key], found.data, found.above) for key in order[:MOST_BEFORE] if key in by_key]


async def list_same_survey(scope: Scope, row: RoundRow) -> list[RoundRow]:
    """The other rounds that the rule takes for the same survey (`same_answers`): the same instrument, edition and
    period, with a unit in common. Of those that the reader may know of."""
    if row.instrument is None:
        return []
    rows = await fetch_all(
        RoundRow,
        f"{ROW}AND r.municipality = {{}} AND i.instrument_key = {{}} AND i.edition = {{}} AND r.year = {{}} "
        "AND r.id <> {} AND EXISTS (SELECT 1 FROM round_units a JOIN round_units b ON b.unit = a.unit "
        "WHERE a.round = r.id AND b.round = {}) ORDER BY r.id",
        is_seen(scope),
        row.municipality,
        row.instrument_key,
        row.edition,
        row.year,
        row.id,
        row.id,
    )
    return [each for each in rows if _period(each) == _period(row)]


def _period(row: RoundRow) -> tuple[object, ...]:
    return row.period_from, row.period_to, row.period_text
