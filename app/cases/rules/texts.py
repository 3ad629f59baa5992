"""Texts to paste into the authority's self-service. Nothing is added to what people wrote."""

from datetime import date

from app.cases.rules.dates import shown


def extension_text(
    *,
    title: str,
    authority_case_no: str,
    binding_on: date | None,
    report_back_on: date | None,
    wished_compliance_on: date,
    wished_report_back_on: date | None,
    reason: str,
) -> str:
    """A request for a longer deadline in words: which order, which dates bind, which are wished for, and why."""
    lines = [
        "Anmodning om længere frist",
        f"Sag: {title} (Arbejdstilsynets sagsnummer: {authority_case_no or 'ukendt'})",
        f"Efterkommelsesfrist nu: {shown(binding_on)}. Ønsket: {shown(wished_compliance_on)}.",
    ]
    if wished_report_back_on is not None:
        lines.append(f"Tilbagemeldingsfrist nu: {shown(report_back_on)}. Ønsket: {shown(wished_report_back_on)}.")
    if reason:
        lines.append(f"Begrundelse: {reason}")
    return "\n".join(lines)
