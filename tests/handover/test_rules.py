"""What is handed over is what was seen."""

import pytest

from app.core.errors import Blocker
from app.handover.rules import CASE, ITEM, Counts, refused_text, why_not

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
    found = why_not(ITEM, **{**AS_SEEN, **change})
    assert says in found
    assert bool(found) is bool(says)


def test_a_case_is_spoken_of_as_a_case() -> None:
    closed = why_not(CASE, **{**AS_SEEN, "is_open": False, "status": "Lukket"})
    assert closed == "Sagen er ændret imens. Den er nu lukket og skal ikke gives videre."


def test_the_text_above_counts() -> None:
    one = Blocker("x", "y")
    assert "1 sag kunne ikke gives videre" in refused_text([one], Counts(0, 1))
    assert "2 af de 303, du valgte, kunne ikke" in refused_text([one, one], Counts(300, 3))


@pytest.mark.parametrize(
    ("counts", "says", "them"),
    [
        (Counts(0), "", "det"),
        (Counts(1), "1 tiltag", "det"),
        (Counts(0, 1), "1 sag", "den"),
        (Counts(2, 1), "2 tiltag og 1 sag", "dem"),
        (Counts(0, 2), "2 sager", "dem"),
    ],
)
def test_items_and_cases_are_counted_in_words(counts: Counts, says: str, them: str) -> None:
    assert (str(counts), counts.them) == (says, them)
