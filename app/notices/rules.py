"""What may stand on a page that everybody at a workplace reads, and for how long: pure.

Source of the duty: the authority's guide for who reports back (workplacedenmark.dk, "Report back"): everybody affected
must learn that a notice was received and how it was complied with. How long a page and a link live is ours, not law.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

SHOWN_AFTER_CLOSING = timedelta(days=90)  # so that everybody can read how it ended
LONGEST_LINK = timedelta(days=365)
MOST_READS = 2000  # of one link on one day: a town hall reads, a program that asks for ever does not
NO_NAME = "[navn udeladt]"
SOURCE = "Arbejdstilsynets vejledning om tilbagemelding (workplacedenmark.dk)"


def without_names(text: str, names: Iterable[str]) -> str:
    """`text` without the full names of people who have something to do with the case, however they are cased."""
    for name in sorted({" ".join(each.split()) for each in names} - {""}, key=len, reverse=True):
        pattern = r"\s+".join(re.escape(part) for part in name.split(" "))
        text = re.sub(rf"(?<!\w){pattern}(?!\w)", NO_NAME, text, flags=re.IGNORECASE)
    return text


def still_shown(closed_on: date | None, today: date) -> bool:
    """Whether a case that closed on a day still stands on the page; an open one does."""
    return closed_on is None or today <= closed_on + SHOWN_AFTER_CLOSING


def last_day_of_link(today: date) -> date:
    return today + LONGEST_LINK
