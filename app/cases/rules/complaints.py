"""What a complaint and a request for a longer deadline do to the clocks (rules 16, 17)."""

from collections.abc import Sequence
from datetime import date

import msgspec

from app.cases.enums import ComplaintState, ExtensionState, NoticeKind, RulingKind
from app.cases.rules.facts import ComplaintFact, ExtensionFact
from app.cases.rules.kinds import AT_ONCE, has_duty_to_act
from app.core.calendar import long_date
from app.core.errors import Blocker


class Suspension(msgspec.Struct, frozen=True):
    """Whether the duty is paused, since when, and the sentence that says why or why not."""

    is_suspended: bool
    since: date | None = None
    reason: str = ""


class ExtensionEffect(msgspec.Struct, frozen=True):
    """The date that binds (None: unknown), what that rests on, and what to be careful about."""

    binding_on: date | None
    text: str
    warnings: tuple[Blocker, ...] = ()


_ENDED = {
    ComplaintState.UPHELD: "Klagen fik medhold. Registrér den nye afgørelse og dens frister.",
    ComplaintState.REJECTED: (
        "Klagen fik ikke medhold. Spørg Arbejdstilsynet, hvilken frist der gælder nu, og registrér svaret."
    ),
    ComplaintState.WITHDRAWN: (
        "Klagen er trukket tilbage, så de gamle datoer gælder igen. Spørg Arbejdstilsynet, om der er sat en ny frist."
    ),
}
_ORDERS = (RulingKind.ORIGINAL, RulingKind.CHANGED)
_DECIDED = (ComplaintState.UPHELD, ComplaintState.REJECTED)


def can_suspend(kind: NoticeKind, complaint: ComplaintFact, complaint_due: date | None) -> bool:
    """Whether this complaint suspends the order as long as it is not answered (§ 81, rule 17).

    A timely one about the order does, except for orders that apply at once. A late one, one whose deadline is
    unknown, and one dated before the ruling never do by themselves. `complaint_due` is the order's deadline; a
    complaint may carry that of its own ruling.
    """
    due = complaint.due_on or complaint_due
    is_about_order = complaint.ruling in _ORDERS and has_duty_to_act(kind) and kind not in AT_ONCE
    return is_about_order and due is not None and complaint.filed_on <= due and not complaint.is_too_early


def leaves_dates_open(kind: NoticeKind, complaint: ComplaintFact, complaint_due: date | None) -> bool:
    """Whether the dates that this complaint held wait for new ones from the authority (a default, decision 0007).

    They do once it is decided, for or against. Not when it is withdrawn: then nobody has decided anything, and the
    dates of the order bind again.
    """
    return complaint.state in _DECIDED and can_suspend(kind, complaint, complaint_due)


def suspension(
    kind: NoticeKind, complaints: Sequence[ComplaintFact], complaint_due: date | None, *, is_awaiting: bool = False
) -> Suspension:
    """Whether a complaint suspends the order now (§ 81, rule 17): one that `can_suspend` and is not answered.

    `is_awaiting`: dates wait for the authority, so a complaint that was lost still has something to be done about.
    """
    if not complaints:
        return Suspension(False)
    if not has_duty_to_act(kind):
        return Suspension(False, reason="Sagen har ingen handlepligt, så klagen har intet at udsætte.")
    if kind in AT_ONCE:
        return Suspension(False, reason="En klage udsætter ikke et strakspåbud. Løs problemet straks.")
    pending = [each for each in complaints if each.state is ComplaintState.FILED]
    if not pending:
        last = max(complaints, key=lambda each: each.filed_on)
        is_settled = last.is_followed or (last.state is ComplaintState.REJECTED and not is_awaiting)
        return Suspension(False, reason="" if is_settled else _ENDED[last.state])
    about_order = [each for each in pending if each.ruling in _ORDERS]
    if not about_order:
        return Suspension(
            False,
            reason="Klagen gælder ikke selve påbuddet, så påbuddets frist gælder. Spørg Arbejdstilsynet ved tvivl.",
        )
    timely = [each.filed_on for each in about_order if can_suspend(kind, each, complaint_due)]
    if not timely and all(each.is_too_early for each in about_order):
        return Suspension(
            False,
            reason="Klagen er dateret før afgørelsen, så vi kan ikke se, om den udsætter påbuddet. Tjek begge datoer.",
        )
    if not timely:
        return Suspension(False, reason=_not_timely([each.due_on or complaint_due for each in about_order]))
    since = min(timely)
    return Suspension(
        True,
        since,
        f"Klagen af {long_date(since)} er sendt i tide og har opsættende virkning. "
        "Fristerne er sat i bero, til klagen er afgjort.",
    )


def _not_timely(deadlines: list[date | None]) -> str:
    if None in deadlines:
        return (
            "Klagefristen er ukendt, så vi ved ikke, om klagen udsætter påbuddet. "
            "Skriv, hvornår brevet var tilgængeligt i Digital Post."
        )
    last = max(each for each in deadlines if each is not None)
    return (
        f"Klagen er sendt efter klagefristen {long_date(last)}. Den udsætter ikke påbuddet af sig selv. "
        "Den gamle frist gælder, til Arbejdstilsynet siger andet."
    )


def extension_effect(request: ExtensionFact) -> ExtensionEffect:
    """Which date binds while and after a longer deadline is asked for (rule 16).

    The old one, until the request is granted. A request dated after the old date warns.
    """
    old = request.compliance_on
    warnings = []
    if old is None:
        warnings.append(
            Blocker(
                "extension.compliance_unknown",
                "Efterkommelsesfristen er ukendt, så vi kan ikke se, om anmodningen kom i tide. Skriv fristen.",
            )
        )
    elif request.requested_on > old:
        warnings.append(
            Blocker(
                "extension.requested_late",
                f"Anmodningen er dateret {long_date(request.requested_on)}, efter fristen {long_date(old)}. "
                "Kontakt Arbejdstilsynet.",
            )
        )
    if request.state is ExtensionState.GRANTED:
        return _granted(request, tuple(warnings))
    standing = f"Fristen {long_date(old)} gælder" if old else "Den hidtidige frist (ukendt) gælder"
    text = {
        ExtensionState.REQUESTED: f"{standing}, indtil Arbejdstilsynet har bevilget en ny.",
        ExtensionState.REFUSED: f"{standing} fortsat. Arbejdstilsynet har afslået en længere frist.",
        ExtensionState.WITHDRAWN: f"{standing} fortsat. Anmodningen er trukket tilbage.",
    }[request.state]
    return ExtensionEffect(old, text, tuple(warnings))


def _granted(request: ExtensionFact, warnings: tuple[Blocker, ...]) -> ExtensionEffect:
    if request.granted_on is None:
        missing = Blocker("extension.new_date_missing", "Længere frist er bevilget. Skriv den nye frist fra brevet.")
        return ExtensionEffect(
            request.compliance_on, "Den nye frist mangler, så den gamle gælder her.", (*warnings, missing)
        )
    return ExtensionEffect(
        request.granted_on, f"Arbejdstilsynet har bevilget ny frist {long_date(request.granted_on)}.", warnings
    )
