"""Indicators of the demo: the turnover that the memo tells of, and one that is made up."""

import functools
from datetime import date

from app.access.policy import Actor
from app.cases.queries import get_case_ref
from app.demo.own_plans import ORDER
from app.demo.timeline import Timeline
from app.demo.town import FIRST_WORKPLACE, Town
from app.indicators.actions import IndicatorFacts, create_indicator, link_series, put_value
from app.indicators.enums import Better, IndicatorKind, Trend
from app.indicators.queries import list_entry_units, list_series_choices
from app.indicators.rules import TypedFigure
from app.surveys.queries.link_choices import list_open_cases

_UNTOLD = "Notatet siger ikke, hvordan omsætningen gøres op."
_CAVEAT = (
    "Tallet kan ikke trækkes af systemerne efter omlægningen af lønsystemet. Det kræver manuel optælling fra flere "
    "kilder, med begrænset præcision og sammenlignelighed."
)


async def tell_turnover(keeper: Actor, municipality: int, unit: int, memo: str, memo_on: date) -> None:
    """What the memo says of staff and leader turnover in Familiecentret: no number, and which way 2024 went."""
    units = {each.id: each.public_id for each in await list_entry_units(keeper.scope, municipality)}
    for kind, name in (
        (IndicatorKind.STAFF_TURNOVER, "Personaleomsætning"),
        (IndicatorKind.LEADER_TURNOVER, "Lederomsætning"),
    ):
        facts = IndicatorFacts(kind=kind, name=name, definition=_UNTOLD, source=memo)
        made = await create_indicator(keeper, municipality, facts)
        told = TypedFigure(
            period_from=date(2024, 1, 1),
            period_to=date(2024, 12, 31),
            trend=Trend.HIGHER,
            compared_with="tidligere år",
            caveat=_CAVEAT,
            as_of=memo_on,
            source=memo,
        )
        await put_value(keeper, made.public_id, units[unit], told)


def tell_indicators(timeline: Timeline, town: Town) -> None:
    """Turnover of a home in three years, of which one counts too few people to be shown (made up)."""
    day = town.keeper.now.today
    timeline.tell(day, town.keeper, functools.partial(_turnover, town.municipality, day.year))
    timeline.tell(day, town.consultant, functools.partial(_follow, town.workplaces[FIRST_WORKPLACE].unit))


async def _turnover(municipality: int, year: int, keeper: Actor) -> None:
    facts = IndicatorFacts(
        kind=IndicatorKind.STAFF_TURNOVER,
        name="Personaleomsætning (opdigtet)",
        better=Better.LOWER,
        definition="Månedslønnede, der er fratrådt i året. Vikarer og elever tæller ikke med. Opdigtet.",
        source="Lønsystemet (opdigtet)",
    )
    made = await create_indicator(keeper, municipality, facts)
    units = await list_entry_units(keeper.scope, municipality)
    home = next(each.public_id for each in units if each.name == FIRST_WORKPLACE)
    for back, left, staff in ((3, "9", "62"), (2, "3", "60,5"), (1, "12", "61")):
        told = TypedFigure(
            period_from=date(year - back, 1, 1),
            period_to=date(year - back, 12, 31),
            numerator=left,
            denominator=staff,
            caveat="Talt sammen af lønlister (opdigtet)." if back == 1 else "",
            as_of=date(year - back + 1, 1, 1) if back > 1 else keeper.today,
            source="Lønsystemet (opdigtet)",
        )
        await put_value(keeper, made.public_id, home, told)


async def _follow(unit: int, consultant: Actor) -> None:
    """A case of the home is followed by its turnover."""
    cases = await list_open_cases(consultant.scope, unit)
    case = next(each for each in cases if each.title == ORDER)
    ref = await get_case_ref(consultant.scope, case.public_id)
    (series,) = [each for each in await list_series_choices(consultant.scope, ref.units) if each.unit == unit]
    await link_series(consultant, ref.id, series=series.value, note="Færre skal sige op (opdigtet).")
