"""What is handed over is what was seen."""

import pytest

from app.core.errors import Blocker
from app.handover.rules import refused_text, why_not

AS_SEEN = {"is_theirs": True, "is_open": True, "is_as_seen": True, "status": "I gang", "owner": "Bo Ærø"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, ""),
        ({"is_as_seen": False}, "Tiltaget er ændret imens."),
        ({"is_theirs": False, "is_as_seen": False, "owner": "Carl Syd"}, "Ansvarlig er nu Carl Syd."),
        ({"is_open": False, "is_as_seen": False, "status": "Gennemført"}, "Det er nu gennemført"),
        ({"is_open": False, "is_theirs": False, "status": "Opgivet"}, "Det er nu opgivet"),
    ],
)
def test_an_item_stays_where_somebody_was_faster(change: dict[str, object], says: str) -> None:
    found = why_not(**{**AS_SEEN, **change})
    assert says in found
    assert bool(found) is bool(says)


def test_the_text_above_counts() -> None:
    one = Blocker("x", "y")
    assert "Tiltaget er ændret" in refused_text([one], 1)
    assert "2 af de 300 tiltag er ændret" in refused_text([one, one], 300)
