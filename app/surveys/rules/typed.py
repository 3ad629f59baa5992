"""Scales and numbers as people type them: one thing on a line, numbers with a comma or a point."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

import msgspec

from app.core.text import clean_line
from app.surveys.enums import ScaleScoring
from app.surveys.rules.instruments import Band, Benchmark, Item, Scale, scale_problems

_NUMBER = re.compile(r"-?[0-9]{1,6}(?:[.,][0-9]{1,8})?")
_BAND = re.compile(r"(?:.*?(?<=[0-9])\s*(?:-|–|til)\s*)?(-?[0-9]{1,6}(?:[.,][0-9]{1,8})?)\s*[:;]?\s+(.+)")
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e", "ü": "u"})
T = TypeVar("T")


class TypedScale(msgspec.Struct, frozen=True, kw_only=True):
    """A scale as the form has it. Questions stand one on a line, those put the other way round by themselves."""

    name: str
    minimum: int | None
    maximum: int | None
    scoring: ScaleScoring
    is_higher_better: bool
    is_sensitive: bool = False
    part_of: str = ""
    lowest: int | None = None
    highest: int | None = None
    items: str = ""
    inverted: str = ""
    anchors: str = ""
    bands: str = ""
    benchmark: str = ""
    benchmark_source: str = ""
    benchmark_population: str = ""


def decimal_of(text: str) -> Decimal:
    """A number as Danes and others write it: 10,2 and 10.2. Raises `ValueError` in Danish; "1.234,5" is refused."""
    text = text.strip().replace("−", "-")
    if not _NUMBER.fullmatch(text):
        raise ValueError("Skriv et tal, for eksempel 10,2.")
    return Decimal(text.replace(",", "."))


def decimal_text(value: Decimal) -> str:
    """As it is typed: 10,2."""
    return f"{value}".replace(".", ",")


def code_of(name: str, taken: Sequence[str]) -> str:
    """A code for something new, from its name: "Krænkende handlinger" is "kraenkende-handlinger"."""
    letters = name.casefold().translate(_ASCII)
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:34].strip("-") or "skala"
    number = 2
    code = base
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code


def scale_of(typed: TypedScale, code: str, others: Sequence[Scale]) -> tuple[Scale | None, dict[str, str]]:
    """The scale that was typed beside `others`, or None and a Danish message per field."""
    problems: dict[str, str] = {}

    def read(field: str, parse: Callable[[str], T], empty: T) -> T:
        text = getattr(typed, field)
        try:
            return parse(text) if text.strip() else empty
        except ValueError as error:
            problems[field] = str(error)
            return empty

    for field, label in (("minimum", "laveste værdi"), ("maximum", "højeste værdi")):
        if getattr(typed, field) is None:
            problems[field] = f"Udfyld skalaens {label}."
    none: tuple[Band, ...] = ()
    bands = read("bands", bands_of, none)
    figure = read("benchmark", decimal_of, Decimal(0))
    if not typed.benchmark.strip() and (typed.benchmark_source.strip() or typed.benchmark_population.strip()):
        problems["benchmark"] = "Skriv tallet, som kilden handler om, eller lad alle tre felter være tomme."
    items = _items(typed)
    if items and (typed.lowest is None or typed.highest is None):
        problems["lowest"] = "Skriv det laveste og det højeste svar, når du skriver spørgsmål."
    if problems:
        return None, problems
    scale = Scale(
        code=code,
        name=typed.name,
        minimum=typed.minimum or 0,
        maximum=typed.maximum or 0,
        scoring=typed.scoring,
        is_higher_better=typed.is_higher_better,
        is_sensitive=typed.is_sensitive,
        part_of=typed.part_of or None,
        items=items,
        bands=bands,
        benchmark=Benchmark(figure, typed.benchmark_source, typed.benchmark_population)
        if typed.benchmark.strip()
        else None,
    )
    problems = scale_problems(scale, others)
    return (None, problems) if problems else (scale, {})


def _items(typed: TypedScale) -> tuple[Item, ...]:
    anchors = tuple(_lines(typed.anchors))
    found: list[Item] = []
    for text, is_inverted in ((typed.items, False), (typed.inverted, True)):
        for wording in _lines(text):
            code = code_of(wording, [item.code for item in found])
            found.append(Item(code, wording, typed.lowest or 0, typed.highest or 0, is_inverted, anchors))
    return tuple(found)


def _lines(text: str) -> list[str]:
    return [line for each in text.splitlines() if (line := clean_line(each))]


def bands_of(text: str) -> tuple[Band, ...]:
    """Bands, one on a line: where it ends, then its name: "8 Meget lav" or "0-8: Meget lav".

    Raises `ValueError` in Danish naming the line.
    """
    found = []
    for number, line in enumerate(_lines(text), 1):
        match = _BAND.fullmatch(line)
        if match is None:
            raise ValueError(
                f"Linje {number}: Skriv, hvor båndet slutter, og hvad det hedder, for eksempel »8 Meget lav«."
            )
        found.append(Band(decimal_of(match[1]), match[2].strip()))
    return tuple(found)


def typed_of(scale: Scale) -> TypedScale:
    """The scale as the form shows it again."""
    benchmark = scale.benchmark
    first = scale.items[0] if scale.items else None
    return TypedScale(
        name=scale.name,
        minimum=scale.minimum,
        maximum=scale.maximum,
        scoring=scale.scoring,
        is_higher_better=scale.is_higher_better,
        is_sensitive=scale.is_sensitive,
        part_of=scale.part_of or "",
        lowest=first.lowest if first else None,
        highest=first.highest if first else None,
        items="\n".join(item.wording for item in scale.items if not item.is_inverted),
        inverted="\n".join(item.wording for item in scale.items if item.is_inverted),
        anchors="\n".join(first.anchors if first else ()),
        bands="\n".join(f"{decimal_text(band.to)} {band.label}" for band in scale.bands),
        benchmark=decimal_text(benchmark.value) if benchmark else "",
        benchmark_source=benchmark.source if benchmark else "",
        benchmark_population=benchmark.population if benchmark else "",
    )
