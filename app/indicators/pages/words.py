"""Addresses and trails that the pages share."""

from app.indicators.queries import IndicatorRow
from app.web.pages import Crumb

HOME = "/indikatorer"
TITLE = "Indikatorer"


def address_of(row: IndicatorRow) -> str:
    return f"{HOME}/{row.public_id}"


def unit_href(row: IndicatorRow, unit: str) -> str:
    return f"{address_of(row)}/enheder/{unit}"


def value_href(row: IndicatorRow, value: str, step: str) -> str:
    return f"{address_of(row)}/tal/{value}/{step}"


def list_crumbs(*last: Crumb) -> tuple[Crumb, ...]:
    return (Crumb("Målinger", "/maalinger"), Crumb(TITLE, HOME if last else None), *last)


def crumbs_of(row: IndicatorRow, *last: Crumb) -> tuple[Crumb, ...]:
    return list_crumbs(Crumb(row.name, address_of(row) if last else None), *last)
