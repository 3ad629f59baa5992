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
from app.organisation.rules.thresholds import (
    DEFAULT_THRESHOLDS,
    LEAST_PERCENT,
    MINIMUM_EVER,
    MOST_PERCENT,
    Thresholds,
    threshold_problems,
)

__all__ = [
    "DEFAULT_SETTINGS",
    "DEFAULT_THRESHOLDS",
    "LEAST_PERCENT",
    "MADE_UP",
    "MINIMUM_EVER",
    "MOST_PERCENT",
    "MOST_TEXT",
    "MunicipalitySettings",
    "Thresholds",
    "committee_rank",
    "cvr_problem",
    "decode_settings",
    "email_problem",
    "encode_settings",
    "production_unit_no_problem",
    "settings_mark",
    "settings_problems",
    "threshold_problems",
]
