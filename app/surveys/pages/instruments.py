"""The pages of instruments."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

import msgspec

from app.surveys.enums import BestEnd
from app.surveys.labels import BEST_END, SCALE_SCORING
from app.surveys.queries import InstrumentRow
from app.surveys.rules.instruments import InstrumentData, Scale
from app.surveys.rules.typed import decimal_text
from app.web.pages import Crumb, FormPage, Option, Page

HOME = "/spoergeskemaer"
_TRAIL = (Crumb("Målinger", "/maalinger"), Crumb("Spørgeskemaer", HOME))


class InstrumentLine(msgspec.Struct, frozen=True):
    name: str
    href: str
    edition: str
    scales: str
    rounds: str


class InstrumentsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/instruments.html"
    crumbs: tuple[Crumb, ...]
    own: tuple[InstrumentLine, ...]
    shipped: tuple[InstrumentLine, ...]
    can_create: bool


class BandLine(msgspec.Struct, frozen=True):
    span: str
    label: str


class ItemLine(msgspec.Struct, frozen=True):
    wording: str
    answers: str
    is_inverted: bool


class ScaleView(msgspec.Struct, frozen=True):
    code: str
    name: str
    span: str
    scoring: str
    direction: str
    part_of: str
    is_sensitive: bool
    items: tuple[ItemLine, ...]
    bands: tuple[BandLine, ...]
    benchmark: str
    benchmark_source: str
    benchmark_population: str
    edit_href: str | None
    remove_href: str | None


class InstrumentPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/instrument.html"
    crumbs: tuple[Crumb, ...]
    base: str
    edition: str
    source: str
    missing_rule: str
    scales: tuple[ScaleView, ...]
    rounds: int
    is_shipped: bool
    can_change: bool
    can_copy: bool


class EditInstrumentPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/instrument_edit.html"
    municipalities: tuple[Option, ...] = ()


class EditionPage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/edition.html"
    edition: str


class ScalePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/scale_edit.html"
    scorings: tuple[Option, ...]
    ends: tuple[Option, ...]
    others: tuple[Option, ...]
    is_new: bool


class RemoveScalePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/scale_remove.html"
    scale: str


def crumbs_of(name: str, href: str | None, last: str = "") -> tuple[Crumb, ...]:
    return (*_TRAIL, Crumb(name, href if last else None), *((Crumb(last),) if last else ()))


def list_crumbs(last: str = "") -> tuple[Crumb, ...]:
    return (*_TRAIL, Crumb(last)) if last else (_TRAIL[0], Crumb("Spørgeskemaer"))


def own_line(row: InstrumentRow) -> InstrumentLine:
    return InstrumentLine(row.name, f"{HOME}/{row.public_id}", row.edition, str(row.scales), str(row.rounds))


def shipped_line(data: InstrumentData, rows: Iterable[InstrumentRow]) -> InstrumentLine:
    used = sum(row.rounds for row in rows if row.key == data.key and row.is_shipped)
    return InstrumentLine(data.name, f"{HOME}/{data.key}", data.edition, str(len(data.scales)), str(used))


def missing_rule(data: InstrumentData) -> str:
    """What happens with whoever did not answer everything."""
    return (
        f"Et gennemsnit kræver svar på mindst {data.valid_percent} % af skalaens spørgsmål (standard, ikke lov). En "
        "sum kræver svar på dem alle. »Ved ikke« er intet svar og tæller aldrig som 0."
    )


def scale_view(scale: Scale, names: dict[str, str], base: str | None) -> ScaleView:
    """The scale as it is read; `base` None for who may not change it."""
    benchmark = scale.benchmark
    return ScaleView(
        code=scale.code,
        name=scale.name,
        span=f"{scale.minimum} til {scale.maximum}",
        scoring=SCALE_SCORING[scale.scoring],
        direction=BEST_END[BestEnd.HIGHER if scale.is_higher_better else BestEnd.LOWER],
        part_of=names.get(scale.part_of or "", ""),
        is_sensitive=scale.is_sensitive,
        items=tuple(_item_lines(scale)),
        bands=tuple(_band_lines(scale)),
        benchmark=decimal_text(benchmark.value) if benchmark else "",
        benchmark_source=benchmark.source if benchmark else "",
        benchmark_population=benchmark.population if benchmark else "",
        edit_href=f"{base}/skalaer/{scale.code}" if base else None,
        remove_href=f"{base}/skalaer/{scale.code}/fjern" if base else None,
    )


def _item_lines(scale: Scale) -> Iterable[ItemLine]:
    for item in scale.items:
        numbered = enumerate(item.anchors, item.lowest)
        answers = ", ".join(f"{word} {value}" for value, word in numbered) or f"{item.lowest} til {item.highest}"
        yield ItemLine(item.wording, answers, item.is_inverted)


def _band_lines(scale: Scale) -> Iterable[BandLine]:
    tenth = Decimal("0.1")
    low = Decimal(scale.minimum).quantize(tenth)
    for band in scale.bands:
        ends = dict.fromkeys(decimal_text(end.quantize(tenth)) for end in (low, band.to))
        yield BandLine(" til ".join(ends), band.label)
        low = band.to + tenth
