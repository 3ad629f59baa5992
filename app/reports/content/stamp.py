"""How the snapshot stands that a PDF is made of: it is printed, and no part of what was frozen."""

from __future__ import annotations

import msgspec

from app.reports.enums import SnapshotState


class Stamp(msgspec.Struct, frozen=True):
    """The mark on every page, and the same word after the title of the first; "" on a report that may go out."""

    mark: str

    @property
    def before_header(self) -> str:
        return f"{self.mark} · " if self.mark else ""

    @property
    def after_title(self) -> str:
        return f" – {self.mark.lower()}" if self.mark else ""


RELEASED = Stamp("")
_OF = {
    SnapshotState.DRAFT: Stamp("Udkast"),
    SnapshotState.RELEASED: RELEASED,
    SnapshotState.WITHDRAWN: Stamp("Trukket tilbage"),
}


def stamp_of(state: SnapshotState | None) -> Stamp:
    """The mark of a snapshot in `state`; None is a preview, of which nothing is stored."""
    return Stamp("Forhåndsvisning") if state is None else _OF[state]
