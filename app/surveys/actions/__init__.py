"""Changing surveys."""

from app.surveys.actions.effects import evaluate_effect, evaluate_focus_point
from app.surveys.actions.figures import UnitEntry, enter_figures, put_figures, round_to_write
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
from app.surveys.actions.rounds import RoundFacts, change_round, create_round, publish_round, remove_draft

__all__ = [
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
    "own_instrument",
    "publish_round",
    "put_figures",
    "put_scale",
    "remove_draft",
    "remove_scale",
    "round_to_write",
    "unlink_result",
]
