"""The Danish words that stand for dates in addresses."""

from app.deadlines.enums import DeadlineKind

SLUG = {
    DeadlineKind.HEARING: "hoeringsfrist",
    DeadlineKind.COMPLAINT: "klagefrist",
    DeadlineKind.COMPLIANCE: "efterkommelsesfrist",
    DeadlineKind.REPORT_BACK: "tilbagemeldingsfrist",
    DeadlineKind.AGREEMENT_ACCEPTANCE: "aftaleforloeb",
    DeadlineKind.AGREEMENT_END: "aftaleforloeb-slut",
    DeadlineKind.ADVISER_CHOSEN: "raadgiver-valgt",
    DeadlineKind.ADVISER_REPORT: "raadgivers-rapport",
    DeadlineKind.INVESTIGATION_ACCOUNT: "redegoerelse",
    DeadlineKind.HEARING_SENT: "hoering-sendt",
    DeadlineKind.HEARING_ANSWERED: "hoering-besvaret",
    DeadlineKind.RULED: "afgoerelse",
    DeadlineKind.AVAILABLE: "tilgaengelig",
    DeadlineKind.AGREEMENT_OFFERED: "aftaleforloeb-tilbudt",
    DeadlineKind.AGREEMENT_ACCEPTED: "aftaleforloeb-accepteret",
    DeadlineKind.ADVISER_AGREED: "raadgiver-aftale",
    DeadlineKind.ADVISER_AMO_INVOLVED: "raadgiver-amo",
    DeadlineKind.CONTROL_VISIT: "kontrolbesoeg",
}
_KIND = {slug: kind for kind, slug in SLUG.items()}


def kind_of(slug: str) -> DeadlineKind | None:
    """The kind that an address names, or None."""
    return _KIND.get(slug)
