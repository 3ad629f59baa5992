"""The page that takes a supplier's file: how it is written, what its columns are, and what would come of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.core.dates import short_date
from app.documents.pages import UploadField
from app.surveys.actions.importing import FileTarget, SurveyImport
from app.surveys.files.delimited import DECIMALS, DELIMITERS
from app.surveys.files.dry_run import PlannedRow, Totals
from app.surveys.files.encodings import ENCODINGS
from app.surveys.files.formats import CSV, DetectedFile
from app.surveys.files.headings import key
from app.surveys.files.instruments import file_scales, known_answers
from app.surveys.files.mapping import LAYOUT, ROLE, ColumnUse, FileMapping, FileScale, Layout, Role
from app.surveys.files.places import column_text, quoted
from app.surveys.files.values import DAY_FIRST, MONTH_FIRST
from app.surveys.files.vocabulary import REPLIES
from app.surveys.files.work import FileWork
from app.surveys.pages.paging import Pages, part_of
from app.surveys.queries.taken import TakenFile
from app.surveys.rules.instruments import one_decimal
from app.surveys.words import figure_text
from app.web.pages import Crumb, FormPage, Option, Page

SKIP = "skip"
MOST_ROWS = 200
_DAYS = {DAY_FIRST: "Dagen først", MONTH_FIRST: "Måneden først"}
_MARKS = {";": "semicolon", "\t": "tab", ",": "comma", "|": "bar"}  # a tab would not survive the form
MARK_OF = {name: mark for mark, name in _MARKS.items()}


class Choice(msgspec.Struct, frozen=True):
    """A select: what is chosen in it, and what may be."""

    name: str
    label: str
    value: str
    options: tuple[Option, ...]
    empty: str | None = None
    hint: str | None = None


class RowLine(msgspec.Struct, frozen=True):
    row: str
    unit: str
    outcome: str
    figures: tuple[str, ...]
    notes: tuple[str, ...]


class FileResult(msgspec.Struct, frozen=True, kw_only=True):
    """What taking the file in would do."""

    known: str  # that the file was taken in before; "" where it was not
    outcomes: str
    before: str
    after: str
    problems: tuple[str, ...]
    more_problems: int
    notes: tuple[str, ...]
    rows: tuple[RowLine, ...]
    pages: Pages
    is_open: bool  # somebody is leafing through the rows
    may_be_applied: bool


class FileReadingPage(Page, frozen=True, kw_only=True):
    """How far a large file is read; the page asks again by itself."""

    template: ClassVar[str] = "surveys/file_reading.html"
    crumbs: tuple[Crumb, ...]
    percent: int
    text: str
    href: str


class FilePage(FormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "surveys/file.html"
    upload: UploadField
    refusal: str = ""
    seen: str = ""
    fingerprint: str = ""
    content: str = ""
    is_kept: bool = False
    doubts: tuple[str, ...] = ()
    writing: tuple[Choice, ...] = ()
    heading_row: int | None = None
    columns: tuple[Choice, ...] = ()
    units: tuple[Choice, ...] = ()
    scales: tuple[Choice, ...] = ()
    answers: tuple[Choice, ...] = ()
    result: FileResult | None = None
    published_on: date | None = None  # a correction then
    unused: str = ""  # the columns that are taken for nothing
    rows_days: int = 0  # so long the rows of respondents may be kept; 0: they may not


def writing_choices(found: DetectedFile, mapping: FileMapping) -> tuple[Choice, ...]:
    """How the file is written, as it was found and may be changed."""
    form = found.format
    made = []
    if form.kind == CSV:
        made.append(Choice("encoding", "Tegnkodning", form.encoding, _options(ENCODINGS)))
        marks = tuple(Option(_MARKS[mark], label) for mark, label in DELIMITERS.items())
        made.append(Choice("delimiter", "Skilletegn", _MARKS[form.delimiter], marks))
    elif len(found.sheets) > 1:
        made.append(Choice("sheet", "Ark", form.sheet, tuple(Option(name, name) for name in found.sheets)))
    made.append(Choice("decimal", "Decimaltegn", form.decimal, _options(DECIMALS)))
    lines = (Option("1", "En linje"), Option("2", "To linjer"))
    made.append(Choice("heading_rows", "Overskrifterne fylder", str(form.heading_rows), lines))
    if found.unclear_dates or form.date_order:
        made.append(Choice("date_order", "Datoer som 03-04-2025", form.date_order, _options(_DAYS), "Vælg"))
    made.append(Choice("layout", "Filen har", mapping.layout, tuple(Option(each, LAYOUT[each]) for each in Layout)))
    return tuple(made)


def _options(labels: dict[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in labels.items())


def column_choices(found: DetectedFile, mapping: FileMapping, target: FileTarget) -> tuple[Choice, ...]:
    """A select for each column: what it is taken for."""
    scales = file_scales(target.data)
    possible = {token_of(use): use for use in (*_possible(mapping.layout, scales), *mapping.columns)}
    offered = tuple(Option(token, _use_label(use, scales)) for token, use in possible.items())
    chosen = {use.column: token_of(use) for use in mapping.columns}
    return tuple(
        Choice(
            f"column_{heading.column}",
            column_text(heading.column, heading.text)[:1].upper() + column_text(heading.column, heading.text)[1:],
            chosen.get(heading.column, ""),
            offered,
            "Bruges ikke",
            _example(found, mapping, heading.column),
        )
        for heading in found.headings
    )


def _example(found: DetectedFile, mapping: FileMapping, column: int) -> str | None:
    """What stands first in the column, nothing of a single respondent; and why it is taken for what it is."""
    if mapping.layout is Layout.RESPONDENTS:
        return None
    cells = (row[column] for _, row in found.sample if column < len(row))
    example = next((f"Fx »{cell}«" for cell in cells if cell), None)
    heading = next(each for each in found.headings if each.column == column)
    is_taken = any(use.column == column and use.role is Role.ANSWERED for use in mapping.columns)
    if is_taken and key(heading.own or heading.text) in REPLIES:
        return f"{example}. Står ved dem, der er inviteret, og tages for enhedens svar." if example else None
    return example


def _possible(layout: Layout, scales: Sequence[FileScale]) -> list[ColumnUse]:
    """All that a column may be in a file of that layout."""
    uses = [ColumnUse(0, Role.UNIT), ColumnUse(0, Role.UNIT_ID)]
    if layout is Layout.RESPONDENTS:
        items = [ColumnUse(0, Role.ITEM, scale.code, item.code) for scale in scales for item in scale.items]
        return [*uses, ColumnUse(0, Role.DAY), *items]
    uses += [ColumnUse(0, role) for role in (Role.INVITED, Role.ANSWERED, Role.RATE, Role.N)]
    if layout is Layout.LONG:
        return [*uses, ColumnUse(0, Role.SCALE), ColumnUse(0, Role.MEAN)]
    return [*uses, *[ColumnUse(0, role, scale.code) for scale in scales for role in (Role.MEAN, Role.N)]]


def token_of(use: ColumnUse) -> str:
    """What stands in the form for a use."""
    answer = "" if use.answer is None else str(use.answer)
    return f"{use.role}|{use.scale}|{use.item}|{answer}"


def use_of(column: int, token: str) -> ColumnUse | None:
    """The use that a form names; None for none that we know."""
    role, _, rest = token.partition("|")
    parts = rest.split("|")
    if role not in [each.value for each in Role] or len(parts) != 3:
        return None
    answer = int(parts[2]) if parts[2].isascii() and parts[2].isdecimal() else None
    return ColumnUse(column, Role(role), parts[0], parts[1], answer)


def _use_label(use: ColumnUse, scales: Sequence[FileScale]) -> str:
    scale = next((each for each in scales if each.code == use.scale), None)
    if scale is None:
        return ROLE[use.role]
    if use.role is Role.ITEM:
        return next(f"{scale.name}: {item.wording}" for item in scale.items if item.code == use.item)
    answer = "" if use.answer is None else f" ({use.answer})"
    return f"{scale.name}: {ROLE[use.role].lower()}{answer}"


def unit_choices(work: FileWork, target: FileTarget) -> tuple[Choice, ...]:
    """A select for each name that is no certain unit, the likely ones first; and for those already chosen."""
    names = {unit.id: f"{unit.name}, {unit.path}" if unit.path else unit.name for unit in target.saved.units}
    unknown = work.reading.unknown_units if work.reading else {}
    chosen = work.mapping.units if work.mapping else {}
    made = []
    for plain in dict.fromkeys([*unknown, *chosen]):
        likely = unknown[plain].suggestions if plain in unknown else ()
        order = dict.fromkeys([*likely, *names])
        options = (Option(SKIP, "Spring over"), *(Option(str(unit), names[unit]) for unit in order if unit in names))
        label = f"»{unknown[plain].text}«" if plain in unknown else f"»{plain}«"
        value = "" if plain not in chosen else SKIP if chosen[plain] is None else str(chosen[plain])
        made.append(Choice(f"unit_{plain}", label, value, options, "Vælg enhed"))
    return tuple(made[:MOST_ROWS])


def scale_choices(work: FileWork, target: FileTarget) -> tuple[Choice, ...]:
    """A select for each name that is no scale we know; and for those already chosen."""
    unknown = {key(name): name for name in work.reading.unknown_scales} if work.reading else {}
    chosen = work.mapping.scales if work.mapping else {}
    options = (Option(SKIP, "Spring over"), *(Option(each.code, each.name) for each in target.data.scales))
    made = []
    for plain in dict.fromkeys([*unknown, *chosen]):
        value = (chosen[plain] or SKIP) if plain in chosen else ""
        label = f"»{quoted(unknown.get(plain, plain))}«"
        made.append(Choice(f"scale_{plain}", label, value, options, "Vælg skala"))
    return tuple(made[:MOST_ROWS])


def answer_choices(work: FileWork, target: FileTarget) -> tuple[Choice, ...]:
    """A select for each word that is no answer we know; and for those already chosen. Long texts are no answers."""
    known = known_answers(file_scales(target.data))
    taken = {key(str(value)) for value in known} | {key(label) for label in known.values() if label}
    told = work.reading.unknown_answers if work.reading else {}
    unknown = {key(word): word for word in told if not word.endswith("…") and key(word) and key(word) not in taken}
    chosen = work.mapping.answers if work.mapping else {}
    options = (
        Option(SKIP, "Intet svar"),
        *(Option(str(value), f"{value} · {label}" if label else str(value)) for value, label in known.items()),
    )
    made = []
    for plain in dict.fromkeys([*unknown, *chosen]):
        value = "" if plain not in chosen else SKIP if chosen[plain] is None else str(chosen[plain])
        made.append(Choice(f"answer_{plain}", f"»{unknown.get(plain, plain)}«", value, options, "Vælg svar"))
    return tuple(made[:MOST_ROWS])


def result_of(done: SurveyImport, work: FileWork, target: FileTarget, typed: str, href: str) -> FileResult:
    """The dry run as it is shown, with the part of its rows that `typed` names."""
    plan = done.plan
    part, pages = part_of(plan.rows, typed, f"{href}?side=")
    is_counted = work.mapping is not None and work.mapping.layout is Layout.RESPONDENTS
    names = {} if is_counted else {scale.code: scale.name for scale in target.data.scales}
    return FileResult(
        known=known_text(done.before) if done.before else "",
        outcomes=plan.tally_text(),
        before=_totals(plan.before),
        after=_totals(plan.after),
        problems=tuple(f"{text[:1].upper()}{text[1:]}" for text in map(str, plan.problems)),
        more_problems=plan.problem_count - len(plan.problems),
        notes=plan.notes,
        rows=tuple(
            RowLine(
                str(row.row) if row.row else "samlet",
                row.unit_name,
                row.outcome,
                row_figures(row, names),
                (*row.notes, *(problem.message for problem in row.problems)),
            )
            for row in part
        ),
        pages=pages,
        is_open=bool(typed),
        may_be_applied=plan.may_be_applied,
    )


def row_figures(row: PlannedRow, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a row of the file says. Scores that were counted from single answers are not shown before it is known
    whether they may be: no `names` then."""
    told = []
    if row.counts is not None and row.counts.invited is not None:
        told.append(f"{row.counts.invited} {'inviteret' if row.counts.invited == 1 else 'inviterede'}")
    if row.counts is not None and row.counts.answered is not None:
        told.append(f"{row.counts.answered} {'besvarelse' if row.counts.answered == 1 else 'besvarelser'}")
    for figure in row.figures:
        if figure.scale in names:
            score = (
                "skjult" if figure.is_hidden else "" if figure.mean is None else figure_text(one_decimal(figure.mean))
            )
            told.append(f"{names[figure.scale]}: {score or 'ingen score'}" + (f" (n = {figure.n})" if figure.n else ""))
    if not names and row.figures:
        told.append("scorerne ses, når de er gemt")
    return tuple(told)


def known_text(before: TakenFile) -> str:
    """When the file was taken in before."""
    return f"Filen er indlæst før: »{before.name}« den {short_date(before.taken_on)} i {before.round_name}."


def _totals(totals: Totals) -> str:
    units = "1 enhed" if totals.units == 1 else f"{totals.units} enheder"
    figures = "1 score" if totals.figures == 1 else f"{totals.figures} scorer"
    return f"{units}, {figures}, heraf {totals.hidden} skjult af leverandøren"
