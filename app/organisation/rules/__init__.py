"""What a municipality decides for itself, the tree of units, and what a file would change."""

from app.organisation.rules.settings import (
    DEFAULT_SETTINGS,
    MADE_UP,
    MOST_TEXT,
    MunicipalitySettings,
    committee_rank,
    cvr_problem,
    decode_settings,
    email_problem,
    encode_settings,
    production_unit_no_problem,
    settings_mark,
    settings_problems,
)

__all__ = [
    "DEFAULT_SETTINGS",
    "MADE_UP",
    "MOST_TEXT",
    "MunicipalitySettings",
    "committee_rank",
    "cvr_problem",
    "decode_settings",
    "email_problem",
    "encode_settings",
    "production_unit_no_problem",
    "settings_mark",
    "settings_problems",
]
