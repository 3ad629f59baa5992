"""What is held about a person: on a page, as text for people and as lines for programs."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import ClassVar

import msgspec

from app.core.calendar import long_date
from app.core.clock import COPENHAGEN
from app.core.cpr import any_looks_like_cpr
from app.core.dates import short_date
from app.privacy.queries import Held, Purgeable, Subject, Value
from app.privacy.rules import GOES_BY_ITSELF, RULES, STAYS, Keeping
from app.web.pages import Crumb, Page

_SHOWN = 20  # rows of a part on the page; the file has them all
_INTRO = """Oplysninger om {name}

Hentet den {day} af {by} fra Handlepligt, kommunens opfølgning på Arbejdstilsynets påbud.
Her står det, der er gemt om personen, og som den, der hentede filen, har adgang til.
Adgangskoder, koder og nøgler er ikke med. Sagerne bliver bevaret. De er ikke personens, men personen kan stå i dem.
"""


class Cell(msgspec.Struct, frozen=True):
    label: str
    text: str = ""


class PartShown(msgspec.Struct, frozen=True):
    """A part with the last of its rows, as words."""

    title: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int
    withheld: int

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.rows)


class HeldPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "privacy/held.html"
    crumbs: tuple[Crumb, ...]
    name: str
    is_self: bool
    parts: tuple[PartShown, ...]
    empty: tuple[str, ...]
    withheld: int
    looks_like_cpr: bool
    file_href: str


def held_page(
    title: str, crumbs: tuple[Crumb, ...], subject: Subject, held: Sequence[Held], *, is_self: bool, file_href: str
) -> HeldPage:
    return HeldPage(
        title=title,
        crumbs=crumbs,
        name=subject.name,
        is_self=is_self,
        parts=tuple(_part(part) for part in held if part.rows or part.withheld),
        empty=tuple(part.title for part in held if not part.rows and not part.withheld),
        withheld=sum(part.withheld for part in held),
        looks_like_cpr=any_looks_like_cpr(_texts(held)),
        file_href=file_href,
    )


def _part(part: Held) -> PartShown:
    shown = tuple(tuple(Cell(label, words(value)) for label, value in row.items()) for row in part.rows[-_SHOWN:])
    columns = tuple(Cell(label) for label in part.rows[0]) if part.rows else ()
    return PartShown(part.title, columns, shown, len(part.rows), part.withheld)


def _texts(held: Sequence[Held]) -> Iterator[str]:
    return (value for part in held for row in part.rows for value in row.values() if isinstance(value, str))


def words(value: Value) -> str:
    """A value as a Dane writes it; a dash where there is none."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return f"{value.astimezone(COPENHAGEN):%d.%m.%Y kl. %H.%M}"
    if isinstance(value, date):
        return short_date(value)
    return str(value) if value not in (None, "") else "–"


def archive(subject: Subject, held: Sequence[Held], by: str, now: datetime) -> bytes:
    """A ZIP file with it all twice: as text, and as JSON Lines."""
    out = io.BytesIO()
    moment = now.astimezone(COPENHAGEN)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in (
            ("oplysninger.txt", as_text(subject, held, by, moment.date())),
            ("oplysninger.jsonl", as_lines(subject, held, by, now)),
        ):
            made.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def as_text(subject: Subject, held: Sequence[Held], by: str, day: date) -> bytes:
    lines = [_INTRO.format(name=subject.name, day=long_date(day), by=by)]
    if any_looks_like_cpr(_texts(held)):
        lines.append("OBS: Noget i teksten ligner et CPR-nummer. Se det efter, før filen går videre.\n")
    for part in held:
        if part.rows or part.withheld:
            lines.append(f"\n{part.title} ({len(part.rows)})\n")
            lines += [
                "\n".join(f"  {label}: {_indented(words(value))}" for label, value in row.items()) + "\n"
                for row in part.rows
            ]
        if part.withheld:
            lines.append(f"  Ikke med, fordi du ikke har adgang nu: {part.withheld}\n")
    lines.append("\nIntet at vise om: " + "; ".join(part.title for part in held if not part.rows and not part.withheld))
    return ("\n".join(lines) + "\n").encode("utf-8-sig")


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")


def as_lines(subject: Subject, held: Sequence[Held], by: str, now: datetime) -> bytes:
    """A JSON object a line: first whom it is about, then a row of a part, or how many rows of it are withheld."""
    objects: list[dict[str, object]] = [{"person": subject.public_id, "name": subject.name, "by": by, "at": now}]
    for part in held:
        objects += [{"part": part.key, "title": part.title, "row": row} for row in part.rows]
        if part.withheld:
            objects.append({"part": part.key, "title": part.title, "withheld": part.withheld})
    return b"".join(msgspec.json.encode(each) + b"\n" for each in objects)


class PurgeLine(msgspec.Struct, frozen=True):
    title: str
    count: int
    oldest: date | None
    rule: str
    how: str


class PurgePage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "privacy/purge.html"
    crumbs: tuple[Crumb, ...]
    lines: tuple[PurgeLine, ...]
    goes_by_itself: tuple[Keeping, ...]
    stays: tuple[Keeping, ...]


def purge_lines(found: Sequence[Purgeable], *, sees_cases: bool) -> tuple[PurgeLine, ...]:
    """A line for each rule; not the one about cases for a reader who sees none."""
    return tuple(
        PurgeLine(rule.title, each.count, each.oldest, rule.rule, rule.how)
        for each in found
        for rule in (RULES[each.key],)
        if sees_cases or not each.key.startswith("cases_")
    )


def purge_page(lines: tuple[PurgeLine, ...]) -> PurgePage:
    return PurgePage(
        title="Hvad kan slettes",
        crumbs=(Crumb("Personer", "/personer"), Crumb("Hvad kan slettes")),
        lines=lines,
        goes_by_itself=GOES_BY_ITSELF,
        stays=STAYS,
    )
