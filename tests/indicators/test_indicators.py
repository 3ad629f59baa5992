"""Indicators: entered, corrected and taken back; who reads what, and what stands on a case."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from app.core.errors import Denied, Invalid, NotFound, RuleViolation, Stale
from app.db.sql import fetch_rows, fetch_value
from app.indicators.actions import (
    IndicatorFacts,
    change_indicator,
    correct_value,
    create_indicator,
    link_series,
    put_value,
    take_values,
    unlink_series,
    withdraw_value,
)
from app.indicators.enums import IndicatorKind, Trend
from app.indicators.pages.sheet import render_csv
from app.indicators.queries import get_indicator, list_indicators, list_linked_series, list_values
from app.indicators.rules import TypedFigure
from app.indicators.words import figure_text, formula_text, told
from app.reports.actions import create_snapshot
from app.reports.content import decode
from app.reports.queries import get_snapshot
from app.surveys.enums import HiddenReason
from app.surveys.rules.shown import Suppressed
from tests.factories import Cast, Client
from tests.factories_cases import make_case
from tests.factories_indicators import FIRST, LAST, make_indicator
from tests.web.html_check import faults

CAVEAT = "Talt i hånden fra to kilder"
TWELVE = TypedFigure(
    period_from=FIRST, period_to=LAST, numerator="12", denominator="80", caveat=CAVEAT, as_of=date(2025, 7, 14)
)


def numbers(numerator: str, denominator: str, typed: TypedFigure = TWELVE) -> TypedFigure:
    return msgspec.structs.replace(typed, numerator=numerator, denominator=denominator)


async def test_a_figure_goes_with_its_reservations_and_a_corrected_one_stays(cast: Cast) -> None:
    made = await make_indicator(cast.erik.actor, cast.municipality)
    first = await put_value(cast.anna.actor, made.public_id, cast.nord.public_id, TWELVE)
    with pytest.raises(Invalid) as twice:
        await put_value(cast.anna.actor, made.public_id, cast.nord.public_id, TWELVE)
    assert set(twice.value.fields) == {"period_from"}
    (shown,) = await list_values(cast.bo.scope, (made.id,))
    assert (shown.value, shown.numerator, shown.people) == (Decimal("15.0"), Decimal(12), Decimal(80))
    assert told(shown, "%") == ("2024: 15,0 %. Forbehold: Talt i hånden fra to kilder. Pr. 14.07.2025. Kilde ukendt.")
    assert formula_text(shown, IndicatorKind.STAFF_TURNOVER, "%") == (
        "12 fratrådte ÷ 80 ansatte i gennemsnit × 100 = 15,0 %"
    )
    for outside in (cast.carl, cast.gerda, cast.fie, cast.hans):
        assert await list_values(outside.scope, (made.id,)) == []
    with pytest.raises(Denied):  # an AMR reads
        await put_value(cast.bo.actor, made.public_id, cast.nord.public_id, numbers("10", "80"))
    with pytest.raises(NotFound):  # another municipality's manager
        await put_value(cast.hans.actor, made.public_id, cast.elsewhere.public_id, TWELVE)
    second = await correct_value(
        cast.anna.actor, made.public_id, first.public_id, seen=1, typed=numbers("14", "80"), reason="To mere"
    )
    with pytest.raises(Stale):
        await correct_value(
            cast.anna.actor, made.public_id, first.public_id, seen=1, typed=numbers("15", "80"), reason="Tre mere"
        )
    old, new = await list_values(cast.anna.scope, (made.id,))
    assert (old.public_id, old.value) == (first.public_id, Suppressed(HiddenReason.WOULD_TELL))
    assert (new.public_id, new.value, new.reason) == (second.public_id, Decimal("17.5"), "To mere")
    assert old.replaced_on == new.corrected_on == cast.anna.actor.today
    await withdraw_value(cast.anna.actor, made.public_id, second.public_id, seen=1, reason="Forkert enhed")
    with pytest.raises(RuleViolation):
        await withdraw_value(cast.anna.actor, made.public_id, second.public_id, seen=2, reason="Igen")
    assert [each.counts for each in await list_values(cast.anna.scope, (made.id,))] == [False, False]
    assert await fetch_value(int, "SELECT COUNT(*) FROM indicator_values") == 2
    told_log = " ".join(str(row["json"]) for row in await fetch_rows("SELECT json FROM audit_payloads"))
    assert CAVEAT in told_log
    assert "17.5" not in told_log
    assert "15.0" not in told_log


async def test_few_people_are_hidden_from_everybody_and_a_file_is_taken_whole_or_not(cast: Cast) -> None:
    """Rule 34: and what they could be computed from; who reads one unit alone sees the same as who reads all."""
    made = await make_indicator(cast.erik.actor, cast.municipality)
    rows = [
        (cast.centre.public_id, numbers("14", "90")),
        (cast.nord.public_id, numbers("12", "80")),  # two are left
        (cast.syd.public_id, numbers("2", "10")),
    ]
    with pytest.raises(Invalid):
        await take_values(cast.erik.actor, made.public_id, [*rows, (cast.syd.public_id, numbers("", ""))])
    assert await list_values(cast.erik.scope, (made.id,)) == []
    assert await take_values(cast.erik.actor, made.public_id, rows) == 3
    seen = {each.unit_name: each for each in await list_values(cast.erik.scope, (made.id,))}
    assert {name: figure_text(each, "%") for name, each in seen.items()} == {
        "Familiecentret": "15,6 %",
        "Ågruppen Nord": "skjult af hensyn til anonymitet",
        "Gruppen Syd": "skjult af hensyn til anonymitet",
    }
    (own,) = await list_values(cast.bo.scope, (made.id,))
    assert own == seen["Ågruppen Nord"]
    assert all(isinstance(number, Suppressed) for number in (own.value, own.numerator, own.denominator, own.people))
    row = await get_indicator(cast.erik.scope, made.public_id)
    sheet = render_csv(row, list(seen.values())).decode()
    assert sheet.count("skjult af hensyn til anonymitet") == 2
    assert sheet.count(CAVEAT) == 3
    assert "80" not in sheet
    assert "12" not in sheet.replace("31.12", "")
    with pytest.raises(Invalid) as used:
        await change_indicator(
            cast.erik.actor,
            made.public_id,
            seen=1,
            facts=IndicatorFacts(kind=IndicatorKind.STAFF_TURNOVER, name="Ny", definition="En anden måde"),
        )
    assert set(used.value.fields) == {"definition"}
    with pytest.raises(Denied):
        await make_indicator(cast.anna.actor, cast.municipality, "En til")
    assert [each.units for each in await list_indicators(cast.bo.scope)] == [1]
    assert await list_indicators(cast.hans.scope) == []


async def test_a_direction_stands_on_the_case_with_all_that_goes_with_it(cast: Cast, client: Client) -> None:
    """The scenario: turnover that cannot be had in July, but was higher in 2024."""
    facts = IndicatorFacts(kind=IndicatorKind.LEADER_TURNOVER, name="Lederomsætning", definition="Ukendt")
    made = await create_indicator(cast.erik.actor, cast.municipality, facts)
    higher = TypedFigure(period_text="2024", trend=Trend.HIGHER, compared_with="tidligere år", caveat=CAVEAT)
    await put_value(cast.erik.actor, made.public_id, cast.nord.public_id, higher)
    case = await make_case(cast)
    series = f"{made.public_id}.{cast.nord.public_id}"
    link = await link_series(cast.bo.actor, case.id, series=series, note="Skal ned")
    with pytest.raises(Invalid):
        await link_series(cast.bo.actor, case.id, series=series)
    (found,) = await list_linked_series(cast.bo.scope, case.id)
    assert found.latest is not None
    assert figure_text(found.latest, "%") == "højere end tidligere år"
    assert await list_linked_series(cast.gerda.scope, case.id) == []  # she reads cases and no surveys
    await client.as_(cast.bo)
    for address in (f"/sager/{case.public_id}", f"/sager/{case.public_id}/handleplan"):
        page = await client.get(address)
        assert f"2024: højere end tidligere år. Forbehold: {CAVEAT}." in page.text
        assert faults(page.text) == []
    made_report = await create_snapshot(cast.bo.actor, case.id)
    (kept,) = decode((await get_snapshot(cast.bo.scope, case.id, made_report.no)).canonical).indicators
    assert (kept.subject, kept.figure, kept.note) == (
        "Lederomsætning, Ågruppen Nord",
        f"2024: højere end tidligere år. Forbehold: {CAVEAT}. Pr. dato ukendt. Kilde ukendt.",
        "Skal ned",
    )
    await unlink_series(cast.bo.actor, case.id, link.public_id, reason="Hører til en anden sag")
    assert await list_linked_series(cast.bo.scope, case.id) == []
