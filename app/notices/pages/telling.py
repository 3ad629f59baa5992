"""What the pages on who must know of a ruling show."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import msgspec

from app.cases.pages import CaseHeader, case_header, case_href
from app.cases.queries import CaseRef
from app.documents.pages import UploadField
from app.involvement.enums import Party
from app.involvement.labels import CHANNEL, INVOLVEMENT_KIND, PARTY
from app.involvement.queries import InvolvementRow, Waiver
from app.involvement.rules import whom_to_tell
from app.notices.queries.tasks import LinkedMaterial, ToTell
from app.notices.rules import SOURCE
from app.web.forms import FormState
from app.web.pages import Option, Page, options

LABEL = "Hvem skal vide det?"


def here(case: CaseRef, path: str = "") -> str:
    return case_href(case.public_id, f"/orientering{path}")


class ProofLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that shows that somebody was told."""

    what: str
    on_date: date
    until_on: date | None
    note: str
    evidence: str | None
    evidence_title: str | None


class PartyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of those who must know. `waiver`: why they need not."""

    label: str
    state: str
    tag: str
    proofs: tuple[ProofLine, ...]
    waiver: str
    waiver_note: str
    end_href: str | None
    materials: tuple["MaterialLine", ...] = ()


class MaterialLine(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    href: str
    told: str
    remove_href: str | None


class ToldPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "notices/told.html"
    case: CaseHeader
    must: bool
    owner: str
    is_done: bool
    since: date | None
    source: str
    parties: tuple[PartyLine, ...]
    may_add: bool
    base: str
    notice_hrefs: tuple["NoticeHref", ...]


class NoticeHref(msgspec.Struct, frozen=True):
    unit: str
    href: str


class ToldFormPage(Page, frozen=True, kw_only=True):
    """A page that is one form about a case."""

    template: ClassVar[str]
    case: CaseHeader
    action: str
    cancel_href: str
    form: FormState


class PostedPage(ToldFormPage, frozen=True, kw_only=True):
    template: ClassVar[str] = "notices/posted.html"
    upload: UploadField | None  # None: the reader adds no evidence


class ChoicePage(ToldFormPage, frozen=True, kw_only=True):
    """`field` is what is chosen of `choices`; () asks for the reason alone."""

    template: ClassVar[str] = "notices/choice.html"
    lead: str
    field: str = ""
    label: str = ""
    choices: tuple[Option, ...] = ()
    asks_reason: bool = True
    button: str = "Gem"


def told_page(
    case: CaseRef,
    records: Sequence[InvolvementRow],
    waivers: Sequence[Waiver],
    materials: Sequence[LinkedMaterial],
    task: ToTell | None,
    units: Sequence[tuple[str, str]],
    *,
    since: date | None,
    may_add: bool,
    must: bool,
) -> ToldPage:
    """Each of those who must know, with what shows that they do; `units` are name and address of the pages for all
    employees, `task` what is left."""
    missing = task.missing if task else ()
    return ToldPage(
        title=LABEL,
        case=case_header(case, "involvement", LABEL),
        must=must,
        owner=case.owner_name if case.owner_is_active else "",
        is_done=not missing,
        since=since,
        source=SOURCE,
        parties=tuple(
            _party(case, party, records, waivers, materials, since, missing, may_add=may_add)
            for party in whom_to_tell(case.has_employee_body)
        ),
        may_add=may_add,
        base=here(case),
        notice_hrefs=tuple(NoticeHref(name, href) for name, href in units),
    )


def _party(
    case: CaseRef,
    party: Party,
    records: Sequence[InvolvementRow],
    waivers: Sequence[Waiver],
    materials: Sequence[LinkedMaterial],
    since: date | None,
    missing: Sequence[Party],
    *,
    may_add: bool,
) -> PartyLine:
    proofs = [
        each
        for each in records
        if each.party is party and not each.is_withdrawn and (since is None or each.on_date >= since)
    ]
    waiver = next((each for each in waivers if each.party is party), None)
    state, tag = ("Orienteret", "success") if party not in missing else ("Mangler", "warning")
    if waiver is not None and not proofs:
        state, tag = "Ikke relevant", "neutral"
    own = materials if party is Party.EMPLOYEES else ()
    return PartyLine(
        label=PARTY[party],
        state=state,
        tag=tag,
        proofs=tuple(_proof(each) for each in proofs),
        waiver=waiver.reason if waiver else "",
        waiver_note=f"Skrevet af {waiver.by_name}" if waiver else "",
        end_href=here(case, f"/ikke-relevant/{waiver.public_id}") if waiver and may_add else None,
        materials=tuple(
            MaterialLine(
                title=each.title,
                href=f"/materiale/{each.material}",
                told=f"Læst af {each.read} af sagens {len(case.units_then)} enheder",
                remove_href=here(case, f"/materiale/{each.public_id}") if may_add else None,
            )
            for each in own
        ),
    )


def _proof(row: InvolvementRow) -> ProofLine:
    note = " · ".join(part for part in (row.forum_text, row.participants, row.minutes_reference) if part)
    return ProofLine(
        what=f"{INVOLVEMENT_KIND[row.kind]}, {CHANNEL[row.channel].lower()}",
        on_date=row.on_date,
        until_on=row.until_on,
        note=note,
        evidence=row.evidence,
        evidence_title=row.evidence_title,
    )


def posted_page(case: CaseRef, form: FormState, upload: UploadField | None) -> PostedPage:
    title = "Registrér et opslag"
    return PostedPage(
        title=title,
        case=case_header(case, "involvement", title),
        action=here(case, "/opslag"),
        cancel_href=here(case),
        form=form,
        upload=upload,
    )


def waiver_page(case: CaseRef, form: FormState) -> ChoicePage:
    title = "Skriv, at det ikke er relevant"
    return ChoicePage(
        title=title,
        case=case_header(case, "involvement", title),
        action=here(case, "/ikke-relevant"),
        cancel_href=here(case),
        form=form,
        lead="For eksempel fordi der ikke er valgt en tillidsrepræsentant her. Begrundelsen kan læses af alle, der "
        "ser sagen.",
        field="party",
        label="Hvem er det ikke relevant at orientere?",
        choices=options(PARTY, whom_to_tell(case.has_employee_body)),
    )


def end_waiver_page(case: CaseRef, waiver: Waiver, form: FormState) -> ChoicePage:
    title = "Skal orienteres alligevel"
    return ChoicePage(
        title=title,
        case=case_header(case, "involvement", title),
        action=here(case, f"/ikke-relevant/{waiver.public_id}"),
        cancel_href=here(case),
        form=form,
        lead=f"{PARTY[waiver.party]} kommer på listen igen.",
    )


def material_page(case: CaseRef, form: FormState, choices: tuple[Option, ...]) -> ChoicePage:
    title = "Knyt et materiale"
    lead = (
        "Når sagens enheder har svaret »Læst« eller »Taget stilling« for hele enheden, er medarbejderne orienteret."
        if choices
        else "Der er ikke registreret materiale, som er sendt til sagens enheder, og som du kan se."
    )
    return ChoicePage(
        title=title,
        case=case_header(case, "involvement", title),
        action=here(case, "/materiale"),
        cancel_href=here(case),
        form=form,
        lead=lead,
        field="material",
        label="Hvilket materiale fortæller om afgørelsen?",
        choices=choices,
        asks_reason=False,
    )


def remove_material_page(case: CaseRef, row: LinkedMaterial, form: FormState) -> ChoicePage:
    title = "Fjern materialet fra sagen"
    return ChoicePage(
        title=title,
        case=case_header(case, "involvement", title),
        action=here(case, f"/materiale/{row.public_id}"),
        cancel_href=here(case),
        form=form,
        lead=f"{row.title} tæller så ikke mere med. Materialet selv bliver, hvor det er.",
        button="Fjern",
    )
