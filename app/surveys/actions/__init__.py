"""Changing surveys."""

from app.surveys.actions.instruments import (
    adopt,
    change_instrument,
    create_edition,
    create_instrument,
    own_instrument,
    put_scale,
    remove_scale,
)

__all__ = [
    "adopt",
    "change_instrument",
    "create_edition",
    "create_instrument",
    "own_instrument",
    "put_scale",
    "remove_scale",
]
