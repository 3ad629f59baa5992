"""The tables of a report on one case: a sheet per section that its receiver gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.core.dates import UNKNOWN
from app.plans.labels import EFFECT_CRITERION
from app.reports.content import Item, Section, StatusReport
from app.reports.content.stamp import Stamp
from app.reports.sheets.model import Cell, Sheet, day, happened, sheet


def case_sheets(report: StatusReport, fingerprint: str, stamp: Stamp) -> Iterator[Sheet]:
    """What the report is, then its sections in the order of the PDF."""
    yield sheet("Om rapporten", "Hvad|Værdi", _about(report, fingerprint, stamp))
    for section in report.sections:
        yield from _SECTIONS[section](report)


def _about(report: StatusReport, fingerprint: str, stamp: Stamp) -> Iterator[tuple[Cell, ...]]:
    yield "Dokument", f"{report.heading}{stamp.after_title}"
    yield "Rapport nr.", report.report_no
    yield "Lavet til", report.receiver
    if report.replaces:
        yield "Erstatter rapport nr.", report.replaces
    yield "Pr. dato", report.as_of
    yield "Lavet af", ", ".join(filter(None, (report.author.name, report.author.role)))
    yield "Fingeraftryk", fingerprint
    yield "Kommune", report.municipality
    yield "Sag", f"{report.case_reference} {report.title}"
    yield "Slags", report.kind
    yield "Status", " ".join(filter(None, (report.status, report.status_note)))
    for unit in report.units:
        numbers = f"P-nr. {unit.production_unit_no or UNKNOWN}, CVR {unit.cvr_no or UNKNOWN}"
        yield "Enhed", f"{unit.name} ({numbers})"
    if "order" in report.sections:
        yield "Tilsynsbesøg", day(report.visited_on)
        yield "Arbejdstilsynets sagsnummer", report.at_case_no or UNKNOWN
        yield "ESDH-sagsnummer", report.esdh_case_no or UNKNOWN
        yield "KLE", report.kle or UNKNOWN
    for count in report.counts:
        yield count.label, count.number if count.of is None else f"{count.number} af {count.of}"
    for ahead in report.next_dates:
        yield f"Næste: {ahead.label} ({ahead.state})" if ahead.state else f"Næste: {ahead.label}", day(ahead.on)
    for text in report.warnings:
        yield "Værd at vide", text


def _news(report: StatusReport) -> Iterator[Sheet]:
    if report.news is None:
        return
    yield sheet(
        f"Nyt siden rapport nr. {report.news.since_no}",
        "Hvad slags|Hvad|Felt|Før|Nu|Begrundelse",
        ((each.group, each.subject, each.label, each.before, each.after, each.reason) for each in report.news.entries),
    )


def _deadlines(report: StatusReport) -> Iterator[Sheet]:
    yield sheet(
        "Frister",
        "Frist|Dato|Før|Tilstand|Kilde|Bemærkning",
        (
            (
                clock.label,
                day(clock.on),
                happened(clock.original_on, clock.original_on is not None and clock.original_on != clock.on),
                clock.state,
                clock.source,
                clock.note,
            )
            for clock in report.clocks
        ),
    )
    yield sheet(
        "Forløb",
        "Dato|Hændelse|Kilde|Bemærkning",
        ((day(event.on), event.label, event.source, event.note) for event in report.events),
    )


def _order(report: StatusReport) -> Iterator[Sheet]:
    yield sheet(
        "Afgørelsen",
        "Hvad|Dato|I Digital Post|Tekst|Dokument",
        (
            ("Resumé", "", "", report.order_summary or "ikke registreret", ""),
            *(("Emne", "", "", topic, "") for topic in report.topics),
            *(
                (ruling.label, day(ruling.ruled_on), day(ruling.available_on), ruling.summary, ruling.document)
                for ruling in report.rulings
            ),
        ),
    )
    yield sheet(
        "Krav og konklusioner",
        "Nr.|Slags|Tekst|Kilde|Besvaret af fokuspunkt",
        (
            (each.no, each.kind, each.text, each.source, "; ".join(each.answered_by) or "ikke besvaret")
            for each in report.findings
        ),
    )


_ITEM_COLUMNS = (
    "Nr.|Fokuspunkt|Tiltag|Enhed|Status|Ansvarlig|Navn|Hjælpere|Frist|Løbende, følges op|Næste opfølgning|Gennemført|"
    "Problem|Årsag|Art|Alvor|Omfang|Hvad skal gøres|Hvad er gjort|Sådan løser det problemet|Forebyggelsesniveau|"
    f"{EFFECT_CRITERION}|Effekt skal vurderes|Effekt|Vurderet|Vurderet af|Grundlag for effekt|Grundlag, målt|"
    "Opfølgning|Frist flyttet|Begrundelse for sen frist|Dokumentation"
)


def _plan(report: StatusReport) -> Iterator[Sheet]:
    yield sheet(
        "Fokuspunkter",
        "Nr.|Fokuspunkt|Status|Beskrivelse|Emner|Svarer på|Effekt|Vurderet af|Grundlag|Grundlag, målt|Mål igen senest|"
        "Lukket med begrundelse|"
        "Dokumentation|Se også tiltag",
        (
            (
                *(point.no, point.title, point.status, point.description, ", ".join(point.topics)),
                *("; ".join(point.answers), point.effect_result, point.effect_evaluated_by, point.effect_basis),
                *("; ".join(point.effect_surveys), point.remeasure_on or ""),
                *(point.closing_decision, ", ".join(point.evidence), "; ".join(point.also_items)),
            )
            for point in report.focus_points
        ),
    )
    placed = [(f"{point.no}. {point.title}", item) for point in report.focus_points for item in point.items]
    rows = [*placed, *(("", item) for item in report.other_items)]
    yield sheet("Tiltag", _ITEM_COLUMNS, (_item(point, item) for point, item in rows))


def _item(point: str, item: Item) -> tuple[Cell, ...]:
    is_ongoing = bool(item.review_interval)
    is_judged = bool(item.effect_result)
    moves = (
        f"fra {day(move.from_on)} til {day(move.to_on)}: {move.reason or 'begrundelse ikke oplyst'}"
        for move in item.date_moves
    )
    return (
        *(item.no, point, item.title, item.unit, item.status, item.owner_role or UNKNOWN, item.owner_name),
        ", ".join(item.helpers),
        *(happened(item.due_on, not is_ongoing), item.review_interval, happened(item.next_review_on, is_ongoing)),
        happened(item.done_on, item.is_done),
        *(item.problem, item.cause, item.nature, item.severity, item.scope, item.measure, item.what_was_done),
        *(item.how_it_solves, item.prevention_level, item.effect_criterion, day(item.effect_check_on)),
        *(item.effect_result, happened(item.effect_evaluated_on, is_judged), item.effect_evaluated_by),
        *(
            item.effect_basis,
            "; ".join(item.effect_surveys),
            "; ".join(item.follow_up),
            "; ".join(moves),
            item.late_reason,
            ", ".join(item.evidence),
        ),
    )


def _surveys(report: StatusReport) -> Iterator[Sheet]:
    if report.surveys:
        yield sheet(
            "Trivselsmålinger",
            "Hvad den viser|Fokuspunkt|Måling|Hvornår|Enhed|Skala|Spørgeskema|Udgave|Resultat|Svar|Før og efter|"
            "Enheden dengang|Hvad I vil opnå|Bemærkning",
            (
                (
                    *(each.role, each.focus_point or "Hele sagen", each.survey, each.period, each.unit, each.scale),
                    *(each.instrument or UNKNOWN, each.edition or UNKNOWN, each.value, each.answered, each.comparison),
                    *(each.was, each.wished, each.note),
                )
                for each in report.surveys
            ),
        )
    if report.indicators:
        yield sheet(
            "Indikatorer",
            "Indikator|Enhed|Fokuspunkt|Sådan gøres det op|Tal med forbehold og kilde|Før|Hvad er bedst|Bemærkning",
            (
                (
                    *(each.indicator, each.unit, each.focus_point or "Hele sagen", each.definition, each.figure),
                    *(each.before, each.better, each.note),
                )
                for each in report.indicators
            ),
        )


def _earlier(report: StatusReport) -> Iterator[Sheet]:
    yield sheet(
        "Tiltag fra før afgørelsen",
        "Tiltag|Beskrivelse|Hvornår|Arbejdstilsynets vurdering|Begrundelse|Kilde",
        (
            (
                *(each.title, each.description, each.since_text or day(each.since), each.judgement or UNKNOWN),
                *(each.judgement_text, each.source),
            )
            for each in report.prior_measures
        ),
    )
    yield sheet(
        "Varige vilkår",
        "Vilkår|Beskrivelse|Følges op|Senest|Næste|Ansvarlig",
        (
            (
                *(each.title, each.description, each.review_interval or UNKNOWN),
                each.last_reviewed_on or "ikke endnu",
                *(day(each.next_review_on), each.owner_role or UNKNOWN),
            )
            for each in report.permanent_conditions
        ),
    )


def _involvement(report: StatusReport) -> Iterator[Sheet]:
    yield sheet(
        "Orientering og inddragelse",
        "Dato|Form|Forum|Hvordan og om hvad|Orienteret om|Referat|Bemærkning, gengivet uændret",
        (
            (
                *(day(each.on), each.kind, each.forum, " · ".join(each.roles)),
                *(each.about_report, each.minutes_ref, each.remark),
            )
            for each in report.involvement
        ),
    )


def _remaining(report: StatusReport) -> Iterator[Sheet]:
    yield sheet(
        "Det, der mangler",
        "Hvad|Mangler|Ansvarlig|Frist",
        (
            *(
                (each.item, each.missing, each.owner_role or UNKNOWN, day(each.due_on))
                if each.has_owner_and_date
                else (each.item, each.missing, "", "")
                for each in report.remaining
            ),
            *((text, "", "", "") for text in report.also_missing),
        ),
    )


def _authority(report: StatusReport) -> Iterator[Sheet]:
    yield sheet(
        "Tilbagemelding og kontakt",
        "Dato|Hvad|Tekst|Kvittering eller dokument|Bemærk",
        (
            *(
                (day(sent.sent_on), "Tilbagemelding sendt", sent.note, sent.receipt or "ikke registreret", sent.mark)
                for sent in report.report_backs
            ),
            *((day(each.on), f"Svar: {each.outcome}", each.note, each.document, "") for each in report.replies),
            *((day(each.on), each.kind, each.text, "", "") for each in report.contacts),
        ),
    )


def _evidence(report: StatusReport) -> Iterator[Sheet]:
    yield sheet(
        "Dokumentation",
        "Nr.|Titel|Type|Dato|Version|Fil|Størrelse i byte|ESDH|Hører til|SHA-256|Bemærkning",
        (
            (
                *(each.no, each.title, each.kind, day(each.on), each.version, each.file_name),
                *("" if each.size is None else each.size, each.esdh_ref, ", ".join(each.belongs_to) or "Sagen"),
                *(each.sha256, each.note),
            )
            for each in report.evidence
        ),
    )


def _at_a_glance(report: StatusReport) -> Iterator[Sheet]:
    return iter(())  # the same items stand under "Tiltag"


_SECTIONS: dict[Section, Callable[[StatusReport], Iterator[Sheet]]] = {
    "table": _at_a_glance,
    "news": _news,
    "deadlines": _deadlines,
    "order": _order,
    "plan": _plan,
    "surveys": _surveys,
    "earlier": _earlier,
    "involvement": _involvement,
    "remaining": _remaining,
    "authority": _authority,
    "evidence": _evidence,
}
