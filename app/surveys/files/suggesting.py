"""What the columns of a file seem to be, from their headings: a suggestion that a person changes."""

import difflib
import re
from collections.abc import Mapping, Sequence

from app.surveys.files import vocabulary as words
from app.surveys.files.formats import Heading
from app.surveys.files.headings import key
from app.surveys.files.mapping import ColumnUse, FileMapping, FileScale, Layout, Role

_ALIKE = 0.88
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_BY_WORD = (
    (Role.UNIT_ID, words.UNIT_ID),
    (Role.RATE, words.RATE),
    (Role.INVITED, words.INVITED),
    (Role.ANSWERED, words.ANSWERED),
    (Role.UNIT, words.UNIT),
    (Role.SCALE, words.SCALE),
    (Role.MEAN, words.MEAN),
    (Role.N, words.COUNT),
    (Role.DAY, words.DAY),
)
_OF_UNITS = {Role.UNIT, Role.UNIT_ID, Role.INVITED, Role.ANSWERED, Role.RATE}


def suggest_mapping(found: Sequence[Heading], scales: Sequence[FileScale], fingerprint: str = "") -> FileMapping:
    """What the headings say: columns whose heading says nothing are left out, for a person to choose."""
    items = _items(found, scales)
    roles = _roles(found, scales)
    if len(items) >= 2 and not any(role is Role.MEAN for column, role in roles.items() if column not in items):
        uses = [*items.values(), *_single(roles, {Role.UNIT, Role.UNIT_ID, Role.DAY})]
        return FileMapping(layout=Layout.RESPONDENTS, columns=_sorted(uses), fingerprint=fingerprint)
    wide = _wide(found, scales, roles) or _only_scale(roles, scales)
    is_long = Role.SCALE in roles.values() and Role.MEAN in roles.values()
    if is_long and not any(use.role is Role.MEAN for use in wide):
        taken = {Role.UNIT, Role.UNIT_ID, Role.SCALE, Role.N, Role.MEAN, Role.INVITED, Role.ANSWERED, Role.RATE}
        uses = [*_single(roles, taken), *_answers(found, scales)]
        return FileMapping(layout=Layout.LONG, columns=_sorted(uses), fingerprint=fingerprint)
    general = {Role.UNIT, Role.UNIT_ID, Role.INVITED, Role.ANSWERED, Role.RATE}
    used = {use.column for use in wide}
    rest = _single({column: role for column, role in roles.items() if column not in used}, general)
    if not any(use.role is Role.N for use in wide):
        rest += _single({column: role for column, role in roles.items() if column not in used}, {Role.N})
    return FileMapping(layout=Layout.WIDE, columns=_sorted([*wide, *rest]), fingerprint=fingerprint)


def _sorted(uses: Sequence[ColumnUse]) -> tuple[ColumnUse, ...]:
    return tuple(sorted(uses, key=lambda use: use.column))


def _role(text: str) -> Role | None:
    plain = key(text)
    bare = key(re.sub(r"\(.*?\)|\[.*?\]", "", text))
    for role, known in _BY_WORD:
        if plain in known or (bare and bare in known):
            return role
    return None


def _roles(found: Sequence[Heading], scales: Sequence[FileScale]) -> dict[int, Role | None]:
    """What each heading says; of two lines the lower one alone, where both together are about no scale.

    »Svar« beside »Inviterede« is how many of the unit answered, unless another column says that, or the row is about
    one scale that was named before it.
    """
    roles = {heading.column: _role(heading.text) for heading in found}
    texts = {heading.column: heading.own or heading.text for heading in found}
    for heading in found:
        if heading.own and roles[heading.column] is None and match_scale(heading.text, scales) is None:
            lower = _role(heading.own)
            roles[heading.column] = lower if lower in _OF_UNITS or key(heading.own) in words.REPLIES else None
    scale_at = min((column for column, role in roles.items() if role is Role.SCALE), default=None)
    for column, role in roles.items():
        beside = {roles.get(column - 1), roles.get(column + 1)} & {Role.INVITED, Role.RATE}
        is_of_scale = scale_at is not None and scale_at < column
        if role is Role.N and key(texts[column]) in words.REPLIES and beside and not is_of_scale:
            roles[column] = Role.ANSWERED if Role.ANSWERED not in roles.values() else role
    return roles


def _single(roles: Mapping[int, Role | None], wanted: set[Role]) -> list[ColumnUse]:
    """The first column of each role, and all that name a unit: they go from the whole to its parts."""
    uses: list[ColumnUse] = []
    for column in sorted(roles):
        role = roles[column]
        if role in wanted and (role is Role.UNIT or all(use.role is not role for use in uses)):
            uses.append(ColumnUse(column, role))
    return uses


def _only_scale(roles: Mapping[int, Role | None], scales: Sequence[FileScale]) -> list[ColumnUse]:
    """Where the instrument has one scale, a column of means is about that."""
    means = [column for column, role in sorted(roles.items()) if role is Role.MEAN]
    if len(scales) != 1 or len(means) != 1 or Role.SCALE in roles.values():
        return []
    return [ColumnUse(means[0], Role.MEAN, scales[0].code)]


def _items(found: Sequence[Heading], scales: Sequence[FileScale]) -> dict[int, ColumnUse]:
    """The columns whose heading is a question's code or wording."""
    uses: dict[int, ColumnUse] = {}
    taken: set[tuple[str, str]] = set()
    for heading in found:
        best = max(
            (
                (_alike(heading.text, item.code, item.wording), scale.code, item.code)
                for scale in scales
                for item in scale.items
            ),
            default=(0.0, "", ""),
        )
        if best[0] >= _ALIKE and best[1:] not in taken and _role(heading.text) is None:
            taken.add(best[1:])
            uses[heading.column] = ColumnUse(heading.column, Role.ITEM, best[1], best[2])
    return uses


def _alike(text: str, *names: str) -> float:
    """How much a heading is one of the names: 1.0 for the same letters, also with a number before them (`3. …`)."""
    plain = key(text)
    bare = plain.lstrip("0123456789")
    best = 0.0
    for name in map(key, names):
        if name and (plain == name or (bare and bare == name)):
            return 1.0
        if len(name) > 12 and len(bare) > 12:
            if name in bare:
                best = max(best, 0.95)
            else:
                best = max(best, difflib.SequenceMatcher(None, bare, name, autojunk=False).ratio())
    return best


def _wide(found: Sequence[Heading], scales: Sequence[FileScale], roles: Mapping[int, Role | None]) -> list[ColumnUse]:
    """The columns that name a scale, with what they hold of it: a mean where they do not say.

    Of several for the same, the one of the latest year is taken, and of those the first.
    """
    best: dict[tuple[str, Role, int | None], tuple[int, ColumnUse]] = {}
    for heading in found:
        scale = match_scale(heading.text, scales)
        if scale is None or _is_other(roles.get(heading.column), heading.text, scale):
            continue
        role, answer = _measure(heading.text, scale)
        year = max((int(each) for each in _YEAR.findall(heading.text)), default=0)
        mark = (scale.code, role, answer)
        if mark not in best or year > best[mark][0]:
            best[mark] = (year, ColumnUse(heading.column, role, scale.code, answer=answer))
    return [use for _, use in best.values()]


def _is_other(role: Role | None, text: str, scale: FileScale) -> bool:
    """Whether a heading that names a scale is about something else: a spread, a difference, the result before."""
    if key(text) in (key(scale.code), key(scale.name)):
        return False
    rest = set(_spaced(text).split()) - set(_spaced(scale.name).split())
    return role is not None or bool(rest & words.NO_FIGURE)


def match_scale(text: str, scales: Sequence[FileScale]) -> FileScale | None:
    """The scale that a text names: whole, or with a measure beside it (`Ledelse gns.`). The longest name wins."""
    plain = f" {_spaced(text)} "
    hits = [
        (len(_spaced(name)), index)
        for index, scale in enumerate(scales)
        for name in (scale.code, scale.name)
        if _spaced(name) and f" {_spaced(name)} " in plain
    ]
    if hits:
        return scales[max(hits, key=lambda hit: (hit[0], -hit[1]))[1]]
    names = {key(name): scale for scale in reversed(scales) for name in (scale.name, scale.code)}
    close = difflib.get_close_matches(key(text), names, n=1, cutoff=_ALIKE)
    return names[close[0]] if close else None


def _spaced(text: str) -> str:
    """The words with single blanks between, each as `key` has it."""
    return " ".join(part for part in (key(word) for word in re.split(r"[\W_]+", text)) if part)


def _measure(text: str, scale: FileScale) -> tuple[Role, int | None]:
    """What a column holds of its scale, told from the words beside the scale's name."""
    rest = f" {_spaced(text)} "
    for name in sorted({_spaced(scale.code), _spaced(scale.name)}, key=len, reverse=True):
        rest = rest.replace(f" {name} ", " ", 1)
    plain = rest.replace(" ", "")
    parts = set(rest.split())
    for value, label in {pair for item in scale.items for pair in item.answers}:
        if plain and plain in (key(label), f"svar{value}", f"antal{key(label)}", f"andel{key(label)}"):
            return Role.DISTRIBUTION, value
    if plain in words.COUNT or parts & {"n", "antal", "base", "count"}:
        return Role.N, None
    return Role.MEAN, None


def _answers(found: Sequence[Heading], scales: Sequence[FileScale]) -> list[ColumnUse]:
    """In a long file, the columns headed with an answer's words count those who gave it."""
    by_words = {key(label): value for scale in scales for item in scale.items for value, label in item.answers if label}
    uses = []
    for heading in found:
        plain = key(heading.text).removeprefix("antal")
        if plain in by_words:
            uses.append(ColumnUse(heading.column, Role.DISTRIBUTION, answer=by_words[plain]))
    return uses
