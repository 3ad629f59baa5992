"""Packs to draw: empty, the first one, long, and of text that means harm."""

from datetime import UTC, date, datetime

from app.packs.content import Asked, LateItem, Pack, PackCase, PackLine, freeze
from app.packs.pack_pdf import render_pack

AT = datetime(2026, 3, 3, 14, tzinfo=UTC)


def make_pack(cases: int, word: str = "æøå", *, is_first: bool = False) -> Pack:
    line = PackLine(kind="Flyttet frist", at=AT, text=f"1. {word}: 01.02.2026 → 01.04.2026", reason=word)
    return Pack(
        forum=f"Udvalget {word}",
        title=word,
        held_on=date(2026, 3, 3),
        since=None if is_first else AT,
        since_text="" if is_first else "mødet 03.02.2026 sluttede kl. 15.00",
        until=AT,
        requests=(
            Asked(
                public_id="spurgt",
                text=word,
                asked_on=date(2026, 1, 5),
                owner=word,
                due_on=date(2026, 2, 1),
                is_late=True,
                said=(word,),
            ),
            Asked(
                public_id="andet",
                text=word,
                asked_on=date(2026, 1, 5),
                owner="Ingen endnu",
                due_on=None,
                is_late=False,
                said=(),
            ),
        )
        * (cases % 60 > 0 or cases == 60),
        cases=tuple(
            PackCase(
                public_id=f"sag{no}",
                reference=f"DEMO 2026-{no:04}",
                title=word,
                units=word,
                changes=(line,) * (no % 4),
                late=(LateItem(text=f"1. {word}", due_on=date(2026, 2, 1), is_new=True),) * (no % 2),
                surveys=(word,) * (no % 2),
                indicators=(word,) * (no % 2),
            )
            for no in range(cases)
        ),
    )


def packs(hostile: str) -> dict[str, bytes]:
    made = {"empty": make_pack(0, is_first=True), "long": make_pack(60), "hostile": make_pack(2, hostile)}
    return {name: render_pack(*freeze(pack)) for name, pack in made.items()}
