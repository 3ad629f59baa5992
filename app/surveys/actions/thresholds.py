"""How many must have answered before something is shown: changed for all rounds of a municipality at once."""

from typing import Any

from app.access.policy import Actor
from app.core.errors import Invalid
from app.core.text import clean_text
from app.db.transaction import transaction
from app.organisation.actions import change_settings, require_administrator
from app.organisation.rules import MunicipalitySettings, Thresholds
from app.surveys.actions.pattern import PatternChange, preview_pattern, refresh_pattern


async def preview_thresholds(actor: Actor, municipality: int, wanted: Thresholds) -> PatternChange:
    """What `change_thresholds` would hide and show; nothing is written. Raises `Denied`."""
    await require_administrator(actor, municipality)
    return await preview_pattern(actor, municipality, wanted)


async def change_thresholds(
    actor: Actor, municipality: int, wanted: Thresholds, *, seen: int | None, reason: str
) -> PatternChange:
    """Other thresholds for all rounds of the municipality, old ones too; gives what is hidden and shown by it.

    For an administrator of the whole municipality, who reads no survey by that role: nobody opens figures to
    themselves. `seen` is the `settings_mark` that the page showed. Raises `Invalid` without a reason,
    `Denied`, `Stale`.
    """
    reason = clean_text(reason)
    if not reason:
        raise Invalid("thresholds.reason", "Skriv hvorfor.", {"reason": "Skriv, hvorfor grænserne ændres."})
    async with transaction():
        await change_settings(
            actor, municipality, {"survey_thresholds": wanted}, _thresholds_told, seen=seen, reason=reason
        )
        return await refresh_pattern(actor, municipality)


def _thresholds_told(settings: MunicipalitySettings) -> dict[str, Any]:
    now = settings.survey_thresholds
    return {
        "svar, før en score vises": now.minimum,
        "svar, før en fordeling vises": now.distribution,
        "svar om krænkende handlinger": now.sensitive,
        "del af skalaen, i procent": now.percent,
    }
