"""Changing surveys."""

from app.surveys.actions.effects import evaluate_effect, evaluate_focus_point
from app.surveys.actions.figures import Correction, UnitEntry, enter_figures, put_figures, round_to_write
from app.surveys.actions.instruments import (
    adopt,
    change_instrument,
    create_edition,
    create_instrument,
    own_instrument,
    put_scale,
    remove_scale,
)
from app.surveys.actions.links import link_result, unlink_result
from app.surveys.actions.own_plans import open_own_plan
from app.surveys.actions.publishing import publish_round, remove_draft, take_back_round
from app.surveys.actions.rounds import RoundFacts, change_round, create_round

__all__ = [
    "Correction",
    "RoundFacts",
    "UnitEntry",
    "adopt",
    "change_instrument",
    "change_round",
    "create_edition",
    "create_instrument",
    "create_round",
    "enter_figures",
    "evaluate_effect",
    "evaluate_focus_point",
    "link_result",
    "open_own_plan",
    "own_instrument",
    "publish_round",
    "put_figures",
    "put_scale",
    "remove_draft",
    "remove_scale",
    "round_to_write",
    "take_back_round",
    "unlink_result",
]
