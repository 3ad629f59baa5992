"""What a municipality decides for itself, and the numbers of legal and production units."""

import re
import zlib
from datetime import date

import msgspec

from app.core.calendar import ClosedDays
from app.core.errors import Invalid
from app.organisation.rules.thresholds import Thresholds

_LIKE_A_CPR_NUMBER = re.compile(r"\s*[0-9]{6}\s*-\s*[0-9]{4}\s*")
_MOST_EXTRA_CLOSED_DAYS = 20
MOST_TEXT = 1_000_000


class MunicipalitySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Every figure here is a default of ours or the municipality's own choice; none is law."""

    closed_days: ClosedDays = ClosedDays()
    action_lead_days: int = 14  # a measure should be done so long before the compliance date (rule 18)
    deadline_due_soon_days: int = 14
    hearing_days: int = 14  # rule 8
    reply_reminder_days: int = 28  # without a word from the authority after a report-back
    kle_default: str = "87.15.00"  # rule 38: an order
    committee_ranks: tuple[str, ...] = ("HMU", "FMU", "LMU")  # highest first; reversed in Aarhus (rule 28)
    report_text_most: int | None = None  # characters a text of the report-back may have; None: we know of no limit
    survey_thresholds: Thresholds = Thresholds()
    notice_links: bool = False  # whether a link, without a login, may open the page for all employees of a unit
    is_made_up: bool = False  # the demo's, with logins that everybody knows: production refuses to serve it


DEFAULT_SETTINGS = MunicipalitySettings()
MADE_UP = MunicipalitySettings(is_made_up=True)


def decode_settings(text: str) -> MunicipalitySettings:
    """The settings stored as JSON; "" gives the defaults, and so does each missing key.

    Raises Invalid where the text is no settings or a figure is out of range.
    """
    if not text.strip():
        return DEFAULT_SETTINGS
    try:
        settings = msgspec.json.decode(text.encode(), type=MunicipalitySettings)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Invalid("settings.malformed", "Kommunens indstillinger kan ikke læses. Ret dem, og gem igen.") from error
    if fields := settings_problems(settings):
        raise Invalid("settings.out_of_range", "Nogle af kommunens indstillinger er ikke gyldige.", fields)
    return settings


def encode_settings(settings: MunicipalitySettings) -> str:
    """The settings as JSON; the same settings always give the same text."""
    return msgspec.json.encode(settings, order="deterministic").decode()


def settings_mark(settings: MunicipalitySettings) -> int:
    """A number for the settings as they stand, in place of a version: it changes when they change."""
    return zlib.crc32(encode_settings(settings).encode()) % 1_000_000


def settings_problems(settings: MunicipalitySettings) -> dict[str, str]:
    """The Danish message per setting that cannot be used; empty when all can."""
    problems = {}
    for name in ("action_lead_days", "deadline_due_soon_days", "hearing_days", "reply_reminder_days"):
        if not 0 <= getattr(settings, name) <= 365:
            problems[name] = "Skriv et antal dage fra 0 til 365."
    if settings.report_text_most is not None and not 1 <= settings.report_text_most <= MOST_TEXT:
        problems["report_text_most"] = f"Skriv et antal tegn fra 1 til {MOST_TEXT}, eller ingen grænse."
    days = settings.closed_days.by_analogy
    if len(days) > _MOST_EXTRA_CLOSED_DAYS:
        problems["closed_days"] = f"Vælg højst {_MOST_EXTRA_CLOSED_DAYS} ekstra lukkedage."
    elif not all(_is_day_of_year(month, day) for month, day in days):
        problems["closed_days"] = "En af lukkedagene findes ikke i kalenderen."
    ranks = settings.committee_ranks
    if len(set(ranks)) != len(ranks) or not all(rank.strip() for rank in ranks):
        problems["committee_ranks"] = "Skriv hvert udvalg én gang, det øverste først."
    return problems


def _is_day_of_year(month: int, day: int) -> bool:
    try:
        date(2024, month, day)  # a leap year: 29 February may be closed
    except ValueError:
        return False
    return True


def committee_rank(name: str, settings: MunicipalitySettings) -> int | None:
    """0 for the highest committee, None for one the municipality has not ranked (rule 28)."""
    names = [rank.casefold() for rank in settings.committee_ranks]
    return names.index(name.casefold()) if name.casefold() in names else None


def cvr_problem(text: str) -> str | None:
    """None when `text` is "" (unknown) or 8 digits; else the Danish message to show at the field."""
    return _number_problem(text, "CVR-nummer", 8)


def production_unit_no_problem(text: str) -> str | None:
    """None when `text` is "" (unknown) or 10 digits; else the Danish message to show at the field."""
    return _number_problem(text, "P-nummer", 10)


def _number_problem(text: str, name: str, digits: int) -> str | None:
    if _LIKE_A_CPR_NUMBER.fullmatch(text):  # rule 44
        return "Det ligner et CPR-nummer. Skriv aldrig CPR-numre i Handlepligt."
    if not text or re.fullmatch(f"[0-9]{{{digits}}}", text):
        return None
    return f"Et {name} har {digits} cifre. Skriv det uden mellemrum, eller lad feltet være tomt."


def email_problem(text: str) -> str | None:
    """None when `text` is "" (unknown) or looks like an address; else the Danish message to show at the field."""
    if len(text) > 254:
        return "En e-mailadresse har højst 254 tegn."
    if not text or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        return None
    return "Skriv en e-mailadresse som navn@eksempel.dk, eller lad feltet være tomt."


def holds_cpr_number(text: str) -> bool:
    """Whether the whole of `text` has the form of a CPR number with its hyphen (rule 44)."""
    return _LIKE_A_CPR_NUMBER.fullmatch(text) is not None
