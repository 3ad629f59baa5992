"""What a municipality decides for itself, the tree of units, and what a file would change."""

from app.organisation.rules.settings import (
    DEFAULT_SETTINGS,
    MADE_UP,
    MunicipalitySettings,
    committee_rank,
    decode_settings,
    email_problem,
    encode_settings,
    is_cvr,
    is_production_unit_no,
    settings_problems,
)

__all__ = [
    "DEFAULT_SETTINGS",
    "MADE_UP",
    "MunicipalitySettings",
    "committee_rank",
    "decode_settings",
    "email_problem",
    "encode_settings",
    "is_cvr",
    "is_production_unit_no",
    "settings_problems",
]
