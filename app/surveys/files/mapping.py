"""What the columns of a file are taken for: chosen by a person, checked, and kept for the next file."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from app.surveys.files.formats import FileFormat
from app.surveys.files.places import column_text


class Layout(StrEnum):
    """How a file is laid out."""

    WIDE = "wide"  # a row for each unit, columns for each scale
    LONG = "long"  # a row for each unit and scale
    RESPONDENTS = "respondents"  # a row for each person who answered


LAYOUT = {
    Layout.WIDE: "En række for hver enhed, kolonner for hver skala",
    Layout.LONG: "En række for hver enhed og skala",
    Layout.RESPONDENTS: "En række for hver besvarelse",
}


class Role(StrEnum):
    """What a column holds."""

    UNIT = "unit"
    UNIT_ID = "unit_id"
    SCALE = "scale"
    N = "n"
    MEAN = "mean"
    INVITED = "invited"
    ANSWERED = "answered"
    RATE = "rate"
    DISTRIBUTION = "distribution"
    ITEM = "item"
    DAY = "day"


ROLE = {
    Role.UNIT: "Enhedens navn",
    Role.UNIT_ID: "Enhedens id",
    Role.SCALE: "Skalaens navn",
    Role.N: "Antal svar på skalaen",
    Role.MEAN: "Gennemsnit",
    Role.INVITED: "Inviterede",
    Role.ANSWERED: "Besvarelser i enheden",
    Role.RATE: "Svarprocent",
    Role.DISTRIBUTION: "Antal, der svarede dette",
    Role.ITEM: "Svar på spørgsmål",
    Role.DAY: "Dato for svaret",
}


class FileItem(msgspec.Struct, frozen=True):
    """A question; `answers` are the values that count and their words."""

    code: str
    wording: str
    answers: tuple[tuple[int, str], ...]


class FileScale(msgspec.Struct, frozen=True):
    """A scale of the round's instrument, as far as a file can speak of it."""

    code: str
    name: str
    minimum: float
    maximum: float
    items: tuple[FileItem, ...] = ()
    parts: tuple[str, ...] = ()  # the codes of the scales that it is the sum of, where it has no questions of its own


class ColumnUse(msgspec.Struct, frozen=True):
    """What one column is taken for. `scale` and `item` are codes; `answer` is the value that a distribution counts."""

    column: int
    role: Role
    scale: str = ""
    item: str = ""
    answer: int | None = None


class FileMapping(msgspec.Struct, frozen=True, kw_only=True):
    """All that a person has settled about a file, and what is kept for the next one with the same headings.

    `units` and `scales` are what stands in the file, by `key`, and what is meant; None and "" are left out on purpose.
    `answers` gives words of respondents their values, None for no answer.
    """

    layout: Layout
    columns: tuple[ColumnUse, ...]
    fingerprint: str = ""
    format: FileFormat | None = None
    units: dict[str, int | None] = {}
    scales: dict[str, str] = {}
    answers: dict[str, int | None] = {}

    def with_role(self, role: Role) -> tuple[ColumnUse, ...]:
        """The columns taken for that, from left to right."""
        return tuple(use for use in sorted(self.columns, key=lambda use: use.column) if use.role is role)

    def column_of(self, role: Role) -> int | None:
        """The first column taken for that."""
        return next((use.column for use in self.with_role(role)), None)


def encode_mapping(mapping: FileMapping) -> str:
    """The mapping as JSON."""
    return msgspec.json.encode(mapping, order="deterministic").decode()


def decode_mapping(text: str) -> FileMapping | None:
    """The kept mapping; None for what no version of ours wrote."""
    try:
        return msgspec.json.decode(text.encode(), type=FileMapping)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return None


def mapping_problems(mapping: FileMapping, scales: Sequence[FileScale]) -> list[str]:
    """What is missing or doubled in the mapping, in Danish; empty when the file can be read with it."""
    problems = []
    known = {scale.code for scale in scales}
    if mapping.column_of(Role.UNIT) is None and mapping.column_of(Role.UNIT_ID) is None:
        problems.append("Vælg den kolonne, der siger, hvilken enhed rækken handler om.")
    seen: set[tuple[object, ...]] = set()
    for use in mapping.columns:
        mark = (use.role, use.scale, use.item, use.answer)
        if mark in seen and use.role is not Role.UNIT:  # a unit may be named with those above it
            where = next((scale.name for scale in scales if scale.code == use.scale), "")
            problems.append(f"To kolonner er valgt som »{ROLE[use.role]}«" + (f" for »{where}«." if where else "."))
        seen.add(mark)
        needs_scale = use.role is Role.ITEM or (
            mapping.layout is Layout.WIDE and use.role in (Role.MEAN, Role.DISTRIBUTION)
        )
        if needs_scale and use.scale not in known:
            problems.append(f"Vælg skala for {column_text(use.column)}.")
    problems += _missing(mapping)
    return problems


def _missing(mapping: FileMapping) -> list[str]:
    roles = {use.role for use in mapping.columns}
    if mapping.layout is Layout.RESPONDENTS:
        return [] if Role.ITEM in roles else ["Vælg mindst en kolonne med svar på et spørgsmål."]
    missing = []
    if mapping.layout is Layout.LONG and Role.SCALE not in roles:
        missing.append("Vælg den kolonne, der siger, hvilken skala rækken handler om.")
    if not roles & {Role.MEAN, Role.DISTRIBUTION, Role.INVITED, Role.ANSWERED}:
        missing.append("Vælg mindst en kolonne med gennemsnit, fordeling eller antal besvarelser.")
    if Role.MEAN in roles and not roles & {Role.N, Role.ANSWERED}:
        missing.append("Vælg kolonnen med antal svar. Uden det kan ingen se, om et gennemsnit må vises.")
    return missing
