"""Figures in words and signs: the same on pages, in files and in the API."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from app.surveys.labels import HIDDEN_REASON, SURVEY_DIRECTION, SURVEY_DIRECTION_KIND
from app.surveys.rules.instruments import Scale
from app.surveys.rules.shown import Change, ShownUnit, Suppressed
from app.surveys.rules.typed import decimal_text

UNKNOWN = "ukendt"
NONE = "–"


def figure_text(value: int | Decimal | Suppressed | None) -> str:
    """A figure as it is read; "ukendt" for one that nobody gave us."""
    if isinstance(value, Suppressed):
        return HIDDEN_REASON[value.reason]
    if value is None:
        return UNKNOWN
    return decimal_text(value) if isinstance(value, Decimal) else str(value)


def rate_text(unit: ShownUnit) -> str:
    """ "65 % (1741/2695)"; "–" where nobody was invited (rule 35)."""
    if isinstance(unit.answered, Suppressed):
        return figure_text(unit.answered)
    if unit.invited == 0:
        return NONE
    if unit.rate is None or unit.invited is None:
        known = [f"{unit.answered} svar"] if unit.answered is not None else []
        known += [f"{unit.invited} inviteret"] if unit.invited is not None else []
        return ", ".join(known) or UNKNOWN
    return f"{unit.rate} % ({unit.answered}/{unit.invited})"


def direction_text(unit: ShownUnit) -> str:
    """Which way it went; "" where nobody said so."""
    if isinstance(unit.direction, Suppressed):
        return HIDDEN_REASON[unit.direction.reason]
    return SURVEY_DIRECTION[unit.direction] if unit.direction else ""


def direction_kind(unit: ShownUnit) -> str:
    """The look of its tag."""
    if unit.direction is None or isinstance(unit.direction, Suppressed):
        return "neutral"
    return SURVEY_DIRECTION_KIND[unit.direction]


def signed(value: Decimal) -> str:
    """ "+2,0", "-1,5", "0,0"."""
    text = decimal_text(value)
    return f"+{text}" if value > 0 else text


def change_text(change: Change) -> str:
    """The difference, and whether so few answers say anything (trap 19)."""
    if change.is_certain:
        return f"{signed(change.points)}, {'bedre' if change.is_better else 'dårligere'}"
    return f"{signed(change.points)}, siger intet sikkert (usikkerhed ca. ±{decimal_text(change.margin)})"


def span_text(scale: Scale) -> str:
    """From where to where the scale goes, and which end is good."""
    return f"{scale.minimum} til {scale.maximum}, {'højere' if scale.is_higher_better else 'lavere'} er bedre"


def change_sentence(change: Change, since: str) -> str:
    """The change since another round in plain words, with what chance alone may bring (trap 19)."""
    if not change.points:
        return f"Scoren er den samme som i {since}."
    moved = "steget" if change.points > 0 else "faldet"
    text = f"Scoren er {moved} {decimal_text(abs(change.points))} siden {since}."
    chance = f"ca. {decimal_text(change.margin)}"
    if not change.is_certain:
        return f"{text} Det siger intet sikkert: Med det antal svar kan tilfældigheder alene flytte den {chance}."
    good = "en forbedring" if change.is_better else "en forværring"
    return f"{text} Det er {good}, og mere end tilfældigheder alene plejer at give ({chance})."


class Placed(Protocol):
    """What a unit was called, and what it lay under."""

    @property
    def name(self) -> str: ...
    @property
    def parent_name(self) -> str: ...


def was_text(unit: Placed, then: Placed) -> str:
    """What the unit was in an earlier round, where its name or place was another: it may have other people now."""
    parts = []
    if then.name != unit.name:
        parts.append(f"hed {then.name}")
    if then.parent_name != unit.parent_name:
        parts.append(f"lå under {then.parent_name or UNKNOWN}")
    return f"Enheden {' og '.join(parts)} dengang. Det er måske ikke de samme medarbejdere." if parts else ""


def same_note(others: Sequence[str]) -> str:
    """What it means that other rounds have the same questionnaire and period; "" where there are none."""
    if not others:
        return ""
    named = " og ".join(f"»{name}«" for name in others)
    return (
        f"{named} har det samme skema og den samme tid og regnes for den samme måling. Er antallet af svar i en enhed "
        "forskelligt, er tallene skjult. Er det en anden måling, så skriv datoerne."
    )
