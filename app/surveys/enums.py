from enum import StrEnum


class ScaleScoring(StrEnum):
    """How a respondent's answers become a score."""

    MEAN = "mean"
    SUM = "sum"


class BestEnd(StrEnum):
    """Which end of a scale is good. Nobody guesses it: of a scale of burdens it is the lower one."""

    HIGHER = "higher"
    LOWER = "lower"


class RoundState(StrEnum):
    DRAFT = "draft"  # seen by those alone who keep surveys
    PUBLISHED = "published"


class SurveyDirection(StrEnum):
    """Which way it went, where that is all that is known."""

    POSITIVE = "positive"
    UNCHANGED = "unchanged"
    NEGATIVE = "negative"


class Measure(StrEnum):
    """What a figure of a unit is: each is hidden or shown by itself."""

    MEAN = "mean"
    COUNT = "count"
    DISTRIBUTION = "distribution"
    TEXT = "text"


class LinkRole(StrEnum):
    """What a result says about a focus point."""

    PROBLEM = "shows_problem"
    BASELINE = "shows_baseline"
    EFFECT = "shows_effect"


class WishedChange(StrEnum):
    """Where a focus point wants a result to go."""

    BETTER = "better"
    SAME = "same"


class HiddenReason(StrEnum):
    """Why a figure is hidden. All read the same on the screen: a reason can tell who is few."""

    TOO_FEW = "too_few"
    WOULD_TELL = "would_tell"  # with it another hidden figure could be computed
    SUPPLIER = "supplier"  # the supplier had hidden it already
