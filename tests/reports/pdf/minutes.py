"""Minutes of meetings to render."""

from __future__ import annotations

from datetime import date

import msgspec

from app.minutes.content import Addendum, Approval, Attendant, MinutesContent, Point, freeze
from app.reports.pdf.render import render_minutes
from tests.reports.pdf.samples import CREATED_AT


def render_made(content: MinutesContent, *addenda: str) -> bytes:
    """The PDF, with addenda of these texts."""
    frozen, digest = freeze(content)
    added = [Addendum(text=text, name="Bo Prøve", at=CREATED_AT) for text in addenda]
    return render_minutes(frozen.encode(), digest, msgspec.json.encode(added))


def make_minutes(count: int, text: str = "Vi talte om frister. ") -> MinutesContent:
    """Minutes of `count` items, every other with an outcome."""
    return MinutesContent(
        municipality="Eksempel Kommune",
        forum=text,
        title="Ordinært møde",
        held_on=date(2025, 8, 20),
        starts="13.00" if count else "",
        ends="15.00" if count else "",
        place=text if count else "",
        attendants=tuple(
            Attendant(name=f"{text} {no}", function="Medlem", side="Ledelsen", presence="Til stede", stands_in_for=text)
            for no in range(count)
        ),
        points=tuple(
            Point(
                no=no,
                title=f"{text} {no}",
                text=text,
                state="Behandlet",
                note="" if no % 2 else text,
                outcome="Uenig" if no % 2 else "",
                decision=text,
                remark=f"{text}\n  {text}",
                minutes=text * 20,
            )
            for no in range(1, count + 1)
        ),
        text=text if count else "",
        sent_by="Anne Prøve",
        sent_at=CREATED_AT,
        approvals=(
            Approval(side="Ledelsen", name="Anne Prøve", at=CREATED_AT, remark=""),
            Approval(side="Medarbejderne", name="Bo Prøve", at=CREATED_AT, remark=text if count else ""),
        ),
    )
