"""Which unit of the municipality a name in a file means: certain ones are taken, others are suggested."""

import difflib
import re
from collections.abc import Iterable, Sequence

import msgspec

from app.surveys.files.headings import key

MOST_SUGGESTIONS = 5
_LIKELY = 0.6
# As people shorten names of workplaces. Both sides are written out before they are compared.
_SHORT = {
    "afd": "afdeling", "adm": "administration", "besk": "beskaeftigelse", "bh": "boernehave", "bhv": "boernehave",
    "bef": "befolkning", "bbs": "boligsocial", "bru": "boern og unge", "bu": "boern og unge", "mbu": "boern og unge",
    "dagtilb": "dagtilbud", "dgt": "dagtilbud", "di": "daginstitution", "fam": "familie", "forv": "forvaltning",
    "hjpl": "hjemmepleje", "hj": "hjemme", "inst": "institution", "ktr": "kontor", "kt": "kontor", "lok": "lokal",
    "mag": "magistraten", "msb": "sociale forhold og beskaeftigelse", "omr": "omraade", "pl": "pleje",
    "plc": "plejecenter",    "ppr": "paedagogisk psykologisk raadgivning",
    "psyk": "psykologisk", "raadg": "raadgivning", "sk": "skole",
    "soc": "social", "sfo": "skolefritidsordning", "sundh": "sundhed", "tekn": "teknik", "tm": "teknik og miljoe",
    "udv": "udvikling", "vuggest": "vuggestue", "vst": "vuggestue", "vg": "vuggestue", "oe": "oest", "v": "vest",
    "n": "nord", "s": "syd", "sdr": "soendre", "ndr": "noerre", "vdr": "vester", "gl": "gammel",
    "skt": "sankt", "sct": "sankt",
}  # fmt: skip
_JOINING = {"og", "and", "i", "for", "af"}


class KnownUnit(msgspec.Struct, frozen=True):
    """A unit of the municipality: `others` are its external ids; `earlier` its names before; `path` tells it apart."""

    id: int
    name: str
    others: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    path: str = ""


class UnitMatch(msgspec.Struct, frozen=True):
    """What a name in the file means: `unit` where that is certain, otherwise the likely ones, best first."""

    text: str
    unit: int | None
    why: str = ""
    suggestions: tuple[int, ...] = ()


class UnitMatcher:
    """Compares names with all units of a municipality; each name is looked at once."""

    def __init__(self, units: Sequence[KnownUnit]) -> None:
        self._named = {unit.id: unit.name for unit in units}
        self._seen: dict[str, UnitMatch] = {}
        self._ids = _index((unit.id, unit.others) for unit in units)
        self._names = _index((unit.id, (unit.name,)) for unit in units)
        self._paths = _index((unit.id, (f"{unit.path} {unit.name}",)) for unit in units if unit.path)
        self._earlier = _index((unit.id, unit.earlier) for unit in units)
        self._written_out = _index((unit.id, (written_out(unit.name),)) for unit in units)
        self._spellings = [(written_out(name), unit.id) for unit in units for name in (unit.name, *unit.earlier)]

    def name_of(self, unit: int) -> str:
        """What the unit is called now."""
        return self._named.get(unit, "")

    def match(self, text: str) -> UnitMatch:
        """The unit that `text` means, or the likely ones. A name that two units share is never certain."""
        plain = key(text)
        if plain not in self._seen:
            self._seen[plain] = self._find(text, plain)
        return self._seen[plain]

    def _find(self, text: str, plain: str) -> UnitMatch:
        whole = key(written_out(text))
        steps = (
            (self._ids, plain, "id"),
            (self._names, plain, "navn"),
            (self._paths, plain, "navn"),
            (self._earlier, plain, "tidligere navn"),
            (self._written_out, whole, "forkortelse"),
        )
        doubles: list[int] = []
        for index, wanted, why in steps:
            found = index.get(wanted, set()) if wanted else set()
            if len(found) == 1:
                return UnitMatch(text, next(iter(found)), why)
            doubles += sorted(found - set(doubles))
        likely = dict.fromkeys([*doubles, *self._alike(written_out(text))])
        return UnitMatch(text, None, "flere enheder hedder det" if doubles else "", tuple(likely)[:MOST_SUGGESTIONS])

    def _alike(self, text: str) -> list[int]:
        compared = difflib.SequenceMatcher(autojunk=False)
        compared.set_seq2(text)
        words = set(text.split())
        found: list[tuple[float, int]] = []
        for spelling, unit in self._spellings:
            shared = set(spelling.split()) & words
            compared.set_seq1(spelling)
            if not shared and compared.quick_ratio() < _LIKELY:
                continue
            score = compared.ratio() + 0.4 * len(shared) / max(1, len(words))
            if score >= _LIKELY:
                found.append((-score, unit))
        return [unit for _, unit in sorted(found)]


def _index(named: Iterable[tuple[int, Iterable[str]]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for unit, names in named:
        for name in names:
            if plain := key(name):
                found.setdefault(plain, set()).add(unit)
    return found


def written_out(name: str) -> str:
    """The name with the usual abbreviations written out and the joining words left out, as `key` has letters."""
    parts = [key(part) for part in re.split(r"[\W_]+", name)]
    return " ".join(word for part in parts for word in _SHORT.get(part, part).split() if word and word not in _JOINING)
