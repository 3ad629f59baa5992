"""What a form of the product is to the tests: where it stands, what fills it in, and what else is true of it."""

from collections.abc import Callable
from typing import Any

import msgspec

from tests.factories_world_places import Place, World

TODAY = "2025-08-20"
SOON = "2025-09-25"
LATER = "2025-12-20"

Fields = dict[str, Any]


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A form. `ids` are the fields that name something, with the attribute of a Place (or of an item) they take."""

    path: str
    fields: Callable[[World, Place], Fields] = lambda _w, _p: {}
    file: str = ""  # the field of a file
    who: str = "anna"
    swaps: dict[str, str] = {}
    ids: dict[str, str] = {}
    unseen: tuple[str, ...] = ()  # hidden fields that list what the page shows
    before: tuple[str, ...] = ()  # other forms that must have been sent
    text: str = ""  # a field of free text, for two people who write at once
    makes: bool = False  # two alike are two things, none of them lost
    drawn: str = ""  # the page that the form stands on, where that is not its own address
    shows: bool = False  # answered by a page with something that is shown once, not by the way to another page
